"""What a worker runs: articles analysed within limits."""

import math
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from newsparse.errors import ReadingError
from newsparse.reading import Document, Entry, to_document
from newsparse.record import Article, Suspect
from newsparse.startup import load
from newsparse.suspicions import suspects

MOST_BYTES = 4  # of a code point
BYTES_A_SECOND = 2_000  # that an article may take longer for
SAMPLE = "– Vi vant, sier Kari Vik. Hun sier at laget fra Bergen er glad."
_one_at_a_time = threading.Lock()  # a Dask worker may have several threads


@dataclass(frozen=True)
class Analysed:
    """An article's line of JSON, how many words it has, and what looks wrong with it."""

    id: str
    line: bytes
    words: int
    suspects: list[Suspect] = field(default_factory=list)


Outcome = Analysed | ReadingError


@dataclass(frozen=True)
class Limits:
    """What an article may take: seconds, besides those for its length, and code points."""

    seconds: float
    length: int | None = None

    def seconds_of(self, entries: list[Entry]) -> float:
        """Return how many seconds articles may take: more if they are long, up to the longest."""
        most = MOST_BYTES * self.length if self.length is not None else math.inf
        sizes = (min(len(entry.content), most) for entry in entries)
        return sum(self.seconds + size / BYTES_A_SECOND for size in sizes)


def analyse(
    model: str | None, limits: Limits, entries: list[Entry], seconds: float | None = None
) -> list[Outcome]:
    """Analyse a few articles; the process is ended if that takes too long.

    seconds: that all of them may take, where it is not what the limits say of each.
    """
    with _one_at_a_time:
        analyzer = load_analyzer(model)
        with ended_behind(seconds or limits.seconds_of(entries)):
            read = [_read(entry, limits) for entry in entries]
            articles = analyzer.stream([each for each in read if isinstance(each, Document)])
            return [
                each if isinstance(each, ReadingError) else _analysed(next(articles))
                for each in read
            ]


def _read(entry: Entry, limits: Limits) -> Document | ReadingError:
    try:
        document = to_document(entry)
        if limits.length is not None and len(document.text) > limits.length:
            raise ReadingError.too_long(entry.path, limits.length)
    except ReadingError as error:
        return error
    return document


@contextmanager
def ended_behind(seconds: float) -> Iterator[None]:
    """End this process by its system's clock, which also stops a loop that never yields."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


load_analyzer = cache(load)  # once in a process


def warm(model: str | None) -> None:
    """Load the pipeline; and what the first article would load, until that comes."""
    load_analyzer(model)
    threading.Thread(target=_rehearse, args=(model,), daemon=True).start()


def _rehearse(model: str | None) -> None:
    with _one_at_a_time:
        load_analyzer(model).analyze(SAMPLE)


def _analysed(article: Article) -> Analysed:
    line = f"{article.model_dump_json()}\n".encode()
    looks_wrong = suspects(article.id, article.language, article.warnings)
    return Analysed(article.id, line, len(article.text.split()), looks_wrong)
