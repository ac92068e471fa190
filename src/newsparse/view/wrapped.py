"""Lines that a program wrapped: found by their lengths, and joined.

nb: `Kommunen vil bygge en ny skole, sier ordfører Kari⏎Vik i et møte med en nabo.` → one line
nn: `Kommunen vil byggje ein ny skule, seier ordførar Kari⏎Vik i eit møte med ein nabo.` → one line

A program breaks a line where the next word has no room, and takes no notice of what is said; a
person, who sets a list, a poem or a headline, breaks it where something ends.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise

Edit = tuple[int, int, str]  # start, end, and what is read instead

# Word's optional hyphen, the soft hyphen, the joiners, the marks of direction, the byte order mark
INVISIBLE = (
    "\x1f\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
SPACES = (  # all but the plain one
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
BLANK = " " + SPACES + INVISIBLE
SOFT_HYPHEN = "\u00ad"
HYPHENS = "\x1e\u2010\u2011-"  # the first is Word's

LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
BREAKS = frozenset({"\n", "\r\n"})
WIDE_BREAKS = frozenset({"\n\n", "\r\n\r\n"})  # where an empty line stands between all lines
# mail that is passed on: a mark before each line
IS_QUOTED = re.compile(r"^[ \t]{0,9}>.*\r?\n[ \t]{0,9}>", re.MULTILINE)
QUOTED = r"[ \t]{0,9}>(?:[ \t]?>)*[ \t]?"
QUOTE_MARK = re.compile(QUOTED)
NOT_BETWEEN = re.compile(rf"[{BLANK}>]+")  # what is no break between two lines
SMALL = "a-zß-öø-ÿ"
OPENING = "«»„“”\"'‘’(\\["
# without a line that begins small or a hyphen at a line's end, nothing is joined
MAY_GO_ON = re.compile(rf"\n(?:[{BLANK}>]*[{OPENING}]*[{SMALL}]|(?<=[^\W_][{HYPHENS}]\n)\S)")
BEGINS_SMALL = re.compile(rf"[{OPENING}]*[{SMALL}]")
ENDS_SENTENCE = re.compile(r"[.!?…:][»“”\"'’)\]]*$")
ITEM = re.compile(rf"[–—−‒―•·*▪●◦■>|]|-(?![{SMALL}])")  # begins a reply or an item
LETTERS = re.compile(r"[^\W\d_]+")
STOPS = ",;:.!?…–"
STOP_INSIDE = re.compile(rf"[{STOPS}] ")
LABEL = re.compile(r"\d+[.)]$|.*:$")  # `2. Brann`, `Foto: Kari Vik`
COLUMNS = re.compile(r"\t| {3}|\s\|\s")
PAGE_NUMBER = re.compile(
    r"(?:side|s\.)? ?[-–]? ?\d{1,3}(?: ?(?:/|av) ?\d{1,3})? ?[-–]?$", re.IGNORECASE
)
# parts of words that keep their hyphen before a known word: `sør-koreansk`
HYPHENED = frozenset("anti e eks i ikke ikkje nord norsk pro svensk sør u vest x øst".split())
SUSPENDED = frozenset({"og", "eller", "samt", "til"})  # `nord-⏎og sørsida`

NARROWEST = 30  # code points of a wrapped paragraph's longest line
NARROWEST_COLUMN = 18  # the same where words are cut at lines' ends, as in a paper's columns
CUT_WORD = re.compile(rf"[^\W\d_][{HYPHENS}]\r?\n[{SMALL}]")
FEWEST_CUT = 2  # such words that tell
MOST_SPARSE = 120  # code points of the longest line in a text with empty lines between all lines
FEWEST_SPARSE = 3  # breaks inside of sentences that tell such a text
NARROWEST_PAIR = 40  # the same where there are but two lines, which proves little
ROOM = 0.85  # share of the longest line that lines of letters of unlike widths surely fill
TELLING = 16  # breaks that tell whether all letters are as wide

MOST_RAGGED = 5  # one break in so many may leave room, as those before long words in print do


@dataclass(slots=True)
class Line:
    """A line's words without the blanks around them, and where they stand."""

    start: int
    end: int
    words: str
    first: str  # word
    indent: int
    is_soft: bool  # a soft hyphen stands behind the words
    is_first: bool  # of the article

    @classmethod
    def of(cls, found: re.Match[str], is_first: bool, is_quoted: bool) -> "Line | None":
        """Return the words of a line; None where it is empty.

        is_quoted: marks of mail that is passed on are none of them.
        """
        whole = found[0]
        mark = QUOTE_MARK.match(whole) if is_quoted else None
        rest = whole[mark.end() if mark else 0 :].lstrip(BLANK)
        words = rest.rstrip(BLANK)
        if not words:
            return None
        indent = len(whole) - len(rest)
        start = found.start() + indent
        is_soft = rest.startswith(SOFT_HYPHEN, len(words))
        first = words.partition(" ")[0]
        return cls(start, start + len(words), words, first, indent, is_soft, is_first)

    @property
    def is_small(self) -> bool:
        return BEGINS_SMALL.match(self.words) is not None

    @property
    def is_address(self) -> bool:
        """`kari.vik@avisa.no`"""
        return "@" in self.first and self.first == self.words

    @property
    def may_be_headline(self) -> bool:
        """`Kommunen anker dommen`, but not `– Vi er lei, sier Kari`, where a name is cut."""
        if not self.is_first or self.words[-1] in STOPS or self.ends_in_hyphen:
            return False
        has_parts = STOP_INSIDE.search(self.words) is not None
        return not (has_parts or self.words.rpartition(" ")[2].istitle())

    @property
    def is_page_number(self) -> bool:
        """`4`, `Side 4 av 12`"""
        return PAGE_NUMBER.match(self.words) is not None

    @property
    def ends_sentence(self) -> bool:
        return ENDS_SENTENCE.search(self.words[-4:]) is not None

    @property
    def ends_in_hyphen(self) -> bool:
        if self.words[-1] not in HYPHENS:
            return self.is_soft
        return self.words[-2:-1].isalnum()


