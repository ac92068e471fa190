"""What a file is, its content says; and what is read from each format."""

import gzip
import hashlib
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsparse.errors import ReadingError
from newsparse.reading import Document, Entry, Options, entries, read, read_documents, to_document
from newsparse.reading.files import without_suffix
from newsparse.reading.formats import format_of
from newsparse.reading.markup import text_of_html
from newsparse.record import Failure

INPUTS = Path(__file__).parent / "inputs"
NITF = (INPUTS / "ntb.xml").read_bytes()


def only(path: str | Path, **options: Any) -> Document:
    (document,) = read(str(path), Options(**options))
    return document


def test_nitf() -> None:
    document = only(INPUTS / "ntb.xml")
    assert document.text == (
        "Ferjeleiet på Lenk stenges i to uker\n\n"
        "Ordføreren kaller det uholdbart\n\n"
        "Ferjeleiet på Lenk stenges fra mandag, opplyser Statens vegvesen.\n\n"
        "– Dette er uholdbart for alle som bor her, sier ordfører Åse Vik til NTB.\n\n"
        "Ingen buss\n\n"
        "Hun mener at “noen” må ta ansvar.\nVegvesenet svarer i morgen."
    )
    assert (document.id, document.title) == ("ntb.xml", "Ferjeleiet på Lenk stenges i to uker")
    assert document.language == "nb"
    assert document.meta == {
        "baselang": "nb-NO",
        "doc-id": "NTB0a1b2c3d-0000-4e5f-8a9b-0123456789ab_00",
        "regsrc": "NTB",
        "du-key": "ferje-lenk",
        "date.issue": "2026-11-02T12:04:31",
        "urgency": "5",
        "tobject.type": "Innenriks",
        "byline": "Kari Skribent",
        "meta": {"timestamp": "2026.11.02 12:04:31", "NTBTjeneste": "Nyhetstjenesten"},
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_nitf_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = NITF.decode("cp1252").replace("iso-8859-1", encoding.replace("-sig", ""))
    path = tmp_path / "a.xml"
    path.write_bytes(text.encode(encoding))
    assert only(path).text == only(INPUTS / "ntb.xml").text


def test_encoding_overrides_what_xml_declares(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(NITF.replace(b"iso-8859-1", b"utf-8"))
    with pytest.raises(ReadingError, match="not valid XML"):
        only(path)
    assert only(path, encoding="cp1252").text == only(INPUTS / "ntb.xml").text


def test_newsml() -> None:
    xhtml, nitf = read(str(INPUTS / "newsml.xml"))
    assert xhtml.text == (
        "Vik får ny skole\n\nKommunestyret i Vik har vedtatt å bygge ny skole.\n\n"
        "– Vi er glade, sier rektor Nils Berg."
    )
    assert nitf.text == "Ferja er i rute att\n\n– No er alt i orden, seier skipper Olav Nes."
    assert [d.language for d in (xhtml, nitf)] == ["nb", "nn"]
    assert [d.id for d in (xhtml, nitf)] == [d.meta["guid"] for d in (xhtml, nitf)]
    assert xhtml.meta["by"] == "Kari Skribent"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_encoding_overrides_in_files_of_several_articles(tmp_path: Path, encoding: str) -> None:
    records = json.dumps([{"text": "Blåbær"}, {"text": "Søt saft"}], ensure_ascii=False)
    message = (INPUTS / "newsml.xml").read_text(encoding="utf-8")
    for name, text in (("a.xml", message), ("a.json", records)):
        path, plain = tmp_path / name, tmp_path / f"plain-{name}"
        path.write_bytes(text.replace("UTF-8", encoding).encode(encoding))
        plain.write_text(text, encoding="utf-8")
        found = [document.text for document in read(str(path), Options(encoding=encoding))]
        assert found == [document.text for document in read(str(plain))]
        assert len(found) == 2


def test_web_page() -> None:
    document = only(INPUTS / "page.html")
    assert document.title == "Bygda får ny bru"
    assert document.text.startswith("Bygda får ny bru\n\nEtter tjue år")
    assert document.text.endswith("kvar einaste morgon.")
    for left_out in ("Bli abonnent", "Les òg", "Ansvarleg redaktør", "Illustrasjon"):
        assert left_out not in document.text
    assert document.meta["date"] == "2026-11-02"
    assert document.meta["author"] == "Kari Skribent"
    assert document.language == "nn"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "utf-8", ""])
