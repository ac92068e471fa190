"""Pronouns and descriptions stand for the entity that a reader takes them for, or for nobody."""

import time

import pytest
from spacy.tokens import Doc, Span

from newsparse.analyzer import Analyzer
from newsparse.entities import Entity, find_entities, mark_entities
from newsparse.references import References, find_references
from newsparse.words import Words

# an article, and what its phrases stand for, in Bokmål and Nynorsk; `∅` for nobody
ARTICLES = [
    # pronouns follow the gender, the subject and who is cited
    (
        "Kari Vik møtte Per Lie i Odda. Hun sier at planen er god. Han er uenig.",
        [("Hun", "Kari Vik"), ("Han", "Per Lie")],
    ),
    (
        "Kari Vik møtte Per Lie i Odda. Ho seier at planen er god. Han er usamd.",
        [("Ho", "Kari Vik"), ("Han", "Per Lie")],
    ),
    # a title that stands with the name
    (
        "Ordfører Kari Vik og rektor Anne Moe var der. – Skolen må bygges, sier ordføreren.",
        [("ordføreren", "Kari Vik")],
    ),
    (
        "Ordførar Kari Vik og rektor Anne Moe var der. – Skulen må byggjast, seier ordføraren.",
        [("ordføraren", "Kari Vik")],
    ),
    # a stated age
    (
        "Jonas Berg (26) slo Elias Dahl (31). – Det var moro, sier 26-åringen.",
        [("26-åringen", "Jonas Berg")],
    ),
    (
        "Jonas Berg (26) slo Elias Dahl (31). – Det var moro, seier 26-åringen.",
        [("26-åringen", "Jonas Berg")],
    ),
    # the age in words
    (
        "Kari Vik (9) og Per Lie (7) var der. – Det var gøy, sier niåringen.",
        [("niåringen", "Kari Vik")],
    ),
    (
        "Kari Vik (9) og Per Lie (7) var der. – Det var moro, seier niåringen.",
        [("niåringen", "Kari Vik")],
    ),
    # the noun in the name
    (
        "Handelsbanken og Equinor snakket sammen i Oslo. Banken sier at renten går opp.",
        [("Banken", "Handelsbanken")],
    ),
    (
        "Handelsbanken og Equinor snakka saman i Oslo. Banken seier at renta går opp.",
        [("Banken", "Handelsbanken")],
    ),
    # a medium that was told something
    (
        "– Jeg trekker meg, sier Per Lie til Hardanger Folkeblad. Avisen møtte ham i Odda.",
        [("Avisen", "Hardanger Folkeblad"), ("ham", "Per Lie")],
    ),
    (
        "– Eg trekkjer meg, seier Per Lie til Hardanger Folkeblad. Avisa møtte han i Odda.",
        [("Avisa", "Hardanger Folkeblad"), ("han", "Per Lie")],
    ),
    # a title that the tagger reads as an adjective, and its holder told of with `hun`
    (
        "Rektor Anne Moe ringte. Alt ble sendt til kommunelege Per Lie. – Nei, sier kommunelegen.",
        [("kommunelegen", "Per Lie")],
    ),
    (
        "Rektor Anne Moe ringde. Alt gjekk til kommunelege Per Lie. – Nei, seier kommunelegen.",
        [("kommunelegen", "Per Lie")],
    ),
    (
        "Kari Vik og Per Lie var der. Kari Vik bor i Odda. Hun er brønnborer. Brønnboreren ler.",
        [("Brønnboreren", "Kari Vik")],
    ),
    (
        "Kari Vik og Per Lie var der. Kari Vik bur i Odda. Ho er brønnborar. Brønnboraren ler.",
        [("Brønnboraren", "Kari Vik")],
    ),
    # whose party it is, written as one word or two
    (
        "Kari Vik (H) møtte Siv Moe (Frp) i går. Frp-politikeren mener at planen er dårlig.",
        [("Frp-politikeren", "Siv Moe")],
    ),
    (
        "Kari Vik (H) møtte Siv Moe (Frp) i går. Høgrekvinna meiner at planen er dårleg.",
        [("Høgrekvinna", "Kari Vik")],
    ),
    # what a body is: by its name, by what is known of it, by either of its names
    (
        "Arbeidstilsynet kom på besøk hos Nordvik AS. Tilsynet varsler at det blir bøter.",
        [("Tilsynet", "Arbeidstilsynet")],
    ),
    (
        "Arbeidstilsynet kom på besøk hos Nordvik AS. Tilsynet varslar at det blir bøter.",
        [("Tilsynet", "Arbeidstilsynet")],
    ),
    (
        "Widerøe innstilte fire avganger i Odda. Flyselskapet sier at tåka er tett.",
        [("Flyselskapet", "Widerøe")],
    ),
    (
        "Widerøe innstilte fire avgangar i Odda. Flyselskapet seier at skodda er tett.",
        [("Flyselskapet", "Widerøe")],
    ),
    (
        "Tall fra SSB viser vekst. Statistisk sentralbyrå la dem fram. Byrået mener at det snur.",
        [("Byrået", "Statistisk sentralbyrå")],
    ),
    (
        "Tal frå SSB viser vekst. Statistisk sentralbyrå la dei fram. Byrået meiner at det snur.",
        [("Byrået", "Statistisk sentralbyrå")],
    ),
]


def read(analyzer: Analyzer, text: str) -> tuple[Doc, list[Entity], References]:
    doc = analyzer.nlp(text)
    words = Words(doc)
    entities = find_entities(words)
    mark_entities(words, entities)
    return doc, entities, find_references(words, entities)


def phrase(doc: Doc, text: str) -> Span:
    """The last place where the words stand."""
    start = doc.text.rindex(text)
    span = doc.char_span(start, start + len(text))
    assert span is not None
    return span


