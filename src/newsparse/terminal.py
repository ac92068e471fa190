"""What is for reading in a terminal: an article with its marks and tables, a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.bar import Bar
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from newsparse.errors import visible, visible_line
from newsparse.record import Article, Entity, Quote, Speaker
from newsparse.stats import Row

COLOURS = {"person": "bold cyan", "place": "bold green", "organisation": "bold magenta"}
QUOTE_STYLE = "underline"
LABEL_STYLE = "dim"
UNSURE_STYLE = "dim italic"
REJECTED = "rejected"
BAR_WIDTH = 12


def render(article: Article) -> RenderableType:
    """Return the article's text with entities and quotes marked, then who and who said what."""
    title = Text(visible_line(f"{article.id} ({article.language})"))
    parts: list[RenderableType] = [Panel(_marked_text(article), title=title, title_align="left")]
    parts.append(_entities(article.entities) if article.entities else Text("No names found."))
    parts.append(_quotes(article.quotes) if article.quotes else Text("No quotes found."))
    return Group(*parts)


def _marked_text(article: Article) -> Text:
    """Colour the names, and set every quote in brackets with its id: `[q1 Vi vant]`.

    What its speakers reject says so: `tror ikke at [q2 rejected: planen holder]`.
    """
    text = Text(visible(article.text))
    for entity in article.entities:
        for mention in entity.mentions:
            text.stylize(COLOURS[entity.type], mention.start, mention.end)
    spans = [
        (span, f"{quote.id} {REJECTED}:" if quote.negated else quote.id)
        for quote in article.quotes
        for span in quote.content
    ]
    for span, _ in spans:
        text.stylize(QUOTE_STYLE, span.start, span.end)
    brackets = [(span.end, 0, "]") for span, _ in spans]
    brackets += [(span.start, 1, f"[{label} ") for span, label in spans]
    marked = Text()
    done = 0
    for position, _, bracket in sorted(brackets, key=lambda row: row[:2]):
        marked.append(text[done:position]).append(bracket, LABEL_STYLE)
        done = position
    return marked.append(text[done:])


def _entities(entities: list[Entity]) -> Table:
    table = Table(title="Who and what is named", title_justify="left")
    for column in ("", "Name", "Type"):
        table.add_column(column)
    for column in ("Named", "In other words"):
        table.add_column(column, justify="right")
    for entity in entities:
        name = Text(visible_line(entity.name), COLOURS[entity.type])
        counts = (str(len(entity.mentions)), str(len(entity.references)))
        table.add_row(entity.id, name, entity.type, *counts)
    return table


def _quotes(quotes: list[Quote]) -> Table:
    table = Table(title="Who said what", title_justify="left", show_lines=True)
    for column in ("", "Speaker", "Said", "Type", "Cue"):
        table.add_column(column, ratio=4 if column == "Said" else None)
    for quote in quotes:
        table.add_row(
            quote.id,
            _speakers(quote.speakers),
            _said(quote),
            quote.type,
            Text(visible_line(quote.cue.text) if quote.cue else ""),
        )
    return table


def _said(quote: Quote) -> Text:
    spans = (" ".join(span.text.split()) for span in quote.content)
    said = Text(visible_line(" … ".join(spans)))
    return Text.assemble((f"{REJECTED}: ", "bold"), said) if quote.negated else said


def _speakers(speakers: list[Speaker]) -> Text:
    """Name them: `Kari Vik and Ola Moe`; `Kari Vik?` where only the context tells who it is."""
    names = [
        Text(f"{visible_line(speaker.name)}?", UNSURE_STYLE)
        if speaker.basis == "context"
        else Text(visible_line(speaker.name), "bold")
        for speaker in speakers
    ]
    if len(names) > 1:
        names[-2:] = [Text(" and ").join(names[-2:])]
    return Text(", ").join(names) if names else Text("?")


def render_counts(names: list[str], rows: list[Row]) -> RenderableType:
    """Return a table of counts with a bar for each, those of the most quotes being the longest."""
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


@contextmanager
def progress_bar(total: int | None, hidden: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; give a function that takes articles done and bytes read.

    total: bytes to read, None where nobody knows.
    """
    columns = (
        TextColumn("{task.fields[articles]:,} articles"),
        BarColumn(),
        TextColumn("{task.fields[rate]:.1f}/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as progress:
        task = progress.add_task("", total=total, articles=0, rate=0.0)

        def advance(articles: int, read: int) -> None:
            rate = articles / (progress.tasks[0].elapsed or 1)
            progress.update(task, completed=read, articles=articles, rate=rate)

        yield advance
