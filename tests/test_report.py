"""The report: its text, and what a real browser makes of it."""

import csv
import json
import re
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote as quote_url
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chromium
from articles import article
from chromium import WIDTHS, needs_axe, needs_browser, wait_for
from newsparse.analyzer import Analyzer
from newsparse.identities import Identities
from newsparse.reading import Document, read
from newsparse.record import Article
from newsparse.writing import write_report
from newsparse.writing.report import PAGE, Language
from newsparse.writing.report.anchors import Anchors
from newsparse.writing.report.chart import chart_of
from newsparse.writing.report.index import Index
from newsparse.writing.report.marks import Mark, between, pieces
from newsparse.writing.report.shown import show as shown_of
from newsparse.writing.report.words import Words, _table

ROOT = Path(__file__).parents[1]
ATTACK = "</script><script>alert(1)</script>"
ANCHOR = re.compile(r"[aq][0-9a-f]{12}")


class Parsed(HTMLParser):
    """Collects ids, links, and whether every element is closed where it should be."""

    VOID = frozenset(["meta", "br", "input"])

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(key.startswith("on") or key == "style" for key, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.links += [value for key, value in attrs if key == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def report(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the seed, two articles of our own, and one that attacks."""
    paths = ["seeds/lavrov-blinken.txt", "tests/golden/gebyr.txt", "tests/golden/ferje.txt"]
    documents = [document for path in paths for document in read(str(ROOT / path))]
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    attack = f"{ATTACK}\n\n– {ATTACK * 3}, sier {ATTACK}.\n\n– {long}, sier Kari Vik.\n"
    documents.append(Document(f'"><img src=x onerror=alert(2)>{ATTACK}', attack, title=ATTACK))
    articles = [*analyzer.stream(documents), article(name=ATTACK, said=ATTACK)]
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(articles, path)
    return path


def test_links_lead_somewhere(report: Path) -> None:
    page = Parsed(report)
    assert len(page.ids) == len(set(page.ids))
    links = [link for link in page.links if not link.startswith("https://example.org/")]
    assert len(links) > 100
    for link in links:
        assert link.startswith("#?person=") or link.removeprefix("#") in page.ids, link


def test_nothing_is_fetched_and_only_our_script_runs(report: Path) -> None:
    page = Parsed(report)
    assert not page.tags & {"link", "img", "iframe", "object"}
    text = report.read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert (len(scripts), len(styles)) == (1, 1)
    assert text.count("<script") == text.count('<script type="application/json"') + 1
    hashes = [
        f"sha256-{b64encode(sha256(element.encode()).digest()).decode()}"
        for element in (*styles, *scripts)
    ]
    (policy,) = re.findall('Content-Security-Policy" content="(.*?)"', text)
    assert policy == (
        f"default-src 'none'; style-src '{hashes[0]}'; script-src '{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"\bhttps?://", styles[0] + scripts[0])
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval", scripts[0])
    assert " style=" not in text.partition("<body>")[2].partition("<article")[0]


def test_every_quote_and_its_speaker_are_there(report: Path, analyzer: Analyzer) -> None:
    page = report.read_text(encoding="utf-8")
    (seed,) = analyzer.stream(read(str(ROOT / "seeds/lavrov-blinken.txt")))
    anchors = Anchors()
    assert f'<article id="{anchors.article(seed)}" lang="nb"' in page
    for quote in seed.quotes:
        anchor = anchors.quote(seed, quote)
        assert f'<mark class="quote" id="{anchor}"><small><a href="#{anchor}-said">' in page
        assert f'id="{anchor}-said"' in page
    assert '" lang="nn" aria-labelledby' in page


def words_of(path: Path) -> str:
    page = path.read_text(encoding="utf-8")
    words = re.sub(r"<style>.*?</style>|<script.*?</script>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join(words.split())


def test_what_is_rejected_or_unsure_says_so(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report([article()], path, "en")
    words = words_of(path)
    page = path.read_text(encoding="utf-8")
    assert "De tror ikke at Kari Vik and naboen (unsure, rejected): planen holder ." in words
    assert "Kari Vik and naboen (unsure: only the context tells who) rejects this" in words
    assert '<blockquote class="rejected">planen holder</blockquote>' in page
    assert "naboen 1 quote in 1 article, 1 unsure" in words
    assert "unknown speaker: Skole i Bergen" in words
    assert "partly direct" not in words.partition("Articles 1 article")[2]
    assert "once, in other words 1, quoted: 1 , 3" in words
    assert "3 quotes 1 unsure" in words


def person(article: Article, gender: str | None, **more: Any) -> Article:
    """Return the article with the gender of its person, and other fields."""
    place, who = article.entities
    told = {"gender": gender, "gender_basis": gender and "name"}
    role = article.quotes[2].content[0] if gender == "male" else None
    who = who.model_copy(update={**told, "role": role})
    return article.model_copy(update={"entities": [place, who], **more})


def test_what_there_is_at_the_top(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    days = [date(2024, 1, 1) + timedelta(days=9 * n) for n in range(6)]
    genders = ["female", "female", "male", "male", "male", None]
    write_report(
        [
            person(article(f"s{n}", f"Person {'ABCDEF'[n]}"), genders[n], published=str(days[n]))
            for n in range(6)
        ]
        + [article("undated", "Person G")],
        path,
        "en",
    )
    words = words_of(path)
    assert "7 articles 1 Jan 2024 – 15 Feb 2024 ; 1 without a date" in words
    assert "21 quotes 7 unsure 7 people quoted" in words
    assert "40% of those quoted are women 2 of 5 whose gender is told" in words
    assert "2 women and 3 men. Of 2 more the text does not tell. Gender is a guess" in words
    # two of each article's quotes are hers, but one of them is by a neighbour, too
    assert "By week: Women Men Others and unknown" in words
    assert "week 1, 2024 1 0 2 3 week 2, 2024 1 0 2 3 week 3, 2024 0 1 2 3" in words


def test_the_newest_is_first(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    given = {"2024-03-01": "mars", "2024-05-01T10:00:00Z": "mai", "2024-04-01": "april"}
    articles = [
        article(id, said=f"Dette sa hun i {id}", title=f"Sak i {id}").model_copy(
            update={"published": published}
        )
        for published, id in given.items()
    ]
    write_report([*articles, article("uten dato", title="Sak uten dato")], path, "nb")
    words = words_of(path)
    people = words[words.index("Kari Vik") : words.index("Organisasjoner Ingen.")]
    order = [people.index(title) for title in ("Sak i mai", "Sak i april", "Sak i mars")]
    assert order == sorted(order)
    assert order[-1] < people.index("Sak uten dato")
    assert "1. mai 2024 · Sak i mai Dette sa hun i mai Dette sa hun i mai nå." in people
    articles_there = words[words.index("Artikler 4 artikler") :]
    assert articles_there.index("Sak i mai") < articles_there.index("Sak i april")


def test_many_articles_go_on_other_pages(tmp_path: Path) -> None:
    path = tmp_path / "æ report.html"
    write_report((article(f"sak {n}") for n in range(2 * PAGE + 1)), path, "en")
    beside = [path.with_name(f"æ report-{n}.html") for n in (1, 2, 3, "search")]
    assert sorted(tmp_path.iterdir()) == sorted([path, *beside])
    pages = {unquote(quote_url(page.name)): Parsed(page) for page in (path, *beside)}
    for name, page in pages.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            there = pages[unquote(target) or name]
            assert not anchor or anchor.startswith("?person=") or anchor in there.ids, link
    for number, n in (("1", 0), ("1", 499), ("2", 500), ("3", 1000)):
        there = pages[f"æ report-{number}.html"]
        assert Anchors().article(article(f"sak {n}")) in there.ids
    words = words_of(path)
    assert "1,001 articles" in words
    assert "3,003 quotes 1,001 unsure 1 person quoted" in words
    assert "2,002 quotes in 1,001 articles" in words
    assert "page 3 1 article" in words
    assert Parsed(path).links.count("%C3%A6%20report-search.html") == 1
    rows = re.findall(r'id="rows">(.*?)</script>', beside[3].read_text(encoding="utf-8"), re.DOTALL)
    assert len(json.loads(rows[0])) == 1001


def test_anchors_stay_when_other_articles_come_and_go(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    mine = article("mine")
    write_report([mine], path)
    before = {id for id in Parsed(path).ids if ANCHOR.match(id)}
    assert len(before) == 2 + 2 + 3 + 3  # the article, its title, names, quotes, and who said them
    write_report([article("a"), mine, article("z")], path)
    assert before <= set(Parsed(path).ids)
    moved = mine.model_copy(update={"quotes": mine.quotes[1:]})
    write_report([moved], path)
    assert {id for id in Parsed(path).ids if ANCHOR.match(id)} < before


def test_the_same_twice_has_two_anchors(tmp_path: Path) -> None:
    write_report([article("a"), article("a")], tmp_path / "report.html")
    ids = Parsed(tmp_path / "report.html").ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("fails_at", [1, PAGE + 5])
def test_a_report_is_replaced_whole_or_not_at_all(tmp_path: Path, fails_at: int) -> None:
    path = tmp_path / "report.html"
    write_report((article(f"sak {n}") for n in range(PAGE + 1)), path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}

    def broken() -> Iterator[Article]:
        yield from (article(f"ny {n}") for n in range(fails_at))
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        write_report(broken(), path)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("languages", "written"),
    [
        (["nb", "nn", "nb"], "nb"),
        (["nn", "nn", "nb"], "nn"),
        (["en", "sv", "nb"], "en"),
        (["nn", "nb"], "nb"),
    ],
)
def test_the_page_speaks_the_language_of_most_articles(
    tmp_path: Path, languages: list[str], written: str
) -> None:
    path = tmp_path / "report.html"
    articles = [
        article(f"a{n}").model_copy(update={"language": language})
        for n, language in enumerate(languages)
    ]
    write_report(articles, path)
    assert f'<html lang="{written}">' in path.read_text(encoding="utf-8")
    write_report(articles, path, "nn")
    assert "Kven sa kva" in path.read_text(encoding="utf-8")


def test_all_languages_have_all_words() -> None:
    for name, forms in _table().items():
        assert set(forms) == {"nb", "nn", "en"}, name
        assert len({type(form) for form in forms.values()}) == 1, name
        fields = {tuple(sorted(re.findall(r"\{\w+\}", str(form)))) for form in forms.values()}
        assert len(fields) == 1, name


def test_no_articles_at_all(tmp_path: Path) -> None:
    write_report([], tmp_path / "report.html")
    words = words_of(tmp_path / "report.html")
    assert "0 artikler" in words
    assert "Ingen." in words


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c&d=%22", True),
        ("HTTP://example.org/", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("//example.org/", False),
        ("https:", False),
        ("https://[", False),
        ("https://example.org/\u202egpj", False),
        (f"https://example.org/{'a' * 3000}", False),
    ],
)
def test_only_the_web_is_linked_to(tmp_path: Path, url: str, linked: bool) -> None:
    path = tmp_path / "report.html"
    write_report([article().model_copy(update={"url": url})], path)
    assert (url in Parsed(path).links) == linked
    assert not any("script:" in link or "data:" in link for link in Parsed(path).links)


def test_what_nobody_sees_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    odd = article("a\x1b\u202e", "Kari\x07\u2066Vik", title="T\u202eittel")
    write_report([odd], path)
    page = path.read_text(encoding="utf-8")
    assert not set(page) & set("\x1b\x07\u202e\u2066")
    assert "Kari␇\ufffdVik" in page


@given(
    st.lists(st.tuples(st.dates(), st.integers(0, 3), st.integers(0, 3)), max_size=9),
    st.sampled_from(["nb", "nn", "en"]),
)
def test_charts_of_any_days(days: list[tuple[date, int, int]], language: Language) -> None:
    counted = {day: Counter(women=women, others=others) for day, women, others in days}
    chart = chart_of(counted, Words(language))
    if chart is None:
        assert len(counted) < 2 or not any(counts.total() for counts in counted.values())
        return
    assert 2 <= len(chart.bars) <= 54
    assert sum(bar.total for bar in chart.bars) == sum(c.total() for c in counted.values())
    assert len({bar.label for bar in chart.bars}) == len(chart.bars)
    for bar in chart.bars:
        assert all(part.y >= -0.01 and part.y + part.height <= 100.01 for part in bar.parts)


def test_a_headline_that_begins_the_text_is_shown_once(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report([article(title="🎉 Skole i Bergen")], path)
    page = path.read_text(encoding="utf-8")
    heading = re.findall(r"<h3.*?</h3>", page, re.DOTALL)[0]
    assert re.sub("<[^>]*>", "", heading) == "🎉 ukjent taler: Skole i Bergen"
    assert '<div class="text">– <mark class="quote"' in page
    marks = [Mark(2, 8, "quote", "Kari Vik", "q1", "q1-said"), Mark(9, 10, "place", "", None, "")]
    assert [tuple(mark) for mark in between(marks, 0, 5)] == [
        (2, 5, "quote", "Kari Vik", "q1", "q1-said")
    ]
    assert [tuple(mark) for mark in between(marks, 5, 20)] == [
        (0, 3, "quote", "", None, "q1-said"),
        (4, 5, "place", "", None, ""),
    ]


def test_who_is_named_but_once_may_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    index, words = Index(3), Words("nb")
    monkeypatch.setattr(index, "_most", 10)
    for n in range(30):
        index.add(
            shown_of(article(f"sak {n}", f"Person {n % 15}"), 1, Anchors(), words, Identities())
        )
    lists = index.lists()
    assert [entry.articles for entry in lists["place"]] == [30]
    assert [entry.quotes for entry in lists["person"]] == [4] * 15
    assert all(len(entry.places) == 2 for entry in lists["person"])


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), max_size=8))
def test_marks_are_nested_and_the_text_is_whole(spans: list[tuple[int, int]]) -> None:
    text = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
    marks = sorted(
        (
            Mark(start, start + length, f"m{n}", "", None, "")
            for n, (start, length) in enumerate(spans)
        ),
        key=lambda mark: (mark.start, -mark.end),
    )
    inside: list[Mark] = []
    seen = ""
    opened, closed = [], []
    for kind, value in pieces(text, marks):
        if kind == "text":
            for offset in range(len(seen), len(seen) + len(value)):
                assert {m.kind for m in inside} == {
                    m.kind for m in marks if m.start <= offset < m.end
                }
            seen += value
        elif kind in ("open", "again"):
            inside.append(value)
            opened += [value] if kind == "open" else []
        else:
            assert inside.pop() == value
            closed += [value] if kind == "close" else []
    assert (seen, inside) == (text, [])
    assert sorted(opened) == sorted(closed) == sorted(marks)


def show(browser: Any, page: Path, width: int, scheme: str = "light", anchor: str = "") -> None:
    chromium.show(browser, f"{page.as_uri()}{anchor}", width, scheme)


@pytest.fixture(scope="module")
def pages(
    report: Path, analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Every kind of page: all on one; and of several the front, the articles and the search."""
    (seed,) = analyzer.stream(read(str(ROOT / "seeds/lavrov-blinken.txt")))
    days = [date(2024, 1, 1) + timedelta(days=40 * n) for n in range(5)]
    articles = [seed.model_copy(update={"id": str(day), "published": str(day)}) for day in days]
    path = tmp_path_factory.mktemp("several") / "report.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("newsparse.writing.report.pages.PAGE", 2)
        write_report([*articles, article(name=ATTACK, said=ATTACK)], path)
    names = {"front": "report", "articles": "report-2", "search": "report-search"}
    return {"one": report} | {k: path.with_name(f"{name}.html") for k, name in names.items()}


KINDS = ["one", "front", "articles", "search"]


@needs_browser
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(browser: Any, pages: dict[str, Path], width: int, kind: str) -> None:
    show(browser, pages[kind], width)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert chromium.too_wide(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@needs_browser
def test_anchors_work(browser: Any, report: Path, analyzer: Analyzer) -> None:
    (seed,) = analyzer.stream(read(str(ROOT / "seeds/lavrov-blinken.txt")))
    anchors = [Anchors().quote(seed, quote) for quote in seed.quotes]
    show(browser, report, 1280, anchor=f"#{anchors[2]}")
    visible = (
        "const r = document.querySelector(':target').getBoundingClientRect();"
        "return r.top >= 0 && r.bottom <= innerHeight && r.height > 0"
    )
    wait_for(browser, visible)
    for step, lands in (
        (f"#{anchors[2]} a", f"{anchors[2]}-said"),
        (f"#{anchors[2]}-said > .quiet a", anchors[2]),
    ):
        browser.execute_script(f"document.querySelector('{step}').click()")
        assert browser.execute_script("return location.hash") == f"#{lands}"
        wait_for(browser, visible)


@needs_browser
def test_an_attack_runs_nothing(browser: Any, report: Path) -> None:
    show(browser, report, 1280)
    assert browser.execute_script("return document.scripts.length") == 3  # ours, and two of JSON
    assert browser.title == "Hvem sa hva"  # an open alert would have made this fail
    fill(browser, q="alert(1)")
    results = browser.execute_script("return document.querySelector('#results').innerText")
    assert ATTACK in results
    assert browser.execute_script("return document.scripts.length") == 3
    assert ATTACK in browser.execute_script("return document.body.innerText")
    ran = (
        "const made = document.createElement('script'); made.textContent = 'window.ran = 1';"
        "document.body.append(made); document.body.setAttribute('onclick', 'window.ran = 1');"
        "document.body.click(); return window.ran"
    )
    assert browser.execute_script(ran) is None  # the policy lets ours alone run


def fill(browser: Any, **fields: str) -> float:
    """Fill in the form, and return the milliseconds until the answer is painted."""
    browser.execute_script("document.querySelector('#filters').reset()")
    time.sleep(0.1)
    answered = """
        const [fields, done] = arguments;
        const form = document.querySelector('#filters');
        for (const [name, value] of Object.entries(fields))
          if (form.elements[name].type === 'checkbox') form.elements[name].checked = true;
          else form.elements[name].value = value;
        const started = performance.now();
        form.dispatchEvent(new Event('input', {bubbles: true}));
        requestAnimationFrame(() => {
          const painted = new MessageChannel();
          painted.port1.onmessage = () => done(performance.now() - started);
          painted.port2.postMessage(0);
        });"""
    return float(browser.execute_async_script(answered, fields))


@pytest.fixture
def searched(tmp_path: Path) -> Path:
    """A report of three articles, with people, dates and sections that differ."""
    path = tmp_path / "report.html"
    given = [
        ("a", "Kari Vik", "female", "2024-01-02", "Nyheter", "Vi bygger ny skole"),
        ("b", "Ola Moe", "male", "2024-02-03T08:00:00Z", "Sport", '=Vi vant; "endelig"'),
        ("c", "Kari Viken", None, None, None, "Vi vet ikke"),
    ]
    articles = []
    for id, name, gender, day, section, said in given:
        one = person(article(id, name, said, title=f"Sak {id}"), gender)
        articles.append(one.model_copy(update={"published": day, "section": section}))
    write_report(articles, path, "nb")
    return path


@needs_browser
@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, 9),
        ({"q": "SKOLE bygger"}, 1),
        ({"q": '"bygger skole"'}, 0),
        ({"q": '"sak b"'}, 3),
        ({"person": "kari vik"}, 2),
        ({"person": "kari"}, 4),
        ({"person": "naboen"}, 3),
        ({"gender": "female"}, 1),
        ({"gender": "none"}, 7),
        ({"type": "direct"}, 3),
        ({"section": "Sport"}, 3),
        ({"from": "2024-01-03"}, 3),
        ({"to": "2024-01-31"}, 3),
        ({"from": "2024-02-03", "to": "2024-02-03"}, 3),
        ({"unsure": "1"}, 3),
        ({"unsure": "1", "section": "Sport"}, 1),
        ({"role": "ordfører"}, 0),
        ({"role": "Planen"}, 2),
    ],
)
def test_search(browser: Any, searched: Path, fields: dict[str, str], found: int) -> None:
    show(browser, searched, 1280)
    fill(browser, **fields)
    assert (
        len(browser.execute_script("return [...document.querySelector('#results').children]"))
        == found
    )
    told = browser.execute_script("return document.querySelector('#found').textContent")
    assert told.startswith(f"{found} sitat")
    if fields:  # the question is in the address, which answers it again
        wait_for(browser, "return location.hash.startsWith('#?')")
        address = browser.current_url
        browser.get("about:blank")
        browser.get(address)
        again = browser.execute_script("return document.querySelector('#found').textContent")
        assert again == told


@needs_browser
def test_what_is_found_is_downloaded(browser: Any, searched: Path, tmp_path: Path) -> None:
    show(browser, searched, 1280)
    chromium.allow_downloads(browser, tmp_path / "down")
    fill(browser, section="Sport", type="direct")
    browser.execute_script("document.querySelector('#download').click()")
    file = tmp_path / "down/newsparse.csv"
    deadline = time.monotonic() + 10
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened, delimiter=";")
    assert row["text"] == '\'=Vi vant; "endelig" =Vi vant; "endelig" nå.'
    assert (row["speaker"], row["gender"], row["basis"]) == ("Ola Moe", "male", "name")
    assert (row["document"], row["document_section"]) == ("b", "Sport")
    assert row["link"].startswith(f"{searched.as_uri()}#q")


