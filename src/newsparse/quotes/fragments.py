"""Fragments in quotation marks: a few words of somebody's, in a sentence of the article's."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.inquit import is_citable
from newsparse.quotes.layout import Stretch, stretches
from newsparse.quotes.page import Page
from newsparse.sources import is_source, source_of, subject

FRAGMENT_REACH = 14  # tokens from the verb to the mark: `beskriver X i et innlegg som en «…»`
AGENT_REACH = 3  # tokens from the closing mark to `av`
HAVE = frozenset({"har", "hadde", "ha"})


def marked_fragment(page: Page) -> Iterator[Attribution]:
    """Find marked words that somebody calls something by.

    nb: `Moe kalte forslaget «en katastrofe».` → content `en katastrofe`, source `Moe`
    nn: `Saka vart omtalt som «ein skandale» av Vik.` → content `ein skandale`, source `Vik`

    Titles, nicknames and words that nobody is cited for are none.
    """
    for stretch in stretches(page.paragraphs, page.words):
        if stretch.number != stretch.last or not stretch.content:
            continue
        verb = _naming_verb(stretch, page)
        source = _namer(verb, stretch, page) if verb is not None else None
        if verb is None or source is None or not is_citable(source):
            continue
        cue = page.doc[verb.i : verb.i + 1]
        yield Attribution(
            "direct", "marked_fragment", stretch.content, cue, verb.lemma_.lower(), source
        )


def _naming_verb(stretch: Stretch, page: Page) -> Token | None:
    """The verb before the mark in its clause: `kalte`, `beskrev`, `omtalt`."""
    first = page.paragraphs[stretch.number].start
    naming = lexicon().naming
    for i in range(stretch.start - 1, max(first - 1, stretch.start - FRAGMENT_REACH), -1):
        word = page.words[i]
        if word in (",", ";", ":", ".", "?", "!", "at") or word in ("seg", "ikke", "ikkje"):
            return None
        if word.lower() in naming:
            return page.doc[i]
    return None


def _namer(verb: Token, stretch: Stretch, page: Page) -> Span | None:
    """Who calls it that: the subject, or behind a participle `av …`."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "aux:pass")}
    participle = "Part" in verb.morph.get("VerbForm", []) or verb.pos_ == "ADJ"
    if participle and not auxiliaries & HAVE:
        return _agent(stretch, page)
    head = subject(verb)
    return source_of(head) if head is not None and is_source(head) else None


def _agent(stretch: Stretch, page: Page) -> Span | None:
    for token in page.doc[stretch.end : stretch.end + AGENT_REACH]:
        if token.lower_ == "av" and token.head.i > token.i and is_source(token.head):
            return source_of(token.head)
    return None
