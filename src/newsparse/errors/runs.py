"""Every sentence about what is done: with a pipeline, in a run, to an output."""

from newsparse.errors.base import NewsparseError


class PipelineError(NewsparseError):
    """A spaCy pipeline that cannot be used."""

    @classmethod
    def missing(cls, name: str) -> "PipelineError":
        hint = (
            "give the name of an installed spaCy pipeline or the path of its folder, or leave "
            "--model out"
        )
        return cls(f"model {name!r} was not found", hint)

    @classmethod
    def broken(cls, name: str, reason: str) -> "PipelineError":
        hint = "install it again, or leave --model out"
        return cls(f"model {name!r} cannot be loaded ({reason})", hint)

    @classmethod
    def unparsed(cls) -> "PipelineError":
        hint = "let the pipeline's parser and entity recogniser read it first"
        return cls("a Doc without a parse cannot be analysed", hint)

    @classmethod
    def lacks(cls, name: str, what: str) -> "PipelineError":
        hint = "newsparse needs a Norwegian spaCy pipeline with a parser and named entities"
        return cls(f"model {name!r} has no {what}", hint)


class BatchError(NewsparseError):
    """A run over many articles that cannot begin or go on."""

    @classmethod
    def not_results(cls, name: str, line: int) -> "BatchError":
        hint = "it is left as it is; name another file with -o"
        return cls(f"line {line} is no result of newsparse", hint, name)

    @classmethod
    def not_a_list(cls, name: str, what: str) -> "BatchError":
        hint = f"newsparse would list {what} there: move it, or name another output with -o"
        return cls(f"is no list of {what}", hint, name)

    @classmethod
    def in_use(cls, name: str) -> "BatchError":
        return cls("another run is writing to it", "wait for that run, or stop it", name)

    @classmethod
    def lacks_dask(cls) -> "BatchError":
        hint = "install it: pip install 'newsparse[distributed]'"
        return cls("Dask is not installed", hint)

    @classmethod
    def no_scheduler(cls, where: str, reason: str) -> "BatchError":
        hint = "check that it runs and can be reached from here"
        return cls(f"no Dask scheduler at {where} ({reason})", hint)

    @classmethod
    def no_workers(cls, seconds: int) -> "BatchError":
        hint = "start workers, then the same command again, or let it wait for them with --wait"
        return cls(f"the Dask scheduler has had no worker for {seconds} seconds", hint)

    @classmethod
    def lost_scheduler(cls) -> "BatchError":
        hint = "start the scheduler, then the same command again: it goes on where it was"
        return cls("the Dask scheduler is gone", hint)


class WritingError(NewsparseError):
    """An output that cannot be written."""

    @classmethod
    def closed(cls) -> "WritingError":
        return cls("standard output is closed", "redirect it to a file, or name one with -o")

    @classmethod
    def failed(cls, name: str, reason: str) -> "WritingError":
        hint = "make room or check permissions, then start the same command again"
        return cls(f"cannot be written ({reason})", hint, name)

    @classmethod
    def is_input(cls, name: str) -> "WritingError":
        return cls("is what is read", "name another file with -o", name)

    @classmethod
    def nothing_read(cls) -> "WritingError":
        hint = "check what is read; an output that is there stays as it is"
        return cls("there is no article to write", hint)

    @classmethod
    def needs_output(cls, kind: str) -> "WritingError":
        return cls(f"{kind} is written to files", "name where with -o")

    @classmethod
    def not_a_page(cls, name: str) -> "WritingError":
        hint = "the report goes on there: move it, or name another file with -o"
        return cls("is no page of this report", hint, name)

    @classmethod
    def needs_folder(cls, name: str, kind: str) -> "WritingError":
        hint = f"name a folder for them, as in -o {name.rsplit('.', 1)[0]}/"
        return cls(f"{kind} is several tables", hint, name)

    @classmethod
    def lacks_parquet(cls) -> "WritingError":
        return cls("Parquet needs pyarrow", "install it: pip install 'newsparse[parquet]'")

    @classmethod
    def other_tables(cls, name: str) -> "WritingError":
        hint = "name another file with -o"
        return cls(
            "is a database of another version of newsparse, or of something else", hint, name
        )

    @classmethod
    def not_a_database(cls, name: str, reason: str) -> "WritingError":
        hint = "name another file with -o"
        return cls(f"is no database that newsparse can write to ({reason})", hint, name)
