"""Articles as ninjs, the IPTC's news in JSON, with fields that versions 2.x and 3.x share."""

import json
import re
from collections.abc import Iterable
from typing import Any, TextIO
from urllib.parse import quote as percent_encoded

from newsparse.record import Article

GROUPS = {"person": "people", "organisation": "organisations", "place": "places"}
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s]+$")


def write_ninjs(articles: Iterable[Article], file: TextIO) -> None:
    """Write one ninjs item a line."""
    for article in articles:
        file.write(json.dumps(to_ninjs(article), ensure_ascii=False) + "\n")


def to_ninjs(article: Article) -> dict[str, Any]:
    """Return the ninjs item: text, headline, and who and what is named.

    Who is quoted has the relation `quoted`. The uri is the input's own where it had one.
    """
    quoted = {speaker.entity for quote in article.quotes for speaker in quote.speakers}
    item: dict[str, Any] = {"uri": _uri(article), "type": "text", "language": article.language}
    if article.title:
        item["headlines"] = [{"role": "main", "value": article.title}]
    item["bodies"] = [{"role": "main", "value": article.text}]
    for type, group in GROUPS.items():
        named = [
            {"name": entity.name} | ({"rel": "quoted"} if entity.id in quoted else {})
            for entity in article.entities
            if entity.type == type
        ]
        if named:
            item[group] = named
    return item


def _uri(article: Article) -> str:
    for candidate in (article.meta.get("uri"), article.meta.get("guid"), article.id):
        if isinstance(candidate, str) and URI.match(candidate) and candidate.isascii():
            return candidate
    return f"urn:newsparse:{percent_encoded(article.id)}"
