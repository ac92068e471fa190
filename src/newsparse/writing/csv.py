"""Articles as tables for Excel and other spreadsheets."""

import csv
import unicodedata
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from newsparse.identities import Identities
from newsparse.record import Article, Quote
from newsparse.writing.files import replacing
from newsparse.writing.tables import ABOUT, BETWEEN, TABLES, Cell, rows_of

WRITTEN = ("documents", "entities", "quotes", "speakers")  # the rest are places, for programs
LEFT_OUT = frozenset({"text", "parts", "meta"})  # of documents: more than a cell should hold
KEPT = {
    table: [
        number
        for number, column in enumerate(TABLES[table])
        if table != "documents" or column.name not in LEFT_OUT
    ]
    for table in WRITTEN
}
TOLD = ("title", *(column.name for column in ABOUT))
WHO = ("role", "gender", "key", "full_name")
# the same in the rows of entities, where the gender is that of the key
_NAMES = [column.name for column in TABLES["entities"]]
TOLD_OF_ENTITIES = tuple(map(_NAMES.index, ("role", "key_gender", "key", "full_name")))
NEAR = 500  # code points before and behind a quote
MORE = {  # so that nothing need be looked up in another table
    "documents": (),
    "entities": tuple(f"document_{name}" for name in TOLD),
    "quotes": (*WHO, "around", *(f"document_{name}" for name in TOLD)),
    "speakers": (*WHO, *(f"document_{name}" for name in TOLD)),
}
# what a spreadsheet takes for the beginning of a formula (OWASP: CSV injection), in small and
# full-width forms, too; and the guard itself
FORMULA = tuple("'=+-@\t\r\n＝＋－＠﹢﹣﹦﹫")
UNSEEN = frozenset("\u034f\u115f\u1160\u3164\uffa0")  # letters and marks that nobody sees
NO_SIGNS = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})


def write_csv(
    articles: Iterable[Article], folder: Path, identities: Identities, delimiter: str = ","
) -> None:
    """Write documents, entities, quotes and speakers, in UTF-8 with the mark that Excel knows.

    Quotes and speakers have the speakers' roles, genders and keys, quotes the paragraph around
    them, and all what is known of their article.
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
            names = [TABLES[table][number].name for number in KEPT[table]]
            writers[table].writerow([*names, *MORE[table]])
        for article in articles:
            rows = rows_of(article, identities)
            more = _more(article, rows["entities"])
            for table, writer in writers.items():
                for row, cells in zip(rows[table], more[table], strict=True):
                    writer.writerow(
                        map(guarded, (*(row[number] for number in KEPT[table]), *cells))
                    )


def _more(article: Article, entities: list[tuple[Cell, ...]]) -> dict[str, list[tuple[Cell, ...]]]:
    """Return the cells of MORE for each row; entities: the rows of that table."""
    told = tuple(getattr(article, name) for name in TOLD)
    nobody: tuple[Cell, ...] = (None,) * len(WHO)
    who: dict[str | None, tuple[Cell, ...]] = {
        entity.id: tuple(row[number] for number in TOLD_OF_ENTITIES)
        for entity, row in zip(article.entities, entities, strict=True)
    }

    def known(quote: Quote) -> list[tuple[Cell, ...]]:
        return [who.get(speaker.entity, nobody) for speaker in quote.speakers]

    quotes: list[tuple[Cell, ...]] = []
    for quote in article.quotes:
        columns = zip(*known(quote), strict=True) if quote.speakers else ((),) * len(WHO)
        joined = (BETWEEN.join(str(cell) for cell in column if cell) or None for column in columns)
        quotes.append((*joined, _around(article.text, quote), *told))
    return {
        "documents": [()],
        "entities": [told] * len(article.entities),
        "quotes": quotes,
        "speakers": [(*cells, *told) for quote in article.quotes for cells in known(quote)],
    }


def _around(text: str, quote: Quote) -> str:
    """Return the paragraph that a quote stands in, of a long one what is near."""
    first, last = quote.content[0].start, quote.content[-1].end
    start = max(text.rfind("\n", 0, first) + 1, first - NEAR)
    line_end = text.find("\n", last)
    end = min(line_end if line_end >= 0 else len(text), last + NEAR)
    return text[start:end].strip()


def guarded(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula, truth as 0 and 1."""
    if isinstance(cell, bool):
        return int(cell)
    return f"'{cell}" if isinstance(cell, str) and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    """Tell whether a cell begins as a formula does, also behind what nobody sees."""
    if cell.startswith(FORMULA):
        return True
    seen = (c for c in cell if c not in UNSEEN and unicodedata.category(c) not in NO_SIGNS)
    return next(seen, "").startswith(FORMULA)
