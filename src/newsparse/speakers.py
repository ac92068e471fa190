"""From a quote's source, or from its place in the article, to who said it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.quotes import Attribution
from newsparse.record import Basis
from newsparse.sources import (
    NAME_PARTS,
    SUBJECT,
    TO,
    is_definite,
    is_in_group,
    is_one_person,
    is_source,
    last_part,
    names_document,
    source_of,
    source_of_document,
    stands_for_person,
)

HEADLINES = frozenset({"dash_headline", "marked_headline"})
ACCORDING = frozenset({"ifølge", "ifølgje", "følge", "følgje", "fylgje"})
EMBEDDED = frozenset({"ccomp", "acl:relcl", "advcl", "acl"})
CONTENT_WORDS = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV"})
ALIKE = 0.5  # share of a headline's words that the quote which it repeats has too
HEADLINE_REACH = 50  # quotes that are looked through for a headline's speaker
NEXT_PARAGRAPH = 4  # tokens from a question to the answer: a mark, a line break, a dash


@dataclass(frozen=True)
class Speaker:
    """Who said it: an entity of the article, or a phrase as it is written."""

    name: str
    entity: Entity | None = None
    basis: Basis = "context"
    is_unnamed: bool = False  # one person whom the article does not name: `naboen`

    @property
    def is_person(self) -> bool:
        return self.entity is not None and self.entity.type == "person"


def find_speakers(
    doc: Doc, attributions: Sequence[Attribution], entities: Sequence[Entity]
) -> list[tuple[Speaker, ...]]:
    """Return each attribution's speakers, in the same order; none where nobody can be named."""
    found = _Reading(doc, attributions, entities).speakers()
    return [() if speaker is None else (speaker,) for speaker in found]


