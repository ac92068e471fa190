"""Whose turn it is where nothing says who speaks: the candidates, and what tells for each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, islice
from math import log1p

from spacy.tokens import Span

from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.quotes.cues import cue_at
from newsparse.speakers.cited import Cited
from newsparse.speakers.conversation import Conversation
from newsparse.speakers.gender import gender_of
from newsparse.speakers.narration import Narration, is_caption, is_past
from newsparse.speakers.questions import asks, find_questions
from newsparse.speakers.replies import Reply
from newsparse.speakers.speaker import NOBODY, Speakers, by_context, of_entity, same

LOOK_BACK = 50  # quotes, and mentions of people, that are looked through
RECENT = 5  # different speakers back from a reply that are candidates
AHEAD = 3  # quotes that are looked through for who speaks next
NEAR = 3  # people named before a reply
TURNS = (1, 2, 3, 4)  # quotes back from a reply
ADJACENT = 8  # tokens between a reply and the next
MOST_SENTENCES, MOST_VOICES, LONGEST_RUN = 3, 5, 6
INTERVIEW = 0.2  # share of the quotes that ask
LEAD = 3  # paragraphs that may be headlines
Told = dict[str, float]


@dataclass
class Candidate:
    """Who may say a reply; tells: numbers by name, those that are missing are 0."""

    who: Speakers
    tells: Told = field(default_factory=dict)


class Floor:
    """Finds the candidates for the replies of an article, in text order."""

    def __init__(self, talk: Conversation, cited: Cited) -> None:
        self.talk, self.cited = talk, cited
        self.quotes = quotes = talk.quotes
        sources = [(a.source, cited.named(a.source)) for a in quotes if a.source is not None]
        named = Counter(entity for _, entity in sources if entity is not None)
        self.citations = named
        self.sourced = [0, *accumulate(quote.source is not None for quote in quotes)]
        self.most_cited = max(named.values(), default=0)
        self.most_named = max((len(entity.mentions) for _, _, entity in cited.people), default=0)
        roots = (source.root.i for source, _ in sources)
        voices = {cited.entity_at[i] for i in roots if i in cited.entity_at}
        self.narration = Narration(cited, voices)
        self.questions = find_questions(cited.doc, quotes)
        self.lead_end = talk.starts[LEAD] if len(talk.starts) > LEAD else len(cited.doc)
        bare = sum(q.type == "direct" and q.source is None for q in quotes)
        self.kind = {
            "questions": len(self.questions) / max(1, len(quotes)),
            "bare": bare / max(1, len(quotes)),
            "interview": float(len(self.questions) > INTERVIEW * len(quotes)),
        }
        self.run = 0  # replies right before this one that had candidates too
        self.reached = -1  # the last of them
        self.asker: Speakers = NOBODY  # who puts a reported question, and whom to
        self.asked: Speakers = NOBODY

    # what the article says of questions

    def is_reported_question(self, i: int) -> bool:
        """`– Visste du det? spør aktor.`"""
        quote = self.quotes[i]
        if quote.type != "direct" or quote.cue is None or not self.talk.reply(i).asks:
            return False
        return any(cue.verb.kind == "ask" for cue in cue_at(quote.cue.root))

    def ask(self, i: int, who: Speakers) -> None:
        """Remember who puts a question, and whom the narration before it tells of."""
        self.asker, self.asked = who, self.told_of(self.talk.narration_before(i))

    @cached_property
    def asks_several(self) -> bool:
        """`– Hva vil dere nå?`"""
        asked = (t.lower_ for i in self.questions for s in self.quotes[i].content for t in s)
        return any(word in lexicon().pronouns["several_of_you"] for word in asked)

    @cached_property
    def interviewed(self) -> Speakers:
        """Who answers in an interview that never says so: whom the narration names most.

        `Hva vil dere nå?` asks a band or a firm, where one is named.
        """
        kinds = (
            (self.cited.bodies, self.cited.people) if self.asks_several else (self.cited.people,)
        )
        for named in kinds:
            counts = Counter(entity for start, _, entity in named if start not in self.cited.spoken)
            if counts:
                return (of_entity(max(counts, key=lambda entity: counts[entity]), "context"),)
        return NOBODY

    def told_of(self, sentences: list[Span]) -> Speakers:
        return self.narration.told_of(sentences, self.talk.last, self.talk.last_end)

    # candidates

    def candidates(self, i: int) -> list[Candidate]:
        """Return who may say a reply, the first is nobody: an interviewer, or who is not known.

        Who has just put a question to somebody does not answer it, nor does a document; where
        several are told of in one word, nothing tells which of them speaks.
        """
        self.run = self.run + 1 if self.reached == i - 1 else 0
        self.reached = i
        before = self.talk.narration_before(i)
        if is_caption(before):
            before = []
        found: list[Candidate] = []
        if before and not asks(before[-1]) and self.narration.tells_of_several(before[-1]):
            return [Candidate(NOBODY)]
        asked = self.talk.last if i and self.is_reported_question(i - 1) else NOBODY
        answers = i - 1 in self.questions
        told_of = self.told_of(before)
        for who, tell, value in self._named(i, before, told_of):
            if who and (same(who, asked) or (answers and who[0].basis == "document")):
                continue
            known = next((c for c in found if same(c.who, who)), None)
            if known is None:
                known = Candidate(by_context(who))
                found.append(known)
            known.tells[tell] = value
        shared = self._of_reply(i) | self._of_neighbours(i) | self._of_place(i, before, told_of)
        people = [self._people_in(sentences) for sentences in (before, before[-1:])]
        for candidate in found:
            candidate.tells |= shared | self._of_candidate(i, candidate.who)
            told = (any(s.entity in named for s in candidate.who if s.entity) for named in people)
            candidate.tells |= zip(("narrated", "narrated_last"), map(float, told), strict=True)
        return found

    def _named(
        self, i: int, before: list[Span], told_of: Speakers
    ) -> Iterator[tuple[Speakers, str, float]]:
        """Yield candidates, how each has come up, and how much that counts."""
        talk = self.talk
        yield NOBODY, "nobody", 1
        mentioned = self._mentioned(i, before, told_of)
        yield from ((who, name, 1) for who, name in mentioned if who)
        recent: list[Speakers] = []
        for who in islice(reversed(talk.said), LOOK_BACK):
            if len(recent) < RECENT and who and not any(same(who, known) for known in recent):
                recent.append(who)
                yield who, f"voice_{len(recent)}", 1
        for j in range(i + 1, min(i + 1 + AHEAD, len(self.quotes))):
            source = self.quotes[j].source
            entity = self.cited.named(source) if source is not None else None
            if entity is not None:
                yield (of_entity(entity, "context"),), "named_next", 1 / (j - i)
            if source is not None:
                break
        named = islice(self.cited.named_before(self.quotes[i].start), LOOK_BACK)
        narrated = (entity for mention, entity in named if mention.start not in self.cited.spoken)
        for number, entity in enumerate(islice(narrated, NEAR)):
            yield (of_entity(entity, "context"),), f"near_{number}", 1

    def _mentioned(
        self, i: int, before: list[Span], told_of: Speakers
    ) -> Iterator[tuple[Speakers, str]]:
        yield self.talk.last, "last"
        yield self.talk.other, "other"
        yield told_of, "told_of"
        nouns = self.narration.persons_in(before, self.talk.last, self.talk.last_end)
        for number, who in enumerate(islice(nouns, NEAR)):
            yield who, f"noun_{number}"
        last = self._reply(i - 1)
        if last is not None:
            for entity in self._in_order(last.addressed):
                yield (of_entity(entity, "context"),), "addressed_last"
            for entity in self._in_order(last.told):
                yield (of_entity(entity, "context"),), "told_last"
        introduced = self.introduced_next(i)
        known = all(speaker.entity is not None for speaker in introduced)
        yield introduced, "introduced_next" if known else "unnamed_next"
        yield self.interviewed, "interviewed"
        yield self.asked, "asked"
        yield self.asker, "asker"

    def introduced_next(self, i: int) -> Speakers:
        """Who is told of right behind a reply: `– Fem minutt.` / `Trener Vik ser på klokka.`"""
        number = self.talk.paragraph_behind(i)
        if number == len(self.talk.starts):
            return NOBODY
        first = self.cited.doc[self.talk.starts[number]].sent
        told = self.narration.told_of([first], NOBODY, first.start)
        return told if self.talk.reply(i).may_be_of(told) else NOBODY

    @staticmethod
    def _in_order(entities: frozenset[Entity]) -> Sequence[Entity]:
        return sorted(entities, key=lambda entity: entity.mentions[0].start)

    def _people_in(self, sentences: list[Span]) -> set[Entity | None]:
        at = self.cited.entity_at
        return {at[i] for s in sentences for i in range(s.start, s.end) if i in at}

    def _reply(self, i: int) -> Reply | None:
        """The direct quote of a number, where there is one."""
        direct = 0 <= i < len(self.quotes) and self.quotes[i].type == "direct"
        return self.talk.reply(i) if direct else None

    # what tells for them

    def _of_reply(self, i: int) -> Told:
        """What stands in the reply and in the last one."""
        reply, last = self.talk.reply(i), self._reply(i - 1)
        told: Told = {
            "asks": reply.asks,
            "begins_answer": reply.begins_answer,
            "goes_on": reply.goes_on,
            "is_short": reply.is_short,
            "words": log1p(reply.words) / 4,
            "says_i": reply.says_i,
            "says_you": reply.says_you,
            f"opens_{reply.opens_with}": 1,
        }
        if last is not None:
            told |= {
                "last_direct": 1,
                "last_asks": last.asks,
                "last_is_short": last.is_short,
                "last_says_i": last.says_i,
                "last_says_you": last.says_you,
            }
        return told

    def _of_neighbours(self, i: int) -> Told:
        """What kind of quotes stand around the reply."""
        said = self.talk.said
        told: Told = {
            "question": i in self.questions,
            "question_last": i - 1 in self.questions,
            "question_before_last": i - 2 in self.questions,
            "question_next": i + 1 in self.questions,
            "sourced_last": i > 0 and self.quotes[i - 1].source is not None,
            "nobody_last": i > 0 and not said[-1],
            "twice_last": i > 1 and same(said[-1], said[-2]),
            "run": min(self.run, LONGEST_RUN) / LONGEST_RUN,
        }
        if i + 1 == len(self.quotes):
            return told
        following = self.quotes[i + 1]
        told["sourced_next"] = following.source is not None
        reply = self._reply(i + 1)
        if reply is not None:
            told |= {
                "bare_next": following.source is None,
                "adjacent_next": following.start - self.quotes[i].end < ADJACENT,
                "asks_next": reply.asks,
                "is_short_next": reply.is_short,
                "begins_answer_next": reply.begins_answer,
                "says_you_next": reply.says_you,
            }
        return told

    def _of_place(self, i: int, before: list[Span], told_of: Speakers) -> Told:
        """Where the reply stands, and what is told before it."""
        quote, voices = self.quotes[i], len(self.talk.spoken_by)
        here = i > 0 and self.talk.paragraph(i - 1) == self.talk.paragraph(i)
        return self.kind | {
            "adjacent": self.talk.adjacent,
            "same_paragraph": here,
            "first": i == 0,
            "lead": quote.start < self.lead_end,
            "dash": quote.construction == "dash_reply",
            "gap": log1p(max(0, quote.start - self.talk.last_end)) / 5,
            "voices": min(voices, MOST_VOICES) / MOST_VOICES,
            "narration": min(len(before), MOST_SENTENCES) / MOST_SENTENCES,
            "narration_asks": bool(before) and asks(before[-1]),
            "narration_past": bool(before) and is_past(before[-1].root),
            "narration_tells": bool(told_of),
            "several": bool(before) and self.narration.tells_of_several(before[-1]),
        }

    def _of_candidate(self, i: int, who: Speakers) -> Told:
        """What the article tells of them, and what the replies do."""
        said = self.talk.said
        spoke = _most(self.talk.spoken_by, who)
        sourced = _most(self.talk.cited_by, who)
        reply, last = self.talk.reply(i), self._reply(i - 1)
        one = who[0] if len(who) == 1 else None
        entity = one.entity if one is not None else None
        told: Told = {f"at_{n}": n <= i and same(said[i - n], who) for n in TURNS}
        told |= {
            "several_together": len(who) > 1,
            "share": len(spoke) / max(1, i),
            "since": 1 / (1 + i - spoke[-1]) if spoke else 0,
            "sourced_since": 1 / (1 + i - sourced[-1]) if sourced else 0,
            "sourced_share": len(sourced) / max(1, self.sourced[i]),
            "may_say": reply.may_be_of(who),
            "may_have_said_last": last is not None and last.may_be_of(who),
        }
        if one is not None:
            told |= {
                entity.type if entity is not None else "unnamed": 1,
                f"is_{gender_of(one)}": 1,
                "about": reply.is_about(one),
                "last_about": last is not None and last.is_about(one),
            }
        if entity is not None:
            told |= {
                "mentions": log1p(len(entity.mentions)) / 2,
                "most_named": len(entity.mentions) == self.most_named,
                "citations": log1p(self.citations[entity]) / 2,
                "most_cited": self.citations[entity] == self.most_cited > 0,
                "body_asked": entity.type != "person" and self.asks_several,
                "body_says_i": entity.type != "person" and reply.says_i,
                "one_name": " " not in entity.name,
                "voice": entity in self.narration.voices,
                "told": entity in reply.told,
                "addressed": entity in reply.addressed,
            }
        after = self._reply(i + 1)
        if entity is not None and after is not None:
            told |= {"told_next": entity in after.told, "addressed_next": entity in after.addressed}
        return told


def _most(voices: dict[str, list[int]], who: Speakers) -> list[int]:
    """The quotes of the one of them who has said most."""
    return max((voices.get(speaker.name, []) for speaker in who), key=len, default=[])
