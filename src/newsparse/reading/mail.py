"""Mail, as `.eml` and mbox files: the text of a message without its attachments and quotes."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64LengthDefect,
    MessageError,
    StartBoundaryNotFoundDefect,
)
from email.header import decode_header, make_header
from email.message import Message

from newsparse.errors import ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry
from newsparse.reading.markup import text_of_html, with_headline
from newsparse.reading.prose import no_prose
from newsparse.reading.text import checked, decode

CUT_OFF = (CloseBoundaryNotFoundDefect, InvalidBase64LengthDefect, StartBoundaryNotFoundDefect)
# what programs declare without looking: whether it is UTF-8 or Windows-1252, the bytes say
GUESSED = frozenset(("", "us-ascii", "ascii", "utf-8", "utf8", "iso-8859-1", "windows-1252"))
META = (("from", "From"), ("to", "To"), ("message-id", "Message-ID"))
FORWARDED = re.compile(r"(?:(?:re|sv|vs|fw|fwd|svar|vidaresendt|videresendt): *)+", re.IGNORECASE)
QUOTED = re.compile(r"^>.*(?:\n|\Z)", re.MULTILINE)
# `Den 2. nov. 2026 kl. 12:04 skrev Kari Vik <kari@avisa.no>:` before what is quoted
WROTE = re.compile(r"^.{0,200}\b(?:skrev|skreiv|wrote)\b.{0,200}:[ \t]*\n\s*(?=>)", re.MULTILINE)
QUOTE_MARK = re.compile(r"^(?:> ?)+", re.MULTILINE)
SOFT_BREAK = re.compile(r"(?<!^--) \n(?!>)", re.MULTILINE)
SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
NEXT = re.compile(rb"(?:^|\r?\n\r?\n)(?=From [^\n]*\d\d:\d\d:\d\d)")
ENVELOPE = re.compile(rb"\A\s*From [^\n]*\n")
STUFFED = re.compile(rb"^>(>*From )", re.MULTILINE)
LONGEST_HEADER = 10_000  # characters; what is longer is no subject


def read_mail(entry: Entry) -> Document:
    """Read a message: the plain text, else the HTML, after its subject."""
    try:
        message = message_from_bytes(ENVELOPE.sub(b"", entry.content, count=1))
    except RecursionError:  # messages in messages, hundreds deep
        raise ReadingError.broken(entry.path, "a mail") from None
    parts = [part for part in message.walk() if not part.is_multipart()]
    texts = [part for part in parts if part.get_content_disposition() != "attachment"]
    kinds = [part.get_content_type() for part in texts]
    if any(isinstance(defect, CUT_OFF) for p in message.walk() for defect in p.defects):
        raise ReadingError.cut_off(entry.path, "a mail")
    if "text/plain" in kinds:
        text = _plain(texts[kinds.index("text/plain")], entry.path)
    elif "text/html" in kinds:
        text = text_of_html(_decoded(texts[kinds.index("text/html")], entry.path))
    else:
        raise ReadingError.no_article(entry.path, "a mail")
    if not text.strip():
        raise ReadingError.no_article(entry.path, "a mail")
    if kind := no_prose(text):
        raise ReadingError.no_prose(entry.path, kind)
    subject = FORWARDED.sub("", _header(message, "Subject"), count=1).strip()
    return Document(
        id=entry.id,
        text=checked(with_headline(subject, text), entry.path),
        title=subject or None,
        published=iso_date(_header(message, "Date")),
        meta={key: value for key, name in META if (value := _header(message, name))},
        sha256=entry.sha256,
    )


def messages(entry: Entry) -> Iterator[Entry]:
    """Yield an entry for each message of an mbox file, by its own id."""
    starts = [found.end() for found in NEXT.finditer(entry.content)] or [0]
    for number, (start, end) in enumerate(
        zip(starts, [*starts[1:], len(entry.content)], strict=True), 1
    ):
        content = STUFFED.sub(rb"\1", ENVELOPE.sub(b"", entry.content[start:end], count=1))
        id = _header(message_from_bytes(content[: 1 << 16]), "Message-ID").strip("<> ")
        yield entry.part(id or f"{entry.id}:{number}", content, "mail")


def _header(message: Message, name: str) -> str:
    """Return a header's words in one line."""
    written = str(message.get(name, ""))[:LONGEST_HEADER]
    with suppress(MessageError, LookupError, UnicodeError, ValueError):  # else as it stands
        written = str(make_header(decode_header(written)))
    return " ".join(written.encode("utf-8", "replace").decode().split())


def _decoded(part: Message, name: str) -> str:
    content = part.get_payload(decode=True)
    if any(isinstance(defect, CUT_OFF) for defect in part.defects):
        raise ReadingError.cut_off(name, "a mail")
    if not isinstance(content, bytes) or not content.strip():
        raise ReadingError.no_article(name, "a mail")
    charset = str(part.get_content_charset() or "").lower()
    if charset not in GUESSED:
        with suppress(ReadingError):  # no such encoding, or not this one
            return decode(content, name, charset)
    return decode(content, name)


def _plain(part: Message, name: str) -> str:
    """Return a plain text without what is quoted and the signature."""
    text = _decoded(part, name)
    if str(part.get_param("format", "")).lower() == "flowed":
        is_split = str(part.get_param("delsp", "")).lower() == "yes"  # inside of words, too
        text = SOFT_BREAK.sub("" if is_split else " ", text)
    found = SIGNATURE.search(text)
    if found and text[: found.start()].strip():
        text = text[: found.start()]
    own = QUOTED.sub("", WROTE.sub("", text)).strip()
    return own or QUOTE_MARK.sub("", text).strip()  # a message may be one that is passed on
