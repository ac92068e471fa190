"""Whole articles and their records: what changes here is read by eye before it is committed.

python tests/test_golden.py writes the records anew.
"""

import json
from pathlib import Path

import pytest

from newsparse.analyzer import Analyzer, load
from newsparse.reading import read
from newsparse.writing import to_json

GOLDEN = Path(__file__).parent / "golden"
# the seed article, and two of our own: gebyr in Bokmål, ferje in Nynorsk
ARTICLES = [
    Path(__file__).parents[1] / "seeds" / "lavrov-blinken.txt",
    GOLDEN / "gebyr.txt",
    GOLDEN / "ferje.txt",
]


def record(analyzer: Analyzer, path: Path) -> str:
    (article,) = analyzer.stream(read(str(path)))
    return to_json(article, indent=True)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_record(analyzer: Analyzer, path: Path) -> None:
    golden = json.loads((GOLDEN / f"{path.stem}.json").read_text(encoding="utf-8"))
    assert json.loads(record(analyzer, path)) == golden


if __name__ == "__main__":
    for path in ARTICLES:
        (GOLDEN / f"{path.stem}.json").write_text(record(load(), path), encoding="utf-8")
