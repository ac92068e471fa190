"""Indirect speech before its reporting clause: in the same sentence, or in the one before."""

from bisect import bisect_right
from collections.abc import Iterator

from spacy.tokens import Span, Token

from newsparse.documents import impersonal_source, names_document, teller
from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution, reported
from newsparse.quotes.clauses import has_own_object
from newsparse.quotes.complement import has_finite, is_thought
from newsparse.quotes.cues import Cue, is_finite
from newsparse.quotes.extent import LONGEST, interrupts, resumed, sentence_at
from newsparse.quotes.layout import SENTENCE_END, is_mark
from newsparse.quotes.page import Page
from newsparse.quotes.stance import rejects
from newsparse.sources import (
    BOUND,
    SUBJECT,
    is_source,
    is_that,
    source_of,
    subject,
)

OPINION = frozenset({"mene", "meine", "tro", "tru"})
STANDS = frozenset({"stå", "hete", "heite", "lyde"})
WHICH = frozenset({"noe", "noko"})
OWN = frozenset({"jeg", "eg", "vi", "me", "oss", "meg"})
LEADS = 4  # paragraphs that a lead can be the last of, with the headline
CLOSING = 4  # tokens in which a sentence ends: its last word, its mark, white space
ADVERBIAL = frozenset({"obl", "nsubj", "advmod"})


def reporting_clause_after(page: Page) -> Iterator[Attribution]:
    """Find reported clauses before their reporting clause.

    nb: `Planen er lagt, sier Hansen.` → content `Planen er lagt`
    nn: `Planen er lagd, går det fram av rapporten.` → content `Planen er lagd`
    """
    for cue in page.cues:
        verb, sentence = cue.token, sentence_at(page, cue.token.i)
        start = _start_before_marks(sentence, page)
        inward = cue.verb.lemma in lexicon().inward
        if inward or cue.start - 1 <= start or not _stands_behind(cue, start):
            continue
        source = None if _is_subject_before(cue) else _trailing_source(page, cue)
        if source is None and not _is_impersonal(cue):
            continue
        if start == sentence.start:
            start = _speech_start(cue, sentence, page)
        content = [page.doc[start : cue.start]]
        negated = rejects(verb, cue.verb.kind, cue.verb.lemma, content[0])
        behind = source.end if source is not None else verb.i + 2  # `…, heter det`
        content += resumed(page.doc[behind : max(sentence.end, behind)])
        if negated is None or not _is_clause(content, cue):
            continue
        yield from reported(
            "reporting_clause_after", content, cue.span, cue.verb.lemma, source, negated=negated
        )


def _start_before_marks(sentence: Span, page: Page) -> int:
    """Where a sentence begins that the parse has cut behind a title in marks.

    `«Den siste ferja» ‖ har solgt godt, melder NTB.`
    """
    before = sentence.start - 1
    cut = before > 0 and page.words[before + 1].islower() and is_mark(page.doc[before])
    return page.sentence(before)[0] if cut else sentence.start


def _speech_start(cue: Cue, sentence: Span, page: Page) -> int:
    """Where what is reported begins: with the sentence, or with a reply that has lost its dash.

    `Vi er glade. Det var på tide, sier Vik.` fills its paragraph, says `I`, `we` or `you`, and has
    no other mark of speech.
    """
    number = bisect_right(page.paragraph_starts, cue.start) - 1
    paragraph = page.paragraphs[number]
    last = page.sentence(cue.start)[1] >= paragraph.end
    caption = ":" in page.words[paragraph.start : paragraph.start + 2]
    if sentence.start <= paragraph.start or not last or caption:
        return sentence.start
    start = max(paragraph.start, sentence.start - LONGEST)
    if any(i in page.cue_index or i in page.quoted for i in range(start, sentence.start)):
        return sentence.start
    words = {word.lower() for word in page.words[start : cue.start]}
    return start if words & OWN else sentence.start


