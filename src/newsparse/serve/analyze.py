"""`POST /analyze`: a body in, records out."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from contextlib import aclosing, suppress
from dataclasses import replace

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from newsparse.batch import Analysed
from newsparse.batch.analysis import Outcome
from newsparse.errors import ReadingError
from newsparse.reading import Entry
from newsparse.record import Failure
from newsparse.serve.bodies import Answer, body_of
from newsparse.serve.desk import Desk
from newsparse.serve.metrics import Metrics
from newsparse.serve.problems import RequestError
from newsparse.serve.settings import Settings

BODY_SECONDS = 20.0  # that a body may take to come,
IDLE_SECONDS = 5.0  # without any more of it
BODY_RATE = 50_000  # and a second more for so many bytes of it
AHEAD = 2  # articles of one request, for each worker, that are under way at once
ONE, LINES = "application/json", "application/x-ndjson"


class Analyze:
    """Takes a body of one article or of several, and lets workers analyse them.

    One article's record is the reply, or the problem with it. Of several there is a line for each,
    in their order, as soon as it is ready: a record, or what failed; so, too, where the client asks
    for lines. The bytes are those that `newsparse analyze` prints.
    """

    def __init__(self, desk: Desk, settings: Settings, counts: Metrics) -> None:
        self._desk = desk
        self._settings = settings
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = body_of(request.headers, request.query_params)
        with self._desk.place(), suppress(ClientDisconnect):
            body = replace(body, content=await _content_of(request, self._settings.max_bytes))
            await _while_there(receive, self._reply(body, request, send))

    async def _reply(self, body: Entry, request: Request, send: Send) -> None:
        answered = await self._answer(body)
        if isinstance(answered, list):
            async with aclosing(self._lines(answered)) as lines:
                await _send_lines(lines, send)
        elif LINES in request.headers.get("accept", ""):
            reply = Response(self._line_of(answered, body), media_type=LINES)
            await reply(request.scope, request.receive, send)
        else:
            line = self._line_of(answered, body)
            if isinstance(answered, ReadingError):
                raise answered
            await Response(line, media_type=ONE)(request.scope, request.receive, send)

    async def _lines(self, found: list[Entry | Failure]) -> AsyncGenerator[bytes, None]:
        """Yield the line of each article, with the next ones under way."""
        doing: deque[asyncio.Task[bytes]] = deque()
        rest = iter(found)
        try:
            while True:
                while len(doing) < self._desk.jobs * AHEAD and (item := next(rest, None)):
                    doing.append(asyncio.create_task(self._line(item)))
                if not doing:
                    return
                yield await doing[0]
                doing.popleft()
        finally:
            for task in doing:
                task.cancel()

    async def _line(self, item: Entry | Failure) -> bytes:
        if isinstance(item, Failure):
            self._counts.failed += 1
            return _json_line(item)
        answered = await self._answer(item)
        assert not isinstance(answered, list), "what was found in a body is one article"
        return self._line_of(answered, item)

    async def _answer(self, body: Entry) -> Answer:
        try:
            return await self._desk.answer(body)
        except ReadingError as error:
            return error

    def _line_of(self, outcome: Outcome, entry: Entry) -> bytes:
        """Return what a line of lines says of an article; count it."""
        if isinstance(outcome, Analysed):
            self._counts.articles += 1
            self._counts.words += outcome.words
            return outcome.line
        self._counts.failed += 1
        return _json_line(entry.failure(outcome))


def _json_line(failure: Failure) -> bytes:
    return f"{failure.model_dump_json()}\n".encode()


async def _content_of(request: Request, largest: int) -> bytes:
    """Return a request's body; raises RequestError where it is too large or comes too slowly."""
    if int(request.headers.get("content-length", 0)) > largest:  # HTTP's parser saw that it is one
        raise RequestError.large_body(largest)
    content = bytearray()
    began = time.monotonic()
    chunks = request.stream()
    while True:
        left = began + BODY_SECONDS + len(content) / BODY_RATE - time.monotonic()
        try:
            chunk = await asyncio.wait_for(anext(chunks, None), min(left, IDLE_SECONDS))
        except TimeoutError:
            raise RequestError.late_body() from None
        if chunk is None:
            return bytes(content)
        content += chunk
        if len(content) > largest:
            raise RequestError.large_body(largest)


async def _while_there(receive: Receive, doing: Coroutine[None, None, None]) -> None:
    """Do what is to be done for a client; raises ClientDisconnect where it leaves before."""
    work, left = asyncio.create_task(doing), asyncio.create_task(_leaves(receive))
    try:
        await asyncio.wait((work, left), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ClientDisconnect
        await work
    finally:
        work.cancel()
        left.cancel()


async def _leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_lines(lines: AsyncIterator[bytes], send: Send) -> None:
    headers = [(b"content-type", LINES.encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for line in lines:
        await send({"type": "http.response.body", "body": line, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
