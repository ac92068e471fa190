"""Articles as lines for doccano, for people who correct names and quotes."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from newsparse.record import Article


def write_doccano(articles: Iterable[Article], file: TextIO) -> None:
    """Write a line an article, as doccano imports it into a project of sequence labelling."""
    for article in articles:
        file.write(f"{json.dumps(to_example(article), ensure_ascii=False)}\n")


def to_example(article: Article) -> dict[str, Any]:
    """Return one example; `label` has the names and the quotes' contents in text order.

    doccano counts code points, as newsparse does. A quote of several pieces has a label each.
    """
    names = [(m.start, m.end, e.type) for e in article.entities for m in e.mentions]
    quotes = [(part.start, part.end, q.type) for q in article.quotes for part in q.content]
    return {
        "meta": {  # the first, so that newsparse knows its own files
            "newsparse": article.newsparse_version,
            "id": article.id,
            "title": article.title,
            "published": article.published,
            "url": article.url,
        },
        "text": article.text,
        "label": [list(label) for label in sorted({*names, *quotes})],
    }
