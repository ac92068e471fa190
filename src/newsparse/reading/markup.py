"""Elements to paragraphs, for every markup that holds an article: XHTML, HTML, NITF."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html.entities import html5
from html.parser import HTMLParser
from operator import and_
from xml.etree.ElementTree import Element

from newsparse.reading.teasers import begins_list, is_aside, is_byline, is_cite_by_class, is_teaser

# elements inside a paragraph; every other element begins a new one
INLINE = frozenset(
    "a abbr alt-code b bdi bdo chron cite classifier code company copyrite data del dfn em "
    "emdash endash event font frac function i ins kbd lang location mark money nobr num "
    "object.title org "
    "person postaddr pronounce q ruby s samp small span strike strong sub sup time tt u var "
    "virtloc wbr".split()
)
# elements that are no part of the running text
LEFT_OUT = frozenset(
    "aside bild button byline canvas caption credit dat dateline dialog distributor fig figcaption "
    "figure fn footer form head iframe media media-caption media-producer nav nitf-table noscript "
    "script select style svg table tagline template textarea".split()
)
OF_WORD = re.compile(r"(?:o|w|st\d):")  # inside a paragraph, too
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
# elements that stand for a sign, and one that is a line of speech (TT's) without its dash
SIGNS = {"endash": "–", "emdash": "—"}
SPEECH = "citat"
BLOCKS = frozenset(
    "article blockquote body center div dd dl dt embed figure footer h1 h2 h3 h4 h5 h6 header "
    "hl1 hl2 html li main ol p pre section table tbody td th thead tr ul".split()
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
BLOCK_TAG = re.compile(r"<(?:p|div)[\s>]", re.IGNORECASE)
BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
NO_CITE = re.compile(f"[{CITED}{CITED_END}]")
SPACES = re.compile(r"[ \t\r\n\f]+")
LONG_REFERENCE = re.compile(r"&#(\d{8,}|[xX][0-9a-fA-F]{7,});?")  # no character; Python refuses it
AROUND_BREAK = re.compile(r" ?\v ?")
# a break inside a sentence: `Vi må bygge,<br>sier hun`, but not between the items of a list
ENDS_SENTENCE = re.compile(r"[.!?…:][»”\"')]*$")
BEGINS_SMALL = re.compile(r"[«“\"'(]*[a-zæøåäöüé]")
FEWEST_WORDS = 3  # of a line that goes on in the next
# NTB ends its articles with the agency's mark
AGENCY_MARK = re.compile(r"(?<!\s)\s*\(©[^()]{0,60}\)\s*$")


def is_inline(tag: str) -> bool:
    """Tell whether an element stands inside a paragraph."""
    return tag in INLINE or OF_WORD.match(tag) is not None


class Paragraphs(HTMLParser):
    """Collects the paragraphs of the elements and text that it is fed.

    classes: those of elements that are no part of the running text.
    """

    def __init__(self, classes: frozenset[str] = frozenset()) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._classes = classes
        self._parts: list[str] = []
        self._left_out: list[str] = []
        self._how_many: Counter[str] = Counter()  # of each name in it
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
        elif not is_inline(tag):
            self._end_paragraph()
        if tag in VOID:
            return
        if tag == "blockquote" and len(self._left_out) == self._how_many["figure"]:
            self._is_quoted = bool(self._left_out)
            self._leave_nothing_out()
            self._quote = self._quote if self._quotes else len(self.found)
            self._quotes += 1
        told = dict(attrs)
        classes = told.get("class") or ""
        says_who = tag in CITES or (tag != "blockquote" and is_cite_by_class(classes))
        is_cite = bool(self._quotes or self._is_quoted) and says_who
        is_out = (
            tag in LEFT_OUT
            or not self._classes.isdisjoint(classes.lower().split())
            or is_byline(classes)
            or is_aside(tag, classes, told.get("id") or "")
        )
        if self._left_out or (is_out and not is_cite):
            self._left_out.append(tag)
            self._how_many[tag] += 1
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
        if not is_inline(tag):
            self._end_paragraph()
        ended = ""
        while self._how_many[tag] and ended != tag:  # HTML may leave end tags out
            ended = self._left_out.pop()
            self._how_many[ended] -= 1
        if ended:
            return
        if tag == "blockquote" and self._quotes:
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
        """Add an XML element, by the same rules; markup that stands escaped in it is markup."""
        for event, element in _events(root):
            tag = local_name(element).lower()
            if event == "start":
                self.handle_starttag(tag, element.attrib.items())
                text = element.text or ""
                if tag in SIGNS:
                    self.handle_data(SIGNS[tag])
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
            self._leave_nothing_out()  # an end tag that is missing leaves out no more than this

    def _leave_nothing_out(self) -> None:
        self._left_out.clear()
        self._how_many.clear()

    def _end_paragraph(self) -> None:
        text = SPACES.sub(" ", "".join(self._parts).translate(WINDOWS))
        text = AGENCY_MARK.sub("", _with_breaks(text)).strip()
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
        paragraphs = (NO_CITE.sub("", paragraph) for paragraph in self.found)
        return "\n\n".join(filter(None, paragraphs))


def _with_breaks(text: str) -> str:
    """Set the breaks that a person set: one inside a sentence is a space.

    `Vi må bygge,<br>sier hun` is one line, `Daglig leder<br>Kari Vik` and a list's items are not.
    Where one is inside a sentence, so are others behind what ends none: `ordfører Kari<br>Vik`.
    """
    lines = AROUND_BREAK.split(text)
    parts = lines[:1]
    for inside, line in zip(goes_over(lines), lines[1:], strict=True):
        parts += " " if inside else "\n", line
    return "".join(parts)


def goes_over(lines: list[str]) -> list[bool]:
    """Tell of each break between lines whether it stands inside a sentence."""
    is_open = [ENDS_SENTENCE.search(line[-4:]) is None for line in lines[:-1]]
    counts = [line.count(" ") + 1 for line in lines]
    small = [BEGINS_SMALL.match(line) is not None for line in lines[1:]]
    may_go_on = [
        may and (line.endswith(",") or count >= FEWEST_WORDS)
        for may, line, count in zip(is_open, lines, counts, strict=False)
    ]
    is_wrapped = any(map(and_, may_go_on, small))
    found = []
    count = 0  # words of the line so far, with those that it goes on from
    for number, after in enumerate(lines[1:]):
        count += counts[number]
        goes_on = may_go_on[number] or (is_open[number] and count >= FEWEST_WORDS)
        found.append(goes_on and (small[number] or (is_wrapped and after[:1].isalpha())))
        count = count if found[-1] else 0
    return found


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


def text_of(element: Element | None, classes: frozenset[str] = frozenset()) -> str:
    """Return the running text of an XML element, a blank line between paragraphs.

    classes: those of elements that are no part of the running text.
    """
    paragraphs = Paragraphs(classes)
    if element is not None:
        paragraphs.feed_element(element)
    return paragraphs.text()


def text_of_html(fragment: str, classes: frozenset[str] = frozenset()) -> str:
    """Return the running text of a piece of HTML, a blank line between paragraphs."""
    paragraphs = Paragraphs(classes)
    paragraphs.feed(_harmless(fragment))
    paragraphs.close()
    return paragraphs.text()


def text_of_string(text: str, classes: frozenset[str] = frozenset()) -> str:
    """Return the running text of what may be HTML, known by its tags, or plain text.

    Of plain text, the lines stay; where tags are those of words alone, blank lines part paragraphs.
    """
    text = _without_escapes(text)
    if TAG.search(text) is None:
        return text.strip()
    if PARAGRAPH_TAG.search(text) is None:
        text = BLANK_LINE.sub("<p>", text.strip()).replace("\n", "<br>")
    elif BLOCK_TAG.search(text) is None:  # as a post of WordPress stands in its database
        text = BLANK_LINE.sub("<p>", text)
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
    return SIGNS[f"{tag[1].lower()}dash"]


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
