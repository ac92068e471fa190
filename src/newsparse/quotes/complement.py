"""Reported clauses behind a verb that reports them: with `at`, without it, and questions."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from newsparse.documents import impersonal_source, names_document
from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution, reported
from newsparse.quotes.clauses import subordinators
from newsparse.quotes.cues import NOT, Cue, is_finite
from newsparse.quotes.extent import clause_end, coordinated, interrupts, reports_on
from newsparse.quotes.layout import is_mark
from newsparse.quotes.page import Page
from newsparse.quotes.stance import NEITHER, rejects
from newsparse.sources import (
    SUBJECT,
    is_source,
    is_that,
    last_part,
    source_of,
    subject,
)

BELIEVE = frozenset({"tro", "tru"})
SUBORDINATE = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "xcomp", "csubj"})
JOINING = frozenset({"og", "men", "samt", "eller"})
ONLY = frozenset({"bare", "berre"})
CLAUSAL = frozenset({"ccomp", "xcomp"})
AT_REACH = 30  # tokens from the verb to `at`: `sa lederen i laget, Kari Vik, til avisen at …`
WANTING = frozenset({"kreve", "krevje", "åpne for", "opne for"})  # what a thing does otherwise
CONDITIONS = frozenset({"dersom", "hvis", "viss"})
PAIRING = NEITHER | {"både", "enten", "anten"}  # `sier både Ap og Frp tar feil`
Found = tuple[str, Token, int]  # construction, the clause's head, its first token


def object_clause(page: Page) -> Iterator[Attribution]:
    """Find `at`-clauses, clauses without `at`, and embedded questions behind a reporting verb.

    nb: `Hansen sier at planen er lagt.` → content `planen er lagt`
    nn: `Hansen spør korleis det kunne skje.` → content `korleis det kunne skje`
    """
    for cue in page.cues:
        head = _subject(cue)
        uttering = cue.verb.kind == "manner" and cue.verb.lemma in lexicon().uttering
        if (cue.verb.kind == "manner" and not uttering) or not _can_report(cue, head, page):
            continue
        found = _at_clause(cue) or _question(cue) or _bare_clause(cue)
        if found is None or (head is None and not _stands_alone(cue, found)):
            continue
        name, clause_head, start = found
        clause = page.doc[start : clause_end(page, clause_head, start, cue.token)]
        source = _source(cue, head)
        if source is not None and interrupts(page, cue, source):
            continue  # `Planen, sier Vik, er at alle får hus`
        negated = rejects(cue.token, cue.verb.kind, cue.verb.lemma, clause)
        if negated is None:
            continue
        content = coordinated(clause, clause_head, cue.token) if name == "at_clause" else [clause]
        content = [*_fronted(clause_head, cue.token), *content]
        name = "skal_ha" if cue.is_hearsay else name
        yield from reported(name, content, cue.span, cue.verb.lemma, source, negated=negated)


def _subject(cue: Cue) -> Token | None:
    """The subject; in `Vik åpnet med å si at …` that of what the infinitive belongs to."""
    head, verb = subject(cue.token), cue.token.head
    if reports_on(cue.token, verb.head) and verb.dep_ in CLAUSAL:
        return subject(verb.head)  # `sa at planen var lagt og gjentok at …`
    if head is None and cue.verb.form == "infinitive" and verb != cue.token:
        return subject(verb) or subject(verb.head)
    return head if head is not None else _subject_of_clause(cue.token)


def _subject_of_clause(verb: Token) -> Token | None:
    """`Vik, som leder laget, mener saken er grei`: the parse gives the clause two subjects."""
    for clause in verb.rights if verb.i and verb.nbor(-1).text == "," else ():
        if clause.dep_ in CLAUSAL:
            subjects = [c for c in clause.lefts if c.dep_ in SUBJECT]
            if len(subjects) > 1 and subjects[0].i < verb.i < subjects[1].i:
                return subjects[0]
    return None


def _can_report(cue: Cue, head: Token | None, page: Page) -> bool:
    """Thoughts in the past tense are narration, and what is shown is stated."""
    if cue.verb.kind == "impersonal":
        mark = next((c for c in cue.token.lefts if c.dep_ == "mark" and c.i), None)
        if mark is not None and mark.nbor(-1).lower_ == "etter":
            return False  # `etter at det kom fram at …`: what has happened
        return has_expletive(cue) or cue.verb.lemma in ("spørre", "spørje")
    if head is None:
        return not is_thought(cue)
    if cue.verb.kind == "ask" and head.lower_ in lexicon().pronouns["first_person_subject"]:
        return cue.token.i not in page.quoted  # the interviewer's question
    if not is_source(head) or (head.pos_ in ("PRON", "DET") and _is_relative(cue.token)):
        return False  # `de er blant dem som hevder at …`
    if cue.verb.lemma in lexicon().inward or (is_thought(cue) and not _is_named(head)):
        return False
    if cue.verb.lemma in WANTING and not _can_want(head):
        return False
    return cue.verb.kind != "show"  # `En undersøkelse viser at`: what it shows, the article states


def _is_named(head: Token) -> bool:
    """A name or what is somebody's; narration has `hun trodde at`, news `Vik trodde at`."""
    return any(t.ent_type_ for t in source_of(head))


