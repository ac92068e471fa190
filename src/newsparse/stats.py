"""Counts over many articles: who is quoted how often, when, where, and how sure that is.

A quote of two speakers counts for each of them, and once where no group tells them apart.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from newsparse.identities import Identities
from newsparse.lexicon import body_of_party
from newsparse.record import Article, Entity, Quote, Speaker

SURE = frozenset({"name", "pronoun", "document"})  # bases: the source itself tells who it is
UNKNOWN = "unknown"


class Said(NamedTuple):
    """A quote and one of its speakers, with the entity that this is; neither where nobody is.

    key, name, gender, role, party: who it is in all articles; the role, large and small letters
    being one, as it was first written; the party by its name.
    """

    article: Article
    quote: Quote
    speaker: Speaker | None
    entity: Entity | None
    key: str
    name: str
    gender: str | None = None
    role: str = ""
    party: str = ""

    @property
    def is_person(self) -> bool:
        return self.entity is not None and self.entity.type == "person"


def _week(said: Said) -> str:
    if not said.article.published:
        return ""
    year, week, _ = date.fromisoformat(said.article.published[:10]).isocalendar()
    return f"{year}-W{week:02}"


# what may be counted by, and what it is; "" where it is not known
DIMENSIONS: dict[str, Callable[[Said], str]] = {
    "person": lambda said: said.name if said.is_person else "",
    "speaker": lambda said: said.name,
    "gender": lambda said: said.gender or UNKNOWN,
    "role": lambda said: said.role,
    "party": lambda said: said.party,
    "basis": lambda said: said.speaker.basis if said.speaker else "",
    "type": lambda said: said.quote.type,
    "week": _week,
    "month": lambda said: (said.article.published or "")[:7],
    "year": lambda said: (said.article.published or "")[:4],
    "section": lambda said: said.article.section or "",
    "source": lambda said: said.article.source or "",
    "language": lambda said: said.article.language,
}
OF_PEOPLE = frozenset({"person", "gender", "role", "party"})  # these leave bodies and nobody out
OF_TIME = frozenset({"week", "month", "year"})


@dataclass
class Count:
    """How much was said in a group."""

    quotes: int = 0
    words: int = 0
    articles: int = 0
    speakers: set[str] = field(default_factory=set)


class Row(NamedTuple):
    """A line of the table: the group, and what was counted in it.

    share: of the quotes of all groups that differ in the last value alone, to four digits. words:
    those quoted.
    """

    group: tuple[str, ...]
    quotes: int
    share: float
    words: int
    speakers: int
    articles: int


def count(
    articles: Iterable[Article],
    by: Iterable[str],
    identities: Identities | None = None,
    *,
    only_sure: bool = False,
) -> dict[tuple[str, ...], Count]:
    """Count quotes by some of the DIMENSIONS.

    identities: what all articles taught of who is the same. only_sure: only speakers whom a name,
    a pronoun or a document tells. Articles are not held; what is, grows with the groups and the
    speakers' names.
    """
    dimensions = [DIMENSIONS[name] for name in by]
    people_only = not OF_PEOPLE.isdisjoint(by)
    counts: dict[tuple[str, ...], Count] = {}
    identities = identities or Identities()
    names: dict[str, str] = {}
    for article in articles:
        seen: set[tuple[str, ...]] = set()
        entities = {entity.id: entity for entity in article.entities}
        for quote in article.quotes:
            said = [
                each
                for each in _said(article, quote, entities, identities, names)
                if (each.is_person or not people_only)
                and (not only_sure or (each.speaker and each.speaker.basis in SURE))
            ]
            groups = [tuple(dimension(each) for dimension in dimensions) for each in said]
            for group in dict.fromkeys(groups):
                found = counts.setdefault(group, Count())
                found.quotes += 1
                found.words += sum(len(span.text.split()) for span in quote.content)
                found.articles += group not in seen
                seen.add(group)
            for group, each in zip(groups, said, strict=True):
                if each.speaker is not None:
                    counts[group].speakers.add(each.key)
    return counts


def _said(
    article: Article,
    quote: Quote,
    entities: Mapping[str, Entity],
    identities: Identities,
    names: dict[str, str],
) -> Iterator[Said]:
    """Yield a quote with each of its speakers; names: by key, that which was seen first."""
    if not quote.speakers:
        yield Said(article, quote, None, None, "", "")
    for speaker in quote.speakers:
        entity = entities.get(speaker.entity or "")
        if entity is None:
            yield Said(article, quote, speaker, None, speaker.name, speaker.name)
            continue
        key, name, _, _, gender = identities.of(article, entity)
        role = party = ""
        if entity.role is not None:
            role = names.setdefault(f"role:{entity.role.text.casefold()}", entity.role.text)
        if entity.party is not None:
            body = body_of_party(entity.party.text)
            party = names.setdefault(f"party:{body.nb}", body.name_in(article.language))
        name = names.setdefault(key, name)
        yield Said(article, quote, speaker, entity, key, name, gender, role, party)


def rows(counts: dict[tuple[str, ...], Count], by: list[str], top: int | None = None) -> list[Row]:
    """Return the table: by time in its order, else most quotes first; `top` keeps so many."""
    totals: dict[tuple[str, ...], int] = {}
    for group, found in counts.items():
        totals[group[:-1]] = totals.get(group[:-1], 0) + found.quotes
    table = [
        Row(
            group,
            found.quotes,
            round(found.quotes / totals[group[:-1]], 4),
            found.words,
            len(found.speakers),
            found.articles,
        )
        for group, found in counts.items()
    ]
    table.sort(key=lambda row: (-row.quotes, row.group))
    table = table[:top]
    in_order = [number for number, name in enumerate(by) if name in OF_TIME]
    table.sort(key=lambda row: [row.group[number] for number in in_order])
    return table


def within(
    articles: Iterable[Article], since: date | None, until: date | None
) -> Iterator[Article]:
    """Yield the articles of a period, its first and last day among them.

    One without a date is of no period.
    """
    for article in articles:
        if since is None and until is None:
            yield article
        elif article.published:
            day = date.fromisoformat(article.published[:10])
            if (since or date.min) <= day <= (until or date.max):
                yield article
