"""A request's body: what it holds and how it is read, and what a worker does with it."""

import math
from collections.abc import Mapping
from dataclasses import fields

from newsparse.batch.analysis import Limits, Outcome, analyse, ended_behind
from newsparse.errors import ReadingError
from newsparse.reading import Entry, Options, entries_in, error_of, id_of, printable
from newsparse.record import Failure
from newsparse.serve.problems import RequestError

UNNAMED = "request"
# what a type says that bytes alone may not; as the suffix of a file's name does
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NEVER_READ = ("audio/", "image/", "video/", "font/", "multipart/")
PACKINGS = ("", "identity", "gzip", "x-gzip")
# as on the web, where it is called by names of a poorer one (WHATWG)
WINDOWS, LATIN_1 = "cp1252", frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1"})
SAYS_NOTHING = ("", "ascii", "us-ascii", "utf-8", "utf8")  # the bytes themselves tell
# `split` is left out: a pattern can take time without end
OPTIONS = tuple(field.name for field in fields(Options) if field.name != "split")
PARAMETERS = ["name", *OPTIONS]
Answer = Outcome | list[Entry | Failure]


def body_of(headers: Mapping[str, str], query: Mapping[str, str], content: bytes = b"") -> Entry:
    """Return a body as an entry whose format is yet to be told, by what the request says of it.

    It is called what `analyze` calls standard input, or the file of the parameter `name`.
    Raises RequestError where it is of a kind that is never read.
    """
    type, _, parameters = headers.get("content-type", "").partition(";")
    type = type.strip().lower()
    packing = headers.get("content-encoding", "").strip().lower()
    if type in FORMS:
        raise RequestError.form()
    if type.startswith(NEVER_READ):
        raise RequestError.other_type(type)
    if packing not in PACKINGS:
        raise RequestError.other_packing(packing)
    if unknown := next((name for name in query if name not in PARAMETERS), None):
        raise RequestError.unknown_parameter(unknown, PARAMETERS)
    chosen: dict[str, str | bool] = {key: query[key] for key in OPTIONS if key in query}
    if "any_language" in chosen:
        chosen["any_language"] = chosen["any_language"] not in ("", "0", "false")
    charset = _charset(parameters)
    if type.startswith("text/") and charset not in SAYS_NOTHING:
        chosen.setdefault("encoding", charset)
    name = printable(query.get("name", ""))
    path = name or UNNAMED + SUFFIXES.get(type, "")
    id = id_of(name) if name else "stdin"
    return Entry(id, path, "", content, Options(**chosen))  # type: ignore[arg-type]


def _charset(parameters: str) -> str:
    """Return the charset that a content type names, or nothing."""
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            named = value.strip(" \t\"'").lower()
            return WINDOWS if named in LATIN_1 else named
    return ""


def answer(
    model: str | None, limits: Limits, largest: int, bodies: list[Entry], seconds: float | None
) -> list[Answer]:
    """Analyse the article of each body; or list its articles, where it holds several.

    This is what a worker runs: to find articles can take as long as to read them. What has a format
    is an article that was found so.
    largest: bytes that a body may unpack to. seconds: that all of it may take, if that is less.
    """
    longest = min(limits.seconds_of(bodies), seconds or math.inf)
    with ended_behind(longest):
        answers = [body if body.format else _found_in(body, largest) for body in bodies]
    singles = [each for each in answers if isinstance(each, Entry)]
    analysed = iter(analyse(model, limits, singles, longest) if singles else ())
    return [next(analysed) if isinstance(each, Entry) else each for each in answers]


def _found_in(body: Entry, largest: int) -> Entry | ReadingError | list[Entry | Failure]:
    found: list[Entry | Failure] = []
    try:
        found.extend(entries_in(body, largest))
    except ReadingError as error:
        if not found:
            return error
        found.append(body.failure(error))
    if len(found) > 1:
        return found
    if not found:
        return ReadingError.empty(body.path)
    return error_of(found[0]) if isinstance(found[0], Failure) else found[0]
