"""What batch runs survive: kills, rubbish, many articles, lost workers. Each command checks itself.

python benchmarks/robustness.py kills     200 runs killed at a random moment, over 300 articles
python benchmarks/robustness.py fuzz      10,000 inputs of rubbish
python benchmarks/robustness.py mutations 100,000 inputs of rubbish, read in one process
python benchmarks/robustness.py growth    inputs of one thing again and again, at three sizes
python benchmarks/robustness.py memory    1,000 and 20,000 articles
python benchmarks/robustness.py jobs      500 articles with one worker and with two
python benchmarks/robustness.py start     until the first of 1,000 articles is there
python benchmarks/robustness.py dask      500 articles on three Dask workers, one of them killed

The articles are shuffled paragraphs of the articles in seeds/ and tests/golden/.
"""

import json
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, get_args

import psutil
import typer
from processes import megabytes, original_of, workers_of

from newsparse.errors import NewsparseError
from newsparse.reading import Entry, entries, to_document
from newsparse.writing import Format

ROOT = Path(__file__).parents[1]
SOURCES = ("seeds/lavrov-blinken.txt", "tests/golden/gebyr.txt", "tests/golden/ferje.txt")
LONGEST = 40_000  # bytes of rubbish
INPUTS = ROOT / "tests" / "inputs"
UNCLEAN = ("could not be analysed", "ended its worker", "was not analysed")
DISTURBANCES = ("the run killed", "a worker killed", "Ctrl-C")
NEWS_LENGTH = 16  # paragraphs of an article: some 300 words
SEED = 7

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)


def article(number: int, paragraphs: int = 8) -> str:
    """Return an article of our own, a different one for each number."""
    chosen = random.Random(number).sample(_pool(), paragraphs)
    return f"Sak {number}\n\n" + "\n\n".join(chosen).strip() + "\n"


@cache
def _pool() -> list[str]:
    texts = [(ROOT / source).read_text(encoding="utf-8") for source in SOURCES]
    return [paragraph for text in texts for paragraph in text.split("\n\n")]


def write_articles(folder: Path, count: int, paragraphs: int = 8) -> None:
    """Write articles as text files."""
    folder.mkdir()
    for number in range(count):
        text = article(number, paragraphs)
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")


def command(*args: object) -> list[str]:
    """Return the command line of a batch run."""
    return [sys.executable, "-m", "newsparse", "batch", *map(str, args)]


def run(*args: object) -> str:
    """Run a batch to its end; return the summary."""
    process = subprocess.run(command(*args), stderr=subprocess.PIPE, text=True, check=True)
    return process.stderr.splitlines()[-1].removeprefix("newsparse: ")


def _newsparse(*args: object) -> None:
    subprocess.run([sys.executable, "-m", "newsparse", *map(str, args)], check=True)


def records(path: Path) -> list[str]:
    """Return the ids of a results file; fails where a line is no record."""
    return [json.loads(line)["id"] for line in path.read_bytes().splitlines()]


