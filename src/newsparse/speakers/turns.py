"""Turns of speech: one pass through the quotes, from whatever tells of each who says it."""

from collections.abc import Sequence
from itertools import takewhile

from spacy.tokens import Span

from newsparse.documents import names_document, source_of_document
from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.quotes import Attribution
from newsparse.quotes.cues import cue_at
from newsparse.references import References
from newsparse.sources import (
    FROM,
    SUBJECT,
    governor,
    is_in_group,
    is_source,
    names_person,
    source_of,
)
from newsparse.speakers import headlines
from newsparse.speakers.cited import Cited
from newsparse.speakers.conversation import Conversation
from newsparse.speakers.floor import Candidate, Floor
from newsparse.speakers.gender import fits_gender
from newsparse.speakers.narration import sentence_before
from newsparse.speakers.ranker import ranker
from newsparse.speakers.speaker import NOBODY, Speakers, by_context, of_entity, same
from newsparse.words import Words

BULLETS = frozenset({">", "»", "(", "•", "*", "–", "-"})
LABEL = 3  # tokens of `Les også:` on a line of its own
WRITTEN = frozenset({"stå", "hete", "heite"})


class Turns:
    """The quotes of an article in text order, read for who says each."""

    def __init__(
        self,
        words: Words,
        attributions: Sequence[Attribution],
        entities: Sequence[Entity],
        references: References,
    ) -> None:
        self.quotes = attributions
        direct = [a for a in attributions if a.type == "direct"]
        self.spoken = {i for a in direct for s in a.content for i in range(s.start, s.end)}
        self.cited = Cited(words, entities, references, self.spoken)
        self.paragraphs = list(words.paragraphs)
        self.openings = frozenset(paragraph.start for paragraph in self.paragraphs)
        self.talk = Conversation(attributions, self.paragraphs, self.cited)
        self.floor = Floor(self.talk, self.cited)
        self.latest: Speakers = NOBODY  # who spoke last, or the document that was cited last
        self.given: set[int] = set()  # quotes whose speaker the floor alone tells

    def speakers(self) -> list[Speakers]:
        for i, quote in enumerate(self.quotes):
            self.talk.reach(i)
            who = self.speaker(i)
            self.name_spoken_to(i)
            self.talk.say(who)
            nested = quote.cue is not None and quote.cue.start in self.spoken
            if who and not nested:
                self.latest = who
                titled = quote.construction == "claim_headline" or self.is_teaser(i)
                if who[0].basis != "document" and not titled:
                    self.talk.note(who, i)
            self.talk.leave(i)
        found = self.talk.said
        return [self.looking_ahead(i, found) for i in range(len(found))]

    def speaker(self, i: int) -> Speakers:
        quote = self.quotes[i]
        if quote.source is not None:
            ahead = quote.construction == "claim_headline"  # `Statsministeren: Vi må spare`
            who = self.of_source(quote.source, ahead=ahead)
            if self.floor.is_reported_question(i):
                self.floor.ask(i, who)
            return self.in_conversation(who, quote.source, i) if self.talk.adjacent else who
        if quote.cue is not None:
            return self.of_cue_alone(quote.cue)
        if headlines.is_headline(quote):
            return NOBODY
        if quote.introduction is not None and i not in self.floor.questions:
            return self.of_introduction(quote.introduction)
        if self.is_teaser(i):
            return NOBODY
        self.given.add(i)
        return self.choose(i, self.floor.candidates(i))

    def choose(self, i: int, candidates: Sequence[Candidate]) -> Speakers:
        """Return the likeliest candidate for a reply that nothing says who says."""
        weights = ranker().weigh([candidate.tells for candidate in candidates])
        return candidates[weights.index(max(weights))].who

    def of_source(self, source: Span, *, ahead: bool = False) -> Speakers:
        both = source.root.lower_ in lexicon().pronouns["both"]
        last = self.talk.other + self.talk.last if both else self.talk.last
        return self.cited.speakers(source, last, self.talk.last_end, ahead=ahead)

    def in_conversation(self, who: Speakers, source: Span, i: int) -> Speakers:
        """The other, where a reply right behind the last one has an unknown description.

        nb: `– Tre, sier Moe.` / `– Fire, retter spissen.`: not Moe, but who he talks with
        nn: `– Tre, seier Moe.` / `– Fire, rettar spissen.`: not Moe, but who he talks with
        """
        described = len(who) == 1 and who[0].basis == "description" and self.talk.is_brief(i)
        asked = i - 1 in self.floor.questions
        described = described and not asked and self.quotes[i - 1].type == "direct"
        if not described or not self.cited.is_familiar(source, who[0].entity):
            return who
        entity = who[0].entity
        if entity is not None and all(entity is not s.entity for s in self.talk.last):
            return who
        near = self.talk.other if self.talk.is_near(i) else NOBODY
        for others in (near, self.floor.interviewed):
            other = others[0].entity if len(others) == 1 else None
            if other is None or same(others, self.talk.last):
                continue
            allowed = self.cited.references.allows(source, other)
            fits = allowed and fits_gender(source, others[0])
            if fits and self.talk.reply(i).may_be_of(others):
                return (of_entity(other, "description"),)
        return who

    # a cue, but no source

    def of_cue_alone(self, cue: Span) -> Speakers:
        """`…, heter det videre` is the document told of right before, else what was cited last.

        `ble opplyst`, `hevdes det` tell nobody.
        """
        verb = cue.root
        if verb.lower_ in lexicon().hearsay or self.is_elliptic(cue):
            return NOBODY
        if verb.lemma_ in WRITTEN:
            if verb.dep_ == "acl:relcl":  # `et brev der det står at …`
                return self.of_source(source_of_document(verb.head))
            document = self.floor.narration.document_before(verb.sent)
            if document and not self.is_cited_before(verb.sent):
                return document
        passive = "Part" in verb.morph.get("VerbForm", [])
        if passive or any(speaker.is_person for speaker in self.latest):
            return NOBODY
        return by_context(self.latest)

    def is_cited_before(self, sentence: Span) -> bool:
        """Tell whether the body cited last is so right before: `…, skriver NVE i en melding.`"""
        if not self.talk.said or not self.latest or self.latest[0].is_person:
            return False
        cue = self.quotes[len(self.talk.said) - 1].cue
        return cue is not None and cue.sent == sentence_before(sentence)

    def is_elliptic(self, cue: Span | None) -> bool:
        """`Mener planen er lagt` as a headline: its subject comes further on."""
        return cue is not None and cue.start in self.openings

    def name_spoken_to(self, i: int) -> None:
        """`– 9–1, skyt keeperen inn.` / `– Hugs ikkje alt, Ronja.`: the keeper's name is Ronja."""
        if not self.talk.adjacent or self.quotes[i].type != "direct" or not self.talk.said[-1]:
            return
        named = self.talk.reply(i).addressed
        if len(named) == 1 and self.talk.said[-1][0].is_unnamed:
            self.talk.correct((of_entity(next(iter(named)), "description"),))

    # a colon before the quote

    def of_introduction(self, introduction: Span) -> Speakers:
        """The person named in the words before a colon, first their subject."""
        if self.opens_teaser(introduction.start):  # `Les også: Politiet: – Vi leiter`
            colon = next((t.i for t in introduction if t.text == ":"), introduction.end)
            introduction = introduction.doc[colon + 1 : introduction.end]
            if not introduction:
                return NOBODY
        first = introduction[0]
        if says_nobody(introduction) or (first.is_title and any(cue_at(first))):
            return NOBODY  # `Frykter kulda knuser dem:`, which the article goes on to tell who does
        if first.lower_ in lexicon().pronouns["answer"]:
            return self.floor.interviewed
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
        citable = names_person(root) or is_in_group(root, "body")
        return self._ahead(source_of(root)) if citable else by_context(self.talk.last)

    def _ahead(self, source: Span) -> Speakers:
        return by_context(self.of_source(source, ahead=True))

    def is_teaser(self, i: int) -> bool:
        """`Les også: Ordfører Kari Vik: – Moe tar feil` belongs to another article.

        So does what stands under a line that says `Les også` alone.
        """
        number = max(self.talk.paragraph(i), 0)
        above = self.paragraphs[number - 1] if number else None
        alone = above is not None and len(above) <= LABEL and self.opens_teaser(above.start)
        alone = alone and self.quotes[i].type == "direct"
        return alone or self.opens_teaser(self.paragraphs[number].start)

    def opens_teaser(self, start: int) -> bool:
        words = self.cited.words.texts[start : start + 3]
        words = words[1:] if words and words[0] in BULLETS else words[:2]
        return tuple(map(str.lower, words)) in lexicon().teasers

    # what is said further on

    def looking_ahead(self, i: int, found: list[Speakers]) -> Speakers:
        """Who says a headline.

        An introduction that gives no name (`Stjerne tar Vik i forsvar:`) is a headline too.
        """
        quote, who = self.quotes[i], found[i]
        cued = quote.cue is not None and not self.is_elliptic(quote.cue)
        if cued or quote.source is not None or i in self.given:
            return who
        unnamed = quote.introduction is not None and any(s.entity is None for s in who)
        if self.is_teaser(i) or says_nobody(quote.introduction) or (who and not unnamed):
            return who
        who = headlines.who_repeats(i, self.quotes, found) or who
        if quote.construction != "dash_reply" or quote.start < self.floor.lead_end:
            who = who or headlines.who_replies_next(i, self.quotes, found)
        return who or (self.floor.interviewed if self.floor.questions else NOBODY)


def _is_told_of(mention: Span) -> bool:
    """`Tok farvel med Kari Vik:`, but not `Beskjed fra Kari Vik:`"""
    cases = {c.lower_ for c in governor(mention).lefts if c.dep_ == "case"}
    return bool(cases) and not cases & FROM


def says_nobody(introduction: Span | None) -> bool:
    """`Påstand: «…»`, which is going round and nobody says here; `Spørsmål: …`"""
    words = lexicon().pronouns
    return introduction is not None and introduction[0].lower_ in words["claim"] | words["question"]
