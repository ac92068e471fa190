"""Lines that a program wrapped: found by their lengths, and joined.

nb: `Kommunen vil bygge en ny skole, sier ordfører Kari⏎Vik i et møte med en nabo.` → one line
nn: `Kommunen vil byggje ein ny skule, seier ordførar Kari⏎Vik i eit møte med ein nabo.` → one line

A program breaks a line where the next word has no room, and takes no notice of what is said; a
person, who sets a list, a poem or a headline, breaks it where something ends.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

Edit = tuple[int, int, str]  # start, end, and what is read instead

# the soft hyphen, the joiners, the marks of direction, the byte order mark
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
SPACES = (  # all but the plain one
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
BLANK = " " + SPACES + INVISIBLE
SOFT_HYPHEN = "\u00ad"
HYPHENS = "\u2010\u2011-"

LINE = re.compile(r"[^\n\r\u2028\u2029]+")
BREAKS = frozenset({"\n", "\r\n"})
SMALL = "a-zß-öø-ÿ"
OPENING = "«»„“”\"'‘’(\\["
# without a line that begins small or a hyphen at a line's end, nothing is joined
MAY_GO_ON = re.compile(rf"\n(?:[{BLANK}]*[{OPENING}]*[{SMALL}]|(?<=[^\W_][{HYPHENS}]\n)\S)")
BEGINS_SMALL = re.compile(rf"[{OPENING}]*[{SMALL}]")
ENDS_SENTENCE = re.compile(r"[.!?…:][»“”\"'’)\]]*$")
ENDS_IN_HYPHEN = re.compile(rf"[^\W_][{HYPHENS}]$")
ITEM = re.compile(rf"[–—−‒―•·*▪●◦■>|]|-(?![{SMALL}])")  # begins a reply or an item
LABEL = re.compile(r"\d+[.)]$|.*:$")  # `2. Brann`, `Foto: Kari Vik`
COLUMNS = re.compile(r"\t| {3}|\s\|\s")
SUSPENDED = frozenset({"og", "eller", "samt", "til"})  # `nord-⏎og sørsida`

NARROWEST = 30  # code points of a wrapped paragraph's longest line
NARROWEST_PAIR = 40  # the same where there are but two lines, which proves little
ROOM = 0.85  # share of the longest line that lines of letters of unlike widths surely fill
TELLING = 16  # breaks that tell whether all letters are as wide

MOST_RAGGED = 5  # one break in so many may leave room, as those before long words in print do


@dataclass(frozen=True)
class Line:
    """A line's words without the blanks around them, and where they stand."""

    start: int
    end: int
    words: str
    indent: int
    is_soft: bool  # a soft hyphen stands behind the words
    is_first: bool  # of the article

    @cached_property
    def first(self) -> str:
        return self.words.partition(" ")[0]

    @cached_property
    def is_small(self) -> bool:
        return BEGINS_SMALL.match(self.words) is not None

    @cached_property
    def has_columns(self) -> bool:
        return COLUMNS.search(self.words) is not None

    @cached_property
    def is_item(self) -> bool:
        return ITEM.match(self.words) is not None

    @cached_property
    def is_address(self) -> bool:
        """`kari.vik@avisa.no`"""
        return "@" in self.first and self.first == self.words

    @property
    def may_be_headline(self) -> bool:
        """`Kommunen anker dommen`, but not `– Vi er lei, sier Kari`, where a name is cut."""
        goes_on = self.words.endswith(",") or self.words.rpartition(" ")[2].istitle()
        return self.is_first and not (goes_on or self.ends_sentence or self.ends_in_hyphen)

    @cached_property
    def ends_sentence(self) -> bool:
        return ENDS_SENTENCE.search(self.words[-4:]) is not None

    @cached_property
    def ends_in_hyphen(self) -> bool:
        return self.is_soft or ENDS_IN_HYPHEN.search(self.words[-2:]) is not None


@dataclass(frozen=True)
class Break:
    """A line's end and the line after it."""

    line: Line
    after: Line

    @cached_property
    def reach(self) -> int:
        """How long the line were with the next one's first word."""
        return len(self.line.words) + 1 + len(self.after.first)

    @cached_property
    def is_inside(self) -> bool:
        """Tell whether a sentence surely goes over it."""
        goes_on = self.after.is_small or self.line.ends_in_hyphen
        return goes_on and not self.line.ends_sentence

    @cached_property
    def is_set(self) -> bool:
        """Tell by the lines themselves that a person set it."""
        line, after = self.line, self.after
        if after.is_item or after.is_address or after.indent > line.indent:
            return True
        if line.has_columns or after.has_columns:
            return True
        if line.may_be_headline and not after.is_small:
            return True
        return line.ends_sentence and LABEL.match(after.first) is not None


