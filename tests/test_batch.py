"""Batch runs: nothing lost, nothing done twice, whatever happens to them."""

import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from processes import original_of, workers_of

from newsparse.batch import Shard, Summary, _with_unique_ids
from newsparse.batch.output import StreamOutput, results_path
from newsparse.batch.workers import THREAD_VARIABLES, _context
from newsparse.errors import SchemaError
from newsparse.reading import Entry, read_results

TESTS = Path(__file__).parent
ROOT = TESTS.parent
PERSONS = ("Kari Vik", "Nils Berg", "Åse Nes", "Olav Haug")


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "newsparse", "batch", *map(str, args)]


def batch(*args: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*args), capture_output=True, text=True, check=False, **more)


def counts(process: subprocess.CompletedProcess[str]) -> tuple[int, int, int]:
    """Return how many were analysed, skipped and failed, by the last line on stderr."""
    words = process.stderr.splitlines()[-1].replace(",", "").split()
    return int(words[1]), int(words[3]), int(words[7])


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_bytes().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty short articles in two folders."""
    for number in range(40):
        path = tmp_path / "articles" / f"del{number % 2}" / f"{number:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"Sak {number}\n\n– Vi vant {number} kamper, sier {PERSONS[number % 4]} i Bergen.\n"
        path.write_text(text, encoding="utf-8")
    return tmp_path / "articles"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


@pytest.fixture
def expected(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder).with_suffix("")) for p in folder.rglob("*.txt"))


def test_results_come_in_input_order(folder: Path, out: Path, expected: list[str]) -> None:
    process = batch(folder, "-o", out, "--jobs", "2")
    assert (process.returncode, process.stdout) == (0, "")
    assert counts(process) == (40, 0, 0)
    assert ids(out) == expected
    assert not out.with_suffix(".errors.jsonl").exists()
    streamed = batch(folder, "--jobs", "1", "-q")
    assert streamed.stdout == out.read_text(encoding="utf-8")
    one = subprocess.run(
        [sys.executable, "-m", "newsparse", "analyze", folder / "del0/00.txt"],
        capture_output=True,
        check=True,
    )
    first = json.loads(out.read_bytes().splitlines()[0])
    assert json.loads(one.stdout) == {**first, "id": "00"}


def test_only_what_is_new_or_changed_is_done(folder: Path, out: Path, expected: list[str]) -> None:
    batch(folder, "-o", out)
    before = out.read_bytes()
    assert counts(batch(folder, "-o", out)) == (0, 40, 0)
    assert out.read_bytes() == before
    (folder / "del0/02.txt").write_text("– Nei, sier Ida Holm.", encoding="utf-8")
    (folder / "del0/z.txt").write_text("– Ja, sier Ida Holm.", encoding="utf-8")
    assert counts(batch(folder, "-o", out)) == (2, 39, 0)
    assert ids(out) == [*expected, "del0/z"]  # the changed one keeps its place
    assert json.loads(out.read_bytes().splitlines()[1])["quotes"][0]["text"] == "Nei"
    assert counts(batch(folder, "-o", out, "--force")) == (41, 0, 0)
    assert ids(out) == [*expected, "del0/z"]


def test_another_model_does_everything_anew(folder: Path, out: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(ROOT / "models" / "nb_newsparse_sm", model)
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    (model / "meta.json").write_text(json.dumps({**meta, "version": "9.9"}), encoding="utf-8")
    batch(folder, "-o", out)
    assert counts(batch(folder, "-o", out, "--model", model)) == (40, 0, 0)
    lines = out.read_bytes().splitlines()
    assert {json.loads(line)["model"]["version"] for line in lines} == {"9.9"}
    assert len(lines) == 40


def test_results_of_another_schema_are_done_anew(
    folder: Path, out: Path, expected: list[str]
) -> None:
    batch(folder, "-o", out)
    now = out.read_bytes()
    lines = [json.loads(line) for line in now.splitlines()]
    for line in lines[:30]:  # as version 0.1.0 wrote them
        line["schema_version"] = "1.1"
        for quote in line["quotes"]:
            quote["speaker"] = {"name": "Kari Vik", "entity": "e1"}
            del quote["speakers"], quote["negated"]
    out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"line 1 was written by .* \(schema 1.1, not 2.1\)"):
        list(read_results([str(out)]))
    assert counts(batch(folder, "-o", out)) == (30, 10, 0)
    assert [json.loads(line) for line in out.read_bytes().splitlines()] == [
        json.loads(line) for line in now.splitlines()
    ]
    assert ids(out) == expected


@pytest.mark.parametrize("tail", [b"half", b"\0" * 4096, b"{"])
def test_a_half_written_end_is_repaired(folder: Path, out: Path, tail: bytes) -> None:
    batch(folder, "-o", out)
    before = out.read_bytes()
    lines = before.splitlines(keepends=True)
    out.write_bytes(b"".join(lines[:-1]) + {b"half": lines[-1][:90]}.get(tail, tail))
    assert counts(batch(folder, "-o", out)) == (1, 39, 0)
    assert out.read_bytes() == before


def test_an_article_twice_is_kept_once(folder: Path, out: Path, expected: list[str]) -> None:
    """A run killed between the new line and the clean-up leaves an older line behind."""
    batch(folder, "-o", out)
    line = out.read_bytes().splitlines(keepends=True)[3]
    out.write_bytes(out.read_bytes() + line)
    assert counts(batch(folder, "-o", out)) == (0, 40, 0)
    assert ids(out) == expected


@pytest.mark.parametrize("content", ["Dagbok\n", '{"id": "a", "text": "b"}\n', '{"a": 1}\n' * 3])
def test_other_files_are_left_alone(folder: Path, out: Path, content: str) -> None:
    out.write_text(content, encoding="utf-8")
    process = batch(folder, "-o", out)
    assert process.returncode == 1
    assert "line 1 is no result of newsparse; it is left as it is" in process.stderr
    assert out.read_text(encoding="utf-8") == content


def test_bad_inputs_are_listed(folder: Path, out: Path, expected: list[str]) -> None:
    (folder / "bilde.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    (folder / "tom.txt").write_bytes(b"")
    process = batch(folder, "finst-ikkje.txt", "-o", out)
    assert process.returncode == 1
    assert counts(process) == (40, 0, 3)
    assert ids(out) == expected
    errors = [json.loads(line) for line in out.with_suffix(".errors.jsonl").open()]
    assert sorted((e["id"], e["what"]) for e in errors) == [
        ("bilde.jpg", "is not text"),
        ("finst-ikkje", "no such file"),
        ("tom", "holds no text"),
    ]
    assert all(set(e) == {"id", "path", "what", "hint"} for e in errors)
    (folder / "bilde.jpg").unlink()
    (folder / "tom.txt").write_text("Vi er ferdige.", encoding="utf-8")
    assert counts(batch(folder, "-o", out)) == (1, 40, 0)
    assert not out.with_suffix(".errors.jsonl").exists()


def test_fail_fast(folder: Path, out: Path) -> None:
    (folder / "del0/07.txt").write_bytes(b"")
    process = batch(folder, "-o", out, "--fail-fast")
    assert process.returncode == 1
    assert counts(process)[2] == 1
    assert len(ids(out)) < 40


def test_ids_are_unique(tmp_path: Path, out: Path) -> None:
    text = '{{"id": "sak", "text": "{}"}}\n'
    (tmp_path / "a.jsonl").write_text(text.format("En") + text.format("To") + text.format("En"))
    (tmp_path / "sak.txt").write_text("Tre")
    paths = [tmp_path / "a.jsonl", tmp_path / "sak.txt", tmp_path / "sak.txt"]
    assert counts(batch(*paths, "-o", out)) == (3, 2, 0)
    assert ids(out) == ["sak", "sak~2", "sak~3"]
    assert counts(batch(*paths, "-o", out)) == (0, 5, 0)


def test_many_articles_of_one_id() -> None:
    found = [Entry("a~3", "a", "text", b"x")]
    found += [Entry("a", "a", "text", str(number).encode()) for number in range(20_000)]
    nothing = StreamOutput(io.BytesIO())
    ids = [entry.id for entry in _with_unique_ids(found, nothing, Summary())]
    assert ids[:5] == ["a~3", "a", "a~2", "a~4", "a~5"]
    assert len(set(ids)) == len(found)


def test_the_output_is_no_input(folder: Path) -> None:
    for _ in range(2):
        process = batch(folder, "-o", folder / "results.jsonl")
        assert (process.returncode, counts(process)[2]) == (0, 0)
    assert len(ids(folder / "results.jsonl")) == 40


def test_results_may_be_analysed_again(folder: Path, out: Path) -> None:
    batch(folder, "-o", out)
    again = out.with_name("again.jsonl")
    for _ in range(2):
        assert batch(out, again, "-o", again).returncode == 0
    assert ids(again) == ids(out)
    before = out.read_bytes()
    assert counts(batch(out, "-o", out)) == (0, 0, 0)
    assert out.read_bytes() == before
    assert counts(batch(out, "-o", out, "--shard", "1/1"))[0] == 0
    assert counts(batch(out, "-o", out, "--shard", "1/2"))[0] > 0


def test_shards_are_the_whole(folder: Path, tmp_path: Path, expected: list[str]) -> None:
    done = []
    for number in (1, 2, 3):
        assert batch(folder, "-o", f"{tmp_path}/out/", "--shard", f"{number}/3").returncode == 0
        done += ids(tmp_path / "out" / f"results-{number}-of-3.jsonl")
    assert sorted(done) == expected
    batch(folder, "missing", "-o", f"{tmp_path}/out/", "--shard", "1/1")
    assert (tmp_path / "out" / "results.errors.jsonl").exists()
    files = [str(path) for path in (tmp_path / "out").glob("*.jsonl")]
    read = list(read_results(files))
    assert [type(result).__name__ for result in read] == ["Article"] * 80


@given(st.integers(1, 40), st.text(max_size=9).filter(lambda s: s.isprintable()))
def test_every_article_is_in_one_shard(count: int, id: str) -> None:
    assert sum(Shard(number, count).holds(id) for number in range(1, count + 1)) == 1


def test_names_of_results(tmp_path: Path) -> None:
    assert results_path("a/b.jsonl", 1, 1) == Path("a/b.jsonl")
    assert results_path("a/", 1, 1) == Path("a/results.jsonl")
    assert results_path(str(tmp_path), 2, 16) == tmp_path / "results-02-of-16.jsonl"


@pytest.mark.parametrize(
    "args", [["--shard", "0/3"], ["--shard", "4/3"], ["--shard", "x"], ["--jobs", "0"]]
)
def test_wrong_usage(folder: Path, args: list[str]) -> None:
    assert batch(folder, *args).returncode == 2
    assert batch().returncode == 2


def troubled(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(TESTS), "NEWSPARSE_TROUBLE": "1", **more}


def test_an_article_that_kills_its_worker(folder: Path, out: Path, expected: list[str]) -> None:
    (folder / "del0/08.txt").write_text("KILL", encoding="utf-8")
    (folder / "del1/09.txt").write_text("FAIL", encoding="utf-8")
    process = batch(folder, "-o", out, "--jobs", "2", env=troubled())
    assert process.returncode == 1
    assert counts(process) == (38, 0, 2)
    assert ids(out) == [id for id in expected if id not in ("del0/08", "del1/09")]
    errors = {e["id"]: e for e in map(json.loads, out.with_suffix(".errors.jsonl").open())}
    assert errors["del0/08"]["what"] == "ended its worker twice"
    assert errors["del1/09"]["what"] == "could not be analysed (ZeroDivisionError: on purpose)"


def test_an_article_that_takes_too_long(folder: Path, out: Path, expected: list[str]) -> None:
    (folder / "del0/08.txt").write_text("WAIT", encoding="utf-8")
    process = batch(folder, "-o", out, "--jobs", "2", "--timeout", "2", env=troubled())
    assert process.returncode == 1
    assert counts(process) == (39, 0, 1)
    assert ids(out) == [id for id in expected if id != "del0/08"]
    (error,) = map(json.loads, out.with_suffix(".errors.jsonl").open())
    assert error["id"] == "del0/08"
    assert error["what"] == "was not analysed within 2 seconds"


def start(*args: str | Path) -> subprocess.Popen[str]:
    """Start a run in a process group of its own, where neither Ctrl-C nor SIGHUP is ignored."""

    def heed() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

    return subprocess.Popen(
        command(*args),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heed,
        env=troubled(),
    )


def alive(processes: list[psutil.Process]) -> bool:
    """Tell whether one of them runs; one that nobody has fetched the end of does not."""
    running = [process for process in processes if process.is_running()]
    return any(process.status() != psutil.STATUS_ZOMBIE for process in running)


def wait_for(condition: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


@pytest.mark.parametrize("pressed", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_ends_at_once(folder: Path, out: Path, pressed: signal.Signals) -> None:
    (folder / "del1/33.txt").write_text("WAIT", encoding="utf-8")
    run = start(folder, "-o", out, "--jobs", "2")
    wait_for(lambda: out.exists() and len(ids(out)) >= 8)
    theirs = workers_of(run.pid)
    assert len(theirs) == 2
    started = time.monotonic()
    os.killpg(run.pid, pressed) if pressed == signal.SIGINT else os.kill(run.pid, pressed)
    _, error = run.communicate()
    assert run.returncode == 130
    assert time.monotonic() - started < 3
    stopped, summary = error.splitlines()
    assert stopped == "newsparse: stopped; the same command again goes on where it was"
    assert " analysed, 0 skipped as done, 0 failed in " in summary
    wait_for(lambda: not alive(theirs))
    assert [path.name for path in out.parent.glob(".*")] == []


@pytest.mark.parametrize("victim", ["run", "worker", "original"])
def test_kill_9(folder: Path, out: Path, expected: list[str], victim: str) -> None:
    (folder / "del1/33.txt").write_text("SLOW", encoding="utf-8")
    run = start(folder, "-o", out, "--jobs", "2")
    wait_for(lambda: out.exists() and len(ids(out)) >= 8)
    theirs = workers_of(run.pid)
    if victim == "run":
        run.kill()
        run.communicate()
        wait_for(lambda: not alive(theirs))  # the workers end with it
        process = batch(folder, "-o", out, "--jobs", "2")
        assert process.returncode == 0
    else:
        killed = original_of(run.pid) if victim == "original" else theirs[-1]
        assert killed is not None
        killed.kill()
        run.communicate()
        assert run.returncode == 0
    assert ids(out) == expected


def test_workers_are_copies_of_one_process_without_threads() -> None:
    """A copy has no thread but the one that makes it: what others hold then is never let go."""
    asked = "import os, newsparse.batch.preloaded; print(len(os.listdir('/proc/self/task')))"
    environment = os.environ | dict.fromkeys(THREAD_VARIABLES, "1")
    told = subprocess.check_output([sys.executable, "-c", asked], env=environment, text=True)
    assert told == "1\n"


def test_the_original_is_killed_while_it_loads(
    folder: Path, out: Path, expected: list[str]
) -> None:
    run = start(folder, "-o", out)
    wait_for(lambda: original_of(run.pid))
    original = original_of(run.pid)
    assert original is not None
    time.sleep(0.1)
    original.kill()
    assert run.communicate()[1].count("\n") == 1  # the summary
    assert run.returncode == 0
    assert ids(out) == expected


def test_sigterm_while_workers_are_started(folder: Path, out: Path) -> None:
    run = start(folder, "-o", out)
    wait_for(lambda: original_of(run.pid))
    time.sleep(0.1)
    run.terminate()
    error = run.communicate()[1]
    assert run.returncode == 130
    assert "Traceback" not in error


def test_modules_in_the_working_folder_are_not_imported(
    folder: Path, out: Path, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("copy", "spacy", "tokenizers"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    newsparse = Path(sys.executable).with_name("newsparse")  # `python -m` itself would look there
    subprocess.run([newsparse, "batch", folder, "-o", out], check=True)
    assert ids(out) == expected


def no_folder() -> str:
    raise FileNotFoundError("No usable temporary directory")


@pytest.mark.parametrize("folder", [no_folder, lambda: f"/scratch/{'x' * 90}"])
def test_workers_where_no_socket_can_be(
    monkeypatch: pytest.MonkeyPatch, folder: Callable[[], str]
) -> None:
    assert _context(None).get_start_method() == "forkserver"
    monkeypatch.setattr(tempfile, "gettempdir", folder)
    assert _context(None).get_start_method() == "spawn"


def test_two_runs_cannot_write_to_one_file(folder: Path, out: Path) -> None:
    (folder / "del0/00.txt").write_text("WAIT", encoding="utf-8")
    run = start(folder, "-o", out)
    wait_for(out.exists)
    process = batch(folder, "-o", out)
    assert process.returncode == 1
    assert "another run is writing to it" in process.stderr
    run.kill()
    run.communicate()


def test_a_full_disk(folder: Path, out: Path, expected: list[str]) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))

    process = batch(folder, "-o", out, preexec_fn=small_files)
    assert process.returncode == 1
    assert f"{out}: cannot be written (File too large); make room" in process.stderr
    assert "Traceback" not in process.stderr
    done = len(ids(out))
    assert 0 < done < 40
    assert counts(batch(folder, "-o", out)) == (40 - done, done, 0)
    assert ids(out) == expected


def test_a_missing_model_stops_the_run(folder: Path, out: Path, tmp_path: Path) -> None:
    process = batch(folder, "-o", out, "--model", "nb_core_news_xxl")
    assert process.returncode == 1
    assert "was not found" in process.stderr
    (tmp_path / "empty").mkdir()
    process = batch(folder, "-o", out, "--model", tmp_path / "empty")
    assert process.returncode == 1
    assert "cannot be loaded" in process.stderr
    assert "Traceback" not in process.stderr


def test_a_model_that_breaks_in_the_worker(folder: Path, out: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(ROOT / "models" / "nb_newsparse_sm", model)
    (model / "newsparse_encoder" / "network.onnx").write_bytes(b"")
    process = batch(folder, "-o", out, "--model", model)
    assert process.returncode == 1
    assert "cannot be loaded" in process.stderr
    assert "Traceback" not in process.stderr
    assert out.read_bytes() == b""
