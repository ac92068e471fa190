"""Sentences, and the best dependency tree of each."""

from itertools import pairwise

import numpy
from numpy.typing import NDArray

Scores = NDArray[numpy.float64]
Heads = NDArray[numpy.int64]

LONGEST = 125  # words of a sentence: no more than the network reads at once


def split(scores: NDArray[numpy.float32], musts: NDArray[numpy.bool_]) -> list[tuple[int, int]]:
    """Return the sentences: first word and word behind the last.

    scores: how probable it is that a sentence begins with the word, as log odds; musts: where one
    must. A sentence of more than LONGEST words is cut where the next best beginning is.
    """
    starts = [*numpy.flatnonzero((scores > 0) | musts).tolist(), len(scores)]
    sentences = []
    for first, behind in pairwise(starts):
        while behind - first > LONGEST:
            cut = first + 1 + int(scores[first + 1 : first + LONGEST + 1].argmax())
            sentences.append((first, cut))
            first = cut
        sentences.append((first, behind))
    return sentences


def best_heads(scores: NDArray[numpy.float32]) -> Heads:
    """Return each word's head in the tree of the highest sum; the one root is its own head.

    scores: [word, head]; on the diagonal stands how good the word is as root. Mostly each word's
    best head makes a tree, where one is made the root: the one that loses the least by it. Else the
    method is that of Chu and Liu (1965) and Edmonds (1967); a penalty for each root leaves only
    trees with one.
    """
    size = len(scores)
    table = numpy.full((size + 1, size + 1), -numpy.inf)  # [word, head]; 0 is above the root
    table[1:, 1:] = scores
    numpy.fill_diagonal(table, -numpy.inf)
    as_root = scores.diagonal()
    best: Heads = table[1:, 1:].argmax(1)
    root = (as_root - table[1:, 1:].max(1)).argmax()
    best[root] = root
    if _is_tree(best):
        return best
    span = float(scores.max()) - float(scores.min()) + 1.0
    table[1:, 0] = as_root - span * (size + 1)
    heads = _arborescence(table)[1:] - 1
    return numpy.where(heads < 0, numpy.arange(size), heads)


def _is_tree(heads: Heads) -> bool:
    """Tell whether every word leads to the one that is its own head."""
    above = heads
    for _ in range(len(heads).bit_length()):
        above = above[above]  # twice as far up
    return bool((above == above[0]).all())


def _arborescence(table: Scores) -> Heads:
    """Return each node's head in the maximum arborescence from node 0; table: [node, head]."""
    heads: Heads = table.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    # the cycle becomes one node, the last: into it by what breaking it there costs
    rest = numpy.delete(numpy.arange(len(table)), cycle)
    kept = table[cycle, heads[cycle]]
    entering = table[cycle][:, rest] - kept[:, None]
    others = table[rest]
    leaving = others[:, cycle]
    smaller = numpy.full((len(rest) + 1, len(rest) + 1), -numpy.inf)
    smaller[:-1, :-1] = others[:, rest]
    smaller[-1, :-1] = entering.max(0)
    smaller[:-1, -1] = leaving.max(1)
    solved = _arborescence(smaller)
    outer = solved[-1]
    broken = cycle[entering[:, outer].argmax()]
    heads[broken] = rest[outer]
    above = solved[1:-1]
    into_cycle = above == len(rest)
    heads[rest[1:]] = numpy.where(
        into_cycle, cycle[leaving[1:].argmax(1)], rest[numpy.where(into_cycle, 0, above)]
    )
    return heads


def _cycle(heads: Heads) -> Heads | None:
    """Return the nodes of a cycle that does not hold node 0."""
    above = heads.tolist()
    seen = [0] * len(above)
    for start in range(1, len(above)):
        node = start
        while node != 0 and seen[node] == 0:
            seen[node] = start
            node = above[node]
        if node != 0 and seen[node] == start:
            cycle = [node]
            while above[cycle[-1]] != node:
                cycle.append(above[cycle[-1]])
            return numpy.array(cycle)
    return None
