"""Counts over many articles, by the command and in SQL."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from articles import article
from newsparse.record import Article, Span
from newsparse.stats import DIMENSIONS, count, rows, within
from newsparse.writing import export

DATES = ["2026-01-01", "2026-01-05T10:00:00+01:00", None, "2027-01-03"]


def articles() -> list[Article]:
    """Four articles in which Kari Vik speaks twice, once with somebody whom the context tells."""
    found = []
    for number, published in enumerate(DATES):
        one = article(f"sak-{number}", name="Kari Vik" if number else "Ola Moe")
        gender = "female" if number else None
        people = [
            e.model_copy(update={"gender": gender}) if e.type == "person" else e
            for e in one.entities
        ]
        told = {"published": published, "section": "Nyheter", "entities": people}
        found.append(one.model_copy(update=told))
    return found


def table(*by: str, only_sure: bool = False) -> dict[tuple[str, ...], tuple[int, int, int]]:
    counts = count(articles(), by, only_sure=only_sure)
    return {r.group: (r.quotes, r.speakers, r.articles) for r in rows(counts, list(by))}


def test_by_person() -> None:
    assert table("person") == {("Kari Vik",): (6, 1, 3), ("Ola Moe",): (2, 1, 1)}


def test_nobody_and_the_unnamed_are_speakers_too() -> None:
    assert table("speaker") == {
        ("Kari Vik",): (6, 1, 3),
        ("Ola Moe",): (2, 1, 1),
        ("naboen",): (4, 1, 4),
        ("",): (4, 0, 4),
    }
    assert table("speaker", only_sure=True) == {
        ("Kari Vik",): (6, 1, 3),
        ("Ola Moe",): (2, 1, 1),
    }


def test_weeks_are_those_of_iso() -> None:
    assert table("week", "gender") == {
        ("", "female"): (2, 1, 1),
        ("2026-W01", "unknown"): (2, 1, 1),
        ("2026-W02", "female"): (2, 1, 1),
        ("2026-W53", "female"): (2, 1, 1),
    }


def test_shares_are_of_what_differs_in_the_last() -> None:
    counts = count(articles(), ["section", "person"])
    assert [row.share for row in rows(counts, ["section", "person"])] == [0.75, 0.25]
    counts = count(articles(), ["person", "section"])
    assert [row.share for row in rows(counts, ["person", "section"])] == [1, 1]


def test_the_first_of_many() -> None:
    counts = count(articles(), ["month", "speaker"])
    found = rows(counts, ["month", "speaker"], top=3)
    assert len(found) == 3
    assert [row.group[0] for row in found] == sorted(row.group[0] for row in found)


def test_a_quote_of_two_counts_once_where_nothing_tells_them_apart() -> None:
    counts = count(articles(), ["type"])
    assert sum(row.quotes for row in rows(counts, ["type"])) == 12


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_counts_something(name: str) -> None:
    assert sum(row.quotes for row in rows(count(articles(), [name]), [name])) > 0


def test_periods() -> None:
    def ids(since: date | None, until: date | None) -> list[str]:
        return [found.id for found in within(articles(), since, until)]

    assert ids(None, None) == ["sak-0", "sak-1", "sak-2", "sak-3"]
    assert ids(date(2026, 1, 5), None) == ["sak-1", "sak-3"]
    assert ids(date(2026, 1, 1), date(2026, 1, 5)) == ["sak-0", "sak-1"]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_text("".join(f"{one.model_dump_json()}\n" for one in articles()))
    return path


def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "newsparse", "stats", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(results: Path) -> None:
    process = run(results, "--by", "person")
    assert process.stderr == ""
    found = list(csv.DictReader(io.StringIO(process.stdout)))
    assert found[0] == {
        "person": "Kari Vik",
        "quotes": "6",
        "share": "0.7500",
        "words": "39",
        "speakers": "1",
        "articles": "3",
    }
    lines = run(results, "--by", "week,gender", "--to", "json").stdout.splitlines()
    assert json.loads(lines[1])["week"] == "2026-W01"
    shown = run(results, "--by", "month, gender", "--to", "table").stdout
    assert "Gender" in shown
    assert "█" in shown
    assert run(results, "--since", "2030-01-01").stdout.splitlines() == [
        "person,quotes,share,words,speakers,articles"
    ]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--by", "colour"], 2, "colour is none of person"),
        (["--by", ","], 2, "nothing is none of"),
        (["--since", "i går"], 2, "--since"),
        (["--only", "few"], 2, "--only"),
        (["--top", "0"], 2, "--top"),
    ],
)
def test_wrong_usage(results: Path, args: list[str], code: int, words: str) -> None:
    process = run(results, *args)
    assert process.returncode == code
    assert words in " ".join(process.stderr.split())


def test_what_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Vi vant.")
    process = run(tmp_path / "a.txt")
    assert (process.returncode, process.stdout) == (1, "")
    assert "is no result of newsparse" in process.stderr


def test_sql_counts_the_same(tmp_path: Path) -> None:
    export(articles(), "sqlite", tmp_path / "a.db")
    export(articles(), "sqlite", tmp_path / "a.db")  # views are there already
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        select = (
            "SELECT coalesce(week, ''), gender, quotes, speakers, articles FROM genders_by_week"
        )
        found = {row[:2]: row[2:] for row in connection.execute(select)}
        assert found == table("week", "gender")
        select = "SELECT speaker, quotes, speakers, articles FROM speakers_total"
        found = {row[:1]: row[1:] for row in connection.execute(select)}
        assert found == {group: n for group, n in table("speaker").items() if group != ("",)}


def test_a_period_that_ends_before_it_begins_is_wrong_usage() -> None:
    command = [sys.executable, "-m", "newsparse", "stats", "-", "--since", "2026-03-10"]
    run = subprocess.run([*command, "--until", "2026-03-01"], capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (2, "")
    assert "is after --until" in run.stderr


def test_a_party_is_one_whatever_it_is_called() -> None:
    found = []
    for name, language in (("H", "nn"), ("Høyre", "nb"), ("Ap", "nb"), ("Arbeidarpartiet", "nn")):
        one = article(f"sak {name}", name="Kari Vik")
        person = one.entities[1].model_copy(update={"party": Span(start=0, end=1, text=name)})
        told = {"language": language, "entities": [one.entities[0], person]}
        found.append(one.model_copy(update=told))
    counts = count(found, ["party"])
    assert {r.group: r.quotes for r in rows(counts, ["party"])} == {
        ("Høgre",): 4,
        ("Arbeiderpartiet",): 4,
    }


def test_a_role_is_one_in_large_and_small_letters() -> None:
    found = []
    for n, role in enumerate(("Ordfører", "ordfører", "USAs president")):
        one = article(f"sak {n}", name="Kari Vik")
        person = one.entities[1].model_copy(update={"role": Span(start=0, end=1, text=role)})
        found.append(one.model_copy(update={"entities": [one.entities[0], person]}))
    counted = rows(count(found, ["role"]), ["role"])
    assert [(r.group, r.quotes) for r in counted] == [(("Ordfører",), 4), (("USAs president",), 2)]
