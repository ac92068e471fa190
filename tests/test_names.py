"""Names of kinds that pipelines get wrong, read by ours, in both standards."""

import pytest

from newsparse.analyzer import Analyzer

CASES = [
    # places that look like people
    ("Folk i Lierne er slitne. Lierne mistet butikken i fjor.", {"place: Lierne"}),
    ("Brannen herja i Flatanger. Flatanger er utan straum.", {"place: Flatanger"}),
    # companies
    (
        "Fjord Kraft Holding ASA steg. Fjord Kraft har 300 ansatte.",
        {"organisation: Fjord Kraft Holding ASA"},
    ),
    (
        "Vik Sparebank SA og Lie Invest DA er tiltalt.",
        {"organisation: Vik Sparebank SA", "organisation: Lie Invest DA"},
    ),
    # teams
    ("Nærbø slo Runar 28–25 i serien.", {"organisation: Nærbø", "organisation: Runar"}),
    ("Molde tapte 1–3 mot Haugesund.", {"organisation: Molde", "organisation: Haugesund"}),
    # newspapers
    (
        "Det skriver Firda og Sunnmørsposten.",
        {"organisation: Firda", "organisation: Sunnmørsposten"},
    ),
    ("Ifølge Kommersant er avtalen klar. Kommersant siterer kilder.", {"organisation: Kommersant"}),
    ("Sønnen, Brann, er fire år.", {"person: Brann"}),  # not the team
    ("Broren hennar, Viking, er fire år.", {"person: Viking"}),
    # datelines
    (
        "NORDVIK (Nordvik Avis): En mann er siktet.",
        {"place: NORDVIK", "organisation: Nordvik Avis"},
    ),
    # things
    ("De fikk P-8 Poseidon. Ukraina ber om F-16.", {"place: Ukraina"}),
    ("Eg køyrde ein Corolla til Voss.", {"place: Voss"}),
    ("Pasientene fikk Zyprexa av legen.", set()),
    # illnesses
    ("Moren hadde Parkinson, og faren døde av Huntington.", set()),
    (
        "Barn med Asperger får hjelp. Per Parkinson er lege. Parkinson sier nei.",
        {"person: Per Parkinson"},
    ),
    # numbers in names
    ("TV 2s sportsredaksjon er sint på TV 2.", {"organisation: TV 2"}),
    ("Radio 102 i Haugesund melder det.", {"organisation: Radio 102", "place: Haugesund"}),
    ("Sarpsborg 08 vant.", {"organisation: Sarpsborg 08"}),
    # capitals
    ("KARI VIK VANT\n\nKari Vik var glad. Ho vann i Oslo.", {"person: Kari Vik", "place: Oslo"}),
    (
        "ANNE BERGE VINNER GULL\n\nAnne Berge tok sitt første NM-gull søndag.",
        {"person: Anne Berge"},
    ),
    # titles and kin
    (
        "Fru Hansen og frøken Berg traff Herr Lunde.",
        {"person: Hansen", "person: Berg", "person: Lunde"},
    ),
    ("Dotteren, Anna, er fire. Sonen, Per, er to.", {"person: Anna", "person: Per"}),
    # parts of names
    ("Aust- og Vest-Agder ble ett fylke.", {"place: Vest-Agder"}),
    ("Hun jobber på Oscar Hansens minnefond.", {"organisation: Oscar Hansens minnefond"}),
    ("Olav Thon Gruppen kjøper hotellet.", {"organisation: Olav Thon Gruppen"}),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_names(analyzer: Analyzer, text: str, expected: set[str]) -> None:
    found = analyzer.analyze(text).entities
    assert {f"{entity.type}: {entity.name}" for entity in found} == expected
