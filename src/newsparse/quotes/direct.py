"""Direct speech: what a dash, quotation marks or a colon set apart as somebody's words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.layout import DASHES, is_mark, marked, paragraphs, reply_starts, trimmed
from newsparse.quotes.reporting import (
    Cue,
    according_to,
    cues,
    impersonal_source,
    is_source,
    source_of,
    subject,
)

DIRECT_KINDS = frozenset({"say", "think", "ask", "manner", "impersonal"})
BEFORE_CLAUSE = frozenset({",", "?", "!", "…", "...", ".", "–", "-", "—", ":"})


@dataclass(frozen=True)
class Clause:
    """A reporting clause behind (or between) direct speech: tokens from start to end."""

    start: int
    end: int
    cue: Span
    lemma: str
    source: Span | None
    resumes: int | None = None  # where the speech goes on in the same sentence


def find_direct(doc: Doc) -> list[Attribution]:
    """Return the Doc's direct quotes in text order."""
    found: list[Attribution] = []
    all_cues = cues(doc)
    texts = list(paragraphs(doc))
    for number, paragraph in enumerate(texts):
        before = texts[number - 1] if number else None
        after = texts[number + 1] if number + 1 < len(texts) else None
        local = [c for c in all_cues if paragraph.start <= c.token.i < paragraph.end]
        replies = list(dash_replies(paragraph, before, after, local, all_cues))
        found += replies
        found += quotation_marks(paragraph, before, local, all_cues, replies)
    return found


def dash_replies(
    paragraph: Span, before: Span | None, after: Span | None, local: list[Cue], all_cues: list[Cue]
) -> Iterator[Attribution]:
    """Find the replies that begin with a dash, one quote a dash.

    nb: `– Vi vant. Det var på tide, sier Hansen.` → content `Vi vant. Det var på tide`
    nn: `– Me vann. Det var på tide, seier Hansen.` → content `Me vann. Det var på tide`
    A second dash in the paragraph without a reporting clause of its own goes on with the first
    reply: one quote of two spans.
    """
    starts = reply_starts(paragraph)
    previous: Attribution | None = None
    for number, dash in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else paragraph.end
        speech = next(trimmed(paragraph.doc[dash + 1 : end]), None)
        if speech is None or _is_signature(speech):
            continue
        reply = _reply(speech, local)
        if reply.cue is None and previous is not None and previous.cue is not None:
            previous = replace(previous, content=previous.content + reply.content)
            continue
        if previous is not None:
            yield previous
        if reply.cue is None:
            lead = _lead(paragraph, dash, before if number == 0 else None)
            reply = _introduced(reply, lead, all_cues)
        if reply.cue is None and after is not None and end == paragraph.end:
            reply = _said_next(reply, after, all_cues)
        if reply.construction == "dash_reply" and reply.cue is None and _is_headline(paragraph, speech, starts):
            reply = replace(reply, construction="dash_headline")
        previous = reply
    if previous is not None:
        yield previous


def _reply(speech: Span, local: list[Cue]) -> Attribution:
    clause = reporting_clause(speech, local)
    if clause is None:
        return Attribution("direct", "dash_reply", _unmarked(speech))
    doc = speech.doc
    content = _content(doc[speech.start : clause.start])
    if clause.resumes is not None:
        sentence_end = doc[clause.resumes].sent.end
        content += _content(doc[clause.resumes : min(sentence_end, speech.end)])
    content += tuple(_own_voice(speech, clause))
    if not content:
        content = _unmarked(speech)
    return Attribution("direct", "dash_reply", content, clause.cue, clause.lemma, clause.source)


