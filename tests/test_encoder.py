"""The encoder apart from its network: windows, sentences, trees, names, lemmas."""

from itertools import pairwise, product

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from newsparse.encoder.lemmas import apply_script, script_of
from newsparse.encoder.names import best_spans
from newsparse.encoder.tree import LONGEST, best_heads, split
from newsparse.encoder.windows import LONGEST as WINDOW
from newsparse.encoder.windows import MARGIN, cut

SCORES = st.floats(-9, 9, width=32)


def leads_to_one_root(heads: tuple[int, ...]) -> bool:
    def root_of(word: int) -> int | None:
        for _ in heads:
            if heads[word] == word:
                return word
            word = heads[word]
        return None

    return len({root_of(word) for word in range(len(heads))} - {None}) == 1 and None not in {
        root_of(word) for word in range(len(heads))
    }


@settings(deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: arrays("float32", (n, n), elements=SCORES)))
def test_no_tree_is_better(scores: numpy.ndarray) -> None:
    size = len(scores)

    def total(heads: tuple[int, ...]) -> float:
        return sum(float(scores[word, head]) for word, head in enumerate(heads))

    found = tuple(best_heads(scores).tolist())
    trees = filter(leads_to_one_root, product(range(size), repeat=size))
    assert leads_to_one_root(found)
    assert total(found) == pytest.approx(max(map(total, trees)), abs=1e-4)


def test_a_long_sentence_has_a_tree() -> None:
    scores = numpy.random.default_rng(0).normal(size=(LONGEST, LONGEST)).astype("float32")
    assert leads_to_one_root(tuple(best_heads(scores).tolist()))


LABELS = 2  # classes: O, then B, I, L, U of each label


def spans_of(tags: tuple[int, ...]) -> list[tuple[int, int, int]] | None:
    """Return the entities of a sequence of tags; None where it is not a valid one."""
    spans, opened = [], None
    for i, tag in enumerate(tags):
        label, place = divmod(tag - 1, 4) if tag else (-1, -1)
        if (opened is not None) != (place in (1, 2)) or (opened and opened[1] != label):
            return None
        if place == 0:
            opened = (i, label)
        elif place == 3:
            spans.append((i, i + 1, label))
        elif place == 2 and opened:
            spans.append((opened[0], i + 1, label))
            opened = None
    return spans if opened is None else None


@settings(deadline=None)
@given(
    st.integers(1, 3).flatmap(
        lambda n: arrays("float32", (n, 1 + 4 * LABELS), elements=SCORES, unique=True)
    )
)
def test_no_valid_tags_are_better(scores: numpy.ndarray) -> None:
    words, classes = scores.shape

    def total(tags: tuple[int, ...]) -> float:
        return sum(float(scores[word, tag]) for word, tag in enumerate(tags))

    valid = [tags for tags in product(range(classes), repeat=words) if spans_of(tags) is not None]
    best = max(map(total, valid))
    found = best_spans(scores, [(0, words)])
    assert any(
        total(tags) == pytest.approx(best, abs=1e-4) for tags in valid if spans_of(tags) == found
    )


def test_names_keep_to_their_sentence() -> None:
    """The same scores as one sentence, and cut inside a name."""
    scores = numpy.full((4, 5), -1.0, "float32")
    for word, tag in enumerate((1, 3, 1, 3)):
        scores[word, tag] = 5.0
    assert best_spans(scores, [(0, 4)]) == [(0, 2, 0), (2, 4, 0)]
    assert best_spans(scores, [(3, 4), (0, 3)])[0] == (0, 2, 0)
    assert all(end <= 3 or start >= 3 for start, end, _ in best_spans(scores, [(0, 3), (3, 4)]))
    assert best_spans(scores[:0], []) == []


@given(st.lists(st.booleans(), max_size=1000), st.integers(0, 50))
def test_windows_keep_every_unit_once(begins: list[bool], start: int) -> None:
    windows = list(cut(begins, start))
    kept = [unit for window in windows for unit in range(window.first, window.last)]
    assert kept == list(range(start, start + len(begins)))
    for window in windows:
        assert window.start <= window.first <= window.last <= window.end <= window.start + WINDOW
    for before, after in pairwise(windows):
        clean = begins[after.first - start] and before.last == before.end == after.start
        assert clean or (before.end - before.last == MARGIN == after.first - after.start)


def test_sentences() -> None:
    scores = numpy.full(600, -5.0, "float32")
    musts = numpy.zeros(600, bool)
    musts[0] = True
    scores[[10, 100]] = 1.0, -1.0
    musts[20] = True
    sentences = split(scores, musts)
    assert sentences[:4] == [(0, 10), (10, 20), (20, 100), (100, 101)]
    assert all(0 < end - first <= LONGEST for first, end in sentences)
    assert [first for first, _ in sentences[1:]] == [end for _, end in sentences[:-1]]
    assert split(scores[:0], musts[:0]) == []


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_script_makes_its_lemma(form: str, lemma: str) -> None:
    script = script_of(form, lemma)
    assert apply_script(script, form) == (lemma or form)


@pytest.mark.parametrize(
    ("form", "lemma", "other", "other_lemma"),
    [
        ("Gikk", "gå", "fikk", "få"),
        ("ordførarane", "ordførar", "lærarane", "lærar"),
        ("Oslos", "Oslo", "Bergens", "Bergen"),
        ("HELSE", "Helse", "NORGE", "Norge"),
    ],
)
def test_a_script_fits_other_words(form: str, lemma: str, other: str, other_lemma: str) -> None:
    assert apply_script(script_of(form, lemma), other) == other_lemma
