"""Articles as JSON objects: records of any shape with a text in them."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

from newsparse.errors import NewsparseError, ReadingError
from newsparse.reading.document import Document, Entry, Options, language_hint, printable
from newsparse.reading.ninjs import is_ninjs, read_ninjs
from newsparse.reading.shapes import (
    LISTS,
    SHAPES,
    facts_of,
    joined,
    paths_of,
    shape_of,
    texts_of,
    value_at,
)
from newsparse.reading.text import checked, decode
from newsparse.record import Failure

TITLE_KEYS = ("title", "headline")
LANGUAGE_KEYS = ("language", "lang")
DEEPEST = 50  # levels of metadata; what writes JSON gives up not far below


def read_record(entry: Entry) -> Document:
    """Read one JSON object: by the keys of the options, else as what it is known to be."""
    record = _parse(entry)
    if not isinstance(record, dict):
        raise ReadingError.no_object(entry.path)
    record = _unpacked(record)
    wanted = paths_of(entry.options.text_key)
    paths = [path for path in wanted if isinstance(value_at(record, path), str)]
    if not paths and is_ninjs(record):
        return read_ninjs(entry, record)
    if not paths and (known := shape_of(record)):
        paths = [*SHAPES[known].before, known]
    if not paths:
        raise ReadingError.no_text_key(entry.path, ", ".join(wanted), list(record)[:12])
    return _document(entry, record, paths)


def id_of(value: Any, options: Options, otherwise: str) -> str:
    """Return the id that a record itself has, else another one."""
    if not isinstance(value, dict):
        return otherwise
    record = _unpacked(value)
    known = shape_of(record)
    keys = [options.id_key] + (["_id"] if record is not value else [])
    if known and not any(path in record for path in paths_of(options.text_key)):
        keys += SHAPES[known].ids
    if is_ninjs(record):
        keys[1:1] = ["uri", "guid"]
    for key in keys:
        id = value_at(record, key)
        if isinstance(id, str | int) and str(id).strip():
            return printable(str(id))
    return otherwise


def _unpacked(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record inside of what Elasticsearch gives."""
    inner = record.get("_source")
    return {"_id": record.get("_id"), **inner} if isinstance(inner, dict) else record


def elements(entry: Entry) -> Iterator[Entry | Failure]:
    """Yield an entry for each element of an array, or of an object's list of articles.

    Each has the record's own id, where there is one; another object is an entry itself, and an
    empty array a failure.
    """
    try:
        value = _parse(entry)
    except NewsparseError:
        yield entry  # reading it will say the same
        return
    value = _articles_in(value, entry.options)
    if value == []:
        yield entry.failure(ReadingError.empty(entry.path))
    if not isinstance(value, list):
        yield replace(entry, id=id_of(value, entry.options, entry.id))
        return
    for number, element in enumerate(value, 1):
        id = id_of(element, entry.options, f"{entry.id}:{number}")
        yield entry.part(id, json.dumps(element).encode())


def _articles_in(value: Any, options: Options) -> Any:
    """Return an object's list of articles, where it has no text itself."""
    if not isinstance(value, dict) or _has_text(value, options):
        return value
    for path in LISTS:
        listed = value_at(value, path)
        if isinstance(listed, list) and listed and all(isinstance(e, dict) for e in listed):
            # a graph is of all kinds of things
            return [e for e in listed if path != "@graph" or _has_text(e, options)] or value
    return value


def _has_text(record: dict[str, Any], options: Options) -> bool:
    inner = _unpacked(record)
    wanted = any(isinstance(value_at(inner, path), str) for path in paths_of(options.text_key))
    return wanted or is_ninjs(inner) or shape_of(inner) is not None


def _parse(entry: Entry) -> Any:
    text = decode(entry.content, entry.path, entry.options.encoding)
    try:
        return _clean(json.loads(text, parse_constant=_refuse, parse_float=_number))
    except RecursionError:
        raise ReadingError.broken_json(entry.path, "nested too deeply") from None
    except ValueError as error:
        raise ReadingError.broken_json(entry.path, str(error)) from None


def _number(digits: str) -> float:
    number = float(digits)
    return _refuse(digits) if math.isinf(number) else number  # `1e999`


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number that JSON can hold")


def _clean(value: Any, depth: int = 0) -> Any:
    """Make strings printable; raises ValueError where the nesting is too deep."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {printable(key): _clean(item, depth + 1) for key, item in value.items()}
    return value


def _document(entry: Entry, record: dict[str, Any], paths: list[str]) -> Document:
    """Take a text as it stands, so that offsets count in the user's own field."""
    text, parts = joined(texts_of(record, paths))
    facts = facts_of(record, entry.options)
    language = next((record[key] for key in LANGUAGE_KEYS if key in record), None)
    title_key = entry.options.title_key or next((k for k in TITLE_KEYS if k in record), None)
    used = {entry.options.id_key, title_key, *(path.partition(".")[0] for path in paths), *paths}
    return Document(
        id=entry.id,
        text=checked(text, entry.path),
        language=language_hint(language),
        parts=parts,
        meta={key: value for key, value in record.items() if key not in used},
        sha256=entry.sha256,
        **facts,
    )
