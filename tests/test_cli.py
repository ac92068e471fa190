"""The command as users run it: a real process, its whole stdout, stderr and exit code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsparse.writing.tables import TABLES

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "lavrov-blinken.txt"


def run(
    *args: str | Path, input: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "newsparse", *map(str, args)],
        input=input,
        capture_output=True,
        env={**os.environ, "COLUMNS": "100", **(env or {})},
        check=False,
    )


def lines(process: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in process.stdout.decode().splitlines()]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "vik.txt"
    path.write_text("– Vi vant, sier Kari Vik.", encoding="utf-8")
    return path


def test_one_line_an_article(article: Path) -> None:
    process = run("analyze", article, SEED)
    assert (process.returncode, process.stderr) == (0, b"")
    first, second = lines(process)
    assert (first["id"], second["id"]) == ("vik", "lavrov-blinken")
    assert first["text"] == "– Vi vant, sier Kari Vik."


def test_indent(article: Path) -> None:
    process = run("analyze", "--indent", article)
    assert process.stdout.startswith(b'{\n  "schema_version": "2.1",\n  "id": "vik"')
    assert json.loads(process.stdout)["language"] == "nb"


def test_standard_input_and_encoding() -> None:
    process = run("analyze", "-", input="– Blåbær, sier Åse Vik.".encode("cp1252"))
    assert lines(process)[0]["id"] == "stdin"
    assert lines(process)[0]["text"] == "– Blåbær, sier Åse Vik."
    process = run("analyze", "--encoding", "utf-8", "-", input="Blåbær".encode("cp1252"))
    assert process.returncode == 1
    assert process.stderr == (
        b"newsparse: standard input: is not utf-8 text; leave --encoding out or name another one\n"
    )


def test_output_is_utf_8_in_every_locale(article: Path) -> None:
    process = run("analyze", article, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert (process.returncode, process.stderr) == (0, b"")
    assert lines(process)[0]["text"] == "– Vi vant, sier Kari Vik."


def test_bad_files_lose_nothing(article: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    bad = [tmp_path / "missing.txt", tmp_path, tmp_path / "empty.txt", tmp_path / "picture.txt"]
    process = run("analyze", *bad, article)
    assert process.returncode == 1
    assert [record["id"] for record in lines(process)] == ["vik"]
    errors = process.stderr.decode().splitlines()
    assert len(errors) == len(bad)
    for path, error in zip(bad, errors, strict=True):
        assert error.startswith(f"newsparse: {path}: ")
        assert "Traceback" not in error


@pytest.mark.parametrize("how", ["option", "variable"])
def test_missing_model(article: Path, how: str) -> None:
    if how == "option":
        process = run("analyze", "--model", "nb_core_news_xxl", article)
    else:
        process = run("analyze", article, env={"NEWSPARSE_MODEL": "nb_core_news_xxl"})
    assert (process.returncode, process.stdout) == (1, b"")
    assert process.stderr.decode() == (
        "newsparse: model 'nb_core_news_xxl' was not found; give the name of an installed spaCy "
        "pipeline or the path of its folder, or leave --model out\n"
    )


def test_broken_model(article: Path, tmp_path: Path) -> None:
    for content in (None, "{", '{"lang": "nb"}'):
        folder = tmp_path / f"model-{len(content or '')}"
        folder.mkdir()
        if content is not None:
            (folder / "meta.json").write_text(content)
            (folder / "config.cfg").write_text("[nlp")
        process = run("analyze", "--model", folder, article)
        assert (process.returncode, process.stdout) == (1, b"")
        assert process.stderr.startswith(f"newsparse: model '{folder}' cannot be loaded".encode())
        assert len(process.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "file", ["newsparse_encoder/network.onnx", "vocab/strings.json", "tokenizer", "meta.json"]
)
def test_model_with_a_file_cut_short(article: Path, tmp_path: Path, file: str) -> None:
    folder = tmp_path / "cut"
    shutil.copytree(ROOT / "models" / "nb_newsparse_sm", folder)
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(whole[: len(whole) // 2])
    process = run("analyze", "--model", folder, article)
    assert (process.returncode, process.stdout) == (1, b"")
    assert process.stderr.startswith(f"newsparse: model '{folder}' cannot be loaded".encode())
    assert len(process.stderr.splitlines()) == 1


def test_model_without_a_parser(article: Path, tmp_path: Path) -> None:
    import spacy

    spacy.blank("nb").to_disk(tmp_path / "blank")
    process = run("analyze", "--model", tmp_path / "blank", article)
    assert process.returncode == 1
    assert b"has no parser" in process.stderr


def test_standard_input_needs_no_name() -> None:
    process = run("analyze", input="– Vi vant, sier Kari Vik.".encode())
    assert [line["id"] for line in lines(process)] == ["stdin"]


def test_each_line_is_answered_before_the_next() -> None:
    record = json.dumps({"nr": "a", "text": "– Vi vant, sier Kari Vik."}).encode()
    with subprocess.Popen(
        [sys.executable, "-m", "newsparse", "analyze", "-", "--id-key", "nr"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (b"1", b"2", b"3"):
            process.stdin.write(record.replace(b'"a"', number) + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number.decode()
        process.stdin.close()
        assert process.wait() == 0


def test_wrong_usage() -> None:
    alone = [sys.executable, "-m", "newsparse", "analyze"]
    nothing = subprocess.run(alone, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert nothing.returncode == 2
    assert run("analyse", SEED).returncode == 2
    assert run("analyze", "--colour", SEED).returncode == 2
    assert run("analyze", "--color", "red", SEED).returncode == 2


def test_closed_pipe(article: Path) -> None:
    command = f"{sys.executable} -m newsparse analyze {' '.join([str(article)] * 200)} | head -1"
    process = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False
    )
    assert (process.returncode, process.stderr) == (0, b"")
    assert json.loads(process.stdout)["id"] == "vik"


def test_colour_on_a_terminal_only(article: Path) -> None:
    pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")

    no_wishes = ("NO_COLOR", "FORCE_COLOR")
    plain_environment = {k: v for k, v in os.environ.items() if k not in no_wishes}

    def on_terminal(env: dict[str, str]) -> str:
        master, slave = pty.openpty()
        subprocess.run(
            [sys.executable, "-m", "newsparse", "analyze", str(article)],
            stdout=slave,
            stderr=subprocess.PIPE,
            env={**plain_environment, "TERM": "xterm-256color", **env},
            check=True,
        )
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
        return shown.decode()

    assert "\x1b[" in on_terminal({})
    plain = on_terminal({"NO_COLOR": "1"})
    assert "\x1b" not in plain
    assert '\r\n  "id": "vik"' in plain


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so at the end of a terminal
        return b""


def test_show(article: Path) -> None:
    process = run("show", article)
    shown = process.stdout.decode()
    assert (process.returncode, process.stderr) == (0, b"")
    assert "– [q1 Kari Vik: Vi vant], sier {e1 Kari Vik}." in shown
    assert shown.startswith("{e1 name}: who and what is named")
    assert "Who said what" in shown
    assert "\x1b[" not in shown


@pytest.mark.parametrize(
    ("args", "env", "is_coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "auto"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_where_it_is_wanted(
    article: Path, args: list[str], env: dict[str, str], is_coloured: bool
) -> None:
    shown = run("show", article, *args, env=env).stdout.decode()
    assert ("\x1b[" in shown) == is_coloured
    assert ("{e1 Kari Vik}" in shown) == (not is_coloured)
    assert ("person" in shown.splitlines()[0]) == is_coloured


def test_schema_is_the_committed_one() -> None:
    committed = (ROOT / "src/newsparse/writing/article.schema.json").read_bytes()
    assert run("schema").stdout == committed


def test_info() -> None:
    shown = run("info").stdout.decode()
    for words in ("newsparse: ", "pipeline: nb_newsparse_sm", "path: ", "size: ", "ents_f"):
        assert words in shown


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of two articles with a line between them that is none."""
    path = tmp_path_factory.mktemp("results") / "results.jsonl"
    line = run("analyze", SEED).stdout
    path.write_bytes(line + b'{"id": "x"}\n' + line.replace(b"lavrov-blinken", b"sak"))
    return path


