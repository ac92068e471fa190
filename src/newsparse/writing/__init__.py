"""From records to files: JSON, and a table of formats, one module a format.

Everything is a pure conversion of the records.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, TextIO

from newsparse.errors import WritingError
from newsparse.identities import Identities
from newsparse.record import Article
from newsparse.writing.csv import guarded, write_csv
from newsparse.writing.doccano import write_doccano
from newsparse.writing.files import STDOUT, replacing
from newsparse.writing.json import article_schema, to_json
from newsparse.writing.labelstudio import label_config, write_labelstudio
from newsparse.writing.ninjs import write_ninjs
from newsparse.writing.parquet import write_parquet
from newsparse.writing.report import Language, write_report
from newsparse.writing.sqlite import write_sqlite

__all__ = [
    "STREAMED",
    "Format",
    "Language",
    "article_schema",
    "export",
    "guarded",
    "label_config",
    "to_json",
    "write_report",
]

Format = Literal["sqlite", "csv", "parquet", "ninjs", "labelstudio", "doccano"]
STREAMED: dict[Format, Callable[[Iterable[Article], TextIO], None]] = {
    "ninjs": write_ninjs,
    "labelstudio": write_labelstudio,
    "doccano": write_doccano,
}
WRITTEN: dict[Format, Callable[[Iterable[Article], Path, Identities], None]] = {
    "sqlite": write_sqlite,
    "parquet": write_parquet,
}


def export(
    articles: Iterable[Article],
    format: Format,
    output: Path | None,
    *,
    identities: Identities | None = None,
    delimiter: str = ",",
) -> None:
    """Write articles in one of the formats: to a file, a folder of tables, or standard output.

    identities: what all articles taught of who is the same, for tables. delimiter: what stands
    between the cells of CSV.
    Raises WritingError where they cannot be written.
    """
    if format in STREAMED:
        if output is None or str(output) in STDOUT:
            STREAMED[format](articles, sys.stdout)
            return
        with replacing(output) as path, path.open("w", encoding="utf-8") as file:
            STREAMED[format](articles, file)
        return
    if output is None:
        raise WritingError.needs_output(format)
    if format != "sqlite" and output.suffix and not output.is_dir():
        raise WritingError.needs_folder(str(output), format)
    identities = identities or Identities()
    if format == "csv":
        write_csv(articles, output, identities, delimiter)
    else:
        WRITTEN[format](articles, output, identities)
