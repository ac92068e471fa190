"""The record as JSON, and its JSON Schema."""

import json

from newsparse.record import Article


def to_json(article: Article, *, indent: bool) -> str:
    """Return one article as JSON: one line, or indented by two."""
    return article.model_dump_json(indent=2 if indent else None)


def article_schema() -> str:
    """Return the JSON Schema of one article record, indented by two."""
    return json.dumps(Article.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False)
