"""From the quotes of an article to who said each of them."""

from collections.abc import Sequence

from newsparse.entities import Entity
from newsparse.quotes import Attribution
from newsparse.references import References
from newsparse.speakers.speaker import Speaker, Speakers
from newsparse.speakers.turns import Turns
from newsparse.words import Words

__all__ = ["Speaker", "Speakers", "find_speakers"]


def find_speakers(
    words: Words,
    attributions: Sequence[Attribution],
    entities: Sequence[Entity],
    references: References,
) -> list[Speakers]:
    """Return each attribution's speakers, in the same order; none where nobody can be named."""
    return Turns(words, attributions, entities, references).speakers()
