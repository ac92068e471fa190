"""The server: what `analyze` prints, over HTTP; limits; and nobody harmed by anybody else."""

import asyncio
import base64
import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import jsonschema
import psutil
import pytest
from serve import HOST, Client, Server, request, storm
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from newsparse.analyzer import Analyzer
from newsparse.batch import Line
from newsparse.reading import Entry
from newsparse.record import Article
from newsparse.serve import Settings, analyze, page, protocol, read_token
from newsparse.serve.app import app
from newsparse.serve.desk import Desk
from newsparse.serve.openapi import REFUSED, openapi
from newsparse.serve.problems import RequestError, ServeError
from newsparse.writing import article_schema, to_json

TESTS = Path(__file__).parent
INPUTS = TESTS / "inputs"
TEXT = "– Vi vant kampen, sier Kari Vik i Bergen."
LIMITS = Settings(max_bytes=100_000, timeout=6, longest=2_000, places=4)
LOCAL = "http://localhost"
PLAIN = {"content-type": "text/plain"}
LINES = {"content-type": "application/x-ndjson"}


@pytest.fixture(scope="module")
def trouble() -> Iterator[None]:
    """Workers do what sitecustomize.py has them do with some words.

    What they are copies of reads the environment when it starts, so it starts anew.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSPARSE_TROUBLE", "1")
        patch.setenv("PYTHONPATH", str(TESTS), prepend=os.pathsep)
        end_original()
        yield
    end_original()


def end_original() -> None:
    """End the process that this one's workers are copies of; the next worker starts another."""
    original: Any = forkserver._forkserver
    if original._forkserver_pid is not None:
        os.kill(original._forkserver_pid, signal.SIGKILL)
        original._stop()


@pytest.fixture(scope="module")
def desk(trouble: None) -> Iterator[Desk]:
    desk = Desk(LIMITS, 1)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    with TestClient(app(desk, LIMITS), base_url=LOCAL) as client:
        yield client


@pytest.fixture(scope="module")
def server(trouble: None) -> Iterator[Server]:
    """One worker, and two places."""
    server = Server("--jobs", 1, "--queue", 2, "--timeout", 5)
    server.wait()
    yield server
    server.process.kill()
    server.process.wait()


def printed(*args: str | Path, input: bytes = b"") -> bytes:
    command = [sys.executable, "-m", "newsparse", "analyze", *map(str, args)]
    return subprocess.run(command, input=input, capture_output=True, check=True).stdout


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def test_the_record_is_that_of_analyze_byte_for_byte(client: TestClient) -> None:
    reply = client.post("/analyze", content=TEXT, headers=PLAIN)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    assert reply.content == printed(input=TEXT.encode())
    zipped = client.post("/analyze", content=gzip.compress(TEXT.encode()), headers=PLAIN)
    assert zipped.content == reply.content


def test_files_of_any_format_by_their_name(client: TestClient) -> None:
    names = ("page.html", "word.docx", "mail.eml", "article.md", "ntb.xml", "cms.jsonl")
    replies = [
        client.post("/analyze", params={"name": name}, content=(INPUTS / name).read_bytes())
        for name in names
    ]
    assert [reply.status_code for reply in replies] == [200] * len(names)
    assert b"".join(r.content for r in replies) == printed(*(INPUTS / name for name in names))
    kinds = [reply.headers["content-type"] for reply in replies]
    assert kinds == ["application/json"] * 5 + ["application/x-ndjson"]


def test_an_object_and_several(client: TestClient) -> None:
    one = {"id": "a1", "title": "Seier", "text": TEXT}
    record = client.post("/analyze", json=one).json()
    assert {**one, "language": "nb"}.items() <= record.items()
    lines = "\n".join([json.dumps(one), "{broken", '{"text": " "}', json.dumps({**one, "id": 2})])
    reply = client.post("/analyze", content=lines, headers=LINES)
    first, broken, empty, last = map(json.loads, reply.text.splitlines())
    assert (reply.status_code, last["id"]) == (200, "2")
    assert {**first, "sha256": ""} == {**record, "sha256": ""}  # of other bytes
    assert broken["what"].startswith("is not valid JSON")
    assert empty == {
        "id": "stdin:3",
        "path": "request.jsonl:3",
        "what": "holds no text",
        "hint": "give a file with an article in it",
    }
    listed = client.post("/analyze", json=[one, one])
    assert [json.loads(line)["id"] for line in listed.text.splitlines()] == ["a1", "a1"]


