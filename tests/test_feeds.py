"""RSS, Atom and WordPress's exports: what becomes the text, and what else is kept."""

import base64
from pathlib import Path

import pytest

from newsparse.errors import ReadingError
from newsparse.reading import Document, read_documents
from newsparse.reading.shortcodes import without_shortcodes
from xml_files import INPUTS, ITEM, documents, feed, read_bytes


def test_rss() -> None:
    found = list(read_documents([str(INPUTS / "rss.xml")]))
    first, second, third = found
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.text == (
        "Brua blir dyrare – igjen\n\nBrua over fjorden blir\xa0dyrare, seier vegsjef Olav Nes.\n\n"
        "– Det er ikkje bra, seier ordførar Åse Vik."
    )
    assert (first.id, first.language) == ("https://fjordavisa.example.no/?p=12", "nn")
    assert first.url == "https://fjordavisa.example.no/brua"
    assert (first.published, first.section) == ("2026-11-02T11:04:31+01:00", "Samferdsel")
    assert (first.byline, first.source) == ("Kari Skribent", "Fjordavisa")
    assert first.meta["categories"] == ["Samferdsel", "Bru"]
    assert (second.id, second.byline, second.source) == (second.url, "Nils Berg", "NTB")
    assert second.text.endswith("att.\n\n– No er alt i orden, seier skipper Tor Moe.")
    assert isinstance(third, ReadingError)
    assert "an item of a feed without an article's text" in str(third)


def test_other_feeds() -> None:
    (rss1,) = documents("rss1.xml")
    assert rss1.text == "Nytt bad\n\nBadet åpner i dag, sier badesjef Ida Holm."
    assert (rss1.id, rss1.source, rss1.section) == ("https://example.no/1", "Nesposten", "Kultur")
    first, second = documents("atom.xml")
    assert first.text == "Skolen får tak\n\nTaket er lekk, sier rektor Siri Haug.\n\n– Vi får nytt."
    assert (first.id, first.url) == ("tag:example.no,2026:1", "https://example.no/1")
    assert (first.published, first.byline) == (
        "2026-11-02T10:00:00+00:00",
        "Kari Skribent, Nils Berg",
    )
    assert (first.source, second.source, second.url) == ("Nesposten", "Værvarselet", None)
    assert first.language == second.language == "nb"


def test_base64_of_atom(tmp_path: Path) -> None:
    text = base64.b64encode("<p>Vi vant på Nes.</p>".encode()).decode()
    path = tmp_path / "a.xml"
    path.write_text(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><content type='text/html' "
        f"mode='base64'>{text}</content></entry></feed>"
    )
    (found,) = read_documents([str(path)])
    assert isinstance(found, Document)
    assert found.text == "Vi vant på Nes."


def test_wordpress_exports() -> None:
    old, blocks = documents("wxr.xml")
    assert old.text == (
        "Gamle kirken males\n\nKirken i Nes males hvit igjen.\nDet sier verge Tor Moe.\n\n"
        "Ikke alle er glade\n\n– [Den] var finere gul, sier nabo Ida Holm & ler.\n\n"
        "Malingen koster 90 000 kroner."
    )
    assert (old.id, old.byline) == ("https://bygdebladet.example.no/?p=12", "Kari Skribent")
    assert (old.section, old.published) == ("Kultur", "2026-11-02T11:04:31+00:00")
    assert blocks.text == ("Blokkene\n\nKommunen bygger to blokker.\n\n– Det haster, sier Åse Vik.")
    assert blocks.published == "2026-11-03T06:00:00+00:00"
    assert [d.source for d in (old, blocks)] == ["Bygdebladet"] * 2


@pytest.mark.parametrize(
    ("post", "text"),
    [
        ("a [b]c[/b] d", "a c d"),
        ('a [gallery ids="1"] b', "a  b"),
        ("[gallery]", ""),
        ("[contact-form]\nTekst", "\nTekst"),
        ("Send en [e-post] til oss", "Send en [e-post] til oss"),
        ("– [Vi] er [latter] glade [...]", "– [Vi] er [latter] glade [...]"),
        ("[caption]Foto[/caption]Tekst", "Tekst"),
        ("[caption id='1']Tekst uten slutt", "Tekst uten slutt"),
        ("[embed]https://example.no[/embed]x", "x"),
        ("[youtube https://example.no/v]x", "x"),
        ("[/caption]x", "[/caption]x"),
    ],
)
def test_shortcodes(post: str, text: str) -> None:
    assert without_shortcodes(post) == text


@pytest.mark.parametrize(
    ("item", "ids"),
    [
        (ITEM.format(""), ["a"]),
        (ITEM.format("<guid>x</guid>"), ["x"]),
        (ITEM.format("<link>https://example.no/1</link>"), ["https://example.no/1"]),
        (ITEM.format("<wp:post_id>7</wp:post_id>"), ["7"]),
        (ITEM.format("") * 2, ["a:1", "a:2"]),
        (ITEM.format("<guid>x</guid>") + ITEM.format(""), ["x", "a:2"]),
    ],
)
def test_ids_of_items(tmp_path: Path, item: str, ids: list[str]) -> None:
    found = [d for d in read_bytes(tmp_path, feed(item)) if isinstance(d, Document)]
    assert [document.id for document in found] == ids
    assert {document.text for document in found} == {"T\n\nVi vant."}


def test_a_broken_item_does_not_hide_the_others(tmp_path: Path) -> None:
    items = ITEM.format("<guid>1</guid>") + "<item><title>Tom</title><guid>2</guid></item>"
    first, second, third = read_bytes(
        tmp_path, feed(items + ITEM.format("<pubDate>i går</pubDate>"))
    )
    assert isinstance(first, Document)
    assert isinstance(second, ReadingError)
    assert isinstance(third, Document)
    assert third.published is None
