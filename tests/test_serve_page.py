"""The page of `newsparse serve`: what a real browser makes of it, and its search."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

import chromium
from articles import article
from chromium import WIDTHS, needs_axe, needs_browser, wait_for
from newsparse.errors import NewsparseError
from newsparse.evaluate import GoldArticle, evaluate, read_gold
from newsparse.record import Article
from newsparse.serve.page import FOR_SCRIPT, routes
from newsparse.serve.search import SHOWN, Search
from newsparse.writing.report.words import Words
from newsparse.writing.sqlite import write_sqlite

ATTACK = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
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
    found = ARTICLES[given["text"]].model_copy(update={"id": given["id"]})
    return Response(found.model_dump_json() + "\n", media_type="application/json")


async def guarded(request: Request, answer: RequestResponseEndpoint) -> Response:
    response = await answer(request)
    response.headers["Content-Security-Policy"] = POLICY
    return response


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of articles whose people, days and sections differ."""
    given = [
        ("a", "Kari Vik", "2024-01-02", "Nyheter", "Vi bygger ny skole"),
        ("b", "Ola Moe", "2024-02-03T08:00:00Z", "Sport", "Vi vant endelig"),
        ("c", "Kari Viken", None, None, ATTACK),
    ]
    path = tmp_path_factory.mktemp("results") / "results æ?#.db"
    articles = [
        article(id, name, said, f"Sak {id}").model_copy(
            update={"published": day, "section": section, "url": f"https://example.org/{id}"}
        )
        for id, name, day, section, said in given
    ]
    write_sqlite(articles, path)
    return path


@pytest.fixture(scope="module")
def address(results: Path) -> Iterator[str]:
    """The page, on a port of its own."""
    made = [*routes(results), Route("/analyze", analyze, methods=["POST"])]
    app = Starlette(routes=made, middleware=[Middleware(BaseHTTPMiddleware, dispatch=guarded)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
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
    return str(browser.execute_script(f"return document.querySelector('{selector}').innerText"))


def downloaded(browser: Any, folder: Path, button: str = "gold") -> list[GoldArticle]:
    """Download gold, and read it as `newsparse evaluate` does."""
    chromium.allow_downloads(browser, folder)
    click(browser, button)
    deadline = time.monotonic() + 10
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
