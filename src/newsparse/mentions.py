"""Where the names of an article begin and end: what the pipeline finds, and what nouns tell."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from newsparse.false_names import FalseNames
from newsparse.lexicon import lexicon
from newsparse.record import EntityType
from newsparse.sources import entity_at, is_in_group, is_unmarked, names_person, unmarked_name
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
TEAM_NUMBER = re.compile(r"0\d|[2-9]\d")
EDGES = frozenset("«»“”„\"'‘’()[],.:;–—-*•/|©")


def find_mentions(words: Words) -> Iterator[Span]:
    """Yield the named spans of the reported types, without marks or line breaks at their edges."""
    doc, behind = words.doc, 0  # behind the last one: a name can take in the next
    false = FalseNames(words)
    for found in _parted_companies_joined(words.named):
        label = _label_of(found)
        if label not in TYPES or found.start < behind:
            continue
        start = found.start
        end = next((t.i for t in found if t.is_space and t.i > start), found.end)
        if label == "PER":
            start, end = _name_only(doc, start, end)
        while start < end and (words.texts[start] in EDGES or words.texts[start].isspace()):
            start += 1
        while end > start and (words.texts[end - 1] in EDGES or words.texts[end - 1].isspace()):
            end -= 1
        if not any(c.isalpha() for c in doc[start:end].text):
            continue
        start, end = false.trimmed(start, end)
        name = _with_what_it_names(Span(doc, start, end, label=label), words)
        if start < end and not false.has(name):
            yield name
            behind = name.end


def _label_of(found: Span) -> str:
    """What the pipeline takes for a product can be a newspaper: `avisa El País`."""
    before = found.doc[found.start - 1] if found.start else None
    told = before is not None and is_in_group(before, "media")
    is_one = found.label_ == "PROD" and (told or is_medium(found.text))
    return "ORG" if is_one else found.label_


def _parted_companies_joined(named: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans, but `Peder Holm`, `Entreprenør AS` as one."""
    whole: Span | None = None
    for span in named:
        if whole is not None and whole.end == span.start and bare_company(span.text) is not None:
            whole = Span(span.doc, whole.start, span.end, label="ORG")
            continue
        if whole is not None:
            yield whole
        whole = span
    if whole is not None:
        yield whole


def _with_what_it_names(name: Span, words: Words) -> Span:
    """`Nes Taubane` goes on with `SA`, `Chr. Michelsens` with `institutt`: it is no person's name.

    Unless that person is named elsewhere: `Moes legat` is what Moe left.
    """
    doc, end = name.doc, name.end
    if not len(name):
        return name
    groups, behind = lexicon().groups, [*words.texts[end : end + 3], "", "", ""]
    while end < len(doc) and words.texts[end] in groups["company"]:
        end += 1
    if end > name.end or bare_company(name.text) is not None:
        start = name.start
        while start and _is_capital(doc[start - 1]):  # `Innlandet` of `Innlandet Renovasjon IKS`
            start -= 1
        return Span(doc, start, end, label="ORG")
    numbered = behind[0].startswith("0") or name.label_ == "ORG"
    if name.label_ != "PER" and numbered and TEAM_NUMBER.fullmatch(behind[0]):
        counts = end + 1 < len(doc) and doc[end + 1].pos_ == "NOUN"
        return name if counts else Span(doc, name.start, end + 1, label="ORG")  # `Sarpsborg 08`
    last = words.texts[end - 1]
    if name.label_ == "PER" and last.endswith("s") and last[:-1] not in words.forms:
        between = int(end < len(doc) and doc[end].pos_ == "ADJ")  # `humanitære stiftelse`
        for group, label in (("endowed_body", "ORG"), ("endowed_place", "LOC")):
            if behind[between] in groups[group]:
                return Span(doc, name.start, end + between + 1, label=label)
    return name


