"""The newsparse command: options in, one call, exit code out.

spaCy is imported inside the commands that need it, so that help answers at once.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Annotated

import typer

from newsparse.errors import NewsparseError
from newsparse.reading import Document, read
from newsparse.record import Article

SOME_INPUT_FAILED = 1

app = typer.Typer(
    help="Read Norwegian news: who and what an article names, and who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help="Text files of one article each; - is standard input."),
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
    typer.Option(help="The files' encoding. Without it: BOM, else UTF-8, else Windows-1252."),
]


def _print_version(wanted: bool) -> None:
    if wanted:
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
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # JSON is UTF-8, whatever the system's locale


@app.command()
def analyze(
    files: Files,
    model: Model = None,
    encoding: Encoding = None,
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

    newsparse analyze *.txt | jq -r '.quotes[] | "\\(.speaker.name // "?"): \\(.text)"'
    """
    from rich.console import Console

    from newsparse.writing import to_json

    on_terminal = sys.stdout.isatty()
    indented = on_terminal if indent is None else indent
    in_colour = on_terminal and not os.environ.get("NO_COLOR")
    console = Console(soft_wrap=True)

    def write(article: Article) -> None:
        line = to_json(article, indent=indented)
        if in_colour:
            console.print_json(line, indent=2 if indented else None)
        else:
            print(line, flush=True)

    _for_each(files, model, encoding, write)


@app.command()
def show(files: Files, model: Model = None, encoding: Encoding = None) -> None:
    """Show each article for reading: its text with names and quotes marked, and two tables."""
    from rich.console import Console

    from newsparse.terminal import render

    console = Console()
    _for_each(files, model, encoding, lambda article: console.print(render(article)))


@app.command()
def schema() -> None:
    """Print the JSON Schema of one article record."""
    from newsparse.writing import article_schema

    print(article_schema())


@app.command()
def info(model: Model = None) -> None:
    """Print the version, and the pipeline: where it is, its size, labels and scores."""
    from newsparse.pipeline import describe

    try:
        facts = describe(model)
    except NewsparseError as error:
        _complain(error)
        raise typer.Exit(SOME_INPUT_FAILED) from None
    print(f"newsparse: {version('newsparse')}")
    for name, value in facts.items():
        print(f"{name}: {value}")


def _for_each(
    files: list[str], model: str | None, encoding: str | None, write: Callable[[Article], None]
) -> None:
    """Analyse the files in order and write each article; exit 1 when a file failed."""
    failed: list[NewsparseError] = []

    def documents() -> Iterator[Document]:
        for path in files:
            try:
                yield read(path, encoding)
            except NewsparseError as error:
                failed.append(error)
                _complain(error)

    from newsparse.analyzer import load

    try:
        for article in load(model).stream(documents()):
            write(article)
    except NewsparseError as error:
        failed.append(error)
        _complain(error)
    except BrokenPipeError:
        # the reader has all it wants (`| head -1`); nothing more can be written, and it is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    if failed:
        raise typer.Exit(SOME_INPUT_FAILED)


def _complain(error: NewsparseError) -> None:
    print(f"newsparse: {error}", file=sys.stderr)
