"""The processes of a run or a server: its workers, and what they are copies of."""

from contextlib import suppress
from typing import Literal

import psutil

ORIGINAL, FRESH = "multiprocessing.forkserver", "spawn_main"  # what their commands call


def original_of(pid: int) -> psutil.Process | None:
    """Return the process that the workers are copies of: on Linux, as soon as there is one."""
    return next((child for child in children_of(pid) if ORIGINAL in _command(child)), None)


def workers_of(pid: int) -> list[psutil.Process]:
    """Return the workers, without the process that tracks what they share."""
    original = original_of(pid)
    if original is not None:
        return children_of(original.pid)
    return [child for child in children_of(pid) if FRESH in _command(child)]


def children_of(pid: int) -> list[psutil.Process]:
    """Return the children; none where the process has just ended."""
    with suppress(psutil.Error):
        return psutil.Process(pid).children()
    return []


def megabytes(process: psutil.Process, which: Literal["rss", "uss"]) -> int:
    """Return a process's memory, or what of it no other has; 0 where it has just ended."""
    with suppress(psutil.Error):
        return int(getattr(process.memory_full_info(), which) / 1e6)
    return 0


def _command(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""
