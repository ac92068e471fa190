"""Bokmål, Nynorsk or another language; and foreign paragraphs, which make no quotes."""

import time
from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from newsparse.analyzer import Analyzer
from newsparse.language import detect_language, find_foreign
from newsparse.lexicon import lexicon
from newsparse.reading.document import Document
from newsparse.words import Words

NB = """Ferja ble liggende fast i går

Ferja til Lenk gikk på grunn like etter klokka ni, og ingen av passasjerene ble skadd.

– Vi hørte et smell, og så stod vi stille, sier skipper Kari Vik til avisa.

Hun mener at lyset på moloen ikke virket slik det skal."""
NN = """Ferja vart liggjande fast i går

Ferja til Lenk gjekk på grunn like etter klokka ni, og ingen av passasjerane vart skadde.

– Me høyrde eit smell, og så stod me stille, seier skipper Kari Vik til avisa.

Ho meiner at lyset på moloen ikkje verka slik det skal."""
DA = """Færgen stødte på grund i går aftes

Færgen til Lenk stødte på grund lige efter klokken ni, og ingen af passagererne kom noget til.

– Vi hørte et brag, og så lå vi stille, siger skipper Kari Vik til avisen.

Hun mener, at fyret på molen ikke har virket, og at kommunen burde skifte pæren ud."""
SV = """Färjan gick på grund i går kväll

Färjan till Lenk gick på grund strax efter klockan nio, och ingen av passagerarna skadades.

– Vi hörde en smäll, och sedan stod vi stilla, säger skepparen Kari Vik till tidningen.

Hon menar att fyren på piren inte har fungerat, och att kommunen borde ha bytt lampan."""
EN = """The ferry ran aground last night

The ferry to Lenk ran aground shortly after nine, and none of the passengers were hurt.

“We heard a bang, and then we were not moving,” said the captain, Kari Vik, to the newspaper.

She says that the light on the pier has not been working, and that someone should fix it."""
DE = """Die Fähre nach Lenk ist gestern Abend kurz nach neun auf Grund gelaufen. Verletzt wurde
niemand.

„Wir haben einen Schlag gehört, und dann lagen wir still“, sagte die Kapitänin Kari Vik der
Zeitung. Sie meint, dass das Licht auf der Mole schon lange nicht mehr richtig funktioniert hat."""
FI = """Lautta ajoi karille eilen illalla pian yhdeksän jälkeen, eikä kukaan matkustajista
loukkaantunut.

– Kuulimme kovan äänen, ja sitten olimme paikallamme, sanoo kippari Kari Vik lehdelle. Hänen
mukaansa aallonmurtajan valo ei ole toiminut niin kuin sen pitäisi."""
SE = """Sámediggi lea mearridan ahte buot skuvllat galget oažžut eanet ruđa dán jagi. Presideanta
dadjá ahte dát lea buorre ođas mánáide ja vánhemiidda, ja ahte bargu álgá juo boahtte
vahkus. Son sávvá ahte gielddat maid váldet ovddasvástádusa ja dorjot giela."""
IS = """Ferjan til Lenk strandaði í gærkvöldi skömmu eftir klukkan níu og enginn farþeganna
slasaðist.

„Við heyrðum högg og svo stóðum við kyrr,“ segir skipstjórinn við blaðið. Hún segir að ljósið á
bryggjunni hafi ekki virkað eins og það á að gera, og að það hefði átt að laga það fyrir löngu."""
FO = """Ferjan til Lenk koyrdi á land í gjárkvøldið stutt eftir klokkan níggju, og eingin av
ferðafólkunum varð løstaður. Vit hoyrdu eitt brak, og so lógu vit still, sigur skiparin
við blaðið. Hon heldur, at ljósið á molanum ikki hevur virkað, sum tað skal, og at
kommunan átti at havt skift tað út."""

ENGLISH_STATEMENT = """We deeply regret what happened to the passengers that we had on board.

“Safety is our first concern,” said the chairman, Peter Moss, who promised to look into it.

We will not comment any further.

The company says that all of the money will be paid back to those who were on board that evening."""
SAMI_PARAGRAPH = SE.replace("\n", " ")
DANISH_LETTER = """Jeg har læst jeres artikel om færgen, og den gør mig vred. Min mand siger, at
det er noget sludder, og det har han ret i. Der har aldrig været ro om den
rute, og det bliver der heller ikke."""


def standard(text: str) -> str:
    return detect_language(Words(spacy.blank("nb")(text)))


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
    assert standard(text) == language


