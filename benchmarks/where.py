"""Where a word's time goes, and how it grows with the length of an article.

OMP_NUM_THREADS=1 python benchmarks/where.py seeds/*.txt

Each stage's own time, without that of the stages inside of it, in microseconds a word and as a
share of all; the best of several runs over the same articles, again and again until there are
enough words. Then the same for one article of 100 to 100,000 words.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import typer

from newsparse import analyzer, encoder, pipeline
from newsparse.analyzer import Analyzer
from newsparse.encoder.lemmas import Lemmatizer
from newsparse.encoder.network import Network
from newsparse.encoder.text import Text
from newsparse.reading import Document, read
from newsparse.startup import load
from newsparse.view import View
from newsparse.writing import to_json

WORDS = 20_000  # that are read in one measurement
RUNS = 3
LONGEST = 100_000  # words of an article; from a hundred on, each is ten times as long
# where each stage is called, and by what name
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("view", View, "of"),
    ("language", analyzer, "find_foreign"),
    ("language", analyzer, "detect_language"),
    ("tokenising", pipeline, "_tokenized"),
    ("pieces", encoder, "Text"),
    ("network", Network, "_run"),
    ("windows", Network, "read"),
    ("relations", encoder.Encoder, "_relations"),
    ("tree", encoder, "split"),
    ("tree", encoder, "best_heads"),
    ("names", encoder, "agree"),
    ("names", encoder, "best_spans"),
    ("lemmas", Lemmatizer, "lemmas"),
    ("Doc", Text, "annotate"),
    ("encoder, rest", encoder.Encoder, "_annotate"),
    ("words", analyzer, "Words"),
    ("entities", analyzer, "find_entities"),
    ("entities", analyzer, "mark_entities"),
    ("references", analyzer, "find_references"),
    ("quotes", analyzer, "find_attributions"),
    ("speakers", analyzer, "find_speakers"),
    ("people", analyzer, "find_people"),
    ("warnings", analyzer, "suspicions"),
    ("record", Analyzer, "_article"),
)
REST = "spaCy, the rest"


class Clock:
    """The seconds of each stage, without those of the stages that it calls."""

    def __init__(self) -> None:
        self.own: defaultdict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        @wraps(function)
        def run(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            self._inner.append(0.0)
            try:
                return function(*arguments, **options)
            finally:
                taken = time.perf_counter() - started
                self.own[stage] += taken - self._inner.pop()
                if self._inner:
                    self._inner[-1] += taken

        return run


def main(files: list[Path], words: int = WORDS, runs: int = RUNS, longest: int = LONGEST) -> None:
    """Print where the time goes."""
    clock = Clock()
    for stage, owner, name in STAGES:
        function = clock.timed(stage, getattr(owner, name))
        setattr(owner, name, staticmethod(function) if name == "of" else function)
    write = clock.timed("JSON", to_json)
    reader = load()
    reader.nlp.make_doc = clock.timed("tokenising", reader.nlp.make_doc)  # type: ignore[method-assign]

    def seconds(texts: list[str]) -> float:
        """Return the seconds of the best run; leave its stages on the clock."""
        best, own = float("inf"), clock.own
        for _ in range(runs):
            clock.own = defaultdict(float)
            started = time.perf_counter()
            for article in reader.stream(Document("", text) for text in texts):
                write(article, indent=False)
            taken = time.perf_counter() - started
            if taken < best:
                best, own = taken, clock.own
        clock.own = own
        return best

    texts = [document.text for path in files for document in read(str(path))]
    texts *= -(-words // sum(len(text.split()) for text in texts))
    words = sum(len(text.split()) for text in texts)
    seconds(texts[:1])  # what is loaded when it is first asked for is no part of it
    total = seconds(texts)
    clock.own[REST] = total - sum(clock.own.values())
    share = clock.own["network"] / total
    print(f"{words / total:.0f} words a second; the network takes {share:.3f} of the time")
    for stage, own in sorted(clock.own.items(), key=lambda row: -row[1]):
        print(f"{stage:16} {own / words * 1e6:6.2f} µs a word {own / total:6.1%}")
    whole = "\n\n".join(texts).split(" ")
    length = 100
    while length <= longest:
        one = " ".join((whole * -(-length // len(whole)))[:length])
        print(f"{length:7} words: {seconds([one]) / len(one.split()) * 1e6:6.2f} µs a word")
        length *= 10


if __name__ == "__main__":
    typer.run(main)
