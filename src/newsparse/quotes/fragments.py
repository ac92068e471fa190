"""Fragments in quotation marks: a few words of somebody's, in a sentence of the article's."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from newsparse.documents import IN, names_document, source_of_document
from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.clauses import is_citable
from newsparse.quotes.layout import Stretch, stretches
from newsparse.quotes.page import Page
from newsparse.sources import SUBJECT, is_source, source_of, subject

FRAGMENT_REACH = 14  # tokens from the verb to the mark: `beskriver X i et innlegg som en «…»`
AGENT_REACH = 3  # tokens from the closing mark to `av`
NAME_LENGTH = 3  # words of a name
CALL = frozenset({"kalle", "kalla", "nemne", "døpe", "døype"})
HAVE = frozenset({"har", "hadde", "ha"})


def marked_fragment(page: Page) -> Iterator[Attribution]:
    """Find marked words that somebody calls something by.

    nb: `Moe kalte forslaget «en katastrofe».` → content `en katastrofe`, source `Moe`
    nn: `Saka vart omtalt som «ein skandale» av Vik.` → content `ein skandale`, source `Vik`

    Titles, nicknames and words that nobody is cited for are none.
    """
    for stretch in stretches(page.paragraphs, page.words):
        if stretch.number != stretch.last or not stretch.content:
            continue
        found = _named(stretch, page) or _put_so(stretch, page)
        if found is not None:
            verb, source = found
            cue, lemma = page.doc[verb.i : verb.i + 1], verb.lemma_.lower()
            yield Attribution("direct", "marked_fragment", stretch.content, cue, lemma, source)


def _named(stretch: Stretch, page: Page) -> tuple[Token, Span] | None:
    """`kalte det «…»`, `omtalt som «…» av Vik`"""
    verb = _naming_verb(stretch, page)
    if verb is None:
        return None
    lemma = verb.lemma_.lower()
    if lemma in CALL and _is_name(stretch):
        return None
    if _is_passive(verb):
        agent = _agent(stretch, page) or _agent_of(verb)
        return (verb, agent) if agent is not None else None
    head = _caller(verb)
    source = source_of(head) if head is not None and is_source(head) else None
    if source is None or not (lemma in CALL or is_citable(source)):
        return None
    return verb, source


def _caller(verb: Token) -> Token | None:
    """The subject; in `Låta har Bergsposten kalt «…»` the one behind `har`."""
    own = [c for c in verb.lefts if c.dep_ in SUBJECT]
    have = next((c.i for c in verb.lefts if c.lower_ in HAVE), None)
    if len(own) > 1 and have is not None and own[0].i < have < own[-1].i:
        return own[-1]
    return subject(verb)


def _is_name(stretch: Stretch) -> bool:
    """`kaller hunden «Bella»`: what it is called, no judgement of it."""
    words = [t for t in stretch.content[0] if t.is_alpha]
    return bool(words) and len(words) <= NAME_LENGTH and words[0].is_title


def _put_so(stretch: Stretch, page: Page) -> tuple[Token, Span] | None:
    """`«…», som Vik kaller det`, `«…», som ein diplomat formulerte det`"""
    words, start = page.words, stretch.end
    if start < len(words) and words[start] == ",":
        start += 1
    if start + 2 >= len(words) or words[start] != "som":
        return None
    for i in range(start + 2, min(start + FRAGMENT_REACH, len(words) - 1)):
        if words[i + 1] in ("det", "han", "henne") and (
            words[i] in lexicon().naming or i in page.cue_index
        ):
            verb = page.doc[i]
            head = subject(verb)
            inside = head is not None and start < head.i < i and is_source(head)
            return (verb, source_of(head)) if head is not None and inside else None
    return None


def _naming_verb(stretch: Stretch, page: Page) -> Token | None:
    """The verb before the mark in its clause: `kalte`, `beskrev`, `omtalt`."""
    first = page.paragraphs[stretch.number].start
    naming = lexicon().naming
    commas = 0
    for i in range(stretch.start - 1, max(first - 1, stretch.start - FRAGMENT_REACH), -1):
        word = page.words[i]
        if word in (";", ":", ".", "?", "!", "at") or word in ("seg", "ikke", "ikkje"):
            return None
        if word == ",":
            commas += 1
        elif word.lower() in naming:
            verb = page.doc[i]
            return verb if not commas or (commas == 2 and _is_set_off(verb)) else None
    return None


def _is_set_off(verb: Token) -> bool:
    """`kalte advokaten, Kari Vik, kravet «…»`: the commas set off who calls it so."""
    behind = [c for c in verb.rights if c.dep_ in SUBJECT]
    return any(c.dep_ == "appos" and c.ent_type_ == "PER" for s in behind for c in s.rights)


def _is_passive(verb: Token) -> bool:
    """A participle without `har`: `omtalt som`; in `har … og kalt` the first verb has it."""
    if not ("Part" in verb.morph.get("VerbForm", []) or verb.pos_ == "ADJ"):
        return False
    verbs = (verb, verb.head) if verb.dep_ == "conj" else (verb,)
    return not any(c.lower_ in HAVE for v in verbs for c in v.children)


def _agent(stretch: Stretch, page: Page) -> Span | None:
    for token in page.doc[stretch.end : stretch.end + AGENT_REACH]:
        if token.lower_ == "av" and token.head.i > token.i and is_source(token.head):
            return source_of(token.head)
    return None


def _agent_of(participle: Token) -> Span | None:
    """`vart av rektor Vik omtala som «…»`, `vart omtala av rektor Vik som «…»`"""
    for child in participle.lefts:  # `i notatet er det omtalt som «…»`
        if names_document(child) and any(c.dep_ == "case" and c.lower_ in IN for c in child.lefts):
            return source_of_document(child)
    for child in participle.children:
        if any(c.dep_ == "case" and c.lower_ == "av" for c in child.lefts) and is_source(child):
            return source_of(child)
    return None
