"""newsparse schema and info: what the output is, and what makes it."""

from importlib.metadata import version

from newsparse.cli.options import Model
from newsparse.errors import visible_line
from newsparse.exits import check_output, clean_exit


def schema() -> None:
    """Print the JSON Schema of one article record."""
    with clean_exit():
        from newsparse.writing import article_schema

        check_output()
        print(article_schema())


def info(model: Model = None) -> None:
    """Print the version, and the pipeline: where it is, its size, labels and scores."""
    with clean_exit():
        from newsparse.startup import import_spacy

        import_spacy()
        from newsparse.pipeline import describe

        check_output()
        facts = describe(model)
        print(f"newsparse: {version('newsparse')}")
        for name, value in facts.items():
            print(visible_line(f"{name}: {value}"))
