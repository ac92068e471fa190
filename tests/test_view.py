"""What is read of a text, and where it stands there."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsparse.analyzer import Analyzer
from newsparse.view import BULLETS, SIGNS, View
from newsparse.view.wrapped import BLANK, HYPHENS, INVISIBLE, SPACES

KNOWN = frozenset({"videre", "vidare", "Telemark", "pågående", "seier"})
ODD = [*INVISIBLE, *SPACES, "\u2011", "a\u030a", "e\u0301", "o\u0302\u0301", "\u0301", "x\u0323"]
WORDS = ["Kari", "Vik", "sier", "at", "ordføreren", "ny.", "– Vi", "vi-", "dere", "«ja»,", "og"]
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from([*ODD, *WORDS, " ", "  ", "\n", "\r\n"]), max_size=60).map("".join),
    st.lists(st.sampled_from(WORDS), min_size=20, max_size=60).flatmap(
        lambda words: st.integers(30, 60).map(lambda width: wrapped(" ".join(words), width))
    ),
)


def wrapped(text: str, width: int) -> str:
    """Break lines as a program does."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def read(text: str) -> str:
    return View.of(text, KNOWN.__contains__).text


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("sier Kari\u00a0Vik i\u2009dag.", "sier Kari Vik i dag."),
        ("seier  Kari \u202f Vik\ti dag.", "seier Kari Vik i dag."),
        ("Stolten\u00adberg og Vik\u200b, \ufeffOla", "Stoltenberg og Vik, Ola"),
        ("Vik \u200b er \u200emed", "Vik er med"),
        ("Hun spa\u030ar regn pa\u030a ide\u0301en.", "Hun spår regn på idéen."),
        ("Nord\u2011Noreg", "Nord-Noreg"),
        ("‹Vi vant›, sier Vik.", "«Vi vant», sier Vik."),
        ("»Vi vant«, sier Vik.\n»Ja.«", "«Vi vant», sier Vik.\n«Ja.»"),
        ("«Vi vant», sier Vik, »og så«", "«Vi vant», sier Vik, »og så«"),
        ("``Me vann'', seier Vik.", '"Me vann", seier Vik.'),
        ("Kari Vik\nsier nei.", "Kari Vik\nsier nei."),
        ("Den oﬃsielle ﬁlmen av Griﬃn", "Den offisielle filmen av Griffin"),
        ("Ola\x1eJohan Moe i Stats\x1fkraft", "Ola-Johan Moe i Statskraft"),
        ("Det held, seier Vik.\v– Nei.\fSlutt.", "Det held, seier Vik.\n– Nei.\nSlutt."),
        ("Han skreiv:\n> – Me vann.\n>\n> > Vik", "Han skreiv:\n– Me vann.\n\nVik"),
        ("•\t– Me vann, seier Vik.\n  ▪ Nei", "– Me vann, seier Vik.\nNei"),
        ("Han er 1 • 2 • 3.\n•", "Han er 1 • 2 • 3.\n•"),
        ("Ho seier:«Nei» og «ja»,sa Vik.", "Ho seier: «Nei» og «ja», sa Vik."),
        ("Klokka 3:«4», a:b og 1,5", "Klokka 3:«4», a:b og 1,5"),
        ("> Les også: Ferja er innstilt", "> Les også: Ferja er innstilt"),
    ],
)
def test_characters(text: str, view: str) -> None:
    assert read(text) == view


PARAGRAPHS = [
    # lines as wide as there is room for, with a name and a sentence's end at a break
    "– Vi vil ikke bygge en ny bru over elva her, og det\n"
    "har vi sagt i mange år nå, sier ordfører Kari\n"
    "Vik til avisa. Hun vil heller ruste opp ferja.\n"
    "Det blir billigere for alle, mener hun.",
    "– Vi vil ikkje byggje ei ny bru over elva her, og\n"
    "det har vi sagt i mange år no, seier ordførar Kari\n"
    "Vik til avisa. Ho vil heller ruste opp ferja, og ho\n"
    "meiner at det blir billegare.",
    # two lines, the second of which begins small
    "Innbyggerne krever svar fra kommunen etter at brua\nble stengt på mandag.",
    "Innbyggjarane krev svar frå kommunen etter at brua\nvart stengd på måndag.",
    # the text's first line is no headline where it cuts a name
    "Kommunen vil ikke bygge ny bru, sier ordfører Kari\n"
    "Vik, som har fått støtte fra alle partiene i saken\nog vil ruste opp ferja.",
    # an item of a list, with its lines set in
    "* At kommunen ruster opp ferja, og at alle som bor\n"
    "  der ute, får reise med den gratis til neste år",
    # letters of unlike widths
    "– Eg har aldri sett noko slikt, seier brannsjef\n"
    "Ola Moe. Han fortel at dei var tidleg ute, men at\n"
    "vinden gjorde alt verre, og at det\nsløkkingsarbeidet som no er i gang, tek tid.",
]


