"""What an article tells of the people, places and organisations that it names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Span, Token

from newsparse.entities import Entity
from newsparse.lexicon import first_names, lexicon
from newsparse.mentions import bare_company, is_medium
from newsparse.references.nouns import noun_of, office_of, stem
from newsparse.sources import SUBJECT, governor, is_unmarked
from newsparse.words import Words

READ = 8  # mentions of an entity that are read for what stands beside them
BEFORE, BEHIND = 5, 8  # tokens beside a mention that tell of it
FIRST_NAMES = 3
OLDEST = 120
GENDERS = {"f": "feminine", "m": "masculine"}  # of the list of first names
SHORTEST_DEED = 3  # letters of a verb that makes a noun: `eie`
COMPANY = frozenset({"selskap", "firma", "bedrift", "konsern"})  # what `Nordvik AS` is
SHORTEST_BODY = 3  # letters of a noun that a name ends in


@dataclass
class Profile:
    """An entity, and what stands beside its mentions."""

    entity: Entity
    name: str = ""  # in lower case
    first: str = ""
    words: frozenset[str] = frozenset()  # of the name
    gender: str | None = None
    likely_gender: str | None = None
    ages: set[int] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)  # nouns that say who it is
    offices: set[str | None] = field(default_factory=set)  # of the titles, None for others
    bodies: frozenset[str] = frozenset()  # what kind of body its name says that it is
    near: set[str] = field(default_factory=set)  # words beside it
    stems: set[str] = field(default_factory=set)  # their first four letters
    deeds: set[str] = field(default_factory=set)  # stems of the verbs of which it is the subject
    nations: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    is_medium: bool = False
    is_party: bool = False
    is_credit: bool = False  # who took a picture


def profile(entity: Entity, article: Words) -> Profile:
    """Read what the article tells of an entity."""
    name = entity.name.lower()
    words = name.split()
    found = Profile(entity, name, words[0] if words else "", frozenset(words))
    lists = lexicon()
    for mention in entity.mentions[:READ]:
        pronoun = _pronoun_behind(mention, article)
        told = _said_of(pronoun) if pronoun is not None else []
        for noun in [*linked_nouns(mention), *(t for t in told if t.pos_ == "NOUN")]:
            known = noun_of(noun.lemma_.lower(), noun.lower_)
            found.titles.update((known.last, known.lemma, noun.lower_))
            found.is_medium = found.is_medium or known.is_medium
            if known.party is not None:
                found.parties.add(known.party)
        if (party := party_behind(mention)) is not None:
            found.parties.add(lists.parties[party.text.lower()])
        found.near.update(_words_beside(mention, article))
        for token in {governor(mention), mention.root, pronoun or mention.root}:
            found.deeds.update(_deeds(token, article))
        if _has_number(mention, article.numbers):
            found.ages.update(_ages(mention))
    nations = (lists.nations.get(word) for word in found.near)
    found.nations = {nation for nation in nations if nation is not None}
    if entity.type != "person":
        found.is_medium = found.is_medium or is_medium(name)
        found.bodies = _bodies(entity.name)
        found.is_party = found.first in lists.groups["party"]
    if not found.parties:
        found.parties = {lists.parties[word] for word in found.near if word in lists.parties}
    found.is_credit = all(_is_credit(mention) for mention in entity.mentions[:READ])
    found.stems = {stem(word) for word in found.near | found.words if len(word) > 3}
    if entity.type == "person":
        found.offices = {office_of(t) for t in found.titles if lexicon().is_person(t)}
        found.gender = gender_of_name(entity.name) or _gender_of_titles(found.titles)
        found.likely_gender = found.gender or gender_of_rare_name(entity.name)
    return found


def party_behind(mention: Span) -> Span | None:
    """Return the party in brackets behind a name: `Ap` of `Kari Vik (Ap)`."""
    behind = mention.doc[mention.end : mention.end + 3]
    if [token.text in "()" for token in behind] != [True, False, True]:
        return None
    return behind[1:2] if behind[1].lower_ in lexicon().parties else None


@lru_cache(maxsize=5_000)
def _bodies(name: str) -> frozenset[str]:
    """The nouns for bodies that a name's words end in: `Legeforeningen` is a `forening`.

    What well-known ones are stands in the lexicon: `Haukeland` is a `sykehus`.
    """
    lower, groups = name.lower(), lexicon().groups
    found = set(lexicon().body_kinds.get(lower, ()))
    if bare_company(name) is not None:
        found |= COMPANY
    nouns = groups["body"] | groups["named_body"]
    for word in lower.split():
        for form in {word, *(word.removesuffix(end) for end in ("et", "en", "a", "n", "t"))}:
            for i in range(len(form) - SHORTEST_BODY + 1):
                if form[i:] in nouns:
                    found.add(form[i:])
    return frozenset(found)


def _is_credit(mention: Span) -> bool:
    """`Foto: Kari Vik / NTB`"""
    before = mention.doc[max(mention.start - 3, 0) : mention.start]
    return any("foto" in t.lower_ for t in before) or (len(before) > 0 and before[-1].text == "/")


def gender_of_name(name: str) -> str | None:
    """By the first name; None where the lexicon does not have it."""
    first = name.split()[0]
    for part in (first, first.split("-")[0]):
        if part in lexicon().feminine_names:
            return "feminine"
        if part in lexicon().masculine_names:
            return "masculine"
    return None


def gender_of_rare_name(name: str) -> str | None:
    """By the long list, which errs now and then: what it says is weighed, and forbids nothing."""
    first, *others = name.lower().split()
    return GENDERS.get(first_names().get(first, "")) if others else None  # `Vik` is a surname


def _gender_of_titles(titles: set[str]) -> str | None:
    genders = {noun_of(title, title).gender for title in titles} - {None}
    return genders.pop() if len(genders) == 1 else None


def linked_nouns(mention: Span) -> list[Token]:
    """The nouns that stand with a name: `rektor Lie`, `Lie er rektor`, `Lie, som er rektor,`."""
    root, top = mention.root, governor(mention)
    linked = [top]
    before = mention.start - 1
    while before > 0 and mention.start - before <= FIRST_NAMES and is_unmarked(mention.doc[before]):
        before -= 1  # a first name that is not found
    if before >= 0:
        linked.append(mention.doc[before])
    for child in root.children:
        if (
            child.dep_ in ("appos", "nmod") and child.left_edge.dep_ != "case"
        ) or child.dep_ == "acl:relcl":
            linked.append(child)
    linked += _said_of(top)  # `Lie er 58 år, rektor og far`
    own = (_own_noun(token, mention) for token in linked if _is_title(token))
    return [noun for noun in own if noun is not None]


def _is_title(token: Token) -> bool:
    """`kommunelege Kari Vik`: the tagger takes some titles in -e for adjectives."""
    misread = token.pos_ == "ADJ" and not token.morph.get("VerbForm", [])  # but `tiltalte`
    return token.pos_ == "NOUN" or (misread and lexicon().is_person(token.lower_))


def _own_noun(noun: Token, mention: Span) -> Token | None:
    """`Irans statsminister Vik og statsminister i Irak Moe`: the second name has its own title."""
    if mention.root.head == noun and mention.doc[mention.start - 1].text == ",":
        return noun  # `storebror til Ludvig, Mathias,`
    between = noun.doc[noun.i + 1 : mention.start] if noun.i < mention.start else ()
    shared = "Plur" in noun.morph.get("Number", [])
    if shared or not any(token.ent_type_ == "PER" for token in between):
        return noun
    conjuncts = (c for c in noun.children if c.dep_ == "conj" and c.i < mention.start)
    return next((c for c in conjuncts if c.right_edge.i == mention.start - 1), None)


def _pronoun_behind(mention: Span, article: Words) -> Token | None:
    """`Kari Vik (43) er fra Odda. Hun er lærer.`: where nobody else is named in her sentence."""
    number = article.sentences[mention.start]
    place = article.taken_up.get(number)
    if place is None or mention.label_ != "PER":
        return None
    doc, i = mention.doc, place - 1
    while i >= 0 and article.sentences[i] == number:
        if doc[i].ent_type_ == "PER" and not mention.start <= i < mention.end:
            return None
        i -= 1
    masculine = doc[place].lower_ in lexicon().pronouns["masculine"]
    gender = "masculine" if masculine else "feminine"
    return doc[place] if gender_of_name(mention.text) in (gender, None) else None


def _said_of(subject: Token) -> list[Token]:
    """What a sentence says of its subject: `Hun er lærer og trener`, `Hun kom og gikk`."""
    if subject.dep_ not in SUBJECT:
        return []
    return [subject.head, *(c for c in subject.head.rights if c.dep_ == "conj")]


def _deeds(doer: Token, article: Words) -> Iterator[str]:
    """`Kari Vik trener Odda`, `Kari Vik, som har trent Odda`, but nothing that all do: `seier`.

    As they stand in nouns: `tren`, and who does it: `trener`, `trenar`.
    """
    for verb in [*(c for c in doer.children if c.dep_ == "acl:relcl"), *_said_of(doer)]:
        lemma = verb.lemma_.lower()
        if verb.pos_ == "VERB" and not article.reports[verb.i] and len(lemma) >= SHORTEST_DEED:
            yield from (lemma.removesuffix("e") + ending for ending in ("er", "ar"))
            if len(lemma) > SHORTEST_DEED:
                yield stem(lemma)


def _words_beside(mention: Span, article: Words) -> set[str]:
    """The words near it in its sentence: `den franske presidenten Emmanuel Macron`."""
    sentences, start, end = article.sentences, mention.start, mention.end
    first, last = max(start - BEFORE, 0), min(end + BEHIND, len(sentences))
    while sentences[first] < sentences[start]:
        first += 1
    while sentences[last - 1] > sentences[end - 1]:
        last -= 1
    return article.telling(first, start) | article.telling(end, last)


def _has_number(mention: Span, numbers: Sequence[int]) -> bool:
    last = min(mention.end + 3, len(numbers) - 1)
    return numbers[max(mention.start - 4, 0)] < numbers[last]


def _ages(mention: Span) -> set[int]:
    """`Kari Vik (23)`, `Kari Vik, 23 år`, `23 år gamle Kari Vik`, `23-åringen Kari Vik`."""
    doc, found = mention.doc, set()
    for token in doc[mention.end : mention.end + 3]:
        digits = token.text.strip("(),:")
        if digits.isdecimal() and len(digits) < 4:
            after = doc[token.i + 1 : token.i + 2].text
            before = token.nbor(-1).text
            if "(" in (token.text[0], before) or after in ("år", ")"):
                found.add(int(digits))
    for token in doc[max(mention.start - 4, mention.sent.start) : mention.start]:
        digits = token.text.split("-")[0]
        after = doc[token.i + 1 : token.i + 2].text
        if digits.isdecimal() and len(digits) < 4 and ("åring" in token.lower_ or after == "år"):
            found.add(int(digits))
    return {age for age in found if age < OLDEST}
