"""Two ways to write one name are found; two names are left apart."""

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from newsparse.entities import Entity
from newsparse.variants import pairs_of_variants


def joined(kind: str, *names: str) -> list[tuple[str, str]]:
    """The variants among some names, of which the first ones are named most."""
    mention = Doc(Vocab(), ["."])[:]
    found = [
        Entity(kind, name, [mention] * (len(names) - n))  # type: ignore[arg-type]
        for n, name in enumerate(names)
    ]
    return [(variant.name, whole.name) for variant, whole in pairs_of_variants(found)]


@pytest.mark.parametrize(
    ("variant", "whole"),
    [
        ("BL", "Byglands Lokalavis"),
        ("UD", "Utenriksdepartementet"),
        ("UD", "Utanriksdepartementet"),
        ("Padleforbundet", "Norges padleforbund"),
        ("Padleforbundet", "Noregs padleforbund"),
        # which the lexicon knows
        ("SSB", "Statistisk sentralbyrå"),
        ("UiO", "Universitetet i Oslo"),
        ("NVE", "Norges vassdrags- og energidirektorat"),
        ("NVE", "Noregs vassdrags- og energidirektorat"),
    ],
)
def test_short_forms(variant: str, whole: str) -> None:
    assert joined("organisation", whole, variant) == [(variant, whole)]


def test_a_short_form_of_two_is_neithers() -> None:
    assert joined("organisation", "Byglands Lokalavis", "Bø Laksefestival", "BL") == []


def test_a_party_is_nothing_else() -> None:
    assert joined("organisation", "Sauda Venstre", "SV") == []


@pytest.mark.parametrize(
    ("whole", "variant"),
    [("Morten Augensen", "Augesen"), ("Ola Vikesand", "Ola Vikesan"), ("Ola Vikesand", "Vikseand")],
)
def test_misspelt(whole: str, variant: str) -> None:
    assert joined("person", whole, variant) == [(variant, whole)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kristin Vik", "Kristine Vik"), ("Ola Vik", "Ole Vik"), ("Kari Berg", "Mari Berg")],
)
def test_two_people(one: str, other: str) -> None:
    assert joined("person", one, other) == []
