"""Rich text (RTF), by striprtf."""

import re

from newsparse.errors import ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry
from newsparse.reading.markup import AROUND_BREAK, SPACES
from newsparse.reading.text import checked

KIND = "a rich text file (RTF)"
BRACE = re.compile(rb"\\[\\{}]|([{}])")
FONT_TABLE = re.compile(r"\{[^{}]*\\fonttbl")
GROUP = re.compile(r"[{}]")
FONT = re.compile(r"\\f(?=\d)")
INFO = re.compile(r"\{\\info\b.{0,20000}", re.DOTALL)
TITLE = re.compile(r"\{\\title\b[^{}]{0,1000}\}")
AUTHOR = re.compile(r"\{\\author\b[^{}]{0,1000}\}")
DATE = re.compile(r"\\(?:revtim|creatim)\\yr(\d{4})\\mo(\d\d?)\\dy(\d\d?)")
HIDDEN = re.compile(r"\\(?:title|author)\b|[{}]")  # what makes a property no text
ADDRESS = re.compile(r'HYPERLINK(?:\s+"[^"{}]*")?')  # links are their words
LINE = re.compile(r"\\line(?![a-z])")
LINE_BREAK = "\\u11?"  # a character of its own, as paragraphs end in line breaks too


def read_rtf(entry: Entry) -> Document:
    """Read a rich text file; title, author and date are those of its properties.

    Raises ReadingError.
    """
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise ReadingError.lacks_documents(entry.path, KIND) from None
    if not _is_whole(entry.content):
        raise ReadingError.cut_off(entry.path, KIND)
    source = _with_fonts_apart(ADDRESS.sub("", entry.content.decode("latin-1")))
    source = LINE.sub(LINE_BREAK.replace("\\", r"\\"), source)

    def read(rtf: str) -> str:
        try:
            return str(rtf_to_text(rtf, "cp1252", "replace"))  # type: ignore[no-untyped-call]
        except (LookupError, OverflowError, TypeError, UnicodeError, ValueError):
            raise ReadingError.broken(entry.path, KIND) from None

    def known(form: re.Pattern[str]) -> str | None:
        found = form.search(facts)
        return (
            read(f"{{\\rtf1\\ansi {HIDDEN.sub('', found[0])}}}").strip() or None if found else None
        )

    info = INFO.search(source[: 1 << 16])
    facts = info[0] if info else ""
    date = DATE.search(facts)
    lines = [line.strip() for line in read(source).split("\n")]
    paragraphs = [SPACES.sub(" ", line) for line in lines if line and not line.endswith("|")]
    text = AROUND_BREAK.sub("\n", "\n\n".join(paragraphs))  # rows of tables end in a bar
    if not text.strip():
        raise ReadingError.no_article(entry.path, KIND)
    return Document(
        id=entry.id,
        text=checked(text, entry.path),
        title=known(TITLE),
        byline=known(AUTHOR),
        meta={"saved": iso_date("-".join(f"{int(n):02}" for n in date.groups()))}
        if date
        else {},  # which is not when it was published
        sha256=entry.sha256,
    )


def _with_fonts_apart(source: str) -> str:
    """Set each font on a line of its own, so that none is looked for in all that follows."""
    start = FONT_TABLE.search(source)
    if start is None:
        return source
    depth = 1
    for brace in GROUP.finditer(source, start.end()):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            fonts = FONT.sub(r";\n\g<0>", source[start.end() : brace.end()])
            return source[: start.end()] + fonts + source[brace.end() :]
    return source


def _is_whole(content: bytes) -> bool:
    """Tell whether every group is closed; bytes of pictures may hold braces of their own."""
    braces = [found[1] for found in BRACE.finditer(content) if found[1]]
    is_closed = content.rstrip(b"\0\r\n ").endswith(b"}")
    return is_closed and (b"\\bin" in content or braces.count(b"{") <= braces.count(b"}"))
