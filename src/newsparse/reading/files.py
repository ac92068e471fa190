"""Paths to entries: walks folders, opens and unpacks files, tells formats apart by content."""

import gzip
import io
import itertools
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from newsparse.errors import ReadingError
from newsparse.reading import (
    clippings,
    csv,
    feeds,
    json_records,
    mail,
    newsml,
    newsml1,
    warc,
    wire,
)
from newsparse.reading.document import DEFAULTS, Entry, Options, printable
from newsparse.reading.formats import HEAD, format_of
from newsparse.reading.text import WIDE_BOMS, decode, is_binary
from newsparse.record import Failure

STDIN = "-"
STDIN_PATH = Path("/dev/stdin")  # by which standard input may be compared with files
# formats whose files may hold several articles, and what yields an entry for each
CONTAINERS: dict[str, Callable[[Entry], Iterator[Entry | Failure]]] = {
    "csv": csv.rows,
    "json": json_records.elements,
    "newsml": newsml.newsml_items,
    "newsml1": newsml1.articles,
    "feed": feeds.feed_items,
    "text": clippings.text_parts,
    "mbox": mail.messages,
    "wire": wire.wire_messages,
}
# the same for those that are too large to be read whole: they take the head and the stream
STREAMS: dict[str, Callable[[bytes, BinaryIO, Entry], Iterator[Entry | Failure]]] = {
    "warc": warc.pages,
}
GZIP = b"\x1f\x8b"
ENTRY_SIZE = 1_000  # bytes that an entry takes besides its content
LARGEST = 1 << 28  # bytes of one file that is read whole
LONGEST_LINE = 1 << 26  # bytes
# `.xml`, `.jsonl`, but not the end of `Sak nr. 5` or of `2024.01.05`
SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}$")
NO_INPUT = re.compile(  # in a folder: what newsparse wrote there, and databases
    rb"""(\xef\xbb\xbf)?\s*(
    [\[\s]*\{\s*"schema_version":\s*"\d+\.\d+",\s*"id":                # results
    | \[\s*\{"data":\ \{"id":\ [^\n]*"predictions":                        # tasks for Label Studio
    | \{"meta":\ \{"newsparse":                                            # lines for doccano
    | \{"uri":\ "urn:newsparse:                                            # ninjs
    | \{"id":"[^\n]*","(path|warning)":"[^\n]*","what":"[^\n]*","hint":"[^\n]*"\}  # failures
    | <!doctype\ html>.{0,999}<meta\ name="?generator"?\ content="newsparse  # a report
    | id(?P<d>\W)(document(?P=d)|title(?P=d)language(?P=d)(text|warnings)(?P=d))  # tables
    | SQLite\ format\ 3\0 | PAR1
    )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def entries(
    paths: Iterable[str],
    options: Options = DEFAULTS,
    *,
    recursive: bool = False,
    is_wanted: Callable[[Path], bool] = lambda path: True,
) -> Iterator[Entry | Failure]:
    """Find the articles in files, in order: an entry each, or a failure where there is none.

    paths: files of any format, `-` for standard input; folders too where `recursive`, without what
    newsparse itself wrote and databases.
    is_wanted: tells which files are inputs.
    """
    for path in paths:
        if recursive and os.path.isdir(path):  # false, too, where it cannot be known
            yield from _entries_of_folder(Path(path), options, is_wanted)
        elif is_wanted(STDIN_PATH if path == STDIN else Path(path)):
            yield from _entries_of_file(path, Path(path).name, options)


def entries_in(body: Entry, largest: int) -> Iterator[Entry | Failure]:
    """Find the articles in bytes as they come: those of a file of any format, also gzipped.

    body: the bytes, as an entry whose format is yet to be told.
    largest: bytes that they may unpack to; an article counts for ENTRY_SIZE more.
    Raises ReadingError where they hold nothing that can be read, or nothing more.
    """
    size = 0
    with _told_of(body.path):
        stream = _unpacked(io.BufferedReader(io.BytesIO(body.content)))
        whole = replace(body, format="text", content=b"")
        for item in _entries_of_stream(_head(stream, whole), stream, whole, largest):
            size += ENTRY_SIZE + (len(item.content) if isinstance(item, Entry) else 0)
            if size > largest:
                raise ReadingError.too_many(body.path, largest)
            yield item


def id_of(name: str) -> str:
    """Return what the article in a file is called: `a` that in `a.txt`, else the file's own name.

    It depends on nothing else that is there, and two files of a folder have two names.
    """
    return name.removesuffix(".txt") or name


def without_suffix(name: str) -> str:
    """Return a file's name without its suffix and that before `.gz`: ids were such once."""
    return SUFFIX.sub("", re.sub(r"\.gz$", "", name, flags=re.IGNORECASE)) or name


def size_of(paths: Iterable[str]) -> int | None:
    """Return how many bytes the inputs hold; None where that cannot be known before reading."""
    total = 0
    for path in paths:
        for file in [path] if not os.path.isdir(path) else _walk(Path(path), lambda error: None):
            if not os.path.isfile(file) or str(file).endswith(".gz"):
                return None
            total += os.path.getsize(file)
    return total


def _entries_of_folder(
    folder: Path, options: Options, is_wanted: Callable[[Path], bool]
) -> Iterator[Entry | Failure]:
    unread: list[OSError] = []
    for file in _walk(folder, unread.append):
        if os.path.exists(file) and not os.path.isfile(file):
            continue  # pipes and sockets; a broken link is told of
        if is_wanted(file):
            inner = str(file.relative_to(folder))
            yield from _entries_of_file(str(file), inner, options, in_folder=True)
    for error in unread:
        path = str(error.filename)
        problem = ReadingError.unreadable(path, error.strerror or str(error))
        yield Entry(printable(path), path, "text", b"").failure(problem)


def _walk(folder: Path, on_error: Callable[[OSError], object]) -> Iterator[Path]:
    """Yield a folder's files in order of their names; hidden ones are left out."""
    for root, folders, files in os.walk(folder, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(root, name)


def _entries_of_file(
    path: str, name: str, options: Options, in_folder: bool = False
) -> Iterator[Entry | Failure]:
    id = "stdin" if path == STDIN else printable(id_of(name))
    whole = Entry(id, name_of(path), "text", b"", options)
    try:
        with open_binary(path) as stream:
            head = _head(stream, whole)
            if not (in_folder and NO_INPUT.match(head)):
                yield from _entries_of_stream(head, stream, whole)
    except ReadingError as error:
        yield whole.failure(error)


def _head(stream: BinaryIO, whole: Entry) -> bytes:
    """Read what tells a format, up to a line's end, or as much as a broken gzip file has.

    Lines of JSON are told by the first: who sends one waits for the answer before the next.
    """
    head = b""
    try:
        while len(head) < HEAD and (part := cast(io.BufferedReader, stream).read1(HEAD)):
            head += part
            if not head.endswith(b"\n"):
                head += stream.readline(LONGEST_LINE + 1)
            if format_of(head, whole.path, whole.options) == "jsonl":
                break
    except (gzip.BadGzipFile, EOFError, zlib.error):
        if not head:
            raise
    return head


def name_of(path: str) -> str:
    """Return what to call an input in a sentence."""
    return "standard input" if path == STDIN else path


@contextmanager
def open_binary(path: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input for `-`, unpacked where it is gzip.

    Whatever goes wrong until it is closed is raised as a ReadingError.
    """
    name = name_of(path)
    if path == STDIN and sys.stdin is None:
        raise ReadingError.unreadable(name, "it is closed")
    file = sys.stdin.fileno() if path == STDIN else path
    with _told_of(name), open(file, "rb", closefd=path != STDIN) as raw:
        yield _unpacked(raw)


def _unpacked(raw: io.BufferedReader) -> BinaryIO:
    packed = raw.peek(2)[:2] == GZIP
    return cast(BinaryIO, gzip.GzipFile(fileobj=raw) if packed else raw)


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """Raise what goes wrong with an input as a ReadingError."""
    try:
        yield
    except FileNotFoundError:
        raise ReadingError.missing(name) from None
    except IsADirectoryError:
        raise ReadingError.directory(name) from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ReadingError.broken_gzip(name, str(error)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadingError.unreadable(name, reason) from None


def _entries_of_stream(
    head: bytes, stream: BinaryIO, whole: Entry, largest: int = LARGEST
) -> Iterator[Entry | Failure]:
    """Yield a stream's articles: lines of JSON one by one, everything else read whole."""
    format = format_of(head, whole.path, whole.options)
    if format == "jsonl":
        has_bom = any(head.startswith(bom) for bom, _ in WIDE_BOMS)
        if has_bom or (whole.options.encoding and b"\0" in head):  # where no byte ends a line
            content = head + stream.read(max(largest - len(head), 0))
            yield from _entries_of_wide_lines(content, whole, largest)
            return
        for number, line in enumerate(lines_of(stream, whole.path, head), 1):
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                place = f"{whole.path}:{number}"
                record = Entry(f"{whole.id}:{number}", place, "json", line, whole.options)
                yield from json_records.elements(record)
        return
    if format in STREAMS:
        yield from STREAMS[format](head, stream, whole)
        return
    if format == "text" and is_binary(head, whole.options.encoding):
        raise ReadingError.binary(whole.path)  # perhaps a film; do not read it whole
    content = head + stream.read(max(largest - len(head), 0))
    if len(content) >= largest:
        raise ReadingError.too_large(whole.path, largest)
    found = Entry(whole.id, whole.path, format, content, whole.options)
    yield from CONTAINERS.get(format, _alone)(found)


def _alone(entry: Entry) -> Iterator[Entry]:
    yield entry


def _entries_of_wide_lines(content: bytes, whole: Entry, largest: int) -> Iterator[Entry | Failure]:
    if len(content) >= largest:
        raise ReadingError.too_large(whole.path, largest)
    text = decode(content, whole.path, whole.options.encoding)
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip("\ufeff \t\r\n"):
            record = replace(whole, path=f"{whole.path}:{number}", format="json")
            record = record.part(f"{whole.id}:{number}", line.encode("utf-8", "surrogatepass"))
            yield from json_records.elements(record)


def lines_of(stream: BinaryIO, name: str, head: bytes = b"") -> Iterator[bytes]:
    """Yield the lines of a stream of which `head`, ending with a line, was read.

    Raises ReadingError at a line that is too long, as gzip can make one of a few bytes.
    """
    for line in itertools.chain(
        io.BytesIO(head), iter(lambda: stream.readline(LONGEST_LINE + 1), b"")
    ):
        if len(line) > LONGEST_LINE:
            raise ReadingError.long_line(name, LONGEST_LINE)
        yield line
