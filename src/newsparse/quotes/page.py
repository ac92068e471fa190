"""An article laid out for the constructions: its Doc, paragraphs and cues, found once."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from spacy.tokens import Doc, Span

from newsparse.quotes.cues import Cue, find_cues
from newsparse.quotes.layout import marked
from newsparse.record import Standard
from newsparse.words import Words

RUN = 4  # words


@dataclass(frozen=True)
class Page:
    """What every construction reads."""

    doc: Doc
    asked: Words
    words: tuple[str, ...]  # every token's text: to look at a word without making a token of it
    paragraphs: tuple[Span, ...]
    cue_index: dict[int, Cue]  # by the cue's token, in text order

    @classmethod
    def of(cls, words: Words, language: Standard) -> "Page":
        """Lay out the words of a Doc that has a parse and entities."""
        cues = {cue.token.i: cue for cue in find_cues(words, language)}
        return cls(words.doc, words, words.texts, words.paragraphs, cues)

    @cached_property
    def paragraph_starts(self) -> list[int]:
        """Index of each paragraph's first token."""
        return [paragraph.start for paragraph in self.paragraphs]

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Index of each sentence's first token."""
        return [0, *(i for i in self.asked.starts.nonzero()[0].tolist() if i)]

    def sentence(self, index: int) -> tuple[int, int]:
        """Return start and end of a token's sentence, however long that is, in no time.

        spaCy's `Token.sent` walks to both ends of it at each call.
        """
        number = bisect_right(self.sentence_starts, index)
        end = self.sentence_starts[number] if number < len(self.sentence_starts) else len(self.doc)
        return self.sentence_starts[number - 1], end

    @cached_property
    def people(self) -> frozenset[str]:
        """The words of all names of people, folded: `Moe` is written `MOE` too."""
        people = (e for e in self.doc.ents if e.label_ == "PER")
        return frozenset(token.text.casefold() for name in people for token in name)

    @cached_property
    def spoken_runs(self) -> frozenset[tuple[str, ...]]:
        """The runs of RUN words, folded, that begin in direct speech."""
        words = [word.casefold() for word in self.words]
        spoken = self.asked.spoken.nonzero()[0].tolist()
        return frozenset(tuple(words[i : i + RUN]) for i in spoken)

    def is_spoken(self, span: Span) -> bool:
        """Tell whether the first words of a span stand in direct speech."""
        words = self.words[span.start : min(span.end, span.start + RUN)]
        return tuple(map(str.casefold, words)) in self.spoken_runs

    @property
    def cues(self) -> Iterable[Cue]:
        """All cues in text order."""
        return self.cue_index.values()

    def cues_in(self, start: int, end: int) -> list[Cue]:
        """Return the cues among the tokens from start to end (exclusive)."""
        return [self.cue_index[i] for i in range(start, end) if i in self.cue_index]

    @cached_property
    def quoted(self) -> frozenset[int]:
        """Indexes of the tokens in quotation marks, with their marks."""
        stretches = (s for paragraph in self.paragraphs for s in marked(paragraph, self.words))
        return frozenset(i for stretch in stretches for i in range(stretch.start, stretch.end))

    @cached_property
    def last_below(self) -> list[int]:
        """For each token the index of the last one in its subtree.

        spaCy's `right_edge` stops short where branches cross. Each round doubles the reach, so
        that a deep tree takes no longer than its logarithm.
        """
        here = np.arange(len(self.doc))
        above = here + self.doc.to_array("HEAD").astype(np.int64)
        last = here.copy()
        while True:
            np.maximum.at(last, above, last.copy())
            higher = above[above]
            if np.array_equal(higher, above):
                return last.tolist()
            above = higher
