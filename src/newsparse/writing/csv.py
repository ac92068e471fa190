"""Articles as three tables for Excel and other spreadsheets."""

import csv
import unicodedata
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from newsparse.record import Article
from newsparse.writing.files import replacing
from newsparse.writing.tables import ABOUT, TABLES, Cell, rows_of

WRITTEN = ("entities", "quotes", "speakers")  # the rest are lists of places for programs
TOLD = ("title", *(column.name for column in ABOUT))
# what a spreadsheet takes for the beginning of a formula (OWASP: CSV injection), in small and
# full-width forms, too; and the guard itself
FORMULA = tuple("'=+-@\t\r\n＝＋－＠﹢﹣﹦﹫")
UNSEEN = frozenset("\u034f\u115f\u1160\u3164\uffa0")  # letters and marks that nobody sees
NO_SIGNS = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})


def write_csv(articles: Iterable[Article], folder: Path, delimiter: str = ",") -> None:
    """Write entities.csv, quotes.csv and speakers.csv, in UTF-8 with the mark that Excel knows.

    Each row ends with what is known of its article, so that nothing need be looked up elsewhere.
    A cell that a spreadsheet would take for a formula begins with an apostrophe. Truth is 0 and 1:
    its words differ from one language of Excel to another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writers = {}
        for table in WRITTEN:
            path = stack.enter_context(replacing(folder / f"{table}.csv"))
            file = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
            writers[table] = csv.writer(file, delimiter=delimiter)
            names = [column.name for column in TABLES[table]]
            writers[table].writerow([*names, *(f"document_{name}" for name in TOLD)])
        for article in articles:
            rows = rows_of(article)
            told = tuple(getattr(article, name) for name in TOLD)
            for table, writer in writers.items():
                writer.writerows([_written(cell) for cell in (*row, *told)] for row in rows[table])


def _written(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return int(cell)
    return f"'{cell}" if isinstance(cell, str) and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    """Tell whether a cell begins as a formula does, also behind what nobody sees."""
    if cell.startswith(FORMULA):
        return True
    seen = (c for c in cell if c not in UNSEEN and unicodedata.category(c) not in NO_SIGNS)
    return next(seen, "").startswith(FORMULA)
