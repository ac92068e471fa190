"""Whether what a cue governs was said at all, and whether the source rejects it."""

from spacy.tokens import Span, Token

from newsparse.lexicon import VerbKind, lexicon
from newsparse.quotes.cues import NOT
from newsparse.sources import subject

# a clause that they open is supposed, asked or denied: `hvis Vik sier at`, `uten at Vik sa at`
SUPPOSING = frozenset({"om", "hvis", "dersom", "viss", "ifall", "uten", "utan", "før"})
NEITHER = frozenset({"verken", "hverken", "korkje"})
NONE_OF = NEITHER | {"ingen"}
NEAR = 6  # tokens from the verb to `verken`
LIMITS = frozenset({"bare", "berre", "minst", "uventet", "uventa"})  # `ikke bare` denies nothing
UNREAL = frozenset({"ville", "kunne"})  # `ville ha sagt at`


def rejects(verb: Token, kind: VerbKind, lemma: str, clause: Span) -> bool | None:
    """Tell whether the source of the clause rejects it; None where it was not said.

    nb: `Vik tror ikke at planen er lagt` and `Vik benekter at …` → True; `Vik sier at …` → False;
    nn: `Vik har ikkje sagt at planen er lagd`, `viss Vik seier at …`, `Seier Vik at …?` → None
    """
    if is_supposed(verb) or _is_asked(verb):
        return None
    rejecting = lemma in lexicon().rejecting
    if not _is_denied(verb, clause):
        return rejecting
    if rejecting:
        return False  # `utelukker ikke at`
    return True if kind == "think" else None


def is_supposed(verb: Token) -> bool:
    """`hvis Vik sier at`, `uten at Vik sa at`, `ville ha sagt at`"""
    opened = any(c.lower_ == "at" for c in verb.lefts)
    if opened and any(c.lower_ in NOT for c in verb.head.children):
        return True  # `det er ikke sant at Vik sa at …`
    governors = (verb, verb.head) if verb.dep_ == "conj" else (verb,)
    for governor in governors:
        for child in governor.lefts:
            if child.dep_ in ("mark", "case") and child.lower_ in SUPPOSING:
                return True
    words = {child.lower_ for child in verb.lefts if child.pos_ == "AUX"}
    return "ha" in words and bool(words & UNREAL)


def _is_asked(verb: Token) -> bool:
    """`Har Vik sagt at …?`: the verb group opens a question."""
    doc = verb.doc
    first = min([verb.i, *(c.i for c in verb.lefts if c.pos_ == "AUX")])
    opens = first == 0 or doc[first].is_sent_start or doc[first - 1].pos_ in ("PUNCT", "CCONJ")
    if not opens or doc[first - 1].text == ",":
        return False
    last = verb.sent[-1]
    return (last.nbor(-1) if last.is_space and last.i else last).text == "?"


def _is_limited(denial: Token) -> bool:
    """`ikke bare`"""
    return denial.i + 1 < len(denial.doc) and denial.nbor(1).lower_ in LIMITS


def _is_denied(verb: Token, clause: Span) -> bool:
    """An `ikke` of the verb's own, before or behind it, or `verken` or `ingen` on its subject.

    In `Vik tror ikke noen slutter` the parse may give it to the clause, where it cannot stand.
    """
    doc, head = verb.doc, subject(verb)
    end = clause.start if clause.start > verb.i else verb.i + 3  # `Det tror ikke Hansen.`
    words = [t for t in doc[verb.i + 1 : end] if t.head == verb or t.head.i >= end]
    inside = range(head.left_edge.i, head.i) if head is not None else ()
    words = [t for t in words if t.i not in inside]  # `flere ikke navngitte kilder`
    words += verb.lefts
    if any(t.lower_ == "ingenting" and t.head == verb for t in words):
        return True  # `står det ingenting om at`
    if any(t.lower_ in NOT and not _is_limited(t) for t in words):
        return True
    if any(t.lower_ in NEITHER for t in doc[verb.i + 1 : min(end, verb.i + NEAR)]):
        return True  # `tror verken at …`, `tror verken Ap eller Frp har rett`
    return head is not None and any(t.lower_ in NONE_OF for t in head.lefts)