def test_the_lists_share_no_word() -> None:
    words = lexicon().language_words
    assert not words["nb"] & words["nn"]
    only, common = lexicon().only_words, lexicon().common_words
    assert not only["no"] & only["da"]
    assert not only["no"] & only["sv"]
    assert not only["da"] & only["sv"]
    for language, words_of_it in only.items():
        assert not words_of_it & common[language]
    assert all(words_of_it <= common["no"] for words_of_it in common.values())


FOREIGN = {"da": DA, "sv": SV, "en": EN, "de": DE, "fi": FI, "se": SE, "is": IS, "fo": FO}


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language(language: str) -> None:
    text = FOREIGN[language]
    assert find_foreign(text).language == language
    assert find_foreign(text.upper()).language == language
    assert find_foreign(text.replace("\n\n", "\n")).language == language
    assert find_foreign(" ".join(text.split())).language == language


NAMES = ", ".join(
    f"{first} {last}"
    for last in ("Vik", "Moe", "Lien", "Strand", "Smith", "Müller")
    for first in ("Kari", "Ola", "Åse", "Peter", "John", "Anna")
)
RESULTS = """Fotball, 4. divisjon: Lenk – Vik 2–1 (1–0). 1–0 Ola Moe (12.), 1–1 Per Lien (58.),
2–1 Ali Khan (90.). Strand – Moss IL 0–0. Fjell – Dal 3–4. Tabellen: Lenk 3 3 0 0 9–2
9, Vik 3 2 0 1 7–4 6, Fjell 3 1 1 1 5–5 4, Dal 3 1 0 2 6–8 3, Strand 3 0 2 1 2–4 2,
Moss IL 3 0 1 2 1–7 1."""
RECIPE = """4 dl hvetemel, 2 ts bakepulver, 1 ts salt, 100 g smør, 2 egg, 3 dl melk, 1 dl sukker,
revet skall av 1 sitron. Rør alt til en jevn røre. Stek lapper i smør på middels
varme, og server med syltetøy."""
TITLES = """Ukas liste: 1. The Long Way Home – The Birches. 2. Nothing Is Ever Over – Ann Moss. 3.
All My Rivers – Low Tide. 4. What You Told Me – The Birches. 5. Under The Bridge Again
– Peter Moss. 6. One More Winter – Salt."""
DIALECT = """Æ e fra Lenk, sjø, og dæ e itj så lett å si ka som e rett. Ho mor sa alltid at vi
måtte fær på havet når vinden sto fra nord, men no e dæ ingen som bryr sæ om vinden.
Dæm sett inne og ser på skjerm heile dagen."""
RIKSMAAL = """Efter krigen blev han boende i byen, og meget av det han skrev i disse årene, er nu
glemt. Han var efter sigende en stille mann, som helst gikk sine egne veier. Hadde
han levet lenger, sier hans søster, ville han ha reist hjem igjen. Sne og kulde brød
han sig ikke om."""
OLD = """Da han kom op paa Høien, saa han ned over Byen, som laa der i Aftensolen. Han havde gaaet
længe, og nu stod han stille. Maaske var det sidste Gang, tænkte han, at han skulde se
den. Saa gik han hjem igjen og gjorde op Ild paa Skorstenen, og det blev varmt og godt
derinde."""


@pytest.mark.parametrize(
    "text",
    [
        NB,
        NN,
        NB.upper(),
        " ".join(NN.split()),
        NAMES,
        RESULTS,
        RECIPE,
        TITLES,
        DIALECT,
        RIKSMAAL,
        OLD,
        "",
        "Oslo 2024",
        "I love it",  # too short to tell
        "– I love it, sier Kari Vik.",
        "Kari Vik (45)\nOla Moe (12)\n" * 30,
        f"{NB}\n\n{ENGLISH_STATEMENT}",  # mostly English by its words, but a Norwegian article
    ],
)
def test_norwegian(text: str) -> None:
    assert find_foreign(text).language is None


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{n}\t{n * 7}\t{n * n},5" for n in range(100)),
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor "
        "incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud "
        "exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. Duis aute "
        "irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla "
        "pariatur. Excepteur sint occaecat cupidatat non proident.",
    ],
)
def test_no_language(text: str) -> None:
    assert find_foreign(text).language == "und"


def test_a_foreign_article_is_not_analysed(analyzer: Analyzer) -> None:
    documents = [Document("1", NB), Document("2", DA), Document("3", SE), Document("4", NN)]
    articles = list(analyzer.stream(documents))
    assert [a.id for a in articles] == ["1", "2", "3", "4"]
    assert [a.language for a in articles] == ["nb", "da", "se", "nn"]
    assert [a.warnings for a in articles] == [[], ["language"], ["language"], []]
    assert [bool(a.entities) for a in articles] == [True, False, False, True]
    assert [bool(a.quotes) for a in articles] == [True, False, False, True]
    assert [a.text for a in articles] == [NB, DA, SE, NN]


