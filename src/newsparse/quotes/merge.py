"""From the finds of all constructions to the article's quotes: overlap, nesting, text order."""

from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution

STRONG = frozenset({"at_clause", "skal_ha", "clause_without_at", "embedded_question", "ifolge_phrase"})


def merge(direct: list[Attribution], indirect: list[Attribution]) -> list[Attribution]:
    """Return direct quotes and those indirect ones that stand beside them, in text order.

    What is reported inside direct speech is the speaker's own account, unless somebody else is
    cited there by name or noun (`– Rapporten sier at …`).
    """
    kept = list(direct)
    taken = {q.cue.start for q in direct if q.cue is not None}
    for quote in indirect:
        assert quote.cue is not None
        if quote.cue.start in taken:
            continue
        around = next((d for d in direct if d.covers(quote.cue.start)), None)
        if around is not None and not _cited_inside(quote):
            continue
        if around is None and any(_inside(quote, other) for other in indirect) and not _cited_inside(quote):
            continue
        if around is None and any(d.covers(i) for d in direct for i in range(quote.start, quote.end)):
            continue
        kept.append(quote)
        taken.add(quote.cue.start)
    return sorted(kept, key=lambda q: (q.start, -q.end, q.cue.start if q.cue is not None else 0))


def _inside(quote: Attribution, other: Attribution) -> bool:
    return other is not quote and quote.cue is not None and other.covers(quote.cue.start)


def _cited_inside(quote: Attribution) -> bool:
    if quote.source is None or quote.construction not in STRONG:
        return False
    return quote.source.root.pos_ in ("NOUN", "PROPN") and quote.lemma in _SPEECH


_SPEECH = frozenset(v.lemma for readings in lexicon().verbs.values() for v in readings if v.kind == "say") | {"ifølge"}
