"""What is for reading in a terminal: `show`, the pager, figures, the bar, and lines of a run."""

import json
import os
import re
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from articles import article
from newsparse.record import Article, Quote, Span, Speaker
from newsparse.terminal import Pager, figures_table, legend, mistakes_list, progress_bar, render
from test_cli import run

pty, fcntl, termios = (
    pytest.importorskip(name, reason="no pseudo-terminals on this system")
    for name in ("pty", "fcntl", "termios")
)

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "lavrov-blinken.txt"
ROWS = 40


def shown(article: Article, coloured: bool = False) -> str:
    console = Console(width=120, color_system="standard" if coloured else None, force_terminal=True)
    with console.capture() as capture:
        console.print(render(article, coloured=coloured))
    return " ".join(capture.get().split())


def on_terminal(
    *args: str | Path, env: dict[str, str] | None = None, stop_at: str | None = None
) -> tuple[int, str]:
    """Run the command with a terminal for its output and errors: exit code, and what it showed.

    stop_at: what must have been shown before Ctrl-C is pressed.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, 100, 0, 0))
    unsaid = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PAGER", "LESS")
    plain = {key: value for key, value in os.environ.items() if key not in unsaid}
    with subprocess.Popen(
        [sys.executable, "-m", "newsparse", *map(str, args)],
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        env={**plain, "TERM": "xterm-256color", "PAGER": "cat", **(env or {})},
    ) as process:
        os.close(slave)
        seen = b""
        while chunk := _read(master):
            seen += chunk
            if stop_at and stop_at in seen.decode(errors="replace"):
                process.send_signal(signal.SIGINT)
                stop_at = None
    os.close(master)
    return process.returncode, seen.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so at the end of a terminal
        return b""


def test_the_speaker_stands_beside_the_words() -> None:
    text = shown(article())
    assert "{e1 Bergen}" in text
    assert "– [q1 Kari Vik: Vi må bygge ny skole], sier {e2 Kari Vik}. – [q1: Vi må" in text
    assert "[q2 ?: Skole i {e1 Bergen}]" in text


def test_what_is_rejected_or_unsure_says_so() -> None:
    text = shown(article())
    assert "De tror ikke at [q3 Kari Vik and naboen?, rejected: planen holder]." in text
    assert "│ q3 │ Kari Vik and naboen? │ rejected: planen holder │ indirect │ tror │" in text
    assert "│ q2 │ ? │ Skole i Bergen │ indirect │ │" in text
    assert "│ e2 │ Kari Vik │ person │ 1 │ 1 │" in text


def test_colour_takes_the_place_of_marks() -> None:
    text = re.sub(r"\x1b\[[\d;]*m", "", shown(article(), coloured=True))
    assert "sier Kari Vik. – [q1: " in text
    assert "{" not in text
    assert "\x1b[" in shown(article(), coloured=True)


def test_many_speakers_are_one_list() -> None:
    made = article()
    parties = [
        Speaker(name=name, entity=None, basis="name") for name in ("Høgre", "Venstre", "KrF")
    ]
    quote = made.quotes[0].model_copy(update={"speakers": parties})
    assert "Høgre, Venstre and KrF" in shown(made.model_copy(update={"quotes": [quote]}))


def test_marks_close_in_the_order_in_which_they_opened() -> None:
    made = article()
    bergen = made.entities[0].mentions[0]
    there = Span(start=bergen.start, end=bergen.end, text=bergen.text)
    quotes: list[Quote] = [
        made.quotes[1].model_copy(update={"id": id, "content": [there]}) for id in ("q1", "q2")
    ]
    text = shown(made.model_copy(update={"quotes": quotes}))
    assert "i [q1 ?: [q2 ?: {e1 Bergen}]]" in text


def test_people_have_roles_and_a_guessed_gender() -> None:
    made = article()
    place, person = made.entities
    assert "Gender" not in shown(made)
    assert "Role" not in shown(made)
    at = made.text.index("Skole")
    told = {
        "gender": "female",
        "gender_basis": "name",
        "role": Span(start=at, end=at + 5, text="Skole"),
        "party": Span(start=at, end=at + 3, text="Sko"),
    }
    text = shown(made.model_copy(update={"entities": [place, person.model_copy(update=told)]}))
    assert "│ Role │ Gender* │" in text.replace("┃", "│")
    assert "│ e2 │ Kari Vik │ person │ 1 │ 1 │ Skole │ female │" in text
    assert "* a guess from how the text speaks of them" in text


def test_the_legend_names_every_mark() -> None:
    plain = legend(coloured=False).plain
    for mark in ("{e1 name}", "[q1 speaker: words]", "speaker?", "rejected"):
        assert mark in plain
    assert legend(coloured=True).plain.startswith("person place organisation: who and what")


def test_figures_and_mistakes() -> None:
    console = Console(width=100, color_system=None)
    with console.capture() as capture:
        console.print(figures_table(1200, [("names", 0.5, 1.0, 2 / 3, 1234)]))
        mistake = {"id": "a\x1b", "what": "missed name", "about": "place", "beside": "i [Bergen]"}
        console.print(mistakes_list([mistake]))
    text = capture.get()
    assert "1,200 articles" in text
    assert "│ names │     0.500 │  1.000 │ 0.667 │     1,234 │" in text
    assert "missed name: place  a␛\n    i [Bergen]\n" in text


def test_short_texts_need_no_pager(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAGER", "false")
    with Pager(5) as pager:
        pager.write("a\nb\n")
        assert capfd.readouterr().out == ""
        pager.write("c\n")
    assert capfd.readouterr().out == "a\nb\nc\n"


@pytest.mark.parametrize("holds", [True, False])
def test_long_texts_go_through_the_pager(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], holds: bool
) -> None:
    monkeypatch.setenv("PAGER", f"sh -c 'cat > {tmp_path}/paged'")
    with Pager(3, holds=holds) as pager:
        pager.write("å\n")
        pager.write("b\nc\nd\n")
        pager.write("e\n")
    before = "" if holds else "å\n"  # was to be seen at once
    assert capfd.readouterr().out == before
    paged = (tmp_path / "paged").read_text(encoding="utf-8")
    assert before + paged == "å\nb\nc\nd\ne\n"


@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager -x", "'unclosed"])
def test_without_a_pager_all_is_printed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], pager: str
) -> None:
    monkeypatch.setenv("PAGER", pager)
    with Pager(2) as shown:
        shown.write("a\n" * 9)
    assert capfd.readouterr().out == "a\n" * 9


def test_show_pages_on_a_terminal_alone(tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    env = {"PAGER": f"sh -c 'cat > {paged}'"}
    code, seen = on_terminal("show", SEED, env=env)
    assert (code, seen) == (0, "")
    text = re.sub(r"\x1b\[[\d;]*m", "", paged.read_text(encoding="utf-8"))
    assert "[q1 Reuters: " in text
    assert "Who said what" in text
    paged.unlink()
    code, seen = on_terminal("show", "--no-pager", SEED, env=env)
    assert code == 0
    assert "Who said what" in seen
    assert b"Who said what" in run("show", SEED, env=env).stdout
    short = tmp_path / "a.txt"
    short.write_text("– Vi vant, sier Kari Vik.", encoding="utf-8")
    code, seen = on_terminal("show", short, env=env)
    assert code == 0
    assert "Who said what" in seen
    assert not paged.exists()


def test_who_leaves_the_pager_has_seen_enough() -> None:
    code, seen = on_terminal("show", *[SEED] * 9, env={"PAGER": "head -1"})
    assert code == 0
    assert len(seen.splitlines()) == 1


def test_figures_are_a_table_on_a_terminal(tmp_path: Path) -> None:
    made = article()
    gold = {
        "id": made.id,
        "text": made.text,
        "entities": [{"type": "place", "name": "Bergen", "mentions": [{"start": 0, "end": 1}]}],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold))
    (tmp_path / "results.jsonl").write_text(made.model_dump_json())
    files = (tmp_path / "gold.jsonl", tmp_path / "results.jsonl")
    code, seen = on_terminal("evaluate", *files, "--errors", "--color", "never")
    assert code == 0
    assert "│ names    │     0.000 │  0.000 │ 0.000 │         1 │" in seen
    assert "wrong name: place  sak\n    🎉 Skole i [Bergen] – Vi" in seen
    code, seen = on_terminal("evaluate", *files, "--json")
    assert json.loads(seen)["figures"]["mentions"]["gold"] == 1


def test_the_bar_says_what_takes_so_long(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar(100, hidden=False) as advance:
        advance(0, 0)
    assert "loading the pipeline" in capfd.readouterr().err
    with progress_bar(100, hidden=False) as advance:
        advance(3, 50)
    told = capfd.readouterr().err
    assert "3 articles, " in told
    assert "50%" in told


def test_a_run_on_a_terminal(tmp_path: Path) -> None:
    code, seen = on_terminal("batch", SEED, "-j", "1", "-o", tmp_path / "r.jsonl")
    assert code == 0
    assert "loading the pipeline" in seen
    assert "100%" in seen
    assert "newsparse: 1 analysed" in seen


def test_ctrl_c_says_how_it_goes_on(tmp_path: Path) -> None:
    output = tmp_path / "r.jsonl"
    code, seen = on_terminal("batch", SEED, "-j", "1", "-o", output, stop_at="loading the pipeline")
    assert code == 130
    assert "newsparse: stopped; the same command again goes on where it was\n" in seen
    assert "Traceback" not in seen
    assert run("batch", SEED, "-j", "1", "-o", output).returncode == 0


def test_verbose_is_a_line_an_article(tmp_path: Path) -> None:
    short = tmp_path / "a.txt"
    short.write_text("– Vi vant, sier Kari Vik.", encoding="utf-8")
    args = ("batch", short, tmp_path / "none.txt", "-j", "1", "-o", tmp_path / "r.jsonl", "-v")
    lines = run(*args).stderr.decode().splitlines()
    assert sorted(lines[:-1]) == [
        "newsparse: a: 6 words analysed",
        "newsparse: none: failed: no such file; check the path",
    ]
    assert run(*args).stderr.decode().splitlines()[0] == "newsparse: a: skipped as done"