@dataclass(slots=True)
class Break:
    """A line's end and the line after it.

    reach: how long the line were with the next one's first word. is_inside: a sentence surely goes
    over the break. is_page: a page ends here.
    """

    line: Line
    after: Line
    reach: int
    is_inside: bool
    is_page: bool = False

    @classmethod
    def between(cls, line: Line, after: Line, is_page: bool = False) -> "Break":
        goes_on = (after.is_small or line.ends_in_hyphen) and not line.ends_sentence
        return cls(line, after, len(line.words) + 1 + len(after.first), goes_on, is_page)

    @property
    def is_set(self) -> bool:
        """Tell by the lines themselves that a person set it."""
        line, after = self.line, self.after
        if ITEM.match(after.words) or after.is_address:
            return True
        if after.indent > line.indent and not after.is_small:
            return True
        if COLUMNS.search(line.words) or COLUMNS.search(after.words):
            return True
        if line.ends_sentence and (self.is_page or after.is_page_number):
            return True
        if line.is_page_number:
            return True
        if line.may_be_headline and not after.is_small:
            return True
        return LABEL.match(after.first) is not None and line.ends_sentence


@dataclass(slots=True)
class Block:
    """Lines without an empty line between them: how long the longest is, and their breaks."""

    width: int
    breaks: list[Break]

    @classmethod
    def of(cls, lines: list[Line], pages: frozenset[int], narrowest: int) -> "Block":
        """pages: the starts of lines before which a page ends."""
        width = max(len(line.words) for line in lines)
        pairs = pairwise(lines) if width >= narrowest else ()
        return cls(width, [Break.between(one, two, two.start in pages) for one, two in pairs])

    @property
    def is_surely_wrapped(self) -> bool:
        """Tell whether sentences go over many breaks that leave the next word no room."""
        inside = sum(e.is_inside and e.reach > ROOM * self.width for e in self.breaks)
        return inside >= FEWEST_SPARSE and inside * 3 >= len(self.breaks)

    def runs(self, room: float) -> Iterator["Run"]:
        """Cut the block where a line surely begins something new."""
        run = Run()
        for each in self.breaks:
            fits = each.reach <= room * self.width
            if (fits and not each.is_inside) or each.is_set:
                yield run
                run = Run()
                continue
            run.breaks.append(each)
            run.inside += each.is_inside and not fits
            run.ragged += each.is_inside and fits
        run.is_paragraph = len(run.breaks) == len(self.breaks)
        yield run


@dataclass
class Run:
    """Breaks between lines that may go on from one to the next.

    inside: how many have a sentence go over them and leave the next word no room; ragged: how many
    have that and leave it room. is_paragraph: empty lines stand around the lines.
    """

    breaks: list[Break] = field(default_factory=list)
    inside: int = 0
    ragged: int = 0
    is_paragraph: bool = False

    @property
    def width(self) -> int:
        return max(len(line.words) for each in self.breaks for line in (each.line, each.after))

    @property
    def is_verse(self) -> bool:
        """Verse stops where its lines end; prose stops anywhere."""
        lines = [each.line.words for each in self.breaks]
        ends = sum(words[-1] in STOPS for words in lines)
        return bool(ends) and ends >= sum(len(STOP_INSIDE.findall(words)) for words in lines)

    @cached_property
    def is_wrapped(self) -> bool:
        """Tell by the run alone; what begins small is an item of a list, or verse."""
        if not self.breaks or self.breaks[0].line.is_small:
            return False
        if len(self.breaks) == 1:
            return self.breaks[0].is_inside and len(self.breaks[0].line.words) >= NARROWEST_PAIR
        others = len(self.breaks) - self.inside - self.ragged
        is_ragged = self.ragged * MOST_RAGGED > len(self.breaks)
        return self.inside * 2 >= others and not is_ragged and not self.is_verse

    def fills(self, width: float) -> bool:
        """Tell whether it is as wide as what is wrapped elsewhere.

        Where no empty lines part paragraphs, a sentence must go over a break too.
        """
        if not self.breaks or self.breaks[0].line.is_small or self.ragged:
            return False
        if not self.is_paragraph and all(each.line.ends_sentence for each in self.breaks):
            return False
        return all(each.reach > width for each in self.breaks)


