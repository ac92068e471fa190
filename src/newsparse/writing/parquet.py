"""Articles as Parquet tables, for pandas, Polars, DuckDB and R."""

import itertools
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from newsparse.errors import WritingError
from newsparse.identities import Identities
from newsparse.record import Article
from newsparse.writing.files import replacing
from newsparse.writing.tables import TABLES, rows_of

AT_ONCE = 1000  # articles in a row group


def write_parquet(articles: Iterable[Article], folder: Path, identities: Identities) -> None:
    """Write one Parquet file a table; raises WritingError where pyarrow is missing."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise WritingError.lacks_parquet() from None
    types = {str: pyarrow.string(), int: pyarrow.int64(), bool: pyarrow.bool_()}
    with ExitStack() as stack:
        writers = {}
        for table, columns in TABLES.items():
            schema = pyarrow.schema([(column.name, types[column.type]) for column in columns])
            path = stack.enter_context(replacing(folder / f"{table}.parquet"))
            writers[table] = stack.enter_context(parquet.ParquetWriter(path, schema))
        for group in _groups(articles):
            for table, writer in writers.items():
                rows = [row for article in group for row in rows_of(article, identities)[table]]
                names = [column.name for column in TABLES[table]]
                records = [dict(zip(names, row, strict=True)) for row in rows]
                writer.write_table(pyarrow.Table.from_pylist(records, schema=writer.schema))


def _groups(articles: Iterable[Article]) -> Iterable[list[Article]]:
    iterator = iter(articles)
    return iter(lambda: list(itertools.islice(iterator, AT_ONCE)), [])
