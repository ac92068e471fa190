"""From records to text: a table of formats, one function a format."""

from newsparse.writing.json import article_schema, to_json

__all__ = ["article_schema", "to_json"]
