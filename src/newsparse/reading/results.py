"""The records that newsparse itself wrote, read again."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ValidationError

from newsparse.errors import ReadingError, SchemaError
from newsparse.reading.files import name_of, open_binary
from newsparse.record import SCHEMA_VERSION, Article, Failure


class _Written(BaseModel):
    """What tells who wrote a record, in every version of the schema."""

    schema_version: str
    newsparse_version: str


def read_results(paths: Iterable[str]) -> Iterator[Article | ReadingError]:
    """Read articles from JSONL files (`-` is standard input), one at a time, in order.

    A line that is no record comes back as the error that says so, and the next ones are still read.
    Lines of an errors file are passed over, so that `out/*.jsonl` may be given.
    Raises SchemaError at a record of another schema: one such line is seldom alone, and what is
    made of the others would lack them silently.
    """
    for path in paths:
        try:
            with open_binary(path) as stream:
                for number, line in enumerate(stream, 1):
                    if line.strip() and not _is_failure(line):
                        yield _article(line, name_of(path), number)
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
        return Article.model_validate_json(line)
    except ValidationError as error:
        _refuse_other_schema(line, name, number)
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return ReadingError.no_result(name, number, f"{place}: {first['msg']}".strip(": "))


def _refuse_other_schema(line: bytes, name: str, number: int) -> None:
    try:
        written = _Written.model_validate_json(line)
    except ValidationError:
        return
    if written.schema_version != SCHEMA_VERSION:
        writer, schema = written.newsparse_version, written.schema_version
        raise SchemaError.of_results(name, number, writer, schema, SCHEMA_VERSION)
