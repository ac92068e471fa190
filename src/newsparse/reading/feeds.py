"""RSS, Atom and WordPress's exports: an article an item."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from newsparse.errors import NewsparseError, ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry, language_hint
from newsparse.reading.elements import local_name
from newsparse.reading.enclosed import CLASSES, decoded
from newsparse.reading.markup import BLANK_LINE, text_of, text_of_string, with_headline
from newsparse.reading.shortcodes import without_shortcodes
from newsparse.reading.text import checked
from newsparse.reading.xml_tree import (
    LANGUAGE,
    all_named,
    children_named,
    line_of,
    outermost,
    parse_xml,
    to_bytes,
)

# namespaces whose elements are fields of an item, and what they are called by here; those of other
# namespaces mean something else by the same words: `media:title`, `itunes:summary`
NAMESPACES = {
    "http://purl.org/rss/1.0": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/dc/elements/1.1": "",
    "http://purl.org/dc/terms": "",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
}
WORDPRESS = re.compile(r"https?://wordpress\.org/export/[\d.]+/(excerpt/)?")
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
ITEMS = {"rss": "item", "rdf": "item", "feed": "entry"}  # by the root's name
TEXTS = ("content:encoded", "content", "xhtml:body", "description", "summary")
DATES = ("pubDate", "published", "date", "issued", "updated", "modified")
PUBLISHED_TYPES = ("post", "page")
NO_SECTIONS = ("uncategorized", "ukategorisert")
TAGS, NO_CATEGORIES = "post_tag", ("post_format", "nav_menu")  # WordPress's domains of categories
MAIL = re.compile(r"\S+@\S+\s*(?:\((?P<name>[^()]{1,200})\))?")
# what WordPress puts below each article of a feed
FOOTER = re.compile(
    r"(?:The post|Innlegget|Artikkelen)\s[^\n]{1,400}?"
    r"(?:appeared first on|(?:dukket|dukka) (?:først|fyrst) opp på|"
    r"(?:ble|blei|vart) (?:først|fyrst) publisert på)\s[^\n]{1,200}"
)

Fields = dict[str, list[Element]]


def feed_items(entry: Entry) -> Iterator[Entry]:
    """Yield an entry for each article of a feed, by its own id, else its address, else its place.

    Of WordPress's exports, only what is published counts. A feed without any text is an entry that
    cannot be read. Raises ReadingError where an item is nested too deeply to be taken out.
    """
    try:
        root = parse_xml(entry.content, entry.path, entry.options.encoding)
    except NewsparseError:
        yield entry  # reading it will say the same
        return
    items = [(item, fields) for item in _items(root) if _is_published(fields := _fields(item))]
    if not any(_text(fields) for _, fields in items):
        yield entry
        return
    about, names = _about(root), _display_names(root)
    for number, (item, fields) in enumerate(items, 1):
        own = _line(fields, "guid", "id") or item.get(RDF_ABOUT, "") or _url(fields)
        own = own or _line(fields, "wp:post_id")
        for creator in fields.get("creator", []):
            creator.text = names.get(line_of(creator), creator.text)
        id = own or (entry.id if len(items) == 1 else f"{entry.id}:{number}")
        yield entry.part(id, to_bytes(item, entry.path), about=about)


def read_feed(entry: Entry) -> Document:
    """Read one item of a feed; raises ReadingError where it has no text."""
    item = parse_xml(entry.content, entry.path, entry.options.encoding)
    if local_name(item) not in ITEMS.values():
        raise _refusal(item, entry.path)
    fields = _fields(item)
    text, title = _text(fields), _line(fields, "title")
    if not text:
        raise ReadingError.no_article(entry.path, "an item of a feed")
    dates = [_line(fields, name) for name in DATES]
    dates.append(f"{_line(fields, 'wp:post_date_gmt')} +0000")
    categories = _categories(fields)
    return Document(
        id=entry.id,
        text=checked(with_headline(title, text), entry.path),
        title=title or None,
        language=language_hint(_line(fields, "language") or item.get(LANGUAGE)),
        published=next(filter(None, map(iso_date, dates)), None),
        url=_url(fields) or None,
        section=next((c for c in categories if c.lower() not in NO_SECTIONS), None),
        byline=_byline(fields) or None,
        source=_source(fields) or None,
        meta=_meta(fields, categories),
        sha256=entry.sha256,
    )


def _refusal(root: Element, name: str) -> ReadingError:
    kind = local_name(root).lower()
    items = list(_items(root))
    if not items and kind == "rdf":
        return ReadingError.unknown_xml(name, local_name(root))
    if items and not any(_is_published(_fields(item)) for item in items):
        return ReadingError.no_article(name, "a WordPress export")
    return ReadingError.no_article(name, "a feed of titles" if items else "a feed")


def _items(root: Element) -> Iterator[Element]:
    return outermost(root, ITEMS.get(local_name(root).lower(), "item"))


def _fields(item: Element) -> Fields:
    """Return an item's elements by what they are called here."""
    own = str(item.tag).rpartition("}")[0]
    fields: Fields = {}
    for child in item:
        namespace, _, name = str(child.tag).rpartition("}")
        prefix = "" if namespace == own else NAMESPACES.get(namespace[1:].rstrip("/"))
        if prefix is None and (export := WORDPRESS.match(namespace[1:])):
            prefix = "excerpt:" if export[1] else "wp:"
        if prefix is not None:
            fields.setdefault(prefix + name, []).append(child)
    return fields


