"""Which written standard an article is in: Bokmål (nb) or Nynorsk (nn)."""

from collections import Counter

from spacy.strings import get_string_id

from newsparse.lexicon import lexicon
from newsparse.record import Standard
from newsparse.words import Words


def detect_language(words: Words, otherwise: Standard = "nb") -> Standard:
    """Count frequent words that only one standard has; `otherwise` where neither leads."""
    seen = Counter(words.lowers)
    counts = {
        standard: sum(seen[get_string_id(word)] for word in listed)
        for standard, listed in lexicon().language_words.items()
    }
    if counts["nn"] == counts["nb"]:
        return otherwise
    return "nn" if counts["nn"] > counts["nb"] else "nb"
