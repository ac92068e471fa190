"""What another document encloses: XHTML, NITF, HTML escaped or as CDATA, plain text."""

import base64
import binascii
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from newsparse.errors import ReadingError
from newsparse.reading.elements import INLINE, TAG, local_name
from newsparse.reading.markup import (
    line_of_html,
    text_of,
    text_of_html,
    text_of_string,
    with_headline,
)
from newsparse.reading.xml_tree import all_named, children_named, first_named, line_of, parse_xml

# in the head of an article in XHTML: what its metadata say again
CLASSES = frozenset({"dat", "dateline", "genre", "publicationdate", "slugline"})
NITF = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!DOCTYPE[^>\[]{0,999}>\s*)?<nitf[\s>]")
WORDLESS = re.compile(r"[\W_]+")
COMPARED = 80  # letters of a lead that tell whether the text holds it already


@dataclass(frozen=True)
class Story:
    """An article: its headline on one line, and its text, which begins with the headlines.

    Both are empty where there is none.
    """

    title: str = ""
    text: str = ""
    byline: str = ""


def story_of_nitf(root: Element) -> Story:
    """Return the article of an NITF document: headlines, lead, and the body's content."""
    body = text_of(first_named(root, "body.content"))
    if not body:
        return Story()
    heading = first_named(root, "hedline")  # AP writes `headline`
    headlines = text_of(heading if heading is not None else first_named(root, "headline"))
    headlines = "\n\n".join(dict.fromkeys(headlines.split("\n\n")))  # AP's `hl2` is often its `hl1`
    title = line_of(first_named(root, "hl1")) or _page_title(root)
    lead = text_of(first_named(root, "abstract"))
    if is_in(lead, f"{headlines}\n{body}"):
        lead = ""  # many agencies say there again what the text begins with
    text = "\n\n".join(part for part in (headlines, lead, body) if part)
    byline = first_named(root, "byline")
    words = " ".join(byline.itertext()) if byline is not None else ""
    text = text if is_in(title, text) else with_headline(title, text)
    return Story(title, text, line_of_html(words))


def story_in(element: Element) -> Story:
    """Return the article that an element of another format encloses, whatever it is said to be."""
    for nitf in all_named(element, "nitf"):
        return story_of_nitf(nitf)
    html = first_named(element, "html")
    if html is not None:
        body = first_named(html, "body")
        return Story(text=text_of(body if body is not None else html, CLASSES))
    if len(element) == 0:
        return _story_of_string(element)
    is_inline = all(local_name(child).lower() in INLINE | {"br"} for child in element)
    inner = {local_name(inner).lower(): inner for inner in element.iter()}
    if not is_inline and "p" not in inner:  # events, results, stocks
        return Story()
    return Story(text=text_of(element, CLASSES), byline=line_of(inner.get("byline")))


def with_subheads(story: Story, title: str, subheads: list[str]) -> Story:
    """Return an article under the headlines that the document round it has.

    They come before the text where they are not in it already.
    """
    title = title or story.title
    if not story.text:
        return Story(title)
    heading, _, body = story.text.partition("\n\n")
    if not (story.text.startswith(title) or _letters(heading) == _letters(title)):
        heading, body = title, story.text
    known = [_letters(paragraph) for paragraph in (title, heading, *body.split("\n\n", 3)[:3])]
    new = [
        subhead
        for subhead in dict.fromkeys(subheads)
        if not any(paragraph.startswith(_letters(subhead)[:COMPARED]) for paragraph in known)
    ]
    if new and _letters(heading) != _letters(title):  # it only begins with the same words
        heading, body = title, story.text
    return Story(title, "\n\n".join(p for p in (heading, *new, body) if p), story.byline)


def _story_of_string(element: Element) -> Story:
    text = element.text or ""
    if element.get("encoding", "").lower().endswith("base64"):
        text = decoded(text)
    if NITF.match(text):
        try:
            return story_of_nitf(parse_xml(text.lstrip().encode(), "", "utf-8"))
        except ReadingError:  # it is read as far as it is markup
            pass
    if "html" in element.get("contenttype", "") and TAG.search(text) is None:
        text = text_of_html(text)
        return Story(text=text_of_string(text, CLASSES) if TAG.search(text) else text)
    return Story(text=text_of_string(text, CLASSES))


def decoded(text: str) -> str:
    """Return what base64 stands for; the empty string where that is no text."""
    try:
        return base64.b64decode(text).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""  # no text


def _page_title(root: Element) -> str:
    """Return the title of the page where it is a headline; often it is a slug: `ferje-lenk`."""
    for head in children_named(root, "head"):
        title = line_of(first_named(head, "title"))
        return title if " " in title else ""
    return ""


def _letters(text: str) -> str:
    return WORDLESS.sub("", text).casefold()


def is_in(part: str, text: str) -> bool:
    """Tell whether a text holds a part, or begins to: agencies cut such parts off."""
    return _letters(part)[:COMPARED] in _letters(text)
