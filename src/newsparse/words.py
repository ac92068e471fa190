"""A Doc's words, looked up once: what many rooms ask without making a token of each."""

from functools import cache, cached_property
from itertools import accumulate
from typing import Any

import numpy
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.symbols import (
    ADJ,
    AUX,
    DEP,
    ENT_TYPE,
    IS_PUNCT,
    IS_SPACE,
    LEMMA,
    LOWER,
    MORPH,
    NOUN,
    ORTH,
    POS,
    PROPN,
    SENT_START,
    SHAPE,
    VERB,
    X,
)
from spacy.tokens import Doc, Span

from newsparse.lexicon import lexicon
from newsparse.pipeline import breaks_line

Numbers = NDArray[Any]
COLUMNS = (LEMMA, MORPH, POS, DEP, SENT_START, IS_SPACE, LOWER, ORTH, SHAPE, IS_PUNCT, ENT_TYPE)
DASHES = frozenset({"–", "—", "-", "−", "‒", "―", "--"})
OPENING, CLOSING = frozenset('«„“”"'), frozenset('»“”"')
REPLY_ENDS = frozenset(',!?»"”')
INSIDE, BEGINS = 1, 3  # spaCy's numbers for where a token stands in an entity
SHORTEST_MARKED = 4  # tokens in marks that are read as speech
TELLING = frozenset({NOUN, ADJ, PROPN, X})


