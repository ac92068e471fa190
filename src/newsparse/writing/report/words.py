"""The words of the report's interface, in the languages that it can be in."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

Language = Literal["nb", "nn", "en"]


@cache
def _table() -> dict[str, dict[Language, Any]]:
    path = files("newsparse.writing.report") / "words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def language_of(articles: Iterable[str]) -> Language:
    """Return the interface's language: that of most articles; English where most are in others."""
    known = get_args(Language)
    counts = Counter(language if language in known else "en" for language in articles)
    return max(known, key=lambda language: counts[language])  # Bokmål of those with as many


class Words:
    """The interface's words in one language: `words.search`; and how it writes numbers and dates.

    A word that the table lacks is an AttributeError.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.table = {name: forms[language] for name, forms in _table().items()}

    def __getattr__(self, name: str) -> Any:
        try:
            return self.table[name]
        except KeyError:
            raise AttributeError(name) from None

    def number(self, number: int) -> str:
        """Return a number as it is written: `1 001`, in English `1,001`."""
        return f"{number:,}".replace(",", self.table["thousands"])

    def count(self, number: int, name: str) -> str:
        """Return a number with its word in the right form: `1 sitat`, `3 sitater`."""
        one, several = self.table[name]
        return f"{self.number(number)} {one if number == 1 else several}"

    def share(self, part: int, whole: int) -> str:
        """Return a share in whole per cents: `34 %`."""
        return f"{round(100 * part / whole)}{self.table['percent']}"

    def date(self, written: str | None) -> str:
        """Return the day of a date as it is written; what is no day as it stands."""
        day = day_of(written)
        return self.day.format(**parts_of(day, self.months)) if day else (written or "")


def parts_of(day: date, months: list[str]) -> dict[str, Any]:
    """Return what a date is written with."""
    return {"day": day.day, "month": months[day.month - 1], "year": day.year}


def day_of(written: str | None) -> date | None:
    """Return the day of a date as the record has it, if there is such a day."""
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