def test_any_language(analyzer: Analyzer) -> None:
    (article,) = analyzer.stream([Document("1", DA, any_language=True)])
    assert article.language == "da"
    assert article.warnings == []
    assert any(entity.name == "Kari Vik" for entity in article.entities)


def test_the_hint_counts_only_for_the_standard(analyzer: Analyzer) -> None:
    documents = [Document("1", "Oslo 2024", language="nn"), Document("2", EN, language="nn")]
    assert [a.language for a in analyzer.stream(documents)] == ["nn", "en"]


def held(article: str, part: str) -> bool:
    start = article.index(part)
    return find_foreign(article).holds(start, start + len(part))


@pytest.mark.parametrize("part", [ENGLISH_STATEMENT, SAMI_PARAGRAPH, DANISH_LETTER])
@pytest.mark.parametrize("article", [NB, NN])
def test_a_foreign_paragraph(article: str, part: str) -> None:
    part = "\n\n".join(" ".join(p.split()) for p in part.split("\n\n"))
    first, rest = article.split("\n\n", 1)
    foreign = find_foreign(f"{first}\n\n{part}\n\n{rest}")
    assert foreign.language is None
    assert foreign.stretches == ((len(first) + 2, len(first) + 2 + len(part)),)
    assert not find_foreign(article).stretches


@pytest.mark.parametrize(
    "paragraph",
    [
        "– I love it, sier Kari Vik.",
        "– I love it here, and I hope that all of you will come back to see us, sier Kari Vik.",
        "Hun sa: «We will never give up, and we will never let them take what is ours.»",
        "Filmen heter «The Long Way Home», av de samme som stod bak «Nothing Is Ever Over».",
        "We will not comment any further.",
        "Skuespillere: John Smith, Ann Moss, Peter Birch, Emma Stone Hill, Mary Jane Potter, Tom.",
        NAMES,
        "Kamper i dag: Arsenal – Everton, Fulham – Leeds, West Ham – Villa, Hull City – Stoke.",
    ],
)
def test_a_norwegian_paragraph(paragraph: str) -> None:
    assert find_foreign(f"{NB}\n\n{paragraph}").stretches == ()
    assert find_foreign(f"{paragraph}\n{NN}").stretches == ()


def test_a_foreign_paragraph_makes_no_quotes(analyzer: Analyzer) -> None:
    article = analyzer.analyze(f"{NB}\n\n{ENGLISH_STATEMENT}")
    assert article.language == "nb"
    assert article.warnings == []
    alone = analyzer.analyze(NB)
    assert [q.text for q in article.quotes] == [q.text for q in alone.quotes]
    assert len(alone.quotes) == 2
    danish = " ".join(DA.split("\n\n")[2:])
    assert len(analyzer.analyze(f"{NN}\n\n{danish}").quotes) == 2


def test_what_a_norwegian_sentence_introduces_stays(analyzer: Analyzer) -> None:
    message = (
        "«We deeply regret what happened to the passengers on Friday, and will pay them back.»"
    )
    article = analyzer.analyze(f"{NB}\n\nReder Peter Moss skriver i en e-post:\n\n{message}")
    assert held(article.text, message)
    assert any("We deeply regret" in quote.text for quote in article.quotes)


def test_stretches_of_two_languages_are_two() -> None:
    english, swedish = " ".join(ENGLISH_STATEMENT.split()), " ".join(SV.split())
    foreign = find_foreign(f"{NB}\n{english}\n{swedish}\n{NB}")
    assert len(foreign.stretches) == 2


@given(
    st.lists(st.sampled_from([*NB.split("\n\n"), *EN.split("\n\n"), *DA.split("\n\n"), "", "ð"]))
)
def test_stretches_are_paragraphs_in_order(paragraphs: list[str]) -> None:
    text = "\n".join(paragraphs)
    stretches = find_foreign(text).stretches
    assert list(stretches) == sorted(stretches)
    for start, end in stretches:
        assert start == 0 or text[start - 1] == "\n"
        assert end == len(text) or text[end] == "\n"
    assert all(a[1] < b[0] for a, b in pairwise(stretches))


@given(st.text())
def test_odd_text_has_a_language_or_none(text: str) -> None:
    find_foreign(text)


@pytest.mark.parametrize(
    "unit",
    ["a ", "å", "a", "\n", "The cat is here.\n", EN + "\n" + NB + "\n", "ð\n", "1 ", "A", "\x00"],
)
def test_it_takes_no_longer_than_the_text(unit: str) -> None:
    start = time.perf_counter()
    find_foreign(unit * (400_000 // len(unit)))
    assert time.perf_counter() - start < 5
