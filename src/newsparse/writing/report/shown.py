"""What the report shows of one article."""

from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from newsparse.errors import visible, visible_line
from newsparse.identities import Identities, Identity
from newsparse.record import Article, Entity, Quote, Speaker
from newsparse.writing.report.anchors import Anchors
from newsparse.writing.report.marks import Mark, between, pieces
from newsparse.writing.report.words import Words

UNSURE = ("context", "description")  # a speaker's basis
LONGEST_TITLE = 90
LONGEST_ADDRESS = 2000
GROUPS = ("person", "organisation", "place")


@dataclass(frozen=True)
class ShownSpeaker:
    """A speaker: with the entity that it is, where it is one, and who this is in all articles."""

    name: str
    basis: str
    entity: Entity | None
    same: Identity | None

    @property
    def key(self) -> str:
        """What is the same in all articles."""
        return self.same.key if self.same else f"other:{self.name.casefold()}"

    @property
    def full_name(self) -> str:
        return in_line(self.same.name) if self.same else self.name

    @property
    def is_unsure(self) -> bool:
        return self.basis in UNSURE

    @property
    def kind(self) -> str:
        """The type of entity, or `other`."""
        return self.entity.type if self.entity else "other"

    @property
    def gender(self) -> str | None:
        return self.entity.gender if self.entity else None

    @property
    def role(self) -> str:
        """The words that say who it is, with the party."""
        return role_of(self.entity) if self.entity else ""


@dataclass(frozen=True)
class ShownQuote:
    """A quote: its anchor, and its words as they are read."""

    anchor: str
    quote: Quote
    text: str
    speakers: list[ShownSpeaker]

    @property
    def is_unsure(self) -> bool:
        return any(speaker.is_unsure for speaker in self.speakers)

    @property
    def gender(self) -> str | None:
        """The gender that all who speak have."""
        genders = {speaker.gender for speaker in self.speakers}
        return genders.pop() if len(genders) == 1 else None

    @property
    def told(self) -> str:
        """The cue, and the source where the speaker's name does not say as much."""
        quote, names = self.quote, [speaker.name for speaker in self.speakers]
        source = quote.source if quote.source and quote.source.text not in names else None
        return ", ".join(in_line(span.text) for span in (quote.cue, source) if span)


class ShownEntity(NamedTuple):
    """A name of the article, who it is in all, with the numbers and anchors of the quotes of it."""

    entity: Entity
    same: Identity
    name: str
    role: str
    quotes: list[tuple[int, str]]


@dataclass(frozen=True)
class ShownArticle:
    """An article: where it is (`page` is 0 for the report itself), and what is shown of it."""

    article: Article
    page: int
    anchor: str
    title: str
    address: str | None
    about: list[str]
    quotes: list[ShownQuote]
    entities: list[tuple[str, list[ShownEntity]]]
    headline: list[tuple[str, Any]] = field(repr=False)  # marked, where the text begins with it
    text: list[tuple[str, Any]] = field(repr=False)


def show(
    article: Article, page: int, anchors: Anchors, words: Words, identities: Identities
) -> ShownArticle:
    """Return what the report shows of an article."""
    anchor = anchors.article(article)
    named = {e.id: (e, identities.of(article, e)) for e in article.entities}
    quotes = [
        ShownQuote(
            anchors.quote(article, quote),
            quote,
            visible(quote.text),
            [_speaker(speaker, named) for speaker in quote.speakers],
        )
        for quote in article.quotes
    ]
    text, title = visible(article.text), _title(article)
    marks = _marks(article, anchor, quotes, words)
    begin = len(text) - len(text.lstrip())
    end = _line_end(text, begin)
    is_headed = bool(title and text[end:].strip()) and in_line(text[begin:end]) == title
    body = len(text) - len(text[end:].lstrip()) if is_headed else 0
    return ShownArticle(
        article,
        page,
        anchor,
        title or article.id,
        web_address(article.url),
        _about(article, words),
        quotes,
        _entities(named, quotes),
        list(pieces(text[begin:end], between(marks, begin, end))) if is_headed else [],
        list(pieces(text[body:], between(marks, body, len(text)))),
    )


def role_of(entity: Entity) -> str:
    """Return the words that say who a person is, with the party: `ordfører (Ap)`."""
    party = f"({entity.party.text})" if entity.party else ""
    return in_line(f"{entity.role.text if entity.role else ''} {party}")


def in_line(text: str) -> str:
    """Return a text as one line, which steers nothing."""
    return visible_line(" ".join(text.split()))


def web_address(url: str | None) -> str | None:
    """Return an address that may be followed: on the web, and in one piece."""
    if not url or len(url) > LONGEST_ADDRESS or visible_line(url) != url or url.split() != [url]:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _line_end(text: str, start: int) -> int:
    at = text.find("\n", start)
    return at if at >= 0 else len(text)


def _title(article: Article) -> str:
    """Return the headline, or what stands in its place: the beginning of the first line."""
    first_line = article.text.strip().partition("\n")[0]
    title = article.title or shorten(first_line, LONGEST_TITLE, placeholder=" …")
    return in_line(title)


def _about(article: Article, words: Words) -> list[str]:
    """Return what stands under the headline: when and where it was, and which article this is."""
    names = {"nb": words.bokmal, "nn": words.nynorsk}
    other = words.other_language.format(code=article.language)
    told = (article.source, article.section, article.byline)
    lines = [*filter(None, told), names.get(article.language, other), article.id]
    return [in_line(line) for line in lines]


def _speaker(speaker: Speaker, named: dict[str, tuple[Entity, Identity]]) -> ShownSpeaker:
    entity, same = named.get(speaker.entity or "", (None, None))
    return ShownSpeaker(in_line(speaker.name), speaker.basis, entity, same)


def _entities(
    named: dict[str, tuple[Entity, Identity]], quotes: list[ShownQuote]
) -> list[tuple[str, list[ShownEntity]]]:
    """Return people, organisations and places, each in text order."""
    said: dict[str, list[tuple[int, str]]] = {}
    for number, quote in enumerate(quotes, 1):
        for speaker in quote.speakers:
            if speaker.entity is not None:
                said.setdefault(speaker.entity.id, []).append((number, quote.anchor))
    found = [
        ShownEntity(entity, same, in_line(entity.name), role_of(entity), said.get(id, []))
        for id, (entity, same) in named.items()
    ]
    groups = ((kind, [shown for shown in found if shown.entity.type == kind]) for kind in GROUPS)
    return [(kind, group) for kind, group in groups if group]


def _marks(article: Article, anchor: str, quotes: list[ShownQuote], words: Words) -> list[Mark]:
    marks = [
        Mark(mention.start, mention.end, entity.type, "", None, f"{anchor}-{entity.id}")
        for entity in article.entities
        for mention in entity.mentions
    ]
    for shown in quotes:
        label = _label(shown, words)
        for number, span in enumerate(shown.quote.content):
            id = shown.anchor if number == 0 else None
            link = f"{shown.anchor}-said"
            marks.append(Mark(span.start, span.end, "quote", label if id else "…", id, link))
    return sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind != "quote"))


def _label(shown: ShownQuote, words: Words) -> str:
    """Return who speaks, and what a reader must not take for sure: `Kari Vik (usikker)`."""
    names = f" {words.table['and']} ".join(speaker.name for speaker in shown.speakers)
    notes = [words.unsure] if shown.is_unsure else []
    notes += [words.rejected] if shown.quote.negated else []
    who = names or words.unknown_speaker
    return f"{who} ({', '.join(notes)})" if notes else who