def test_lines_where_they_are_asked_for(client: TestClient) -> None:
    wanted = {**PLAIN, "accept": "application/x-ndjson"}
    for content, key in ((TEXT, "schema_version"), (" ", "what")):
        reply = client.post("/analyze", content=content, headers=wanted)
        assert (reply.status_code, reply.headers["content-type"]) == (200, "application/x-ndjson")
        assert key in json.loads(reply.content)


def test_what_the_request_says_of_the_text(client: TestClient) -> None:
    latin = client.post(
        "/analyze",
        content='"Vi kjøpte øl", sier Åse Nes.'.encode("cp865"),
        headers={"content-type": "text/plain; charset=cp865"},
    )
    assert latin.json()["quotes"][0]["text"] == "Vi kjøpte øl"
    web = client.post(  # as on the web, it means Windows-1252, which has dashes
        "/analyze",
        content="– Nei, sier Kari Vik i Bø.".encode("cp1252"),
        headers={"content-type": "text/plain; charset=latin1"},
    )
    assert web.json()["quotes"][0]["text"] == "Nei"
    plain = {"content-type": "text/plain; charset=us-ascii"}  # what programs say without looking
    assert client.post("/analyze", content=TEXT, headers=plain).json()["text"] == TEXT
    lacking = client.post("/analyze", json={"tekst": TEXT}).json()
    assert "?text_key=" in lacking["hint"]
    assert "?text_key=" in lacking["detail"]
    keyed = client.post(
        "/analyze", params={"text_key": "lead,body"}, json={"lead": "Seier", "body": TEXT}
    )
    assert keyed.json()["text"] == f"Seier\n\n{TEXT}"
    english = "Boris Johnson said in London on Monday that nobody was allowed to leave. " * 4
    left_out, wanted = (
        client.post("/analyze", params=params, content=english, headers=PLAIN).json()["entities"]
        for params in ({}, {"any_language": "true"})
    )
    assert (left_out, len(wanted)) == ([], 2)


@pytest.mark.parametrize(
    ("content", "kind", "query", "status", "what"),
    [
        (b" \n", "text/plain", "", 422, "holds no text"),
        (b'{"text": "Kort', "application/json", "", 422, "is not valid JSON"),
        (b"[]", "application/json", "", 422, "holds no text"),
        (b"\x1f\x8b\x08broken", "text/plain", "", 422, "is a broken gzip file"),
        (b"GIF\0\0\0", "", "", 422, "is not text"),
        (b"a=b", "application/x-www-form-urlencoded", "", 415, "forms are not read"),
        (b"GIF", "image/gif", "", 415, "image/gif is not read"),
        (b"Kort.", "text/plain", "?split=x", 400, "there is no parameter 'split'"),
        (b"Kort.", "text/plain", "?encoding=x", 422, "unknown encoding 'x'"),
        (b"Kort.", "text/plain; charset=punycode", "", 422, "unknown encoding 'punycode'"),
        (b"x" * 100_001, "text/plain", "", 413, "the request is larger than 100,000 bytes"),
        (b"Ord. " * 500, "text/plain", "", 413, "is longer than 2,000 characters"),
        (gzip.compress(b" " * 500_000), "text/plain", "", 413, "is larger than"),
        (b"FAIL", "text/plain", "", 500, "could not be analysed (ZeroDivisionError: on purpose)"),
    ],
)
def test_problems(
    client: TestClient, content: bytes, kind: str, query: str, status: int, what: str
) -> None:
    headers = {"content-type": kind} if kind else {}
    reply = client.post(f"/analyze{query}", content=content, headers=headers)
    problem = reply.json()
    assert (reply.status_code, problem["status"]) == (status, status), problem
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["what"].startswith(what)
    assert problem["detail"].endswith(f"{problem['what']}; {problem['hint']}")
    assert "Traceback" not in reply.text


