"""The gate's own logic; the gold articles that it measures on are not in this repository."""

from gate import compare

FLOORS = {"a.jsonl": {"sha256": "x", "attributed": 0.8}}


def test_figures_may_rise_and_not_fall() -> None:
    assert compare(FLOORS, {"a.jsonl": {"sha256": "x", "attributed": 0.81}}) == []
    assert len(compare(FLOORS, {"a.jsonl": {"sha256": "x", "attributed": 0.79}})) == 1


def test_other_gold_and_nothing_measured_fail() -> None:
    assert len(compare(FLOORS, {"a.jsonl": {"sha256": "y", "attributed": 0.9}})) == 1
    assert len(compare(FLOORS, {})) == 2
    assert len(compare({}, {"a.jsonl": {}})) == 1
