"""Who a Norwegian news article names, and who said what.

>>> import newsparse
>>> article = newsparse.analyze("– Vi vant, sier Kari Vik.")
>>> [speaker.name for speaker in article.quotes[0].speakers]
['Kari Vik']

`analyze` reads one text, `load` gives an `Analyzer` for many; the classes of the record that they
return are in `newsparse.record`.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsparse.analyzer import Analyzer, load
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
_HOMES = {
    "Analyzer": "analyzer",
    "Article": "record",
    "Document": "reading",
    "NewsparseError": "errors",
    "Options": "reading",
    "load": "analyzer",
    "read": "reading",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more, so that `newsparse --help` answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'newsparse' has no attribute {name!r}")
    return getattr(import_module(f"newsparse.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__


@cache
def _default() -> "Analyzer":
    from newsparse.analyzer import load

    return load()


def analyze(text: str) -> "Article":
    """Analyse one article with the shipped pipeline, which is loaded at the first call.

    Offsets in the result are code points of `text`, end exclusive.
    Raises PipelineError where the pipeline is missing from the installation.
    """
    return _default().analyze(text)
