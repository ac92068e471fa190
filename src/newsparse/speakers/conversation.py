"""A conversation: who has said what so far, and what stands between the replies."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from spacy.tokens import Span

from newsparse.quotes import Attribution
from newsparse.speakers.cited import Cited
from newsparse.speakers.narration import sentences_of
from newsparse.speakers.replies import Reply, read_reply
from newsparse.speakers.speaker import NOBODY, Speakers, same

TALK = 50  # tokens in which a few words are an answer to who spoke before
MARK = 2  # tokens at the most before a reply that opens a paragraph: a dash, a mark
TAIL = 40  # tokens of a reporting clause behind its source


class Conversation:
    """Who has spoken, up to a quote."""

    def __init__(
        self, quotes: Sequence[Attribution], paragraphs: Sequence[Span], cited: Cited
    ) -> None:
        self.quotes, self.paragraphs, self.cited = quotes, paragraphs, cited
        self.starts = [paragraph.start for paragraph in paragraphs]
        self.last: Speakers = NOBODY  # who spoke last
        self.last_at = -1  # their last quote
        self.last_end = 0  # where the last quote and its source end, whoever said it
        self.other: Speakers = NOBODY  # who spoke before them
        self.other_end = 0  # where their last quote ends
        self.switched = -1  # the last quote by somebody else than the one right before it
        self.adjacent = False  # whether this quote follows the last with no sentence between
        self.said: list[Speakers] = []  # who said the quotes before this one
        self.spoken_by: dict[str, list[int]] = {}  # the numbers of these quotes, by speaker's name
        self.cited_by: dict[str, list[int]] = {}  # those of them that have a source
        self.replies: dict[int, Reply] = {}

    def reach(self, i: int) -> None:
        """Come to a quote."""
        self.adjacent = self.quotes[i].type == "direct" and self.is_adjacent(i)

    def note(self, who: Speakers, i: int) -> None:
        """Remember who says it."""
        if not same(who, self.last):
            if self.last_at == i - 1 and self.adjacent:
                self.switched = i
            self.other, self.other_end = self.last, self.last_end
        self.last, self.last_at = who, i

    def say(self, who: Speakers) -> None:
        """Set down who says this quote."""
        number = len(self.said)
        for voices in self._voices(number):
            for name in {speaker.name for speaker in who}:
                voices.setdefault(name, []).append(number)
        self.said.append(who)

    def correct(self, who: Speakers) -> None:
        """Set down that somebody else has said the last one."""
        wrong = {speaker.name for speaker in self.said.pop()}
        for voices in self._voices(len(self.said)):
            for name in wrong:
                voices[name].pop()
                if not voices[name]:
                    del voices[name]
        self.say(who)

    def _voices(self, number: int) -> Iterator[dict[str, list[int]]]:
        yield self.spoken_by
        if self.quotes[number].source is not None:
            yield self.cited_by

    def leave(self, i: int) -> None:
        """Go on behind a quote."""
        self.last_end = max(self.last_end, end_of(self.quotes[i]))

    def is_near(self, i: int) -> bool:
        """Tell whether who spoke before the last one has done so just now."""
        return self.quotes[i].start - self.other_end < TALK

    def paragraph(self, i: int) -> int:
        """The number of the paragraph that a quote begins in."""
        return bisect_right(self.starts, self.quotes[i].start) - 1

    def paragraph_behind(self, i: int) -> int:
        """The number of the first paragraph that begins behind a quote."""
        return bisect_right(self.starts, self.quotes[i].end)

    def narration_before(self, i: int) -> list[Span]:
        """Return the sentences between the last quote and a reply, of one paragraph."""
        quote, number = self.quotes[i], self._paragraph_before(i)
        if number < 0 or self.paragraphs[number].end <= self.last_end:
            return []
        paragraph = self.paragraphs[number]
        start, end = max(paragraph.start, self.last_end), min(paragraph.end, quote.start)
        return sentences_of(paragraph.doc, start, end)

    def _paragraph_before(self, i: int) -> int:
        """The number of the last paragraph that has words before a reply."""
        number = self.paragraph(i)
        opens = number >= 0 and self.quotes[i].start - self.starts[number] <= MARK
        return number - opens

    def reply(self, i: int) -> Reply:
        if i not in self.replies:
            self.replies[i] = read_reply(self.quotes[i], self.cited)
        return self.replies[i]

    def is_adjacent(self, i: int) -> bool:
        """Tell whether a reply follows the one before with no sentence between."""
        doc, number = self.paragraphs[0].doc, max(self._paragraph_before(i), 0)
        end = min(self.paragraphs[number].end, self.quotes[i].start)
        if not i or self.last_end <= self.starts[number] or end - self.last_end > TAIL:
            return False
        return not any(doc[j].is_sent_start for j in range(self.last_end, end))

    def is_brief(self, i: int) -> bool:
        """Tell whether a reply or the one before has few words, or people take turns."""
        brief = self.reply(i).is_short or self.reply(i - 1).is_short
        return brief or self.switched == i - 1


def end_of(quote: Attribution) -> int:
    """Where a quote and its source end."""
    return max(quote.end, quote.source.end if quote.source is not None else 0)
