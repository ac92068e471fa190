"""An article laid out for comparing: sentences, paragraphs, mentions and candidates, as arrays."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from zlib import crc32

import numpy
from numpy.typing import NDArray
from spacy.symbols import NOUN
from spacy.tokens import Span

from newsparse.entities import Entity
from newsparse.lexicon import SHORTEST_END, lexicon
from newsparse.references.nouns import Noun, noun_at, office_of, stem
from newsparse.references.phrases import Phrase
from newsparse.references.profiles import COMPANY, Profile, profile
from newsparse.sources import SUBJECT, governor
from newsparse.words import Words

Numbers = NDArray[Any]
RECENT = 14  # candidates of a kind (people, all others) that were named last
AHEAD = 3  # of a kind that are named next
SALIENT = 4  # of a kind that are named most
HOLDERS = 6  # that have the phrase's noun as a title
ROLES = ("subject", "object", "oblique", "possessor", "root", "conj", "other")
SUBJECT_ROLE, POSSESSOR = 0, 3
ROLE = {
    **dict.fromkeys(SUBJECT, SUBJECT_ROLE),
    **dict.fromkeys(("obj", "iobj"), 1),
    **dict.fromkeys(("obl", "nmod", "obl:arg", "obl:agent"), 2),
    "nmod:poss": POSSESSOR,
    "ROOT": 4,
    "conj": 5,
}
KINDS = {"person": 0, "organisation": 1, "place": 2}
EMBEDDED = frozenset({"ccomp", "acl:relcl", "advcl", "acl"})
ACCORDING = frozenset({"ifølge", "ifølgje", "følge", "følgje", "fylgje"})
PRINTING = frozenset({"skriver", "skriv", "melder", "melde", "skreiv", "skrev", "meldte"})
HOME = "norway"  # a first name that the lexicon has is mostly from there
LONG = 5  # letters of a word beside a name that are looked for in nouns
SHORTEST_NOUN = 3  # letters of a noun that is looked for in names


BUCKETS = 2048  # that the nouns and names of an article fall into; one more is for none
ENDINGS = (3, 4, 5, 7)  # letters of a noun
NO_NAME = [BUCKETS] * 4


def buckets_of_noun(noun: Noun | None) -> list[int]:
    """Buckets for a noun and its endings, so that compounds are alike: `utenriksministeren`."""
    found = []
    if noun is not None:
        found = [_bucket(noun.last[-n:]) for n in ENDINGS if len(noun.last) >= n]
        found.append(_bucket(f"={noun.last}"))
    return found + [BUCKETS] * (len(ENDINGS) + 1 - len(found))


def buckets_of_name(name: str) -> list[int]:
    """Buckets for a body's name: its first and last word, and how it ends."""
    words = name.split()
    return [_bucket(k) for k in (f"<{words[0]}", f">{words[-1]}", f"-{name[-3:]}", f"~{name[-5:]}")]


def _bucket(key: str) -> int:
    return crc32(key.encode()) % BUCKETS


