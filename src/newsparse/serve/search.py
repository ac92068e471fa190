"""The search in a database that `newsparse export --to sqlite` has made: read, never written."""

import json
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, get_args

from newsparse.errors import ReadingError
from newsparse.record import Gender
from newsparse.serve.problems import SearchError
from newsparse.writing.report.shown import UNSURE, in_line, web_address
from newsparse.writing.tables import BETWEEN, TABLES

SHOWN = 50  # quotes of an answer
PROPOSED = 500  # names that the field for a person proposes
MOST_WORDS = 20  # of a question: what is beyond is not looked for
LONGEST = 10.0  # seconds that an answer may take
STEPS = 10_000  # of SQLite's machine, between two looks at the clock

TERM = re.compile(r'"([^"]+)"|(\S+)')
WHO = "SELECT speakers.quote FROM speakers LEFT JOIN entities ON entities.id = speakers.entity"
OF_ONE_GENDER = (  # all who speak are of it, as in the report
    f"{WHO} GROUP BY quote HAVING count(*) = count(gender) AND min(gender) = max(gender)"
)
GENDERS = {
    each: f"quotes.id IN ({OF_ONE_GENDER} AND min(gender) = '{each}')" for each in get_args(Gender)
}
GENDERS["none"] = f"quotes.id NOT IN ({OF_ONE_GENDER})"
NAME = "coalesce(entities.full_name, speakers.name)"  # as in all articles
NAMED = f"quotes.id IN ({WHO} WHERE folded({NAME}) = :{{0}})"
NAMED_LIKE = f"quotes.id IN ({WHO} WHERE instr(folded({NAME}), :{{0}}))"
ROLE = f"quotes.id IN ({WHO} WHERE instr(folded(role) || ' ' || folded(party), :{{0}}))"
UNSURE_ONES = f"quotes.id IN (SELECT quote FROM speakers WHERE basis IN {UNSURE})"
WORD = (
    "quotes.rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH :{0} UNION "
    "SELECT quotes.rowid FROM documents_fts AS titles "
    "JOIN documents ON documents.rowid = titles.rowid "
    "JOIN quotes ON quotes.document = documents.id WHERE documents_fts MATCH 'title : ' || :{0})"
)
PLAIN = {  # fields of the form, and what they ask for
    "role": ROLE,
    "type": "quotes.type = :{0}",
    "section": "documents.section = :{0}",
    "from": "substr(documents.published, 1, 10) >= :{0}",
    "to": "substr(documents.published, 1, 10) <= :{0}",
}
FOLDED = ("person", "role")
FOUND = (
    "CREATE TEMP TABLE found AS SELECT quotes.id, quotes.rowid AS number, published "
    "FROM quotes JOIN documents ON documents.id = quotes.document"
)
ANSWER = """
    SELECT quotes.*, title, documents.published, url
    FROM (SELECT * FROM found ORDER BY published DESC, number LIMIT ? OFFSET ?) AS found
    JOIN quotes ON quotes.id = found.id JOIN documents ON documents.id = quotes.document
    ORDER BY found.published DESC, found.number"""
SPEAKERS = f"""
    SELECT {NAME} AS name, type, gender, role, party, basis FROM speakers
    LEFT JOIN entities ON entities.id = speakers.entity WHERE quote = ? ORDER BY position"""

Record = dict[str, Any]