def _can_want(head: Token) -> bool:
    """People and bodies do, `situasjonen` does not."""
    lemma, bodies = last_part(head), lexicon().groups["body"]
    if head.pos_ != "NOUN" or _is_named(head) or lexicon().is_person(lemma):
        return True
    return any(lemma[i:] in bodies for i in range(len(lemma) - 2)) or names_document(head)


def _is_relative(verb: Token) -> bool:
    return verb.dep_ in ("acl:relcl", "acl") and not any(c.dep_ in SUBJECT for c in verb.lefts)


def is_thought(cue: Cue) -> bool:
    """`Hun trodde at …`; but what somebody `mente` has been said."""
    past = cue.verb.kind == "think" and cue.verb.form != "present"
    if not past or cue.verb.lemma in ("mene", "meine"):
        return False
    return cue.verb.form == "past"


def has_expletive(cue: Cue) -> bool:
    """`heter det`, `det ble opplyst`; `får NTB opplyst` needs none."""
    near = cue.token.doc[max(cue.start - 1, 0) : cue.token.i + 2]
    return cue.is_told or any(map(is_that, (*near, *cue.token.children)))


def _stands_alone(cue: Cue, found: Found) -> bool:
    """A headline's `Mener planen er lagt`, or `Men legger til at …`: its subject is left out."""
    verb = cue.token
    if cue.verb.kind == "impersonal":
        return found[0] == "at_clause"
    return verb.dep_ == "ROOT" and cue.verb.form in ("present", "past") and is_first(verb)


def is_first(verb: Token) -> bool:
    """Tell whether a verb opens its sentence, or stands behind `og`, `men` there."""
    before = verb.nbor(-1) if verb.i else None
    if before is not None and before.pos_ == "CCONJ" and not verb.is_sent_start:
        return bool(before.is_sent_start)
    return bool(verb.is_sent_start)


def _source(cue: Cue, head: Token | None) -> Span | None:
    if cue.verb.kind == "impersonal":
        return impersonal_source(cue.token, any_noun=True)
    return source_of(head) if head is not None else None


def _at_clause(cue: Cue) -> Found | None:
    """The at-clause hangs on the verb, or is the first one before another finite verb.

    In `avviste påstanden om at …` it is the noun's, unless the noun is who is told.
    """
    verb = cue.token
    own = [at for head in verb.rights for at in subordinators(head) if _opens_report(at, cue)]
    for at in own or _first_at(cue):
        between = verb.doc[verb.i + 1 : at.i]
        if any(
            is_finite(t) and not _in_relative(t) and not _in_adverbial(t, verb) for t in between
        ):
            return None  # `Han tror regelen bør være at …`
        if _wants_to(verb, at.i):
            return None
        if at.head.i > at.i and _is_of_object(at, cue):
            return None
        return "at_clause", at.head, at.i + 1
    return None


def _wants_to(verb: Token, end: int) -> bool:
    """`ønsker å styrke laget, men at …`"""
    wants = [c for c in verb.rights if c.dep_ == "xcomp" and c.i < end]
    return any(t.lower_ == "å" for c in wants for t in c.lefts)


