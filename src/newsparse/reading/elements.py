"""The elements of markup, by what they are in a text: XHTML, HTML, NITF, NewsML."""

import re
from xml.etree.ElementTree import Element

# elements inside a paragraph; every other element begins a new one
INLINE = frozenset(
    "a abbr alt-code b bdi bdo chron cite classifier code company copyrite data del dfn em "
    "emdash endash event font frac function i ins kbd lang location mark money nobr num "
    "object.title org "
    "person postaddr pronounce q ruby s samp small span strike strong sub sup time tt u var "
    "virtloc wbr".split()
)
# elements that are no part of the running text
LEFT_OUT = frozenset(
    "aside bild button byline canvas caption credit dat dateline dialog distributor fig figcaption "
    "figure fn footer form head iframe media media-caption media-producer nav nitf-table noscript "
    "script select style svg table tagline template textarea".split()
)
OF_WORD = re.compile(r"(?:o|w|st\d):")  # inside a paragraph, too
CITES = frozenset("cite figcaption footer".split())  # in a quote: who said it
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
BLOCKS = frozenset(
    "acronym address article audio blockquote body center details div dd dl dt embed fieldset "
    "figure footer h1 h2 h3 h4 h5 h6 header hl1 hl2 html iframe legend li main object ol p "
    "pre section summary table tbody td tfoot th thead tr ul video".split()
)
# a tag in a text that should have none: of a name that markup has, so never `<3` or `<navn>`
TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(INLINE | LEFT_OUT | VOID | BLOCKS))})(?:\s[^<>]*)?/?>", re.IGNORECASE
)
PARAGRAPH_TAG = re.compile(
    r"</?(?:article|blockquote|br|div|h[1-6]|hl[12]|li|ol|p|section|table|tr|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def is_inline(tag: str) -> bool:
    """Tell whether an element stands inside a paragraph."""
    return tag in INLINE or OF_WORD.match(tag) is not None


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
