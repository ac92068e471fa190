"""What a reply tells of who says it: whom it speaks to, whom it speaks of, whom it answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.quotes import Attribution
from newsparse.sources import is_in_group
from newsparse.speakers.cited import Cited
from newsparse.speakers.gender import gender_of
from newsparse.speakers.speaker import Speaker, Speakers

SHORT = 8  # words of a reply that belongs to a conversation
SENTENCE_END = frozenset(".!?…")
BEFORE_ADDRESS = frozenset({",", "–", "-"})
GOING_ON = frozenset({"og", "så", "siden", "sidan"})
ANSWER_TO_PARENT = frozenset({"mamma", "pappa"})
CALLED = frozenset({"heter", "heiter", "hette", "heitte"})


@dataclass(frozen=True)
class Reply:
    """What stands in a reply.

    nb: `– Han kan låne av deg, Kari.` speaks to Kari, `– Kari er sein.` of her
    nn: `– Han kan låne av deg, Kari.` speaks to Kari, `– Kari er sein.` of her
    """

    words: int
    first: str  # its first word, in lower case
    asks: bool
    says_i: bool
    says_you: bool
    addressed: frozenset[Entity]
    told: frozenset[Entity]  # whom it tells of by name
    kin: frozenset[str]  # whom it tells of or speaks to as `far`, `bestemor`

    @property
    def is_short(self) -> bool:
        return self.words <= SHORT

    @property
    def begins_answer(self) -> bool:
        """`– Du sa ingenting.`, `– Nei, jeg tenkte.`"""
        return self.first in lexicon().pronouns["reply"]

    @property
    def goes_on(self) -> bool:
        """`– Og så har jeg et barnebarn.`: what goes on with the speaker's own words."""
        return self.first in GOING_ON

    @property
    def opens_with(self) -> str | None:
        """The gender of whom its first word stands for: `– Hun gråt ikke.`"""
        words = lexicon().pronouns
        return next((g for g in ("masculine", "feminine") if self.first in words[g]), None)

    def may_be_said_by(self, speaker: Speaker) -> bool:
        """Nobody speaks to themselves, or of themselves by name."""
        if speaker.entity is not None:
            return speaker.entity not in self.told | self.addressed
        name = speaker.name.casefold()
        return not any(name.startswith(word) for word in self.kin)

    def may_be_of(self, speakers: Speakers) -> bool:
        """Tell whether all of them may say it."""
        return all(map(self.may_be_said_by, speakers))

    def is_about(self, speaker: Speaker) -> bool:
        """Tell whether its first word can stand for somebody: `Ho seier nei.`"""
        gender = self.opens_with
        return gender is not None and gender_of(speaker) in (gender, None)


def read_reply(quote: Attribution, cited: Cited) -> Reply:
    """Read a reply's words once."""
    words = 0
    addressed: set[Entity] = set()
    told: set[Entity] = set()
    kin: set[str] = set()
    forms: set[str] = set()
    starts = frozenset(span.start for span in quote.content)
    for token in _tokens(quote):
        words += token.is_alpha
        forms.add(token.lower_)
        entity = cited.entity_at.get(token.i)
        is_kin = token.pos_ == "NOUN" and entity is None and _is_kin(token)
        if entity is None and not is_kin:
            continue
        spoken_to = _is_address(token, starts, quote.end, cited)
        if is_kin:
            kin.add(token.lower_)
        elif entity is not None and entity.type == "person":
            (addressed if spoken_to else told).add(entity)
    if not forms.isdisjoint(CALLED):  # `Jeg heter Kari Vik`
        told.clear()
    first, last = quote.content[0][0], quote.content[-1][-1]
    behind = last.nbor(1).text if last.i + 1 < len(last.doc) else ""
    return Reply(
        words,
        first.lower_,
        "?" in (last.text[-1], behind),
        not forms.isdisjoint(lexicon().pronouns["first_person"]),
        not forms.isdisjoint(lexicon().pronouns["second_person"]),
        frozenset(addressed),
        frozenset(told),
        frozenset(kin),
    )


def _tokens(quote: Attribution) -> Iterator[Token]:
    for span in quote.content:
        yield from span


def _is_kin(noun: Token) -> bool:
    """`far`, `mamma`, `bestemor`, which stand like names."""
    indefinite = "Def" not in noun.morph.get("Definite", [])
    kin = noun.lower_ in ANSWER_TO_PARENT or is_in_group(noun, "relation")
    return indefinite and kin and not any(noun.lefts)


def _is_address(token: Token, starts: frozenset[int], last: int, cited: Cited) -> bool:
    """Set off at a sentence's end (`…, Kari.`) or its start (`Bestemor, kan jeg …?`), or alone."""
    entity = cited.entity_at.get(token.i)
    start, end = token.i, token.i + 1
    while entity is not None and cited.entity_at.get(start - 1) is entity:
        start -= 1
    while entity is not None and cited.entity_at.get(end) is entity:
        end += 1
    doc = token.doc
    ends = end >= last or doc[end].text[0] in SENTENCE_END
    if start in starts:
        return ends or (doc[end].text == "," and _speaks_to(doc[end:last]))
    return ends and doc[start - 1].text in BEFORE_ADDRESS and token.dep_ != "appos"


def _speaks_to(rest: Span) -> bool:
    return any(t.lower_ in lexicon().pronouns["second_person"] or t.text == "?" for t in rest)
