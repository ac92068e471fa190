"""Bokmål text as practice in Nynorsk: what is written in both is left, the rest is translated.

It is no translation that anyone should read. It gives the network sentences about the things that
raw text tells of, and in words that Nynorsk has, of which there is much less raw text.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from spacy.tokens import Doc, Token
from treebank import rewritten

OPEN = frozenset({"NOUN", "VERB", "ADJ", "ADV"})
IGNORED = frozenset({"Gender"})  # features in which the standards differ
# endings of forms that the treebank does not know, by word class and features that all must be met
INFLECTIONS = (
    ("NOUN", {"Gender=Masc", "Number=Plur", "Definite=Def"}, "ene", "ane"),
    ("NOUN", {"Gender=Masc", "Number=Plur", "Definite=Ind"}, "er", "ar"),
    ("NOUN", {"Gender=Fem", "Number=Sing", "Definite=Def"}, "en", "a"),
    ("VERB", {"Tense=Past"}, "et", "a"),
    ("VERB", {"VerbForm=Part"}, "et", "a"),
    ("ADJ", {"Degree=Cmp"}, "ere", "are"),
    ("ADJ", {"Degree=Sup"}, "est", "ast"),
)


def read_pairs(lines: str) -> dict[str, str]:
    return dict(line.split() for line in lines.strip().splitlines())


class Nynorsk:
    """Writes Bokmål in Nynorsk's words."""

    def __init__(self, docs: Iterable[Doc]) -> None:
        """docs: of the Nynorsk treebank, for its forms."""
        tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
        self.forms, self.lemmas, self.endings = (
            read_pairs(tables[name]) for name in ("forms", "lemmas", "endings")
        )
        counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        for doc in docs:
            for token in doc:
                if token.pos_ in OPEN:
                    counts[key(token.lemma_, token)][token.lower_] += 1
        self.known = {key: forms.most_common(1)[0][0] for key, forms in counts.items()}

    def of(self, doc: Doc) -> Doc:
        """Return a copy of a Bokmål text in Nynorsk's words; names and lemmas stay as they are."""
        kept = [bool(token.ent_type_ or token.is_space) for token in doc]
        pairs = zip(doc, kept, strict=True)
        forms = [t.text if keep else cased(self.word(t), t.text) for t, keep in pairs]
        return rewritten(doc, forms, [token.lemma_ for token in doc])

    def word(self, token: Token) -> str:
        form, lemma = token.lower_, token.lemma_
        if form in self.forms:
            return self.forms[form]
        if token.pos_ not in OPEN:
            return token.text
        other = self.lemmas.get(lemma) or self.with_other_ending(lemma)
        if known := self.known.get(key(other, token)):
            return known
        if form.startswith(lemma):
            form = other + form[len(lemma) :]
        features = set(str(token.morph).split("|"))
        for pos, needed, ending, instead in INFLECTIONS:
            if token.pos_ == pos and needed <= features and form.endswith(ending):
                return form.removesuffix(ending) + instead
        return form

    def with_other_ending(self, lemma: str) -> str:
        for ending, instead in self.endings.items():
            if lemma.endswith(ending) and len(lemma) > len(ending) + 2:
                return lemma.removesuffix(ending) + instead
        return lemma


def key(lemma: str, token: Token) -> tuple[str, str, str]:
    features = str(token.morph).split("|")
    kept = [feature for feature in features if feature.split("=")[0] not in IGNORED]
    return lemma, token.pos_, "|".join(kept)


def cased(word: str, like: str) -> str:
    """Give a word the capitals of another one."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word
