"""The page of `newsparse serve`: what a real browser makes of it, and its search."""

import asyncio
import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import chromium
from articles import article
from chromium import WIDTHS, needs_axe, needs_browser, wait_for
from newsparse.errors import NewsparseError
from newsparse.evaluate import GoldArticle, evaluate, read_gold
from newsparse.identities import Identities
from newsparse.record import Article
from newsparse.serve import Settings, serve
from newsparse.serve.guards import HEADERS
from newsparse.serve.page import FOR_SCRIPT, routes
from newsparse.serve.problems import SearchError
from newsparse.serve.search import SHOWN, Search
from newsparse.writing.report.words import Words
from newsparse.writing.sqlite import write_sqlite

ATTACK = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
ARTICLES = {  # by what is pasted
    "sak": article("sak"),
    "angrep": article("angrep", name=ATTACK, said=ATTACK, title=ATTACK),
}


async def analyze(request: Request) -> Response:
    """Answer as the server does, with articles that are known."""
    name = request.query_params.get("name")
    if name == "bad.docx":
        problem = {"status": 422, "detail": "bad.docx: is no article; give another"}
        return JSONResponse(problem, 422, media_type="application/problem+json")
    if name == "many.jsonl":
        failure = {"id": "b", "path": "b", "what": "holds no text", "hint": "leave it out"}
        lines = [article(id).model_dump_json() for id in ("a", "c")]
        lines.insert(1, json.dumps(failure))
        return Response("\n".join(lines) + "\n", media_type="application/x-ndjson")
    given = await request.json()
    while given["text"] == "treg" and not await request.is_disconnected():
        await asyncio.sleep(0.05)
    found = ARTICLES.get(given["text"], ARTICLES["sak"]).model_copy(update={"id": given["id"]})
    return Response(found.model_dump_json() + "\n", media_type="application/json")


class Guard:
    """The server's headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, guarded)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of articles whose people, days and sections differ."""
    given = [
        ("a", "Kari Vik", "female", "2024-01-02", "Nyheter", "Vi bygger ny skole"),
        ("b", "Ola Moe", "male", "2024-02-03T08:00:00Z", "Sport", "Vi vant endelig"),
        ("c", "Kari Viken", None, None, None, ATTACK),
    ]
    path = tmp_path_factory.mktemp("results") / "results æ?#.db"
    articles = []
    for id, name, gender, day, section, said in given:
        made = article(id, name, said, f"Sak {id}")
        place, who = made.entities
        who = who.model_copy(update={"gender": gender})
        told = {"published": day, "section": section, "url": f"https://example.org/{id}"}
        articles.append(made.model_copy(update={"entities": [place, who], **told}))
    write_sqlite(articles, path, Identities())
    return path


@pytest.fixture(scope="module")
def address(results: Path) -> Iterator[str]:
    """The page, on a port of its own."""
    made = [*routes(results), Route("/analyze", analyze, methods=["POST"])]
    app = Starlette(routes=made, middleware=[Middleware(Guard)])
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=5)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join()


def paste(
    browser: Any, address: str, text: str = "sak", width: int = 1280, scheme: str = "light"
) -> None:
    """Open the page in Bokmål, and let it read a text."""
    chromium.show(browser, f"{address}?language=nb", width, scheme)
    wait_for(browser, "return document.documentElement.className === 'has-script'")
    browser.execute_script("document.querySelector('#given').value = arguments[0]", text)
    browser.execute_script("document.querySelector('#give .main').click()")
    wait_for(browser, "return !document.querySelector('#shown').hidden")


def click(browser: Any, key: str) -> None:
    """Press a button or open a field by keyboard: by the Enter key, as who has no mouse does."""
    script = "return document.querySelector(`[data-key='${arguments[0]}'], #${arguments[0]}`)"
    found = browser.execute_script(script, key)
    assert found is not None, key
    found.send_keys("\n")


def choose(browser: Any, key: str, label: str) -> None:
    """Choose what is called so in a field."""
    browser.execute_script(
        "const field = document.getElementById(arguments[0]);"
        "field.value = [...field.options].find(o => o.text === arguments[1]).value;"
        "field.dispatchEvent(new Event('change', {bubbles: true}))",
        key,
        label,
    )


def text_of(browser: Any, selector: str) -> str:
    """Return what is written, also where it has left again, a line for each element."""
    script = (
        "const found = document.querySelector(arguments[0]); const parts = found.id === 'error' "
        "? [...found.children] : [found]; return parts.map(p => p.textContent.trim()).join('\\n')"
    )
    return str(browser.execute_script(script, selector))


