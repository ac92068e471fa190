"""How far a reported clause goes: to the end of what its verb governs, or less."""

from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.quotes.citation import according_to_at
from newsparse.quotes.cues import Cue, cue_at, is_finite
from newsparse.quotes.layout import is_mark
from newsparse.quotes.page import Page
from newsparse.sources import (
    SUBJECT,
    is_one_person,
    is_source,
    is_that,
    noun_phrase,
    subject,
)

NEAR = 12  # tokens in which what follows a comma shows what it is
LONGEST = 200  # tokens of a clause: more is no sentence, but a text without full stops
INNER = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "csubj", "parataxis"})
WHILE = frozenset({"mens", "medan"})
NEGATIVE = frozenset(
    {"ikke", "ikkje", "ingen", "ingenting", "aldri", "verken", "hverken", "korkje"}
)


def sentence_at(page: Page, i: int) -> Span:
    """The sentence of a token, no farther than LONGEST tokens on either side of it."""
    start, end = page.sentence(i)
    return page.doc[max(start, i - LONGEST) : min(end, i + LONGEST)]


def clause_end(page: Page, head: Token, start: int, verb: Token) -> int:
    """The index behind a reported clause that begins at `start`.

    It runs to the end of what the reporting verb governs, except where the verb's own clause goes
    on (`…, men vil ikke …`), a main clause follows (`…, men planen er …`), another reporting
    clause trails (`…, melder NTB`), or the parse has missed the end of the sentence.
    """
    doc = head.doc
    end = min(page.last_below[verb.i] + 1, page.sentence(verb.i)[1], start + LONGEST)
    for child in verb.rights:
        edge = child.left_edge.i
        beside = child.i > head.i and _stands_beside(child) and child.i not in page.quoted
        if beside and not _contrasts(_first_word(child), doc[max(start, edge - NEAR) : edge]):
            end = min(end, max(edge, head.i + 1))
    words = page.words
    stops = (i for i in range(start + 1, end) if words[i] == "og" or not words[i][0].isalnum())
    for mark in (doc[i] for i in stops):
        if mark.is_punct and mark.i + 1 < end and mark.i not in page.quoted:
            if _ends_sentence(mark) or (mark.text == "," and _ends_clause(mark, end, head, verb)):
                return mark.i
        elif mark.lower_ == "og" and mark.i + 1 < end and reports_on(mark.nbor(1), verb):
            return mark.i
    while end > start and doc[end - 1].lower_ in ("og", "men", ","):
        end -= 1
    return _closed(page, start, end)


def _closed(page: Page, start: int, end: int) -> int:
    """A clause that opens with a quotation mark goes on to the one that closes it."""
    close, doc = start, page.doc
    if start >= len(doc) or not is_mark(doc[start]):
        return end
    while close in page.quoted and close < start + LONGEST:
        close += 1
    goes_on = close + 1 < end and doc[close].lower_ == "og" and is_finite(doc[close + 1])
    return close if goes_on else max(end, close)  # `mener at «…» og vil gå av`


def _first_word(child: Token) -> Token:
    first = child.left_edge
    return first.nbor(1) if first.is_punct and first.i < child.i else first


def _stands_beside(child: Token) -> bool:
    """What hangs on the reporting verb and is no part of what it reports."""
    beside = child.dep_ == "parataxis" or (child.dep_ == "conj" and _goes_on(child))
    return beside and not any(t.dep_ == "mark" for t in child.lefts)


def _goes_on(conjunct: Token) -> bool:
    """`… og vil stemme`, `… men det tror vi`, not `… og nå bidrar`: there is no such main clause.

    Where the subject is left out, a main clause has its verb first; a subordinate one need not.
    """
    behind = [c.nbor(1) for c in conjunct.lefts if c.dep_ == "cc"]
    with_subject = any(c.dep_ in SUBJECT for c in conjunct.children)
    return any(with_subject or t.pos_ in ("VERB", "AUX") for t in behind)


def _ends_sentence(mark: Token) -> bool:
    """A full stop before a capital, where the parse goes on."""
    before, after = mark.nbor(-1), mark.nbor(1)
    return mark.text == "." and after.text[0].isupper() and len(before) > 1 and before.is_alpha


def _ends_clause(comma: Token, end: int, head: Token, verb: Token) -> bool:
    """Tell whether what follows a comma is not reported any more."""
    rest = comma.doc[comma.i + 1 : end]
    if len(rest) < 2:
        return False
    before = comma.doc[max(verb.i, comma.i - NEAR) : comma.i]
    if _contrasts(rest[0], before):
        return False
    if rest[0].lower_ in WHILE and rest[0].head.lower_ in lexicon().verbs:
        return True  # `mener at planen er god, mens Moe mener at …`
    return _is_main_clause(rest) or _shares_subject(rest, head, verb) or trails(rest)


def _contrasts(first: Token, before: Span) -> bool:
    """`han var ikke tyv, men hadde tatt papirene`: what is put right goes on with the clause."""
    if first.lower_ != "men" or first.i + 1 == len(first.doc):
        return False
    verb = first.nbor(1)
    if verb.pos_ not in ("VERB", "AUX") or verb.lower_ in lexicon().verbs:
        return False
    return any(t.lower_ in NEGATIVE for t in before)


