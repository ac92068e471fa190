"""Agencies' wire formats, ANPA 1312 and IPTC 7901: what stands between the control characters.

Both frame a message as SOH header STX text ETX trailer, or as telex did: ZCZC header text NNNN. In
ANPA's, lines of the text that begin with `^` are headers too: slug, headline, byline.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from newsparse.errors import ReadingError
from newsparse.reading.document import Document, Entry
from newsparse.reading.markup import with_headline
from newsparse.reading.text import checked, decode

MESSAGE = re.compile(rb"\x01([^\x01\x02]*)\x02([^\x01-\x03]*)\x03([^\x01]*)")
TELEX = re.compile(rb"\s*(ZCZC [^\n]*\n(?:[A-Z]{2} [A-Z]{3}\s*\n)?)(.*?)\nNNNN()", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# what ends a line, a paragraph, a headline: `<`, `=`, `<=`, `<!`
LINE_END = re.compile(r"[ \t]*[<=^]+!?[ \t]*$", re.MULTILINE)
BYLINE = re.compile(r"(?:By|Av) (.+)")
NO_HEADLINE = re.compile(r"[\w ]+/(?:[\w ]*/)*\s*$|\(.*\)\s*$")  # `Ferje/Nord/`, `(Ny versjon)`
KEYWORDS = re.compile(r"[A-Z]{2}-[^ ]*--|[\w ]+(?:/[\w ]*)+$")  # `BC-NO--Ferje,200`, `Ferje/Nord/`
# what editors alone read, behind the text
NOT_FOR_READERS = re.compile(
    r"^(?:# ?Notebook|# ?Notizblock|The following information is not (?:for|intended)).*",
    re.MULTILINE | re.DOTALL,
)
# `AP-WF-11-02-26 1104GMT`, `021104 GMT Nov 26`
DATES = (
    (re.compile(r"(\d\d-\d\d-\d\d \d{4})GMT"), "%m-%d-%y %H%M"),
    (re.compile(r"(\d{6} GMT [A-Z][a-z]{2} \d\d)\b"), "%d%H%M GMT %b %y"),
)


def read_wire(entry: Entry) -> Document:
    """Read one message; raises ReadingError where header and text cannot be told apart."""
    found = MESSAGE.search(entry.content) or TELEX.match(entry.content)
    if found is None:
        raise ReadingError.cut_off(entry.path, "a wire message")
    header, text, trailer = (
        decode(part, entry.path, entry.options.encoding) if part.strip() else ""
        for part in found.groups()
    )
    lines = [LINE_END.sub("", line) for line in text.split("\n")]
    heads = [line.lstrip("^ ") for line in lines if line.startswith("^")]
    body = "\n".join(line for line in lines if not line.startswith("^"))
    body = NOT_FOR_READERS.sub("", CONTROL.sub("", body)).strip()
    paragraphs = re.sub(r"\n[ \t]*\n\s*|\n[ \t]+", "\n\n", body)
    if not paragraphs:
        raise ReadingError.no_article(entry.path, "a wire message")
    title = next((head for head in heads if not KEYWORDS.match(head)), "")
    if not heads:  # IPTC 7901: the text's own first paragraph
        first, _, rest = paragraphs.partition("\n\n")
        heads = [line for line in first.split("\n") if not NO_HEADLINE.match(line)]
        title, heads = _headline(heads) if rest or len(heads) == 1 else ("", [])
        paragraphs = rest or paragraphs
    byline = next((named[1] for head in heads if (named := BYLINE.match(head))), None)
    meta = {"header": " ".join(CONTROL.sub(" ", header).split())}
    return Document(
        id=entry.id,
        text=checked(with_headline(title, paragraphs), entry.path),
        title=title or None,
        published=_date(trailer),
        byline=byline,
        meta={key: value for key, value in meta.items() if value},
        sha256=entry.sha256,
    )


def _headline(lines: list[str]) -> tuple[str, list[str]]:
    """Return the headline that lines make, and those among them that say who wrote it."""
    bylines = [line for line in lines[1:] if BYLINE.match(line)]
    return " ".join(" ".join(line for line in lines if line not in bylines).split()), bylines


def wire_messages(entry: Entry) -> Iterator[Entry]:
    """Yield an entry for each message of a file; one alone keeps the file's id."""
    starts = [found.start() for found in re.finditer(rb"\x01", entry.content)]
    if len(starts) < 2:
        yield entry
        return
    ends = [*starts[1:], len(entry.content)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        content = entry.content[start:end]
        yield entry.part(f"{entry.id}:{number}", content)


def _date(trailer: str) -> str | None:
    for form, written in DATES:
        if found := form.search(trailer):
            try:
                return datetime.strptime(found[1], written).isoformat() + "+00:00"
            except ValueError:
                return None
    return None
