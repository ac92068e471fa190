"""What newsparse knows about words: reporting verbs, roles, pronouns, first names.

The words stand in the TOML files beside this module, read once and frozen.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

VerbKind = Literal["say", "think", "ask", "manner", "show", "impersonal"]
SHORTEST_END = 4  # letters that a compound's last part must have, or `humor` ends in `mor`
SHORTEST_BODY = 3  # `lag`, `råd`
Form = Literal["infinitive", "present", "past", "participle"]


@dataclass(frozen=True)
class ReportingVerb:
    """One reading of a word form as a reporting verb."""

    lemma: str  # with its particle: `legge til`
    kind: VerbKind
    form: Form
    particle: str | None
    standards: frozenset[str]  # written standards that have it: nb, nn


# endings of nouns for people, and those of their lemmas
PERSONS_ENDINGS = (
    ("", ""), ("en", ""), ("n", ""), ("a", ""), ("a", "e"), ("ne", ""), ("ene", ""), ("ane", ""),
)  # fmt: skip


class Body(NamedTuple):
    """What a body is called in each written standard."""

    nb: str
    nn: str

    def name_in(self, language: str) -> str:
        """Return the name in an article's language."""
        return self.nn if language == "nn" else self.nb


class Endings:
    """Words that others end in, found by the last letters: a list has hundreds of them."""

    def __init__(self, words: Iterable[str], shortest: int) -> None:
        """shortest: letters of a word that counts as an ending."""
        self._shortest = shortest
        found: dict[str, tuple[str, ...]] = {}
        for word in words:
            if len(word) >= shortest:
                found[word[-shortest:]] = (*found.get(word[-shortest:], ()), word)
        self._by_letters = found

    def end(self, word: str) -> bool:
        """Tell whether the word ends in one of them."""
        return word.endswith(self._by_letters.get(word[-self._shortest :], ()))


@dataclass(frozen=True)
class Lexicon:
    """All word lists, keyed by lower-case form or lemma."""

    verbs: MappingProxyType[str, tuple[ReportingVerb, ...]]
    speech: frozenset[str]  # what says rather than thinks or shows: the lemmas, and `ifølge`
    teasers: frozenset[tuple[str, ...]]  # the first two words of a line that leads elsewhere
    telling: frozenset[str]  # verbs whose object is who is told
    adverbial_at: frozenset[str]  # words before `at` that make it no report
    rejecting: frozenset[str]  # what says that the clause is not so: `benekte`, `tvil`
    stressing: frozenset[str]  # what somebody does by wanting to: `vil understreke at`
    uttering: frozenset[str]  # ways of speaking that report clauses: `rope`
    inward: frozenset[str]  # thoughts that report no clause: `føle`, `tenke`
    mutual: frozenset[str]  # what agrees: `enig om at`
    predicates: MappingProxyType[str, frozenset[str]]  # noun or adjective → its light verbs
    prepositions: MappingProxyType[str, frozenset[str]]  # … → the word that it needs behind it
    sport: frozenset[str]  # words of articles in which places' names are teams'
    playing: frozenset[str]  # what teams do to each other: `slå`
    naming: frozenset[str]  # forms of verbs that call something by marked words
    auxiliaries: MappingProxyType[str, str]  # first verb of a reporting group → what follows it
    according_to: MappingProxyType[str, tuple[tuple[str, ...], ...]]  # by first word
    opinions: frozenset[str]  # `etter Viks mening`
    hearsay: frozenset[str]  # `det hevdes at`
    views: frozenset[str]  # `slik Vik ser det`
    pronouns: MappingProxyType[str, frozenset[str]]
    persons: frozenset[str]
    endings: MappingProxyType[str, "Endings"]  # what compounds end in: person, body, media
    person_suffixes: tuple[str, ...]
    demonyms: frozenset[str]
    same_position: MappingProxyType[str, str]
    offices: MappingProxyType[str, str]  # by word, of which one person seldom has two
    ages: MappingProxyType[str, int]  # by word: `ni`
    parties: MappingProxyType[str, str]  # by word: `høyre` → `h`
    nations: MappingProxyType[str, str]  # by word: `svensk` → `sweden`
    groups: MappingProxyType[str, frozenset[str]]
    places: MappingProxyType[str, frozenset[str]]  # countries, and places of Norway
    place_codes: MappingProxyType[str, str]  # by name: ISO 3166, or a municipality's number
    bodies: MappingProxyType[str, Body]  # by any of their names
    body_kinds: MappingProxyType[str, frozenset[str]]  # by name in small letters: `bank`
    in_brackets: MappingProxyType[str, Body]  # parties by what stands behind their people: `H`
    feminine_names: frozenset[str]
    masculine_names: frozenset[str]
    language_words: MappingProxyType[str, frozenset[str]]  # of the two written standards
    only_words: MappingProxyType[str, frozenset[str]]  # … that no, da or sv alone has
    common_words: MappingProxyType[str, frozenset[str]]  # … of each Norwegian text, by language
    small_words: MappingProxyType[str, frozenset[str]]  # … of Norwegian paragraphs, and of others

    def is_person(self, noun: str) -> bool:
        """Tell whether a noun names a person by work, position or kin: `operasjonsleder`, `far`."""
        return noun in self.persons or self.endings["person"].end(noun)

    def is_first_name(self, word: str) -> bool:
        """Tell whether a word is listed as a first name."""
        return word in self.feminine_names or word in self.masculine_names


