"""From a quote's source to who that is: a name, several, a pronoun, a description, a document."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.pipeline import breaks_line
from newsparse.record import Basis
from newsparse.references import References
from newsparse.sources import (
    NAME_PARTS,
    SUBJECT,
    TO,
    is_definite,
    is_in_group,
    is_one_person,
    last_part,
    names_document,
    source_of,
    stands_for_person,
)
from newsparse.speakers.speaker import NOBODY, Speaker, Speakers, of_entity, on_basis

ACCORDING = frozenset({"ifølge", "ifølgje", "følge", "følgje", "fylgje"})
EMBEDDED = frozenset({"ccomp", "acl:relcl", "advcl", "acl"})
NARRATION = 120  # tokens that are looked through for who a pronoun takes up
SHORTEST_PART = 5  # letters of a compound's last part that takes up the whole
NEAR = 40  # tokens in which an unnamed person is taken up by a pronoun
JOINED_BY = frozenset({"og", "samt"})


class Cited:
    """An article's entities, and who a source in it stands for."""

    def __init__(
        self, doc: Doc, entities: Sequence[Entity], references: References, spoken: set[int]
    ) -> None:
        self.doc = doc
        self.references = references
        self.spoken = spoken  # tokens of direct speech
        self.entity_at = {i: e for e in entities for m in e.mentions for i in range(m.start, m.end)}
        self.people = _in_text_order(entities, "person")
        self.bodies = _in_text_order(entities, "organisation")
        self.unnamed: dict[str, Speaker] = {}  # phrases that nobody's name stands for, by noun
        self.titles = [(e, _titles(e)) for e in entities if e.type == "person"]

    def named_before(self, index: int) -> Iterator[tuple[Span, Entity]]:
        """Return the mentions of people before a token, the nearest first."""
        return _backwards(self.people, index)

    def speakers(
        self, source: Span, last: Speakers, since: int, *, ahead: bool = False
    ) -> Speakers:
        """Return who a source stands for.

        last: who spoke last, and since: the token behind it. ahead: take a person who is only
        named later, as headlines do.
        """
        words, head = lexicon().pronouns, source.root
        entity = self.named(source)
        if entity is not None:
            return of_entity(entity, "name"), *self._named_beside(head)
        alone = len(source) == 1 or source[-1].lower_ in ("selv", "sjølv")
        if alone and head.lower_ in words["first_person"]:
            return NOBODY
        if alone and head.lower_ in words["masculine"] | words["feminine"]:
            gender = "feminine" if head.lower_ in words["feminine"] else "masculine"
            return self._of_pronoun(source, gender, last, since)
        if alone and head.lower_ in words["plural"]:
            return on_basis(self._of_plural(source, last, since), "pronoun")
        if alone and head.pos_ == "PRON":
            return on_basis(last, "pronoun")
        return (self._of_description(source, last, since, ahead),)

    def named(self, source: Span) -> Entity | None:
        """The entity that the source names; a place only when the source is nothing but it."""
        entity = self.entity_at.get(source.root.i)
        if entity is None:
            return self._tail_of_name(source)
        mention = next(m for m in entity.mentions if m.start <= source.root.i < m.end)
        besides = len(source) - len(mention)
        most = {"person": len(source), "organisation": 1, "place": 0}[entity.type]
        return entity if besides <= most else None

    def _named_beside(self, head: Token) -> Iterator[Speaker]:
        """Yield who is named with a speaker: `Kari Vik og Ola Moe`, `Høyre, Venstre og KrF`."""
        first = self.entity_at.get(head.i)
        for other in head.conjuncts:
            entity = self.named(source_of(other))
            joined = any(c.dep_ == "cc" and c.lower_ in JOINED_BY for c in other.children)
            listed = any(c.text == "," for c in other.lefts)
            if entity is not None and entity is not first and (joined or listed):
                yield of_entity(entity, "name")

    def _tail_of_name(self, source: Span) -> Entity | None:
        """`Van Persie`, where the pipeline marks only `Robin van Persie`."""
        if source.root.pos_ != "PROPN":
            return None
        tail = f" {source.text.casefold()}"
        return next((e for e, _ in self.titles if e.name.casefold().endswith(tail)), None)

    def _of_pronoun(self, source: Span, gender: str, last: Speakers, since: int) -> Speakers:
        """The subject since the last quote, else the last speaker, else the last named."""
        for head in self._subjects_before(source, since):
            subject = self._of_subject(head, gender, last, source.start)
            if subject is not None:
                return on_basis((subject,), "pronoun")
        if len(last) == 1 and last[0].is_unnamed:
            return on_basis(last, "pronoun")
        entity = self.references.entity(source, _entity(last))
        return (of_entity(entity, "pronoun"),) if entity is not None else NOBODY

    def _of_plural(self, source: Span, last: Speakers, since: int) -> Speakers:
        """`de`, `dei`: people named together, a body, or several whom nobody names."""
        for head in self._subjects_before(source, since):
            phrase = source_of(head)
            entity = self.named(phrase)
            beside = tuple(self._named_beside(head))
            if entity is not None and (beside or entity.type != "person"):
                return of_entity(entity, "pronoun"), *beside
            plural = "Plur" in head.morph.get("Number", []) or is_in_group(head, "body")
            if entity is None and head.pos_ == "NOUN" and plural:
                return (Speaker(phrase.text, None, "pronoun"),)
        if len(last) > 1 or any(not speaker.is_person for speaker in last):
            return last
        body = self.references.entity(source, _entity(last))
        return (of_entity(body, "pronoun"),) if body is not None else NOBODY

    def _subjects_before(self, source: Span, since: int) -> Iterator[Token]:
        """Yield main clauses' subjects between the last quote and a source, the last first."""
        start = max(since, source.start - NARRATION)
        for token in reversed(self.doc[start : source.start]):
            main = token.dep_ in SUBJECT and token.head.dep_ not in EMBEDDED
            if main and token.i not in self.spoken:
                yield token

    def _is_near(self, head: Token, before: int) -> bool:
        """Tell whether no line break stands between: an unnamed person is soon forgotten."""
        return before - head.i < NEAR and not any(map(breaks_line, self.doc[head.i : before]))

    def _of_subject(self, head: Token, gender: str, last: Speakers, before: int) -> Speaker | None:
        """A person who is told of, by name, as `23-åringen` or as `ein mann i 20-åra`."""
        source = source_of(head)
        person = self.named(source)
        if person is not None:
            fits = person.type == "person" and _gender(person) in (gender, None)
            return of_entity(person, "name") if fits else None
        if head.pos_ != "NOUN" or not is_one_person(head):
            return None
        if not stands_for_person(head) and not self._is_near(head, before):
            return None
        described = self._of_description(source, last, head.i, ahead=False)
        person = described.entity
        fits = person is None or _gender(person) in (gender, None)
        return described if fits else self._unnamed(source)

    def _of_description(
        self, source: Span, last: Speakers, since: int, ahead: bool
    ) -> Speaker:
        """`ordføraren` is the person with that title; `23-åringen` the one spoken of."""
        head = source.root
        unnamed = self._unnamed(source)
        if not is_definite(head) and not ahead:
            return unnamed
        bare = len(source) == 1 or source[0].pos_ == "DET"  # `den unge treneren`
        topic = (self._told_of(source, since) or _entity(last)) if bare else None
        entity = self.references.entity(source, topic)
        return of_entity(entity, "description") if entity is not None else unnamed

    def _told_of(self, source: Span, since: int) -> Entity | None:
        """The person that the narration since the last quote is about."""
        for head in self._subjects_before(source, since):
            entity = self.entity_at.get(source_of(head).root.i)
            if entity is not None and entity.type == "person":
                return entity
        return None

    def _unnamed(self, source: Span) -> Speaker:
        """The phrase as written, or the fuller one that it takes up: `kilden`, `en kilde i …`."""
        head = source.root
        basis: Basis = "document" if names_document(head) else "description"
        said = Speaker(source.text, None, basis, is_unnamed=is_one_person(head))
        if basis == "document" or "Plur" in head.morph.get("Number", []):
            return said
        if len(source) > 1 or not is_definite(head):
            noun = last_part(head)
            for start in range(max(len(noun) - SHORTEST_PART, 0) + 1):  # `valgkommisjonen`
                self.unnamed.setdefault(noun[start:], said)
            return said
        return self.unnamed.get(last_part(head), said)

    def _with_title(self, noun: Token, source: Span, last: Speakers, ahead: bool) -> Entity | None:
        """The running speaker with that title, else who has it and was named last."""
        title = last_part(noun)
        holders = [e for e, titles in self.titles if any(_same_title(t, title) for t in titles)]
        foreign = {t.lemma_.lower() for t in source if t.pos_ == "ADJ" and t.lemma_.endswith("sk")}
        if foreign:  # `den franske presidenten` is not `USAs president`
            holders = [e for e in holders if foreign & _neighbours(e)]
        before = [e for e in holders if e.mentions[0].start < source.start]
        if not before:
            return holders[0] if holders and ahead else None
        speaking = next((s.entity for s in last if s.entity in before), None)
        if speaking is not None:
            return speaking
        return next(person for _, person in self.named_before(source.start) if person in before)

    def _of_age(self, noun: Token) -> Entity | None:
        """`23-åringen` is `Kari Vik (23)`."""
        age = noun.lower_.split("-")[0]
        for _, mention, person in self.people:
            if age.isdigit() and self.doc[mention.end : mention.end + 2].text == f"({age}":
                return person
        return None

    def _spoken_of(self, source: Span, last: Speakers) -> Entity | None:
        """The running speaker, else the person named last outside of direct speech."""
        if len(last) == 1 and last[0].entity is not None and last[0].is_person:
            return last[0].entity
        before = self.named_before(source.start)
        return next((p for m, p in before if m.start not in self.spoken), None)

    def _last_medium(self, source: Span) -> Speaker | None:
        """The organisation that was cited or told something last, before the source."""
        for mention, body in _backwards(self.bodies, source.start):
            if _is_medium(mention):
                return of_entity(body, "description")
        return None


