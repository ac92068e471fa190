"""Articles as ninjs, the IPTC's news in JSON, with fields that versions 2.x and 3.x share.

What came in as ninjs is given back, in the spelling of its version; a date that another format
told is spelt as in 3.x.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, TextIO
from urllib.parse import quote as percent_encoded

from newsparse.record import Article

GROUPS = {"person": "people", "organisation": "organisations", "place": "places"}
# what a ninjs item says of itself; in 1.x some lists have other names
GIVEN = frozenset(
    "altids by copyrightholder copyrightnotice contentcreated descriptions ednote embargoed "
    "expires firstcreated genres infosources keywords located organisations people places profile "
    "pubstatus rightsinfo slugline standard subjects title trustindicators urgency usageterms "
    "version versioncreated".split()
)
WITH_ZONE = re.compile(r"T.*(Z|[+-]\d\d:\d\d)$")
RENAMED = {
    "byline": "by",
    "genre": "genres",
    "organisation": "organisations",
    "person": "people",
    "place": "places",
    "subject": "subjects",
}
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s]+$")


def write_ninjs(articles: Iterable[Article], file: TextIO) -> None:
    """Write one ninjs item a line."""
    for article in articles:
        file.write(json.dumps(to_ninjs(article), ensure_ascii=False) + "\n")


def to_ninjs(article: Article) -> dict[str, Any]:
    """Return the ninjs item: text, headline, who and what is named, and what it said itself.

    Who is quoted has the relation `quoted`. The uri is the input's own where it had one.
    """
    item: dict[str, Any] = {"uri": _uri(article), "type": "text", "language": article.language}
    item |= _given(article)
    if article.title:
        item["headlines"] = [{"role": "main", "value": article.title}]
    item["bodies"] = [{"role": "main", "value": article.text}]
    quoted = {speaker.entity for quote in article.quotes for speaker in quote.speakers}
    for type, group in GROUPS.items():
        if named := _named(article, type, quoted, item.pop(group, [])):
            item[group] = named
    return item


def _given(article: Article) -> dict[str, Any]:
    """Return what a ninjs item said of itself; of other inputs, who wrote it and when."""
    if "type" in article.meta and not article.meta.keys().isdisjoint(("uri", "guid")):
        spelt = {RENAMED.get(key, key): value for key, value in article.meta.items()}
        return {key: value for key, value in spelt.items() if key.lower() in GIVEN}
    told = {"by": article.byline}
    if article.published and WITH_ZONE.search(article.published):
        told["versionCreated"] = article.published
    return {key: value for key, value in told.items() if value}


def _named(article: Article, type: str, quoted: set[str | None], given: Any) -> list[Any]:
    """Return who or what of a type the item itself named, and then what else the text names."""
    found = {
        entity.name: {"name": entity.name} | ({"rel": "quoted"} if entity.id in quoted else {})
        for entity in article.entities
        if entity.type == type
    }
    listed = [e for e in given if isinstance(e, dict)] if isinstance(given, list) else []
    return [found.pop(str(e.get("name")), {}) | e for e in listed] + list(found.values())


def _uri(article: Article) -> str:
    for candidate in (article.meta.get("uri"), article.meta.get("guid"), article.id):
        if isinstance(candidate, str) and URI.match(candidate) and candidate.isascii():
            return candidate
    return f"urn:newsparse:{percent_encoded(article.id)}"
