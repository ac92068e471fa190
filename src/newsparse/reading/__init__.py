"""From paths to documents: every format that is read.

`entries` finds articles and hashes them without reading them; `to_document` reads one. What a file
is, its content says.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from newsparse.errors import ReadingError
from newsparse.reading.clippings import read_clipping, read_cut_clipping
from newsparse.reading.document import DEFAULTS, Document, Entry, Options, error_of, printable
from newsparse.reading.docx import read_old_office, read_zip
from newsparse.reading.feeds import read_feed
from newsparse.reading.files import (
    LARGEST,
    STDIN_PATH,
    entries,
    entries_in,
    id_of,
    lines_of,
    name_of,
    open_binary,
    size_of,
    without_suffix,
)
from newsparse.reading.html import read_html
from newsparse.reading.json_records import read_record
from newsparse.reading.mail import read_mail
from newsparse.reading.markdown import read_markdown
from newsparse.reading.newsml import read_newsml
from newsparse.reading.newsml1 import read_newsml1
from newsparse.reading.nitf import read_nitf
from newsparse.reading.pdf import read_pdf
from newsparse.reading.results import Naming, read_namings, read_results, rereadable
from newsparse.reading.rtf import read_rtf
from newsparse.reading.text import read_text
from newsparse.reading.wire import read_wire
from newsparse.reading.xml_tree import read_other
from newsparse.record import Failure

__all__ = [
    "LARGEST",
    "STDIN_PATH",
    "Document",
    "Entry",
    "Naming",
    "Options",
    "entries",
    "entries_in",
    "error_of",
    "id_of",
    "lines_of",
    "name_of",
    "open_binary",
    "printable",
    "read",
    "read_documents",
    "read_namings",
    "read_results",
    "rereadable",
    "size_of",
    "to_document",
    "without_suffix",
]

READERS: dict[str, Callable[[Entry], Document]] = {
    "text": read_text,
    "html": read_html,
    "json": read_record,
    "nitf": read_nitf,
    "newsml": read_newsml,
    "newsml1": read_newsml1,
    "feed": read_feed,
    "xml": read_other,
    "clipping": read_clipping,
    "cut_clipping": read_cut_clipping,
    "mail": read_mail,
    "markdown": read_markdown,
    "old_office": read_old_office,
    "pdf": read_pdf,
    "rtf": read_rtf,
    "wire": read_wire,
    "zip": read_zip,
}


def to_document(entry: Entry | Failure) -> Document:
    """Read an entry; raises ReadingError with a sentence for the user where it is no article."""
    if isinstance(entry, Failure):
        raise error_of(entry)
    document = READERS[entry.format](entry)
    told: dict[str, Any] = {
        key: value for key, value in entry.about.items() if getattr(document, key) is None
    }
    return replace(document, any_language=entry.options.any_language, **told)


def read(path: str, options: Options = DEFAULTS) -> Iterator[Document]:
    """Read the articles of one file, or of standard input for `-`: one, or many from JSON or XML.

    Raises ReadingError at the first article that cannot be read.
    """
    for found in read_documents([path], options):
        if isinstance(found, ReadingError):
            raise found
        yield found


def read_documents(
    paths: Iterable[str], options: Options = DEFAULTS
) -> Iterator[Document | ReadingError]:
    """Read the articles of files, in order; what is none comes back as the error that says so."""
    for entry in entries(paths, options):
        try:
            yield to_document(entry)
        except ReadingError as error:
            yield error
