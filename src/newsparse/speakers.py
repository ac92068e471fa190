"""From a quote's source, or from its place in the article, to who said it."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from newsparse.entities import Entity, base_form
from newsparse.lexicon import lexicon
from newsparse.quotes import Attribution
from newsparse.quotes.sources import SUBJECT, is_source, source_of

HEADLINES = frozenset({"dash_headline", "marked_headline"})
TITLE_RELATIONS = frozenset({"appos", "flat:name", "nmod", "compound"})


@dataclass(frozen=True)
class Speaker:
    """Who said it: an entity of the article, or a phrase as it is written."""

    name: str
    entity: Entity | None = None


def find_speakers(
    doc: Doc, attributions: Sequence[Attribution], entities: Sequence[Entity]
) -> list[Speaker | None]:
    """Return each attribution's speaker, None where nobody can be named; in the same order."""
    return _Reading(doc, attributions, entities).speakers()


class _Reading:
    """One pass through the article: who has been named, and who spoke last."""

    def __init__(
        self, doc: Doc, attributions: Sequence[Attribution], entities: Sequence[Entity]
    ) -> None:
        self.doc = doc
        self.attributions = attributions
        self.people = [e for e in entities if e.type == "person"]
        self.bodies = [e for e in entities if e.type == "organisation"]
        self.places = [e for e in entities if e.type == "place"]
        self.entity_at = {i: e for e in entities for m in e.mentions for i in range(m.start, m.end)}
        direct = [a for a in attributions if a.type == "direct"]
        self.spoken = {i for a in direct for s in a.content for i in range(s.start, s.end)}
        self.titles = {id(e): _titles(e) for e in self.people}

    def speakers(self) -> list[Speaker | None]:
        found: list[Speaker | None] = [None] * len(self.attributions)
        last: Speaker | None = None
        last_end = 0
        for i, quote in enumerate(self.attributions):
            if quote.source is not None:
                found[i] = self.of_source(quote.source, last, last_end, quote)
            elif quote.construction in HEADLINES or self.is_question(i):
                continue
            else:
                found[i] = self.of_context(i, last, last_end)
            if found[i] is not None and not self._is_nested(i):
                last = found[i]
                last_end = max(quote.end, quote.source.end if quote.source is not None else 0)
        for i, quote in enumerate(self.attributions):
            if found[i] is None and quote.source is None and not self.is_question(i):
                found[i] = self.of_following(i, found)
        return found

    def _is_nested(self, i: int) -> bool:
        quote = self.attributions[i]
        return quote.cue is not None and quote.cue.start in self.spoken

    # -- a source ---------------------------------------------------------------------------

    def of_source(
        self, source: Span, last: Speaker | None, last_end: int, quote: Attribution
    ) -> Speaker | None:
        """A name, a pronoun, or a description."""
        named = self.named(source)
        if named is not None:
            return Speaker(named.name, named)
        words = lexicon().pronouns
        head = source.root
        if head.lower_ in words["masculine"] | words["feminine"] and len(source) == 1:
            feminine = head.lower_ in words["feminine"]
            return self.of_pronoun(source, feminine, last, last_end)
        if head.lower_ in words["plural"] and len(source) == 1:
            return last if last is not None and last.entity not in self.people else None
        if head.pos_ == "PRON" and len(source) == 1:
            return last
        return self.of_description(source, last, quote)

    def named(self, source: Span) -> Entity | None:
        """The entity whose mention is the source, or heads it."""
        at = [self.entity_at[t.i] for t in source if t.i in self.entity_at]
        if not at:
            return None
        entity = self.entity_at.get(source.root.i)
        if entity is not None and entity.type != "place":
            mention = next(m for m in entity.mentions if m.start <= source.root.i < m.end)
            covered = len(source) - len(mention)
            if entity.type == "person" or covered <= 1:
                return entity
        if entity is not None and entity.type == "place" and len(source) <= len(entity.words):
            return entity
        return None

    def of_pronoun(
        self, source: Span, feminine: bool, last: Speaker | None, last_end: int
    ) -> Speaker | None:
        """The subject named since the last quote, else the last speaker, else the last named."""
        since = [
            (m, e)
            for e in self.people
            for m in e.mentions
            if last_end <= m.start < source.start and m.start not in self.spoken
            if self._fits(e, feminine) or (_gender(e) is None and _is_subject(m))
        ]
        subjects = [(m, e) for m, e in since if _is_subject(m) and not _embedded(m)]
        if subjects:
            entity = max(subjects, key=lambda pair: pair[0].start)[1]
            return Speaker(entity.name, entity)
        if last is not None and last.entity is not None and last.entity.type == "person":
            if self._fits(last.entity, feminine):
                return last
        before = [
            (m.start, e.name, e)
            for e in self.people
            for m in e.mentions
            if m.start < source.start and self._fits(e, feminine)
        ]
        spoken_last = [b for b in before if b[0] not in self.spoken] or before
        if not spoken_last:
            return None
        entity = max(spoken_last, key=lambda b: b[0])[2]
        return Speaker(entity.name, entity)

    def _fits(self, person: Entity, feminine: bool) -> bool:
        gender = _gender(person)
        if gender is None:
            return " " in person.name  # a lone unknown word may be no person at all
        return gender == ("feminine" if feminine else "masculine")

    def of_description(
        self, source: Span, last: Speaker | None, quote: Attribution
    ) -> Speaker:
        """`ordføraren` is the person with that title; `23-åringen` the one spoken of."""
        head = source.root
        written = Speaker(source.text)
        if not _is_definite(head):
            return written
        lemma = _bare_noun(head)
        if lemma in lexicon().groups["media"]:
            medium = self._last_medium(source)
            return Speaker(medium.name, medium) if medium is not None else written
        titled = [
            (m.start, e)
            for e in self.people
            if any(_same_title(title, lemma) for title in self.titles[id(e)])
            for m in e.mentions
        ]
        holders = [h for h in titled if h[0] < source.start]
        if titled and not holders and quote.source is None:
            entity = min(titled, key=lambda h: h[0])[1]  # a headline runs ahead of the name
            return Speaker(entity.name, entity)
        if holders:
            spoke = [h for h in holders if last is not None and h[1] is last.entity]
            entity = (spoke or [max(holders, key=lambda h: h[0])])[0][1]
            return Speaker(entity.name, entity)
        if _stands_for_person(head, lemma) and len(source) == 1:
            aged = self._of_age(head, source)
            if aged is not None:
                return Speaker(aged.name, aged)
            if last is not None and last.entity is not None and last.entity.type == "person":
                return last
            person = self._last_person(source)
            if person is not None:
                return Speaker(person.name, person)
        return written

    def _of_age(self, head: Token, source: Span) -> Entity | None:
        """`23-åringen`: the last person named before, first the one whose age is told."""
        if "åring" not in head.lower_:
            return None
        age = head.lower_.split("-")[0]
        doc = self.doc
        for person in self.people:
            for m in person.mentions:
                if m.end + 1 < len(doc) and doc[m.end].text == "(" and doc[m.end + 1].text == age:
                    return person
        return None

    def _last_person(self, source: Span) -> Entity | None:
        before = [
            (m.start, e)
            for e in self.people
            for m in e.mentions
            if m.start < source.start and m.start not in self.spoken
        ]
        return max(before, key=lambda b: b[0])[1] if before else None

    def _last_medium(self, source: Span) -> Entity | None:
        """The organisation that was cited or spoken to last."""
        before = [
            (m.start, e) for e in self.bodies for m in e.mentions if m.start < source.start and _is_medium(m)
        ]
        return max(before, key=lambda b: b[0])[1] if before else None

    # -- no source --------------------------------------------------------------------------

    def is_question(self, i: int) -> bool:
        """An interviewer's question: a reply that asks, and the next paragraph answers."""
        quote = self.attributions[i]
        if quote.construction != "dash_reply" or quote.cue is not None or quote.introduction:
            return False
        if "?" not in self.doc[quote.end - 1 : quote.end + 1].text:
            return False
        following = self.attributions[i + 1 : i + 2]
        answered = any(
            a.construction == "dash_reply" and a.start - quote.end <= 4 for a in following
        )
        own = lexicon().pronouns["first_person"]
        return answered and not any(t.lower_ in own for t in quote.content[-1])

    def of_context(self, i: int, last: Speaker | None, last_end: int) -> Speaker | None:
        """Who was introduced before the reply, else who speaks already."""
        quote = self.attributions[i]
        if quote.introduction is not None:
            introduced = self._subject_of(quote.introduction)
            if introduced is not None:
                return introduced
        candidate = self._introduced_before(quote, last_end)
        return candidate or last

    def _subject_of(self, introduction: Span) -> Speaker | None:
        """The person named in the words before a colon; first its subject."""
        mentions = [
            (m, e) for e in self.people for m in e.mentions if introduction.start <= m.start < introduction.end
        ]
        subjects = [(m, e) for m, e in mentions if _is_subject(m)]
        if subjects or mentions:
            entity = (subjects or mentions)[0][1]
            return Speaker(entity.name, entity)
        quote = Attribution("direct", "colon_introduced", (introduction,))
        for token in introduction:
            if token.dep_ in SUBJECT and is_source(token):
                return self.of_source(source_of(token), None, introduction.start, quote)
        root = introduction.root
        return self.of_description(source_of(root), None, quote) if root.pos_ == "NOUN" else None

    def _introduced_before(self, quote: Attribution, last_end: int) -> Speaker | None:
        """A person who is the subject of the sentence before the reply, and a speaker elsewhere."""
        start = quote.start - 1
        while start > 0 and (self.doc[start].is_space or self.doc[start].is_punct):
            start -= 1
        if start < last_end:
            return None
        sentence = self.doc[start].sent
        cited = {a.source.start for a in self.attributions if a.source is not None}
        speaking = {id(self.entity_at[s]) for s in cited if s in self.entity_at}
        named = [
            (m, e)
            for e in self.people
            for m in e.mentions
            if sentence.start <= m.start < sentence.end and m.start not in self.spoken and _is_subject(m)
        ]
        for _, entity in named:
            if id(entity) in speaking or last_end == 0:
                return Speaker(entity.name, entity)
        return None

    def of_following(self, i: int, found: list[Speaker | None]) -> Speaker | None:
        """A headline's speaker: who says something like it further on, else who speaks next."""
        quote = self.attributions[i]
        if quote.introduction is not None:
            introduced = self._subject_of(quote.introduction)
            if introduced is not None:
                return introduced
        later = [(j, a) for j, a in enumerate(self.attributions) if j > i and found[j] is not None]
        if not later:
            return None
        words = _content_words(quote)
        alike, said = max(later, key=lambda pair: (_overlap(words, pair[1]), -pair[0]))
        if _overlap(words, said) >= 0.5:
            return found[alike]
        direct = [j for j, a in later if a.type == "direct" and a.construction not in HEADLINES]
        return found[direct[0]] if direct else None


