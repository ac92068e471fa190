"""Indirect speech: clauses with a finite verb that the article attributes to somebody."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.clauses import has_own_object, is_fronted_adverbial, subordinators
from newsparse.quotes.cues import Cue, cue_at, is_finite
from newsparse.quotes.layout import DASHES, marked, trimmed
from newsparse.quotes.page import Page
from newsparse.sources import (
    SUBJECT,
    THAT,
    AccordingTo,
    according_to,
    impersonal_source,
    is_source,
    names_document,
    noun_phrase,
    source_of,
    subject,
)

OPINION = frozenset({"mene", "meine", "tro", "tru"})
MIXED_LENGTH = 4  # tokens in marks, with the marks, that make an indirect quote a mixed one
PREDICATE_REACH = 6  # `er helt klar på nettopp det at`: tokens from predicate to `at`


def object_clause(page: Page) -> Iterator[Attribution]:
    """Find `at`-clauses, clauses without `at`, and embedded questions behind a reporting verb.

    nb: `Hansen sier at planen er lagt.` → content `planen er lagt`
    nn: `Hansen spør korleis det kunne skje.` → content `korleis det kunne skje`
    """
    for cue in page.cues:
        source = _object_clause_source(cue)
        if source is None:
            continue
        found = _at_clause(cue) or _bare_clause(cue)
        if found is not None:
            name, head, start = found
            clause = page.doc[start : _clause_end(head, start, cue.token)]
            content = _coordinated(clause, head, cue) if name == "at_clause" else [clause]
            name = "skal_ha" if cue.is_hearsay else name
            yield from _quote(name, content, cue.span, cue.verb.lemma, source)


def _object_clause_source(cue: Cue) -> Span | None:
    if cue.verb.kind == "impersonal":
        return impersonal_source(cue.token)
    head = subject(cue.token)
    return source_of(head) if head is not None and _may_be_cited(cue, head) else None


def _may_be_cited(cue: Cue, head: Token) -> bool:
    """Thoughts in the past tense are narration, and only a document shows."""
    if cue.verb.kind == "manner" or not is_source(head):
        return False
    if cue.token.dep_ in ("acl:relcl", "acl") and head.pos_ in ("PRON", "DET"):
        return False  # `de er blant dem som hevder at …`
    return not _is_thought(cue) and (cue.verb.kind != "show" or names_document(head))


def _is_thought(cue: Cue) -> bool:
    """`Hun trodde at …`; but what somebody `mente` has been said."""
    past = cue.verb.kind == "think" and cue.verb.form != "present"
    return past and cue.verb.lemma not in ("mene", "meine")


def _at_clause(cue: Cue) -> tuple[str, Token, int] | None:
    """Return construction, head and first token of the at-clause behind a reporting verb.

    It hangs on the verb, or is the first one before another finite verb, wherever the parse hangs
    it. In `avviste påstanden om at …` it is the noun's, unless the noun is who is told.
    """
    verb = cue.token
    own = [at for head in verb.rights for at in subordinators(head) if _opens_report(at)]
    for at in own or _first_at(verb):
        if _is_of_object(at, verb) and cue.verb.lemma not in lexicon().telling:
            return None
        return "at_clause", at.head, at.i + 1
    return None


def _first_at(verb: Token) -> list[Token]:
    for token in verb.doc[verb.i + 1 : verb.right_edge.i + 1]:
        if _opens_report(token) and token.dep_ == "mark":
            return [token]
        if is_finite(token) or token.lower_ == "som":
            break
    return []


def _is_of_object(at: Token, verb: Token) -> bool:
    """`avviste påstanden om at …`: the clause is the object's, wherever the parse hangs it."""
    governor = at.head
    while governor.head not in (verb, governor):
        governor = governor.head
    return governor.dep_ == "obj" or (at.nbor(-1).pos_ == "ADP" and at.nbor(-2).dep_ == "obj")


def _opens_report(token: Token) -> bool:
    """`at`, `om at`, but not `etter at`."""
    return token.lower_ == "at" and token.nbor(-1).lower_ not in lexicon().adverbial_at


