"""Where the names of an article begin and end: what the pipeline finds, and what nouns tell."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import lexicon
from newsparse.record import EntityType
from newsparse.sources import entity_at, is_in_group, is_unmarked, unmarked_name
from newsparse.words import Words

# NorNE label → type; products, events and derivations are not reported
TYPES: dict[str, EntityType] = {
    "PER": "person",
    "LOC": "place",
    "GPE_LOC": "place",
    "GPE_ORG": "place",
    "ORG": "organisation",
}
SHORTEST_BODY = 4  # letters of a compound's last part: `bank`
EDGES = frozenset("«»“”„\"'‘’()[],.:;–—-*•")


def find_mentions(words: Words) -> Iterator[Span]:
    """Yield the named spans of the reported types, without marks or line breaks at their edges."""
    doc, behind = words.doc, 0  # behind the last one: a name can take in the next
    for ent in words.named:
        if ent.label_ not in TYPES or ent.start < behind:
            continue
        start = ent.start
        end = next((t.i for t in ent if t.is_space and t.i > start), ent.end)
        if ent.label_ == "PER":
            start, end = _name_only(doc, start, end)
        while start < end and (words.texts[start] in EDGES or words.texts[start].isspace()):
            start += 1
        while end > start and (words.texts[end - 1] in EDGES or words.texts[end - 1].isspace()):
            end -= 1
        name = doc[start:end].text
        if any(c.isalpha() for c in name) and not _is_ordinary(name, words):
            yield Span(doc, start, end, label=ent.label_)
            behind = end


def _is_ordinary(name: str, words: Words) -> bool:
    """A word with a capital at the beginning of sentences only, elsewhere without: `Kvinna`."""
    ordinary = name.istitle() and name.lower() in words.small
    return ordinary and name not in words.capital_inside


def mentions_told_by_nouns(words: Words) -> Iterator[Span]:
    """Yield unmarked names whose kind the noun before tells: `nyhetsbyrået Tass`, `rektor Lie`."""
    doc = words.doc
    for i in words.unmarked_names:
        if not i or not words.texts[i][0].isupper():
            continue
        first, noun = doc[i], doc[i - 1]
        label = label_told_by(noun)
        if label is not None and first.head in (noun, noun.head):
            name = unmarked_name(first)
            yield Span(doc, name.start, name.end, label=label)


def label_told_by(noun: Token) -> str | None:
    """The label of a name that follows this noun as its apposition, where the noun tells it."""
    if noun.pos_ != "NOUN":
        return None
    if is_in_group(noun, "media") or is_in_group(noun, "named_body") or _ends_in_body(noun):
        return "ORG"
    if is_in_group(noun, "place"):
        return "GPE_LOC"
    return "PER" if lexicon().is_person(noun.lemma_.lower()) else None


def _ends_in_body(noun: Token) -> bool:
    """`kraftselskapet`, `storbanken`: a compound written as one word."""
    lemma = noun.lemma_.lower()
    bodies = lexicon().groups["named_body"]
    return any(lemma[at:] in bodies for at in range(2, len(lemma) - SHORTEST_BODY + 1))


def _name_only(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A person's name without a capitalised title, and with all of its last name."""
    if end - start > 1 and (_is_title(doc[start]) or is_in_group(doc[start], "address")):
        start += 1
    while end < len(doc) and doc[end].dep_ == "flat:name" and start <= doc[end].head.i < end:
        if not is_unmarked(doc[end]):
            break
        end += 1
    return start, _with_particles(doc, end)


def _is_title(token: Token) -> bool:
    """`Sivert` ends as `vert` does, and is a name; `Driftsjef` may be read as one."""
    names = lexicon().masculine_names | lexicon().feminine_names
    return token.text not in names and lexicon().is_person(token.lower_)


def _with_particles(doc: Doc, end: int) -> int:
    """`Ursula von` goes on with `der Leyen`: where a name that has particles ends."""
    particles = lexicon().groups["name_particle"]
    behind = end
    while behind < len(doc) and doc[behind].text in particles:
        behind += 1
    parted = behind > end or doc[end - 1].text in particles
    if not parted or behind == len(doc) or doc[behind].pos_ != "PROPN":
        return end
    rest = entity_at(doc[behind])
    return behind + 1 if rest is None else rest.end
