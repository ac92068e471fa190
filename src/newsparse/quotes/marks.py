"""Direct speech in quotation marks: what they set apart, and who is cited for it."""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span

from newsparse.documents import impersonal_source
from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.clauses import Clause, is_citable
from newsparse.quotes.cues import is_finite
from newsparse.quotes.inquit import clause_at, clause_in
from newsparse.quotes.introduction import (
    introduced,
    introducing_cue,
    lead_before,
    reported,
    said_by,
    sentence_up_to,
)
from newsparse.quotes.labels import signed_by
from newsparse.quotes.layout import (
    DASHES,
    SENTENCE_END,
    Stretch,
    bare,
    ends_in_colon,
    is_mark,
    stretches,
)
from newsparse.quotes.page import Page
from newsparse.sources import SUBJECT, is_definite

HEADLINE_LENGTH = 15  # tokens
INTERRUPTION = 16  # tokens from a verb in the middle of marked speech to the next mark
SPEECH_LENGTH = 5  # words of a marked sentence that is no title
SENTENCE_REACH = 60  # tokens of the sentence before that tell who speaks


def quotation_marks(page: Page) -> Iterator[Attribution]:
    """Find attributed stretches in quotation marks.

    nb: `«Vi vant», sier Hansen.` → content `Vi vant`
    nn: `Hansen seier: «Me vann.»` → content `Me vann.`

    Marks that nobody is cited for are no quote.
    """
    previous: Attribution | None = None
    paragraph = -1
    for stretch in stretches(page.paragraphs, page.words):
        if stretch.number != paragraph:
            if previous is not None:
                yield previous
            previous, paragraph = None, stretch.number
        if not stretch.content:
            continue
        quote = _marked_quote(stretch, page)
        going = previous is not None and (
            _goes_on(stretch, previous, page) or _resumes(stretch, previous, page)
        )
        if quote is None and previous is not None and going:
            previous = replace(previous, content=previous.content + stretch.content)
            continue
        quote = quote or _floating(stretch, page)
        if quote is not None:
            if previous is not None:
                yield previous
            previous = quote
    if previous is not None:
        yield previous


def _marked_quote(stretch: Stretch, page: Page) -> Attribution | None:
    paragraph = page.paragraphs[stretch.number]
    quote = Attribution("direct", "quotation_marks", stretch.content)
    clause = _clause_behind(stretch, page)
    if clause is not None:
        if _is_fragment(stretch, page):
            return None
        if clause.start < stretch.end:
            quote = replace(quote, content=bare(page.doc[stretch.start : clause.start]))
        return reported(quote, clause)
    name = _signature(stretch, page)
    if name is not None:
        return replace(quote, source=name)
    if stretch.start > paragraph.start:
        lead = sentence_up_to(stretch.start, paragraph, page)
        if ends_in_colon(lead):
            quote = introduced(quote, lead, page)
            return quote if quote.cue is not None or _is_sentence(stretch) else None
        return _said_in_marks(quote, lead, page)
    if stretch.end >= page.paragraphs[stretch.last].end - 1:
        lead_line = lead_before(page, stretch.number)
        if lead_line is not None:
            return introduced(quote, lead_line, page)
        short = stretch.end - stretch.start <= HEADLINE_LENGTH
        if short and stretch.content[0][-1].text not in SENTENCE_END:
            # `«Busby Babes»`: a name or a title
            said = any(t.pos_ in ("VERB", "AUX") for t in stretch.content[0])
            named = stretch.content[0].root.pos_ in ("PROPN", "X") and not said
            return replace(quote, construction="marked_headline") if not named else None
        return quote
    return None


def _clause_behind(stretch: Stretch, page: Page) -> Clause | None:
    end, start = page.paragraphs[stretch.last].end, stretch.end
    if start == end and not is_mark(page.doc[end - 1]):  # the closing mark is lost
        return clause_in(page.doc[stretch.start : end], page)
    if start < end and page.words[start] in (",", ".", "–", "-"):
        start += 1
    if start + 1 >= end:
        return None
    return clause_at(start, page.doc[stretch.start : end], page)


def _signature(stretch: Stretch, page: Page) -> Span | None:
    """`«…» – Kari Vik`, or on a line of its own"""
    end = page.paragraphs[stretch.last].end
    if stretch.end < end:
        return signed_by(stretch.end, end, page)
    if stretch.last + 1 == len(page.paragraphs):
        return None
    line = page.paragraphs[stretch.last + 1]
    return signed_by(line.start, line.end, page)


def _said_in_marks(quote: Attribution, lead: Span, page: Page) -> Attribution | None:
    """`Hansen sa «ja takk» og gikk.`: the marks stand right behind the verb."""
    last = lead.end - 1
    if len(lead) > 1 and lead[-1].dep_ == "advmod":
        last -= 1  # `svarte bare «ja»`
    if last not in page.cue_index:
        last = _verb_before_subject(last, lead)  # `Da svarte hun bare «ja».`
    cue = page.cue_index.get(last)
    if cue is None and page.words[last] == "det":
        return _written(quote, last, lead, page)
    manner = cue is not None and cue.verb.kind == "manner"
    if cue is None or not (cue.verb.kind == "say" or (manner and _closes_sentence(quote))):
        return None
    found = introducing_cue(page.doc[last : lead.end], page)
    source = found[1] if found is not None else None
    if source is None or not (is_citable(source) or is_definite(source.root)):
        return None  # `gensere som sier «…»`
    return said_by(quote, cue, source)


