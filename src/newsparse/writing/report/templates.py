"""The templates of the report, and of the page of `newsparse serve`, which looks the same."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsparse.writing.report.chart import HEIGHT, SERIES
from newsparse.writing.report.rows import safe_json
from newsparse.writing.report.words import Words

if TYPE_CHECKING:
    from jinja2 import Environment

HOME = "newsparse.writing.report"
OF_RESULTS = (  # words that a quote is shown with
    "months day thousands and unknown_speaker female male guess direct indirect mixed "
    "rejected context description"
).split()
FOR_SCRIPT = [*OF_RESULTS, *"percent delimiter quote speaker found found_women".split()]


def environment(words: Words, *rooms: str) -> "Environment":
    """Return the templates in `html` of these packages, and behind them those of the report."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=ChoiceLoader([PackageLoader(room, "html") for room in (*rooms, HOME)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["w"] = words
    made.filters["safe_json"] = safe_json
    return made


def asset(name: str, room: str = HOME) -> str:
    """Return a style or a script that stands beside the templates."""
    return (files(room) / "html" / name).read_text(encoding="utf-8")


class Templates:
    """The report's templates, with the one style and the one script that their policy allows."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._environment = environment(words)
        style, script = asset("style.css"), asset("look.js") + asset("script.js")
        self._environment.globals.update(
            style=style,
            script=script,
            policy="; ".join(
                (
                    "default-src 'none'",
                    f"style-src '{_digest(style)}'",
                    f"script-src '{_digest(script)}'",
                    "base-uri 'none'",
                    "form-action 'none'",
                )
            ),
            series=SERIES,
            chart_height=HEIGHT,
            of_script={name: words.table[name] for name in FOR_SCRIPT},
        )

    def write(self, name: str, target: Path, values: dict[str, Any]) -> None:
        """Write a page piece by piece, as memory holds no whole one."""
        template = self._environment.get_template(f"{name}.html.jinja")
        stream = template.stream(**values)
        stream.enable_buffering(50)
        stream.dump(str(target), encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"
