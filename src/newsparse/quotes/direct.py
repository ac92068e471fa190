"""Direct speech: what a dash, quotation marks or a colon set apart as somebody's words."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Span

from newsparse.quotes.attribution import Attribution
from newsparse.quotes.clauses import (
    Clause,
    has_own_object,
    introducing_cue,
    inverted_source,
    own_voice,
)
from newsparse.quotes.cues import Cue
from newsparse.quotes.inquit import clause_at, clause_in
from newsparse.quotes.layout import DASHES, ends_in_colon, is_mark, marked, reply_starts, trimmed
from newsparse.quotes.page import Page
from newsparse.sources import THAT

HEADLINE_LENGTH = 15  # tokens
SHORTEST_LIST = 3  # items
SIGNATURE_LENGTH = 16  # tokens that a name and its account can take
FULL_STOPS = frozenset({".", "!", "?", "…", ":"})


def dash_reply(page: Page) -> Iterator[Attribution]:
    """Find the replies that begin with a dash, one quote a dash.

    nb: `– Vi vant. Det var på tide, sier Hansen.` → content `Vi vant. Det var på tide`
    nn: `– Me vann. Det var på tide, seier Hansen.` → content `Me vann. Det var på tide`

    A second dash in the paragraph without a reporting clause of its own goes on with the first
    reply: one quote of two spans.
    """
    listed = _list_items(page)
    for number, paragraph in enumerate(page.paragraphs):
        previous: Attribution | None = None
        for dash, speech in _speeches(paragraph) if number not in listed else ():
            reply = _reply(speech, page)
            if reply.cue is None and previous is not None and previous.cue is not None:
                previous = replace(previous, content=previous.content + reply.content)
                continue
            if previous is not None:
                yield previous
            if reply.cue is None:
                reply = _introduced(reply, _lead(page, number, dash), page)
            if reply.cue is None and speech.end == paragraph.end:
                reply = _said_next(reply, number, page)
            previous = _headline(reply, speech, paragraph)
        if previous is not None:
            yield previous


def _list_items(page: Page) -> set[int]:
    """The numbers of paragraphs in a list: three or more short ones in a row behind dashes."""
    items: set[int] = set()
    run: list[int] = []
    for number, paragraph in enumerate([*page.paragraphs, None]):
        if paragraph is not None and paragraph[0].text in DASHES and _is_short(paragraph):
            run.append(number)
            continue
        items.update(run if len(run) >= SHORTEST_LIST else [])
        run = []
    return items


def _is_short(paragraph: Span) -> bool:
    """Short and without a full stop, as headlines and the items of a list are."""
    return len(paragraph) <= HEADLINE_LENGTH and paragraph[-1].text not in FULL_STOPS


def _speeches(paragraph: Span) -> Iterator[tuple[int, Span]]:
    """Yield each dash that begins a reply, and the words up to the next one."""
    doc, starts = paragraph.doc, reply_starts(paragraph)
    for dash, end in pairwise([*starts, paragraph.end]):
        for speech in trimmed(doc[dash + 1 : end]):
            if not _is_signature(speech):
                yield dash, speech


def _is_signature(speech: Span) -> bool:
    """The line under an embedded tweet: `— OPS Politiet Oslo (@oslopolitiops) April 14, 2019`."""
    return any(t.text.startswith(("@", "(@")) for t in speech[:SIGNATURE_LENGTH])


def _reply(speech: Span, page: Page) -> Attribution:
    doc, clause = speech.doc, clause_in(speech, page)
    said = _bare(doc[speech.start : clause.start]) if clause is not None else ()
    if clause is None or not said:
        return Attribution("direct", "dash_reply", _unmarked(speech))
    if clause.resumes is not None:
        said += _bare(doc[clause.resumes : min(doc[clause.resumes].sent.end, speech.end)])
    said += tuple(own_voice(speech, clause))
    return _reported(Attribution("direct", "dash_reply", said), clause)


def _reported(quote: Attribution, clause: Clause) -> Attribution:
    return replace(quote, cue=clause.cue, lemma=clause.lemma, source=clause.source)


def _lead(page: Page, number: int, dash: int) -> Span | None:
    """Return what stands before the colon that introduces a reply, here or a paragraph before."""
    paragraph = page.paragraphs[number]
    if dash > paragraph.start:
        lead = _sentence_up_to(dash, paragraph)
        return lead if ends_in_colon(lead) else None
    return _lead_before(page, number)


def _sentence_up_to(index: int, paragraph: Span) -> Span:
    """Return what stands before a token inside its paragraph, back to the sentence's start."""
    doc = paragraph.doc
    return doc[max(doc[index - 1].sent.start, paragraph.start) : index]


def _lead_before(page: Page, number: int) -> Span | None:
    """Return the last sentence of the paragraph before, when it ends in a colon."""
    before = page.paragraphs[number - 1] if number else None
    return before[-1].sent if before is not None and ends_in_colon(before) else None


def _introduced(quote: Attribution, lead: Span | None, page: Page) -> Attribution:
    """Take cue and source from the words before the colon.

    nb: `Hansen sier:` / `– Dette går ikke.` → cue `sier`, source `Hansen`
    nn: `Ordføraren er klar:` / `– Dette går ikkje.` → no cue, the introduction tells who speaks
    """
    if lead is None:
        return quote
    quote = replace(quote, construction="colon_introduced")
    found = introducing_cue(lead, page)
    if found is None:
        return replace(quote, introduction=lead)
    return _said(quote, *found)