def _bare_clause(cue: Cue) -> tuple[str, Token, int] | None:
    """Return construction, head and first token of an object clause that has no `at`."""
    for head in cue.token.rights:
        if head.dep_ not in ("ccomp", "xcomp") or not _is_full_clause(head, cue):
            continue
        first = next(t for t in head.subtree if t.i > cue.token.i and t.text != ",")
        if cue.verb.kind == "ask":
            asks = first.lower_ == "om" or first.lower_ in lexicon().pronouns["interrogative"]
            return ("embedded_question", head, first.i) if asks else None
        # `trusler de mener han har kommet med` lacks what it is about
        has_gap = cue.token.dep_ == "acl:relcl" and any(c.dep_ in SUBJECT for c in cue.token.lefts)
        if first.lower_ in lexicon().pronouns["interrogative"] or is_finite(first):
            return None  # `I praksis, sier Vik, er planen lagt.` has its beginning before the verb
        if cue.verb.kind in ("say", "think") and not has_gap and not subordinators(head):
            return "clause_without_at", head, first.i
    return None


def _is_full_clause(head: Token, cue: Cue) -> bool:
    """A finite clause with a subject, not an infinitive or a participle."""
    inside = [c for c in head.children if c.i > cue.token.i]
    has_subject = any(c.dep_ in SUBJECT or c.dep_ == "expl" for c in inside)
    return has_subject and any(is_finite(t) for t in (head, *inside))


def _clause_end(head: Token, start: int, verb: Token) -> int:
    """The clause's right edge.

    It runs to the end of what the reporting verb governs, except where the verb's own clause goes
    on (`…, men vil ikke …`), a main clause follows (`…, men planen er …`), or another reporting
    clause trails (`…, melder NTB`).
    """
    doc = head.doc
    end = min(verb.right_edge.i + 1, verb.sent.end)
    quoted = {i for stretch in marked(verb.sent) for i in range(stretch.start, stretch.end)}
    for child in verb.rights:
        beside = child.dep_ == "parataxis" or (child.dep_ == "conj" and _goes_on(child))
        if child.i > head.i and beside and child.i not in quoted and not subordinators(child):
            end = min(end, max(child.left_edge.i, head.i + 1))
    for comma in doc[start + 1 : end]:
        if comma.text == "," and comma.i + 2 < end and comma.i not in quoted:
            rest = doc[comma.i + 1 : end]
            if _is_main_clause(rest) or _shares_subject(rest, head, verb) or _trails(rest):
                return comma.i
    while end > start and doc[end - 1].lower_ in ("og", "men", ","):
        end -= 1
    return end


def _goes_on(conjunct: Token) -> bool:
    """`… og vil stemme`, `… men det tror vi`, not `… og nå bidrar`: there is no such main clause.

    Where the subject is left out, a main clause has its verb first; a subordinate one need not.
    """
    behind = [c.nbor(1) for c in conjunct.lefts if c.dep_ == "cc"]
    with_subject = any(c.dep_ in SUBJECT for c in conjunct.children)
    return any(with_subject or t.pos_ in ("VERB", "AUX") for t in behind)


def _is_main_clause(rest: Span) -> bool:
    """`men planen er …`, `men vil ikke …`, without a subordinator: the article's own clause."""
    if len(rest) < 2 or rest[0].lower_ != "men" or rest[1].lower_ == "at":
        return False
    return is_finite(rest[1]) or any(t.dep_ in SUBJECT for t in rest)


def _shares_subject(rest: Span, head: Token, verb: Token) -> bool:
    """`Han meinte dei har gjort sitt, og roste dei`: the tense tells whose verb this is."""
    second = rest[1]
    tense = second.morph.get("Tense", [])
    if rest[0].pos_ != "CCONJ" or not is_finite(second) or tense != verb.morph.get("Tense", []):
        return False
    clause = [t for t in (head, *head.children) if is_finite(t) and t.i < second.i]
    return all(t.morph.get("Tense", []) != tense for t in clause)


def _trails(rest: Span) -> bool:
    """Tell whether `sier Hansen`, `det melder NTB` or `ifølge X` fills the rest."""
    if any(p.start == rest.start and rest.end - p.end <= 2 for p in according_to(rest)):
        return True
    if any(t.lower_ == "at" for t in rest):
        return False
    verb = rest[1] if rest[0].lower_ in THAT else rest[0]
    for cue in cue_at(verb):
        head = subject(cue.token)
        behind = head is not None and head.i > verb.i and is_source(head)
        return behind and head is not None and noun_phrase(head).end >= rest.end - 3
    return False


