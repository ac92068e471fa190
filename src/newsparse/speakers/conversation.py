"""A conversation: who spoke last and who before, and whose turn a reply is."""

from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Span

from newsparse.quotes import Attribution
from newsparse.speakers.cited import Cited
from newsparse.speakers.questions import NEXT_PARAGRAPH
from newsparse.speakers.replies import Reply, read_reply
from newsparse.speakers.speaker import NOBODY, Speakers, same

SCENE = 5  # quotes in which who spoke before is still there
TALK = 50  # tokens in which a few words are an answer to who spoke before
TAIL = 40  # tokens of a reporting clause behind its source
INTERJECTION = 6  # words at the most


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
        self.other_at = -1  # the last quote of theirs
        self.other_end = 0  # where it ends
        self.switched = -1  # the last quote by somebody else than the one right before it
        self.adjacent = False  # whether this quote follows the last with no sentence between
        self.replies: dict[int, Reply] = {}

    def reach(self, i: int) -> None:
        """Come to a quote."""
        self.adjacent = self.quotes[i].type == "direct" and self.is_adjacent(i)

    def note(self, who: Speakers, i: int) -> None:
        """Remember who says it."""
        if not same(who, self.last):
            if self.last_at == i - 1 and self.adjacent:
                self.switched = i
            self.other, self.other_at, self.other_end = self.last, self.last_at, self.last_end
        self.last, self.last_at = who, i

    def leave(self, i: int) -> None:
        """Go on behind a quote."""
        self.last_end = max(self.last_end, end_of(self.quotes[i]))

    def is_near(self, i: int) -> bool:
        """Tell whether who spoke before the last one has done so just now."""
        return self.quotes[i].start - self.other_end < TALK

    def reply(self, i: int) -> Reply:
        if i not in self.replies:
            self.replies[i] = read_reply(self.quotes[i], self.cited)
        return self.replies[i]

    def is_adjacent(self, i: int) -> bool:
        """Tell whether a reply follows the one before with no sentence between."""
        doc, start = self.paragraphs[0].doc, self.quotes[i].start
        number = bisect_right(self.starts, start) - 1
        if number and start - self.starts[number] <= 2:  # a dash or mark before it
            number -= 1
        end = min(self.paragraphs[number].end, start)
        if not i or self.last_end <= self.starts[number] or end - self.last_end > TAIL:
            return False
        return not any(doc[j].is_sent_start for j in range(self.last_end, end))

    def is_brief(self, i: int) -> bool:
        """Tell whether a reply or the one before has few words, or people take turns."""
        brief = self.reply(i).is_short or self.reply(i - 1).is_short
        return brief or self.switched == i - 1

    def answers_last(self, i: int) -> bool:
        """Tell whether a reply is the other's in a conversation, and not the last one's still.

        nb: `– Han er treg, sier Vik.` / `– Nei.` / `– Jo.`: Moe, if he has just spoken, and Vik
        nn: `– Du er treg, seier Vik.` / `– Eg er grundig.`: Moe
        """
        if not self.other or i - self.other_at > SCENE or not self.adjacent:
            return False
        reply, last = self.reply(i), self.reply(i - 1)
        if not reply.may_be_of(self.other):
            return False
        if reply.begins_answer or reply.addresses or not reply.may_be_of(self.last):
            return True
        if reply.goes_on or self.quotes[i - 1].type != "direct":
            return False
        spoken_to = last.asks or any(s.entity in last.addressed for s in self.other if s.entity)
        brief = (reply.is_short or last.is_short) and self.is_near(i)
        talk = self.switched == i - 1 or brief
        return spoken_to or talk or self.is_interjection(i - 1)

    def is_interjection(self, i: int) -> bool:
        """`– To bein, retter spissen.`: few words in another's speech, who goes on behind them."""
        quote = self.quotes[i]
        if quote.source is None or quote.type != "direct" or not i:
            return False
        words = sum(token.is_alpha for span in quote.content for token in span)
        return words <= INTERJECTION and quote.start - end_of(self.quotes[i - 1]) <= NEXT_PARAGRAPH


def end_of(quote: Attribution) -> int:
    """Where a quote and its source end."""
    return max(quote.end, quote.source.end if quote.source is not None else 0)
