"""The word lists hold what the rooms rely on."""

import pytest

from newsparse.lexicon import lemma_of_person, lexicon


def test_forms_lead_to_lemmas() -> None:
    def lemmas(form: str) -> set[str]:
        return {verb.lemma for verb in lexicon().verbs[form]}

    assert lemmas("sier") == {"si"}
    assert lemmas("seier") == {"seie"}
    assert lemmas("sa") == {"si", "seie"}
    assert "legge til" in lemmas("legger")
    assert lexicon().verbs["sagt"][0].form == "participle"


def test_both_standards_have_every_kind() -> None:
    verbs = [verb for readings in lexicon().verbs.values() for verb in readings]
    for kind in ("say", "think", "ask", "manner", "show", "impersonal"):
        standards = {s for verb in verbs if verb.kind == kind for s in verb.standards}
        assert standards == {"nb", "nn"}, kind


def test_compounds_are_known_by_their_last_part() -> None:
    for noun in ("operasjonsleder", "fylkesordførar", "far", "statsminister"):
        assert lexicon().is_person(noun), noun
    for noun in ("humor", "rapport", "plan", ""):
        assert not lexicon().is_person(noun), noun


@pytest.mark.parametrize(
    ("lemma", "form", "person"),
    [
        ("bond", "bonden", "bonde"),
        ("svensk", "svensken", "svenske"),
        ("sjefe", "sjefen", "sjef"),
        ("fagforeiningskvinn", "fagforeiningskvinna", "fagforeiningskvinne"),
        ("rektor", "rektoren", "rektor"),
        ("planen", "planen", "planen"),
    ],
)
def test_a_person_is_known_whatever_the_lemma(lemma: str, form: str, person: str) -> None:
    assert lemma_of_person(lemma, form) == person


def test_what_bodies_are_and_are_called() -> None:
    assert "flyselskap" in lexicon().body_kinds["widerøe"]
    assert {"forskningsinstitutt", "forskingsinstitutt"} <= lexicon().body_kinds["sintef"]
    assert lexicon().bodies["UDI"] == lexicon().bodies["Utlendingsdirektoratet"]


def test_no_first_name_is_both() -> None:
    assert not lexicon().feminine_names & lexicon().masculine_names
