"""Every sentence about a failure that a user may read."""


class NewsparseError(Exception):
    """Something that the user can mend; its text is one sentence that says what to do."""


class ReadingError(NewsparseError):
    """An input that cannot be read as text."""

    @classmethod
    def missing(cls, name: str) -> "ReadingError":
        return cls(f"{name}: no such file; check the path")

    @classmethod
    def directory(cls, name: str) -> "ReadingError":
        return cls(f"{name}: is a directory; name the files in it, as in {name.rstrip('/')}/*.txt")

    @classmethod
    def unreadable(cls, name: str, reason: str) -> "ReadingError":
        return cls(f"{name}: cannot be read ({reason}); check the file and its permissions")

    @classmethod
    def empty(cls, name: str) -> "ReadingError":
        return cls(f"{name}: holds no text; give a file with an article in it")

    @classmethod
    def binary(cls, name: str) -> "ReadingError":
        return cls(f"{name}: is not text; save the article as plain text (UTF-8)")

    @classmethod
    def not_in_encoding(cls, name: str, encoding: str) -> "ReadingError":
        return cls(f"{name}: is not {encoding} text; leave --encoding out or name another one")

    @classmethod
    def unknown_encoding(cls, encoding: str) -> "ReadingError":
        return cls(f"unknown encoding {encoding!r}; try utf-8, utf-16 or cp1252")


class PipelineError(NewsparseError):
    """A spaCy pipeline that cannot be used."""

    @classmethod
    def missing(cls, name: str) -> "PipelineError":
        return cls(
            f"model {name!r} was not found; give the name of an installed spaCy pipeline or the "
            "path of its folder, or leave --model out"
        )

    @classmethod
    def broken(cls, name: str, reason: str) -> "PipelineError":
        return cls(
            f"model {name!r} cannot be loaded ({reason}); install it again, or leave --model out"
        )

    @classmethod
    def lacks(cls, name: str, what: str) -> "PipelineError":
        return cls(
            f"model {name!r} has no {what}; newsparse needs a Norwegian spaCy pipeline with a "
            "parser and named entities"
        )
