"""What is read: an entry is an article's bytes, a document the text in them."""

import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from newsparse.errors import NewsparseError, ReadingError
from newsparse.record import Failure, Language

SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Options:
    """How the user wants inputs to be read."""

    encoding: str | None = None
    text_key: str = "text"
    id_key: str = "id"


DEFAULTS = Options()


@dataclass(frozen=True)
class Document:
    """An article's text, the name it goes by, and what its file said of it.

    `language` is a hint for texts too short to tell; `sha256` is that of what it was read from.
    """

    id: str
    text: str
    title: str | None = None
    language: Language | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""


@dataclass(frozen=True)
class Entry:
    """One article's bytes, found but not yet read: cheap to find, and can be sent to a worker."""

    id: str
    path: str
    format: str
    content: bytes
    options: Options = DEFAULTS

    @cached_property
    def sha256(self) -> str:
        """The hash of the bytes, and of options that have them read in another way."""
        digest = hashlib.sha256(self.content)
        if self.options != DEFAULTS:
            digest.update(repr(self.options).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def part(self, id: str, content: bytes) -> "Entry":
        """Return one of several articles in this entry; its bytes are UTF-8, whatever ours were."""
        return replace(self, id=id, content=content, options=replace(self.options, encoding=None))

    def failure(self, error: NewsparseError) -> Failure:
        """Return the line that tells of an error in this article."""
        return Failure(id=self.id, path=printable(self.path), what=error.what, hint=error.hint)


def error_of(failure: Failure) -> ReadingError:
    """Return the error that a failure tells of."""
    return ReadingError(failure.what, failure.hint, failure.path)


def printable(text: str) -> str:
    """Replace lone surrogates, which no encoding of Unicode can hold, by U+FFFD."""
    return SURROGATE.sub("\ufffd", text)


def language_hint(code: object) -> Language | None:
    """Return the written standard that a language code names: `nb-NO` → `nb`."""
    primary = str(code or "").lower().replace("_", "-").split("-")[0]
    if primary == "nn":
        return "nn"
    return "nb" if primary == "nb" else None
