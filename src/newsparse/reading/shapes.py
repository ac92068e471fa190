"""Where an article's fields stand in the JSON of content systems, and in tables' columns.

A path is a key, or keys into objects within: `content.rendered`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from newsparse.reading.dates import iso_date
from newsparse.reading.document import Options
from newsparse.reading.elements import TAG
from newsparse.reading.escapes import unescaped
from newsparse.reading.leftovers import has_markup, with_breaks
from newsparse.reading.markup import text_of_string
from newsparse.reading.shortcodes import has_shortcodes, without_shortcodes
from newsparse.record import Part

Record = Mapping[str, Any]


class Shape(NamedTuple):
    """What stands before the text, and what the article is called by."""

    before: tuple[str, ...]
    ids: tuple[str, ...]


SHAPES = {  # by the path of the text
    "articleBody": Shape(("headline",), ("@id", "identifier", "url")),  # schema.org's JSON-LD
    "maintext": Shape(("title",), ("url",)),  # news-please
    "content.rendered": Shape(("title.rendered",), ("guid.rendered", "link")),  # WordPress
    "body_html": Shape(("headline", "abstract"), ("guid", "_id")),  # Superdesk
}
# objects that hold a list of articles
LISTS = (
    "@graph",
    "_items",
    "items",
    "item",
    "articles",
    "posts",
    "docs",
    "results",
    "hits",
    "hits.hits",
)
FACTS = {  # field of the record: paths, the first that says something counts
    "title": ("title", "headline", "title.rendered"),
    "published": (
        "published",
        "datePublished",
        "date_publish",
        "publish_date",
        "published_at",
        "publishedAt",
        "pubDate",
        "firstpublished",
        "versioncreated",
        "versionCreated",
        "date",
    ),
    "url": ("url", "link", "canonical_url", "mainEntityOfPage.@id", "mainEntityOfPage", "source"),
    "section": ("section", "articleSection", "service", "anpa_category"),
    "byline": ("byline", "by", "author", "authors", "creator"),
    "source": (
        "source",
        "publisher",
        "provider",
        "sitename",
        "source_domain",
        "source-hostname",  # trafilatura, whose `source` is the address
        "media_name",
        "copyrightholder",
        "copyrightHolder",
    ),
}
MARKED_UP = ("html", "rendered")  # the ends of keys whose values are HTML, whatever stands there
URL = re.compile(r"https?://\S+", re.IGNORECASE)
# how programs write that there is nothing
NOTHING = frozenset("nan NaN NULL null None N/A #N/A <NA>".split())


def value_at(record: Record, path: str) -> Any:
    """Return what stands under a key, else at a path of keys; None where there is nothing."""
    if path in record:
        return record[path]
    found: Any = record
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def paths_of(keys: str) -> list[str]:
    """Return the paths that an option names: `title,lead,body`."""
    return [path for key in keys.split(",") if (path := key.strip())]


def shape_of(record: Record) -> str | None:
    """Return the path of the text of a shape that is known without options."""
    return next((path for path in SHAPES if _has_text(record, path)), None)


def _has_text(record: Record, path: str) -> bool:
    return isinstance(value := value_at(record, path), str) and bool(value.strip())


def facts_of(record: Record, options: Options) -> dict[str, Any]:
    """Return what a record says of its article, by fields of the document."""
    chosen = {"title": options.title_key, "published": options.date_key}
    found = {}
    for field, paths in FACTS.items():
        key = chosen.get(field)
        values = (value_at(record, path) for path in ([key] if key else paths))
        for value in values:
            fact = iso_date(value) if field == "published" else _fact(field, _said(value))
            if fact:
                found[field] = fact
                break
    return found


def _fact(field: str, value: str | None) -> str | None:
    if value is None:
        return None
    if field == "url":
        return value.strip() if URL.fullmatch(value.strip()) else None
    if field == "source" and URL.fullmatch(value.strip()):
        return None
    return text_of_string(value) if TAG.search(value) else unescaped(value)


def _said(value: Any) -> str | None:
    """Return a string, the name of an object, or those of a list's elements."""
    if isinstance(value, str):
        return value if value.strip() and value.strip() not in NOTHING else None
    if isinstance(value, dict):
        return _said(value.get("name"))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value))) or None
    return None


def is_marked_up(value: str, path: str = "") -> bool:
    """Tell whether a value is HTML: by its tags, what stands escaped in it, or its key."""
    return path.endswith(MARKED_UP) or has_markup(value) or has_shortcodes(value)


def texts_of(record: Record, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return the texts under some paths, each with its path; HTML as paragraphs.

    A single one without markup is returned as it stands.
    """
    found = [
        (path, with_breaks(value))
        for path in paths
        if isinstance(value := value_at(record, path), str) and value.strip() not in NOTHING
    ]
    marked = [is_marked_up(value, path) for path, value in found]
    if not any(marked):
        return found
    return [
        (path, text_of_string(without_shortcodes(value)) if is_html else unescaped(value))
        for (path, value), is_html in zip(found, marked, strict=True)
    ]


def joined(texts: Iterable[tuple[str, str]]) -> tuple[str, tuple[Part, ...]]:
    """Join texts as paragraphs; one that is the next one's first line, as a headline may be, is
    there once.

    Returns the text and, where it has several parts, where they stand in it.
    """
    kept: list[tuple[str, str]] = []
    for path, value in texts:
        words = value.strip()
        if words and kept and f"{words}\n".startswith(f"{kept[-1][1].strip()}\n"):
            kept.pop()
        if words:
            kept.append((path, value))
    if len(kept) == 1:
        return kept[0][1], ()
    text, parts = "", []
    for path, value in kept:
        text += "\n\n" if text else ""
        parts.append(Part(start=len(text), end=len(text) + len(value.strip()), field=path))
        text += value.strip()
    return text, tuple(parts)
