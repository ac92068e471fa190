"""How a command ends: one sentence and the right exit code, whatever ends it."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from newsparse.errors import NewsparseError, WritingError, visible_line

if TYPE_CHECKING:
    from newsparse.identities import Identities
    from newsparse.record import Article

SOME_INPUT_FAILED = 1
INTERRUPTED = 130


@contextmanager
def identified(
    paths: list[str], output: Path | None, aliases: Path | None
) -> Iterator[tuple[Iterator["Article"], "Identities"]]:
    """Give the articles as `articles_of` does, and what all of them teach of who is the same.

    aliases: what the user knows of names. The results are read twice.
    Raises AliasError where they cannot be used.
    """
    from newsparse.aliases import read_aliases
    from newsparse.identities import Identities
    from newsparse.reading import read_namings, rereadable

    identities = Identities(read_aliases(aliases) if aliases else None)
    with rereadable(paths) as again:
        for naming in read_namings(again):
            identities.learn(naming)
        with articles_of(again, output) as articles:
            yield articles, identities


@contextmanager
def articles_of(paths: list[str], output: Path | None) -> Iterator[Iterator["Article"]]:
    """Give the articles of results files; exit 1 at the end when a line was none.

    Where there is not one, nothing is done: perhaps it was the wrong file, and an output that is
    there is worth more. Raises WritingError where that has not been told of yet.
    """
    from newsparse.reading import read_results
    from newsparse.record import Article

    if output and any(are_one(output, p) for p in paths):
        raise WritingError.is_input(str(output))
    said = False
    with complaints() as complain:

        def articles() -> Iterator["Article"]:
            for result in read_results(paths):
                if isinstance(result, Article):
                    yield result
                else:
                    nonlocal said
                    said = True
                    complain(result)

        read = articles()
        first = next(read, None)
        if first is None and not said:
            raise WritingError.nothing_read()
        if first is None:
            raise typer.Exit(SOME_INPUT_FAILED)
        yield chain([first], read)


def are_one(output: Path, path: str) -> bool:
    """Tell whether an output is a file that is read; `-` is standard input."""
    path = "/dev/stdin" if path == "-" else path
    try:
        return os.path.isfile(output) and os.path.samefile(output, path)
    except (OSError, ValueError):
        return False


@contextmanager
def complaints() -> Iterator[Callable[[NewsparseError], None]]:
    """Give a function that says an error; exit 1 at the end when one was said."""
    said = 0

    def complain(error: NewsparseError) -> None:
        nonlocal said
        said += 1
        say(error)

    yield complain
    if said:
        raise typer.Exit(SOME_INPUT_FAILED)


@contextmanager
def clean_exit() -> Iterator[None]:
    """End with one sentence and the right code, whatever ends the command."""
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except NewsparseError as error:
        say(error)
        raise typer.Exit(SOME_INPUT_FAILED) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # the reader has all it wants (`| head -1`); nothing more can be written, and it is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    except OSError as error:  # inputs that cannot be read have been told of where they are read
        name = str(error.filename or "the output")
        say(WritingError.failed(name, error.strerror or str(error)))
        raise typer.Exit(SOME_INPUT_FAILED) from None


def check_output() -> None:
    """Raise WritingError where there is no standard output."""
    if sys.stdout is None:
        raise WritingError.closed()


def say(error: NewsparseError) -> None:
    """Say an error in a line on standard error."""
    note(str(error))


def note(sentence: str) -> None:
    """Say a sentence in a line on standard error, if there is room for it."""
    with suppress(OSError):
        print(visible_line(f"newsparse: {sentence}"), file=sys.stderr, flush=True)


def checked_pattern(pattern: str | None) -> str | None:
    """Return what splits text files; wrong usage where it is no regular expression."""
    try:
        re.compile(pattern or "")
    except (re.error, OverflowError, RecursionError) as error:
        problem = f"{pattern!r} is no pattern ({error}); try '^=+$'"
        raise typer.BadParameter(problem, param_hint="--split") from None
    return pattern
