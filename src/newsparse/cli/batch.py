"""newsparse batch: whole folders and archives."""

import signal
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer

from newsparse.cli.options import (
    AnyLanguage,
    DateKey,
    Encoding,
    IdKey,
    Jobs,
    Model,
    Split,
    TextKey,
    TitleKey,
)
from newsparse.exits import SOME_INPUT_FAILED, clean_exit, note

LONGEST_TIME = 7 * 24 * 3600.0


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER...",
            help="Files as for analyze, and folders, which are read with all that is in them.",
        ),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|FOLDER",
            help="Results file (JSONL), or a folder for it. The same command again does only what "
            "is new or changed. Without it: standard output.",
        ),
    ] = None,
    jobs: Jobs = None,
    include: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Only files that fit, as in '*.txt'; repeatable."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="No files that fit, as in 'old/*'; repeatable."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Analyse what is done, too.")] = False,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop at the first input that fails.")
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option(metavar="K/N", help="Do only the K-th of N equal parts, as in 3/16."),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Use the workers of this Dask scheduler."),
    ] = None,
    dask_scheduler_file: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The same, found by the scheduler's file."),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait on where the Dask scheduler has no workers.")
    ] = False,
    timeout: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            max=LONGEST_TIME,
            help="What an article may take, and a second more for every 2,000 bytes of it.",
        ),
    ] = 60.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say of each article what became of it.")
    ] = False,
    model: Model = None,
    encoding: Encoding = None,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    title_key: TitleKey = None,
    date_key: DateKey = None,
    split: Split = None,
    any_language: AnyLanguage = False,
) -> None:
    """Analyse whole folders and archives; stop it when you like, and go on later.

    \b
    newsparse batch articles/ -o results.jsonl
    newsparse batch dump.jsonl pages/ feed/*.xml -o results.jsonl --jobs 4

    In folders, results, tables and reports of newsparse are left out.

    Inputs that fail are listed in results.errors.jsonl, texts that look wrong in
    results.warnings.jsonl. Exit code: 0 all done, 1 some failed, 2 wrong usage, 130 stopped by
    Ctrl-C, SIGTERM or SIGHUP.
    """
    with clean_exit():
        from newsparse.batch import ENDINGS, Shard, Summary, open_output, open_workers, run_batch
        from newsparse.reading import STDIN_PATH, Options, entries, size_of
        from newsparse.terminal import progress_bar

        try:
            part = Shard.parse(shard) if shard else Shard()
        except ValueError:
            problem = f"{shard!r} is not a part such as 3/16"
            raise typer.BadParameter(problem, param_hint="--shard") from None
        for ending in ENDINGS:
            if signal.getsignal(ending) != signal.SIG_IGN:  # as `nohup` has it
                signal.signal(ending, signal.default_int_handler)
        options = Options(encoding, text_key, id_key, title_key, date_key, split, any_language)
        summary = Summary()
        with ExitStack() as stack:
            workers = open_workers(model, jobs, dask, dask_scheduler_file, wait)
            stack.callback(workers.stop)
            target = stack.enter_context(closing(open_output(output, model, part)))

            def is_wanted(path: Path) -> bool:
                is_fit = path == STDIN_PATH or _fits(path, include, exclude)
                return is_fit and not target.is_ours(path)

            found = entries(inputs, options, recursive=True, is_wanted=is_wanted)
            started = time.monotonic()
            try:
                hidden = quiet or not sys.stderr.isatty()
                on_dask = bool(dask or dask_scheduler_file)
                total = None if hidden else size_of(inputs)  # a walk through all folders
                with progress_bar(total, hidden) as advance:
                    run_batch(
                        found,
                        workers,
                        target,
                        summary,
                        shard=part,
                        force=force,
                        fail_fast=fail_fast,
                        timeout=timeout,
                        progress=lambda: advance(summary.analysed, summary.done),
                        notice=(lambda sentence: None) if hidden and not on_dask else note,
                        tell=note if verbose else (lambda sentence: None),
                    )
            except KeyboardInterrupt:
                if target.errors_path is not None:  # a file, and no pipe
                    note("stopped; the same command again goes on where it was")
                raise
            finally:
                seconds = time.monotonic() - started
                note(summary.sentence(seconds, target.errors_path, target.warnings_path))
        if summary.failed:
            raise typer.Exit(SOME_INPUT_FAILED)


def _fits(path: Path, include: list[str] | None, exclude: list[str] | None) -> bool:
    """Tell whether a file fits one of the patterns, if there are any, and none that exclude it."""
    return (not include or any(map(path.match, include))) and not any(
        map(path.match, exclude or ())
    )
