"""Bytes to text; what is decided here is what offsets count in."""

import codecs
import quopri
import re

from newsparse.errors import ReadingError
from newsparse.reading.document import Document, Entry
from newsparse.reading.prose import no_prose

# what a mail's source has for other letters, a blank at a line's end, and a line's end in a word
CODED = re.compile(r"(?:=[0-9A-F]{2})+|=\n")
IS_CODED = re.compile(r"=C3=[89AB][0-9A-F]|=E2=80|=[CEF][568]\w|=20\n|[^\W\d_]{2}=\n[^\W\d_]{2}")
ADDRESS = re.compile(r"(?:://|www\.)\S+")
FEWEST_CODES = 2
WIDE_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
BOMS = ((codecs.BOM_UTF8, "utf-8"), *WIDE_BOMS)


def read_text(entry: Entry) -> Document:
    """Read plain text: the whole file is the article.

    Raises ReadingError where it is empty, binary, or no prose.
    """
    text = decode(entry.content, entry.path, entry.options.encoding)
    text = checked(_from_mail(text), entry.path)
    if kind := no_prose(text):
        raise ReadingError.no_prose(entry.path, kind)
    return Document(entry.id, text, sha256=entry.sha256)


def _from_mail(text: str) -> str:
    """Decode what was copied out of a mail's source: `p=C3=A5 en pre=⏎ssemelding.=20`.

    A text in which the sign `=` stands for anything else, but in addresses, stays as it stands.
    """
    if IS_CODED.search(text) is None:
        return text
    rest = ADDRESS.sub("", text)
    codes = CODED.findall(rest)
    if len(codes) < FEWEST_CODES or "".join(codes).count("=") < rest.count("="):
        return text
    return CODED.sub(lambda found: _decoded(found[0]), text)


def _decoded(code: str) -> str:
    data = quopri.decodestring(code.encode())
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


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


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise ReadingError.unknown_encoding(encoding, name) from None
    except UnicodeError:  # of more kinds than one: the codec `undefined` can decode nothing
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
