"""News agencies' XML: NITF and NewsML-G2 (both of the IPTC).

NTB delivers NITF. The text is the headline, the sub-headlines and the paragraphs of the body;
captions, bylines, taglines and the agency's mark stay out of it.
"""

from collections.abc import Iterator
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, tostring

from newsparse.errors import NewsparseError, ReadingError
from newsparse.reading.document import Document, Entry, language_hint
from newsparse.reading.markup import local_name, parse_xml, text_of, text_of_html, with_headline
from newsparse.reading.text import checked

NITF_META = (  # key, element, attribute
    ("baselang", "nitf", "baselang"),
    ("doc-id", "doc-id", "id-string"),
    ("regsrc", "doc-id", "regsrc"),
    ("du-key", "du-key", "key"),
    ("date.issue", "date.issue", "norm"),
    ("urgency", "urgency", "ed-urg"),
    ("tobject.type", "tobject", "tobject.type"),
)
NEWSML_META = (
    ("guid", "newsItem", "guid"),
    ("version", "newsItem", "version"),
    ("language", "newsItem", "{http://www.w3.org/XML/1998/namespace}lang"),
    ("language", "language", "tag"),
    ("itemClass", "itemClass", "qcode"),
    ("pubStatus", "pubStatus", "qcode"),
)
NEWSML_META_TEXT = ("versionCreated", "urgency", "slugline", "by")
TEXT_CLASS = "ninat:text"


def read_other(entry: Entry) -> NoReturn:
    """Say what kind of XML it is that is no news."""
    root = parse_xml(entry.content, entry.path, entry.options.encoding)
    raise ReadingError.unknown_xml(entry.path, local_name(root))


def read_nitf(entry: Entry) -> Document:
    """Read a NITF file."""
    root = parse_xml(entry.content, entry.path, entry.options.encoding)
    title, text = _nitf_text(root)
    if not text:
        raise ReadingError.no_article(entry.path, "NITF")
    meta = _attributes(root, NITF_META)
    named = {e.get("name"): e.get("content") for e in _all(root, "meta") if e.get("name")}
    byline = _text(_first(root, "byline"))
    meta |= ({"byline": byline} if byline else {}) | ({"meta": named} if named else {})
    return _document(entry, title, text, meta, meta.get("baselang"))


def read_newsml(entry: Entry) -> Document:
    """Read a NewsML-G2 news item with XHTML, NITF or plain text inside."""
    root = parse_xml(entry.content, entry.path, entry.options.encoding)
    item = next(_all(root, "newsItem"), None)
    if item is None:
        raise ReadingError.no_article(entry.path, "NewsML-G2")
    title = _text(_first(item, "headline"))
    text = ""
    nitf, html, inline = (_first(item, name) for name in ("nitf", "html", "inlineData"))
    if nitf is not None:
        nitf_title, text = _nitf_text(nitf)
        title = title or nitf_title
    elif html is not None:
        body = _first(html, "body")
        text = text_of(body if body is not None else html)
    elif inline is not None and "html" in inline.get("contenttype", ""):
        text = text_of_html("".join(inline.itertext()))
    elif inline is not None:
        text = "".join(inline.itertext()).strip()
    if not text:
        raise ReadingError.no_article(entry.path, "NewsML-G2")
    meta = _attributes(item, NEWSML_META)
    meta |= {key: value for key in NEWSML_META_TEXT if (value := _text(_first(item, key)))}
    return _document(entry, title, with_headline(title, text), meta, meta.get("language"))


def newsml_items(entry: Entry) -> Iterator[Entry]:
    """Yield an entry for each text of a NewsML-G2 message; one alone keeps the file's id.

    Raises ReadingError where an item is nested too deeply to be taken out.
    """
    try:
        root = parse_xml(entry.content, entry.path, entry.options.encoding)
    except NewsparseError:
        yield entry  # reading it will say the same
        return
    items = [item for item in _all(root, "newsItem") if _item_class(item) in (TEXT_CLASS, None)]
    if len(items) < 2:
        yield entry
        return
    for number, item in enumerate(items, 1):
        id = item.get("guid") or f"{entry.id}:{number}"
        try:
            content = tostring(item, "utf-8")
        except RecursionError:
            raise ReadingError.broken_xml(entry.path, "nested too deeply") from None
        yield entry.part(id, content)


def _nitf_text(root: Element) -> tuple[str, str]:
    """Return the main headline, and the headlines and the body as one text."""
    headlines, body = (text_of(_first(root, name)) for name in ("hedline", "body.content"))
    if not body:
        return "", ""
    return _text(_first(root, "hl1")), f"{headlines}\n\n{body}".lstrip()


def _document(entry: Entry, title: str, text: str, meta: dict[str, Any], code: object) -> Document:
    return Document(
        id=entry.id,
        text=checked(text, entry.path),
        title=title or None,
        language=language_hint(code),
        meta=meta,
        sha256=entry.sha256,
    )


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if local_name(element) == name)


def _first(root: Element, name: str) -> Element | None:
    return next(_all(root, name), None)


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _attributes(root: Element, table: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    found = {}
    for key, name, attribute in table:
        element = _first(root, name)
        if element is not None and (value := element.get(attribute)):
            found[key] = value
    return found


def _item_class(item: Element) -> str | None:
    element = _first(item, "itemClass")
    return element.get("qcode") if element is not None else None
