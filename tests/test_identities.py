"""Who is the same over many articles, in the rules, the aliases and the commands."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from articles import MODEL
from newsparse.aliases import Alias, read_aliases
from newsparse.errors import AliasError
from newsparse.identities import Identities, Identity
from newsparse.lexicon import lexicon
from newsparse.record import Article, Entity, EntityType, Gender, Mention, Quote, Span, Speaker

MAY, JUNE = "2026-05-01", "2026-06-01T12:00:00+02:00"


def naming(
    *forms: str,
    type: EntityType = "person",
    gender: Gender | None = None,
    published: str | None = MAY,
    source: str | None = "Avisa",
    language: str = "nb",
    id: str = "sak",
) -> Article:
    """Return an article that names and quotes one by several forms; its name is the longest."""
    text, mentions = "", []
    for form in forms:
        mentions.append(Mention(start=len(text), end=len(text) + len(form), text=form, label="X"))
        text += form + " "
    entity = Entity(
        id="e1",
        type=type,
        name=max(forms, key=len),
        mentions=mentions,
        references=[],
        gender=gender,
    )
    said = Span(start=len(text), end=len(text) + 2, text="Ja")
    quote = Quote(
        id="q1",
        type="direct",
        construction="inquit",
        text="Ja",
        content=[said],
        cue=None,
        source=None,
        speakers=[Speaker(name=entity.name, entity="e1", basis="name")],
        negated=False,
    )
    return Article(
        id=id,
        language=language,
        title=None,
        published=published,
        source=source,
        text=text + "Ja",
        entities=[entity],
        quotes=[quote],
        meta={},
        sha256="",
        model=MODEL,
        newsparse_version="0",
    )


def identity(
    asked: Article, *learned: Article, aliases: dict[str, Alias] | None = None
) -> Identity:
    identities = Identities(aliases)
    for article in (*learned, asked):
        identities.learn(article)
    return identities.of(asked, asked.entities[0])


def name(asked: Article, *learned: Article) -> str:
    return identity(asked, *learned).name


VIK, MOE = naming("Kari Vik"), naming("Ola Vik")


def test_a_surname_alone_is_that_of_the_one_who_bears_it() -> None:
    assert identity(naming("Vik"), VIK, naming("Ola Moe")) == (
        "person:kari vik",
        "Kari Vik",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("asked", "learned"),
    [
        (naming("Vik"), [VIK, MOE]),  # two bear it
        (naming("Vik", published=JUNE), [VIK]),  # another time
        (naming("Vik", source="Bladet"), [VIK]),  # another source
        (naming("Vik", published=None), [naming("Kari Vik", published=None)]),  # no time
        (naming("Vik", gender="male"), [naming("Kari Vik", gender="female")]),
        (naming("Thomas"), [naming("Kari Thomas")]),  # a first name
        (naming("Kari Vik"), [naming("Kari Moe Vik")]),  # two full names, and no article has both
        (
            naming("Kari Vik"),
            [naming("Kari Moe Vik", "Kari Vik"), naming("Kari Li Vik", "Kari Vik")],
        ),
        (naming("Kari"), [VIK]),
    ],
)
def test_what_is_in_doubt_stays_what_it_is(asked: Article, learned: list[Article]) -> None:
    assert name(asked, *learned) == asked.entities[0].name


def test_a_full_name_and_its_longer_form_are_one_where_an_article_has_both() -> None:
    both = naming("Jonas Gahr Støre", "Jonas Støre", "Gahr Støre")
    assert name(naming("Jonas Støre", published=JUNE, source="Bladet"), both) == "Jonas Gahr Støre"
    assert name(naming("Støre"), both, naming("Jonas Støre")) == "Jonas Gahr Støre"
    assert name(naming("Gahr Støre"), both) == "Jonas Gahr Støre"
    assert name(naming("Gahr Støre", published=JUNE), both) == "Gahr Støre"


def test_odd_names_are_what_they_are() -> None:
    for odd in ("", " ", "\u00a0"):
        for type in ("person", "organisation", "place"):
            made = naming("Kari Li Vik", odd)
            entity = made.entities[0].model_copy(update={"type": type, "name": odd})
            asked = made.model_copy(update={"entities": [entity]})
            assert name(asked, naming("Kari Li Vik", odd)) == odd


def test_who_is_in_doubt_is_somebody_of_one_article() -> None:
    one, other = naming("Emma", id="a"), naming("Emma", id="b")
    assert identity(one).key != identity(other, one).key
    known = {"emma": Alias("Emma", None)}
    assert identity(one, aliases=known).key == identity(other, aliases=known).key


def test_the_gender_goes_with_the_surname() -> None:
    assert identity(naming("Vik"), naming("Kari Vik", gender="female")).gender == "female"
    assert identity(naming("Vik"), VIK, MOE).gender is None


def test_a_hyphen_makes_no_other_person() -> None:
    assert identity(naming("Per-Olav Vik")).key == identity(naming("Per Olav Vik")).key


def test_letters_large_and_small_make_no_two_of_one() -> None:
    assert identity(naming("KARI VIK")).key == identity(VIK).key


def body(*forms: str, language: str = "nb") -> Article:
    return naming(*forms, type="organisation", language=language)


def test_bodies_of_both_standards() -> None:
    found = [
        identity(body(form, language=language))
        for form, language in (("Frp", "nb"), ("FrP", "nn"), ("Framstegspartiet", "nn"))
    ]
    assert {each.key for each in found} == {"organisation:fremskrittspartiet"}
    assert [each.name for each in found] == [
        "Fremskrittspartiet",
        "Framstegspartiet",
        "Framstegspartiet",
    ]
    assert name(body("AP")) == "AP"  # or Associated Press


def test_an_acronym_is_the_body_that_articles_agree_on() -> None:
    both = body("Kystens Fiskelag", "KFL")
    assert name(body("KFL"), both, both) == "Kystens Fiskelag"
    assert name(body("KFL"), both) == "KFL"  # once may be an error
    assert name(body("KFL"), both, both, body("Kvinners Frie Lag", "KFL")) == "KFL"
    part = body("NRX Rogaland", "NRX")
    assert name(body("NRX"), part, part) == "NRX"
    assert name(body("Fisk ASA")) == "Fisk"


def test_places_have_codes() -> None:
    def place(name: str) -> Identity:
        return identity(naming(name, type="place"))

    assert place("Noreg") == ("place:NO", "Noreg", None, "NO", None)
    assert place("Norge").key == "place:NO"
    assert place("Kautokeino")[3] == place("Guovdageaidnu")[3] == "5612"
    assert place("Bergen kommune").key == place("Bergen").key == "place:4601"
    assert place("Vestland fylkeskommune").place_code == "NO-46"
    assert place("Våler").place_code is None  # there are two
    assert place("Bø").place_code is None
    assert identity(naming("Lund", type="person")).place_code is None


def test_every_municipality_has_one_number() -> None:
    codes = lexicon().place_codes
    numbers = {code for code in codes.values() if code.isdecimal()}
    assert len(numbers) > 340
    assert all(len(number) == 4 for number in numbers)
    assert codes["Oslo"] == "0301"
    assert codes["Troms"] == "NO-55"
    assert codes["Tyskland"] == "DE"


def test_aliases(tmp_path: Path) -> None:
    file = tmp_path / "navn.csv"
    file.write_text(
        "name,stands for,wikidata\nStøre,Jonas Gahr Støre\nJonas Gahr Støre,,Q380900\n"
        'J. Støre,Støre,\n\n"Vik, Kari",Kari Vik\n',
        encoding="utf-8-sig",
    )
    known = read_aliases(file)
    stoere = Alias("Jonas Gahr Støre", "Q380900")
    assert known["støre"] == known["j. støre"] == known["jonas gahr støre"] == stoere
    assert known["vik, kari"] == Alias("Kari Vik", None)
    found = identity(naming("Støre", published=None), aliases=known)
    assert found == ("person:jonas gahr støre", "Jonas Gahr Støre", "Q380900", None, None)
    assert identity(naming("JONAS GAHR STØRE"), aliases=known).name == "Jonas Gahr Støre"


def test_aliases_of_a_norwegian_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "navn.csv"
    file.write_bytes("Støre;Jonas Gahr Støre\r\nKygo;Q1\r\n".encode("cp1252"))
    assert read_aliases(file)["støre"] == Alias("Jonas Gahr Støre", None)
    assert read_aliases(file)["kygo"] == Alias("Kygo", "Q1")


def test_an_alias_goes_over_what_newsparse_knows() -> None:
    known = {"fremskrittspartiet": Alias("Frp", "Q212101"), "frp": Alias("Frp", "Q212101")}
    for form in ("Frp", "Framstegspartiet", "Fremskrittspartiet"):
        found = identity(body(form, language="nn"), aliases=known)
        assert found == ("organisation:fremskrittspartiet", "Frp", "Q212101", None, None)


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("Støre\n", "line 1 is no alias .nothing that Støre stands for"),
        ("a,b\n,Støre\n", "line 2 is no alias .no name"),
        ("Støre,Jonas Gahr Støre,380900\n", "line 1 is no alias .380900 is no id"),
        ("a,b,Q1,d\n", "line 1 is no alias .more than three"),
        ("a,b\nA,c\n", "says two things of A"),
        ("a,c,Q1\nb,c,Q2\n", "says two things of c"),
        ("a,b\nb,c\nc,a\n", "stands for itself"),
        ("a,\x81\n", "cannot be read"),
    ],
)
def test_bad_aliases_are_refused(lines: str, what: str, tmp_path: Path) -> None:
    file = tmp_path / "navn.csv"
    file.write_bytes(lines.encode("latin-1" if "\x81" in lines else "utf-8"))
    with pytest.raises(AliasError, match=what):
        read_aliases(file)
    with pytest.raises(AliasError, match="No such file"):
        read_aliases(tmp_path / "none.csv")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Results in which the short name comes before the full one."""
    found = [naming("Vik", id="a"), naming("Kari Vik", id="b"), naming("Moe", id="c")]
    path = tmp_path / "resultat.jsonl"
    lines = [json.dumps(article.model_dump(mode="json")) for article in found]
    path.write_text("\n".join([*lines, ""]))
    return path


