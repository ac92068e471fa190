"""An HTTP server over the analysis: an API for programs, and a page for people.

What speaks HTTP is imported when workers already load the pipeline, and by no worker.
"""

import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from newsparse.errors import PipelineError
from newsparse.locate import identify
from newsparse.serve.desk import Desk
from newsparse.serve.problems import ServeError
from newsparse.serve.settings import Settings, is_loopback

__all__ = ["Settings", "is_loopback", "read_token", "serve"]

GRACE_SECONDS = 60  # for what is under way at the end
BACKLOG = 2048  # connections that wait to be accepted


def serve(
    settings: Settings,
    host: str,
    port: int,
    jobs: int | None = None,
    results: Path | None = None,
    say: Callable[[str], object] = lambda sentence: None,
) -> None:
    """Answer until SIGTERM or Ctrl-C; then finish what is under way.

    jobs: workers; one for each core where it is None.
    results: a database of `newsparse export`, for the page's search.
    say: told the address, when it can be asked, and of faults of ours; nothing of an article.
    Raises ServeError where it cannot listen there, PipelineError where the pipeline is missing,
    SearchError and ReadingError where the database is none.
    """
    if not (find_spec("starlette") and find_spec("uvicorn")):
        raise ServeError.lacks_serve()
    identify(settings.model)
    if results is not None:
        from newsparse.serve.search import Search

        Search(results)  # raises where it is none
    for stopped in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stopped, lambda *_: sys.exit())
    with _listening(host, port) as listener:
        say(f"listening at {_address(host, listener.getsockname()[1])}; Ctrl-C stops it")
        desk = Desk(settings, jobs)
        try:
            _answer(desk, settings, listener, results, say)
        finally:
            desk.close()


def read_token(path: Path) -> str:
    """Return the token in a file; raises ServeError where there is none."""
    try:
        token = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ServeError.unreadable_token(str(path), reason) from None
    if not token or not token.isprintable() or " " in token:
        raise ServeError.no_token(str(path))
    return token


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        # asyncio turns Nagle's delay off only where the protocol is named
        found = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener = socket.socket(*found[0][:3])
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(found[0][4])
        listener.listen(BACKLOG)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ServeError.cannot_listen(_address(host, port), reason) from None
    with listener:
        yield listener


def _address(host: str, port: int) -> str:
    """Return where a browser finds it.

    >>> _address("::1", 8000)
    'http://[::1]:8000'
    """
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _answer(
    desk: Desk,
    settings: Settings,
    listener: socket.socket,
    results: Path | None,
    say: Callable[[str], object],
) -> None:
    from uvicorn import Config, Server

    from newsparse.serve.app import app
    from newsparse.serve.protocol import Protocol

    _quieten(say)
    config = Config(
        app(desk, settings, results, say),
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config)
    failures: list[PipelineError] = []

    def fail(error: PipelineError) -> None:
        failures.append(error)
        server.should_exit = True

    desk.failed, desk.told = fail, say
    server.run([listener])
    if failures:
        raise failures[0]


def _quieten(say: Callable[[str], object]) -> None:
    """Let no log hold anything of an article: faults are said by their kind."""

    class Kinds(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kind = record.exc_info[0] if record.exc_info else None
            say(f"a fault in {record.name}{f' ({kind.__name__})' if kind else ''}")

    for name, handler in (
        ("uvicorn", logging.NullHandler()),  # the application says its own
        ("asyncio", Kinds(logging.ERROR)),
        ("concurrent.futures", Kinds(logging.ERROR)),
    ):
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).propagate = False
