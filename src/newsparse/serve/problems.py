"""What a request is refused with: one sentence, its status, and the same as RFC 9457 has it."""

import json
import re
from http import HTTPStatus

from newsparse.errors import (
    CrashError,
    NewsparseError,
    PipelineError,
    SlowError,
    TooLargeError,
)

# the options of `analyze` that a request has as parameters
OPTION = re.compile(r"--(text-key|id-key|title-key|date-key|encoding|any-language)\b")
MEDIA_TYPE = "application/problem+json"
# of what a worker says of an article; whatever else is wrong with it is 422
STATUSES: tuple[tuple[type[NewsparseError], int], ...] = (
    (TooLargeError, 413),
    (SlowError, 504),
    (CrashError, 500),
    (PipelineError, 503),
)


class ServeError(NewsparseError):
    """A server that cannot begin."""

    @classmethod
    def lacks_serve(cls) -> "ServeError":
        hint = "install it: pip install 'newsparse[serve]'"
        return cls("what speaks HTTP is not installed", hint)

    @classmethod
    def cannot_listen(cls, address: str, reason: str) -> "ServeError":
        hint = "stop what listens there, or name another --host or --port"
        return cls(f"cannot listen at {address} ({reason})", hint)

    @classmethod
    def no_token(cls, name: str) -> "ServeError":
        hint = "write a long random word into it, as of `openssl rand -hex 32`"
        return cls("holds no token, which is one word", hint, name)

    @classmethod
    def unreadable_token(cls, name: str, reason: str) -> "ServeError":
        return cls(f"cannot be read ({reason})", "check the file and its permissions", name)


class SearchError(NewsparseError):
    """A database that cannot be searched, or not for that."""

    @classmethod
    def no_database(cls, name: str) -> "SearchError":
        hint = "make one with `newsparse export RESULTS --to sqlite -o results.db`"
        return cls("is no database of this version of newsparse", hint, name)

    @classmethod
    def slow(cls, seconds: float) -> "SearchError":
        return cls(f"nothing was found within {seconds:.0f} seconds", "ask for less")


class RequestError(NewsparseError):
    """A request that is refused: with a status, and headers of the reply."""

    def __init__(
        self, status: int, what: str, hint: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(what, hint)
        self.status = status
        self.headers = headers or {}

    @classmethod
    def unauthorized(cls) -> "RequestError":
        hint = "send it as `Authorization: Bearer TOKEN`, or as the password of any user"
        headers = {"www-authenticate": 'Basic realm="newsparse", charset="UTF-8", Bearer'}
        return cls(401, "the token is missing or wrong", hint, headers)

    @classmethod
    def other_host(cls) -> "RequestError":
        hint = "ask for it as localhost, or start the server with --token-file"
        return cls(421, "this server does not go by that name", hint)

    @classmethod
    def other_origin(cls) -> "RequestError":
        hint = "name that site with --cors when the server is started"
        return cls(403, "another site's page may not ask this server", hint)

    @classmethod
    def nothing_here(cls, path: str) -> "RequestError":
        return cls(404, f"there is nothing at {path[:80]}", "see /openapi.json for what there is")

    @classmethod
    def no_workers(cls) -> "RequestError":
        hint = "its operator finds out why in what it says; try again later"
        headers = {"retry-after": "60"}
        return cls(503, "the server cannot start its workers", hint, headers)

    @classmethod
    def other_method(cls, method: str, allowed: list[str]) -> "RequestError":
        listed = ", ".join(sorted(allowed))
        return cls(405, f"{method[:20]} does nothing here", f"use {listed}", {"allow": listed})

    @classmethod
    def late_body(cls) -> "RequestError":
        return cls(408, "the request came too slowly", "send it again, faster")

    @classmethod
    def large_body(cls, limit: int) -> "RequestError":
        what = f"the request is larger than {limit:,} bytes"
        return cls(413, what, "send fewer articles at once, or allow more with --max-bytes")

    @classmethod
    def form(cls) -> "RequestError":
        hint = "send the file itself: curl -H 'Content-Type: text/plain' --data-binary @a.txt"
        return cls(415, "forms are not read", hint)

    @classmethod
    def other_type(cls, type: str) -> "RequestError":
        return cls(415, f"{type[:80]} is not read", "send text, HTML, JSON or a document")

    @classmethod
    def other_packing(cls, packing: str) -> "RequestError":
        return cls(415, f"{packing[:80]} is not unpacked", "send it as it is, or as gzip")

    @classmethod
    def unknown_parameter(cls, name: str, known: list[str]) -> "RequestError":
        what = f"there is no parameter {name[:80]!r}"
        return cls(400, what, f"there are {', '.join(known)}")

    @classmethod
    def busy(cls, seconds: int) -> "RequestError":
        hint = f"try again in {seconds} seconds"
        return cls(429, "too many requests are waiting", hint, {"retry-after": str(seconds)})

    @classmethod
    def fault(cls, kind: str) -> "RequestError":
        return cls(500, f"the server failed ({kind})", "please report it, with the request")

    @classmethod
    def no_http(cls) -> "RequestError":
        return cls(400, "this is no request as HTTP has them", "check what sends it")


def status_of(error: NewsparseError) -> int:
    """Return the status of a reply that tells of an error."""
    if isinstance(error, RequestError):
        return error.status
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 422)


def _parameter(option: re.Match[str]) -> str:
    """`--text-key` of the command is `?text_key=` here."""
    return f"?{option[1].replace('-', '_')}="


def details_of(error: NewsparseError) -> bytes:
    """Return an error as problem details (RFC 9457): a line of JSON."""
    status = status_of(error)
    what, hint = (OPTION.sub(_parameter, part) for part in (error.what, error.hint))
    details = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(NewsparseError(what, hint, error.name)),
        "what": what,
        "hint": hint,
    }
    return f"{json.dumps(details, ensure_ascii=False)}\n".encode("utf-8", "replace")
