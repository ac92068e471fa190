"""An HTTP server over the analysis: an API for programs, and a page for people."""

from newsparse.serve.app import app

__all__ = ["app"]
