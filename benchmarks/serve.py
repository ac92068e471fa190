"""What the server does under load, on loopback. Each command checks itself and ends by itself.

python benchmarks/serve.py speed    32 clients, beside `batch` on the same cores
python benchmarks/serve.py latency  one client, beside the analysis itself
python benchmarks/serve.py start    until it is ready, beside the cold start of `analyze`
python benchmarks/serve.py storm    10,000 requests, a third of them bad, workers killed at random

Articles are those of robustness.py, some 300 words long, in `storm` shorter.
"""

import asyncio
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import typer
from processes import workers_of
from robustness import NEWS_LENGTH, SEED, article, write_articles

from newsparse.analyzer import load
from newsparse.reading import Document
from newsparse.writing import to_json

CLIENTS = 32
RUNS = 5
WARM = 20  # articles that are not counted
HOST = "127.0.0.1"
LARGEST = 200_000  # bytes of a request in `storm`
POOL = 60  # different articles in `storm`
KILL_SECONDS = (1.0, 5.0)  # between two kills of a worker
ENOUGH = 1000  # requests, to tell whether memory grows
ROOM = 1.15  # times what the server held after a fifth of the requests

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)


class Server:
    """A server that runs, and what it wrote on standard error."""

    def __init__(self, *options: object) -> None:
        command = [sys.executable, "-m", "newsparse", "serve", "--port", "0", *map(str, options)]
        self.began = time.monotonic()
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        said = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found, said
        self.port = int(found[1])

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://{HOST}:{self.port}{path}") as reply:
            return str(reply.read().decode())

    def wait(self) -> float:
        """Wait until it is ready; return seconds since it was started."""
        while True:
            try:
                self.get("/health")
                return time.monotonic() - self.began
            except urllib.error.HTTPError:
                assert time.monotonic() - self.began < 120, "the server is not ready"
                time.sleep(0.01)

    def wait_for_all(self) -> None:
        """Wait until every worker is ready."""
        while (metrics := self.metrics())["workers_ready"] < metrics["workers"]:
            assert time.monotonic() - self.began < 120, "a worker is not ready"
            time.sleep(0.05)

    def workers(self) -> list[psutil.Process]:
        """Return its workers."""
        return workers_of(self.process.pid)

    def metrics(self) -> dict[str, float]:
        rows = (line.rsplit(" ", 1) for line in self.get("/metrics").splitlines())
        return {name.removeprefix("newsparse_"): float(value) for name, value in rows}

    def stop(self) -> str:
        """End it as a system does; return what else it said."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.stderr is not None
        said = self.process.stderr.read()
        assert self.process.wait(60) == 0, said
        return said


@contextmanager
def running(*options: object) -> Iterator[Server]:
    server = Server(*options)
    try:
        server.wait()
        yield server
        said = server.stop()
        assert said == "", said
    finally:
        server.process.kill()
        server.process.wait()


class Client:
    """A connection, opened when it is needed: as little HTTP as there can be."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, *parts: bytes, pause: float = 0.0) -> None:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        for part in parts:
            self._writer.write(part)
            await self._writer.drain()
            await asyncio.sleep(pause)

    async def reply(self) -> tuple[int, bytes]:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head.split(b" ", 2)[1])
        if found := re.search(rb"content-length: (\d+)", head):
            body = await self._reader.readexactly(int(found[1]))
        else:
            body = b""
            while size := int(await self._reader.readline(), 16):
                body += (await self._reader.readexactly(size + 2))[:-2]
            await self._reader.readline()
        if b"connection: close" in head:
            self.close()
        return status, body

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def request(body: bytes, type: str = "text/plain", length: int | None = None) -> bytes:
    head = (
        f"POST /analyze HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {type}\r\n"
        f"Content-Length: {len(body) if length is None else length}\r\n\r\n"
    )
    return head.encode() + body


@app.command()
def speed(articles: int = 400, runs: int = 3) -> None:
    """Measure articles a second of 32 clients and of `batch`, in turns."""
    bodies = [request(article(number, NEWS_LENGTH).encode()) for number in range(articles)]
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        few, all_of_them = Path(name, "few"), Path(name, "all")
        write_articles(few, 16, NEWS_LENGTH)
        write_articles(all_of_them, articles + 16, NEWS_LENGTH)
        for _ in range(runs):
            took = [
                _batch_seconds(folder, Path(name, "out.jsonl")) for folder in (few, all_of_them)
            ]
            batch = articles / (took[1] - took[0])
            with running() as server:
                server.wait_for_all()
                asyncio.run(_from_many(server.port, bodies[:CLIENTS]))  # warm
                began = time.monotonic()
                asyncio.run(_from_many(server.port, bodies))
                served = articles / (time.monotonic() - began)
            ratios.append(served / batch)
            print(f"{served:.1f} articles a second, `batch` without its start {batch:.1f}")
    print(f"median {statistics.median(ratios):.2f} of `batch` (must: 0.85)")


