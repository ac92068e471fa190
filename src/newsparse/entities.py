"""The people, places and organisations of a Doc: mentions of one thing grouped and named."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import lexicon
from newsparse.record import EntityType

# NorNE label → type; the rest (products, events, derivations) is not reported.
# LOC and MISC also stand for the labels of spaCy's multilingual pipelines
TYPES: dict[str, EntityType] = {
    "PER": "person",
    "LOC": "place",
    "GPE_LOC": "place",
    "GPE_ORG": "place",
    "ORG": "organisation",
}
EDGES = frozenset("«»“”„\"'‘’()[],.:;–—-*•")
# names that end in s by themselves
GENITIVE_MARKS = ("'s", "’s", "'", "’", "s")


@dataclass
class Entity:
    """One person, place or organisation, with its mentions in text order."""

    type: EntityType
    name: str
    mentions: list[Span]
    aliases: set[str] = field(default_factory=set)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.name.split())


def find_entities(doc: Doc) -> list[Entity]:
    """Return the Doc's entities in the order of their first mention."""
    spans = list(_mentions(doc))
    spans = sorted(_agree(spans + _repeated(doc, spans)), key=lambda s: s.start)
    entities: list[Entity] = []
    entities += _group_people([s for s in spans if TYPES[s.label_] == "person"])
    for kind in ("place", "organisation"):
        entities += _group_names([s for s in spans if TYPES[s.label_] == kind], kind)
    for entity in entities:
        entity.mentions.sort(key=lambda s: s.start)
    return sorted(entities, key=lambda e: e.mentions[0].start)


def _mentions(doc: Doc) -> Iterator[Span]:
    """Yield the named spans of the reported types, without marks or line breaks at their edges."""
    for ent in doc.ents:
        if ent.label_ not in TYPES:
            continue
        start, end = ent.start, ent.end
        for token in ent:
            if token.is_space and token.i > start:
                end = token.i
                break
        if ent.label_ == "PER":
            start, end = _name_only(doc, start, end)
        while start < end and (doc[start].text in EDGES or doc[start].is_space):
            start += 1
        while end > start and (doc[end - 1].text in EDGES or doc[end - 1].is_space):
            end -= 1
        if any(c.isalpha() for c in doc[start:end].text):
            yield Span(doc, start, end, label=ent.label_)


