"""newsparse stats: who is quoted how often, when and where."""

import csv
import json
import sys
from datetime import datetime
from typing import Annotated, Literal

import typer

from newsparse.cli.options import Aliases, Results
from newsparse.exits import check_output, clean_exit, identified
from newsparse.stats import DIMENSIONS, Row, count, rows, within
from newsparse.writing import guarded

COUNTED = ("quotes", "share", "words", "speakers", "articles")
DAY = ["%Y-%m-%d"]


def stats(
    results: Results,
    by: Annotated[
        str,
        typer.Option(
            metavar="WHAT[,WHAT...]",
            help=f"What to count by: {', '.join(DIMENSIONS)}. A share is of what differs in the "
            "last alone: week,gender gives the share of women each week.",
        ),
    ] = "person",
    top: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Only the N groups with most quotes.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=DAY, help="Articles from this day on: 2026-01-31."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(metavar="DATE", formats=DAY, help="Articles to this day.")
    ] = None,
    only: Annotated[
        Literal["sure"] | None,
        typer.Option(
            metavar="sure",
            help="Only speakers whom a name, a pronoun or a document tells, and no description or "
            "the context.",
        ),
    ] = None,
    to: Annotated[
        Literal["table", "csv", "json"] | None,
        typer.Option(metavar="table|csv|json", help="Without it: a table on a terminal, else CSV."),
    ] = None,
    aliases: Aliases = None,
) -> None:
    """Count quotes, the words in them, speakers and articles.

    \b
    newsparse stats results.jsonl --by week,gender

    \b
    newsparse stats results.jsonl --by person --top 20 --only sure

    By person, gender, role or party, only people count. Their gender is a guess from how the text
    speaks of them.
    """
    names = [name for part in by.split(",") if (name := part.strip())]
    unknown = [name for name in names if name not in DIMENSIONS]
    if unknown or not names:
        problem = f"{', '.join(unknown) or 'nothing'} is none of {', '.join(DIMENSIONS)}"
        raise typer.BadParameter(problem, param_hint="--by")
    if since and until and since > until:
        raise typer.BadParameter("is after --until", param_hint="--since")
    with clean_exit():
        check_output()
        with identified(results, None, aliases) as (articles, identities):
            chosen = within(articles, since and since.date(), until and until.date())
            table = rows(count(chosen, names, identities, only_sure=only == "sure"), names, top)
        shape = to or ("table" if sys.stdout.isatty() else "csv")
        WRITERS[shape](names, table)


def _write_csv(names: list[str], table: list[Row]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*names, *COUNTED])
    for group, quotes, share, *others in table:
        writer.writerow([*map(guarded, group), quotes, f"{share:.4f}", *others])


def _write_json(names: list[str], table: list[Row]) -> None:
    for group, *counted in table:
        record = dict(zip(names, group, strict=True)) | dict(zip(COUNTED, counted, strict=True))
        print(json.dumps(record, ensure_ascii=False))


def _write_table(names: list[str], table: list[Row]) -> None:
    from rich.console import Console

    from newsparse.terminal import counts_table

    Console().print(counts_table(names, table))


WRITERS = {"csv": _write_csv, "json": _write_json, "table": _write_table}
