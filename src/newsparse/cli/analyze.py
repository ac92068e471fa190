"""newsparse analyze and show: a few articles, as JSON or for reading."""

import os
import shutil
import stat
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from newsparse.cli.options import (
    AnyLanguage,
    Color,
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

if TYPE_CHECKING:
    from newsparse.reading import Options
    from newsparse.record import Article


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
    color: Color = "auto",
) -> None:
    """Print one JSON object for each article: its names, its quotes and who said them.

    \b
    newsparse analyze article.txt
    newsparse analyze *.txt | jq -r '.quotes[] | select(.negated | not) |
        "\\(.speakers[].name // "?"): \\(.text)"'
    """
    from newsparse.reading import Options
    from newsparse.writing import to_json

    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    indented = on_terminal if indent is None else indent

    def write(article: "Article") -> None:
        line = to_json(article, indent=indented)
        print(for_terminal(line) if on_terminal else line, flush=True)

    if on_terminal or color == "always":  # a pipe need not wait for Rich
        from newsparse.terminal import console, is_coloured

        screen = console(color, soft_wrap=True)
        if is_coloured(color):

            def write(article: "Article") -> None:
                line = to_json(article, indent=indented)
                screen.print_json(for_terminal(line), indent=2 if indented else None)

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
    color: Color = "auto",
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Print what is longer than the terminal, too.")
    ] = False,
) -> None:
    """Show each article for reading: its text with names and quotes marked, and two tables.

    What is longer than the terminal goes through $PAGER, or less.
    """
    from newsparse.reading import Options
    from newsparse.terminal import Pager, console, is_coloured, legend, render

    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    coloured = is_coloured(color)
    screen = console(color)
    said_legend = False

    def write(article: "Article") -> None:
        nonlocal said_legend
        with screen.capture() as shown:
            if not said_legend:
                screen.print(legend(coloured=coloured))
            screen.print(render(article, coloured=coloured))
        said_legend = True
        pager.write(shown.get())

    options = Options(encoding, text_key, id_key, title_key, date_key, split, any_language)
    height = shutil.get_terminal_size().lines if on_terminal and not no_pager else None
    is_sent = not files or "-" in files  # perhaps one article now, and one in an hour
    with clean_exit(), Pager(height, holds=not is_sent) as pager:
        _for_each(files, model, options, write)


def _for_each(
    files: list[str] | None,
    model: str | None,
    options: "Options",
    write: Callable[["Article"], None],
) -> None:
    """Analyse the files in order and write each article; exit 1 when one failed."""
    if not files and not _is_sent():
        raise typer.BadParameter("name a file, or - for what you type", param_hint="FILE")
    files = files or ["-"]
    with clean_exit(), complaints() as complain:
        from newsparse.reading import entries, to_document
        from newsparse.startup import load
        from newsparse.suspicions import sentence, suspects

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
