"""From a quote's source to who that is: a name, several, a pronoun, a description, a document."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from spacy.tokens import Span, Token

from newsparse.documents import issuer, names_document, source_of_document
from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.pipeline import breaks_line
from newsparse.quotes.stance import NEITHER
from newsparse.references import References
from newsparse.references.phrases import phrase_of
from newsparse.sources import (
    ARTICLES,
    SUBJECT,
    governor,
    head_of,
    is_definite,
    is_in_group,
    is_one_person,
    is_predicate,
    last_part,
    source_of,
    stands_for_person,
)
from newsparse.speakers.gender import gender_of, may_be_of
from newsparse.speakers.speaker import NOBODY, Speaker, Speakers, of_entity, on_basis
from newsparse.speakers.unnamed import Unnamed
from newsparse.words import Words

GENDERS = ("masculine", "feminine", "common")  # of pronouns for one person
EMBEDDED = frozenset({"ccomp", "acl:relcl", "advcl", "acl"})
NARRATION = 120  # tokens that are looked through for who a pronoun takes up
UNNAMED = 0.3  # probability that it is nobody named from which a pronoun takes up somebody unnamed
AGE_LENGTH = 2  # digits
DEFINITE = ("en", "a", "et")
OLD = frozenset({"gammel", "gamle", "gamal"})
BESIDE = 8  # tokens between a name and an age
NEAR = 40  # tokens in which an unnamed person is taken up by a pronoun
JOINED_BY = frozenset({"og", "samt"})


class Cited:
    """An article's entities, and who a source in it stands for."""

    def __init__(
        self, words: Words, entities: Sequence[Entity], references: References, spoken: set[int]
    ) -> None:
        self.doc, self.words = words.doc, words
        self.references = references
        self.spoken = spoken  # tokens of direct speech
        # of the mention that a token is part of
        self.length_at = {
            i: len(m) for e in entities for m in e.mentions for i in range(m.start, m.end)
        }
        self.entity_at = {i: e for e in entities for m in e.mentions for i in range(m.start, m.end)}
        self.people = _in_text_order(entities, "person")
        self.bodies = _in_text_order(entities, "organisation")
        self.issued: dict[str, Speakers] = {}  # who has issued documents, by noun
        self.unnamed = Unnamed()
        people = [e for e in reversed(entities) if e.type == "person"]
        self.by_last_word = {e.name.split()[-1].casefold(): e for e in people}

    @cached_property
    def called(self) -> dict[str, list[Entity]]:
        """Who stands with a noun somewhere, by the noun: `ektemannen Ola Moe`."""
        found: dict[str, list[Entity]] = {}
        for mention, entity in (row[1:] for row in self.people + self.bodies):
            for token in {governor(mention), self.doc[max(mention.start - 1, 0)]}:
                for noun in {last_part(token), token.lower_}:  # `Forsvarer` may be read as a verb
                    if entity not in found.setdefault(noun, []):
                        found[noun].append(entity)
        return found

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
        words, head = lexicon().pronouns, head_of(source)
        entity = self.named(source)
        if entity is not None:
            return of_entity(entity, "name"), *self._named_beside(head)
        alone = len(source) == 1 or source[-1].lower_ in ("selv", "sjølv")
        if alone and head.lower_ in words["first_person"]:
            return NOBODY
        kind = phrase_of(source).kind
        if alone and kind in GENDERS:
            return self._of_pronoun(source, kind, last, since)
        if alone and head.lower_ in words["plural"]:
            return on_basis(self._of_plural(source, last, since), "pronoun")
        if alone and head.pos_ == "PRON":
            if _is_anybody(head):
                return (Speaker(source.text, None, "description"),)
            return self._of_thing(source, since) or on_basis(last, "pronoun")
        if names_document(head) and not is_in_group(head, "media"):  # but `nettstedet`
            return self._issuers(source, since) or (self.unnamed.of(source),)
        return (self._of_description(source, last, since, ahead),)

    def named(self, source: Span) -> Entity | None:
        """The entity that the source names; a place only when the source is nothing but it."""
        entity = self.entity_at.get(source.root.i)
        if entity is None:
            return self._tail_of_name(source)
        besides = len(source) - self.length_at[source.root.i]
        most = {"person": len(source), "organisation": 1, "place": 0}[entity.type]
        return entity if besides <= most else None

    def _issuers(self, document: Span, since: int) -> Speakers:
        """Who has issued it, where that is named: `rapporten fra NVE`, `NVEs rapport`.

        A bare `rapporten` is the last of which that was told.
        """
        noun, owner = last_part(document.root), issuer(document.root)
        if owner is None:
            return self.issued.get(noun, NOBODY) if len(document) == 1 else NOBODY
        who = self.speakers(owner, NOBODY, since)
        if not who or any(s.entity is None or s.entity.type == "place" for s in who):
            return NOBODY
        self.issued[noun] = on_basis(who, "document")
        return self.issued[noun]

    def _named_beside(self, head: Token) -> Iterator[Speaker]:
        """Yield who is named with a speaker: `Kari Vik og Ola Moe`, `Høyre, Venstre og KrF`.

        Or `verken Kari Vik eller Ola Moe`. Where a place stands beside, the person alone speaks.
        """
        first = self.entity_at.get(head.i)
        is_person = first is not None and first.type == "person"
        joining = JOINED_BY | {"eller" for t in head.subtree if t.lower_ in NEITHER}
        for other in head.conjuncts:
            entity = self.named(source_of(other))
            joined = any(c.dep_ == "cc" and c.lower_ in joining for c in other.children)
            listed = any(c.text == "," for c in other.lefts)
            if entity is None or entity is first or not (joined or listed):
                continue
            if not (is_person and entity.type == "place"):
                yield of_entity(entity, "name")

    def _tail_of_name(self, source: Span) -> Entity | None:
        """`Van Persie`, where the pipeline marks only `Robin van Persie`."""
        if source.root.pos_ != "PROPN":
            return None
        whole = self.by_last_word.get(source.text.split()[-1].casefold())
        is_tail = whole is not None and whole.name.casefold().endswith(f" {source.text.casefold()}")
        return whole if is_tail else None

    def _of_pronoun(self, source: Span, gender: str, last: Speakers, since: int) -> Speakers:
        """Somebody unnamed, as the last subject or speaker, else the likeliest that is named."""
        subject, unnamed = None, last if len(last) == 1 and last[0].is_unnamed else NOBODY
        for head in self._subjects_before(source, since):
            subject = self._of_subject(head, gender, last, source.start)
            if subject is not None and subject.entity is None:
                unnamed = (subject,)
                phrase = source_of(head)  # `Mora til Kari Vik`
                if not self._is_named_between(phrase.end, source.start, gender):
                    return on_basis(unnamed, "pronoun")
            if subject is not None:
                break
        if unnamed and self._goes_on(unnamed[0], source, gender, since):
            return on_basis(unnamed, "pronoun")
        told = subject.entity if subject is not None else None
        entity = self.references.entity(source, told, _entity(last))
        if entity is not None:
            return (of_entity(entity, "pronoun"),)
        return on_basis(unnamed or self._introduced(source, gender, since), "pronoun")

    def _introduced(self, source: Span, gender: str, since: int) -> Speakers:
        """Who is told of and not named: `Moren står der.` / `– Jeg så det, sier hun.`"""
        start = max(since, source.start - NARRATION)
        told = [t for t in reversed(self.doc[start : source.start]) if t.i not in self.spoken]
        people = [t for t in told if is_one_person(t) and t.i not in self.entity_at]
        subjects = [*self._subjects_before(source, since)]
        for noun in sorted(people, key=lambda t: t not in subjects):  # the subjects first
            if is_predicate(noun):
                continue
            person = self.unnamed.of(source_of(noun))
            if gender_of(person) in (gender, None):
                return (person,)
        return NOBODY

    def _goes_on(self, unnamed: Speaker, source: Span, gender: str, since: int) -> bool:
        """`Legen sier at … Hun mener at …`, `Kvinnens datter`: nobody has been named since."""
        if _is_bystander(unnamed) or self.references.nobody(source) >= UNNAMED:
            return True
        words = unnamed.name.lower().split()
        definite = words[0] == "den" or words[0].endswith("s") or words[-1].endswith(DEFINITE)
        near = words[0] not in ARTICLES and source.start - since < NEAR
        fits = definite and near and gender_of(unnamed) in (gender, None)
        return fits and not self._is_named_between(since, source.start, gender)

    def _is_named_between(self, start: int, end: int, gender: str) -> bool:
        """`Sjåføren heiter Ola Moe, og han seier at …`: the driver is named after all."""
        first, behind = (bisect_left(self.people, (i,)) for i in (start, end))
        named = (entity for _, _, entity in self.people[first:behind])
        return any(may_be_of(entity, gender) for entity in named)

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

    def _of_thing(self, source: Span, since: int) -> Speakers:
        """`den`, `det`: the body or document that the sentence before is about."""
        head = next(self._subjects_before(source, since), None)
        if head is None or head.pos_ not in ("NOUN", "PROPN"):
            return NOBODY
        written = names_document(head)
        phrase = source_of_document(head) if written else source_of(head)
        entity = self.named(phrase)
        if entity is not None:
            return (of_entity(entity, "pronoun"),) if entity.type != "person" else NOBODY
        if written or is_in_group(head, "body"):
            return (Speaker(phrase.text, None, "document" if written else "pronoun"),)
        return NOBODY

    def _subjects_before(self, source: Span, since: int) -> Iterator[Token]:
        """Yield main clauses' subjects between the last quote and a source, the last first."""
        start = max(since, source.start - NARRATION)
        for token in reversed(self.doc[start : source.start]):
            if token.i in self.spoken:
                continue
            if token.dep_ in SUBJECT and _is_told_in(token.head, source.root.head):
                yield token
            elif token.dep_ == "expl" and _is_cleft(token.head):
                yield token.head

    def _is_near(self, head: Token, before: int) -> bool:
        """Tell whether it is in this paragraph or the last one: the unnamed are soon forgotten."""
        between = [t for t in self.doc[head.i : before] if t.i not in self.spoken]
        owned = any(c.dep_ == "nmod:poss" for c in head.children)  # `mannen hennar`
        breaks = 0 if is_in_group(head, "anybody") and not owned else 1
        return len(between) < NEAR and sum(map(breaks_line, between)) <= breaks

    def _of_subject(self, head: Token, gender: str, last: Speakers, before: int) -> Speaker | None:
        """A person who is told of, by name, as `23-åringen` or as `ein mann i 20-åra`."""
        source = source_of(head)
        person = self.named(source)
        if person is not None:
            fits = person.type == "person" and may_be_of(person, gender)
            return of_entity(person, "name") if fits else None
        accused = head.pos_ == "ADJ" and is_in_group(head, "accused")
        if not accused and (head.pos_ != "NOUN" or not is_one_person(head)):
            return None
        if not stands_for_person(head) and not self._is_near(head, before):
            return None
        described = self._of_description(source, last, head.i, ahead=False)
        person = described.entity
        fits = person is None or may_be_of(person, gender)
        return described if fits else self.unnamed.of(source)

    def _of_description(self, source: Span, last: Speakers, since: int, ahead: bool) -> Speaker:
        """`ordføraren` is the person with that title; `23-åringen` the one spoken of."""
        head = head_of(source)
        unnamed = self.unnamed.of(source)
        if phrase_of(source).kind != "definite" and not ahead and not _is_bare(source):
            return unnamed
        bare = len(source) == 1 or source[0].pos_ == "DET"  # `den unge treneren`
        topic = self._spoken_of(source, last, since) if bare else None
        entity = self.references.entity(source, topic)
        if entity is None or self.is_another(entity, head):
            return unnamed
        called = self.called.get(last_part(head), ())
        known = entity in called or self.references.holds(source, entity)
        if is_in_group(head, "bystander") and entity not in called:
            return unnamed  # `naboen`, who is not named so
        if is_in_group(head, "relation") and entity is topic and not known:
            return unnamed  # `Thea brakk armen. – Det var fælt, sier moren.`
        return of_entity(entity, "description")

    def is_another(self, entity: Entity, noun: Token) -> bool:
        """`48-åringen`, where somebody else is that old; `tiltalte` is not the defender."""
        if is_in_group(noun, "accused"):
            return any(entity in self.called.get(o, ()) for o in lexicon().groups["court"])
        age = noun.lower_.split("-")[0]
        places = self.ages.get(age, ()) if "åring" in noun.lower_ else ()
        return None in places and entity not in places

    @cached_property
    def ages(self) -> dict[str, set[Entity | None]]:
        """Who is how old, by the number: `Kari Vik (48)`, `en 48 år gammel mann` (nobody named)."""
        found: dict[str, set[Entity | None]] = {}
        for i, text in enumerate(self.words.texts):
            number = text.strip("(),:")
            if number.isdecimal() and len(number) == AGE_LENGTH:
                near = (self.entity_at.get(j) for j in range(i - BESIDE, i + BESIDE + 1))
                people = [e for e in near if e is not None and e.type == "person"]
                old = self.words.texts[i + 1 : i + 3]
                if people or (old[:1] == ("år",) and old[1:] and old[1] in OLD):
                    found.setdefault(number, set()).update(people or [None])
        return found

    def is_familiar(self, source: Span, entity: Entity | None) -> bool:
        """Tell whether a description must be of somebody present, whom nothing says who it is.

        `spissen`, `den eldste`, but not `tanten`, nor `rektoren` of `rektor Kari Vik`.
        """
        head = head_of(source)
        if any(is_in_group(head, group) for group in ("relation", "accused")):
            return False
        if None in self.ages.get(head.lower_.split("-")[0], ()):
            return False
        nominal = head.pos_ == "ADJ" and source[0].lower_ == "den"
        bare = len(source) == 1 and is_definite(head) and is_one_person(head)
        if entity is not None and self.references.holds(source, entity):
            return False
        called = self.called.get(last_part(head), ())
        return (nominal or bare) and (not called or entity in called)

    def _spoken_of(self, source: Span, last: Speakers, since: int) -> Entity | None:
        """The only person that the narration since the last quote is about, else who spoke."""
        heads = (source_of(head).root.i for head in self._subjects_before(source, since))
        told = {self.entity_at[i] for i in heads if i in self.entity_at}
        people = [entity for entity in told if entity.type == "person"]
        if not people:
            return _entity(last)
        return people[0] if len(people) == 1 else None


