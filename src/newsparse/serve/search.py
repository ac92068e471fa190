"""The search in a database that `newsparse export --to sqlite` has made: read, never written."""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from newsparse.errors import ReadingError
from newsparse.writing.report.shown import UNSURE, in_line, web_address

SHOWN = 50  # quotes of an answer
PROPOSED = 500  # names that the field for a person proposes
MOST_WORDS = 20  # of a question; what is beyond is not looked for
LONGEST = 10.0  # seconds that a question may take
STEPS = 10_000  # of SQLite's machine, between two looks at the clock

TERM = re.compile(r'"([^"]+)"|(\S+)')
SPEAKERS = "quotes.id IN (SELECT speakers.quote FROM speakers WHERE {})"
WHO = "SELECT speakers.quote FROM speakers JOIN entities ON entities.id = speakers.entity WHERE "
UNSURE_BASIS = f"speakers.basis IN ({', '.join(map(repr, UNSURE))})"
OF_ONE_GENDER = (  # all who speak are of it, as in the report
    f"quotes.id IN ({WHO} entities.gender = '{{0}}') AND quotes.id NOT IN (SELECT quote FROM "
    "speakers LEFT JOIN entities ON entities.id = speakers.entity "
    "WHERE entities.gender IS NOT '{0}')"
)
NEITHER = " AND ".join(f"NOT ({OF_ONE_GENDER.format(gender)})" for gender in ("female", "male"))
GENDERS = {
    "female": OF_ONE_GENDER.format("female"),
    "male": OF_ONE_GENDER.format("male"),
    "none": NEITHER,
}
# each field of the form: its condition, and what it makes of the field's value
FIELDS: dict[str, tuple[str, Callable[[str], str]]] = {
    "person": (SPEAKERS.format("has(speakers.name, ?)"), str),
    "role": (f"quotes.id IN ({WHO} has(coalesce(entities.role, '') || ' (' || "
             "coalesce(entities.party, '') || ')', ?))", str),
    "type": ("quotes.type = ?", str),
    "section": ("documents.section = ?", str),
    "from": ("substr(documents.published, 1, 10) >= ?", str),
    "to": ("substr(documents.published, 1, 10) <= ?", str),
}
WORDS = (
    "quotes.rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH ? UNION "
    "SELECT quotes.rowid FROM documents_fts JOIN documents ON documents.rowid = documents_fts.rowid "
    "JOIN quotes ON quotes.document = documents.id WHERE documents_fts MATCH 'title : ' || ?)"
)