def _line(fields: Fields, *names: str) -> str:
    """Return the first of these fields that says something, on one line."""
    lines = (line_of(element) for name in names for element in fields.get(name, []))
    return next(filter(None, lines), "")


def _is_published(fields: Fields) -> bool:
    """Tell whether an item of WordPress's export is out, and no attachment; others are."""
    if "wp:post_type" not in fields:
        return True
    return _line(fields, "wp:post_type") in PUBLISHED_TYPES and (
        _line(fields, "wp:status") == "publish"
    )


def _text(fields: Fields) -> str:
    """Return the fullest of the texts, which is more than the title again."""
    is_post = "wp:post_type" in fields
    texts = [_text_in(e, is_post) for name in TEXTS for e in fields.get(name, [])]
    text = max(texts, key=len, default="")
    above, _, last = text.rpartition("\n\n")
    text = above if FOOTER.fullmatch(last) else text
    return "" if " ".join(text.split()) == _line(fields, "title") else text


def _text_in(element: Element, is_post: bool) -> str:
    if len(element):
        return text_of(element, CLASSES)
    media = element.get("type", "")
    if "/" in media and not media.startswith("text/") and not media.endswith("xml"):
        return ""
    text = element.text or ""
    if element.get("mode") == "base64":  # Atom 0.3
        text = decoded(text)
    if is_post:
        text = without_shortcodes(text)
        if "<p" not in text and "<!-- wp:" not in text:  # as the old editor keeps it
            text = BLANK_LINE.sub("<p>", text.strip()).replace("\n", "<br>")
    return text_of_string(text, CLASSES)


def _url(fields: Fields) -> str:
    addresses = [_line(fields, "feedburner:origLink")]
    for link in fields.get("link", []):
        if link.get("rel", "alternate") == "alternate":
            addresses += [line_of(link), link.get("href", "")]
    addresses += [line_of(e) for e in fields.get("guid", []) if e.get("isPermaLink") != "false"]
    return next((a for a in addresses if a.startswith(("http://", "https://"))), "")


def _byline(fields: Fields) -> str:
    names = []
    for author in (*fields.get("creator", []), *fields.get("author", [])):
        named = children_named(author, "name")
        name = line_of(named[0]) if named else line_of(author)
        address = MAIL.fullmatch(name)
        names.append(address["name"] or "" if address else name)
    return ", ".join(dict.fromkeys(filter(None, names)))


def _source(fields: Fields) -> str:
    for source in fields.get("source", []):
        titles = children_named(source, "title")
        if line := line_of(titles[0] if titles else source):
            return "" if line.startswith(("http://", "https://")) else line
    return _line(fields, "publisher")


def _categories(fields: Fields, domain: str = "") -> list[str]:
    found = []
    for category in (*fields.get("category", []), *fields.get("subject", [])):
        own = category.get("domain", "")
        if own == domain or (not domain and own not in (TAGS, *NO_CATEGORIES)):
            found.append(category.get("label") or category.get("term") or line_of(category))
    return [name for name in dict.fromkeys(found) if name]


def _meta(fields: Fields, categories: list[str]) -> dict[str, Any]:
    meta = {
        "guid": _line(fields, "guid", "id"),
        "post_id": _line(fields, "wp:post_id"),
        "categories": categories,
        "tags": _categories(fields, TAGS),
    }
    return {key: value for key, value in meta.items() if value}


def _about(root: Element) -> dict[str, str]:
    """Return what a feed says of all its items: whose it is, and its language."""
    channel = next(all_named(root, "channel"), root)
    fields = _fields(channel)
    hint = language_hint(_line(fields, "language") or root.get(LANGUAGE))
    about = {"source": _line(fields, "title"), "language": hint or ""}
    return {key: value for key, value in about.items() if value}


def _display_names(root: Element) -> dict[str, str]:
    """Return the names of WordPress's users by those that they log in by."""
    names = {}
    for author in all_named(root, "author"):
        login, shown = (
            next((line_of(child) for child in children_named(author, name)), "")
            for name in ("author_login", "author_display_name")
        )
        if login and shown:
            names[login] = shown
    return names