def run(*arguments: str | Path, stdin: Path | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "newsparse", *map(str, arguments)]
    if stdin is None:
        return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    with subprocess.Popen(["cat", stdin], stdout=subprocess.PIPE) as pipe:
        return subprocess.run(command, capture_output=True, text=True, stdin=pipe.stdout)


COUNTED = (
    "person,quotes,share,words,speakers,articles\nKari Vik,2,0.6667,2,1,2\nMoe,1,0.3333,1,1,1\n"
)


def test_stats_count_one_for_one(results: Path, tmp_path: Path) -> None:
    assert run("stats", results).stdout == COUNTED
    with results.open() as file:
        command = [sys.executable, "-m", "newsparse", "stats", "-"]
        seekable = subprocess.run(command, stdin=file, capture_output=True, text=True)
    assert seekable.stdout == COUNTED
    piped = run("stats", "-", stdin=results)
    assert (piped.stdout, piped.stderr, piped.returncode) == (COUNTED, "", 0)
    aliases = tmp_path / "navn.csv"
    aliases.write_text("Moe,Ola Moe\n")
    assert "\nOla Moe,1," in run("stats", results, "--aliases", aliases).stdout
    refused = run("stats", results, "--aliases", tmp_path / "none.csv")
    assert (refused.stdout, refused.returncode) == ("", 1)
    assert "none.csv: cannot be read (No such file or directory); a line is" in refused.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are not here")
