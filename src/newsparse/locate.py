"""From a name or path to a pipeline's folder; the only room that knows `models/`.

spaCy is not imported, so that a run whose workers do all that needs it starts at once.
"""

import json
from importlib.util import find_spec
from pathlib import Path

from newsparse.errors import PipelineError
from newsparse.record import Model

DEFAULT = "nb_newsparse_sm"
_HERE = Path(__file__).resolve()
# the wheel carries models/ inside the package; in a checkout they stand beside pyproject.toml
MODEL_FOLDERS = (_HERE.parent / "models", _HERE.parents[2] / "models")


def path_of_default() -> Path:
    """Return the folder of the pipeline that newsparse ships; raises PipelineError."""
    for folder in MODEL_FOLDERS:
        if (folder / DEFAULT / "meta.json").is_file():
            return folder / DEFAULT
    raise PipelineError.missing(DEFAULT)


def find_folder(name: str | None) -> Path:
    """Return the folder of a pipeline: ours for None, an installed package's, or a path itself.

    Raises PipelineError where there is none.
    """
    if name is None or name == DEFAULT:
        return path_of_default()
    package = find_spec(name) if name.isidentifier() else None
    for place in package.submodule_search_locations or () if package else ():
        if (Path(place) / "meta.json").is_file():
            return Path(place)
    if Path(name).is_dir():
        return Path(name)
    raise PipelineError.missing(name)


def identify(name: str | None = None) -> Model:
    """Return a pipeline's name and version; raises PipelineError where nothing says what it is."""
    try:
        meta = json.loads((find_folder(name) / "meta.json").read_text(encoding="utf-8"))
        return Model(name=f"{meta['lang']}_{meta['name']}", version=meta["version"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise PipelineError.broken(str(name or DEFAULT), str(error)) from None