@pytest.mark.parametrize("text", PARAGRAPHS)
def test_lines_that_a_program_wrapped(text: str) -> None:
    line = " ".join(text.split())
    assert read(text) == line
    assert read(text.replace("\n", "\r\n")) == line
    assert read(f"{text}\n\n{text}\n") == f"{line}\n\n{line}\n"


MAIL = """> Ferja på Lenk stenges fra mandag, opplyser Statens vegvesen i en
> pressemelding.
>
> – Dette er helt uholdbart for alle som bor på øya, sier ordfører
> Åse Marie Vik til Nordavisen. Hun mener at vegvesenet burde ha
> varslet kommunen.
"""
COLUMN = """Kommunestyret i Lenk vedtok
tysdag å rive den gamle sku-
len i sentrum. Leiar i Fort-
idsminneforeninga, Jens Moe,
reagerer kraftig på vedtaket
til Ap-
leiaren i bygda.

– Dette er ein skandale,
seier han til Fjordavisa.
"""
PAGES = """Kommunestyret i Lenk vedtok tirsdag å rive den gamle skolen
i sentrum. Det skjer etter fire år med strid mellom partiene.

– Vi kan ikke bruke flere millioner på et bygg som er fullt
av mugg, og som ingen vil ha, sier ordfører Åse Marie
{}Vik (Sp). Hun håper at rivingen kan starte før jul, og at
den finansieres av salget av den gamle brannstasjonen.
"""


def test_mail_that_is_passed_on() -> None:
    words = " ".join(read(MAIL).split())
    assert read(MAIL).strip().count("\n") == 2
    assert "sier ordfører Åse Marie Vik til Nordavisen. Hun mener" in words
    assert ">" not in words
    assert read(MAIL.replace("> ", "> > ").replace("\n", "\r\n")).split() == words.split()


def test_narrow_columns() -> None:
    assert read(COLUMN).split("\n\n")[1].strip() == (
        "– Dette er ein skandale, seier han til Fjordavisa."
    )
    # half a word is none; what stands before a hyphen of its own is
    assert "Fortidsminneforeninga, Jens Moe, reagerer" in read(COLUMN.replace("til Ap-\n", ""))


@pytest.mark.parametrize("end", ["4\n", "\n- 4 -\n\n", "\nSide 4 av 12\n\n\f"])
def test_pages_that_end_inside_of_a_sentence(end: str) -> None:
    assert "sier ordfører Åse Marie Vik (Sp). Hun håper" in read(PAGES.format(end))
    whole = PAGES.format("").replace("Åse Marie", "Åse Marie.")
    assert read(whole.replace("Vik (Sp)", f"{end}Vik (Sp)")).count("\n") > 4


def test_empty_lines_between_all_lines() -> None:
    text = PAGES.format("").replace("\n\n", "\n").replace("\n", "\n\n")
    assert read(text).strip().count("\n") == 2
    assert "sier ordfører Åse Marie Vik (Sp). Hun håper" in read(text)
    # paragraphs of one line, some of which begin small, are paragraphs
    items = "Dette krever elevrådet på skolen av kommunen:\n\nny skolegård med benker og trær"
    assert read(f"{items}\n\nlengre friminutt på tirsdager og torsdager i uka") == (
        f"{items}\n\nlengre friminutt på tirsdager og torsdager i uka"
    )


def test_a_short_paragraph_is_as_wide_as_the_others() -> None:
    long = wrapped("Kommunen vil ikke bygge ny bru, og det er det flere grunner til. " * 6, 52)
    name = "– Vi har fått nok av det, sier ordføreren, Kari Moe\nVik."
    stop = "– Me har fått nok av det som skjer oppe i bygda no.\nDet må ta slutt, seier Vik."
    joined = "\n\n".join(part.replace("\n", " ") for part in (name, stop))
    assert read(f"{long}\n\n{name}\n\n{stop}").endswith(joined)
    # alone, two lines prove nothing
    assert read(f"{name}\n\n{stop}") == f"{name}\n\n{stop}"


