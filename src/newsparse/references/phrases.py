"""The pronouns and noun phrases of an article that can stand for something it names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.strings import get_string_id
from spacy.symbols import NOUN, PRON
from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.references.nouns import Noun, noun_at, noun_of
from newsparse.sources import NAME_PARTS, head_of, is_genitive, noun_phrase
from newsparse.words import Words

Kind = Literal["masculine", "feminine", "common", "plural", "thing", "definite", "indefinite"]
KINDS: tuple[Kind, ...] = (
    "masculine",
    "feminine",
    "common",
    "plural",
    "thing",
    "definite",
    "indefinite",
)
POSSESSOR = get_string_id("nmod:poss")
NOT_REFERRING = frozenset({"det", "nmod:poss", "expl"})
TELLING = frozenset({"NOUN", "ADJ", "PROPN", "X"})
OWNERS = {
    "masculine": frozenset({"hans"}),
    "feminine": frozenset({"hennes", "hennar"}),
}
DEFINITE_ENDINGS = ("en", "a", "et", "ene", "ane")


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

    @property
    def owner(self) -> str | None:
        """The gender of whose it is: `rådgiveren hans`, `hennar rådgivar`."""
        for child in self.head.children if self.noun is not None else ():
            for gender, words in OWNERS.items():
                if child.lower_ in words:
                    return gender
        return None

    def words_beside(self) -> set[str]:
        """The words beside its head that say something: `den franske presidenten`."""
        head = self.head.i
        words = (t for t in self.span if t.i != head and t.pos_ in TELLING and len(t) > 2)
        return {token.lemma_.lower() for token in words}


def find_phrases(words: Words, idle: frozenset[int] = frozenset()) -> Iterator[Phrase]:
    """Yield the third-person pronouns and the definite noun phrases of an article, in text order.

    idle: keys of the nouns that stand for nobody: `året`, `saken`.
    """
    doc, third = words.doc, lexicon().pronouns["third_person"]
    nouns = words.pos == NOUN
    owned = {doc[i].head.i for i in (words.dep == POSSESSOR).nonzero()[0].tolist()}
    places = (nouns | (words.pos == PRON)).nonzero()[0]
    definite = words.with_feature("=Def", places).tolist()
    tagged = words.with_feature("Definite", places).tolist()
    plural = words.with_feature("Plur", places).tolist()
    for n, i in enumerate(places.tolist()):
        if not nouns[i]:
            token = doc[i]
            if token.lower_ in third and token.dep_ not in NOT_REFERRING and not token.ent_type_:
                yield phrase_of(doc[i : i + 1])
        elif definite[n] or i in owned or (not tagged[n] and words.ends_in(i, DEFINITE_ENDINGS)):
            noun, token = noun_at(words, i), doc[i]
            if noun.key not in idle and not token.ent_type_ and not names_somebody(token):
                yield Phrase(noun_phrase(token), token, "definite", noun, plural[n])


def with_cited(phrases: Sequence[Phrase], cited: Iterable[Span]) -> list[Phrase]:
    """Add the sources that name nobody to an article's phrases; all of them in text order."""
    found = {phrase.head.i: phrase for phrase in phrases}
    for source in cited:
        head = head_of(source)
        if head.i not in found and not head.ent_type_ and head.pos_ != "PROPN":
            found[head.i] = phrase_of(source)
    return [found[i] for i in sorted(found)]


def names_somebody(noun: Token) -> bool:
    """`presidenten Donald Trump`: the phrase has the name in it."""
    return any(
        c.ent_type_ in ("PER", "ORG") and c.dep_ in ("appos", *NAME_PARTS) for c in noun.rights
    )


def _is_owned(noun: Token) -> bool:
    """`Kinas president`, `hans far`"""
    return any(map(is_genitive, noun.lefts))


def phrase_of(span: Span) -> Phrase:
    """Read a pronoun or noun phrase."""
    head = head_of(span)
    words = lexicon().pronouns
    alone = len(span) == 1 or span[-1].lower_ in ("selv", "sjølv")
    if alone or head.pos_ == "PRON":
        for kind in ("masculine", "feminine", "common", "plural", "thing"):
            if head.lower_ in words[kind] or head.lower_ in OWNERS.get(kind, ()):
                return Phrase(span, head, kind, None, kind == "plural")
    plural = "Plur" in head.morph.get("Number", [])
    tagged = head.morph.get("Definite", [])
    definite = "Def" in tagged or (not tagged and head.lower_.endswith(DEFINITE_ENDINGS))
    noun = noun_of(head.lemma_.lower(), head.lower_)
    taken = head.pos_ == "ADJ" and noun.is_body  # `Forbundet`, for a participle
    definite = definite or _is_owned(head) or (taken and head.lower_.endswith(DEFINITE_ENDINGS))
    return Phrase(span, head, "definite" if definite else "indefinite", noun, plural)