@app.command()
def kills(cycles: int = 200, articles: int = 300, longest: float = 6.0) -> None:
    """Kill the run, a worker, or press Ctrl-C at a random moment, and start it again.

    Whenever all is done, a third of the articles change, and the same output is gone on with.
    """
    chosen = random.Random(SEED)
    tally = dict.fromkeys(DISTURBANCES, 0)
    whole = 0
    with tempfile.TemporaryDirectory() as name:
        out = Path(name, "out.jsonl")
        folders, expected = [Path(name, "a"), Path(name, "b")], []
        for folder, changed in zip(folders, (0, 10_000), strict=True):
            write_articles(folder, articles)
            for number in range(0, articles, 3):
                text = article(number + changed)
                (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
            run(folder, "-o", Path(name, "all.jsonl"), "--force")
            expected.append(Path(name, "all.jsonl").read_bytes())
        while sum(tally.values()) < cycles:
            version = whole % 2
            arguments = command(folders[version], "-o", out, "--jobs", 2)
            what, ended = _disturbed(arguments, chosen, longest)
            if what:
                tally[what] += 1
            if ended:
                assert out.read_bytes() == expected[version], _difference(out, expected[version])
                whole += 1
    shown = ", ".join(f"{what} {count}" for what, count in tally.items())
    print(f"{cycles} cycles over {articles} articles ({shown}); all was done {whole} times,")
    print("and each time the output was that of a run left alone, byte for byte")


def _difference(out: Path, expected: bytes) -> str:
    """Say which articles are lost or done twice, and which records are others."""
    lines, wanted = out.read_bytes().splitlines(), expected.splitlines()
    done, all_ids = records(out), [json.loads(line)["id"] for line in wanted]
    lost = sorted(set(all_ids) - set(done))
    twice = sorted({id for id in done if done.count(id) > 1})
    others = [json.loads(line) for line in lines if line not in wanted][:2]
    return f"lost {lost}, done twice {twice}, in order {done == all_ids}, not expected: {others}"


def _disturbed(arguments: list[str], chosen: random.Random, longest: float) -> tuple[str, bool]:
    """Start a run and disturb it; return how, if it was, and whether it came to its end."""
    process = subprocess.Popen(
        arguments,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    what = chosen.choice(DISTURBANCES)
    try:
        assert process.wait(chosen.uniform(0, longest)) == 0
        return "", True
    except subprocess.TimeoutExpired:
        pass
    if what == "a worker killed" and (workers := workers_of(process.pid)):
        chosen.choice(workers).kill()
        assert process.wait() == 0, "a worker's death is not the run's"
    elif what == "Ctrl-C":
        os.killpg(process.pid, signal.SIGINT)
        # 1: Python itself was still starting, and turned it into an error of its own
        assert process.wait(10) in (0, 1, 130, -signal.SIGINT)
    else:
        process.kill()
        process.wait()
        what = "the run killed"
    return what, process.returncode == 0


@app.command()
def fuzz(inputs: int = 10_000) -> None:
    """Read and analyse rubbish of every kind; only clean errors may come of it."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name, "in"), Path(name, "out.jsonl")
        folder.mkdir()
        for number, (suffix, data) in enumerate(_rubbish(inputs)):
            (folder / f"{number:05}{suffix}").write_bytes(data)
        process = subprocess.run(
            command(folder, "-o", out), capture_output=True, text=True, check=False
        )
        assert process.returncode in (0, 1), process.stderr
        assert process.stderr.count("\n") == 1, process.stderr
        done = records(out)
        errors = [json.loads(line) for line in out.with_suffix(".errors.jsonl").open("rb")]
        unclean = [error for error in errors if error["what"].startswith(UNCLEAN)]
        assert not unclean, unclean[:3]
        assert len(done) == len(set(done))
        again = sum(1 for _ in entries([str(folder)], recursive=True)) - len(done) - len(errors)
        assert f" {again:,} skipped as done" in process.stderr, process.stderr
        for format in get_args(Format):
            _newsparse("export", out, "--to", format, "-o", Path(name, format))
        _newsparse("report", out, "-o", Path(name, "report.html"))
    print(f"{inputs:,} inputs: {len(done):,} articles, {len(errors):,} clean errors,")
    print(f"{again:,} the same as another, and nothing else; all went through every export")


@app.command()
def mutations(inputs: int = 100_000, seed: int = SEED) -> None:
    """Read rubbish of every kind in this process; what breaks is kept as a file."""
    articles = refused = 0
    with tempfile.TemporaryDirectory() as name:
        for number, (suffix, data) in enumerate(_rubbish(inputs, seed)):
            path = Path(name, f"input{suffix}")
            path.write_bytes(data)
            try:
                for entry in entries([str(path)]):
                    if isinstance(entry, Entry):
                        with suppress(NewsparseError):
                            to_document(entry)
                            articles += 1
                            continue
                    refused += 1
            except Exception:
                kept = Path(f"rubbish-{seed}-{number}{suffix}")
                kept.write_bytes(data)
                print(f"kept as {kept}", file=sys.stderr)
                raise
    print(f"{inputs:,} inputs: {articles:,} articles, {refused:,} clean errors, nothing else")


def _rubbish(count: int, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Yield inputs that go wrong in many ways, each with its file's suffix."""
    chosen = random.Random(seed)
    files = [(path.suffix, path.read_bytes()) for path in sorted(INPUTS.iterdir())]
    files.append((".txt", article(1).encode()))
    huge = b"a b. " * (1 << 20)
    yield "", b'{"text": "' + huge
    yield "", b'{"text": "Kort.", "x": "' + huge + b'"}'
    yield "", b"<nitf>" + huge
    yield "", huge[:200_000]
    for _ in range(count - 4):
        noise = ("", chosen.randbytes(chosen.randrange(400)))
        suffix, content = chosen.choice([*files, noise])
        data = bytearray(content)
        for _ in range(chosen.choice([0, 1, 1, 3, 20])):
            _spoil(data, chosen)
        yield suffix, bytes(data[:LONGEST])


def _spoil(data: bytearray, chosen: random.Random) -> None:
    """Do one kind of harm at a random place."""
    at = chosen.randrange(len(data) + 1)
    deep = chosen.choice([100, 5000])
    harm = [
        chosen.randbytes(chosen.randrange(1, 9)),
        b"\0",
        "–«æøå»🎉\u202e".encode(chosen.choice(["utf-8", "cp1252", "utf-16"]), "replace"),
        b'"\\ud800"',
        b'{"text": "\\udc00 a\\u0000b", "id": "\\ud83d"}\n',
        b"[" * deep,
        b'{"a":' * deep,
        b"<p>" * deep,
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"\xef\xbb\xbf",
        b"\x1f\x8b\x08",
        b"&#" + b"9" * 5_000 + b";",
        b"<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]>",
        b"1e999",
        b"<meta charset=undefined>",
        "«".encode() * 300,
        b"\n",
    ]
    kind = chosen.randrange(4)
    if kind == 0:
        del data[at:]
    elif kind == 1:
        del data[at : at + chosen.randrange(1, 50)]
    else:
        data[at:at] = chosen.choice(harm)


def _text(piece: str) -> Callable[[int], bytes]:
    return lambda size: (piece * (size // len(piece.encode()) + 1)).encode()


def _within(before: str, piece: str, after: str) -> Callable[[int], bytes]:
    return lambda size: before.encode() + _text(piece)(size) + after.encode()


def _ninjs(piece: str) -> Callable[[int], bytes]:
    return lambda size: json.dumps(
        {"uri": "a", "body_html": f"<p>Vi vant.</p>{_text(piece)(size).decode()}"}
    ).encode()


NITF = ("<nitf><body><body.content><p>Vi vant.", "</p></body.content></body></nitf>")
GROWING: dict[str, tuple[str, Callable[[int], bytes]]] = {  # a format, and what makes so many bytes
    **{
        piece: ("text", _text(piece))
        for piece in (
            *("«", "=", "(", "!", "a«", "ord ", "Kari "),
            "Kommunen vil bygge ny skole i sentrum. Mange er uenige i planen. ",
            "– Ja, sier han. ",
            "– Ja, sier han.\n\n",
            "«Vi må bygge», sier hun. ",
            "Kari Vik sier: «Ja.» ",
            "«Ja» sa hun og ",
            "«ja» og «nei» eller ",
            "Hun sier at han sier at ",
            "The mayor says that the school is full and has to close.\n\n",
            "Byrådet vil at\nskolen skal ",
        )
    },
    "&#160; in NITF": ("nitf", _within(NITF[0], "&#160;", NITF[1])),
    "<br> in NITF": ("nitf", _within(NITF[0], "<br/>", NITF[1])),
    **{
        f"{piece} in ninjs": ("json", _ninjs(piece))
        for piece in (
            "<aside>",
            "<a ",
            "<!--",
            "&",
            "<q>",
            "<blockquote>",
            "<cite>",
            "a<br>",
            "<p>Les også:</p>",
        )
    },
    "> in Markdown": ("markdown", _text("> ")),
    "> in mail": (
        "mail",
        _within("From: a\nDate: b\nMIME-Version: 1.0\n\nVi vant.\n", "> a\n", ""),
    ),
    "<html in a comment": ("html", _within("<!-- ", "<html ", " --><p>Vi vant.</p>")),
}


@app.command()
def growth(sizes: str = "4000,16000,64000", most: float = 1.2, least_seconds: float = 0.5) -> None:
    """Analyse what is made of one thing again and again; the time may grow as its length does.

    The exponent is that between the smallest and the largest size; times below `least_seconds` are
    no more than noise.
    """
    from newsparse.analyzer import load

    analyzer = load()
    numbers = [int(size) for size in sizes.split(",")]
    worse = []
    print(f"{'input':70} {' '.join(f'{size:>9,} B' for size in numbers)}  exponent")
    for name, (format, make) in GROWING.items():
        seconds = [_seconds(analyzer, Entry("a", "a", format, make(size))) for size in numbers]
        exponent = math.log(seconds[-1] / seconds[0]) / math.log(numbers[-1] / numbers[0])
        shown = " ".join(f"{each:9.2f} s" for each in seconds)
        print(f"{name!r:70} {shown}  {exponent:.2f}", flush=True)
        if exponent > most and seconds[-1] > least_seconds:
            worse.append(name)
    assert not worse, worse


def _seconds(analyzer: Any, entry: Entry) -> float:
    """Measure the processor's time for one article, read and analysed."""
    began = time.process_time()
    with suppress(NewsparseError):  # a clean refusal is as good
        next(analyzer.stream([to_document(entry)]))
    return time.process_time() - began


@app.command()
def memory(few: int = 1000, many: int = 20_000, allowed: float = 1.25) -> None:
    """Compare the peak memory of runs over few and over many articles."""
    peaks = {count: _peak_memory(count) for count in (few, many)}
    for count, (run, worker, shared, seconds) in peaks.items():
        print(
            f"{count:,} articles: {run} MB the run, {worker} MB a worker and {shared} MB that the "
            f"workers share, {seconds:.0f} s"
        )
    for small, large in zip(peaks[few][:3], peaks[many][:3], strict=True):
        assert large <= small * allowed, "memory grows with the number of articles"


def _peak_memory(count: int) -> tuple[int, int, int, float]:
    """Return the peak memory in MB, and the seconds.

    The memory: of the run, what its largest worker has for itself, and of what they are copies of.
    """
    with tempfile.TemporaryDirectory() as name:
        source, out = Path(name, "in.jsonl"), Path(name, "out.jsonl")
        with source.open("w", encoding="utf-8") as file:
            for number in range(count):
                file.write(json.dumps({"id": number, "text": article(number, 3)}) + "\n")
        started = time.monotonic()
        process = subprocess.Popen(
            command(source, "-o", out), stderr=subprocess.DEVNULL, start_new_session=True
        )
        run = worker = shared = 0
        while process.poll() is None:
            run = max(run, megabytes(psutil.Process(process.pid), "rss"))
            worker = max([worker, *(megabytes(each, "uss") for each in workers_of(process.pid))])
            if original := original_of(process.pid):
                shared = max(shared, megabytes(original, "rss"))
            time.sleep(0.1)
        assert process.returncode == 0
        assert len(records(out)) == count
        return run, worker, shared, time.monotonic() - started


@app.command()
def jobs(articles: int = 500, rounds: int = 3) -> None:
    """Compare one worker with two; the median of the rounds counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "in")
        write_articles(folder, articles, NEWS_LENGTH)
        times: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(rounds):
            for count, seconds in times.items():
                started = time.monotonic()
                summary = run(
                    folder, "-o", Path(name, f"{count}.jsonl"), "--jobs", count, "--force"
                )
                seconds.append(time.monotonic() - started)
                print(f"--jobs {count}: {seconds[-1]:.1f} s in all; {summary}")
        assert Path(name, "1.jsonl").read_bytes() == Path(name, "2.jsonl").read_bytes()
    ratio = statistics.median(one / two for one, two in zip(*times.values(), strict=True))
    print(f"two workers are {ratio:.2f} times as fast as one")


@app.command()
def start(articles: int = 1000, rounds: int = 5) -> None:
    """Measure until the first of many articles is there, beside `import spacy`: medians."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name, "in"), Path(name, "out.jsonl")
        write_articles(folder, articles, NEWS_LENGTH)
        times: list[tuple[float, float]] = []
        for _ in range(rounds):
            out.unlink(missing_ok=True)
            began = time.monotonic()
            subprocess.run([sys.executable, "-c", "import spacy"], check=True)
            imported = time.monotonic()
            process = subprocess.Popen(command(folder, "-o", out), stderr=subprocess.DEVNULL)
            while not (out.exists() and out.stat().st_size):
                assert process.poll() is None, "the run ended without a result"
                time.sleep(0.005)
            times.append((time.monotonic() - imported, imported - began))
            process.kill()
            process.wait()
    first, spacy = (statistics.median(each) for each in zip(*times, strict=True))
    ratio = statistics.median(one / other for one, other in times)
    print(
        f"the first of {articles:,} articles in {first:.2f} s; {ratio:.2f} times `import spacy` "
        f"({spacy:.2f} s)"
    )


@app.command()
def dask(articles: int = 500) -> None:
    """Kill one of three Dask workers midway; the output must be that of a local run."""
    from distributed import Client, LocalCluster

    with tempfile.TemporaryDirectory() as name:
        folder, out, local = Path(name, "in"), Path(name, "out.jsonl"), Path(name, "local.jsonl")
        write_articles(folder, articles)
        run(folder, "-o", local)
        with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:

            def kill_one() -> None:
                while not out.exists() or len(out.read_bytes().splitlines()) < articles / 2:
                    time.sleep(0.05)
                with Client(cluster, set_as_default=False) as client:
                    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)

            killer = threading.Thread(target=kill_one)
            killer.start()
            summary = run(folder, "-o", out, "--dask", cluster.scheduler_address)
            killer.join()
        assert out.read_bytes() == local.read_bytes(), "another result than the local run's"
    print(f"{summary}; one of three workers was killed; the same as the local run, byte for byte")


if __name__ == "__main__":
    app()