def _is_told_in(verb: Token, cited: Token) -> bool:
    """A main clause, or one before its verb: `Då Vik fekk ordet, sa ho at …`"""
    return verb.dep_ not in EMBEDDED or (verb.dep_ == "advcl" and verb.head == cited)


def _is_cleft(noun: Token) -> bool:
    """`Det var tanten som ringte`, `Det er naboen`"""
    return noun.pos_ in ("NOUN", "PROPN") and is_predicate(noun)


def _is_bare(source: Span) -> bool:
    """`aktor`, `far`, and in a headline `ekspert`: a noun that stands like a name."""
    head = source.root
    return len(source) == 1 and head.pos_ == "NOUN" and "Plur" not in head.morph.get("Number", [])


def _is_anybody(pronoun: Token) -> bool:
    """`noen`, `alle`, `mange`, but not `begge`"""
    if pronoun.lower_ in lexicon().pronouns["both"]:
        return False
    kinds = pronoun.morph.get("PronType", [])
    return "Ind" in kinds or "Tot" in kinds


def _entity(last: Speakers) -> Entity | None:
    return last[0].entity if len(last) == 1 else None


def _in_text_order(entities: Sequence[Entity], kind: str) -> list[tuple[int, Span, Entity]]:
    mentions = [(m.start, m, e) for e in entities if e.type == kind for m in e.mentions]
    return sorted(mentions, key=lambda row: row[0])


def _backwards(rows: list[tuple[int, Span, Entity]], index: int) -> Iterator[tuple[Span, Entity]]:
    """Yield the mentions before a token, the nearest first."""
    for i in range(bisect_left(rows, (index,)) - 1, -1, -1):
        yield rows[i][1:]


def _is_bystander(speaker: Speaker) -> bool:
    """`ein nabo`: nobody that the article also names, as it may `Høyres talsmann`."""
    nouns = tuple(lexicon().groups["bystander"])
    return any(word.startswith(nouns) for word in speaker.name.lower().split())
