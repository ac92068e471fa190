"""The network of the references, and how it is trained: numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy
from numpy.typing import NDArray

from newsparse.references.scene import BUCKETS

Numbers = NDArray[Any]
NOUN_VECTOR, NAME_VECTOR = 12, 8
INNER, MIDDLE = 64, 32
BATCH = 256  # phrases
RATE = 2e-3
DECAY = 2e-4
DROPPED = 0.25
MEAN, SQUARE = 0.9, 0.999  # of Adam


@dataclass
class Rows:
    """The rows of phrases and candidates; `phrase` counts from 0, each with rows side by side.

    `nouns` and `weights` have a line a phrase, all others one a row.
    """

    values: Numbers
    phrase: Numbers
    entity: Numbers
    nouns: Numbers
    names: Numbers
    right: Numbers
    weights: Numbers

    @classmethod
    def joined(cls, parts: Sequence["Rows"]) -> "Rows":
        first = numpy.cumsum([0, *(len(part.weights) for part in parts)])
        columns = {f.name: [getattr(part, f.name) for part in parts] for f in fields(cls)}
        columns["phrase"] = [p + at for p, at in zip(columns["phrase"], first, strict=False)]
        return cls(**{name: numpy.concatenate(values) for name, values in columns.items()})

    def chosen(self, phrases: Numbers) -> "Rows":
        """The rows of some phrases."""
        bounds = numpy.searchsorted(self.phrase, numpy.arange(len(self.weights) + 1))
        sizes = bounds[phrases + 1] - bounds[phrases]
        rows = numpy.concatenate([numpy.arange(bounds[p], bounds[p + 1]) for p in phrases])
        return Rows(
            self.values[rows],
            numpy.repeat(numpy.arange(len(phrases)), sizes),
            self.entity[rows],
            self.nouns[phrases],
            self.names[rows],
            self.right[rows],
            self.weights[phrases],
        )


class Network:
    """Vectors of nouns and names, two layers, one score a row; a phrase's rows share one."""

    def __init__(self, width: int, seed: int) -> None:
        self.random = numpy.random.default_rng(seed)
        values = width + NOUN_VECTOR + NAME_VECTOR

        def normal(scale: float, *shape: int) -> Numbers:
            return (self.random.normal(size=shape) * scale).astype("float32")

        self.weights = {
            "nouns": normal(0.1, BUCKETS + 1, NOUN_VECTOR),
            "names": normal(0.1, BUCKETS + 1, NAME_VECTOR),
            "inner": normal((2 / values) ** 0.5, values, INNER),
            "inner_bias": numpy.zeros(INNER, "float32"),
            "middle": normal((2 / INNER) ** 0.5, INNER, MIDDLE),
            "middle_bias": numpy.zeros(MIDDLE, "float32"),
            "outer": normal(0.1, MIDDLE),
        }
        self.weights["nouns"][BUCKETS] = self.weights["names"][BUCKETS] = 0
        self.means = {name: numpy.zeros_like(w) for name, w in self.weights.items()}
        self.squares = {name: numpy.zeros_like(w) for name, w in self.weights.items()}
        self.steps = 0

    def weigh(self, rows: Rows) -> Numbers:
        """The probability of each row among those of its phrase."""
        scores = self._forward(rows, 0)[-1]
        powers = numpy.exp(scores - _of_groups(numpy.maximum, scores, rows.phrase)[rows.phrase])
        shares: Numbers = powers / _of_groups(numpy.add, powers, rows.phrase)[rows.phrase]
        return shares

    def _forward(self, rows: Rows, dropped: float) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        w = self.weights
        nouns, names = w["nouns"][rows.nouns].mean(1), w["names"][rows.names].mean(1)
        if dropped:
            nouns = nouns * self._kept(dropped, len(nouns), 1)
            names = names * self._kept(dropped, len(names), 1)
        values = numpy.concatenate([rows.values, nouns[rows.phrase], names], axis=1)
        inner = numpy.maximum(values @ w["inner"] + w["inner_bias"], 0)
        if dropped:
            inner = inner * self._kept(dropped, *inner.shape) / numpy.float32(1 - dropped)
        middle = numpy.maximum(inner @ w["middle"] + w["middle_bias"], 0)
        return values, inner, middle, middle @ w["outer"]

    def _kept(self, dropped: float, *shape: int) -> Numbers:
        kept: Numbers = (self.random.random(shape, "float32") > dropped).astype("float32")
        return kept

    def learn(self, rows: Rows, rate: float) -> None:
        """One step of Adam towards the right rows; where several are right, to any of them."""
        w, of = self.weights, rows.phrase
        values, inner, middle, scores = self._forward(rows, DROPPED)
        powers = numpy.exp(scores - _of_groups(numpy.maximum, scores, of)[of])
        right = powers * rows.right
        shares = powers / _of_groups(numpy.add, powers, of)[of]
        wanted = right / numpy.maximum(_of_groups(numpy.add, right, of), 1e-20)[of]
        slope = (shares - wanted) * (rows.weights / BATCH)[of]
        slope = slope.astype("float32")[:, None]
        to_middle = slope * w["outer"] * (middle > 0)
        to_inner = to_middle @ w["middle"].T * (inner > 0) / numpy.float32(1 - DROPPED)
        to_values = to_inner @ w["inner"][-NOUN_VECTOR - NAME_VECTOR :].T
        to_nouns = _of_groups(numpy.add, to_values[:, :NOUN_VECTOR], of)
        named = rows.names[:, 0] < BUCKETS
        slopes = {
            "outer": middle.T @ slope[:, 0],
            "middle": inner.T @ to_middle,
            "middle_bias": to_middle.sum(0),
            "inner": values.T @ to_inner,
            "inner_bias": to_inner.sum(0),
            "nouns": _scattered(rows.nouns, to_nouns),
            "names": _scattered(rows.names[named], to_values[named, NOUN_VECTOR:]),
        }
        self.steps += 1
        for name, found in slopes.items():
            decay = DECAY * (10 if name in ("nouns", "names") else 1)
            step = found + decay * w[name]
            self.means[name] = MEAN * self.means[name] + (1 - MEAN) * step
            self.squares[name] = SQUARE * self.squares[name] + (1 - SQUARE) * step * step
            mean = self.means[name] / (1 - MEAN**self.steps)
            square = self.squares[name] / (1 - SQUARE**self.steps)
            w[name] -= (rate * mean / (numpy.sqrt(square) + 1e-8)).astype("float32")


