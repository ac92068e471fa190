"""The words of an article that say who somebody is: titles, offices, relations."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from newsparse.entities import Entity
from newsparse.lexicon import lexicon
from newsparse.references import Reference
from newsparse.references.nouns import Noun, noun_of
from newsparse.references.profiles import linked_nouns, party_behind
from newsparse.sources import (
    ARTICLES,
    SUBJECT,
    entity_at,
    governor,
    is_in_group,
    is_one_of,
    is_predicate,
    without_clauses,
)

READ = 30  # mentions of a person that are read
OWN = frozenset("amod det nmod nmod:poss compound nummod flat flat:name obl acl".split())
APPOSED = frozenset({"appos", "nmod", "acl:relcl"})
RESPONSIBLE = ("ansvarlig", "ansvarleg", "ansvarlege")  # `kommunikasjonsansvarlig`, an adjective
DEFINITE = ("en", "n", "a")


def role_of(entity: Entity, references: Sequence[Reference]) -> Span | None:
    """Return the fullest words beside a name that say who it is, else a description elsewhere.

    nb: `tidligere ordfører i Bergen Kari Vik` → `tidligere ordfører i Bergen`
    nn: `Ola Moe, leiar i Norges Bondelag,` → `leiar i Norges Bondelag`
    """
    roles = [role for mention in entity.mentions[:READ] for role in _roles_beside(mention)]
    if not roles:
        descriptions = (r.span for r in references if r.kind == "description")
        roles = [span for span in descriptions if _tells_role(span)]
    return max(roles, key=_rank, default=None)


def party_of(entity: Entity) -> Span | None:
    """Return the party in brackets behind a name: `Ap` of `Kari Vik (Ap)`."""
    return next(filter(None, map(party_behind, entity.mentions[:READ])), None)


def _rank(role: Span) -> tuple[bool, bool, bool, int]:
    """An office before a kinship, one person's before that of many, a title before praise."""
    is_praise = role[0].lower_ in ARTICLES  # `en klok leder`
    return not _noun(role.root).is_relation, not _is_plural(role.root), not is_praise, len(role)


def _roles_beside(mention: Span) -> Iterator[Span]:
    for noun in _titles(mention):
        yield _phrase(noun, mention)


def _titles(mention: Span) -> Iterator[Token]:
    """Yield the nouns beside a name that say who it is."""
    yield from _label(mention)
    yield from _shared_title(mention)
    yield from _title_read_as_name(mention)
    for noun in linked_nouns(mention):
        is_before = noun.i == mention.start - 1
        is_title = _is_role(noun) or (is_before and _may_be_title(noun, mention.root))
        if is_title and (is_before or not _is_plural(noun)):
            yield noun
    yield from _apposition(mention)
    yield from _subject_of_name(mention)


def _label(mention: Span) -> Iterator[Token]:
    """`Dommer: Emilie Berg`"""
    doc, start = mention.doc, mention.start
    if start >= 2 and doc[start - 1].text == ":" and lexicon().is_person(doc[start - 2].lower_):
        yield doc[start - 2]


def _title_read_as_name(mention: Span) -> Iterator[Token]:
    """`Doktor Emilie Berg` at the beginning of a sentence, where it has a capital."""
    if mention.start:
        token = mention.doc[mention.start - 1]
        forms = (token.lower_, *(token.lower_.removesuffix(ending) for ending in DEFINITE))
        is_title = any(map(lexicon().is_person, forms)) and not token.ent_type_
        if is_title and (token.pos_ == "PROPN" or _is_role(token)):
            yield token


def _apposition(mention: Span) -> Iterator[Token]:
    """`Emma Berg, pressevakt i Sporveien`, `Emma Berg, en av …`, `Emma Berg er ansvarlig for …`"""
    doc, root = mention.doc, mention.root
    comma = doc[mention.end : mention.end + 1].text == ","
    linked = [c for c in root.children if c.dep_ in APPOSED and c.left_edge.dep_ != "case"]
    linked += [root.head] if root.dep_ in SUBJECT else []
    for token in linked:
        is_set_off = comma and token.dep_ == "appos" and token.left_edge.i == mention.end + 1
        is_title = is_set_off and _may_be_title(token, root) and not _is_plural(token)
        if is_title or is_one_of(token) or token.lower_.endswith(RESPONSIBLE):
            yield token


def _shared_title(mention: Span) -> Iterator[Token]:
    """`spillerne Anders Moe og Christian Lie`: the title of the second, too."""
    first = mention.root.head
    named = entity_at(first) if mention.root.dep_ == "conj" and first.ent_type_ == "PER" else None
    if named is not None and named.start:
        noun = mention.doc[named.start - 1]
        if _is_plural(noun) and _may_be_title(noun, first):
            yield noun


def _subject_of_name(mention: Span) -> Iterator[Token]:
    """`Ny skatteminister er Emma Berg.`"""
    if is_predicate(mention.root):
        nouns = (c for c in mention.root.lefts if c.dep_ in SUBJECT and c.pos_ == "NOUN")
        yield from (noun for noun in nouns if _is_role(noun))


def _may_be_title(noun: Token, name: Token) -> bool:
    """Tell whether a noun beside a name can only say who it is: `turgåar`, not `i går`."""
    known = _noun(noun)
    others = known.is_body or known.is_medium or known.is_origin or _is_anybody(known)
    linked = noun in (name.head, governor(name.doc[name.i : name.i + 1])) or noun.head == name
    return (
        linked
        and noun.pos_ == "NOUN"
        and not (others or "foto" in noun.lower_ or is_in_group(noun, "time"))
    )


def _phrase(noun: Token, mention: Span) -> Span:
    """Return a noun with what belongs to it, up to the name: `den tidligere lederen i Norad`."""
    own = {t.i for c in noun.children if c.dep_ in OWN for t in without_clauses(c)}
    doc, start, end = noun.doc, noun.i, noun.i + 1
    while start - 1 in own:
        start -= 1
    if start >= 2 and doc[start - 1].lower_ == "og" and doc[start - 2].text.endswith("-"):
        start -= 2  # `miljø- og utviklingsminister`
    while end in own and end != mention.start and doc[end].ent_type_ != "PER":
        end += 1
    return doc[start:end]


def _tells_role(span: Span) -> bool:
    """Tell whether a description says more than home, age or whose it is: not `min søster`."""
    noun = span.root
    owned = any(c.dep_ == "nmod:poss" and c.pos_ in ("PRON", "DET") for c in noun.lefts)
    return _is_role(noun) and not (_is_plural(noun) or _noun(noun).is_relation or owned)


def _is_role(noun: Token) -> bool:
    """Tell whether a word says who somebody is: `forteller Kari Vik`, but not where she speaks."""
    if noun.pos_ in ("VERB", "AUX") and noun.is_lower:
        return False  # `seier Kari Vik`, `i kveld leder Ola Moe`
    known = _noun(noun)
    return known.is_person and not known.is_origin and not _is_anybody(known)


def _is_anybody(noun: Noun) -> bool:
    """`mannen Ola Moe`, `siktede Ola Moe`: no role"""
    groups = lexicon().groups
    return noun.last in groups["anybody"] or noun.last.endswith(tuple(groups["accused"]))


def _is_plural(noun: Token) -> bool:
    return "Plur" in noun.morph.get("Number", [])


def _noun(noun: Token) -> Noun:
    return noun_of(noun.lemma_.lower(), noun.lower_)
