"""Web pages, fragments of them, and web archives."""

import gzip
import io
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import newsparse
from newsparse.errors import ReadingError
from newsparse.reading import Document, Entry, read_documents, to_document
from newsparse.reading.markup import text_of_html
from pages import PAGES, TITLE, page, paragraphs


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    source, text = PAGES[name]
    document = to_document(Entry("a", "a", "html", source.encode()))
    assert document.text == text
    assert (document.published, document.byline) == ("2026-11-02", "Kari Skribent")
    assert document.source == "Fjordavisa"


FRAGMENTS = {  # what a CMS stores, and what is to be read
    "<p>Det er <q>helt <b>sikkert</b></q>, og <q>«nei»</q>.</p>": (
        "Det er «helt sikkert», og «nei»."
    ),
    "<p><q>Han sa <q>hei</q> til meg</q></p>": "«Han sa ‘hei’ til meg»",
    "<p>A.</p><blockquote><p>Vi må bygge.</p><cite>Kari Vik</cite></blockquote>B.": (
        "A.\n\n«Vi må bygge.» – Kari Vik\n\nB."
    ),
    "<blockquote>– Vi må bygge. <cite>– Kari Vik, ordfører</cite></blockquote>": (
        "«Vi må bygge.» – Kari Vik, ordfører"
    ),
    "<blockquote><p>A.</p><p>B.</p><footer>— <cite>Kari Vik</cite> i Avisa</footer></blockquote>": (
        "«A.\n\nB.» – Kari Vik i Avisa"
    ),
    "<figure><blockquote>«A.»</blockquote><figcaption>Kari Vik</figcaption></figure>B.": (
        "«A.» – Kari Vik\n\nB."
    ),
    "<figure><img><figcaption>Skolen. Foto: Ola</figcaption></figure><p>B.</p>": "B.",
    "<blockquote>Hun leste <cite>Avisa</cite> og gikk.</blockquote>": "Hun leste Avisa og gikk.",
    "<blockquote><p>Uten navn.</p></blockquote>": "Uten navn.",
    "<p>Vi vant.</p><p><a href='x'>Les også: Ferja innstilt</a></p><p>Ja.</p>": "Vi vant.\n\nJa.",
    "<p>A.</p><h3>Les òg</h3><ul><li><a>En</a></li><li><a>To</a></li></ul><p>B <a>c</a>.</p>": (
        "A.\n\nB c."
    ),
    "<p>Les og lær, sier hun.</p><p>Les mer enn før, sier Kari.</p>": (
        "Les og lær, sier hun.\n\nLes mer enn før, sier Kari."
    ),
    "<div id='onetrust-banner-sdk'><p>Vi bruker kaker</p></div><p>Vi vant.</p>": "Vi vant.",
    "<div class='cookie-consent'>Godta</div><dialog>Hei</dialog><p>Vi vant.</p>": "Vi vant.",
    "<p class='wp-caption-text'>Kari. Foto: Ola</p><p class='has-caption'>Vi vant.</p>": "Vi vant.",
    "<p>Vi vant.</p><table><tr><td>1</td></tr></table>": "Vi vant.",
    "<blockquote><p>Det hastar.</p><p class='quote-author'>Åse Lie</p></blockquote>B.": (
        "«Det hastar.» – Åse Lie\n\nB."
    ),
    "<blockquote class='author'><p>A.</p></blockquote><p class='source'>B</p>": "A.\n\nB",
    "<blockquote><div class='source'><div>Kari</div></div><p>A</p></blockquote>": "Kari\n\nA",
    "<p>Kari<o:p></o:p> <st1:place>Vik</st1:place> <font>vant</font>.</p>": "Kari Vik vant.",
    "<p>A.</p><button>Del</button><iframe>Nei</iframe><svg><title>Pil</title></svg>B": "A.\n\nB",
    "<p>A.</p><div class='fact-box__text'><p>Gro Boks</p></div><div class='paywall'>Kjøp</div>B": (
        "A.\n\nB"
    ),
    "<p>Vi vant.</p><p>Publisert: 2. november 2026 08:00</p>": "Vi vant.",
    # wrong nesting, and ends that are not there
    "<blockquote>a<cite>b": "ab",
    "</q></cite></blockquote></figure>a": "a",
    "<q>a<p>b</q>": "«a\n\nb",
    "<blockquote><cite>Kari</cite></blockquote>": "Kari",
}


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_fragments(fragment: str) -> None:
    assert text_of_html(fragment) == FRAGMENTS[fragment]


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote><p>Vi må bygge ny skole nå.</p><cite>Kari Vik</cite></blockquote>",
        "<blockquote>Vi må bygge. Det haster.<footer>– Kari Vik, ordfører</footer></blockquote>",
        "<blockquote><p>Vi må bygge.</p><p>Det haster.</p><cite>Kari Vik</cite></blockquote>",
    ],
)
def test_block_quotes_have_their_speaker(quote: str) -> None:
    text = text_of_html(f"<p>Kommunen vil bygge ny skole i Lenk.</p>{quote}<p>Saken er stor.</p>")
    (found,) = newsparse.analyze(text).quotes
    assert [speaker.name for speaker in found.speakers] == ["Kari Vik"]
    assert found.text.startswith("Vi må bygge")


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Vi bryr oss om personvernet ditt</h2><p>Vi og våre 120 partnere lagrer informasjon på "
        "enheten din når du trykker på Godta. Du kan trekke samtykket.</p>",
        "<main>"
        + "".join(
            f"<article><a href='/{n}'><h2>{n} sier nei til bru over fjorden</h2><p>– Aldri i livet,"
            f" sier {n} om den nye brua som skal bygges.</p></a></article>"
            for n in ("Gro Lie", "Per Dal", "Nils Berg", "Kari Moe")
        )
        + "</main>",
        "<div class='cookie-banner'><p>Vi bruker informasjonskapsler, og du må samtykke.</p></div>",
        "<main><p>Les også: Ferja er innstilt i dag og i morgen</p></main>",
        "<article><blockquote></blockquote><q></q><table></table></article>",
        "<main><figure><figcaption>Ferja. Foto: Ola Fotograf</figcaption></figure></main>",
    ],
)
def test_pages_without_an_article(body: str) -> None:
    source = f"<!DOCTYPE html><html><body>{body}</body></html>"
    with pytest.raises(ReadingError, match="a web page without an article's text"):
        to_document(Entry("a", "a", "html", source.encode()))


