"""The page for people: `/`, its static files, and the search in results.

Each of its addresses is guarded by the token where there is one: the browser asks for it once (Basic
authentication) and sends it along. Other security headers than those of the app are its own to set.
"""

from pathlib import Path

from starlette.routing import Route


def routes(results: Path | None) -> list[Route]:
    """Return the page's routes; results: a database of `newsparse export` to search in."""
    return []
