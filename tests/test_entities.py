"""Mentions of one thing are one entity, named by its fullest form."""

import pytest
import spacy
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from newsparse.analyzer import Analyzer
from newsparse.entities import find_entities
from newsparse.words import Words


@pytest.fixture(scope="session")
def vocab() -> Vocab:
    return spacy.blank("nb").vocab


def entities(vocab: Vocab, text: str) -> list[tuple[str, str, list[str]]]:
    """Read `[PER Kari_Vik] sier` as a Doc: names in brackets, genitives marked by `*`."""
    words: list[str] = []
    pos: list[str] = []
    morphs: list[str] = []
    labels: list[tuple[int, int, str]] = []
    label = ""
    for piece in text.split():
        if piece.startswith("["):
            label = piece[1:]
            continue
        name = piece.rstrip("]*").split("_") if label else [piece]
        genitive = "*" in piece
        if label:
            labels.append((len(words), len(words) + len(name), label))
        words += name
        pos += ["PROPN" if label else "NOUN"] * len(name)
        morphs += [""] * (len(name) - 1) + ["Case=Gen" if genitive else ""]
        label = ""
    doc = Doc(vocab, words, pos=pos, morphs=morphs)
    doc.ents = [Span(doc, start, end, label=label) for start, end, label in labels]
    return [(e.type, e.name, [m.text for m in e.mentions]) for e in find_entities(Words(doc))]


def test_a_surname_belongs_to_the_full_name(vocab: Vocab) -> None:
    assert entities(vocab, "[PER Antony_Blinken] møtte [PER Blinken] og [PER Blinkens*] folk") == [
        ("person", "Antony Blinken", ["Antony Blinken", "Blinken", "Blinkens"])
    ]


def test_a_headline_runs_ahead_of_the_full_name(vocab: Vocab) -> None:
    assert entities(vocab, "[PER Vik] vant . [PER Kari_Vik] jubler") == [
        ("person", "Kari Vik", ["Vik", "Kari Vik"])
    ]


def test_two_of_one_surname_stay_apart(vocab: Vocab) -> None:
    text = "[PER Kari_Vik] her . [PER Vik] der . [PER Ola_Vik] her . [PER Vik] der"
    assert entities(vocab, text) == [
        ("person", "Kari Vik", ["Kari Vik", "Vik"]),
        ("person", "Ola Vik", ["Ola Vik", "Vik"]),
    ]


def test_a_middle_name_does_not_part_a_person(vocab: Vocab) -> None:
    assert entities(vocab, "[PER Knut_Hareide] er [PER Knut_Arild_Hareide] her") == [
        ("person", "Knut Arild Hareide", ["Knut Hareide", "Knut Arild Hareide"])
    ]


def test_a_double_surname_belongs_to_the_full_name(vocab: Vocab) -> None:
    text = "[PER Christin_Nylund_Bergan] sier . [PER Nylund_Bergan] mener"
    assert [name for _, name, _ in entities(vocab, text)] == ["Christin Nylund Bergan"]


def test_a_first_name_that_ends_as_a_title_does(vocab: Vocab) -> None:
    """`vert` is a title, `Sivert` none."""
    for text in ("kapteinen [PER Sivert_Moe] sier", "kapteinen [PER Sivert_Moe] seier"):
        assert [name for _, name, _ in entities(vocab, text)] == ["Sivert Moe"]


def test_old_spelling_of_å(vocab: Vocab) -> None:
    text = "[PER Roar_Flaathen] sier . [PER Roar_Flåthen] mener"
    assert len(entities(vocab, text)) == 1


def test_genitives_are_no_names_of_their_own(vocab: Vocab) -> None:
    assert entities(vocab, "[GPE_LOC Russlands*] minister i [GPE_LOC Russland] her") == [
        ("place", "Russland", ["Russlands", "Russland"])
    ]
    assert entities(vocab, "[GPE_ORG USA’s*] minister møtte [ORG NTBs*] folk") == [
        ("place", "USA", ["USA’s"]),
        ("organisation", "NTB", ["NTBs"]),
    ]


