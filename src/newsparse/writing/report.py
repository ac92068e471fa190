"""Articles as a web page for reading: one file that needs no script, or several linked ones.

The marks in the text carry their labels as words, and so does what a reader must not take for
sure: a speaker whom only the context tells, and content that its speakers reject. The template
escapes all that comes from outside.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count as count_from
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple
from urllib.parse import quote as quote_url

from newsparse.errors import WritingError
from newsparse.record import Article, Quote, Speaker
from newsparse.writing.files import replacing

HEAD = 2000  # bytes of a page in which stands what it is
PAGE = 500  # articles on one page; a browser opens that many at once
SHOWN_SPEAKERS = 200
SHOWN_ARTICLES = 10
BY_CONTEXT = "by context"
LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk"}
REJECTED = "rejected"


class Mark(NamedTuple):
    """A stretch of text to mark: `kind` is an entity's type, or `quote`."""

    start: int
    end: int
    kind: str
    label: str
    id: str | None
    link: str


class Link(NamedTuple):
    """A quote of somebody: its id, where it leads, and what is to be known of it."""

    id: str
    href: str
    note: str


class Place(NamedTuple):
    """Where a speaker is quoted: an article and links to the quotes in it."""

    title: str
    href: str
    quotes: list[Link]


@dataclass
class Quoted:
    """A speaker of the index over all articles."""

    name: str
    count: int = 0
    unsure: int = 0  # of them, those whose speaker only the context tells
    articles: int = 0
    places: list[Place] = field(default_factory=list)


def write_report(articles: Iterable[Article], path: Path) -> None:
    """Write the report to `path`, and articles beyond 500 to `NAME-2.html` and so on beside it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("newsparse.writing", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html.jinja")
    index: dict[str, Quoted] = {}
    counts = {"articles": 0, "quotes": 0, "names": 0}
    first: list[dict[str, Any]] = []
    page: list[dict[str, Any]] = []
    number = 1

    def write(number: int, shown: list[dict[str, Any]], **more: Any) -> None:
        here = page_path(path, number)
        if number > 1 and here.exists() and not _is_page(here, number, path):
            raise WritingError.not_a_page(str(here))
        with replacing(here) as file:
            template.stream(
                page=number,
                articles=shown,
                first=_link(path, 1),
                previous=_link(path, number - 1) if number > 1 else None,
                **more,
            ).dump(str(file), encoding="utf-8")

    for count, article in enumerate(articles, 1):
        if len(page) == PAGE:  # only now it is known that another page follows
            if number == 1:
                first = page
            else:
                write(number, page, next=_link(path, number + 1))
            page, number = [], number + 1
        href = _link(path, number)
        page.append(_shown(article, f"a{count}"))
        _add_to_index(index, article, f"a{count}", href)
        counts["articles"] += 1
        counts["quotes"] += len(article.quotes)
        counts["names"] += len(article.entities)
    if number > 1:
        write(number, page, next=None)
    speakers = sorted(index.values(), key=lambda quoted: (-quoted.count, quoted.name))
    write(
        1,
        first if number > 1 else page,
        next=_link(path, 2) if number > 1 else None,
        pages=[_link(path, n) for n in range(1, number + 1)],
        speakers=speakers[:SHOWN_SPEAKERS],
        speakers_left_out=max(0, len(speakers) - SHOWN_SPEAKERS),
        counts=counts,
    )
    for left in count_from(number + 1):  # of a larger report that stood here
        if not _is_page(page_path(path, left), left, path):
            break
        page_path(path, left).unlink()


def _is_page(file: Path, number: int, report: Path) -> bool:
    """Tell whether a file is that page of a report."""
    try:
        with file.open("rb") as opened:
            return f'content="page {number} of {_link(report, 1)}"'.encode() in opened.read(HEAD)
    except OSError:
        return False


def _link(report: Path, number: int) -> str:
    """Return how one page leads to another."""
    return quote_url(page_path(report, number).name, errors="surrogateescape")


def page_path(path: Path, number: int) -> Path:
    """Return the path of a page: the first is the report itself."""
    return path if number < 2 else path.with_name(f"{path.stem}-{number}{path.suffix}")


def _title(article: Article) -> str:
    """Return the headline, or what stands in its place: the beginning of the first line."""
    first_line = article.text.strip().partition("\n")[0]
    return article.title or shorten(first_line, 90, placeholder=" …")


def _add_to_index(index: dict[str, Quoted], article: Article, anchor: str, href: str) -> None:
    said: dict[str, list[Link]] = {}
    for quote in article.quotes:
        for speaker in quote.speakers:
            link = Link(quote.id, f"{href}#{anchor}-{quote.id}", _note(quote, speaker))
            said.setdefault(speaker.name, []).append(link)
    for name, links in said.items():
        quoted = index.setdefault(name.casefold(), Quoted(name))
        quoted.count += len(links)
        quoted.unsure += sum(BY_CONTEXT in link.note for link in links)
        quoted.articles += 1
        if len(quoted.places) < SHOWN_ARTICLES:
            quoted.places.append(Place(_title(article), f"{href}#{anchor}", links))


def _note(quote: Quote, speaker: Speaker) -> str:
    notes = [REJECTED] if quote.negated else []
    return ", ".join([*notes, BY_CONTEXT] if speaker.basis == "context" else notes)


def _shown(article: Article, anchor: str) -> dict[str, Any]:
    """Return what the template shows of an article."""
    said: dict[str, list[Link]] = {}
    for quote in article.quotes:
        for speaker in quote.speakers:
            if speaker.entity is not None:
                link = Link(quote.id, f"#{anchor}-{quote.id}", _note(quote, speaker))
                said.setdefault(speaker.entity, []).append(link)
    return {
        "anchor": anchor,
        "id": article.id,
        "title": _title(article),
        "language": article.language,
        "about": _about(article),
        "pieces": list(_pieces(article.text, _marks(article, anchor))),
        "quotes": article.quotes,
        "entities": article.entities,
        "said": said,
    }


def _about(article: Article) -> list[str]:
    """Return what stands under the headline: which article this is, and when and where it was."""
    language = LANGUAGES.get(article.language, f"language: {article.language}")
    told = (article.source, article.section, article.published, article.byline)
    return [article.id, language, *filter(None, told)]


def _marks(article: Article, anchor: str) -> list[Mark]:
    marks = [
        Mark(mention.start, mention.end, entity.type, entity.type, None, f"{anchor}-{entity.id}")
        for entity in article.entities
        for mention in entity.mentions
    ]
    for quote in article.quotes:
        marks.extend(_quote_marks(quote, anchor))
    return sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind != "quote"))


def _quote_marks(quote: Quote, anchor: str) -> Iterator[Mark]:
    for number, span in enumerate(quote.content):
        label = f"{quote.id} {quote.type}" if number == 0 else f"{quote.id} continued"
        if quote.negated:
            label = f"{label}, {REJECTED}"
        id = f"{anchor}-{quote.id}" if number == 0 else None
        yield Mark(span.start, span.end, "quote", label, id, f"{anchor}-{quote.id}-said")


def _pieces(text: str, marks: list[Mark]) -> Iterator[tuple[str, Any]]:
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