def test_more_articles_than_the_server_can_hold(client: TestClient) -> None:
    body = gzip.compress(b"1\n" * 10_000)
    lines = client.post("/analyze", content=body, headers=LINES).text.splitlines()
    assert len(lines) < 4 * LIMITS.max_bytes / 1_000 + 2
    assert json.loads(lines[-1])["what"] == "holds more articles than fit into 400,000 bytes"


def test_packing_that_is_not_undone(client: TestClient) -> None:
    headers = {**PLAIN, "content-encoding": "br"}
    assert client.post("/analyze", content=b"x", headers=headers).status_code == 415


def test_an_article_that_kills_its_worker(client: TestClient, desk: Desk) -> None:
    """It alone is refused; what waits with it, and goes to a worker together with it, is not."""
    before = desk.restarts
    words = ("SLOW", "Sak 1.", "Sak 2.", "KILL")  # what comes while it is slow, waits
    with ThreadPoolExecutor(len(words)) as threads:
        ask = partial(client.post, "/analyze", headers=PLAIN)
        asked = [threads.submit(ask, content=f"{word} {TEXT}") for word in words]
        *replies, killed = (each.result() for each in asked)
    assert [reply.status_code for reply in replies] == [200] * 3
    assert [reply.json()["text"] for reply in replies] == [f"{word} {TEXT}" for word in words[:3]]
    assert (killed.status_code, killed.json()["what"]) == (500, "ended its worker twice")
    assert desk.restarts >= before + 2


def test_a_slow_article(client: TestClient, desk: Desk) -> None:
    slow = client.post("/analyze", content="WAIT", headers=PLAIN)
    assert (slow.status_code, slow.json()["what"]) == (504, "was not analysed within 6 seconds")
    assert client.post("/analyze", content=TEXT, headers=PLAIN).json()["text"] == TEXT
    assert desk.taken == 0


def test_what_else_there_is(client: TestClient) -> None:
    until(lambda: client.get("/health").status_code == 200)
    assert client.get("/health").json()["model"]["name"] == "nb_newsparse_sm"
    assert client.get("/schema").text == article_schema() + "\n"
    missing, posted = client.get("/nothing"), client.post("/schema")
    assert [missing.json()["status"], posted.json()["status"]] == [404, 405]
    assert posted.headers["allow"] == "GET, HEAD"
    rows = client.get("/metrics").text.splitlines()
    assert all(re.fullmatch(r'newsparse_\w+(\{status="\d+"\})? [\d.]+', row) for row in rows)
    counts = {name: float(value) for name, _, value in (row.rpartition(" ") for row in rows)}
    assert counts['newsparse_requests_total{status="404"}'] == 1
    assert counts["newsparse_articles_total"] > 0
    assert counts["newsparse_words_total"] > counts["newsparse_articles_total"]


def test_the_description_is_true(client: TestClient, analyzer: Analyzer) -> None:
    described = client.get("/openapi.json").json()
    assert described == openapi()
    for found in re.findall(r'"\$ref": "#/([^"]*)"', json.dumps(described)):
        inner = described
        for key in found.split("/"):
            inner = inner[key]
    post = described["paths"]["/analyze"]["post"]
    shown = post["responses"]["200"]["content"]["application/json"]["example"]
    sent = post["requestBody"]["content"]["application/json"]["example"]
    record = client.post("/analyze", json=sent).json()
    version = {"newsparse_version", "model", "sha256"}
    assert {k: v for k, v in shown.items() if k not in version} == {
        k: v for k, v in record.items() if k not in version
    }
    Article.model_validate(shown)
    schema = {"components": described["components"], "$ref": "#/components/schemas/Problem"}
    jsonschema.validate(client.get("/nothing").json(), schema)
    assert {str(status) for status in REFUSED} < post["responses"].keys()


def test_every_reply_is_safe_in_a_browser(client: TestClient) -> None:
    for reply in (client.get("/health"), client.get("/nothing"), client.post("/analyze")):
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert "unsafe" not in reply.headers["content-security-policy"]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "server" not in reply.headers


