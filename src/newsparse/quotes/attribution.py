"""The relation that a construction finds: who is said to have said what, all as spaCy spans."""

from dataclasses import dataclass

from spacy.tokens import Span

from newsparse.record import QuoteType


@dataclass(frozen=True)
class Attribution:
    """Source, cue and content (PARC 3.0: Pareti 2012); every span is in one Doc.

    introduction: the words before a colon, where these and no reporting verb tell who speaks.
    negated: the source rejects the content: `tror ikke at`, `avviser at`.
    """

    type: QuoteType
    construction: str
    content: tuple[Span, ...]
    cue: Span | None = None
    lemma: str | None = None
    source: Span | None = None
    introduction: Span | None = None
    negated: bool = False

    @property
    def start(self) -> int:
        """Index of the content's first token."""
        return self.content[0].start

    @property
    def end(self) -> int:
        """Index behind the content's last token."""
        return self.content[-1].end

    def covers(self, index: int) -> bool:
        """Tell whether the token of that index is content."""
        return any(span.start <= index < span.end for span in self.content)
