"""PDF, by pypdfium2: the lines as they are printed, column after column, parted into paragraphs.

Where a paragraph begins, the page shows: an indent, a wider gap, letters of another size. Lines and
hyphens are joined by the view, as in every text that a program has wrapped.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
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
HYPHENS = {0x02: "-", 0xFFFE: "-"}  # what PDFium makes of a hyphen and the line's end
PRINTED = re.compile(r"[^\s\x02\ufffe][^\r\n\x02\ufffe]*[\x02\ufffe]?")  # a line
OTHER_SIZE = 0.15  # of the height: letters of another size
WIDER = 0.15  # of the height: a gap that is wider than the usual one
LEAST_INDENT, MOST_INDENT = 0.5, 4.0  # of the height
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
                lines = _lines(page.get_textpage())
                size += sum(map(len, lines))
                if size > LARGEST:
                    raise ReadingError.bomb(entry.path, LARGEST)
                pages.append(lines)
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
        byline=_fact(facts, "Author"),
        meta={"saved": iso_date("-".join(date.groups()))}
        if date
        else {},  # which is not when it was published
        sha256=entry.sha256,
    )


def _facts(pdf: Any) -> dict[str, str]:
    try:
        return dict(pdf.get_metadata_dict())
    except UnicodeError:
        return {}


def _fact(facts: dict[str, str], name: str) -> str | None:
    return CONTROL.sub("", facts.get(name, "")).strip() or None


def _lines(page: Any) -> list[str]:
    """Return the lines of a page, an empty one before each paragraph that it shows."""
    size = page.count_chars()
    text = page.get_text_range(0, size) if size else ""
    if len(text) != size:  # where signs have two units, places do not fit
        return [line.strip() for line in _clean(text).split("\n")]
    lines = [
        Line(_clean(found[0]).strip(), *page.get_charbox(found.start(), loose=True))
        for found in PRINTED.finditer(text)
    ]
    gaps = [gap for above, below in pairwise(lines) if (gap := below.gap(above)) is not None]
    usual = median(gaps) if gaps else 0.0
    lefts = Counter(round(line.left) for line in lines)
    found: list[str] = []
    for above, line in pairwise([None, *lines]):
        if above is not None and line is not None and line.begins(above, usual, lefts):
            found.append("")
        found.append(line.words if line is not None else "")
    return found


def _clean(text: str) -> str:
    return CONTROL.sub("", text.translate(HYPHENS).replace("\r\n", "\n"))


@dataclass(frozen=True)
class Line:
    """A line's words and the box of its first letter, in points; the page's foot is 0."""

    words: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    def gap(self, above: "Line") -> float | None:
        """Return what is free between this line and that above; None where a column ends there."""
        gap = above.bottom - self.top
        return gap if -self.height < gap < 4 * self.height else None

    def begins(self, above: "Line", usual: float, lefts: Counter[int]) -> bool:
        """Tell that a paragraph begins here."""
        gap = self.gap(above)
        if abs(self.height - above.height) > OTHER_SIZE * self.height:
            return True
        if gap is not None and gap > usual + WIDER * self.height:
            return True
        left, indent = round(self.left), round(MOST_INDENT * self.height)
        margin = max(range(left - indent, left + 1), key=lambda place: lefts[place])
        return self.left - margin > LEAST_INDENT * self.height and lefts[margin] > lefts[left]


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """Leave out what stands at the edge of several pages: running heads, numbers of pages."""
    edges = []
    for page in pages:
        places = [place for place, line in enumerate(page) if line]
        edges.append({*places[:EDGE], *places[-EDGE:]})
    counts = Counter(
        form
        for page, edge in zip(pages, edges, strict=True)
        for form in {DIGITS.sub("0", page[place]) for place in edge}
    )
    heads = {form for form, count in counts.items() if count > 1 and count * 2 > len(pages)}
    return [
        [
            line
            for place, line in enumerate(page)
            if place not in edge or DIGITS.sub("0", line) not in heads
        ]
        for page, edge in zip(pages, edges, strict=True)
    ]
