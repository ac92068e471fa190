"""The record of one article: the only definition of newsparse's output.

All offsets are Unicode code points into `Article.text`, `end` exclusive, and
`text[start:end]` is always the span's own `text`. The names cue, source and content are those of
the attribution literature (PARC 3.0: Pareti 2012).
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

SCHEMA_VERSION: Final = "2.1"

EntityType = Literal["person", "place", "organisation"]
QuoteType = Literal["direct", "indirect", "mixed"]
Standard = Literal["nb", "nn"]  # the two written standards of Norwegian
Date = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?)?$")]
Gender = Literal["female", "male"]
GenderBasis = Literal["pronoun", "title", "name"]
WarningKind = Literal["language", "mojibake", "no_names", "capitals", "no_sentences"]
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
    gender: Gender | None = Field(
        default=None, description="of a person: a guess from how the text speaks of them"
    )
    gender_basis: GenderBasis | None = Field(
        default=None, description="what tells: pronouns, a title or kinship, the first name"
    )
    role: Span | None = Field(
        default=None, description="of a person: the fullest words that say who this is"
    )
    party: Span | None = Field(default=None, description="`Ap` of `Kari Vik (Ap)`")


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


class Part(_Record):
    """A stretch of the article's text, and the field of the input that it came from."""

    start: int = Field(ge=0, description="offset of the first code point")
    end: int = Field(ge=0, description="offset behind the last code point")
    field: str = Field(description="its key: `lead`, `content.rendered`")


class Model(_Record):
    """The spaCy pipeline that read the article."""

    name: str
    version: str


class Article(_Record):
    """One article, analysed."""

    schema_version: Literal["2.1"] = SCHEMA_VERSION
    id: str
    language: str = Field(
        pattern="^[a-z]{2,3}$",
        description="nb: Bokmål, nn: Nynorsk; another language's ISO 639 code, or und: then the "
        "article was not analysed",
    )
    warnings: list[WarningKind] = Field(default=[], description="what looks wrong with the text")
    title: str | None = Field(description="the headline, where the input tells it apart")
    published: Date | None = Field(
        default=None, description="the date, with the time where it is known"
    )
    url: str | None = None
    section: str | None = None
    byline: str | None = None
    source: str | None = Field(default=None, description="the paper or agency")
    text: str
    parts: list[Part] = Field(
        default=[], description="where the text is put together of several fields of the input"
    )
    entities: list[Entity]
    quotes: list[Quote]
    meta: dict[str, JsonValue] = Field(description="what the input said of the article, unchanged")
    sha256: str = Field(description="the hash of the bytes that the article was read from")
    model: Model
    newsparse_version: str


class Suspect(_Record):
    """An article whose text looks wrong: one line of a run's warnings file."""

    id: str
    warning: WarningKind
    what: str = Field(description="what is wrong with it")
    hint: str = Field(description="what to do about it")


class Failure(_Record):
    """An input that was no article: one line of a run's errors file."""

    id: str
    path: str
    what: str = Field(description="what is wrong with it")
    hint: str = Field(description="what to do about it")