@lru_cache(maxsize=50_000)
def lemma_of_person(lemma: str, form: str) -> str:
    """Return a noun's lemma; where the lexicon knows a person by another, that: `bonden` → `bonde`.

    lemma, form: in small letters; the lemma is what the pipeline has made of the form.
    """
    lists = lexicon()
    if not (lists.is_person(lemma) or lemma in lists.demonyms):
        for ending, instead in PERSONS_ENDINGS:
            base = form.removesuffix(ending) + instead
            if form.endswith(ending) and (lists.is_person(base) or base in lists.demonyms):
                return base
    return lemma


@cache
def first_names() -> MappingProxyType[str, str]:
    """Return first names in small letters, with f or m: how texts speak of who has them.

    Made by training/scripts/first_names.py; one in doubt is not there.
    """
    text = files(__package__).joinpath("first_names.txt").read_text(encoding="utf-8")
    letters_and_names = text.split()
    return MappingProxyType(dict(zip(letters_and_names[1::2], letters_and_names[::2], strict=True)))


def body_of_party(brackets: str) -> Body:
    """Return the party that stands in brackets behind a name: `(H)`, `(Frp)`."""
    lists = lexicon()
    known = lists.in_brackets.get(brackets) or lists.bodies.get(brackets)
    return known or Body(brackets, brackets)


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _verbs() -> dict[str, tuple[ReportingVerb, ...]]:
    standards: dict[tuple[str, str, str, VerbKind], set[str]] = {}
    for standard, kinds in _read("verbs.toml").items():
        for kind, verbs in kinds.items():
            for lemma, parts in verbs.items():
                infinitive = lemma.split()[0]
                if standard == "nn" and infinitive.endswith("e"):
                    infinitive += f"/{infinitive[:-1]}a"  # `melde` or `melda`
                columns = [*parts.split(), infinitive]
                for form, words in zip(
                    ("present", "past", "participle", "infinitive"), columns, strict=True
                ):
                    for word in () if words == "-" else words.split("/"):
                        standards.setdefault((word, lemma, form, kind), set()).add(standard)
                if kind == "say":  # `det opplyses at`; who fears or expects is not said
                    key: tuple[str, str, str, VerbKind] = (
                        _passive(lemma.split()[0], standard),
                        lemma,
                        "present",
                        "impersonal",
                    )
                    standards.setdefault(key, set()).add(standard)
    table: dict[str, list[ReportingVerb]] = {}
    for (word, lemma, form, kind), found in standards.items():
        particle = lemma.split()[1] if " " in lemma else None
        verb = ReportingVerb(lemma, kind, form, particle, frozenset(found))  # type: ignore[arg-type]
        table.setdefault(word, []).append(verb)
    return {word: tuple(verbs) for word, verbs in table.items()}


def _passive(infinitive: str, standard: str) -> str:
    """`opplyse` → `opplyses`, in Nynorsk `opplysast`."""
    if standard == "nn":
        return infinitive.removesuffix("e").removesuffix("a") + "ast"
    return "sies" if infinitive == "si" else infinitive + "s"


