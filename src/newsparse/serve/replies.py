"""Replies: records, and the problems that there are instead."""

from starlette.responses import Response

from newsparse.errors import NewsparseError
from newsparse.serve.problems import MEDIA_TYPE, RequestError, details_of, status_of


def refusal(error: NewsparseError) -> Response:
    """Return the reply that tells of an error."""
    headers = error.headers if isinstance(error, RequestError) else None
    return Response(details_of(error), status_of(error), headers, MEDIA_TYPE)
