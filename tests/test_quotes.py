"""Every construction, on frozen parses and on the shipped pipeline."""

import pytest
from spacy.tokens import Doc

from frozen import Case, read_cases, read_parses
from newsparse.analyzer import Analyzer, read_doc
from newsparse.quotes import CONSTRUCTIONS
from newsparse.words import Words

CASES = read_cases()


def rows(doc: Doc) -> list[list[str]]:
    """Return a Doc's quotes in the form of the cases."""
    reading = read_doc(Words(doc))
    return [
        [
            quote.construction,
            quote.type,
            " ‖ ".join(span.text for span in quote.content),
            quote.cue.text if quote.cue is not None else "",
            quote.source.text if quote.source is not None else "",
            "; ".join(speaker.name for speaker in who),
        ]
        for quote, who in zip(reading.attributions, reading.speakers, strict=True)
    ]


def check(case: Case, doc: Doc, failure: str | None) -> None:
    if failure is None:
        assert rows(doc) == case.quotes
    elif rows(doc) == case.quotes:
        pytest.fail(f"{case.id} no longer fails; take out its mark: {failure}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_frozen_parse(case: Case) -> None:
    doc = read_parses()[case.id]
    assert doc.text == case.text
    check(case, doc, case.fails)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_shipped_pipeline(case: Case, analyzer: Analyzer) -> None:
    check(case, analyzer.nlp(case.text), case.fails or case.fails_live)


def test_what_is_rejected_is_negated() -> None:
    """The cases' rows do not show it: everything in `rejected`, nothing elsewhere."""
    for case in CASES:
        for quote in read_doc(Words(read_parses()[case.id])).attributions:
            assert quote.negated == case.id.startswith(("rejected", "not_true")), (case.id, quote)


def test_lemmas_are_those_of_the_written_standard(analyzer: Analyzer) -> None:
    def lemma(text: str) -> str:
        cue = analyzer.analyze(text).quotes[0].cue
        assert cue is not None
        return cue.lemma

    assert lemma("– Jeg vet ikke, sa Kari Vik.") == "si"
    assert lemma("– Eg veit ikkje, sa Kari Vik.") == "seie"
    assert lemma("– Jeg vet ikke, la Kari Vik til.") == "legge til"
    assert lemma("– Eg veit ikkje, la Kari Vik til.") == "leggje til"


def test_every_construction_has_cases_in_both_standards() -> None:
    names = {function.__name__ for function in CONSTRUCTIONS} - {"object_clause"}
    names |= {"at_clause", "clause_without_at", "embedded_question", "skal_ha"}
    assert {f"{name}.{standard}" for name in names for standard in ("nb", "nn")} <= {
        case.id for case in CASES
    }


def test_every_construction_says_what_it_finds() -> None:
    for function in CONSTRUCTIONS:
        assert function.__doc__ is not None
        assert "nb: `" in function.__doc__, function.__name__
        assert "nn: `" in function.__doc__, function.__name__
