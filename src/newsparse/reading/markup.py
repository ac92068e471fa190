"""Elements to paragraphs, for every markup that holds an article: XHTML, HTML, NITF."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from operator import and_
from xml.etree.ElementTree import Element

from newsparse.reading.elements import (
    CITES,
    LEFT_OUT,
    PARAGRAPH_TAG,
    TAG,
    VOID,
    is_inline,
    local_name,
)
from newsparse.reading.escapes import AMPERSAND, SIGNS, harmless, unescaped, without_escapes
from newsparse.reading.teasers import begins_list, is_aside, is_byline, is_cite_by_class, is_teaser

SPEECH = "citat"  # an element that is a line of speech (TT's) without its dash
CITED, CITED_END = "\x0e", "\x0f"  # around that, until the quote is whole
OPENING = "«“”„\"‘'"
DASHES = " \u00a0\n–—―-−‒~"
# a declared iso-8859-1 is often Windows-1252, whose dashes and marks are then control characters
WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
BLOCK_TAG = re.compile(r"<(?:p|div)[\s>]", re.IGNORECASE)
BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
NO_CITE = re.compile(f"[{CITED}{CITED_END}]")
SPACES = re.compile(r"[ \t\r\n\f]+")
SPACED_SIGN = re.compile(r"(?<!\.) (?=[,.;](?! ?\.)(?:\s|$))")  # behind a tag on a line of its own
AROUND_BREAK = re.compile(r" ?\v ?")
# a break inside a sentence: `Vi må bygge,<br>sier hun`, but not between the items of a list
ENDS_SENTENCE = re.compile(r"[.!?…:][»”\"')]*$")
BEGINS_SMALL = re.compile(r"[«“\"'(]*[a-zæøåäöüé]")
FEWEST_WORDS = 3  # of a line that goes on in the next
# agencies end their articles with their mark: NTB's `(©NTB)`, Ritzau's `/ritzau/`
AGENCY_MARK = re.compile(r"(?<!\s)(?:\s*\(©[^()]{0,60}\)|\s+/[a-z]{3,12}/)\s*$")
# the same as the last paragraph, and desks' initials: `==Kyodo`, `(NTB)`, `ab/cd/ef`
SIGN_OFF = re.compile(
    r"=+ ?[A-Z]\w{1,20}|/[a-z]{3,12}/|\([A-Z][A-Za-z]{1,20}\)|[a-zæøå]{2,4}(?:/[a-zæøå]{2,4}){1,6}"
)
# paragraphs set off by the indent of their first lines alone, as Reuters writes them
INDENT = re.compile(r"\n( {2,8})(?=\S)")
FLUSH = re.compile(r"\n(?=\S)")
FIRST_LINE = re.compile(r"\n[ \t]*\n[ \t]*(?=\S)|\n {2,8}(?=[^\sa-zæøåäöü])")
FEWEST_FIRST_LINES = 2


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
        self._kept = 0  # open elements whose lines stay: `pre`
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
        elif tag == "pre":
            self._kept += 1

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
        elif tag == "pre" and self._kept:
            self._kept -= 1

    def handle_data(self, data: str) -> None:
        """Add text to the open paragraph."""
        if self._left_out:
            return
        if self._kept:
            data = data.replace("\n", "\v")
        first, *others = _by_indents(data) if not (self._cited or self._marks) else [data]
        self._parts.append(first)
        self._is_linked &= bool(self._links) or not data.strip()
        for other in others:
            self._end_paragraph()
            self._parts.append(other)
            self._is_linked = bool(self._links)

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
            text = without_escapes(text)
            if TAG.search(text) is None:
                self.handle_data(text)
                return
            self.feed(harmless(AMPERSAND.sub("&amp;", text)))
            self.close()
            self.reset()
            self._leave_nothing_out()  # an end tag that is missing leaves out no more than this

    def _leave_nothing_out(self) -> None:
        self._left_out.clear()
        self._how_many.clear()

    def _end_paragraph(self) -> None:
        text = SPACED_SIGN.sub("", SPACES.sub(" ", "".join(self._parts).translate(WINDOWS)))
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
        if len(self.found) > 1 and SIGN_OFF.fullmatch(self.found[-1]):
            self.found.pop()
        paragraphs = (NO_CITE.sub("", paragraph) for paragraph in self.found)
        return "\n\n".join(filter(None, paragraphs))


def _by_indents(data: str) -> list[str]:
    """Part a text whose first lines are indented, all by as much, and whose others are not."""
    if data.count("\n") <= FEWEST_FIRST_LINES or FLUSH.search(data) is None:
        return [data]
    indents = INDENT.findall(data)
    if len(indents) < FEWEST_FIRST_LINES or len(set(indents)) > 1:
        return [data]
    return FIRST_LINE.split(data)


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
    paragraphs.feed(harmless(fragment))
    paragraphs.close()
    return paragraphs.text()


def text_of_string(text: str, classes: frozenset[str] = frozenset()) -> str:
    """Return the running text of what may be HTML, known by its tags, or plain text.

    Of plain text, the lines stay; where tags are those of words alone, blank lines part paragraphs.
    """
    text = without_escapes(text)
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


def with_headline(headline: str, text: str) -> str:
    """Put the headline before the text, where it is not its first paragraph already."""
    if not headline or text == headline or text.startswith(f"{headline}\n"):
        return text
    return f"{headline}\n\n{text}"