def _stands_behind(cue: Cue, start: int) -> bool:
    """Tell whether a comma or question mark parts the verb from what is reported before it.

    `Når det gjelder prisen, foreslo …` has an adverbial of its own before it.
    """
    verb, before = cue.token, cue.token.doc[cue.start - 1]
    objects = [c for c in verb.lefts if c.dep_ == "ccomp"]
    glued = objects and objects[-1].right_edge.i == before.i and has_finite(objects[-1])
    if before.text not in (",", "?") and (not glued or is_that(before)):
        return False  # `…, det melder Reuters` is a clause of its own
    inverted = any(c.dep_ in SUBJECT for c in verb.rights)
    return not any(
        _is_adverbial(c)
        and not (inverted and c.dep_ in SUBJECT)
        and c.left_edge.i <= start
        and c.right_edge.i >= cue.start - 2
        for c in verb.lefts
    )


def _is_adverbial(child: Token) -> bool:
    """`Da vi spurte, …`, `På flyet, …`; a clause with nothing to open it is a mistaken parse."""
    opened = any(t.dep_ in ("mark", "case") for t in child.lefts)
    if child.dep_ == "obl" and _is_whole_clause(child):
        return False  # `Bare to var uten feil, går det fram …`
    return child.dep_ in ADVERBIAL or (child.dep_ == "advcl" and opened)


def _is_whole_clause(child: Token) -> bool:
    """Tell whether something in a phrase has a subject and is no subordinate clause of it."""
    for token in child.subtree:
        head = token.head
        if token.dep_ in SUBJECT and token.i < head.i and child.left_edge.i <= head.i <= child.i:
            bound = head != child and head.dep_ in BOUND
            if not bound and not any(t.dep_ == "mark" for t in head.lefts):
                return True
    return False


def _trailing_source(page: Page, cue: Cue, *, of_det: bool = False) -> Span | None:
    """Who is cited behind the verb, which has no object clause of its own there.

    of_det: the verb's object is `det`, so another one is who is told.
    """
    if cue.verb.kind == "impersonal":
        source = teller(cue.token) if cue.is_told else None
        return source or impersonal_source(cue.token, any_noun=of_det)
    if cue.verb.kind == "manner" or is_thought(cue):
        return None
    behind = next((c for c in cue.token.rights if c.dep_ in SUBJECT), None)
    head = (
        behind or subject(cue.token) or next((c for c in cue.token.rights if c.dep_ == "obj"), None)
    )
    if head is None or head.i < cue.start or not is_source(head):
        return None
    if cue.verb.kind == "show" and not names_document(head):
        return None
    source = source_of(head)
    told = of_det and any(c.dep_ in ("obj", "iobj") for c in cue.token.rights)
    free = told or interrupts(page, cue, source) or not has_own_object(cue, source)
    return source if free else None


def _is_subject_before(cue: Cue) -> bool:
    """In `Det som skjedde, nevnes kort i boka` the passive verb has what stands before it."""
    passive = cue.verb.kind == "impersonal" and cue.verb.form == "present"
    return passive and any(c.dep_ in SUBJECT for c in cue.token.lefts)


def _is_impersonal(cue: Cue) -> bool:
    """`…, heter det`, `…, får NTB opplyst`; what stands somewhere stands in a document."""
    if cue.verb.kind != "impersonal" or cue.verb.lemma == "stå":
        return False
    group = cue.token.doc[cue.start : cue.token.i + 3]
    return cue.is_told or any(map(is_that, group))


def _is_clause(content: list[Span], cue: Cue) -> bool:
    """A finite clause, or what the parse takes as one: `Ingen skadde, melder politiet.`"""
    if any(is_finite(t) for span in content for t in span):
        return True
    return any(c.dep_ == "ccomp" and c.left_edge.i <= content[0].start for c in cue.token.lefts)


def det_clause(page: Page) -> Iterator[Attribution]:
    """Find `…, det melder NTB` behind a clause, and `Det melder NTB.` behind a sentence.

    nb: `Planen er lagt, det melder NTB.` → content `Planen er lagt`
    nn: `Planen er lagd. Det har NTB meldt.` → content `Planen er lagd`
    """
    for cue in page.cues:
        det = page.doc[cue.start - 1] if cue.start > 1 else None
        if det is None or not is_that(det) or not _takes_up(cue) or _is_governed(cue, page):
            continue
        source = _trailing_source(page, cue, of_det=True)
        if source is None:
            continue
        if det.nbor(-1).text == ",":
            before = page.doc[min(sentence_at(page, cue.token.i).start, det.i - 1) : det.i - 1]
        else:
            before = _lead(page, det.i) or _claim(_sentence_before(page, det.i), page)
        if cue.verb.kind != "ask" and "?" in page.words[before.start : det.i]:
            continue  # `Lurer du på hva de gjør? Det forteller de gjerne.`
        negated = rejects(cue.token, cue.verb.kind, cue.verb.lemma, before)
        if negated is not None and any(is_finite(t) for t in before):
            yield from reported(
                "det_clause", [before], cue.span, cue.verb.lemma, source, negated=negated
            )