class _Reading:
    """One pass through the article: who has been named, and who spoke last."""

    def __init__(
        self, doc: Doc, attributions: Sequence[Attribution], entities: Sequence[Entity]
    ) -> None:
        self.doc = doc
        self.quotes = attributions
        self.entity_at = {i: e for e in entities for m in e.mentions for i in range(m.start, m.end)}
        self.people = _in_text_order(entities, "person")
        self.bodies = _in_text_order(entities, "organisation")
        self.titles = [(e, _titles(e)) for e in entities if e.type == "person"]
        direct = [a for a in attributions if a.type == "direct"]
        self.spoken = {i for a in direct for s in a.content for i in range(s.start, s.end)}
        cited = {a.source.start for a in attributions if a.source is not None}
        self.cited = {self.entity_at[i] for i in cited if i in self.entity_at}
        self.last: Speaker | None = None  # the running speaker
        self.last_end = 0  # where the last quote and its source end

    def speakers(self) -> list[Speaker | None]:
        found: list[Speaker | None] = []
        for i, quote in enumerate(self.quotes):
            speaker = self.speaker(quote, i)
            found.append(speaker)
            nested = quote.cue is not None and quote.cue.start in self.spoken
            written = quote.source is not None and names_document(quote.source.root)
            if speaker is not None and not nested and not written:
                self.last = speaker
                self.last_end = max(quote.end, quote.source.end if quote.source is not None else 0)
        return [self.looking_ahead(i, found) for i in range(len(found))]

    def speaker(self, quote: Attribution, i: int) -> Speaker | None:
        if quote.source is not None:
            return self.of_source(quote.source)
        if quote.construction in HEADLINES or self.is_question(i) or quote.cue is not None:
            return None  # a cue without a source is impersonal: `…, heter det`
        if quote.introduction is not None:
            return self.of_introduction(quote.introduction) or self.last
        return self.introduced_before(quote) or self.last

    def named_before(self, index: int) -> Iterator[tuple[Span, Entity]]:
        """Return the mentions of people before a token, the nearest first."""
        return _backwards(self.people, index)

    # a source in the quote's own clause

    def of_source(self, source: Span, *, ahead: bool = False) -> Speaker | None:
        """Resolve a name, a pronoun or a description.

        ahead: take a person who is only named later, as headlines do.
        """
        entity = self.named(source)
        if entity is not None:
            return Speaker(entity.name, entity)
        words, head = lexicon().pronouns, source.root
        alone = len(source) == 1 or source[-1].lower_ in ("selv", "sjølv")
        if alone and head.lower_ in words["masculine"] | words["feminine"]:
            gender = "feminine" if head.lower_ in words["feminine"] else "masculine"
            return self.of_pronoun(source, gender)
        if alone and head.lower_ in words["plural"]:
            return self.last if self.last is not None and not self.last.is_person else None
        if alone and head.pos_ == "PRON":
            return self.last
        return self.of_description(source, ahead)

    def named(self, source: Span) -> Entity | None:
        """The entity that the source names; a place only when the source is nothing but it."""
        entity = self.entity_at.get(source.root.i)
        if entity is None:
            return self.tail_of_name(source)
        mention = next(m for m in entity.mentions if m.start <= source.root.i < m.end)
        besides = len(source) - len(mention)
        most = {"person": len(source), "organisation": 1, "place": 0}[entity.type]
        return entity if besides <= most else None

    def tail_of_name(self, source: Span) -> Entity | None:
        """`Van Persie`, where the pipeline marks only `Robin van Persie`."""
        if source.root.pos_ != "PROPN":
            return None
        tail = f" {source.text.casefold()}"
        return next((e for e, _ in self.titles if e.name.casefold().endswith(tail)), None)

    def of_pronoun(self, source: Span, gender: str) -> Speaker | None:
        """The subject since the last quote, else the last speaker, else the last named."""
        for token in reversed(self.doc[self.last_end : source.start]):
            subject = self.of_subject(token, gender) if token.dep_ in SUBJECT else None
            if subject is not None:
                return subject
        last = self.last
        speaking = last.entity if last is not None and last.is_person else None
        if speaking is not None and _gender(speaking) in (gender, None):
            return last
        if last is not None and last.is_unnamed:
            return last
        inside: Entity | None = None  # named last, but inside direct speech
        for mention, person in self.named_before(source.start):
            if not _fits(person, gender):
                continue
            if mention.start not in self.spoken:
                return Speaker(person.name, person)
            inside = inside or person
        return Speaker(inside.name, inside) if inside is not None else None

    def of_subject(self, head: Token, gender: str) -> Speaker | None:
        """A person who is told of, by name or as `23-åringen`."""
        if head.i in self.spoken or head.head.dep_ in EMBEDDED:
            return None
        source = source_of(head)
        person = self.named(source)
        if person is not None:
            fits = person.type == "person" and _gender(person) in (gender, None)
            return Speaker(person.name, person) if fits else None
        if head.pos_ != "NOUN" or not is_definite(head) or not stands_for_person(head):
            return None
        described = self.of_description(source, ahead=False)
        person = described.entity
        fits = person is None or _gender(person) in (gender, None)
        return described if fits else Speaker(source.text, is_unnamed=True)

    def of_description(self, source: Span, ahead: bool) -> Speaker:
        """`ordføraren` is the person with that title; `23-åringen` the one spoken of."""
        head = source.root
        unnamed = Speaker(source.text, is_unnamed=is_one_person(head))
        if not is_definite(head) and not ahead:
            return unnamed
        if is_in_group(head, "media"):
            return self.last_medium(source) or unnamed
        person = self.with_title(head, source, ahead)
        if person is None and len(source) == 1 and stands_for_person(head):
            person = self.of_age(head) or self.spoken_of(source)
        return Speaker(person.name, person) if person is not None else unnamed

    def with_title(self, noun: Token, source: Span, ahead: bool) -> Entity | None:
        """The running speaker with that title, else who has it and was named last."""
        title = last_part(noun)
        holders = [e for e, titles in self.titles if any(_same_title(t, title) for t in titles)]
        foreign = {t.lemma_.lower() for t in source if t.pos_ == "ADJ" and t.lemma_.endswith("sk")}
        if foreign:  # `den franske presidenten` is not `USAs president`
            holders = [e for e in holders if foreign & _neighbours(e)]
        before = [e for e in holders if e.mentions[0].start < source.start]
        if not before:
            return holders[0] if holders and ahead else None
        if self.last is not None and self.last.entity in before:
            return self.last.entity
        return next(person for _, person in self.named_before(source.start) if person in before)

    def of_age(self, noun: Token) -> Entity | None:
        """`23-åringen` is `Kari Vik (23)`."""
        age = noun.lower_.split("-")[0]
        for _, mention, person in self.people:
            if age.isdigit() and self.doc[mention.end : mention.end + 2].text == f"({age}":
                return person
        return None

    def spoken_of(self, source: Span) -> Entity | None:
        """The running speaker, else the person named last outside of direct speech."""
        if self.last is not None and self.last.is_person:
            return self.last.entity
        before = self.named_before(source.start)
        return next((p for m, p in before if m.start not in self.spoken), None)

    def last_medium(self, source: Span) -> Speaker | None:
        """The organisation that was cited or told something last, before the source."""
        for mention, body in _backwards(self.bodies, source.start):
            if _is_medium(mention):
                return Speaker(body.name, body)
        return None

    # no source: the quote's place in the article

    def is_question(self, i: int) -> bool:
        """An interviewer's question: a reply that asks, and the next paragraph answers."""
        quote = self.quotes[i]
        if quote.construction != "dash_reply" or quote.cue is not None:
            return False
        if "?" not in self.doc[quote.end - 1 : quote.end + 1].text:
            return False
        answer = next(iter(self.quotes[i + 1 : i + 2]), None)
        if answer is None or answer.construction != "dash_reply":
            return False
        own = lexicon().pronouns["first_person"]
        asks = not any(t.lower_ in own for t in quote.content[-1])
        return asks and answer.start - quote.end <= NEXT_PARAGRAPH

    def of_introduction(self, introduction: Span) -> Speaker | None:
        """The person named in the words before a colon, first their subject."""
        before = self.named_before(introduction.end)
        mentions = [*takewhile(lambda m: m[0].start >= introduction.start, before)][::-1]
        for _, person in (m for m in mentions if _is_subject(m[0])):
            return Speaker(person.name, person)
        for token in introduction:
            if token.dep_ in SUBJECT and is_source(token):
                return self.of_source(source_of(token), ahead=True)
        for _, person in mentions:
            return Speaker(person.name, person)
        root = introduction.root  # `Kinas president:`, `Beskjeden fra presidenten:`
        if names_document(root):
            return self.of_source(source_of_document(root), ahead=True)
        citable = lexicon().is_person(root.lemma_.lower()) or is_in_group(root, "body")
        return self.of_source(source_of(root), ahead=True) if citable else None

    def introduced_before(self, quote: Attribution) -> Speaker | None:
        """The subject of the sentence before the reply, when the article cites that person."""
        index = quote.start - 1
        while index > 0 and (self.doc[index].is_space or self.doc[index].is_punct):
            index -= 1
        if index < self.last_end:
            return None
        sentence = self.doc[index].sent
        for mention, person in self.named_before(sentence.end):
            if mention.start < sentence.start:
                break
            told = mention.start not in self.spoken and _is_subject(mention)
            if told and (person in self.cited or not self.last_end):
                return Speaker(person.name, person)
        return None

    def looking_ahead(self, i: int, found: list[Speaker | None]) -> Speaker | None:
        """A headline's speaker: who says something like it further on, else who speaks next.

        An introduction that gives no name (`Stjerne tar Vik i forsvar:`) is a headline too.
        """
        quote, speaker = self.quotes[i], found[i]
        unnamed = quote.introduction is not None and speaker is not None and speaker.entity is None
        if quote.cue is not None or self.is_question(i) or (speaker is not None and not unnamed):
            return speaker
        end = min(i + 1 + HEADLINE_REACH, len(self.quotes))
        later = [j for j in range(i + 1, end) if found[j] is not None]
        words = _content_words(quote)
        shares = {j: len(words & _content_words(self.quotes[j])) for j in later}
        closest = max(later, key=lambda j: (shares[j], -j), default=None)
        if closest is not None and words and shares[closest] / len(words) >= ALIKE:
            return found[closest]
        if speaker is not None or quote.construction == "marked_headline":
            return speaker  # marks alone in a paragraph may be a title as well
        replies = [j for j in later if self.quotes[j].type == "direct"]
        return found[replies[0]] if replies else self.interviewed

    @cached_property
    def interviewed(self) -> Speaker | None:
        """Who answers in an interview that never says so: the person it names most."""
        if not any(self.is_question(i) for i in range(len(self.quotes))):
            return None
        person = max((e for e, _ in self.titles), key=lambda e: len(e.mentions), default=None)
        return Speaker(person.name, person) if person is not None else None


