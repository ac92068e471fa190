"""The options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from newsparse.exits import checked_pattern

MOST_JOBS = 1000

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE...",
        help="Articles as text, web pages, JSON, tables, newsroom XML, mail, documents or web "
        "archives, also gzipped; - is standard input, which is read where no file is named.",
        show_default=False,
    ),
]
Results = Annotated[
    list[str],
    typer.Argument(metavar="RESULTS...", help="Results of newsparse: JSONL; - is standard input."),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        min=1,
        max=MOST_JOBS,
        help="Worker processes. Without it: one for each processor core.",
    ),
]
Aliases = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="What you know of names, as CSV: a name, what it stands for, and its Wikidata id if "
        "you have it. Støre,Jonas Gahr Støre",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FOLDER",
        envvar="NEWSPARSE_MODEL",
        help="Another spaCy pipeline for Norwegian: a package's name or a folder.",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The files' encoding. Without it: what the file declares, BOM, else UTF-8, else "
        "Windows-1252.",
    ),
]
TextKey = Annotated[
    str,
    typer.Option(
        metavar="KEY[,KEY...]",
        help="In JSON and tables: the key of the article's text; several, as in title,lead,body, "
        "are its paragraphs; content.rendered is a key in an object.",
    ),
]
IdKey = Annotated[str, typer.Option(metavar="KEY", help="The same for what it is called.")]
TitleKey = Annotated[str | None, typer.Option(metavar="KEY", help="The same for its headline.")]
DateKey = Annotated[
    str | None, typer.Option(metavar="KEY", help="The same for when it was published.")
]
Split = Annotated[
    str | None,
    typer.Option(
        metavar="PATTERN",
        callback=checked_pattern,
        help="In text files: what a line between two articles looks like, as a regular "
        "expression: '^=+$'.",
    ),
]
AnyLanguage = Annotated[
    bool,
    typer.Option("--any-language", help="Analyse what is in other languages than Norwegian, too."),
]
Color = Annotated[
    Literal["auto", "always", "never"],
    typer.Option(
        metavar="auto|always|never",
        help="Colours; auto: on a terminal, unless NO_COLOR is set.",
    ),
]
