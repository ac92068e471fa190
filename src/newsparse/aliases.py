"""What the user knows of names: a CSV of name, what it stands for, and the Wikidata id."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from newsparse.errors import AliasError

HEADINGS = ("name", "navn", "namn")
WIKIDATA_ID = re.compile(r"Q[1-9][0-9]*")


class Alias(NamedTuple):
    """The name that another one stands for, and the id of who or what this is."""

    name: str
    wikidata: str | None


def read_aliases(path: Path) -> dict[str, Alias]:
    """Read aliases, by name in small letters: `Blinken,Antony Blinken,Q7821917`.

    A name that stands for itself has an empty second cell, or the id there. The first line may name
    the columns. A name may stand for one that stands for another. Between the cells stands a comma,
    or a semicolon or tab, as in its first line; it is UTF-8, else Windows-1252.
    Raises AliasError where the file cannot be read, a line is no alias, or two contradict.
    """
    try:
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        delimiter = next((sign for sign in ";\t" if sign in text.partition("\n")[0]), ",")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [[cell.strip() for cell in row] for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise AliasError.unreadable(str(path), reason) from None
    return _followed(str(path), _said(str(path), rows))


def _said(path: str, rows: Iterable[Sequence[str]]) -> dict[str, Alias]:
    """Return what the lines say."""
    said: dict[str, Alias] = {}
    for number, row in enumerate(rows, 1):
        if not any(row) or (number == 1 and row[0].casefold() in HEADINGS):
            continue
        name, stands_for, wikidata = (*row, "", "")[:3]
        if not wikidata and WIKIDATA_ID.fullmatch(stands_for):
            stands_for, wikidata = "", stands_for
        if not name:
            raise AliasError.no_alias(path, number, "no name")
        if len(row) > 3:
            raise AliasError.no_alias(path, number, "more than three cells")
        if not (stands_for or wikidata):
            raise AliasError.no_alias(path, number, f"nothing that {name} stands for")
        if wikidata and not WIKIDATA_ID.fullmatch(wikidata):
            raise AliasError.no_alias(path, number, f"{wikidata} is no id such as Q42")
        alias = Alias(stands_for or name, wikidata or None)
        if said.setdefault(name.casefold(), alias) != alias:
            raise AliasError.two_meanings(path, name)
    return said


def _followed(path: str, said: Mapping[str, Alias]) -> dict[str, Alias]:
    """Return the last name that each stands for, and the id that any on the way has."""
    spelled = {alias.name.casefold(): alias.name for alias in said.values()}
    last_of: dict[str, str] = {}
    ids: dict[str, str] = {}
    for first in (*said, *spelled):
        last, passed = first, {first}
        while last in said and (following := said[last].name.casefold()) != last:
            if following in passed:
                raise AliasError.circle(path, spelled[following])
            passed.add(following)
            last = last_of.get(following, following)
        last_of |= dict.fromkeys(passed, last)
        wikidata = said[first].wikidata if first in said else None
        if wikidata and ids.setdefault(last, wikidata) != wikidata:
            raise AliasError.two_meanings(path, spelled[last])
    return {first: Alias(spelled[last], ids.get(last)) for first, last in last_of.items()}