def joins(text: str, knows: Callable[[str], bool]) -> Iterator[Edit]:
    """Yield how each line break that a program has made is read, in text order.

    knows: tells whether a word is one that the language has.
    """
    if MAY_GO_ON.search(text) is None:
        return
    blocks = _blocks(text)
    # where all letters are as wide, no line stops short of the next word; print is less exact
    exact = [e.reach > block.width for block in blocks for e in block.breaks if e.is_inside]
    room = 1.0 if len(exact) >= TELLING and all(exact) else ROOM
    runs = [run for block in blocks for run in block.runs(room)]
    width = max((run.width for run in runs if run.is_wrapped), default=0)
    vocabulary = Vocabulary(text, knows)
    for run in runs:
        if run.is_wrapped or (width and run.fills(room * width)):
            yield from (_join(each.line, each.after, vocabulary) for each in run.breaks)


def _blocks(text: str) -> list[Block]:
    """Return where two lines or more follow each other."""
    lines = list(_lines(text))
    narrowest = NARROWEST_COLUMN if _cuts_words(text) else NARROWEST
    blocks = list(_blocks_between(lines, text, BREAKS, narrowest))
    return blocks or [
        block
        for block in _blocks_between(lines, text, WIDE_BREAKS, narrowest)
        if block.width <= MOST_SPARSE and block.is_surely_wrapped
    ]


def _cuts_words(text: str) -> bool:
    return sum(1 for _ in islice(CUT_WORD.finditer(text), FEWEST_CUT)) == FEWEST_CUT


def _lines(text: str) -> Iterator[Line]:
    is_quoted, is_first = IS_QUOTED.search(text) is not None, True
    for found in LINE.finditer(text):
        line = Line.of(found, is_first, is_quoted)
        if line is not None:
            yield line
            is_first = False


def _blocks_between(
    lines: Iterable[Line], text: str, breaks: frozenset[str], narrowest: int
) -> Iterator[Block]:
    """Yield the lines between which stand such breaks, or the number of a page.

    Where a page ends inside of a sentence, its number is no line.
    """
    block: list[Line] = []
    pages: set[int] = set()
    end = 0  # of the last line, whatever it was
    is_page = False
    for line in lines:
        gap = NOT_BETWEEN.sub("", text[end : line.start])
        end = line.end
        if block and line.is_page_number and not block[-1].ends_sentence:
            is_page = True
            continue
        if is_page:
            pages.add(line.start)
        elif gap not in breaks:
            if len(block) > 1:
                yield Block.of(block, frozenset(pages), narrowest)
            block, pages = [], set()
        block.append(line)
        is_page = False
    if len(block) > 1:
        yield Block.of(block, frozenset(pages), narrowest)


class Vocabulary:
    """The words of a text and of the language."""

    def __init__(self, text: str, knows: Callable[[str], bool]) -> None:
        self._text = text
        self._knows = knows

    @cached_property
    def _written(self) -> Counter[str]:
        return Counter(LETTERS.findall(self._text))

    @cached_property
    def cuts_words(self) -> bool:
        """Tell whether the program that wrapped the lines cuts words."""
        return _cuts_words(self._text)

    def has(self, word: str, elsewhere: bool = False) -> bool:
        """Tell whether a word, or its part behind a hyphen, is one of them.

        elsewhere: than in one place of the text, where it stands or is half a word.
        """
        last = word.rpartition("-")[2]
        return any(self._written[w] > elsewhere or self._knows(w) for w in {last, last.lower()})


def _join(line: Line, after: Line, vocabulary: Vocabulary) -> Edit:
    """Return how the break between two lines is read.

    `det er på-⏎gående` → `det er pågående`, `Øst-⏎Telemark` → `Øst-Telemark`,
    `nord-⏎og sørsida` → `nord- og sørsida`, `Kari⏎Vik` → `Kari Vik`
    """
    is_joined = line.is_soft or (line.ends_in_hyphen and after.first not in SUSPENDED)
    end = line.end
    rest = LETTERS.match(after.first)
    if is_joined and not line.is_soft and after.is_small and rest is not None:
        begun = line.words.rpartition(" ")[2][:-1].lstrip(OPENING)
        is_cut = vocabulary.has(begun + rest[0])
        if not is_cut and vocabulary.cuts_words and LETTERS.fullmatch(begun):
            is_known = vocabulary.has(begun, True) and vocabulary.has(rest[0], True)
            is_cut = (begun.islower() and begun not in HYPHENED) if is_known else len(begun) > 1
        end -= is_cut
    return end, after.start, "" if is_joined else " "
