"""Every sentence about what is read: articles, results, aliases, gold."""

from newsparse.errors.base import NewsparseError


class ReadingError(NewsparseError):
    """An input that cannot be read as an article."""

    @classmethod
    def missing(cls, name: str) -> "ReadingError":
        return cls("no such file", "check the path", name)

    @classmethod
    def directory(cls, name: str) -> "ReadingError":
        hint = f"name the files in it, as in {name.rstrip('/')}/*.txt, or use `newsparse batch`"
        return cls("is a directory", hint, name)

    @classmethod
    def unreadable(cls, name: str, reason: str) -> "ReadingError":
        return cls(f"cannot be read ({reason})", "check the file and its permissions", name)

    @classmethod
    def empty(cls, name: str) -> "ReadingError":
        return cls("holds no text", "give a file with an article in it", name)

    @classmethod
    def binary(cls, name: str) -> "ReadingError":
        return cls("is not text", "save the article as plain text (UTF-8)", name)

    @classmethod
    def no_prose(cls, name: str, kind: str) -> "ReadingError":
        hint = "leave it out, or save the article that is meant as plain text"
        return cls(f"is {kind} and no article", hint, name)

    @classmethod
    def crashed(cls, name: str, error: BaseException) -> "ReadingError":
        what = f"could not be analysed ({type(error).__name__}: {error})"
        return CrashError(what, "please report it, with the file", name)

    @classmethod
    def slow(cls, name: str, seconds: float) -> "ReadingError":
        hint = "leave it out, split it, or give it more time with --timeout"
        return SlowError(f"was not analysed within {seconds:.0f} seconds", hint, name)

    @classmethod
    def deadly(cls, name: str) -> "ReadingError":
        hint = "it may need more memory than there is; leave it out or split it"
        return CrashError("ended its worker twice", hint, name)

    @classmethod
    def too_long(cls, name: str, limit: int) -> "ReadingError":
        return TooLargeError(f"is longer than {limit:,} characters", "split it", name)

    @classmethod
    def too_large(cls, name: str, limit: int) -> "ReadingError":
        return TooLargeError(
            f"is larger than {limit >> 20} MB", "split it, or give it as JSONL", name
        )

    @classmethod
    def long_line(cls, name: str, limit: int) -> "ReadingError":
        hint = "give each article a line of its own"
        return cls(f"has a line of more than {limit >> 20} MB", hint, name)

    @classmethod
    def not_in_encoding(cls, name: str, encoding: str) -> "ReadingError":
        hint = "leave --encoding out or name another one"
        return cls(f"is not {encoding} text", hint, name)

    @classmethod
    def unknown_encoding(cls, encoding: str, name: str = "") -> "ReadingError":
        return cls(f"unknown encoding {encoding!r}", "try utf-8, utf-16 or cp1252", name)

    @classmethod
    def broken_gzip(cls, name: str, reason: str) -> "ReadingError":
        return cls(f"is a broken gzip file ({reason})", "fetch or compress it again", name)

    @classmethod
    def broken_json(cls, name: str, reason: str) -> "ReadingError":
        return cls(f"is not valid JSON ({reason})", "mend it or have it exported again", name)

    @classmethod
    def no_object(cls, name: str) -> "ReadingError":
        return cls("is JSON, but not an object", "give each article as an object {…}", name)

    @classmethod
    def no_text_key(cls, name: str, key: str, keys: list[str]) -> "ReadingError":
        hint = f"name the key of the text with --text-key (it has: {', '.join(keys) or 'none'})"
        return cls(f"has no text under {key!r}", hint, name)

    @classmethod
    def no_header(cls, name: str) -> "ReadingError":
        hint = "give each column a name of its own in the first line"
        return cls("is a table without a header", hint, name)

    @classmethod
    def broken_table(cls, name: str, row: int, reason: str) -> "ReadingError":
        hint = "mend it or have it exported again; the rows before it were read"
        return cls(f"is no table from row {row} on ({reason})", hint, name)

    @classmethod
    def other_cells(cls, name: str, found: int, named: int) -> "ReadingError":
        hint = "set cells with commas, semicolons or line breaks in quotation marks"
        return cls(f"is a row of {found} cells under a header of {named}", hint, name)

    @classmethod
    def broken_xml(cls, name: str, reason: str) -> "ReadingError":
        hint = "have it delivered again, or name its encoding with --encoding"
        return cls(f"is not valid XML ({reason})", hint, name)

    @classmethod
    def unsafe_xml(cls, name: str) -> "ReadingError":
        hint = "newsparse expands none; deliver it without a list of them"
        return cls("is XML that declares entities or defaults of its own", hint, name)

    @classmethod
    def unknown_xml(cls, name: str, root: str) -> "ReadingError":
        hint = "newsparse reads NITF, NewsML, RSS, Atom and HTML; convert it first"
        return cls(f"is XML of another kind (<{root}>)", hint, name)

    @classmethod
    def no_article(cls, name: str, kind: str) -> "ReadingError":
        return cls(f"is {kind} without an article's text", "leave it out", name)

    @classmethod
    def cut_off(cls, name: str, kind: str) -> "ReadingError":
        return cls(f"is {kind} that is cut off", "fetch it again, whole", name)

    @classmethod
    def broken(cls, name: str, kind: str) -> "ReadingError":
        return cls(f"is {kind} that cannot be read", "save it anew, or as plain text", name)

    @classmethod
    def locked(cls, name: str, kind: str) -> "ReadingError":
        return cls(f"is {kind} with a password", "save it without one", name)

    @classmethod
    def scanned(cls, name: str) -> "ReadingError":
        hint = "have its text recognised (OCR) first"
        return cls("is a PDF without text, perhaps of scanned pages", hint, name)

    @classmethod
    def bomb(cls, name: str, limit: int) -> "ReadingError":
        hint = "leave it out, or save the article as plain text"
        return TooLargeError(f"unpacks to more than {limit >> 20} MB", hint, name)

    @classmethod
    def too_many(cls, name: str, limit: int) -> "ReadingError":
        what = f"holds more articles than fit into {limit:,} bytes"
        return TooLargeError(what, "send them in several parts", name)

    @classmethod
    def other_office(cls, name: str, kind: str) -> "ReadingError":
        return cls(f"is {kind}", "save the article as .docx or plain text", name)

    @classmethod
    def lacks_documents(cls, name: str, kind: str) -> "ReadingError":
        hint = "install what reads it: pip install 'newsparse[documents]'"
        return cls(f"is {kind}", hint, name)

    @classmethod
    def lacks_warc(cls, name: str) -> "ReadingError":
        hint = "install what reads it: pip install 'newsparse[warc]'"
        return cls("is a web archive", hint, name)

    @classmethod
    def no_head(cls, name: str) -> "ReadingError":
        hint = "have it exported again, or split the file with --split"
        return cls("has a part without an article's paper and date", hint, name)

    @classmethod
    def packed_page(cls, name: str, packing: str) -> "ReadingError":
        hint = "have the page archived again, or unpacked"
        return cls(f"is a web page whose {packing} packing cannot be undone", hint, name)

    @classmethod
    def bad_pattern(cls, pattern: str, reason: str) -> "ReadingError":
        hint = "give a regular expression to --split, as in '^=+$'"
        return cls(f"{pattern!r} is no pattern ({reason})", hint)

    @classmethod
    def lacks_html(cls, name: str) -> "ReadingError":
        hint = "install what reads them: pip install 'newsparse[html]'"
        return cls("is a web page", hint, name)

    @classmethod
    def no_result(cls, name: str, line: int, reason: str) -> "ReadingError":
        hint = "give the output of `newsparse batch` or `analyze`, made by this version"
        return cls(f"line {line} is no result of newsparse ({reason})", hint, name)


