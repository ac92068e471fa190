"""Who said it: what every step of the search for speakers hands on."""

from dataclasses import dataclass

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
