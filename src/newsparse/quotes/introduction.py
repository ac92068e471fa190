"""What stands before speech and tells who speaks: a reporting clause, a sentence, a name."""

from dataclasses import replace

from spacy.tokens import Span

from newsparse.documents import impersonal_source
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.clauses import DIRECT_KINDS, Clause, is_citable
from newsparse.quotes.cues import Cue, is_finite
from newsparse.quotes.inquit import place_of_words
from newsparse.quotes.layout import ends_in_colon
from newsparse.quotes.page import Page
from newsparse.sources import (
    BODIES,
    entity_at,
    is_source,
    source_of,
    subject,
)

LEAD_REACH = 80  # tokens before the colon that are looked through
NAME_LENGTH = 8  # tokens of a title and a name before a colon: `Reineigar Nils Áilu Vars:`


def lead_of(page: Page, number: int, index: int) -> Span | None:
    """Return what stands before the colon that introduces speech, here or a paragraph before.

    number, index: the paragraph and the token that the speech begins with.
    """
    paragraph = page.paragraphs[number]
    if index > paragraph.start:
        lead = sentence_up_to(index, paragraph, page)
        return lead if ends_in_colon(lead) else None
    return lead_before(page, number)


def sentence_up_to(index: int, paragraph: Span, page: Page) -> Span:
    """Return what stands before a token inside its paragraph, back to the sentence's start."""
    start = max(page.sentence(index - 1)[0], paragraph.start, index - LEAD_REACH)
    return page.doc[start:index]


def lead_before(page: Page, number: int) -> Span | None:
    """Return the last sentence of the paragraph before, when it ends in a colon."""
    before = page.paragraphs[number - 1] if number else None
    if before is None or not ends_in_colon(before):
        return None
    return sentence_up_to(before.end, before, page)


def introduced(quote: Attribution, lead: Span | None, page: Page) -> Attribution:
    """Take cue and source from the words before the colon.

    nb: `Hansen sier:` / `– Dette går ikke.` → cue `sier`, source `Hansen`
    nn: `Ordføraren er klar:` / `– Dette går ikkje.` → no cue, the introduction tells who speaks
    """
    if lead is None:
        return quote
    quote = replace(quote, construction="colon_introduced")
    found = introducing_cue(lead, page)
    if found is not None:
        return said_by(quote, *found)
    if any(_goes_on(cue) for cue in page.cues_in(lead.start, lead.end)):
        return quote  # what goes on introduces nobody
    return replace(quote, introduction=lead, source=named_alone(lead))


def introducing_cue(lead: Span, page: Page) -> tuple[Cue, Span | None] | None:
    """Return cue and source of the words before a colon: `Hansen sier:`, `Der heiter det:`."""
    for cue in reversed(page.cues_in(lead.start, lead.end)):
        if cue.verb.kind not in DIRECT_KINDS:
            continue
        open_ended = not any(is_finite(t) for t in page.doc[cue.token.i + 1 : lead.end])
        behind = cue.token.i + 1
        if cue.verb.kind == "impersonal" and open_ended and page.words[behind] == "det":
            return cue, impersonal_source(cue.token) or place_of_words(behind + 1, lead)
        head = subject(cue.token)
        if head is not None and is_source(head) and open_ended:
            source = source_of(head)
            if _goes_on(cue) and not is_citable(source):
                return None
            return cue, source
    return None


def _goes_on(cue: Cue) -> bool:
    """People speak so, things do not: `Vik fortsetter:`, but `Protestene fortsetter:`"""
    return cue.verb.kind == "manner" or cue.verb.lemma == "halde fram"


def named_alone(lead: Span) -> Span | None:
    """Return the name when there is nothing but it and a title: `Moe:`, `Ordfører Kari Vik:`."""
    if len(lead) > NAME_LENGTH or not _opens_line(lead):
        return None
    if any(is_finite(t) or t.text == "." or t.pos_ in ("ADP", "SCONJ", "CCONJ") for t in lead[:-1]):
        return None
    names = {e.start: e for t in lead if (e := entity_at(t)) is not None}
    people = [e for e in names.values() if e.label_ == "PER"]
    if len(people) == 1:
        return people[0]
    only = next(iter(names.values()), None)
    return (
        only if only is not None and only.label_ in BODIES and len(only) == len(lead) - 1 else None
    )


def _opens_line(lead: Span) -> bool:
    return lead.start == 0 or lead.doc[lead.start - 1].is_space


def said_by(quote: Attribution, cue: Cue, source: Span | None) -> Attribution:
    """Give a quote the cue and the source that report it."""
    return replace(quote, cue=cue.span, lemma=cue.verb.lemma, source=source)


def reported(quote: Attribution, clause: Clause) -> Attribution:
    """Give a quote its reporting clause's cue and source."""
    return replace(quote, cue=clause.cue, lemma=clause.lemma, source=clause.source)
