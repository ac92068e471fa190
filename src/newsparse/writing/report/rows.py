"""What the search looks in: the quotes as JSON, an article a line, kept in a file till the end."""

import json
from collections.abc import Iterator
from tempfile import TemporaryFile

from newsparse.writing.report.index import Index
from newsparse.writing.report.shown import ShownArticle, ShownQuote, in_line

CHUNK = 1 << 13  # code points
SAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
ESCAPED = str.maketrans(SAFE)  # in an element of script, `</script` would end it


class Rows:
    """The rows in a temporary file, so that memory holds none.

    A row is `[id, title, published, section, source, url, page, anchor, quotes]`, a quote in it
    `[anchor, type, negated, text, speakers]`, a speaker `[name, type, gender, role, basis]`.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._between = ""

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, shown: ShownArticle, names: Index) -> None:
        """Write an article's row, if a quote is in it, with the speakers' names in all articles."""
        if not shown.quotes:
            return
        article = shown.article
        told = (article.section, article.source)
        row = [
            in_line(article.id),
            shown.title,
            article.published or "",
            *(in_line(word or "") for word in told),
            shown.address or "",
            shown.page,
            shown.anchor,
            [_quote(quote, names) for quote in shown.quotes],
        ]
        self._file.write(f"{self._between}{safe_json(row)}")
        self._between = ",\n"

    def chunks(self) -> Iterator[str]:
        """Yield all rows as the elements of a JSON array."""
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            yield chunk


def _quote(shown: ShownQuote, names: Index) -> list[object]:
    speakers = [
        [
            names.name_of(speaker.key),
            speaker.kind,
            speaker.gender or "",
            speaker.role,
            speaker.basis,
        ]
        for speaker in shown.speakers
    ]
    return [shown.anchor, shown.quote.type, int(shown.quote.negated), shown.text, speakers]


def safe_json(value: object) -> str:
    """Return JSON in which nothing ends or begins an element."""
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return packed.translate(ESCAPED)
