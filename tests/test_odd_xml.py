"""XML and feeds that are broken, hostile, of another kind, or in odd encodings."""

from pathlib import Path
from time import perf_counter

import pytest

from newsparse.errors import ReadingError
from newsparse.reading import read_documents
from newsparse.reading.formats import format_of
from newsparse.reading.markup import text_of_html
from xml_files import INPUTS, ITEM, NEWSML_1, feed, newsml, nitf, read_bytes


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


@pytest.mark.parametrize(
    "section", ["<![[[[", "<![x[", "<![ CDATA[", "<![CDATA[", "<![if !IE]>", "<![]]>"]
)
def test_sections_that_are_none(section: str) -> None:
    text = text_of_html(f"<p>Vi vant.</p>{section}<p>Ja.</p>>")
    assert text.startswith("Vi vant.")
