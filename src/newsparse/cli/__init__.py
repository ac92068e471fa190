"""The newsparse command: options in, one call, exit code out.

spaCy is imported inside the commands that need it, so that help answers at once.
"""

import io
import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from newsparse.cli.about import info, schema
from newsparse.cli.analyze import analyze, show
from newsparse.cli.batch import batch
from newsparse.cli.evaluate import evaluate, import_labels
from newsparse.cli.help import Command, Group, help_of
from newsparse.cli.results import export, report
from newsparse.cli.serve import serve
from newsparse.cli.stats import stats
from newsparse.exits import check_output, clean_exit

__all__ = ["app"]

app = typer.Typer(
    cls=Group,
    help="Read Norwegian news: who and what an article names, and who said what.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        with clean_exit():
            check_output()
            print(f"newsparse {version('newsparse')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Read Norwegian news: who and what an article names, and who said what."""
    if sys.stderr is None:  # nobody wants to hear
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8, whatever the system's locale; names of files can be anything
            errors = "backslashreplace" if stream is sys.stderr else None
            stream.reconfigure(encoding="utf-8", errors=errors)


COMMANDS = (
    analyze,
    show,
    batch,
    serve,
    export,
    report,
    stats,
    evaluate,
    import_labels,
    schema,
    info,
)
for command in COMMANDS:
    app.command(cls=Command)(command)
app.command("help", cls=Command)(help_of)
