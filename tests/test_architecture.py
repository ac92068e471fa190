"""Data flows one way through the rooms, and the wheel holds all that they need."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]


def test_layers(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml") == EXIT_STATUS_SUCCESS


def test_rooms_are_small() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_the_wheel_works_by_itself(tmp_path: Path) -> None:
    """Built, unpacked elsewhere and run there, it finds its own pipeline and word lists.

    It is built of what the container is built of.
    """
    source = tmp_path / "source"
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line.startswith("!"):
            copy = shutil.copytree if (ROOT / line[1:]).is_dir() else shutil.copy
            source.mkdir(exist_ok=True)
            copy(ROOT / line[1:], source / line[1:])
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", tmp_path, source], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    target = tmp_path / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", target, wheel], check=True)
    code = (
        "import newsparse; from newsparse.locate import path_of_default; "
        "print(path_of_default()); "
        "article = newsparse.analyze('– Vi vant, sier Kari Vik.'); "
        "print(article.quotes[0].speakers[0].name); "
        "nlp = newsparse.load().nlp; nlp.add_pipe('newsparse'); "
        "print(nlp('– Vi vant, sier Kari Vik.')._.entities[0].name); "
        "from pathlib import Path; from newsparse.writing import write_report; "
        "write_report([article], Path('report.html'))"
    )
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
    )
    path, speaker, named = process.stdout.splitlines()
    assert "Kari Vik" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert Path(path).is_relative_to(target)
    assert speaker == named == "Kari Vik"
