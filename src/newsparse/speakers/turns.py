"""Turns of speech: who says a quote that has no source of its own."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.quotes import Attribution
from newsparse.quotes.cues import cue_at, is_finite
from newsparse.quotes.layout import paragraphs
from newsparse.sources import (
    SUBJECT,
    is_in_group,
    is_one_person,
    is_source,
    names_document,
    source_of,
    source_of_document,
)
from newsparse.speakers.cited import Cited, governor
from newsparse.speakers.speaker import NOBODY, Speaker, Speakers, of_entity

HEADLINES = frozenset({"dash_headline", "marked_headline"})
CONTENT_WORDS = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV"})
ALIKE = 0.5  # share of a headline's words that the quote which it repeats has too
HEADLINE_REACH = 50  # quotes that are looked through for a headline's speaker
NEXT_PARAGRAPH = 4  # tokens from a question to the answer: a mark, a line break, a dash
ANSWER_REACH = 12  # tokens of narration that may stand between: `Ho ler.`
NAMING = frozenset({"hete", "heite"})
OWN = frozenset({"jeg", "meg", "eg", "min", "mitt"})
CLAIMS = frozenset({"påstand", "påstanden", "rykte", "ryktet"})
INTERJECTION = 6  # words at the most
CREDITS = frozenset({"foto", "illustrasjon", "arkivfoto"})
TOLD_SENTENCES = 3  # sentences before a reply that may tell who speaks


class Turns:
    """One pass through the article: who spoke last, who answers, who is told of."""

    def __init__(
        self, doc: Doc, attributions: Sequence[Attribution], entities: Sequence[Entity]
    ) -> None:
        self.doc = doc
        self.quotes = attributions
        direct = [a for a in attributions if a.type == "direct"]
        self.spoken = {i for a in direct for s in a.content for i in range(s.start, s.end)}
        self.cited = Cited(doc, entities, self.spoken)
        self.paragraphs = list(paragraphs(doc))
        self.starts = [paragraph.start for paragraph in self.paragraphs]
        self.voices = {e for a in attributions if a.source is not None
                       and (e := self.cited.entity_at.get(a.source.root.i)) is not None}
        self.opens_paragraph = frozenset(self.starts)
        self.last: Speakers = NOBODY  # who spoke last
        self.other: Speakers = NOBODY  # who spoke before them
        self.latest: Speakers = NOBODY  # the same, or the document that was cited last
        self.last_end = 0  # where the last quote and its source end
        self.flipped = -1  # the last quote that answered the one before
        self.answers: Speakers = NOBODY  # who answered the last question

    def speakers(self) -> list[Speakers]:
        found: list[Speakers] = []
        for i, quote in enumerate(self.quotes):
            who = self.speaker(i)
            found.append(who)
            nested = quote.cue is not None and quote.cue.start in self.spoken
            if who and not nested:
                self.latest = who
                if who[0].basis != "document" and not self.is_teaser(quote):
                    if _names(who) != _names(self.last):
                        self.other = self.last
                    self.last = who
            end = max(quote.end, quote.source.end if quote.source is not None else 0)
            self.last_end = max(self.last_end, end)
        return [self.looking_ahead(i, found) for i in range(len(found))]

    def speaker(self, i: int) -> Speakers:
        quote = self.quotes[i]
        if quote.source is not None:
            return self.of_source(quote.source)
        if quote.cue is not None:
            return self.of_cue_alone(quote.cue)
        if quote.construction in HEADLINES or self.is_question(i):
            return NOBODY
        if quote.introduction is not None:
            if quote.introduction[0].lower_ in CLAIMS:
                return NOBODY
            return self.of_introduction(quote.introduction) or _by_context(self.last)
        told, asked = self.told_before(quote)
        if told:
            return told
        if asked or (i and self.is_question(i - 1)):
            self.answers = self.answers or _by_context(self.last) or self.interviewed
            return self.answers
        if self.other and self.replies_to_last(i):
            self.flipped = i
            return _by_context(self.other)
        return _by_context(self.last)

    def of_source(self, source: Span, *, ahead: bool = False) -> Speakers:
        return self.cited.speakers(source, self.last, self.last_end, ahead=ahead)

    def of_cue_alone(self, cue: Span) -> Speakers:
        """`…, heter det videre` is who was cited last; who has it in `ble det opplyst` is untold."""
        if self.is_elliptic(cue) or "Part" in cue.root.morph.get("VerbForm", []):
            return NOBODY
        return _by_context(self.latest)

    def is_elliptic(self, cue: Span | None) -> bool:
        """`Mener planen er lagt` as a headline: its subject comes further on."""
        return cue is not None and cue.start in self.opens_paragraph

    def is_teaser(self, quote: Attribution) -> bool:
        """`Les også: Ordfører Kari Vik: – Moe tar feil` belongs to another article."""
        number = bisect_right(self.starts, quote.start) - 1
        opening = tuple(t.lower_ for t in self.paragraphs[max(number, 0)][:2])
        return opening in lexicon().teasers

    # questions

    @cached_property
    def questions(self) -> frozenset[int]:
        """The quotes that are an interviewer's questions."""
        found: set[int] = set()
        for i in range(len(self.quotes)):
            if self._asks(i, found):
                found.add(i)
        return frozenset(found)

    def is_question(self, i: int) -> bool:
        return i in self.questions

    def _asks(self, i: int, found: set[int]) -> bool:
        """A reply that asks, and the next paragraph answers."""
        quote = self.quotes[i]
        if quote.construction != "dash_reply" or quote.cue is not None:
            return False
        if "?" not in self.doc[quote.end - 1 : quote.end + 1].text:
            return False
        words = {t.lower_ for t in quote.content[-1]}
        if words & OWN:
            return False
        answer = next(iter(self.quotes[i + 1 : i + 2]), None)
        if answer is None:
            return i - 2 in found or bool(words & lexicon().pronouns["second_person"])
        if answer.construction != "dash_reply":
            return bool(words & lexicon().pronouns["second_person"])
        return answer.start - quote.end <= NEXT_PARAGRAPH + ANSWER_REACH

    @cached_property
    def interviewed(self) -> Speakers:
        """Who answers in an interview that never says so: whom the narration names most."""
        counts: Counter[Entity] = Counter()
        for start, _, person in self.cited.people:
            counts[person] += start not in self.spoken
        most = max(counts, key=lambda person: counts[person], default=None)
        return (of_entity(most, "context"),) if most is not None and counts[most] else NOBODY

    # narration before a reply

    def replies_to_last(self, i: int) -> bool:
        """`– Du sa ingenting.`, `– Nei, jeg satt og tenkte.`: who begins so answers another."""
        quote = self.quotes[i]
        first = quote.content[0][0].lower_
        if not i or quote.start - self.last_end > NEXT_PARAGRAPH:
            return False
        return first in lexicon().pronouns["reply"] or self.flipped == i - 1 or self.interjected(i - 1)

    def interjected(self, i: int) -> bool:
        """`– To bein, retter spissen.`: few words in another's speech, who goes on behind them."""
        quote = self.quotes[i]
        if quote.source is None or quote.cue is None or quote.type != "direct" or not i:
            return False
        words = sum(token.is_alpha for span in quote.content for token in span)
        before = self.quotes[i - 1]
        end = max(before.end, before.source.end if before.source is not None else 0)
        return words <= INTERJECTION and quote.start - end <= NEXT_PARAGRAPH

    def told_before(self, quote: Attribution) -> tuple[Speakers, bool]:
        """Who the narration between the last quote and this one tells of, last sentence first.

        `Broren flirer.` / `– Du skulle vore politikar.` → `Broren`. Also tells whether it asks:
        `Hva er verst?` / `– Nettene.`, `Aktor ville vite om det var sant.` / `– Nei.`
        """
        number = bisect_right(self.starts, quote.start) - 1
        paragraph = self.paragraphs[number] if number >= 0 else None
        if paragraph is not None and quote.start - paragraph.start <= 2:
            paragraph = self.paragraphs[number - 1] if number else None
        if paragraph is None or paragraph.end <= self.last_end:
            return NOBODY, False
        start, end = max(paragraph.start, self.last_end), min(paragraph.end, quote.start)
        sentences = [s for s in self.doc[start:end].sents if s.start >= start] if start < end else []
        if any(token.lower_ in CREDITS for token in self.doc[start:end]):
            return NOBODY, False  # the words under a picture
        if sentences and self.asks(sentences[-1]):
            return NOBODY, True
        for sentence in reversed(sentences[-TOLD_SENTENCES:]):
            told = self.told_in(sentence) if any(is_finite(t) for t in sentence) else NOBODY
            if told:
                return told, False
        return NOBODY, False

    def asks(self, sentence: Span) -> bool:
        """`Hva er verst?`, `Vi spurte om hun hadde en plan.`"""
        if "?" in sentence[-2:].text:
            return True
        root = sentence.root
        wonders = root.lemma_ in ("vite", "vete") and any(c.lemma_ == "ville" for c in root.lefts)
        return wonders or any(cue.verb.kind == "ask" for cue in cue_at(root))

    def told_in(self, sentence: Span) -> Speakers:
        """Who a sentence is about: its subject, who that is said to be, or the one it names."""
        root = sentence.root
        heads = [root, *(c for c in root.children if c.dep_ == "conj")]
        subjects = [c for h in heads for c in h.children if c.dep_ in SUBJECT]
        said_to_be = self.cited.entity_at.get(root.i) or next(
            (e for c in root.children if c.dep_ in ("xcomp", "obj") and c.i > root.i
             and root.lemma_ in NAMING and (e := self.cited.entity_at.get(c.i)) is not None), None)
        if said_to_be is not None and said_to_be.type == "person":
            return (of_entity(said_to_be, "context"),)
        for head in subjects[:1]:
            who = self.told_subject(head)
            if who:
                return tuple(replace(speaker, basis="context") for speaker in who)
        named = {id(e): e for i in range(sentence.start, sentence.end)
                 if (e := self.cited.entity_at.get(i)) is not None and e.type == "person"}
        if len(named) == 1:
            return (of_entity(next(iter(named.values())), "context"),)
        return NOBODY

    def told_subject(self, head: Token) -> Speakers:
        source = source_of(head)
        entity = self.cited.named(source)
        present = "Past" not in head.head.morph.get("Tense", [])
        if entity is not None:
            tells = entity.type == "person" and (present or entity in self.voices)
            return (of_entity(entity, "context"),) if tells else NOBODY
        words = lexicon().pronouns
        human = head.lower_ in words["masculine"] | words["feminine"]
        nominal = head.pos_ == "ADJ" and any(c.lower_ == "den" for c in head.lefts)
        if human or (present and (nominal or (head.pos_ == "NOUN" and is_one_person(head)))):
            return self.of_source(source)
        return NOBODY

    def of_introduction(self, introduction: Span) -> Speakers:
        """The person named in the words before a colon, first their subject."""
        only = self.cited.entity_at.get(introduction.start)
        if only is not None and len(introduction) <= len(only.name.split()) + 1:
            return (of_entity(only, "context"),)  # `LO: – Dette er galt`
        before = self.cited.named_before(introduction.end)
        mentions = [*takewhile(lambda m: m[0].start >= introduction.start, before)][::-1]
        for _, person in (m for m in mentions if _is_subject(m[0])):
            return (of_entity(person, "context"),)
        for token in introduction:
            if token.dep_ in SUBJECT and is_source(token):
                return self._in_context(source_of(token))
        for _, person in mentions:
            return (of_entity(person, "context"),)
        root = introduction.root  # `Kinas president:`, `Beskjeden fra presidenten:`
        if names_document(root):
            return self._in_context(source_of_document(root))
        citable = lexicon().is_person(root.lemma_.lower()) or is_in_group(root, "body")
        return self._in_context(source_of(root)) if citable else NOBODY

    def _in_context(self, source: Span) -> Speakers:
        found = self.of_source(source, ahead=True)
        return tuple(replace(speaker, basis="context") for speaker in found)

    # headlines

    def looking_ahead(self, i: int, found: list[Speakers]) -> Speakers:
        """A headline's speaker: who says something like it further on, else who speaks next.

        An introduction that gives no name (`Stjerne tar Vik i forsvar:`) is a headline too.
        """
        quote, who = self.quotes[i], found[i]
        unnamed = quote.introduction is not None and any(s.entity is None for s in who)
        cued = quote.cue is not None and not self.is_elliptic(quote.cue)
        if cued or quote.source is not None or self.is_question(i):
            return who
        if quote.introduction is not None and quote.introduction[0].lower_ in CLAIMS:
            return who
        if who and not unnamed:
            return who
        end = min(i + 1 + HEADLINE_REACH, len(self.quotes))
        later = [j for j in range(i + 1, end) if found[j]]
        words = _content_words(quote)
        shares = {j: len(words & _content_words(self.quotes[j])) for j in later}
        closest = max(later, key=lambda j: (shares[j], -j), default=None)
        if closest is not None and words and shares[closest] / len(words) >= ALIKE:
            return _by_context(found[closest])
        if who or quote.construction == "marked_headline":
            return who  # marks alone in a paragraph may be a title as well
        replies = [j for j in later if self.quotes[j].type == "direct"]
        if replies:
            return _by_context(found[replies[0]])
        return self.interviewed if self.questions else NOBODY


def _names(speakers: Speakers) -> set[str]:
    return {speaker.name for speaker in speakers}


def _by_context(speakers: Speakers) -> Speakers:
    return tuple(replace(speaker, basis="context") for speaker in speakers)


def _content_words(quote: Attribution) -> set[str]:
    words = (t for span in quote.content for t in span)
    return {t.lemma_.lower() for t in words if t.pos_ in CONTENT_WORDS and len(t) > 2}


def _is_subject(mention: Span) -> bool:
    return governor(mention).dep_ in SUBJECT
