"""The API, described: OpenAPI 3.1, with the record's shape as pydantic has it."""

import json
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from newsparse.record import Article, Failure
from newsparse.serve.bodies import OPTIONS

SCHEMAS = "#/components/schemas/"
TEXT = "– Vi vant, sier Kari Vik."
PAGE = "<!doctype html><html><h1>Seier</h1><p>– Vi vant, sier Kari Vik.</p></html>"
SENT: dict[str, Any] = {"id": "1", "title": "Seier", "text": TEXT}
FAILED = Failure(
    id="stdin:2", path="request:2", what="holds no text", hint="give a file with an article in it"
)
# of each status: when it is the reply
REFUSED = {
    400: "no HTTP, or a parameter that there is not",
    401: "the token is missing or wrong",
    403: "another site's page asks",
    408: "the body comes too slowly",
    413: "the body or the article is too large",
    415: "a kind of body that is never read",
    421: "another host's name",
    422: "the body holds no article that can be read",
    429: "too many requests are waiting; Retry-After says for how long",
    500: "the article shows a fault of newsparse, or ends its worker twice",
    503: "the pipeline cannot be used",
    504: "the article takes too long",
}


def openapi() -> dict[str, Any]:
    """Return the description of the API."""
    record = Article.model_json_schema(mode="serialization", ref_template=f"{SCHEMAS}{{model}}")
    parts = record.pop("$defs")
    failure = Failure.model_json_schema(mode="serialization")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "newsparse",
            "version": version("newsparse"),
            "description": "Who and what a Norwegian news article names, and who said what.",
        },
        "paths": {
            "/analyze": {"post": _analyze()},
            "/schema": _get("the JSON Schema of a record", "application/schema+json"),
            "/health": _get("the pipeline is loaded; 503: not yet", "application/json"),
            "/metrics": _get("counts since the start, for Prometheus", "text/plain"),
            "/openapi.json": _get("this description", "application/json"),
        },
        "components": {
            "schemas": {"Article": record, **parts, "Failure": failure, "Problem": _problem()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
        },
        "security": [{}, {"bearer": []}, {"basic": []}],
    }


def _analyze() -> dict[str, Any]:
    record = json.loads(files("newsparse.serve").joinpath("example.json").read_bytes())
    lines = f"{json.dumps(record, ensure_ascii=False)}\n{FAILED.model_dump_json()}\n"
    problem = {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "request: holds no text; give a file with an article in it",
        "what": "holds no text",
        "hint": "give a file with an article in it",
    }
    told = "Its file's name: of it are the record's id and, where bytes do not tell, the format."
    parameters = [_parameter("name", told)]
    parameters += [_parameter(key, f"As --{key.replace('_', '-')} of `analyze`") for key in OPTIONS]
    return {
        "summary": "Analyse one article, or several",
        "description": "The body is text, HTML or any other format that `newsparse analyze` reads, "
        "also gzipped: its content says which. Of one article the record is the reply; of several, "
        "as of lines of JSON, a line of each, in their order, as soon as it is ready: the record, "
        "or a failure. `Accept: application/x-ndjson` asks for lines in any case.",
        "parameters": parameters,
        "requestBody": {
            "required": True,
            "content": {
                "text/plain": {"example": TEXT},
                "text/html": {"example": PAGE},
                "application/json": {"example": SENT},
                "application/x-ndjson": {
                    "example": f"{json.dumps(SENT, ensure_ascii=False)}\n" + '{"text": ""}\n'
                },
                "application/octet-stream": {},
            },
        },
        "responses": {
            "200": {
                "description": "the record, or a line for each article",
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"{SCHEMAS}Article"},
                        "example": record,
                    },
                    "application/x-ndjson": {
                        "schema": {"anyOf": [{"$ref": f"{SCHEMAS}{name}"} for name in _LINE_KINDS]},
                        "example": lines,
                    },
                },
            },
            **{str(status): _refused(told, problem) for status, told in REFUSED.items()},
        },
    }


_LINE_KINDS = ("Article", "Failure")


def _parameter(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "boolean" if name == "any_language" else "string"}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _refused(description: str, example: dict[str, Any]) -> dict[str, Any]:
    shown = {"example": example} if description == REFUSED[422] else {}
    content = {"schema": {"$ref": f"{SCHEMAS}Problem"}, **shown}
    return {"description": description, "content": {"application/problem+json": content}}


def _get(description: str, type: str) -> dict[str, Any]:
    return {"get": {"responses": {"200": {"description": description, "content": {type: {}}}}}}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "description": "Problem details (RFC 9457): what is wrong, and a hint at what to do",
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            **dict.fromkeys(("type", "title", "detail", "what", "hint"), text),
            "status": {"type": "integer"},
        },
    }
