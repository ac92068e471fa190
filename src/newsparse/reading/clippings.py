"""Several articles in one text file: exports of Retriever (Atekst, Mediearkivet), and `--split`.

The form of an export is what public programs that read it know (the R package atekstR,
atekst-txt-to-csv, atekst-statistics, Markivet): lines of `=` part the articles, and each has a head
of title, paper and date, author, section and page, and how it was published.
"""

import re
from collections.abc import Iterator

from newsparse.errors import ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry
from newsparse.reading.markup import with_headline
from newsparse.reading.text import WIDE_BOMS, checked, decode

SEPARATOR = re.compile(r"^={20,}[ \t]*$", re.MULTILINE)
# paper and date, some lines, and how it was published
HEAD = re.compile(
    r"^(?P<paper>[^\s>][^\n]{0,100}?), "
    r"(?P<date>(?:\d\d?\.\d\d?\.\d{4}|\d{4}-\d\d-\d\d)(?: \d\d?:\d\d)?)[ \t]*\n"
    r"(?P<between>(?:[^\n]{0,300}\n){0,8}?)"
    r"Pu ?bli(?:sert|cerat) (?:på|i) (?P<medium>trykk|nett|papir|print|radio|tv|webb?)\b"
    r"[^\n]*(?:\n|\Z)",
    re.MULTILINE | re.IGNORECASE,
)
WIDE = tuple(bom for bom, _ in WIDE_BOMS)
MARK_OF_HEAD = re.compile(rb"bli(?:sert|cerat) [pi]")
RULE = re.compile(r"^-{20,}[ \t]*$", re.MULTILINE)
PAGE = re.compile(r"\bSid[ae] (\S+?),?(?:\s|$)")
SECTION = re.compile(r"\bSeksjon: *(.*?)(?= +Side\b|$)", re.IGNORECASE | re.MULTILINE)
FACT = re.compile(r"Sid[ae] \S|Seksjon:|Del \d|Utgave|Tid:", re.IGNORECASE)
LINK = re.compile(r"https?://\S+")
# what Retriever writes behind an article
TAIL = re.compile(
    r"^[ \t]*(?:Alle artikler er beskyttet av|Artikler må ikke videreformidles|"
    r"Alla artiklar är skyddade|(?:Les hele|Läs hela|Se) \w+ på\s+https?://|https?://(?:ret\.nu|\w+\.retriever-info\.com)/)",
    re.MULTILINE,
)
CAPTION = re.compile(r"^Bildetekst:.*?(?:\n[ \t]*\n|\Z)", re.MULTILINE | re.DOTALL)


def read_clipping(entry: Entry) -> Document:
    """Read one article of an export; raises ReadingError where it has no head or text."""
    text = decode(entry.content, entry.path, entry.options.encoding)
    head = HEAD.search(text)
    if head is None:
        raise ReadingError.no_head(entry.path)
    title = _title(text[: head.start()])
    body, tail = _body(text[head.end() :])
    if not body:
        raise ReadingError.no_article(entry.path, "an article of an export")
    between = head["between"]
    author = [line.strip() for line in between.splitlines() if not FACT.match(line.strip())]
    facts = {"medium": head["medium"].lower()}
    if page := PAGE.search(between):
        facts["page"] = page[1]
    section, link = SECTION.search(between), LINK.search(tail)
    return Document(
        id=entry.id,
        text=checked(with_headline(title, body), entry.path),
        title=title or None,
        published=iso_date(head["date"]),
        url=link[0] if link else None,
        section=(section[1].strip() or None) if section else None,
        byline=" ".join(filter(None, author)) or None,
        source=head["paper"].strip(),
        meta=dict(facts),
        sha256=entry.sha256,
    )


def text_parts(entry: Entry) -> Iterator[Entry]:
    """Yield the articles of a text file: one, but in exports and where the user splits it."""
    pattern = entry.options.split
    if pattern is not None:
        yield from _split(entry, pattern)
    elif MARK_OF_HEAD.search(entry.content) or entry.content.startswith(WIDE):
        yield from _clippings(entry)
    else:
        yield entry


def _clippings(entry: Entry) -> Iterator[Entry]:
    try:
        text = decode(entry.content, entry.path, entry.options.encoding)
    except ReadingError:
        yield entry  # reading it will say the same
        return
    if HEAD.search(text) is None:
        yield entry
        return
    parts = [part for part in SEPARATOR.split(text) if part.strip()]
    if len(parts) == 1:
        yield entry.part(entry.id, text.encode(), "clipping")
        return
    is_ended = [_body(part)[1] != "" for part in parts]
    for number, part in enumerate(parts, 1):
        is_cut = number == len(parts) and all(is_ended[:-1]) and not is_ended[-1]
        format = "cut_clipping" if is_cut else "clipping"
        yield entry.part(f"{entry.id}:{number}", part.encode(), format)


def read_cut_clipping(entry: Entry) -> Document:
    """Say that an export ends inside of an article."""
    raise ReadingError.cut_off(entry.path, "the last article of an export")


def _title(before: str) -> str:
    """Return the last paragraph before the head: in front of it may stand a table of contents."""
    paragraph = re.split(r"\n[ \t]*\n", RULE.sub("", before).rstrip())[-1]
    return " ".join(paragraph.split()[:60])


def _body(text: str) -> tuple[str, str]:
    """Return an article's text, and what Retriever and the paper's mark add behind it."""
    tail = TAIL.search(text)
    end = tail.start() if tail else len(text)
    body = text[:end].rstrip()
    mark = body.rfind("©")  # in the last line: `… i morgen.© Fjordavisa`
    if mark > body.rfind("\n"):
        body = body[:mark].rstrip()
    rest = text[len(body) :].strip()
    return CAPTION.sub("", body).strip(), rest


def _split(entry: Entry, pattern: str) -> Iterator[Entry]:
    """Yield what stands between the lines that fit a pattern; one alone keeps the file's id."""
    try:
        is_border = re.compile(pattern).search
    except (re.error, OverflowError, RecursionError) as error:
        raise ReadingError.bad_pattern(pattern, str(error)) from None
    try:
        text = decode(entry.content, entry.path, entry.options.encoding)
    except ReadingError:
        yield entry  # reading it will say the same
        return
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if is_border(line):
            parts.append([])
        else:
            parts[-1].append(line)
    texts = ["\n".join(lines).strip("\n") for lines in parts]
    found = [text for text in texts if text.strip()]
    for number, part in enumerate(found, 1):
        id = entry.id if len(found) == 1 else f"{entry.id}:{number}"
        yield entry if len(parts) == 1 else entry.part(id, part.encode())
