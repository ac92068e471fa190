"""The record of one article: the only definition of newsparse's output.

All offsets are Unicode code points into `Article.text`, `end` exclusive, and
`text[start:end]` is always the span's own `text`. The names cue, source and content are those of
the attribution literature (PARC 3.0: Pareti 2012).
"""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

SCHEMA_VERSION: Final = "2.0"

EntityType = Literal["person", "place", "organisation"]
QuoteType = Literal["direct", "indirect", "mixed"]
Language = Literal["nb", "nn"]
Basis = Literal["name", "pronoun", "description", "document", "context"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Record):
    """A stretch of the article's text."""

    start: int = Field(ge=0, description="offset of the first code point")
    end: int = Field(ge=0, description="offset behind the last code point")
    text: str


class Mention(Span):
    """One place where an entity is named."""

    label: str = Field(description="the pipeline's own label: PER, ORG, GPE_LOC, …")


class Entity(_Record):
    """A person, place or organisation, with all its mentions in text order."""

    id: str
    type: EntityType
    name: str = Field(description="the fullest form in the article, without genitive -s")
    mentions: list[Mention]
    references: list[Span] = Field(
        description="the pronouns and descriptions that stand for it, in text order"
    )


class Cue(Span):
    """The word that reports: a reporting verb or `ifølge`."""

    lemma: str


class Speaker(_Record):
    """Who said it, after reading the whole article."""

    name: str
    entity: str | None = Field(description="the id of the entity, when the speaker is one")
    basis: Basis = Field(
        description="what tells who it is: a name, pronoun, description or document that stands as "
        "the source; context: there is no source, and the article's course tells"
    )


class Quote(_Record):
    """Words or a claim that the article attributes to somebody."""

    id: str
    type: QuoteType
    construction: str = Field(description="the name of the rule that found the quote")
    text: str = Field(
        description="the content as it is read: its spans, joined by ` … `, with plain single "
        "spaces, and without soft hyphens and the breaks of wrapped lines"
    )
    content: list[Span] = Field(min_length=1)
    cue: Cue | None
    source: Span | None = Field(description="the words that stand for the speaker here")
    speakers: list[Speaker] = Field(
        description="who said it: several who spoke together, none where nobody is known"
    )
    negated: bool = Field(description="the speakers reject the content: `tror ikke at`")


class Model(_Record):
    """The spaCy pipeline that read the article."""

    name: str
    version: str


class Article(_Record):
    """One article, analysed."""

    schema_version: Literal["2.0"] = SCHEMA_VERSION
    id: str
    language: Language = Field(description="nb: Bokmål, nn: Nynorsk")
    title: str | None = Field(description="the headline, where the input tells it apart")
    text: str
    entities: list[Entity]
    quotes: list[Quote]
    meta: dict[str, JsonValue] = Field(description="what the input said of the article, unchanged")
    sha256: str = Field(description="the hash of the bytes that the article was read from")
    model: Model
    newsparse_version: str


class Failure(_Record):
    """An input that was no article: one line of a run's errors file."""

    id: str
    path: str
    what: str = Field(description="what is wrong with it")
    hint: str = Field(description="what to do about it")
