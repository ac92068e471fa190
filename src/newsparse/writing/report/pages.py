"""The files of a report: one, or a front page with pages of articles and a search beside it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import count as count_from
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote as quote_url

from newsparse.errors import WritingError
from newsparse.identities import Identities
from newsparse.record import Article
from newsparse.writing.files import replacing
from newsparse.writing.report.anchors import Anchors
from newsparse.writing.report.chart import chart_of
from newsparse.writing.report.index import KEPT, Index
from newsparse.writing.report.rows import Rows
from newsparse.writing.report.shown import ShownArticle, show
from newsparse.writing.report.templates import Templates
from newsparse.writing.report.totals import Totals
from newsparse.writing.report.words import Language, Words, language_of

HEAD = 4000  # bytes of a page in which stands what it is
PAGE = 500  # articles on one page; a browser opens that many at once
FRONT = 0
SEARCH = "search"
ALL = 1 << 30


class Limits(NamedTuple):
    """How many of the names of a kind stand on the front page."""

    shown_first: int  # of them, with no click
    shown_in_all: int
    shown_named: int  # without a quote
    shown_of_each: int  # quotes of one speaker
    shown_places: int  # articles that name one


class Page(NamedTuple):
    """What the front page says of a page of articles."""

    number: int
    articles: int
    first: str | None
    last: str | None


OF_ONE = Limits(30, ALL, ALL, ALL, 25)
OF_SEVERAL = Limits(30, 100, 100, KEPT, KEPT)  # below 1 MB


def write_report(
    articles: Iterable[Article],
    path: Path,
    language: Language | None = None,
    identities: Identities | None = None,
) -> None:
    """Write the report to `path`; of more than 500 articles, all but its front page beside it.

    These are `NAME-1.html` and so on, with 500 articles each, and `NAME-search.html`. The files
    that are there are replaced together, when all is written; what is left of a larger report
    goes.
    language: of the interface; without it, that of most articles, of the first 500 where there are
    more. identities: what all articles taught of who is the same.
    Raises WritingError where another file has the name of one of the pages.
    """
    batches = _batches(iter(articles))
    batch, is_last = next(batches)
    is_alone = is_last
    words = Words(language or language_of(article.language for article in batch))
    pages: list[Page] = []
    with ExitStack() as stack:
        rows = stack.enter_context(Rows())
        site = Site(path, words, stack)
        sums = Sums(identities or Identities(), Index(None if is_alone else KEPT), Totals(), rows)
        shown = sums.add(batch, FRONT, words) if is_alone else []
        while batch and not is_alone:
            number = len(pages) + 1
            of_page = sums.add(batch, number, words)
            pages.append(_page(number, of_page))
            site.write_articles(number, of_page, is_last)
            batch, is_last = next(batches, ([], True))
        if not is_alone:
            site.write_search(len(pages), sums)
        site.write_front(sums, pages, shown)
    last = len(pages)
    site.remove_beyond(last)


def _batches(articles: Iterator[Article]) -> Iterator[tuple[list[Article], bool]]:
    """Yield the articles of each page, and whether it is the last; one page of none at all."""
    following = list(islice(articles, 1))
    while True:
        batch = following + list(islice(articles, PAGE - len(following)))
        following = list(islice(articles, 1))
        yield batch, not following
        if not following:
            return


class Sums(NamedTuple):
    """What is counted and kept of all articles."""

    identities: Identities
    names: Index
    totals: Totals
    rows: Rows

    def add(self, batch: list[Article], page: int, words: Words) -> list[ShownArticle]:
        """Count a page's articles; return what is shown of them, the newest first."""
        anchors = Anchors()
        shown = [show(article, page, anchors, words, self.identities) for article in batch]
        for each in shown:
            self.names.add(each)
            self.totals.add(each)
            self.rows.add(each, self.names)
        return sorted(shown, key=lambda each: each.article.published or "", reverse=True)


def _page(number: int, shown: list[ShownArticle]) -> Page:
    dates = [each.article.published for each in shown if each.article.published]
    return Page(number, len(shown), min(dates, default=None), max(dates, default=None))


class Site:
    """The pages, each written beside what it takes the place of, until the stack is closed."""

    def __init__(self, path: Path, words: Words, stack: ExitStack) -> None:
        self._path = path
        self._stack = stack
        self._templates = Templates(words)
        self._front = stack.enter_context(replacing(path))  # first in: it is replaced last

    def write_front(self, sums: Sums, pages: list[Page], articles: list[ShownArticle]) -> None:
        """Write the first page; `pages` are those of the articles, where they are not on it."""
        values: dict[str, Any] = (OF_SEVERAL if pages else OF_ONE)._asdict()
        values["totals"], values["articles"], values["pages"] = sums.totals, articles, pages
        values["lists"], values["genders"] = sums.names.lists(), sums.names.genders()
        values["chart"] = chart_of(sums.totals.days, self._templates.words)
        values["rows"] = () if pages else sums.rows.chunks()
        self._write(FRONT, self._front, "front", [page.number for page in pages], **values)

    def write_articles(self, number: int, articles: list[ShownArticle], is_last: bool) -> None:
        """Write a page of articles."""
        more = {"articles": articles, "next": None if is_last else self._link(number + 1)}
        more["previous"] = self._link(number - 1) if number > 1 else None
        self._write(number, self._open(number), "articles", [number], **more)

    def write_search(self, pages: int, sums: Sums) -> None:
        """Write the page that searches in all others."""
        numbers, target = list(range(1, pages + 1)), self._open(SEARCH)
        values = {"rows": sums.rows.chunks(), "totals": sums.totals}
        self._write(SEARCH, target, SEARCH, numbers, **values)

    def remove_beyond(self, last: int) -> None:
        """Remove the pages of a larger report that stood here."""
        if last == 0 and _is_page(self._file(SEARCH), SEARCH, self._path):
            self._file(SEARCH).unlink()
        for number in count_from(last + 1):
            if _is_page(self._file(number), number, self._path):
                self._file(number).unlink()
            elif number > 1:  # reports of before had no page 1 beside the first
                break

    def _write(
        self, number: int | str, target: Path, template: str, linked: list[int], **values: Any
    ) -> None:
        values |= {
            "is_page": f"page {number} of {self._link(FRONT)}",
            "number": number,
            "front": self._link(FRONT),
            "search": self._link(SEARCH) if linked else "",
            "links": {FRONT: ""} | {page: self._link(page) for page in linked},
        }
        self._templates.write(template, target, values)

    def _open(self, number: int | str) -> Path:
        """Return where a page beside the first is to be written."""
        file = self._file(number)
        if file.exists() and not _is_page(file, number, self._path):
            raise WritingError.not_a_page(str(file))
        return self._stack.enter_context(replacing(file))

    def _file(self, number: int | str) -> Path:
        return page_path(self._path, number)

    def _link(self, number: int | str) -> str:
        return _link(self._path, number)


def page_path(path: Path, number: int | str) -> Path:
    """Return the path of a page: 0 is the report itself."""
    return path.with_name(f"{path.stem}-{number}{path.suffix}") if number else path


def _link(report: Path, number: int | str) -> str:
    """Return how one page leads to another."""
    return quote_url(page_path(report, number).name, errors="surrogateescape")


def _is_page(file: Path, number: int | str, report: Path) -> bool:
    """Tell whether a file is that page of a report."""
    try:
        with file.open("rb") as opened:
            return f'content="page {number} of {_link(report, 0)}"'.encode() in opened.read(HEAD)
    except OSError:
        return False
