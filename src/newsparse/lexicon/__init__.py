"""What newsparse knows about words: reporting verbs, roles, pronouns, first names.

The words stand in the TOML files beside this module, read once and frozen.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

VerbKind = Literal["say", "think", "ask", "manner", "show", "impersonal"]
Form = Literal["infinitive", "present", "past", "participle"]


@dataclass(frozen=True)
class ReportingVerb:
    """One reading of a word form as a reporting verb."""

    lemma: str  # with its particle: `legge til`
    kind: VerbKind
    form: Form
    particle: str | None
    standards: frozenset[str]  # written standards that have it: nb, nn


@dataclass(frozen=True)
class Lexicon:
    """All word lists, keyed by lower-case form or lemma."""

    verbs: MappingProxyType[str, tuple[ReportingVerb, ...]]
    speech: frozenset[str]  # what says rather than thinks or shows: the lemmas, and `ifølge`
    telling: frozenset[str]  # verbs whose object is who is told
    predicates: MappingProxyType[str, frozenset[str]]
    according_to: MappingProxyType[str, tuple[tuple[str, ...], ...]]  # by first word
    pronouns: MappingProxyType[str, frozenset[str]]
    persons: frozenset[str]
    person_suffixes: tuple[str, ...]
    demonyms: frozenset[str]
    same_position: MappingProxyType[str, str]
    groups: MappingProxyType[str, frozenset[str]]
    feminine_names: frozenset[str]
    masculine_names: frozenset[str]
    language_words: MappingProxyType[str, frozenset[str]]


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _verbs() -> dict[str, tuple[ReportingVerb, ...]]:
    standards: dict[tuple[str, str, str, VerbKind], set[str]] = {}
    for standard, kinds in _read("verbs.toml").items():
        for kind, verbs in kinds.items():
            for lemma, parts in verbs.items():
                columns = [*parts.split(), lemma.split()[0]]
                for form, words in zip(
                    ("present", "past", "participle", "infinitive"), columns, strict=True
                ):
                    for word in words.split("/"):
                        standards.setdefault((word, lemma, form, kind), set()).add(standard)
    table: dict[str, list[ReportingVerb]] = {}
    for (word, lemma, form, kind), found in standards.items():
        particle = lemma.split()[1] if " " in lemma else None
        verb = ReportingVerb(lemma, kind, form, particle, frozenset(found))  # type: ignore[arg-type]
        table.setdefault(word, []).append(verb)
    return {word: tuple(verbs) for word, verbs in table.items()}


@cache
def lexicon() -> Lexicon:
    """Return the word lists, read at the first call."""
    roles, phrases = _read("roles.toml"), _read("phrases.toml")
    names, languages = _read("names.toml"), _read("language.toml")

    def frozen(table: dict[str, list[str]]) -> MappingProxyType[str, frozenset[str]]:
        return MappingProxyType({key: frozenset(words) for key, words in table.items()})

    verbs = _verbs()
    speech = {verb.lemma for readings in verbs.values() for verb in readings if verb.kind == "say"}
    speech |= {" ".join(words) for words in phrases["according_to"]}
    return Lexicon(
        verbs=MappingProxyType(verbs),
        speech=frozenset(speech),
        telling=frozenset(phrases["telling"]),
        predicates=frozen(phrases["predicates"]),
        according_to=MappingProxyType(
            {
                first: tuple(tuple(words) for words in phrases["according_to"] if words[0] == first)
                for first in {words[0] for words in phrases["according_to"]}
            }
        ),
        pronouns=frozen(_read("pronouns.toml")),
        persons=frozenset(roles["person"]),
        person_suffixes=tuple(roles["person_suffixes"]),
        demonyms=frozenset(roles["demonyms"]),
        same_position=MappingProxyType(
            {word: key for key, words in roles["same_position"].items() for word in words}
        ),
        groups=frozen(roles["groups"]),
        feminine_names=frozenset(names["feminine"].split()),
        masculine_names=frozenset(names["masculine"].split()),
        language_words=frozen({key: words.split() for key, words in languages.items()}),
    )
