"""Articles through workers: results in their order, and a worker's death costs none of them."""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import partial
from typing import TypeVar

from newsparse.batch.analysis import Analysed, Limits, Outcome, analyse, warm
from newsparse.batch.workers import Workers
from newsparse.errors import BatchError, PipelineError, ReadingError
from newsparse.reading import Entry
from newsparse.record import Failure

CHUNK_ARTICLES = 16  # sent to a worker together,
CHUNK_BYTES = 80_000  # unless they are long
NOTICE_SECONDS = 10  # until it is said what is waited for
STARTS = 3  # of workers where the first cannot be started
WARMINGS = 3  # of workers that die while they load the pipeline

Result = Analysed | Failure
T = TypeVar("T")


def in_order(
    entries: Iterable[Entry],
    workers: Workers,
    timeout: float,
    notice: Callable[[str], object] = lambda sentence: None,
) -> Generator[Result, None, None]:
    """Analyse entries and yield their results in the same order, reading a little ahead.

    Where a chunk fails, its articles are analysed again one by one with nothing beside them: so the
    one that ends its worker, or takes too long, is known, and the others lose nothing.
    timeout: seconds for an article, besides what its length takes.
    notice: is told what is waited for, once for a chunk.
    Raises PipelineError where the pipeline cannot be used, BatchError where the scheduler is gone.
    """
    limits = Limits(timeout)
    chunks = _chunks(entries)
    waiting: deque[tuple[list[Entry], Future[list[Outcome]]]] = deque()
    together, single = (Line(workers, count, notice) for count in (None, 1))
    try:
        while True:
            while len(waiting) < workers.width() and (chunk := next(chunks, None)):
                task = partial(analyse, workers.model, limits, chunk)
                waiting.append((chunk, together.submit(task)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            if together.error(future, _named(chunk)) is None:
                yield from map(_result, chunk, future.result())
            else:
                for entry in chunk:
                    yield _result(entry, _alone(entry, single, workers.model, limits))
    finally:
        workers.stop()


def _alone(entry: Entry, line: "Line", model: str | None, limits: Limits) -> Outcome:
    task = partial(analyse, model, limits, [entry])
    try:
        return line.run(task, entry.path, limits.seconds_of([entry]))[0]
    except ReadingError as error:
        return error


def _result(entry: Entry, outcome: Outcome) -> Result:
    return outcome if isinstance(outcome, Analysed) else entry.failure(outcome)


class Line:
    """An executor that is started when it is needed, and again when it is broken.

    count: how many workers it has, where not all that there are.
    notice: is told what is waited for.
    """

    def __init__(
        self,
        workers: Workers,
        count: int | None = None,
        notice: Callable[[str], object] = lambda sentence: None,
    ) -> None:
        self.starts = 0
        self._workers = workers
        self._notice = notice
        self._count = count
        self._executor: Executor | None = None
        self._warmed: Executor | None = None

    @property
    def is_warm(self) -> bool:
        """Whether a worker has the pipeline loaded."""
        return self._warmed is not None and self._warmed is self._executor

    def submit(self, task: Callable[[], T]) -> Future[T]:
        """Give a task to the workers; it has failed where none can be started."""
        reason: BrokenExecutor
        for _ in range(STARTS):
            executor = self._executor or self._start()
            try:
                return executor.submit(task)
            except BrokenExecutor as error:
                self._workers.drop(executor)
                self._executor, reason = None, error
        failed = Future[T]()
        failed.set_exception(reason)
        return failed

    def _start(self) -> Executor:
        self.starts += 1
        self._executor = self._workers.start(self._count)
        return self._executor

    def error(self, future: Future[T], named: str) -> BaseException | None:
        """Wait for a future and return what it failed with; raises what fails every article."""
        said = False
        while True:
            try:
                error = future.exception(timeout=NOTICE_SECONDS)
                break
            except CancelledError:
                raise BatchError.lost_scheduler() from None
            except TimeoutError:
                reason = self._workers.check()
                if not said:
                    self._notice(f"waiting for {named}: {reason}")
                said = True
        if isinstance(error, PipelineError):
            raise error
        return error

    def warm(self) -> None:
        """Have the pipeline loaded; a worker that dies of that, or before, is no article's fault.

        Where they always do, the next task will tell. Raises PipelineError and BatchError.
        """
        for _ in range(WARMINGS):
            if self.is_warm:
                return
            if self.error(self.submit(partial(warm, self._workers.model)), "the pipeline") is None:
                self._warmed = self._executor

    def together(self, task: Callable[[], T], name: str) -> T | None:
        """Do a task for several articles; None where it fails, and each is to be done alone."""
        self.warm()
        future = self.submit(task)
        error = self.error(future, name)
        if error is None:
            return future.result()
        if _is_death(error):
            self._warmed = None
        return None

    def run(self, task: Callable[[], T], name: str, limit: float) -> T:
        """Do one task with nothing beside it; twice where its worker dies.

        limit: seconds behind which the task ends its worker itself.
        Raises ReadingError, by that name, where it fails, takes too long or ends its worker twice,
        PipelineError and BatchError where none could be done.
        """
        for _ in range(2):
            self.warm()
            began = time.monotonic()
            future = self.submit(task)
            error = self.error(future, name)
            if error is None:
                return future.result()
            if not _is_death(error):
                raise ReadingError.crashed(name, error)
            self._warmed = None
            if time.monotonic() - began >= limit:
                raise ReadingError.slow(name, limit)
        raise ReadingError.deadly(name)


def _named(entries: list[Entry]) -> str:
    more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    return f"{entries[0].path}{more}"


def _is_death(error: BaseException) -> bool:
    """Tell whether a worker died: by our own pool's word, or by Dask's."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield entries to be sent together: first one, then more, so that results begin to come."""
    chunk: list[Entry] = []
    size, articles = 0, 1
    for entry in entries:
        chunk.append(entry)
        size += len(entry.content)
        if len(chunk) == articles or size >= CHUNK_BYTES:
            yield chunk
            chunk, size, articles = [], 0, min(2 * articles, CHUNK_ARTICLES)
    if chunk:
        yield chunk
