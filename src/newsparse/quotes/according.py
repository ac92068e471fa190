"""Phrases and clauses that frame a sentence with who says it: `ifølge X`, `som X sier`."""

from bisect import bisect_right
from collections.abc import Iterator

from spacy.tokens import Span, Token

from newsparse.documents import impersonal_source, names_document
from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution, reported
from newsparse.quotes.citation import (
    AccordingTo,
    according_to_at,
    belief_at,
    opinion_at,
    view_at,
)
from newsparse.quotes.clauses import is_citable
from newsparse.quotes.cues import is_finite
from newsparse.quotes.extent import sentence_at, trails
from newsparse.quotes.page import Page
from newsparse.sources import (
    BOUND,
    SUBJECT,
    is_in_group,
    is_predicate,
    is_source,
    source_of,
    subject,
)

# what opens each phrase, and what reads it there
PHRASES = {
    "etter": opinion_at,
    "slik": view_at,
    "sånn": view_at,
    "tro": belief_at,
    "tru": belief_at,
}
CALLED = frozenset({"hete", "heite"})
KINDS = frozenset({"say", "think", "show", "impersonal"})
NOMINAL_RELATIONS = frozenset({"nmod", "appos", "nsubj", "nsubj:pass", "obj", "obl"})
HEIGHT = 5  # nouns between a phrase and the head of its clause
NEAR = 12  # tokens in which what follows a comma shows what it is


def ifolge_phrase(page: Page) -> Iterator[Attribution]:
    """Find `ifølge X`, `etter Xs mening`, `slik X ser det`; the content is the rest.

    nb: `Ifølge Hansen er planen lagt.` → content `er planen lagt`
    nn: `Planen er, ifølgje Hansen, lagd.` → content `Planen er` … `lagd`
    """
    phrases = lexicon().according_to
    ends = [paragraph.end for paragraph in page.paragraphs]
    for i in page.asked.places(frozenset([*phrases, *PHRASES])):
        paragraph = bisect_right(ends, i)
        limit = ends[paragraph] if paragraph < len(ends) else len(page.doc)
        phrase = PHRASES.get(page.words[i].lower(), according_to_at)(page.doc[i], limit)
        if phrase is not None:
            content = _framed(page, phrase)
            yield from reported("ifolge_phrase", content, phrase.cue, phrase.lemma, phrase.source)


def _framed(page: Page, phrase: AccordingTo) -> list[Span]:
    """The clause that the phrase stands in, without the phrase."""
    doc, sentence = page.doc, sentence_at(page, phrase.cue.start)
    start, end = _own_clause(page, phrase)
    before = doc[max(start, sentence.start) : phrase.start]
    after = doc[_start_behind(page, phrase) : max(min(end, sentence.end), phrase.end)]
    inner = page.words[phrase.start - 1] == "at"  # `skriver at ifølge Vik er …, men at …`
    spans = (before, _up_to_another(after, inner=inner))
    return [s for s in spans if any(t.is_alpha or t.like_num for t in s)]


def _own_clause(page: Page, phrase: AccordingTo) -> tuple[int, int]:
    """Edges of the phrase's clause where that is not the whole sentence.

    `…, som ifølge Vik kom for seint`, `…, og ifølge Vik er planen lagt`
    """
    doc, sentence = page.doc, sentence_at(page, phrase.cue.start)
    before = doc[phrase.start - 1] if phrase.start > sentence.start else None
    if before is None:
        return sentence.start, sentence.end
    if before.lower_ in ("og", "men") and before.i - 1 > sentence.start:
        return phrase.start, sentence.end
    verb = _host(phrase.host)
    if before == verb and verb.dep_ == "conj" and verb.i > sentence.start:
        return verb.i, sentence.end
    marks = [t.i for t in verb.lefts if t.dep_ == "mark" and t.i < phrase.start]
    if marks and verb.dep_ in ("ccomp", "xcomp", "advcl", "acl") and verb.i > phrase.start:
        return marks[-1] + 1, page.last_below[verb.i] + 1
    relative = verb.dep_ == "acl:relcl" and verb.head.i < phrase.start
    if before.lower_ in ("som", "at") or (before.text == "," and doc[before.i - 1].lower_ == "som"):
        end = page.last_below[verb.i] + 1 if verb.i > phrase.start else sentence.end
        return phrase.start, max(end, phrase.end)
    if relative:
        start = next((t.i for t in verb.lefts if t.lower_ == "som"), verb.left_edge.i - 1)
        return start + 1, page.last_below[verb.i] + 1
    return sentence.start, sentence.end


def _host(token: Token) -> Token:
    """The head of the clause that a noun stands in, also where it hangs on another noun."""
    for _ in range(HEIGHT):
        if token.dep_ not in NOMINAL_RELATIONS or is_predicate(token):
            break
        token = token.head
    return token