def _coordinated(clause: Span, head: Token, cue: Cue) -> list[Span]:
    """Split `at A, og at B` into its clauses."""
    doc = clause.doc
    first = next((t for t in clause if t.lower_ == "at"), None)
    cuts = []
    for at in clause[1:]:
        if at.lower_ != "at" or doc[at.i - 1].lower_ not in ("og", "men", "samt", ","):
            continue
        linked = at.head.dep_ in ("conj", "ccomp", "advcl") and at.head.head in (head, cue.token)
        behind_comma = at == first and doc[at.i - 2].text == ","
        if linked or behind_comma:
            cuts.append(at.i)
    starts = [clause.start, *(cut + 1 for cut in cuts)]
    ends = [*(cut - 1 for cut in cuts), clause.end]
    return [doc[start:end] for start, end in zip(starts, ends, strict=True) if start < end]


def reporting_clause_after(page: Page) -> Iterator[Attribution]:
    """Find reported clauses before their reporting clause.

    nb: `Planen er lagt, sier Hansen.` → content `Planen er lagt`
    nn: `Planen er lagd, går det fram av rapporten.` → content `Planen er lagd`
    """
    for cue in page.cues:
        verb = cue.token
        if verb.i - 1 <= verb.sent.start or page.doc[verb.i - 1].text != ",":
            continue
        if cue.verb.kind in ("show", "manner") or _is_thought(cue) or verb.sent[-1].text == ":":
            continue  # `…, advarer Vik:`: what is said follows the colon
        source = impersonal_source(cue.token) if cue.verb.kind == "impersonal" else _behind(cue)
        unsaid = source is None and cue.verb.lemma not in ("hete", "heite")
        if unsaid or is_fronted_adverbial(verb, verb.sent.start):
            continue
        content = [page.doc[verb.sent.start : verb.i - 1]]
        if source is not None:
            content += _resumed(source, verb.sent)
        if not any(is_finite(t) for span in content for t in span):
            continue
        yield from _quote("reporting_clause_after", content, cue.span, cue.verb.lemma, source)


def _behind(cue: Cue) -> Span | None:
    """The source behind a verb that has no object clause of its own there."""
    verb, head = cue.token, subject(cue.token)
    if head is None or head.i < verb.i or not is_source(head):
        return None
    source = source_of(head)
    return None if has_own_object(cue, source) else source


def _resumed(source: Span, sentence: Span) -> list[Span]:
    """`Det vi trenger, sier Hansen, er ro.`: the rest of an interrupted clause."""
    rest = source.doc[source.end : max(sentence.end, source.end)]
    if len(rest) > 2 and rest[0].text == "," and rest[1].pos_ in ("VERB", "AUX"):
        return [rest[1:]]
    return []


def det_clause(page: Page) -> Iterator[Attribution]:
    """Find `…, det melder NTB` behind a clause, and `Det melder NTB.` behind a sentence.

    nb: `Planen er lagt, det melder NTB.` → content `Planen er lagt`
    nn: `Planen er lagd. Det melder NTB.` → content `Planen er lagd`
    """
    for cue in page.cues:
        verb = cue.token
        if verb.i < 2 or verb.nbor(-1).lower_ not in THAT:
            continue
        if cue.verb.kind != "say" and cue.verb.lemma not in OPINION:
            continue
        source = _behind(cue)
        if source is None:
            continue
        if verb.nbor(-2).text == ",":
            before = page.doc[min(verb.sent.start, verb.i - 2) : verb.i - 2]
        else:
            before = _sentence_before(verb.nbor(-1))
        if any(is_finite(t) for t in before):
            yield from _quote("det_clause", [before], cue.span, cue.verb.lemma, source)


def _sentence_before(det: Token) -> Span:
    last = det.i - 1
    while last > 0 and det.doc[last].is_space:
        last -= 1
    sentence = det.doc[last].sent
    return sentence if sentence.end <= det.i else det.doc[det.i : det.i]