def _in_relative(token: Token) -> bool:
    return token.dep_ == "acl:relcl" or token.head.dep_ == "acl:relcl"


def _in_adverbial(token: Token, verb: Token) -> bool:
    """`Vik advarte da møtet begynte, om at …`: a clause between them that tells when or why."""
    clause = token.head if token.dep_ in ("aux", "aux:pass", "cop") else token
    return clause.dep_ == "advcl" and clause.head == verb and bool(subordinators(clause))


def _first_at(cue: Cue) -> list[Token]:
    verb = cue.token
    for token in verb.doc[verb.i + 1 : verb.i + AT_REACH]:
        if token.dep_ == "mark" and _opens_report(token, cue):
            return [token]
        stops = token.pos_ == "VERB" or is_finite(token) or token.lower_ == "som"
        if stops or token.is_sent_start or token.text == ":":
            break
    return []


def _is_of_object(at: Token, cue: Cue) -> bool:
    """`avviste påstanden om at …`: the clause is the object's, wherever the parse hangs it."""
    verb, before = cue.token, at.nbor(-1)
    if cue.verb.lemma in lexicon().telling or before == cue.particle:
        return False
    governor = at.head
    while governor.head not in (verb, governor):
        governor = governor.head
    return governor.dep_ == "obj" or (before.pos_ == "ADP" and at.nbor(-2).dep_ == "obj")


def _opens_report(token: Token, cue: Cue) -> bool:
    """`at`, `om at`, but not `etter at`."""
    before = token.nbor(-1)
    if before.lower_ in JOINING and cue.token.dep_ in SUBORDINATE:
        return False  # `Vik sier at de ba om penger, men at …` is Vik's
    if cue.verb.lemma == "vente" and before.lower_ == "på":
        return False  # `venter på at bussen skal komme`
    only = before.lower_ in ONLY and token.head.head == cue.token  # `røpte bare at …`
    adverbial = before.lower_ in lexicon().adverbial_at and before != cue.particle and not only
    return token.lower_ in ("at", "att") and not adverbial


def _question(cue: Cue) -> Found | None:
    """`spør om …`, `forklarer hvordan …`, `understreker hvor viktig …`"""
    verb, asking = cue.token, lexicon().pronouns["interrogative"]
    if cue.verb.kind not in ("ask", "say", "impersonal") and cue.verb.lemma != "tvile på":
        return None
    if cue.verb.kind == "ask":
        asking = asking | {"når"}
    for head in verb.rights:
        if head.dep_ not in (*CLAUSAL, "advcl", "obl", "obj") or not has_finite(head):
            continue
        first = next((t for t in head.subtree if t.i > verb.i and t.text != ","), head)
        behind = first.doc[first.i + 1 : first.i + 2]
        if first.pos_ == "ADP" and any(t.lower_ in (*asking, "om") for t in behind):
            first = first.nbor(1)  # `lurer på hvordan …`
        whether = first.lower_ == "om" and first.dep_ == "mark" and cue.verb.kind != "say"
        if whether or first.lower_ in asking:
            return "embedded_question", head, first.i
    return None


def has_finite(head: Token) -> bool:
    """Tell whether a clause has a finite verb: its head, or among what helps it."""
    helpers = [c for c in head.children if c.dep_ in ("aux", "aux:pass", "cop")]
    return any(is_finite(t) for v in (head, *helpers) for t in (v, *v.children))