def _in_text_order(entities: Sequence[Entity], kind: str) -> list[tuple[int, Span, Entity]]:
    mentions = [(m.start, m, e) for e in entities if e.type == kind for m in e.mentions]
    return sorted(mentions, key=lambda row: row[0])


def _backwards(rows: list[tuple[int, Span, Entity]], index: int) -> Iterator[tuple[Span, Entity]]:
    """Yield the mentions before a token, the nearest first."""
    for i in range(bisect_left(rows, (index,)) - 1, -1, -1):
        yield rows[i][1:]


def _content_words(quote: Attribution) -> set[str]:
    words = (t for span in quote.content for t in span)
    return {t.lemma_.lower() for t in words if t.pos_ in CONTENT_WORDS and len(t) > 2}


def _governor(mention: Span) -> Token:
    """The head of the noun phrase that a name stands in: `rektor` of `rektor Anne Lie`."""
    token = mention.root
    while token.dep_ in ("appos", *NAME_PARTS) and token.head != token:
        token = token.head
    return token


def _is_subject(mention: Span) -> bool:
    return _governor(mention).dep_ in SUBJECT


def _is_embedded(mention: Span) -> bool:
    """Tell whether a subject is that of a clause inside another."""
    return _governor(mention).head.dep_ in EMBEDDED


