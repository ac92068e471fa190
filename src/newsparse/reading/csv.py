"""Tables of articles: CSV and TSV with a header, as pandas, Excel and media archives write them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace

from newsparse.errors import ReadingError
from newsparse.reading.document import Entry, Options
from newsparse.reading.json_records import id_of
from newsparse.reading.shapes import SHAPES, paths_of
from newsparse.reading.text import decode
from newsparse.record import Failure

SUFFIX = re.compile(r"\.(csv|tsv|tab)(\.gz)?$", re.IGNORECASE)
DELIMITERS = "\t;,|"
TOLD = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a first line that is for Excel
LONGEST_NAME = 80  # code points of a column's name
LARGEST_CELL = 1 << 28
LONGEST_IN_EXCEL = 32_767  # characters of a cell, which is cut there without a word
LINE_END = re.compile(r"\r\n?|\n")


def is_table(text: str, path: str, options: Options) -> bool:
    """Tell by its first lines whether a text is a table with the article's text in a column."""
    if TOLD.match(text):
        return True
    names = _header(_first_line(text))
    if names is None:
        return False
    if SUFFIX.search(path):
        return len(names) > 1 or names[0] in paths_of(options.text_key)
    keys = {*paths_of(options.text_key), *SHAPES}
    return len(names) > 1 and not keys.isdisjoint(names)


def _header(line: str) -> list[str] | None:
    """Return the columns' names; None where the line is no header."""
    try:
        names = next(csv.reader([line.strip("\r")], delimiter=_delimiter(line), strict=True), [])
    except csv.Error:
        return None
    names = [name.strip() for name in names]
    if len(names) > 1 and not names[-1]:
        names.pop()  # a delimiter ends each line
    named = names[1:] if names and not names[0] else names  # the first of pandas has none
    if not named or len(set(names)) < len(names):
        return None
    return names if all(0 < len(name) <= LONGEST_NAME for name in named) else None


def _first_line(text: str) -> str:
    return LINE_END.split(text, maxsplit=1)[0]


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=line.count)


def rows(entry: Entry) -> Iterator[Entry | Failure]:
    """Yield an entry for each row, of the JSON that it would be; a failure where cells lack.

    Raises ReadingError at a row behind which nothing can be read, as where a mark is not closed.
    """
    text = decode(entry.content, entry.path, entry.options.encoding)
    told = TOLD.match(text)
    text = text[told.end() :] if told else text
    names = _header(_first_line(text))
    if names is None:
        raise ReadingError.no_header(entry.path)
    delimiter = told[1] if told else _delimiter(_first_line(text))
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(reader)
    number = 1
    while True:
        number += 1
        place = replace(entry, id=f"{entry.id}:{number}", path=f"{entry.path}:{number}")
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ReadingError.broken_table(entry.path, number, str(error)) from None
        if cells is None:
            if number == 2:
                raise ReadingError.empty(entry.path)
            return
        if not any(map(str.strip, cells)):
            continue
        if len(cells) == len(names) + 1 and not cells[-1]:
            cells.pop()
        if len(cells) != len(names):
            yield place.failure(ReadingError.other_cells(place.path, len(cells), len(names)))
            continue
        if any(len(cell) == LONGEST_IN_EXCEL for cell in cells):
            yield place.failure(ReadingError.cut_off(place.path, "a row with a text"))
            continue
        record = {name: cell for name, cell in zip(names, cells, strict=True) if name}
        id = id_of(record, entry.options, place.id)
        yield place.part(id, json.dumps(record).encode(), "json")
