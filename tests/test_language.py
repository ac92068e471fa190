"""Bokmål or Nynorsk, by words that only one of them has."""

import pytest
import spacy

from newsparse.language import detect_language
from newsparse.lexicon import lexicon
from newsparse.words import Words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Jeg vet ikke hva hun mener, sier han.", "nb"),
        ("Eg veit ikkje kva ho meiner, seier han.", "nn"),
        ("– Me vann i dag, men det vart ein tøff kamp.", "nn"),
        ("Politiet rykket ut. De fikk melding fra en nabo.", "nb"),
        ("Hun siterer Vinje: «Det er ikkje sant», men hva det betyr, er ikke klart.", "nb"),
        ("", "nb"),
        ("Oslo 2024", "nb"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect_language(Words(spacy.blank("nb")(text))) == language


def test_the_lists_share_no_word() -> None:
    words = lexicon().language_words
    assert not words["nb"] & words["nn"]
