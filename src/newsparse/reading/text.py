"""Bytes to text; what is decided here is what offsets count in."""

import codecs

from newsparse.errors import ReadingError
from newsparse.reading.document import Document, Entry
from newsparse.reading.leftovers import without_leftovers
from newsparse.reading.prose import no_prose

WIDE_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
BOMS = ((codecs.BOM_UTF8, "utf-8"), *WIDE_BOMS)
NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})


def read_text(entry: Entry) -> Document:
    """Read plain text: the whole file is the article, without what programs left in it.

    Raises ReadingError where it is empty, binary, or no prose.
    """
    text = decode(entry.content, entry.path, entry.options.encoding)
    text = checked(without_leftovers(text), entry.path)
    if kind := no_prose(text):
        raise ReadingError.no_prose(entry.path, kind)
    return Document(entry.id, text, sha256=entry.sha256)


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """Decode an article: BOM, else strict UTF-8, else Windows-1252; `encoding` overrides.

    The result has no BOM and `\\n` for `\\r\\n`. name: what to call the input in an error.
    Raises ReadingError where the bytes are not in that encoding, or are no text.
    """
    encoding = encoding or next((name for bom, name in BOMS if data.startswith(bom)), None)
    if encoding:
        text = _strictly(data, encoding, name)
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _cp1252(data, name)
    return checked(text.removeprefix("\ufeff").replace("\r\n", "\n"), name)


def is_binary(head: bytes, encoding: str | None) -> bool:
    """Tell by its first bytes that a file is no text; a BOM or the user may know better."""
    return b"\0" in head and not encoding and not any(head.startswith(bom) for bom, _ in BOMS)


def checked(text: str, name: str) -> str:
    """Return the text where it is one; raises ReadingError where it is empty or binary data."""
    if "\0" in text:
        raise ReadingError.binary(name)
    if not text.strip():
        raise ReadingError.empty(name)
    return text


def is_charset(encoding: str) -> bool:
    """Tell whether texts are written in an encoding; raises LookupError or ValueError for none.

    Python has others, of which some take time that grows with the square of a text's length.
    """
    return codecs.lookup(encoding).name not in NO_CHARSETS


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        if not is_charset(encoding):
            raise ReadingError.unknown_encoding(encoding, name)
        return data.decode(encoding)
    except UnicodeError:  # of more kinds than one: the codec `undefined` can decode nothing
        raise ReadingError.not_in_encoding(name, encoding) from None
    except (LookupError, ValueError):  # a name that cannot be one
        raise ReadingError.unknown_encoding(encoding, name) from None


def _cp1252(data: bytes, name: str) -> str:
    """Windows-1252 takes nearly every byte, so control characters tell text from binary data."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise ReadingError.binary(name) from None
    if any(ord(c) < 32 and c not in "\t\n\r\f\v" for c in text):
        raise ReadingError.binary(name)
    return text
