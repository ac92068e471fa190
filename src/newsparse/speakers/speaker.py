"""Who said it: what every step of the search for speakers hands on."""

from dataclasses import dataclass, replace

from newsparse.entities import Entity
from newsparse.record import Basis


@dataclass(frozen=True)
class Speaker:
    """An entity of the article, or a phrase as it is written, and what tells who it is."""

    name: str
    entity: Entity | None = None
    basis: Basis = "context"
    is_unnamed: bool = False  # one person whom the article does not name: `naboen`

    @property
    def is_person(self) -> bool:
        return self.entity.type == "person" if self.entity is not None else self.is_unnamed


Speakers = tuple[Speaker, ...]  # several who spoke together; nobody where it cannot be known
NOBODY: Speakers = ()


def of_entity(entity: Entity, basis: Basis) -> Speaker:
    return Speaker(entity.name, entity, basis)


def on_basis(speakers: Speakers, basis: Basis) -> Speakers:
    return tuple(replace(speaker, basis=basis) for speaker in speakers)


def by_context(speakers: Speakers) -> Speakers:
    return on_basis(speakers, "context")


def same(some: Speakers, others: Speakers) -> bool:
    """Tell whether the same people spoke, whatever tells so."""
    return {speaker.name for speaker in some} == {speaker.name for speaker in others}