def test_web_pages_in_windows_1252(tmp_path: Path, declared: str) -> None:
    page = (INPUTS / "page.html").read_text(encoding="utf-8")
    path = tmp_path / "a.html"
    path.write_bytes(page.replace('charset="utf-8"', f'charset="{declared}"').encode("cp1252"))
    assert only(path).text == only(INPUTS / "page.html").text


def test_web_pages_without_trafilatura(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(ReadingError, match=r"pip install 'newsparse\[html\]'"):
        only(INPUTS / "page.html")


def test_ninjs() -> None:
    first, second = only(INPUTS / "ninjs1.json"), only(INPUTS / "ninjs2.json")
    assert first.text.startswith("Meir snø i vente\n\nDet blir meir snø")
    assert (first.id, first.title, first.language) == (
        "urn:example.no:sak-4",
        "Meir snø i vente",
        "nn",
    )
    assert second.text == (
        "Nytt bad i Nord\n\nBadet åpner i dag.\n\n"
        "– Vannet er varmt, sier badesjef Ida Holm & smiler."
    )
    assert second.meta["versioncreated"] == "2026-11-02T12:00:00Z"
    assert "bodies" not in second.meta


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>– Vi må bygge,<br>sier Kari Vik.</p>", "– Vi må bygge, sier Kari Vik."),
        (
            "<p>Det er fullt no, og ordførar Kari<br/>Vik seier at ho vil<br/>byggje nytt.</p>",
            "Det er fullt no, og ordførar Kari Vik seier at ho vil byggje nytt.",
        ),
        ("<p>Kari Vik<br>Dagleg leiar<br>Avisa AS</p>", "Kari Vik\nDagleg leiar\nAvisa AS"),
        ("<p>Ho seier nei.<br>eg seier ja</p>", "Ho seier nei.\neg seier ja"),
        ("<p>Kari Vik<br>Ola Moe<br>og Per Lie</p>", "Kari Vik\nOla Moe\nog Per Lie"),
        ("<p>mjølk<br>egg<br>salt</p>", "mjølk\negg\nsalt"),
        ("<p>Ho kjem i dag<br>– Ja, seier ho,<br>no.</p>", "Ho kjem i dag\n– Ja, seier ho, no."),
    ],
)
def test_breaks_inside_sentences(html: str, text: str) -> None:
    assert text_of_html(html) == text


RECORDS: list[dict[str, Any]] = [
    {
        "id": "a",
        "text": "En, sier\r\nhun. \ud83c\udf89",
        "title": "T",
        "language": "nn",
        "n": [1.5],
    },
    {"id": 7, "text": "To"},
    {"text": "Tre", "headline": "H"},
]
EXPECTED = [
    ("a", "En, sier\r\nhun. 🎉", "T", {"language": "nn", "n": [1.5]}),
    ("7", "To", None, {}),
    ("{}:3", "Tre", "H", {}),
]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("shape", ["lines", "list", "indented list"])
def test_json(tmp_path: Path, shape: str, packed: bool) -> None:
    lines = "".join(f"{json.dumps(record)}\n" for record in RECORDS)
    whole = json.dumps(RECORDS, indent=2 if shape == "indented list" else None)
    data = (lines if shape == "lines" else whole).encode()
    path = tmp_path / ("dump.json.gz" if packed else "dump.json")
    path.write_bytes(gzip.compress(data) if packed else data)
    found = list(read(str(path)))
    assert [(d.id, d.text, d.title, d.meta) for d in found] == [
        (id.format(path.name), *others) for id, *others in EXPECTED
    ]
    assert found[0].language == "nn"


