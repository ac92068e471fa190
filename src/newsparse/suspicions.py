"""What looks wrong with an article's text, found while it is analysed all the same."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from newsparse.record import Suspect, WarningKind


def _shown(first: int, last: int) -> str:
    """Return bytes as Windows-1252 and as Latin-1 show them."""
    shown = bytes(range(first, last + 1))
    return shown.decode("cp1252", "ignore") + shown.decode("latin-1")


# What goes on in a character of UTF-8, behind the first byte; all of it, and what comes in marks
GOING_ON, MARKS = _shown(0x80, 0xBF), _shown(0x80, 0x8B)
# Letters, signs and marks of Norwegian text, and emoji, whose bytes in UTF-8 have been read one by
# one: `Ã¥` for å, `â€œ` for “. Of other scripts nothing: `SKÅ»` is `SKÅ` in its mark.
MISREAD = re.compile(f"[ÂÃ][{GOING_ON}]|â[{MARKS}][{GOING_ON}]|ð[Ÿ\x9f][{GOING_ON}]{{2}}")
# letters that are lost for good, and those of an old Mac and of DOS
LOST = re.compile(r"[^\W\d_]\ufffd|\ufffd[^\W\d_]|[a-zæøå][¿Œ†›¾][a-zæøå]|[a-zæøå]├[╕ÑªÿåÖ]")
QUESTIONED = re.compile(r"(?<![^\s(«\"])[^\W\d_]+\?[a-zæøå]")  # `Ordf?rer`, not an address
FEWEST_QUESTIONED = 3
SENTENCE_END = re.compile(r"[.!?…][\"»”’')\]]*(?=\s|$)")
LETTER = re.compile(r"[^\W\d_]")
NAMELESS = 2000  # words without any name
UNENDED = 300  # words for each end of a sentence
COMMON = " .,\neatrnisdlgokmv"
FEWEST_LETTERS = 200  # of a text that is called mostly capitals: a headline is not


@dataclass(frozen=True)
class Text:
    """What the tests look at.

    source: the text as it was given. names: how many entities have been found in it.
    left_out: it is in another language, and was not analysed.
    """

    source: str
    names: int
    left_out: bool

    def has_words(self, fewest: int) -> bool:
        """Tell whether there are so many words; counts only where there can be."""
        return len(self.source) >= 2 * fewest - 1 and len(self.source.split()) >= fewest


@dataclass(frozen=True)
class Suspicion:
    """A way for a text to look wrong.

    test: tells whether it does. what: is wrong with it, with {language}. hint: the remedy.
    """

    test: Callable[[Text], bool]
    what: str
    hint: str


def _is_mojibake(text: Text) -> bool:
    if "?" in text.source and _has_questioned(text.source):
        return True
    forms = () if text.source.isascii() else (MISREAD, LOST)
    return any(form.search(text.source) for form in forms)


def _has_questioned(source: str) -> bool:
    """Tell whether question marks stand for letters, as where ASCII was written."""
    found = islice(QUESTIONED.finditer(source), FEWEST_QUESTIONED)
    return sum(1 for _ in found) == FEWEST_QUESTIONED


def _has_no_names(text: Text) -> bool:
    return not (text.left_out or text.names) and text.has_words(NAMELESS)


def _is_in_capitals(text: Text) -> bool:
    if text.left_out or len(text.source) < FEWEST_LETTERS:
        return False
    # counting one letter takes next to no time, and these are most of what is written small
    small = sum(map(text.source.count, COMMON))
    if (len(text.source) - small) * 3 < len(text.source):
        return False
    capitals = sum(map(str.isupper, text.source))
    if capitals * 3 < len(text.source):  # of all that is written, a fifth is no letter
        return False
    letters = sum(1 for _ in LETTER.finditer(text.source))
    return letters >= FEWEST_LETTERS and capitals * 2 > letters


def _has_no_sentences(text: Text) -> bool:
    if text.left_out or not text.has_words(UNENDED):
        return False
    ends = sum(1 for _ in SENTENCE_END.finditer(text.source))
    return text.has_words(UNENDED * (ends + 1))


SUSPICIONS: MappingProxyType[WarningKind, Suspicion] = MappingProxyType(
    {
        "language": Suspicion(
            lambda text: text.left_out,
            "is not in Norwegian ({language}) and was not analysed",
            "leave it out, or have it analysed all the same with --any-language",
        ),
        "mojibake": Suspicion(
            _is_mojibake,
            "has letters that were decoded wrongly (`Ã¥` for `å`) or lost, so names and quotes are "
            "missed",
            "export it again as UTF-8, or decode it as UTF-8 where it was read as Windows-1252",
        ),
        "no_names": Suspicion(
            _has_no_names,
            f"has no name in more than {NAMELESS} words",
            "check that it is a news article, with its capital letters",
        ),
        "capitals": Suspicion(
            _is_in_capitals,
            "is mostly in capital letters, in which names cannot be told from other words",
            "give the text as it was printed, in small letters too",
        ),
        "no_sentences": Suspicion(
            _has_no_sentences,
            f"has not a sentence in {UNENDED} words that ends",
            "give the text with its full stops",
        ),
    }
)


def suspicions(source: str, names: int, left_out: bool) -> list[WarningKind]:
    """Return what looks wrong with a text, in the order of the table.

    source: the text as it was given. names: how many entities have been found in it.
    left_out: it is in another language, and was not analysed.
    """
    text = Text(source, names, left_out)
    return [kind for kind, suspicion in SUSPICIONS.items() if suspicion.test(text)]


def suspects(id: str, language: str, warnings: Iterable[WarningKind]) -> list[Suspect]:
    """Return what to say of an article of that id and language for each of its warnings."""
    return [
        Suspect(
            id=id,
            warning=kind,
            what=SUSPICIONS[kind].what.format(language=language),
            hint=SUSPICIONS[kind].hint,
        )
        for kind in warnings
    ]


def sentence(suspect: Suspect) -> str:
    """Return a warning as one sentence."""
    return f"{suspect.id}: {suspect.what}; {suspect.hint}"
