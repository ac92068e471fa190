"""How a process that is newsparse's own starts; in somebody else's, nothing here is called."""

import sys
from types import ModuleType

SPACYS_CLI = ("spacy.cli", "spacy.cli.info")


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