def _is_definite(noun: Token) -> bool:
    """`ordføraren`, `Kinas president`."""
    if "Def" in noun.morph.get("Definite") or noun.lower_.endswith(("en", "a", "et")):
        return True
    return any("Gen" in c.morph.get("Case") for c in noun.lefts)


def _content_words(quote: Attribution) -> set[str]:
    return {
        t.lemma_.lower()
        for s in quote.content
        for t in s
        if t.pos_ in ("NOUN", "VERB", "ADJ", "PROPN", "ADV") and len(t) > 2
    }


def _overlap(words: set[str], quote: Attribution) -> float:
    return len(words & _content_words(quote)) / len(words) if words else 0.0


def _is_subject(mention: Span) -> bool:
    token = mention.root
    while token.dep_ in ("appos", "flat:name", "flat") and token.head != token:
        token = token.head
    return token.dep_ in SUBJECT


def _embedded(mention: Span) -> bool:
    """The subject of a clause inside another."""
    token = mention.root
    while token.dep_ in ("appos", "flat:name", "flat", *SUBJECT) and token.head != token:
        token = token.head
    return token.dep_ in ("ccomp", "acl:relcl", "advcl", "acl")


def _gender(person: Entity) -> str | None:
    """By the first name, else by the feature that the pipeline gives it."""
    first = person.name.split()[0] if " " in person.name else ""
    for part in (first, first.split("-")[0]):
        if part in lexicon().feminine_names:
            return "feminine"
        if part in lexicon().masculine_names:
            return "masculine"
    return None


