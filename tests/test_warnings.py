"""What looks wrong with a text is said, with the remedy, and the text is analysed all the same."""

import time
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsparse.analyzer import Analyzer
from newsparse.reading.document import Document
from newsparse.record import WarningKind
from newsparse.suspicions import MISREAD, SUSPICIONS, suspects, suspicions

TEXT = """Åtte får på tur i Øvre Lenk

– Vi hørte «mæ» hele natta, sier Kari Vik – og lo.

Eieren, Ola Moe (53), mener at “gjerdet” ikke holder… Å, for et liv, sier han."""
ENGLISH = """The sheep walked in the village all night, and nobody could tell who left it open.
The owner says that they are safe and that it will not happen again."""
LETTERS = "æøåÆØÅéèêëóòôöüäáçñÉÜÖÄ«»–—“”‘’•…·§°½€·©²³"


def misread(text: str, encoding: str) -> str:
    """Decode a text's UTF-8 as something else, as a program does that takes bytes as they are."""
    decoded = ""
    for byte in text.encode():
        try:
            decoded += bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            decoded += chr(byte)
    return decoded


def kinds(text: str, names: int = 1, left_out: bool = False) -> list[WarningKind]:
    return suspicions(text, names, left_out)


def test_a_text_as_it_should_be() -> None:
    assert kinds(TEXT) == []
    assert kinds("") == []
    assert kinds("Oslo 2024", names=0) == []


# letters that were decoded wrongly


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("letter", LETTERS)
def test_mojibake(letter: str, encoding: str) -> None:
    assert kinds(f"Her er {misread(letter, encoding)} i teksten.") == ["mojibake"]
    assert kinds(f"Her er {letter} i teksten.") == []
    assert kinds(f"Her er {letter}» i teksten.") == []


def test_mojibake_of_a_whole_text(analyzer: Analyzer) -> None:
    article = analyzer.analyze(misread(TEXT, "cp1252"))
    assert article.language == "nb"
    assert article.warnings == ["mojibake"]
    assert kinds(misread(misread(TEXT, "cp1252"), "cp1252")) == ["mojibake"]
    assert kinds(misread("Så bra 😀", "cp1252")) == ["mojibake"]


@pytest.mark.parametrize(
    "text",
    [
        "Ordf\ufffdrer Kari Vik er glad.",  # what a program could not decode
        "Ordf¿rer Kari Vik, sŒ det er klart.",  # of an old Mac
        "Det er sØndag".encode("cp437", "replace").decode("cp1252").replace("?", "›").lower(),
        "Han går, ordf├╕raren òg.",
        "Ordf?rer Kari Vik h?per at det g?r bra p? ?ya.",  # written as ASCII
    ],
)
def test_lost_letters(text: str) -> None:
    assert kinds(text) == ["mojibake"]


@pytest.mark.parametrize(
    "text",
    [
        "Hva?Ja! Se avisa.example/a?id=3, /b?c=d og side.php?x=y.",
        "\ufffd er et tegn. ¿Qué? † 1902. <Œuvre> ‹sitat› (¾ liter)",
        "«SKÅ», «BRØ», «KLÆ» og «ALLÉ» står det på skiltene.",
        "SÃO PAULO ligger i Brasil, og Â er en bokstav i rumensk.",
        "Château, pâté, crêpe, naïve, “voilà”, Þórður og Guðrún, ð.",
        "Temperaturen var −3 °C, og prisen 5 €/kg – «billig»…",
        "Ä, Ö og Å… «Å»; Ø” og É’",
        "Привет, 你好, Ελλάδα",
    ],
)
def test_no_mojibake(text: str) -> None:
    assert kinds(text) == []


@given(st.text(alphabet=st.characters(max_codepoint=0x2122)))
def test_what_is_called_mojibake_would_be_mended(text: str) -> None:
    for found in MISREAD.finditer(text):
        raw = b"".join(
            bytes([ord(letter)]) if ord(letter) < 256 else letter.encode("cp1252")
            for letter in found[0]
        )
        assert len(raw.decode("utf-8")) == 1


# no names, capitals, no sentences


def test_no_names() -> None:
    sentence = "Dette er en setning uten noen navn i. "
    assert kinds(sentence * 250, names=0) == ["no_names"]
    assert kinds(sentence * 249, names=0) == []
    assert kinds(sentence * 250, names=1) == []


def test_no_names_is_told_of_an_article(analyzer: Analyzer) -> None:
    article = analyzer.analyze("en setning med åtte ord og ingen navn. " * 250)
    assert article.entities == []
    assert article.warnings == ["no_names"]


def test_capitals(analyzer: Analyzer) -> None:
    long = TEXT + TEXT
    assert kinds(long.upper()) == ["capitals"]
    assert kinds("ÅTTE FÅR PÅ TUR I ØVRE LENK. " + long) == []
    assert kinds("ÅTTE FÅR PÅ TUR I ØVRE LENK") == []  # a headline
    assert kinds("\n".join(f"NTB {n} 1–0 2 3 4" for n in range(30))) == []  # a table
    assert analyzer.analyze(long.upper()).warnings == ["capitals"]


def test_no_sentences() -> None:
    words = "da gikk vi hjem og så kom ho mor og da var det middag "
    assert kinds(words * 30) == ["no_sentences"]
    assert kinds(words * 10) == []
    assert kinds((words * 3 + ". ") * 10) == []
    assert kinds(("«" + words.strip() + ".» ") * 30) == []
    assert kinds(words * 60 + ". ") == ["no_sentences"]


# how they are told


def test_what_is_left_out_is_only_foreign() -> None:
    assert kinds("the cat and the dog " * 2000, names=0, left_out=True) == ["language"]
    assert kinds("så Ã¥" * 20, names=0, left_out=True) == ["language", "mojibake"]


def test_suspects(analyzer: Analyzer) -> None:
    documents = [
        Document("a", ENGLISH),
        Document("b", misread(TEXT + TEXT, "cp1252").upper()),
        Document("c", TEXT),
    ]
    found = [
        line
        for article in analyzer.stream(documents)
        for line in suspects(article.id, article.language, article.warnings)
    ]
    assert [(line.id, line.warning) for line in found] == [
        ("a", "language"),
        ("b", "mojibake"),
        ("b", "capitals"),
    ]
    assert found[0].what == "is not in Norwegian (en) and was not analysed"
    assert found[0].hint == "leave it out, or have it analysed all the same with --any-language"


@pytest.mark.parametrize("kind", SUSPICIONS)
def test_each_has_a_sentence_and_a_remedy(kind: WarningKind) -> None:
    suspicion = SUSPICIONS[kind]
    for words in (suspicion.what.format(language="en"), suspicion.hint):
        assert words[0].islower()
        assert not words.endswith(".")
        assert "{" not in words


@pytest.mark.parametrize(
    "unit", ["Ã", "â€", "ð", ".", '."', "A", "a ", "Ã¥ ", "\n", "…»", "1 ", "A. "]
)
def test_they_take_no_longer_than_the_text(unit: str) -> None:
    start = time.perf_counter()
    kinds("".join(islice([unit] * 400_000, 400_000 // len(unit))), names=0)
    assert time.perf_counter() - start < 3
