"""newsparse evaluate and import-labels: results beside what people annotated."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from newsparse.cli.options import Color, Results
from newsparse.errors import ReadingError, WritingError, for_terminal
from newsparse.exits import are_one, articles_of, check_output, clean_exit, complaints, note


def evaluate(
    gold: Annotated[
        str,
        typer.Argument(metavar="GOLD", help="Annotated articles: JSONL, as import-labels makes."),
    ],
    results: Results,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON on a terminal, too, as in a pipe.")
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List what is missed or wrong, with the text beside.")
    ] = False,
    color: Color = "auto",
) -> None:
    """Hold results against annotated articles: precision, recall and F1.

    \b
    newsparse batch gold.jsonl -o results.jsonl
    newsparse evaluate gold.jsonl results.jsonl --errors

    Names must be the same words of the text with the right type; a quote is found where it shares
    four fifths of its letters with an annotated one, and attributed where its speaker is right,
    too. Gender and role are measured where the gold has them.
    """
    if gold == "-" and "-" in results:
        raise typer.BadParameter("only one can be standard input", param_hint="GOLD")
    with clean_exit(), complaints() as complain:
        from newsparse import evaluate as room
        from newsparse.reading import name_of
        from newsparse.terminal import console, figures_table, mistakes_list

        check_output()
        wanted, failed = {}, 0
        for found in room.read_gold(gold):
            if isinstance(found, room.GoldArticle):
                wanted[found.id] = found
            else:
                failed += 1
                complain(found)
        if not wanted and not failed:
            raise ReadingError.empty(name_of(gold))
        if not wanted:
            return
        with articles_of(results, None) as articles:
            scorer = room.evaluate(wanted, articles, complain)
            on_terminal = sys.stdout.isatty()
            if as_json or not on_terminal:
                print(_json(room.as_dict(scorer, errors=errors), indent=on_terminal))
                return
            screen = console(color)
            screen.print(figures_table(scorer.articles, room.rows_of(scorer)))
            if errors:
                screen.print(mistakes_list(map(vars, scorer.mistakes)))


def _json(value: object, *, indent: bool) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2 if indent else None)
    return for_terminal(text) if indent else text


def import_labels(
    export: Annotated[
        str,
        typer.Argument(
            metavar="EXPORT",
            help="A project that Label Studio exported as JSON; - is standard input.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The gold file. Without it: standard output."
        ),
    ] = None,
) -> None:
    """Make gold of what people corrected in Label Studio.

    \b
    newsparse export results.jsonl --to labelstudio -o tasks.json
    newsparse import-labels export.json -o gold.jsonl

    A task with several annotations counts by its ground truth, else by the newest; one that is not
    annotated is left out.
    """
    with clean_exit(), complaints() as complain:
        from newsparse import evaluate as room
        from newsparse.writing.files import STDOUT, replacing

        if output is None or str(output) in STDOUT:
            check_output()
        elif are_one(output, export):
            raise WritingError.is_input(str(output))
        lines, untouched, failed = [], 0, 0
        for found in room.read_labels(export):
            if isinstance(found, room.GoldArticle):
                lines.append(found.to_line())
            elif found is None:
                untouched += 1
            else:
                failed += 1
                complain(found)
        if untouched:
            tasks = "1 task" if untouched == 1 else f"{untouched:,} tasks"
            note(f"{tasks} that nobody has annotated {'is' if untouched == 1 else 'are'} left out")
        if not lines and not failed:
            raise WritingError.nothing_read()
        if output is None or str(output) in STDOUT:
            print("".join(lines), end="")
        elif lines:  # otherwise perhaps it was the wrong file: what is there is worth more
            with replacing(output) as path:
                path.write_text("".join(lines), encoding="utf-8")
