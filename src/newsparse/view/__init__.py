"""The reading view: an article's text as a person reads it, and where each of its words stands.

nb: `Kari\\u00a0Vik er stats\\u00administer` reads `Kari Vik er statsminister`
nn: `Ola  Moe spa\\u030ar regn` reads `Ola Moe spår regn`

What is read is analysed; offsets go on counting in the text that was given. A text in which there
is nothing to change is its own view and costs two searches.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from newsparse.view.wrapped import BLANK, HYPHENS, INVISIBLE, IS_QUOTED, QUOTED, SPACES, Edit, joins

__all__ = ["View"]

MARKS = "\u0300-\u036f"  # combining: the ring of an å, where it is a character of its own
OTHER_HYPHENS = HYPHENS.rstrip("-")
MOST_MARKS = 8  # on one letter; sorting them takes time that grows with the square
# quotation marks that no tokenizer knows: ‹…› and ``…'', as TeX and typewriters have them
QUOTES = {"‹": "«", "›": "»", "``": '"', "''": '"'}
# letters that print sets as one, and breaks: Word's of a line, of a page, of mainframes' lines
SIGNS = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
SIGNS |= {"\v": "\n", "\f": "\n", "\x85": "\n"} | QUOTES
# `»Ja«, sier hun`, as Danish and German papers set it: read so where no marks stand the usual way
SIGNS |= {"«": "»", "»": "«"}
TURNED = re.compile(r"(?:^|(?<=[\s(]))»(?=[^\W\d_])", re.MULTILINE)
USUAL = re.compile(r"(?:^|(?<=[\s(]))«(?=[^\W\d_])", re.MULTILINE)
BULLETS = "•▪●◦■‣\uf0b7\uf0a7\uf0d8"  # before an item of a list; the last are Word's
STOPS = frozenset(":,")
BULLETS_ALONE = frozenset(BULLETS)
# a stop with no space behind it, which no tokenizer takes for one: `seier:«Nei`, `«Ja»,seier ho`
NO_SPACE = r"(?<=[^\W\d_]):(?=[«“”„\"][^\W\d_])|(?<=[»”\"]),(?=[^\W\d_])"
ODD = re.compile(rf"[{INVISIBLE}{SPACES}{MARKS}{OTHER_HYPHENS}‹›`ﬀ-ﬆ\v\f\x85{BULLETS}]|{NO_SPACE}")
# a bullet at a line's beginning, a run of blanks that is not one space, a letter with marks of its
# own, or a hyphen
CHANGED = (
    rf"(?m:^)[{BLANK}]*[{BULLETS}][{BLANK}]+"
    rf"|[{INVISIBLE}{SPACES}][{INVISIBLE}{SPACES} ]*| [{INVISIBLE}{SPACES} ]+"
    rf"|[^\W\d_][{MARKS}]{{1,{MOST_MARKS}}}|[{OTHER_HYPHENS}]|[‹›ﬀ-ﬆ\v\f\x85]|``|''|{NO_SPACE}"
)
ONLY_INVISIBLE = re.compile(rf"[{INVISIBLE}]*")


class View:
    """What is read of a text, with a map from it to the text.

    text: what is read. source: the text as given.
    """

    def __init__(self, source: str, edits: Iterable[Edit] = ()) -> None:
        """edits: what is read in other words, in text order, none over another."""
        self.source = source
        # stretches of the view by their first offset: each is copied from where it starts in the
        # source, or stands for all up to where it ends
        self._firsts = [0]
        self._stretches: list[tuple[int, int | None]] = [(0, None)]
        parts: list[str] = []
        length = done = 0
        for start, end, read in edits:
            parts += source[done:start], read
            length += start - done
            if read:
                self._add(length, start, end)
            length += len(read)
            done = end
            self._add(length, end, None)
        self.text = "".join([*parts, source[done:]]) if parts else source

    @classmethod
    def of(cls, source: str, knows: Callable[[str], bool]) -> "View":
        """Read a text; knows: tells whether a word is one that the language has."""
        return cls(source, _edits(source, knows))

    def _add(self, first: int, start: int, end: int | None) -> None:
        if self._firsts[-1] == first:  # nothing is left of the stretch before
            self._firsts.pop()
            self._stretches.pop()
        self._firsts.append(first)
        self._stretches.append((start, end))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the view, at least one code point, stands in the source.

        What is nothing at its edges is not part of it.
        """
        if self.text is self.source:
            return start, end
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, offset: int) -> tuple[int, int]:
        """Return where one code point of the view stands."""
        number = bisect_right(self._firsts, offset) - 1
        start, end = self._stretches[number]
        if end is not None:
            return start, end
        start += offset - self._firsts[number]
        return start, start + 1


def _edits(source: str, knows: Callable[[str], bool]) -> Iterator[Edit]:
    """Yield what is read in other words: first which lines go on, then what is inside of them."""
    odd = ODD.search(source) is not None or "  " in source or "''" in source
    is_mail = ">" in source and IS_QUOTED.search(source) is not None
    is_turned = TURNED.search(source) is not None and USUAL.search(source) is None
    odd, changed = odd or is_mail or is_turned, _changed(is_mail, is_turned)
    done = 0
    for join in joins(source, knows):
        yield from _inside(source, done, join[0], changed) if odd else ()
        yield join
        done = join[1]
    yield from _inside(source, done, len(source), changed) if odd else ()


@lru_cache
def _changed(is_mail: bool, is_turned: bool) -> re.Pattern[str]:
    """Return what is looked for inside of lines, in mail that is passed on and in turned marks."""
    more = (rf"(?m:^){QUOTED}" if is_mail else "", "[«»]" if is_turned else "")
    return re.compile("|".join(filter(None, (*more, CHANGED))))


def _inside(source: str, start: int, end: int, changed: re.Pattern[str]) -> Iterator[Edit]:
    for found in changed.finditer(source, start, end):
        written = found[0]
        read = _read(written)
        if read != written:
            yield found.start(), found.end(), read


@lru_cache(1024)
def _read(written: str) -> str:
    if written in SIGNS:
        return SIGNS[written]
    if written[0].isalpha():
        return unicodedata.normalize("NFC", written)
    if ">" in written or written.strip(BLANK) in BULLETS_ALONE:
        return ""
    if written in OTHER_HYPHENS:
        return "-"
    if written in STOPS:
        return f"{written} "
    return "" if ONLY_INVISIBLE.fullmatch(written) else " "
