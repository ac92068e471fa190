"""Nouns and adjectives that report with a light verb: `er klar på at`, `legger vekt på at`."""

from collections.abc import Iterator

import numpy as np
from spacy.tokens import Span, Token

from newsparse.documents import utterer
from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution, reported
from newsparse.quotes.cues import is_finite
from newsparse.quotes.extent import LONGEST, clause_end
from newsparse.quotes.page import Page
from newsparse.quotes.stance import rejects
from newsparse.sources import FROM, has_case, is_in_group, is_source, source_of, subject

QUESTION = frozenset({"spørsmål", "spørsmålet"})
GOVERNED = frozenset({"obj", "xcomp", "obl", "advmod", "compound:prt", "advcl"})
IS_OR_SOUNDS = frozenset({"er", "var", "lyder", "lød", "lydde"})
PREDICATE_REACH = 6  # `er helt klar på nettopp det at`: tokens from predicate to `at`


def predicate_clause(page: Page) -> Iterator[Attribution]:
    """Find nouns and adjectives that report with a light verb.

    nb: `Hansen hadde inntrykk av at planen var lagt.` → content `planen var lagt`
    nn: `Hansen er klar på at planen er lagd.` → content `planen er lagd`
    """
    table = lexicon().predicates
    for token in [page.doc[i] for i in page.asked.places_of_lemmas(frozenset(table))]:
        word = token.lower_ if token.lower_ in table else token.lemma_
        behind = page.words[token.i + 1 : token.i + 2]
        if behind and behind[0] not in lexicon().prepositions.get(word, behind):
            continue
        verb = _light_verb(token, table[word]) if word in table else None
        at = _at_behind(token) if verb is not None and not _is_intended(verb) else None
        if verb is None or at is None:
            continue
        head = subject(verb)
        impersonal = _is_passive(verb) and any(c.dep_ == "expl" for c in verb.children)
        if not impersonal and (head is None or not is_source(head)):
            continue  # `det legges vekt på at` has nobody
        content = page.doc[at.i + 1 : clause_end(page, at.head, at.i + 1, verb)]
        negated = rejects(verb, "think", word, content)
        if negated is not None:
            cue = page.doc[token.i : token.i + 1]
            source = source_of(head) if head is not None and not impersonal else None
            yield from reported("predicate_clause", [content], cue, word, source, negated=negated)


def _is_intended(verb: Token) -> bool:
    """`ville gjøre det kjent at`, `for å gjøre det klart at`"""
    words = {c.lower_ for c in verb.lefts}
    return "Inf" in verb.morph.get("VerbForm", []) and bool(words & {"å", "ville", "vil"})


def _is_passive(verb: Token) -> bool:
    return verb.lower_.endswith(("s", "st")) or any(c.dep_ == "aux:pass" for c in verb.lefts)


def _at_behind(predicate: Token) -> Token | None:
    """`på at`, `på det at`: nothing but small words between the predicate and its clause."""
    behind = predicate.doc[predicate.i + 1 : predicate.i + 2]
    if predicate.lemma_ in lexicon().mutual and any(t.lower_ == "om" for t in behind):
        return None  # `ble enige om at`
    for token in predicate.doc[predicate.i + 1 : predicate.i + PREDICATE_REACH]:
        if token.lower_ == "at":
            return token if token.dep_ == "mark" else None
        if token.pos_ not in ("ADP", "ADV", "PRON", "PART"):
            return None
    return None


def _light_verb(predicate: Token, light_verbs: frozenset[str]) -> Token | None:
    """Return what governs the clause: an adjective with a copula, or the light verb itself."""
    if any(c.dep_ == "cop" and c.lemma_ in light_verbs for c in predicate.children):
        return predicate
    verb = predicate.head
    if predicate.dep_ == "case":
        verb = verb.head  # `går inn for at`: the parse gives `inn` to the clause
    elif predicate.dep_ not in GOVERNED:
        return None
    told = any(c.dep_ == "aux:pass" for c in verb.lefts)  # `ble gjort oppmerksom på at`
    return verb if verb.lemma_ in light_verbs and not (told and predicate.pos_ == "ADJ") else None


