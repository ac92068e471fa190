"""Articles as an SQLite database with full-text search, for Datasette and SQL."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from newsparse.errors import WritingError
from newsparse.identities import Identities
from newsparse.record import Article
from newsparse.writing.tables import TABLES, Column, rows_of

SQL_TYPES = {str: "TEXT", int: "INTEGER", bool: "INTEGER"}
SEARCHED = {"documents": ("title", "text"), "quotes": ("speaker", "text")}

# the Thursday of a date's week is in the week's year
THURSDAY = "date(substr(published, 1, 10), '-3 days', 'weekday 4')"
WEEK = (
    f"strftime('%Y', {THURSDAY}) || '-W' || "
    f"printf('%02d', (strftime('%j', {THURSDAY}) - 1) / 7 + 1)"
)
COUNTS = (
    "count(DISTINCT quote) AS quotes, "
    "count(DISTINCT speaker_key) AS speakers, count(DISTINCT document) AS articles"
)
SPEAKER = "min(speaker) AS speaker"  # of the names in Bokmål and Nynorsk, always the same
# `newsparse stats` as SQL: a row for each speaker of each quote, and counts of those
VIEWS = {
    "quoted": f"""
        SELECT speakers.document, speakers.quote, speakers.basis,
            coalesce(entities.full_name, speakers.name) AS speaker,
            coalesce(entities.key, speakers.name) AS speaker_key,
            entities.type AS speaker_type, entities.role, entities.party,
            CASE WHEN entities.type = 'person'
                THEN coalesce(entities.key_gender, 'unknown') END AS gender,
            quotes.type, quotes.negated, quotes.text, documents.title, documents.published,
            CASE WHEN published IS NOT NULL THEN {WEEK} END AS week,
            substr(published, 1, 7) AS month, documents.section, documents.source
        FROM speakers
        JOIN quotes ON quotes.id = speakers.quote
        JOIN documents ON documents.id = speakers.document
        LEFT JOIN entities ON entities.id = speakers.entity""",
    "speakers_total": f"SELECT {SPEAKER}, speaker_type, {COUNTS} FROM quoted GROUP BY speaker_key",
    "speakers_by_week": f"""
        SELECT week, {SPEAKER}, speaker_type, {COUNTS} FROM quoted GROUP BY week, speaker_key""",
    "speakers_by_month": f"""
        SELECT month, {SPEAKER}, speaker_type, {COUNTS} FROM quoted GROUP BY month, speaker_key""",
    "genders_by_week": f"""
        SELECT week, gender, {COUNTS} FROM quoted WHERE gender IS NOT NULL GROUP BY 1, 2""",
    "genders_by_section": f"""
        SELECT section, gender, {COUNTS} FROM quoted WHERE gender IS NOT NULL GROUP BY 1, 2""",
}


def write_sqlite(articles: Iterable[Article], path: Path, identities: Identities) -> None:
    """Put articles into a database; one of an id that is there already takes its place.

    It is one transaction: all of it or nothing. Raises WritingError where the file is no database,
    or one with other tables.
    """
    try:
        with (
            _removed_if_broken(path),
            closing(sqlite3.connect(path)) as connection,
            connection,
        ):
            connection.execute("PRAGMA foreign_keys = ON")
            for table, columns in TABLES.items():
                there = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
                if there and there != [column.name for column in columns]:
                    raise WritingError.other_tables(str(path))
            for table, columns in TABLES.items():
                connection.execute(_create(table, columns))
                for name in (column.name for column in columns if column.references):
                    # without it, every row that is replaced would be looked for in the whole table
                    connection.execute(
                        f"CREATE INDEX IF NOT EXISTS {table}_{name} ON {table}({name})"
                    )
            for table, names in SEARCHED.items():
                connection.execute(_create_search(table, names))
            for view, select in VIEWS.items():
                connection.execute(f"CREATE VIEW IF NOT EXISTS {view} AS {select}")
            for article in articles:
                _put(connection, article, identities)
            for table in SEARCHED:
                connection.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")
    except sqlite3.Error as error:
        raise WritingError.not_a_database(str(path), str(error)) from None


@contextmanager
def _removed_if_broken(path: Path) -> Iterator[None]:
    """Take a database away again that was made in vain."""
    is_new = not path.exists()
    try:
        yield
    except BaseException:
        if is_new:
            path.unlink(missing_ok=True)
        raise


def _create(table: str, columns: tuple[Column, ...]) -> str:
    lines = [
        f"{column.name} {SQL_TYPES[column.type]}"
        + (" PRIMARY KEY" if column.name == "id" else "")
        + (f" REFERENCES {column.references}(id)" if column.references else "")
        for column in columns
    ]
    return f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(lines)})"


def _create_search(table: str, names: tuple[str, ...]) -> str:
    # å is a letter of its own, so marks above letters count
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_fts USING fts5({', '.join(names)}, "
        f"content=\"{table}\", tokenize='unicode61 remove_diacritics 0')"
    )


def _put(connection: sqlite3.Connection, article: Article, identities: Identities) -> None:
    for table in reversed(TABLES):  # what points to others goes first
        if (
            table == "documents"
        ):  # its row is changed in place, so that what others hold on to stays
            continue
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (article.id,))
    for table, rows in rows_of(article, identities).items():
        names = [column.name for column in TABLES[table]]
        update = ", ".join(f"{name} = excluded.{name}" for name in names)
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
            f"ON CONFLICT(id) DO UPDATE SET {update}",
            rows,
        )
