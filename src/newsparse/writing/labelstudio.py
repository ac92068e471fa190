"""Articles as Label Studio tasks with predictions, for people who correct the output.

`evaluate/labels.py` reads what they make of them.
"""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from newsparse.record import Article, Quote, Span

ENTITY_LABELS = ("person", "place", "organisation", "reference")
QUOTE_LABELS = ("direct", "indirect", "mixed", "negated", "cue", "source")
RELATIONS = ("continued", "cue", "source", "speaker", "stands for")


def write_labelstudio(articles: Iterable[Article], file: TextIO) -> None:
    """Write one JSON list of tasks, as Label Studio imports it."""
    separator = "[\n"
    for article in articles:
        file.write(separator + json.dumps(to_task(article), ensure_ascii=False))
        separator = ",\n"
    file.write("[]\n" if separator == "[\n" else "\n]\n")


def label_config() -> str:
    """Return the labelling interface that the predictions fit, to paste into a project."""
    names = {"Labels": "Label", "Relations": "Relation"}

    def block(tag: str, attributes: str, values: Iterable[str]) -> str:
        inner = "".join(f'    <{names[tag]} value="{value}"/>\n' for value in values)
        return f"  <{tag}{attributes}>\n{inner}  </{tag}>\n"

    return (
        "<View>\n"
        + block("Relations", "", RELATIONS)
        + block("Labels", ' name="entities" toName="text"', ENTITY_LABELS)
        + block("Labels", ' name="quotes" toName="text" choice="multiple"', QUOTE_LABELS)
        + '  <Text name="text" value="$text"/>\n</View>'
    )


def to_task(article: Article) -> dict[str, Any]:
    """Return one task. Label Studio counts code points in plain text, as newsparse does."""
    result: list[dict[str, Any]] = []
    for entity in article.entities:
        for number, mention in enumerate(entity.mentions, 1):
            result.append(_region(f"{entity.id}.{number}", "entities", mention, entity.type))
        for number, span in enumerate(entity.references, 1):
            id = f"{entity.id}.r{number}"
            result.append(_region(id, "entities", span, "reference"))
            result.append(_relation(id, f"{entity.id}.1", "stands for"))
    for quote in article.quotes:
        result.extend(_quote(quote))
    return {
        "data": {
            "id": article.id,
            "title": article.title or article.id,
            "text": article.text,
            "language": article.language,
            "names": {entity.id: entity.name for entity in article.entities},
        },
        "predictions": [
            {"model_version": f"{article.model.name} {article.model.version}", "result": result}
        ],
    }


def _quote(quote: Quote) -> list[dict[str, Any]]:
    parts = [f"{quote.id}.{number}" for number in range(1, len(quote.content) + 1)]
    labels = (quote.type, "negated") if quote.negated else (quote.type,)
    found = [
        _region(id, "quotes", span, *labels) for id, span in zip(parts, quote.content, strict=True)
    ]
    unnamed = [speaker.name for speaker in quote.speakers if speaker.entity is None]
    if unnamed:  # no region names them: a note, which Label Studio shows beside the quote
        found[0]["meta"] = {"text": unnamed}
    found += [_relation(parts[0], part, "continued") for part in parts[1:]]
    for name, span in (("cue", quote.cue), ("source", quote.source)):
        if span is not None:
            id = f"{quote.id}.{name}"
            found += [_region(id, "quotes", span, name), _relation(parts[0], id, name)]
    entities = [speaker.entity for speaker in quote.speakers if speaker.entity is not None]
    return found + [_relation(parts[0], f"{entity}.1", "speaker") for entity in entities]


def _region(id: str, name: str, span: Span, *labels: str) -> dict[str, Any]:
    value = {"start": span.start, "end": span.end, "text": span.text, "labels": list(labels)}
    return {"id": id, "from_name": name, "to_name": "text", "type": "labels", "value": value}


def _relation(source: str, target: str, label: str) -> dict[str, Any]:
    return {
        "type": "relation",
        "from_id": source,
        "to_id": target,
        "direction": "right",
        "labels": [label],
    }