def downloaded(browser: Any, folder: Path, button: str = "gold") -> list[GoldArticle]:
    """Download gold, and read it as `newsparse evaluate` does."""
    chromium.allow_downloads(browser, folder)
    click(browser, button)
    deadline = time.monotonic() + 20
    while not (files := [f for f in folder.glob("*.gold.jsonl") if f.stat().st_size]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    found = list(read_gold(str(files[0])))
    files[0].unlink()
    assert all(isinstance(each, GoldArticle) for each in found), found
    return [each for each in found if isinstance(each, GoldArticle)]


def score(gold: GoldArticle, result: Article) -> dict[str, tuple[int, int, int]]:
    """Return what is right, of how many predicted and how many annotated."""
    scorer = evaluate({gold.id: gold}, [result.model_copy(update={"id": gold.id})])
    return {name: (f.right, f.predicted, f.gold) for name, f in scorer.figures().items()}


@needs_browser
def test_a_correction_scores(browser: Any, address: str, tmp_path: Path) -> None:
    paste(browser, address)
    assert text_of(browser, "#status") == "Funnet: 3 sitater og 2 navn."
    assert "Kari Vik:" in text_of(browser, "#q0 small")
    assert "naboen (usikker: bare sammenhengen viser hvem) avviser dette" in text_of(
        browser, "#q2-said"
    )
    (unchanged,) = downloaded(browser, tmp_path)
    figures = score(unchanged, ARTICLES["sak"])
    assert figures["attributed"] == (3, 3, 3)
    assert figures["mentions"] == (2, 2, 2)
    assert all(right == predicted == wanted for right, predicted, wanted in figures.values())

    click(browser, "q0-open")
    choose(browser, "q0-speaker-0", "et annet navn …")
    field = browser.switch_to.active_element
    assert field.get_attribute("id") == "q0-speaker-0-name"
    field.send_keys("Ola Moe")
    assert text_of(browser, "#q0 small") == "Ola Moe:"
    (corrected,) = downloaded(browser, tmp_path)
    assert score(corrected, ARTICLES["sak"]) == {
        **figures,
        "attributed": (2, 3, 3),
        "attributed.direct": (0, 1, 1),
    }

    click(browser, "undo")
    assert text_of(browser, "#q0 small") == "?:"
    click(browser, "undo")
    (undone,) = downloaded(browser, tmp_path)
    assert undone == unchanged


@needs_browser
def test_offsets_are_code_points(browser: Any, address: str, tmp_path: Path) -> None:
    """An emoji, two units of JavaScript's, stands in front of all that is selected and moved."""
    paste(browser, address)
    text = ARTICLES["sak"].text
    browser.execute_script(  # from the middle of a text to that of another
        "const find = words => { const all = document.createTreeWalker(document.querySelector("
        "'#article'), NodeFilter.SHOW_TEXT); while (all.nextNode()) { const at = "
        "all.currentNode.data.indexOf(words); if (at >= 0) return [all.currentNode, at]; } };"
        "const [a, at] = find(' tror'), [b, end] = find('holder');"
        "getSelection().setBaseAndExtent(a, at, b, end + 3)"
    )
    wait_for(
        browser, "return document.querySelector('#chosen').value === 'tror ikke at planen hol'"
    )
    browser.execute_script("document.querySelector('#add [value=quote]').click()")
    focus = "return document.activeElement.id"
    assert browser.execute_script(focus) == "q4-speaker-0"
    click(browser, "q4-content-0-end-onward")
    for _ in range(2):
        click(browser, "q4-content-0-start-back")
        assert (
            browser.execute_script("return document.activeElement.dataset.key")
            == "q4-content-0-start-back"
        )
    (gold,) = downloaded(browser, tmp_path)
    assert gold.quotes is not None
    assert [text[s.start : s.end] for s in gold.quotes[2].content] == [
        ". De tror ikke at planen holder".replace(". ", ".\n\n")
    ]
    # marks may cross each other, and the text is all there
    whole = (
        "const shown = document.querySelector('#article').cloneNode(true);"
        "shown.querySelectorAll('small').forEach(label => label.remove());"
        "return ['#title', '#text'].map(part => shown.querySelector(part).textContent).join('')"
    )
    assert browser.execute_script(whole).split() == text.replace("\n\n–", "–", 1).split()
    # by keyboard alone: words are written, and stand where they do in the text
    browser.execute_script("document.querySelector('#chosen').focus()")
    browser.switch_to.active_element.send_keys("bygge  NY skole nå")
    browser.switch_to.active_element.send_keys("\n")
    wait_for(browser, "return document.activeElement.id === 'q5-speaker-0'")
    choose(browser, "q5-speaker-0", "Kari Vik")
    choose(browser, "q5-type", "indirekte")
    click(browser, "q5-add-speaker")
    choose(browser, "q5-speaker-1", "Bergen")
    (gold,) = downloaded(browser, tmp_path)
    assert gold.quotes is not None
    made = next(
        quote
        for quote in gold.quotes
        if quote.type == "indirect" and quote.together and not quote.negated
    )
    assert text[made.content[0].start : made.content[0].end] == "bygge ny skole nå"
    assert made.speaker is not None
    assert made.speaker.name == "Kari Vik|Bergen"
    click(browser, "q5-delete")
    assert browser.execute_script(focus) == "quotes-title"
    browser.switch_to.active_element.send_keys("\t")
    (gold,) = downloaded(browser, tmp_path)
    assert len(gold.quotes or ()) == 4


@needs_browser
def test_names_are_corrected(browser: Any, address: str, tmp_path: Path) -> None:
    paste(browser, address)
    text = ARTICLES["sak"].text
    click(browser, "e1-open")
    choose(browser, "e1-type", "organisasjon")
    field = browser.find_element("id", "e1-name")
    field.clear()
    field.send_keys("Kari Vik AS")
    assert "Kari Vik AS:" in text_of(browser, "#q0 small")
    browser.find_element("id", "chosen").send_keys("skole")
    browser.execute_script("document.querySelector('#add [value=person]').click()")
    click(browser, "e0-open")
    click(browser, "e0-delete")
    (gold,) = downloaded(browser, tmp_path)
    assert gold.entities is not None
    assert [(e.type, e.name) for e in gold.entities] == [
        ("organisation", "Kari Vik AS"),
        ("person", "skole"),
    ]
    # all that are written alike are marked
    named = [[text[m.start : m.end] for m in e.mentions] for e in gold.entities]
    assert named == [["Kari Vik"], ["skole", "skole"]]


@needs_browser
def test_files_errors_and_several_articles(browser: Any, address: str, tmp_path: Path) -> None:
    chromium.show(browser, f"{address}?language=en", 360)
    wait_for(browser, "return document.documentElement.className === 'has-script'")
    browser.execute_script("document.querySelector('#give .main').click()")
    assert text_of(browser, "#error") == "Paste a text or choose a file first."
    for name in ("bad.docx", "many.jsonl"):
        (tmp_path / name).write_text("given")
    files = f"{tmp_path / 'bad.docx'}\n{tmp_path / 'many.jsonl'}"
    browser.find_element("id", "file").send_keys(files)
    wait_for(browser, "return document.querySelectorAll('#articles > li').length === 2")
    wait_for(browser, "return document.querySelector('#working').hidden")
    assert text_of(browser, "#error").split("\n") == [
        "bad.docx: is no article; give another",
        "b: holds no text; leave it out",
    ]
    assert text_of(browser, "#status") == "2 articles are read."
    for number in (0, 1):
        script = f"document.querySelectorAll('#articles a')[{number}].click()"
        browser.execute_script(script)
        click(browser, "q1-open")
        click(browser, "q1-delete")
    gold = downloaded(browser, tmp_path, "gold-all")
    assert [(each.id, len(each.quotes or ())) for each in gold] == [("a", 2), ("c", 2)]
    # the page's words change, and what was done stays
    browser.execute_script("document.querySelector('#languages [lang=nn]').click()")
    wait_for(browser, "return document.documentElement.lang === 'nn'")
    assert text_of(browser, "#quotes-title") == "Sitat"
    assert text_of(browser, "#gold-all") == "Last ned alle 2 retta"
    assert text_of(browser, "label[for=role]") == "Rolle"
    assert browser.execute_script("return document.querySelectorAll('#quotes > li').length") == 2
    assert browser.current_url.endswith("?language=nn")


@needs_browser
def test_what_takes_long_can_be_stopped(browser: Any, address: str) -> None:
    paste(browser, address)
    browser.execute_script(
        "document.querySelector('#given').value = 'treg';"
        "document.querySelector('#give').requestSubmit()"
    )
    wait_for(browser, "return !document.querySelector('#working').hidden")
    assert text_of(browser, "#status") == "Leser …"
    click(browser, "stop")
    wait_for(browser, "return document.querySelector('#error').textContent === 'Avbrutt.'")
    assert text_of(browser, "#status") == ""
    assert browser.execute_script("return document.querySelector('#working').hidden")
    assert browser.execute_script("return document.querySelectorAll('#quotes > li').length") == 3


@needs_browser
def test_what_is_dropped_is_read(browser: Any, address: str) -> None:
    drop = (
        "const dataTransfer = new DataTransfer();"
        "if (arguments[0] === 'text') dataTransfer.setData('text/plain', arguments[1]);"
        "else dataTransfer.items.add(new File(['given'], arguments[1]));"
        "document.querySelector('#given').dispatchEvent("
        "new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}))"
    )
    chromium.show(browser, f"{address}?language=nb", 1280)
    wait_for(browser, "return document.documentElement.className === 'has-script'")
    browser.execute_script(drop, "text", "sak")
    wait_for(browser, "return document.querySelectorAll('#quotes > li').length === 3")
    browser.execute_script(drop, "file", "many.jsonl")
    wait_for(browser, "return document.querySelectorAll('#articles > li').length === 3")


@needs_browser
def test_an_attack_runs_nothing(browser: Any, address: str, tmp_path: Path) -> None:
    paste(browser, address, "angrep")
    click(browser, "q0-open")
    click(browser, "e1-open")
    assert ATTACK in text_of(browser, "#text")
    assert text_of(browser, "#title").count(ATTACK) == 1
    wait_for(browser, "return document.querySelector('#results').innerText.includes('</script>')")
    assert browser.execute_script("return document.querySelectorAll('img').length") == 0
    assert browser.execute_script("return window.ran") is None
    (gold,) = downloaded(browser, tmp_path)
    assert gold.text == ARTICLES["angrep"].text


@needs_browser
def test_a_quote_is_copied(browser: Any, address: str) -> None:
    paste(browser, address)
    browser.execute_script("navigator.clipboard.writeText = async text => { window.text = text }")
    for key, copied in (
        ("q0-copy", "«Vi må bygge ny skole … Vi må bygge ny skole nå.» – Kari Vik"),
        ("q2-copy", "Kari Vik og naboen avviser dette: planen holder"),
        ("copy-json", ARTICLES["sak"].model_dump_json()),
    ):
        click(browser, key)
        wait_for(browser, "return document.querySelector('#status').textContent === 'Kopiert.'")
        found = browser.execute_script("return window.text")
        assert (
            found.replace("text-" + found[8:16], "sak") if key == "copy-json" else found == copied
        )


@needs_browser
def test_the_search_finds_and_opens(browser: Any, address: str, tmp_path: Path) -> None:
    chromium.show(browser, f"{address}?language=nb", 1280)
    wait_for(
        browser, "return document.querySelector('#found').innerText === '9 sitater fra 4 talere.'"
    )
    browser.find_element("id", "q").send_keys("skol bygg")
    wait_for(
        browser, "return document.querySelector('#found').innerText === '1 sitat fra 1 taler.'"
    )
    assert browser.execute_script(
        "return [...document.querySelectorAll('#results a')].map(a => a.href)"
    ) == ["https://example.org/a"]
    question = browser.current_url
    assert question.endswith("?language=nb#?q=skol+bygg")
    browser.get("about:blank")
    browser.get(question)  # as somebody to whom it was sent
    wait_for(
        browser, "return document.querySelector('#found').innerText === '1 sitat fra 1 taler.'"
    )
    browser.execute_script("document.querySelector('#results button').click()")
    wait_for(browser, "return !document.querySelector('#shown').hidden")
    assert text_of(browser, "#q0 small") == "Kari Vik:"
    (gold,) = downloaded(browser, tmp_path)
    assert score(gold, article("a", "Kari Vik", "Vi bygger ny skole"))["attributed"] == (3, 3, 3)


@needs_browser
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_accessibility(browser: Any, address: str, width: int, scheme: str) -> None:
    paste(browser, address, "angrep", width, scheme)
    for key in ("q0-open", "q2-open", "e1-open"):
        click(browser, key)
    wait_for(browser, "return document.querySelector('#results').children.length > 0")
    assert chromium.barriers(browser) == []
    assert chromium.too_wide(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 9),
        ({"q": "SKOLE bygger"}, 1),
        ({"q": "skol"}, 4),  # a word stands for those that begin with it
        ({"q": '"bygger skole"'}, 0),
        ({"q": '"ny skole"'}, 1),
        ({"q": '"sak b"'}, 3),
        ({"q": "kari - moe"}, 0),
        ({"q": "kari - vik bygger"}, 1),
        ({"person": "kari vik"}, 2),
        ({"person": "KARI"}, 4),
        ({"person": "naboen"}, 3),
        ({"gender": "none"}, 7),
        ({"gender": "female"}, 1),
        ({"gender": "male", "section": "Sport"}, 1),
        ({"gender": "male' --"}, 9),
        ({"type": "direct"}, 3),
        ({"section": "Sport"}, 3),
        ({"from": "2024-01-03"}, 3),
        ({"to": "2024-01-31"}, 3),
        ({"from": "2024-02-03", "to": "2024-02-03"}, 3),
        ({"unsure": "1"}, 3),
        ({"unsure": "1", "section": "Sport"}, 1),
        ({"role": "ordfører"}, 0),
        ({"q": 'NEAR( * ^ : {x} "'}, 0),
        ({"q": "skole\0 OR *"}, 0),
        ({"q": "-"}, 0),
        ({"person": "%' OR 1=1 --"}, 0),
        ({"sort": "x); DROP TABLE quotes"}, 9),
    ],
)
def test_what_the_search_finds(results: Path, asked: dict[str, str], found: int) -> None:
    answer = Search(results).find(asked)
    assert answer["quotes"] == found
    assert len(answer["found"]) == found