def test_json_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"uid": "x", "body": "Tekst", "text": 3}\n')
    document = only(path, text_key="body", id_key="uid")
    assert (document.id, document.text, document.meta) == ("x", "Tekst", {"text": 3})
    (error,) = read_documents([str(path)])
    assert str(error).startswith(f"{path}:1: has no text under 'text'; name the key")
    assert str(error).endswith("(it has: uid, body, text)")


def test_one_bad_line_is_one_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    deep = b'{"text": "a", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    bad = [
        b'{"text": "a',
        b"[1]",
        b"null",
        b'{"text": NaN}',
        b"\xff\xfe\x00",
        deep,
        b'{"text": " "}',
    ]
    good = b'{"text": "Godt"}'
    path.write_bytes(b"\n".join([good, *bad, b"", good]))
    found = list(read_documents([str(path)]))
    assert [isinstance(f, Document) for f in found] == [True, *[False] * len(bad), True]
    for line, error in enumerate(found[1:-1], 2):
        assert str(error).startswith(f"{path}:{line}: ")


def test_lone_surrogates_become_replacement_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "\\ud800", "text": "x\\udfffy", "k\\ud800": ["\\udc00"]}\n')
    document = only(path)
    assert (document.id, document.text, document.meta) == ("�", "x�y", {"k�": ["�"]})


@pytest.mark.parametrize("name", ["billion-laughs.xml", "external-entity.xml"])
def test_unsafe_xml(name: str) -> None:
    with pytest.raises(ReadingError, match="declares entities or defaults of its own"):
        only(INPUTS / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_defaults_that_every_element_would_repeat(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xml"
    declared = f'<!DOCTYPE nitf [<!ATTLIST p a CDATA "{"x" * 40}">]>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{declared}<nitf><p>Vi vant.</p></nitf>'
    path.write_text(text, encoding=encoding)
    with pytest.raises(ReadingError, match="declares entities or defaults of its own"):
        only(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (NITF[:700], "not valid XML"),
        (NITF.replace(b"body.content", b"body.other"), "NITF without an article's text"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "a feed without an article's text"),
        (b'<?xml version="1.0"?><svg><path/></svg>', "another kind (<svg>)"),
        (b'<?xml version="1.0" encoding="klingon"?><nitf/>', "not valid XML"),
        (b"<newsItem><itemMeta/></newsItem>", "NewsML-G2 without an article's text"),
        (b"<html><body></body></html>", "a web page without an article's text"),
        (b"<nitf>" + b"<p>" * 100_000, "not valid XML"),
        (
            b"<newsMessage><newsItem>"
            + b"<p>" * 9000
            + b"</p>" * 9000
            + b"</newsItem><newsItem/></newsMessage>",
            "nested too deeply",
        ),
        (
            b"<nitf>" + b"<b>" * 50_000 + b"x" + b"</b>" * 50_000 + b"</nitf>",
            "without an article's",
        ),
        (b"\x1f\x8b\x08\x00rubbish", "broken gzip file"),
        (gzip.compress(b"{} " * 9999)[:60], "broken gzip file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not text"),
        (b'{"uri": "urn:x", "headline": "Bare tittel"}', "ninjs without an article's text"),
        (b'{"a": 1', "not valid JSON"),
        (b'[{"a": ' * 5, "not valid JSON"),
    ],
)
def test_what_is_no_article(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    (error,) = read_documents([str(path)])
    assert isinstance(error, ReadingError)
    assert words in error.what
    assert error.hint
    assert str(error).startswith(f"{path}")


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"Oslo (NTB): Det er {ikke} sant.", "text"),
        (b"[NTB] Oslo: Saken er stor.", "text"),
        (b"{Red. anm.: rettet}\nSaken", "text"),
        (b"<3 fra Oslo", "text"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        (b'{"a": 1\n{"a": 2}\n', "jsonl"),
        (b'[{"a": 1}]\n{"a": 2}\n', "jsonl"),
        (b'[{"a": 1}]\n', "json"),
        (b'null\n\n{"a": 1}\n', "jsonl"),
        (b'Han skrev:\n{"a"} og gikk\n', "text"),
        (b'[{"a": 1},\n{"a": 2}]\n', "json"),
        (b'\xef\xbb\xbf{"a": 1}', "jsonl"),
        (b'{\n  "a": 1\n}\n', "json"),
        (b'[\n  {"a": 1}\n]\n', "json"),
        (b"[]", "json"),
        (b"<?xml version='1.0'?>\n<!-- a --><nitf>", "nitf"),
        (b"<nitf baselang='no'>", "nitf"),
        (b"<!DOCTYPE nitf SYSTEM 'a.dtd' [\n<!ENTITY a 'b'>\n]>\n<nitf>", "nitf"),
        (b"<n:newsItem xmlns:n='x'>", "newsml"),
        (b"<newsMessage >", "newsml"),
        (b"  <!doctype HTML><title>a", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        (b"<p>Avsnitt</p>", "html"),
        (b"<?xml version='1.0'?><svg>", "xml"),
        ("\ufeff<html>".encode("utf-16-le"), "html"),
        (b"", "text"),
    ],
)
def test_formats_are_told_by_content(head: bytes, format: str) -> None:
    assert format_of(head, "a.dat") == format


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a.txt", "a"),
        ("dump.jsonl.gz", "dump"),
        ("lavrov.blinken.txt", "lavrov.blinken"),
        ("2024.01.05", "2024.01.05"),
        ("Sak nr. 5", "Sak nr. 5"),
        (".txt", ".txt"),
    ],
)
def test_names_without_suffix(name: str, stem: str) -> None:
    assert without_suffix(name) == stem