def test_what_stands_in_an_article_and_is_none_of_it() -> None:
    between = (
        "<p><a href='/1'>Nils Berg: – Jeg vil aldri mer ta ferja</a></p><div class='factbox'><p>"
        "Gro Boks ledet byggingen av ferja, og hun var den første kvinnen på verftet.</p></div>"
        "<ul><li>Kari Moe (Ap): – Vi sier nei til bru.</li><li><a href='/2'>Ola Lie</a> (H): – "
        "Ja.</li></ul>"
    )
    author = "<div class='author-box'><p>Kari er journalist og skriver om samferdsel.</p></div>"
    source = page(f"<article><h1>{TITLE}</h1>{paragraphs(between=between)}{author}</article>")
    source = source.replace('<meta name="author" content="Kari Skribent">', "")
    document = to_document(Entry("a", "a", "html", source.encode()))
    assert document.text.split("\n\n")[3:5] == [
        "Kari Moe (Ap): – Vi sier nei til bru.",
        "Ola Lie (H): – Ja.",
    ]
    assert "Nils" not in document.text
    assert "Gro" not in document.text
    assert document.byline is None


SHORT_PAGES = [
    "<main><article><h1>Ferja er stengd</h1><p>Publisert <time datetime='2026-11-02T08:00'>måndag "
    "2. november</time></p><p>Ferja på Lenk er stengd.</p><p>– Vi ventar, seier Åse Vik.</p>"
    "<p>– Nei, seier Per Dal.</p></article></main>",
    "<main><h1><span>Ferja</span> <span>er stengd</span></h1><div><span>Ferja på Lenk er</span> "
    "<span>stengd.</span></div><div>– Vi ventar, seier <a href='/a'>Åse Vik</a><span>.</span></div>"
    "<p>– Nei, seier Per Dal.</p></main>",
    "<main><h1>Ferja er stengd</h1><p>Ferja på Lenk<br>er stengd.</p><p>– Vi ventar,<br/>seier Åse"
    "<br>Vik.</p><p>– Nei, seier <b>Per</b> Dal.</p></main>",
]


