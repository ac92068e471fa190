"""Of which gender a speaker is, as far as a name or a noun tells."""

from spacy.tokens import Span

from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.references.profiles import gender_of_name
from newsparse.speakers.speaker import Speaker


def gender_of(speaker: Speaker) -> str | None:
    """By the first name or by the noun: `broren`; None where neither tells."""
    if speaker.entity is not None:
        return gender_of_name(speaker.entity.name)
    groups, name = lexicon().groups, speaker.name.split()[0].casefold()
    for gender in ("masculine", "feminine"):
        if any(name.startswith(noun) for noun in groups[f"{gender}_person"]):
            return gender
    return None


def may_be_of(person: Entity, gender: str) -> bool:
    return gender == "common" or gender_of_name(person.name) in (gender, None)


def fits_gender(source: Span, speaker: Speaker) -> bool:
    """Tell whether a noun can be of somebody: `hotellvertinna` is no man."""
    said, known = gender_of(Speaker(source.root.lower_)), gender_of(speaker)
    return said is None or known is None or said == known
