"""Turns of speech: one pass through the quotes, who spoke last, who answers, who is told of."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile

from spacy.tokens import Span

from newsparse.documents import names_document, source_of_document
from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.quotes import Attribution
from newsparse.quotes.cues import cue_at
from newsparse.references import References
from newsparse.sources import (
    ARTICLES,
    FROM,
    SUBJECT,
    governor,
    is_in_group,
    is_source,
    source_of,
)
from newsparse.speakers import headlines
from newsparse.speakers.cited import Cited, fits_gender
from newsparse.speakers.conversation import SCENE, Conversation
from newsparse.speakers.narration import Narration, is_caption, sentences_of
from newsparse.speakers.questions import asks, find_questions
from newsparse.speakers.replies import Reply
from newsparse.speakers.speaker import NOBODY, Speakers, by_context, of_entity, same
from newsparse.words import Words

LEAD = 3  # paragraphs that may be headlines


class Turns:
    """The quotes of an article in text order, read for who says each."""

    def __init__(
        self,
        words: Words,
        attributions: Sequence[Attribution],
        entities: Sequence[Entity],
        references: References,
    ) -> None:
        doc = self.doc = words.doc
        self.quotes = attributions
        direct = [a for a in attributions if a.type == "direct"]
        self.spoken = {i for a in direct for s in a.content for i in range(s.start, s.end)}
        self.cited = Cited(words, entities, references, self.spoken)
        sources = [a.source.root.i for a in attributions if a.source is not None]
        voices = {self.cited.entity_at[i] for i in sources if i in self.cited.entity_at}
        self.narration = Narration(self.cited, voices)
        self.questions = find_questions(doc, attributions)
        self.paragraphs = list(words.paragraphs)
        self.starts = [paragraph.start for paragraph in self.paragraphs]
        self.openings = frozenset(self.starts)
        self.lead_end = self.starts[LEAD] if len(self.starts) > LEAD else len(doc)
        self.talk = Conversation(attributions, self.paragraphs, self.cited)
        self.latest: Speakers = NOBODY  # who spoke last, or the document that was cited last
        self.answers: Speakers = NOBODY  # who answered the last question
        self.asked: Speakers = NOBODY  # whom a reported question has been put to
        self.asker: Speakers = NOBODY  # who puts it
        self.unknown: set[int] = set()  # replies that nobody who has spoken can have said

    def speakers(self) -> list[Speakers]:
        found: list[Speakers] = []
        for i, quote in enumerate(self.quotes):
            self.talk.reach(i)
            who = self.speaker(i)
            self.name_spoken_to(i, found)
            found.append(who)
            nested = quote.cue is not None and quote.cue.start in self.spoken
            if who and not nested:
                self.latest = who
                titled = quote.construction == "claim_headline" or self.is_teaser(quote)
                if who[0].basis != "document" and not titled:
                    self.talk.note(who, i)
            self.talk.leave(i)
        return [self.looking_ahead(i, found) for i in range(len(found))]

    def speaker(self, i: int) -> Speakers:
        quote = self.quotes[i]
        if quote.source is not None:
            ahead = quote.construction == "claim_headline"  # `Statsministeren: Vi må spare`
            who = self.of_source(quote.source, ahead=ahead)
            if self.reports_question(i):
                self.asker = who
                before = self.narration_before(quote)
                self.asked = self.narration.told_of(before, self.talk.last, self.talk.last_end)
            return self.in_conversation(who, quote.source, i) if self.talk.adjacent else who
        if quote.cue is not None:
            return self.of_cue_alone(quote.cue)
        if i in self.questions:
            return self.of_question(quote)
        if headlines.is_headline(quote):
            return NOBODY
        if quote.introduction is not None:
            return self.of_introduction(quote.introduction)
        return self.of_turn(i)

    def of_source(self, source: Span, *, ahead: bool = False) -> Speakers:
        both = source.root.lower_ in lexicon().pronouns["both"]
        last = self.talk.other + self.talk.last if both else self.talk.last
        return self.cited.speakers(source, last, self.talk.last_end, ahead=ahead)

    def in_conversation(self, who: Speakers, source: Span, i: int) -> Speakers:
        """The other, where a reply right behind the last one has an unknown description.

        nb: `– Tre, sier Moe.` / `– Fire, retter spissen.`: not Moe, but who he talks with
        nn: `– Tre, seier Moe.` / `– Fire, rettar spissen.`: not Moe, but who he talks with
        """
        described = len(who) == 1 and who[0].basis == "description" and i - 1 not in self.questions
        described = described and self.talk.is_brief(i) and self.quotes[i - 1].type == "direct"
        if not described or not self.cited.is_familiar(source, who[0].entity):
            return who
        entity = who[0].entity
        if entity is not None and all(entity is not s.entity for s in self.talk.last):
            return who
        near = self.talk.other if self.talk.is_near(i) else NOBODY
        for others in (near, self.interviewed):
            other = others[0].entity if len(others) == 1 else None
            if other is None or same(others, self.talk.last):
                continue
            if self.talk.reply(i).may_be_of(others) and fits_gender(source, others[0]):
                return (of_entity(other, "description"),)
        return who

    # a cue, but no source

    def of_cue_alone(self, cue: Span) -> Speakers:
        """`…, heter det videre` is the body or document cited last; `ble opplyst` tells nobody."""
        untold = self.is_elliptic(cue) or "Part" in cue.root.morph.get("VerbForm", [])
        if untold or any(speaker.is_person for speaker in self.latest):
            return NOBODY
        return by_context(self.latest)

    def is_elliptic(self, cue: Span | None) -> bool:
        """`Mener planen er lagt` as a headline: its subject comes further on."""
        return cue is not None and cue.start in self.openings

    # neither: the quote's place in the article

    def of_turn(self, i: int) -> Speakers:
        """Whom the narration before a reply tells of, who is asked, else the running speaker."""
        quote, reply = self.quotes[i], self.talk.reply(i)
        before = self.narration_before(quote)
        asked = bool(before) and asks(before[-1])
        if before and not asked and not is_caption(before):
            told = self.narration.told_of(before, self.talk.last, self.talk.last_end)
            if told and self.lets_speak(told, reply, before[-1]):
                stranger = not self.talk.last and _is_stranger(told)
                return (stranger and self.introduced_next(i)) or told
            if self.narration.tells_of_several(before[-1]):
                return self.nobody_known(i)
        if self.talk.adjacent and i - 1 in self.unknown:
            return self.nobody_known(i)
        if asked:
            self.asker = self.narration.told_of(before[-1:], self.talk.last, self.talk.last_end)
        if asked or i - 1 in self.questions:
            return self.who_answers(i)
        if self.is_asked(i) and not reply.asks:
            return self.who_is_asked(i)
        spoken_to = self.talk.reply(i - 1).addressed if self.talk.adjacent else frozenset()
        if len(spoken_to) == 1:
            return tuple(of_entity(entity, "context") for entity in spoken_to)
        if self.talk.answers_last(i):
            return by_context(self.talk.other)
        if not reply.may_be_of(self.talk.last) or (not self.talk.last and reply.opens_with):
            if self.talk.other and reply.may_be_of(self.talk.other):
                return by_context(self.talk.other)
            self.unknown.add(i)
            return self.introduced_next(i)
        return by_context(self.talk.last)

    def nobody_known(self, i: int) -> Speakers:
        """A voice that nothing tells of, and who talks with it."""
        self.unknown.add(i)
        return NOBODY

    def lets_speak(self, told: Speakers, reply: Reply, before: Span) -> bool:
        """Not who is told of in the reply: `Mor hans er død.` / `– Ho ville ha ledd.`

        Who laughs or nods answers all the same.
        """
        if not reply.may_be_of(told):
            return False
        root = before.root
        reacts = any(cue_at(root)) and "Past" not in root.morph.get("Tense", [])
        about = (s for s in told if s.is_unnamed or not self.talk.last)
        return reacts or not any(map(reply.is_about, about))

    def introduced_next(self, i: int) -> Speakers:
        """Who is told of right behind a reply: `– Fem minutt.` / `Trener Vik ser på klokka.`"""
        number = bisect_right(self.starts, self.quotes[i].end)
        if number == len(self.starts):
            return NOBODY
        first = self.doc[self.starts[number]].sent
        told = self.narration.told_of([first], NOBODY, first.start)
        known = all(speaker.entity is not None for speaker in told)
        return told if known and self.talk.reply(i).may_be_of(told) else NOBODY

    def who_answers(self, i: int) -> Speakers:
        """Whom a question names (`…, Kari Vik?`), else who has answered before."""
        named = self.talk.reply(i - 1).addressed if i - 1 in self.questions else frozenset()
        if len(named) == 1:
            self.answers = tuple(of_entity(entity, "context") for entity in named)
        self.answers = self.answers or by_context(self.talk.last) or self.interviewed
        if self.asker and same(self.answers, self.asker):
            return by_context(NOBODY if same(self.talk.last, self.asker) else self.talk.last)
        return self.answers

    def reports_question(self, i: int) -> bool:
        """`– Visste du det? spør aktor.`"""
        quote = self.quotes[i]
        if quote.type != "direct" or quote.cue is None or not self.talk.reply(i).asks:
            return False
        return any(cue.verb.kind == "ask" for cue in cue_at(quote.cue.root))

    def of_question(self, quote: Attribution) -> Speakers:
        """Who has asked before goes on asking; else the interviewer asks, who is nobody here."""
        if self.narration_before(quote):
            self.asker = NOBODY
        return by_context(self.asker)

    def is_asked(self, i: int) -> bool:
        """Tell whether the reply right before is a question of somebody's."""
        before = self.talk.adjacent and self.talk.last_at == i - 1
        return before and bool(self.asker) and same(self.asker, self.talk.last)

    def who_is_asked(self, i: int) -> Speakers:
        """Who answers what somebody has asked: `– Visste du det? spør aktor.` / `– Nei.`"""
        for who in (self.asked, self.talk.other if i - self.talk.other_at <= SCENE else NOBODY):
            if who and not same(who, self.asker):
                return by_context(who)
        self.unknown.add(i)
        return NOBODY

    def name_spoken_to(self, i: int, found: list[Speakers]) -> None:
        """`– 9–1, skyt keeperen inn.` / `– Hugs ikkje alt, Ronja.`: the keeper's name is Ronja."""
        if not self.talk.adjacent or self.quotes[i].type != "direct" or not found[-1]:
            return
        named = self.talk.reply(i).addressed
        if len(named) == 1 and found[-1][0].is_unnamed:
            found[-1] = (of_entity(next(iter(named)), "description"),)

    def narration_before(self, quote: Attribution) -> list[Span]:
        """Return the sentences between the last quote and a reply, of one paragraph."""
        number = bisect_right(self.starts, quote.start) - 1
        if number >= 0 and quote.start - self.starts[number] <= 2:  # a dash or mark before it
            number -= 1
        if number < 0 or self.paragraphs[number].end <= self.talk.last_end:
            return []
        paragraph = self.paragraphs[number]
        start, end = max(paragraph.start, self.talk.last_end), min(paragraph.end, quote.start)
        return sentences_of(self.doc, start, end)

    @cached_property
    def interviewed(self) -> Speakers:
        """Who answers in an interview that never says so: whom the narration names most.

        `Hva vil dere nå?` asks a band or a firm, where one is named.
        """
        asked = [t.lower_ for i in self.questions for s in self.quotes[i].content for t in s]
        several = any(word in lexicon().pronouns["several_of_you"] for word in asked)
        for named in (self.cited.bodies, self.cited.people) if several else (self.cited.people,):
            counts = Counter(entity for start, _, entity in named if start not in self.spoken)
            if counts:
                return (of_entity(max(counts, key=lambda entity: counts[entity]), "context"),)
        return NOBODY

    # a colon before the quote

    def of_introduction(self, introduction: Span) -> Speakers:
        """The person named in the words before a colon, first their subject."""
        first = introduction[0]
        if says_nobody(introduction):
            return NOBODY
        if first.lower_ in lexicon().pronouns["answer"]:
            return self.interviewed
        only = self.cited.entity_at.get(first.i)
        if only is not None and len(introduction) <= len(only.name.split()) + 1:
            return (of_entity(only, "context"),)  # `LO: – Dette er galt`
        before = self.cited.named_before(introduction.end)
        mentions = [*takewhile(lambda m: m[0].start >= introduction.start, before)][::-1]
        for _, person in (m for m in mentions if governor(m[0]).dep_ in SUBJECT):
            return (of_entity(person, "context"),)
        for token in introduction:
            if token.dep_ in SUBJECT and is_source(token):
                return self._ahead(source_of(token))
        for _, person in (m for m in mentions if not _is_told_of(m[0])):
            return (of_entity(person, "context"),)
        root = introduction.root  # `Kinas president:`, `Beskjeden fra presidenten:`
        if names_document(root):
            return self._ahead(source_of_document(root))
        citable = lexicon().is_person(root.lemma_.lower()) or is_in_group(root, "body")
        return self._ahead(source_of(root)) if citable else by_context(self.talk.last)

    def _ahead(self, source: Span) -> Speakers:
        return by_context(self.of_source(source, ahead=True))

    def is_teaser(self, quote: Attribution) -> bool:
        """`Les også: Ordfører Kari Vik: – Moe tar feil` belongs to another article."""
        number = bisect_right(self.starts, quote.start) - 1
        opening = tuple(t.lower_ for t in self.paragraphs[max(number, 0)][:2])
        return opening in lexicon().teasers

    # what is said further on

    def looking_ahead(self, i: int, found: list[Speakers]) -> Speakers:
        """Who says a headline, or a reply before anybody has spoken.

        An introduction that gives no name (`Stjerne tar Vik i forsvar:`) is a headline too.
        """
        quote, who = self.quotes[i], found[i]
        cued = quote.cue is not None and not self.is_elliptic(quote.cue)
        if cued or quote.source is not None or i in self.questions:
            return who
        unnamed = quote.introduction is not None and any(s.entity is None for s in who)
        if says_nobody(quote.introduction) or (who and not unnamed) or i in self.unknown:
            return who
        who = headlines.who_repeats(i, self.quotes, found) or who
        if quote.construction != "dash_reply" or quote.start < self.lead_end:
            who = who or headlines.who_replies_next(i, self.quotes, found)
        return who or (self.interviewed if self.questions else NOBODY)


def _is_stranger(speakers: Speakers) -> bool:
    """`en mann med lue`, whom the article may name further on."""
    return any(s.is_unnamed and s.name.split()[0].lower() in ARTICLES for s in speakers)


def _is_told_of(mention: Span) -> bool:
    """`Tok farvel med Kari Vik:`, but not `Beskjed fra Kari Vik:`"""
    cases = {c.lower_ for c in governor(mention).lefts if c.dep_ == "case"}
    return bool(cases) and not cases & FROM


def says_nobody(introduction: Span | None) -> bool:
    """`Påstand: «…»`, which is going round and nobody says here; `Spørsmål: …`"""
    words = lexicon().pronouns
    return introduction is not None and introduction[0].lower_ in words["claim"] | words["question"]
