"""Whole articles and their records: what changes here is read by eye before it is committed.

python tests/test_golden.py writes the records anew.
"""

import json
from pathlib import Path

from newsparse.analyzer import Analyzer, load
from newsparse.reading import read
from newsparse.writing import to_json

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
SEED = ROOT / "seeds" / "lavrov-blinken.txt"


def test_seed_article(analyzer: Analyzer) -> None:
    (article,) = analyzer.stream([read(str(SEED))])
    golden = json.loads((GOLDEN / "lavrov-blinken.json").read_text(encoding="utf-8"))
    assert json.loads(to_json(article, indent=True)) == golden


if __name__ == "__main__":
    (article,) = load().stream([read(str(SEED))])
    (GOLDEN / f"{article.id}.json").write_text(to_json(article, indent=True), encoding="utf-8")