def test_the_search_over_http(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    write_sqlite(
        (
            article(f"s{n}").model_copy(update={"published": f"2024-01-{n:02}"})
            for n in range(1, 21)
        ),
        path,
        Identities(),
    )
    before = path.read_bytes()
    client = TestClient(Starlette(routes=list(routes(path))))
    first = client.get("/search", params={"q": "planen"}).json()
    assert (first["quotes"], first["speakers"], len(first["found"])) == (20, 2, 20)
    assert [q["published"][-2:] for q in first["found"][:2]] == ["20", "19"]
    pages = [client.get("/search", params={"start": n}).json()["found"] for n in (0, SHOWN)]
    assert [len(page) for page in pages] == [SHOWN, 60 - SHOWN]
    assert len({quote["id"] for page in pages for quote in page}) == 60
    assert client.get("/search", params={"start": "-1"}).json() == client.get("/search").json()
    assert client.get("/search/fields").json()["period"] == ["2024-01-01", "2024-01-20"]
    assert client.get("/search/article", params={"id": "none"}).status_code == 404
    assert client.get("/static/page.py").status_code == 404
    assert [file.name for file in tmp_path.iterdir()] == ["r.db"]
    assert path.read_bytes() == before


def test_only_a_database_of_ours_is_searched(tmp_path: Path) -> None:
    with pytest.raises(NewsparseError, match="no such file"):
        routes(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("no database, but long enough to be looked at" * 99)
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE quotes (id)").connection.close()
    for name in ("text.db", "other.db"):
        with pytest.raises(NewsparseError, match="no database of this version of newsparse"):
            routes(tmp_path / name)
        said: list[str] = []
        with pytest.raises(NewsparseError, match="no database of this version of newsparse"):
            serve(Settings(), "127.0.0.1", 0, 1, tmp_path / name, said.append)
        assert not said  # nobody is told to come


def test_a_question_that_takes_too_long_ends(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = Search(results)
    monkeypatch.setattr("newsparse.serve.search.LONGEST", -1.0)
    monkeypatch.setattr("newsparse.serve.search.STEPS", 1)
    with pytest.raises(SearchError, match="nothing was found within"):
        search.find({"q": "skole"})


def test_the_page_speaks_the_readers_language() -> None:
    client = TestClient(Starlette(routes=list(routes(None))))
    for header, language in (
        ("no,en;q=0.8", "nb"),
        ("nn-NO, nb;q=0.5", "nn"),
        ("de, en", "en"),
        ("", "nb"),
    ):
        page = client.get("/", headers={"Accept-Language": header}).text
        assert f'<html lang="{language}">' in page
        assert 'id="filters"' not in page
    assert '<html lang="en">' in client.get("/?language=en", headers={"Accept-Language": "nn"}).text


def test_the_script_has_its_words() -> None:
    """Each word that a script uses is in the table, and is handed to it."""
    client = TestClient(Starlette(routes=list(routes(None))))
    used: set[str] = set()
    for name in ("look.js", "article.js", "editor.js", "page.js", "search.js"):
        used |= set(re.findall(r"\bwords\.(\w+)", client.get(f"/static/{name}").text))
    assert used - set(FOR_SCRIPT) == set()
    assert set(FOR_SCRIPT) <= set(Words("nb").table)
