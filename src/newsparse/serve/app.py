"""The application: its addresses."""

import json
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from newsparse.errors import NewsparseError
from newsparse.locate import identify
from newsparse.serve import page
from newsparse.serve.analyze import Analyze
from newsparse.serve.desk import Desk
from newsparse.serve.guards import Guard
from newsparse.serve.metrics import MEDIA_TYPE as METRICS
from newsparse.serve.metrics import Metrics
from newsparse.serve.openapi import openapi
from newsparse.serve.problems import RequestError
from newsparse.serve.replies import refusal
from newsparse.serve.settings import Settings
from newsparse.writing import article_schema


def app(
    desk: Desk,
    settings: Settings,
    results: Path | None = None,
    say: Callable[[str], object] = lambda sentence: None,
) -> ASGIApp:
    """Return the application; it opens the desk when it starts, and closes it at its end.

    results: a database of `newsparse export`, for the page's search.
    say: told in a sentence of a fault of ours.
    Raises PipelineError where there is no pipeline.
    """
    counts = Metrics()
    model = identify(settings.model).model_dump()
    schema = f"{article_schema()}\n"
    described = f"{json.dumps(openapi(), ensure_ascii=False, indent=2)}\n"

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        desk.open()
        try:
            yield
        finally:
            desk.close()

    async def health(_: Request) -> Response:
        status, word = (200, "ready") if desk.ready else (503, "loading")
        line = json.dumps({"status": word, "model": model})
        return Response(f"{line}\n", status, media_type="application/json")

    async def show_metrics(_: Request) -> Response:
        return Response(counts.text(desk), media_type=METRICS)

    async def show_schema(_: Request) -> Response:
        return Response(schema, media_type="application/schema+json")

    async def show_openapi(_: Request) -> Response:
        return Response(described, media_type="application/json")

    async def refuse(request: Request, error: Exception) -> Response:
        if isinstance(error, NewsparseError):
            return refusal(error)
        if isinstance(error, HTTPException):
            return refusal(_problem_of(error, request))
        say(f"{request.method} {request.url.path} failed ({_place_of(error)}); please report it")
        return refusal(RequestError.fault(type(error).__name__))

    inner: ASGIApp = Starlette(
        routes=[
            Route("/analyze", Analyze(desk, settings, counts), methods=["POST"]),
            Route("/schema", show_schema),
            Route("/health", health),
            Route("/metrics", show_metrics),
            Route("/openapi.json", show_openapi),
            *page.routes(results),
        ],
        exception_handlers=dict.fromkeys((NewsparseError, HTTPException, Exception), refuse),
        lifespan=lifespan,
    )
    guarded = Guard(inner, counts, settings.token, settings.hosts_checked, settings.cors)
    if not settings.cors:
        return guarded
    return CORSMiddleware(
        guarded,
        allow_origins=settings.cors,
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type"],
    )


def _problem_of(error: HTTPException, request: Request) -> RequestError:
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return RequestError.other_method(request.method, allowed.split(", "))
    return RequestError.nothing_here(request.url.path)


def _place_of(error: Exception) -> str:
    """Return what a fault is and where it happened, and nothing of what it happened to."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}"
