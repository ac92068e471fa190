"""The pages' templates, with the one style and the one script that their policy allows."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from newsparse.writing.report.chart import HEIGHT, SERIES
from newsparse.writing.report.rows import safe_json
from newsparse.writing.report.words import Words

FOR_SCRIPT = (
    "months day thousands percent delimiter quote speaker found found_women and unknown_speaker "
    "female male guess direct indirect mixed rejected context description"
).split()


class Templates:
    """The templates, in one language of the interface."""

    def __init__(self, words: Words) -> None:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        self.words = words
        self._environment = Environment(
            loader=PackageLoader("newsparse.writing.report", "html"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        style, script = _file("style.css"), _file("script.js")
        self._environment.globals.update(
            w=words,
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
        self._environment.filters["safe_json"] = safe_json

    def write(self, name: str, target: Path, values: dict[str, Any]) -> None:
        """Write a page piece by piece, as memory holds no whole one."""
        template = self._environment.get_template(f"{name}.html.jinja")
        stream = template.stream(**values)
        stream.enable_buffering(50)
        stream.dump(str(target), encoding="utf-8")


def _file(name: str) -> str:
    return (files("newsparse.writing.report") / "html" / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"
