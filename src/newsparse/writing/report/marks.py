"""The marks in an article's text: names, and quotes with their speakers."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple


class Mark(NamedTuple):
    """A stretch of text to mark: `kind` is an entity's type, or `quote`.

    label: words that stand in front of it: who speaks, and what is to be known of the quote.
    link: the anchor that the label leads to.
    """

    start: int
    end: int
    kind: str
    label: str
    id: str | None
    link: str


def between(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    """Return the marks of a part of the text, with offsets from where that begins.

    A mark that reaches in from the part before has its label and its anchor there.
    """
    found = []
    for mark in marks:
        if mark.start < end and mark.end > start:
            if mark.start < start:
                mark = mark._replace(start=start, label="", id=None)
            found.append(mark._replace(start=mark.start - start, end=min(mark.end, end) - start))
    return found


def pieces(text: str, marks: list[Mark]) -> Iterator[tuple[str, Any]]:
    """Yield text and the marks that open and close around it, properly nested.

    A mark that crosses another's end is closed there and opened again, then without its label.
    """
    edges = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    waiting = marks[::-1]
    inside: list[Mark] = []
    for start, end in zip(edges, edges[1:] or edges, strict=False):
        ended = next((n for n, mark in enumerate(inside) if mark.end <= start), len(inside))
        for mark in reversed(inside[ended:]):
            yield ("pause" if mark.end > start else "close"), mark
        again = [mark for mark in inside[ended:] if mark.end > start]
        yield from (("again", mark) for mark in again)
        inside = inside[:ended] + again
        while waiting and waiting[-1].start == start:
            inside.append(waiting.pop())
            yield "open", inside[-1]
        yield "text", text[start:end]
    yield from (("close", mark) for mark in reversed(inside))
