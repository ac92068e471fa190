"""Lemma scripts: how a form becomes its lemma, as a class that can be learnt.

A script is `CASE-N+ENDING`: write the form in that case, drop N code points at its end, add ENDING.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy
from numpy.typing import NDArray
from spacy.strings import StringStore

CACHED = 100_000  # forms with a script
KNOWN = 5.0  # what a known lemma is worth beside an unknown one, as log odds
LONGEST_ENDING, SHORTEST_STEM = 3, 3  # letters: `hus-ene`
CASES: dict[str, Callable[[str], str]] = {"lower": str.lower, "keep": str, "title": str.capitalize}


def script_of(form: str, lemma: str) -> str:
    """Return the script that makes this lemma of this form, with the least rewriting.

    >>> script_of("Gikk", "gå"), script_of("Oslos", "Oslo"), script_of("NATO", "NATO")
    ('lower-3+å', 'keep-1+', 'keep-0+')
    """
    scripts = []
    for case, change in CASES.items():
        written = change(form)
        shared = 0
        while shared < min(len(written), len(lemma)) and written[shared] == lemma[shared]:
            shared += 1
        scripts.append((len(written) - shared, case, f"-{len(written) - shared}+{lemma[shared:]}"))
    # a form in small letters is the same in lower and keep: keep is for those that have capitals
    _, case, edit = min(scripts, key=lambda script: script[0])
    return case + edit


def apply_script(script: str, form: str) -> str:
    """Return the lemma of the form; a script that does not fit leaves the form.

    >>> apply_script("lower-3+å", "Gikk"), apply_script("keep-9+x", "ja")
    ('gå', 'ja')
    """
    case, _, edit = script.partition("-")
    dropped, _, ending = edit.partition("+")
    written = CASES[case](form)
    kept = len(written) - int(dropped)
    return written[:kept] + ending if kept >= 0 and kept + len(ending) else form


class Lemmatizer:
    """Makes lemmas of forms by the scripts that the network finds probable.

    A known lemma wins over others that are a little more probable: both `tone` and `ton` can be the
    lemma of `tonen`, and which it is, the form does not show.
    """

    def __init__(self, strings: StringStore, scripts: Sequence[str], known: Iterable[str]) -> None:
        self._strings = strings
        self._scripts = scripts
        self._known = frozenset(known)
        self._made: dict[tuple[int, int], tuple[int, bool]] = {}

    def knows(self, form: str) -> bool:
        """Tell whether a form is a known lemma with or without an ending: `sesongen`, `håpar`."""
        stems = (form[: len(form) - n] for n in range(LONGEST_ENDING + 1))
        return any(
            stem in self._known or stem + "e" in self._known
            for stem in stems
            if len(stem) >= SHORTEST_STEM
        )

    def lemmas(
        self, orths: NDArray[numpy.uint64], scripts: NDArray[numpy.int64], scores: NDArray[Any]
    ) -> list[int]:
        """Return a lemma for each form; forms and lemmas are spaCy's numbers.

        scripts, scores: for each form the best ones, the best first.
        """
        lemmas = []
        rows = zip(orths.tolist(), scripts.tolist(), scores.tolist(), strict=True)
        for orth, several, worth in rows:
            lemma, is_known = self._make(orth, several[0])
            lemmas.append(lemma if is_known else self._known_instead(lemma, orth, several, worth))
        return lemmas

    def _known_instead(self, lemma: int, orth: int, scripts: list[int], scores: list[float]) -> int:
        """Return the best of the known lemmas, where it comes near enough, else `lemma`."""
        for script, score in zip(scripts, scores, strict=True):
            other, is_known = self._make(orth, script)
            if is_known:
                return other if score + KNOWN > scores[0] else lemma
        return lemma

    def _make(self, orth: int, script: int) -> tuple[int, bool]:
        """Return a lemma, and whether it is a known one; both are remembered."""
        made = self._made.get((orth, script))
        if made is None:
            lemma = apply_script(self._scripts[script], self._strings[orth])
            last_part = lemma.rsplit("-", 1)[-1]
            made = self._strings.add(lemma), lemma in self._known or last_part in self._known
            if len(self._made) < CACHED:
                self._made[orth, script] = made
        return made
