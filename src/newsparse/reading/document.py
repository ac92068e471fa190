"""What is read: an entry is an article's bytes, a document the text in them."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from newsparse.errors import NewsparseError, ReadingError
from newsparse.record import Failure, Part, Standard

SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Options:
    """How the user wants inputs to be read."""

    encoding: str | None = None
    text_key: str = "text"  # or several: `title,lead,body`
    id_key: str = "id"
    title_key: str | None = None
    date_key: str | None = None
    split: str | None = None  # a pattern of the lines between the articles of a text file
    any_language: bool = False  # analyse what is no Norwegian, too


DEFAULTS = Options()


@dataclass(frozen=True)
class Document:
    """An article's text, the name it goes by, and what its file said of it.

    `language` is a hint for texts too short to tell; `published` is ISO 8601 (`iso_date`);
    `source` the paper or agency; `parts` say which field of the input a stretch came from;
    `sha256` is that of what it was read from.
    """

    id: str
    text: str
    title: str | None = None
    language: Standard | None = None
    published: str | None = None
    url: str | None = None
    section: str | None = None
    byline: str | None = None
    source: str | None = None
    parts: tuple[Part, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""
    any_language: bool = False


@dataclass(frozen=True)
class Entry:
    """One article's bytes, found but not yet read: cheap to find, and can be sent to a worker.

    about: fields of its document that the file around it tells, where it does not itself: `url`.
    """

    id: str
    path: str
    format: str
    content: bytes
    options: Options = DEFAULTS
    about: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """The hash of the bytes, and of options that have them read in another way."""
        digest = hashlib.sha256(self.content)
        if self.options != DEFAULTS:
            digest.update(repr(self.options).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def part(
        self, id: str, content: bytes, format: str = "", about: Mapping[str, Any] | None = None
    ) -> "Entry":
        """Return one of several articles in this entry; its bytes are UTF-8, whatever ours were.

        format: that of the part, where it is another one.
        """
        options = replace(self.options, encoding=None)
        return Entry(id, self.path, format or self.format, content, options, about or {})

    def failure(self, error: NewsparseError) -> Failure:
        """Return the line that tells of an error in this article."""
        return Failure(id=self.id, path=printable(self.path), what=error.what, hint=error.hint)


def error_of(failure: Failure) -> ReadingError:
    """Return the error that a failure tells of."""
    return ReadingError(failure.what, failure.hint, failure.path)


def printable(text: str) -> str:
    """Replace lone surrogates, which no encoding of Unicode can hold, by U+FFFD."""
    return SURROGATE.sub("\ufffd", text)


def language_hint(code: object) -> Standard | None:
    """Return the written standard that a language code names: `nb-NO` → `nb`."""
    primary = str(code or "").lower().replace("_", "-").split("-")[0]
    if primary == "nn":
        return "nn"
    return "nb" if primary == "nb" else None
