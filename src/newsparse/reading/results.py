"""The records that newsparse itself wrote, read again."""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from newsparse.errors import ReadingError
from newsparse.reading.files import name_of, open_binary
from newsparse.record import Article, Failure


def read_results(paths: Iterable[str]) -> Iterator[Article | ReadingError]:
    """Read articles from JSONL files (`-` is standard input), one at a time, in order.

    A line that is no record comes back as the error that says so, and the next ones are still read.
    Lines of an errors file are passed over, so that `out/*.jsonl` may be given.
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
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return ReadingError.no_result(name, number, f"{place}: {first['msg']}".strip(": "))