@pytest.mark.parametrize("body", SHORT_PAGES)
def test_paragraphs_of_short_pages(body: str) -> None:
    source = f"<!DOCTYPE html><html><head><title>Ferja er stengd</title></head><body>{body}</body>"
    document = to_document(Entry("a", "a", "html", source.encode()))
    assert document.text.split("\n\n") == [
        "Ferja er stengd",
        "Ferja på Lenk er stengd.",
        "– Vi ventar, seier Åse Vik.",
        "– Nei, seier Per Dal.",
    ]


@pytest.mark.parametrize(
    ("more", "date"),
    [
        ("<footer>© 1999–2026 Fjordavisa</footer>", None),
        ("<p>Den 17. mai 2014 ble ferja bygd på verftet.</p>", None),
        ("<a href='/2017/03/04/gammel-sak'>Eldre</a>", None),
        ("<aside><time datetime='2020-01-01'>gammel</time></aside>", None),
        ("<div class='related-articles'><time datetime='2020-01-01'>gammel</time></div>", None),
        (
            "<time datetime='2026-11-02T08:00'>2. nov.</time><aside><time datetime='2020-01-01'>",
            True,
        ),
    ],
)
def test_dates_are_those_that_the_page_says_of_itself(more: str, date: bool | None) -> None:
    body = f"<article><h1>{TITLE}</h1>{paragraphs()}{more}</article>"
    source = f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    document = to_document(Entry("a", "a", "html", source.encode()))
    assert document.published == ("2026-11-02" if date else None)


@pytest.mark.parametrize(
    "hostile",
    [
        "<blockquote>a<cite>b</cite>" * 20_000,
        "<figure><blockquote>" * 20_000 + "</blockquote></figure>" * 20_000,
        "<blockquote>" + "<cite>" * 20_000 + "</cite>" * 20_000 + "</blockquote>",
        "<q>" * 50_000 + "a" + "</q>" * 50_000,
        f"<p class='{'a-' * 50_000}'>a",
    ],
    ids=range(5),
)
def test_hostile_fragments_are_read(hostile: str) -> None:
    text_of_html(hostile)


@pytest.mark.parametrize(
    "part",
    [
        "<li>",
        "<a href='x'>",
        "a<br>",
        "<b>a<br>",
        "<aside><time>",
        "<p><a href='x'>b c d e</a></p>",
    ],
)
def test_hostile_pages_are_read(part: str) -> None:
    source = f"<!DOCTYPE html><html><body><article><p>Ferja er her.</p>{part * 2_000}"
    started = time.process_time()
    with suppress(ReadingError):
        to_document(Entry("a", "a", "html", source.encode()))
    assert time.process_time() - started < 5


# ---- web archives

PAGE = page(f"<article><h1>{TITLE}</h1>{paragraphs()}</article>").encode()
Answer = tuple[str, list[tuple[str, str]], bytes]
HTML = ("Content-Type", "text/html; charset=utf-8")


def archive(*answers: Answer, packed: bool = True) -> bytes:
    """Return a web archive of what a server answered, with the address https://avisa.no/1 …"""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for number, (status, headers, body) in enumerate(answers, 1):
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        address = f"https://avisa.no/{number}"
        record = writer.create_warc_record(
            address, "response", payload=io.BytesIO(body), http_headers=http
        )
        writer.write_record(record)
    return stream.getvalue()


