"""Where results go: one line an article, whole, and once, however often the run was killed."""

import json
import os
import re
import sys
from collections.abc import Iterator
from hashlib import blake2b
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from newsparse.batch.lists import (
    check_lists,
    errors_path,
    is_json,
    warnings_path,
    write_warnings,
)
from newsparse.errors import BatchError, WritingError, for_terminal, visible_line
from newsparse.reading import Entry, error_of, without_suffix
from newsparse.record import SCHEMA_VERSION, Failure, Model, Suspect, WarningKind
from newsparse.suspicions import sentence, suspects
from newsparse.writing.files import replacing

DEFAULT_NAME = "results.jsonl"
PART = r"-\d+-of-\d+"
RECORD_START = b'{"schema_version":"'
RECORD = re.compile(rb'\{"schema_version":"\d+\.\d+","id":"')


class _Known(BaseModel):
    """What of a record, of any schema's version, tells whether an article is done."""

    schema_version: str
    id: str
    language: str = ""
    warnings: list[WarningKind] = []
    sha256: str = ""
    model: Model


class _Done(NamedTuple):
    """An article that stands in the file: digests of its hash, and of that with who analysed it."""

    content: bytes
    key: bytes


class Output(Protocol):
    """What a run writes to; failures and warnings are listed at their paths."""

    @property
    def errors_path(self) -> Path | None: ...
    @property
    def warnings_path(self) -> Path | None: ...
    def is_ours(self, path: Path) -> bool: ...
    def known_as(self, entry: Entry) -> str | None: ...
    def next_free(self, id: str) -> int: ...
    def is_done(self, entry: Entry) -> bool: ...
    def write(self, id: str, line: bytes, suspects: list[Suspect]) -> None: ...
    def fail(self, failure: Failure) -> None: ...
    def finish(self) -> None: ...
    def close(self) -> None: ...