def _said(quote: Attribution, cue: Cue, source: Span) -> Attribution:
    return replace(quote, cue=cue.span, lemma=cue.verb.lemma, source=source)


def _said_next(reply: Attribution, number: int, page: Page) -> Attribution:
    """`– Bevegelsen vil fortsette.` / `Det sa Camila Vallejo torsdag.`"""
    if number + 1 == len(page.paragraphs):
        return reply
    after = page.paragraphs[number + 1]
    cue = page.cue_index.get(after.start + 1)
    if cue is None or after[0].lower_ not in THAT or cue.verb.kind != "say":
        return reply
    source = inverted_source(cue, after.end)
    if source is None or has_own_object(cue, source):
        return reply
    return _said(reply, cue, source)


def _headline(reply: Attribution, speech: Span, paragraph: Span) -> Attribution:
    """Name a short reply alone in its paragraph, without a full stop: `– Må ta hevn`."""
    alone = speech.start == paragraph.start + 1 and speech.end == paragraph.end
    if reply.construction == "dash_reply" and reply.cue is None and alone and _is_short(speech):
        return replace(reply, construction="dash_headline")
    return reply


def _bare(span: Span) -> tuple[Span, ...]:
    """The speech without commas, dashes and marks at its edges."""
    return tuple(
        trimmed(span, lambda t: t.is_space or t.text == "," or t.text in DASHES or is_mark(t))
    )


def _unmarked(span: Span) -> tuple[Span, ...]:
    """The speech without quotation marks around all of it."""
    whole = any(m.start == span.start and m.end == span.end for m in marked(span))
    return (span[1:-1],) if whole else (span,)


def quotation_marks(page: Page) -> Iterator[Attribution]:
    """Find attributed stretches in quotation marks.

    nb: `«Vi vant», sier Hansen.` → content `Vi vant`
    nn: `Hansen seier: «Me vann.»` → content `Me vann.`

    Marks that nobody is cited for are no quote.
    """
    for number, paragraph in enumerate(page.paragraphs):
        previous: Attribution | None = None
        for stretch in marked(paragraph):
            content = _bare(stretch)
            quote = _marked_quote(stretch, content, number, page) if content else None
            if quote is not None:
                if previous is not None:
                    yield previous
                previous = quote
            elif previous is not None and content and _goes_on(stretch):
                previous = replace(previous, content=previous.content + content)
        if previous is not None:
            yield previous


def _marked_quote(
    stretch: Span, content: tuple[Span, ...], number: int, page: Page
) -> Attribution | None:
    doc, paragraph = page.doc, page.paragraphs[number]
    quote = Attribution("direct", "quotation_marks", content)
    clause = _clause_behind(stretch, paragraph, page)
    if clause is not None:
        nobodys = (
            clause.lemma == "stå" and page.words[clause.end] == "på"
        )  # `står det på en plakat`
        return None if nobodys or _is_fragment(stretch) else _reported(quote, clause)
    if stretch.start > paragraph.start:
        lead = _sentence_up_to(stretch.start, paragraph)
        if ends_in_colon(lead):
            quote = _introduced(quote, lead, page)
            return quote if quote.cue is not None or _is_sentence(content[0]) else None
        return _said_in_marks(quote, lead, page)
    if stretch.end >= paragraph.end - 1:
        lead_before = _lead_before(page, number)
        if lead_before is not None:
            return _introduced(quote, lead_before, page)
        short = len(stretch) <= HEADLINE_LENGTH and content[0][-1].text not in FULL_STOPS
        return replace(quote, construction="marked_headline") if short else quote
    return None


def _clause_behind(stretch: Span, paragraph: Span, page: Page) -> Clause | None:
    start = stretch.end
    if start < paragraph.end and page.words[start] in (",", ".", "–", "-"):
        start += 1
    if start + 1 >= paragraph.end:
        return None
    return clause_at(start, page.doc[stretch.start : paragraph.end], page)


def _said_in_marks(quote: Attribution, lead: Span, page: Page) -> Attribution | None:
    """`Hansen sa «ja takk» og gikk.`: the marks stand right behind the verb."""
    cue = page.cue_index.get(lead.end - 1)
    found = introducing_cue(lead[-1:], page) if cue is not None and cue.verb.kind == "say" else None
    return _said(quote, *found) if found is not None else None


def _is_fragment(stretch: Span) -> bool:
    """Marks around part of a sentence that is reported as a whole: `Målet er «…», heter det`."""
    before = stretch.doc[stretch[0].sent.start : stretch.start]
    return any(t.is_alpha for t in before) and before[-1].text not in (":", ",")


def _is_sentence(span: Span) -> bool:
    return span.text[0].isupper() and any(t.pos_ in ("VERB", "AUX") for t in span)


def _goes_on(stretch: Span) -> bool:
    """`«Vi vant», sier Hansen. «Det var på tide.»`: a whole sentence in marks goes on."""
    if not stretch.start or stretch.doc[stretch.start - 1].text not in (".", ","):
        return False
    return _is_sentence(stretch[1:-1])
