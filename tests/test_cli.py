"""The command as users run it: a real process, its whole stdout, stderr and exit code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    assert process.stdout.startswith(b'{\n  "schema_version": "1.1",\n  "id": "vik"')
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


@pytest.mark.parametrize("file", ["ner/model", "vocab/vectors", "tokenizer", "meta.json"])
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


def test_wrong_usage() -> None:
    assert run("analyze").returncode == 2
    assert run("analyse", SEED).returncode == 2
    assert run("analyze", "--colour", SEED).returncode == 2


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
    assert "– [q1 Vi vant], sier Kari Vik." in shown
    assert "Who said what" in shown
    assert "\x1b[" not in shown


def test_schema_is_the_committed_one() -> None:
    committed = (ROOT / "src/newsparse/writing/article.schema.json").read_bytes()
    assert run("schema").stdout == committed


def test_info() -> None:
    shown = run("info").stdout.decode()
    for words in ("newsparse: ", "pipeline: nb_newsparse_sm", "path: ", "size: ", "ents_f"):
        assert words in shown


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["analyze", "--help"], ["schema"]])
def test_help_is_instant(args: list[str]) -> None:
    """spaCy is not imported by what needs no analysis."""
    code = (
        "import sys\nfrom newsparse.cli import app\n"
        f"try:\n    app({args!r}, prog_name='newsparse')\n"
        "finally:\n    assert 'spacy' not in sys.modules and 'thinc' not in sys.modules\n"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (process.returncode, process.stderr) == (0, b"")
