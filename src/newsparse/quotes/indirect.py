"""Indirect speech: clauses with a finite verb that the article attributes to somebody."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.layout import DASHES, is_mark, marked, trimmed
from newsparse.quotes.reporting import (
    SUBJECT,
    Cue,
    according_to,
    cue_at,
    cues,
    impersonal_source,
    is_source,
    names_document,
    noun_phrase,
    source_of,
    subject,
)

SUBORDINATORS = frozenset({"at"})
CLAUSE = frozenset({"ccomp", "advcl", "acl", "csubj", "obl", "nmod", "xcomp", "parataxis", "conj", "obj", "acl:relcl"})


def find_indirect(doc: Doc) -> list[Attribution]:
    """Return the Doc's indirect and mixed quotes in text order."""
    found = []
    for cue in cues(doc):
        for construction in (object_clause, clause_before, det_clause):
            quote = construction(cue)
            if quote is not None:
                found.append(quote)
                break
    found += predicates(doc)
    for sentence in doc.sents:
        found += ifolge_phrase(sentence)
    return found


def _quote(construction: str, content: list[Span], cue: Span, lemma: str, source: Span | None) -> Attribution | None:
    spans = tuple(s for c in content for s in _bare(c))
    if not spans:
        return None
    in_marks = [m for s in spans for m in marked(s) if len(m) >= 4]
    kind = "mixed" if in_marks else "indirect"
    return Attribution(kind, construction, spans, cue, lemma, source)  # type: ignore[arg-type]


def _bare(span: Span) -> Iterator[Span]:
    """A clause without punctuation at its edges; a mark stays where its pair is inside."""
    def drop(token: Token) -> bool:
        return token.is_space or token.text in (",", ".", ":", ";") or token.text in DASHES

    yield from trimmed(span, drop)


def object_clause(cue: Cue) -> Attribution | None:
    """Find `at`-clauses, clauses without `at`, and embedded questions behind a reporting verb.

    nb: `Hansen sier at planen er lagt.` → content `planen er lagt`
    nn: `Hansen spør korleis det kunne skje.` → content `korleis det kunne skje`
    """
    source = _object_clause_source(cue)
    clauses = _object_clauses(cue) if source is not None else []
    if not clauses:
        return None
    name = "skal_ha" if cue.hearsay else clauses[0][0]
    return _quote(name, [span for _, span in clauses], cue.span, cue.verb.lemma, source)


def _object_clause_source(cue: Cue) -> Span | None:
    if cue.verb.kind == "impersonal":
        return impersonal_source(cue)
    head = subject(cue.token)
    return source_of(head) if head is not None and _may_be_cited(cue, head) else None


def _may_be_cited(cue: Cue, head: Token) -> bool:
    if cue.verb.kind == "manner" or not is_source(head):
        return False
    if cue.token.dep_ in ("acl:relcl", "acl") and head.pos_ in ("PRON", "DET"):
        return False  # `de er blant dem som krever at …`
    if cue.verb.kind == "think":
        return cue.verb.form == "present" or cue.verb.lemma in ("mene", "meine")
    if cue.verb.kind == "show":
        return names_document(head)
    return True


def _object_clauses(cue: Cue) -> list[tuple[str, Span]]:
    """Return the clauses that a reporting verb has for its object, with their construction."""
    for child in cue.token.rights:
        found = _clause_start(child, cue)
        if found is not None:
            name, start = found
            span = cue.token.doc[start : _clause_end(child, start, cue.token)]
            return [(name, part) for part in (_coordinated(span, child, cue) if name == "at_clause" else [span])]
    return []


def _clause_start(head: Token, cue: Cue) -> tuple[str, int] | None:
    """Return the construction of a clause that depends on a reporting verb, and its first token."""
    at = _at(head)
    if at is None and head.pos_ in ("NOUN", "PROPN", "PRON", "ADV"):
        # `understreket for ham at …`: the parse hangs the clause on the noun
        at = next((a for c in head.rights if (a := _at(c)) is not None), None)
    if at is not None and at.i > cue.token.i:
        return "at_clause", at.i + 1
    if head.dep_ not in ("ccomp", "xcomp", "advcl", "csubj", "parataxis") or not _is_full_clause(head, cue):
        return None
    first = next(t for t in head.subtree if t.i > cue.token.i)
    if head.dep_ == "ccomp" and _is_question(first, cue):
        return "embedded_question", first.i
    if head.dep_ in ("ccomp", "xcomp") and cue.verb.kind in ("say", "think") and not _marks(head):
        return "clause_without_at", first.i
    return None


