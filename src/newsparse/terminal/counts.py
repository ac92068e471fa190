"""Counts over many articles: a table with a bar for each."""

from rich.bar import Bar
from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from newsparse.errors import visible_line
from newsparse.stats import Row

BAR_WIDTH = 12


def counts_table(names: list[str], rows: list[Row]) -> RenderableType:
    """Return a table of counts, in which those of the most quotes have the longest bar."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in names:
        table.add_column(name.capitalize(), no_wrap=True)
    table.add_column("Quotes", justify="right", no_wrap=True)
    table.add_column("", width=BAR_WIDTH)
    for name in ("Share", "Words", "Speakers", "Articles"):
        table.add_column(name, justify="right", no_wrap=True)
    most = max((row.quotes for row in rows), default=0)
    for row in rows:
        table.add_row(
            *(Text(visible_line(value) or "–") for value in row.group),
            f"{row.quotes:,}",
            Bar(most, 0, row.quotes),
            f"{row.share:.1%}",
            *(f"{number:,}" for number in (row.words, row.speakers, row.articles)),
        )
    return table if rows else Text("No quotes.")