def predicate_clause(page: Page) -> Iterator[Attribution]:
    """Find nouns and adjectives that report with a light verb.

    nb: `Hansen hadde inntrykk av at planen var lagt.` → content `planen var lagt`
    nn: `Hansen er klar på at planen er lagd.` → content `planen er lagd`
    """
    for token in page.doc:
        light_verbs = lexicon().predicates.get(token.lower_)
        verb = _light_verb(token, light_verbs) if light_verbs else None
        if verb is None:
            continue
        at, head = _at_behind(token), subject(verb)
        if at is None or head is None or not is_source(head):
            continue
        content = page.doc[at.i + 1 : _clause_end(at.head, at.i + 1, verb)]
        cue = page.doc[token.i : token.i + 1]
        yield from _quote("predicate_clause", [content], cue, token.lower_, source_of(head))


def _at_behind(predicate: Token) -> Token | None:
    """`på at`, `på det at`: nothing but small words between the predicate and its clause."""
    for token in predicate.doc[predicate.i + 1 : predicate.i + PREDICATE_REACH]:
        if token.lower_ == "at":
            return token if token.dep_ == "mark" else None
        if token.pos_ not in ("ADP", "ADV", "PRON", "PART"):
            return None
    return None


def _light_verb(predicate: Token, light_verbs: frozenset[str]) -> Token | None:
    """Return what governs the clause: an adjective with a copula, or the light verb itself."""
    if any(c.dep_ == "cop" and c.lemma_ in light_verbs for c in predicate.children):
        return predicate
    governed = predicate.head.lemma_ in light_verbs and predicate.dep_ in ("obj", "xcomp", "obl")
    return predicate.head if governed else None


def ifolge_phrase(page: Page) -> Iterator[Attribution]:
    """Find `ifølge X` and its variants; the content is the rest of the sentence.

    nb: `Ifølge Hansen er planen lagt.` → content `er planen lagt`
    nn: `Planen er, ifølgje Hansen, lagd.` → content `Planen er` … `lagd`
    """
    doc = page.doc
    for paragraph in page.paragraphs:
        for phrase in according_to(paragraph):
            sentence = phrase.cue.sent
            before = doc[sentence.start : phrase.start]
            after = doc[_start_behind(phrase) : max(sentence.end, phrase.end)]
            after = _up_to_another(after)
            content = [s for s in (before, after) if any(t.is_alpha or t.like_num for t in s)]
            yield from _quote("ifolge_phrase", content, phrase.cue, phrase.lemma, phrase.source)


def _start_behind(phrase: AccordingTo) -> int:
    """Where the sentence goes on; behind `…, ifølge meteorolog Vik ved instituttet.` nowhere.

    In `Ifølge meteorolog Vik ved instituttet blir det regn` it goes on with the verb.
    """
    doc, end = phrase.cue.doc, phrase.cue.sent.end
    rest = doc[phrase.end : max(end, phrase.end)]
    commas = [t.i for t in rest if t.text == ","]
    fronted = phrase.start == phrase.cue.sent.start
    if doc[phrase.start - 1].text == "," and not fronted:
        return commas[0] if commas else end
    if rest and rest[0].lower_ == "som" and commas:
        return commas[0] + 1
    if rest and rest[0].pos_ == "ADP" and fronted:
        return next((t.i for t in rest if is_finite(t)), phrase.end)
    return phrase.end


def _up_to_another(span: Span) -> Span:
    """Stop before a main clause of the article's own and before another reporting clause."""
    for comma in span:
        rest = span.doc[comma.i + 1 : span.end]
        if comma.text == "," and len(rest) > 1 and (_is_main_clause(rest) or _trails(rest)):
            return span.doc[span.start : comma.i]
    return span


def _quote(
    construction: str, content: list[Span], cue: Span, lemma: str, source: Span | None
) -> Iterator[Attribution]:
    """Yield the quote when there is content; words in marks make it mixed."""
    spans = tuple(bare for span in content for bare in trimmed(span, _is_edge))
    if spans:
        verbatim = any(len(m) >= MIXED_LENGTH for s in spans for m in marked(s))
        kind = "mixed" if verbatim else "indirect"
        yield Attribution(kind, construction, spans, cue, lemma, source)  # type: ignore[arg-type]


def _is_edge(token: Token) -> bool:
    return token.is_space or token.text in (",", ".", ":", ";") or token.text in DASHES