class Scene:
    """The mentions of an article by entity and place, and which entities a phrase may stand for.

    The arrays `owner`, `start`, `role`, `verb`, `embedded` and `cited` have a value a mention,
    sorted by entity and place; the mentions of an entity are those between two `bounds`.
    """

    def __init__(
        self, words: Words, entities: Sequence[Entity], cited: Sequence[Span] = ()
    ) -> None:
        doc = words.doc
        self.sources = {source.root.i for source in cited}
        self.doc, self.size = doc, len(doc)
        self.words = words
        self.sentence, self.paragraph = words.sentence, words.paragraph
        self.spoken = words.spoken
        self.profiles = [profile(entity, words) for entity in entities]
        self._read_mentions(entities)
        self.by_title: dict[str, list[int]] = {}
        for number, known in enumerate(self.profiles):
            parts = {part for title in known.titles for part in parts_of_title(title)}
            for part in parts:
                self.by_title.setdefault(part, []).append(number)
        self.by_age: dict[int, list[int]] = {}
        for number, known in enumerate(self.profiles):
            for age in known.ages if known.entity.type == "person" else ():
                self.by_age.setdefault(age, []).append(number)
        self.entity_of = {
            i: number
            for number, entity in enumerate(entities)
            for mention in entity.mentions
            for i in range(mention.start, mention.end)
        }
        self.name_buckets = numpy.array(
            [
                buckets_of_name(known.name) if known.entity.type != "person" else NO_NAME
                for known in self.profiles
            ]
            + [NO_NAME]
        )
        self._read_unnamed()
        self._compared: dict[tuple[str, int], list[tuple[str, float]]] = {}

    def keys(self, entity: Numbers, place: Numbers | int) -> Numbers:
        """Numbers in the order of entity and place."""
        return entity * (self.size + 1) + place

    def _read_mentions(self, entities: Sequence[Entity]) -> None:
        self.governors: list[int] = []
        rows = [
            (number, *self._mention(mention, self.profiles[number]))
            for number, entity in enumerate(entities)
            for mention in entity.mentions
        ]
        table = numpy.array(rows, "int64").reshape(-1, 6)
        self.owner, self.start, self.role, self.verb = table[:, :4].T
        self.embedded, self.cited = table[:, 4] == 1, table[:, 5] == 1
        self.key = self.keys(self.owner, self.start)
        self.bounds = numpy.searchsorted(self.owner, numpy.arange(len(entities) + 1))
        self.counts = numpy.diff(self.bounds)
        self.kinds = numpy.array([KINDS[entity.type] for entity in entities], "int64")
        self.subjects = numpy.concatenate([[0], numpy.cumsum(self.role == SUBJECT_ROLE)])
        self.citations = numpy.concatenate([[0], numpy.cumsum(self.cited)])
        self.order = numpy.argsort(self.start, kind="stable")
        cited = self.order[self.cited[self.order]]
        self.citing = self.start[cited], self.owner[cited]  # in text order

    def _read_unnamed(self) -> None:
        """Where single people stand whom nobody names there: `en mann`, `tanten`.

        `unnamed` has, for those that a masculine, a feminine and any phrase can go on with, their
        places, and among them the subjects and those that are cited.
        """
        doc, words = self.doc, self.words
        named = set(self.governors)
        rows: list[tuple[int, bool, bool, str | None]] = []
        places = (words.pos == NOUN).nonzero()[0]
        for i in places[~words.with_feature("Number=Plur", places)].tolist():
            noun = noun_at(words, i)
            if noun.is_person and i not in named and i not in self.entity_of:
                token = doc[i]
                subject = token.dep_ in SUBJECT
                cited = subject and bool(words.reports[token.head.i])
                rows.append((i, subject, cited, noun.gender))
        self.unnamed = {
            gender: [
                numpy.array([row[0] for row in rows if row[3] in (gender, None) or gender is None])
                for rows in (rows, [r for r in rows if r[1]], [r for r in rows if r[2]])
            ]
            for gender in ("masculine", "feminine", None)
        }

    def _mention(self, mention: Span, known: Profile) -> tuple[int, int, int, bool, bool]:
        top = governor(mention)
        self.governors.append(top.i)
        verb, role = top.head, ROLE.get(top.dep_, len(ROLES) - 1)
        reports = bool(self.words.reports[verb.i])
        before = self.doc[mention.start - 1].lower_ if mention.start else ""
        cited = (role == SUBJECT_ROLE and reports) or before in ACCORDING
        cited = cited or top.i in self.sources or mention.root.i in self.sources
        if known.entity.type != "person":
            prints = role == SUBJECT_ROLE and verb.lower_ in PRINTING
            told = reports and before == "til" and verb.i < mention.start
            known.is_medium = known.is_medium or prints or told
        return mention.start, role, verb.i, verb.dep_ in EMBEDDED, cited

    def candidates(self, phrases: Sequence[Phrase]) -> list[list[int]]:
        """For each phrase, in text order, the entities that it can stand for."""
        recent: tuple[OrderedDict[int, None], ...] = (OrderedDict(), OrderedDict())
        ranked = numpy.argsort(-self.counts, kind="stable")
        salient = [ranked[(self.kinds[ranked] > 0) == body][:SALIENT].tolist() for body in (0, 1)]
        is_body = (self.kinds > 0).tolist()
        starts, owners = self.start[self.order].tolist(), self.owner[self.order].tolist()
        # gender, number and stated age never contradict
        fits = {
            gender: [known.gender in (gender, None) or gender is None for known in self.profiles]
            for gender in ("masculine", "feminine", None)
        }
        found, at = [], 0
        for phrase in phrases:
            while at < len(starts) and starts[at] < phrase.head.i:
                line = recent[is_body[owners[at]]]
                line[owners[at]] = None
                line.move_to_end(owners[at])
                at += 1
            chosen: dict[int, None] = {}
            for body in self._wanted(phrase):
                chosen.update(dict.fromkeys(islice(reversed(recent[body]), RECENT)))
                chosen.update(dict.fromkeys(salient[body]))
                ahead = [e for e in owners[at : at + 2 * AHEAD] if is_body[e] == body]
                chosen.update(dict.fromkeys(ahead[:AHEAD]))
            if phrase.noun is not None:
                chosen.update(dict.fromkeys(self.holders(phrase.noun)))
                chosen.update(dict.fromkeys(self.aged(phrase.noun)))
            allowed = fits[phrase.gender]
            named, wanted = self._named_in(phrase), self._wanted(phrase)
            kept = [e for e in chosen if allowed[e] and e not in named and is_body[e] in wanted]
            found.append(self._not_contradicted(phrase.noun, kept))
        return found

    def _not_contradicted(self, noun: Noun | None, chosen: Sequence[int]) -> list[int]:
        """Those of no other age, party or office, and of a medium's noun the media: `26-åringen`.

        Where somebody has the age, it is nobody else.
        """
        if noun is None:
            return [*chosen]
        aged = self.aged(noun)
        if aged:
            return [e for e in chosen if e in aged]
        age, party = noun.age, noun.party
        office = office_of(noun.last)
        found = []
        for e in chosen:
            known = self.profiles[e]
            contradicted = (
                (age is not None and known.ages and age not in known.ages)
                or (party is not None and known.parties and party not in known.parties)
                or (noun.is_medium and not (known.is_medium or noun.last in known.bodies))
                or (office is not None and known.offices and office not in known.offices)
                or (noun.is_body and noun.is_public and known.bodies >= COMPANY)
            )
            if not contradicted:
                found.append(e)
        return found

    @staticmethod
    def _wanted(phrase: Phrase) -> tuple[int, ...]:
        """Whether a phrase can stand for a person (0), for anything else (1) or for both."""
        noun = phrase.noun
        if phrase.gender is not None or phrase.kind == "common":
            return (0,)
        if phrase.is_plural or phrase.kind == "thing" or noun is None:
            return (1,)
        if noun.is_either:
            return (0, 1)
        if noun.is_person or noun.age is not None:
            return (0,)
        return (1,) if noun.is_body or noun.is_medium else (0, 1)

    def holders(self, noun: Noun) -> list[int]:
        """The first of those who have a noun, or its position, as a title."""
        return [e for title in titles_of(noun.last) for e in self.by_title.get(title, [])[:HOLDERS]]

    def prints(self, entity: Entity) -> bool:
        """Tell whether an entity is a paper, a broadcaster or an agency."""
        return any(known.is_medium for known in self.profiles if known.entity is entity)

    def aged(self, noun: Noun) -> list[int]:
        """The first of those who have the age that a noun tells."""
        return self.by_age.get(noun.age, [])[:HOLDERS] if noun.age is not None else []

    def _named_in(self, phrase: Phrase) -> set[int]:
        """Whom the phrase itself names: `Solbergs parti` is not Solberg."""
        if phrase.noun is None:
            return set()
        return {self.entity_of[t.i] for t in phrase.span if t.i in self.entity_of}

    def compare(self, noun: Noun, entity: int) -> list[tuple[str, float]]:
        """What a noun has in common with an entity's name and what stands beside it."""
        key = noun.lemma, entity
        if key not in self._compared:
            self._compared[key] = [*_compared(noun, self.profiles[entity])]
        return self._compared[key]


