"""A Doc's words, looked up once: what many rooms ask without making a token of each."""

from dataclasses import dataclass
from functools import cached_property

import numpy
from numpy.typing import NDArray
from spacy.tokens import Doc


@dataclass(frozen=True)
class Words:
    """texts: every token's text, in order."""

    doc: Doc
    texts: tuple[str, ...]

    @classmethod
    def of(cls, doc: Doc) -> "Words":
        strings = doc.vocab.strings
        return cls(doc, tuple(strings[key] for key in doc.to_array("ORTH").tolist()))

    @cached_property
    def small(self) -> frozenset[str]:
        """The words that are written without a capital somewhere."""
        return frozenset(text for text in set(self.texts) if text.islower())

    @cached_property
    def capital_inside(self) -> frozenset[str]:
        """The words with a capital first that stand in the middle of a sentence somewhere."""
        columns = self.doc.to_array(["SENT_START", "IS_PUNCT"])
        opens = (columns[1:, 0] == 1) | (columns[:-1, 1] == 1)
        inside = {self.texts[i] for i in (numpy.flatnonzero(~opens) + 1).tolist()}
        return frozenset(text for text in inside if text.istitle())

    @cached_property
    def not_genitive(self) -> frozenset[str]:
        """The words that stand somewhere without the genitive's tag."""
        return frozenset(self.texts[i] for i in numpy.flatnonzero(~self._genitive()).tolist())

    def _genitive(self) -> NDArray[numpy.bool_]:
        strings = self.doc.vocab.strings
        tags, places = numpy.unique(self.doc.to_array("MORPH"), return_inverse=True)
        genitive = ["Case=Gen" in strings[tag] for tag in tags.tolist()]
        return numpy.array(genitive, bool)[places]

    @cached_property
    def unmarked_names(self) -> tuple[int, ...]:
        """The tokens that are proper nouns outside of every entity."""
        columns = self.doc.to_array(["POS", "ENT_TYPE"])
        proper = self.doc.vocab.strings["PROPN"]
        return tuple(numpy.flatnonzero((columns[:, 0] == proper) & (columns[:, 1] == 0)).tolist())
