"""Which written standard an article is in: Bokmål (nb) or Nynorsk (nn)."""

from collections import Counter

from spacy.tokens import Doc

from newsparse.lexicon import lexicon
from newsparse.record import Language


def detect_language(doc: Doc, otherwise: Language = "nb") -> Language:
    """Count frequent words that only one standard has; `otherwise` where neither leads."""
    strings = doc.vocab.strings
    words = Counter(strings[key] for key in doc.to_array("LOWER").tolist())
    listed = lexicon().language_words
    counts = {standard: sum(words[word] for word in listed[standard]) for standard in listed}
    if counts["nn"] == counts["nb"]:
        return otherwise
    return "nn" if counts["nn"] > counts["nb"] else "nb"
