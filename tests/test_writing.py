"""Exports, opened again by what their readers use."""

import csv
import io
import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import jsonschema
import pytest
import spacy
from pyarrow import parquet

from articles import article
from newsparse.errors import WritingError
from newsparse.identities import Identities
from newsparse.reading import read
from newsparse.record import Article
from newsparse.writing import export, label_config
from newsparse.writing.doccano import to_example
from newsparse.writing.labelstudio import to_task
from newsparse.writing.ninjs import to_ninjs
from newsparse.writing.tables import TABLES, rows_of

DATA = Path(__file__).parent / "data"
FORMULA = "=HYPERLINK(evil)"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "results.db"
    export([article("a"), article("b", name="Nils Berg")], "sqlite", path)
    return path


def query(path: Path, sql: str, *values: object) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def test_rows_fit_the_columns() -> None:
    for table, rows in rows_of(article(), Identities()).items():
        for row in rows:
            for cell, column in zip(row, TABLES[table], strict=True):
                assert cell is None or isinstance(cell, column.type), (table, column)


def test_sqlite_holds_everything(database: Path) -> None:
    counts = {table: query(database, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}
    assert counts == {
        "documents": 2,
        "entities": 4,
        "mentions": 4,
        "entity_references": 2,
        "quotes": 6,
        "speakers": 6,
    }
    assert query(database, "PRAGMA foreign_key_check") == []
    assert query(database, "PRAGMA integrity_check") == [("ok",)]
    joined = (
        "SELECT quotes.text, entities.name, speakers.basis, negated FROM speakers "
        "JOIN quotes ON quotes.id = quote JOIN entities ON entities.id = entity "
        "WHERE speakers.document = 'b' ORDER BY quotes.start_char, position"
    )
    said = "Vi må bygge ny skole"
    assert query(database, joined) == [
        (f"{said} {said} nå.", "Nils Berg", "name", 0),
        ("planen holder", "Nils Berg", "pronoun", 1),
    ]
    both = "SELECT speaker, basis FROM quotes WHERE negated AND document = 'b'"
    assert query(database, both) == [("Nils Berg; naboen", "pronoun; context")]
    assert query(database, "SELECT text FROM entity_references") == [("De",)] * 2
    text, start, end = query(
        database,
        "SELECT documents.text, start_char, end_char FROM mentions "
        "JOIN documents ON documents.id = document WHERE mentions.text = 'Nils Berg'",
    )[0]
    assert text[start:end] == "Nils Berg"


@pytest.mark.parametrize(
    ("table", "words", "found"),
    [
        ("documents", "skole", 2),
        ("documents", "nils", 1),
        ("quotes", "må", 2),
        ("quotes", "ma", 0),
        ("quotes", "speaker:kari", 2),
        ("quotes", "speaker:naboen", 2),
    ],
)
def test_sqlite_is_searched(database: Path, table: str, words: str, found: int) -> None:
    sql = f"SELECT count(*) FROM {table}_fts WHERE {table}_fts MATCH ?"
    assert query(database, sql, words) == [(found,)]


def test_sqlite_puts_a_newer_article_in_the_place_of_the_older(database: Path) -> None:
    export([article("a", said="Vi sier nei")], "sqlite", database)
    assert query(database, "SELECT count(*) FROM documents") == [(2,)]
    assert query(database, "SELECT count(*) FROM quotes WHERE document = 'a'") == [(3,)]
    assert query(database, "SELECT count(*) FROM speakers") == [(6,)]
    search = "SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH ?"
    assert query(database, search, "nei") == [(1,)]
    assert query(database, search, "bygge") == [(1,)]


def test_sqlite_writes_all_or_nothing(database: Path) -> None:
    def broken() -> Any:
        yield article("c")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(broken(), "sqlite", database)
    assert query(database, "SELECT count(*) FROM documents") == [(2,)]


def test_sqlite_leaves_the_tables_of_other_versions_alone(tmp_path: Path) -> None:
    """Version 0.1.0 had a quote's one speaker in its row."""
    path = tmp_path / "results.db"
    query(path, "CREATE TABLE quotes (id TEXT PRIMARY KEY, speaker TEXT, speaker_entity TEXT)")
    with pytest.raises(WritingError, match="is a database of another version"):
        export([article()], "sqlite", path)
    assert query(path, "SELECT name FROM sqlite_master WHERE type = 'table'") == [("quotes",)]


def test_sqlite_finds_what_it_replaces_by_indices(database: Path) -> None:
    for table, columns in TABLES.items():
        for column in columns:
            if column.references:
                plan = f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE {column.name} = 'a'"
                assert "INDEX" in query(database, plan)[0][-1], (table, column)


def test_sqlite_leaves_other_files_alone(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("– Vi vant, sier Kari Vik. " * 100, encoding="utf-8")
    with pytest.raises(WritingError, match="is no database"):
        export([article()], "sqlite", path)
    assert path.read_text(encoding="utf-8").startswith("– Vi vant")


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 shell is not installed")
def test_the_sqlite_shell_opens_it(database: Path) -> None:
    sql = "SELECT name FROM entities WHERE id = 'b#e2'"
    process = subprocess.run(["sqlite3", database, sql], capture_output=True, text=True, check=True)
    assert process.stdout == "Nils Berg\n"


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Datasette itself, on loopback; its address."""
    path = tmp_path_factory.mktemp("datasette") / "results.db"
    export([article("a"), article("b", name="Nils Berg")], "sqlite", path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "datasette", str(path), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urlopen(f"{address}/-/versions.json").close()
            break
        except OSError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait()


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/results", "documents"),
        ("/results/documents?_search=nils", "1 row"),
        ("/results/quotes?_search=skole&_facet=speaker", "Nils Berg"),
        ("/results/quotes?_sort=speaker", "Kari Vik"),
        ("/results/documents/a", "entities"),
        ("/results/entities/a~23e2", "Kari Vik"),
        ("/results/quotes/a~23q3", "speakers"),
        ("/results/speakers?_facet=name&quote=a%23q3", "naboen"),
        ("/results/entity_references", "De"),
    ],
)
def test_datasette_browses_it(datasette: str, path: str, shown: str) -> None:
    with urlopen(f"{datasette}{path}") as page:
        assert shown in page.read().decode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, delimiter: str) -> None:
    articles = [article(name=FORMULA), article("-1", said="+47 er nummeret")]
    export(articles, "csv", tmp_path / "tables", delimiter=delimiter)
    data = (tmp_path / "tables" / "quotes.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))
    assert rows[0]["speaker"] == f"'{FORMULA}"
    assert rows[0]["start_char"] == "20"
    assert [row["negated"] for row in rows] == ["0", "0", "1"] * 2
    assert rows[1]["speaker"] == ""
    assert rows[3]["document"] == "'-1"
    assert rows[3]["text"].startswith("'+47")
    assert (rows[5]["speaker"], rows[5]["basis"]) == ("Kari Vik; naboen", "pronoun; context")
    names = list(
        csv.DictReader(
            (tmp_path / "tables/entities.csv").open(encoding="utf-8-sig"), delimiter=delimiter
        )
    )
    assert [row["type"] for row in names] == ["place", "person"] * 2
    assert sorted(file.name for file in (tmp_path / "tables").iterdir()) == [
        "documents.csv",
        "entities.csv",
        "quotes.csv",
        "speakers.csv",
    ]
    said = (tmp_path / "tables/speakers.csv").read_text(encoding="utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(said), delimiter=delimiter)] == [
        *(f"'{FORMULA}", f"'{FORMULA}", "naboen"),
        *("Kari Vik", "Kari Vik", "naboen"),
    ]


def test_parquet(tmp_path: Path) -> None:
    export([article("a"), article("b")], "parquet", tmp_path)
    for table, columns in TABLES.items():
        read = parquet.read_table(tmp_path / f"{table}.parquet")
        assert read.column_names == [column.name for column in columns]
        assert read.num_rows == sum(len(rows_of(article(id), Identities())[table]) for id in "ab")
    quotes = parquet.read_table(tmp_path / "quotes.parquet").to_pylist()
    assert [row["negated"] for row in quotes] == [False, False, True] * 2
    export([], "parquet", tmp_path)
    assert parquet.read_table(tmp_path / "quotes.parquet").num_rows == 0


def test_parquet_without_pyarrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(WritingError, match=r"pip install 'newsparse\[parquet\]'"):
        export([article()], "parquet", tmp_path)


@pytest.mark.parametrize("version", ["2", "3"])
@pytest.mark.parametrize("title", [None, "Skole i Bergen"])
def test_ninjs_is_valid_in_both_versions(version: str, title: str | None) -> None:
    schema = json.loads((DATA / f"ninjs-{version}.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for id in ("sak", "2024/æ ø å?", "urn:example.no:1"):
        item = to_ninjs(article(id, title=title))
        assert list(validator.iter_errors(item)) == []
    for broken in ({**item, "extra": 1}, {**item, "people": [{"name": "x", "role": "y"}]}):
        assert list(validator.iter_errors(broken))


def test_ninjs_says_who_is_quoted() -> None:
    item = to_ninjs(article("sak 1", meta={"uri": "urn:example.no:9"}))
    assert item["uri"] == "urn:example.no:9"
    assert item["people"] == [{"name": "Kari Vik", "rel": "quoted"}]
    assert item["places"] == [{"name": "Bergen"}]
    assert to_ninjs(article("sak 1"))["uri"] == "urn:newsparse:sak%201"


def test_ninjs_gives_back_what_came_in(tmp_path: Path) -> None:
    item = {
        "uri": "urn:x:1",
        "type": "text",
        "language": "nb",
        "versionCreated": "2026-11-02T12:00:00Z",
        "by": "Ida Li",
        "urgency": 4,
        "slugline": "skole",
        "subjects": [{"name": "Skole"}],
        "people": [{"name": "Kari Vik", "rel": "about"}, {"name": "Per Hatt"}],
        "headlines": [{"role": "main", "value": "Ny skole"}],
        "bodies": [{"value": "– Vi må bygge, sier Kari Vik."}],
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps(item))
    (document,) = read(str(path))
    found = article("urn:x:1", title=document.title, meta=document.meta)
    kept = to_ninjs(found)
    for key in item.keys() - {"bodies"}:
        assert kept[key] == item[key]
    old = {"byline": "Ida Li", "person": [{"name": "Kari Vik"}], "subject": [{"name": "Skole"}]}
    kept = to_ninjs(article(meta={"guid": "tag:1", "type": "text"} | old))
    assert kept["by"] == "Ida Li"
    assert kept["people"] == [{"name": "Kari Vik", "rel": "quoted"}]
    assert kept["subjects"] == [{"name": "Skole"}]


def test_when_and_where_go_everywhere(tmp_path: Path) -> None:
    told = {
        "published": "2026-11-02T12:00:00+01:00",
        "url": "https://a.example/1",
        "section": "Nyheter",
        "byline": "Ida Li",
        "source": "Avisa",
    }
    found = article(title="Ny skole").model_copy(update=told)
    assert to_ninjs(found)["by"] == "Ida Li"
    assert to_ninjs(found)["versionCreated"] == told["published"]
    export([found], "sqlite", tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        columns = connection.execute(f"SELECT {', '.join(told)} FROM documents")
        assert columns.fetchone() == tuple(told.values())
    export([found], "csv", tmp_path / "tables")
    for name in ("quotes", "speakers", "entities"):
        lines = (tmp_path / f"tables/{name}.csv").read_text(encoding="utf-8-sig").splitlines()
        for row in csv.DictReader(lines):
            assert row["document_title"] == "Ny skole"
            assert {key: row[f"document_{key}"] for key in told} == told
    export([found], "parquet", tmp_path)
    (record,) = parquet.read_table(tmp_path / "documents.parquet").to_pylist()
    assert told.items() <= record.items()


def label_config_values(tag: str) -> list[str]:
    return re.findall(rf'<{tag} value="(.*?)"/>', label_config())


def test_labelstudio_regions_are_the_texts() -> None:
    task = to_task(article())
    (prediction,) = task["predictions"]
    regions = {r["id"]: r for r in prediction["result"] if r["type"] == "labels"}
    for region in regions.values():
        value = region["value"]
        # code points, also behind an emoji: Label Studio turns the browser's units into them
        assert list(task["data"]["text"])[value["start"] : value["end"]] == list(value["text"])
        assert f'name="{region["from_name"]}"' in label_config()
        assert all(f'<Label value="{label}"/>' in label_config() for label in value["labels"])
    relations = [r for r in prediction["result"] if r["type"] == "relation"]
    assert {label for r in relations for label in r["labels"]} == {
        "continued",
        "cue",
        "source",
        "speaker",
        "stands for",
    }
    assert {*label_config_values("Relation")} == {label for r in relations for label in r["labels"]}
    assert regions["q3.1"]["value"]["labels"] == ["indirect", "negated"]
    assert {r["to_id"] for r in relations if r["labels"] == ["speaker"]} == {"e2.1"}
    assert all({r["from_id"], r["to_id"]} <= regions.keys() for r in relations)


@pytest.mark.parametrize("articles", [[], [article()], [article("a"), article("b")]])
def test_labelstudio_is_one_list(tmp_path: Path, articles: list[Article]) -> None:
    export(articles, "labelstudio", tmp_path / "tasks.json")
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert [task["data"]["id"] for task in tasks] == [a.id for a in articles]


def test_doccano_has_names_and_quotes(tmp_path: Path) -> None:
    found = article(title="Skole")
    export([found, article("b")], "doccano", tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    examples = [json.loads(line) for line in lines]
    assert [example["meta"]["id"] for example in examples] == ["sak", "b"]
    assert examples[0]["meta"]["title"] == "Skole"
    assert examples[0]["text"] == found.text
    # code points, as doccano counts them, also behind an emoji
    assert [(found.text[a:b], label) for a, b, label in examples[0]["label"]] == [
        ("Skole i Bergen", "indirect"),
        ("Bergen", "place"),
        ("Vi må bygge ny skole", "direct"),
        ("Kari Vik", "person"),
        ("Vi må bygge ny skole nå.", "direct"),
        ("planen holder", "indirect"),
    ]


def test_spacy_reads_what_doccano_holds() -> None:
    """It is also the form that spaCy's recipes for training begin with."""
    example = to_example(article())
    doc = spacy.blank("nb").make_doc(example["text"])
    spans = [doc.char_span(*label) for label in example["label"]]
    assert [span and span.label_ for span in spans] == [label for *_, label in example["label"]]


def test_files_are_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Any:
        yield article()
        raise KeyboardInterrupt

    for format, name in (("csv", "csv"), ("parquet", "parquet"), ("ninjs", "a.jsonl")):
        with pytest.raises(KeyboardInterrupt):
            export(broken(), format, tmp_path / name)  # type: ignore[arg-type]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
