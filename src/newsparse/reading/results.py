"""The records that newsparse itself wrote, read again."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from pydantic import BaseModel, ValidationError

from newsparse.errors import ReadingError, SchemaError
from newsparse.reading.files import STDIN, lines_of, name_of, open_binary
from newsparse.record import SCHEMA_VERSION, Article, EntityType, Failure, Gender, Span


class _Written(BaseModel):
    """What tells who wrote a record, in every version of the schema."""

    schema_version: str
    newsparse_version: str


class _Text(BaseModel):
    text: str


class _Named(BaseModel):
    type: EntityType
    name: str
    gender: Gender | None = None
    mentions: list[_Text]


class Naming(BaseModel):
    """The little of a record that tells whom an article names, when and where."""

    id: str
    language: str
    published: str | None
    source: str | None
    entities: list[_Named]


@contextmanager
def rereadable(paths: Iterable[str]) -> Iterator[list[str]]:
    """Give paths to the same content that may be read once more with `read_namings`.

    What comes through a pipe is kept in a temporary file until the end.
    """
    with ExitStack() as stack:
        given, kept_of = [], dict[str, str]()
        for path in paths:
            if path == STDIN:
                _keep_stdin(stack)
            elif path in kept_of:
                path = kept_of[path]
            elif Path(path).is_fifo():
                folder = stack.enter_context(TemporaryDirectory(prefix="newsparse-"))
                kept = Path(folder, Path(path).name)
                with open(path, "rb") as pipe, kept.open("wb") as file:
                    shutil.copyfileobj(pipe, file)
                path = kept_of[path] = str(kept)
            given.append(path)
        yield given


def _keep_stdin(stack: ExitStack) -> None:
    """Put a file that can be read twice in the place of standard input."""
    if sys.stdin is None or sys.stdin.seekable():
        return
    kept = stack.enter_context(TemporaryFile())  # noqa: SIM115
    shutil.copyfileobj(sys.stdin.buffer, kept)
    kept.flush()
    kept.seek(0)
    os.dup2(kept.fileno(), sys.stdin.fileno())


def read_namings(paths: Iterable[str]) -> Iterator[Naming]:
    """Read only whom articles name, of files that are `rereadable` and read again afterwards.

    What is wrong with a file or a line, the second reading says.
    """
    for path in paths:
        with _rewound(path), suppress(ReadingError), open_binary(path) as stream:
            for line in lines_of(stream, path):
                with suppress(ValidationError):
                    yield Naming.model_validate_json(line)


@contextmanager
def _rewound(path: str) -> Iterator[None]:
    """Put standard input back where it was."""
    if path != STDIN or sys.stdin is None:
        yield
        return
    start = os.lseek(sys.stdin.fileno(), 0, os.SEEK_CUR)
    yield
    os.lseek(sys.stdin.fileno(), start, os.SEEK_SET)


def read_results(paths: Iterable[str]) -> Iterator[Article | ReadingError]:
    """Read articles from JSONL files (`-` is standard input), one at a time, in order.

    A line that is no record comes back as the error that says so. The next ones are still read,
    unless it is the first: then the file is something else. Lines of an errors file are passed
    over, so that `out/*.jsonl` may be given.
    Raises SchemaError at a record of another schema: one such line is seldom alone, and what is
    made of the others would lack them silently.
    """
    for path in paths:
        is_ours = False
        try:
            with open_binary(path) as stream:
                for number, line in enumerate(lines_of(stream, name_of(path)), 1):
                    if not line.strip():
                        continue
                    if not _is_failure(line):
                        found = _article(line, name_of(path), number)
                        yield found
                        if isinstance(found, ReadingError) and not is_ours:
                            break
                    is_ours = True
        except ReadingError as error:
            yield error


def _is_failure(line: bytes) -> bool:
    if not line.startswith(b'{"id":'):
        return False
    try:
        Failure.model_validate_json(line)
    except ValidationError:
        return False
    return True


def _article(line: bytes, name: str, number: int) -> Article | ReadingError:
    try:
        article = Article.model_validate_json(line)
        problem = _contradiction(article)
        return article if problem is None else ReadingError.no_result(name, number, problem)
    except ValidationError as error:
        _refuse_other_schema(line, name, number)
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return ReadingError.no_result(name, number, f"{place}: {first['msg']}".strip(": "))


def _contradiction(article: Article) -> str | None:
    """Say what in a record cannot be, as where somebody has edited it; None where all can."""
    known = {entity.id for entity in article.entities}
    for entity in article.entities:
        if not entity.mentions:
            return f"entity {entity.id} has no mentions"
    for quote in article.quotes:
        if not quote.content:
            return f"quote {quote.id} has no content"
        if any(s.entity is not None and s.entity not in known for s in quote.speakers):
            return f"quote {quote.id} has a speaker that is no entity"
    spans: list[Span] = [
        *(span for e in article.entities for span in (*e.mentions, *e.references)),
        *(span for q in article.quotes for span in (*q.content, q.cue, q.source) if span),
    ]
    for span in spans:
        if not 0 <= span.start < span.end <= len(article.text):
            return f"{span.start} to {span.end} is no place in its text"
    return None


def _refuse_other_schema(line: bytes, name: str, number: int) -> None:
    try:
        written = _Written.model_validate_json(line)
    except ValidationError:
        return
    if written.schema_version != SCHEMA_VERSION:
        writer, schema = written.newsparse_version, written.schema_version
        raise SchemaError.of_results(name, number, writer, schema, SCHEMA_VERSION)
