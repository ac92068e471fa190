"""Direct speech that begins with a dash."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Span, Token

from newsparse.quotes.attribution import Attribution
from newsparse.quotes.clauses import has_own_object, inverted_source, own_voice
from newsparse.quotes.cues import is_finite
from newsparse.quotes.inquit import clause_in
from newsparse.quotes.introduction import introduced, lead_before, lead_of, reported, said_by
from newsparse.quotes.labels import account_in, signed_by
from newsparse.quotes.layout import DASHES, MARKS, SENTENCE_END, bare, marked, reply_starts, trimmed
from newsparse.quotes.page import Page
from newsparse.sources import is_that

HEADLINE_LENGTH = 15  # tokens
SHORTEST_LIST = 3  # items
SHORTEST_NUMBER = 5  # digits of a telephone number
FACTS = frozenset({"PROPN", "NUM", "SYM", "PUNCT", "X"})


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
        silent = number in listed or _is_line_of_facts(paragraph)
        for dash, speech in _speeches(number, page) if not silent else ():
            reply = _reply(speech, page)
            if reply.cue is None and previous is not None and previous.cue is not None:
                previous = replace(previous, content=previous.content + reply.content)
                continue
            if previous is not None:
                yield previous
            if reply.cue is None:
                reply = introduced(reply, lead_of(page, number, dash), page)
            if reply.cue is None and speech.end == paragraph.end:
                reply = _said_next(reply, number, page)
            previous = _headline(reply, speech, paragraph)
        if previous is not None:
            yield previous


def _list_items(page: Page) -> set[int]:
    """The numbers of paragraphs in a list: several short ones in a row behind dashes.

    Three are always a list; two when a colon leads to them and neither has a finite verb.
    """
    items: set[int] = set()
    run: list[int] = []
    for number, paragraph in enumerate([*page.paragraphs, None]):
        if paragraph is not None and page.words[paragraph.start] in DASHES and _is_short(paragraph):
            run.append(number)
            continue
        if _are_items(run, page):
            items.update(run)
        run = []
    return items


def _are_items(run: list[int], page: Page) -> bool:
    """`Vik vil gjøre dette:` / `- Bygge skole` / `- Leie folk`, not headlines over an article."""
    if len(run) != SHORTEST_LIST - 1:
        return len(run) >= SHORTEST_LIST and run[0] > 0
    said = any(is_finite(t) for number in run for t in page.paragraphs[number])
    return lead_before(page, run[0]) is not None and not said


def _is_short(paragraph: Span) -> bool:
    """Short and without a full stop, as headlines and the items of a list are."""
    return len(paragraph) <= HEADLINE_LENGTH and paragraph[-1].text not in SENTENCE_END


def _is_line_of_facts(paragraph: Span) -> bool:
    """`– 3 –`, `– Tlf: 70 00 00 00`, `– Foto: Kari Vik`: a page's number, or a label and its fact.

    What somebody answers ends in a full stop: `– 42.`
    """
    if not _is_short(paragraph) or len(paragraph) < 2 or paragraph[0].text not in DASHES:
        return False
    label, facts = paragraph[1:2], paragraph[2:]
    if not any(t.is_alpha or t.text[0].isalpha() for t in paragraph):
        return True
    if len(facts) > 1 and facts[0].text == ":":
        return label[0].text[0].isalpha() and all(_is_fact(t) for t in facts[1:])
    digits = sum(len(t.text) for t in facts if t.is_digit)
    return digits >= SHORTEST_NUMBER and all(t.is_digit for t in facts)


def _is_fact(token: Token) -> bool:
    return token.pos_ in FACTS or token.like_email or token.like_url or token.is_digit


def _speeches(number: int, page: Page) -> Iterator[tuple[int, Span]]:
    """Yield each dash that begins a reply, and the words up to the next one."""
    paragraph = page.paragraphs[number]
    for dash, end in pairwise([*reply_starts(paragraph, page.words), paragraph.end]):
        for speech in trimmed(page.doc[dash + 1 : end]):
            account = account_in(speech.start, speech.end, page)
            if account is None and not _is_signature(dash, end, page):
                yield dash, speech


def _is_signature(dash: int, end: int, page: Page) -> bool:
    """A name behind marks or under them: `«…» – Kari Vik`."""
    before = dash - 1
    while before > 0 and page.words[before].isspace():
        before -= 1
    return page.words[before] in MARKS and signed_by(dash, end, page) is not None


def _reply(speech: Span, page: Page) -> Attribution:
    doc, clause = speech.doc, clause_in(speech, page)
    said = bare(doc[speech.start : clause.start]) if clause is not None else ()
    if clause is None or not said:
        return Attribution("direct", "dash_reply", _unmarked(speech, page))
    if clause.resumes is not None:
        said += bare(doc[clause.resumes : min(page.sentence(clause.resumes)[1], speech.end)])
    said += tuple(own_voice(speech, clause, page))
    return reported(Attribution("direct", "dash_reply", said), clause)


def _said_next(reply: Attribution, number: int, page: Page) -> Attribution:
    """`– Bevegelsen vil fortsette.` / `Det sa Camila Vallejo torsdag.`"""
    if number + 1 == len(page.paragraphs):
        return reply
    after = page.paragraphs[number + 1]
    cue = page.cue_index.get(after.start + 1)
    if cue is None or not is_that(after[0]) or cue.verb.kind != "say":
        return reply
    source = inverted_source(cue, after.end)
    if source is None or has_own_object(cue, source):
        return reply
    return said_by(reply, cue, source)


def _headline(reply: Attribution, speech: Span, paragraph: Span) -> Attribution:
    """Name a short reply alone in its paragraph, without a full stop: `– Må ta hevn`."""
    alone = speech.start == paragraph.start + 1 and speech.end == paragraph.end
    if reply.construction == "dash_reply" and reply.cue is None and alone and _is_short(speech):
        return replace(reply, construction="dash_headline")
    return reply


def _unmarked(span: Span, page: Page) -> tuple[Span, ...]:
    """The speech without quotation marks around all of it."""
    pairs = marked(span, page.words)
    whole = any(m.start == span.start and m.end == span.end for m in pairs)
    return (span[1:-1],) if whole else (span,)
