"""NITF and NewsML: what becomes the text, and what else is kept."""

from pathlib import Path

import pytest

from newsparse.reading import Document
from newsparse.reading.markup import line_of_html, text_of_string
from xml_files import NEWSML_1, article, documents, newsml, nitf, read_bytes


def test_nitf_with_a_lead_apart_and_markup_escaped() -> None:
    (found,) = documents("nitf-lead.xml")
    assert found.text == (
        "Brua over sundet er åpnet\n\n"
        "Etter seks år er brua over sundet åpnet for bilar. Tre ferjer går ut av drift.\n\n"
        "– Endelig, sier ordfører Åse Vik til 300–400 frammøtte.\n\n"
        "Brua kostet\xa02,1 milliarder, og er <3 år forsinket.\n\n"
        "Bompengene er 45–60 kroner, opplyser AT&S."
    )
    assert (found.id, found.title) == ("nitf-lead.xml", "Brua over sundet er åpnet")
    assert (found.published, found.section) == ("2026-11-03T08:15:00+01:00", "Samferdsel")
    assert (found.byline, found.source) == ("Av Kari Skribent Sundnytt", "Sundnytt")
    assert found.url == "https://sundnytt.example.no/brua"


def test_facts_of_nitf_and_newsml_as_they_were_read_before() -> None:
    (found,) = documents("ntb.xml")
    assert found.published == "2026-11-02T12:04:31"
    assert (found.section, found.byline, found.source) == ("Innenriks", "Kari Skribent", "NTB")
    first, second = documents("newsml.xml")
    assert (first.published, first.byline) == ("2026-11-02T12:00:00+01:00", "Kari Skribent")
    assert (first.source, second.source) == ("EX", None)


@pytest.mark.parametrize(
    ("abstract", "is_read"),
    [
        ("<p>Et annet sammendrag.</p>", True),
        ("<p>Brua er åpnet, og bilene kjører.</p>", False),
        ("<p>BRUA er åpnet og bilene kjører</p>", False),
        ("Tittel", False),
        ("<media><media-metadata name='a'/></media>", False),
    ],
)
def test_a_lead_is_read_once(tmp_path: Path, abstract: str, is_read: bool) -> None:
    text = (
        f"<nitf><body><body.head><hedline><hl1>Tittel</hl1></hedline><abstract>{abstract}</abstract>"
        "</body.head><body.content><p>(EX) Brua er åpnet, og bilene kjører.</p></body.content>"
        "</body></nitf>"
    )
    lead = "Et annet sammendrag.\n\n" if is_read else ""
    expected = f"Tittel\n\n{lead}(EX) Brua er åpnet, og bilene kjører."
    assert article(tmp_path, text).text == expected


@pytest.mark.parametrize(
    ("title", "expected"), [("En hel overskrift", "En hel overskrift"), ("et-stikkord", None)]
)
def test_titles_of_pages_that_are_headlines(
    tmp_path: Path, title: str, expected: str | None
) -> None:
    found = article(tmp_path, nitf("<p>Vi vant.</p>", f"<head><title>{title}</title></head>"))
    assert found.title == expected
    assert found.text == (f"{expected}\n\nVi vant." if expected else "Vi vant.")