def test_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/10.xml", "a/.hidden", ".git/c.txt", "æ.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(NITF if name.endswith("xml") else b"Tekst")
    found = list(entries([str(tmp_path)], recursive=True))
    assert [entry.id for entry in found] == ["b", "æ", "a/10.xml", "a/2"]
    assert all(isinstance(to_document(e), Document) for e in found if isinstance(e, Entry))
    (failure,) = entries([str(tmp_path)])
    assert isinstance(failure, Failure)
    assert "newsparse batch" in failure.hint


def test_hashes_tell_contents_and_options_apart() -> None:
    entry = Entry("a", "a.txt", "text", b"Tekst")
    assert entry.sha256 == hashlib.sha256(b"Tekst").hexdigest()
    other = Entry("a", "a.txt", "text", b"Tekst", Options(encoding="cp1252"))
    assert len({entry.sha256, other.sha256, Entry("a", "a", "text", b"tekst").sha256}) == 3


def test_standard_input_takes_every_format(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for data, ids in (
        (NITF, ["stdin"]),
        (b'{"text": "a"}\n{"id": 2, "text": "b"}\n', ["stdin:1", "2"]),
    ):
        path = tmp_path / "in"
        path.write_bytes(gzip.compress(data))
        with path.open("rb") as file:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(file))
            assert [document.id for document in read("-")] == ids


PIECES = st.sampled_from([path.read_bytes() for path in sorted(INPUTS.iterdir())])


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """One of the inputs with bytes taken out and others put in."""
    data = draw(PIECES)
    start, length = draw(st.integers(0, len(data))), draw(st.integers(0, 200))
    return data[:start] + draw(st.binary(max_size=20)) + data[start + length :]


@settings(deadline=None, max_examples=300)
@given(data=st.binary(max_size=300) | spoilt() | st.builds(bytes.__add__, PIECES, PIECES))
def test_rubbish_gives_articles_or_errors(data: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        for found in read_documents([file.name]):
            if isinstance(found, Document):
                assert found.text.strip()
                json.dumps(found.meta, ensure_ascii=False).encode()
            else:
                assert found.what
                assert found.hint


def test_each_odd_line_has_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('null\n\n[]\n{"text": "A."}\nord\n[{"text": "B."}, {"text": "C."}]\n{"text":')
    results = list(read_documents([str(path)]))
    said = [r.text if isinstance(r, Document) else str(r).partition(" ")[0][-2:] for r in results]
    assert said == ["1:", "3:", "A.", "5:", "B.", "C.", "7:"]
