"""Who a Norwegian news article names, and who said what.

>>> import newsparse
>>> article = newsparse.analyze("– Vi vant, sier Kari Vik.")
>>> [speaker.name for speaker in article.quotes[0].speakers]
['Kari Vik']

`analyze` reads one text, `load` gives an `Analyzer` for many; the classes of the record that they
return are in `newsparse.record`.
"""

from functools import cache
from typing import Any

from newsparse.errors import NewsparseError
from newsparse.reading import Document, Options, read
from newsparse.record import Article

__all__ = [
    "Analyzer",
    "Article",
    "Document",
    "NewsparseError",
    "Options",
    "analyze",
    "load",
    "read",
]


def __getattr__(name: str) -> Any:
    """Import spaCy only for who asks for it, so that `newsparse --help` answers at once."""
    if name in ("Analyzer", "load"):
        from newsparse import analyzer

        return getattr(analyzer, name)
    raise AttributeError(f"module 'newsparse' has no attribute {name!r}")


@cache
def _default() -> Any:
    from newsparse.analyzer import load

    return load()


def analyze(text: str) -> Article:
    """Analyse one article with the shipped pipeline, which is loaded at the first call.

    Offsets in the result are code points of `text`, end exclusive.
    Raises PipelineError where the pipeline is missing from the installation.
    """
    article: Article = _default().analyze(text)
    return article
