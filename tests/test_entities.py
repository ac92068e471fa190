"""Mentions of one thing are one entity, named by its fullest form."""

import pytest
import spacy
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from newsparse.analyzer import Analyzer
from newsparse.entities import find_entities, mark_entities
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


def test_who_has_had_the_surname_alone_keeps_it(vocab: Vocab) -> None:
    text = "[PER Kari_Vik] her . [PER Vik] der . [PER Ola_Vik] her . [PER Vik] der"
    assert entities(vocab, text) == [
        ("person", "Kari Vik", ["Kari Vik", "Vik", "Vik"]),
        ("person", "Ola Vik", ["Ola Vik"]),
    ]


def test_a_surname_is_the_nearest_ones_before_it(vocab: Vocab) -> None:
    text = "[PER Kari_Vik] her . [PER Ola_Vik] her . [PER Vik] der . [PER Kari] der"
    assert entities(vocab, text) == [
        ("person", "Kari Vik", ["Kari Vik", "Kari"]),
        ("person", "Ola Vik", ["Ola Vik", "Vik"]),
    ]


def test_accents_are_left_out_now_and_then(vocab: Vocab) -> None:
    text = "[PER Jorge_Martínez_Boero] her . [PER Martinez_Boero] der . [PER Jørn_Ås] , [PER As]"
    assert entities(vocab, text) == [
        ("person", "Jorge Martínez Boero", ["Jorge Martínez Boero", "Martinez Boero"]),
        ("person", "Jørn Ås", ["Jørn Ås"]),
        ("person", "As", ["As"]),
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


def test_a_country_is_a_place_and_a_family_called_so_is_none(vocab: Vocab) -> None:
    assert entities(vocab, "[ORG Norge] slo [ORG NORGE] og [ORG Spania]") == [
        ("place", "Norge", ["Norge", "NORGE"]),
        ("place", "Spania", ["Spania"]),
    ]
    assert entities(vocab, "[PER Michael_Jordan] vant . [PER Jordan] jubler")[0][0] == "person"


@pytest.mark.parametrize(
    "text",
    [
        "Folk i [GPE_LOC Lierne] klager . [PER Lierne] taper",
        "Ferja til [ORG Frosta] går . [ORG Frosta] venter",
        "Hun er i [PER Tolga] . [PER Tolga] venter . [GPE_LOC Tolga] er lita",
    ],
)
def test_a_known_place_is_one_where_its_places_disagree(vocab: Vocab, text: str) -> None:
    assert [type for type, _, _ in entities(vocab, text)] == ["place"]


def test_a_team_that_many_mentions_tell_of_stays_one(vocab: Vocab) -> None:
    text = "[ORG Molde] vant . " * 4 + "Det skjedde i [GPE_LOC Molde]"
    assert [type for type, _, _ in entities(vocab, text)] == ["organisation"]


def test_a_company_is_named_whole_and_its_short_form_is_it(vocab: Vocab) -> None:
    assert entities(vocab, "[PER Nes_Taubane] SA vant . [ORG Nes_Taubane] jubler") == [
        ("organisation", "Nes Taubane SA", ["Nes Taubane SA", "Nes Taubane"])
    ]
    assert entities(vocab, "[PER Peder_Holm] [ORG Entreprenør_AS] taper") == [
        ("organisation", "Peder Holm Entreprenør AS", ["Peder Holm Entreprenør AS"])
    ]
    assert entities(vocab, "[PER Kari_Vik] [ORG Eiendom_AS] kjøper av [PER Kari_Vik]") == [
        ("organisation", "Kari Vik Eiendom AS", ["Kari Vik Eiendom AS"]),
        ("person", "Kari Vik", ["Kari Vik"]),
    ]


def test_a_company_may_be_named_whole_after_its_short_form(vocab: Vocab) -> None:
    assert entities(vocab, "[ORG Fjordlaks] kutter . [ORG Fjordlaks_Holding_AS] sier nei") == [
        ("organisation", "Fjordlaks Holding AS", ["Fjordlaks", "Fjordlaks Holding AS"])
    ]
    assert len(entities(vocab, "[ORG Filter] kutter . [ORG Filter_Nyheter] sier nei")) == 2


def test_an_office_that_has_a_capital_inside_of_a_sentence(vocab: Vocab) -> None:
    doc = Doc(vocab, ["Statsforvalteren", "kom", ".", "Vi", "så", "Statsforvalteren", "."])
    starts = (True, False, False, True, False, False, False)
    for token, starting in zip(doc, starts, strict=True):
        token.is_sent_start = starting
    assert [m.start for e in find_entities(Words(doc)) for m in e.mentions] == [0, 5]
    assert find_entities(Words(doc[:3].as_doc())) == []


def test_an_agency_that_is_passed_over(vocab: Vocab) -> None:
    text = "Arbeidstilsynet kom og Arbeidstilsynets tall ; tilsynet kom ; Direktoratet kom"
    assert entities(vocab, text) == [
        ("organisation", "Arbeidstilsynet", ["Arbeidstilsynet", "Arbeidstilsynets"])
    ]


@pytest.mark.parametrize("name", ["Olav_Thon_Gruppen", "Alta_Høgre", "Moe_Stiftelsen"])
def test_a_body_is_known_by_its_last_word(vocab: Vocab, name: str) -> None:
    assert [type for type, _, _ in entities(vocab, f"[PER {name}] vant")] == ["organisation"]


@pytest.mark.parametrize("name", ["PER Novaja_Gazeta", "PROD Fjellposten", "GPE_LOC Nordlys"])
def test_a_newspaper_is_known_by_how_it_is_called(vocab: Vocab, name: str) -> None:
    ((type, _, _),) = entities(vocab, f"[{name}] melder . [{name}] skriver")
    assert type == "organisation"


def test_teams_are_known_by_a_result(vocab: Vocab) -> None:
    def types(result: str, verb: str = "slå") -> list[str]:
        words = f"Brua {verb} Nesset {result} i serien".split()
        starts: list[bool | int | None] = [1, 0, 0, 0, 0, 0]
        doc = Doc(vocab, words, pos=["PROPN", "VERB", "PROPN", "NUM", "ADP", "NOUN"],
                  lemmas=words, sent_starts=starts)  # fmt: skip
        doc.ents = [Span(doc, 0, 1, label="PER"), Span(doc, 2, 3, label="PER")]
        return [entity.type for entity in find_entities(Words(doc))]

    assert types("31–24") == types("3-0") == ["organisation", "organisation"]
    assert types("hjemme") == types("31–24", "takke") == ["person", "person"]


def test_what_is_called_after_somebody_is_not_that_person(vocab: Vocab) -> None:
    assert entities(vocab, "Nær [PER Chr._Michelsens*] institutt") == [
        ("organisation", "Chr. Michelsens institutt", ["Chr. Michelsens institutt"])
    ]
    assert entities(vocab, "[PER Moe] gav alt til [PER Moes*] legat") == [
        ("person", "Moe", ["Moe", "Moes"])
    ]


@pytest.mark.parametrize(
    "name",
    ["PER Parkinson", "ORG F-35", "ORG P-8_Poseidon", "GPE_LOC Øst-", "ORG sid@avis.no", "ORG s"],
)
def test_what_is_nobody(vocab: Vocab, name: str) -> None:
    assert entities(vocab, f"de har [{name}] og") == []


def test_an_illness_is_somebody_who_is_called_so(vocab: Vocab) -> None:
    assert entities(vocab, "[PER Per_Parkinson] kom . [PER Parkinson] gikk") == [
        ("person", "Per Parkinson", ["Per Parkinson", "Parkinson"])
    ]


def test_kin_at_the_beginning_of_a_sentence_are_no_names(vocab: Vocab) -> None:
    starts: list[bool | int | None] = [1, 0, 0, 1, 0]
    doc = Doc(vocab, ["Sonen", "kom", ".", "Helena", "gikk"], sent_starts=starts)
    doc.ents = [Span(doc, 0, 1, label="PER"), Span(doc, 3, 4, label="PER")]
    assert [entity.name for entity in find_entities(Words(doc))] == ["Helena"]


def test_a_shouted_name_is_called_as_elsewhere(vocab: Vocab) -> None:
    assert entities(vocab, "[PER JONAS_MOE] går . [PER Jonas_Moe] tier") == [
        ("person", "Jonas Moe", ["JONAS MOE", "Jonas Moe"])
    ]


def test_a_number_ends_a_name_and_its_genitive(vocab: Vocab) -> None:
    assert entities(vocab, "[ORG TV_2s] ekspert på [ORG TV_2]") == [
        ("organisation", "TV 2", ["TV 2s", "TV 2"])
    ]


def test_a_name_begins_with_its_particles(vocab: Vocab) -> None:
    assert entities(vocab, "Von der [PER Leyen] kom") == [
        ("person", "Von der Leyen", ["Von der Leyen"])
    ]
    assert entities(vocab, "og der [PER Leyen] kom") == [("person", "Leyen", ["Leyen"])]


def test_two_rules_that_find_a_name_in_one_place_find_it_once(vocab: Vocab) -> None:
    """A number in a name and the noun before it tell of `TV 2` when it is marked as a product."""
    words = ["Hun", "snakker", "til", "kanalen", "TV", "2", "."]
    doc = Doc(
        vocab,
        words=words,
        lemmas=[word.lower() for word in words],
        pos=["PRON", "VERB", "ADP", "NOUN", "PROPN", "NUM", "PUNCT"],
        heads=[1, 1, 3, 1, 3, 4, 1],
        deps=["nsubj", "ROOT", "case", "obl", "appos", "flat:name", "punct"],
        ents=["O", "O", "O", "O", "B-PROD", "I-PROD", "O"],
    )
    article = Words(doc)
    (entity,) = find_entities(article)
    assert (entity.name, [mention.text for mention in entity.mentions]) == ("TV 2", ["TV 2"])
    mark_entities(article, [entity])
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("TV 2", "ORG")]
