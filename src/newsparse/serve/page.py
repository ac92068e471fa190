"""The page at `/`, with what it is made of, and its search.

The page reads articles by `POST analyze`; what a person corrects stays in the browser, which hands
it out as gold. It looks like the report: style, templates, words and the look of quotes are shared.
All addresses in it are relative, so that it may stand behind a proxy in any folder. Where there is
a token, the browser asks for it and sends it along.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from newsparse.serve.search import Search
from newsparse.writing.report.templates import OF_RESULTS, asset, environment
from newsparse.writing.report.words import Language, Words

ROOM = "newsparse.serve"
ASSETS = {  # the report's, and the page's own
    **dict.fromkeys(("style.css", "look.js"), "newsparse.writing.report"),
    **dict.fromkeys(("page.css", "page.js", "article.js", "editor.js", "gold.js"), ROOM),
    **dict.fromkeys(("search.js", "server.js", "text.js"), ROOM),
}
TYPES = {".css": "text/css", ".js": "text/javascript"}
FOR_SCRIPT = [
    *OF_RESULTS,
    *"article quote name speaker found rejects unsure in_text once times".split(),
    *"key_person key_organisation key_place original".split(),
    *"warning_language warning_mojibake warning_no_names warning_capitals".split(),
    *"warning_no_sentences working so_far done done_many stopped nothing_given too_many".split(),
    *"unreachable odd_answer copy copied not_copied correct ready corrected undone".split(),
    *"download_all nobody_known other_name speaker_name who_speaks add_speaker".split(),
    *"is_rejected content cue source_words start end back onward set_to_chosen".split(),
    *"add_chosen remove delete_quote delete_name deleted added not_there what_kind".split(),
    *"name_label mention no_quotes show_article type bokmal nynorsk other_language".split(),
]
NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def routes(results: Path | None) -> list[Route]:
    """Return the page's routes; results: a database of `newsparse export` to search in.

    Raises ReadingError and SearchError where it is none.
    """
    found = [Route("/", _page(results is not None)), Route("/static/{name}", _asset)]
    return found if results is None else found + _search_routes(Search(results))


def _page(has_search: bool) -> Callable[[Request], Response]:
    def page(request: Request) -> Response:
        language = _language(request)
        headers = {"Vary": "Accept-Language", "Content-Language": language}
        return HTMLResponse(_written(language, has_search), headers=headers)

    return page


def _search_routes(search: Search) -> list[Route]:
    def find(request: Request) -> Response:
        start = request.query_params.get("start", "")
        is_place = start.isascii() and start.isdigit() and len(start) < 10
        asked = {name: value for name, value in request.query_params.items() if name != "start"}
        return JSONResponse(search.find(asked, int(start) if is_place else 0))

    def fields(_: Request) -> Response:
        return JSONResponse(search.fields())

    def article(request: Request) -> Response:
        found = search.article(request.query_params.get("id", ""))
        if found is None:
            raise HTTPException(404)
        return JSONResponse(found)

    return [
        Route("/search", find),
        Route("/search/fields", fields),
        Route("/search/article", article),
    ]


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        raise HTTPException(404)
    content = asset(name, ASSETS[name])
    headers = {"Cache-Control": "no-cache"}
    return Response(content, media_type=TYPES[Path(name).suffix], headers=headers)


@cache
def _written(language: Language, has_search: bool) -> str:
    words = Words(language)
    template = environment(words, ROOM).get_template("page.html.jinja")
    settings = {name: words.table[name] for name in FOR_SCRIPT}
    return template.render(of_script=settings, has_search=has_search, languages=NAMES)


def _language(request: Request) -> Language:
    """Return the language that the address asks for, else the browser; `no` is Bokmål."""
    known: dict[str, Language] = {"no": "nb", **{each: each for each in get_args(Language)}}
    accepted = request.headers.get("accept-language", "").split(",")
    for tag in (request.query_params.get("language", ""), *accepted):
        code = tag.strip().partition(";")[0].partition("-")[0].lower()
        if code in known:
            return known[code]
    return "nb"
