"""Who is cited and not named: a phrase of the article, the fullest that it takes up."""

from collections.abc import Mapping, Set
from functools import cached_property

from spacy.tokens import Span

from newsparse.documents import names_document
from newsparse.entities import Entity
from newsparse.record import Basis
from newsparse.sources import (
    head_of,
    is_definite,
    is_in_group,
    is_one_person,
    is_plural,
    is_predicate,
    last_part,
    names_person,
    source_of,
)
from newsparse.speakers.speaker import Speaker
from newsparse.words import Words

SHORTEST_PART = 5  # letters of a compound's last part that takes up the whole


class Unnamed:
    """The phrases of an article that stand for somebody whom it does not name."""

    def __init__(
        self, words: Words, spoken: Set[int], entity_at: Mapping[int, Entity | None]
    ) -> None:
        self.doc, self.spoken, self.entity_at = words.doc, spoken, entity_at
        self.cited: dict[tuple[str, bool], Speaker] = {}  # by noun and number

    def of(self, source: Span) -> Speaker:
        """The phrase as written, or the fuller one that it takes up: `kilden`, `en kilde i …`."""
        head = head_of(source)
        basis: Basis = "document" if names_document(head) else "description"
        one = is_one_person(head) or is_in_group(head, "accused")
        said = Speaker(source.text, None, basis, one)
        if basis == "document":
            return said
        noun, plural = last_part(head), is_plural(head)
        if len(source) == 1 and is_definite(head):
            if (noun, plural) in self.cited:
                return self.cited[noun, plural]
            fuller = self.introduced.get((noun, plural))
            if fuller is not None and fuller.end <= head.i:
                return Speaker(fuller.text, None, basis, one)
        for start in range(max(len(noun) - SHORTEST_PART, 0) + 1):  # `valgkommisjonen`
            known = self.cited.setdefault((noun[start:], plural), said)
            if " " not in known.name:
                self.cited[noun[start:], plural] = said
        return said

    @cached_property
    def introduced(self) -> dict[tuple[str, bool], Span]:
        """Where people are told of first, by noun and number: `tretten foreldre`, `en mann på 60`.

        Not whose they are: of `sin egen bestemor`, `bestemoren` takes up nothing.
        """
        found: dict[tuple[str, bool], Span] = {}
        for i, noun in enumerate(self.doc):
            if noun.pos_ != "NOUN" or i in self.spoken or i in self.entity_at:
                continue
            if is_definite(noun) or is_predicate(noun) or not names_person(noun):
                continue
            owned = any(c.dep_ == "nmod:poss" or c.morph.get("Poss", []) for c in noun.children)
            phrase = source_of(noun)
            if len(phrase) > 1 and phrase.root == noun and not owned:
                found.setdefault((last_part(noun), is_plural(noun)), phrase)
        return found
