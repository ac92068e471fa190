"""The gate's own logic, and that the figures on the repository's gold are not below the floors."""

import gzip
import json
from pathlib import Path

import gate
import pytest
from gate import compare, gold_files, is_gold, table_row

from newsparse.analyzer import Analyzer

SLACK = 0.01
FLOORS = {name: {"sha256": "x", "attributed": 0.8} for name in (*gate.OURS, "dev.jsonl")}
OURS = {name: {"sha256": "x", "attributed": 0.81} for name in gate.OURS}


def test_figures_may_rise_and_not_fall() -> None:
    assert compare(FLOORS, OURS) == []
    assert compare(FLOORS, {**OURS, "dev.jsonl": {"sha256": "x", "attributed": 0.9}}) == []
    for fallen in ({"sha256": "x", "attributed": 0.79}, {"sha256": "x"}):
        assert len(compare(FLOORS, {**OURS, "dev.jsonl": fallen})) == 1
    assert compare(FLOORS, {**OURS, "new.jsonl": {"sha256": "z", "attributed": 0.1}}) == []


def test_other_gold_and_nothing_measured_fail() -> None:
    other = {"sha256": "y", "attributed": 0.9}
    assert len(compare(FLOORS, {**OURS, "dev.jsonl": other})) == 1
    assert len(compare(FLOORS, {})) == 1 + len(gate.OURS)
    assert len(compare({}, OURS)) == 1 + len(gate.OURS)
    assert len(compare({}, {})) == 1 + len(gate.OURS)


def test_gold_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "Hei.", "quotes": []}\n')
    with gzip.open(tmp_path / "b.jsonl.gz", "wt") as file:
        file.write('{"id": "b", "text": "Hei.", "entities": []}\n')
    (tmp_path / "texts.jsonl").write_text('{"id": "c", "text": "Hei."}\n')
    (tmp_path / "notes.jsonl").write_text("Hei.\n")
    (tmp_path / "score.py").write_text("")
    a, b = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    assert gold_files([tmp_path]) == [a, b]
    assert gold_files([tmp_path, a]) == [a, b]
    assert gold_files([b]) == [b]
    with pytest.raises(ValueError, match="no gold"):
        gold_files([tmp_path / "texts.jsonl"])
    (tmp_path / "other").mkdir()
    with pytest.raises(ValueError, match="no gold"):
        gold_files([tmp_path / "other"])
    (tmp_path / "other/a.jsonl").write_text(a.read_text())
    with pytest.raises(ValueError, match="have the same name"):
        gold_files([tmp_path, tmp_path / "other"])


def test_a_row_has_empty_cells_for_what_is_not_annotated() -> None:
    row = table_row("a.jsonl", {"sha256": "x", "articles": 2, "gold quotes": 0, "mentions": 0.9})
    assert row == "| `a.jsonl` | 2 |  |  |  |  |  |  |  | 0.900 |"


TRAINING = gate.GOLD.parents[1] / "training"
MATERIAL = [
    *(gate.GOLD / name for name in gate.OURS),
    *(TRAINING / name for name in ("invented.jsonl", "talks.jsonl")),
]


@pytest.mark.parametrize("file", MATERIAL, ids=lambda file: file.name)
def test_annotated_articles(file: Path) -> None:
    """Every span is its text's, and no id comes twice."""
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len({record["id"] for record in records}) == len(records)
    for record in records:
        spans = [m for entity in record.get("entities", ()) for m in entity["mentions"]]
        for quote in record["quotes"]:
            spans += [*quote["content"], *filter(None, (quote["cue"], quote["source"]))]
        assert all(0 <= span["start"] < span["end"] <= len(record["text"]) for span in spans)


def test_annotations_of_a_corpus_have_none_of_its_text() -> None:
    """Offsets alone, in order, and no id twice."""
    lines = (TRAINING / "narc_quotes.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len({record.pop("id") for record in records}) == len(records)
    for record in records:
        assert record["breaks"] == sorted(set(record["breaks"]))
        for quote in record["quotes"]:
            spans = [*quote["content"], *filter(None, [quote["source"]]), *quote["speakers"]]
            assert all(0 <= start < end for start, end in spans)
            assert quote["content"] == sorted(quote["content"])


@pytest.mark.parametrize("name", gate.OURS)
def test_the_repositorys_gold(analyzer: Analyzer, name: str) -> None:
    """newsparse is as good on it as the README says."""
    file = gate.GOLD / name
    assert is_gold(file)
    floors = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
    for figure, value in floors[name].items():  # another processor rounds the network otherwise
        if isinstance(value, float):
            floors[name][figure] = value - SLACK
    measured = {
        **{other: floors[other] for other in gate.OURS},
        name: gate.measure(analyzer, file),
    }
    assert compare(floors, measured) == []