def found(tmp_path: Path, data: bytes) -> list[Document | ReadingError]:
    path = tmp_path / "a.dat"
    path.write_bytes(data)
    return list(read_documents([str(path)]))


def chunked(data: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in (data[:100], data[100:])) + b"0\r\n\r\n"


@pytest.mark.parametrize("packed", [True, False])
def test_web_archives(tmp_path: Path, packed: bool) -> None:
    gzipped = ("Content-Encoding", "gzip")
    pieces = ("Transfer-Encoding", "chunked")
    latin = PAGE.replace(b' charset="utf-8"', b"").decode().encode("cp1252")
    data = archive(
        ("200 OK", [HTML], PAGE),
        ("200 OK", [HTML, gzipped], gzip.compress(PAGE)),
        ("200 OK", [HTML, gzipped, pieces], chunked(gzip.compress(PAGE))),
        ("404 Not Found", [HTML], PAGE),
        ("200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        ("200 OK", [("Content-Type", "TEXT/HTML;charset=windows-1252")], latin),
        packed=packed,
    )
    documents = found(tmp_path, data)
    addresses = [f"https://avisa.no/{number}" for number in (1, 2, 3, 6)]
    assert [d.id for d in documents if isinstance(d, Document)] == addresses
    for document, address in zip(documents, addresses, strict=True):
        assert isinstance(document, Document)
        assert document.text.startswith(f"{TITLE}\n\nStatens vegvesen")
        assert "ordfører Åse Vik" in document.text
        assert (document.url, document.published) == (address, "2026-11-02")


def test_pages_of_an_archive_fail_one_by_one(tmp_path: Path) -> None:
    data = archive(
        ("200 OK", [HTML], b"<html><body></body></html>"),
        ("200 OK", [HTML, ("Content-Encoding", "zstd")], b"xxxx"),
        ("200 OK", [HTML, ("Content-Encoding", "gzip")], gzip.compress(PAGE)[:-200]),
        ("200 OK", [HTML], PAGE),
    )
    *errors, document = found(tmp_path, data)
    assert isinstance(document, Document)
    place = tmp_path / "a.dat"
    assert [str(error).partition(";")[0] for error in errors] == [
        f"{place}:https://avisa.no/1: is a web page without an article's text",
        f"{place}:https://avisa.no/2: is a web page whose zstd packing cannot be undone",
        f"{place}:https://avisa.no/3: is a web page whose gzip packing cannot be undone",
    ]


THREE = [("200 OK", [HTML], PAGE)] * 3


@pytest.mark.parametrize(
    ("data", "articles", "words"),
    [
        (archive(*THREE, packed=False)[:-500], 2, "is a web archive that is cut off"),
        (archive(*THREE, packed=True)[:-200], 2, "broken gzip file"),
        (archive(packed=False), 0, "a web archive without an article"),
        (archive(("404 Not Found", [HTML], PAGE)), 0, "a web archive without an article"),
        (archive(*THREE, packed=False) + b"WARC/1.0\r\nrubbish", 3, "web archive"),
        (b"WARC/1.0\r\n\r\n", 0, "a web archive"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n", 0, "a web archive"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\nHT", 0, "a web archive"),
        (b"WARC/9.9\r\nWARC-Type: response\r\n\r\n", 0, "a web archive"),
        (b"WARC/1.0\r\n" + b"\xff\xfe: x\r\n" * 9 + b"\r\n", 0, "a web archive"),
    ],
    ids=range(10),
)
def test_broken_archives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, articles: int, words: str
) -> None:
    results = found(tmp_path, data)
    errors = [result for result in results if isinstance(result, ReadingError)]
    assert len(results) - len(errors) == articles
    assert len(errors) == (0 if b"rubbish" in data else 1)
    assert all(words in str(error) for error in errors)
    assert capsys.readouterr().err == ""


def test_archives_without_warcio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "warcio.archiveiterator", None)
    (error,) = found(tmp_path, archive(*THREE))
    assert "pip install 'newsparse[warc]'" in str(error)
