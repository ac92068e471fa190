"""What the user knows of names: a CSV of name, what it stands for, and the Wikidata id."""

import csv
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

    A name that stands for itself has an empty second cell. The first line may name the columns. A
    name may stand for one that stands for another.
    Raises AliasError where the file cannot be read, a line is no alias, or two contradict.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
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
        is_id = not wikidata or WIKIDATA_ID.fullmatch(wikidata)
        if not name or not (stands_for or wikidata) or len(row) > 3 or not is_id:
            raise AliasError.no_alias(path, number)
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
            last = following
        last_of[first] = last
        wikidata = said[first].wikidata if first in said else None
        if wikidata and ids.setdefault(last, wikidata) != wikidata:
            raise AliasError.two_meanings(path, spelled[last])
    return {first: Alias(spelled[last], ids.get(last)) for first, last in last_of.items()}
