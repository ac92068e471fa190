"""What the server has done, as Prometheus reads it.

The text form is a dozen lines, with no label but the status: not worth a library's registry.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsparse.serve.desk import Desk

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Metrics:
    """Counts since the start."""

    requests: Counter[int] = field(default_factory=Counter)  # by status; 499: the client left
    articles: int = 0
    failed: int = 0
    words: int = 0

    def text(self, desk: Desk) -> str:
        """Return all of them, with those of the desk."""
        return "".join(f"newsparse_{line}\n" for line in self._lines(desk))

    def _lines(self, desk: Desk) -> Iterator[str]:
        for status, count in sorted(self.requests.items()):
            yield f'requests_total{{status="{status}"}} {count}'
        yield f"articles_total {self.articles}"
        yield f"articles_failed_total {self.failed}"
        yield f"words_total {self.words}"
        yield f"task_seconds_sum {desk.seconds:.6f}"
        yield f"task_seconds_count {desk.tasks}"
        yield f"requests_here {desk.taken}"
        yield f"tasks_waiting {desk.waiting}"
        yield f"workers {desk.jobs}"
        yield f"worker_restarts_total {desk.restarts}"
        yield f"workers_ready {desk.ready}"
