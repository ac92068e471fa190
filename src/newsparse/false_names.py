"""What the pipeline takes for a name and is none: products, illnesses, nouns with a capital."""

import re
from functools import cached_property
from itertools import pairwise

from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.sources import is_in_group
from newsparse.words import Words

DESIGNATION = re.compile(r"(?!G)[A-ZÆØÅ][A-Za-z]{0,2}-\d+\w?")  # `F-35`, `P-8 Poseidon`
DEFINITE = ("en", "a", "ene", "ane", "n")
SHORTEST_SHOUT = 4  # letters of a word in capitals that stands elsewhere without
ONE = frozenset(
    {"en", "ein", "ei", "et", "eit", "ett", "flere", "fleire", "mange", "noen", "nokre"}
)
ILLNESS_ENDINGS = ("syndrom", "sykdom", "sjukdom", "syke", "sjuke")
PLACES = frozenset({"LOC", "GPE_LOC", "GPE_ORG"})
ACCENTS = str.maketrans("öéèä", "øeeæ")


class FalseNames:
    """Tells of an article's spans which are no names."""

    def __init__(self, words: Words) -> None:
        self.words, self.doc = words, words.doc
        full = [ent for ent in words.named if ent.label_ == "PER" and len(ent) > 1]
        self._surnames = {ent[-1].text for ent in full}
        self._things: set[int] = set()  # their tokens

    def has(self, name: Span) -> bool:
        """Tell whether a span is no name; what is joined with a thing is none either."""
        if self._is_none(name.text) or self._is_noun(name):
            return True
        first = self.doc[max(name.start - 1, 0) : name.start + 1]
        named = any(DESIGNATION.fullmatch(token.text) for token in first)
        is_thing = named or self._is_thing(name)
        if is_thing:
            self._things.update(range(name.start, name.end))
        return is_thing

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Take shouted words that are no names off a span: `EQUINOR KUTTAR`; and `Nord- og`."""
        texts = self.words.texts
        while end - start > 1 and self._is_shouted(texts[end - 1], texts[end - 2]):
            end -= 1
        while end - start > 1 and self._is_shouted(texts[start]):
            start += 1
        if end - start > 2 and texts[start].endswith("-") and self.doc[start].ent_type_ in PLACES:
            start += 2
        return start, end

    def _is_shouted(self, text: str, before: str = "") -> bool:
        """Tell whether a word stands elsewhere without capitals, and not behind the one before."""
        is_long = len(text) >= SHORTEST_SHOUT and text.isupper()
        if not is_long or text.lower() not in self._small:
            return False
        return (before.lower(), text.lower()) not in self._pairs

    @cached_property
    def _small(self) -> frozenset[str]:
        """The words that stand somewhere without a capital, `gull` of `NM-gull`, too."""
        parts = {text.rpartition("-")[2] for text in self.words.forms if "-" in text}
        return self.words.small | {part for part in parts if part.islower()}

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        texts = self.words.texts
        return frozenset((a.lower(), b) for a, b in pairwise(texts) if b in self.words.small)

    def _is_none(self, name: str) -> bool:
        """`Øst-` before `og Vest-Agder`, `a@b.no`, `AS`; `SKADD` where `skadd` stands, too."""
        groups = lexicon().groups
        if name.endswith("-") or "@" in name:
            return True
        is_small = len(name) == 1 and name.islower()
        bare = name.rstrip(".")
        is_part = bare in groups["company"] or bare.lower() in groups["address"]
        return is_small or is_part or self._is_shouted(name) or name in groups["half_name"]

    def _is_noun(self, found: Span) -> bool:
        """`Kvinna`, elsewhere without a capital; `Sonen`, which need not stand elsewhere."""
        name, lists = found.text, lexicon()
        if not name.istitle() or name in self.words.capital_inside:
            return False
        if name.lower() in self.words.small:
            return True
        if lists.is_first_name(name):
            return False
        lower = name.lower()
        stems = (lower.removesuffix(ending) for ending in DEFINITE if lower.endswith(ending))
        kin = found.label_ == "PER" and lower in lists.groups["kin"]
        return kin or any(stem in lists.persons or stem + "e" in lists.persons for stem in stems)

    def _is_thing(self, name: Span) -> bool:
        """A name of one word that nobody has, and what stands around it tells of a thing."""
        text = name.text
        if len(name) > 1 or text in self._surnames or name.label_ in PLACES - {"GPE_ORG"}:
            return self._is_illness(name)
        if lexicon().is_first_name(text):
            return False
        token = name[0]
        before = self.doc[token.i - 1] if token.i else None
        if before is not None and (is_in_group(before, "thing") or self._counts(before, name)):
            return True
        beside = any(
            t.i in self._things or (name.label_ == "PER" and t.ent_type_ == "PROD")
            for t in token.conjuncts
        )
        return beside or self._is_used(token, name.label_) or self._is_illness(name)

    def _is_used(self, token: Token, label: str) -> bool:
        """`bruker Ibux`, `behandlet med Zyprexa`; `fikk Sobril`, where a doctor gives it."""
        groups, verb = lexicon().groups, token.head
        if token.dep_ == "obj" and verb.lemma_ in groups["using"]:
            return label == "PER" or self._tells_of_medicine(token)
        means = any(c.dep_ == "case" and c.lower_ == "med" for c in token.lefts)
        return means and verb.lemma_ in groups["treating"]

    def _tells_of_medicine(self, token: Token) -> bool:
        return self.words.sentences[token.i] in self._medical

    @cached_property
    def _medical(self) -> frozenset[int]:
        """The sentences that tell of patients, doctors and what they give."""
        told = (token.i for token in self.doc if is_in_group(token, "medical"))
        return frozenset(self.words.sentences[i] for i in told)

    def _counts(self, before: Token, name: Span) -> bool:
        """`ein Corolla`, `tolv Iskander`: things are counted, people and bodies are not."""
        is_number = before.pos_ == "NUM" and before.text.islower()
        return is_number or (name.label_ == "PER" and before.lower_ in ONE)

    def _is_illness(self, name: Span) -> bool:
        """`Parkinson`, if nobody is called so; `Sjögrens syndrom`, `lider av Korsakoff`."""
        groups, text = lexicon().groups, name.text
        if len(name) > 1 or text in self._surnames:
            return False
        if text.lower().translate(ACCENTS).removesuffix("s") in groups["illness"]:
            return True
        token, end = name[0], name.end
        behind = self.doc[end] if end < len(self.doc) else None
        if text.endswith("s") and behind is not None and behind.lower_.endswith(ILLNESS_ENDINGS):
            return True
        verb = token.head
        suffers = any(c.dep_ == "case" and c.lower_ == "av" for c in token.lefts)
        if suffers and (verb.lemma_ in groups["suffering"] or verb.lower_ in groups["suffering"]):
            return name.label_ in ("PER", "ORG")
        return token.dep_ == "conj" and verb.i in self._things
