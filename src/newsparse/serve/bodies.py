"""A request's body: what it holds and how it is read, and what a worker does with it."""

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
UTF8 = ("utf-8", "utf8", "us-ascii")
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
    if type.startswith("text/") and charset not in ("", *UTF8):
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
            return value.strip(" \t\"'").lower()
    return ""


def answer(model: str | None, limits: Limits, largest: int, body: Entry) -> Answer:
    """Analyse the article of a body; or list its articles, where it holds several.

    This is what a worker runs: to find articles can take as long as to read them.
    largest: bytes that the body may unpack to.
    """
    found: list[Entry | Failure] = []
    with ended_behind(limits.seconds_of([body])):
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
    if isinstance(found[0], Failure):
        return error_of(found[0])
    return analyse(model, limits, [found[0]])[0]
