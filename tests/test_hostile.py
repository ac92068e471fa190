"""What was tried to break newsparse, as a user's commands: a sentence, the right code, no loss."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from newsparse.errors import ReadingError, WritingError, for_terminal
from newsparse.reading import Options, read
from newsparse.record import Article
from newsparse.terminal import render
from test_batch import troubled

TEXT = "Kari Vik tier."
RECORD: dict[str, Any] = {
    "schema_version": "2.1",
    "id": "a",
    "language": "nb",
    "title": None,
    "text": TEXT,
    "entities": [
        {
            "id": "e1",
            "type": "person",
            "name": "Kari Vik",
            "mentions": [{"start": 0, "end": 8, "text": "Kari Vik", "label": "PER"}],
            "references": [],
        }
    ],
    "quotes": [
        {
            "id": "q1",
            "type": "indirect",
            "construction": "at_clause",
            "text": "tier",
            "content": [{"start": 9, "end": 13, "text": "tier"}],
            "cue": None,
            "source": None,
            "speakers": [{"name": "Kari Vik", "entity": "e1", "basis": "name"}],
            "negated": False,
        }
    ],
    "meta": {},
    "sha256": "0",
    "model": {"name": "nb", "version": "1"},
    "newsparse_version": "0.2.0",
}


def newsparse(*args: str | Path, shell: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run the command, with redirections of a shell behind it."""
    words = [sys.executable, "-m", "newsparse", *map(str, args)]
    return subprocess.run(
        ["bash", "-c", f'"$@" {shell}', "bash", *words],
        capture_output=True,
        check=False,
        env={**os.environ, "COLUMNS": "100"},
    )


def said(process: subprocess.CompletedProcess[bytes]) -> str:
    """Return what stands on stderr, where that is one sentence."""
    error = process.stderr.decode()
    assert error.startswith("newsparse: ")
    assert error.count("\n") == 1
    return error


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("to", ["sqlite", "csv", "parquet", "ninjs", "labelstudio", "report"])
def test_an_earlier_output_stays_where_nothing_could_be_read(
    results: Path, tmp_path: Path, to: str
) -> None:
    command = ["report"] if to == "report" else ["export", "--to", to]
    out = tmp_path / "out"
    assert newsparse(*command, results, "-o", out).returncode == 0
    before = {path: path.read_bytes() for path in sorted(out.rglob("*")) or [out] if path.is_file()}
    database = tmp_path / "other.db"
    database.write_bytes(b"SQLite format 3\0" + b"\n\xff" * 1_600)
    for wrong in (database, tmp_path / "reslts.jsonl"):
        process = newsparse(*command, wrong, "-o", out)
        assert process.returncode == 1
        assert str(wrong) in said(process)
        new = tmp_path / "new"
        assert newsparse(*command, wrong, "-o", new).returncode == 1
        assert not new.exists()
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_tables_are_a_folder(results: Path, tmp_path: Path, to: str) -> None:
    process = newsparse("export", results, "--to", to, "-o", tmp_path / "tab.csv")
    assert "is several tables; name a folder" in said(process)
    assert list(tmp_path.iterdir()) == [results]


