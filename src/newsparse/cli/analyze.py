"""newsparse analyze and show: a few articles, as JSON or for reading."""

import os
import stat
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from newsparse.cli.options import (
    AnyLanguage,
    DateKey,
    Encoding,
    Files,
    IdKey,
    Model,
    Split,
    TextKey,
    TitleKey,
)
from newsparse.errors import ReadingError, for_terminal
from newsparse.exits import check_output, clean_exit, complaints, note
from newsparse.reading import Options, entries, to_document
from newsparse.record import Article
from newsparse.suspicions import sentence, suspects
from newsparse.writing import to_json


def analyze(
    files: Files = None,
    model: Model = None,
    encoding: Encoding = None,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    title_key: TitleKey = None,
    date_key: DateKey = None,
    split: Split = None,
    any_language: AnyLanguage = False,
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

    _for_each(
        files,
        model,
        Options(encoding, text_key, id_key, title_key, date_key, split, any_language),
        write,
    )


def show(
    files: Files = None,
    model: Model = None,
    encoding: Encoding = None,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    title_key: TitleKey = None,
    date_key: DateKey = None,
    split: Split = None,
    any_language: AnyLanguage = False,
) -> None:
    """Show each article for reading: its text with names and quotes marked, and two tables."""
    from rich.console import Console

    from newsparse.terminal import render

    console = Console()
    options = Options(encoding, text_key, id_key, title_key, date_key, split, any_language)
    _for_each(files, model, options, lambda article: console.print(render(article)))


def _for_each(
    files: list[str] | None,
    model: str | None,
    options: Options,
    write: Callable[[Article], None],
) -> None:
    """Analyse the files in order and write each article; exit 1 when one failed."""
    if not files and not _is_sent():
        raise typer.BadParameter("name a file, or - for what you type", param_hint="FILE")
    files = files or ["-"]
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
                for each in suspects(found.path, article.language, article.warnings):
                    note(sentence(each))


def _is_sent() -> bool:
    """Tell whether somebody sends standard input: it is a pipe or a file, and no terminal."""
    return sys.stdin is not None and not stat.S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode)
