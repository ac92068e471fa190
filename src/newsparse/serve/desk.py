"""Workers, and the requests that wait for them."""

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from newsparse.batch import Line, LocalWorkers
from newsparse.errors import PipelineError
from newsparse.serve.problems import RequestError

LONGEST_WAIT = 60  # seconds that are ever asked for in Retry-After
RECENT = 0.05  # what a task adds to the mean of seconds
T = TypeVar("T")


class Desk:
    """Workers, each in a line of its own, so that the death of one costs no other's article.

    A task that comes when all are busy waits for the first that is free; whoever waits for it no
    longer takes it back. The first worker begins to load the pipeline at once, the others then:
    so it is there soonest.
    places: how many requests may be here at the same time.
    failed: told of what keeps the pipeline from being loaded.
    """

    def __init__(self, model: str | None, jobs: int | None, places: int) -> None:
        self._workers = LocalWorkers(model, jobs)
        self._lines = [Line(self._workers, 1) for _ in range(self._workers.jobs)]
        self._threads = ThreadPoolExecutor(len(self._lines), "line")
        self._first = self._threads.submit(self._lines[0].warm)
        self._free: asyncio.Queue[Line] = asyncio.Queue()
        self._places = places
        self._late_mean = 0.0  # seconds that a task takes
        self._is_closed = False
        self.taken = 0
        self.waiting = 0
        self.tasks = 0
        self.seconds = 0.0
        self.failed: Callable[[PipelineError], object] = lambda error: None

    def open(self) -> None:
        """Begin to give tasks to workers; wants a running loop."""
        first = asyncio.wrap_future(self._first)
        self._when_done(self._lines[0], first)
        first.add_done_callback(self._begin_others)

    def _begin_others(self, _: "asyncio.Future[None]") -> None:
        for line in self._lines[1:]:
            self._warm(line)

    def _warm(self, line: Line) -> None:
        if not self._is_closed:
            self._when_done(line, asyncio.wrap_future(self._threads.submit(line.warm)))

    @property
    def ready(self) -> int:
        """How many workers have the pipeline loaded."""
        return sum(line.is_warm for line in self._lines)

    @property
    def restarts(self) -> int:
        """How many workers were started again."""
        return sum(max(line.starts - 1, 0) for line in self._lines)

    @property
    def jobs(self) -> int:
        """How many workers there are."""
        return len(self._lines)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for a request; raises RequestError where there is none."""
        if self.taken >= self._places:
            wait = math.ceil(self.taken * self._late_mean / self.jobs)
            raise RequestError.busy(min(max(wait, 1), LONGEST_WAIT))
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1

    async def run(self, task: Callable[[], T], name: str, limit: float) -> T:
        """Have a worker do a task, as `Line.run` does it.

        Where this is cancelled, a task that is not yet begun is dropped.
        """
        self.waiting += 1
        try:
            line = await self._free.get()
        finally:
            self.waiting -= 1
        began = time.monotonic()
        doing = asyncio.get_running_loop().run_in_executor(
            self._threads, line.run, task, name, limit
        )
        self._when_done(line, doing)
        done = await asyncio.shield(doing)
        took = time.monotonic() - began
        self.tasks += 1
        self.seconds += took
        self._late_mean += (took - self._late_mean) * RECENT
        return done

    def _when_done(self, line: Line, doing: "asyncio.Future[T]") -> None:
        """Let a worker have the next task, when it has loaded the pipeline, again if need be."""

        def free(done: "asyncio.Future[T]") -> None:
            error = done.exception()
            if isinstance(error, PipelineError):
                self.failed(error)
            if line.is_warm or isinstance(error, PipelineError):  # who waits is told the same
                self._free.put_nowait(line)
            else:
                self._warm(line)

        doing.add_done_callback(free)

    def close(self) -> None:
        """Let the workers go."""
        self._is_closed = True
        self._workers.stop()
        self._threads.shutdown(cancel_futures=True)
