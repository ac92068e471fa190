"""NewsML-G2, the IPTC's envelope of news: items with XHTML, NITF, HTML or plain text inside."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from newsparse.errors import NewsparseError, ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry, language_hint
from newsparse.reading.elements import local_name
from newsparse.reading.enclosed import Story, story_in, story_of_nitf, with_subheads
from newsparse.reading.text import checked
from newsparse.reading.xml_tree import (
    LANGUAGE,
    attributes_of,
    children_named,
    first_named,
    line_of,
    outermost,
    parse_xml,
    to_bytes,
    value_of,
)

META = (
    ("guid", "newsItem", "guid"),
    ("version", "newsItem", "version"),
    ("language", "newsItem", LANGUAGE),
    ("language", "language", "tag"),
    ("itemClass", "itemClass", "qcode"),
    ("pubStatus", "pubStatus", "qcode"),
)
META_TEXT = ("versionCreated", "urgency", "slugline", "by")
TEXT_CLASSES = ("text", "composite")  # of IPTC's news item natures
INLINE = ("inlineXML", "inlineData")
NO_TEXT = ("image/", "video/", "audio/")  # media types
PUBLISHED = ("contentCreated", "firstCreated", "versionCreated")
SOURCES = ("infoSource", "provider")
PROVIDERS = "nprov"  # IPTC's list, whose codes are the agencies' names
ADDRESSES = ("canonical", "permalink", "self", "alternate")  # how a link to the article is called
NO_SECTIONS = ("geoArea", "person", "organisation", "event", "object", "poi", "team", "conf")


def read_newsml(entry: Entry) -> Document:
    """Read a NewsML-G2 news item; raises ReadingError where it has no text."""
    root = parse_xml(entry.content, entry.path, entry.options.encoding)
    item = next(_text_items(root), None)
    story = _story(item) if item is not None else Story()
    if item is None or not story.text:
        raise ReadingError.no_article(entry.path, "NewsML-G2")
    meta: dict[str, Any] = {**attributes_of(item, META)}
    meta |= {key: value for key in META_TEXT if (value := line_of(first_named(item, key)))}
    dates = (iso_date(line_of(first_named(item, name))) for name in PUBLISHED)
    return Document(
        id=entry.id,
        text=checked(story.text, entry.path),
        title=story.title or None,
        language=language_hint(meta.get("language")),
        published=next(filter(None, dates), None),
        url=_url(item),
        section=_section(item),
        byline=_byline(item) or story.byline or None,
        source=_source(item),
        meta=meta,
        sha256=entry.sha256,
    )


def newsml_items(entry: Entry) -> Iterator[Entry]:
    """Yield an entry for each text of a NewsML-G2 message; one alone keeps the file's id.

    Raises ReadingError where an item is nested too deeply to be taken out.
    """
    try:
        root = parse_xml(entry.content, entry.path, entry.options.encoding)
    except NewsparseError:
        yield entry  # reading it will say the same
        return
    items = list(_text_items(root))
    if len(items) < 2:
        yield entry
        return
    for number, item in enumerate(items, 1):
        id = item.get("guid") or f"{entry.id}:{number}"
        yield entry.part(id, to_bytes(item, entry.path))


def _text_items(root: Element) -> Iterator[Element]:
    """Yield the items that are not said to be pictures, films or sound."""
    for item in outermost(root, "newsItem"):
        nature = first_named(item, "itemClass")
        code = nature.get("qcode") if nature is not None else None
        if code is None or code.rpartition(":")[2] in TEXT_CLASSES:
            yield item


def _story(item: Element) -> Story:
    """Return the fullest of what an item encloses, under its headlines."""
    title, subheads = _headlines(item)
    sets = children_named(item, "contentSet")
    stories = [
        story_in(content)
        for content_set in sets
        for content in content_set
        if local_name(content) in INLINE and _may_be_text(content)
    ]
    if not sets:  # where it should not be
        nitf, html, data = (first_named(item, name) for name in ("nitf", "html", "inlineData"))
        if nitf is not None:
            stories = [story_of_nitf(nitf)]
        elif html is not None or data is not None:
            stories = [story_in(item if html is not None or data is None else data)]
    fullest = max(stories, key=lambda story: len(story.text), default=Story())
    return with_subheads(fullest, title, subheads)


def _may_be_text(content: Element) -> bool:
    return not content.get("contenttype", "").lower().startswith(NO_TEXT)


def _headlines(item: Element) -> tuple[str, list[str]]:
    """Return the main headline and the sub-headlines, by their roles (`hld:main`)."""
    found = children_named(first_named(item, "contentMeta"), "headline")
    if not found and (elsewhere := first_named(item, "headline")) is not None:
        found = [elsewhere]
    own = item.get(LANGUAGE, "")[:2]
    ranked: list[tuple[int, str]] = []
    subheads = []
    for headline in found:
        role, text = headline.get("role", "").lower(), line_of(headline)
        if "sub" in role:
            subheads.append(text)
        elif text:
            is_other = headline.get(LANGUAGE, own)[:2] != own
            rank = 0 if role.endswith("main") else 1 if not role else 2
            ranked.append((rank + 3 * is_other, text))
    if not ranked:
        return (subheads[0], subheads[1:]) if subheads else ("", [])
    return min(ranked, key=lambda pair: pair[0])[1], subheads


def _byline(item: Element) -> str:
    by = line_of(first_named(item, "by"))
    creator = value_of(first, "name") if (first := first_named(item, "creator")) is not None else ""
    return by or (creator if " " in creator else "")  # else initials, or a name to log in by


def _source(item: Element) -> str | None:
    for name in SOURCES:
        for party in (e for part in item for e in children_named(part, name)):
            scheme, _, code = party.get("qcode", "").partition(":")
            value = value_of(party, "name") or party.get("literal", "").strip()
            value = value or (code if scheme == PROVIDERS else "")
            if value:
                return value
    return None


def _url(item: Element) -> str | None:
    for link in children_named(first_named(item, "itemMeta"), "link"):
        address = link.get("href", "")
        is_own = link.get("rel", "").lower().rpartition(":")[2] in ADDRESSES
        if is_own and address.startswith(("http://", "https://")):
            return address
    return None


def _section(item: Element) -> str | None:
    """Return the first subject that is a field of news, by its name in the item's language."""
    own = item.get(LANGUAGE, "")[:2]
    for subject in children_named(first_named(item, "contentMeta"), "subject"):
        if subject.get("type", "").rpartition(":")[2] in NO_SECTIONS:
            continue
        names = children_named(subject, "name")
        names.sort(key=lambda name: name.get(LANGUAGE, own)[:2] != own)
        if names and len(name := line_of(names[0])) > 2:  # else a letter, as AP has
            return name
    return None
