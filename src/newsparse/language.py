"""Which language an article is in, and which of its paragraphs are in another one.

Frequent words tell, at next to no cost, that a text is Norwegian. Only what they leave open is
shown to py3langid (Barbaresi; after langid.py: Lui & Baldwin 2012), and its word alone is not
enough either: a list of names has the letters of some language or other.
"""

import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.strings import get_string_id

from newsparse.lexicon import lexicon
from newsparse.record import Standard
from newsparse.words import Words

UNKNOWN = "und"  # ISO 639: enough text, but no language
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"\d+")
PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
SAMPLE = 4000  # code points that are shown to the library
FEWEST = 20  # words of a text in which a language is looked for
FEWEST_OF_PARAGRAPH = 12
ENOUGH = 50  # words, or numbers, of which no language makes something unknown
PLAIN = 0.02  # of the words, at least, are ones that make a text plainly Norwegian
STRAY = 0.02  # of the words, at most, may be Norwegian in another language: a name, a title
OWN = 0.01  # of the words, at least, are Danish or Swedish alone in a text of that language
SURE = 0.95  # the library's confidence
NORWEGIAN = frozenset({"no", "nb", "nn"})
CLOSEST = "da"  # of which the library is not sure in a paragraph or two
NO_LANGUAGE = frozenset({"zxx", "la"})  # Latin in a newspaper is `lorem ipsum`
NORDIC_WORD = re.compile(r"\b[a-z]*[æøå]")  # written small: no name
LETTERS_OF_OTHERS = "ðþ"  # of Icelandic and Faroese, which share many words with Norwegian


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


@dataclass(frozen=True)
class Foreign:
    """What of a text is in another language than Norwegian.

    language: that of all of it, an ISO 639 code or `und`; None where the text is Norwegian, as is
    one too short to tell. stretches: offsets of foreign paragraphs in a Norwegian text, in order.
    """

    language: str | None = None
    stretches: tuple[tuple[int, int], ...] = ()

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a stretch of the text lies in foreign paragraphs, one or some in a row."""
        number = bisect_right(self.stretches, (start, sys.maxsize)) - 1
        return number >= 0 and end <= self.stretches[number][1]


def find_foreign(text: str) -> Foreign:
    """Tell what of a text is foreign; takes no longer than its length."""
    paragraphs = [_Paragraph(*found.span(), found[0]) for found in PARAGRAPH.finditer(text)]
    words = Counter[str]()
    for paragraph in paragraphs:
        words.update(paragraph.words)
    if not _is_plainly_norwegian(words, text):
        language = _language_of_all(words, text)
        if language is not None:
            return Foreign(language)
    return Foreign(stretches=tuple(_stretches(paragraphs)))


class _Paragraph:
    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text = start, end, text
        self.words = WORD.findall(text.lower())


def _stretches(paragraphs: Iterable[_Paragraph]) -> Iterator[tuple[int, int]]:
    """Join the foreign paragraphs that follow each other, over short ones that may be foreign too.

    nb: `We are sorry.` between two English paragraphs; not `Kari Vik sier:`
    """
    opened: tuple[str, int, int] | None = None
    for paragraph in paragraphs:
        language = _language_of_paragraph(paragraph)
        if language is not None:
            if opened is not None and opened[0] != language:
                yield opened[1:]
                opened = None
            opened = (language, opened[1] if opened else paragraph.start, paragraph.end)
        elif opened is not None and not _may_be(opened[0], paragraph.words):
            yield opened[1:]
            opened = None
    if opened is not None:
        yield opened[1:]


def _may_be(language: str, words: list[str]) -> bool:
    return len(words) < FEWEST_OF_PARAGRAPH and _norwegian_for(language).isdisjoint(words)


def _is_plainly_norwegian(words: Counter[str], text: str) -> bool:
    """Tell of most Norwegian texts that they are, by words that their neighbours do not have."""
    only, common = lexicon().only_words, lexicon().common_words
    telling = _count(words, only["no"])
    norwegian = telling + _count(words, common["no"] - common["da"])  # `av`, `å`
    neighbours = _count(words, only["da"]) + _count(words, only["sv"])
    return (
        telling > 0
        and norwegian >= PLAIN * words.total()
        and norwegian > 2 * neighbours
        and not any(letter in text for letter in LETTERS_OF_OTHERS)
    )


def _language_of_all(words: Counter[str], text: str) -> str | None:
    count = words.total()
    numbers = sum(1 for _ in NUMBER.finditer(text))
    if numbers >= ENOUGH and count * 10 < numbers:
        return UNKNOWN  # a table
    if count < FEWEST:
        return None
    if not _is_prose(text):
        return None
    language = _identify(text, words)
    if language is None and count >= ENOUGH and _is_in(UNKNOWN, words):
        return UNKNOWN
    return None if language in NORWEGIAN else language


def _language_of_paragraph(paragraph: _Paragraph) -> str | None:
    """Return the language of a paragraph that is plainly foreign."""
    words = paragraph.words
    if len(words) < FEWEST_OF_PARAGRAPH:
        return None
    if len(words) * STRAY < 1 and not lexicon().only_words["no"].isdisjoint(words):
        return None  # most Norwegian ones; what follows takes longer
    seen = Counter(words)
    if not _may_be_foreign(paragraph.text, seen) or not _is_prose(paragraph.text):
        return None
    language = _identify(paragraph.text, seen)
    return None if language in NORWEGIAN else language


def _may_be_foreign(text: str, words: Counter[str]) -> bool:
    """Tell whether the library need be asked at all."""
    if _is_in("da", words) or _is_in("sv", words) or any(s in text for s in LETTERS_OF_OTHERS):
        return True
    if NORDIC_WORD.search(text) is not None:
        return False
    small = lexicon().small_words
    if len(small["no"] & words.keys()) > 1 and small["others"].isdisjoint(words):
        return False
    return any(_is_in(language, words) for language in (UNKNOWN, "nl", "fr", "es", "it"))


def _is_in(language: str, words: Counter[str], least: int = 1) -> bool:
    """Tell whether frequent words agree that a text is in a language.

    least: words of its own that a neighbour of Norwegian needs.
    """
    count = words.total()
    own = lexicon().only_words.get(language)
    if own is not None and _count(words, own) < max(least, OWN * count):
        return False
    return _count(words, _norwegian_for(language)) <= STRAY * count


@cache
def _norwegian_for(language: str) -> frozenset[str]:
    """The frequent Norwegian words that another language does not have."""
    common = lexicon().common_words
    theirs = common.get(language, frozenset())
    return lexicon().only_words["no"] | (common["no"] - theirs)


def _is_prose(text: str) -> bool:
    """Tell whether most words are written small, or nearly none: no list of names or of titles."""
    words = WORD.findall(text)
    small = sum(not word[0].isupper() for word in words)
    return small * 2 > len(words) or text.isupper()


def _count(words: Counter[str], listed: frozenset[str]) -> int:
    return sum(map(words.__getitem__, listed.intersection(words)))


def _identify(text: str, words: Counter[str]) -> str | None:
    """Return the language that the library sees, where it is Norwegian or the words agree."""
    language, confidence = _identifier().classify(text[:SAMPLE])
    if language in NORWEGIAN:
        return str(language)
    sure = confidence >= SURE
    if language in NO_LANGUAGE or not (sure or language == CLOSEST):
        return None
    return str(language) if _is_in(language, words, 1 if sure else 2) else None


@cache
def _identifier() -> Any:
    # takes most of a second and 100 MB, which most articles never need
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
