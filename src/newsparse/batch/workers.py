"""Workers: processes here, or Dask's anywhere, behind one `concurrent.futures` interface.

Each worker has the pipeline loaded once and uses one thread.
"""

import logging
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Protocol

from newsparse.errors import BatchError

AHEAD = 3  # chunks for each worker that are read ahead of the results
CONNECT_SECONDS = 10
WORKER_SECONDS = 30  # until a Dask scheduler must have a worker
# what ends a run from outside, as Ctrl-C does: a job is stopped in a cluster, a terminal is closed;
# while a worker is started they wait, or would leave it behind
ENDINGS = {getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)}
PRELOADED = "newsparse.batch.preloaded"
LONGEST_FOLDER = 70  # bytes of a path that leave room for a socket's name in it, of 108
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class Workers(Protocol):
    """Where articles are analysed."""

    model: str | None

    def start(self, count: int | None = None) -> Executor:
        """Return a fresh executor, of `count` workers where that can be chosen."""

    def drop(self, executor: Executor) -> None:
        """Forget an executor that is broken."""

    def check(self) -> str:
        """Say what is waited for; raises BatchError where that has been in vain for long."""

    def width(self) -> int:
        """Return how many chunks may be on their way at once."""

    def stop(self) -> None:
        """Let all workers go, at once."""


class LocalWorkers:
    """Processes on this machine, ended with their parent.

    On Linux each is a copy of one that has our pipeline loaded: it starts at once, and shares that
    memory. With another pipeline each loads that itself, and elsewhere each starts afresh.
    """

    def __init__(self, model: str | None, jobs: int | None = None) -> None:
        self.model = model
        self.jobs = jobs or _cores()
        self._lifelines: dict[Executor, tuple[Connection, Connection]] = {}
        self._is_stopped = False
        os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))  # read when a worker is started

    def start(self, count: int | None = None) -> Executor:
        """Return a pool whose workers end when our end of their lifeline is closed."""
        context = _context(self.model)
        theirs, ours = context.Pipe(duplex=False)
        executor = _Pool(
            count or self.jobs, mp_context=context, initializer=_begin, initargs=(theirs,)
        )
        self._lifelines[executor] = (theirs, ours)
        if self._is_stopped:  # by another thread
            executor.shutdown()
        return executor

    def drop(self, executor: Executor) -> None:
        """Close a broken pool's lifeline, so that a long run does not gather them."""
        for end in self._lifelines.pop(executor, ()):
            end.close()
        executor.shutdown(wait=False)

    def check(self) -> str:
        """Say that an article is waited for."""
        return "this takes long"

    def width(self) -> int:
        """Return how many chunks may be on their way at once."""
        return self.jobs * AHEAD

    def stop(self) -> None:
        """Close the lifelines: the workers end at once, whatever they are doing; see them out."""
        self._is_stopped = True
        lifelines = [*self._lifelines.items()]
        for _, (theirs, ours) in lifelines:
            ours.close()
            theirs.close()
        for executor, _ in lifelines:
            executor.shutdown(cancel_futures=True)


def _context(model: str | None) -> BaseContext:
    """Return how workers are started."""
    if not _can_be_copies():
        return multiprocessing.get_context("spawn")
    os.environ["PYTHONSAFEPATH"] = "1"  # or a `copy.py` in the working folder is what is imported
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED] if model is None else [])
    return context


def _can_be_copies() -> bool:
    if sys.platform != "linux":  # macOS's own libraries do not bear to be copied
        return False
    try:
        folder = tempfile.gettempdir()  # for the socket by which a copy is asked for
        is_among_articles = folder == os.getcwd()  # where nothing else can be written
    except FileNotFoundError:  # a container that may write nowhere
        return False
    return not is_among_articles and len(os.fsencode(folder)) <= LONGEST_FOLDER


def _cores() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Pool(ProcessPoolExecutor):
    def submit(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Submit; the workers that this starts never see Ctrl-C, which is for the run alone.

        Raises BrokenExecutor also where the process has died that they are copies of.
        """
        with _interrupts_held():
            try:
                return super().submit(*args, **kwargs)
            except (EOFError, ConnectionError) as error:
                raise BrokenExecutor("a worker could not be started") from error


@contextmanager
def _interrupts_held() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows: `_begin` does what can be done
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *ENDINGS})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(lifeline: Connection) -> None:
    """Begin a worker: it ends with the run, also where that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
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

    def drop(self, executor: Executor) -> None:
        """Do nothing: the scheduler's workers are not ours."""

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