def test_newsml_whatever_the_inline_data_is_said_to_be() -> None:
    cdata, elements, in_nitf, plain, tt = documents("newsml-inline.xml")
    assert cdata.text == (
        "Havna i Nes stenges\n\nFiskerne vil ha svar før jul\n\n"
        "Havna i Nes stenges fra nyttår, melder kommunen.\n\n"
        "– Det er galt, sier fisker Olav Nes.\nHan krever\xa0svar."
    )
    assert (cdata.title, cdata.url) == ("Havna i Nes stenges", "https://example.no/havna")
    assert (cdata.published, cdata.section) == ("2026-11-02T09:00:00+01:00", "Innenriks")
    assert (cdata.byline, cdata.source) == ("Kari Skribent", "example.no")
    assert elements.text == (
        "Skulen får nytt tak til våren.\n\n– Vi gler oss, seier rektor Siri Haug."
    )
    assert (elements.title, elements.byline) == ("Skulen får nytt tak", "Nils Berg")
    assert elements.source == "Fjordavisa"
    assert in_nitf.text == (
        "Kraftverket er i drift igjen\n\nStrømmen er tilbake i hele Nes etter uværet.\n\n"
        "– Alt virker, sier driftssjef Tor Moe."
    )
    assert (in_nitf.published, in_nitf.source) == ("2026-11-02T12:00:00+00:00", "ntb.no")
    assert plain.text == (
        "Ren tekst\n\nFørste avsnitt er her, og 2 < 3.\n\n– Andre avsnitt, sier Kari Vik."
    )
    assert tt.text == (
        "Regeringen backar\n\nBeslutet ändras efter kritik.\n\n– Det var fel, säger Anna Ek.\n\n"
        "Nytt bud\n\nNu väntar ett nytt bud."
    )
    assert tt.byline == "Per Penna/TT"


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/xhtml+xml", ""])
@pytest.mark.parametrize(
    "content",
    [
        "<p>Vi vant.</p><p>– Ja, sier <b>Kari</b>.</p>",
        "&lt;p&gt;Vi vant.&lt;/p&gt;&lt;p&gt;– Ja, sier &lt;b&gt;Kari&lt;/b&gt;.&lt;/p&gt;",
        "<![CDATA[<P>Vi vant.</P>\n<p>– Ja, sier <b>Kari</b>.</p>]]>",
        "<html><head><title>x</title></head><body><p>Vi vant.</p>– Ja, sier Kari.</body></html>",
        "&amp;lt;p&amp;gt;Vi vant.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;– Ja, sier Kari.",
        "<![CDATA[<?xml version='1.0'?><nitf><body><body.content><p>Vi vant.</p>"
        "<p>– Ja, sier Kari.</p></body.content></body></nitf>]]>",
        nitf("<p>Vi vant.</p><p>– Ja, sier Kari.</p>"),
        "<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:body><h:p>Vi vant.</h:p>"
        "<h:p>– Ja, sier Kari.</h:p></h:body></h:html>",
        "&lt;div&gt;Vi vant.&lt;br/&gt;&lt;br/&gt;– Ja, sier Kari.&lt;/div&gt;",
    ],
)
@pytest.mark.parametrize("name", ["inlineData", "inlineXML"])
def test_contents_are_known_by_themselves(
    tmp_path: Path, name: str, content: str, kind: str
) -> None:
    found = article(tmp_path, newsml(f'<{name} contenttype="{kind}">{content}</{name}>'))
    assert found.text == "Vi vant.\n\n– Ja, sier Kari."


@pytest.mark.parametrize(
    ("headlines", "title", "start"),
    [
        ("<headline>A</headline><headline role='hld:sub'>B</headline>", "A", "A\n\nB\n\n"),
        (
            "<headline role='x:sub'>B</headline><headline role='hld:main'>A</headline>",
            "A",
            "A\n\nB",
        ),
        ("<headline role='x:short'>C</headline><headline>A</headline>", "A", "A\n\nVi"),
        ("<headline role='hldrole:main'>A</headline><headline>C</headline>", "A", "A\n\nVi"),
        ("<headline xml:lang='en'>C</headline><headline xml:lang='nb'>A</headline>", "A", "A\n\nV"),
        ("<headline role='hld:subHeadline'>B</headline>", "B", "B\n\nVi"),
        ("<headline/>", None, "Vi vant"),
        ("<headline>A</headline><headline role='x:sub'>Vi vant.</headline>", "A", "A\n\nVi"),
        (
            "<headline>A &amp;amp; &lt;b&gt;B&lt;/b&gt; 5&lt;endash&gt;6</headline>",
            "A & B 5–6",
            "A",
        ),
        ("<headline>Vi</headline><headline role='x:sub'>B</headline>", "Vi", "Vi\n\nB\n\nVi vant."),
    ],
)
def test_headlines(tmp_path: Path, headlines: str, title: str | None, start: str) -> None:
    data = "<inlineData><p>Vi vant.</p><p>De tapte.</p></inlineData>"
    found = article(tmp_path, newsml(data, headlines))
    assert found.title == title
    assert found.text.startswith(start)
    assert found.text.endswith("Vi vant.\n\nDe tapte.")


