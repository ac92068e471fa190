"""From the finds of all constructions to the article's quotes: overlap, nesting, text order."""

from collections.abc import Iterable

from newsparse.quotes.attribution import Attribution

# constructions that also cite inside of what another one reports
NESTING = frozenset(
    {
        "at_clause",
        "skal_ha",
        "clause_without_at",
        "embedded_question",
        "ifolge_phrase",
        "reporting_clause_after",
    }
)


def merge(found: Iterable[Attribution]) -> list[Attribution]:
    """Return the quotes that stand beside each other, in text order.

    `found` comes in the order of the constructions. A cue reports once, for the first that claims
    it. What is reported inside another quote is its speaker's own account, unless somebody else is
    cited there by name or noun (`– Rapporten sier at …`).
    """
    kept: list[Attribution] = []
    spoken: set[int] = set()  # tokens of direct speech
    reported: set[int] = set()  # tokens of indirect speech
    told: set[int] = set()  # those of them in a clause, whose marked words are its own
    rejected: set[int] = set()  # of these, what its speaker says is not so
    cues: set[int] = set()
    for quote in found:
        tokens = {i for span in quote.content for i in range(span.start, span.end)}
        cue = quote.cue.start if quote.cue is not None else None
        if cue in cues or _reports_itself(quote):
            continue
        if quote.type == "direct":
            if not (tokens.isdisjoint(spoken) and tokens.isdisjoint(told)):
                continue
            spoken |= tokens
        else:
            if cue in spoken or tokens & spoken:
                continue
            if cue in rejected or (cue in reported and not _cites_another(quote)):
                continue
            reported |= tokens
            if quote.construction != "ifolge_phrase":
                told |= tokens
            if quote.negated:
                rejected |= tokens
        kept.append(quote)
        if cue is not None:
            cues.add(cue)
    return sorted(kept, key=lambda q: (q.start, -q.end, q.cue.start if q.cue is not None else 0))


def _reports_itself(quote: Attribution) -> bool:
    """Tell whether a broken parse has put the cue or the source into the content."""
    outside = [span for span in (quote.cue, quote.source) if span is not None]
    return any(quote.covers(token.i) for span in outside for token in span)


def _cites_another(quote: Attribution) -> bool:
    named = quote.source is not None and quote.source.root.pos_ in ("NOUN", "PROPN")
    return named and quote.construction in NESTING