SET = {
    "headline": "Kommunen vil anke dommen om fallrettene i vassdraget\n"
    "Kraftselskapet fikk medhold i retten etter fire år.",
    "byline": "Kommunen vil byggje ny skule i sentrum\nAv Kari Vik og Ola Moe\nFoto: Per Dahl",
    "replies": "– Vi vant, og det var på høy tid, sier Kari Vik.\n"
    "– Vi tapte, men vi kommer igjen, sier Ola Moe.\n– Det var uavgjort, sier dommeren.",
    "paragraphs": "Ordføreren er skuffet over vedtaket i kommunestyret.\n"
    "Hun vil ta saken opp igjen til høsten, sier hun.\nOpposisjonen er fornøyd med utfallet.",
    "recipe": "Dette treng du til fire porsjonar:\n400 gram torskefilet utan skinn og bein\n"
    "2 dl kremfløyte eller matfløyte med 18 prosent feitt\n1 ts reve sitronskal",
    "small items": "Elevrådet krever dette:\nny skolegård med benker, trær og lekeapparater\n"
    "lengre friminutt på tirsdager og torsdager i uka\ngratis frukt til alle på skolen",
    "marked items": "• vil ha nye benker i skolegården til neste høst\n"
    "• vil ha lengre friminutt på tirsdager og torsdager\n• vil ha gratis frukt",
    "numbered items": "1. Kari Vik (H), ordførar i Nordvik kommune\n"
    "2. Ola Moe (Sp), varaordførar i Nordvik kommune\n3. Per Dahl (Ap)",
    "names": "Kari Vik, ordfører i Nordvik kommune i Finnmark\n"
    "Ola Moe, varaordfører i Nordvik kommune i Finnmark\nPer Dahl, rådmann i Nordvik",
    "table": "Lag   Kampar   Poeng   Plassering i fjor og no\nbrann   12   30   nummer ein og to",
    "verse": "Sola går ned bak fjella i vest,\nog kvelden blir lang og blå.\n"
    "Vi venter på båten og på en gjest\nsom aldri kan komme nå.",
    "verse of even lines": "Det kviskrar ein vind over fjorden i kveld,\n"
    "han ber meg til landet der mor var i frå,\n"
    "han syng om ein båt og ei bru og ein eld,\nom alt som eg aldri vil nå.",
    "an address": "Har du tips om denne saken, så kontakt journalisten:\n"
    "Kari Vik kan du nå døgnet rundt på denne adressen\nkari.vik@avisa.no",
}


@pytest.mark.parametrize("text", SET.values(), ids=SET)
def test_lines_that_a_person_set(text: str) -> None:
    assert read(text).count("\n") == text.count("\n")


def test_a_headline_stands_over_wrapped_lines() -> None:
    text = (
        "Kommunen vil anke dommen om fallrettene i vassdraget\n"
        "Kraftselskapet fikk medhold i retten etter fire år\n"
        "med strid, og nå vil kommunen anke."
    )
    assert read(text) == " ".join(text.rsplit("\n", 1))


@pytest.mark.parametrize(
    ("end", "begin", "joined"),
    [
        ("vi-", "dere", "videre"),
        ("Øst-Tele-", "mark", "Øst-Telemark"),
        ("på-", "gående", "pågående"),
        ("på\u00ad", "gående", "pågående"),
        ("Øst-", "Telemark", "Øst-Telemark"),
        ("Oslo-", "mannen", "Oslo-mannen"),
        ("nord-", "og sørsiden", "nord- og sørsiden"),
        ("fjellbygd\u2010", "folket", "fjellbygdfolket"),  # the text has it elsewhere
    ],
)
def test_hyphens_at_the_end_of_a_line(end: str, begin: str, joined: str) -> None:
    text = f"Det er fjellbygdfolket selv som vil at det skal {end}\n{begin} i kommunen nå."
    assert read(text) == f"Det er fjellbygdfolket selv som vil at det skal {joined} i kommunen nå."


