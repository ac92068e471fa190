"""Files that are there whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STDOUT = ("-", "/dev/stdout")  # how it is called as an output
NEW_FILE = 0o666  # what the user's mask takes rights from


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of `path` when all went well.

    Where `path` is a link, what it leads to is replaced; the old file's mode is kept. A pipe or a
    device is written to as it is.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # one that leads back to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    if target.exists() and not target.is_file():
        yield target
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # nobody else can guess its name, or put a link there
    handle, name = tempfile.mkstemp(
        dir=target.parent, prefix=f".{target.name[:99]}.", suffix=".tmp"
    )
    os.close(handle)
    temporary = Path(name)
    try:
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else _mode_of_new_files())
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _mode_of_new_files() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return NEW_FILE & ~mask
