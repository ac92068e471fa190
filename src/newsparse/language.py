"""Which written standard an article is in: Bokmål (nb) or Nynorsk (nn)."""

from spacy.tokens import Doc

from newsparse.lexicon import lexicon
from newsparse.record import Language


def detect_language(doc: Doc, otherwise: Language = "nb") -> Language:
    """Count frequent words that only one standard has; `otherwise` where neither leads."""
    words = lexicon().language_words
    counts = {standard: sum(t.lower_ in listed for t in doc) for standard, listed in words.items()}
    if counts["nn"] == counts["nb"]:
        return otherwise
    return "nn" if counts["nn"] > counts["nb"] else "nb"