def question_phrase(page: Page) -> Iterator[Attribution]:
    """Find what somebody asks in a phrase before the answer.

    nb: `På spørsmål fra Vik om planen er lagt, svarer hun nei.` → content `om planen er lagt`
    nn: `På spørsmål frå Vik om planen er lagd, svarar ho nei.` → content `om planen er lagd`
    """
    asking = lexicon().pronouns["interrogative"] | {"om"}
    for i in (i for i, word in enumerate(page.words) if word in QUESTION):
        giver = page.doc[i + 2 : i + 3]
        if page.words[i - 1].lower() != "på" or not giver or page.words[i + 1] not in FROM:
            continue
        head = next((c for c in page.doc[i].rights if has_case(c, FROM)), None)
        if head is None or not is_source(head):
            continue
        source, limit = source_of(head), min(page.sentence(i)[1] - 1, i + LONGEST)
        commas = (j for j in range(source.end, limit) if page.words[j] == ",")
        before_answer = (j for j in commas if is_finite(page.doc[j + 1]))
        end = next(before_answer, min(page.last_below[i] + 1, limit))
        start = next((j for j in range(source.end, end) if page.words[j] in asking), end)
        if any(is_finite(t) for t in page.doc[start:end]):
            content = page.doc[start:end]
            yield from reported(
                "question_phrase", [content], page.doc[i : i + 1], "spørsmål", source
            )


def equation_clause(page: Page) -> Iterator[Attribution]:
    """Find what somebody's utterance is said to be: `X er at …`.

    nb: `Rådet fra legene er at alle holder seg hjemme.` → content `alle holder seg hjemme`
    nn: `Det Hansen fryktar, er at planen er dyr.` → content `planen er dyr`
    """
    outer = page.doc.vocab.strings["nsubj:outer"]
    for i in np.flatnonzero(page.asked.dep == outer).tolist():
        noun = page.doc[i]
        head = noun.head
        at = next((t for t in head.lefts if t.lower_ == "at" and t.i > noun.i), None)
        found = _cue_in(noun, page) if at is not None else None
        if at is None or found is None:
            continue
        cue, lemma, source = found
        content = page.doc[at.i + 1 : min(page.last_below[head.i] + 1, page.sentence(head.i)[1])]
        yield from reported("equation_clause", [content], cue, lemma, source)


def noun_clause_after(page: Page) -> Iterator[Attribution]:
    """Find a clause before what it is said to be, and whose that is.

    nb: `Planen må stanses, er beskjeden fra Hansen.` → content `Planen må stanses`
    nn: `Planen må stansast, lyder kravet frå Hansen.` → content `Planen må stansast`
    """
    for comma in (i - 1 for i in page.asked.places(IS_OR_SOUNDS) if i):
        if page.words[comma] != "," or page.words[comma + 1] not in IS_OR_SOUNDS:
            continue
        start, end = page.sentence(comma)
        behind = page.doc[comma + 2 : min(comma + 2 + PREDICATE_REACH, end)]
        noun = next((t for t in behind if is_in_group(t, "utterance")), None)
        source = utterer(noun) if noun is not None else None
        content = page.doc[start:comma]
        if noun is not None and source is not None and any(is_finite(t) for t in content):
            cue = page.doc[noun.i : noun.i + 1]
            yield from reported("noun_clause_after", [content], cue, noun.lemma_.lower(), source)


def _cue_in(noun: Token, page: Page) -> tuple[Span, str, Span] | None:
    """The cue, its lemma and the source: `rådet fra legene`, `det Hansen frykter`."""
    if is_in_group(noun, "utterance") or is_in_group(noun, "stance"):
        of = FROM if is_in_group(noun, "addressed") else FROM | {"til"}
        givers = [c for c in noun.children if c.dep_ == "nmod:poss" or has_case(c, of)]
        own = lexicon().pronouns["first_person"]
        owner = next((c for c in givers if is_source(c) and c.lower_ not in own), None)
        span = page.doc[noun.i : noun.i + 1]
        return (span, noun.lemma_.lower(), source_of(owner)) if owner is not None else None
    for child in noun.rights if noun.lower_ == "det" else ():
        cue = page.cue_index.get(child.i) if child.dep_ == "acl:relcl" else None
        head = subject(child)
        if cue is None or head is None or not is_source(head):
            continue
        if rejects(child, cue.verb.kind, cue.verb.lemma, cue.span) is False:
            return cue.span, cue.verb.lemma, source_of(head)
    return None