class StreamOutput:
    """Standard output, a pipe or a device: nothing is known to be done; failures go to stderr."""

    errors_path: Path | None = None
    warnings_path: Path | None = None

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def is_ours(self, path: Path) -> bool:
        """Tell that no file is."""
        return False

    def known_as(self, entry: Entry) -> str | None:
        """Tell that nothing is known."""
        return None

    def next_free(self, id: str) -> int:
        """Tell that every name is free."""
        return 1

    def is_done(self, entry: Entry) -> bool:
        """Tell that nothing is done."""
        return False

    def write(self, id: str, line: bytes, suspects: list[Suspect]) -> None:
        """Write one line, and say what looks wrong; raises BrokenPipeError where nobody reads."""
        if self._stream.isatty():
            line = for_terminal(line.decode()).encode()
        self._stream.write(line)
        self._stream.flush()
        for suspect in suspects:
            print(f"newsparse: {visible_line(sentence(suspect))}", file=sys.stderr)

    def fail(self, failure: Failure) -> None:
        """Say one sentence."""
        print(f"newsparse: {error_of(failure)}", file=sys.stderr)

    def finish(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class FileOutput:
    """A results file that is also the record of what is done.

    What counts as done is an article's id with the hash of its bytes, the pipeline's name and
    version and the schema's version. Two runs cannot write to the same file at once.
    Raises BatchError where the file holds something else, OSError where it cannot be opened, and
    later WritingError where it cannot be written.
    """

    def __init__(self, path: Path, model: Model) -> None:
        # a run through a link and one without it write to one file
        self.path = Path(os.path.realpath(path))
        self.errors_path = errors_path(path)
        self.warnings_path = warnings_path(path)
        self._parts = re.compile(
            rf"{re.escape(re.sub(PART, '', path.stem))}{PART}(\.errors)?{re.escape(path.suffix)}"
        )
        self._model = model
        self._done: dict[bytes, _Done] = {}  # by digests of ids: memory stays flat
        self._suspects: dict[str, list[Suspect]] = {}  # by id: what looks wrong is rare
        self._renamed: dict[bytes, str] = {}  # by the digest of the id as it was
        self._replaced = False
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.path.with_name(f".{self.path.name}.newsparse-lock"))
        while not self._lock.is_locked:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise BatchError.in_use(str(path)) from None
            if not Path(self._lock.lock_file).exists():
                self._lock.release()  # the run before took it away just now
        try:
            if self.path.exists():
                self._learn_and_repair()
            check_lists(path)
            self._results = self.path.open("ab", buffering=0)
            self._errors = self.errors_path.open("wb", buffering=0)
        except BaseException:
            self._unlock()
            raise

    def is_ours(self, path: Path) -> bool:
        """Tell whether a file is this output, its errors, or another part just begun: no input."""
        try:
            found = os.stat(path)
        except (OSError, ValueError):
            return False
        own = (os.fstat(file.fileno()) for file in (self._results, self._errors))
        is_part = found.st_size == 0 and self._parts.fullmatch(path.name) is not None
        return is_part or any(os.path.samestat(found, each) for each in own)

    def known_as(self, entry: Entry) -> str | None:
        """Return the id under which this very content stands in the file already.

        Files were once called without their suffix: `a.txt` that stands there as `a` is renamed.
        """
        content, former = digest(entry.sha256), without_suffix(entry.id)
        name = self._name_of(entry.id, content)
        if name is not None or former == entry.id:
            return name
        old = self._name_of(former, content)
        if old is None or _is_called(entry, former):
            return None
        self._renamed[digest(old)] = entry.id
        self._done[digest(entry.id)] = self._done[digest(old)]
        renamed = (s.model_copy(update={"id": entry.id}) for s in self._suspects.pop(old, []))
        self._suspect(entry.id, list(renamed))
        return entry.id

    def _name_of(self, id: str, content: bytes) -> str | None:
        """Return which article of an id, `a` or `a~2`, has this content and keeps its name."""
        for number in count(1):
            name = digest(numbered(id, number))
            known = self._done.get(name)
            if known is None:
                return None
            if known.content == content and name not in self._renamed:
                return numbered(id, number)
        return None

    def next_free(self, id: str) -> int:
        """Return the number with which new content of an id is called: 1 where it is the id's own.

        Where several are called so, nobody can tell whose newer content it is: it replaces none.
        """
        if digest(numbered(id, 2)) not in self._done:
            return 1
        return next(n for n in count(3) if digest(numbered(id, n)) not in self._done)

    def is_done(self, entry: Entry) -> bool:
        """Tell whether this very content was analysed by this pipeline and schema."""
        known = self._done.get(digest(entry.id))
        return known is not None and known.key == _key(entry.sha256, self._model, SCHEMA_VERSION)

    def write(self, id: str, line: bytes, suspects: list[Suspect]) -> None:
        """Write one article's line, whole or not at all."""
        self._replaced = self._replaced or digest(id) in self._done
        _write_whole(self._results, line, self.path)
        self._suspect(id, suspects)

    def _suspect(self, id: str, suspects: list[Suspect]) -> None:
        self._suspects.pop(id, None)
        if suspects:
            self._suspects[id] = suspects

    def fail(self, failure: Failure) -> None:
        """Write one line to the errors file."""
        _write_whole(self._errors, f"{failure.model_dump_json()}\n".encode(), self.errors_path)

    def finish(self) -> None:
        """Drop the lines that newer ones replace; called when all is done."""
        self._results.close()
        if self._replaced or self._renamed:
            self._keep_newest()

    def close(self) -> None:
        """Let others write to the file; an errors file without errors goes. However a run ends."""
        if self._lock.is_locked:
            self._results.close()
            self._errors.close()
            if self.errors_path.stat().st_size == 0:
                self.errors_path.unlink()
            try:
                write_warnings(chain.from_iterable(self._suspects.values()), self.warnings_path)
            finally:
                self._unlock()

    def _unlock(self) -> None:
        Path(self._lock.lock_file).unlink(missing_ok=True)
        self._lock.release()

    def _learn_and_repair(self) -> None:
        """Learn what is done; cut off the half line that a killed run left at the end.

        A whole last line keeps its record, though nothing ends it.
        """
        end, whole = 0, True
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    end, self._replaced = end + len(line), True  # somebody has edited it
                    continue
                known = _known(line)
                if known is None:
                    if file.read(1) or not _is_half_written(line, is_first=number == 1):
                        raise BatchError.not_results(str(self.path), number)
                    os.truncate(self.path, end)
                    break
                end += len(line)
                whole = line.endswith(b"\n")
                id = digest(known.id)
                self._replaced = self._replaced or id in self._done
                self._suspect(known.id, suspects(known.id, known.language, known.warnings))
                key = _key(known.sha256, known.model, known.schema_version)
                self._done[id] = _Done(digest(known.sha256), key)
        if not whole:
            with self.path.open("ab") as file:
                file.write(b"\n")
        if self._replaced:
            self._keep_newest()
            self._replaced = False

    def _keep_newest(self) -> None:
        """Rewrite the file with each article's newest line, at the place of its oldest."""
        newest = {id: (start, length) for id, start, length in self._places()}
        with replacing(self.path) as copy, self.path.open("rb") as old, copy.open("wb") as new:
            for id, _, _ in self._places():
                if id in newest:
                    start, length = newest.pop(id)
                    old.seek(start)
                    new.write(self._with_new_id(old.read(length)))
            new.flush()
            os.fsync(new.fileno())

    def _places(self) -> Iterator[tuple[bytes, int, int]]:
        """Yield each line's article, and where the line starts and how long it is, in bytes."""
        start = 0
        with self.path.open("rb") as file:
            for line in file:
                if line.strip():
                    id = digest(json.loads(line)["id"])
                    yield digest(self._renamed[id]) if id in self._renamed else id, start, len(line)
                start += len(line)

    def _with_new_id(self, line: bytes) -> bytes:
        if not self._renamed:
            return line
        id = json.loads(line)["id"]
        new = self._renamed.get(digest(id))
        return line if new is None else line.replace(_id_field(id), _id_field(new), 1)


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


def _known(line: bytes) -> _Known | None:
    """Read what is needed of a record; None where the line is none, or not a whole one."""
    try:
        return _Known.model_validate_json(line)
    except ValidationError:
        return None


def _is_half_written(line: bytes, is_first: bool) -> bool:
    """Tell whether a last line is the beginning of a record, or what a power cut leaves.

    With nothing before it that is ours, it must begin as only our records do.
    """
    if line.endswith(b"\n") or is_json(line):
        return False
    if is_first:
        return RECORD.match(line) is not None
    begun = line.startswith(RECORD_START) or RECORD_START.startswith(line)
    return begun or not line.strip(b"\0")


def _key(sha256: str, model: Model, schema_version: str) -> bytes:
    return digest("\n".join((sha256, model.name, model.version, schema_version)))


def numbered(id: str, number: int) -> str:
    """Return what the so-manieth article of an id is called: `a`, `a~2`."""
    return id if number == 1 else f"{id}~{number}"


def _is_called(entry: Entry, former: str) -> bool:
    """Tell whether another file is called now as an entry's was once."""
    beside = entry.path[: len(entry.path) - (len(entry.id) - len(former))]
    return any(os.path.lexists(beside + suffix) for suffix in ("", ".txt"))


def _id_field(id: str) -> bytes:
    return f'"id":{json.dumps(id, ensure_ascii=False)}'.encode()


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