def _bare_clause(cue: Cue) -> Found | None:
    """An object clause that has no `at`: `mener planen er lagt`, `som han mener er lagt`."""
    verb = cue.token
    if cue.verb.kind not in ("say", "think"):
        return None
    if is_thought(cue) and cue.verb.lemma in BELIEVE:
        return None  # `Vik trodde hun hadde vunnet.` tells a story
    for head in verb.rights:
        if head.dep_ not in CLAUSAL:
            continue
        begins = _subject_before_mark(head, verb)
        if begins is not None:
            return "clause_without_at", head, begins
        if subordinators(head):
            continue
        first = next(t for t in head.subtree if t.i > verb.i and t.text != ",")
        begins = _subject_before(first, head, verb)
        if begins is not None:
            return "clause_without_at", head, begins
        has_gap = verb.dep_ == "acl:relcl" and any(c.dep_ in SUBJECT for c in verb.lefts)
        if first.pos_ == "CCONJ" and first.lower_ not in PAIRING:
            continue  # `Planen er lagt, sier Vik, og den er god.`
        if has_gap:
            # `et system hun mener er firkantet`, not `trusler de mener han har kommet med`
            return ("clause_without_at", head, first.i) if is_finite(first) else None
        begun = is_finite(first) and not any(c.dep_ in SUBJECT for c in head.lefts if c.i < verb.i)
        if first.lower_ in lexicon().pronouns["interrogative"] or begun:
            return None  # `I praksis, sier Vik, er planen lagt.` has its beginning before the verb
        if _is_full_clause(head, verb):
            neither = first.lower_ in NEITHER and cue.verb.kind == "think"
            denied = neither or first.lower_ in NOT
            start = first.i + 1 if denied else first.i  # `tror verken Ap eller Frp har rett`
            return "clause_without_at", head, start
    return None


def _subject_before_mark(head: Token, verb: Token) -> int | None:
    """Where a clause begins whose predicate is one: `Vik sier problemet er at prisen er høy`."""
    about = next((c for c in head.lefts if c.dep_ in SUBJECT and c.i > verb.i), None)
    marks = subordinators(head)
    if about is None or not marks or marks[0].i < about.i or not has_finite(head):
        return None
    first = about.left_edge
    own = {t.i for c in verb.rights if c.dep_ in SUBJECT for t in c.subtree}
    between = (t for t in verb.doc[verb.i + 1 : first.i] if t.i not in own)
    return first.i if all(t.pos_ in ("ADV", "PART") for t in between) else None


def _subject_before(first: Token, head: Token, verb: Token) -> int | None:
    """Where a clause begins whose subject the parse has given to the reporting verb.

    `Vik sier skoler og barnehager har nok`, `Vik mener Norge ville vunnet`
    """
    if any(c.dep_ in SUBJECT or c.dep_ == "expl" for c in head.children):
        return None
    while is_mark(first):
        first = first.nbor(1)
    if not is_finite(first) or not has_finite(head):
        return None
    own = [c for c in verb.children if c.dep_ in SUBJECT]
    for child in verb.rights:
        lost = child.dep_ == "obj" or (child.dep_ in SUBJECT and own[0].i < verb.i)
        if not lost or child.i > first.i or is_that(child):
            continue
        between = verb.doc[child.right_edge.i + 1 : first.i]
        if child.left_edge.i == verb.i + 1 and all(is_mark(t) for t in between):
            return int(child.left_edge.i)
    return None


def _is_full_clause(head: Token, verb: Token) -> bool:
    """A finite clause with a subject, not an infinitive or a participle."""
    has_subject = any(c.dep_ in SUBJECT or c.dep_ == "expl" for c in head.children)
    mistagged = head.pos_ == "ADJ" and "Part" in head.morph.get("VerbForm", [])  # `dei leita`
    return has_subject and (has_finite(head) or mistagged)


def _fronted(head: Token, verb: Token) -> list[Span]:
    """`Dette har Vik varslet at de er imot`: what of the clause stands before the verb.

    So does a condition: `Dersom isen smelter, sier Vik at breene forsvinner`.
    """
    for child in verb.lefts:
        if child.dep_ == "advcl" and child.left_edge.lower_ in CONDITIONS:
            return [verb.doc[child.left_edge.i : child.right_edge.i + 1]]
    inside = any(c.i > verb.i and c.dep_ in SUBJECT for c in head.lefts)
    for child in head.lefts:
        told = child.dep_ in ("obj", "obl") or (child.dep_ in SUBJECT and not inside)
        if child.i < verb.i and told:
            return [verb.doc[child.left_edge.i : child.right_edge.i + 1]]
    first = next(verb.lefts, verb)
    taken_up = is_that(first) and first.dep_ in ("obj", *SUBJECT)
    return [verb.doc[first.i : first.i + 1]] if taken_up else []
