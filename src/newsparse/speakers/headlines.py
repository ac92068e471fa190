"""Who says a headline: whoever says something like it further on."""

from collections.abc import Sequence

from spacy.tokens import Token

from newsparse.quotes import Attribution
from newsparse.speakers.speaker import NOBODY, Speakers, by_context

CONSTRUCTIONS = frozenset({"dash_headline", "marked_headline"})
CONTENT_WORDS = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV"})
ALIKE = 0.5  # share of a headline's words that the quote which it repeats has too
REACH = 50  # quotes that are looked through for a headline's speaker


def is_headline(quote: Attribution) -> bool:
    """Tell whether a quote stands as a headline: no sentence with its full stop is one."""
    return quote.construction in CONSTRUCTIONS and not quote.content[-1].text.endswith(".")


def who_repeats(i: int, quotes: Sequence[Attribution], found: Sequence[Speakers]) -> Speakers:
    """Return who says further on what a headline says; found: the quotes' speakers."""
    later = _later(i, quotes, found)
    words = _content_words(quotes[i])
    shares = {j: len(words & _content_words(quotes[j])) for j in later}
    closest = max(later, key=lambda j: (shares[j], -j), default=None)
    if closest is not None and words and shares[closest] / len(words) >= ALIKE:
        return by_context(found[closest])
    return NOBODY


def who_replies_next(i: int, quotes: Sequence[Attribution], found: Sequence[Speakers]) -> Speakers:
    """Return who speaks next; for marks alone in a paragraph nobody, as they may be a title."""
    if quotes[i].construction == "marked_headline":
        return NOBODY
    replies = (j for j in _later(i, quotes, found) if quotes[j].type == "direct")
    nearest = next(replies, None)
    if nearest is None:
        return NOBODY
    certain = quotes[nearest].source is not None or found[nearest][0].entity is not None
    return by_context(found[nearest]) if certain else NOBODY


def _later(i: int, quotes: Sequence[Attribution], found: Sequence[Speakers]) -> list[int]:
    return [j for j in range(i + 1, min(i + 1 + REACH, len(quotes))) if found[j]]


def _content_words(quote: Attribution) -> set[str]:
    words = (t for span in quote.content for t in span if t.pos_ in CONTENT_WORDS and len(t) > 2)
    return {token.lemma_.lower() for token in words if not _is_rumoured(token)}


def _is_rumoured(token: Token) -> bool:
    """`ryktet om at skolen legges ned er oppspinn`: said to be said, by no one here."""
    for governor in (token, *token.ancestors):
        if any(c.lower_ == "at" and c.i and c.nbor(-1).lower_ == "om" for c in governor.lefts):
            return True
    return False
