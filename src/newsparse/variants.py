"""Names of one thing that are written in two ways: short forms, misspellings."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Protocol

from newsparse.lexicon import Body, lexicon

SHORTEST_ACRONYM, LONGEST_ACRONYM = 2, 5
SHORTEST_MISSPELT = 4  # letters of a word of two; of a surname that stands alone:
SHORTEST_ALONE = 6
RARE = 2  # mentions of a misspelt name
BODIES = ("departement", "direktorat", "politi", "tilsyn", "forbund", "kommisjon")
DEFINITE = ("et", "en", "a", "n", "t")


class Named(Protocol):
    """What has a name and mentions."""

    type: Any
    name: str
    mentions: list[Any]


def pairs_of_variants(named: Sequence[Named]) -> Iterator[tuple[Named, Named]]:
    """Yield a name that is another one's variant, and that other one.

    `DN` is `Dagens Næringsliv`, `Skøyteforbundet` is `Norges skøyteforbund`, `UP` is
    `Utrykningspolitiet`, `SSB` is `Statistisk sentralbyrå`; `Morten Augesen` is `Morten Augensen`.
    """
    bodies = [body for body in named if body.type == "organisation"]
    people = [person for person in named if person.type == "person"]
    # what is written in capitals alone can be taken for a person
    capitals = [person for person in people if _is_acronym(person.name)]
    short = chain(_known(bodies), _short_forms(bodies, capitals))
    for pairs_found in (short, _misspelt(people)):
        found: dict[int, list[tuple[Named, Named]]] = {}
        for variant, whole in pairs_found:
            found.setdefault(id(variant), []).append((variant, whole))
        for pairs in found.values():
            if len({id(whole) for _, whole in pairs}) == 1:  # else it may be either's
                yield pairs[0]


def _known(bodies: Sequence[Named]) -> Iterator[tuple[Named, Named]]:
    """The names that the lexicon has for one body: the longest is the body's."""
    known: dict[Body, list[Named]] = {}
    for body in bodies:
        if body.name in lexicon().bodies:
            known.setdefault(lexicon().bodies[body.name], []).append(body)
    for same in known.values():
        *others, whole = sorted(same, key=lambda body: len(body.name))
        yield from ((other, whole) for other in others)


def _short_forms(
    bodies: Sequence[Named], capitals: Sequence[Named]
) -> Iterator[tuple[Named, Named]]:
    by_short: dict[str, list[Named]] = {}
    for body in bodies:
        for short in _shorts(body.name):
            by_short.setdefault(short, []).append(body)
    parties = lexicon().groups["party"]
    for body in (*bodies, *capitals):
        name = body.name
        if " " not in name and name.lower() not in parties:  # `SV` is not `Seljord Venstre`
            key = name if _is_acronym(name) else name.lower()
            yield from ((body, whole) for whole in by_short.get(key, ()) if whole is not body)


def _is_acronym(name: str) -> bool:
    return name.isupper() and SHORTEST_ACRONYM <= len(name) <= LONGEST_ACRONYM


def _shorts(name: str) -> Iterator[str]:
    """Yield how a body's name can be shortened."""
    words = name.split()
    if len(words) > 1:
        initials = "".join(word[0] for word in words if word[0].isalpha())
        yield initials.upper()
        if len(words) == 2 and len(words[1]) > SHORTEST_MISSPELT:
            yield from (words[1].lower() + ending for ending in DEFINITE)
        return
    lower = name.lower()
    for noun in BODIES:  # `Utenriksdepartementet` is `UD`
        at = lower.find(noun, 2)
        if at > 0:
            yield name[0].upper() + noun[0].upper()


def _misspelt(people: Sequence[Named]) -> Iterator[tuple[Named, Named]]:
    by_rest: dict[tuple[str, int, str], list[tuple[Named, str]]] = {}
    by_surname: dict[str, list[tuple[Named, str]]] = {}
    for person in people:
        words = person.name.split()
        for place in (0, -1):
            rest = " ".join(words[1:] if place == 0 else words[:-1])
            if rest and len(words[place]) >= SHORTEST_MISSPELT:
                for form in _one_letter_less(words[place]):
                    by_rest.setdefault((rest, place, form), []).append((person, words[place]))
        if len(words) > 1 and len(words[-1]) >= SHORTEST_ALONE:
            for form in _one_letter_less(words[-1]):
                by_surname.setdefault(form, []).append((person, words[-1]))
    for same in by_rest.values():
        if 1 < len(same) <= 3:
            *others, (most, spelt) = sorted(same, key=lambda row: len(row[0].mentions))
            yield from (
                (other, most)
                for other, word in others
                if len(other.mentions) <= RARE and not _are_two(word, spelt, most.name)
            )
    for person in people:
        if " " not in person.name and len(person.name) >= SHORTEST_ALONE:
            for form in _one_letter_less(person.name):
                for whole, surname in by_surname.get(form, ()):
                    if surname != person.name and surname[0] == person.name[0]:
                        yield person, whole


def _are_two(word: str, other: str, name: str) -> bool:
    """`Kristin Vik` and `Kristine Vik` are two: both first names are known."""
    is_first_name = lexicon().is_first_name
    known = is_first_name(word) and is_first_name(other) and len(name.split()) < 3
    return word == other or word[0] != other[0] or known


def _one_letter_less(word: str) -> set[str]:
    """What two words share that are one letter apart, or have two neighbours in another order."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