def _batch_seconds(folder: Path, out: Path) -> float:
    args = ("batch", "-q", str(folder), "-o", str(out), "--force")
    command = [sys.executable, "-m", "newsparse", *args]
    began = time.monotonic()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


async def _from_many(port: int, bodies: list[bytes]) -> None:
    rest = iter(bodies)

    async def one() -> None:
        client = Client(port)
        for body in rest:
            await client.send(body)
            status, reply = await client.reply()
            assert status == 200, reply
        client.close()

    await asyncio.gather(*(one() for _ in range(CLIENTS)))


@app.command()
def latency(requests: int = 300) -> None:
    """Measure one article from one client, in turns with the analysis itself in this process."""
    text = article(1, NEWS_LENGTH)
    body = request(text.encode())
    analyzer = load()

    async def measure(port: int) -> tuple[list[float], list[float]]:
        client = Client(port)
        served, itself = [], []
        for _ in range(requests + WARM):
            began = time.perf_counter()
            await client.send(body)
            status, reply = await client.reply()
            served.append(time.perf_counter() - began)
            began = time.perf_counter()
            line = to_json(next(analyzer.stream([Document("stdin", text)])), indent=False)
            itself.append(time.perf_counter() - began)
            assert (status, json.loads(reply)["quotes"]) == (200, json.loads(line)["quotes"])
        client.close()
        return served[WARM:], itself[WARM:]

    with running() as server:
        server.wait_for_all()
        served, itself = asyncio.run(measure(server.port))
    middle, last = statistics.median(served), statistics.quantiles(served, n=100)[-1]
    own = statistics.median(itself)
    own_last = statistics.quantiles(itself, n=100)[-1]
    print(
        f"median {middle * 1000:.1f} ms, {middle / own:.2f} times the analysis itself (must: 1.3); "
        f"99 % {last * 1000:.1f} ms, {last / own:.2f} times (must: 2); itself {own * 1000:.1f} ms, "
        f"99 % {own_last * 1000:.1f} ms"
    )


@app.command()
def start(runs: int = RUNS) -> None:
    """Measure the time until the server is ready, in turns with one `newsparse analyze`."""
    ready, cold = [], []
    for _ in range(runs):
        server = Server()
        ready.append(server.wait())
        server.stop()
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "newsparse", "analyze"],
            input=article(1, 2).encode(),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        cold.append(time.monotonic() - began)
    middle, other = statistics.median(ready), statistics.median(cold)
    print(
        f"ready in {middle:.2f} s, {middle / other:.2f} of a cold start ({other:.2f} s; must: 1.2)"
    )


@app.command()
def storm(requests: int = 10_000, trickles: int = 20) -> None:
    """Send requests of all kinds while workers are killed; every answer is checked.

    trickles: requests besides that come so slowly that they are cut, which takes 20 seconds.
    """
    analyzer = load()
    texts = [article(number, 2) for number in range(POOL)]
    records = [
        f"{to_json(analyzer.analyze(text, 'stdin'), indent=False)}\n".encode() for text in texts
    ]
    with running("--max-bytes", LARGEST) as server:
        storm = Storm(server, texts, records, requests)
        asyncio.run(storm.run(trickles))
        storm.check()


class Unlucky(Exception):  # noqa: N818
    """An article that is refused, as its worker was killed, started again, and killed with it."""


Way = Callable[[Client], Awaitable[None]]


