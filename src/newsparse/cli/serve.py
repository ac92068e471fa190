"""newsparse serve: an API for programs, and a page for people."""

from pathlib import Path
from typing import Annotated

import typer

from newsparse.cli.options import Model
from newsparse.exits import clean_exit, note


def serve(
    results: Annotated[
        Path | None,
        typer.Argument(
            metavar="RESULTS.db",
            help="A database of `newsparse export --to sqlite`, for the page's search.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="The port; 0: any that is free.")
    ] = 8000,
    model: Model = None,
) -> None:
    """Answer over HTTP: a page to paste articles into, and an API.

    \b
    newsparse serve
    curl -H 'Content-Type: text/plain' --data-binary @a.txt http://127.0.0.1:8000/analyze
    """
    with clean_exit():
        import uvicorn

        from newsparse.serve import app

        note(f"listening on http://{host}:{port}")
        uvicorn.run(app(model, results), host=host, port=port, log_config=None, access_log=False)
