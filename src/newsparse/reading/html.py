"""Web pages, by trafilatura: the article without menus, teasers and comments."""

import logging
import re
from itertools import islice
from typing import Any

from newsparse.errors import ReadingError
from newsparse.reading.dates import iso_date
from newsparse.reading.document import Document, Entry, language_hint
from newsparse.reading.markup import WINDOWS, goes_over, text_of_html, with_headline
from newsparse.reading.teasers import begins_list, is_aside, is_consent, is_teaser
from newsparse.reading.text import BOMS, checked, decode

DECLARED = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
NOT_SO = ("utf-8", "utf8", "undefined")  # what it is not; what Python calls no encoding at all
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
LANGUAGE = re.compile(r"""<html\b[^>]{0,500}?\blang\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
MARK = "data-newsparse-left-out"
LONGEST_CELL = 200  # code points in a cell of data; longer ones are a page's layout
INNER = ("article", "blockquote", "figure", "main", "section")
# the lead, which trafilatura loses where it stands outside of what it takes for the body
LEAD = re.compile(
    r"(?:^|[-_])(?:lead|ingress|preamble|standfirst|subtitle|undertittel)(?:$|[-_]text$)"
)
NO_LETTERS = re.compile(r"\W+")
SHORTEST_LEAD = 30  # code points
SHORTEST_HEADLINE = 4  # words
HEADINGS = frozenset("p h2 h3 h4 strong".split())  # of such links
LINKS = frozenset("ul ol div".split())  # what holds the links behind `Les også`
ITEM = "\u204b"  # before an item of a list, until it is read
MOST_SMALL = 3  # words in a byline that begin small
NEAR = 20  # elements or pieces of text in another one that are looked at
FEWEST_LINKS = 3  # of a front page
# what a page itself says; dates in its text are those of other things
DATES = {"original_date": True, "extensive_search": False}
DATES_OF_OTHERS = (
    f"//*[self::aside or self::nav or @{MARK}]"
    "//*[self::time or contains(@class, 'date') or contains(@class, 'time')]"
)
MOST_LOST = 200  # letters between two paragraphs of ours in a text that has all in one
SHARE = 0.6  # of such a text that our paragraphs have, at least
SHORT = 2000  # code points
TELLING = 12  # letters of a paragraph that is surely found
META = ("date", "author", "url", "sitename", "description")


def read_html(entry: Entry) -> Document:
    """Read a web page; title, date and author are kept."""
    try:
        from trafilatura import bare_extraction, load_html
    except ImportError:
        raise ReadingError.lacks_html(entry.path) from None
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they find is said by us
    page = XML_DECLARATION.sub("", _decode(entry))
    tree = load_html(page)
    if tree is not None:
        _set_quotes(tree)
        _mark(tree)
        _mark_items(tree)
        _join_lines(tree)
        for date in tree.xpath(DATES_OF_OTHERS):
            date.drop_tree()
    found = bare_extraction(
        page if tree is None else tree,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        prune_xpath=f"//*[@{MARK}]",
        date_extraction_params=DATES,
    )
    fields = found if isinstance(found, dict) else found.as_dict() if found else {}
    title = (fields.get("title") or "").strip()
    lines = (fields.get("text") or "").replace(f"- {ITEM}", "").replace(ITEM, "").split("\n")
    lines = [line for line in lines if line.strip()]
    if tree is not None and sum(map(len, lines)) <= SHORT:
        lines = _parted(lines, page)
    lines = [line for line in lines if not is_teaser(line)]
    own = [line for line in lines if NO_LETTERS.sub("", line) != NO_LETTERS.sub("", title)]
    if is_consent(own) or (tree is not None and _is_front_page(tree, own)):
        raise ReadingError.no_article(entry.path, "a web page")
    paragraphs = "\n\n".join(lines)
    lead = _lead(tree) if tree is not None and paragraphs else ""
    if NO_LETTERS.sub("", lead) not in NO_LETTERS.sub("", paragraphs):
        paragraphs = lead + "\n\n" + paragraphs.removeprefix(title + "\n").lstrip()
    if not NO_LETTERS.sub("", paragraphs):
        raise ReadingError.no_article(entry.path, "a web page")
    language = LANGUAGE.search(page)
    return Document(
        id=entry.id,
        text=checked(with_headline(title, paragraphs), entry.path),
        title=title or None,
        language=language_hint(language[1] if language else None),
        published=iso_date(fields.get("date")),
        url=fields.get("url") or None,
        byline=_byline(fields.get("author") or ""),
        source=fields.get("sitename") or None,
        meta={key: value for key in META if (value := fields.get(key))},
        sha256=entry.sha256,
    )


def _set_quotes(tree: Any) -> None:
    """Set `q` in marks, and block quotes that say whose they are, as in fragments of HTML."""
    from lxml.html import fromstring, tostring

    for quote in tree.xpath(
        "//blockquote[.//cite or .//footer or ancestor::figure[.//figcaption]]"
    ):
        figures = quote.xpath("ancestor::figure[1]")
        whole = figures[0] if figures else quote
        if whole.getparent() is None or whole.xpath("ancestor::blockquote"):
            continue
        text = text_of_html(tostring(whole, encoding="unicode", with_tail=False))
        if text.startswith(("«", "“", '"')):  # else nobody is named
            spoken = fromstring("<div></div>")
            for paragraph in text.split("\n\n"):
                spoken.append(fromstring("<p></p>"))
                spoken[-1].text = paragraph
            spoken.tail = whole.tail
            whole.getparent().replace(whole, spoken)
    for quote in tree.xpath("//q"):
        if quote.getparent() is not None:  # else it was inside another
            text = text_of_html(tostring(quote, encoding="unicode", with_tail=False))
            quote.clear(keep_tail=True)
            quote.text = text
            quote.tag = "span"


def _mark_items(tree: Any) -> None:
    """Set a sign before each item of a list: trafilatura sets a hyphen, as before a reply."""
    for item in tree.iter("li", "dd", "dt"):
        near = islice(item.iter("*"), NEAR)
        first = next((e for e in near if (e.text or "").strip()), item)
        first.text = ITEM + (first.text or "").lstrip()


def _join_lines(tree: Any) -> None:
    """Take breaks inside of sentences out, as in fragments of HTML."""
    for parent in {id(b): b for b in (br.getparent() for br in tree.iter("br"))}.values():
        lines, breaks = [parent.text or ""], []
        for child in parent:
            if child.tag == "br":
                breaks.append(child)
                lines.append(child.tail or "")
            elif isinstance(child.tag, str):
                lines[-1] += "".join(islice(child.itertext(), NEAR)) + (child.tail or "")
        for inside, each in zip(
            goes_over([" ".join(x.split()) for x in lines]), breaks, strict=True
        ):
            if inside:
                each.tail = f" {each.tail or ''}"
                each.drop_tag()


def _parted(lines: list[str], page: str) -> list[str]:
    """Part a short text as the page does: of such, trafilatura makes one line, or too many.

    Where our paragraphs have other words, the lines stay.
    """
    letters = NO_LETTERS.sub("", "".join(lines))
    found, place, count = [], 0, 0
    for paragraph in text_of_html(page).replace("\n\n", "\n").split("\n"):
        own = NO_LETTERS.sub("", paragraph)
        at = letters.find(own, place, place + len(own) + MOST_LOST) if own else -1
        if at == place or (at > place and len(own) >= TELLING):
            found.append(paragraph)
            place = at + len(own)
            count += len(own)
    return found if count >= (SHARE if len(lines) == 1 else 1) * len(letters) else lines


def _is_front_page(tree: Any, lines: list[str]) -> bool:
    """Tell that most paragraphs are links to other pages."""
    linked = set[str]()
    for link in tree.xpath("//a[@href]"):
        texts = [NO_LETTERS.sub("", text) for text in islice(link.itertext(), NEAR)]
        linked.update(("".join(texts), *texts))
    count = sum(NO_LETTERS.sub("", line) in linked for line in lines)
    return count >= FEWEST_LINKS and count * 2 > len(lines)


def _byline(author: str) -> str | None:
    """Return who wrote it; a sentence about the journalist is none."""
    small = sum(word[0].islower() for word in author.split())
    return author if author and small <= MOST_SMALL else None


def _mark(tree: Any) -> None:
    """Mark captions, dialogs, tables of data and links to other articles, to be left out."""
    for element in tree.iter("*"):
        tag = str(element.tag)
        if _is_no_text(element, tag) or (tag == "p" and _is_linked_headline(element)):
            element.set(MARK, "")
        elif tag in HEADINGS and begins_list("".join(islice(element.itertext(), 4))):
            element.set(MARK, "")
            after = element.getnext()
            if after is not None and after.tag in LINKS and _is_links(after):
                after.set(MARK, "")


def _is_linked_headline(element: Any) -> bool:
    """Tell that a paragraph is a link to another article: its headline, which ends in no stop."""
    if element.find(".//a[@href]") is None:
        return False
    words = "".join(element.itertext()).split()
    return len(words) >= SHORTEST_HEADLINE and words[-1][-1] != "." and _is_links(element)


def _lead(tree: Any) -> str:
    """Return what stands under the headline and says by its class that it is the lead."""
    headline = next(tree.iter("h1"), None)
    for element in (
        headline.xpath("following::*[self::p or self::div or self::h2]")
        if headline is not None
        else ()
    ):
        names = (element.get("class") or "").lower().split()
        if element.get("itemprop") == "description" or any(LEAD.search(name) for name in names):
            text = " ".join("".join(element.itertext()).split())
            is_out = element.xpath(f"ancestor-or-self::*[@{MARK} or self::a or self::aside]")
            return text if len(text) >= SHORTEST_LEAD and not is_out else ""
    return ""


def _is_no_text(element: Any, tag: str) -> bool:
    names = element.get("class") or "", element.get("id") or ""
    if any(names) and is_aside(tag, *names):
        return True
    if tag == "table":
        return all(_is_data(cell) for cell in element.iter("td", "th"))
    if tag == "footer":  # of the page; in an article it may say whose a quote is
        return next(element.iterancestors(*INNER), None) is None
    return tag in ("dialog", "figcaption", "nav")


def _is_data(cell: Any) -> bool:
    """Tell a cell of figures from one that lays out a page."""
    return cell.find(".//p") is None and len("".join(cell.itertext()).strip()) <= LONGEST_CELL


def _is_links(element: Any) -> bool:
    """Tell that all words of an element are links."""
    words = "".join("".join(element.itertext()).split())
    linked = "".join("".join("".join(link.itertext()) for link in element.iter("a")).split())
    return len(linked) >= len(words) > 0


def _decode(entry: Entry) -> str:
    """Decode by the option, a BOM, strict UTF-8, what the page declares, or Windows-1252."""
    encoding = entry.options.encoding
    if not encoding and not any(entry.content.startswith(bom) for bom, _ in BOMS):
        try:
            entry.content.decode("utf-8")
        except UnicodeDecodeError:
            declared = DECLARED.search(entry.content[:4096])
            encoding = declared[1].decode().lower() if declared else None
            encoding = None if encoding in NOT_SO else encoding
    return decode(entry.content, entry.path, encoding).translate(WINDOWS)
