"""PDF, by pypdfium2: the lines as they are printed, column after column.

Lines and hyphens are joined by the view, as in every text that a program has wrapped.
"""

import re
from collections import Counter
from typing import Any

from newsparse.errors import ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry
from newsparse.reading.text import checked

KIND = "a PDF"
END = b"%%EOF"
ENDS_WITHIN = 2048  # bytes; some programs write more behind the end
LARGEST = 1 << 24  # characters, as much as a book shelf
CONTROL = re.compile(r"[\x00-\x01\x03-\x08\x0e-\x1f\x7f]")
HYPHENS = {0x02: "-\n", 0xFFFE: "-\n"}  # what PDFium makes of a hyphen and the line's end
DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
DIGITS = re.compile(r"\d+")
EDGE = 2  # lines at a page's top and bottom that may be running heads


def read_pdf(entry: Entry) -> Document:
    """Read a PDF; title, author and date are those of its properties. Raises ReadingError."""
    try:
        import pypdfium2
    except ImportError:
        raise ReadingError.lacks_documents(entry.path, KIND) from None
    if END not in entry.content[-ENDS_WITHIN:]:
        raise ReadingError.cut_off(entry.path, KIND)
    pages: list[list[str]] = []
    size = 0
    try:
        with pypdfium2.PdfDocument(entry.content) as pdf:
            facts = _facts(pdf)
            for page in pdf:
                text = page.get_textpage().get_text_bounded()
                size += len(text)
                if size > LARGEST:
                    raise ReadingError.bomb(entry.path, LARGEST)
                pages.append(_lines(text))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadingError.locked(entry.path, KIND) from None
        raise ReadingError.broken(entry.path, KIND) from None
    text = "\n".join(line for page in _without_heads(pages) for line in page).strip()
    if not text:
        raise ReadingError.scanned(entry.path)
    date = DATE.match(facts.get("CreationDate", ""))
    return Document(
        id=entry.id,
        text=checked(text, entry.path),
        title=_fact(facts, "Title"),
        published=iso_date("-".join(date.groups())) if date else None,
        byline=_fact(facts, "Author"),
        sha256=entry.sha256,
    )


def _facts(pdf: Any) -> dict[str, str]:
    try:
        return dict(pdf.get_metadata_dict())
    except UnicodeError:
        return {}


def _fact(facts: dict[str, str], name: str) -> str | None:
    return CONTROL.sub("", facts.get(name, "")).strip() or None


def _lines(text: str) -> list[str]:
    text = CONTROL.sub("", text.translate(HYPHENS).replace("\r\n", "\n"))
    return [line.strip() for line in text.split("\n")]


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """Leave out what stands at the edge of several pages: running heads, numbers of pages."""

    def forms(page: list[str]) -> set[str]:
        return {DIGITS.sub("0", line) for line in (*page[:EDGE], *page[-EDGE:])}

    counts = Counter(form for page in pages for form in forms(page))
    heads = {form for form, count in counts.items() if count > 1 and count * 2 > len(pages)}
    if not heads:
        return pages
    found = []
    for page in pages:
        last = len(page) - EDGE
        found.append(
            [
                line
                for number, line in enumerate(page)
                if EDGE <= number < last or DIGITS.sub("0", line) not in heads
            ]
        )
    return found