def _name_only(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A person's name without a capitalised title, and with all of its last name."""
    if end - start > 1 and doc[start].lower_.endswith(
        tuple(t for t in lexicon().persons if len(t) > 3)
    ):
        start += 1
    while end < len(doc) and doc[end].dep_ == "flat:name" and start <= doc[end].head.i < end:
        if doc[end].pos_ != "PROPN" or doc[end].ent_type_:
            break
        end += 1
    return start, end


def _agree(spans: list[Span]) -> list[Span]:
    """Give the mentions of one name the type that most of them have.

    The last word of a full name votes too: after `Sergej Lavrov` a `Lavrov` is a person.
    """
    votes: dict[str, Counter[str]] = {}
    for span in spans:
        name = base_form(span)
        votes.setdefault(name, Counter())[span.label_] += 1
        if span.label_ == "PER" and " " in name:
            votes.setdefault(name.split()[-1], Counter())["PER"] += 1
    first_names = lexicon().feminine_names | lexicon().masculine_names
    for name, labels in list(votes.items()):
        first, *_, last = name.split() if " " in name else ("", "")
        if first in first_names:
            labels["PER"] += 1 + votes.get(last, Counter())["PER"]
            votes.setdefault(last, Counter())["PER"] += 1
    return [_relabelled(span, votes[base_form(span)]) for span in spans]


def _relabelled(span: Span, labels: Counter[str]) -> Span:
    types: Counter[str] = Counter()
    for label, count in labels.items():
        types[TYPES[label]] += count
    winner, count = types.most_common(1)[0]
    if types[TYPES[span.label_]] == count:
        return span
    label = next(label for label, _ in labels.most_common() if TYPES[label] == winner)
    return Span(span.doc, span.start, span.end, label=label)


def _repeated(doc: Doc, spans: list[Span]) -> list[Span]:
    """Add the places where a name already found stands again unmarked."""
    labels: dict[tuple[str, ...], str] = {}
    for span in spans:
        labels[tuple(base_form(span).split())] = span.label_
        if span.label_ == "PER" and len(span) > 1:
            labels.setdefault((span[-1].text,), "PER")
    taken = {i for span in spans for i in range(span.start, span.end)}
    taken |= {i for ent in doc.ents if len(ent) > 1 for i in range(ent.start, ent.end)}
    longest = max((len(words) for words in labels), default=0)
    written = {token.text for token in doc}
    found = []
    for token in doc:
        if not token.text[0].isupper() or token.lower_ in written:
            continue
        for length in range(longest, 0, -1):
            span = doc[token.i : token.i + length]
            words = tuple(base_form(span).split()) if len(span) == length else ()
            free = not any(i in taken for i in range(span.start, span.end))
            label = labels.get(words)
            if label is None or not free or len(span.text) < 3:
                continue
            if label == "PER" or span[0].pos_ == "PROPN":
                found.append(Span(doc, span.start, span.end, label=label))
                taken |= set(range(span.start, span.end))
    return found


def base_form(span: Span) -> str:
    """Return a name's words without the genitive: `Russlands` → `Russland`, `NTBs` → `NTB`."""
    text = " ".join(span.text.split())
    last = span[-1]
    mark = next((m for m in GENITIVE_MARKS if last.text.endswith(m) and len(last) > len(m) + 1), "")
    return text[: -len(mark)] if mark and _is_genitive(last, mark) else text


def _is_genitive(last: Token, mark: str) -> bool:
    """Tell a genitive from a name that ends in s by its other places, its tag and its neighbour."""
    doc = last.doc
    words = {t.text for t in doc}
    follows = doc[last.i + 1] if last.i + 1 < len(doc) else None
    before_noun = follows is not None and follows.pos_ in ("NOUN", "ADJ", "NUM", "PROPN")
    if last.text[: -len(mark)] in words:
        return before_noun or "Gen" in last.morph.get("Case")
    tagged = [t for t in doc if t.text == last.text]
    return before_noun and all("Gen" in t.morph.get("Case") for t in tagged)


def _fold(name: str) -> str:
    return name.casefold().replace("aa", "å")


def _group_people(spans: list[Span]) -> list[Entity]:
    """Group full names; then give each short name to the nearest person before it, else after."""
    people: list[Entity] = []
    short: list[Span] = []
    for span in spans:
        name = base_form(span)
        if " " not in name:
            short.append(span)
            continue
        same = next((p for p in people if _same_person(p.name, name)), None)
        if same is None:
            people.append(Entity("person", name, [span]))
        else:
            same.mentions.append(span)
            same.name = max(same.name, name, key=lambda n: len(n.split()))
    people = _absorb(people)
    named = list(people)
    for span in short:
        name = base_form(span)
        owner = _owner(name, span, named)
        if owner is None:
            owner = next((p for p in people if _fold(p.name) == _fold(name)), None)
        if owner is None:
            people.append(Entity("person", name, [span]))
        else:
            owner.mentions.append(span)
    return people


def _same_person(one: str, other: str) -> bool:
    a, b = _fold(one).split(), _fold(other).split()
    return a == b or (a[0] == b[0] and a[-1] == b[-1])


def _absorb(people: list[Entity]) -> list[Entity]:
    """`Nylund Bergan` is `Christin Nylund Bergan`: part of one longer name only."""
    kept: list[Entity] = []
    for person in people:
        whole = [p for p in people if p is not person and _is_part(person.name, p.name)]
        if len(whole) == 1:
            whole[0].mentions += person.mentions
        else:
            kept.append(person)
    return kept


def _is_part(part: str, whole: str) -> bool:
    a, b = _fold(part).split(), _fold(whole).split()
    return len(a) < len(b) and (b[-len(a) :] == a or b[: len(a)] == a)


def _owner(name: str, span: Span, people: list[Entity]) -> Entity | None:
    """The person a bare surname or first name belongs to: named in full last before it, else next."""
    matching = [p for p in people if _fold(name) in _fold(p.name).split()]
    surname = [p for p in matching if _fold(p.name).split()[-1] == _fold(name)]
    candidates = surname or matching
    if not candidates:
        return None

    def distance(person: Entity) -> tuple[bool, int]:
        full = [m.start for m in person.mentions if " " in base_form(m)]
        before = [i for i in full if i <= span.start]
        return (False, span.start - before[-1]) if before else (True, full[0] - span.start)

    return min(candidates, key=distance)


def _group_names(spans: list[Span], kind: EntityType) -> list[Entity]:
    """Group places or organisations of one name, a declared abbreviation, or a clear short form."""
    groups: dict[str, Entity] = {}
    for span in spans:
        name = base_form(span)
        key = _fold(name)
        if key in groups:
            groups[key].mentions.append(span)
            if groups[key].name.isupper() and not name.isupper():
                groups[key].name = name
        else:
            groups[key] = Entity(kind, name, [span])
    for entity in list(groups.values()):
        for span in entity.mentions:
            short = _abbreviation(span, groups)
            if short is not None and short is not entity:
                entity.mentions += short.mentions
                entity.aliases.add(short.name)
                groups = {k: e for k, e in groups.items() if e is not short}
                break
    if kind == "organisation":
        groups = _join_short_forms(groups)
    return list(groups.values())


def _abbreviation(span: Span, groups: dict[str, Entity]) -> Entity | None:
    """Return the group declared by `Fremskrittspartiet (Frp)`."""
    doc = span.doc
    if span.end + 2 >= len(doc) or doc[span.end].text != "(" or doc[span.end + 2].text != ")":
        return None
    short = doc[span.end + 1].text
    if len(short) >= len(span.text) or short[0].casefold() != span.text[0].casefold():
        return None
    return groups.get(_fold(short))


def _join_short_forms(groups: dict[str, Entity]) -> dict[str, Entity]:
    """`Filter` is `Filter Nyheter` when only one organisation begins with it."""
    joined = dict(groups)
    for key, entity in groups.items():
        longer = [e for k, e in groups.items() if k.startswith(key + " ")]
        if (
            " " not in key
            and len(longer) == 1
            and longer[0].mentions[0].start < entity.mentions[0].start
        ):
            longer[0].mentions += entity.mentions
            del joined[key]
    return joined