def _at(head: Token) -> Token | None:
    return next((t for t in head.lefts if t.lower_ == "at" and t.dep_ == "mark"), None)


def _marks(head: Token) -> list[Token]:
    return [c for c in head.lefts if c.dep_ == "mark"]


def _is_question(first: Token, cue: Cue) -> bool:
    if first.lower_ == "om":
        return cue.verb.kind == "ask"
    asked = lexicon().pronouns["interrogative"] - {"når"}
    return cue.verb.kind in ("ask", "say") and first.lower_ in asked


def _is_full_clause(head: Token, cue: Cue) -> bool:
    """A finite clause with a subject, not an infinitive or a participle."""
    inside = [c for c in head.children if c.i > cue.token.i]
    own = any(c.dep_ in ("nsubj", "nsubj:pass", "expl", "csubj") for c in inside)
    return own and any("Fin" in t.morph.get("VerbForm") for t in (head, *inside))


def _clause_end(head: Token, start: int, verb: Token) -> int:
    """The clause's right edge.

    It runs to the end of what the reporting verb governs, except where the verb's own clause goes
    on (`…, men vil ikke …`), a main clause follows (`…, men planen er …`), or another reporting
    clause trails (`…, melder NTB`).
    """
    doc = head.doc
    end = min(verb.right_edge.i + 1, verb.sent.end)
    for child in verb.rights:
        joined = child.dep_ == "parataxis" or any(c.dep_ == "cc" for c in child.lefts)
        if child.i > head.i and joined and child.dep_ in ("conj", "parataxis") and not _marks(child):
            if any(m.start < child.i < m.end for m in marked(verb.sent)):
                continue
            end = min(end, max(child.left_edge.i, head.i + 1))
    for token in doc[start + 1 : end]:
        if token.text == "," and token.i + 2 < end:
            following = doc[token.i + 1]
            if any(m.start < token.i < m.end for m in marked(verb.sent)):
                continue
            if following.lower_ == "men" and _is_main_clause(doc[token.i + 2 : end]):
                return token.i
            if following.pos_ == "CCONJ" and _shares_subject(doc[token.i + 2], head, verb):
                return token.i
            if _trails(following, end):
                return token.i
    while end > start and doc[end - 1].lower_ in ("og", "men", ","):
        end -= 1
    return end


def _shares_subject(second: Token, head: Token, verb: Token) -> bool:
    """`Han meinte dei har gjort sitt, og roste dei`: the tense tells whose verb this is."""
    tense = second.morph.get("Tense")
    finite = [t for t in (head, *head.children) if "Fin" in t.morph.get("VerbForm")]
    clause = [t for t in finite if t.i < second.i]
    return (
        bool(tense)
        and "Fin" in second.morph.get("VerbForm")
        and tense == verb.morph.get("Tense")
        and all(t.morph.get("Tense") != tense for t in clause)
    )


def _is_main_clause(span: Span) -> bool:
    return span[0].lower_ != "at" and any(t.dep_ in SUBJECT for t in span)


def _trails(start: Token, end: int) -> bool:
    """Tell whether `, sier Hansen`, `, det melder NTB` or `, ifølge X` fills the rest."""
    doc = start.doc
    rest = doc[start.i : end]
    if any(phrase.start == start.i and end - phrase.end <= 2 for phrase in according_to(rest)):
        return True
    verb = doc[start.i + 1] if start.lower_ == "det" and start.i + 1 < end else start
    if any(t.lower_ == "at" for t in rest):
        return False
    for cue in cue_at(verb):
        head = subject(verb)
        if head is not None and head.i > verb.i and is_source(head):
            return noun_phrase(head).end >= end - 3
    return False


def _coordinated(span: Span, head: Token, cue: Cue) -> list[Span]:
    """Split `at A, og at B` into its clauses."""
    doc = span.doc
    cuts = [
        t.i
        for t in span
        if t.lower_ == "at"
        and t.i > span.start
        and doc[t.i - 1].lower_ in ("og", "men", "samt", ",")
        and t.head.dep_ in ("conj", "ccomp", "advcl")
        and t.head.head in (head, cue.token)
    ]
    starts = [span.start, *(c + 1 for c in cuts)]
    ends = [*(c - 1 for c in cuts), span.end]
    return [doc[a:b] for a, b in zip(starts, ends, strict=True) if a < b]