class Search:
    """The quotes of a database; each question opens it anew, as it may be exported again.

    Raises SearchError where it is none that newsparse has made or takes too long, ReadingError
    where it cannot be read; also later.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as connection:
            for table, columns in TABLES.items():
                there = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]
                if there != [column.name for column in columns]:
                    raise SearchError.no_database(str(path))

    def fields(self) -> Record:
        """Return what the form proposes: the names most quoted, sections, first and last day."""
        with self._open() as connection:
            names = connection.execute(
                f"SELECT {NAME} AS name FROM speakers LEFT JOIN entities "
                "ON entities.id = speakers.entity GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?",
                [PROPOSED],
            )
            sections = connection.execute(
                "SELECT DISTINCT section FROM documents WHERE section IS NOT NULL ORDER BY 1"
            )
            days = "SELECT substr(min(published), 1, 10), substr(max(published), 1, 10) "
            return {
                "speakers": [in_line(row["name"]) for row in names],
                "sections": [row["section"] for row in sections],
                "period": list(connection.execute(f"{days} FROM documents").fetchone()),
            }

    def find(self, asked: Mapping[str, str], start: int = 0) -> Record:
        """Return the quotes that are asked for, the newest first, from the `start`th on.

        asked: the values of the form; what it does not know is not asked for.
        """
        with self._open() as connection:
            tests, values = _tests(connection, asked)
            where = f" WHERE {' AND '.join(tests)}" if tests else ""
            connection.execute(FOUND + where, values)
            (quotes,) = connection.execute("SELECT count(*) FROM found").fetchone()
            (speakers,) = connection.execute(
                "SELECT count(DISTINCT coalesce(entities.key, speakers.name)) FROM found "
                "JOIN speakers ON speakers.quote = found.id "
                "LEFT JOIN entities ON entities.id = speakers.entity"
            ).fetchone()
            rows = connection.execute(ANSWER, [SHOWN, start]).fetchall()
            found = [_found(row, connection.execute(SPEAKERS, [row["id"]])) for row in rows]
        return {"quotes": quotes, "speakers": speakers, "start": start, "found": found}

    def article(self, id: str) -> Record | None:
        """Return an article in the record's shape, as far as it can be shown; None: not there."""
        with self._open() as connection:
            row = connection.execute("SELECT * FROM documents WHERE id = ?", [id]).fetchone()
            if row is None:
                return None

            def rows(table: str, of: str = "document", value: str = id) -> list[sqlite3.Row]:
                order = "position" if table == "speakers" else "rowid"
                found = f"SELECT * FROM {table} WHERE {of} = ? ORDER BY {order}"
                return connection.execute(found, [value]).fetchall()

            told = {name: row[name] for name in ("id", "language", "title", "text", "source")}
            about = {name: row[name] for name in ("published", "url", "section", "byline")}
            entities = [
                {
                    **{name: each[name] for name in ("id", "type", "name", "gender")},
                    "mentions": [
                        {"start": m["start_char"], "end": m["end_char"], "label": m["label"]}
                        for m in rows("mentions", "entity", each["id"])
                    ],
                    "references": [
                        _place(r) for r in rows("entity_references", "entity", each["id"])
                    ],
                    "role": each["role"] and {"text": each["role"]},
                    "party": each["party"] and {"text": each["party"]},
                }
                for each in rows("entities")
            ]
            quotes = [
                _quote(quote, rows("speakers", "quote", quote["id"])) for quote in rows("quotes")
            ]
            warnings = row["warnings"].split(BETWEEN) if row["warnings"] else []
            return {**told, **about, "warnings": warnings, "entities": entities, "quotes": quotes}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        began = time.monotonic()
        if not self._path.is_file():
            raise ReadingError.missing(str(self._path))
        try:
            # as_uri escapes what would end the path; mode=ro: nothing of it can be written
            address = f"{self._path.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as connection:
                connection.execute("PRAGMA temp_store = MEMORY")  # no disk need be writable
                connection.row_factory = sqlite3.Row
                connection.create_function("folded", 1, _folded, deterministic=True)
                connection.set_progress_handler(lambda: time.monotonic() - began > LONGEST, STEPS)
                yield connection
        except sqlite3.OperationalError as error:
            if "interrupt" in str(error):
                raise SearchError.slow(LONGEST) from None
            reason = str(error).partition(" with text ")[0]  # SQLite tells what the text was
            raise ReadingError.unreadable(str(self._path), reason) from None
        except sqlite3.DatabaseError:
            raise SearchError.no_database(str(self._path)) from None


def _tests(
    connection: sqlite3.Connection, asked: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Return the conditions of a question, and the values that they name."""
    given = {name: " ".join(value.split()) for name, value in asked.items() if value.strip()}
    given |= {name: _folded(given[name]) for name in FOLDED if name in given}
    tests: list[str] = []
    values: dict[str, str] = {}

    def ask(test: str, value: str) -> None:
        name = f"v{len(values)}"
        values[name] = value
        tests.append(test.format(name))

    for term in _terms(given.get("q", "")):
        ask(WORD, term)
    if person := given.get("person"):
        is_name = f"{WHO} WHERE folded({NAME}) = ? LIMIT 1"
        is_one = connection.execute(is_name, [person]).fetchone()
        ask(NAMED if is_one else NAMED_LIKE, person)
    for name, test in PLAIN.items():
        if name in given:
            ask(test, given[name])
    if given.get("gender") in GENDERS:
        tests.append(GENDERS[given["gender"]])
    if given.get("unsure"):
        tests.append(UNSURE_ONES)
    return tests, values


def _terms(asked: str) -> list[str]:
    """Return words and phrases as FTS5 strings: no sign of the question reaches its syntax.

    A word stands for those that begin with it. Signs alone are no words.
    """
    found = TERM.findall(asked.replace("\0", " "))[:MOST_WORDS]
    terms = [(phrase or word, "" if phrase else "*") for phrase, word in found]
    terms = [each for each in terms if any(sign.isalnum() for sign in each[0])] or terms
    return ['"{}"{}'.format(words.replace('"', '""'), ending) for words, ending in terms]


def _found(row: sqlite3.Row, speakers: Iterator[sqlite3.Row]) -> Record:
    """Return a quote as the search shows it; speakers as in the report's rows."""
    return {
        "id": row["id"],
        "document": row["document"],
        "title": in_line(row["title"] or row["document"]),
        "published": row["published"] or "",
        "url": web_address(row["url"]) or "",
        "type": row["type"],
        "negated": bool(row["negated"]),
        "text": row["text"],
        "speakers": [_speaker(each) for each in speakers],
    }


def _speaker(row: sqlite3.Row) -> list[str]:
    party = f"({row['party']})" if row["party"] else ""
    role = in_line(f"{row['role'] or ''} {party}")
    return [in_line(row["name"]), row["type"] or "other", row["gender"] or "", role, row["basis"]]


def _quote(row: sqlite3.Row, speakers: list[sqlite3.Row]) -> Record:
    return {
        **{name: row[name] for name in ("id", "type", "text")},
        "negated": bool(row["negated"]),
        "content": [{"start": start, "end": end} for start, end in json.loads(row["content"])],
        "cue": _place(row, "cue_"),
        "source": _place(row, "source_"),
        "speakers": [{name: s[name] for name in ("name", "entity", "basis")} for s in speakers],
    }


def _place(row: sqlite3.Row, prefix: str = "") -> Record | None:
    start, end = row[f"{prefix}start_char"], row[f"{prefix}end_char"]
    return None if start is None else {"start": start, "end": end}


def _folded(text: str | None) -> str:
    return (text or "").casefold()