EDITS: dict[str, Any] = {
    "offset behind the end": lambda r: r["entities"][0]["mentions"][0].update(end=99),
    "offset before the beginning": lambda r: r["quotes"][0]["content"][0].update(start=-1),
    "offset of more than 63 bits": lambda r: r["quotes"][0]["content"][0].update(end=1 << 63),
    "no mentions": lambda r: r["entities"][0].update(mentions=[]),
    "no content": lambda r: r["quotes"][0].update(content=[]),
    "speaker that is no entity": lambda r: r["quotes"][0]["speakers"][0].update(entity="e9"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_edited_results_are_refused_with_their_line(
    results: Path, tmp_path: Path, edit: str
) -> None:
    record = json.loads(json.dumps(RECORD))
    EDITS[edit](record)
    with results.open("a") as file:
        file.write(json.dumps(record) + "\n")
    process = newsparse("export", results, "--to", "sqlite", "-o", tmp_path / "out.db")
    assert f"{results}: line 2 is no result of newsparse" in said(process)


def test_nothing_comes_of_an_empty_file(results: Path, tmp_path: Path) -> None:
    results.write_bytes(b"\n")
    process = newsparse("report", results, "-o", tmp_path / "report.html")
    assert "there is no article to write" in said(process)
    assert list(tmp_path.iterdir()) == [results]


def test_blank_lines_and_windows_line_ends_are_read(results: Path, tmp_path: Path) -> None:
    line = results.read_bytes().rstrip(b"\n")
    results.write_bytes(b"\n" + line + b"\r\n\n" + line + b"\r\n")
    process = newsparse("export", results, "--to", "ninjs")
    assert (process.returncode, len(process.stdout.splitlines())) == (0, 2)


@pytest.mark.parametrize(
    ("args", "shell", "code", "sentence"),
    [
        (["schema"], "> /dev/full", 1, "cannot be written"),
        (["schema"], ">&-", 1, "standard output is closed"),
        (["show", "FILE"], ">&-", 1, "standard output is closed"),
        (["analyze", "FILE"], ">&-", 1, "standard output is closed"),
        (["batch", "FILE"], ">&-", 1, "standard output is closed"),
        (["export", "FILE", "--to", "ninjs"], ">&-", 1, "standard output is closed"),
        (["--version"], ">&-", 1, "standard output is closed"),
        (["--version"], "> /dev/full", 1, "cannot be written"),
    ],
)
def test_closed_and_full_streams(
    results: Path, args: list[str], shell: str, code: int, sentence: str
) -> None:
    process = newsparse(*(str(results) if a == "FILE" else a for a in args), shell=shell)
    assert process.returncode == code
    assert sentence in said(process)


def test_a_bug_costs_its_article_alone(tmp_path: Path) -> None:
    for name, text in (("a.txt", "En sak."), ("b.txt", "FAIL"), ("c.txt", "To saker.")):
        (tmp_path / name).write_text(text)
    paths = [str(tmp_path / name) for name in ("a.txt", "b.txt", "c.txt")]
    words = [sys.executable, "-m", "newsparse", "analyze", *paths]
    process = subprocess.run(words, capture_output=True, check=False, env=troubled())
    assert process.returncode == 1
    assert [json.loads(line)["id"] for line in process.stdout.splitlines()] == ["a", "c"]
    assert "b.txt: could not be analysed (ZeroDivisionError: on purpose)" in said(process)


def test_a_batch_whose_errors_nobody_hears(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("En sak.")
    out = tmp_path / "out.jsonl"
    process = newsparse("batch", tmp_path / "a.txt", "-o", out, shell="2>&-")
    assert (process.returncode, process.stderr) == (0, b"")
    assert len(out.read_bytes().splitlines()) == 1


@pytest.mark.parametrize(
    "args",
    [
        ["batch", "--jobs", "99999999999999999999", "a.txt"],
        ["batch", "--timeout", "1e12", "a.txt"],
        ["export", "a.jsonl", "--to", "csv", "-o", "x", "--delimiter", '"'],
        ["export", "a.jsonl", "--to", "csv", "-o", "x", "--delimiter", "\n"],
    ],
)
def test_values_that_cannot_be(args: list[str]) -> None:
    process = newsparse(*args)
    assert process.returncode == 2
    assert b"Traceback" not in process.stderr


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("a.txt", b"En", Options(encoding="undefined")),
        ("a.txt", b"En", Options(encoding="hex")),
        ("a.json", b'{"id": "a", "text": "\xc3\xa5"}', Options(encoding="utf-16-le")),
        ("a.html", b"<html><head><meta charset=undefined></head><body><p>\xe5</body>", Options()),
    ],
)
def test_encodings_that_cannot_be(
    tmp_path: Path, name: str, content: bytes, options: Options
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    if name == "a.html":  # it need not be believed
        assert [document.text for document in read(str(path), options)] == ["å"]
        return
    with pytest.raises(ReadingError, match=r"encoding|text"):
        list(read(str(path), options))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("lines", [1, 3])
def test_json_in_wide_characters(tmp_path: Path, encoding: str, lines: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        ("".join(f'{{"text": "Ålesund {n}"}}\n' for n in range(lines))).encode(encoding)
    )
    options = Options(encoding=None if encoding == "utf-16" else encoding)
    assert [d.text for d in read(str(path), options)] == [f"Ålesund {n}" for n in range(lines)]


def test_a_number_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"text": "En sak.", "n": 1e999}')
    with pytest.raises(ReadingError, match="1e999 is no number that JSON can hold"):
        list(read(str(path)))


@pytest.mark.parametrize(
    "before", ["", " ", "\u200b", "\ufeff\x01", "\u00ad", "\u061c", "\u3164", "\u034f"]
)
@pytest.mark.parametrize("sign", ["=", "＝", "﹦", "@", "'="])
def test_no_cell_is_a_formula(tmp_path: Path, before: str, sign: str) -> None:
    from newsparse.writing import export

    article = Article.model_validate(RECORD | {"id": f"{before}{sign}1+1"})
    export([article], "csv", tmp_path / "tables")
    with (tmp_path / "tables/quotes.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["document"] == f"'{before}{sign}1+1"


def test_a_report_of_any_name_has_links_that_stay_in_it(tmp_path: Path) -> None:
    from newsparse.writing import write_report

    path = tmp_path / "javascript:alert(1).html"
    write_report([Article.model_validate(RECORD)], path)
    page = path.read_text(encoding="utf-8")
    assert 'href="javascript:' not in page
    assert "default-src 'none'; style-src 'sha256-" in page


def test_a_reference_to_no_character(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    html = f"<p>Vi vant &#{'9' * 5_000}; og &#x{'f' * 5_000};.</p>"
    path.write_text(json.dumps({"uri": "a", "body_html": html}))
    (document,) = read(str(path))
    assert document.text == "Vi vant \ufffd og \ufffd."


@pytest.mark.skipif(not hasattr(signal, "SIGINT"), reason="no signals")
def test_ctrl_c_while_it_starts() -> None:
    for delay in (0.05, 0.1, 0.2, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-c", "from newsparse.__main__ import run; run()", "schema"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()
        ours = b"newsparse" in error
        assert process.returncode in (0, 130, -signal.SIGINT) or not ours, error


def test_nothing_of_a_text_reaches_the_terminal() -> None:
    record = json.loads(json.dumps(RECORD))
    record["id"] = "[red]x\x1b]0;owned\x07\n"
    record["text"] = "Kari\fVik\x1b[31m\u202e tier.\x9b31m"
    mention = record["entities"][0]["mentions"][0]
    mention["text"] = record["entities"][0]["name"] = "Kari\fVik"
    console = Console(force_terminal=True, width=100, record=True, file=io.StringIO())
    console.print(render(Article.model_validate(record)))
    shown = console.export_text(styles=False)
    assert "[red]x" in shown
    assert not set(shown) & set("\x1b\x07\x9b\u202e\f")
    assert "Kari␌Vik" in shown


def test_names_of_files_reach_the_terminal_as_signs() -> None:
    error = str(ReadingError.missing("a\x1b[31m\nb"))
    assert error == "a␛[31m␊b: no such file; check the path"


def test_a_report_touches_no_page_of_another(tmp_path: Path) -> None:
    from newsparse.writing import write_report
    from newsparse.writing.report import PAGE

    article = Article.model_validate(RECORD)
    for name in ("news-2.html", "news-3.html", "news.html"):
        write_report([article], tmp_path / name)
    names = ["news-2.html", "news-3.html", "news.html"]
    assert [path.name for path in sorted(tmp_path.iterdir())] == names
    before = (tmp_path / "news-2.html").read_bytes()
    with pytest.raises(WritingError, match=r"news-2\.html: is no page of this report"):
        write_report([article] * (PAGE + 1), tmp_path / "news.html")
    assert (tmp_path / "news-2.html").read_bytes() == before


@pytest.mark.parametrize("args", [["report"], ["export", "--to", "ninjs"]])
def test_standard_input_is_no_output(results: Path, args: list[str]) -> None:
    before = results.read_bytes()
    process = newsparse(*args, "-", "-o", results, shell=f"< {results}")
    assert process.returncode == 1
    assert "is what is read" in said(process)
    assert results.read_bytes() == before


def test_a_failed_export_leaves_no_database(results: Path, tmp_path: Path) -> None:
    with results.open("a") as file:
        file.write(json.dumps(RECORD | {"schema_version": "9.0"}) + "\n")
    process = newsparse("export", results, "--to", "sqlite", "-o", tmp_path / "new.db")
    assert process.returncode == 1
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    "args",
    [
        ["report", os.fsdecode(b"nix\xf8"), "-o", "k.html"],
        ["export", os.fsdecode(b"nix\xf8"), "--to", "ninjs"],
        ["export", "RESULTS", "--to", "csv", "-o", os.fsdecode(b"\xf8.d")],
        ["report", "RESULTS", "-o", "LOOP"],
        ["export", "RESULTS", "--to", "ninjs", "-o", "LOOP"],
        ["export", "b" * 290, "--to", "csv", "-o", "FOLDER"],
    ],
)
def test_names_that_cannot_be(results: Path, tmp_path: Path, args: list[str]) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(tmp_path / "loop")
    (tmp_path / "folder").mkdir()
    places = {"RESULTS": str(results), "LOOP": f"{tmp_path}/loop", "FOLDER": f"{tmp_path}/folder"}
    process = newsparse(*(places.get(arg, arg) for arg in args))
    assert process.returncode == 1
    assert "Traceback" not in said(process)


def test_a_report_with_a_name_that_is_no_utf_8(results: Path, tmp_path: Path) -> None:
    name = tmp_path / os.fsdecode(b"s\xf8k.html")
    assert newsparse("report", results, "-o", name).returncode == 0
    assert b"<article" in name.read_bytes()


def test_nothing_in_json_steers_a_terminal() -> None:
    shown = for_terminal(json.dumps({"text": "a\x9b31m\u202eb\x7f\x1b"}, ensure_ascii=False))
    assert json.loads(shown) == {"text": "a\x9b31m\u202eb\x7f\x1b"}
    assert not set(shown) & set("\x9b\u202e\x7f\x1b")


def test_a_smaller_report_leaves_no_page_of_the_larger_one(tmp_path: Path) -> None:
    from newsparse.writing import write_report
    from newsparse.writing.report import PAGE

    article = Article.model_validate(RECORD)
    path, own = tmp_path / "report.html", tmp_path / "report-4.html"
    own.write_text("mine")
    write_report([article] * (2 * PAGE + 1), path)
    write_report([article], path)
    assert sorted(tmp_path.iterdir()) == [own, path]