class Words:
    """What stands where: an array has a value a token, a list the same for single looks.

    What is told of entities is what the pipeline has found, whatever is marked afterwards.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc, self.strings = doc, doc.vocab.strings
        codes = numpy.ascontiguousarray(doc.to_array([*COLUMNS]).T)
        self.lemma, self.morph, self.pos, self.dep, starts, spaces, self.lower = codes[:7]
        self.orth, self._shape, self._punct, self._entity = codes[7:]
        self.starts, self.spaces = starts == 1, spaces.nonzero()[0].tolist()
        self.sentence = numpy.cumsum(self.starts)
        self.lowers: list[int] = self.lower.tolist()

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every token's text."""
        return tuple(map(self.strings.__getitem__, self.orth.tolist()))

    @cached_property
    def forms(self) -> frozenset[str]:
        """The article's words as they are written."""
        return frozenset(self.texts)

    @cached_property
    def lemmas(self) -> list[int]:
        found: list[int] = self.lemma.tolist()
        return found

    @cached_property
    def sentences(self) -> list[int]:
        """The number of each token's sentence."""
        found: list[int] = self.sentence.tolist()
        return found

    @cached_property
    def breaks(self) -> Numbers:
        """Which tokens break a line."""
        found = numpy.zeros(len(self.doc), bool)
        found[[i for i in self.spaces if breaks_line(self.doc[i])]] = True
        return found

    @cached_property
    def paragraph(self) -> Numbers:
        """The number of each token's paragraph."""
        return numpy.cumsum(self.breaks)

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The stretches between line breaks, without white space at their edges."""
        firsts = [0, *(self.breaks.nonzero()[0] + 1).tolist()]
        spaces, found = frozenset(self.spaces), []
        for start, behind in zip(firsts, [*firsts[1:], len(self.doc)], strict=True):
            end = behind
            while start < end and start in spaces:
                start += 1
            while end > start and end - 1 in spaces:
                end -= 1
            if start < end:
                found.append(self.doc[start:end])
        return tuple(found)

    def places(self, words: frozenset[str]) -> list[int]:
        """Return where some words stand, large or small, in text order."""
        found: list[int] = _is_one_of(self.lower, _ids(words)).nonzero()[0].tolist()
        return found

    def places_of_lemmas(self, lemmas: frozenset[str]) -> list[int]:
        """Return where words stand that are, or whose lemmas are, among these."""
        ids = _ids(lemmas)
        either = _is_one_of(self.lower, ids) | _is_one_of(self.lemma, ids)
        found: list[int] = either.nonzero()[0].tolist()
        return found

    # how words are written in the article

    @cached_property
    def taken_up(self) -> dict[int, int]:
        """By sentence, the `han`, `hun` or `ho` that begins the next one of its paragraph."""
        words = lexicon().pronouns
        pronouns = self.places(words["masculine"] | words["feminine"])
        openings = (i for i in pronouns if i and self.starts[i])
        same = (i for i in openings if self.paragraph[i] == self.paragraph[i - 1])
        return {self.sentences[i] - 1: i for i in same}

    @cached_property
    def small(self) -> frozenset[str]:
        """The words that are written without a capital somewhere."""
        return frozenset(text for text in set(self.texts) if text.islower())

    @cached_property
    def capital_inside(self) -> frozenset[str]:
        """The words with a capital first that stand in the middle of a sentence somewhere."""
        opens = self.starts[1:] | (self._punct[:-1] == 1)
        inside = {self.texts[i] for i in (numpy.flatnonzero(~opens) + 1).tolist()}
        return frozenset(text for text in inside if text.istitle())

    @cached_property
    def not_genitive(self) -> frozenset[str]:
        """The words that stand somewhere without the genitive's tag."""
        genitive = self.with_feature("Case=Gen", numpy.arange(len(self.doc)))
        return frozenset(self.texts[i] for i in numpy.flatnonzero(~genitive).tolist())

    @cached_property
    def named(self) -> tuple[Span, ...]:
        """The entities that the pipeline has found: `doc.ents`, which spaCy walks the Doc for."""
        columns = self.doc.to_array(["ENT_IOB", "ENT_TYPE"])
        iob, labels = columns[:, 0], columns[:, 1]
        lasts = numpy.flatnonzero(numpy.append(iob[1:] != INSIDE, True))
        starts = numpy.flatnonzero((iob == BEGINS) & (labels != 0))
        ends = lasts[numpy.searchsorted(lasts, starts)] + 1
        rows = zip(starts.tolist(), ends.tolist(), labels[starts].tolist(), strict=True)
        return tuple(Span(self.doc, start, end, label=label) for start, end, label in rows)

    @cached_property
    def unmarked_names(self) -> tuple[int, ...]:
        """The tokens that are proper nouns outside of every entity that the pipeline has found."""
        return tuple(numpy.flatnonzero((self.pos == PROPN) & (self._entity == 0)).tolist())

    @cached_property
    def numbers(self) -> list[int]:
        """How many words that begin with a digit stand before each place."""
        kinds, of = numpy.unique(self._shape, return_inverse=True)
        told = [self.strings[int(kind)].lstrip("(").startswith("d") for kind in kinds]
        return [0, *accumulate(numpy.array(told, int)[of].tolist())]

    def ends_in(self, i: int, endings: tuple[str, ...]) -> bool:
        """Tell whether the word at a place has one of these endings."""
        return self.strings[self.lowers[i]].endswith(endings)

    def with_feature(self, feature: str, places: Numbers) -> Numbers:
        """Tell of the tokens at some places whether their features have this in them."""
        kinds, of = numpy.unique(self.morph[places], return_inverse=True)
        told = [feature in self.strings[int(kind)] for kind in kinds]
        return numpy.array(told, bool)[of]

    @cached_property
    def _tellings(self) -> list[int]:
        telling = numpy.isin(self.pos, [*TELLING])
        found: list[int] = numpy.where(telling, self.lemma, 0).tolist()
        return found

    def telling(self, start: int, end: int) -> set[str]:
        """The lemmas of the nouns, names and adjectives of a stretch."""
        found = {lemma for lemma in self._tellings[start:end] if lemma}
        return {self.strings[lemma].lower() for lemma in found}

    # what is said

    @cached_property
    def reports(self) -> Numbers:
        """Which words are forms of reporting verbs."""
        return _is_one_of(self.lower, _reporting())

    @cached_property
    def spoken(self) -> Numbers:
        """Which tokens stand in a reply, up to the verb that reports it, or in marks."""
        spoken, texts = numpy.zeros(len(self.doc), bool), self.texts
        verbs = ((self.pos == VERB) | (self.pos == AUX)) & self.reports
        ends = [i for i in verbs.nonzero()[0].tolist() if i and texts[i - 1] in REPLY_ENDS]
        firsts = [0, *(self.breaks.nonzero()[0] + 1).tolist()]
        at = 0
        for first, behind in zip(firsts, [*firsts[1:], len(texts)], strict=True):
            if first < behind and texts[first] in DASHES:
                while at < len(ends) and ends[at] < first:
                    at += 1
                spoken[first : min(ends[at], behind) if at < len(ends) else behind] = True
        opened = -1
        for i in _is_one_of(self.orth, _marks()).nonzero()[0].tolist():
            if opened >= 0 and self.paragraph[opened] < self.paragraph[i]:
                opened = -1
            if opened >= 0 and texts[i] in CLOSING:
                if i - opened > SHORTEST_MARKED:
                    spoken[opened:i] = True
                opened = -1
            elif texts[i] in OPENING:
                opened = i
        return spoken

    @cached_property
    def talk(self) -> list[Numbers]:
        """Where a reply speaks of a man, and of a woman: `– Hun fortjener det, sier svensken.`"""
        pronouns = lexicon().pronouns
        return [
            (_is_one_of(self.lower, _ids(pronouns[gender])) & self.spoken).nonzero()[0]
            for gender in ("masculine", "feminine")
        ]


def _is_one_of(values: Numbers, table: Numbers) -> Numbers:
    """Tell of each value whether a sorted table has it."""
    at = numpy.minimum(numpy.searchsorted(table, values), len(table) - 1)
    return numpy.asarray(table[at] == values)


@cache
def _ids(words: frozenset[str]) -> Numbers:
    """spaCy's numbers of some words, sorted."""
    return numpy.array(sorted(map(get_string_id, words)), "uint64")


@cache
def _reporting() -> Numbers:
    return _ids(frozenset(lexicon().verbs))


@cache
def _marks() -> Numbers:
    return _ids(OPENING | CLOSING)
