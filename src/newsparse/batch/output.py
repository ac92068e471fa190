"""Where results go: one line an article, whole, and once, however often the run was killed."""

import json
import os
import re
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Protocol

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from newsparse.errors import BatchError, ReadingError, WritingError
from newsparse.reading import Entry
from newsparse.record import SCHEMA_VERSION, Failure, Model
from newsparse.writing.files import replacing

DEFAULT_NAME = "results.jsonl"
PART = r"-\d+-of-\d+"
RECORD_START = b'{"schema_version":'


class _Known(BaseModel):
    """What of a record, of any schema's version, tells whether an article is done."""

    schema_version: str
    id: str
    sha256: str = ""
    model: Model


class Output(Protocol):
    """What a run writes to; `errors_path` is where failures are listed."""

    @property
    def errors_path(self) -> Path | None: ...
    def is_ours(self, path: Path) -> bool: ...
    def is_done(self, entry: Entry) -> bool: ...
    def write(self, id: str, line: bytes) -> None: ...
    def fail(self, failure: Failure) -> None: ...
    def finish(self) -> None: ...


class StreamOutput:
    """Standard output: nothing is known to be done, and failures go to standard error."""

    errors_path: Path | None = None

    def is_ours(self, path: Path) -> bool:
        """Tell that no file is."""
        return False

    def is_done(self, entry: Entry) -> bool:
        """Tell that nothing is done."""
        return False

    def write(self, id: str, line: bytes) -> None:
        """Write one line; raises BrokenPipeError where nobody reads it."""
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()

    def fail(self, failure: Failure) -> None:
        """Say one sentence."""
        error = ReadingError(failure.what, failure.hint, failure.path)
        print(f"newsparse: {error}", file=sys.stderr)

    def finish(self) -> None:
        """Do nothing."""


class FileOutput:
    """A results file that is also the record of what is done.

    What counts as done is an article's id with the hash of its bytes, the pipeline's name and
    version and the schema's version. Two runs cannot write to the same file at once.
    Raises BatchError where the file holds something else, OSError where it cannot be opened, and
    later WritingError where it cannot be written.
    """

    def __init__(self, path: Path, model: Model) -> None:
        self.path = path
        self.errors_path = path.with_suffix(".errors.jsonl")
        stem, parts = re.subn(PART, "", path.stem)
        part = PART if parts else f"({PART})?"
        suffix = re.escape(path.suffix)
        self._names = re.compile(rf"{re.escape(stem)}{part}(\.errors)?({suffix}|\.jsonl)(\.tmp)?")
        self._model = model
        self._done: dict[bytes, bytes] = {}  # id → key, both as digests: memory stays flat
        self._replaced = False
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(path.with_name(f".{path.name}.lock"))
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise BatchError.in_use(str(path)) from None
        if path.exists():
            self._learn_and_repair()
        self._results = path.open("ab", buffering=0)
        self._errors = self.errors_path.open("wb", buffering=0)

    def is_ours(self, path: Path) -> bool:
        """Tell whether a file is this output, its errors, or another part of it: no input."""
        if self._names.fullmatch(path.name) is None:
            return False
        return path.exists() and path.parent.samefile(self.path.parent)

    def is_done(self, entry: Entry) -> bool:
        """Tell whether this very content was analysed by this pipeline and schema."""
        key = _key(entry.sha256, self._model, SCHEMA_VERSION)
        return self._done.get(digest(entry.id)) == key

    def write(self, id: str, line: bytes) -> None:
        """Write one article's line, whole or not at all."""
        self._replaced = self._replaced or digest(id) in self._done
        _write_whole(self._results, line, self.path)

    def fail(self, failure: Failure) -> None:
        """Write one line to the errors file."""
        _write_whole(self._errors, f"{failure.model_dump_json()}\n".encode(), self.errors_path)

    def finish(self) -> None:
        """Drop the lines that newer ones replace, and an errors file without errors."""
        self._results.close()
        self._errors.close()
        if self._replaced:
            self._keep_newest()
        if self.errors_path.stat().st_size == 0:
            self.errors_path.unlink()
        self._lock.release()

    def _learn_and_repair(self) -> None:
        """Learn what is done; cut off the half line that a killed run left at the end."""
        end = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                known = _known(line)
                if known is None:
                    if file.read(1) or not _is_half_written(line):
                        raise BatchError.not_results(str(self.path), number)
                    os.truncate(self.path, end)
                    break
                end += len(line)
                id = digest(known.id)
                self._replaced = self._replaced or id in self._done
                self._done[id] = _key(known.sha256, known.model, known.schema_version)
        if self._replaced:
            self._keep_newest()
            self._replaced = False

    def _keep_newest(self) -> None:
        """Rewrite the file with each article's newest line, at the place of its oldest."""
        newest: dict[bytes, tuple[int, int]] = {}
        for id, start, length in _places(self.path):
            newest[id] = (start, length)
        with replacing(self.path) as copy, self.path.open("rb") as old, copy.open("wb") as new:
            for id, _, _ in _places(self.path):
                if id in newest:
                    start, length = newest.pop(id)
                    old.seek(start)
                    new.write(old.read(length))
            new.flush()
            os.fsync(new.fileno())


def results_path(output: str, number: int, count: int) -> Path:
    """Return the results file for `-o`: in a folder `results.jsonl`, and a file of its own a part.

    >>> results_path("out.jsonl", 3, 16).name
    'out-03-of-16.jsonl'
    """
    path = Path(output)
    if output.endswith(("/", os.sep)) or path.is_dir():
        path /= DEFAULT_NAME
    if count == 1:
        return path
    return path.with_name(f"{path.stem}-{number:0{len(str(count))}}-of-{count}{path.suffix}")


def _places(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """Yield each line's article, and where the line starts and how long it is, in bytes."""
    start = 0
    with path.open("rb") as file:
        for line in file:
            yield digest(json.loads(line)["id"]), start, len(line)
            start += len(line)


def _known(line: bytes) -> _Known | None:
    """Read what is needed of a record; None where the line is none, or not a whole one."""
    if not line.endswith(b"\n"):
        return None
    try:
        return _Known.model_validate_json(line)
    except ValidationError:
        return None


def _is_half_written(line: bytes) -> bool:
    """Tell whether a last line is the beginning of a record, or what a power cut leaves."""
    begun = line.startswith(RECORD_START) or RECORD_START.startswith(line)
    return not line.endswith(b"\n") and (begun or not line.strip(b"\0"))


def _key(sha256: str, model: Model, schema_version: str) -> bytes:
    return digest("\n".join((sha256, model.name, model.version, schema_version)))


def digest(text: str) -> bytes:
    """Return a short stand-in for a text: a million of them fit in memory."""
    return blake2b(text.encode(), digest_size=12).digest()


def _write_whole(file: BinaryIO, line: bytes, path: Path) -> None:
    """Write a line at the file's end; where the disk is full, the part written is cut off again."""
    end = file.seek(0, os.SEEK_END)
    rest = memoryview(line)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError as error:
        file.truncate(end)
        raise WritingError.failed(str(path), error.strerror or str(error)) from None
