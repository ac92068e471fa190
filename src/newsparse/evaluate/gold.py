"""Gold: articles that people annotated, one JSON object a line, as in `benchmarks/gold`.

All offsets are Unicode code points into the article's text, `end` exclusive.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsparse.errors import GoldError, NewsparseError, ReadingError
from newsparse.reading import lines_of, name_of, open_binary
from newsparse.record import QuoteType


class _Gold(BaseModel):
    model_config = ConfigDict(frozen=True)  # what gold has besides is nobody's harm


class GoldSpan(_Gold):
    """A stretch of the article's text."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class GoldEntity(_Gold):
    """A person, place or organisation; other types are not measured."""

    type: str
    name: str
    mentions: list[GoldSpan]
    references: list[GoldSpan] = []


class GoldSpeaker(_Gold):
    """Who said it; several names, any of which is right, are separated by `|`."""

    name: str


class GoldQuote(_Gold):
    """Words or a claim that the article attributes to somebody."""

    type: QuoteType
    content: list[GoldSpan] = Field(min_length=1)
    cue: GoldSpan | None = None
    source: GoldSpan | None = None
    speaker: GoldSpeaker | None = None
    negated: bool = False
    together: bool = False  # all the speakers said it


class GoldPerson(_Gold):
    """A person whom the article names, and what it tells of them."""

    name: str
    gender: Literal["f", "m"] | None = None
    role: str | None = None


class GoldArticle(_Gold):
    """One article; a section that is None was not annotated, and is not measured."""

    id: str
    lang: str | None = None
    text: str
    entities: list[GoldEntity] | None = None
    quotes: list[GoldQuote] | None = None
    persons: list[GoldPerson] | None = None

    def to_line(self) -> str:
        """Return the article as a line of a gold file, without what was not said of it."""
        return self.model_dump_json(exclude_unset=True) + "\n"


class _Result(BaseModel):
    """What tells that a line is a result, and no gold."""

    schema_version: str


def read_gold(path: str) -> Iterator[GoldArticle | NewsparseError]:
    """Read the articles of a gold file (`-`: standard input), also gzipped, one at a time.

    A line that is none comes back as the error that says so. The next ones are still read, unless
    it is the first: then the file is something else.
    """
    ids: set[str] = set()
    try:
        with open_binary(path) as stream:
            for number, line in enumerate(lines_of(stream, name_of(path)), 1):
                if not line.strip():
                    continue
                found = _article(line, name_of(path), number, ids)
                yield found
                if isinstance(found, GoldArticle):
                    ids.add(found.id)
                elif not ids:
                    return
    except ReadingError as error:
        yield error


def _article(line: bytes, name: str, number: int, ids: set[str]) -> GoldArticle | GoldError:
    if _is_result(line):
        return GoldError.no_gold(name, number, "it is a result of newsparse")
    try:
        article = GoldArticle.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return GoldError.no_gold(name, number, f"{place}: {first['msg']}".strip(": "))
    problem = _contradiction(article)
    if article.id in ids:
        problem = f"another line has the id {article.id!r}"
    return article if problem is None else GoldError.no_gold(name, number, problem)


def _is_result(line: bytes) -> bool:
    try:
        return bool(_Result.model_validate_json(line))
    except ValidationError:
        return False


def _contradiction(article: GoldArticle) -> str | None:
    """Say what in an article cannot be; None where all can."""
    if article.entities is None and article.quotes is None and article.persons is None:
        return "it has neither entities nor quotes"
    spans = [m for entity in article.entities or () for m in entity.mentions]
    for quote in article.quotes or ():
        spans += [*quote.content, *filter(None, (quote.cue, quote.source))]
    for span in spans:
        if not span.start < span.end <= len(article.text):
            return f"{span.start} to {span.end} is no place in its text"
    return None
