"""Who is the same over many articles: one key for a person, a body or a place.

Nothing is joined that is in doubt. A full name is one person, and its longer form (`Jonas Gahr
Støre` for `Jonas Støre`) the same one where an article has both and none has another. A surname
alone is that of the one person who bears it in the same source and month; where two do, or none, it
is somebody of this article alone, and so is a first name. An acronym is the body that several
articles give both names to, as long as all agree. What the user knows (`--aliases`) is asked first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from newsparse.aliases import Alias
from newsparse.lexicon import lexicon
from newsparse.record import EntityType, Gender

FEWEST_ARTICLES = 2  # that give a body both names
FEWEST_LETTERS = 3  # of an acronym: two letters stand for too much
ADMINISTERED = frozenset({"fylke", "fylkeskommune", "kommune"})
LEGAL_FORMS = frozenset({"AS", "ASA", "ANS", "BA", "DA", "SA"})
MOST_BEARERS = 10  # kept of a surname in a month: with two that are not one, it is in doubt


class Text(Protocol):
    """A stretch of text."""

    @property
    def text(self) -> str: ...


class Named(Protocol):
    """An entity, as far as it is asked who it is."""

    @property
    def type(self) -> EntityType: ...
    @property
    def name(self) -> str: ...
    @property
    def gender(self) -> Gender | None: ...
    @property
    def mentions(self) -> Sequence[Text]: ...


class Naming(Protocol):
    """An article, as far as it is asked whom it names, when and where."""

    @property
    def id(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def published(self) -> str | None: ...
    @property
    def source(self) -> str | None: ...
    @property
    def entities(self) -> Sequence[Named]: ...


class Identity(NamedTuple):
    """Who or what a name is: the key that it shares with its other names, and the fullest of them.

    place_code: ISO 3166 of countries and counties, the number of municipalities. gender: what the
    article tells, else what is told of the person whose surname this is.
    """

    key: str
    name: str
    wikidata: str | None
    place_code: str | None
    gender: Gender | None


class Bearer(NamedTuple):
    """A person who is named in full."""

    name: str
    gender: Gender | None


class Identities:
    """What articles taught of names; what is kept grows with the surnames of each month."""

    def __init__(self, aliases: Mapping[str, Alias] | None = None) -> None:
        """aliases: by name in small letters, as `read_aliases` gives them."""
        self._aliases = aliases or {}
        self._bearers: dict[tuple[str, str, str], tuple[Bearer, ...]] = {}
        self._longer: dict[str, dict[str, str]] = {}
        self._acronyms: dict[str, Counter[str]] = {}
        # bodies whatever name the user gives them
        self._bodies = {
            self._body("nb", alias.name)[1].casefold(): alias for alias in self._aliases.values()
        }

    def learn(self, article: Naming) -> None:
        """Learn from an article who bears which names."""
        for entity in article.entities:
            if entity.type == "person":
                self._learn_person(article, entity)
            elif entity.type == "organisation":
                for form in {mention.text for mention in entity.mentions}:
                    if _is_acronym_of(form, entity.name):
                        self._acronyms.setdefault(form, Counter())[entity.name] += 1

    def of(self, article: Naming, entity: Named) -> Identity:
        """Return who an entity of an article is."""
        alias = self._aliases.get(entity.name.casefold())
        name = alias.name if alias else entity.name
        key, code, gender = name, None, entity.gender
        if entity.type == "person":
            if alias is None:
                name, gender = self._bearer(article, entity)
            alias = alias or self._aliases.get(name.casefold())
            is_alone = alias is None and " " not in name
            key = f"{name}@{article.id}" if is_alone else name.replace("-", " ")
        elif entity.type == "organisation":
            name, key = self._body(article.language, name)
            alias = alias or self._bodies.get(key.casefold())
        else:
            code = _place_code(name)
            key = code or name
        if alias is not None:
            name = alias.name
        wikidata = alias.wikidata if alias else None
        return Identity(f"{entity.type}:{code or key.casefold()}", name, wikidata, code, gender)

    def _learn_person(self, article: Naming, entity: Named) -> None:
        words = entity.name.split()
        if len(words) < 2:
            return
        surnames = {words[-1]}
        for form in {mention.text for mention in entity.mentions}:
            shorter = form.split()
            if 1 < len(shorter) < len(words) and shorter[-1] == words[-1]:
                if shorter[0] == words[0]:
                    longer = self._longer.setdefault(form.casefold(), {})
                    longer[entity.name.casefold()] = entity.name
                else:  # `Gahr Støre`
                    surnames.add(form)
        if article.published:
            bearer = Bearer(entity.name, entity.gender)
            for surname in surnames:
                window = _window(article, surname)
                known = self._bearers.get(window, ())
                is_new = all(each.name.casefold() != entity.name.casefold() for each in known)
                if is_new and len(known) < MOST_BEARERS:
                    self._bearers[window] = (*known, bearer)

    def _bearer(self, article: Naming, entity: Named) -> Bearer:
        """Return the person of a name: the full name, and the gender."""
        name, gender = entity.name, entity.gender
        if article.published and not lexicon().is_first_name(name):
            found = self._bearers.get(_window(article, name), ())
            names = {self._longest(bearer.name) for bearer in found}
            genders = {gender, *(bearer.gender for bearer in found)} - {None}
            if len(names) == 1 and len(genders) < 2:
                (name,) = names
                gender = next(iter(genders), None)
        return Bearer(self._longest(name), gender)

    def _longest(self, name: str) -> str:
        """Return the longer form of a full name that articles agree on."""
        longer = self._longer.get(name.casefold(), {})
        return next(iter(longer.values())) if len(longer) == 1 else name

    def _body(self, language: str, name: str) -> tuple[str, str]:
        """Return a body's name, and the name by which it is known in both standards."""
        words = name.split()
        if len(words) > 1 and words[-1] in LEGAL_FORMS:
            name = " ".join(words[:-1])
        whole: Mapping[str, int] = self._acronyms.get(name, {})
        if len(whole) == 1 and max(whole.values()) >= FEWEST_ARTICLES:
            (name,) = whole
        if body := lexicon().bodies.get(name):
            return body.name_in(language), body.name_in("nb")
        return name, name


def _place_code(name: str) -> str | None:
    """`Oslo`, `Oslo kommune`, `Vestland fylkeskommune`"""
    *words, last = name.split() or [""]
    place = " ".join(words) if words and last in ADMINISTERED else name
    return lexicon().place_codes.get(place)


def _window(article: Naming, form: str) -> tuple[str, str, str]:
    return form.casefold(), article.source or "", (article.published or "")[:7]


def _is_acronym_of(form: str, name: str) -> bool:
    """`NTNU` is one; the `NRK` of `NRK Rogaland` is not."""
    return (
        len(form) >= FEWEST_LETTERS
        and form.isalpha()
        and sum(map(str.isupper, form)) >= 2
        and form.casefold() != name.casefold()
        and form not in name.replace("-", " ").split()
    )