@dataclass(frozen=True)
class Block:
    """Lines without an empty line between them."""

    lines: list[Line]

    @cached_property
    def width(self) -> int:
        return max(len(line.words) for line in self.lines)

    @cached_property
    def breaks(self) -> list[Break]:
        if self.width < NARROWEST:
            return []
        return [Break(line, after) for line, after in pairwise(self.lines)]

    def runs(self, room: float) -> Iterator["Run"]:
        """Cut the block where a line surely begins something new."""
        run = Run()
        for each in self.breaks:
            fits = each.reach <= room * self.width
            if each.is_set or (fits and not each.is_inside):
                yield run
                run = Run()
                continue
            run.breaks.append(each)
            run.inside += each.is_inside and not fits
            run.ragged += each.is_inside and fits
        yield run


@dataclass
class Run:
    """Breaks between lines that may go on from one to the next.

    inside: how many have a sentence go over them and leave the next word no room; ragged: how many
    have that and leave it room.
    """

    breaks: list[Break] = field(default_factory=list)
    inside: int = 0
    ragged: int = 0

    @property
    def width(self) -> int:
        return max(len(line.words) for each in self.breaks for line in (each.line, each.after))

    @cached_property
    def is_wrapped(self) -> bool:
        """Tell by the run alone; what begins small is an item of a list, or verse."""
        if not self.breaks or self.breaks[0].line.is_small:
            return False
        if len(self.breaks) == 1:
            return self.breaks[0].is_inside and len(self.breaks[0].line.words) >= NARROWEST_PAIR
        others = len(self.breaks) - self.inside - self.ragged
        return self.inside >= others and self.ragged * MOST_RAGGED <= len(self.breaks)

    def fills(self, width: float) -> bool:
        """Tell whether it is as wide as what is wrapped elsewhere, with a sentence over a break."""
        if not self.breaks or self.breaks[0].line.is_small or self.ragged:
            return False
        is_open = any(not each.line.ends_sentence for each in self.breaks)
        return is_open and all(each.reach > width for each in self.breaks)


def joins(text: str, knows: Callable[[str], bool]) -> Iterator[Edit]:
    """Yield how each line break that a program has made is read, in text order.

    knows: tells whether a word is one that the language has.
    """
    if MAY_GO_ON.search(text) is None:
        return
    blocks = list(_blocks(text))
    # where all letters are as wide, no line stops short of the next word; print is less exact
    exact = [e.reach > block.width for block in blocks for e in block.breaks if e.is_inside]
    room = 1.0 if len(exact) >= TELLING and all(exact) else ROOM
    runs = [run for block in blocks for run in block.runs(room)]
    width = max((run.width for run in runs if run.is_wrapped), default=0)
    vocabulary = Vocabulary(text, knows)
    for run in runs:
        if run.is_wrapped or (width and run.fills(room * width)):
            yield from (_join(each.line, each.after, vocabulary) for each in run.breaks)


def _blocks(text: str) -> Iterator[Block]:
    block: list[Line] = []
    done, is_first = 0, True
    for found in LINE.finditer(text):
        line = _line(found, is_first)
        if block and (line is None or text[done : found.start()] not in BREAKS):
            yield Block(block)
            block = []
        if line is not None:
            block.append(line)
            is_first = False
        done = found.end()
    if block:
        yield Block(block)


def _line(found: re.Match[str], is_first: bool) -> Line | None:
    whole = found[0]
    rest = whole.lstrip(BLANK)
    words = rest.rstrip(BLANK)
    if not words:
        return None
    start = found.start() + len(whole) - len(rest)
    is_soft = rest.startswith(SOFT_HYPHEN, len(words))
    return Line(start, start + len(words), words, len(whole) - len(rest), is_soft, is_first)


class Vocabulary:
    """The words of a text and of the language."""

    def __init__(self, text: str, knows: Callable[[str], bool]) -> None:
        self._text = text
        self._knows = knows

    @cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(re.findall(r"[^\W\d_]+", self._text))

    def has(self, word: str) -> bool:
        """Tell whether a word, or its part behind a hyphen, is one of them."""
        last = word.rpartition("-")[2]
        return any(w in self._written or self._knows(w) for w in {last, last.lower()})


def _join(line: Line, after: Line, vocabulary: Vocabulary) -> Edit:
    """Return how the break between two lines is read.

    `det er på-⏎gående` → `det er pågående`, `Øst-⏎Telemark` → `Øst-Telemark`,
    `nord-⏎og sørsida` → `nord- og sørsida`, `Kari⏎Vik` → `Kari Vik`
    """
    if line.is_soft:
        return line.end, after.start, ""
    if not line.ends_in_hyphen or after.first in SUSPENDED:
        return line.end, after.start, " "
    rest = re.match(r"[^\W\d_]+", after.first)
    if after.is_small and rest is not None:
        begun = line.words.rpartition(" ")[2][:-1].lstrip(OPENING)
        if vocabulary.has(begun + rest[0]):
            return line.end - 1, after.start, ""
    return line.end, after.start, ""
