"""An article laid out for the constructions: its Doc, paragraphs and cues, found once."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from newsparse.quotes.cues import Cue, find_cues
from newsparse.quotes.layout import paragraphs
from newsparse.record import Language


@dataclass(frozen=True)
class Page:
    """What every construction reads."""

    doc: Doc
    words: tuple[str, ...]  # every token's text: to look at a word without making a token of it
    paragraphs: tuple[Span, ...]
    cue_index: dict[int, Cue]  # by the cue's token, in text order

    @classmethod
    def of(cls, doc: Doc, language: Language) -> "Page":
        """Lay out a Doc that has a parse and entities."""
        cues = {cue.token.i: cue for cue in find_cues(doc, language)}
        strings = doc.vocab.strings
        words = tuple(strings[key] for key in doc.to_array("ORTH").tolist())
        return cls(doc, words, tuple(paragraphs(doc)), cues)

    @property
    def cues(self) -> Iterable[Cue]:
        """All cues in text order."""
        return self.cue_index.values()

    def cues_in(self, start: int, end: int) -> list[Cue]:
        """Return the cues among the tokens from start to end (exclusive)."""
        return [self.cue_index[i] for i in range(start, end) if i in self.cue_index]
