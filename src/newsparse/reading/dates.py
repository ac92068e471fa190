"""Dates as inputs write them, in ISO 8601."""

import re
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

HAS_TIME = re.compile(r"[T :]")
FORMATS = (  # a day before its month, as Norwegians write
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y kl. %H:%M",
    "%d.%m.%Y kl. %H.%M",
    "%d.%m.%Y",
    "%Y-%m-%d %H:%M:%S %Z",
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
    text = " ".join(written.split()) if isinstance(written, str) else ""
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
