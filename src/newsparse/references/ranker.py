"""The small network that weighs a phrase and its candidates against each other."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from newsparse.locate import path_of_default
from newsparse.references.features import Features

Numbers = NDArray[Any]
FILE = "references.npz"
ROWS = 20_000  # rows that are weighed at once


class Ranker:
    """A few networks of one shape; what they say is averaged.

    `nouns`, `names`: vectors of the buckets that a noun and a name fall into. `inner`, `middle`,
    `outer`: the layers, with their biases.
    """

    def __init__(self, weights: dict[str, Numbers]) -> None:
        self.idle = frozenset(weights.pop("idle").tolist())
        self.weights = {name: values.astype("float32") for name, values in weights.items()}

    @classmethod
    def read(cls, path: Path) -> "Ranker":
        with numpy.load(path) as file:
            return cls(dict(file))

    def weigh(self, features: Features) -> Numbers:
        """Return how probable each row of `features` is among the rows of its phrase."""
        scores = self._scores(features)
        of = features.row_phrase
        total = numpy.zeros(len(of), "float32")
        for row in scores:
            powers = numpy.exp(row - _of_groups(numpy.maximum, row, of)[of])
            total += powers / _of_groups(numpy.add, powers, of)[of]
        return total / len(scores)

    def _scores(self, features: Features) -> Numbers:
        w = self.weights
        rows = features.rows
        scores = numpy.empty((len(w["inner"]), len(rows)), "float32")
        for number in range(len(scores)):
            nouns = w["nouns"][number][features.nouns].mean(1)
            names = w["names"][number][features.names].mean(1)
            for at in range(0, len(rows), ROWS):
                part = slice(at, at + ROWS)
                values = numpy.concatenate(
                    [
                        rows[part],
                        nouns[features.row_phrase[part]],
                        names[features.row_entity[part]],
                    ],
                    axis=1,
                )
                inner = numpy.maximum(values @ w["inner"][number] + w["inner_bias"][number], 0)
                middle = numpy.maximum(inner @ w["middle"][number] + w["middle_bias"][number], 0)
                scores[number, part] = middle @ w["outer"][number]
        return scores


def _of_groups(combine: numpy.ufunc, values: Numbers, of: Numbers) -> Numbers:
    """Combine the values of each group; the groups are numbered and in order, none empty."""
    firsts = numpy.flatnonzero(numpy.diff(of, prepend=-1))
    return combine.reduceat(values, firsts)


@cache
def ranker() -> Ranker:
    """Return the ranker that newsparse ships, read at the first call."""
    return Ranker.read(path_of_default() / FILE)
