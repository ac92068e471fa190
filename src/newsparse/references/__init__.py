"""Which entity a pronoun, a description or a short form stands for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

from spacy.tokens import Span

from newsparse.entities import Entity
from newsparse.references.features import Features
from newsparse.references.nouns import Noun
from newsparse.references.phrases import Phrase, find_phrases, phrase_of, with_cited
from newsparse.references.ranker import ranker
from newsparse.references.scene import Scene
from newsparse.words import Words

__all__ = ["Reference", "References", "find_references"]

Ranking = list[tuple[float, Entity | None]]
SURE = 0.5  # probability from which a phrase is reported as a reference
PRESENT_PRONOUN, PRESENT = 2.0, 1.5  # log odds of who is told of or spoke last


@dataclass(frozen=True)
class Reference:
    """A pronoun or description, and the entity that it stands for."""

    span: Span
    entity: Entity
    kind: Literal["pronoun", "description"]


class References:
    """What the pronouns and descriptions of an article stand for.

    cited: the sources of its quotes. found: the phrases that the article's entities explain, in
    text order.
    """

    def __init__(
        self, words: Words, entities: Sequence[Entity], cited: Sequence[Span] = ()
    ) -> None:
        self._entities = entities
        self._scene = Scene(words, entities, cited)
        phrases = list(find_phrases(words, ranker().idle)) if entities else []
        ranked = with_cited(phrases, cited) if entities else []
        self._rankings = dict(
            zip((phrase.head.i for phrase in ranked), self._rank(ranked), strict=True)
        )
        self.found = tuple(self._found(phrases))

    def entity(self, span: Span, *present: Entity | None) -> Entity | None:
        """Return the entity that a source stands for, or None where it is nobody of the article.

        present: who is told of there and who has spoken last.
        """
        ranking = self.ranked(span, *present)
        return ranking[0][1] if ranking else None

    def nobody(self, span: Span) -> float:
        """Return how probable it is that a source is nobody of the article."""
        return next((p for p, entity in self.ranked(span) if entity is None), 1.0)

    def ranked(self, span: Span, *present: Entity | None) -> Ranking:
        """Return the probabilities of the entities, None among them for nobody, the best first."""
        phrase = phrase_of(span)
        head, noun = phrase.head.i, phrase.noun
        if head not in self._rankings:
            idle = noun is not None and noun.key in ranker().idle
            nobody = idle or not self._entities
            self._rankings[head] = [(1.0, None)] if nobody else self._rank([phrase])[0]
        ranking = self._rankings[head]
        near = {entity for entity in present if entity is not None}
        if noun is not None:  # `advokaten` is who is called so, whoever has spoken
            holders = self._holders(noun)
            told = {e for e in near if noun.is_medium and self._scene.prints(e)}
            near = (near & holders) or told or holders or near
            near = set() if noun.is_relation else near  # `broren` is of who has spoken
        if not near:
            return ranking
        weight = exp(PRESENT_PRONOUN if noun is None else PRESENT)
        odds = [(p * (weight if e in near else 1), e) for p, e in ranking]
        total = sum(p for p, _ in odds)
        return sorted(((p / total, e) for p, e in odds), key=lambda row: -row[0])

    def settle(self, meant: Iterable[tuple[Span, Entity | None]]) -> None:
        """Let `found` agree with who the sources of the quotes are, None for nobody named."""
        found = {phrase_of(reference.span).head.i: reference for reference in self.found}
        for span, entity in meant:
            phrase = phrase_of(span)
            found.pop(phrase.head.i, None)
            if entity is not None:
                found[phrase.head.i] = _reference(phrase, entity)
        self.found = tuple(found[i] for i in sorted(found))

    def holds(self, span: Span, entity: Entity) -> bool:
        """Tell whether an entity has the noun of a phrase as a title, here or elsewhere."""
        noun = phrase_of(span).noun
        return noun is not None and entity in self._holders(noun)

    def allows(self, span: Span, entity: Entity) -> bool:
        """Tell whether a source can stand for an entity: not `Ap-politikeren` for Vik (H)."""
        return any(entity is other for _, other in self.ranked(span))

    def _holders(self, noun: Noun) -> set[Entity]:
        """Who has a noun, or another for the same position, as a title."""
        return {self._entities[number] for number in self._scene.holders(noun)}

    def _rank(self, phrases: Sequence[Phrase]) -> list[Ranking]:
        if not phrases:
            return []
        features = Features(self._scene, phrases)
        rankings: list[Ranking] = [[] for _ in phrases]
        rows = zip(
            features.row_phrase.tolist(),
            features.row_entity.tolist(),
            ranker().weigh(features).tolist(),
            strict=True,
        )
        for phrase, entity, probability in rows:
            rankings[phrase].append((probability, self._entities[entity] if entity >= 0 else None))
        for ranking in rankings:
            ranking.sort(key=lambda row: -row[0])
        return rankings

    def _found(self, phrases: Sequence[Phrase]) -> Iterable[Reference]:
        for phrase in phrases:
            probability, entity = self._rankings[phrase.head.i][0]
            if entity is not None and probability >= SURE:
                yield _reference(phrase, entity)


def _reference(phrase: Phrase, entity: Entity) -> Reference:
    return Reference(phrase.span, entity, "pronoun" if phrase.noun is None else "description")


def find_references(
    words: Words, entities: Sequence[Entity], cited: Sequence[Span] = ()
) -> References:
    """Return what the pronouns and descriptions of an article with parse and entities stand for.

    cited: the sources of its quotes, as they are somebody more often than other phrases.
    """
    return References(words, entities, cited)
