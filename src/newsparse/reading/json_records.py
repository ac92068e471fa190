"""Articles as JSON objects: records of any shape with a text in them, and IPTC's ninjs."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

from newsparse.errors import NewsparseError, ReadingError
from newsparse.reading.document import Document, Entry, Options, language_hint, printable
from newsparse.reading.markup import text_of_html, with_headline
from newsparse.reading.text import checked, decode

TITLE_KEYS = ("title", "headline")
LANGUAGE_KEYS = ("language", "lang")
# ninjs 1.x has one body for each kind of markup, 2.x and 3.x a list of them
NINJS_BODIES = ("body_text", "body_xhtml", "body_html")
NINJS_TEXTS = ("headline", "headlines", "bodies", *NINJS_BODIES)
NINJS_NOT_META = frozenset(("associations", "renditions", *NINJS_TEXTS))
DEEPEST = 50  # levels of metadata; what writes JSON gives up not far below


def read_record(entry: Entry) -> Document:
    """Read one JSON object: a ninjs item where it has a ninjs item's fields."""
    record = _parse(entry)
    if not isinstance(record, dict):
        raise ReadingError.no_object(entry.path)
    if isinstance(record.get(entry.options.text_key), str):
        return _plain(entry, record)
    if _is_ninjs(record):
        return _ninjs(entry, record)
    raise ReadingError.no_text_key(entry.path, entry.options.text_key, list(record)[:12])


def own_id(entry: Entry) -> str:
    """Return the id that the record itself has, else the entry's."""
    try:
        return _id_of(_parse(entry), entry.options, entry.id)
    except NewsparseError:
        return entry.id  # reading it will say the same


def _id_of(record: Any, options: Options, otherwise: str) -> str:
    if not isinstance(record, dict):
        return otherwise
    id = record.get(options.id_key)
    if id is None and _is_ninjs(record):
        id = record["uri"]
    return printable(str(id)) if isinstance(id, str | int) and str(id).strip() else otherwise


def elements(entry: Entry) -> Iterator[Entry]:
    """Yield an entry for each element of a JSON array; one object is an entry itself.

    Each has the record's own id, where there is one.
    """
    try:
        value = _parse(entry)
    except NewsparseError:
        yield entry  # reading it will say the same
        return
    if not isinstance(value, list):
        yield replace(entry, id=_id_of(value, entry.options, entry.id))
        return
    for number, element in enumerate(value, 1):
        id = _id_of(element, entry.options, f"{entry.id}:{number}")
        yield entry.part(id, json.dumps(element).encode())


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


def _plain(entry: Entry, record: dict[str, Any]) -> Document:
    """Take the text as it stands, so that offsets count in the user's own field."""
    text_key, id_key = entry.options.text_key, entry.options.id_key
    title_key = next((key for key in TITLE_KEYS if isinstance(record.get(key), str)), None)
    language = next((record[key] for key in LANGUAGE_KEYS if key in record), None)
    return Document(
        id=entry.id,
        text=checked(record[text_key], entry.path),
        title=record[title_key] if title_key and title_key != text_key else None,
        language=language_hint(language),
        meta={k: v for k, v in record.items() if k not in (text_key, id_key, title_key)},
        sha256=entry.sha256,
    )


def _is_ninjs(record: dict[str, Any]) -> bool:
    return isinstance(record.get("uri"), str) and any(key in record for key in NINJS_TEXTS)


def _ninjs(entry: Entry, item: dict[str, Any]) -> Document:
    headline = item.get("headline")
    if not isinstance(headline, str):
        headline = next((value for value, _ in _values(item.get("headlines"))), "")
    bodies = [(item[key], key) for key in NINJS_BODIES if isinstance(item.get(key), str)]
    bodies += _values(item.get("bodies"))
    if not bodies:
        raise ReadingError.no_article(entry.path, "ninjs")
    plain = [value for value, kind in bodies if "html" not in kind]
    text = plain[0].strip() if plain else text_of_html(bodies[0][0])
    return Document(
        id=entry.id,
        text=checked(with_headline(headline.strip(), text), entry.path),
        title=headline.strip() or None,
        language=language_hint(item.get("language")),
        meta={key: value for key, value in item.items() if key not in NINJS_NOT_META},
        sha256=entry.sha256,
    )


def _values(listed: Any) -> list[tuple[str, str]]:
    """Return the values of a ninjs list, each with its media type; markup without one is seen."""
    found = []
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and isinstance(value := item.get("value"), str):
            kind = item.get("contenttype") or item.get("contentType") or item.get("role")
            found.append((value, "html" if value.lstrip().startswith("<") else str(kind)))
    return found
