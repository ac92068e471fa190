"""Texts of any length, cut into windows that the network reads at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST = 126  # units: words and paragraph breaks
MARGIN = 16  # units that two windows share where the cut is in the middle of a sentence


@dataclass(frozen=True)
class Window:
    """Units [start, end), of which [first, last) are kept and the rest is context."""

    start: int
    end: int
    first: int
    last: int


def cut(begins: Sequence[bool], start: int = 0) -> Iterator[Window]:
    """Cut a text into windows; `begins` tells for each unit whether a sentence may begin with it.

    A window ends before the last such unit of its second half; where there is none, two windows
    overlap. start: the number of the text's first unit.
    """
    end = start + len(begins)
    first = start
    begin = start
    while end - begin > LONGEST:
        full = begin + LONGEST
        half = range(full, max(first, begin + LONGEST // 2), -1)
        at = next((i for i in half if begins[i - start]), None)
        if at is None:
            middle = full - MARGIN
            yield Window(begin, full, first, middle)
            begin, first = middle - MARGIN, middle
        else:
            yield Window(begin, at, first, at)
            begin = first = at
    yield Window(begin, end, first, end)
