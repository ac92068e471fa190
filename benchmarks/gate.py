"""Score newsparse on annotated articles, print the README's table, refuse figures below the floors.

    python benchmarks/gate.py                    # on benchmarks/gold, which is in this repository
    python benchmarks/gate.py EVAL DEV.jsonl.gz  # on these folders and files of gold, too
    python benchmarks/gate.py EVAL --write       # take what is measured as the new floors

Gold is JSONL, also gzipped, one article a line; other files in a folder are passed over. The
floors, in benchmarks/floors.json, name each gold file by its hash, so that a figure cannot hold by
a change of gold; those of benchmarks/gold must always be met, the others where their files are
given.
"""

import gzip
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import score
import typer

from newsparse.analyzer import Analyzer, load
from newsparse.reading import Document
from newsparse.record import Article

FLOORS = Path(__file__).parent / "floors.json"
GOLD = Path(__file__).parent / "gold"
OURS = ("read.jsonl", "score.jsonl", "unread.jsonl")
FIGURES = {  # the scorer's name of a figure, and its column
    "attributed": "attributed: who said what",
    "attributed.direct": "· direct",
    "attributed.indirect": "· indirect",
    "quotes": "quotes found",
    "quotes.direct": "· direct",
    "quotes.indirect": "· indirect",
    "mentions": "names",
}
MORE_FIGURES = ("content exact", "gender", "role")  # floors that are not shown
SIZES = {"articles": "articles", "gold quotes": "quotes"}
ROUNDING = 0.0005


def main(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="EVAL", help="folders of gold, and files", exists=True),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="write the floors of what is measured anew")
    ] = False,
) -> None:
    """Measure newsparse on gold against the floors."""
    try:
        files = gold_files([GOLD, *(paths or [])])
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    analyzer = load()
    measured = {}
    print(table_head())
    for file in files:
        measured[file.name] = measure(analyzer, file)
        print(table_row(file.name, measured[file.name]), flush=True)
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    if write:
        floors = dict(sorted({**floors, **measured}.items()))
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
        return
    problems = compare(floors, measured)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(1)


def gold_files(paths: Iterable[Path]) -> list[Path]:
    """Return the gold files of folders, and files that are named themselves.

    Raises ValueError where a folder has none, a file is none, or two have the same name.
    """
    found: dict[str, Path] = {}
    for path in paths:
        inside = sorted([*path.glob("*.jsonl"), *path.glob("*.jsonl.gz")])
        files = [file for file in inside if is_gold(file)] if path.is_dir() else [path]
        if not files or not is_gold(files[0]):
            raise ValueError(f"{path}: no gold")
        for file in files:
            if found.setdefault(file.name, file).resolve() != file.resolve():
                raise ValueError(f"{file} and {found[file.name]} have the same name")
    return list(found.values())


def is_gold(path: Path) -> bool:
    """Tell by its first line whether a file holds annotated articles."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            first = json.loads(file.readline())
    except ValueError:
        return False
    sections = {"quotes", "entities"}
    return (
        isinstance(first, dict) and {"id", "text"} <= first.keys() and bool(sections & first.keys())
    )


def measure(analyzer: Analyzer, file: Path) -> dict[str, Any]:
    """Return one gold file's hash, its sizes and the F1 figures."""
    gold = score.read(file)
    documents = [Document(record["id"], record["text"]) for record in gold.values()]
    articles: dict[str, Article] = {a.id: a for a in analyzer.stream(documents)}
    predicted = {id: article.model_dump() for id, article in articles.items()}
    scores, _ = score.score(gold, predicted)
    return {
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "articles": len(gold),
        "gold quotes": sum(len(record.get("quotes", [])) for record in gold.values()),
        **{
            figure: round(scores[figure]["f"], 3)
            for figure in (*FIGURES, *MORE_FIGURES)
            if figure in scores
        },
    }


def compare(floors: dict[str, Any], measured: dict[str, Any]) -> list[str]:
    """Return a sentence for each figure that is missing or too low.

    Nothing is said of gold that has no floors, but one file at least must have them.
    """
    problems = []
    if not floors.keys() & measured.keys():
        problems.append("nothing was checked: there are no floors for what was measured")
    for name in OURS:
        if name not in floors or name not in measured:
            problems.append(f"{name}: must be measured, and have floors; write them with --write")
    for name in floors.keys() & measured.keys():
        if measured[name].get("sha256") != floors[name]["sha256"]:
            problems.append(f"{name}: is not the gold that the floors were measured on")
        for figure in (*FIGURES, *MORE_FIGURES):
            least, value = floors[name].get(figure), measured[name].get(figure)
            if least is not None and (value is None or value < least - ROUNDING):
                problems.append(f"{name}: {figure} is {value}, the floor is {least}")
    return problems


def table_head() -> str:
    """Return the first two lines of the README's table."""
    columns = ["gold", *SIZES.values(), *FIGURES.values()]
    return f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}"


def table_row(name: str, figures: dict[str, Any]) -> str:
    """Return a line of the README's table: a gold file's sizes and figures."""
    sizes = [f"{figures[size]}" if figures[size] else "" for size in SIZES]
    shown = [f"{figures[figure]:.3f}" if figure in figures else "" for figure in FIGURES]
    return f"| {' | '.join([f'`{name}`', *sizes, *shown])} |"


if __name__ == "__main__":
    typer.run(main)