def parts_of_title(title: str) -> Iterator[str]:
    """What the holder of a title can be called: `sjefanalytiker`, `analytiker`; the position."""
    persons, positions = lexicon().persons, lexicon().same_position
    yield title
    for i in range(1, len(title) - SHORTEST_END + 1):
        if title[i:] in persons and not _are_opposed(title, title[i:]):
            yield title[i:]
    if title in positions:
        yield f"={positions[title]}"


def _are_opposed(title: str, noun: str) -> bool:
    """`politiadvokat` and `advokat`: two positions, whatever they end in."""
    position = lexicon().same_position.get
    return None not in (position(title), position(noun)) and position(title) != position(noun)


def titles_of(noun: str) -> tuple[str, ...]:
    """Under what to look for the holder of a title: `advokaten` may be a `forsvarer`."""
    position = lexicon().same_position.get(noun)
    return (noun,) if position is None else (noun, f"={position}")


def _compared(noun: Noun, known: Profile) -> Iterator[tuple[str, float]]:
    last, titles, words = noun.last, known.titles, lexicon()
    if last in titles or noun.lemma in titles:
        yield "title", 1
    elif any((t.endswith(last) or last.endswith(t)) and not _are_opposed(t, last) for t in titles):
        yield "title_end", 1
    elif titles:
        yield "title_other", 1
    position = words.same_position.get(last)
    if position and any(words.same_position.get(t) == position for t in titles):
        yield "position", 1
        yield "title_end", 1
    if known.bodies and (noun.is_body or noun.is_medium):
        yield ("body" if any(last.endswith(body) for body in known.bodies) else "body_other"), 1
    if len(last) >= SHORTEST_NOUN and last in known.name:
        yield "noun_in_name", 1
        if any(word.startswith(last) or word.endswith(last) for word in known.words):
            yield "noun_is_word", 1
    if stem(last) in known.stems:
        yield "noun_stem", 1
    if any(deed in last for deed in known.deeds):
        yield "deed", 1
    if any(len(word) >= LONG and word[:LONG] in last for word in known.near):
        yield "part_near", 1
    if noun.first in known.near or noun.party in known.parties:
        yield from (("beside", 1), ("beside_any", 1))  # `Frp-politikeren`, `Brann-keeperen`
    nation = words.nations.get(last)
    if nation is not None:
        if nation in known.nations:
            yield "nation", 1
        elif known.nations:
            yield "nation_other", 1
        if nation == HOME and known.gender is not None:
            yield "home_name", 1
    if noun.first:
        if noun.first in known.words or known.name.startswith(noun.first):
            yield "compound_name", 1
        elif any(word.startswith(noun.first) for word in known.near):
            yield "compound_near", 1
    if noun.age is not None:
        yield ("age" if noun.age in known.ages else "age_unknown"), 1