def reporting_clause(speech: Span, local: list[Cue]) -> Clause | None:
    """Find the reporting clause of direct speech: `…, sier Hansen`, `…? spør ho`, `…, ifølge Vik`.

    It stands behind a comma or another mark, its subject behind its verb, and has no clause of
    its own for an object; a first person is the speaker's own and no source.
    """
    for cue in local:
        if not speech.start < cue.token.i < speech.end or cue.verb.kind not in DIRECT_KINDS:
            continue
        clause = _clause_at(cue, speech)
        if clause is not None:
            return clause
    for phrase in according_to(speech):
        if phrase.cue.start > speech.start and phrase.cue.doc[phrase.cue.start - 1].text == ",":
            if phrase.source.label_ or phrase.source.ents:
                return Clause(phrase.cue.start, phrase.source.end, phrase.cue, phrase.lemma, phrase.source)
    return None


def _clause_at(cue: Cue, speech: Span) -> Clause | None:
    doc, verb = speech.doc, cue.token
    start = verb.i
    while start - 1 > speech.start and doc[start - 1].lower_ in ("det", "dette", "har", "hadde", "så", "skal"):
        start -= 1
    mark = doc[start - 1]
    if not (mark.text in BEFORE_CLAUSE or is_mark(mark)) or start - 1 < speech.start:
        return None
    if is_mark(doc[start - 2 if mark.text == "," else start - 1]) and _closes_inner(speech, start):
        return None
    if mark.text == "." and doc[start].lower_ not in ("det", "dette"):
        return None
    source = _inverted_source(cue, speech)
    if cue.verb.kind == "impersonal":
        if verb.i + 1 >= len(doc) or doc[verb.i + 1].lower_ != "det":
            return None
        if source is None and cue.verb.lemma == "stå":
            return None  # `«…» står det på en av plakatene` cites nobody
        return Clause(start, verb.i + 2, cue.span, cue.verb.lemma, source)
    if source is None or _has_own_clause(cue, source):
        return None
    clause = Clause(start, source.end, cue.span, cue.verb.lemma, source)
    return replace(clause, resumes=_resumption(clause, speech))


def _closes_inner(speech: Span, start: int) -> bool:
    """`– … «Det er eg», seier folk til meg.`: the clause belongs to words quoted inside."""
    return any(
        speech.start < m.start and m.end in (start, start - 1) for m in marked(speech)
    )


def _inverted_source(cue: Cue, speech: Span) -> Span | None:
    """Return the source behind the verb: `sier Hansen`, `heter det i rapporten`."""
    verb = cue.token
    if cue.verb.kind == "impersonal":
        return impersonal_source(cue)
    head = subject(verb)
    if head is None or head.i < verb.i or head.i >= speech.end:
        head = _nominal_after(cue, speech.end)
    if head is None or not is_source(head):
        return None
    return source_of(head)


def _nominal_after(cue: Cue, limit: int) -> Token | None:
    """Find the noun that follows the verb where the parse gives it no subject there."""
    for token in cue.token.doc[cue.token.i + 1 : min(limit, cue.token.i + 7)]:
        if token.pos_ in ("PROPN", "PRON") or token.ent_type_ == "PER":
            return token
        if token.pos_ == "NOUN" and (token.dep_ != "obl" or not any(c.dep_ == "case" for c in token.children)):
            return token
        if token.pos_ in ("ADV", "PART", "DET", "ADJ", "ADP") or token is cue.particle:
            continue
        return None
    return None


def _has_own_clause(cue: Cue, source: Span) -> bool:
    """`sa hun at …` or `foreslo ho ei løysing` inside speech is no reporting clause."""
    if any(c.i >= source.end and c.dep_ == "obj" for c in cue.token.children):
        return True
    following = cue.token.doc[source.end : source.end + 1]
    if any(t.lower_ in ("at", "om") and t.pos_ == "SCONJ" for t in following):
        return True
    return any(
        child.i > source.end and child.dep_ == "ccomp" and any(m.lower_ == "at" for m in child.lefts)
        for child in cue.token.children
    )