def test_export_to_standard_output(results: Path) -> None:
    process = run("export", results, "--to", "ninjs")
    assert [item["uri"] for item in lines(process)] == [
        "urn:newsparse:lavrov-blinken",
        "urn:newsparse:sak",
    ]
    assert process.returncode == 1
    error = process.stderr.decode()
    assert error.startswith(f"newsparse: {results}: line 2 is no result of newsparse (language: ")
    assert error.count("\n") == 1
    piped = run("export", "-", "--to", "labelstudio", input=results.read_bytes().splitlines()[0])
    assert (piped.returncode, piped.stderr) == (0, b"")
    assert len(json.loads(piped.stdout)) == 1


@pytest.mark.parametrize(
    ("to", "output"),
    [
        ("sqlite", ["out"]),
        ("csv", [f"out/{table}.csv" for table in ("documents", "entities", "quotes", "speakers")]),
        ("parquet", sorted(f"out/{table}.parquet" for table in TABLES)),
        ("ninjs", ["out"]),
        ("labelstudio", ["out"]),
        ("doccano", ["out"]),
    ],
)
def test_export_to_files(results: Path, tmp_path: Path, to: str, output: list[str]) -> None:
    process = run("export", results, "--to", to, "-o", tmp_path / "out")
    assert (process.returncode, process.stdout) == (1, b"")  # one line is no result
    files = [str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()]
    assert sorted(files) == output


