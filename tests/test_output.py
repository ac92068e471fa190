"""What a run does to the files around it: its output and its errors, and nothing else."""

import os
import stat
import subprocess
import sys
from concurrent.futures import Executor, Future
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newsparse.batch import Shard, Summary, open_output, run_batch
from newsparse.batch.analysis import Analysed
from newsparse.batch.lists import errors_path
from newsparse.batch.output import FileOutput, StreamOutput
from newsparse.errors import BatchError
from newsparse.locate import identify
from newsparse.reading import Entry, entries
from newsparse.record import Article, Failure, Suspect
from newsparse.writing import export
from newsparse.writing.files import replacing

MODEL = identify()


def line_of(id: str, sha256: str = "x") -> bytes:
    """A record without names and quotes."""
    article = Article(
        id=id, language="nb", title=None, text="Tekst", entities=[], quotes=[], meta={},
        sha256=sha256, model=MODEL, newsparse_version="0",
    )  # fmt: skip
    return f"{article.model_dump_json()}\n".encode()


def entry(id: str, content: str) -> Entry:
    return Entry(id, id, "text", content.encode())


def results_of(*entries: Entry) -> bytes:
    return b"".join(line_of(entry.id, entry.sha256) for entry in entries)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


class Here(Executor):
    """Analyses at once, and finds nothing."""

    def submit(self, task: Any, /, *_args: Any, **_kwargs: Any) -> Future[Any]:
        *_, chunk = task.args
        future: Future[Any] = Future()
        future.set_result([Analysed(e.id, line_of(e.id, e.sha256), 1) for e in chunk])
        return future


class WorkersHere:
    model: str | None = None

    def start(self, count: int | None = None) -> Executor:
        return Here()

    def drop(self, executor: Executor) -> None:
        pass

    def check(self) -> str:
        return ""

    def width(self) -> int:
        return 2

    def stop(self) -> None:
        pass


def run(out: Path, *found: Entry) -> Summary:
    summary = Summary()
    with closing(FileOutput(out, MODEL)) as output:
        run_batch(found, WorkersHere(), output, summary, timeout=60)
    return summary


def ids(out: Path) -> list[str]:
    return [Article.model_validate_json(line).id for line in out.read_bytes().splitlines()]


@pytest.mark.parametrize(
    "content",
    [
        b'{"id": 1}',
        b"{",
        b"\0" * 100_000,
        b'{"schema_version": 3}',
        b'{"schema_version":"1.0","settings":{"colour":"blue"}}',
        b'{"schema_version":"a long text of mine',
    ],
)
def test_a_foreign_file_without_a_line_end_is_left_alone(out: Path, content: bytes) -> None:
    out.write_bytes(content)
    with pytest.raises(BatchError, match="line 1 is no result of newsparse"):
        FileOutput(out, MODEL)
    assert out.read_bytes() == content
    assert list(out.parent.iterdir()) == [out]


def test_a_whole_last_line_stays_without_its_end(out: Path) -> None:
    out.write_bytes((line_of("a") + line_of("b"))[:-1])
    FileOutput(out, MODEL).close()
    assert out.read_bytes() == line_of("a") + line_of("b")


def test_whole_json_behind_results_is_no_half_line(out: Path) -> None:
    out.write_bytes(line_of("a") + b'{"schema_version":"2.1","note":"mine"}')
    with pytest.raises(BatchError, match="line 2 is no result of newsparse"):
        FileOutput(out, MODEL)


def test_blank_lines_are_dropped(out: Path) -> None:
    out.write_bytes(b"\n" + line_of("a") + b" \n\n" + line_of("b"))
    FileOutput(out, MODEL).close()
    assert out.read_bytes() == line_of("a") + line_of("b")