def test_names_and_sites_of_others(desk: Desk) -> None:
    asked = TestClient(app(desk, LIMITS), base_url="http://elsewhere.example")
    assert asked.get("/schema").status_code == 421
    for host in ("localhost:8000", "127.0.0.1", "[::1]:1"):
        assert asked.get("/schema", headers={"host": host}).status_code == 200
    for broken in ("[", "[::1", ""):
        assert asked.get("/schema", headers={"host": broken}).status_code == 421
    local = TestClient(app(desk, LIMITS), base_url=LOCAL)
    assert local.get("/schema", headers={"origin": "http://["}).status_code == 403
    for origin, status in ((LOCAL, 200), ("https://cms.example", 403), ("null", 403)):
        reply = local.get("/schema", headers={"origin": origin})
        assert reply.status_code == status, origin
        assert "access-control-allow-origin" not in reply.headers
    named = Settings(cors=("https://cms.example",), token="hemmelig")
    open_to = TestClient(app(desk, named), base_url=LOCAL)
    headers = {"origin": "https://cms.example", "access-control-request-method": "POST"}
    asked_before = open_to.options("/analyze", headers=headers)
    assert asked_before.headers["access-control-allow-origin"] == "https://cms.example"
    assert open_to.get("/schema", headers={"origin": "https://a.example"}).status_code == 403


def test_the_token(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("hæmmelig\n", encoding="utf-8")
    settings = Settings(token=read_token(path), hosts_checked=False)
    asked = TestClient(app(desk, settings), base_url="https://news.example")
    known = b"Bearer " + "hæmmelig".encode()
    basic = b"Basic " + base64.b64encode("vik:hæmmelig".encode())
    for sent, status in (
        (known, 200),
        (basic, 200),
        (b"", 401),
        (b"Bearer hemmelig", 401),
        (b"Basic x", 401),
        (b"Digest x", 401),
    ):
        reply = asked.get("/schema", headers={b"authorization": sent})
        assert reply.status_code == status, sent
    assert "Basic" in asked.get("/schema").headers["www-authenticate"]
    assert asked.get("/health").status_code != 401
    path.write_text("hæmmelig\r\n", encoding="utf-8-sig")  # as Notepad does
    assert read_token(path) == "hæmmelig"
    for wrong in ("\n", "to\nlinjer", "to ord", "nul\0"):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(ServeError, match="holds no token, which is one word"):
            read_token(path)


def test_workers_that_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    monkeypatch.setattr(Line, "warm", lambda line: tries.append(line))
    monkeypatch.setattr("newsparse.serve.desk.LONGEST_WAIT", 0.01)
    desk, said = Desk(LIMITS, 1), list[str]()
    desk.told = said.append

    async def ask() -> None:
        desk.open()
        await desk.answer(Entry("a", "a.txt", "", TEXT.encode()))

    with pytest.raises(RequestError, match="the server cannot start its workers") as refused:
        asyncio.run(ask())
    assert refused.value.status == 503
    assert said == ["a worker dies while it loads the pipeline; it is started again"]
    assert len(tries) < 10
    desk.close()


def test_a_fault_of_ours_is_told_by_its_kind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Request) -> Any:
        raise KeyError("hemmelig tekst")

    said: list[str] = []
    monkeypatch.setattr(page, "routes", lambda results: [Route("/fail", fail)])
    made = app(desk, LIMITS, say=said.append)
    reply = TestClient(made, base_url=LOCAL, raise_server_exceptions=False).get("/fail")
    assert reply.json()["detail"].startswith("the server failed (KeyError)")
    (sentence,) = said
    assert re.match(r"GET /fail failed \(KeyError in test_serve.py:\d+\)", sentence)
    assert "hemmelig" not in sentence + reply.text


def test_a_body_that_trickles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyze, "BODY_SECONDS", 0.05)
    scope = {"type": "http", "method": "POST", "headers": []}

    async def trickle() -> dict[str, object]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(RequestError, match="too slowly"):
        asyncio.run(analyze._content_of(Request(scope, trickle), 1_000_000))


