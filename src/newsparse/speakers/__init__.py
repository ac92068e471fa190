"""From the quotes of an article to who said each of them."""

from collections.abc import Sequence

from newsparse.entities import Entity
from newsparse.quotes import Attribution
from newsparse.references import References
from newsparse.speakers.speaker import Speaker, Speakers, same
from newsparse.speakers.turns import Turns
from newsparse.words import Words

__all__ = ["Speaker", "Speakers", "find_speakers", "own_accounts"]


def find_speakers(
    words: Words,
    attributions: Sequence[Attribution],
    entities: Sequence[Entity],
    references: References,
) -> list[Speakers]:
    """Return each attribution's speakers, in the same order; none where nobody can be named."""
    return Turns(words, attributions, entities, references).speakers()


def own_accounts(attributions: Sequence[Attribution], speakers: Sequence[Speakers]) -> set[int]:
    """Return the numbers of the quotes inside of what the same people are cited for.

    `Hun mener at planen er lagt, sier Vik.` is one quote.
    """
    found: set[int] = set()
    around: list[int] = []
    for i, (quote, who) in enumerate(zip(attributions, speakers, strict=True)):
        around = [j for j in around if attributions[j].end > quote.start]
        if quote.type != "direct" and quote.cue is not None:
            cue = quote.cue.start
            again = (j for j in around if attributions[j].content == quote.content)
            outer = (j for j in around if attributions[j].covers(cue))
            if any(same(speakers[j], who) for j in (*again, *outer)):
                found.add(i)
                continue
            around.append(i)
    return found
