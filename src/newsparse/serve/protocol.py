"""HTTP on a connection: uvicorn's, without patience for who sends or reads too slowly."""

import asyncio
import socket
from http import HTTPStatus

from uvicorn.protocols.http.h11_impl import H11Protocol

from newsparse.serve.problems import MEDIA_TYPE, RequestError, details_of

HEAD_SECONDS = 10.0  # for a request's first lines
SENT = 1 << 16  # bytes that may wait in the system to be sent
READ_SECONDS = 30.0  # without a reply being read


class Protocol(H11Protocol):
    """Cuts a connection that holds its place for nothing; limits of bodies are the app's."""

    _late: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        # small, so that it moves as soon as a slow client reads; a large one does by the megabyte
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT)
        self._late = self.loop.call_later(HEAD_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Take what came; while no request is under way, it must be one soon."""
        super().data_received(data)
        is_idle = self.cycle is None or self.cycle.response_complete
        if not is_idle:
            self._stop_waiting()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def on_response_complete(self) -> None:
        """Go on; a client that does not take the end of the reply is cut off, too."""
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        """Stop, as the client does not keep up."""
        super().pause_writing()
        self._watch()

    def _watch(self) -> None:
        """Cut the connection where nothing at all is taken of what waits to be sent."""
        waits = self.transport.get_write_buffer_size()
        if self._stuck is None and waits:
            self._stuck = self.loop.call_later(READ_SECONDS, self._cut_if_stuck, waits)

    def _cut_if_stuck(self, waited: int) -> None:
        self._stuck = None
        if self.transport.get_write_buffer_size() >= waited:
            self.transport.abort()
        self._watch()

    def _stop_watching(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        self._stop_watching()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; where a reply has begun, there is nothing left to say."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            body = details_of(RequestError.no_http())
            head = (
                f"HTTP/1.1 400 {HTTPStatus(400).phrase}\r\nContent-Type: {MEDIA_TYPE}\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        if self.cycle is not None:
            self.cycle.disconnected = True  # the app has nothing more to say
            self.cycle.message_event.set()
        self.transport.close()
