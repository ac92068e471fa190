"""What the lexicon says of a noun."""

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from spacy.strings import StringStore

from newsparse.lexicon import lemma_of_person, lexicon
from newsparse.words import Words

GENDERS = ("feminine", "masculine")
LONGEST_AGE = 4  # digits that are no age any more
SHORTEST_PARTY = 4  # letters of a party that a compound begins with
SHORTEST_FIRST = 3  # letters of a compound's first part
STEM = 4  # letters that words of one kin share: `serber`, `Serbia`, `serbisk`


@dataclass(frozen=True)
class Noun:
    """What the lexicon says of a noun."""

    lemma: str
    last: str  # without what is hyphened to it: `Ap-sekretær` → `sekretær`
    first: str  # what is hyphened to it: `ap`
    is_person: bool
    is_origin: bool  # by home or age only: `moldenseren`, `23-åringen`
    is_body: bool
    is_medium: bool
    is_relation: bool  # by what they are to others: `naboen`
    is_either: bool  # a person or a body: `entreprenøren`
    is_public: bool  # a body that is no company: `retten`
    party: str | None  # whose people are called so: `Ap-sekretær`, `høgremann`
    gender: str | None
    age: int | None
    key: int  # a number for its last part


@lru_cache(maxsize=20_000)
def noun_of(lemma: str, form: str) -> Noun:
    """Look a noun up by its lemma and its form in lower case."""
    words, lemma = lexicon(), lemma_of_person(lemma, form)
    first, _, last = lemma.rpartition("-")
    last = last or lemma
    origin = last in words.demonyms or last.endswith(words.person_suffixes)
    groups = words.groups
    gender = next((gender for gender in GENDERS if _is_of(gender, last)), None)
    person = words.is_person(lemma) or (last != lemma and words.is_person(last))
    person = person or gender is not None or last in groups["relation"]
    return Noun(
        lemma,
        last,
        first if len(first) >= 2 else "",
        person or origin,
        origin,
        not person and words.endings["body"].end(last),
        not person and words.endings["media"].end(last),
        last in groups["relation"] or _ends_in(last, groups["sibling_end"]),
        last in groups["body_or_person"] or _ends_in(last, groups["body_or_person"]),
        last.endswith(tuple(groups["public_body"])),
        words.parties.get(first) or _party_in(last),
        gender,
        _age(form),
        key_of(last),
    )


def _party_in(noun: str) -> str | None:
    """`høgremann`, `venstrepolitiker`"""
    words = lexicon()
    for end in range(SHORTEST_PARTY, len(noun) - SHORTEST_FIRST + 1):
        if noun[:end] in words.parties and words.is_person(noun[end:]):
            return words.parties[noun[:end]]
    return None


def _age(form: str) -> int | None:
    """`23-åringen`, `niåringen`"""
    number, ending, _ = form.partition("åring")
    number = number.rstrip("-")
    if not ending:
        return None
    if number.isdecimal():
        return int(number) if len(number) < LONGEST_AGE else None
    return lexicon().ages.get(number)


def _is_of(gender: str, noun: str) -> bool:
    """`mor`, `trebarnsmor`"""
    groups = lexicon().groups
    return noun in groups[f"{gender}_person"] or _ends_in(noun, groups[f"{gender}_end"])


def _ends_in(noun: str, ends: frozenset[str]) -> bool:
    """Tell whether a noun is a compound with one of these as its last part, and no `humor`."""
    return any(len(noun) - len(end) >= SHORTEST_FIRST and noun.endswith(end) for end in ends)


def noun_at(words: Words, i: int) -> Noun:
    """Look up the noun at a place of an article."""
    return _noun_of_keys(words.strings, words.lemmas[i], words.lowers[i])


@lru_cache(maxsize=20_000)
def _noun_of_keys(strings: StringStore, lemma: int, lower: int) -> Noun:
    return noun_of(strings[lemma].lower(), strings[lower])


@lru_cache(maxsize=5_000)
def office_of(noun: str) -> str | None:
    """Which office a title is, by what it ends in: `utenriksminister`, `kommuneadvokat`."""
    if noun in lexicon().groups["relation"]:
        return None  # `kollege`
    offices = lexicon().offices
    return next((offices[noun[i:]] for i in range(len(noun)) if noun[i:] in offices), None)


def key_of(noun: str) -> int:
    """A number for a noun."""
    return crc32(noun.encode())


def stem(word: str) -> str:
    """What `svensk`, `svenske` and `svensken` share."""
    return word[:STEM]
