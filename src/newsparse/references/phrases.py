"""The pronouns and noun phrases of an article that can stand for something it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from spacy.symbols import MORPH, NOUN, POS, PRON
from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import lexicon
from newsparse.sources import NAME_PARTS, noun_phrase

Kind = Literal["masculine", "feminine", "common", "plural", "thing", "definite", "indefinite"]
STEM = 4  # letters that words of one kin share: `serber`, `Serbia`, `serbisk`
KINDS: tuple[Kind, ...] = (
    "masculine",
    "feminine",
    "common",
    "plural",
    "thing",
    "definite",
    "indefinite",
)
POSSESSORS = frozenset({"nmod:poss"})
WORDS = frozenset({"NOUN", "ADJ", "PROPN", "X"})
DEFINITE_ENDINGS = ("en", "a", "et", "ene", "ane")
SHORTEST_COMPOUND = 3  # letters of what is hyphened to a noun that can be a name


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
    gender: str | None
    age: int | None


@dataclass(frozen=True)
class Phrase:
    """A pronoun or a noun phrase; `noun` is None of a pronoun."""

    span: Span
    head: Token
    kind: Kind
    noun: Noun | None
    is_plural: bool

    @property
    def gender(self) -> str | None:
        if self.kind in ("masculine", "feminine"):
            return self.kind
        return self.noun.gender if self.noun is not None else None

    def words_beside(self) -> set[str]:
        """The stems of the words beside its head that say something: `den franske presidenten`."""
        head = self.head.i
        words = (t for t in self.span if t.i != head and t.pos_ in WORDS and len(t) > 2)
        return {stem(token.lemma_.lower()) for token in words}


@lru_cache(maxsize=20_000)
def noun_of(lemma: str, form: str) -> Noun:
    """Look a noun up by its lemma and its form in lower case."""
    words = lexicon()
    first, _, last = lemma.rpartition("-")
    last = last or lemma
    digits = form.split("-")[0]
    age = int(digits) if digits.isdigit() and len(digits) < 4 and "åring" in form else None
    origin = last in words.demonyms or last.endswith(words.person_suffixes)
    groups = words.groups
    gender = next((g for g in ("feminine", "masculine") if last in groups[f"{g}_person"]), None)
    person = words.is_person(lemma) or words.is_person(last)
    body = not person and any(last.endswith(end) for end in groups["body"] | groups["named_body"])
    return Noun(
        lemma,
        last,
        first if len(first) >= 2 else "",
        person or origin,
        origin,
        body,
        not person and any(last.endswith(end) for end in groups["media"]),
        gender,
        age,
    )


def find_phrases(doc: Doc) -> Iterator[Phrase]:
    """Yield the third-person pronouns and the definite noun phrases of a Doc, in text order."""
    codes = doc.to_array([POS, MORPH])
    strings = doc.vocab.strings
    definite: dict[int, bool] = {}
    pronouns = lexicon().pronouns["third_person"]
    for i in ((codes[:, 0] == NOUN) | (codes[:, 0] == PRON)).nonzero()[0].tolist():
        token = doc[i]
        if token.ent_type_:
            continue
        if codes[i, 0] == PRON:
            if token.lower_ in pronouns and token.dep_ not in ("det", "nmod:poss", "expl"):
                yield phrase_of(doc[i : i + 1])
            continue
        morph = int(codes[i, 1])
        if morph not in definite:
            definite[morph] = "Definite=Def" in strings[morph]
        if (definite[morph] or _is_definite(token)) and not names_somebody(token):
            yield phrase_of(noun_phrase(token))


def names_somebody(noun: Token) -> bool:
    """`presidenten Donald Trump`: the phrase has the name in it."""
    return any(
        c.ent_type_ in ("PER", "ORG") and c.dep_ in ("appos", *NAME_PARTS) for c in noun.rights
    )


def _is_definite(noun: Token) -> bool:
    if noun.morph.get("Definite", []):
        return any(c.dep_ == "nmod:poss" or "Gen" in c.morph.get("Case", []) for c in noun.lefts)
    return noun.lower_.endswith(DEFINITE_ENDINGS)


def phrase_of(span: Span) -> Phrase:
    """Read a pronoun or noun phrase."""
    head = span.root
    words = lexicon().pronouns
    alone = len(span) == 1 or span[-1].lower_ in ("selv", "sjølv")
    if alone or head.pos_ == "PRON":
        for kind in ("masculine", "feminine", "common", "plural", "thing"):
            if head.lower_ in words[kind]:
                return Phrase(span, head, kind, None, kind == "plural")
    plural = "Plur" in head.morph.get("Number", [])
    definite = "Def" in head.morph.get("Definite", []) or _is_definite(head)
    noun = noun_of(head.lemma_.lower(), head.lower_)
    return Phrase(span, head, "definite" if definite else "indefinite", noun, plural)


def stem(word: str) -> str:
    """What `svensk`, `svenske` and `svensken` share."""
    return word[:STEM]
