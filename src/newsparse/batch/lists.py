"""The lists beside a results file: which inputs failed, and which articles look wrong."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import BaseModel, ValidationError

from newsparse.errors import BatchError
from newsparse.record import Failure, Suspect
from newsparse.writing.files import replacing

LINE_START = b'{"id":"'


def errors_path(path: Path) -> Path:
    """Return where the failures of a run that writes to a file are listed.

    >>> errors_path(Path("out/results.jsonl")).name, errors_path(Path("d.v1")).name
    ('results.errors.jsonl', 'd.v1.errors.jsonl')
    """
    return path.with_name(f"{path.name.removesuffix('.jsonl')}.errors.jsonl")


def warnings_path(path: Path) -> Path:
    """Return where the articles of a results file that look wrong are listed.

    >>> warnings_path(Path("out/results.jsonl")).name
    'results.warnings.jsonl'
    """
    return path.with_name(f"{path.name.removesuffix('.jsonl')}.warnings.jsonl")


def check_lists(path: Path) -> None:
    """Raise BatchError where a list of a results file would stand is somebody's own file."""
    for listed, kind, what in (
        (errors_path(path), Failure, "failures"),
        (warnings_path(path), Suspect, "warnings"),
    ):
        if not _lists(listed, kind):
            raise BatchError.not_a_list(str(listed), what)


def write_warnings(suspects: Iterable[Suspect], path: Path) -> None:
    """List what looks wrong; without anything, there is no file."""
    lines = [f"{suspect.model_dump_json()}\n" for suspect in suspects]
    if not lines:
        path.unlink(missing_ok=True)
        return
    with replacing(path) as copy:
        copy.write_text("".join(lines), encoding="utf-8")


def _lists(path: Path, kind: type[BaseModel]) -> bool:
    """Tell whether a file is a list of ours, or not there."""
    if not os.path.lexists(path):
        return True
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return all(map(_is_of(kind), file))


def _is_of(kind: type[BaseModel]) -> Callable[[bytes], bool]:
    """Return what tells whether a line is of a list, perhaps cut off by a killed run."""

    def is_one(line: bytes) -> bool:
        if line.startswith(LINE_START) and not line.endswith(b"\n"):
            return not is_json(line)
        try:
            return bool(kind.model_validate_json(line))
        except ValidationError:
            return False

    return is_one


def is_json(line: bytes) -> bool:
    """Tell whether a line is JSON, whatever it holds."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
