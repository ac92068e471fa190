"""What is longer than the terminal, a page at a time."""

import os
import shlex
import shutil
import subprocess
from contextlib import suppress
from types import TracebackType

LESS = "FRX"  # as Git has it: colours pass, and what is read stays on the screen


class Pager:
    """Shows text on standard output, and through the reader's pager from where it gets too long.

    What is written is held back until it is longer than the terminal, or all there is.
    """

    def __init__(self, height: int | None, *, holds: bool = True) -> None:
        """height: lines of the terminal; None where nothing is to be paged.

        holds: False where each text is to be seen at once, as it comes: then one that is longer
        than the terminal begins the pager.
        """
        self._height = height
        self._holds = holds
        self._held: list[str] = []
        self._lines = 0
        self._process: subprocess.Popen[str] | None = None

    def write(self, text: str) -> None:
        """Show a text; raises BrokenPipeError where the reader has left."""
        if self._process is not None:
            self._send(text)
            return
        self._held.append(text)
        self._lines += text.count("\n")
        if self._height is not None and self._lines >= self._height and (command := _command()):
            self._process = _started(command)
        if self._process is not None or self._height is None or not self._holds:
            self._flush()

    def _flush(self) -> None:
        held, self._held, self._lines = "".join(self._held), [], 0
        self._send(held)

    def _send(self, text: str) -> None:
        if self._process is None:
            print(text, end="", flush=True)
            return
        assert self._process.stdin is not None
        self._process.stdin.write(text)
        self._process.stdin.flush()

    def __enter__(self) -> "Pager":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Show what is held, and wait until the reader leaves the pager."""
        if self._process is None:
            self._flush()
            return
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        while True:
            with suppress(KeyboardInterrupt):  # it is the pager's, which stays
                self._process.wait()
                return


def _command() -> list[str] | None:
    """Return the reader's pager: $PAGER, else less or more; None where there is none."""
    named = os.environ.get("PAGER")
    candidates = ["less", "more"] if named is None else [named]
    for candidate in candidates:
        with suppress(ValueError):  # quotation marks that nothing closes
            words = shlex.split(candidate)
            if words and words[0] != "cat" and shutil.which(words[0]):
                return words
    return None


def _started(command: list[str]) -> subprocess.Popen[str] | None:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="backslashreplace",
            env={"LESS": LESS, "LESSCHARSET": "utf-8", **os.environ},
        )
    except OSError:  # it is no program that runs here
        return None
