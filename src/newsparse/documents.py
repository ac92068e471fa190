"""What is written or uttered as a source: `rapporten viser at …`, `går det fram av rapporten`."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.sources import (
    FROM,
    has_case,
    is_genitive,
    is_in_group,
    is_source,
    source_of,
    tells_time,
)

AGENT = FROM | {"av"}
PLACES = frozenset({"GPE_LOC", "LOC"})
INQUIRIES = frozenset({"etterforskning", "etterforsking"})  # not `forskning`
NEAR = 12  # tokens behind a verb that are looked through for `at`
IN = FROM | {"i", "av", "på", "hos"}


def impersonal_source(verb: Token, *, any_noun: bool = False) -> Span | None:
    """Return the source of `går det fram av rapporten`, `i meldingen heter det`.

    Where the document is somebody's, that one is cited: `i en uttalelse fra departementet`.
    any_noun: take another noun than a document's as well: `i statuttene heter det at …`; of a
    passive only its agent, as `i juni` and `på møtet` say nothing: `ble det hevdet av Vik at …`.
    """
    cases = [c for noun in verb.children for c in noun.lefts if c.dep_ == "case" and c.lower_ in IN]
    for case in sorted(cases, key=lambda c: (c.i < verb.i, c.i)):
        if names_document(case.head):
            return source_of_document(case.head)
    for case in cases if any_noun else ():
        noun = case.head
        between = verb.doc[verb.i + 1 : min(case.i, verb.i + NEAR)]
        if _is_dated(noun) or any(t.lower_ == "at" for t in between):
            continue
        if _is_passive(verb):
            agent = case.lower_ in AGENT and is_source(noun) and noun.ent_type_ not in PLACES
            if agent or is_in_group(noun, "body") or is_in_group(noun, "media"):
                return source_of(noun)
        elif noun.pos_ == "NOUN" and not noun.ent_type_:
            return source_of(noun)
    return None


def teller(participle: Token) -> Span | None:
    """Return who has told it: `får VG bekreftet av statsadvokat Vik`, `opplyst frå politiet`."""
    for child in participle.rights:
        if (
            has_case(child, AGENT)
            and is_source(child)
            and child.ent_type_ not in PLACES
            and not tells_time(child)
        ):
            return source_of(child)
    return None


def _is_passive(verb: Token) -> bool:
    """`ble hevdet`, `hevdes`, `vart hevda`"""
    ending = verb.lower_.endswith("s") or verb.lower_.endswith("ast")
    return ending or any(c.dep_ == "aux:pass" for c in verb.lefts)


def _is_dated(noun: Token) -> bool:
    return tells_time(noun) or is_in_group(noun, "month")


def source_of_document(document: Token) -> Span:
    """Return who issued a document (`en uttalelse fra departementet`), else the document."""
    return source_of(next(_givers(document), document))


def issuer(document: Token) -> Span | None:
    """Return whose a document is: `rapporten fra NVE`, `NVEs rapport`."""
    owners = filter(is_genitive, document.lefts)
    issuers = (head for head in [*owners, *_givers(document)] if is_source(head))
    return next(map(source_of, issuers), None)


def _givers(document: Token) -> Iterator[Token]:
    """Whom it is from; not `en rapport fra mai`, `et brev fra 2019`."""
    for child in document.rights:
        placed = any(c.lower_ == "i" for c in child.lefts)  # `et notat fra i fjor`
        dated = child.pos_ == "NUM" or _is_dated(child) or placed
        if not dated and any(c.dep_ == "case" and c.lower_ in FROM for c in child.children):
            yield child


def utterer(noun: Token) -> Span | None:
    """Return whose an utterance is: `rådet fra politiet`, `svaret vi får frå Vik`, `Viks dom`."""
    owners = [c for c in noun.lefts if is_genitive(c)]
    cases = (t for t in noun.subtree if t.i > noun.i and t.dep_ == "case")
    givers = [case.head for case in cases if case.lower_ in FROM]
    return next((source_of(head) for head in owners + givers if is_source(head)), None)


def names_document(noun: Token) -> bool:
    """Tell whether a noun is something written or counted: `rapporten`, `meningsmålingen`."""
    lemma = noun.lemma_.lower()
    documents = lexicon().groups["document"]
    if noun.lower_ in lexicon().persons or noun.text[0].isdigit() or lemma in INQUIRIES:
        return False  # `tiltalte`, whatever its lemma; `70-tallet`
    return any(lemma == d or (len(d) > 2 and lemma.endswith(d)) for d in documents)