def _takes_up(cue: Cue) -> bool:
    """`Det kommer fram av rapporten`, but not `Det ble pekt på ansvaret`, `Det står om livet`."""
    particle = cue.particle
    if particle is not None and particle.dep_ == "case" and particle.head.i > particle.i:
        return False  # `Det viser manglende evne til nytenkning`
    if cue.verb.kind == "impersonal":
        alone = cue.start == cue.token.i or cue.is_told  # `Det får VG opplyst av politiet`
        return alone and cue.verb.lemma not in STANDS
    demands = cue.verb.lemma in ("kreve", "krevje")  # `Dette krever penger.`
    return (cue.verb.kind in ("say", "show") and not demands) or cue.verb.lemma in OPINION


def _is_governed(cue: Cue, page: Page) -> bool:
    """`Det svarte hun bekreftende på.`: `det` is what the preposition left behind governs."""
    end = page.sentence(cue.token.i)[1]
    closing = page.doc[max(end - CLOSING, cue.token.i) : end]
    last = next((t for t in reversed(closing) if not (t.is_space or t.is_punct)), cue.token)
    left = last.pos_ == "ADP" or last.dep_ == "case"
    return left and last.i > cue.token.i and last != cue.particle


def _lead(page: Page, det: int) -> Span | None:
    """The article's lead, where the next paragraph takes up all of it with `Det`."""
    number = bisect_right(page.paragraph_starts, det) - 1
    if number < 1 or number > LEADS or page.paragraph_starts[number] != det:
        return None
    lead = page.paragraphs[number - 1]
    sentences = sum(1 for i in page.sentence_starts if lead.start < i < lead.end)
    closed = page.words[lead.end - 1] in SENTENCE_END  # a caption ends in `(Foto: Vik)`
    if not closed or not 0 < sentences <= 2 or page.cues_in(lead.start, lead.end):
        return None
    return lead


def _sentence_before(page: Page, det: int) -> Span:
    last = det - 1
    while last > 0 and page.words[last].isspace():
        last -= 1
    sentence = sentence_at(page, last)
    return page.doc[det:det] if sentence.end > det else sentence


def _claim(sentence: Span, page: Page) -> Span:
    """What a sentence reports, which is what `Det kommer fram …` takes up behind it.

    `Avisa skriver at planen er lagt. Det kommer fram i et notat.` → `planen er lagt`
    """
    root = sentence.root
    if root.i not in page.cue_index:
        return sentence
    behind = range(root.i + 1, sentence.end)
    at = next((i for i in behind if page.words[i] == "at"), sentence.start - 1)
    return page.doc[at + 1 : sentence.end]


def noe_clause(page: Page) -> Iterator[Attribution]:
    """Find `…, noe NTB melder`, a relative clause about all that stands before it.

    nb: `Planen er lagt, noe Hansen bekrefter.` → content `Planen er lagt`
    nn: `Planen er lagd, noko Hansen stadfestar.` → content `Planen er lagd`
    """
    for cue in page.cues:
        which, head = cue.token.head, subject(cue.token)
        if cue.verb.kind != "say" or cue.token.dep_ != "acl:relcl" or head is None:
            continue
        behind_comma = which.i > 0 and which.nbor(-1).text == ","
        if which.lower_ not in WHICH or not is_source(head) or not behind_comma:
            continue
        before = page.doc[sentence_at(page, which.i).start : which.i - 1]
        inner = next((t.i + 1 for t in before if t.lower_ == "at"), before.start)
        before = page.doc[inner : before.end]  # `Det ble kjent at planen er lagt, noe …`
        negated = rejects(cue.token, cue.verb.kind, cue.verb.lemma, before)
        if negated is not None and any(is_finite(t) for t in before):
            source = source_of(head)
            yield from reported(
                "noe_clause", [before], cue.span, cue.verb.lemma, source, negated=negated
            )
