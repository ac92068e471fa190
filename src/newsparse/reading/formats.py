"""What a file is: told by its first bytes, by its name only where bytes cannot tell."""

import json
import re

from newsparse.reading.csv import is_table
from newsparse.reading.document import DEFAULTS, Options
from newsparse.reading.text import BOMS, is_charset

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
MARKDOWN_SUFFIX = re.compile(r"\.(md|markdown)(\.gz)?$", re.IGNORECASE)
SIGNATURES = (  # the first bytes of what is no plain text
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),  # Word's .docx and much else
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"WARC/", "warc"),
)
START_OF_HEADER = re.compile(rb"[\x16\r\n ]{0,16}(?:\x01[^\x00]*\Z|ZCZC [A-Z]{2,4}\d{2,4}\b)")
HEADER = re.compile(r"([A-Za-z][A-Za-z-]{1,40}):[ \t]?.*\r?\n|[ \t]+\S.*\r?\n")
ENVELOPE = re.compile(r"From [^\n]*\d\d:\d\d:\d\d[^\n]*\n")
MAIL_HEADERS = frozenset("content-type date message-id mime-version received".split())
ADDRESSED = frozenset("from subject to".split())  # as people paste it
MAIL_SUFFIX = re.compile(r"\.eml(\.gz)?$", re.IGNORECASE)
DOCTYPE_HTML = re.compile(r"<!doctype\s+html", re.IGNORECASE)
# what a page or a piece of one may begin with; not what other XML calls its root, such as `data`
HTML_ROOTS = frozenset(
    "address article aside base blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html iframe "
    "legend li link main meta nav noscript ol p picture pre script section style table tbody td "
    "template tfoot th thead title tr ul video".split()
)
# what a text with a little markup in it may begin with
HTML_WORDS = frozenset(
    "a abbr b bdi bdo big br button cite code del dfn em font hr i img input ins kbd label mark "
    "q s samp small span strike strong sub sup textarea tt u var wbr".split()
)
XML_ROOTS = {
    "nitf": "nitf",
    "newsitem": "newsml",
    "newsmessage": "newsml",
    "newsml": "newsml1",
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
}
ITEM_OF_NEWSML_1 = "NewsItem"  # spelt so; NewsML-G2's begins small
# XML of any kind, without a declaration: `<3 fra Oslo` and `<klipp> Oslo (NTB)` are text
ELEMENT = re.compile(
    r"""<[A-Za-z_][\w.:-]{0,99}(?:\s+[\w.:-]{1,99}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*/?>"""
)
LATER_TAG = re.compile(r"</[A-Za-z_]|/>")


def format_of(head: bytes, path: str, options: Options = DEFAULTS) -> str:
    """Tell a format by its first bytes, which end with a line or with the file."""
    for signature, format in SIGNATURES:
        if head.startswith(signature):
            return format
    if START_OF_HEADER.match(head):
        return "wire"
    encoding = next(
        (name for bom, name in BOMS if head.startswith(bom)), options.encoding or "latin-1"
    )
    try:
        text = head.decode(encoding if is_charset(encoding) else "latin-1", "ignore")
    except (LookupError, UnicodeError):
        text = head.decode("latin-1")  # reading it will say that there is no such encoding
    lines = text.lstrip("\ufeff \r\n\xef\xbb\xbf")
    text = lines.lstrip()
    if OBJECT.match(text):
        return "jsonl" if JSONL_SUFFIX.search(path) or _is_lines(text) else "json"
    if ARRAY.match(text):
        return "jsonl" if _is_lines_of_arrays(text) else "json"
    if JSONL_SUFFIX.search(path) or _goes_on_in_objects(text):
        return "jsonl"
    if is_table(lines, path, options):
        return "csv"
    plain = "markdown" if MARKDOWN_SUFFIX.search(path) else "text"
    if not text.startswith("<"):
        if mail := _mail(text, MAIL_SUFFIX.search(path) is not None):
            return mail
        return "html" if HTML_SUFFIX.search(path) and TAG.search(text) else plain
    start = PROLOGUE.sub("", text[: 4 * HEAD], count=1)
    root = ROOT.match(start)
    name = root[1].lower() if root else ""
    if name in XML_ROOTS:
        return "newsml1" if root and root[1] == ITEM_OF_NEWSML_1 else XML_ROOTS[name]
    is_page = name == "html" or DOCTYPE_HTML.match(text) is not None
    if is_page or (name in HTML_ROOTS and plain == "text"):  # Markdown may begin with a tag
        return "html"
    is_element = name not in HTML_WORDS and ELEMENT.match(start) and LATER_TAG.search(start)
    return "xml" if text.startswith("<?xml") or (is_element and plain == "text") else plain


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


def _is_lines_of_arrays(text: str) -> bool:
    """Tell whether the first line is an array, and another one or an object comes."""
    first, _, rest = text.partition("\n")
    return (OBJECT.match(rest) or ARRAY.match(rest)) is not None and _is_lines(first)


def _goes_on_in_objects(text: str) -> bool:
    """Tell whether the second line is an object: the first is no article then, such as `null`."""
    second = text.partition("\n")[2].lstrip().partition("\n")[0]
    return OBJECT.match(second) is not None and second.rstrip().endswith("}") and _is_lines(second)


def _mail(text: str, is_named: bool) -> str | None:
    """Tell a message by the headers in front of it; with an envelope it is one of an mbox file.

    is_named: the file is called one; then any two headers tell, or what it says of its content.
    """
    envelope = ENVELOPE.match(text)
    place = envelope.end() if envelope else 0
    names: set[str] = set()
    while found := HEADER.match(text, place):
        names.add((found[1] or "").lower())
        place = found.end()
    is_whole = place == len(text) or text.startswith(("\n", "\r\n"), place)
    is_mail = is_whole and "from" in names and (names & MAIL_HEADERS or names >= ADDRESSED)
    known = names & (MAIL_HEADERS | ADDRESSED)
    if is_mail or (is_named and (len(known) > 1 or "content-type" in known)):
        return "mbox" if envelope else "mail"
    return None
