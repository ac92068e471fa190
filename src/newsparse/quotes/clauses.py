"""The clause that reports direct speech: behind it, inside it, or before a colon."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.quotes.cues import Cue, is_finite
from newsparse.quotes.layout import is_mark, marked, trimmed
from newsparse.quotes.page import Page
from newsparse.sources import (
    THAT,
    according_to,
    entity_at,
    impersonal_source,
    is_in_group,
    is_source,
    possessed,
    source_of,
    subject,
    utterer,
)

DIRECT_KINDS = frozenset({"say", "think", "ask", "manner", "impersonal"})
BEFORE_CLAUSE = frozenset({",", "?", "!", "…", "...", ".", "–", "-", "—", ":"})
# what can stand between the comma and the verb: `…, det sier Hansen`, `…, har Hansen sagt`
BEFORE_VERB = THAT | {"har", "hadde", "så", "skal"}
# what opens a clause of its own behind the reporting clause, so that the speech does not go on
OPENS_CLAUSE = frozenset({"som", "og", "men", "før", "etter", "mens", "medan", "da", "då", "når"})
LIGHT = frozenset(
    {"er", "var", "lyder", "lød", "lydde", "blir", "ble", "blei", "vart", "kommer", "kjem", "kom"}
)
CLAUSAL = frozenset({"ccomp", "xcomp"})
UTTERANCE_REACH = 5  # tokens from the verb to the noun: `er det klare rådet`
SUBJECT_REACH = 7  # tokens from verb to subject where the parse gives none


@dataclass(frozen=True)
class Clause:
    """A reporting clause: the tokens from start to end (exclusive)."""

    start: int
    end: int
    cue: Span
    lemma: str
    source: Span | None
    resumes: int | None = None  # where the speech goes on in the same sentence


def clause_in(speech: Span, page: Page) -> Clause | None:
    """Find the reporting clause in a stretch that begins with direct speech.

    `…, sier Hansen`, `…? spør ho`, `…, ifølge Vik`: it stands behind a mark, its subject behind
    its verb, and has no object of its own; a first person is the speaker's own and no source.
    In `Da vi spurte, svarte de nei, sier Hansen` it is the last one.
    """
    cues = page.cues_in(speech.start + 1, speech.end)
    clauses = [clause for cue in cues if (clause := clause_at(cue, speech)) is not None]
    if clauses:
        first, *others = clauses
        behind = [clause for clause in others if clause.cue.sent == first.cue.sent]
        fronted = _is_adverbial(speech.doc[speech.start : first.start])
        return behind[0] if behind and fronted else first
    for phrase in according_to(speech):
        behind_comma = phrase.start > speech.start and speech.doc[phrase.start - 1].text == ","
        if behind_comma and entity_at(phrase.source.root) is not None:
            return Clause(phrase.start, phrase.end, phrase.cue, phrase.lemma, phrase.source)
    return nominal_clause(speech)


def nominal_clause(speech: Span) -> Clause | None:
    """Find `…, er rådet fra politiet` and `…, lyder Viks dom` behind direct speech."""
    doc = speech.doc
    for verb in doc[speech.start + 1 : speech.end]:
        before = verb.nbor(-1)
        if verb.lower_ not in LIGHT or not (before.text in BEFORE_CLAUSE or is_mark(before)):
            continue
        for noun in doc[verb.i + 1 : min(verb.i + UTTERANCE_REACH, speech.end)]:
            source = utterer(noun) if is_in_group(noun, "utterance") else None
            if source is not None:
                end = max(noun.i + 1, source.end)
                cue, resumes = doc[noun.i : noun.i + 1], _resumption(doc[verb.i : end], speech)
                return Clause(verb.i, end, cue, noun.lemma_.lower(), source, resumes)
    return None


def clause_at(cue: Cue, speech: Span) -> Clause | None:
    """Read a cue as the verb of a reporting clause behind the beginning of `speech`."""
    doc, verb = speech.doc, cue.token
    if cue.verb.kind not in DIRECT_KINDS:
        return None
    start = verb.i
    while start - 1 > speech.start and doc[start - 1].lower_ in BEFORE_VERB:
        start -= 1
    if start <= speech.start:
        return None
    before = doc[start - 1]
    if not (before.text in BEFORE_CLAUSE or is_mark(before)) or _closes_inner(speech, start):
        return None
    if before.text == "." and doc[start].lower_ not in THAT:
        return None
    if cue.verb.kind == "impersonal":
        return _impersonal(cue, start)
    source = inverted_source(cue, speech.end)
    if source is None or has_own_object(cue, source):
        return None
    resumes = _resumption(doc[start : source.end], speech)
    if resumes is None and is_fronted_adverbial(verb, speech.start):
        return None
    return Clause(start, source.end, cue.span, cue.verb.lemma, source, resumes)


def _impersonal(cue: Cue, start: int) -> Clause | None:
    """`…, heter det i meldingen`"""
    verb, source = cue.token, impersonal_source(cue.token)
    if verb.i + 1 >= len(verb.doc) or verb.nbor(1).lower_ != "det":
        return None
    return Clause(start, verb.i + 2, cue.span, cue.verb.lemma, source)


def _closes_inner(speech: Span, start: int) -> bool:
    """`– … «Det er eg», seier folk til meg.`: the clause belongs to words quoted inside."""
    if not any(is_mark(t) for t in speech.doc[max(start - 2, 0) : start]):
        return False
    return any(speech.start < m.start and m.end in (start, start - 1) for m in marked(speech))


def inverted_source(cue: Cue, limit: int) -> Span | None:
    """Return the source behind the verb, before the token `limit`: `sier Hansen`."""
    head = subject(cue.token)
    if head is None or not cue.token.i < head.i < limit:
        head = _nominal_behind(cue, limit)
    return source_of(head) if head is not None and is_source(head) else None


def _nominal_behind(cue: Cue, limit: int) -> Token | None:
    """Find the noun that follows the verb where the parse gives it no subject there."""
    verb = cue.token
    for token in verb.doc[verb.i + 1 : min(limit, verb.i + SUBJECT_REACH)]:
        governed = any(c.dep_ == "case" for c in token.children)
        if token.pos_ in ("PROPN", "PRON") or (token.pos_ == "NOUN" and not governed):
            return possessed(token, limit)
        if token.pos_ not in ("ADV", "PART", "DET", "ADJ", "ADP", "NOUN") and token != cue.particle:
            return None
    return None


def has_own_object(cue: Cue, source: Span) -> bool:
    """`sa hun at …` or `foreslo ho ei løysing` inside speech is no reporting clause."""
    following = cue.token.doc[source.end : source.end + 1]
    if any(t.pos_ == "SCONJ" and t.lower_ in ("at", "om") for t in following):
        return True
    behind = [c for c in cue.token.children if c.i >= source.end]
    return any(c.dep_ == "obj" or (c.dep_ in CLAUSAL and _is_marked(c)) for c in behind)


def _is_marked(clause: Token) -> bool:
    """Tell whether a clause has `at`, or an infinitive `å`."""
    return any(t.lower_ in ("at", "å") for t in clause.lefts)


def is_fronted_adverbial(verb: Token, start: int) -> bool:
    """`Når det gjelder prisen, foreslo …`: all from `start` to the verb is its own adverbial."""
    clauses = [c for c in verb.lefts if c.dep_ == "advcl" and c.left_edge.i <= start]
    return any(t.i == start for c in clauses for t in subordinators(c))


def _is_adverbial(span: Span) -> bool:
    """`Da vi spurte,`: one clause with a subordinator, and nothing else."""
    opens = span[0].pos_ == "SCONJ" and span[0].lower_ != "at"
    return opens and sum(is_finite(t) for t in span) == 1


def subordinators(clause: Token) -> list[Token]:
    return [t for t in clause.lefts if t.dep_ == "mark"]


def _resumption(clause: Span, speech: Span) -> int | None:
    """`– Det, sier Hansen, er nytt.`: where speech goes on behind the reporting clause."""
    doc, end = speech.doc, clause.end
    if end + 1 >= speech.end or doc[end].text != "," or doc[clause.start - 1].text != ",":
        return None
    rest = doc[end + 1 : min(doc[end].sent.end, speech.end)]
    if len(rest) == 0 or rest[0].lower_ in OPENS_CLAUSE or not any(is_finite(t) for t in rest):
        return None
    governs = rest[0].pos_ in ("VERB", "AUX") or any(t.dep_ == "ROOT" for t in rest)
    return rest.start if governs else None


def own_voice(speech: Span, clause: Clause) -> Iterator[Span]:
    """Yield the sentences behind the reporting clause's that begin with `jeg`, `vi`, `eg`, `me`.

    A first person elsewhere can as well be the newspaper's: `De svarte ikke på våre spørsmål.`
    """
    doc = speech.doc
    start = end = doc[clause.end - 1].sent.end
    while end < speech.end and doc[end].lower_ in lexicon().pronouns["first_person_subject"]:
        end = min(doc[end].sent.end, speech.end)
    if end > start:
        yield from trimmed(doc[start:end])


def introducing_cue(lead: Span, page: Page) -> tuple[Cue, Span] | None:
    """Return cue and source of the words before a colon: `Hansen sier:`."""
    for cue in reversed(page.cues_in(lead.start, lead.end)):
        head = subject(cue.token)
        open_ended = not any(is_finite(t) for t in page.doc[cue.token.i + 1 : lead.end])
        if head is not None and is_source(head) and cue.verb.kind in DIRECT_KINDS and open_ended:
            return cue, source_of(head)
    return None
