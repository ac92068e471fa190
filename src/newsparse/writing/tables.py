"""An article as rows of flat tables, for databases, spreadsheets and data frames.

A quote may have several speakers, so they are a table of their own, with the entity that each is:
no column of `quotes` points to one person where two spoke. For the eye and for search, a quote's
row also names them all (`Kari Vik; Ola Moe`). What stands for an entity without naming it is a
table too, so that counting `mentions` counts names, as in the record.
"""

import json
from typing import NamedTuple

from newsparse.identities import Identities
from newsparse.record import Article, Entity, Quote, Span

Cell = str | int | None
Rows = dict[str, list[tuple[Cell, ...]]]

BETWEEN = "; "  # several speakers in one cell; commas are what spreadsheets split at


class Column(NamedTuple):
    """A column: its name, its type, and the table that it points to by `id`."""

    name: str
    type: type = str
    references: str | None = None


def _place(prefix: str = "") -> tuple[Column, Column]:
    return Column(f"{prefix}start_char", int), Column(f"{prefix}end_char", int)


# what the article says of a person
PEOPLE = ("gender", "gender_basis", "role", "party")
# who this is in all articles
SAME = ("key", "full_name", "wikidata", "place_code", "key_gender")
# what the input says of the article
ABOUT = tuple(map(Column, ("published", "url", "section", "byline", "source")))

# The ids of entities and quotes hold the document's, so that they are unique over all documents.
TABLES: dict[str, tuple[Column, ...]] = {
    "documents": (
        Column("id"),
        Column("title"),
        Column("language"),
        Column("warnings"),
        *ABOUT,
        Column("text"),
        Column("parts"),
        Column("meta"),
        Column("sha256"),
        Column("model"),
        Column("model_version"),
        Column("newsparse_version"),
    ),
    "entities": (
        Column("id"),
        Column("document", str, "documents"),
        Column("name"),
        Column("type"),
        Column("mentions", int),
        *_place(),
        *map(Column, (*PEOPLE, *SAME)),
    ),
    "mentions": (
        Column("id"),
        Column("document", str, "documents"),
        Column("entity", str, "entities"),
        Column("text"),
        Column("label"),
        *_place(),
    ),
    # in SQL, `references` is a word of the language
    "entity_references": (
        Column("id"),
        Column("document", str, "documents"),
        Column("entity", str, "entities"),
        Column("text"),
        *_place(),
    ),
    "quotes": (
        Column("id"),
        Column("document", str, "documents"),
        Column("speaker"),
        Column("basis"),
        Column("negated", bool),
        Column("text"),
        Column("type"),
        Column("construction"),
        *_place(),
        Column("content"),
        Column("cue"),
        Column("cue_lemma"),
        *_place("cue_"),
        Column("source"),
        *_place("source_"),
    ),
    "speakers": (
        Column("id"),
        Column("document", str, "documents"),
        Column("quote", str, "quotes"),
        Column("position", int),
        Column("name"),
        Column("entity", str, "entities"),
        Column("basis"),
    ),
}


def rows_of(article: Article, identities: Identities) -> Rows:
    """Return the article's rows for each table, in the order of the columns.

    identities: what all articles taught of who is the same.

    Offsets are code points of the document's text, end exclusive. A quote's place reaches from its
    first to its last span; `content` holds all of them as JSON: `[[2, 8], [31, 44]]`. A
    quote's `speaker` and `basis` join those of its speakers.
    """
    return {
        "documents": [_document(article)],
        "entities": [_entity(article, entity, identities) for entity in article.entities],
        "mentions": [
            (
                f"{article.id}#{entity.id}.{number}",
                article.id,
                f"{article.id}#{entity.id}",
                mention.text,
                mention.label,
                mention.start,
                mention.end,
            )
            for entity in article.entities
            for number, mention in enumerate(entity.mentions, 1)
        ],
        "entity_references": [
            (
                f"{article.id}#{entity.id}.r{number}",
                article.id,
                f"{article.id}#{entity.id}",
                span.text,
                span.start,
                span.end,
            )
            for entity in article.entities
            for number, span in enumerate(entity.references, 1)
        ],
        "quotes": [_quote(article, quote) for quote in article.quotes],
        "speakers": [
            (
                f"{article.id}#{quote.id}.{position}",
                article.id,
                f"{article.id}#{quote.id}",
                position,
                speaker.name,
                f"{article.id}#{speaker.entity}" if speaker.entity else None,
                speaker.basis,
            )
            for quote in article.quotes
            for position, speaker in enumerate(quote.speakers, 1)
        ],
    }


def _document(article: Article) -> tuple[Cell, ...]:
    return (
        article.id,
        article.title,
        article.language,
        BETWEEN.join(article.warnings) or None,
        *(getattr(article, column.name) for column in ABOUT),
        article.text,
        json.dumps([[part.start, part.end, part.field] for part in article.parts]),
        json.dumps(article.meta, ensure_ascii=False),
        article.sha256,
        article.model.name,
        article.model.version,
        article.newsparse_version,
    )


def _entity(article: Article, entity: Entity, identities: Identities) -> tuple[Cell, ...]:
    first, same = entity.mentions[0], identities.of(article, entity)
    return (
        f"{article.id}#{entity.id}",
        article.id,
        entity.name,
        entity.type,
        len(entity.mentions),
        first.start,
        first.end,
        entity.gender,
        entity.gender_basis,
        entity.role.text if entity.role else None,
        entity.party.text if entity.party else None,
        same.key,
        same.name,
        same.wikidata,
        same.place_code,
        same.gender,
    )


def _quote(article: Article, quote: Quote) -> tuple[Cell, ...]:
    return (
        f"{article.id}#{quote.id}",
        article.id,
        BETWEEN.join(speaker.name for speaker in quote.speakers) or None,
        BETWEEN.join(dict.fromkeys(speaker.basis for speaker in quote.speakers)) or None,
        quote.negated,
        quote.text,
        quote.type,
        quote.construction,
        quote.content[0].start,
        quote.content[-1].end,
        json.dumps([[span.start, span.end] for span in quote.content]),
        *_span(quote.cue, quote.cue.lemma if quote.cue else None),
        *_span(quote.source),
    )


def _span(span: Span | None, *more: Cell) -> tuple[Cell, ...]:
    if span is None:
        return (None, *more, None, None)
    return (span.text, *more, span.start, span.end)