@needs_browser
def test_a_person_leads_to_what_they_said(browser: Any, searched: Path) -> None:
    show(browser, searched, 360)
    link = "document.querySelector('#people a[href^=\"#?\"]')"
    browser.execute_script(f"{link}.closest('details').open = true; {link}.click()")
    wait_for(browser, "return document.querySelector('#person').value === 'Kari Vik'")
    assert browser.execute_script("return document.querySelectorAll('#results > li').length") == 2


@needs_browser
def test_a_link_to_what_moved_to_another_page(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    articles = [article(f"sak {n}") for n in range(PAGE + 1)]
    write_report(articles, path, "nb")
    anchor = Anchors().quote(articles[0], articles[0].quotes[2])
    show(browser, path.with_name("report-2.html"), 1280, anchor=f"#{anchor}")
    wait_for(browser, "return !document.querySelector('#moved').hidden")
    browser.execute_script("document.querySelector('#moved a').click()")
    wait_for(browser, "return document.querySelectorAll('#results > li').length === 1")
    browser.execute_script("document.querySelector('#results a').click()")
    wait_for(browser, f"return document.querySelector(':target')?.id === '{anchor}'")
    assert browser.current_url == f"{path.with_name('report-1.html').as_uri()}#{anchor}"


@needs_browser
def test_all_is_readable_without_script(browser: Any, searched: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(browser, searched, 360)
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        assert browser.execute_script("return document.documentElement.className") == ""
        browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        text = browser.execute_script("return document.body.innerText")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "Søk i sitatene" not in text
    people = text[text.index("Folk") : text.rindex("Organisasjoner")]
    assert "Vi bygger ny skole" in people


@needs_browser
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_accessibility(
    browser: Any, pages: dict[str, Path], kind: str, width: int, scheme: str
) -> None:
    show(browser, pages[kind], width, scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert chromium.barriers(browser) == []


@pytest.fixture(scope="module")
def large(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of 500 articles of news length, on one page."""
    (seed,) = analyzer.stream(read(str(ROOT / "seeds/lavrov-blinken.txt")))
    path = tmp_path_factory.mktemp("large") / "report.html"
    write_report((seed.model_copy(update={"id": f"sak {n}"}) for n in range(PAGE)), path)
    return path


def test_pages_of_500_articles_stay_small(large: Path) -> None:
    assert large.stat().st_size < 15_000_000


@needs_browser
def test_500_articles_are_there_at_once(browser: Any, large: Path) -> None:
    """The limits are 0.6 s and 100 ms; a machine may be busy, so the best of five counts."""
    first, answers = [], []
    painted = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    for word in ("a", "Blinken", "det er", '"ikke"', "finnes nok ikke"):
        show(browser, large, 1280)
        wait_for(browser, painted)
        first.append(browser.execute_script(painted))
        answers.append(fill(browser, q=word))
    assert min(first) <= 600
    assert min(answers) <= 100


def test_the_first_page_of_many_articles_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    name, said = "Kari Vik", "Dette er det lengste som noen har sagt " * 40
    title = "En tittel som er lengre enn de fleste " * 9
    write_report((article(f"s{n}", f"{name} {n}", said, title) for n in range(2 * PAGE)), path)
    assert path.stat().st_size < 1_000_000
