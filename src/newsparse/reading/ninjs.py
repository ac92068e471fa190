"""ninjs, the IPTC's news in JSON, in all its versions.

1.x has a key for each kind of markup (`body_html`, `body_text`), 2.x and 3.x lists (`bodies`).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from newsparse.errors import ReadingError
from newsparse.reading.document import Document, Entry, language_hint
from newsparse.reading.enclosed import CLASSES, is_in
from newsparse.reading.markup import text_of_string
from newsparse.reading.shapes import Record, facts_of, is_marked_up, joined
from newsparse.reading.text import checked

KINDS = ("headline", "body", "description")
LISTS = {"headline": "headlines", "body": "bodies", "description": "descriptions"}
NOT_META = frozenset(("associations", "renditions"))
NO_TEXT = frozenset(("picture", "video", "audio", "graphic"))
LEAD, LEAD_ROLES = "abstract", ("lead", "ingress")  # Superdesk's key, and others' descriptions
TITLE = "title"


class Value(NamedTuple):
    """One of the versions of a text: under which key, of what kind, and the text itself."""

    field: str
    kind: str
    text: str

    @property
    def rank(self) -> tuple[bool, int, int]:
        """The fullest wins, with the most paragraphs; what is marked up in XML comes last."""
        words = self.text.split()
        is_xml = "xml" in self.kind.replace("xhtml+xml", "")
        return not is_xml, sum(map(len, words)), self.text.count("\n")


def is_ninjs(record: Record) -> bool:
    """Tell whether an object is a ninjs item; Superdesk writes `guid` for `uri`."""
    named = any(isinstance(record.get(key), str) for key in ("uri", "guid"))
    return named and any(_is_text_key(key, kind) for key in record for kind in KINDS)


def _is_text_key(key: str, kind: str) -> bool:
    return key == LISTS[kind] or key.startswith(f"{kind}_") or (key == kind == "headline")


def read_ninjs(entry: Entry, item: Record) -> Document:
    """Read a ninjs item: headline, sub-headlines, lead and fullest body, else the description."""
    if item.get("type") in NO_TEXT:
        raise ReadingError.no_article(entry.path, f"ninjs of a {item['type']}")
    headlines = list(_values(item, "headline")) or list(_value(TITLE, "", item.get(TITLE)))
    main = next((h for h in headlines if _is_main(h)), headlines[0] if headlines else None)
    below = [h for h in headlines if "sub" in h.kind]
    bodies = list(_values(item, "body")) or list(_values(item, "description"))
    if not bodies:
        raise ReadingError.no_article(entry.path, "ninjs")
    body = max(bodies, key=lambda value: value.rank)
    leads = [lead for lead in _leads(item) if not is_in(lead.text, body.text)]
    parts = [value for value in (main, *below, *leads, body) if value is not None]
    text, places = joined((value.field, value.text) for value in parts)
    facts = facts_of(item, entry.options)
    facts |= {"title": main.text} if main and not entry.options.title_key else {}
    used = {key for key in item for kind in ("headline", "body") if _is_text_key(key, kind)}
    return Document(
        id=entry.id,
        text=checked(text, entry.path),
        language=language_hint(item.get("language")),
        parts=places,
        meta={key: value for key, value in item.items() if key not in used | NOT_META},
        sha256=entry.sha256,
        **facts,
    )


def _leads(item: Record) -> Iterator[Value]:
    """Yield what is said to stand above the body; other descriptions only sum it up."""
    yield from _value(LEAD, "", item.get(LEAD))
    for value in _values(item, "description"):
        if value.kind.rpartition(" ")[2] in LEAD_ROLES:
            yield value


def _is_main(headline: Value) -> bool:
    return headline.kind in ("", "headline") or headline.kind.endswith("main")


def _values(item: Record, kind: str) -> Iterator[Value]:
    """Yield the texts of a kind that an item has."""
    for key, value in item.items():
        if key == LISTS[kind]:
            for element in value if isinstance(value, list) else ():
                if isinstance(element, dict):
                    said = (element.get(k) for k in ("contenttype", "contentType", "role"))
                    kinds = " ".join(filter(None, (s for s in said if isinstance(s, str))))
                    yield from _value(key, kinds, element.get("value"))
        elif _is_text_key(key, kind):
            yield from _value(key, key.removeprefix(f"{kind}_"), value)


def _value(field: str, kind: str, value: Any) -> Iterator[Value]:
    if isinstance(value, str) and value.strip():
        marked = "html" in kind or "xml" in kind or is_marked_up(value)
        text = text_of_string(value, CLASSES) if marked else value.strip()
        if text:
            yield Value(field, kind, text)
