"""Elements to paragraphs, for every markup that holds an article: XHTML, HTML, NITF."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from newsparse.errors import ReadingError
from newsparse.reading.teasers import begins_list, is_aside, is_byline, is_teaser
from newsparse.reading.text import decode

# elements inside a paragraph; every other element begins a new one
INLINE = frozenset(
    "a abbr alt-code b bdi bdo chron cite classifier code copyrite data del dfn em event frac "
    "function i ins kbd lang location mark money num object.title org person postaddr pronounce q "
    "ruby s samp small span strong sub sup time tt u var virtloc wbr".split()
)
# elements that are no part of the running text
LEFT_OUT = frozenset(
    "aside byline caption credit dateline dialog distributor fig figcaption figure fn footer form "
    "head media media-caption media-producer nav nitf-table noscript script style table tagline "
    "template".split()
)
CITES = frozenset("cite figcaption footer".split())  # in a quote: who said it
CITED, CITED_END = "\x0e", "\x0f"  # around that, until the quote is whole
OPENING = "«“”„\"‘'"
DASHES = " \u00a0\n–—―-−‒~"
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# a declared iso-8859-1 is often Windows-1252, whose dashes and marks are then control characters
WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
NO_CITE = re.compile(f"[{CITED}{CITED_END}]")
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
        self._marks: list[int] = []  # where each open `q` begins in the parts
        self._quotes = 0  # open block quotes; the outermost counts
        self._quote = 0  # where it begins in what is found
        self._cited: list[str] = []  # the open elements that say who is quoted
        self._is_quoted = False  # the figure that is open holds a quote
        self._links = 0  # open links
        self._is_linked = True  # the paragraph is nothing but a link
        self._lists_links = False  # what comes are links to other articles

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Begin a paragraph, or leave out what is no running text."""
        if tag == "br":
            self._parts.append("\v")
        elif tag not in INLINE:
            self._end_paragraph()
        if tag in VOID:
            return
        if tag == "blockquote" and set(self._left_out) <= {"figure"}:
            self._is_quoted = bool(self._left_out)
            self._left_out.clear()
            self._quote = self._quote if self._quotes else len(self.found)
            self._quotes += 1
        is_cite = tag in CITES and bool(self._quotes or self._is_quoted)
        told = dict(attrs)
        classes = told.get("class") or ""
        is_out = (
            tag in LEFT_OUT or is_byline(classes) or is_aside(tag, classes, told.get("id") or "")
        )
        if self._left_out or (is_out and not is_cite):
            self._left_out.append(tag)
        elif is_cite:
            self._cited.append(tag)
            self._parts.append(CITED)
        elif tag == "q":
            self._marks.append(len(self._parts))
            self._parts.append("«" if len(self._marks) % 2 else "‘")
        elif tag == "a":
            self._links += 1

    def handle_endtag(self, tag: str) -> None:
        """End the paragraph."""
        if tag in VOID:
            return
        if self._cited and tag == self._cited[-1] and not self._left_out:
            self._cited.pop()
            self._parts.append(CITED_END)
        if tag not in INLINE:
            self._end_paragraph()
        if tag in self._left_out:  # HTML may leave end tags out
            while self._left_out.pop() != tag:
                pass
        elif tag == "blockquote" and self._quotes:
            self._quotes -= 1
            if not self._quotes:
                self._end_quote(self._quote)
        elif tag == "figure" and self._is_quoted:
            self._end_quote(len(self.found) - 2)
            self._is_quoted = False
        elif tag == "q" and self._marks:
            self._end_marks(self._marks.pop())
        elif tag == "a" and self._links:
            self._links -= 1

    def handle_data(self, data: str) -> None:
        """Add text to the open paragraph."""
        if not self._left_out:
            self._parts.append(data)
            self._is_linked &= bool(self._links) or not data.strip()

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
        is_link, self._is_linked, self._parts, self._marks = self._is_linked, True, [], []
        if not text or is_teaser(text):
            self._lists_links |= begins_list(text)
        elif not (self._lists_links and is_link):
            self._lists_links = begins_list(text)
            if not self._lists_links:
                self.found.append(text)

    def _end_marks(self, place: int) -> None:
        """Close what `q` opened, unless the words have marks of their own."""
        if place < len(self._parts):
            words = self._parts[place + 1].lstrip() if place + 1 < len(self._parts) else ""
            if place + 1 == len(self._parts) or words[:1] in (*OPENING,):
                self._parts[place] = ""
            else:
                self._parts.append("»" if self._parts[place] == "«" else "’")

    def _end_quote(self, start: int) -> None:
        """Set a block quote in marks, with its speaker behind: `«Vi må» – Kari Vik`."""
        whole = "\n\n".join(self.found[max(start, 0) :])
        place = _cite_of(whole)
        if place is None:
            return
        words = NO_CITE.sub("", whole[:place]).strip(DASHES)
        speaker = " ".join(NO_CITE.sub("", whole[place:]).split()).strip(DASHES)
        if words and speaker:
            opening, closing = "“”" if "«" in words else "«»"
            is_marked = words[0] in OPENING
            quoted = words if is_marked else f"{opening}{words}{closing}"
            whole = f"{quoted} – {speaker}"
        self.found[max(start, 0) :] = [NO_CITE.sub("", whole)]

    def text(self) -> str:
        """Return what was found, a blank line between paragraphs."""
        self._end_paragraph()
        return NO_CITE.sub("", "\n\n".join(self.found))


def _cite_of(quote: str) -> int | None:
    """Return where the words at a quote's end begin that say whose it is; None without any."""
    if not quote.rstrip().endswith(CITED_END):
        return None
    depth = 0
    for found in reversed([*NO_CITE.finditer(quote)]):
        depth += 1 if found[0] == CITED_END else -1
        if depth == 0:
            return found.start()
    return None


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