def test_names_that_end_in_s_keep_it(vocab: Vocab) -> None:
    assert entities(vocab, "i [GPE_LOC Moss] er . [PER Lars] kom")[0][1] == "Moss"
    assert entities(vocab, "til [ORG Tass*] fredag")[0][1] == "Tass"
    assert entities(vocab, "[PER Paul_Scholes] kom hit")[0][1] == "Paul Scholes"


def test_declared_abbreviations(vocab: Vocab) -> None:
    assert entities(vocab, "[ORG Fremskrittspartiet] ( [ORG Frp] ) vil . [ORG Frp] mener") == [
        ("organisation", "Fremskrittspartiet", ["Fremskrittspartiet", "Frp", "Frp"])
    ]
    parties = entities(vocab, "[PER Kari_Vik] ( [ORG H] ) og [ORG Venstre] ( [ORG SV] ) her")
    assert len(parties) == 4


def test_short_forms_of_bodies(vocab: Vocab) -> None:
    joined = entities(vocab, "ifølge [ORG Filter_Nyheter] her . ifølge [ORG Filter] der")
    assert [name for _, name, _ in joined] == ["Filter Nyheter"]
    apart = entities(vocab, "[ORG Manchester_United] og [ORG Manchester_City] i [ORG Manchester]")
    assert len(apart) == 3


def test_the_most_common_type_wins(vocab: Vocab) -> None:
    text = "[PER Sergej_Lavrov] sa . [ORG Lavrov] sa . [PER Lavrov] sa"
    assert [(t, n) for t, n, _ in entities(vocab, text)] == [("person", "Sergej Lavrov")]


def test_a_name_is_found_again_where_it_is_not_marked(vocab: Vocab) -> None:
    assert entities(vocab, "[PER Kari_Vik] vant . Vik jubler") == [
        ("person", "Kari Vik", ["Kari Vik", "Vik"])
    ]


@pytest.mark.parametrize(
    "text", ["[PER Ursula_von] der [PER Leyen]", "[PER Ursula] von der [ORG Leyen]"]
)
def test_particles_are_part_of_a_name(vocab: Vocab, text: str) -> None:
    (person,) = entities(vocab, text)
    assert person == ("person", "Ursula von der Leyen", ["Ursula von der Leyen"])


def test_unreported_labels_and_empty_docs(vocab: Vocab) -> None:
    assert entities(vocab, "[PROD Bibelen] på [DRV norsk] under [EVT OL]") == []
    assert entities(vocab, "") == []


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Det russiske nyhetsbyrået Tass melder at veien er stengt.", "organisation", "Tass"),
        ("Dei bur i bygda Skafså.", "place", "Skafså"),
        ("Det sier landslagstrener Wotherspoon.", "person", "Wotherspoon"),
        ("BERGEN (NTB): Byrådet varsler kutt.", "place", "BERGEN"),
    ],
)
def test_the_words_beside_a_name_tell_its_type(
    analyzer: Analyzer, text: str, kind: str, name: str
) -> None:
    assert (kind, name) in {(e.type, e.name) for e in analyzer.analyze(text).entities}


def test_shipped_pipeline(analyzer: Analyzer) -> None:
    article = analyzer.analyze("Kari Vik fra Bergen leder Arbeiderpartiet i Oslo. Vik er fornøyd.")
    found = {(e.type, e.name) for e in article.entities}
    assert {("person", "Kari Vik"), ("place", "Bergen"), ("place", "Oslo")} <= found


def test_a_word_that_is_elsewhere_written_small_is_no_name(vocab: Vocab) -> None:
    assert entities(vocab, "[PER Kvinna] sov . Han så kvinna . [PER Berg] sov") == [
        ("person", "Berg", ["Berg"])
    ]
    text = "[PER Berg] sov . Da sov [PER Kari_Berg] ved et berg"
    assert entities(vocab, text) == [("person", "Kari Berg", ["Berg", "Kari Berg"])]