def _is_capital(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[0].isupper() and not token.ent_type_


def bare_company(name: str) -> str | None:
    """The name of a company without what says that it is one, `Nordvik Energi ASA`; else None."""
    words = name.split()
    while len(words) > 1 and words[-1] in lexicon().groups["company"]:
        words.pop()
    bare = " ".join(words)
    return None if bare == name else bare


def is_called_as_a_body(name: str) -> bool:
    """Tell whether a name of several words ends in one for a body: `Olav Thon Gruppen`."""
    *others, last = name.split()
    groups, lower = lexicon().groups, last.lower()
    stems = {lower, *(lower.removesuffix(ending) for ending in ("ene", "en", "et", "a", "n"))}
    bodies = (groups["body"], groups["named_body"], groups["party"])
    return bool(others) and last.istitle() and not all(map(stems.isdisjoint, bodies))


@lru_cache(maxsize=5_000)
def is_medium(name: str) -> bool:
    """Tell whether a paper, broadcaster or agency is called so: `Fjellposten`, `NRK P2`."""
    groups, (first, *others) = lexicon().groups, name.lower().split()
    last = (others or [first])[-1]
    if last.rstrip("123") in groups["media_name"] or last.endswith(tuple(groups["media_ending"])):
        return True
    return bool(others) and first in groups["media_name"] and any(map(str.isdigit, last))


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


def numbered_mentions(words: Words) -> Iterator[Span]:
    """Yield `Radio 102`, `Rema 1000s` and `SpareBank 1`, which the pipeline often passes over."""
    doc, texts = words.doc, words.texts
    numbered = lexicon().groups["numbered_body"]
    for i, text in enumerate(texts[:-1]):
        numbers = text[0].isupper() and text.lower() in numbered
        taken = numbers and any(token.ent_type_ in TYPES for token in doc[i : i + 2])
        if numbers and texts[i + 1].removesuffix("s").isdigit() and not taken:
            more = i + 2 < len(texts) and not texts[i + 1].endswith("s")
            named = more and _is_capital(doc[i + 2])  # `SpareBank 1 SMN`
            yield Span(doc, i, i + 2 + named, label="ORG")


def mentions_of_agencies(words: Words) -> Iterator[Span]:
    """Yield `Arbeidstilsynet`, `at Statsforvalteren`, which may be passed over as nouns.

    An office has a capital inside of a sentence somewhere; else it may be a person's.
    """
    groups = lexicon().groups
    offices, endings = groups["agency_office"], tuple(groups["agency_ending"])
    names = {i: text.removesuffix("s") for i, text in enumerate(words.texts) if text[0].isupper()}
    names = {i: name.lower() for i, name in names.items() if name.endswith(endings)}
    inside = {name for i, name in names.items() if not words.starts[i]}
    for i, name in names.items():
        is_name = name in inside if name in offices else name not in endings
        if is_name and words.doc[i].ent_type_ not in TYPES:
            yield Span(words.doc, i, i + 1, label="ORG")


def label_told_by(noun: Token) -> str | None:
    """The label of a name that follows this noun as its apposition, where the noun tells it."""
    if noun.pos_ != "NOUN" or is_in_group(noun, "body_or_person"):
        return None
    if is_in_group(noun, "media") or is_in_group(noun, "named_body") or _ends_in_body(noun):
        return "ORG"
    if is_in_group(noun, "place"):
        return "GPE_LOC"
    return "PER" if names_person(noun) else None


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
    return _with_first_particle(doc, start), _with_particles(doc, end)


def _is_title(token: Token) -> bool:
    """`Sivert` ends as `vert` does, and is a name; `Driftsjef` may be read as one."""
    return not lexicon().is_first_name(token.text) and lexicon().is_person(token.lower_)


def _with_first_particle(doc: Doc, start: int) -> int:
    """`Leyen` begins with `von der`: where a name begins."""
    groups, first = lexicon().groups, start
    while first > 0 and doc[first - 1].lower_ in groups["name_particle"]:
        first -= 1
    return first if doc[first].lower_ in groups["first_particle"] else start


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
