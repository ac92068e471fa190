"""Quotes over time, as bars: by day, week, month or years, so that they are not too many."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from newsparse.writing.report.words import Words

HEIGHT = 100.0
WIDTH = 10.0  # of a bar, with what is left empty beside it
FILLED = 8.4
SERIES = ("women", "men", "others")


class Rectangle(NamedTuple):
    """A part of a bar, in the units of the drawing."""

    series: str
    x: float
    y: float
    width: float
    height: float


class Bar(NamedTuple):
    """The quotes of a stretch of time."""

    label: str
    counts: Counter[str]
    parts: list[Rectangle]

    @property
    def total(self) -> int:
        return self.counts.total()


class Chart(NamedTuple):
    """Bars in order; `width` and HEIGHT are the drawing's size."""

    unit: str
    bars: list[Bar]
    width: float
    most: int


@dataclass(frozen=True)
class Unit:
    """A stretch of time: which one a day is in, as a number, and its words.

    most: as many bars are good to look at.
    """

    most: int
    name: Callable[[Words], str]
    number: Callable[[date], int]
    label: Callable[[int, Words], str]


def _day(number: int, words: Words) -> str:
    return words.date(str(date.fromordinal(number)))


def _week(number: int, words: Words) -> str:
    monday = date.fromordinal(1) + timedelta(weeks=number)  # day 1 was a Monday
    year, week, _ = monday.isocalendar()
    return str(words.week.format(number=week, year=year))


def _month(number: int, words: Words) -> str:
    return f"{words.months[number % 12]} {number // 12}"


def _years(length: int) -> Unit:
    def label(number: int, words: Words) -> str:
        first = number * length
        return str(first) if length == 1 else f"{first}–{first + length - 1}"

    def name(words: Words) -> str:
        return str(words.by_year if length == 1 else words.by_years.format(years=length))

    return Unit(50, name, lambda day: day.year // length, label)


UNITS = (
    Unit(21, lambda words: words.by_day, date.toordinal, _day),
    Unit(54, lambda words: words.by_week, lambda day: (day.toordinal() - 1) // 7, _week),
    Unit(50, lambda words: words.by_month, lambda day: day.year * 12 + day.month - 1, _month),
    *(_years(length) for length in (1, 10, 100, 1000)),
)


def chart_of(days: dict[date, Counter[str]], words: Words) -> Chart | None:
    """Return the chart of quotes by day; None where there is but one bar, or nothing in them."""
    if not any(counts.total() for counts in days.values()):
        return None
    for unit in UNITS:
        first, last = unit.number(min(days)), unit.number(max(days))
        if last - first < unit.most:
            break
    if first == last:
        return None
    sums = {number: Counter[str]() for number in range(first, last + 1)}
    for day, counts in days.items():
        sums[unit.number(day)].update(counts)
    most = max(counts.total() for counts in sums.values())
    bars = [
        Bar(unit.label(number, words), counts, _parts(place, counts, most))
        for place, (number, counts) in enumerate(sums.items())
    ]
    return Chart(unit.name(words), bars, WIDTH * len(bars), most)


def _parts(place: int, counts: Counter[str], most: int) -> list[Rectangle]:
    """Return a bar's parts from its foot up."""
    parts, top = [], HEIGHT
    for series in SERIES:
        height = HEIGHT * counts[series] / most
        top -= height
        if height:
            x = WIDTH * place + (WIDTH - FILLED) / 2
            parts.append(Rectangle(series, round(x, 2), round(top, 2), FILLED, round(height, 2)))
    return parts
