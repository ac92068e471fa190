"""What the documentation shows is what newsparse does."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import gate
import pytest

from articles import article
from newsparse.analyzer import Analyzer
from newsparse.reading import read
from newsparse.writing import export, label_config, to_json

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CARD = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
META = json.loads((ROOT / "models/nb_newsparse_sm/meta.json").read_text(encoding="utf-8"))
# each command of the console blocks, with what it prints; … stands for what differs
CONSOLE = re.findall(
    r"^\$ (.*?)\n(.*?)(?=^\$ |\Z)",
    "".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL)),
    re.DOTALL | re.MULTILINE,
)
# the first prints whole records; what the others print stands behind them
PROGRAMS = re.findall(r"^```(python|r)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the README's reader has it: the seed article, and a feed."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "feed").mkdir()
    for name in ("ntb.xml", "newsml.xml"):
        shutil.copy(ROOT / "tests" / "inputs" / name, folder / "feed")
    return folder


@pytest.mark.parametrize(("command", "output"), CONSOLE, ids=[c[:40] for c, _ in CONSOLE])
def test_console_blocks_of_the_readme(desk: Path, command: str, output: str) -> None:
    for program in ("jq", "sqlite3"):
        if re.search(rf"\b{program}\b", command) and shutil.which(program) is None:
            pytest.skip(f"{program} is not installed here")
    process = subprocess.run(
        ["bash", "-c", command],
        cwd=desk,
        env={**os.environ, "PATH": PATH},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert process.returncode == ("failed (" in output)
    expected = re.escape(output).replace("…", ".*")
    assert re.fullmatch(expected, process.stdout), process.stdout


def test_exit_codes_of_the_readme(tmp_path: Path) -> None:
    codes = re.findall(r"^\| (\d+) \|", README, re.MULTILINE)
    seed = str(ROOT / "seeds/lavrov-blinken.txt")
    shell = {
        "0": f"newsparse batch {seed} -o {tmp_path}/a.jsonl",
        "1": f"newsparse batch missing.txt -o {tmp_path}/b.jsonl",
        "2": "newsparse batch",
        "130": f"timeout --preserve-status -s INT 0.9 newsparse batch {seed} -o {tmp_path}/c.jsonl",
    }
    assert codes == list(shell)
    for code, command in shell.items():
        process = subprocess.run(
            ["bash", "-c", command], env={**os.environ, "PATH": PATH}, capture_output=True
        )
        assert process.returncode == int(code), command


def test_the_labelling_interface_of_the_readme() -> None:
    assert f"```xml\n{label_config()}\n```" in README


def test_python_of_the_readme(tmp_path: Path) -> None:
    _, code = PROGRAMS[0]
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("– Vi vant, sier Kari Vik.", encoding="utf-8")
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert [json.loads(line)["id"] for line in process.stdout.splitlines()] == ["a", "b"]


@pytest.fixture(scope="module")
def tables(desk: Path, analyzer: Analyzer) -> Path:
    """A folder with what `export` makes of the reader's articles."""
    folder = desk / "exported"
    paths = [*sorted((desk / "seeds").iterdir()), *sorted((desk / "feed").iterdir())]
    articles = [a for path in paths for a in analyzer.stream(read(str(path)))]
    for format in ("csv", "parquet"):
        export(articles, format, folder / "tables")
    return folder


@pytest.mark.parametrize(("language", "program"), PROGRAMS[1:])
def test_programs_of_the_readme(tables: Path, tmp_path: Path, language: str, program: str) -> None:
    """What a program prints stands behind it, as comments."""
    interpreter = {"python": sys.executable, "r": "Rscript"}[language]
    if shutil.which(interpreter) is None:
        pytest.skip(f"{interpreter} is not installed here")
    path = tmp_path / "program"
    path.write_text(program, encoding="utf-8")
    process = subprocess.run(
        [interpreter, path],
        cwd=tables,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    *_, shown = re.split(r"^(?!# ).*\n", program, flags=re.MULTILINE)
    assert shown
    assert process.stdout == re.sub("^# ", "", shown, flags=re.MULTILINE)


def test_the_readme_has_two_set_up_commands() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[1].endswith("bash tests/run")
    assert "bash tests/run" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", [README, CARD], ids=["README", "model card"])
def test_figures_of_the_pipeline_are_the_measured_ones(document: str) -> None:
    rows = re.findall(r"^\| .*<!-- (\w+) -->.* \|$", document, re.MULTILINE)
    assert rows
    for key in rows:
        (line,) = [row for row in document.splitlines() if f"<!-- {key} -->" in row]
        cells = line.replace(f"<!-- {key} -->", "").strip("|").split("|")
        shown = [cell.strip() for cell in cells][1:3]
        measured = [META["performance"][standard][key] for standard in ("nb", "nn")]
        assert shown == [f"{value:.3f}" for value in measured], key


def test_figures_of_the_quotes_are_the_floors() -> None:
    floors = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
    for line in (gate.table_head(), *(gate.table_row(*floor) for floor in floors.items())):
        assert f"\n{line}\n" in README


# the recipes for jq, on an article with all that they tell apart
RECIPES = re.findall(r"^newsparse analyze \*\.txt \| (jq .*)$", README, re.MULTILINE)
PRINTED = [
    ["Kari Vik: Vi må bygge ny skole Vi må bygge ny skole nå.", "?: Skole i Bergen"],
    ["2 Kari Vik"],
    ["sak: Vi må bygge ny skole Vi må bygge ny skole nå."],
    ["Kari Vik rejects: planen holder", "naboen rejects: planen holder"],
    ['"Kari Vik",1,1'],
    ['"sak","Bergen"'],
    ['{"id":"sak","quotes":[]}'],
]


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed here")
@pytest.mark.parametrize(("recipe", "printed"), list(zip(RECIPES, PRINTED, strict=True)))
def test_recipes_for_jq(recipe: str, printed: list[str]) -> None:
    record = to_json(article(), indent=False)
    process = subprocess.run(
        ["bash", "-c", recipe], input=record, capture_output=True, text=True, check=True
    )
    assert [line.strip() for line in process.stdout.splitlines()] == printed


def test_the_training_readme_is_generated(tmp_path: Path) -> None:
    copy = tmp_path / "training"
    shutil.copytree(ROOT / "training", copy, ignore=shutil.ignore_patterns("assets", "out"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "weasel",
            "document",
            str(copy),
            "--output",
            str(copy / "README.md"),
        ],
        capture_output=True,
        check=True,
    )
    assert (copy / "README.md").read_text() == (ROOT / "training" / "README.md").read_text()
