"""Workers, and the requests that wait for them."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from newsparse.batch import Limits, Line, LocalWorkers
from newsparse.errors import PipelineError
from newsparse.reading import Entry
from newsparse.serve.bodies import Answer, answer
from newsparse.serve.problems import RequestError
from newsparse.serve.settings import Settings

LONGEST_WAIT = 60  # seconds that are ever asked for in Retry-After
RECENT = 0.05  # what a task adds to the mean of seconds
UNPACKED = 4  # times its limit that a body may unpack to
SMALL = (
    4_000  # bytes of what may be analysed together with others that wait: the network likes that
)
TOGETHER = 8
TOGETHER_SECONDS = 5.0  # that it may take, before each is analysed alone
T = TypeVar("T")


@dataclass(eq=False)
class _Job:
    """What waits for a worker; alone: not to be analysed together with others."""

    body: Entry
    answer: "asyncio.Future[Answer]"
    alone: bool


class Desk:
    """Workers, each in a line of its own, so that the death of one costs no other's article.

    A task that comes when all are busy waits for the first that is free; whoever waits for it no
    longer takes it back. The first worker begins to load the pipeline at once, the others then:
    so it is there soonest.
    failed: told of what keeps the pipeline from being loaded. told: a sentence for the operator.
    """

    def __init__(self, settings: Settings, jobs: int | None = None) -> None:
        self._settings = settings
        self._limits = Limits(settings.timeout, settings.longest)
        self._largest = settings.max_bytes * UNPACKED
        self._workers = LocalWorkers(settings.model, jobs)
        self._lines = [Line(self._workers, 1) for _ in range(self._workers.jobs)]
        self._threads = ThreadPoolExecutor(len(self._lines), "line")
        self._first = self._threads.submit(self._lines[0].warm)
        self._free: list[Line] = []
        self._jobs: deque[_Job] = deque()
        self._late_mean = 0.0  # seconds that a task takes
        self._is_closed = False
        self.taken = 0
        self.tasks = 0
        self.seconds = 0.0
        self.failed: Callable[[PipelineError], object] = lambda error: None
        self.told: Callable[[str], object] = lambda sentence: None
        self._deaths: dict[Line, int] = {}  # in a row, while the pipeline is loaded

    def open(self) -> None:
        """Begin to give tasks to workers; wants a running loop."""
        first = asyncio.wrap_future(self._first)
        self._when_warmed(self._lines[0], first)
        first.add_done_callback(self._begin_others)

    def _begin_others(self, _: "asyncio.Future[None]") -> None:
        for line in self._lines[1:]:
            self._warm(line)

    def _warm(self, line: Line) -> None:
        if not self._is_closed:
            self._when_warmed(line, asyncio.wrap_future(self._threads.submit(line.warm)))

    def _when_warmed(self, line: Line, warming: "asyncio.Future[None]") -> None:
        """Let a worker begin; one that dies before it can is started again, ever more seldom."""

        def begin(done: "asyncio.Future[None]") -> None:
            error = None if done.cancelled() else done.exception()
            if self._is_closed:  # then they all die
                return
            if line.is_warm or isinstance(error, PipelineError):
                self._deaths.pop(line, None)
                self._free_or_warm(line, error)
                return
            deaths = self._deaths[line] = self._deaths.get(line, 0) + 1
            if deaths == 1:
                self.told("a worker dies while it loads the pipeline; it is started again")
            if not self.ready:
                for job in list(self._jobs):
                    if not job.answer.done():
                        job.answer.set_exception(RequestError.no_workers())
            pause = min(2**deaths, LONGEST_WAIT)
            asyncio.get_running_loop().call_later(pause, self._warm, line)

        warming.add_done_callback(begin)

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
        if self.taken >= self._settings.places:
            wait = math.ceil(self.taken * self._late_mean / self.jobs)
            raise RequestError.busy(min(max(wait, 1), LONGEST_WAIT))
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1

    async def answer(self, body: Entry) -> Answer:
        """Have a worker analyse a body, or an article that was found in one.

        Where this is cancelled before it is begun, it is dropped.
        """
        job = _Job(body, asyncio.get_running_loop().create_future(), len(body.content) > SMALL)
        self._jobs.append(job)
        self._give()
        try:
            return await job.answer
        finally:
            with suppress(ValueError):
                self._jobs.remove(job)

    @property
    def waiting(self) -> int:
        """How many articles and bodies wait for a worker."""
        return len(self._jobs)

    def _give(self) -> None:
        """Give what waits to workers that are free; what is small together, where much waits."""
        while self._free and self._jobs:
            share = min(math.ceil(len(self._jobs) / self.jobs), TOGETHER)
            taken = [self._jobs.popleft()]
            while self._jobs and len(taken) < share and not (taken[0].alone or self._jobs[0].alone):
                taken.append(self._jobs.popleft())
            line = self._free.pop()
            began = time.monotonic()
            doing = asyncio.wrap_future(self._threads.submit(self._do, line, taken))
            doing.add_done_callback(partial(self._deliver, taken, began))
            self._when_done(line, doing)

    def _do(self, line: Line, jobs: list["_Job"]) -> list[Answer] | None:
        bodies = [job.body for job in jobs]
        task = partial(answer, self._settings.model, self._limits, self._largest, bodies)
        if len(jobs) > 1:
            return line.together(partial(task, TOGETHER_SECONDS), bodies[0].path)
        return line.run(partial(task, None), bodies[0].path, self._limits.seconds_of(bodies))

    def _deliver(
        self, jobs: list["_Job"], began: float, doing: "asyncio.Future[list[Answer] | None]"
    ) -> None:
        error = doing.exception()
        answers = None if error else doing.result()
        took = time.monotonic() - began
        self.tasks += len(jobs)
        self.seconds += took
        self._late_mean += (took / len(jobs) - self._late_mean) * RECENT
        if error is None and answers is None:  # one of them ended the worker, or was slow
            for job in reversed(jobs):
                job.alone = True
                if not job.answer.done():
                    self._jobs.appendleft(job)
            self._give()
            return
        for number, job in enumerate(jobs):
            if job.answer.done():
                continue  # who asked has left
            if answers is not None:
                job.answer.set_result(answers[number])
            elif error is not None:
                job.answer.set_exception(error)

    def _when_done(self, line: Line, doing: "asyncio.Future[T]") -> None:
        """Let a worker have the next task, when it has loaded the pipeline, again if need be."""
        doing.add_done_callback(lambda done: self._free_or_warm(line, done.exception()))

    def _free_or_warm(self, line: Line, error: BaseException | None) -> None:
        if isinstance(error, PipelineError):
            self.failed(error)
        if line.is_warm or isinstance(error, PipelineError):  # who waits is told the same
            self._free.append(line)
            self._give()
        else:
            self._warm(line)

    def close(self) -> None:
        """Let the workers go."""
        self._is_closed = True
        self._workers.stop()
        self._threads.shutdown(cancel_futures=True)
