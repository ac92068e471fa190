"""JSON as content systems export it, ninjs in all versions, and tables."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsparse.errors import ReadingError
from newsparse.reading import Document, Entry, Options, entries, read_documents
from newsparse.reading.csv import is_table
from newsparse.reading.dates import iso_date
from newsparse.reading.shapes import joined
from newsparse.record import Failure

HTML = (
    "<p>Kari Vik er ordf&oslash;rer.</p>\n<p>&#8211; Vi m&aring; bygge, sier Vik.<br>N&aring;.</p>"
)
TEXT = "Kari Vik er ordfører.\n\n– Vi må bygge, sier Vik.\nNå."


def found(path: Path, content: Any, **options: Any) -> list[Document | ReadingError]:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8", newline="")
    return list(read_documents([str(path)], Options(**options)))


def only(path: Path, content: Any, **options: Any) -> Document:
    (document,) = found(path, content, **options)
    assert isinstance(document, Document)
    for part in document.parts:
        assert document.text[part.start : part.end].strip()
    return document


WORDPRESS = {
    "id": 12,
    "date": "2026-11-02T12:00:00",
    "guid": {"rendered": "https://bygda.example/?p=12"},
    "link": "https://bygda.example/bru",
    "title": {"rendered": "Bygda &#8211; ny bru"},
    "content": {"rendered": HTML, "protected": False},
    "author": 3,
}
JSON_LD = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "@id": "https://bygda.example/1",
    "headline": "Bygda – ny bru",
    "articleBody": TEXT,
    "datePublished": "2026-11-02T12:00:00+01:00",
    "author": [{"@type": "Person", "name": "Ola Moe"}, {"name": "Eva Li"}],
    "publisher": {"name": "Bygda"},
    "articleSection": "Nyheter",
    "mainEntityOfPage": {"@id": "https://bygda.example/bru"},
}
NEWS_PLEASE = {
    "maintext": TEXT,
    "title": "Bygda – ny bru",
    "date_publish": "2026-11-02 12:00:00",
    "url": "https://bygda.example/bru",
    "source_domain": "bygda.example",
    "authors": ["Ola Moe"],
}
SUPERDESK = {
    "_id": "urn:1",
    "guid": "tag:bygda:1",
    "type": "text",
    "headline": "Bygda – ny bru",
    "abstract": "<p>Etter tjue år</p>",
    "body_html": HTML,
    "versioncreated": "2026-11-02T12:00:00+0000",
    "byline": "Ola Moe",
    "service": [{"code": "a", "name": "Innenriks"}],
    "source": "NTB",
}


@pytest.mark.parametrize(
    ("record", "id", "facts"),
    [
        (WORDPRESS, "12", ("2026-11-02T12:00:00", "https://bygda.example/bru", None, None, None)),
        (
            JSON_LD,
            "https://bygda.example/1",
            (
                "2026-11-02T12:00:00+01:00",
                "https://bygda.example/bru",
                "Nyheter",
                "Ola Moe, Eva Li",
                "Bygda",
            ),
        ),
        (
            NEWS_PLEASE,
            "https://bygda.example/bru",
            ("2026-11-02T12:00:00", "https://bygda.example/bru", None, "Ola Moe", "bygda.example"),
        ),
        (
            SUPERDESK,
            "tag:bygda:1",
            ("2026-11-02T12:00:00+00:00", None, "Innenriks", "Ola Moe", "NTB"),
        ),
    ],
    ids=["WordPress", "JSON-LD", "news-please", "Superdesk"],
)
@pytest.mark.parametrize("shape", ["line", "list", "graph", "items", "hits"])
def test_content_systems(
    tmp_path: Path, record: dict[str, Any], id: str, facts: tuple[str | None, ...], shape: str
) -> None:
    other = {"@type": "BreadcrumbList", "name": "sti"}
    content = {
        "line": record,
        "list": [record],
        "graph": {"@graph": [other, record]},
        "items": {"_items": [record], "_meta": {"total": 1}},
        "hits": {"hits": {"total": 1, "hits": [{"_index": "a", "_source": record}]}},
    }[shape]
    document = only(tmp_path / "a.json", content)
    assert (document.id, document.title) == (id, "Bygda – ny bru")
    assert document.text.startswith("Bygda – ny bru\n\n")
    assert document.text.endswith(TEXT)
    told = (document.published, document.url, document.section, document.byline, document.source)
    assert told == facts
    assert not {"content", "articleBody", "maintext", "body_html"} & document.meta.keys()


def test_several_keys_are_paragraphs(tmp_path: Path) -> None:
    record = {"t": "Ny bru", "lead": "Ny bru åpnes <b>nå</b>.", "body": HTML, "d": "2.11.2026"}
    document = only(
        tmp_path / "a.json", record, text_key="t, lead,body, more", title_key="t", date_key="d"
    )
    assert document.text == f"Ny bru\n\nNy bru åpnes nå.\n\n{TEXT}"
    assert [(p.field, document.text[p.start : p.end]) for p in document.parts] == [
        ("t", "Ny bru"),
        ("lead", "Ny bru åpnes nå."),
        ("body", TEXT),
    ]
    assert (document.title, document.published) == ("Ny bru", "2026-11-02")
    assert document.meta == {"d": "2.11.2026"}


def test_a_headline_that_the_text_repeats_is_there_once(tmp_path: Path) -> None:
    record = {"title": "Ny bru", "body": f"Ny bru\n\n{TEXT}"}
    document = only(tmp_path / "a.json", record, text_key="title,body")
    assert (document.text, document.parts) == (record["body"], ())


def test_a_key_in_an_object(tmp_path: Path) -> None:
    record = {"sak": {"brødtekst": "Tekst.", "nr": 4}, "sak.nr": 5}
    document = only(tmp_path / "a.json", record, text_key="sak.brødtekst", id_key="sak.nr")
    assert (document.id, document.text) == ("5", "Tekst.")


@pytest.mark.parametrize(
    "text",
    [
        "Vi er <3 i byen",
        "a < b og b > c",
        "if (a<b) og <c",
        "Tom &amp; Jerry",
        "  som det  står \n",
    ],
)
def test_what_is_no_markup_stays_as_it_stands(tmp_path: Path, text: str) -> None:
    assert only(tmp_path / "a.json", {"text": text}).text == text


def test_references_to_no_character(tmp_path: Path) -> None:
    number = f"&#{'9' * 5_000};"
    document = only(
        tmp_path / "a.json", {"title": f"A{number}", "text": f"<p>Vi vant.{number}</p>"}
    )
    assert document.text.startswith("Vi vant.")
    assert document.title is not None


def test_markup_without_paragraphs(tmp_path: Path) -> None:
    text = "Første <em>avsnitt</em>.\nNy linje.\n\nAndre&nbsp;avsnitt."
    document = only(tmp_path / "a.json", {"text": text, "title": "Tom &amp; <i>Jerry</i>"})
    assert document.text == "Første avsnitt.\nNy linje.\n\nAndre\u00a0avsnitt."
    assert document.title == "Tom & Jerry"


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.text()), max_size=5))
def test_parts_are_where_they_stand(texts: list[tuple[str, str]]) -> None:
    text, parts = joined(texts)
    for part in parts:
        assert (part.field, text[part.start : part.end]) in [(f, v.strip()) for f, v in texts]
    if parts:
        assert [p.start for p in parts] == [0, *(p.end + 2 for p in parts[:-1])]
        assert parts[-1].end == len(text)


@pytest.mark.parametrize(
    "value",
    [
        "Ordf&oslash;rer Kari&nbsp;Vik.\n\n&ndash; Vi vant, sier hun.",
        "&lt;p&gt;Ordfører Kari Vik.&lt;/p&gt;&lt;p&gt;&amp;ndash; Vi vant, sier hun.&lt;/p&gt;",
        "Ordfører Kari Vik.\n\n&#8211; Vi vant, sier hun.",
        "Ordfører Kari Vik.\\n\\n– Vi vant, sier hun.",
        'Ordfører Kari Vik.\n\n[caption id="a" width="3"]<img src="a"> Ola[/caption]\n\n'
        '– Vi vant, sier hun.\n\n[gallery ids="1,2"]\n\n[embed]https://a.example/x[/embed]',
    ],
)
def test_what_stands_escaped(tmp_path: Path, value: str) -> None:
    document = only(tmp_path / "a.json", {"text": value})
    paragraphs = [line for line in document.text.replace("\u00a0", " ").split("\n") if line]
    assert paragraphs == ["Ordfører Kari Vik.", "– Vi vant, sier hun."]


def test_posts_as_they_stand_in_the_database(tmp_path: Path) -> None:
    value = (
        "Kari Vik er ordfører.\n\n– Vi vant, sier hun.\n<h3>Uenig</h3>\nOla Moe er sur.\n\nSlutt."
    )
    document = only(tmp_path / "a.json", {"text": value})
    assert document.text.split("\n\n") == [
        "Kari Vik er ordfører.",
        "– Vi vant, sier hun.",
        "Uenig",
        "Ola Moe er sur.",
        "Slutt.",
    ]


def test_a_path_is_no_line_break(tmp_path: Path) -> None:
    text = "Han lagret i C:\\nyheter og gikk. [Vi] vant, & dro."
    assert only(tmp_path / "a.json", {"text": text}).text == text


def test_words_for_nothing(tmp_path: Path) -> None:
    record = {"text": "Kari Vik.", "title": "nan", "author": "None", "date": "NaT"}
    document = only(tmp_path / "a.json", record)
    assert (document.title, document.byline, document.published) == (None, None, None)
    (error,) = found(tmp_path / "b.csv", "id,text\n1,nan\n")
    assert "holds no text" in str(error)


NINJS: dict[str, Any] = {"uri": "urn:x:1", "type": "text", "language": "nn-NO"}


@pytest.mark.parametrize(
    "texts",
    [
        {"headline": "Snø", "body_text": "Det snør.", "body_html": "<p>Det snør.</p><p>Mykje.</p>"},
        {"headline": "Snø", "body_richtext": "<p>Det snør.</p><p>Mykje.</p>"},
        {"headline_main": "Snø", "body_html5": "<article><p>Det snør.<p>Mykje.</article>"},
        {
            "headlines": [
                {"role": "short", "value": "Ver"},
                {"role": "urn:role:main", "value": "Snø"},
            ],
            "bodies": [
                {"contenttype": "text/plain", "value": "Det snør."},
                {"contentType": "text/html", "value": "<p>Det snør.</p><p>Mykje.</p>"},
                {
                    "contenttype": "application/xml",
                    "value": "<n><p>Det snør.</p><p>Mykje.</p><b>Foto</b></n>",
                },
            ],
        },
        {
            "headlines": [{"value": "Snø"}],
            "descriptions": [{"role": "text", "value": "Det snør.\n\nMykje."}],
        },
        {"headline": "Snø", "description_html": "<p>Det snør.</p><p>Mykje.</p>"},
    ],
)
def test_ninjs_of_every_version(tmp_path: Path, texts: dict[str, Any]) -> None:
    document = only(tmp_path / "a.json", NINJS | texts)
    assert (document.text, document.title) == ("Snø\n\nDet snør.\n\nMykje.", "Snø")
    assert (document.id, document.language) == ("urn:x:1", "nn")


def test_ninjs_says_when_and_where(tmp_path: Path) -> None:
    item = NINJS | {"headline": "Snø", "body_text": "Det snør.", "by": "Ida Li"}
    item |= {"versionCreated": "2026-11-02T12:00:00Z", "copyrightHolder": "NTB"}
    document = only(tmp_path / "a.json", item)
    told = (document.published, document.byline, document.source)
    assert told == ("2026-11-02T12:00:00+00:00", "Ida Li", "NTB")
    sub = {"headlines": [{"value": "Snø"}, {"role": "subheadline", "value": "Mykje"}]}
    document = only(tmp_path / "b.json", NINJS | sub | {"bodies": [{"value": "Det snør."}]})
    assert document.text == "Snø\n\nMykje\n\nDet snør."


@pytest.mark.parametrize(
    "item",
    [
        {"headline": "Snø", "abstract": "<p>Mykje.</p>", "body_html": "<p>Det snør.</p>"},
        {
            "title": "Snø",
            "descriptions": [{"role": "lead", "value": "Mykje."}, {"value": "Noko anna."}],
            "bodies": [{"value": "Det snør."}],
        },
        {"headline": "Snø", "abstract": "Mykje.", "body_html": "<p>Mykje.</p><p>Det snør.</p>"},
        {
            "headline": "Snø",
            "body_html5": "<article><h1>Snø</h1><div class='dat'><span>Vær</span><span>XX</span>"
            "</div><h4><p>Mykje.</p></h4><p>Det snør.</p></article>",
        },
        {
            "headline": "Snø",
            "bodies": [
                {"contenttype": "text/plain", "value": "Mykje. Det snør."},
                {"contenttype": "application/xhtml+xml", "value": "<p>Mykje.</p><p>Det snør.</p>"},
            ],
        },
    ],
)
def test_ninjs_with_a_lead_and_of_newsrooms(tmp_path: Path, item: dict[str, Any]) -> None:
    assert only(tmp_path / "a.json", NINJS | item).text == "Snø\n\nMykje.\n\nDet snør."


def test_a_source_that_is_an_address(tmp_path: Path) -> None:
    item = {"text": "Vi vant.", "source": "https://x.no/1", "source-hostname": "Nesposten"}
    document = only(tmp_path / "a.json", item)
    assert (document.url, document.source) == ("https://x.no/1", "Nesposten")


@pytest.mark.parametrize(
    ("item", "what"),
    [
        (NINJS | {"type": "picture", "headline": "Bilde", "description_text": "Snø"}, "a picture"),
        (NINJS | {"headline": "Snø"}, "without an article's text"),
        (NINJS | {"headline": "Snø", "body_text": 3, "bodies": "x"}, "without an article's text"),
        ({"articleBody": " "}, "no text under 'text'"),
        ({"text": None}, "no text under 'text'"),
        ({"_items": []}, "no text under 'text'"),
        ({"_items": [1]}, "no text under 'text'"),
        ({"body_html": "<p> </p>"}, "holds no text"),
        ({"content": {"rendered": {}}}, "no text under 'text'"),
        ({"@graph": [{"@type": "Person"}]}, "no text under 'text'"),
    ],
)
def test_json_without_an_article(tmp_path: Path, item: dict[str, Any], what: str) -> None:
    (error,) = found(tmp_path / "a.json", item)
    assert isinstance(error, ReadingError)
    assert what in str(error)


TABLE = 'id;title;text;publish_date\r\na;"En ""tittel""";"Linje; og\r\n\r\nandre.";2.11.2026\r\n'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TABLE),
        ("a.csv", f"sep=;\r\n{TABLE}"),
        ("a.csv", f"\ufeff{TABLE}"),
        ("dump", TABLE),
        ("a.tsv", TABLE.replace("Linje;", "Linje:").replace(";", "\t").replace("Linje:", "Linje;")),
        ("a.csv", TABLE.replace("id;", ";id;").replace("a;", "0;a;", 1)),  # as pandas writes
        ("a.csv", TABLE.replace("\r\n", "\n")),
        (
            "a.tsv",
            '\tid\ttitle\ttext\tpublish_date\n0\ta\t"En ""tittel"""\t'
            '"Linje; og\n\nandre."\t2.11.2026\n',
        ),
        ("a.csv", f"{TABLE};;;\r\n\r\n"),
        ("a.csv", TABLE.replace("date\r", "date;\r").replace("2026\r", "2026;\r")),
        ("a.csv", TABLE.replace("og\r\n\r\n", "og\n\n").replace("\r\n", "\r")),
    ],
)
def test_tables(tmp_path: Path, name: str, content: str) -> None:
    document = only(tmp_path / name, content)
    assert document.text.replace("\r", "") == "Linje; og\n\nandre."
    assert (document.id, document.title, document.published) == ("a", 'En "tittel"', "2026-11-02")
    assert document.meta == {"publish_date": "2.11.2026"}