class TooLargeError(ReadingError):
    """An input of more bytes or characters than there may be."""


class SlowError(ReadingError):
    """An article that takes too long."""


class CrashError(ReadingError):
    """An article that shows a fault of ours."""


class SchemaError(NewsparseError):
    """Results that another version of newsparse wrote."""

    @classmethod
    def of_results(cls, name: str, line: int, writer: str, schema: str, ours: str) -> "SchemaError":
        what = f"line {line} was written by newsparse {writer} (schema {schema}, not {ours})"
        hint = (
            "run `newsparse batch` again, which analyses what is old anew; into a new file where "
            "articles are gone"
        )
        return cls(what, hint, name)


class AliasError(NewsparseError):
    """A list of aliases that cannot be used."""

    HINT = "a line is a name and what it stands for, and may have its Q-id: Støre,Jonas Gahr Støre"

    @classmethod
    def unreadable(cls, name: str, reason: str) -> "AliasError":
        return cls(f"cannot be read ({reason})", cls.HINT, name)

    @classmethod
    def no_alias(cls, name: str, line: int, reason: str) -> "AliasError":
        return cls(f"line {line} is no alias ({reason})", cls.HINT, name)

    @classmethod
    def two_meanings(cls, name: str, alias: str) -> "AliasError":
        return cls(f"says two things of {alias}", "keep one of them", name)

    @classmethod
    def circle(cls, name: str, alias: str) -> "AliasError":
        return cls(f"{alias} stands for itself by way of others", "take one of them out", name)


class GoldError(NewsparseError):
    """Annotated articles that cannot be used, or that results do not fit."""

    @classmethod
    def no_gold(cls, name: str, line: int, reason: str) -> "GoldError":
        hint = "name annotated articles first, made as in benchmarks/gold or by import-labels"
        return cls(f"line {line} is no gold ({reason})", hint, name)

    @classmethod
    def no_export(cls, name: str, reason: str) -> "GoldError":
        return cls(f"is no export of Label Studio ({reason})", "export the project as JSON", name)

    @classmethod
    def bad_task(cls, name: str, task: int, reason: str) -> "GoldError":
        hint = "mend it in Label Studio and export again"
        return cls(f"task {task} is left out ({reason})", hint, name)

    @classmethod
    def other_text(cls, id: str) -> "GoldError":
        hint = "it is not counted; analyse the gold file itself"
        return cls("the text is not the one that was annotated", hint, id)

    @classmethod
    def unanswered(cls, ids: list[str], shown: int = 3) -> "GoldError":
        more = f" and {len(ids) - shown:,} more" if len(ids) > shown else ""
        hint = "all in it counts as missed; analyse the whole gold file"
        return cls(f"there is no result for {', '.join(ids[:shown])}{more}", hint)

    @classmethod
    def nothing_shared(cls) -> "GoldError":
        hint = "analyse the gold file itself: newsparse batch GOLD -o RESULTS"
        return cls("no result is of an article that was annotated", hint)
