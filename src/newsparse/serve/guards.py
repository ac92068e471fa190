"""Who may ask the server, and the headers that keep its replies safe in a browser."""

import base64
import binascii
import hmac
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsparse.serve.metrics import Metrics
from newsparse.serve.problems import RequestError
from newsparse.serve.replies import refusal
from newsparse.serve.settings import is_loopback

OPEN = ("/health",)  # to what asks without a token
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
LEFT = 499  # in the metrics: the client was gone before the reply began


class Guard:
    """Lets nobody in who may not ask, adds headers to every reply, and counts it.

    hosts_checked: refuse names that are not this machine's own, as a page elsewhere could have its
    name point here (DNS rebinding).
    cors: origins whose pages may ask.
    """

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        token: str | None,
        hosts_checked: bool,
        cors: Iterable[str],
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._token = token and token.encode()
        self._hosts_checked = hosts_checked
        self._cors = tuple(cors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = LEFT

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            problem = self._problem(scope["path"], Headers(scope=scope))
            await (refusal(problem) if problem else self._app)(scope, receive, guarded)
        finally:
            self._metrics.requests[status] += 1

    def _problem(self, path: str, headers: Headers) -> RequestError | None:
        host = headers.get("host", "")
        if self._hosts_checked and not is_loopback(_split(f"//{host}").hostname or ""):
            return RequestError.other_host()
        origin = headers.get("origin")
        if origin and origin not in self._cors and _split(origin).netloc != host:
            return RequestError.other_origin()
        if self._token and path not in OPEN and not self._is_known(headers):
            return RequestError.unauthorized()
        return None

    def _is_known(self, headers: Headers) -> bool:
        kind, _, sent = headers.get("authorization", "").partition(" ")
        given = sent.strip().encode("latin-1", "replace")
        if kind.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).partition(b":")[2]
            except binascii.Error:
                return False
        elif kind.lower() != "bearer":
            return False
        assert self._token
        return hmac.compare_digest(given, self._token)


def _split(address: str) -> SplitResult:
    """Return the parts of an address, none of what is no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
