"""Web archives (WARC), by warcio: an article a page, one page at a time in memory."""

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from newsparse.errors import ReadingError
from newsparse.reading.document import Entry, printable
from newsparse.reading.text import is_charset
from newsparse.record import Failure

KIND = "a web archive"
PAGES = ("text/html", "application/xhtml+xml")
RECORDS = ("response", "resource")
LARGEST_PAGE = 1 << 25  # bytes, unpacked
BLOCK = 1 << 16
PLAIN = ("", "identity")
# what warcio raises at a record without the headers that it must have
BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class _Stream:
    """What was read of a stream, and the rest of it; remembers what went wrong."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        # of a cut gzip file, what could be unpacked is given first, and then it fails
        self._rest = getattr(rest, "read1", rest.read)
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._head.read(size) or bytes(self._rest(size))
        except Exception as error:
            self.error = error  # warcio takes the end of a cut gzip file for the end of all
            raise


def pages(head: bytes, stream: BinaryIO, whole: Entry) -> Iterator[Entry | Failure]:
    """Yield an entry for each page of an archive that was answered with 200, by its address.

    head: what was read of the stream. Raises ReadingError where the archive is broken or cut off,
    after the pages before that.
    """
    try:
        from warcio.archiveiterator import WARCIterator
        from warcio.exceptions import ArchiveLoadFailed
        from warcio.statusandheaders import StatusAndHeadersParserException
    except ImportError:
        raise ReadingError.lacks_warc(whole.path) from None
    source = _Stream(head, stream)
    records = iter(WARCIterator(source, block_size=BLOCK))
    is_empty = True
    while True:
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # warcio prints there what it thinks
                record = next(records, None)
                found = _page(record, whole) if record is not None else None
                is_cut = record is not None and _is_cut(record)
        except (*BROKEN, ArchiveLoadFailed, StatusAndHeadersParserException):
            raise ReadingError.broken(whole.path, KIND) from None
        if source.error is not None:
            raise source.error
        if is_cut:
            raise ReadingError.cut_off(whole.path, KIND)
        if record is None:
            break
        if found is not None:
            is_empty = False
            yield found
    if is_empty:
        raise ReadingError.no_article(whole.path, KIND)


def _page(record: Any, whole: Entry) -> Entry | Failure | None:
    """Return what is to be read of a record; None where it is no page."""
    uri = record.rec_headers.get_header("WARC-Target-URI")
    if record.rec_type not in RECORDS or not uri:
        return None
    http = record.http_headers
    kind = http.get_header("Content-Type", "") if http else record.content_type or ""
    if (http and http.get_statuscode() != "200") or kind.split(";")[0].strip().lower() not in PAGES:
        return None
    uri = printable(uri.strip("<>"))
    part = replace(
        whole.part(uri, b"", "html", {"url": uri}), path=f"{whole.path}:{printable(uri)}"
    )
    packing = (http.get_header("Content-Encoding", "") if http else "").strip().lower()
    content = record.content_stream()
    data = content.read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        return part.failure(ReadingError.too_large(part.path, LARGEST_PAGE))
    if packing not in PLAIN and not _is_unpacked(content):
        return part.failure(ReadingError.packed_page(part.path, packing))
    return replace(part, content=_in_utf8(data, kind))


def _is_unpacked(content: Any) -> bool:
    """Tell whether a page's packing was known and is whole."""
    unpacker = getattr(content, "decompressor", None)
    if unpacker is None:  # unknown, or said to be packed and is not
        return getattr(content, "decomp_type", None) is not None
    return bool(getattr(unpacker, "eof", True))


def _is_cut(record: Any) -> bool:
    """Tell whether the archive ends inside of a record, of which all is read now."""
    while record.raw_stream.read(BLOCK):
        pass
    return bool(getattr(record.raw_stream, "limit", 0) > 0)


def _in_utf8(data: bytes, kind: str) -> bytes:
    """Decode by what the server said, unless it is UTF-8, which the bytes themselves show."""
    _, _, charset = kind.lower().partition("charset=")
    charset = charset.split(";")[0].strip("\"' ")
    with contextlib.suppress(UnicodeError):
        data.decode("utf-8")
        return data
    with contextlib.suppress(LookupError, ValueError):
        if charset and is_charset(charset):
            return data.decode(charset).encode("utf-8", "replace")
    return data
