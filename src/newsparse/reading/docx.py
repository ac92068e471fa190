"""Word's documents, by python-docx; and what else is a zip file, to be refused."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from newsparse.errors import ReadingError
from newsparse.reading.document import Document, Entry
from newsparse.reading.elements import local_name
from newsparse.reading.text import checked

KIND = "a Word document"
LARGEST = 1 << 27  # bytes of what a file may unpack to
BODY = "word/document.xml"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TYPE = f"{WORD}type"
GALLERY, CONTENTS = f"{WORD}sdtPr/{WORD}docPartObj/{WORD}docPartGallery", "Table of Contents"
OTHERS = (  # what tells another zip file
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint file"),
    ("META-INF/container.xml", "an e-book (EPUB)"),
    ("content.xml", "an OpenDocument file"),
)
BROKEN = (  # what python-docx raises where a file is none
    AttributeError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    SyntaxError,  # lxml's
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
SPACES = re.compile(r"[ \t\r\f]+")
# what is no running text: tables, boxes, what a tracked change took out or moved away, and what
# would be read twice
LEFT_OUT = frozenset("tbl txbxContent del moveFrom Fallback pict rt".split())
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_zip(entry: Entry) -> Document:
    """Read a Word document: its paragraphs without tables, headers and notes.

    Title, author and date are those of its properties. Raises ReadingError, also for other zip
    files.
    """
    _check(entry)
    try:
        from docx import Document as Word
        from docx.opc.exceptions import OpcError
    except ImportError:
        raise ReadingError.lacks_documents(entry.path, KIND) from None
    try:
        word = Word(io.BytesIO(entry.content))
        texts = [_text(element) for element in _elements(word.element.body) if _is(element, "p")]
        facts = word.core_properties
        title, author, date = facts.title, facts.author, facts.modified or facts.created
    except (*BROKEN, OpcError):
        raise ReadingError.broken(entry.path, KIND) from None
    paragraphs = [
        "\n".join(SPACES.sub(" ", line).strip() for line in text.split("\n")) for text in texts
    ]
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())
    if not text:
        raise ReadingError.no_article(entry.path, KIND)
    return Document(
        id=entry.id,
        text=checked(text, entry.path),
        title=title.strip() or None,
        byline=author.strip() or None,
        meta={"saved": date.date().isoformat()}
        if date
        else {},  # which is not when it was published
        sha256=entry.sha256,
    )


def _elements(root: Any) -> Iterator[Any]:
    """Walk what is running text; a list of contents is none."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        gallery = element.find(GALLERY) if _is(element, "sdt") else None
        if gallery is not None and gallery.get(f"{WORD}val") == CONTENTS:
            continue
        waiting.extend(part for part in reversed(element) if local_name(part) not in LEFT_OUT)


def _text(paragraph: Any) -> str:
    """Return a paragraph's text as it reads when all changes are accepted, and its fields."""
    return "".join(
        element.text or "" if _is(element, "t") else SIGNS.get(local_name(element), "")
        for element in _elements(paragraph)
        if element.get(TYPE) in (None, "textWrapping")  # a page's break is none of a line
    )


def _is(element: Any, name: str) -> bool:
    return str(element.tag) == f"{WORD}{name}"


def _check(entry: Entry) -> None:
    """Raise ReadingError where a zip file is no document, or far larger than it seems."""
    try:
        with zipfile.ZipFile(io.BytesIO(entry.content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ReadingError.cut_off(entry.path, "a zip file") from None
    names = {member.filename for member in members}
    if BODY not in names:
        kind = next((kind for name, kind in OTHERS if name in names), "a zip file")
        raise ReadingError.other_office(entry.path, kind)
    if any(member.flag_bits & 1 for member in members):
        raise ReadingError.locked(entry.path, KIND)
    if (
        sum(member.file_size for member in members) > LARGEST
    ):  # nothing unpacks to more than it says
        raise ReadingError.bomb(entry.path, LARGEST)


def read_old_office(entry: Entry) -> Document:
    """Refuse Office files of before 2007, and those with a password."""
    raise ReadingError.other_office(entry.path, "an Office file of an old kind or with a password")