def _written(quote: Attribution, det: int, lead: Span, page: Page) -> Attribution | None:
    """`På døra sto det «Kom inn».`, `Der står det bare «Kom inn».`"""
    cue = page.cue_index.get(det - 1) if det > lead.start else None
    part = quote.content[0][0].lower_ == "at"  # `står det «at planen er lagt»`
    if cue is None or cue.verb.kind != "impersonal" or part:
        return None
    return said_by(quote, cue, impersonal_source(cue.token, any_noun=True))


def _verb_before_subject(last: int, lead: Span) -> int:
    """The verb of `svarte hun`, `ropte demonstrantene` at the end of what stands before marks."""
    doc = lead.doc
    subject_ = doc[last]
    while subject_.dep_ in ("flat:name", "appos") and subject_.head.i < subject_.i:
        subject_ = subject_.head
    verb = subject_.head
    plain = subject_.dep_ in SUBJECT and subject_.left_edge.i == verb.i + 1 >= lead.start
    return verb.i if plain else last


def _closes_sentence(quote: Attribution) -> bool:
    """`brølte «Kom hit!»`, not `sang «Ja, vi elsker»`"""
    return quote.content[-1][-1].text in SENTENCE_END


def _floating(stretch: Stretch, page: Page) -> Attribution | None:
    """Find a marked sentence of its own, long enough to be speech or behind its speaker's.

    nb: `Vik smiler. «Jeg er så glad.» Hun går.` → content `Jeg er så glad.`, no source
    nn: `Ein ny dag. «Eg er så glad for at de kom.» Ho går.` → content `Eg er så …`, no source
    """
    quote = Attribution("direct", "floating_marks", stretch.content)
    opening = stretch.start == page.paragraphs[stretch.number].start
    if not (opening or page.words[stretch.start - 1] in SENTENCE_END):
        return None
    behind = page.words[stretch.end] if stretch.end < len(page.words) else "\n"
    closed = _closes_sentence(quote) or behind in SENTENCE_END
    if closed and _is_long(stretch) and _is_own_voice(stretch):
        return quote
    alone = behind[0].isupper() or behind[0] in "\n«" or behind.isspace()
    if opening or not (alone and _closes_sentence(quote) and _is_sentence(stretch)):
        return None
    first = max(page.sentence(stretch.start - 1)[0], stretch.start - SENTENCE_REACH)
    before = page.doc[first : stretch.start]
    told = any(t.dep_ in SUBJECT and is_citable(before.doc[t.i : t.i + 1]) for t in before)
    return quote if told else None


def _is_fragment(stretch: Stretch, page: Page) -> bool:
    """Marks around part of a sentence that is reported as a whole: `Målet er «…», heter det`."""
    doc = page.doc
    before = doc[page.sentence(stretch.start)[0] : stretch.start]
    return any(t.is_alpha for t in before) and before[-1].text not in (":", ",")


def _is_long(stretch: Stretch) -> bool:
    """More than a name or a title"""
    said = [t for part in stretch.content for t in part if t.is_alpha]
    return stretch.content[0].text[0].isupper() and len(said) >= SPEECH_LENGTH


def _is_own_voice(stretch: Stretch) -> bool:
    own = lexicon().pronouns["first_person"]
    return any(t.lower_ in own for part in stretch.content for t in part)


def _is_sentence(stretch: Stretch) -> bool:
    first = stretch.content[0]
    verbs = ("VERB", "AUX", "X") if _is_long(stretch) else ("VERB", "AUX")  # X: other languages
    return first.text[0].isupper() and any(t.pos_ in verbs for t in first)


def _goes_on(stretch: Stretch, previous: Attribution, page: Page) -> bool:
    """`«Vi vant», sier Hansen. «Det var på tide.»`: a whole sentence in marks goes on."""
    before = page.words[stretch.start - 1] if stretch.start else ""
    last = previous.end if previous.cue is None else max(previous.end, previous.cue.end)
    if stretch.start and page.sentence(stretch.start - 1)[0] > last:
        return False  # `«Vi vant.» Hun går hjem. «Det var på tide.»`
    if before == "." and stretch.content[-1][-1].text in SENTENCE_END:
        return stretch.content[0].text[0].isupper()  # `…», sier Vik. «Og ikke før.»`
    return before in (".", ",") and _is_sentence(stretch)


def _resumes(stretch: Stretch, previous: Attribution, page: Page) -> bool:
    """Tell whether marked words end the sentence that a reporting clause has interrupted.

    nb: `«Vi har», sier Vik, «ikke fått pengene.»` → content `Vi har ‖ ikke fått pengene.`
    nn: `«Me har», seier Vik, «ikkje fått pengane.»` → content `Me har ‖ ikkje fått pengane.`
    """
    words, start, cue = page.words, stretch.start, previous.cue
    if start and words[start - 1] in DASHES:
        start -= 1  # `…, sier Vik, – «ikke fått pengene»`
    if cue is None or cue.start < previous.end or not start or words[start - 1] != ",":
        return False
    if start - cue.end > INTERRUPTION or not words[stretch.start + 1][0].islower():
        return False
    between = page.doc[cue.end : start]  # `…», sier Vik og peker på Moe, «er …»`
    return not any(
        (is_finite(t) and t.nbor(-1).lower_ != "og") or t.pos_ == "SCONJ" for t in between
    )
