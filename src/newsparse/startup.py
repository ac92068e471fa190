"""How a process that is newsparse's own starts; in somebody else's, nothing here is called."""

import gc
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsparse.analyzer import Analyzer

SPACYS_CLI = ("spacy.cli", "spacy.cli.info")


def load(model: str | None = None) -> "Analyzer":
    """Load a pipeline that stays until the process ends; raises PipelineError.

    What is there by then is no more looked at as garbage, at the end neither: that saves a tenth of
    a second there, and a twentieth of the time for each article.
    """
    import_spacy()
    from newsparse.analyzer import load

    analyzer = load(model)
    gc.freeze()
    return analyzer


def import_spacy() -> None:
    """Import spaCy without its command line, which is imported when somebody asks for it.

    It brings weasel, httpx and requests, which newsparse never uses: a quarter of spaCy's time to
    start and 18 MB.
    """
    if "spacy" in sys.modules:
        return
    stand_ins = {name: ModuleType(name) for name in SPACYS_CLI}
    stand_ins["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        import spacy  # noqa: F401
    finally:
        for name in stand_ins:
            del sys.modules[name]


def _info(*args: object, **kwargs: object) -> object:
    """`spacy.info`."""
    from spacy.cli.info import info

    return info(*args, **kwargs)  # type: ignore[arg-type]
