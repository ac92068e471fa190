"""Web pages, by trafilatura: the article without menus, teasers and comments."""

import logging
import re

from newsparse.errors import ReadingError
from newsparse.reading.document import Document, Entry, language_hint
from newsparse.reading.markup import WINDOWS, with_headline
from newsparse.reading.text import BOMS, checked, decode

DECLARED = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
NOT_SO = ("utf-8", "utf8", "undefined")  # what it is not; what Python calls no encoding at all
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
LANGUAGE = re.compile(r"""<html\b[^>]{0,500}?\blang\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
META = ("date", "author", "url", "sitename", "description")


def read_html(entry: Entry) -> Document:
    """Read a web page; title, date and author are kept."""
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise ReadingError.lacks_html(entry.path) from None
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they find is said by us
    page = XML_DECLARATION.sub("", _decode(entry))
    found = bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
    fields = found if isinstance(found, dict) else found.as_dict() if found else {}
    title = (fields.get("title") or "").strip()
    lines = (fields.get("text") or "").split("\n")
    paragraphs = "\n\n".join(line for line in lines if line.strip())
    if not paragraphs:
        raise ReadingError.no_article(entry.path, "a web page")
    language = LANGUAGE.search(page)
    return Document(
        id=entry.id,
        text=checked(with_headline(title, paragraphs), entry.path),
        title=title or None,
        language=language_hint(language[1] if language else None),
        meta={key: value for key in META if (value := fields.get(key))},
        sha256=entry.sha256,
    )


def _decode(entry: Entry) -> str:
    """Decode by the option, a BOM, strict UTF-8, what the page declares, or Windows-1252."""
    encoding = entry.options.encoding
    if not encoding and not any(entry.content.startswith(bom) for bom, _ in BOMS):
        try:
            entry.content.decode("utf-8")
        except UnicodeDecodeError:
            declared = DECLARED.search(entry.content[:4096])
            encoding = declared[1].decode().lower() if declared else None
            encoding = None if encoding in NOT_SO else encoding
    return decode(entry.content, entry.path, encoding).translate(WINDOWS)
