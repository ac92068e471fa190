"""Many articles: found, analysed by workers, written in order; nothing lost, nothing done twice."""

import os
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from newsparse.batch.analysis import Analysed, Limits
from newsparse.batch.order import Line, in_order
from newsparse.batch.output import (
    FileOutput,
    Output,
    StreamOutput,
    digest,
    numbered,
    results_path,
)
from newsparse.batch.workers import ENDINGS, DaskWorkers, LocalWorkers, Workers
from newsparse.errors import WritingError
from newsparse.locate import identify
from newsparse.reading import Entry
from newsparse.record import Failure
from newsparse.writing.files import STDOUT

__all__ = [
    "ENDINGS",
    "Analysed",
    "Limits",
    "Line",
    "LocalWorkers",
    "Shard",
    "Summary",
    "open_output",
    "open_workers",
    "run_batch",
]


@dataclass
class Summary:
    """What a run did: articles, words and, for the progress bar, the bytes that are done."""

    analysed: int = 0
    skipped: int = 0
    failed: int = 0
    warned: int = 0
    words: int = 0
    done: int = 0

    def sentence(self, seconds: float, errors: Path | None, warnings: Path | None) -> str:
        """Say it in a line; the paths are where failures and warnings are listed."""
        seconds = max(seconds, 0.001)
        listed = f" (see {errors})" if self.failed and errors else ""
        warned = f", {self.warned:,} with warnings" if self.warned else ""
        warned += f" (see {warnings})" if self.warned and warnings else ""
        return (
            f"{self.analysed:,} analysed, {self.skipped:,} skipped as done, {self.failed:,} failed"
            f"{listed}{warned} in {seconds:,.1f} s: {self.analysed / seconds:,.1f} articles and "
            f"{self.words / seconds:,.0f} words a second"
        )


@dataclass(frozen=True)
class Shard:
    """One part of the work, `number` of `count`: the same articles whatever else there is."""

    number: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """Read `3/16`; raises ValueError where it is none of 1/16 to 16/16."""
        number, count = (int(part) for part in text.split("/"))
        if not 1 <= number <= count:
            raise ValueError(f"{text} is not one of 1/N to N/N")
        return cls(number, count)

    def holds(self, id: str) -> bool:
        """Tell whether the article of that id belongs to this part."""
        return zlib.crc32(id.encode()) % self.count == self.number - 1


def open_output(output: str | None, model: str | None, shard: Shard) -> Output:
    """Open what `-o` names: a file, a folder for one, a pipe, or standard output for None.

    Raises PipelineError, BatchError, WritingError and OSError.
    """
    identity = identify(model)
    if output is None or output in STDOUT:
        if sys.stdout is None:
            raise WritingError.closed()
        return StreamOutput(sys.stdout.buffer)
    if os.path.exists(output) and not os.path.isfile(output) and not os.path.isdir(output):
        return StreamOutput(open(output, "wb"))  # a pipe or a device
    return FileOutput(results_path(output, shard.number, shard.count), identity)


def open_workers(
    model: str | None,
    jobs: int | None,
    dask: str | None,
    scheduler_file: str | None,
    wait: bool = False,
) -> Workers:
    """Get workers ready: Dask's where a scheduler is named, else processes here.

    wait: go on waiting where the scheduler has no worker.

    Raises BatchError where the scheduler cannot be reached.
    """
    if dask or scheduler_file:
        return DaskWorkers(model, dask, scheduler_file, wait)
    return LocalWorkers(model, jobs)


def run_batch(
    found: Iterable[Entry | Failure],
    workers: Workers,
    output: Output,
    summary: Summary,
    *,
    shard: Shard = Shard(),
    force: bool = False,
    fail_fast: bool = False,
    timeout: float,
    progress: Callable[[], object] = lambda: None,
    notice: Callable[[str], object] = lambda sentence: None,
    tell: Callable[[str], object] = lambda sentence: None,
) -> None:
    """Analyse what is found and not done yet, in order; `summary` counts, also until a Ctrl-C.

    found: entries and failures, as `reading.entries` yields them.
    force: analyse what is done too. fail_fast: stop at the first failure.
    timeout: seconds for an article, besides what its length takes.
    progress: called behind every article. notice: told what is waited for. tell: told in a line
    what became of each article.
    Raises PipelineError, BatchError and WritingError.
    """

    sizes: deque[int] = deque()  # of what is on its way, in order

    def to_do() -> Iterator[Entry]:
        for item in _with_unique_ids(found, output, summary):
            if not shard.holds(item.id):
                continue
            if isinstance(item, Failure):
                fail(item)
                if fail_fast:
                    return
                continue
            if not force and output.is_done(item):
                summary.skipped += 1
                summary.done += len(item.content)
                tell(f"{item.id}: skipped as done")
                progress()
            else:
                sizes.append(len(item.content))
                yield item

    def fail(failure: Failure) -> None:
        output.fail(failure)
        summary.failed += 1
        tell(f"{failure.id}: failed: {failure.what}; {failure.hint}")
        progress()

    with closing(in_order(to_do(), workers, timeout, notice)) as results:
        for result in results:
            summary.done += sizes.popleft()
            if isinstance(result, Analysed):
                output.write(result.id, result.line, result.suspects)
                summary.analysed += 1
                summary.warned += bool(result.suspects)
                summary.words += result.words
                tell(f"{result.id}: {result.words:,} words analysed")
                progress()
            else:
                fail(result)
            if fail_fast and summary.failed:
                break
    output.finish()


def _with_unique_ids(
    found: Iterable[Entry | Failure], output: Output, summary: Summary
) -> Iterator[Entry | Failure]:
    """Call a second article of the same id `id~2`; the same article again is skipped.

    What stands in the output keeps the name that it has there.
    """
    used: dict[bytes, int] = {}  # id → how many have it; digests: memory stays flat
    articles: set[bytes] = set()
    for item in found:
        if isinstance(item, Failure):
            yield item
            continue
        article = digest(f"{item.id}\n{item.sha256}")
        if article in articles:
            summary.skipped += 1
            continue
        articles.add(article)
        number = used.get(digest(item.id)) or output.next_free(item.id)
        id = output.known_as(item) or numbered(item.id, number)
        while digest(id) in used:
            number += 1
            id = numbered(item.id, number)
        used[digest(id)] = 1
        used[digest(item.id)] = number
        yield replace(item, id=id)
