"""The page for people: `/`, its static files, and the search in results.

Each of its addresses is guarded by the token where there is one: the browser asks for it once
(Basic authentication) and sends it along. A header that a reply sets itself stays as it is; all
others of `guards` are added.
"""

from pathlib import Path

from starlette.routing import Route


def routes(results: Path | None) -> list[Route]:
    """Return the page's routes; results: a database of `newsparse export` to search in."""
    return []
