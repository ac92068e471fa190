"""What type a name has: all its places in the article vote, and so does what tells of it there."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span

from newsparse.lexicon import lexicon
from newsparse.mentions import (
    TEAM_NUMBER,
    TYPES,
    bare_company,
    is_called_as_a_body,
    is_medium,
    label_told_by,
)
from newsparse.record import EntityType
from newsparse.sources import is_in_group
from newsparse.words import Words

LONGEST_DATELINE = 6  # tokens behind a place: the brackets, and what stands in them
# votes; a place where the name stands has one
SURE = 1000.0  # leaves no doubt: `Nes Taubane SA`, `Norge`
TOLD = 2.0  # a noun before it, a result behind it, how newspapers are called
KNOWN = 1.5  # a place of Norway, which may be a family's or a team's name, too
DOUBTFUL = 0.5  # a person who has a place's name and is nowhere introduced in full
Votes = dict[str, dict[str, float]]  # by name, by label

AGAINST = frozenset({"mot", "over", "for"})
# but not ö, ä, ø and å, which are letters of their own
WITHOUT_ACCENTS = str.maketrans(
    "áàâãéèêëíìîïóòôõúùûýñçćčšśžźżğşńňřłđ", "aaaaeeeeiiiioooouuuyncccsszzzgsnnrld"
)
KIN = ("feminine_person", "masculine_person")
TOWARDS = frozenset({"i", "til", "fra", "frå"})
RESULT = re.compile(r"\d{1,3}[-–—]\d{1,3}")


@dataclass(frozen=True)
class Name:
    """A mention and its words without the genitive."""

    span: Span
    text: str

    @property
    def type(self) -> EntityType:
        return TYPES[self.span.label_]

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def key(self) -> str:
        return key_of(self.text)


def key_of(text: str) -> str:
    """What two spellings of one name share: `Flaathen`, `Flåthen`; `OSLO`, `Oslo`; `Martínez`."""
    return text.casefold().translate(WITHOUT_ACCENTS).replace("aa", "å")


def agree(names: list[Name], words: Words) -> list[Name]:
    """Give the mentions of one name the type with the most votes.

    The last word of a full name votes too: after `Sergej Lavrov` a `Lavrov` is a person.
    """
    full = [name for name in names if name.type == "person" and len(name.words) > 1]
    surnames = {key_of(name.words[-1]) for name in full}
    matches = _matches(words)
    is_sport = bool(matches) or not words.small.isdisjoint(lexicon().sport)
    votes: Votes = {}

    def vote(text: str, label: str, count: float = 1) -> None:
        labels = votes.setdefault(key_of(text), {})
        labels[label] = labels.get(label, 0) + count

    for name in full:
        vote(name.words[-1], "PER")
    for name in names:
        is_introduced = name.type != "person" or len(name.words) > 1 or name.key in surnames
        is_doubtful = not is_introduced and _is_listed(name.text, "norwegian")
        vote(name.text, name.span.label_, DOUBTFUL if is_doubtful else 1)
        for label, count in _told_beside(name, words):
            vote(name.text, label, count)
        in_match = len(name.words) == 1 and words.sentences[name.span.start] in matches
        if in_match and (not is_introduced or _plays(name.span)):
            vote(name.text, "ORG", TOLD)
    texts = {name.key: name.text for name in names}
    for key, text in texts.items():
        is_team = is_sport and votes[key].keys() == {"ORG"}
        for label, count in _told_by_itself(text, is_team, is_surname=key in surnames):
            vote(text, label, count)
    for key, text in texts.items():
        _, *others = text.split()
        if others and _is_called_as_a_person(text) and votes[key].get("ORG", 0) < SURE:
            vote(text, "PER", 1 + votes.get(key_of(others[-1]), {}).get("PER", 0))
            vote(others[-1], "PER")
    return [_relabelled(name, votes[name.key]) for name in names]


def _told_beside(name: Name, words: Words) -> Iterator[tuple[str, float]]:
    """Yield the labels that the words around a name tell of, with their votes."""
    span = name.span
    before = span.doc[span.start - 1] if span.start else None
    if _is_dateline(span, words):
        yield "GPE_LOC", TOLD
    elif before is not None and (told := label_told_by(before)) is not None:
        yield told, TOLD
    if span.root.dep_ == "appos" and any(is_in_group(span.root.head, kin) for kin in KIN):
        yield "PER", SURE  # `Ektemannen, Odd, …`
    behind = span.doc[span.end] if span.end < len(span.doc) else None
    if behind is not None and behind.pos_ == "NOUN" and is_in_group(behind, "place"):
        yield "GPE_LOC", TOLD  # `Volda kommune`
    if before is not None and before.lower_ in TOWARDS:
        is_in = before.lower_ == "i" and name.type == "person"
        if is_in or _is_listed(name.text, "norwegian"):
            yield "GPE_LOC", 1


def _told_by_itself(text: str, is_team: bool, is_surname: bool) -> Iterator[tuple[str, float]]:
    """Yield the labels that its own words tell of: `Nes Taubane SA`, `Fjellposten`, `Norge`.

    is_team: a place's name, too, would be a team's. is_surname: somebody in the article has it.
    """
    first, *others = text.split()
    is_paper = is_medium(text) and not _is_called_as_a_person(text)
    if is_paper or bare_company(text) is not None or is_called_as_a_body(text):
        yield "ORG", SURE
    elif others and TEAM_NUMBER.fullmatch(others[-1]):
        yield "ORG", TOLD  # `Sarpsborg 08`
    elif not is_surname and _is_listed(text, "countries"):
        yield "GPE_LOC", SURE
    elif others and first in lexicon().groups["half_name"]:
        yield "GPE_LOC", TOLD  # `Nedre Eiker`
    elif not is_surname and not is_team and _is_listed(text, "norwegian"):
        yield "GPE_LOC", KNOWN


def _is_listed(text: str, kind: str) -> bool:
    """Tell whether a place is listed, `NORGE` as `Norge`."""
    places = lexicon().places[kind]
    return text in places or (text.isupper() and text.title() in places)


def _is_called_as_a_person(text: str) -> bool:
    return lexicon().is_first_name(text.split()[0])


def _plays(name: Span) -> bool:
    """Tell whether a name is that of who plays, and not of where: `slo Stavanger`, `mot Moss`."""
    head, before = name.root, name.doc[name.start - 1] if name.start else None
    if before is not None and before.pos_ == "ADP":
        return before.lower_ in AGAINST
    return head.dep_ in ("nsubj", "obj", "ROOT", "conj")


def _matches(words: Words) -> set[int]:
    """The sentences that tell of one match and its result: `Kolstad slo Haslum 31–24`."""
    shown = {form for form in words.forms if RESULT.fullmatch(form)}
    if not shown:
        return set()
    pairs = zip(words.texts, words.sentences, strict=True)
    results = Counter(sentence for text, sentence in pairs if text in shown)
    playing = {
        words.sentences[token.i]
        for token in words.doc
        if words.sentences[token.i] in results and token.lemma_ in lexicon().playing
    }
    return {sentence for sentence in playing if results[sentence] == 1}


def _is_dateline(span: Span, words: Words) -> bool:
    """`BERGEN (NTB): …`, `VOLDA (Vikebladet Vestposten): …`"""
    doc, end = span.doc, span.end
    behind = words.texts[end : end + LONGEST_DATELINE]
    if behind[:1] != ("(",) or ")" not in behind:
        return False
    close = end + behind.index(")")
    opens = span.start == 0 or doc[span.start - 1].is_space
    by = doc[end + 1 : close]
    told = len(by) > 0 and (is_in_group(by[0], "agency") or is_medium(by.text))
    return opens and told and words.texts[close + 1 : close + 2] == (":",)


def _relabelled(name: Name, labels: dict[str, float]) -> Name:
    """Give a name the type with the most votes; of as many, the one that was given first."""
    types: dict[EntityType, float] = {}
    for label, count in labels.items():
        types[TYPES[label]] = types.get(TYPES[label], 0) + count
    winner = max(types, key=types.__getitem__)
    if name.type == winner:
        return name
    label = max((label for label in labels if TYPES[label] == winner), key=labels.__getitem__)
    span = name.span
    return replace(name, span=Span(span.doc, span.start, span.end, label=label))
