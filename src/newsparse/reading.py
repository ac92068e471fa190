"""From a path, `-` or bytes to a Document; what is decided here is what offsets count in."""

import codecs
import sys
from dataclasses import dataclass
from pathlib import Path

from newsparse.errors import ReadingError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
STDIN = "-"


@dataclass(frozen=True)
class Document:
    """An article's text and the name it goes by."""

    id: str
    text: str


def read(path: str, encoding: str | None = None) -> Document:
    """Read one article from a file, or from standard input for `-`.

    path: a file's path, or `-`; the id is the file's stem, `stdin` for `-`.
    encoding: the text's encoding; without it a BOM, else strict UTF-8, else Windows-1252.
    Raises ReadingError with a sentence for the user.
    """
    if path == STDIN:
        return Document("stdin", decode(sys.stdin.buffer.read(), "standard input", encoding))
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise ReadingError.missing(path) from None
    except IsADirectoryError:
        raise ReadingError.directory(path) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadingError.unreadable(path, reason) from None
    return Document(Path(path).stem, decode(data, path, encoding))


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """Decode an article: BOM, else strict UTF-8, else Windows-1252; `encoding` overrides.

    The result has no BOM and `\\n` for `\\r\\n`. name: what to call the input in an error.
    Raises ReadingError where the bytes are no text.
    """
    encoding = encoding or next((name for bom, name in BOMS if data.startswith(bom)), None)
    if encoding:
        text = _strictly(data, encoding, name)
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _cp1252(data, name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\0" in text:
        raise ReadingError.binary(name)
    if not text.strip():
        raise ReadingError.empty(name)
    return text


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise ReadingError.unknown_encoding(encoding) from None
    except UnicodeDecodeError:
        raise ReadingError.not_in_encoding(name, encoding) from None


def _cp1252(data: bytes, name: str) -> str:
    """Windows-1252 takes nearly every byte, so control characters tell text from binary data."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise ReadingError.binary(name) from None
    if any(ord(c) < 32 and c not in "\t\n\r\f\v" for c in text):
        raise ReadingError.binary(name)
    return text
