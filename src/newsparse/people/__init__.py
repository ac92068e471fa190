"""Who the named people are: what an article calls them, and how it speaks of their gender.

Both are what the text says. A gender is a guess at how the text speaks of somebody, and no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from newsparse.entities import Entity
from newsparse.people.gender import gender_of
from newsparse.people.roles import party_of, role_of
from newsparse.record import Gender, GenderBasis
from newsparse.references import Reference

__all__ = ["Person", "find_people"]


@dataclass(frozen=True)
class Person:
    """What an article says of somebody whom it names.

    role: the fullest words that say who it is. party: `Ap` of `Kari Vik (Ap)`.
    """

    gender: Gender | None = None
    gender_basis: GenderBasis | None = None
    role: Span | None = None
    party: Span | None = None


def find_people(
    entities: Iterable[Entity], references: Iterable[Reference]
) -> dict[Entity, Person]:
    """Return what an article says of each of its people.

    references: the pronouns and descriptions that stand for its entities.
    """
    taken_up: dict[Entity, list[Reference]] = {}
    for reference in references:
        taken_up.setdefault(reference.entity, []).append(reference)
    return {
        entity: _person(entity, taken_up.get(entity, []))
        for entity in entities
        if entity.type == "person"
    }


def _person(entity: Entity, references: Sequence[Reference]) -> Person:
    gender, basis = gender_of(entity, references)
    return Person(gender, basis, role_of(entity, references), party_of(entity))