def _is_main_clause(rest: Span) -> bool:
    """`men planen er …`, `men vil ikke …`, without a subordinator: the article's own clause."""
    if len(rest) < 2 or rest[0].lower_ != "men" or rest[1].lower_ == "at":
        return False
    if rest[1].lower_ in NEGATIVE and len(rest) > 2 and rest[2].lower_ == "at":
        return False  # `sier at han har drukket, men ikke at han har kjørt`
    return is_finite(rest[1]) or any(t.dep_ in (*SUBJECT, "expl") for t in rest[:NEAR])


def _shares_subject(rest: Span, head: Token, verb: Token) -> bool:
    """`Han meinte dei har gjort sitt, og roste dei`: the tense tells whose verb this is."""
    second = rest[1]
    if rest[0].pos_ == "CCONJ" and _is_participle(second) and _is_participle(verb):
        return True  # `har sagt at planen er lagt, og vist til …`
    tense = second.morph.get("Tense", [])
    if rest[0].pos_ != "CCONJ" or not is_finite(second) or tense != _tense(verb):
        return False
    if rest[0].lower_ != "eller" and not _closes_inner(rest.doc[rest.start - 1], head):
        return True  # `sier at planen er lagt, og vil ikke svare`: no comma parts two predicates
    clause = [t for t in (head, *head.children) if is_finite(t) and t.i < second.i]
    return all(t.morph.get("Tense", []) != tense for t in clause)


def _closes_inner(comma: Token, head: Token) -> bool:
    """Tell whether a comma closes a clause inside of the one with this head."""
    token = comma.nbor(-1)
    while token not in (head, token.head):
        if token.dep_ in INNER:
            return True
        token = token.head
    return False


def _tense(verb: Token) -> list[str]:
    """That of the verb group: in `måtte innrømme at …, og lovet` the first verb has it."""
    finite = verb if is_finite(verb) else next((c for c in verb.lefts if is_finite(c)), verb)
    return list(finite.morph.get("Tense", []))


def _is_participle(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") and "Part" in token.morph.get("VerbForm", [])


def reports_on(behind: Token, verb: Token) -> bool:
    """`… og gjentok at`, `… og la til at`: the speaker's next report, in the tense of the first."""
    if behind.i <= verb.i or behind.nbor(-1).lower_ != "og":
        return False
    if behind.lower_ not in lexicon().verbs:
        return False
    if behind.morph.get("Tense", []) != verb.morph.get("Tense", []):
        return False
    if behind.dep_ == "conj" and behind.head != verb and _is_somebody(subject(behind.head)):
        return False  # `sa at Vik ringte og fortalte at …` is Vik's
    cue = next(cue_at(behind), None)
    return cue is not None and cue.verb.kind != "impersonal"


def _is_somebody(head: Token | None) -> bool:
    return head is not None and (bool(head.ent_type_) or is_one_person(head))


def trails(rest: Span) -> bool:
    """Tell whether `sier Hansen`, `det melder NTB` or `ifølge X` fills the rest."""
    phrase = according_to_at(rest[0], rest.end)
    if phrase is not None:
        after = rest.doc[phrase.end : min(phrase.end + 1, rest.end)]
        return not any(t.text == "," or is_finite(t) for t in after)  # `som, ifølge X, vil …`
    verb = rest[1] if is_that(rest[0]) and len(rest) > 1 else rest[0]
    if verb.lower_ not in lexicon().verbs or any(t.lower_ == "at" for t in rest[:NEAR]):
        return False
    for cue in cue_at(verb):
        head = subject(cue.token)
        behind = head is not None and head.i > verb.i and is_source(head)
        return behind and head is not None and noun_phrase(head).end >= rest.end - 3
    return False


def resumed(rest: Span) -> list[Span]:
    """What goes on behind a reporting clause in the middle, given all that follows it.

    `Det vi trenger, sier Hansen, er ro.`, `Planen er lagt, sier Hansen, og den er god.`
    """
    if len(rest) <= 2 or rest[0].text != "," or trails(rest[1:]):
        return []
    main = rest[1].pos_ in ("VERB", "AUX")
    further = rest[1].lower_ == "og" and rest[2].pos_ not in ("VERB", "AUX", "PUNCT")
    told = any(t.pos_ == "VERB" and t.lower_ in lexicon().verbs for t in rest[2:4])
    return [rest[1:]] if main or (further and not told) else []


def interrupts(page: Page, cue: Cue, source: Span) -> bool:
    """Tell whether the reporting clause stands in the middle of what it reports."""
    doc, sentence = page.doc, sentence_at(page, cue.token.i)
    if source.start < cue.token.i or cue.start == 0 or doc[cue.start - 1].text != ",":
        return False
    return bool(resumed(doc[source.end : max(sentence.end, source.end)]))


def coordinated(clause: Span, head: Token, verb: Token) -> list[Span]:
    """Split `at A, og at B` into its clauses."""
    doc = clause.doc
    first = next((t for t in clause if t.lower_ == "at"), None)
    cuts = []
    for at in clause[1:]:
        if at.lower_ != "at" or doc[at.i - 1].lower_ not in ("og", "men", "samt", ","):
            continue
        linked = at.head.dep_ in ("conj", "ccomp", "advcl") and at.head.head in (head, verb)
        behind_comma = at == first and doc[at.i - 2].text == ","
        if linked or behind_comma:
            cuts.append(at.i)
    starts = [clause.start, *(cut + 1 for cut in cuts)]
    ends = [*(cut - 1 for cut in cuts), clause.end]
    return [doc[start:end] for start, end in zip(starts, ends, strict=True) if start < end]
