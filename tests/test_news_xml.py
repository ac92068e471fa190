"""News agencies' XML and feeds: what becomes the text, what else is kept, and what is refused."""

from pathlib import Path
from time import perf_counter

import pytest

from newsparse.errors import ReadingError
from newsparse.reading import Document, Options, read, read_documents
from newsparse.reading.formats import format_of
from newsparse.reading.markup import line_of_html, text_of_string
from newsparse.reading.shortcodes import without_shortcodes

INPUTS = Path(__file__).parent / "inputs"


def documents(name: str) -> list[Document]:
    return list(read(str(INPUTS / name)))


def read_bytes(folder: Path, data: bytes | str, **options: str) -> list[Document | ReadingError]:
    path = folder / "a"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_documents([str(path)], Options(**options)))  # type: ignore[arg-type]


def article(folder: Path, data: bytes | str) -> Document:
    (found,) = read_bytes(folder, data)
    assert isinstance(found, Document)
    return found


def nitf(content: str, head: str = "") -> str:
    return f"<nitf>{head}<body><body.content>{content}</body.content></body></nitf>"


def newsml(contents: str, metadata: str = "", of_item: str = "") -> str:
    return (
        f"<newsItem xml:lang='nb'><itemMeta>{of_item}</itemMeta>"
        f"<contentMeta>{metadata}</contentMeta><contentSet>{contents}</contentSet></newsItem>"
    )


def feed(items: str) -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    return f'<rss version="2.0" {spaces}><channel><title>Avisa</title>{items}</channel></rss>'


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
NEWSML_1 = (
    "<NewsML><NewsItem><NewsComponent><ContentItem><DataContent>{}</DataContent></ContentItem>"
    "</NewsComponent></NewsItem></NewsML>"
)


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


ITEM = "<item><title>T</title><description>Vi vant.</description>{}</item>"


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


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "wxr.xml", "newsml-inline.xml"])
def test_other_encodings(tmp_path: Path, name: str, encoding: str) -> None:
    text = (INPUTS / name).read_text(encoding="utf-8")
    declared = text.replace('"utf-8"', f'"{encoding}"').replace('"UTF-8"', f'"{encoding}"')
    for data, options in (
        (declared.encode(encoding), {}),
        (text.encode(encoding), {"encoding": encoding}),
    ):
        found = [getattr(d, "text", "") for d in read_bytes(tmp_path, data, **options)]
        assert found == [getattr(d, "text", "") for d in read_documents([str(INPUTS / name)])]