def _start_behind(page: Page, phrase: AccordingTo) -> int:
    """Where the sentence goes on; behind `…, ifølge meteorolog Vik ved instituttet.` nowhere.

    In `Ifølge meteorolog Vik ved instituttet blir det regn` it goes on with the verb.
    """
    doc, sentence = page.doc, sentence_at(page, phrase.cue.start)
    end = sentence.end
    rest = doc[phrase.end : max(end, phrase.end)]
    commas = [t.i for t in rest if t.text == ","]
    fronted = phrase.start == sentence.start
    if rest and is_finite(rest[0]):
        return phrase.end  # `da han, utstyrt med øks, ifølge politiet gikk til angrep`
    if doc[phrase.start - 1].text == "," and not fronted:
        about = any(phrase.source.start <= t.head.i < phrase.source.end for t in rest[1:])
        trailing = about and not any(is_finite(t) for t in rest)
        return commas[0] if commas and not trailing else end  # `ifølge Vik, tidligere leder i …`
    if rest and rest[0].lower_ == "som" and commas:
        return commas[0] + 1
    if rest and fronted and (rest[0].pos_ == "ADP" or is_in_group(rest[0], "time")):
        return next((t.i for t in rest if is_finite(t)), phrase.end)
    return phrase.end


def _up_to_another(span: Span, *, inner: bool) -> Span:
    """Stop before a main clause of the article's own and before another reporting clause.

    inner: the phrase stands in an at-clause, so that another one is not what it frames.
    """
    for comma in span:
        rest = span.doc[comma.i + 1 : span.end]
        if comma.text != "," or len(rest) < 2:
            continue
        another = inner and rest[0].pos_ == "CCONJ" and rest[1].lower_ == "at"
        if another or _is_main_clause(rest) or trails(rest):
            return span.doc[span.start : comma.i]
    return span


def _is_main_clause(rest: Span) -> bool:
    """`men planen er …`, `men vil ikke …`, without a subordinator: the article's own clause."""
    if rest[0].pos_ == "CCONJ" and rest[1].lower_ == "som":
        return True
    if rest[0].lower_ != "men" or rest[1].lower_ == "at":
        return False
    return is_finite(rest[1]) or any(
        t.dep_ in SUBJECT and t.head.dep_ not in BOUND for t in rest[:NEAR]
    )


def som_clause(page: Page) -> Iterator[Attribution]:
    """Find `som X sier` beside what it is said of; the content is the rest of the sentence.

    nb: `Planen er, som Hansen sier, lagt.` → content `Planen er` … `lagt`
    nn: `Som Hansen skriv, er planen lagd.` → content `er planen lagd`
    """
    for cue in page.cues:
        opener = _opener(cue.token) if cue.verb.kind in KINDS and not cue.is_told else None
        if opener is None:
            continue
        head = subject(cue.token)
        impersonal = cue.verb.kind == "impersonal"
        if not impersonal and (head is None or not is_source(head) or head.i < opener.i):
            continue
        sentence, end = sentence_at(page, cue.token.i), page.last_below[cue.token.i] + 1
        start = min(_host_start(cue.token.head, sentence), opener.i)
        content = [page.doc[start : opener.i], page.doc[end : max(end, sentence.end)]]
        content = [span for span in content if any(t.is_alpha for t in span)]
        source = impersonal_source(cue.token) if impersonal or head is None else source_of(head)
        if source is None and cue.verb.lemma in CALLED:
            continue  # `som det heter på nynorsk`
        if source is not None and not (names_document(source.root) or is_citable(source)):
            continue  # `som namnet seier`
        if any(is_finite(t) for span in content for t in span):
            yield from reported("som_clause", content, cue.span, cue.verb.lemma, source)


def _host_start(host: Token, sentence: Span) -> int:
    """Where the clause begins that the `som`-clause stands in: `at det, som Vik sier, er klart`."""
    if host.dep_ not in ("conj", "ccomp", "xcomp", "advcl", "csubj", "acl"):
        return sentence.start
    opens = [t.i + 1 for t in host.lefts if t.dep_ in ("mark", "cc")]
    return max([*opens, host.left_edge.i])


def _opener(verb: Token) -> Token | None:
    """What opens a clause of comparison: `som Vik sier`, `slik Vik sier`, `etter det Vik sier`.

    It opens the sentence too, or stands behind a comma.
    """
    opener: Token | None = None
    if verb.dep_ == "acl:relcl" and verb.head.lower_ == "det" and verb.head.i:
        opener = verb.head.nbor(-1) if verb.head.nbor(-1).lower_ == "etter" else None
    elif verb.dep_ == "advcl" and verb.head.lower_ == "slik" and verb.head.i < verb.i:
        opener = verb.head
    elif verb.dep_ == "advcl":
        opener = next((c for c in verb.lefts if c.lower_ == "som"), None)
    if opener is None or opener.is_sent_start:
        return opener
    before = opener.nbor(-1)
    opens = before.text == "," or (before.is_sent_start and before.pos_ == "CCONJ")
    return opener if opens else None  # `Men, som Vik sier`, `Men som Vik sier, …`