def test_plain_text_is_its_own_view() -> None:
    text = "Ordføreren er klar:\n– Dette går ikke, sier Kari Vik.\n\nHan er enig."
    view = View.of(text, KNOWN.__contains__)
    assert view.text is text
    assert view.place(3, 9) == (3, 9)


@given(text=TEXTS)
def test_every_place_of_the_view_is_one_in_the_text(text: str) -> None:
    """Places follow each other; what none of them covers is nothing, or a break of a line."""
    view = View.of(text, KNOWN.__contains__)
    places = [view.place(i, i + 1) for i in range(len(view.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    # a letter with marks that make two letters stands where both stand
    steps = list(pairwise(places))
    assert all(one[1] <= two[0] or one == two for one, two in steps)
    covered = {i for start, end in places for i in range(start, end)}
    dropped = {text[i] for i in range(len(text)) if i not in covered}
    assert dropped <= {*BLANK, *HYPHENS, *BULLETS, *">\n\r"}
    for letter, (start, end) in zip(view.text, places, strict=True):
        written = text[start:end]
        if letter == " ":
            assert not written.strip(BLANK + "\r\n") or written in ":,"
        elif letter == "-":
            assert written in HYPHENS
        elif letter == "\n":
            assert written in "\n\v\f\x85"
        else:
            # marks may stand as they are
            assert letter in SIGNS.get(written, "") + unicodedata.normalize("NFC", written)


@given(text=TEXTS, data=st.data())
def test_a_stretch_of_the_view_is_what_is_read_of_its_place(text: str, data: st.DataObject) -> None:
    view = View.of(text, KNOWN.__contains__)
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    place = view.place(start, end)
    assert place == (view.place(start, start + 1)[0], view.place(end - 1, end)[1])
    written = text[slice(*place)]
    assert written[0] not in INVISIBLE or view.text[start] == " "
    assert letters(written) == letters(view.text[start:end])


def letters(text: str) -> str:
    """What cannot get lost: letters and digits, without their marks."""
    whole = "".join(SIGNS.get(c, c) for c in text)
    return "".join(c for c in unicodedata.normalize("NFD", whole) if c.isalnum())


def test_time_grows_with_the_text_only() -> None:
    lines = [
        "a\u00ad\u00a0 ",
        "vi-\ndere i kommunen som bygger ny bru over elva i\n",
        "x\n",
        "a\u0301\u0323",
        "\n" + " " * 60,
        "> > a\n",
        ">" * 60 + "\n",
        "4\n",
        "Vi skal bygge ny bru over elva i bygda neste vår\n4\n\nmed",
        "vi-\nder",
        "•\t•\n",
        "Vi skal bygge ny bru over elva neste vår og\n\nså ",
        "»,a:«b",
    ]
    for line in lines:
        started = time.process_time()
        view = View.of(line * (1_000_000 // len(line)), KNOWN.__contains__)
        assert time.process_time() - started < 5, line
        assert view.place(len(view.text) - 1, len(view.text))[1] <= len(view.source)


@pytest.mark.parametrize(
    ("text", "name", "quote", "span"),
    [
        (
            "– Dette går\u00a0ikke, sier Kari  Stolten\u00adberg i Oslo.",
            "Kari Stoltenberg",
            "Dette går ikke",
            "Dette går\u00a0ikke",
        ),
        (
            "– Dette gjekk ikkje bra, og det får vi leve\nmed, seier Kari\u00a0Vik\u200b i Oslo.",
            "Kari Vik",
            "Dette gjekk ikkje bra, og det får vi leve med",
            "Dette gjekk ikkje bra, og det får vi leve\nmed",
        ),
    ],
)
def test_record(analyzer: Analyzer, text: str, name: str, quote: str, span: str) -> None:
    """Names and a quote's text are as read; spans are the text's own."""
    article = analyzer.analyze(text)
    assert article.text == text
    assert name in [entity.name for entity in article.entities]
    (found,) = article.quotes
    assert [speaker.name for speaker in found.speakers] == [name]
    assert found.text == quote
    assert [content.text for content in found.content] == [span]
    for entity in article.entities:
        for mention in entity.mentions:
            assert text[mention.start : mention.end] == mention.text


def test_known_words(analyzer: Analyzer) -> None:
    assert all(map(analyzer.knows, ["videre", "sesongen", "håpar", "Telemark", "seier"]))
    assert not any(map(analyzer.knows, ["oslomannen", "fallrettene", "fjellbygdfolket"]))
