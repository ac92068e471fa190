"""The people, places and organisations of a Doc: mentions of one thing grouped and named."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from newsparse.agreement import Name, agree
from newsparse.mentions import (
    TYPES,
    bare_company,
    find_mentions,
    mentions_of_agencies,
    mentions_told_by_nouns,
    numbered_mentions,
)
from newsparse.record import EntityType
from newsparse.variants import pairs_of_variants
from newsparse.words import Words

GENITIVE_MARKS = ("'s", "’s", "'", "’", "s")
BEHIND_GENITIVE = frozenset({"NOUN", "ADJ", "NUM", "PROPN"})
SHORTEST_REPEAT = 3  # code points of a name that is looked for again


@dataclass(eq=False)
class Entity:
    """One person, place or organisation, with its mentions in text order; equal to itself alone."""

    type: EntityType
    name: str
    mentions: list[Span]


def find_entities(words: Words) -> list[Entity]:
    """Return an article's entities in the order of their first mention."""
    genitives = _Genitives(words)
    others = (numbered_mentions, mentions_told_by_nouns, mentions_of_agencies)
    spans = [*find_mentions(words), *(span for find in others for span in find(words))]
    names = agree([Name(span, genitives.base_form(span)) for span in _apart(spans)], words)
    names = sorted([*names, *_repeated(words, names)], key=lambda n: n.span.start)
    entities = _group_people([n for n in names if n.type == "person"])
    entities += _group_by_key([n for n in names if n.type == "place"])
    entities += _join_short_forms(_group_by_key([n for n in names if n.type == "organisation"]))
    entities = _join_variants(entities)
    for entity in entities:
        entity.mentions.sort(key=lambda span: span.start)
    return sorted(entities, key=lambda entity: entity.mentions[0].start)


