"""NITF, the IPTC's format of news in text; NTB delivers it.

The text is the headline, the sub-headlines, the lead and the paragraphs of the body; captions,
bylines, datelines, taglines and the agency's mark stay out of it.
"""

from typing import Any
from xml.etree.ElementTree import Element

from newsparse.errors import ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry, language_hint
from newsparse.reading.enclosed import story_of_nitf
from newsparse.reading.text import checked
from newsparse.reading.xml_tree import (
    all_named,
    attributes_of,
    first_named,
    line_of,
    parse_xml,
    value_of,
)

META = (  # key, element, attribute
    ("baselang", "nitf", "baselang"),
    ("doc-id", "doc-id", "id-string"),
    ("regsrc", "doc-id", "regsrc"),
    ("du-key", "du-key", "key"),
    ("date.issue", "date.issue", "norm"),
    ("urgency", "urgency", "ed-urg"),
    ("tobject.type", "tobject", "tobject.type"),
)
# where facts stand: element, attribute or its text; the first that says something counts
PUBLISHED = (
    ("date.issue", "norm"),
    ("date.release", "norm"),
    ("pubdata", "date.publication"),
    ("story.date", "norm"),
)
SOURCES = (
    ("doc-id", "regsrc"),
    ("pubdata", "name"),
    ("distributor", None),
    ("doc.copyright", "holder"),
    ("rights.owner", None),
    ("from-src", "src-name"),
)
SECTIONS = (
    ("pubdata", "position.section"),
    ("tobject", "tobject.type"),
    ("tobject.subject", "tobject.subject.type"),
    ("tobject.subject", "tobject.subject.matter"),
)
NO_SECTIONS = ("news",)  # what `tobject.type` is where it says nothing


def read_nitf(entry: Entry) -> Document:
    """Read a NITF file; raises ReadingError where it has no text."""
    root = parse_xml(entry.content, entry.path, entry.options.encoding)
    story = story_of_nitf(root)
    if not story.text:
        raise ReadingError.no_article(entry.path, "NITF")
    meta: dict[str, Any] = {**attributes_of(root, META)}
    named = {e.get("name"): e.get("content") for e in all_named(root, "meta") if e.get("name")}
    byline = line_of(first_named(root, "byline"))
    meta |= ({"byline": byline} if byline else {}) | ({"meta": named} if named else {})
    values = {key: _values(root, table) for key, table in TABLES.items()}
    reference = value_of(root, "pubdata", "ex-ref")
    return Document(
        id=entry.id,
        text=checked(story.text, entry.path),
        title=story.title or None,
        language=language_hint(meta.get("baselang")),
        published=next(filter(None, map(iso_date, values["published"])), None),
        url=reference if reference.startswith(("http://", "https://")) else None,
        section=next((v for v in values["section"] if v.lower() not in NO_SECTIONS), None),
        byline=story.byline or None,
        source=next(iter(values["source"]), None),
        meta=meta,
        sha256=entry.sha256,
    )


TABLES: dict[str, tuple[tuple[str, str | None], ...]] = {
    "published": PUBLISHED,
    "source": SOURCES,
    "section": SECTIONS,
}


def _values(root: Element, table: tuple[tuple[str, str | None], ...]) -> list[str]:
    return [value for name, attribute in table if (value := value_of(root, name, attribute))]
