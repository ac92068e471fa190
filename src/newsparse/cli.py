"""The newsparse command: options in, one call, exit code out.

spaCy is imported inside the commands that need it, so that help answers at once.
"""

import io
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from newsparse.errors import ReadingError, for_terminal, visible_line
from newsparse.exits import (
    SOME_INPUT_FAILED,
    articles_of,
    check_output,
    checked_pattern,
    clean_exit,
    complaints,
    note,
)
from newsparse.reading import STDIN_PATH, Options, entries, size_of, to_document
from newsparse.record import Article
from newsparse.writing import (
    STREAMED,
    Format,
    article_schema,
    to_json,
    write_report,
)
from newsparse.writing import export as write

MOST_JOBS = 1000
LONGEST_TIME = 7 * 24 * 3600.0

app = typer.Typer(
    help="Read Norwegian news: who and what an article names, and who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="Articles in any format that the README names, also gzipped; - is standard input.",
    ),
]
Results = Annotated[
    list[str],
    typer.Argument(metavar="RESULTS...", help="Results of newsparse: JSONL; - is standard input."),
]
Model = Annotated[
    str | None,
    typer.Option(
        envvar="NEWSPARSE_MODEL",
        help="Another spaCy pipeline for Norwegian: a package's name or a folder.",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        help="The files' encoding. Without it: what the file declares, BOM, else UTF-8, else "
        "Windows-1252."
    ),
]
TextKey = Annotated[str, typer.Option(help="In JSON: the key of the article's text.")]
IdKey = Annotated[str, typer.Option(help="In JSON: the key of the article's id.")]
SPLIT = "In text files: a line that fits parts two articles."
Split = Annotated[str | None, typer.Option(metavar="PATTERN", callback=checked_pattern, help=SPLIT)]


def _print_version(wanted: bool) -> None:
    if wanted:
        with clean_exit():
            check_output()
            print(f"newsparse {version('newsparse')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Read Norwegian news: who and what an article names, and who said what."""
    if sys.stderr is None:  # nobody wants to hear
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8, whatever the system's locale; names of files can be anything
            errors = "backslashreplace" if stream is sys.stderr else None
            stream.reconfigure(encoding="utf-8", errors=errors)


@app.command()
def analyze(
    files: Files,
    model: Model = None,
    encoding: Encoding = None,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    split: Split = None,
    indent: Annotated[
        bool | None,
        typer.Option(
            "--indent/--no-indent",
            help="Indented JSON or one line an article. Without it: indented on a terminal.",
        ),
    ] = None,
) -> None:
    """Print one JSON object for each article: its names, its quotes and who said them.

    newsparse analyze article.txt

    newsparse analyze *.txt | jq -r '.quotes[] | select(.negated | not) |
    "\\(.speakers[].name // "?"): \\(.text)"'
    """
    from rich.console import Console

    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    indented = on_terminal if indent is None else indent
    in_colour = on_terminal and not os.environ.get("NO_COLOR")
    console = Console(soft_wrap=True)

    def write(article: Article) -> None:
        line = to_json(article, indent=indented)
        if in_colour:
            console.print_json(for_terminal(line), indent=2 if indented else None)
        else:
            print(for_terminal(line) if on_terminal else line, flush=True)

    _for_each(files, model, Options(encoding, text_key, id_key, split=split), write)


@app.command()
def show(
    files: Files,
    model: Model = None,
    encoding: Encoding = None,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    split: Split = None,
) -> None:
    """Show each article for reading: its text with names and quotes marked, and two tables."""
    from rich.console import Console

    from newsparse.terminal import render

    console = Console()
    options = Options(encoding, text_key, id_key, split=split)
    _for_each(files, model, options, lambda article: console.print(render(article)))


@app.command()
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
            help="Results file (JSONL), or a folder for it. The same command again does only what "
            "is new or changed. Without it: standard output.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            max=MOST_JOBS,
            help="Worker processes. Without it: one for each processor core.",
        ),
    ] = None,
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
    model: Model = None,
    encoding: Encoding = None,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    split: Split = None,
) -> None:
    """Analyse whole folders and archives; stop it when you like, and go on later.

    newsparse batch articles/ -o results.jsonl

    newsparse batch dump.jsonl pages/ feed/*.xml -o results.jsonl --jobs 4

    In folders, results, tables and reports of newsparse are left out.

    Inputs that fail are listed in results.errors.jsonl. Exit code: 0 all done, 1 some failed, 2
    wrong usage, 130 stopped by Ctrl-C or SIGTERM.
    """
    with clean_exit():
        from newsparse.batch import Shard, Summary, open_output, open_workers, run_batch
        from newsparse.terminal import progress_bar

        try:
            part = Shard.parse(shard) if shard else Shard()
        except ValueError:
            problem = f"{shard!r} is not a part such as 3/16"
            raise typer.BadParameter(problem, param_hint="--shard") from None
        # what stops a job in a cluster ends it as Ctrl-C does
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        options = Options(encoding, text_key, id_key, split=split)
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
                        progress=lambda: advance(summary.analysed, summary.read),
                        notice=(lambda sentence: None) if hidden and not on_dask else note,
                    )
            finally:
                note(summary.sentence(time.monotonic() - started, target.errors_path))
        if summary.failed:
            raise typer.Exit(SOME_INPUT_FAILED)


