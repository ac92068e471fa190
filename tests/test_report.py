"""The report: its text, and what a real browser makes of it."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import article
from newsparse.analyzer import Analyzer
from newsparse.reading import Document, read
from newsparse.record import Article
from newsparse.writing import write_report
from newsparse.writing.report import PAGE, Mark, _pieces

ROOT = Path(__file__).parents[1]
AXE = Path(__file__).parent / "browser/node_modules/axe-core/axe.min.js"
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
ATTACK = "<script>alert(1)</script>"
WIDTHS = [360, 1280]
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="Debian's packages chromium and chromium-driver are not installed",
)


class Parsed(HTMLParser):
    """Collects ids, links, and whether every element is closed where it should be."""

    VOID = frozenset(["meta", "br"])

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
    assert len(page.links) > 100
    for link in page.links:
        assert link.removeprefix(report.name).removeprefix("#") in page.ids, link


def test_nothing_is_fetched_and_nothing_runs(report: Path) -> None:
    page = Parsed(report)
    assert not page.tags & {"script", "link", "img", "iframe", "object"}
    head = report.read_text(encoding="utf-8").partition("<body>")[0]
    assert "http" not in head.replace("http-equiv", "")


def test_every_quote_and_its_speaker_are_there(report: Path, analyzer: Analyzer) -> None:
    page = report.read_text(encoding="utf-8")
    (seed,) = analyzer.stream(read(str(ROOT / "seeds/lavrov-blinken.txt")))
    for quote in seed.quotes:
        assert f'<mark class="quote" id="a1-{quote.id}">' in page
        assert f'id="a1-{quote.id}-said"' in page
        assert f'href="#a1-{quote.id}"' in page
    assert '<article id="a3" lang="nn"' in page
    assert '<article id="a1" lang="nb"' in page


def test_what_is_rejected_or_unsure_says_so(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report([article()], path)
    page = " ".join(path.read_text(encoding="utf-8").split())
    words = re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", "", page))
    assert "q3 indirect, rejectedplanen holder" in words
    assert "q3 indirect: Kari Vik and naboen (by context) reject that (tror, De)planen" in words
    assert '<blockquote class="rejected">planen holder</blockquote>' in page
    assert "naboen 1 quote in 1 article, 1 by context" in words
    assert "Skole i Bergen: q3 (rejected, by context)" in words
    assert "q2 indirect: unknown speakerSkole i Bergen" in words
    assert "1×, 1× in other words, quoted in q1, q3 (rejected)" in words


def test_many_articles_go_on_other_pages(tmp_path: Path) -> None:
    path = tmp_path / "æ report.html"
    write_report((article(f"sak {n}") for n in range(2 * PAGE + 1)), path)
    pages = [path, *(path.with_name(f"æ report-{n}.html") for n in (2, 3))]
    assert sorted(tmp_path.iterdir()) == sorted(pages)
    parsed = [Parsed(page) for page in pages]
    assert [f"a{n}" in parsed[k].ids for n, k in [(1, 0), (501, 1), (1001, 2)]] == [True] * 3
    text = path.read_text(encoding="utf-8")
    assert "1,001 articles, 3,003 quotes" in text
    assert "2,002 quotes in 1,001 articles</summary>" in text
    assert "1,001 quotes in 1,001 articles, 1,001 by context</summary>" in text
    assert "and 991 more articles" in text


def test_no_articles_at_all(tmp_path: Path) -> None:
    write_report([], tmp_path / "report.html")
    assert "Nobody." in (tmp_path / "report.html").read_text(encoding="utf-8")


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
    for kind, value in _pieces(text, marks):
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


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


def show(browser: Any, page: Path, width: int, scheme: str = "light", anchor: str = "") -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get("about:blank")
    browser.get(f"{page.as_uri()}{anchor}")


@needs_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(browser: Any, report: Path, width: int) -> None:
    show(browser, report, width)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    too_wide = (
        "return [...document.querySelectorAll('body *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)"
    )
    assert browser.execute_script(too_wide) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@needs_browser
def test_anchors_work(browser: Any, report: Path) -> None:
    show(browser, report, 1280, anchor="#a1-q3")
    visible = (
        "const r = document.querySelector(':target').getBoundingClientRect();"
        "return r.top >= 0 && r.bottom <= innerHeight"
    )
    assert browser.execute_script(visible)
    for step, lands in (("#a1-q3 a", "a1-q3-said"), ("#a1-q3-said a", "a1-q3")):
        browser.execute_script(f"document.querySelector('{step}').click()")
        assert browser.execute_script("return location.hash") == f"#{lands}"
        assert browser.execute_script(visible)


@needs_browser
def test_an_attack_runs_nothing(browser: Any, report: Path) -> None:
    show(browser, report, 1280)
    assert browser.execute_script("return document.scripts.length") == 0
    assert browser.title == "Who said what"  # an open alert would have made this fail
    assert ATTACK in browser.execute_script("return document.body.innerText")


@needs_browser
@pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed: npm install in tests/browser"
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_accessibility(browser: Any, report: Path, width: int, scheme: str) -> None:
    show(browser, report, width, scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert len(found["passes"]) > 10
    serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []


def test_pages_of_500_articles_stay_small(analyzer: Analyzer, tmp_path: Path) -> None:
    (seed,) = analyzer.stream(read(str(ROOT / "seeds/lavrov-blinken.txt")))
    seeds: list[Article] = [seed] * PAGE
    write_report(seeds, tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size < 15_000_000
    assert not re.search(r"<script|https?:", (tmp_path / "report.html").read_text(encoding="utf-8"))
