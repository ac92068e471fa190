"""How far a run is: a bar on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

LOADING = "loading the pipeline"


@contextmanager
def progress_bar(total: int | None, hidden: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; give a function that takes articles and bytes done.

    Until the first article is done, it says what takes so long.
    total: bytes to read, None where nobody knows: then the bar runs without an end.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(show_speed=False),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as progress:
        task = progress.add_task(LOADING, total=total)

        def advance(articles: int, done: int) -> None:
            told = LOADING
            if articles:
                rate = articles / (progress.tasks[0].elapsed or 1)
                told = f"{articles:,} articles, {rate:.1f}/s"
            progress.update(task, completed=done, description=told)

        yield advance
