"""Help, completion and the man page: what tells how the command is used."""

import re
import shutil
import subprocess
import sys
import time
from typing import cast

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from newsparse.cli import app
from test_cli import run


@pytest.mark.parametrize(
    "args",
    [["--help"], ["-V"], ["analyze", "--help"], ["help", "batch"], ["help", "--man"], ["schema"]],
)
def test_help_is_instant(args: list[str]) -> None:
    """spaCy is not imported by what needs no analysis."""
    code = (
        "import sys\nfrom newsparse.cli import app\n"
        f"try:\n    app({args!r}, prog_name='newsparse')\n"
        "finally:\n    assert not {'spacy', 'thinc', 'rich'} & {*sys.modules}\n"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (process.returncode, process.stderr) == (0, b"")


def test_help_takes_no_time() -> None:
    took = []
    for _ in range(3):
        began = time.monotonic()
        run("--help")
        took.append(time.monotonic() - began)
    assert min(took) < 0.5


COMMANDS = list(cast(TyperGroup, get_command(app)).commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command: str) -> None:
    """On standard output, and the same in both ways; without the signs of a program's types."""
    process = run(command, "--help")
    assert (process.returncode, process.stderr) == (0, b"")
    shown = process.stdout.decode()
    assert shown.startswith(f"Usage: newsparse {command} [OPTION]...")
    assert not re.search(r"[{}<>]", shown.split("\n\n")[0])
    assert not re.search(r"<(str|bool|int|path|list)|VALUE", shown)
    asked = run("help", command)
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, process.stdout, b"")


def test_help_of_the_program() -> None:
    process = run("--help")
    assert (process.returncode, process.stderr) == (0, b"")
    shown = process.stdout.decode()
    listed = re.findall(r"^  (\w\S*)  ", shown.partition("Commands:")[2], re.MULTILINE)
    assert set(COMMANDS) <= set(listed)
    assert run("help").stdout == process.stdout
    bare = run()
    assert (bare.returncode, bare.stdout) == (2, b"")
    assert bare.stderr == process.stdout
    unknown = run("help", "analyse")
    assert (unknown.returncode, unknown.stdout) == (2, b"")
    assert b"there is no command 'analyse'" in unknown.stderr


def test_version() -> None:
    for option in ("-V", "--version"):
        process = run(option)
        assert (process.returncode, process.stderr) == (0, b"")
        assert re.fullmatch(r"newsparse \d+\.\d+\.\d+\n", process.stdout.decode())


def test_man_page() -> None:
    process = run("help", "--man")
    assert (process.returncode, process.stderr) == (0, b"")
    page = process.stdout.decode()
    assert page.startswith('.TH NEWSPARSE 1 "" "newsparse ')
    for command in COMMANDS:
        assert f'.SH "newsparse {command}"\n' in page
    assert ".B \\-o, \\-\\-output FILE|FOLDER\n" in page
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed here")
    groff = ["groff", "-man", "-ww", "-z", "-Tutf8"]
    checked = subprocess.run(groff, input=process.stdout, capture_output=True, check=True)
    assert checked.stderr == b""


@pytest.mark.parametrize(
    ("words", "number", "offered"),
    [
        ("newsparse ev", 1, "evaluate"),
        ("newsparse export --del", 2, "--delimiter"),
        ("newsparse export --to sq", 3, "sqlite"),
    ],
)
def test_completion(words: str, number: int, offered: str) -> None:
    asked = {"_NEWSPARSE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(number)}
    assert run(env=asked).stdout.decode().split() == [offered]
    assert b"--install-completion" in run("--help").stdout


def test_what_is_public() -> None:
    import newsparse

    assert dir(newsparse) == sorted(newsparse.__all__)
    assert all(hasattr(newsparse, name) for name in newsparse.__all__)
