"""newsparse export and report: what is made of results."""

from pathlib import Path
from typing import Annotated

import typer

from newsparse.cli.options import Aliases, Results
from newsparse.exits import check_output, clean_exit, identified
from newsparse.writing import STREAMED, Format, Language, write_report
from newsparse.writing import export as write


def export(
    results: Results,
    to: Annotated[Format, typer.Option(help="The format.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|FOLDER",
            help="The file; for csv and parquet the folder. ninjs, labelstudio and doccano go to "
            "standard output without it.",
        ),
    ] = None,
    delimiter: Annotated[
        str, typer.Option(metavar="SIGN", help="Between the cells of CSV: , or ; or 'tab'.")
    ] = ",",
    aliases: Aliases = None,
) -> None:
    """Convert results: a database, tables, or another JSON.

    \b
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
    with clean_exit(), identified(results, output, aliases) as (articles, identities):
        write(articles, to, output, identities=identities, delimiter=delimiter)


def report(
    results: Results,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The HTML file; more than 500 articles go beside it.",
        ),
    ],
    language: Annotated[
        Language | None,
        typer.Option(
            metavar="nb|nn|en", help="Of the page's own words. Without it: that of most articles."
        ),
    ] = None,
    aliases: Aliases = None,
) -> None:
    """Make a web page for reading and searching: who is quoted, where and when, in which words.

    \b
    newsparse report results.jsonl -o report.html
    """
    with clean_exit(), identified(results, output, aliases) as (articles, identities):
        write_report(articles, output, language, identities)
