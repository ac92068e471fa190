"""Indirect speech: clauses with a finite verb that the article attributes to somebody."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.layout import DASHES, is_mark, marked, trimmed
from newsparse.quotes.reporting import (
    Cue,
    according_to,
    cues,
    is_source,
    noun_phrase,
    source_of,
    subject,
)
from newsparse.quotes.direct import impersonal_source

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
    if cue.verb.kind in ("manner", "impersonal"):
        return None
    head = subject(cue.token)
    if not _may_be_cited(cue, head):
        return None
    assert head is not None
    clauses = _object_clauses(cue)
    if not clauses:
        return None
    name = "skal_ha" if cue.hearsay else clauses[0][0]
    return _quote(name, [span for _, span in clauses], cue.span, cue.verb.lemma, source_of(head))


def _may_be_cited(cue: Cue, head: Token | None) -> bool:
    if head is None or not is_source(head):
        return False
    if cue.verb.kind == "think":
        return cue.verb.form == "present" or cue.verb.lemma in ("mene", "meine")
    if cue.verb.kind == "show":
        return _is_document(head)
    return True


def _is_document(head: Token) -> bool:
    documents = lexicon().groups["document"]
    lemma = head.lemma_.lower()
    return lemma in documents or head.lower_ in documents or any(lemma.endswith(d) for d in documents if len(d) > 3)


def _object_clauses(cue: Cue) -> list[tuple[str, Span]]:
    verb = cue.token
    for child in verb.rights:
        found = _clause(child, cue)
        if found is not None:
            name, span = found
            spans = [(name, span)]
            return _coordinated(child, name, span) if name == "at_clause" else spans
    return []


def _clause(head: Token, cue: Cue) -> tuple[str, Span] | None:
    """Return the construction and the content of a clause that depends on a reporting verb."""
    doc = head.doc
    subtree = [t for t in head.subtree if t.i > cue.token.i]
    if not subtree:
        return None
    end = _clause_end(subtree, cue)
    at = next((t for t in head.children if t.lower_ == "at" and t.dep_ == "mark" and t.i > cue.token.i), None)
    if at is not None:
        return "at_clause", doc[at.i + 1 : end]
    if head.dep_ not in ("ccomp", "csubj", "advcl", "xcomp", "parataxis", "acl"):
        # `understrekte for ham at …`, with the clause under the noun
        for child in head.children:
            if child.i > head.i and child.dep_ in CLAUSE:
                inner = next((t for t in child.children if t.lower_ == "at" and t.dep_ == "mark"), None)
                if inner is not None and head.pos_ in ("NOUN", "PROPN", "PRON", "ADV"):
                    return "at_clause", doc[inner.i + 1 : end]
        return None
    first = subtree[0]
    if _is_question(head, first, cue):
        return "embedded_question", doc[first.i : end]
    if head.dep_ == "ccomp" and cue.verb.kind in ("say", "think") and _is_full_clause(head, cue):
        start = first.i
        return "clause_without_at", doc[start : end]
    return None


def _is_question(head: Token, first: Token, cue: Cue) -> bool:
    if cue.verb.kind not in ("ask", "say") or head.dep_ not in ("ccomp", "advcl"):
        return False
    if first.lower_ == "om":
        return cue.verb.kind == "ask"
    return first.lower_ in lexicon().pronouns["interrogative"] - {"når"} and _is_full_clause(head, cue)


def _is_full_clause(head: Token, cue: Cue) -> bool:
    """A finite clause with a subject, not an infinitive or a participle."""
    if any(c.lower_ == "å" and c.dep_ == "mark" for c in head.children):
        return False
    if any(c.dep_ == "mark" and c.lower_ in ("om", "hvis", "dersom", "når", "da", "då", "fordi", "som", "mens", "medan") for c in head.children):
        return False
    own = [c for c in head.children if c.dep_ in ("nsubj", "nsubj:pass", "expl", "csubj") and c.i > cue.token.i]
    finite = [t for t in (head, *head.children) if "Fin" in t.morph.get("VerbForm") and t.i > cue.token.i]
    return bool(own) and bool(finite)


def _clause_end(subtree: list[Token], cue: Cue) -> int:
    """The clause's right edge: at most the sentence's, and before a reporting clause that trails."""
    doc = cue.token.doc
    end = min(subtree[-1].i + 1, cue.token.sent.end)
    for phrase in according_to(doc[cue.token.i : end]):
        if doc[phrase.start - 1].text == "," and phrase.end >= end - 1:
            end = phrase.start - 1
    for other in cues(doc[cue.token.i + 1 : end].as_doc()) if False else ():
        pass
    for token in doc[cue.token.i + 2 : end]:
        if token.text == "," and token.i + 2 < end and _trails(token.i + 1, end, doc):
            return token.i
    return end


def _trails(start: int, end: int, doc: Doc) -> bool:
    """Tell whether `, sier Hansen` or `, det melder NTB` stands from start to the clause's end."""
    from newsparse.quotes.reporting import _cue

    verb = doc[start + 1] if doc[start].lower_ == "det" else doc[start]
    for cue in _cue(verb):
        head = subject(verb)
        if head is None or head.i < verb.i:
            return False
        return is_source(head) and noun_phrase(head).end >= end - 3 and not any(
            t.lower_ == "at" for t in doc[start:end]
        )
    return False


def _coordinated(head: Token, name: str, span: Span) -> list[tuple[str, Span]]:
    """Split `at A, og at B` into two spans."""
    doc = span.doc
    spans = []
    start = span.start
    for token in doc[span.start : span.end]:
        if (
            token.lower_ == "at"
            and token.i > span.start + 1
            and doc[token.i - 1].lower_ in ("og", "men", "samt")
            and token.head.dep_ == "conj"
            and (token.head.head == head or token.head.head.dep_ == "conj")
        ):
            cut = token.i - 1
            spans.append((name, doc[start:cut]))
            start = token.i + 1
    spans.append((name, doc[start : span.end]))
    return spans


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
        source = impersonal_source(cue, sentence.end)
    else:
        head = subject(verb)
        if head is None or head.i < verb.i or not is_source(head):
            return None
        if any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children):
            return None
        source = source_of(head)
    if source is None:
        return None
    span = _reported_before(verb, verb.i - 1)
    if span is None:
        return None
    return _quote("reporting_clause_after", [span], cue.span, cue.verb.lemma, source)


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
    if not any("Fin" in t.morph.get("VerbForm") for t in span):
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
        end = max(t.i for t in at.head.subtree) + 1
        quote = _quote("predicate_clause", [doc[at.i + 1 : end]], doc[token.i : token.i + 1], token.lower_, source_of(head))
        if quote is not None:
            yield quote