def clause_before(cue: Cue) -> Attribution | None:
    """Find reported clauses before their reporting clause.

    nb: `Planen er lagt, sier Hansen.` → content `Planen er lagt`
    nn: `Planen er lagd, går det fram av rapporten.` → content `Planen er lagd`
    """
    verb, doc = cue.token, cue.token.doc
    sentence = verb.sent
    if verb.i - 1 <= sentence.start or doc[verb.i - 1].text != "," or cue.verb.kind in ("show",):
        return None
    if cue.verb.kind == "impersonal":
        source = impersonal_source(cue)
    else:
        head = subject(verb)
        if head is None or head.i < verb.i or not is_source(head):
            return None
        if any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children):
            return None
        source = source_of(head)
    if source is None and cue.verb.lemma not in ("hete", "heite"):
        return None
    if sentence[-1].text == ":":
        return None  # what is said follows
    span = _reported_before(verb, verb.i - 1)
    if span is None:
        return None
    content = [span, *_resumed(source, sentence)] if source is not None else [span]
    return _quote("reporting_clause_after", content, cue.span, cue.verb.lemma, source)


def _resumed(source: Span, sentence: Span) -> list[Span]:
    """`Det vi trenger, sier Hansen, er ro.`: the rest of an interrupted clause."""
    rest = source.doc[source.end : sentence.end]
    if len(rest) > 2 and rest[0].text == "," and rest[1].pos_ in ("VERB", "AUX"):
        return [rest[1:]]
    return []


def det_clause(cue: Cue) -> Attribution | None:
    """Find `…, det melder NTB` behind a clause, and `Det melder NTB.` behind a sentence.

    nb: `Planen er lagt, det melder NTB.` → content `Planen er lagt`
    nn: `Planen er lagd. Det melder NTB.` → content `Planen er lagd`
    """
    verb, doc = cue.token, cue.token.doc
    if cue.verb.kind != "say" or verb.i < 2 or doc[verb.i - 1].lower_ not in ("det", "dette"):
        return None
    head = subject(verb)
    if head is None or head.i < verb.i or not is_source(head):
        return None
    if any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children):
        return None
    source = source_of(head)
    if doc[verb.i - 2].text == ",":
        span = _reported_before(verb, verb.i - 2)
    else:
        span = _sentence_before(doc[verb.i - 1])
    return _quote("det_clause", [span], cue.span, cue.verb.lemma, source) if span is not None else None


def _reported_before(verb: Token, end: int) -> Span | None:
    doc = verb.doc
    span = doc[verb.sent.start : end]
    if len(span) == 0 or not any("Fin" in t.morph.get("VerbForm") for t in span):
        return None
    return span


def _sentence_before(det: Token) -> Span | None:
    doc = det.doc
    last = det.i - 1
    while last > 0 and doc[last].is_space:
        last -= 1
    span = doc[last].sent
    if span.end > det.i or not any("Fin" in t.morph.get("VerbForm") for t in span):
        return None
    return doc[span.start : span.end]


def ifolge_phrase(sentence: Span) -> Iterator[Attribution]:
    """Find `ifølge X` and its variants; the content is the rest of the sentence.

    nb: `Ifølge Hansen er planen lagt.` → content `er planen lagt`
    nn: `Planen er, ifølgje Hansen, lagd.` → content `Planen er` … `lagd`
    """
    doc = sentence.doc
    for phrase in according_to(sentence):
        before = doc[sentence.start : phrase.start]
        after = doc[phrase.end : sentence.end]
        content = [s for s in (before, after) if any(t.is_alpha or t.like_num for t in s)]
        quote = _quote("ifolge_phrase", content, phrase.cue, phrase.lemma, phrase.source)
        if quote is not None:
            yield quote


def predicates(doc: Doc) -> Iterator[Attribution]:
    """Find nouns and adjectives that report: `hadde inntrykk av at`, `er klar på at`.

    nb: `Hansen hadde inntrykk av at planen var lagt.` → content `planen var lagt`
    nn: `Hansen er klar på at planen er lagd.` → content `planen er lagd`
    """
    for token in doc:
        light_verbs = lexicon().predicates.get(token.lower_)
        if light_verbs is None:
            continue
        copula = [c for c in token.children if c.dep_ == "cop" and c.lemma_ in light_verbs]
        if copula:
            head = subject(token)
        elif token.head.lemma_ in light_verbs and token.dep_ in ("obj", "xcomp", "obl"):
            head = subject(token.head)
        else:
            continue
        at = next((t for t in doc[token.i + 1 : token.i + 6] if t.lower_ == "at" and t.pos_ == "SCONJ"), None)
        if at is None or head is None or not is_source(head):
            continue
        end = _clause_end(at.head, at.i + 1, token if copula else token.head)
        quote = _quote("predicate_clause", [doc[at.i + 1 : end]], doc[token.i : token.i + 1], token.lower_, source_of(head))
        if quote is not None:
            yield quote
