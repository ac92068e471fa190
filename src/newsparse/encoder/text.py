"""A Doc's words on the way to the network, and what it says of them on the way back."""

from collections.abc import Callable, Iterable, Mapping

import numpy
from spacy.symbols import SPACE
from spacy.tokens import Doc

from newsparse.encoder.network import Numbers
from newsparse.encoder.pieces import BREAK, PADDING, UNIT

LINE_BREAKS = frozenset("\n\r\u2028\u2029")
STOPS = frozenset('.?!:»”"')  # behind them a sentence may begin
BREAK_UNIT = (BREAK, *(PADDING,) * (UNIT - 1))
ATTRIBUTES = ("HEAD", "DEP", "POS", "MORPH", "LEMMA", "ENT_IOB", "ENT_TYPE")
BEGIN, INSIDE, OUTSIDE = 3, 1, 2  # spaCy's ENT_IOB


class Text:
    """A Doc's units: its words, and a break wherever white space has a line break in it.

    units: units × UNIT pieces. begins: for each unit, whether a sentence may begin with it.
    For each word: words, its token; orths, its form; places, its unit; starts, whether a sentence
    must begin with it, because `token.is_sent_start` says so.
    """

    def __init__(self, doc: Doc, unit_of: Callable[[int, bool], tuple[int, ...]]) -> None:
        self.doc = doc
        units: list[tuple[int, ...]] = []
        self.begins: list[bool] = []
        words, orths, places, starts = [], [], [], []
        strings = doc.vocab.strings
        spaced = must = True
        may = False
        columns = doc.to_array(["ORTH", "SPACY", "IS_SPACE", "SENT_START"])
        for i, (orth, space_follows, is_space, start) in enumerate(columns.tolist()):
            must = must or start == 1
            if not is_space:
                words.append(i)
                orths.append(orth)
                places.append(len(units))
                starts.append(must)
                self.begins.append(may or must)
                units.append(unit_of(orth, spaced))
                spaced, must, may = bool(space_follows), False, strings[orth] in STOPS
            else:
                spaced = True
                if not LINE_BREAKS.isdisjoint(strings[orth]):
                    self.begins.append(True)
                    units.append(BREAK_UNIT)
        self.units = numpy.array(units, "int32").reshape(-1, UNIT)
        self.words = numpy.array(words, "int64")
        self.orths = numpy.array(orths, "uint64")
        self.places = numpy.array(places, "int64")
        self.starts = numpy.array(starts, bool)

    def annotate(
        self, columns: Mapping[str, Numbers], names: Iterable[tuple[int, int, int]]
    ) -> None:
        """Write into the Doc what its words are.

        columns: for each word HEAD, which is a word's number, and DEP, POS, MORPH and LEMMA as
        spaCy's numbers. names: first word, word behind the last, label as spaCy's number.
        """
        doc, words = self.doc, self.words
        if not len(doc):
            return
        table = numpy.zeros((len(doc), len(ATTRIBUTES)), "uint64")
        column = dict(zip(ATTRIBUTES, table.T, strict=True))
        # white space hangs on the token before it, at the beginning on the first word
        tokens = numpy.arange(len(doc))
        heads = tokens - 1
        first_word = words[0] if len(words) else 0
        heads[: first_word + 1] = first_word
        heads[words] = words[columns["HEAD"]]
        column["HEAD"][:] = (heads - tokens).view("uint64")
        column["DEP"][:] = doc.vocab.strings.add("dep")
        column["POS"][:] = SPACE
        column["LEMMA"][:] = doc.to_array("ORTH")
        column["ENT_IOB"][:] = OUTSIDE
        for name in ("DEP", "POS", "MORPH", "LEMMA"):
            column[name][words] = columns[name]
        for first, behind, label in names:
            start, end = words[first], words[behind - 1] + 1
            column["ENT_TYPE"][start:end] = label
            column["ENT_IOB"][start:end] = INSIDE
            column["ENT_IOB"][start] = BEGIN
        doc.from_array(list(ATTRIBUTES), table)  # type: ignore[arg-type]
