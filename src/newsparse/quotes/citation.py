"""Phrases that cite without a verb: `ifølge X`, `etter Xs mening`."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.sources import (
    NOMINAL,
    SUBJECT,
    behind_brackets,
    is_one_of,
    is_source,
    possessed,
    source_of,
)

SELF = frozenset({"selv", "sjølv", "sjøl", "sjølve"})
REFLEXIVE = frozenset({"sin", "si", "sitt", "sine"})  # `Viks`, in `Vik sitt syn`
WE_SHALL = [{"skal", we} for we in ("vi", "me", "ein", "en", "man")]
IF = frozenset({"om", "hvis", "dersom", "viss"})
OPINION_REACH = 8  # tokens of `etter Norges jeger- og fiskerforbund sin mening`


@dataclass(frozen=True)
class AccordingTo:
    """A phrase `ifølge X`, whose preposition is the cue, or `etter Xs mening`."""

    cue: Span
    source: Span
    end: int  # index behind what trails the source: `ifølge Vik, som leder arbeidet,`
    start: int  # of the phrase, at its preposition

    @property
    def host(self) -> Token:
        """What the noun phrase with the source hangs on."""
        noun = self.cue[0] if self.start < self.cue.start else self.cue[0].head
        return noun.head

    @property
    def lemma(self) -> str:
        return self.cue.text.lower()


def according_to(span: Span) -> Iterator[AccordingTo]:
    """Yield the phrases `ifølge X`, `i følge X`, `ifølgje X`, `i fylgje X` in a stretch."""
    for token in span:
        phrase = according_to_at(token, span.end)
        if phrase is not None:
            yield phrase


def according_to_at(first: Token, limit: int) -> AccordingTo | None:
    """Return the phrase `ifølge X` that a token opens before the token `limit`."""
    doc = first.doc
    for words in lexicon().according_to.get(first.lower_, ()):
        cue = doc[first.i : first.i + len(words)]
        if cue.end >= limit or tuple(t.lower_ for t in cue) != words:
            continue
        head = _complement(cue, limit)
        if head is not None and is_source(head):
            source = source_of(head)
            source = doc[max(source.start, cue.end) : source.end]
            return AccordingTo(cue, source, _phrase_end(head, source, limit), cue.start)
    return None


def opinion_at(after: Token, limit: int) -> AccordingTo | None:
    """Return the phrase `etter Viks mening`, `etter Høgre si meining`.

    The opinion is the cue, and whose it is the source.
    """
    doc = after.doc
    for noun in doc[after.i + 2 : min(after.i + OPINION_REACH, limit)]:
        if noun.lower_ in lexicon().opinions:
            head = next((c for c in noun.lefts if c.dep_ in ("nmod:poss", "nmod")), None)
            if head is not None and head.lower_ in REFLEXIVE:
                head = next(head.lefts, None)
            own = lexicon().pronouns["first_person"]  # `etter min mening`
            if head is None or not is_source(head) or head.lower_ in own:
                return None
            source = source_of(head)
            source = doc[max(source.start, after.i + 1) : min(source.end, noun.i)]
            return AccordingTo(doc[noun.i : noun.i + 1], source, noun.i + 1, after.i)
    return None


def view_at(opener: Token, limit: int) -> AccordingTo | None:
    """Return the phrase `slik Vik ser det`, `sånn Høgre oppfattar det`; the verb is the cue."""
    doc = opener.doc
    for verb in doc[opener.i + 2 : min(opener.i + OPINION_REACH, limit - 1)]:
        if verb.lower_ in lexicon().views and verb.nbor(1).lower_ == "det":
            head = next((c for c in verb.lefts if c.dep_ in SUBJECT), None)
            if head is None or not is_source(head) or head.i < opener.i:
                return None
            return AccordingTo(doc[verb.i : verb.i + 1], source_of(head), verb.i + 2, opener.i)
    return None


def belief_at(believe: Token, limit: int) -> AccordingTo | None:
    """Return the phrase `om vi skal tro Vik`, `skal ein tru Dagbladet`; `tro` is the cue."""
    doc, start = believe.doc, believe.i - 2
    if start < 0 or {token.lower_ for token in doc[start : believe.i]} not in WE_SHALL:
        return None
    head = next((c for c in believe.rights if c.dep_ == "obj" and c.i < limit), None)
    if head is None or not is_source(head) or head.pos_ == "PRON":
        return None
    if start and doc[start - 1].lower_ in IF:
        start -= 1
    source = source_of(head)
    return AccordingTo(doc[believe.i : believe.i + 1], source, source.end, start)


def _complement(cue: Span, limit: int) -> Token | None:
    """Return the head of the noun phrase behind the preposition."""
    head = cue[0].head
    if cue.end <= head.i < limit and head.pos_ in (*NOMINAL, "ADJ"):  # `driftsansvarlig i Vik`
        return possessed(head, limit)
    for token in cue.doc[cue.end : limit]:
        if token.pos_ in NOMINAL or is_one_of(token):
            return possessed(token, limit)
        if token.pos_ not in ("DET", "ADJ", "ADV", "NUM"):
            return None
    return None


def _phrase_end(head: Token, source: Span, limit: int) -> int:
    """Take in `selv`, a relative clause, or an apposition behind a comma."""
    end = behind_brackets(head.doc, source.end)
    if end < limit and head.doc[end].lower_ in SELF:
        end += 1
    for child in head.rights:
        first = child.left_edge
        behind_mark = child.dep_ == "acl" and first.lower_ in (",", "som")
        relative = child.dep_ == "acl:relcl" or behind_mark
        apposition = child.dep_ == "appos" and first.text == ","
        if (relative or apposition) and first.i <= end + 1:
            end = max(end, min(child.right_edge.i + 1, limit))
    return end
