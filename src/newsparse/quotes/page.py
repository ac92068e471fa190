"""An article laid out for the constructions: its Doc, paragraphs and cues, found once."""

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from newsparse.quotes.cues import Cue, find_cues
from newsparse.quotes.layout import paragraphs
from newsparse.record import Language


@dataclass(frozen=True)
class Page:
    """What every construction reads."""

    doc: Doc
    paragraphs: tuple[Span, ...]
    cues: tuple[Cue, ...]
    cue_index: dict[int, Cue]  # by the cue's token

    @classmethod
    def of(cls, doc: Doc, language: Language) -> "Page":
        """Lay out a Doc that has a parse and entities."""
        cues = tuple(find_cues(doc, language))
        return cls(doc, tuple(paragraphs(doc)), cues, {cue.token.i: cue for cue in cues})

    def cues_in(self, start: int, end: int) -> list[Cue]:
        """Return the cues among the tokens from start to end (exclusive)."""
        return [self.cue_index[i] for i in range(start, end) if i in self.cue_index]
