"""The best sequence of BILUO tags: an entity begins, goes on and ends, or is one word."""

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

PLACES = 4  # of a word in a name: B, I, L, U
AGREEMENT = 0.5  # how far a name's label goes to what its other places in the text say: 0 to 1

MARKS = {"«": "»", "“": "”", '"': '"', "”": "”", "„": "“"}  # opening: closing

Scores = NDArray[numpy.float32]
Span = tuple[int, int, int]  # first word, word behind the last, label


def biluo_tags(labels: Sequence[str]) -> list[str]:
    """Return the classes in the order that `best_spans` expects: O, then B, I, L, U of each label.

    >>> biluo_tags(["PER"])
    ['O', 'B-PER', 'I-PER', 'L-PER', 'U-PER']
    """
    return ["O", *(f"{place}-{label}" for label in labels for place in "BILU")]


def agree(scores: Scores, forms: Sequence[str]) -> Scores:
    """Return scores with which a name leans towards one label in all its places in a text.

    scores: words × classes, of one text; forms: its words as they are written. `Kreml` and `Kremls`
    are one name. Where in a name a word stands is not touched.
    """
    places: dict[str, list[int]] = {}
    for i, form in enumerate(forms):
        if form[0].isupper() and len(form) > 1:
            places.setdefault(form, []).append(i)
    for form in list(places):
        if form.endswith("s") and form[:-1] in places:
            places[form[:-1]] += places.pop(form)
    result = scores.copy()
    for rows in filter(lambda rows: len(rows) > 1, places.values()):
        by_label = _log_chances_of_labels(scores[rows])
        shift = AGREEMENT * (by_label.mean(0) - by_label)
        result[rows, 0] += shift[:, 0]
        result[rows, 1:] += shift[:, 1:].repeat(PLACES, axis=1)
    return result


def _log_chances_of_labels(scores: Scores) -> Scores:
    """Log probabilities of O and of each label, whatever the place in the name."""
    labels = (scores.shape[1] - 1) // PLACES
    within = scores[:, 1:].reshape(len(scores), labels, PLACES)
    by_label = numpy.concatenate([scores[:, :1], numpy.logaddexp.reduce(within, axis=2)], axis=1)
    chances: Scores = by_label - numpy.logaddexp.reduce(by_label, axis=1, keepdims=True)
    return chances


def with_opening_mark(span: Span, forms: Sequence[str]) -> Span:
    """Begin a name with the quotation mark that closes within it: `«Guitar Hero»-spillet`."""
    first, behind, label = span
    closing = MARKS.get(forms[first - 1]) if first else None
    if closing is not None and any(closing in form for form in forms[first:behind]):
        first -= 1
    return first, behind, label


def best_spans(scores: Scores, sentences: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the entities of the most probable valid tags, each with its label's index.

    scores: words × classes; sentences: first word and word behind. An entity stays in its sentence.
    The sentences are read side by side, word by word, by Viterbi's method. Since B, I, L and U of
    one label follow only on each other, a step compares labels with themselves alone.
    """
    order = sorted(sentences, key=lambda sentence: sentence[0] - sentence[1])  # longest first
    if not order:
        return []
    starts = numpy.array([start for start, _ in order])
    lengths = numpy.array([end - start for start, end in order])
    labels = (scores.shape[1] - 1) // PLACES
    outside = numpy.zeros(len(order), "f4")  # best score with no entity open
    inside = numpy.full((len(order), labels), -numpy.inf, "f4")  # with this label's entity open
    closing = numpy.zeros((lengths[0], len(order)), "i4")  # what ended here: 0 for O, 2k+1, 2k+2
    opening = numpy.zeros((lengths[0], len(order), labels), bool)  # the entity began here
    for step in range(lengths[0]):
        active = int(numpy.count_nonzero(lengths > step))
        now = scores[starts[:active] + step]
        parts = now[:, 1:].reshape(active, labels, PLACES)
        before, open_ = outside[:active, None], inside[:active]
        # O, then for each label: U after nothing open, L after the label open
        ends = numpy.empty((active, 2 * labels + 1), "f4")
        ends[:, 0] = outside[:active] + now[:, 0]
        ends[:, 1::2] = before + parts[:, :, 3]
        ends[:, 2::2] = open_ + parts[:, :, 2]
        begun, kept = before + parts[:, :, 0], open_ + parts[:, :, 1]
        opening[step, :active] = begun >= kept
        closing[step, :active] = ends.argmax(1)
        inside[:active] = numpy.maximum(begun, kept)
        outside[:active] = ends.max(1)
    spans = []
    for row, (start, end) in enumerate(order):
        i = end - start - 1
        while i >= 0:
            label, is_several = divmod(int(closing[i, row]) - 1, 2)
            first = i
            if is_several and label >= 0:
                first -= 1
                while not opening[first, row, label]:
                    first -= 1
            if label >= 0:
                spans.append((start + first, start + i + 1, label))
            i = first - 1
    return sorted(spans)
