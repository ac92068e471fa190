"""Workers: processes here, or Dask's anywhere, behind one `concurrent.futures` interface.

Each worker loads the pipeline once and uses one thread. Results come back in the order of the
articles. A worker that dies takes no other article with it.
"""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing.connection import Connection
from typing import Any, Protocol

from newsparse.errors import BatchError, PipelineError, ReadingError
from newsparse.reading import Entry, to_document
from newsparse.record import Article, Failure, Suspect
from newsparse.suspicions import suspects

CHUNK_ARTICLES = 16  # sent to a worker together,
CHUNK_BYTES = 80_000  # unless they are long
AHEAD = 3  # chunks for each worker that are read ahead of the results
CONNECT_SECONDS = 10
NOTICE_SECONDS = 10  # until it is said what is waited for
WORKER_SECONDS = 30  # until a Dask scheduler must have a worker
BYTES_A_SECOND = 2_000  # that an article may take longer for
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_one_at_a_time = threading.Lock()  # a Dask worker may have several threads


@dataclass(frozen=True)
class Analysed:
    """An article's line of JSON, how many words it has, and what looks wrong with it."""

    id: str
    line: bytes
    words: int
    suspects: list[Suspect] = field(default_factory=list)


Result = Analysed | Failure


def analyse(model: str | None, timeout: float, entries: list[Entry]) -> list[Result]:
    """Analyse a few articles; this is what a worker runs. It is ended if that takes too long."""
    with _one_at_a_time:
        analyzer = _analyzer(model)
        with _ended_behind(_limit(timeout, entries)):
            failures = {}
            documents = []
            for entry in entries:
                try:
                    documents.append(to_document(entry))
                except ReadingError as error:
                    failures[entry.id] = entry.failure(error)
            articles = analyzer.stream(documents)
            return [failures.get(entry.id) or _analysed(next(articles)) for entry in entries]


def _limit(timeout: float, entries: list[Entry]) -> float:
    """Return how many seconds articles may take: more if they are long."""
    return sum(timeout + len(entry.content) / BYTES_A_SECOND for entry in entries)