def _resumption(clause: Clause, speech: Span) -> int | None:
    """`– Det, sier Hansen, er nytt.`: where speech goes on behind the reporting clause."""
    doc, end = speech.doc, clause.end
    if end + 1 >= speech.end or doc[end].text != "," or doc[clause.start - 1].text != ",":
        return None
    rest = doc[end + 1 : min(doc[end].sent.end, speech.end)]
    if len(rest) == 0 or rest[0].lower_ in ("som", "og", "men", "før", "etter", "mens", "medan", "da", "då", "når"):
        return None
    if rest[0].pos_ not in ("VERB", "AUX") and not any(t.dep_ == "ROOT" for t in rest):
        return None
    if not any("Fin" in t.morph.get("VerbForm") for t in rest):
        return None
    return rest.start


def _own_voice(speech: Span, clause: Clause) -> Iterator[Span]:
    """Yield the sentences behind the reporting clause's that go on in the first person."""
    doc = speech.doc
    rest = doc[doc[clause.end - 1].sent.end : speech.end]
    if len(rest) == 0:
        return
    first = lexicon().pronouns["first_person"]
    spans: list[Span] = []
    for sentence in rest.sents:
        own = doc[max(sentence.start, rest.start) : min(sentence.end, rest.end)]
        inside = {t.i for m in marked(own) for t in m}
        if not any(t.lower_ in first and t.i not in inside for t in own):
            break
        spans.append(own)
    if spans:
        yield from trimmed(doc[spans[0].start : spans[-1].end])


def _lead(paragraph: Span, dash: int, before: Span | None) -> Span | None:
    """Return what stands before the colon that introduces a reply, here or a paragraph before."""
    doc = paragraph.doc
    if dash > paragraph.start:
        colon = doc[dash - 1]
        return colon.sent[:] if colon.text == ":" and colon.sent.start < colon.i else (
            doc[paragraph.start : dash] if colon.text == ":" else None
        )
    if before is not None and before[-1].text == ":":
        return before[-1].sent
    return None


def _introduced(reply: Attribution, lead: Span | None, all_cues: list[Cue]) -> Attribution:
    """Take cue and source from the words before the colon.

    nb: `Hansen sier:` / `– Dette går ikke.` → cue `sier`, source `Hansen`
    nn: `Ordføraren er klar:` / `– Dette går ikkje.` → no cue, the introduction tells who speaks
    """
    if lead is None:
        return reply
    for cue in reversed([c for c in all_cues if lead.start <= c.token.i < lead.end]):
        head = subject(cue.token)
        if head is not None and is_source(head) and cue.verb.kind in DIRECT_KINDS:
            between = cue.token.doc[cue.token.i + 1 : lead.end]
            if not any("Fin" in t.morph.get("VerbForm") for t in between):
                return replace(
                    reply, construction="colon_introduced", cue=cue.span, lemma=cue.verb.lemma, source=source_of(head)
                )
    return replace(reply, construction="colon_introduced", introduction=lead)


def _said_next(reply: Attribution, after: Span, all_cues: list[Cue]) -> Attribution:
    """`– Bevegelsen vil fortsette.` / `Det sa Camila Vallejo torsdag.`"""
    for cue in all_cues:
        if cue.token.i == after.start + 1 and after[0].lower_ in ("det", "dette") and cue.verb.kind == "say":
            source = _inverted_source(cue, doc_sentence_end(cue))
            if source is not None and not _has_own_clause(cue, source):
                return replace(reply, cue=cue.span, lemma=cue.verb.lemma, source=source)
    return reply


def doc_sentence_end(cue: Cue) -> Span:
    return cue.token.sent


def _is_headline(paragraph: Span, speech: Span, starts: list[int]) -> bool:
    """A short reply alone in its paragraph without a full stop: `– Må ta hevn`."""
    return len(starts) == 1 and speech[-1].text not in (".", "!", "?", "…", ":") and len(speech) <= 15 and speech.end == paragraph.end


