"""Markdown, by markdown-it-py: the words without their marks."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from newsparse.errors import ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry
from newsparse.reading.markup import text_of_html
from newsparse.reading.text import checked, decode

if TYPE_CHECKING:
    from markdown_it.token import Token

# `---`, lines of `key: value`, `---`
FRONT_MATTER = re.compile(r"---[ \t]*\n((?:[^\n]*\n){0,200}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
# the same in TOML, as Hugo has it: `+++`, `key = value`, `+++`
TOML = re.compile(r"\+\+\+[ \t]*\n((?:[^\n]*\n){0,200}?)\+\+\+[ \t]*(?:\n|\Z)")
PAIR = re.compile(r"([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(.*)")
TITLES, DATES, AUTHORS = ("title", "tittel"), ("date", "dato"), ("author", "byline", "forfatter")
URLS = ("url", "link")
MARKS = {"-": "- "}  # in news this begins a reply; `*` and `+` begin items only
# what page builders (Jekyll, Hugo) fill in: `{% include a %}`, `{{< figure a >}}`
FILLED_IN = re.compile(r"\{%[^{}]{0,999}%\}|\{\{[^{}]{0,999}\}\}")
BREAK = re.compile(r"<br\b", re.IGNORECASE)


def read_markdown(entry: Entry) -> Document:
    """Read Markdown: headings and items are paragraphs, links are their words.

    Code and images are left out; keys of the front matter are kept. Raises ReadingError.
    """
    from markdown_it import MarkdownIt

    text = decode(entry.content, entry.path, entry.options.encoding)
    facts: dict[str, Any] = {}
    if front := FRONT_MATTER.match(text) or TOML.match(text):
        pairs = [PAIR.match(line) for line in front[1].splitlines()]
        facts = {pair[1].lower(): pair[2].strip().strip("\"'") for pair in pairs if pair}
        text = text[front.end() :]
    text = FILLED_IN.sub("", text)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    paragraphs = _paragraphs(tokens)
    if not paragraphs:
        raise ReadingError.no_article(entry.path, "Markdown")
    heading = next(
        (tokens[n + 1] for n, token in enumerate(tokens) if token.type == "heading_open"), None
    )
    title = _first(facts, TITLES) or (_words(heading.children or ()) if heading else "")
    if heading is None and title:
        paragraphs.insert(0, title)
    return Document(
        id=entry.id,
        text=checked("\n\n".join(paragraphs), entry.path),
        title=title or None,
        published=iso_date(_first(facts, DATES)),
        url=_first(facts, URLS) or None,
        byline=_first(facts, AUTHORS) or None,
        meta={key: value for key, value in facts.items() if value and key not in TITLES},
        sha256=entry.sha256,
    )


def _first(facts: dict[str, Any], keys: Sequence[str]) -> str:
    return next((facts[key] for key in keys if facts.get(key)), "")


def _paragraphs(tokens: "Sequence[Token]") -> list[str]:
    found: list[str] = []
    mark = ""
    tables = 0
    for token in tokens:
        if token.type in ("table_open", "table_close"):
            tables += token.nesting
        elif token.type == "list_item_open":
            # `2. november` may begin a paragraph, too
            mark = f"{token.info}{token.markup} " if token.info else MARKS.get(token.markup, "")
        elif words := "" if tables else _text(token):
            found.append(mark + words)
            mark = ""
    return found


def _text(token: "Token") -> str:
    """Return what a block reads; `fence`, the code between ```, reads nothing."""
    if token.type == "inline":
        return _words(token.children or ())
    if token.type == "html_block":
        return text_of_html(token.content)
    return token.content.strip() if token.type == "code_block" else ""  # or an indented paragraph


def _words(tokens: "Sequence[Token]") -> str:
    """Return what a paragraph reads; images are left out."""
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak" or BREAK.match(token.content):
            parts.append("\n")
    return "".join(parts).strip()