@app.command()
def export(
    results: Results,
    to: Annotated[Format, typer.Option(help="The format.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file; for csv and parquet the folder. ninjs and labelstudio go to standard "
            "output without it.",
        ),
    ] = None,
    delimiter: Annotated[
        str, typer.Option(help="Between the cells of CSV: , or ; or 'tab'.")
    ] = ",",
) -> None:
    """Convert results: a database, tables, or another JSON.

    newsparse export results.jsonl --to sqlite -o results.db

    newsparse export results.jsonl --to csv -o tables/ --delimiter ';'

    Exit code: 0 all done, 1 some lines were no results, 2 wrong usage.
    """
    delimiter = "\t" if delimiter == "tab" else delimiter
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise typer.BadParameter("give one character, or 'tab'", param_hint="--delimiter")
    if output is None and to not in STREAMED:
        raise typer.BadParameter(f"{to} is written to files: name where", param_hint="--output")
    with clean_exit():
        if output is None:
            check_output()
    with clean_exit(), articles_of(results, output) as articles:
        write(articles, to, output, delimiter=delimiter)


@app.command()
def report(
    results: Results,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The HTML file; article 501 begins another.")
    ],
) -> None:
    """Make a web page for reading: each article with its marks, and who is quoted most.

    newsparse report results.jsonl -o report.html
    """
    with clean_exit(), articles_of(results, output) as articles:
        write_report(articles, output)


@app.command()
def schema() -> None:
    """Print the JSON Schema of one article record."""
    with clean_exit():
        check_output()
        print(article_schema())


@app.command()
def info(model: Model = None) -> None:
    """Print the version, and the pipeline: where it is, its size, labels and scores."""
    with clean_exit():
        from newsparse.pipeline import describe

        check_output()
        facts = describe(model)
        print(f"newsparse: {version('newsparse')}")
        for name, value in facts.items():
            print(visible_line(f"{name}: {value}"))


def _fits(path: Path, include: list[str] | None, exclude: list[str] | None) -> bool:
    """Tell whether a file fits one of the patterns, if there are any, and none that exclude it."""
    return (not include or any(map(path.match, include))) and not any(
        map(path.match, exclude or ())
    )


def _for_each(
    files: list[str],
    model: str | None,
    options: Options,
    write: Callable[[Article], None],
) -> None:
    """Analyse the files in order and write each article; exit 1 when one failed."""
    with clean_exit(), complaints() as complain:
        from newsparse.analyzer import load

        check_output()
        analyzer = load(model)
        for found in entries(files, options):
            try:
                article = next(analyzer.stream([to_document(found)]))
            except ReadingError as error:
                complain(error)
            except Exception as error:  # noqa: BLE001  # a bug costs its article alone
                complain(ReadingError.crashed(found.path, error))
            else:
                write(article)