def test_what_a_named_pipe_brings_is_read_twice(results: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    with subprocess.Popen(["cp", results, pipe]):
        assert run("stats", pipe).stdout == COUNTED


def test_exports_have_the_key(results: Path, tmp_path: Path) -> None:
    database = tmp_path / "r.db"
    assert run("export", results, "--to", "sqlite", "-o", database).returncode == 0
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT name, key, full_name FROM entities ORDER BY id"
        ).fetchall()
        total = connection.execute(
            "SELECT speaker, quotes FROM speakers_total ORDER BY 2"
        ).fetchall()
    assert rows == [
        ("Vik", "person:kari vik", "Kari Vik"),
        ("Kari Vik", "person:kari vik", "Kari Vik"),
        ("Moe", "person:moe@c", "Moe"),
    ]
    assert total == [("Moe", 1), ("Kari Vik", 2)]
    assert run("export", results, "--to", "csv", "-o", tmp_path / "t").returncode == 0
    with (tmp_path / "t/quotes.csv").open(encoding="utf-8-sig", newline="") as file:
        quotes = [(row["speaker"], row["key"], row["full_name"]) for row in csv.DictReader(file)]
    assert quotes[0] == ("Vik", "person:kari vik", "Kari Vik")


def test_the_report_lists_one_for_one(results: Path, tmp_path: Path) -> None:
    assert run("report", results, "-o", tmp_path / "r.html", "--language", "en").returncode == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.count("<strong>Kari Vik</strong>") == 2  # the list, and her own article
    assert '[["Kari Vik","person"' in page
