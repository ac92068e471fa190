"""Score newsparse on gold articles and refuse figures below the floors.

    python benchmarks/gate.py EVAL            # measure, compare with benchmarks/floors.json
    python benchmarks/gate.py EVAL --write    # take the figures measured now as the new floors

EVAL is a folder with gold files (`*.jsonl`, one article a line) and the scorer, `score.py`. The
floors name each gold file by its hash, so that a figure cannot hold by a change of gold, and a gate
that finds nothing to check fails.
"""

import hashlib
import importlib.util
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from newsparse.analyzer import Analyzer, load
from newsparse.reading import Document
from newsparse.record import Article

FLOORS = Path(__file__).parent / "floors.json"
FIGURES = ("attributed", "attributed.direct", "attributed.indirect", "content exact", "mentions")
ROUNDING = 0.0005


def measure(analyzer: Analyzer, gold: Path, scorer: Any) -> dict[str, float]:
    """Return the F1 figures of one gold file."""
    records = scorer.read(gold)
    documents = [Document(record["id"], record["text"]) for record in records.values()]
    articles: dict[str, Article] = {a.id: a for a in analyzer.stream(documents)}
    predicted = {id: json.loads(article.model_dump_json()) for id, article in articles.items()}
    scores, _ = scorer.score(records, predicted)
    return {figure: round(scores[figure]["f"], 3) for figure in FIGURES if figure in scores}


def main(
    folder: Annotated[Path, typer.Argument(metavar="EVAL", help="gold files and score.py")],
    write: Annotated[bool, typer.Option("--write", help="write the floors anew")] = False,
) -> None:
    """Measure newsparse on the gold files of EVAL against the floors."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    analyzer = load()
    measured = {
        gold.name: {
            "sha256": hashlib.sha256(gold.read_bytes()).hexdigest(),
            **measure(analyzer, gold, scorer),
        }
        for gold in sorted(folder.glob("*.jsonl"))
    }
    print(json.dumps(measured, indent=2))
    if write:
        FLOORS.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
        return
    problems = compare(json.loads(FLOORS.read_text(encoding="utf-8")), measured)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(1)


def compare(floors: dict[str, Any], measured: dict[str, Any]) -> list[str]:
    """Return a sentence for each figure that is missing or too low."""
    problems = [] if floors else ["there are no floors; write them with --write"]
    for name, floor in floors.items():
        found = measured.get(name, {})
        for figure, least in floor.items():
            value = found.get(figure)
            if figure == "sha256":
                if value != least:
                    problems.append(f"{name}: is not the gold that the floors were measured on")
            elif value is None or value < least - ROUNDING:
                problems.append(f"{name}: {figure} is {value}, the floor is {least}")
    return problems


if __name__ == "__main__":
    typer.run(main)
