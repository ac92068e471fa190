"""How an article speaks of somebody: by pronouns, titles and kinship, or the first name."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Span

from newsparse.entities import Entity
from newsparse.lexicon import first_names, lexicon
from newsparse.record import Gender, GenderBasis
from newsparse.references import Reference
from newsparse.references.nouns import noun_of
from newsparse.references.profiles import linked_nouns

GENDERS: dict[str, Gender] = {"feminine": "female", "masculine": "male"}
LETTERS: dict[str, Gender] = {"f": "female", "m": "male"}
AGREED = 0.8  # share of the pronouns that must say the same
# as the list of the world's names spells them
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "aa", "ð": "d", "þ": "th", "ł": "l", "ß": "ss"})


def gender_of(
    entity: Entity, references: Sequence[Reference]
) -> tuple[Gender | None, GenderBasis | None]:
    """Return a person's gender and what tells it, what is trusted most first.

    nb: `Rahel Kidane … Hun` → female by the pronoun, `moren, Rahel Kidane,` by the title
    nn: `Rahel Kidane … Ho` → female by the pronoun, `Berit Kidane` by the first name
    """
    if gender := _by_pronouns(references):
        return gender, "pronoun"
    if gender := _by_titles(entity):
        return gender, "title"
    if gender := gender_of_first_name(entity.name):
        return gender, "name"
    return None, None


def _by_pronouns(references: Sequence[Reference]) -> Gender | None:
    found = [_of_pronoun(r.span) for r in references if r.kind == "pronoun"]
    counts = Counter(gender for gender in found if gender is not None)
    gender, count = next(iter(counts.most_common(1)), (None, 0))
    return gender if count >= AGREED * counts.total() else None


def _of_pronoun(span: Span) -> Gender | None:
    pronouns, word = lexicon().pronouns, span.text.lower()
    return next((GENDERS[gender] for gender in GENDERS if word in pronouns[gender]), None)


def _by_titles(entity: Entity) -> Gender | None:
    nouns = (noun for mention in entity.mentions for noun in linked_nouns(mention))
    found = {noun_of(noun.lemma_.lower(), noun.lower_).gender for noun in nouns} - {None}
    return GENDERS.get(found.pop() or "") if len(found) == 1 else None


def gender_of_first_name(name: str) -> Gender | None:
    """By the list of first names; None where it does not have it, or it is in doubt.

    >>> gender_of_first_name("Åse Vik"), gender_of_first_name("Kim-André Li")
    ('female', 'male')
    """
    first = name.split()[0].strip(".,").lower()
    for part in (first, first.split("-")[0]):
        for spelt in (part, _plain(part)):
            if spelt in first_names():
                return LETTERS[first_names()[spelt]]
    return None


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.translate(PLAIN))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
