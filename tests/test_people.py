"""Who the named people are: gender, role and party, as the text tells them."""

from pathlib import Path

import pytest

from newsparse.analyzer import Analyzer
from newsparse.lexicon import first_names
from newsparse.people.gender import gender_of_first_name
from newsparse.record import Entity


def person(analyzer: Analyzer, text: str, name: str) -> Entity:
    article = analyzer.analyze(text)
    (found,) = [entity for entity in article.entities if entity.name == name]
    for span in (found.role, found.party):
        assert span is None or article.text[span.start : span.end] == span.text
    return found


@pytest.mark.parametrize(
    ("text", "name", "gender", "basis"),
    [
        ("Rahel Kidane bor i Bergen. Hun vil flytte.", "Rahel Kidane", "female", "pronoun"),
        ("Tesfay Kidane bur i Bergen. Han vil flytte.", "Tesfay Kidane", "male", "pronoun"),
        ("Bestemoren Rahel Kidane bor i Bergen.", "Rahel Kidane", "female", "title"),
        ("Kari Vik bor i Bergen.", "Kari Vik", "female", "name"),
        ("Øystein Berge bur i Bergen.", "Øystein Berge", "male", "name"),
        ("Anne-Grete Strøm bor i Bergen.", "Anne-Grete Strøm", "female", "name"),
        # pronouns count more than the name
        ("Jasmin Berge bor i Bergen. Han vil flytte.", "Jasmin Berge", "male", "pronoun"),
        # neither tells
        ("Qxzyra Kidane bor i Bergen.", "Qxzyra Kidane", None, None),
    ],
)
def test_gender(
    analyzer: Analyzer, text: str, name: str, gender: str | None, basis: str | None
) -> None:
    found = person(analyzer, text, name)
    assert (found.gender, found.gender_basis) == (gender, basis)


def test_only_people_have_a_gender(analyzer: Analyzer) -> None:
    article = analyzer.analyze("Kari Vik i Equinor bor i Bergen. Hun liker Bergen.")
    others = [entity for entity in article.entities if entity.type != "person"]
    assert len(others) == 2
    assert {(e.gender, e.role, e.party) for e in others} == {(None, None, None)}


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Åse Vik", "female"),
        ("Kim-André Li", "male"),
        ("JENS LIE", "male"),
        ("José Ramos", "male"),
        ("M. Lie", None),
        ("Qxzyra Lie", None),
    ],
)
def test_first_names(name: str, gender: str | None) -> None:
    assert gender_of_first_name(name) == gender


def test_the_list_of_first_names() -> None:
    names = first_names()
    assert set(names.values()) == {"f", "m"}
    assert all(name == name.lower() and len(name) > 1 for name in names)
    assert len(names) > 30_000


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Det sier ordfører Kari Vik.", "Kari Vik", "ordfører"),
        # what people do is no role, though `eier` and `leder` are people
        ("Planen er god, seier Kari Vik.", "Kari Vik", None),
        ("– Planen er god, forteller Kari Vik.", "Kari Vik", None),
        ("I kveld leder Ola Moe møtet.", "Ola Moe", None),
        (
            "Kari Vik, politiinspektør ved Oslo politidistrikt, bekrefter saken.",
            "Kari Vik",
            "politiinspektør ved Oslo politidistrikt",
        ),
        ("Ola Moe er leiar i Norges Bondelag.", "Ola Moe", "leiar i Norges Bondelag"),
        ("Ola Moe, som er rektor ved Lenk skole, vil vente.", "Ola Moe", "rektor ved Lenk skole"),
        (
            "Statsråden møtte den tidligere fotballspilleren Ola Moe i går.",
            "Ola Moe",
            "den tidligere fotballspilleren",
        ),
        # the fullest of several
        (
            "Rektor Ola Moe vil vente. Ola Moe er rektor ved Lenk skole i Bergen.",
            "Ola Moe",
            "rektor ved Lenk skole i Bergen",
        ),
        ("Miljø- og klimaminister Ola Moe kjem.", "Ola Moe", "Miljø- og klimaminister"),
        ("Dommer: Ola Moe, Bergen.", "Ola Moe", "Dommer"),
        ("Løparane Ola Moe og Per Lie vann i går.", "Per Lie", "Løparane"),
        # what says nothing of who it is
        ("Mannen Ola Moe bor i Bergen.", "Ola Moe", None),
        ("I går Ola Moe gikk hjem.", "Ola Moe", None),
        ("Foto: Ola Moe", "Ola Moe", None),
        ("Avisa møtte Ola Moe hjemme i Bergen.", "Ola Moe", None),
        # a title of one person is not shared
        (
            "Russlands utenriksminister Sergej Lavrov og utenriksminister i USA Antony Blinken "
            "har snakket sammen fredag.",
            "Antony Blinken",
            "utenriksminister i USA",
        ),
        (
            "Statsminister Kari Vik og finansminister Ola Moe møttest i går.",
            "Ola Moe",
            "finansminister",
        ),
    ],
)
def test_roles(analyzer: Analyzer, text: str, name: str, role: str | None) -> None:
    found = person(analyzer, text, name)
    assert (found.role and found.role.text) == role


def test_a_description_elsewhere_is_a_role(analyzer: Analyzer) -> None:
    text = "Kari Vik er fornøyd.\n\n– Det er bra, sier Kari Vik.\n\nOrdføreren vil bygge mer."
    found = person(analyzer, text, "Kari Vik")
    described = [span.text for span in found.references]
    assert (found.role and found.role.text) == ("Ordføreren" if "Ordføreren" in described else None)


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Ordfører Kari Vik (Ap) vil bygge.", "Ap"),
        ("Ordførar Kari Vik (Høgre) vil byggje.", "Høgre"),
        ("Kari Vik (48) vil bygge.", None),
        ("Kari Vik vil bygge.", None),
    ],
)
def test_parties(analyzer: Analyzer, text: str, party: str | None) -> None:
    found = person(analyzer, text, "Kari Vik")
    assert (found.party and found.party.text) == party


def test_the_recipe_of_the_list_stands_beside_it() -> None:
    recipe = Path(__file__).parents[1] / "training" / "scripts" / "first_names.py"
    assert "first_names.txt" in recipe.read_text(encoding="utf-8")