def test_newsml_1() -> None:
    in_nitf, in_parts, in_html = documents("newsml12.xml")
    assert in_nitf.text == (
        "Ny bro til Vik\n\nDen skal stå ferdig om tre år\n\nVik får ny bro, opplyser fylket.\n\n"
        '"Vi er glade", sier ordfører Åse Vik.'
    )
    assert (in_nitf.id, in_nitf.title) == (
        "urn:newsml:example.no:20261102:TX-1:1",
        "Ny bro til Vik",
    )
    assert (in_nitf.published, in_nitf.section) == ("2026-11-02T12:00:00+01:00", "Innenriks")
    assert (in_nitf.byline, in_nitf.source) == ("Kari Skribent", "Eksempelbyrået")
    assert in_nitf.meta["slugline"] == "bro-vik"
    assert in_parts.text == (
        "Skolen åpner\n\nSkolen i Nes åpner mandag.\n\nRektor Siri Haug er glad.\n\n"
        "– Nå er vi klare, sier hun."
    )
    assert in_html.text == (
        "Skulen opnar\n\nSkulen i Nes opnar måndag.\n\n– No er vi klare, seier Siri Haug."
    )
    assert [d.id for d in (in_parts, in_html)] == [
        "urn:newsml:www.example.no:98:2",
        "urn:newsml:www.example.no:98:3",
    ]
    assert [d.language for d in (in_parts, in_html)] == ["nb", "nn"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2 < 3 og 4 > 3, <navn> sier <3", "2 < 3 og 4 > 3, <navn> sier <3"),
        ("A<p>B", "A\n\nB"),
        ("A &nbsp;B", "A \xa0B"),
        ("<p>A &amp;nbsp;B", "A \xa0B"),
        (
            "AT&T og R&D; &finnesikke; &#8211; &#99999999;",
            "AT&T og R&D; &finnesikke; – &#99999999;",
        ),
        ("a<endash>-</endash>b <EMDASH/>c <emdash>d", "a–b —c —d"),
        ("<b>En</b>\nto\n\nTre", "En\nto\n\nTre"),
        ("<script>x</script>A", "A"),
        ("A <object data='x'> B <acronym>C</acronym><svg><title>D</title></svg>", "A\n\nB\n\nC"),
    ],
)
def test_markup_is_known_by_its_tags(text: str, read: str) -> None:
    assert text_of_string(text) == read
    assert "\n" not in line_of_html(text)


def test_what_is_left_open_leaves_out_nothing_else(tmp_path: Path) -> None:
    content = "<p>En &lt;figure&gt;to</p><p>Tre.</p><p>&lt;script src='x'&gt;</p><p>Fire.</p>"
    assert article(tmp_path, nitf(content)).text == "En\n\nTre.\n\nFire."


@pytest.mark.parametrize("declared", ["iso-8859-1", "ISO-8859-15", "windows-1252", "us-ascii"])
def test_utf_8_that_is_declared_as_something_else(tmp_path: Path, declared: str) -> None:
    xml = f"<?xml version='1.0' encoding='{declared}'?>" + nitf("<p>Blåbær på Sør-Øya – «ja».</p>")
    assert article(tmp_path, xml.encode()).text == "Blåbær på Sør-Øya – «ja»."
    if declared != "us-ascii":
        in_truth = xml.replace(declared, "windows-1252").encode("cp1252")
        assert article(tmp_path, in_truth).text == "Blåbær på Sør-Øya – «ja»."


def test_names_that_are_marked_up_stay_in_their_sentence(tmp_path: Path) -> None:
    content = "<p>Eier <Company>Ilma</Company> og <person>Kari <b>Vik</b></person> sier ja.</p>"
    assert article(tmp_path, nitf(content)).text == "Eier Ilma og Kari Vik sier ja."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Vi vant.</p><p>/eksempel/</p>", "Vi vant."),
        ("<p>Vi vant. /eksempel/</p><p>ab/cde/fg</p><p/>", "Vi vant."),
        ("<p>Vi vant.</p><p>==Byrået</p>", "Vi vant."),
        ("<p>Vi vant.</p><p>(EKS)</p>", "Vi vant."),
        (
            "<p>Vi vant.</p><p>Les https://x.no/nyheter/</p>",
            "Vi vant.\n\nLes https://x.no/nyheter/",
        ),
        ("<p>ab/cd</p>", "ab/cd"),
        ("<p>BILDE: <a href='x'>Kari Vik</a></p><p>Vi vant.</p><p>Foto: NN</p>", "Vi vant."),
        ("<p>2.11.2026 16:02:09 CET | Firma | Rapport</p>Vi vant.", "Vi vant."),
        ("<p>fra\n<b>Vik</b>\n, der\n<b>Nes</b>\n. . . er.</p>", "fra Vik, der Nes . . . er."),
        (
            "<pre>Vik–Nes\nVik: Berg, Moe,\nHolm.\n\nNes: Li.</pre>",
            "Vik–Nes\nVik: Berg, Moe,\nHolm.\n\nNes: Li.",
        ),
    ],
)
def test_what_agencies_set_round_an_article(tmp_path: Path, content: str, text: str) -> None:
    assert article(tmp_path, nitf(content)).text == text


