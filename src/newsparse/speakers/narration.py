"""Who the narration before a reply tells of, and so lets speak."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from newsparse.documents import names_document, source_of_document
from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.quotes.cues import cue_at, is_finite
from newsparse.sources import (
    SUBJECT,
    is_in_group,
    is_one_person,
    is_plural,
    names_person,
    source_of,
)
from newsparse.speakers.cited import Cited
from newsparse.speakers.speaker import NOBODY, Speakers, by_context, of_entity

SENTENCES = 3  # before a reply that may tell who speaks
FLOOR = "ordet"
CORE = SUBJECT | {"obj", "iobj"}
NAMING = frozenset({"hete", "heite"})
CREDITS = frozenset({"foto", "illustrasjon", "arkivfoto"})  # stand under pictures


def sentences_of(doc: Doc, start: int, end: int) -> list[Span]:
    """Return the sentences that begin in a stretch of tokens."""
    found = []
    while start < end:
        sentence = doc[start].sent
        if sentence.start == start:
            found.append(sentence)
        start = sentence.end
    return found


def sentence_before(sentence: Span) -> Span | None:
    """Return the sentence before, across paragraphs."""
    before = sentence.doc[: sentence.start]
    last = next((token for token in reversed(before) if not token.is_space), None)
    return last.sent if last is not None else None


def is_caption(sentences: list[Span]) -> bool:
    return any(token.lower_ in CREDITS for sentence in sentences for token in sentence)


class Narration:
    """Sentences that tell of people."""

    def __init__(self, cited: Cited, voices: set[Entity]) -> None:
        self.cited = cited
        self.voices = voices  # whom the article cites somewhere

    def told_of(self, sentences: list[Span], last: Speakers, since: int) -> Speakers:
        """Return whom the last of the sentences that does tells of.

        nb: `Broren flirer.` / `– Du skulle vært politiker.` → `Broren`
        nn: `Det er Moe samd i.` / `– Me må vente.` → `Ola Moe`
        """
        for sentence in reversed(sentences[-SENTENCES:]):
            if any(is_finite(token) for token in sentence):
                told = self._told_in(sentence, last, since)
                if told:
                    return by_context(told)
        return NOBODY

    def persons_in(self, sentences: list[Span], last: Speakers, since: int) -> Iterator[Speakers]:
        """Yield who is told of by a noun, the last one first: `Ved porten står ein sveisar.`"""
        for sentence in reversed(sentences[-SENTENCES:]):
            for noun in reversed([*sentence]):
                if _is_one(noun):
                    yield self.cited.speakers(source_of(noun), last, since)

    def document_before(self, sentence: Span) -> Speakers:
        """Return the document that the sentence before tells of, or who issued it.

        nb: `Hun fikk en bekreftelse.` / `«…», sto det.` → `en bekreftelse`
        nn: `Ho fekk eit brev frå NVE.` / `«…», stod det.` → NVE
        """
        before = sentence_before(sentence)
        if before is None:
            return NOBODY
        told = (t for t in before if t.i not in self.cited.spoken)
        nouns = [t for t in told if t.pos_ == "NOUN" and names_document(t)]
        if any(is_in_group(noun, "media") for noun in nouns):  # `bekrefter det på sitt nettsted`
            owners = [self.cited.named(source_of(head)) for head in _subjects(before.root)]
            return tuple(of_entity(e, "context") for e in owners if e and e.type != "place")
        noun = next((t for t in nouns if t.dep_ in CORE), nouns[-1] if nouns else None)
        if noun is None:
            return NOBODY
        return self.cited.speakers(source_of_document(noun), NOBODY, noun.i)

    def tells_of_several(self, sentence: Span) -> bool:
        """`Brørne står att på kaia.`: one of them speaks, and nothing tells which."""
        root = sentence.root
        if is_past(root):
            return False
        return any(
            head.pos_ == "NOUN" and names_person(head) and is_plural(head)
            for head in _subjects(root)
        )

    def _told_in(self, sentence: Span, last: Speakers, since: int) -> Speakers:
        """Who the subject is said to be, else the subject, else the only person named."""
        for name in _predicates(sentence.root):
            person = self.cited.entity_at.get(name.i)
            if person is not None and person.type == "person":
                return (of_entity(person, "context"),)
        for head in _subjects(sentence.root):
            who = self._subject(head, last, since)
            if who or head.ent_type_ == "PER":
                return who
        named = {
            entity
            for i in range(sentence.start, sentence.end)
            if (entity := self.cited.entity_at.get(i)) is not None and entity.type == "person"
        }
        return (of_entity(named.pop(), "context"),) if len(named) == 1 else NOBODY

    def _subject(self, head: Token, last: Speakers, since: int) -> Speakers:
        """A name, a pronoun, or one person whom nobody names, in the present tense.

        The past tells of events: `Rashford skåret, …` lets nobody speak whom nobody cites.
        """
        source = source_of(head)
        entity = self.cited.named(source)
        present = not is_past(head.head)
        if entity is not None:
            tells = present or entity in self.voices or _takes_floor(head.head)
            tells = tells and entity.type == "person"
            return (of_entity(entity, "context"),) if tells else NOBODY
        words = lexicon().pronouns
        human = head.lower_ in words["masculine"] | words["feminine"]
        alone = is_in_group(head, "accused") or any(c.lower_ == "den" for c in head.lefts)
        nominal = head.pos_ == "ADJ" and alone
        one = nominal or _is_one(head)
        if human or (one and (present or any(cue_at(head.head)))):
            return self.cited.speakers(source, last, since)
        return NOBODY


def _takes_floor(verb: Token) -> bool:
    """`Då Moe fekk ordet`, `Etterpå tok Moe ordet`"""
    return any(c.lower_ == FLOOR and c.dep_ == "obj" for c in verb.rights)


def is_past(verb: Token) -> bool:
    return "Past" in verb.morph.get("Tense", [])


def _is_one(noun: Token) -> bool:
    return is_one_person(noun) and not is_plural(noun)


def _predicates(root: Token) -> Iterator[Token]:
    """`Toppscorer er Vik`, `Geologen heter Vik`"""
    yield root
    if root.lemma_ in NAMING:
        yield from (c for c in root.rights if c.dep_ in ("xcomp", "obj"))


def _subjects(root: Token) -> list[Token]:
    """The subject of the main clause, else of one coordinated with it."""
    heads = [root, *(c for c in root.children if c.dep_ == "conj")]
    return [c for head in heads for c in head.children if c.dep_ in SUBJECT][:1]