def _of_groups(combine: numpy.ufunc, values: Numbers, of: Numbers) -> Numbers:
    combined: Numbers = combine.reduceat(values, numpy.flatnonzero(numpy.diff(of, prepend=-1)))
    return combined


def _scattered(buckets: Numbers, slopes: Numbers) -> Numbers:
    """The slopes of vectors of which each line has the mean of some; that of none stays 0."""
    width = buckets.shape[1]
    columns = [
        numpy.bincount(buckets.ravel(), numpy.repeat(column, width), BUCKETS + 1) / width
        for column in slopes.T
    ]
    found = numpy.stack(columns, axis=1).astype("float32")
    found[BUCKETS] = 0
    return found


def train(parts: Sequence[Rows], epochs: int, seed: int) -> Network:
    """Train a network on the phrases that have a weight; a batch is of one part."""
    network = Network(parts[0].values.shape[1], seed)
    random = numpy.random.default_rng(seed)
    used = [numpy.flatnonzero(part.weights) for part in parts]
    total = epochs * sum(-(-len(phrases) // BATCH) for phrases in used)
    for _ in range(epochs):
        batches = [
            (part, batch)
            for part, phrases in zip(parts, used, strict=True)
            for batch in numpy.array_split(random.permutation(phrases), -(-len(phrases) // BATCH))
        ]
        for number in random.permutation(len(batches)):
            part, batch = batches[number]
            network.learn(part.chosen(batch), RATE * (1 - 0.95 * network.steps / total))
    return network