def test_the_output_is_no_input_by_any_name(tmp_path: Path, out: Path) -> None:
    out.write_bytes(line_of("a"))
    (tmp_path / "link.jsonl").symlink_to(out)
    os.link(out, tmp_path / "hard.jsonl")
    (tmp_path / "results-1-of-2.jsonl").write_bytes(b"")
    (tmp_path / "results-2-of-2.jsonl").write_bytes(b"En sak.")
    with closing(FileOutput(out, MODEL)) as output:
        ours = [path.name for path in sorted(tmp_path.iterdir()) if output.is_ours(path)]
    assert ours == [
        *("hard.jsonl", "link.jsonl", "results-1-of-2.jsonl"),
        *("results.errors.jsonl", "results.jsonl"),
    ]


def test_a_copy_beside_it_takes_nothing_from_an_article(tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("En sak.")

    def found() -> list[Entry]:
        return [e for e in entries([str(folder)], recursive=True) if isinstance(e, Entry)]

    run(out, *found())
    (folder / "a.md").write_text("En sak.")
    run(out, *found())
    assert sorted(ids(out)) == ["a", "a.md"]
    assert run(out, *found()).analysed == 0


def test_a_pipe_or_a_link_for_errors_is_refused(tmp_path: Path, out: Path) -> None:
    os.mkfifo(errors_path(out))
    with pytest.raises(BatchError, match="is no list of failures"):
        FileOutput(out, MODEL)
    errors_path(out).unlink()
    (tmp_path / "notes").write_text("mine")
    errors_path(out).symlink_to(tmp_path / "notes")
    with pytest.raises(BatchError, match="is no list of failures"):
        FileOutput(out, MODEL)
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_lock_of_somebody_else_stays(tmp_path: Path, out: Path) -> None:
    (tmp_path / ".results.jsonl.lock").write_text("precious")
    run(out, entry("a", "En"))
    assert (tmp_path / ".results.jsonl.lock").read_text() == "precious"


def test_a_pipe_takes_a_part_too(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert isinstance(open_output(str(pipe), None, Shard(2, 2)), StreamOutput)
    os.close(reader)
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_first_line_half_written_by_us_is_begun_again(out: Path) -> None:
    out.write_bytes(line_of("a")[:60])
    FileOutput(out, MODEL).close()
    assert out.read_bytes() == b""


def test_inputs_are_told_from_outputs_by_their_whole_names(tmp_path: Path) -> None:
    for name in ("archive.jsonl", "archive.json", "archive", "d.v1"):
        (tmp_path / name).write_bytes(b"")
    output = FileOutput(tmp_path / "archive.json", MODEL)
    assert not any(output.is_ours(tmp_path / name) for name in ("archive.jsonl", "archive"))
    assert output.is_ours(tmp_path / "archive.json")
    assert output.is_ours(errors_path(tmp_path / "archive.json"))
    output.close()


def test_runs_do_not_share_an_errors_file(tmp_path: Path) -> None:
    names = [errors_path(tmp_path / name).name for name in ("d.v1", "d.v2", "d", "d.jsonl")]
    assert names == ["d.v1.errors.jsonl", "d.v2.errors.jsonl", "d.errors.jsonl", "d.errors.jsonl"]


def test_somebodys_own_errors_file_is_left_alone(out: Path) -> None:
    mine = errors_path(out)
    mine.write_text("my notes\n")
    with pytest.raises(BatchError, match="is no list of failures"):
        FileOutput(out, MODEL)
    assert mine.read_text() == "my notes\n"
    mine.write_bytes(b'{"id":"a","pa')  # by a run that was killed
    FileOutput(out, MODEL).close()
    assert not mine.exists()
    mine.write_text(Failure(id="a", path="a", what="b", hint="c").model_dump_json() + "\n")
    FileOutput(out, MODEL).close()
    assert not mine.exists()


def test_nothing_is_left_beside_the_output(out: Path) -> None:
    run(out, entry("a", "En"))
    assert list(out.parent.iterdir()) == [out]


def test_a_link_and_what_it_leads_to_are_one_file(tmp_path: Path, out: Path) -> None:
    link = tmp_path / "link.jsonl"
    out.write_bytes(b"")
    link.symlink_to(out)
    first = FileOutput(out, MODEL)
    with pytest.raises(BatchError, match="another run is writing to it"):
        FileOutput(link, MODEL)
    first.close()
    run(link, entry("a", "En"))
    assert link.is_symlink()
    assert ids(out) == ["a"]


def test_files_of_one_stem_have_two_ids_that_depend_on_nothing_else(
    tmp_path: Path, out: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text("En")
    (folder / "a.txt").write_text("To")

    def found() -> list[Entry]:
        return [e for e in entries([str(folder)], recursive=True) if isinstance(e, Entry)]

    assert [e.id for e in found()] == ["a.md", "a"]
    run(out, *found())
    (folder / "a.md").unlink()
    assert run(out, *found()).skipped == 1
    assert ids(out) == ["a.md", "a"]


def test_ids_as_they_once_were_are_renamed(out: Path) -> None:
    """Once `a.md` was `a`, and `a.txt` beside it `a~2`."""
    old = [entry("a", "En"), entry("a~2", "To"), entry("b", "Tre")]
    out.write_bytes(results_of(*old))
    summary = run(out, entry("a.md", "En"), entry("a.html", "To"), entry("b.xml", "Nytt"))
    assert (summary.analysed, summary.skipped) == (1, 2)
    assert ids(out) == ["a.md", "a.html", "b", "b.xml"]
    assert run(out, entry("a.md", "En"), entry("a.html", "To")).skipped == 2


def test_a_second_article_of_an_id_keeps_its_name_when_the_first_is_gone(out: Path) -> None:
    run(out, entry("a", "En"), entry("a", "To"))
    assert ids(out) == ["a", "a~2"]
    assert run(out, entry("a", "To")).skipped == 1
    assert ids(out) == ["a", "a~2"]


def test_of_namesakes_none_is_replaced(out: Path) -> None:
    """`a` of one folder is gone, and that of another one has changed."""
    run(out, entry("a", "skole"), entry("a", "vei"))
    run(out, entry("a", "bru"))
    assert ids(out) == ["a", "a~2", "a~3"]
    assert run(out, entry("a", "bru")).skipped == 1


@pytest.mark.parametrize("output", [None, "-", "/dev/stdout"])
def test_standard_output(output: str | None) -> None:
    assert isinstance(open_output(output, None, Shard()), StreamOutput)


def test_a_pipe_is_written_to_and_nothing_beside_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    output = open_output(str(pipe), None, Shard())
    output.write("a", b"line\n", [])
    output.finish()
    assert os.read(reader, 100) == b"line\n"
    os.close(reader)
    assert list(tmp_path.iterdir()) == [pipe]


def test_warnings_are_listed_with_the_results_that_they_are_about(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "results.jsonl"
    folder.mkdir()
    (folder / "en.txt").write_text("The mayor says that the school is full. " * 9)
    (folder / "nb.txt").write_text("Ordføreren sier at skolen er full.", encoding="utf-8")

    def batch() -> str:
        command = [sys.executable, "-m", "newsparse", "batch", str(folder), "-o", str(out), "-j1"]
        process = subprocess.run(command, capture_output=True, text=True, check=True)
        assert process.stdout == ""
        return process.stderr

    listed = tmp_path / "results.warnings.jsonl"
    assert f"2 analysed, 0 skipped as done, 0 failed, 1 with warnings (see {listed}) in" in batch()
    (line,) = listed.read_text().splitlines()
    suspect = Suspect.model_validate_json(line)
    assert (suspect.id, suspect.warning) == ("en", "language")
    assert "is not in Norwegian (en)" in suspect.what
    assert "0 analysed, 2 skipped as done, 0 failed in" in batch()
    assert listed.read_text().splitlines() == [line]  # what is done is still as it is
    (folder / "en.txt").write_text("Ordføreren sier at skolen er tom.", encoding="utf-8")
    assert "with warnings" not in batch()
    assert not listed.exists()
    listed.write_text("mine\n")
    with pytest.raises(BatchError, match="is no list of warnings"):
        FileOutput(out, MODEL)
    assert listed.read_text() == "mine\n"
    assert [path.name for path in tmp_path.iterdir() if "lock" in path.name] == []


def test_warnings_of_a_stream_are_said(tmp_path: Path) -> None:
    path = tmp_path / "en.txt"
    path.write_text("The mayor says that the school is full. " * 9)
    for verb in ("batch", "analyze"):
        command = [sys.executable, "-m", "newsparse", verb, str(path)]
        process = subprocess.run(command, capture_output=True, text=True, check=True)
        record = Article.model_validate_json(process.stdout)
        assert (record.language, record.quotes, record.warnings) == ("en", [], ["language"])
        assert "is not in Norwegian (en)" in process.stderr
        assert "--any-language" in process.stderr


def test_what_newsparse_wrote_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "old.jsonl").write_bytes(line_of("a"))
    (tmp_path / "indented.json").write_text(
        Article.model_validate_json(line_of("a")).model_dump_json(indent=2)
    )
    failure = Failure(id="a", path="a", what="b", hint="c")
    (tmp_path / "x.errors.jsonl").write_text(failure.model_dump_json() + "\n")
    suspect = Suspect(id="a", warning="capitals", what="b", hint="c")
    (tmp_path / "x.warnings.jsonl").write_text(suspect.model_dump_json() + "\n")
    (tmp_path / "report.html").write_text(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="generator" content="newsparse">'
    )
    (tmp_path / "bom.jsonl").write_bytes(b"\xef\xbb\xbf" + line_of("a"))
    for format in ("ninjs", "labelstudio", "doccano"):
        article = Article.model_validate_json(line_of("a"))
        export([article], format, tmp_path / f"{format}.json")
    (tmp_path / "mentions.csv").write_bytes(b"id|document|entity\n")
    (tmp_path / "quotes.csv").write_bytes(b"\xef\xbb\xbfid;document;speaker\n")
    (tmp_path / "results.db").write_bytes(b"SQLite format 3\0")
    (tmp_path / "quotes.parquet").write_bytes(b"PAR1")
    (tmp_path / "own.jsonl").write_text('{"id": "a", "path": "x", "text": "En artikkel."}\n')
    found = list(entries([str(tmp_path)], recursive=True))
    assert [item.path for item in found] == [f"{tmp_path / 'own.jsonl'}:1"]


def test_one_path_that_cannot_be_reached_is_one_failure(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("En artikkel.")
    odd = os.fsdecode(b"b\xff.txt")
    (tmp_path / odd).write_text("En artikkel til.")
    paths = ["x" * 300, str(tmp_path / "gone"), str(tmp_path / "a.txt"), str(tmp_path / odd), "\0"]
    kinds = [type(item).__name__ for item in entries(paths, recursive=True)]
    assert kinds == ["Failure", "Failure", "Entry", "Entry", "Failure"]


def test_an_old_files_mode_is_kept_and_no_planted_link_followed(tmp_path: Path) -> None:
    path, victim = tmp_path / "table.csv", tmp_path / "victim"
    path.write_text("old")
    path.chmod(0o640)
    victim.write_text("mine")
    (tmp_path / "table.csv.tmp").symlink_to(victim)
    with replacing(path) as copy:
        copy.write_text("new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o640)
    assert victim.read_text() == "mine"
    assert (tmp_path / "table.csv.tmp").is_symlink()


def test_an_output_that_is_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    with replacing(link) as copy:
        copy.write_text("new")
    assert link.is_symlink()
    assert real.read_text() == "new"