def _entity(last: Speakers) -> Entity | None:
    return last[0].entity if len(last) == 1 else None


def _in_text_order(entities: Sequence[Entity], kind: str) -> list[tuple[int, Span, Entity]]:
    mentions = [(m.start, m, e) for e in entities if e.type == kind for m in e.mentions]
    return sorted(mentions, key=lambda row: row[0])


def _backwards(rows: list[tuple[int, Span, Entity]], index: int) -> Iterator[tuple[Span, Entity]]:
    """Yield the mentions before a token, the nearest first."""
    for i in range(bisect_left(rows, (index,)) - 1, -1, -1):
        yield rows[i][1:]


def governor(mention: Span) -> Token:
    """The head of the noun phrase that a name stands in: `rektor` of `rektor Anne Lie`."""
    token = mention.root
    while token.dep_ in ("appos", *NAME_PARTS) and token.head != token:
        token = token.head
    return token


def _agrees(speaker: Speaker, gender: str) -> bool:
    return speaker.entity is None or _gender(speaker.entity) in (gender, None)


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
        root, governed_by = mention.root, governor(mention)
        before = mention.doc[mention.start - 1] if mention.start else root
        behind = [c for c in root.children if c.dep_ in ("appos", "nmod")]
        linked = [governed_by, before, *(c for c in behind if c.left_edge.dep_ != "case")]
        if governed_by.dep_ in SUBJECT:
            linked.append(governed_by.head)
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
