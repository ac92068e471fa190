"""Dates as inputs write them, in ISO 8601."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# seconds since 1970, as databases count, or thousandths of them: from 2001 on
SECONDS = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
HAS_TIME = re.compile(r"[T :]")
# `2. november 2026`, `måndag 2. nov. 2026 kl. 8.15`
WRITTEN_OUT = re.compile(
    r"(?:[a-zæøå]+,? )?(?:den )?(\d{1,2})\. ?([a-z]{3,9})\.?,? (\d{4})"
    r"(?:,? (?:kl\.?|klokka|klokken)? ?(\d{1,2})[:.](\d\d))?",
    re.IGNORECASE,
)
MONTHS = "jan feb mar apr mai jun jul aug sep okt nov des".split()
LONG_MONTHS = (
    "januar februar mars april mai juni juli august september oktober november desember".split()
)
IN_UTC = re.compile(r" ?\b(?:UTC|GMT)$")
FORMATS = (  # a day before its month, as Norwegians write
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M",
    "%d.%m.%Y %H.%M",
    "%d.%m.%Y kl. %H:%M",
    "%d.%m.%Y kl. %H.%M",
    "%d.%m.%Y",
    "%Y-%m-%d %H:%M:%S %z",
)
READERS: tuple[Callable[[str], datetime], ...] = (
    datetime.fromisoformat,
    *(lambda text, format=format: datetime.strptime(text, format) for format in FORMATS),
    parsedate_to_datetime,  # RFC 5322, in mail and RSS
)


def iso_date(written: object) -> str | None:
    """Return a date, with its time and zone where it has them; None where it cannot be read.

    >>> iso_date("20261102T120431+0100"), iso_date("2.11.2026")
    ('2026-11-02T12:04:31+01:00', '2026-11-02')
    >>> iso_date("Mon, 02 Nov 2026 11:04:31 GMT"), iso_date("i går")
    ('2026-11-02T11:04:31+00:00', None)
    """
    text = " ".join(str(written).split()) if isinstance(written, str | int | float) else ""
    if counted := SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(counted[1]), UTC).isoformat(timespec="seconds")
    text = IN_UTC.sub(" +0000", _in_numbers(text))
    for read in READERS if any(c.isdigit() for c in text) else ():
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if HAS_TIME.search(text) is None:
            return found.date().isoformat()
        offset = found.utcoffset()
        return None if offset and offset.seconds % 60 else found.isoformat(timespec="seconds")
    return None


def _in_numbers(text: str) -> str:
    """Return a date whose month is a Norwegian word in numbers, anything else as it stands."""
    found = WRITTEN_OUT.fullmatch(text)
    if found is None:
        return text
    day, month, year, hour, minute = found.groups()
    name = month.lower()
    number = MONTHS.index(name[:3]) + 1 if name[:3] in MONTHS else 0
    if not number or not LONG_MONTHS[number - 1].startswith(name):
        return text
    return f"{day}.{number}.{year}" + (f" {hour}:{minute}" if hour else "")
