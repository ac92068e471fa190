"""NewsML 1.0 to 1.2, which AFP and other agencies still send: articles in nested components.

An article is a component with a headline and texts below it that no other headline stands over; a
package of such components is several. Captions and the words of films are no articles.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from newsparse.errors import NewsparseError, ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry, language_hint
from newsparse.reading.elements import local_name
from newsparse.reading.enclosed import Story, story_in, with_subheads
from newsparse.reading.text import checked
from newsparse.reading.xml_tree import (
    LANGUAGE,
    children_named,
    first_named,
    line_of,
    outermost,
    parse_xml,
    to_bytes,
    value_of,
)

# roles of components, and media of contents, that belong to no article's text
ROLES_LEFT_OUT = frozenset(
    "audio baseimage caption clip contact graphic image logo photo picture preview quicklook sound "
    "stylesheet thumbnail video".split()
)
MEDIA_LEFT_OUT = frozenset("animation audio graphic image photo photofront picture video".split())
# roles of the parts of one article; a part of any other role is its body
TITLE, SUBHEAD, LEAD, BODY = "title", "subtitle", "lead", "body"
PARTS = {
    **dict.fromkeys(("title", "headline"), TITLE),
    **dict.fromkeys(("subtitle", "subheadline"), SUBHEAD),
    **dict.fromkeys(("lead", "abstract", "summary"), LEAD),
}
SHARED = ("Identification", "NewsManagement")  # of an item, for each of its articles
OWN = ("NewsLines", "AdministrativeMetadata", "DescriptiveMetadata")  # else those round it
META = (  # key, element, attribute or its text
    ("id", "PublicIdentifier", None),
    ("revision", "RevisionId", None),
    ("status", "Status", "FormalName"),
    ("urgency", "Urgency", "FormalName"),
    ("slugline", "SlugLine", None),
    ("dateline", "DateLine", None),
)
PUBLISHED = ("FirstCreated", "ThisRevisionCreated", "DateId")
SOURCES = ("Source", "Provider")
SECTIONS = frozenset(("category", "department", "section"))  # what a property may be called


@dataclass
class _Component:
    """A component on the way down, and what is found below it until it ends."""

    element: Element
    language: str
    is_left_out: bool
    role: str
    has_headline: bool
    texts: deque[tuple[str, Element]] = field(default_factory=deque)  # with the role of each


def articles(entry: Entry) -> Iterator[Entry]:
    """Yield an entry for each article of a NewsML file, with the item's own id.

    Raises ReadingError where one is nested too deeply to be taken out.
    """
    try:
        root = parse_xml(entry.content, entry.path, entry.options.encoding)
    except NewsparseError:
        yield entry  # reading it will say the same
        return
    found = [(item, list(_components(item))) for item in outermost(root, "NewsItem")]
    total = sum(len(components) for _, components in found)
    if not total:
        yield entry
    number = 0
    for item, components in found:
        own = _own_id(item)
        for place, component in enumerate(components, 1):
            number += 1
            id = own or (entry.id if total == 1 else f"{entry.id}:{number}")
            if own and len(components) > 1:
                id = f"{own}:{component.element.get('Duid') or place}"
            yield entry.part(id, to_bytes(_alone(item, component), entry.path))


def _own_id(item: Element) -> str:
    public, own = value_of(item, "PublicIdentifier"), value_of(item, "NewsItemId")
    if not re.search(r"[1-9]", public + own):  # the agency's name alone, as Belga has it in tips
        return ""
    if public and own not in public:  # then it names the agency, and no item
        return f"{public}:{own}"
    return public or own


def read_newsml1(entry: Entry) -> Document:
    """Read a file or part with one article; raises ReadingError where it has no text."""
    root = parse_xml(entry.content, entry.path, entry.options.encoding)
    for item in outermost(root, "NewsItem"):
        for component in _components(item):
            story = _story(component)
            if story.text:
                return _document(entry, item, component, story)
    raise ReadingError.no_article(entry.path, "NewsML")


def _document(entry: Entry, item: Element, component: _Component, story: Story) -> Document:
    own = component.element
    parties = (first_named(own, name) for name in SOURCES)
    sources = (value_of(party, "Party", "FormalName") for party in parties if party is not None)
    section = (
        child.get("Value")
        for child in own.iter()
        if local_name(child) == "Property" and child.get("FormalName", "").lower() in SECTIONS
    )
    dates = (iso_date(value_of(item, name)) for name in PUBLISHED)
    return Document(
        id=entry.id,
        text=checked(story.text, entry.path),
        title=story.title or None,
        language=language_hint(component.language or value_of(own, "Language", "FormalName")),
        published=next(filter(None, dates), None),
        section=next(filter(None, section), None),
        byline=value_of(own, "ByLine") or story.byline or None,
        source=next(filter(None, sources), "") or value_of(item, "ProviderId") or None,
        meta={key: value for key, name, at in META if (value := value_of(item, name, at))},
        sha256=entry.sha256,
    )


def _components(item: Element) -> Iterator[_Component]:
    """Yield the articles of an item, each with the texts that are its own."""
    path = [_Component(item, item.get(LANGUAGE, ""), False, "", False)]
    waiting = [(child, False) for child in reversed(item)]
    while waiting:
        element, is_done = waiting.pop()
        above = path[-1]
        if is_done:
            path.pop()
            if above.has_headline and above.texts:
                yield above
            else:
                path[-1].texts = _joined(path[-1].texts, above.texts)
        elif local_name(element) == "ContentItem":
            if not above.is_left_out and _may_be_text(element):
                above.texts.append((above.role, element))
        elif local_name(element) == "NewsComponent":
            path.append(_entered(element, above))
            waiting.append((element, True))
            waiting.extend((child, False) for child in reversed(element))
    if path[0].texts:
        yield path[0]


def _joined(
    first: deque[tuple[str, Element]], second: deque[tuple[str, Element]]
) -> deque[tuple[str, Element]]:
    """Join two of them by moving the smaller one, as deep nesting moves them often."""
    if len(first) < len(second):
        second.extendleft(reversed(first))
        return second
    first.extend(second)
    return first


def _entered(element: Element, above: _Component) -> _Component:
    role = "".join(child.get("FormalName", "") for child in children_named(element, "Role")).lower()
    headlines = (
        line_of(headline)
        for lines in children_named(element, "NewsLines")
        for headline in children_named(lines, "HeadLine")
    )
    return _Component(
        element,
        element.get(LANGUAGE, above.language),
        above.is_left_out or role in ROLES_LEFT_OUT,
        role,
        any(headlines),
    )


def _may_be_text(content: Element) -> bool:
    media = "".join(c.get("FormalName", "") for c in children_named(content, "MediaType")).lower()
    types = "".join(c.get("FormalName", "") for c in children_named(content, "MimeType")).lower()
    if media in MEDIA_LEFT_OUT or types.startswith(("image/", "video/", "audio/")):
        return False
    return any(data.text or len(data) for data in children_named(content, "DataContent"))


def _alone(item: Element, component: _Component) -> Element:
    """Return an item that holds one of its articles, flat, and what all of them share."""
    alone = Element("NewsItem", item.attrib)
    alone.extend(child for name in SHARED for child in children_named(item, name))
    whole = SubElement(alone, "NewsComponent", component.element.attrib)
    if component.language:
        whole.set(LANGUAGE, component.language)
    whole.extend(child for child in component.element if local_name(child) in OWN)
    for name in OWN:
        if not children_named(whole, name) and (around := first_named(item, name)) is not None:
            whole.append(around)
    for role, content in component.texts:
        part = SubElement(whole, "NewsComponent")
        SubElement(part, "Role", {"FormalName": role})
        part.append(content)
    return alone


def _story(component: _Component) -> Story:
    """Put the parts of an article together: of several bodies that are equivalent, the fullest."""
    own = component.element
    parts: dict[str, list[Story]] = {}
    for role, content in component.texts:
        for data in children_named(content, "DataContent"):
            parts.setdefault(PARTS.get(role, BODY), []).append(story_in(data))
    bodies = parts.get(BODY, [])
    if own.get("EquivalentsList") == "yes":
        bodies = sorted(bodies, key=lambda story: -len(story.text))[:1]
    texts = dict.fromkeys(story.text for story in (*parts.get(LEAD, []), *bodies))
    text = "\n\n".join(text for text in texts if text)
    titles = [value_of(own, "HeadLine"), *(" ".join(s.text.split()) for s in parts.get(TITLE, []))]
    titles += [story.title for story in bodies]
    subheads = [value_of(own, "SubHeadLine"), *(s.text for s in parts.get(SUBHEAD, []))]
    title = next(filter(None, titles), "")
    byline = next((story.byline for story in bodies if story.byline), "")
    return with_subheads(Story(title, text, byline), title, [sub for sub in subheads if sub])