@cache
def lexicon() -> Lexicon:
    """Return the word lists, read at the first call."""
    roles, phrases, names = _read("roles.toml"), _read("phrases.toml"), _read("names.toml")
    languages, bodies = _read("language.toml"), _read("bodies.toml")
    verbs = _verbs()
    speech = {verb.lemma for readings in verbs.values() for verb in readings if verb.kind == "say"}
    according_to: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in map(tuple, phrases["according_to"]):
        according_to[words[0]] = (*according_to.get(words[0], ()), words)
    positions = {w: key for key, words in roles["same_position"].items() for w in words.split()}
    offices = {w: key for key, words in roles["offices"].items() for w in words.split()}
    ages = {w: int(key) for key, words in roles["ages"].items() for w in words.split()}
    parties = {w: key for key, words in roles["parties"].items() for w in words.split()}
    groups = MappingProxyType({**_sets(roles["groups"]), "party": frozenset(parties)})
    nations = {w: key for key, words in roles["nations"].items() for w in words.split()}
    places = _read("places.toml")
    countries = _codes(places["countries"])
    norwegian = _codes(places["municipalities"]) | _codes(places["counties"])
    in_doubt = frozenset(_parted(places["in_doubt"]))
    return Lexicon(
        verbs=MappingProxyType(verbs),
        speech=frozenset(speech | {" ".join(words) for words in phrases["according_to"]}),
        teasers=frozenset(map(tuple, phrases["teasers"])),
        telling=frozenset(phrases["telling"]),
        adverbial_at=frozenset(phrases["adverbial_at"]),
        rejecting=frozenset(phrases["rejecting"]),
        stressing=frozenset(phrases["stressing"]),
        uttering=frozenset(phrases["uttering"].split()),
        inward=frozenset(phrases["inward"]),
        mutual=frozenset(phrases["mutual"]),
        predicates=_sets(phrases["predicates"]),
        prepositions=_sets(phrases["prepositions"]),
        sport=frozenset(phrases["sport"].split()),
        playing=frozenset(phrases["playing"].split()),
        naming=frozenset(phrases["naming"].split()),
        auxiliaries=MappingProxyType(
            {word: kind for kind, words in phrases["auxiliaries"].items() for word in words.split()}
        ),
        according_to=MappingProxyType(according_to),
        opinions=frozenset(phrases["opinions"].split()),
        hearsay=frozenset(phrases["hearsay"].split()),
        views=frozenset(phrases["views"].split()),
        pronouns=_sets(_read("pronouns.toml")),
        persons=frozenset(roles["person"].split()),
        endings=MappingProxyType(
            {
                "person": Endings(roles["person"].split(), SHORTEST_END),
                "body": Endings((groups["body"] | groups["named_body"]), SHORTEST_BODY),
                "media": Endings(groups["media"], SHORTEST_BODY),
            }
        ),
        person_suffixes=tuple(roles["person_suffixes"].split()),
        demonyms=frozenset(roles["demonyms"].split()),
        same_position=MappingProxyType(positions),
        offices=MappingProxyType(offices),
        ages=MappingProxyType(ages),
        parties=MappingProxyType(parties),
        nations=MappingProxyType(nations),
        groups=groups,
        places=MappingProxyType(
            {
                "countries": frozenset(countries) | frozenset(_parted(places["other_countries"])),
                "norwegian": frozenset(norwegian) | frozenset(_parted(places["regions"])),
            }
        ),
        place_codes=MappingProxyType(
            {
                name: codes[0]
                for name, codes in (countries | norwegian).items()
                if len(codes) == 1 and name not in in_doubt
            }
        ),
        bodies=_bodies(bodies["bodies"]),
        body_kinds=_kinds(bodies["kinds"]),
        in_brackets=_bodies(bodies["in_brackets"]),
        feminine_names=frozenset(names["feminine"].split()),
        masculine_names=frozenset(names["masculine"].split()),
        language_words=_sets(languages["standards"]),
        only_words=_sets(languages["only"]),
        common_words=_sets(languages["common"]),
        small_words=_sets(languages["small"]),
    )


def _parted(text: str, sign: str = "; ") -> list[str]:
    """Part a list of names of one or more words."""
    return " ".join(text.split()).split(sign)


def _codes(text: str) -> dict[str, list[str]]:
    """Return the codes that a place's name stands for: `NO Norge, Noreg; SE Sverige`."""
    found: dict[str, list[str]] = {}
    for entry in _parted(text):
        code, names = entry.split(" ", 1)
        for name in _parted(names, ", "):
            found.setdefault(name, []).append(code)
    return found


def _bodies(table: str) -> MappingProxyType[str, Body]:
    """Return bodies by name: a line each, `Bokmål | Nynorsk | others`."""
    found: dict[str, Body] = {}
    for line in filter(None, table.splitlines()):
        nb, nn, *others = line.split(" | ")
        for name in filter(None, (nb, nn, *_parted("".join(others), ", "))):
            found[name] = Body(nb, nn)
    return MappingProxyType(found)


def _kinds(table: dict[str, str]) -> MappingProxyType[str, frozenset[str]]:
    """Return by name what nouns say what a body is: each key is nouns, each value names."""
    found: dict[str, set[str]] = {}
    for nouns, names in table.items():
        for name in _parted(names, ", "):
            found.setdefault(name, set()).update(nouns.split())
    return MappingProxyType({name: frozenset(nouns) for name, nouns in found.items()})


def _sets(table: dict[str, str | list[str]]) -> MappingProxyType[str, frozenset[str]]:
    """Freeze a table of word lists, each a list or words parted by white space."""
    lists = {
        key: words.split() if isinstance(words, str) else words for key, words in table.items()
    }
    return MappingProxyType({key: frozenset(words) for key, words in lists.items()})
