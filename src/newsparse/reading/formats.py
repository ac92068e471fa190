"""What a file is: told by its first bytes, by its name only where bytes cannot tell."""

import json
import re

from newsparse.reading.csv import is_table
from newsparse.reading.document import DEFAULTS, Options
from newsparse.reading.text import BOMS

HEAD = 4096  # bytes that tell a format
JSONL_SUFFIX = re.compile(r"\.(jsonl|ndjson)(\.gz)?$", re.IGNORECASE)
OBJECT = re.compile(r"\{\s*[\"}]")
ARRAY = re.compile(r"\[\s*[{\]]")
PROLOGUE = re.compile(
    r"(\s*(<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?\s*>))*\s*", re.IGNORECASE | re.DOTALL
)
ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]")
TAG = re.compile(r"<[A-Za-z]")
HTML_SUFFIX = re.compile(r"\.x?html?(\.gz)?$", re.IGNORECASE)
DOCTYPE_HTML = re.compile(r"<!doctype\s+html", re.IGNORECASE)
HTML_ROOTS = frozenset("html head body article main section div p h1".split())
XML_ROOTS = {"nitf": "nitf", "newsitem": "newsml", "newsmessage": "newsml"}


def format_of(head: bytes, path: str, options: Options = DEFAULTS) -> str:
    """Tell a format by its first bytes, which end with a line or with the file."""
    encoding = next(
        (name for bom, name in BOMS if head.startswith(bom)), options.encoding or "latin-1"
    )
    try:
        text = head.decode(encoding, "ignore")
    except (LookupError, UnicodeError):
        text = head.decode("latin-1")  # reading it will say that there is no such encoding
    text = text.lstrip("\ufeff \t\r\n\xef\xbb\xbf")
    if OBJECT.match(text):
        return "jsonl" if JSONL_SUFFIX.search(path) or _is_lines(text) else "json"
    if ARRAY.match(text):
        return "json"
    if is_table(text, path, options):
        return "csv"
    if not text.startswith("<"):
        return "html" if HTML_SUFFIX.search(path) and TAG.search(text) else "text"
    root = ROOT.match(PROLOGUE.sub("", text[: 4 * HEAD], count=1))
    name = root[1].lower() if root else ""
    if name in XML_ROOTS:
        return XML_ROOTS[name]
    if name in HTML_ROOTS or DOCTYPE_HTML.match(text):
        return "html"
    return "xml" if text.startswith("<?xml") else "text"


def _is_lines(text: str) -> bool:
    """Tell whether an object a line is meant: the first line is one, or the second begins one."""
    first, _, rest = text.partition("\n")
    if OBJECT.match(rest):
        return True
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True