def _apart(spans: list[Span]) -> Iterator[Span]:
    """Yield the spans that share no token with one before them in the list."""
    taken: set[int] = set()
    for span in spans:
        places = range(span.start, span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            yield span


def mark_entities(words: Words, entities: list[Entity]) -> None:
    """Put the entities' mentions into `doc.ents`, beside what is of no reported type."""
    mentions = [mention for entity in entities for mention in entity.mentions]
    taken = {i for mention in mentions for i in range(mention.start, mention.end)}
    others = [e for e in words.named if not any(i in taken for i in range(e.start, e.end))]
    words.doc.ents = [*mentions, *(e for e in others if e.label_ not in TYPES)]


def _ends_sentence(token: Token) -> bool:
    behind = token.i + 1
    return behind == len(token.doc) or bool(
        token.doc[behind].is_sent_start or token.doc[behind].is_space
    )


class _Genitives:
    """Which words of a Doc are genitives, by their other places, their tag and their neighbour."""

    def __init__(self, words: Words) -> None:
        self.words = words.forms
        self.untagged = words.not_genitive

    def base_form(self, span: Span) -> str:
        """Return a name without the genitive: `Russlands` → `Russland`, `Moss` as it is.

        Behind s, x and z the genitive is written with an apostrophe alone. A sentence's full stop
        that the tokenizer takes for that of an abbreviation (`KrF.`) is no part of it either.
        """
        text, last = " ".join(span.text.split()), span[-1]
        if text.endswith(".") and "." not in text[:-1] and _ends_sentence(last):
            return text[:-1]
        if last.text.endswith("s") and last.text[:-1].isdigit():
            return text[:-1]  # `TV 2s`
        for mark in GENITIVE_MARKS:
            if last.text.endswith(mark) and len(last) > len(mark) + 1:
                return text[: -len(mark)] if self.is_genitive(last, mark) else text
        return text

    def is_genitive(self, token: Token, mark: str) -> bool:
        doc, behind = token.doc, token.i + 1
        if mark == "s" and token.text.endswith(("ss", "xs", "zs")):
            return False
        before_noun = behind < len(doc) and doc[behind].pos_ in BEHIND_GENITIVE
        if token.text[: -len(mark)] in self.words:
            return before_noun or token.text not in self.untagged
        return before_noun and token.text not in self.untagged


def _repeated(article: Words, names: list[Name]) -> Iterator[Name]:
    """Yield the places where a name already found stands again unmarked."""
    doc = article.doc
    known: dict[str, tuple[list[str], str]] = {}  # by first word
    for name in names:
        if len(name.text) >= SHORTEST_REPEAT:
            known[name.words[0]] = (name.words, name.span.label_)
    for name in names:
        if name.type == "person" and len(name.words[-1]) >= SHORTEST_REPEAT:
            known.setdefault(name.words[-1], ([name.words[-1]], "PER"))
    taken = {i for name in names for i in range(name.span.start, name.span.end)}
    taken |= {i for ent in article.named if len(ent) > 1 for i in range(ent.start, ent.end)}
    forms = {form for word in known for form in (word, word + "s")}
    for start in [i for i, text in enumerate(article.texts) if text in forms]:
        text = article.texts[start]
        words, label = known.get(text) or known[text.removesuffix("s")]
        end = start + len(words)
        if text.lower() in article.small or not taken.isdisjoint(range(start, end)):
            continue
        if (label == "PER" or doc[start].pos_ == "PROPN") and _reads(doc[start:end], words):
            taken |= set(range(start, end))
            yield Name(Span(doc, start, end, label=label), " ".join(words))


def _reads(span: Span, words: list[str]) -> bool:
    """Tell whether a stretch is these words, the last one perhaps in the genitive."""
    *before, last = [token.text for token in span]
    return before == words[:-1] and last in (words[-1], words[-1] + "s")


def _group_people(names: list[Name]) -> list[Entity]:
    """Group full names; then give each short name to the nearest person before it, else after."""
    full: dict[str, list[Name]] = {}
    for name in names:
        if len(name.words) > 1:
            full.setdefault(_full_key(name), []).append(name)
    people = _absorbed([_Person(group) for group in full.values()])
    by_word: dict[str, list[_Person]] = {}
    for person in people:
        for word in set(person.keys):
            by_word.setdefault(word, []).append(person)
    lone: dict[str, list[Name]] = {}
    for name in names:
        if len(name.words) == 1:
            owner = _owner(name, by_word.get(name.key, []))
            if owner is None:
                lone.setdefault(name.key, []).append(name)
            else:
                owner.short.append(name)
                owner.called.add(name.key)
    return [p.entity() for p in (*people, *(_Person(group) for group in lone.values()))]


class _Person:
    """A person's full names, and the short ones that were given to them."""

    def __init__(self, full: list[Name]) -> None:
        self.full = full
        self.short: list[Name] = []
        self.called: set[str] = set()  # by which short names
        self.keys = max((name.key.split() for name in full), key=len)

    def entity(self) -> Entity:
        longest = max(self.full, key=lambda name: (len(name.words), not name.text.isupper()))
        return Entity("person", longest.text, [name.span for name in (*self.full, *self.short)])

    def distance(self, span: Span) -> tuple[bool, int]:
        """How far before the span they are named in full; behind it counts as farther."""
        before = [n.span.start for n in self.full if n.span.start <= span.start]
        if before:
            return False, span.start - before[-1]
        return True, self.full[0].span.start - span.start


def _full_key(name: Name) -> str:
    """`Knut Arild Hareide` and `Knut Hareide` are one: the first and the last word agree."""
    key = name.key.split()
    return f"{key[0]} {key[-1]}"


def _absorbed(people: list[_Person]) -> list[_Person]:
    """`Nylund Bergan` is `Christin Nylund Bergan`: part of one longer name only."""
    by_edge: dict[str, list[_Person]] = {}
    for person in people:
        for word in {person.keys[0], person.keys[-1]}:
            by_edge.setdefault(word, []).append(person)
    kept = []
    for person in people:
        near = {id(p): p for w in (person.keys[0], person.keys[-1]) for p in by_edge[w]}
        whole = [p for p in near.values() if _is_part(person.keys, p.keys)]
        if len(whole) == 1:
            whole[0].short += person.full
        else:
            kept.append(person)
    return kept


def _is_part(part: list[str], whole: list[str]) -> bool:
    shorter = len(part) < len(whole)
    return shorter and (whole[-len(part) :] == part or whole[: len(part)] == part)


def _owner(name: Name, people: list[_Person]) -> _Person | None:
    """Whose bare surname (or else first name) it is: who is named in full nearest before it.

    Who has been called by it goes on: `Kari Vik … Vik … faren, Ola Vik, … Vik` is Kari.
    """
    bearers = [p for p in people if p.keys[-1] == name.key] or people
    called = [p for p in bearers if name.key in p.called]
    return min(called or bearers, key=lambda p: p.distance(name.span), default=None)


def _group_by_key(names: list[Name]) -> list[Entity]:
    """Group places or organisations of one name, and abbreviations that the text declares."""
    groups: dict[str, list[Name]] = {}
    for name in names:
        groups.setdefault(name.key, []).append(name)
    for key, group in list(groups.items()):
        short = next((s for name in group if (s := _declared(name)) in groups and s != key), None)
        if short is not None and key in groups:
            groups[key] += groups.pop(short)
    return [Entity(g[0].type, _best_form(g), [n.span for n in g]) for g in groups.values()]


def _best_form(group: list[Name]) -> str:
    """The longest form; of `OSLO` and `Oslo` the one that does not shout."""
    return max(group, key=lambda name: (len(name.text), not name.text.isupper())).text


def _declared(name: Name) -> str:
    """The key of an abbreviation that follows in brackets: `Fremskrittspartiet (Frp)`."""
    doc, end = name.span.doc, name.span.end
    if end + 2 >= len(doc) or doc[end].text != "(" or doc[end + 2].text != ")":
        return ""
    short = doc[end + 1].text
    initial = short[0].casefold() == name.text[0].casefold()
    return short.casefold() if initial and len(short) < len(name.text) else ""


def _join_short_forms(bodies: list[Entity]) -> list[Entity]:
    """`Filter` is `Filter Nyheter` when only one organisation begins with it.

    So is `Nordvik Energi` what `Nordvik Energi ASA` is.
    """
    by_first: dict[str, list[Entity]] = {}
    for body in bodies:
        first, *others = body.name.split()
        if others:
            by_first.setdefault(first, []).append(body)
        bare = bare_company(body.name)
        if bare is not None and bare != first:
            by_first.setdefault(bare, []).append(body)
    kept = []
    for body in bodies:
        longer = by_first.get(body.name, [])
        whole = longer[0] if len(longer) == 1 else None
        before = whole is not None and whole.mentions[0].start < body.mentions[0].start
        if whole is not None and (before or bare_company(whole.name) == body.name):
            whole.mentions += body.mentions
        else:
            kept.append(body)
    return kept


def _join_variants(entities: list[Entity]) -> list[Entity]:
    """`DN` is `Dagens Næringsliv`, `Augesen` is `Morten Augensen`."""
    joined: set[Entity] = set()
    for variant, whole in pairs_of_variants(entities):
        if variant not in joined and whole not in joined:
            assert isinstance(variant, Entity)
            label = whole.mentions[0].label
            whole.mentions += [Span(m.doc, m.start, m.end, label) for m in variant.mentions]
            joined.add(variant)
    return [entity for entity in entities if entity not in joined]