@contextmanager
def _ended_behind(seconds: float) -> Iterator[None]:
    """End this process by its system's clock, which also stops a loop that never yields."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@cache
def _analyzer(model: str | None) -> Any:
    from newsparse.analyzer import load  # spaCy, which only workers need

    return load(model)


def _analysed(article: Article) -> Analysed:
    line = f"{article.model_dump_json()}\n".encode()
    looks_wrong = suspects(article.id, article.language, article.warnings)
    return Analysed(article.id, line, len(article.text.split()), looks_wrong)


class Workers(Protocol):
    """Where articles are analysed."""

    model: str | None

    def start(self, count: int | None = None) -> Executor:
        """Return a fresh executor, of `count` workers where that can be chosen."""

    def check(self) -> str:
        """Say what is waited for; raises BatchError where that has been in vain for long."""

    def width(self) -> int:
        """Return how many chunks may be on their way at once."""

    def stop(self) -> None:
        """Let all workers go, at once."""


class LocalWorkers:
    """Processes on this machine, started afresh (spawn) and ended with their parent."""

    def __init__(self, model: str | None, jobs: int | None = None) -> None:
        self.model = model
        self._jobs = jobs or _cores()
        self._lifelines: list[tuple[Connection, Connection]] = []
        self._executors: list[Executor] = []
        os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))  # read when a worker is started

    def start(self, count: int | None = None) -> Executor:
        """Return a pool whose workers end when our end of their lifeline is closed."""
        context = multiprocessing.get_context("spawn")
        theirs, ours = context.Pipe(duplex=False)
        self._lifelines.append((theirs, ours))
        executor = _Pool(
            count or self._jobs, mp_context=context, initializer=_begin, initargs=(theirs,)
        )
        self._executors.append(executor)
        return executor

    def check(self) -> str:
        """Say that an article is waited for."""
        return "this takes long"

    def width(self) -> int:
        """Return how many chunks may be on their way at once."""
        return self._jobs * AHEAD

    def stop(self) -> None:
        """Close the lifelines: the workers end at once, whatever they are doing; see them out."""
        for theirs, ours in self._lifelines:
            ours.close()
            theirs.close()
        for executor in self._executors:
            executor.shutdown(cancel_futures=True)


def _cores() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Pool(ProcessPoolExecutor):
    def submit(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Submit; the workers that this starts never see Ctrl-C, which is for the run alone."""
        with _interrupts_held():
            return super().submit(*args, **kwargs)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows: `_begin` does what can be done
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(lifeline: Connection) -> None:
    """Begin a worker: it ends with the run, also where that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    lifeline.poll(None)  # nothing is ever sent: this returns when the other end is closed
    os._exit(1)


class DaskWorkers:
    """The workers of a Dask scheduler, each with newsparse installed."""

    def __init__(
        self,
        model: str | None,
        address: str | None = None,
        scheduler_file: str | None = None,
        wait: bool = False,
    ) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise BatchError.lacks_dask() from None
        self.model = model
        self._wait = wait
        self._deserted: float | None = None  # since when there has been no worker
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it finds is said by us
        where = address or scheduler_file or ""
        if not address and not _appears(where):  # Dask itself would wait for ever
            raise BatchError.no_scheduler(where, "no such file")
        try:
            self._client = Client(
                address=address,
                scheduler_file=scheduler_file,
                timeout=CONNECT_SECONDS,
                set_as_default=False,
            )
        except (OSError, ValueError, ImportError) as error:
            raise BatchError.no_scheduler(where, str(error).splitlines()[0]) from None

    def start(self, count: int | None = None) -> Executor:
        """Return an executor over all of the scheduler's workers."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def check(self) -> str:
        """Say that an article or a worker is waited for; raises BatchError where none comes."""
        now = time.monotonic()
        if self._client.nthreads():
            self._deserted = None
            return "this takes long"
        self._deserted = self._deserted or now
        if now - self._deserted > WORKER_SECONDS and not self._wait:
            raise BatchError.no_workers(WORKER_SECONDS)
        return "the Dask scheduler has no worker now"

    def width(self) -> int:
        """Return how many chunks may be on their way at once; workers come and go."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values())) * AHEAD

    def stop(self) -> None:
        """Leave the scheduler; it forgets what was on its way."""
        self._client.close()


def _appears(path: str) -> bool:
    """Wait a little for a file: a scheduler that was just started writes it soon."""
    end = time.monotonic() + CONNECT_SECONDS
    while not os.path.isfile(path) and time.monotonic() < end:
        time.sleep(0.1)
    return os.path.isfile(path)


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
    chunks = _chunks(entries)
    waiting: deque[tuple[list[Entry], Future[list[Result]]]] = deque()
    together, alone = (_Line(workers, timeout, notice, count) for count in (None, 1))
    try:
        while True:
            while len(waiting) < workers.width() and (chunk := next(chunks, None)):
                waiting.append((chunk, together.submit(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            if together.error(future, chunk) is None:
                yield from future.result()
            else:
                for entry in chunk:
                    yield _alone(entry, alone)
    finally:
        workers.stop()


class _Line:
    """An executor that is started when it is needed, and again when it is broken."""

    def __init__(
        self,
        workers: Workers,
        timeout: float,
        notice: Callable[[str], object],
        count: int | None = None,
    ) -> None:
        self.timeout = timeout
        self._workers = workers
        self._notice = notice
        self._count = count
        self._executor: Executor | None = None

    def submit(self, entries: list[Entry]) -> Future[list[Result]]:
        task = partial(analyse, self._workers.model, self.timeout, entries)
        if self._executor is None:
            self._executor = self._workers.start(self._count)
        try:
            return self._executor.submit(task)
        except BrokenExecutor:
            self._executor = self._workers.start(self._count)
            return self._executor.submit(task)

    def error(self, future: Future[list[Result]], entries: list[Entry]) -> BaseException | None:
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
                    self._notice(f"waiting for {_named(entries)}: {reason}")
                said = True
        if isinstance(error, PipelineError):
            raise error
        return error


def _named(entries: list[Entry]) -> str:
    more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    return f"{entries[0].path}{more}"


def _alone(entry: Entry, line: _Line) -> Result:
    """Analyse one article with nothing beside it; twice where its worker dies."""
    limit = _limit(line.timeout, [entry])
    error: BaseException | None = None
    for _ in range(2):
        began = time.monotonic()
        future = line.submit([entry])
        error = line.error(future, [entry])
        if error is None:
            return future.result()[0]
        if not _is_death(error):
            return entry.failure(ReadingError.crashed(entry.path, error))
        if time.monotonic() - began >= limit:
            return entry.failure(ReadingError.slow(entry.path, limit))
    hint = "it may need more memory than there is; leave it out or split it"
    return entry.failure(ReadingError("ended its worker twice", hint))


def _is_death(error: BaseException) -> bool:
    """Tell whether a worker died: by our own pool's word, or by Dask's."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    size = 0
    for entry in entries:
        chunk.append(entry)
        size += len(entry.content)
        if len(chunk) == CHUNK_ARTICLES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
