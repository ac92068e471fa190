"""An article's words as arrays, read from its Doc once."""

from functools import cache
from typing import Any

import numpy
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.symbols import (
    ADJ,
    AUX,
    DEP,
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
from spacy.tokens import Doc

from newsparse.lexicon import lexicon
from newsparse.pipeline import breaks_line
from newsparse.references.nouns import Noun, noun_of

Numbers = NDArray[Any]
DASHES = frozenset({"–", "—", "-", "−", "‒", "―", "--"})
OPENING, CLOSING = frozenset('«„“”"'), frozenset('»“”"')
REPLY_ENDS = frozenset(',!?»"”')
SHORTEST_MARKED = 4  # tokens in marks that are read as speech
TELLING = frozenset({NOUN, ADJ, PROPN, X})


class Words:
    """What stands where: an array has a value a token, a list the same for single looks."""

    def __init__(self, doc: Doc) -> None:
        self.doc, self.strings = doc, doc.vocab.strings
        codes = doc.to_array([LEMMA, MORPH, POS, DEP, SENT_START, IS_SPACE, LOWER, ORTH, SHAPE])
        self.lemma, self.morph, self.pos, self.dep = codes[:, :4].T
        self.orth = codes[:, 7]
        self.sentence = numpy.cumsum(codes[:, 4] == 1)
        self.breaks = numpy.zeros(len(doc), bool)
        for i in codes[:, 5].nonzero()[0].tolist():
            self.breaks[i] = breaks_line(doc[i])
        self.paragraph = numpy.cumsum(self.breaks)
        self.reports = _is_one_of(codes[:, 6], _reporting())
        self.verbs = (self.pos == VERB) | (self.pos == AUX)
        self.spoken = self._spoken()
        pronouns = lexicon().pronouns
        self.talk = [  # where a reply speaks of a man, of a woman
            (_is_one_of(codes[:, 6], ids(pronouns[gender])) & self.spoken).nonzero()[0]
            for gender in ("masculine", "feminine")
        ]
        self.numbers = self._numbers(codes[:, 8])
        self.lemmas: list[int] = self.lemma.tolist()
        self.lowers: list[int] = codes[:, 6].tolist()
        self._nouns: dict[tuple[int, int], Noun] = {}
        self.sentences: list[int] = self.sentence.tolist()
        self.tellings = [
            lemma if pos in TELLING else 0
            for lemma, pos in zip(self.lemmas, self.pos.tolist(), strict=True)
        ]

    def noun(self, i: int) -> Noun:
        """What the lexicon says of the noun at a place."""
        key = self.lemmas[i], self.lowers[i]
        found = self._nouns.get(key)
        if found is None:
            lemma, lower = map(self.strings.__getitem__, key)
            found = self._nouns[key] = noun_of(lemma.lower(), lower)
        return found

    def ends_in(self, i: int, endings: tuple[str, ...]) -> bool:
        """Tell whether the word at a place has one of these endings."""
        return self.strings[self.lowers[i]].endswith(endings)

    def with_feature(self, feature: str, places: Numbers) -> Numbers:
        """Tell of the tokens at some places whether their features have this in them."""
        kinds, of = numpy.unique(self.morph[places], return_inverse=True)
        told = [feature in self.strings[int(kind)] for kind in kinds]
        return numpy.array(told, bool)[of]

    def telling(self, start: int, end: int) -> set[str]:
        """The lemmas of the nouns, names and adjectives of a stretch."""
        found = {lemma for lemma in self.tellings[start:end] if lemma}
        return {self.strings[lemma].lower() for lemma in found}

    def _numbers(self, shapes: Numbers) -> list[int]:
        """How many words that begin with a digit stand before each place."""
        kinds, of = numpy.unique(shapes, return_inverse=True)
        told = [self.strings[int(kind)].lstrip("(").startswith("d") for kind in kinds]
        return [0, *numpy.cumsum(numpy.array(told, bool)[of]).tolist()]

    def _spoken(self) -> Numbers:
        """Which tokens stand in a reply, up to the verb that reports it, or in marks."""
        doc = self.doc
        spoken = numpy.zeros(len(doc), bool)
        cues = (self.verbs & self.reports).nonzero()[0].tolist()
        ends = [i for i in cues if i and doc[i - 1].text in REPLY_ENDS]
        firsts = [0, *(self.breaks.nonzero()[0] + 1).tolist()]
        at = 0
        for first, behind in zip(firsts, [*firsts[1:], len(doc)], strict=True):
            if first < behind and doc[first].text in DASHES:
                while at < len(ends) and ends[at] < first:
                    at += 1
                spoken[first : min(ends[at], behind) if at < len(ends) else behind] = True
        opened = -1
        for i in _is_one_of(self.orth, _marks()).nonzero()[0].tolist():
            if opened >= 0 and self.paragraph[opened] < self.paragraph[i]:
                opened = -1
            text = doc[i].text
            if opened >= 0 and text in CLOSING:
                if i - opened > SHORTEST_MARKED:
                    spoken[opened:i] = True
                opened = -1
            elif text in OPENING:
                opened = i
        return spoken


def _is_one_of(values: Numbers, table: Numbers) -> Numbers:
    """Tell of each value whether a sorted table has it."""
    at = numpy.minimum(numpy.searchsorted(table, values), len(table) - 1)
    return numpy.asarray(table[at] == values)


def ids(words: frozenset[str]) -> Numbers:
    """spaCy's numbers of some words, sorted."""
    return numpy.array(sorted(map(get_string_id, words)), "uint64")


@cache
def _reporting() -> Numbers:
    return ids(frozenset(lexicon().verbs))


@cache
def _marks() -> Numbers:
    return ids(OPENING | CLOSING)
