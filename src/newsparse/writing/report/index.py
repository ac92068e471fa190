"""Who and what is named in all articles, and what they said."""

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from textwrap import shorten
from typing import NamedTuple, TypeVar

from newsparse.writing.report.shown import ShownArticle, ShownQuote, ShownSpeaker, in_line

KINDS = ("person", "organisation", "place", "other")  # other: who speaks and is none of these
KEPT = 3  # quotes and articles of each, where the report has several pages
LONGEST = 300  # code points of a quote, there
LONGEST_TITLE = 120
MOST_ENTRIES = 100_000  # beyond, those named in one article alone are forgotten


class Place(NamedTuple):
    """An article, and where it is."""

    date: str
    title: str
    page: int
    anchor: str
    language: str


class Said(NamedTuple):
    """A quote of somebody, and where it is."""

    place: Place
    anchor: str
    text: str
    type: str
    basis: str
    is_negated: bool

    @property
    def date(self) -> str:
        return self.place.date


Dated = TypeVar("Dated", Said, Place)


@dataclass(slots=True)
class Entry:
    """Somebody or something named or quoted in the articles."""

    name: str
    kind: str
    quotes: int = 0
    unsure: int = 0  # of them, those of which a reader must not be sure who spoke
    articles: int = 0
    women: int = 0  # articles that speak of a woman
    men: int = 0
    role: str = ""
    role_date: str = ""
    said: list[Said] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @property
    def gender(self) -> str | None:
        """As most articles have it; none where they are even."""
        if self.women == self.men:
            return None
        return "female" if self.women > self.men else "male"


class Index:
    """The entries over all articles, by key.

    kept: as many of the newest quotes and articles of each are kept; None: all.
    """

    def __init__(self, kept: int | None) -> None:
        self._kept = kept
        self._entries: dict[str, Entry] = {}
        self._most = MOST_ENTRIES

    def add(self, shown: ShownArticle) -> None:
        """Count what an article names, and who speaks in it."""
        article = shown.article
        date, language = article.published or "", article.language
        title = self._short(shown.title, LONGEST_TITLE)
        place = Place(date, title, shown.page, shown.anchor, language)
        here: dict[str, Entry] = {}
        for _, group in shown.entities:
            for named in group:
                entry = self._entry(
                    named.same.key, in_line(named.same.name), named.entity.type, here
                )
                entry.women += named.entity.gender == "female"
                entry.men += named.entity.gender == "male"
                if named.role and date >= entry.role_date:
                    entry.role, entry.role_date = named.role, date
        for quote in shown.quotes:
            for speaker in quote.speakers:
                entry = self._entry(speaker.key, speaker.full_name, speaker.kind, here)
                self._add_quote(entry, quote, speaker, place)
        for entry in here.values():
            entry.articles += 1
            entry.places.append(place)
            entry.places = self._newest(entry.places)
        if len(self._entries) > self._most:
            self._forget()

    def lists(self) -> dict[str, list[Entry]]:
        """Return the entries of each kind, the most quoted first, then the most named."""
        found: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
        for entry in self._entries.values():
            entry.said.sort(key=attrgetter("date"), reverse=True)
            entry.places.sort(key=attrgetter("date"), reverse=True)
            found[entry.kind].append(entry)
        for entries in found.values():
            entries.sort(key=lambda entry: (-entry.quotes, -entry.articles, entry.name))
        return found

    def genders(self) -> Counter[str | None]:
        """Return how many women and men are quoted, and people whose gender is not told."""
        return Counter(e.gender for e in self._entries.values() if e.kind == "person" and e.quotes)

    def name_of(self, key: str) -> str:
        """Return what somebody who is quoted is called in the lists."""
        return self._entries[key].name

    def _entry(self, key: str, name: str, kind: str, here: dict[str, Entry]) -> Entry:
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = Entry(name, kind)
        here[key] = entry
        return entry

    def _add_quote(
        self, entry: Entry, quote: ShownQuote, speaker: ShownSpeaker, place: Place
    ) -> None:
        said, text = quote.quote, self._short(quote.text, LONGEST)
        entry.quotes += 1
        entry.unsure += speaker.is_unsure
        entry.said.append(Said(place, quote.anchor, text, said.type, speaker.basis, said.negated))
        entry.said = self._newest(entry.said)

    def _newest(self, dated: list[Dated]) -> list[Dated]:
        """Return what is kept of a list: now and then, the oldest go."""
        if self._kept is None or len(dated) < 2 * self._kept:
            return dated
        return sorted(dated, key=attrgetter("date"), reverse=True)[: self._kept]

    def _short(self, text: str, longest: int) -> str:
        """Return a text, shortened where not all is kept."""
        if self._kept is None or len(text) <= longest:
            return text
        return shorten(text, longest, placeholder=" …")

    def _forget(self) -> None:
        """Forget who is named but once and not quoted, so that memory does not run out."""
        self._entries = {
            key: entry for key, entry in self._entries.items() if entry.quotes or entry.articles > 1
        }
        self._most = max(MOST_ENTRIES, 2 * len(self._entries))
