"""The application: its addresses."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsparse.analyzer import load
from newsparse.reading import Entry, to_document
from newsparse.reading.formats import format_of
from newsparse.serve import page
from newsparse.writing import article_schema, to_json


def app(model: str | None = None, results: Path | None = None) -> Starlette:
    """Return the application."""
    analyzer = load(model)

    async def analyze(request: Request) -> Response:
        content = await request.body()
        name = request.query_params.get("name", "stdin")
        entry = Entry(name.removesuffix(".txt"), name, format_of(content, name), content)
        article = next(analyzer.stream([to_document(entry)]))
        return Response(to_json(article, indent=False) + "\n", media_type="application/json")

    async def schema(request: Request) -> Response:
        return Response(article_schema() + "\n", media_type="application/schema+json")

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ready"})

    return Starlette(
        routes=[
            Route("/analyze", analyze, methods=["POST"]),
            Route("/schema", schema),
            Route("/health", health),
            *page.routes(results),
        ]
    )