def _gender(person: Entity) -> str | None:
    """By the first name; None where the lexicon does not have it."""
    first = person.name.split()[0]
    for name in (first, first.split("-")[0]):
        if name in lexicon().feminine_names:
            return "feminine"
        if name in lexicon().masculine_names:
            return "masculine"
    return None


def _fits(person: Entity, gender: str) -> bool:
    """A lone unknown word may be no person at all, so it is not what a pronoun means."""
    known = _gender(person)
    return known == gender if known is not None else " " in person.name


def _titles(person: Entity) -> set[str]:
    """The nouns that stand with a name: `rektor Lie`, `Lie er rektor`, `Lie, som er rektor,`."""
    found: set[str] = set()
    for mention in person.mentions:
        root, governor = mention.root, _governor(mention)
        before = mention.doc[mention.start - 1] if mention.start else root
        behind = [c for c in root.children if c.dep_ in ("appos", "nmod")]
        linked = [governor, before, *(c for c in behind if c.left_edge.dep_ != "case")]
        if governor.dep_ in SUBJECT:
            linked.append(governor.head)
        linked += [c for c in root.children if c.dep_ == "acl:relcl"]
        found |= {last_part(t) for t in linked if t.pos_ == "NOUN"}
    return found


def _neighbours(person: Entity) -> set[str]:
    """The words before a name: `den franske presidenten Emmanuel Macron`."""
    doc = person.mentions[0].doc
    return {
        token.lemma_.lower()
        for mention in person.mentions
        for token in doc[max(mention.start - 3, 0) : mention.start]
    }


def _same_title(one: str, other: str) -> bool:
    """`generalsekretær` is a `sekretær`; a `trener` may be called `manager`."""
    if one.endswith(other) or other.endswith(one):
        return True
    positions = lexicon().same_position
    return one in positions and positions.get(other) == positions[one]


def _is_medium(mention: Span) -> bool:
    """`avisen Firda`, `ifølge Firda`, `sier hun til Firda`."""
    root = mention.root
    if root.dep_ in ("appos", "nmod", *NAME_PARTS) and is_in_group(root.head, "media"):
        return True
    cases = {c.lower_ for c in root.children if c.dep_ == "case"}
    told = bool(cases & TO) and root.head.lower_ in lexicon().verbs
    return bool(cases & ACCORDING) or told