# each format broken: what is left of it, and what is said
REFUSED = [
    ("<?xml version='1.0'?><sitemap><url/></sitemap>", "another kind (<sitemap>)"),
    ("<urlset xmlns='x'><url>a</url></urlset>", "another kind (<urlset>)"),
    ("<release id='1' lang='no'><title>Vei</title></release>", "another kind (<release>)"),
    ("<!-- a -->\n<RBNews xmlns=''>\n<NewsID>1</NewsID>\n</RBNews>", "another kind (<RBNews>)"),
    ("<document><title>x</document>", "not valid XML"),
    ("<rss/>", "a feed without an article's text"),
    ("<rss><channel><title>x</title></channel>", "not valid XML"),
    ("<rss><channel><content:encoded>x</content:encoded></channel></rss>", "not valid XML"),
    (feed("<item><title>Tittel</title></item>" * 2), "a feed of titles without an article's text"),
    (feed("<item><title>T</title><description>T</description></item>"), "a feed of titles"),
    (feed("<item><itunes:summary>Lyd</itunes:summary></item>"), "a feed of titles"),
    (
        feed(ITEM.format("<wp:post_type>post</wp:post_type><wp:status>draft</wp:status>")),
        "a WordPress export without an article's text",
    ),
    ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "a feed without an article's text"),
    (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title>"
        "<content type='application/pdf'>QUJD</content></entry></feed>",
        "a feed of titles",
    ),
    (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Alt/></rdf:RDF>",
        "another kind (<RDF>)",
    ),
    (feed("<item>" + "<b>" * 9000 + "x" + "</b>" * 9000 + "</item>"), "a feed of titles"),
    (
        feed(ITEM.format("<x>" + "<b>" * 9000 + "</b>" * 9000 + "</x>")),
        "nested too deeply",
    ),
    ("<NewsML/>", "NewsML without an article's text"),
    ("<NewsML><NewsItem><NewsComponent>", "not valid XML"),
    (NEWSML_1.format(""), "NewsML without an article's text"),
    (NEWSML_1.format("<media-list/>"), "NewsML without an article's text"),
    (NEWSML_1.format("<nitf><body/></nitf>"), "NewsML without an article's text"),
    (NEWSML_1.replace("<DataContent>{}</DataContent>", "<DataContent/>"), "NewsML without an"),
    (NEWSML_1.replace("<ContentItem>", "<Role FormalName='Caption'/><ContentItem>"), "NewsML with"),
    (NEWSML_1.replace("<DataContent>", "<MediaType FormalName='Photo'/><DataContent>"), "NewsML w"),
    (NEWSML_1.replace("<DataContent>", "<Encoding Notation='Base64'><DataContent>"), "not valid"),
    (NEWSML_1.format("<p>" * 9000 + "x" + "</p>" * 9000), "nested too deeply"),
    (newsml(""), "NewsML-G2 without an article's text"),
    (newsml("<inlineXML><!-- a --></inlineXML>"), "NewsML-G2 without an article's text"),
    (newsml("<inlineData contenttype='image/jpeg'>QUJD</inlineData>"), "NewsML-G2 without"),
    (newsml("<inlineData encoding='x:base64'>/9j/4AAQ</inlineData>"), "NewsML-G2 without"),
    (
        newsml("<inlineXML><events><event><name>Møte<br/></name></event></events></inlineXML>"),
        "NewsML-G2 without",
    ),
    (
        newsml("<inlineData>Olav på kaia.</inlineData>", "", "<itemClass qcode='ninat:picture'/>"),
        "NewsML-G2 without",
    ),
    ("<newsMessage><itemSet><packageItem/></itemSet></newsMessage>", "NewsML-G2 without"),
    ("<newsItem><contentSet>", "not valid XML"),
    ("<nitf><body><body.content><p>Halv", "not valid XML"),
    (nitf("<table><tr><td>1</td></tr></table>"), "NITF without"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_what_is_refused(tmp_path: Path, data: str, words: str) -> None:
    found = read_bytes(tmp_path, data)
    assert len(found) == 1
    (error,) = found
    assert isinstance(error, ReadingError)
    assert words in error.what
    assert error.hint
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    "name", ["rss.xml", "rss1.xml", "atom.xml", "wxr.xml", "newsml12.xml", "newsml-inline.xml"]
)
def test_a_file_that_is_cut_off_gives_no_article(tmp_path: Path, name: str) -> None:
    data = (INPUTS / name).read_bytes()
    for part in range(1, 10):
        found = read_bytes(tmp_path, data[: len(data) * part // 10])
        assert len(found) == 1
        assert "not valid XML" in str(found[0])


def test_a_broken_item_does_not_hide_the_others(tmp_path: Path) -> None:
    items = ITEM.format("<guid>1</guid>") + "<item><title>Tom</title><guid>2</guid></item>"
    first, second, third = read_bytes(
        tmp_path, feed(items + ITEM.format("<pubDate>i går</pubDate>"))
    )
    assert isinstance(first, Document)
    assert isinstance(second, ReadingError)
    assert isinstance(third, Document)
    assert third.published is None


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("<3 fra Oslo", "text"),
        ("<klipp> Oslo (NTB): Saken er stor.", "text"),
        ("<Oslo, 2. november> Saken </er> stor.", "text"),
        ("<- Se her, sier hun. <p>", "text"),
        ("<ole@example.no> skrev: Ja. <br/>", "text"),
        ("<document><a>x</a></document>", "xml"),
        ('<plist version="1.0"\n\ta="b">\n<dict/>', "xml"),
        ("<!DOCTYPE plist PUBLIC 'a' 'b'>\n<plist><dict/></plist>", "xml"),
        ("<data/>", "xml"),
        ("<b>Oslo</b> (NTB): Saken", "text"),
        ("<h2>Tittel</h2><p>Saken</p>", "html"),
        ("<NewsML Version='1.2'>", "newsml1"),
        ("<NewsItem xml:lang='nb'>", "newsml1"),
        ("<newsItem guid='a'>", "newsml"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("<rdf:RDF xmlns:rdf='x'>", "feed"),
        ("<?xml version='1.0'?>\n<?xml-stylesheet href='a'?>\n<rss version='2.0'>", "feed"),
    ],
)
def test_formats_of_xml(text: str, format: str) -> None:
    assert format_of(text.encode(), "a.dat") == format


N = 80_000
ESCAPED = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@pytest.mark.parametrize(
    "content",
    [
        "<br>" * N,
        "<p>x" + "<!--" * N,
        "<p>" + "<a " * N + ">",
        "<figure>" * N + "x",
        "<endash>" * N,
        "<p>" + "&#1" * N,
        "[caption]" * N,
        "<p>" + "</" * N,
        "\n \n" * N + "<b>x</b>",
    ],
)
def test_hostile_content_is_read_in_linear_time(tmp_path: Path, content: str) -> None:
    for sign, written in ESCAPED:
        content = content.replace(sign, written)
    post = "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
    start = perf_counter()
    for data in (
        nitf(f"<p>{content}</p>"),
        newsml(f"<inlineData>{content}</inlineData>"),
        feed(f"<item><content:encoded>{content}</content:encoded>{post}</item>"),
    ):
        assert len(read_bytes(tmp_path, data)) == 1
    assert perf_counter() - start < 20  # of a quadratic time, minutes
