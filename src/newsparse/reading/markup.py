"""Elements to paragraphs, for every markup that holds an article: XHTML, HTML, NITF."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html.entities import html5
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

# elements inside a paragraph; every other element begins a new one
INLINE = frozenset(
    "a abbr alt-code b bdi bdo chron cite classifier code company copyrite data del dfn em "
    "emdash endash event frac function i ins kbd lang location mark money num object.title org "
    "person postaddr pronounce q ruby s samp small span strong sub sup time tt u var virtloc "
    "wbr".split()
)
# elements that are no part of the running text
LEFT_OUT = frozenset(
    "aside bild byline caption credit dat dateline distributor fig figcaption figure fn footer "
    "form head media media-caption media-producer nav nitf-table noscript script style table "
    "tagline template".split()
)
LEFT_OUT_CLASSES = frozenset("byline caption credit tagline".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# a declared iso-8859-1 is often Windows-1252, whose dashes and marks are then control characters
WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
# elements that stand for a sign, and one that is a line of speech (TT's) without its dash
DASHES = {"endash": "–", "emdash": "—"}
SPEECH = "citat"
BLOCKS = frozenset(
    "article blockquote body center div dd dl dt embed figure font footer h1 h2 h3 h4 h5 h6 header "
    "hl1 hl2 html iframe li main ol p pre section table tbody td th thead tr ul".split()
)
# a tag in a text that should have none: of a name that markup has, so never `<3` or `<navn>`
TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(INLINE | LEFT_OUT | VOID | BLOCKS))})(?:\s[^<>]*)?/?>", re.IGNORECASE
)
PARAGRAPH_TAG = re.compile(
    r"</?(?:article|blockquote|br|div|h[1-6]|hl[12]|li|ol|p|section|table|tr|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
DASH_TAG = re.compile(
    r"<(en|em)dash\s{0,9}(?:/>|>(?:[-–—\s]{0,9}</\1dash\s{0,9}>)?)", re.IGNORECASE
)
CHARACTER = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
SPACES = re.compile(r"[ \t\r\n\f]+")
LONG_REFERENCE = re.compile(r"&#(\d{8,}|[xX][0-9a-fA-F]{7,});?")  # no character; Python refuses it
AROUND_BREAK = re.compile(r" ?\v ?")
# NTB ends its articles with the agency's mark
AGENCY_MARK = re.compile(r"(?<!\s)\s*\(©[^()]{0,60}\)\s*$")


class Paragraphs(HTMLParser):
    """Collects the paragraphs of the elements and text that it is fed.

    classes: those of elements that are no part of the running text.
    """

    def __init__(self, classes: frozenset[str] = LEFT_OUT_CLASSES) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._classes = classes
        self._parts: list[str] = []
        self._left_out: list[str] = []
        self._how_many: Counter[str] = Counter()  # of each name in it

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Begin a paragraph, or leave out what is no running text."""
        if tag == "br":
            self._parts.append("\v")
        elif tag not in INLINE:
            self._end_paragraph()
        if tag in VOID:
            return
        classes = set((dict(attrs).get("class") or "").lower().split())
        if self._left_out or tag in LEFT_OUT or classes & self._classes:
            self._left_out.append(tag)
            self._how_many[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        """End the paragraph."""
        if tag in VOID:
            return
        if tag not in INLINE:
            self._end_paragraph()
        ended = ""
        while self._how_many[tag] and ended != tag:  # HTML may leave end tags out
            ended = self._left_out.pop()
            self._how_many[ended] -= 1

    def handle_data(self, data: str) -> None:
        """Add text to the open paragraph."""
        if not self._left_out:
            self._parts.append(data)

    def feed_element(self, root: Element) -> None:
        """Add an XML element, by the same rules; markup that stands escaped in it is markup."""
        for event, element in _events(root):
            tag = local_name(element).lower()
            if event == "start":
                self.handle_starttag(tag, element.attrib.items())
                text = element.text or ""
                if tag in DASHES:
                    self.handle_data(DASHES[tag])
                elif tag == SPEECH and text.lstrip()[:1] not in ("-", "–", "—"):
                    self._handle_text(f"– {text.lstrip()}")
                else:
                    self._handle_text(text)
            else:
                self.handle_endtag(tag)
                if element is not root:
                    self._handle_text(element.tail or "")

    def _handle_text(self, text: str) -> None:
        """Add text of an XML element, without the tags that it should not have."""
        if "<" not in text and "&" not in text:
            self.handle_data(text)
        elif not self._left_out:
            text = _without_escapes(text)
            if TAG.search(text) is None:
                self.handle_data(text)
                return
            self.feed(_harmless(AMPERSAND.sub("&amp;", text)))
            self.close()
            self.reset()
            self._left_out.clear()  # an end tag that is missing leaves out no more than this
            self._how_many.clear()

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


def text_of(element: Element | None, classes: frozenset[str] = LEFT_OUT_CLASSES) -> str:
    """Return the running text of an XML element, a blank line between paragraphs.

    classes: those of elements that are no part of the running text.
    """
    paragraphs = Paragraphs(classes)
    if element is not None:
        paragraphs.feed_element(element)
    return paragraphs.text()


def text_of_html(fragment: str, classes: frozenset[str] = LEFT_OUT_CLASSES) -> str:
    """Return the running text of a piece of HTML, a blank line between paragraphs."""
    paragraphs = Paragraphs(classes)
    paragraphs.feed(_harmless(fragment))
    paragraphs.close()
    return paragraphs.text()


def text_of_string(text: str, classes: frozenset[str] = LEFT_OUT_CLASSES) -> str:
    """Return the running text of what may be HTML, known by its tags, or plain text.

    Of plain text, the lines stay; where tags are those of words alone, blank lines part paragraphs.
    """
    text = _without_escapes(text)
    if TAG.search(text) is None:
        return text.strip()
    if PARAGRAPH_TAG.search(text) is None:
        text = BLANK_LINE.sub("<p>", text.strip()).replace("\n", "<br>")
    return unescaped(text_of_html(text, classes))


def line_of_html(text: str) -> str:
    """Return a text that may have tags in it, which it should not have, as one line."""
    if "<" in text or "&" in text:
        text = text_of_string(text)
    return " ".join(text.translate(WINDOWS).split())


def unescaped(text: str) -> str:
    """Return a text with the characters that stand escaped in it, such as `&nbsp;`."""
    return CHARACTER.sub(_character, text) if "&" in text else text


def _without_escapes(text: str) -> str:
    """Return a text in which a tag or character is itself, where all stand escaped twice."""
    text = DASH_TAG.sub(_dash, text)
    return text if TAG.search(text) else DASH_TAG.sub(_dash, unescaped(text))


def _character(reference: re.Match[str]) -> str:
    name = reference[1]
    if not name.startswith("#"):
        return html5.get(f"{name};", reference[0])
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    is_one = (32 <= code < 0x110000 and not 0xD800 <= code < 0xE000) or code in (9, 10, 13)
    return chr(code) if is_one else "\ufffd"


def _dash(tag: re.Match[str]) -> str:
    return DASHES[f"{tag[1].lower()}dash"]


def _harmless(fragment: str) -> str:
    """Return HTML that is parsed in linear time, and in which no reference is refused."""
    closed = fragment.rfind(">") + 1
    rest = fragment[closed:].replace("<", "&lt;")  # else each `<a ` is tried to the end in vain
    return LONG_REFERENCE.sub("\ufffd", fragment[:closed] + rest)


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def with_headline(headline: str, text: str) -> str:
    """Put the headline before the text, where it is not there already."""
    if not headline or text.startswith(headline):
        return text
    return f"{headline}\n\n{text}"