def _is_signature(speech: Span) -> bool:
    """The line under an embedded tweet: `— OPS Politiet Oslo (@oslopolitiops) April 14, 2019`."""
    return any(t.text.startswith("@") or "(@" in t.text for t in speech[:8])


def _content(span: Span) -> tuple[Span, ...]:
    """The speech without the comma, dash or marks at its edges."""
    return tuple(trimmed(span, lambda t: t.is_space or t.text == "," or t.text in DASHES or is_mark(t)))


def _unmarked(span: Span) -> tuple[Span, ...]:
    """The speech without quotation marks around all of it."""
    return tuple(trimmed(span, lambda t: t.is_space or (is_mark(t) and is_mark(span[0]) and is_mark(span[-1]))))


def quotation_marks(
    paragraph: Span, before: Span | None, local: list[Cue], all_cues: list[Cue], replies: list[Attribution]
) -> Iterator[Attribution]:
    """Find attributed stretches in quotation marks.

    nb: `«Vi vant», sier Hansen.` → content `Vi vant`
    nn: `Hansen seier: «Me vann.»` → content `Me vann.`
    Marks inside a reply are the speaker's own, and marks that nobody is cited for are no quote.
    """
    doc = paragraph.doc
    previous: Attribution | None = None
    for stretch in marked(paragraph):
        if any(r.start <= stretch.start < r.end for r in replies):
            continue
        content = _content(doc[stretch.start + 1 : stretch.end - 1])
        if not content:
            continue
        quote = _marked_quote(paragraph, stretch, content, before, local, all_cues)
        if quote is not None:
            if previous is not None:
                yield previous
            previous = quote
        elif previous is not None and _goes_on(previous, stretch):
            previous = replace(previous, content=previous.content + content)
    if previous is not None:
        yield previous


def _goes_on(previous: Attribution, stretch: Span) -> bool:
    """`«Vi vant», sier Hansen. «Det var på tide.»`: whole sentences in marks go on."""
    doc = stretch.doc
    before = doc[stretch.start - 1]
    return doc[stretch.start + 1].text[0].isupper() and before.text in (".", ",") and len(stretch) > 4


def _marked_quote(
    paragraph: Span, stretch: Span, content: tuple[Span, ...], before: Span | None, local: list[Cue], all_cues: list[Cue]
) -> Attribution | None:
    doc = paragraph.doc
    rest = doc[stretch.start : paragraph.end]
    following = [c for c in local if stretch.end <= c.token.i <= stretch.end + 2]
    clause = reporting_clause(rest, following)
    if clause is not None and clause.start <= stretch.end + 1:
        if _is_fragment(stretch):
            return None
        return Attribution("direct", "quotation_marks", content, clause.cue, clause.lemma, clause.source)
    quote = Attribution("direct", "quotation_marks", content)
    if stretch.start > paragraph.start and doc[stretch.start - 1].text == ":":
        colon = doc[stretch.start - 1]
        lead = doc[max(colon.sent.start, paragraph.start) : stretch.start]
        introduced = _introduced(quote, lead, all_cues)
        whole = content[0][0].text[0].isupper() and any(t.pos_ in ("VERB", "AUX") for t in content[0])
        return introduced if introduced.cue is not None or whole else None
    if stretch.start == paragraph.start and stretch.end >= paragraph.end - 1:
        if before is not None and before[-1].text == ":":
            return _introduced(quote, before[-1].sent, all_cues)
        return replace(quote, construction="marked_headline" if len(content[0]) <= 15 and content[0][-1].text != "." else "quotation_marks")
    return None


def _is_fragment(stretch: Span) -> bool:
    """Marks around a part of a sentence that is reported as a whole: `Målet er «…», heter det`."""
    doc = stretch.doc
    sentence = doc[stretch.start].sent
    before = doc[sentence.start : stretch.start]
    return any(t.is_alpha for t in before) and doc[stretch.start - 1].text not in (":", ",")
