"""The small networks that weigh who may say a reply against each other."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from newsparse.locate import path_of_default

Numbers = NDArray[Any]
FILE = "turns.npz"


class Ranker:
    """A few networks of one shape; what they say is averaged.

    `columns`: the names of the numbers that are weighed. `inner`, `middle`, `outer`: the layers of
    each network, the first two with their biases.
    """

    def __init__(self, weights: dict[str, Numbers]) -> None:
        self.column = {name: i for i, name in enumerate(weights["columns"].tolist())}
        self.layers = {
            name: values.astype("float32") for name, values in weights.items() if name != "columns"
        }

    @classmethod
    def read(cls, path: Path) -> "Ranker":
        with numpy.load(path) as file:
            return cls(dict(file))

    def weigh(self, candidates: Sequence[Mapping[str, float]]) -> list[float]:
        """Return how probable each of the candidates for one reply is; a name it lacks is 0."""
        rows = numpy.zeros((len(candidates), len(self.column)), "float32")
        for row, tells in zip(rows, candidates, strict=True):
            for name, value in tells.items():
                if value and name in self.column:
                    row[self.column[name]] = value
        w = self.layers
        inner = numpy.maximum(rows @ w["inner"] + w["inner_bias"], 0)
        middle = numpy.maximum(inner @ w["middle"] + w["middle_bias"], 0)
        scores = middle @ w["outer"]  # a line a network, a column a candidate
        powers = numpy.exp(scores - scores.max(axis=1, keepdims=True))[..., 0]
        shares: list[float] = (powers / powers.sum(axis=1, keepdims=True)).mean(axis=0).tolist()
        return shares


@cache
def ranker() -> Ranker:
    """Return the ranker that newsparse ships, read at the first call."""
    return Ranker.read(path_of_default() / FILE)
