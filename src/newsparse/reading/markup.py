"""Elements to paragraphs, for every markup that holds an article: XHTML, HTML, NITF."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from newsparse.errors import ReadingError
from newsparse.reading.text import decode

# elements inside a paragraph; every other element begins a new one
INLINE = frozenset(
    "a abbr alt-code b bdi bdo chron cite classifier code copyrite data del dfn em event frac "
    "function i ins kbd lang location mark money num object.title org person postaddr pronounce q "
    "ruby s samp small span strong sub sup time tt u var virtloc wbr".split()
)
# elements that are no part of the running text
LEFT_OUT = frozenset(
    "aside byline caption credit dateline distributor fig figcaption figure fn footer form head "
    "media media-caption media-producer nav nitf-table noscript script style table tagline "
    "template".split()
)
LEFT_OUT_CLASSES = frozenset("byline caption credit tagline".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# a declared iso-8859-1 is often Windows-1252, whose dashes and marks are then control characters
WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
SPACES = re.compile(r"[ \t\r\n\f]+")
LONG_REFERENCE = re.compile(r"&#(\d{8,}|[xX][0-9a-fA-F]{7,});?")  # no character; Python refuses it
AROUND_BREAK = re.compile(r" ?\v ?")
# NTB ends its articles with the agency's mark
AGENCY_MARK = re.compile(r"(?<!\s)\s*\(©[^()]{0,60}\)\s*$")


class Paragraphs(HTMLParser):
    """Collects the paragraphs of the elements and text that it is fed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._parts: list[str] = []
        self._left_out: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Begin a paragraph, or leave out what is no running text."""
        if tag == "br":
            self._parts.append("\v")
        elif tag not in INLINE:
            self._end_paragraph()
        if tag in VOID:
            return
        classes = set((dict(attrs).get("class") or "").lower().split())
        if self._left_out or tag in LEFT_OUT or classes & LEFT_OUT_CLASSES:
            self._left_out.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End the paragraph."""
        if tag in VOID:
            return
        if tag not in INLINE:
            self._end_paragraph()
        if tag in self._left_out:  # HTML may leave end tags out
            while self._left_out.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Add text to the open paragraph."""
        if not self._left_out:
            self._parts.append(data)

    def feed_element(self, root: Element) -> None:
        """Add an XML element, by the same rules."""
        for event, element in _events(root):
            tag = local_name(element)
            if event == "start":
                self.handle_starttag(tag, element.attrib.items())
                self.handle_data(element.text or "")
            else:
                self.handle_endtag(tag)
                if element is not root:
                    self.handle_data(element.tail or "")

    def _end_paragraph(self) -> None:
        text = SPACES.sub(" ", "".join(self._parts).translate(WINDOWS))
        text = AGENCY_MARK.sub("", AROUND_BREAK.sub("\n", text)).strip()
        if text:
            self.found.append(text)
        self._parts = []

    def text(self) -> str:
        """Return what was found, a blank line between paragraphs."""
        self._end_paragraph()
        return "\n\n".join(self.found)


def _events(root: Element) -> Iterator[tuple[str, Element]]:
    """Walk a tree of any depth, without recursion."""
    stack = [(root, False)]
    while stack:
        element, entered = stack.pop()
        if entered:
            yield "end", element
        else:
            yield "start", element
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))


def text_of(element: Element | None) -> str:
    """Return the running text of an XML element, a blank line between paragraphs."""
    paragraphs = Paragraphs()
    if element is not None:
        paragraphs.feed_element(element)
    return paragraphs.text()


def text_of_html(fragment: str) -> str:
    """Return the running text of a piece of HTML, a blank line between paragraphs."""
    paragraphs = Paragraphs()
    closed = fragment.rfind(">") + 1
    rest = fragment[closed:].replace("<", "&lt;")  # else each `<a ` is tried to the end in vain
    paragraphs.feed(LONG_REFERENCE.sub("\ufffd", fragment[:closed] + rest))
    paragraphs.close()
    return paragraphs.text()


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def parse_xml(content: bytes, name: str, encoding: str | None) -> Element:
    """Parse XML of any origin: entities and defaults of its own and external ones are refused.

    The declared encoding counts, where `encoding` does not override it. Raises ReadingError.
    """
    if b"<!ATTLIST" in content.replace(b"\0", b""):  # defaults are repeated in every element
        raise ReadingError.unsafe_xml(name)
    source = decode(content, name, encoding) if encoding else content
    try:
        root: Element = fromstring(source, forbid_dtd=False)
    except DefusedXmlException:
        raise ReadingError.unsafe_xml(name) from None
    except (ParseError, ValueError, LookupError) as error:
        raise ReadingError.broken_xml(name, str(error)) from None
    return root


def with_headline(headline: str, text: str) -> str:
    """Put the headline before the text, where it is not there already."""
    if not headline or text.startswith(headline):
        return text
    return f"{headline}\n\n{text}"