OLD = (
    '{"schema_version":"1.1","id":"a","language":"nb","title":null,"text":"Hei.","entities":[],'
    '"quotes":[],"meta":{},"sha256":"0","model":{"name":"nb","version":"0.3.1"},'
    '"newsparse_version":"0.1.0"}\n'
)


@pytest.mark.parametrize(
    "args", [["export", "--to", "sqlite"], ["export", "--to", "csv"], ["report"]]
)
def test_results_of_another_schema_are_refused(
    results: Path, tmp_path: Path, args: list[str]
) -> None:
    """One sentence, however many lines there are, and nothing is written."""
    mixed = tmp_path / "mixed.jsonl"
    mixed.write_text(results.read_text(encoding="utf-8").splitlines(True)[0] + OLD * 3)
    process = run(*args, mixed, "-o", tmp_path / "out")
    assert (process.returncode, process.stdout) == (1, b"")
    assert process.stderr.decode() == (
        f"newsparse: {mixed}: line 2 was written by newsparse 0.1.0 (schema 1.1, not 2.1); run "
        "`newsparse batch` again, which analyses what is old anew; into a new file where articles "
        "are gone\n"
    )
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


@pytest.mark.parametrize("args", [["export", "--to", "ninjs"], ["report"]])
def test_results_are_not_written_over(results: Path, args: list[str]) -> None:
    before = results.read_bytes()
    process = run(*args, results, "-o", results)
    assert process.returncode == 1
    assert b"is what is read; name another file with -o" in process.stderr
    assert results.read_bytes() == before


def test_report(results: Path, tmp_path: Path) -> None:
    for language, words in ((), "artikler"), (("--language", "en"), "articles"):
        process = run("report", results, "-o", tmp_path / "report.html", *language)
        assert (process.returncode, process.stdout) == (1, b"")
        assert f"<b>2</b> {words}" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "args",
    [
        ["export", "a.jsonl"],
        ["export", "a.jsonl", "--to", "excel"],
        ["export", "a.jsonl", "--to", "csv"],
        ["export", "a.jsonl", "--to", "sqlite"],
        ["export", "a.jsonl", "--to", "csv", "-o", "out", "--delimiter", ";;"],
        ["report", "a.jsonl"],
        ["report", "a.jsonl", "-o", "r.html", "--language", "da"],
        ["batch"],
        ["batch", "a", "--jobs", "no"],
    ],
)
def test_wrong_usage_of_the_rest(args: list[str], tmp_path: Path, monkeypatch: object) -> None:
    process = run(*args)
    assert (process.returncode, process.stdout) == (2, b"")
    assert b"Usage" in process.stderr


@pytest.mark.parametrize("args", [["export", "--to", "csv", "-o"], ["report", "-o"]])
def test_results_that_are_not_there(args: list[str], tmp_path: Path) -> None:
    process = run(*args, tmp_path / "out", tmp_path / "none.jsonl")
    assert process.returncode == 1
    assert process.stderr.decode().endswith("none.jsonl: no such file; check the path\n")


def test_outputs_that_cannot_be_written(results: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    below = tmp_path / "file" / "out"
    exports = [["export", str(results), "--to", to] for to in ("sqlite", "csv", "ninjs")]
    for args in (["batch", str(SEED)], ["report", str(results)], *exports):
        process = run(*args, "-o", below)
        assert process.returncode == 1, args
        assert b"Traceback" not in process.stderr, args
        assert b"out" in process.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["analyze", "batch", "export"])
def test_closed_pipes(results: Path, article: Path, command: str) -> None:
    many = [str(article)] * 200
    if command == "export":
        (results.parent / "many.jsonl").write_bytes(results.read_bytes().splitlines(True)[0] * 500)
        many = [str(results.parent / "many.jsonl"), "--to", "ninjs"]
    elif command == "batch":
        many = [str(results.parent / "many.txt")]
        Path(many[0]).write_text('{"text": "Hei."}\n' * 1 + '{"text": "Ja."}\n' * 2000)
    shell = f"{sys.executable} -m newsparse {command} {' '.join(many)} | head -1"
    process = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shell}"], capture_output=True, check=False
    )
    assert (process.returncode, b"Traceback" in process.stderr) == (0, False)
    assert process.stdout.count(b"\n") == 1


def test_articles_of_every_format_are_analysed() -> None:
    process = run("analyze", ROOT / "tests/inputs/ntb.xml", ROOT / "tests/inputs/newsml.xml")
    assert (process.returncode, process.stderr) == (0, b"")
    assert [(a["title"], a["language"]) for a in lines(process)] == [
        ("Ferjeleiet på Lenk stenges i to uker", "nb"),
        ("Vik får ny skole", "nb"),
        ("Ferja er i rute att", "nn"),
    ]