@pytest.mark.parametrize(("text", "expected"), ARTICLES)
def test_what_a_phrase_stands_for(
    analyzer: Analyzer, text: str, expected: list[tuple[str, str]]
) -> None:
    doc, _, references = read(analyzer, text)
    for words, name in expected:
        entity = references.entity(phrase(doc, words))
        assert entity is not None, words
        assert entity.name == name


def test_found_are_in_text_order_and_no_names(analyzer: Analyzer) -> None:
    _, entities, references = read(analyzer, ARTICLES[0][0])
    assert [r.span.text for r in references.found] == ["Hun", "Han"]
    assert [r.kind for r in references.found] == ["pronoun", "pronoun"]
    assert all(r.entity in entities for r in references.found)


@pytest.mark.parametrize(
    ("text", "words", "never"),
    [
        ("Kari Vik var der. Han sier at det er over.", "Han", "Kari Vik"),
        ("Kari Vik var der. Han seier at det er over.", "Han", "Kari Vik"),
        ("Kari Vik (45) var der. – Godt, sier 26-åringen.", "26-åringen", "Kari Vik"),
        ("Kari Vik (45) var der. – Godt, seier 26-åringen.", "26-åringen", "Kari Vik"),
        # the gender of a compound, and an age that somebody else has
        ("Kari Vik var der. – Ja, sier småbarnsfaren.", "småbarnsfaren", "Kari Vik"),
        ("Per Lie var der. – Ja, seier storesøstera.", "storesøstera", "Per Lie"),
        ("Kari Vik møtte Siv Lie (9). – Ja, sier niåringen.", "niåringen", "Kari Vik"),
        ("Kari Vik møtte Siv Lie (9). – Ja, seier niåringen.", "niåringen", "Kari Vik"),
        ("Kari Vik var der. Naboene sier at det er over.", "Naboene", "Kari Vik"),
        ("Kari Vik var der. Naboane seier at det er over.", "Naboane", "Kari Vik"),
        ("Kari Vik var der. Kari Viks bror sier nei.", "Kari Viks bror", "Kari Vik"),
        # `SV-politikeren` is of no other party, `avisen` is no club
        ("Rita Moe (H) var der. – Bra, sier SV-politikeren.", "SV-politikeren", "Rita Moe"),
        # `retten` is no company
        ("Fjordlaks AS var der. Retten mener at kravet er for gammelt.", "Retten", "Fjordlaks AS"),
        ("Fjordlaks AS var der. Retten meiner at kravet er for gammalt.", "Retten", "Fjordlaks AS"),
        ("Rita Moe (Ap) var der. – Bra, seier SV-politikaren.", "SV-politikaren", "Rita Moe"),
        ("Klubben Brøndby vant. Den danske avisen roser laget.", "Den danske avisen", "Brøndby"),
        ("Klubben Brøndby vann. Den danske avisa rosar laget.", "Den danske avisa", "Brøndby"),
    ],
)
def test_what_contradicts_is_never_meant(
    analyzer: Analyzer, text: str, words: str, never: str
) -> None:
    """Gender, age, party and number, and a phrase that names somebody else's."""
    doc, _, references = read(analyzer, text)
    ranked = references.ranked(phrase(doc, words))
    assert never not in [entity.name for _, entity in ranked if entity is not None]
    assert sum(probability for probability, _ in ranked) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "Kari Vik (H) er imot. Mannen hennes er mer skeptisk. – Nei, sier han, og Kari Vik ler.",
        "Kari Vik (H) er imot. Mannen hennar er meir skeptisk. – Nei, seier han, og Kari Vik ler.",
        "Kari Vik møtte Per Lie. – Nei, sier Lie. Hun mener at det er for dyrt.",
    ],
)
def test_references_agree_with_the_quotes(analyzer: Analyzer, text: str) -> None:
    article = analyzer.analyze(text)
    referring = {
        (span.start, span.end): entity.id
        for entity in article.entities
        for span in entity.references
    }
    sources = [q for q in article.quotes if q.source is not None and len(q.speakers) == 1]
    standing = [q for q in sources if q.speakers[0].basis in ("pronoun", "description")]
    assert standing
    for quote in standing:
        assert quote.source is not None
        place = quote.source.start, quote.source.end
        assert referring.get(place) == quote.speakers[0].entity


def test_who_spoke_last_is_likelier(analyzer: Analyzer) -> None:
    doc, entities, references = read(analyzer, "Per Lie møtte Ola Moe. – Godt, sier han.")
    span = phrase(doc, "han")
    for last in entities:
        before = {id(e): p for p, e in references.ranked(span)}
        after = {id(e): p for p, e in references.ranked(span, last)}
        assert after[id(last)] >= before[id(last)]


def test_an_article_without_names(analyzer: Analyzer) -> None:
    doc, _, references = read(analyzer, "Hun sier at det regner.")
    assert references.found == ()
    assert references.entity(doc[0:1]) is None
    assert read(analyzer, "")[2].found == ()


def test_time_does_not_grow_faster_than_the_text(analyzer: Analyzer) -> None:
    """Thousands of names and pronouns take seconds."""
    part = analyzer.nlp("Kari Vik møtte Per Lie i Odda.\nHun sier at ordføreren kommer.\n")
    doc = Doc.from_docs([part] * 5_000, ensure_whitespace=False)
    assert doc is not None
    names = [*doc.ents]
    entities = [
        Entity("person", f"Kari Vik{n}", [*names[n : n + 3]]) for n in range(0, len(names), 3)
    ]
    start = time.perf_counter()
    references = find_references(Words(doc), entities)
    assert time.perf_counter() - start < 20
    assert len(references.found) > 100