class Storm:
    """Requests of all kinds, each with what its answer must be."""

    def __init__(self, server: Server, texts: list[str], records: list[bytes], count: int) -> None:
        self._server = server
        self._texts = texts
        self._records = records
        self._count = count
        self._chosen = random.Random(SEED)
        self._rest = iter(range(count))
        self._held: list[int] = []
        self._kills = 0
        self._refused = 0
        self._tally: Counter[str] = Counter()
        self._good: list[Callable[[Client], Awaitable[None]]] = [
            self._text,
            self._text,
            self._lines,
        ]
        self._bad: list[Callable[[Client], Awaitable[None]]] = [
            self._large,
            self._large_in_chunks,
            self._no_json,
            self._no_text,
            self._no_http,
            self._no_chunk,
            self._slow,
            self._cut_off,
            self._impatient,
        ]

    async def run(self, trickles: int) -> None:
        killing = asyncio.create_task(self._kill())
        clients = [self._client() for _ in range(CLIENTS)]
        await asyncio.gather(*clients, *(self._trickle() for _ in range(trickles)))
        killing.cancel()

    def check(self) -> None:
        metrics = self._server.metrics()
        assert metrics["requests_here"] <= 1, metrics
        assert metrics["tasks_waiting"] == 0, metrics
        first, last = self._held[len(self._held) // 5], self._held[-1]
        if self._count >= ENOUGH:
            assert last <= first * ROOM, f"from {first} to {last} bytes"
        shown = ", ".join(f"{kind} {count:,}" for kind, count in sorted(self._tally.items()))
        print(f"{sum(self._tally.values()):,} requests ({shown}); {self._kills} workers killed:")
        print(
            f"no answer wrong or lost, {self._refused} refused as their worker died twice and "
            f"right when asked for again; the server held {first >> 20} MB, then {last >> 20} MB"
        )

    async def _client(self) -> None:
        client = Client(self._server.port)
        for number in self._rest:
            ways = self._bad if self._chosen.random() < 1 / 3 else self._good
            way = self._chosen.choice(ways)
            while True:
                try:
                    await way(client)
                    break
                except Unlucky:
                    self._refused += 1
            self._tally[way.__name__[1:]] += 1
            if number % 100 == 0:
                self._held.append(psutil.Process(self._server.process.pid).memory_info().rss)
        client.close()

    async def _kill(self) -> None:
        while True:
            await asyncio.sleep(self._chosen.uniform(*KILL_SECONDS))
            if workers := self._server.workers():
                with suppress(psutil.NoSuchProcess):
                    self._chosen.choice(workers).kill()
                    self._kills += 1

    def _tell_unlucky(self, told: dict[str, Any]) -> None:
        """Raise Unlucky where the worker of an article was killed twice: it is asked for again."""
        if told.get("what") == "ended its worker twice":
            raise Unlucky

    async def _expect(self, client: Client, status: int, body: bytes | None = None) -> None:
        got, reply = await client.reply()
        assert b"Traceback" not in reply, reply
        if got == 500:
            self._tell_unlucky(json.loads(reply))
        assert got == status, (got, reply)
        if body is not None:
            assert reply == body, (reply, body)
        else:
            assert json.loads(reply)["status"] == status, reply

    async def _text(self, client: Client) -> None:
        number = self._chosen.randrange(POOL)
        await client.send(request(self._texts[number].encode()))
        await self._expect(client, 200, self._records[number])

    async def _lines(self, client: Client) -> None:
        chosen = [self._chosen.randrange(POOL) for _ in range(self._chosen.randrange(2, 6))]
        sent = [json.dumps({"id": str(n), "text": self._texts[n]}) for n in chosen]
        await client.send(request("\n".join(sent).encode(), "application/x-ndjson"))
        status, reply = await client.reply()
        got = [json.loads(line) for line in reply.splitlines()]
        assert (status, [one["id"] for one in got]) == (200, [str(n) for n in chosen]), reply
        for number, one in zip(chosen, got, strict=True):
            self._tell_unlucky(one)
            record = json.loads(self._records[number])
            others = {key for key in record if one.get(key) != record[key]} - {"id", "sha256"}
            assert not others, [(record["text"], record[key], one.get(key)) for key in others]

    async def _large(self, client: Client) -> None:
        await client.send(request(b"Ordet. " * LARGEST))
        await self._expect(client, 413)

    async def _large_in_chunks(self, client: Client) -> None:
        await client.send(CHUNKED, *[b"4e20\r\n" + b"Ord. " * 4000 + b"\r\n"] * 12, b"0\r\n\r\n")
        await self._expect(client, 413)

    async def _no_json(self, client: Client) -> None:
        await client.send(request(b'{"text": "Kort', "application/json"))
        await self._expect(client, 422)

    async def _no_text(self, client: Client) -> None:
        await client.send(request(b" \n "))
        await self._expect(client, 422)

    async def _no_http(self, client: Client) -> None:
        client.close()
        await client.send(b"GARBAGE \x00\r\n\r\n")
        await self._expect(client, 400)

    async def _no_chunk(self, client: Client) -> None:
        await client.send(CHUNKED, b"zzz\r\n")
        await self._expect(client, 400)

    async def _slow(self, client: Client) -> None:
        number = self._chosen.randrange(POOL)
        sent = request(self._texts[number].encode())
        parts = [sent[at : at + 100] for at in range(0, len(sent), 100)]
        await client.send(*parts, pause=0.02)
        await self._expect(client, 200, self._records[number])

    async def _cut_off(self, client: Client) -> None:
        await client.send(request(b"Halv", length=1000))
        client.close()

    async def _impatient(self, client: Client) -> None:
        await client.send(request(self._texts[0].encode()))
        client.close()

    async def _trickle(self) -> None:
        client = Client(self._server.port)
        await client.send(request(b"Halv", length=1000))
        await self._expect(client, 408)
        self._tally["trickle"] += 1
        client.close()


CHUNKED = (
    f"POST /analyze HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: text/plain\r\n"
    "Transfer-Encoding: chunked\r\n\r\n"
).encode()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # of the analysis in this process, as of a worker
    app()
