"""newsparse serve: an API for programs, and a page for people."""

import re
from pathlib import Path
from typing import Annotated

import typer

from newsparse.cli.batch import LONGEST_TIME
from newsparse.cli.options import Jobs, Model
from newsparse.exits import clean_exit, note

ORIGIN = re.compile(r"https?://[^/\s*?#]+")


def serve(
    results: Annotated[
        Path | None,
        typer.Argument(
            metavar="RESULTS.db",
            help="A database of `newsparse export --to sqlite`, for the page's search.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="The port; 0: any that is free.")
    ] = 8000,
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Answer only who sends the token that stands in this file."
        ),
    ] = None,
    open_to_all: Annotated[
        bool,
        typer.Option(
            "--open-to-all",
            help="Listen beyond this machine without a token: for whoever gets there.",
        ),
    ] = False,
    cors: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN",
            help="A site whose pages may ask, as in https://cms.example; repeatable.",
        ),
    ] = None,
    jobs: Jobs = None,
    queue: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="How many requests may be under way; others are answered 429."
        ),
    ] = 64,
    max_bytes: Annotated[
        int, typer.Option(metavar="N", min=1, help="The largest request.")
    ] = 10_000_000,
    max_length: Annotated[
        int, typer.Option(metavar="N", min=1, help="The longest article, in characters.")
    ] = 200_000,
    timeout: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            max=LONGEST_TIME,
            help="What an article may take, and a second more for every 2,000 bytes of it.",
        ),
    ] = 60.0,
    model: Model = None,
) -> None:
    """Answer over HTTP: a page to paste articles into, and an API for programs.

    \b
    newsparse serve
    curl -H 'Content-Type: text/plain' --data-binary @a.txt http://127.0.0.1:8000/analyze

    /openapi.json describes the API. Ctrl-C and SIGTERM let it finish what is under way. Exit code:
    0 stopped so, 1 it could not begin, 2 wrong usage.
    """
    with clean_exit():
        from newsparse.serve import Settings, is_loopback, read_token
        from newsparse.serve import serve as answer

        is_near = is_loopback(host)
        if not is_near and token_file is None and not open_to_all:
            problem = f"{host} can be reached from elsewhere: name a --token-file, or --open-to-all"
            raise typer.BadParameter(problem, param_hint="--host")
        if wrong := next((site for site in cors or () if not ORIGIN.fullmatch(site)), None):
            problem = f"{wrong!r} is no origin such as https://cms.example, without a path"
            raise typer.BadParameter(problem, param_hint="--cors")
        settings = Settings(
            model=model,
            places=queue,
            max_bytes=max_bytes,
            timeout=timeout,
            longest=max_length,
            token=read_token(token_file) if token_file else None,
            cors=tuple(site.lower() for site in cors or ()),
            hosts_checked=is_near and token_file is None,
        )
        answer(settings, host, port, jobs, results, note)