def test_tables_of_other_columns(tmp_path: Path) -> None:
    content = "nr,Ingress,Tekst,media_name\n1,Først.,Så.,Bygda\n2,,Bare.,Bygda\n3,,,Bygda\n"
    first, second, third = found(tmp_path / "a.csv", content, text_key="Ingress,Tekst", id_key="nr")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.text, first.source) == ("1", "Først.\n\nSå.", "Bygda")
    assert (second.text, second.parts) == ("Bare.", ())
    assert isinstance(third, ReadingError)
    assert str(third).startswith(f"{tmp_path / 'a.csv'}:4: holds no text")


def test_every_encoding_of_tables(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        path = tmp_path / "a.csv"
        path.write_bytes("id,text\n1,Blåbær\n".encode(encoding))
        (document,) = read_documents([str(path)])
        assert isinstance(document, Document)
        assert (document.id, document.text) == ("1", "Blåbær")


@pytest.mark.parametrize(
    ("content", "whole", "what"),
    [
        ('id,text\n1,Ja\n2,"uten slutt\n3,Nei\n', 1, "is no table from row 3 on"),
        ('id,text\n1,Ja\n2,"midt" i\n', 1, "is no table from row 3 on"),
        ("id,text\n1,Ja\n2,en, to\n3,Nei\n", 2, "is a row of 3 cells under a header of 2"),
        ("id,text\n1,Ja\n2\n", 1, "is a row of 1 cells under a header of 2"),
        ("id,tekst\n1,Ja\n", 0, "has no text under 'text'"),
        ("id,text\n1,\n", 0, "holds no text"),
        ("sep=;\n;;\n", 0, "is a table without a header"),
        ("sep=;\nid;id\n1;2\n", 0, "is a table without a header"),
        ("id,text\n1,\x00\n", 0, "is not text"),
        # Excel cuts a cell so
        (f"id,text\n1,Ja\n2,{'a ' * 16383}a\n", 1, "is a row with a text that is cut off"),
    ],
)
def test_broken_tables(tmp_path: Path, content: str, whole: int, what: str) -> None:
    results = found(tmp_path / "a.csv", content)
    assert sum(isinstance(each, Document) for each in results) == whole
    errors = [str(each) for each in results if isinstance(each, ReadingError)]
    assert len(errors) == 1
    assert what in errors[0]


def test_a_header_alone_is_no_article(tmp_path: Path) -> None:
    (error,) = found(tmp_path / "a.csv", "id,text\n")
    assert "holds no text" in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "Oslo, Norge\nDet snør.",
        "Kari Vik, ordfører\nHun sier, som mange andre, at det er nok.",
        "text",
        "Kampfakta;\nRosenborg–Brann 1–1",
        "",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert not is_table(text, "a.txt", Options())


def test_rows_have_hashes_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,Ja\n2,Nei\n3,Ja\n,Ja\n")
    rows = [entry for entry in entries([str(path)]) if isinstance(entry, Entry)]
    assert [row.id for row in rows] == ["1", "2", "3", "a.csv:5"]
    assert len({row.sha256 for row in rows}) == 4
    assert not [each for each in entries([str(path)]) if isinstance(each, Failure)]


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-11-02 12:04:31+01:00", "2026-11-02T12:04:31+01:00"),
        ("2026-11-02T12:04:31.123Z", "2026-11-02T12:04:31+00:00"),
        ("2.11.2026 kl. 12.04", "2026-11-02T12:04:00"),
        ("2. november 2026", "2026-11-02"),
        ("måndag 2. nov. 2026 kl. 8.15", "2026-11-02T08:15:00"),
        ("2. novelle 2026", None),
        ("32. mai 2026", None),
        ("2026-11-02 12:04:31 UTC", "2026-11-02T12:04:31+00:00"),
        ("Mon, 2 Nov 2026 12:04:31 +0100", "2026-11-02T12:04:31+01:00"),
        ("20261102", "2026-11-02"),
        ("2026.11.02", "2026-11-02"),
        ("2026-11-02T12:00:00+01:00:30", None),
        ("12.03.15", None),
        ("31.02.2026", None),
        ("2026", None),
        ("i går", None),
        (20261102, "2026-11-02"),
        (1793617471, "2026-11-02T11:04:31+00:00"),
        ("1793617471123", "2026-11-02T11:04:31+00:00"),
        (2026, None),
        (True, None),
        (1e300, None),
        ([2026], None),
    ],
)
def test_dates(written: object, date: str | None) -> None:
    assert iso_date(written) == date
