"""Whose turn it is: the candidates for a reply that nothing says who says, and their weights."""

from collections.abc import Sequence

import numpy
import pytest

from newsparse.analyzer import Analyzer
from newsparse.entities import find_entities, mark_entities
from newsparse.quotes import find_attributions
from newsparse.references import find_references
from newsparse.speakers.floor import Candidate
from newsparse.speakers.ranker import Ranker, ranker
from newsparse.speakers.speaker import Speakers
from newsparse.speakers.turns import Turns
from newsparse.words import Words

TALK = """Trange tider

– Vi må spare, sier ordfører Kari Vik (54).

Rådmann Per Dahl rister på hodet.

– Det har vi gjort før, Kari. Hva vil du kutte?

– Alt.

– Hva sier folk til det?

– De ler, sier Vik."""


class Asked(Turns):
    """Turns that keep the candidates."""

    def choose(self, i: int, candidates: Sequence[Candidate]) -> Speakers:
        self.asked = [*getattr(self, "asked", []), candidates]
        return super().choose(i, candidates)


@pytest.fixture(scope="module")
def asked(analyzer: Analyzer) -> Asked:
    words = Words(analyzer.nlp(TALK))
    entities = find_entities(words)
    mark_entities(words, entities)
    turns = Asked(words, find_attributions(words), entities, find_references(words, entities))
    turns.speakers()
    return turns


def test_nobody_and_all_who_may_speak_are_candidates(asked: Asked) -> None:
    first = asked.asked[0]
    assert [speaker.name for speaker in first[0].who] == []
    named = {s.name: c.tells for c in first for s in c.who}
    assert named.keys() == {"Kari Vik", "Per Dahl"}
    assert named["Kari Vik"]["last"]
    assert named["Kari Vik"]["addressed"]
    assert named["Per Dahl"]["told_of"]
    assert not named["Per Dahl"]["addressed"]


def test_each_candidate_comes_once(asked: Asked) -> None:
    for candidates in asked.asked:
        names = [tuple(s.name for s in c.who) for c in candidates]
        assert len(names) == len(set(names))


def test_the_shipped_weights_know_all_that_is_told(asked: Asked) -> None:
    """A number with another name than in training would be passed over."""
    told = {name for candidates in asked.asked for c in candidates for name in c.tells}
    assert len(told) > 60
    assert told <= ranker().column.keys()


def test_weights_are_probabilities() -> None:
    weights = {
        "columns": numpy.array(["last", "nobody"]),
        "inner": numpy.array([[[3.0], [-3.0]]]),
        "inner_bias": numpy.zeros((1, 1, 1)),
        "middle": numpy.array([[[1.0]]]),
        "middle_bias": numpy.zeros((1, 1, 1)),
        "outer": numpy.array([[[1.0]]]),
    }
    last, nobody = Ranker(weights).weigh([{"last": 1, "unheard_of": 9}, {"nobody": 1}])
    assert last + nobody == pytest.approx(1)
    assert last == pytest.approx(1 / (1 + numpy.exp(-3)))