def test_connections_that_hold_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half a head, nor a reply that nobody reads, keeps one open; a bad head is told of."""
    from uvicorn import Config
    from uvicorn.server import ServerState

    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.1)
    monkeypatch.setattr(protocol, "READ_SECONDS", 0.2)

    async def large(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(50):
            await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})

    async def ask(sent: bytes) -> tuple[bytes, bool]:
        """Return what the reply begins with, and whether the connection was cut."""
        config = Config(large, log_config=None)
        state = ServerState()
        loop = asyncio.get_running_loop()
        there = await loop.create_server(lambda: protocol.Protocol(config, state, {}), HOST, 0)
        port = there.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection(HOST, port, limit=1000)
        writer.write(sent)
        begun = await reader.read(12)
        end = time.monotonic() + 60
        while state.connections and time.monotonic() < end:
            await asyncio.sleep(0.01)
        writer.close()
        there.close()
        return begun, not state.connections

    assert asyncio.run(ask(b"GET / HT")) == (b"", True)
    assert asyncio.run(ask(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")) == (b"HTTP/1.1 200", True)
    assert asyncio.run(ask(b"\x00\x01\r\n\r\n")) == (b"HTTP/1.1 400", True)


def test_a_full_queue_and_a_client_that_leaves(server: Server) -> None:
    async def ask() -> None:
        busy, waits, refused = (Client(server.port) for _ in range(3))
        metrics = server.metrics
        await busy.send(request(b"WAIT"))
        await asyncio.to_thread(until, lambda: metrics()["requests_here"] == 1)
        await waits.send(request(TEXT.encode()))
        await asyncio.to_thread(until, lambda: metrics()["tasks_waiting"] == 1)
        await refused.send(request(TEXT.encode()))
        status, reply = await refused.reply()
        assert (status, json.loads(reply)["what"]) == (429, "too many requests are waiting")
        waits.close()  # before its article is begun
        busy.close()
        await asyncio.to_thread(until, lambda: metrics()["requests_here"] == 0)
        assert metrics()["tasks_waiting"] == 0
        await refused.send(request(TEXT.encode()))
        status, reply = await refused.reply()  # as soon as WAIT has taken its time
        assert (status, json.loads(reply)["text"]) == (200, TEXT)
        assert metrics()["articles_total"] == 1

    asyncio.run(ask())


def test_a_worker_that_is_killed_and_then_sigterm(server: Server, analyzer: Analyzer) -> None:
    """An article whose worker dies is analysed by another; what is under way is finished."""
    text = f"SLOW {TEXT}"
    expected = f"{to_json(analyzer.analyze(text, 'stdin'), indent=False)}\n".encode()

    def is_begun() -> bool:
        metrics = server.metrics()
        return (metrics["requests_here"], metrics["tasks_waiting"]) == (1, 0)

    async def ask() -> None:
        client = Client(server.port)
        before = server.metrics()["worker_restarts_total"]
        await client.send(request(text.encode()))
        await asyncio.to_thread(until, is_begun)
        for worker in server.workers():
            worker.kill()
        assert await client.reply() == (200, expected)
        assert server.metrics()["worker_restarts_total"] == before + 1
        await client.send(request(text.encode()))
        await asyncio.to_thread(until, is_begun)
        workers = server.workers()
        server.process.send_signal(signal.SIGTERM)
        assert await client.reply() == (200, expected)
        assert await asyncio.to_thread(server.process.wait, 60) == 0
        assert server.process.stderr is not None
        assert server.process.stderr.read() == ""
        assert not psutil.wait_procs(workers, 60)[1]

    asyncio.run(ask())


def test_ctrl_c_at_once() -> None:
    server = Server("--jobs", 1)
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(60) == 0
    assert server.process.stderr is not None
    assert server.process.stderr.read() == ""


def test_a_server_that_cannot_begin(tmp_path: Path) -> None:
    empty = tmp_path / "token"
    empty.touch()
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        for args, code, said in (
            (["--host", "0.0.0.0"], 2, "--token-file"),
            (["--host", "0.0.0.0", "--token-file", empty], 1, "holds no token"),
            (["--token-file", tmp_path / "none"], 1, "cannot be read"),
            (["--cors", "*"], 2, "is no origin"),
            (["--port", port], 1, "cannot listen at"),
            (["--model", "nothing"], 1, "model 'nothing' was not found"),
        ):
            command = [sys.executable, "-m", "newsparse", "serve", *map(str, args)]
            process = subprocess.run(command, capture_output=True, text=True, check=False)
            assert (process.returncode, process.stdout) == (code, ""), args
            assert said in process.stderr
            assert "Traceback" not in process.stderr


def test_a_storm() -> None:
    """A short form of the run in benchmarks/serve.py."""
    storm(requests=200, trickles=0)
