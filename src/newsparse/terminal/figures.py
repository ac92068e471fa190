"""How good results are: a table of figures, and what is missed or wrong."""

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from newsparse.errors import visible_line

Row = tuple[str, float, float, float, int]  # label, precision, recall, F1, how many gold has


def figures_table(articles: int, rows: Iterable[Row]) -> Table:
    """Return the figures, one a row."""
    table = Table(
        title="1 article" if articles == 1 else f"{articles:,} articles", title_justify="left"
    )
    table.add_column("")
    for column in ("Precision", "Recall", "F1", "Annotated"):
        table.add_column(column, justify="right")
    for label, precision, recall, f1, gold in rows:
        style = None if label.startswith("·") else "bold"
        shown = (f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}", f"{gold:,}")
        table.add_row(Text(label), *shown, style=style)
    return table


def mistakes_list(mistakes: Iterable[Mapping[str, object]]) -> RenderableType:
    """Return what is missed or wrong, each with its article and the text beside it."""
    lines = []
    for mistake in mistakes:
        id, what, about, beside = (
            visible_line(str(mistake[key])) for key in ("id", "what", "about", "beside")
        )
        head = Text.assemble((f"{what}: ", "bold"), about, (f"  {id}", "dim"))
        lines += [head, Text(f"    {beside}")]
    return Group(*lines)