INDENTED = """(Ny versjon)
    Av Kari Skribent
    VIK - Brua over sundet er stengt, og alle
må ta ferja.
    "Vi er lei oss," sier ordfører
Åse Vik.
"""


def test_paragraphs_that_are_set_off_by_indents_alone(tmp_path: Path) -> None:
    assert article(tmp_path, nitf(f"<p>{INDENTED}</p>")).text == (
        "(Ny versjon)\n\nAv Kari Skribent\n\nVIK - Brua over sundet er stengt, og alle må ta ferja."
        '\n\n"Vi er lei oss," sier ordfører Åse Vik.'
    )
    for text in (
        "Vi\n    Vant\n    Igjen",
        "Vi\n  Vant\nigjen\n    Og\n  Vi",
        "Vi\n  vant\n  nå\n.",
    ):
        assert "\n" not in article(tmp_path, nitf(f"<p>{text}</p>")).text


def test_headlines_are_read_once(tmp_path: Path) -> None:
    head = "<body.head><hedline><hl1>Vi vant</hl1><hl2>Vi vant</hl2></hedline></body.head>"
    text = f"<nitf><body>{head}<body.content><p>Ja.</p></body.content></body></nitf>"
    assert article(tmp_path, text).text == "Vi vant\n\nJa."


def component(role: str, kind: str, data: str) -> str:
    return (
        f"<NewsComponent><Role FormalName='{role}'/><ContentItem><MimeType FormalName='{kind}'/>"
        f"<DataContent>{data}</DataContent></ContentItem></NewsComponent>"
    )


def test_styles_and_contacts_are_no_part_of_a_press_release(tmp_path: Path) -> None:
    parts = [
        component("StyleSheet", "text/css", ".a { color: red }"),
        component("Contact", "text/plain", "Kari Vik, 900 00 000"),
        component("Body", "text/plain", "Firmaet bygger i Vik."),
    ]
    item = "<NewsIdentifier><PublicIdentifier>urn:newsml:x.no</PublicIdentifier></NewsIdentifier>"
    lines = "<NewsLines><HeadLine>Firma bygger</HeadLine></NewsLines>"
    whole = f"<NewsComponent>{lines}{''.join(parts)}</NewsComponent>"
    found = article(tmp_path, f"<NewsML><NewsItem>{item}{whole}</NewsItem></NewsML>")
    assert found.text == "Firma bygger\n\nFirmaet bygger i Vik."
    assert "urn" not in found.id  # it names the agency, and no item


def test_dashes_of_windows_in_headlines(tmp_path: Path) -> None:
    xml = (
        "<?xml version='1.0' encoding='iso-8859-1'?><nitf><body><body.head><hedline>"
        "<hl1>– Vi vant</hl1></hedline></body.head><body.content><p>Ja.</p></body.content></body>"
        "</nitf>"
    )
    assert article(tmp_path, xml.encode("cp1252")).title == "– Vi vant"


@pytest.mark.parametrize(
    "doctype", ["", '<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd">', "<!DOCTYPE nitf>"]
)
def test_named_characters_that_xml_does_not_know(tmp_path: Path, doctype: str) -> None:
    xml = doctype + nitf("<p>Bl&aring;b&aelig;r&nbsp;&ndash; &lt;3 &amp; mer\x0b&#11;.</p>")
    assert article(tmp_path, xml).text == "Blåbær\xa0– <3 & mer."
    (error,) = read_bytes(tmp_path, doctype + nitf("<p>&finnesikke;</p>"))
    assert "not valid XML" in str(error)


PARTS = '<?xml version="1.0"?><!DOCTYPE NewsML [<!ENTITY % nitf SYSTEM "nitf.dtd"> {}]>'


@pytest.mark.parametrize(
    ("declared", "is_read"),
    [
        ("%nitf;", True),
        ('%nitf; <!ENTITY % b PUBLIC "b" "b.dtd"> %b;', True),
        ('%nitf; <!ENTITY b "ha">', False),
        ('%nitf; <!ENTITY b SYSTEM "file:///etc/hostname">', False),
    ],
)
def test_dtds_elsewhere_are_not_fetched(tmp_path: Path, declared: str, is_read: bool) -> None:
    (found,) = read_bytes(tmp_path, PARTS.format(declared) + NEWSML_1.format("<p>Vi vant.</p>"))
    if is_read:
        assert isinstance(found, Document)
        assert (found.id, found.text) == ("a", "Vi vant.")
    else:
        assert "declares entities" in str(found)
