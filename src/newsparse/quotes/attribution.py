"""The relation that a construction finds: who is said to have said what, all as spaCy spans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from newsparse.quotes.layout import DASHES, marked, trimmed
from newsparse.record import QuoteType

MIXED_LENGTH = 4  # tokens in marks, with the marks, that make an indirect quote a mixed one


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


def reported(
    construction: str,
    content: Iterable[Span],
    cue: Span,
    lemma: str,
    source: Span | None,
    *,
    negated: bool = False,
) -> Iterator[Attribution]:
    """Yield the indirect quote when there is content; words in marks make it mixed."""
    spans = tuple(bare for span in content for bare in trimmed(span, _is_edge))
    if spans:
        verbatim = any(len(m) >= MIXED_LENGTH for s in spans for m in marked(s))
        kind: QuoteType = "mixed" if verbatim else "indirect"
        yield Attribution(kind, construction, spans, cue, lemma, source, negated=negated)


def _is_edge(token: Token) -> bool:
    return token.is_space or token.text in (",", ".", ":", ";") or token.text in DASHES