def _titles(person: Entity) -> set[str]:
    """The nouns that stand with the person's name: `operasjonsleder Vidar Pedersen`."""
    found: set[str] = set()
    for mention in person.mentions:
        root = mention.root
        linked = [c for c in root.children if c.dep_ in ("appos", "nmod") and c.pos_ == "NOUN"]
        if root.dep_ in ("appos", "flat:name", "flat") and root.head.pos_ == "NOUN":
            linked.append(root.head)
        before = mention.doc[mention.start - 1] if mention.start else None
        if before is not None and before.pos_ == "NOUN":
            linked.append(before)
        predicate = root.head if root.dep_ in SUBJECT else None
        if predicate is not None and predicate.pos_ == "NOUN":
            linked.append(predicate)
        linked += [
            c for c in root.children if c.dep_ == "acl:relcl" and c.pos_ == "NOUN"
        ]  # `Svendsen, som selv er Molde-gutt`
        found |= {_bare_noun(t) for t in linked}
    return found


def _bare_noun(token: Token) -> str:
    lemma = token.lemma_.lower()
    return lemma.rsplit("-", 1)[-1] or lemma


def _position(noun: str) -> str:
    """A noun's position word: `operasjonsleder` → `leader`, `biskop` → `biskop`."""
    for length in range(len(noun), 2, -1):
        ending = noun[-length:]
        if ending in lexicon().same_position:
            return lexicon().same_position[ending]
    return noun


def _same_title(title: str, noun: str) -> bool:
    """`ordførar` ~ `ordførar`, `generalsekretær` ~ `sekretær`, `trener` ~ `manager`."""
    if title == noun or title.endswith(noun) or noun.endswith(title):
        return True
    return _position(title) == _position(noun) and _position(noun) in lexicon().same_position.values() and (
        title in lexicon().same_position or noun in lexicon().same_position
    )


def _stands_for_person(head: Token, lemma: str) -> bool:
    """`23-åringen`, `moldenseren`, `ordføraren`: a definite noun for one person."""
    if "Plur" in head.morph.get("Number"):
        return False
    words = lexicon()
    return (
        "åring" in head.lower_ or lemma in words.demonyms or lemma.endswith(words.person_suffixes)
    )


def _is_medium(mention: Span) -> bool:
    root = mention.root
    if root.dep_ in ("appos", "flat:name", "nmod") and _bare_noun(root.head) in lexicon().groups["media"]:
        return True
    prepositions = {c.lower_ for c in root.children if c.dep_ == "case"}
    cited = bool(prepositions & {"ifølge", "ifølgje", "følge", "følgje", "fylgje"})
    told = bool(prepositions & {"til", "overfor"}) and root.head.lower_ in lexicon().verbs
    return cited or told
