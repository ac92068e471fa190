"""What a reporting clause is made of, and what it leaves to the speech around it."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from newsparse.lexicon import lexicon
from newsparse.quotes.cues import BECOME, CAN, HAVE, NOT, SHALL, WILL, Cue, is_finite
from newsparse.quotes.layout import DASHES, MARKS, trimmed
from newsparse.quotes.page import Page
from newsparse.sources import (
    BODIES,
    SUBJECT,
    entity_at,
    is_in_group,
    is_one_of,
    is_source,
    is_that,
    names_person,
    possessed,
    source_of,
    stands_for_person,
    subject,
)

DIRECT_KINDS = frozenset({"say", "think", "ask", "manner", "impersonal"})
# what opens a clause of its own behind the reporting clause, so that the speech does not go on
OPENS_CLAUSE = frozenset({"som", "og", "men", "før", "etter", "mens", "medan", "da", "då", "når"})
OPENS_GROUP = HAVE | SHALL | CAN | WILL | BECOME  # what a participle or infinitive follows
BE = frozenset({"er", "var"})
PREDICATIVE = frozenset({"DET", "ADJ", "ADV", "PART"})  # no apposition to who speaks
SUBJECT_LENGTH = 4  # tokens of a subject and its `er`
CLAUSAL = frozenset({"ccomp", "xcomp"})
PERSONAL = frozenset({"han", "hun", "ho", "hen", "de", "dei"})
# what can hang before a reporting verb without being the clause's own beginning: the speech
SPEECH = frozenset({"ccomp", "parataxis", "discourse", "vocative", "punct", "cc", "conj", "dep"})
TITLE = frozenset({"NOUN", "ADJ", "VERB", "X", "PROPN"})
TITLES_REACH = 14  # tokens of several titles before a name
TRAIL_REACH = 6  # tokens between the source and the comma that speech goes on behind
RESUMPTION_REACH = 60  # tokens that tell whether speech goes on
SUBJECT_REACH = 7  # tokens from verb to subject where the parse gives none


@dataclass(frozen=True)
class Clause:
    """A reporting clause: the tokens from start to end (exclusive)."""

    start: int
    end: int
    cue: Span
    lemma: str
    source: Span | None
    resumes: int | None = None  # where the speech goes on in the same sentence


def inverted_source(cue: Cue, limit: int) -> Span | None:
    """Return the source behind the verb, before the token `limit`: `sier Hansen`."""
    verb = cue.token
    behind = [c for c in verb.rights if c.dep_ in SUBJECT and c.i < limit]
    head = behind[0] if behind else subject(verb)
    if head is None or not verb.i < head.i < limit:
        shouted = verb.i > 0 and verb.nbor(-1).text in ("!", "?")  # `– Produktet! roper Vik.`
        if not shouted and any(c.dep_ in SUBJECT and not is_that(c) for c in verb.lefts):
            return None  # `…, både vi og andre, tenker som Vik`: a clause in its own order
        if verb.i + 1 < limit and verb.nbor(1).lower_ == "hen":
            return verb.doc[verb.i + 1 : verb.i + 2]
        head = _nominal_behind(cue, limit)
    if head is None:
        return None
    source = source_of(head) if is_source(head) else None
    if source is not None and source.end <= verb.i:
        return titled_name(verb.i + 1, head, limit)  # the parse has tied a name in the speech to it
    if source is not None and (source.root.ent_type_ == "PER" or source.root.pos_ == "PRON"):
        return source
    return titled_name(verb.i + 1, head, limit) or source


def titled_name(start: int, head: Token, limit: int) -> Span | None:
    """Return the name behind titles that the parse does not see through.

    `sier pendler Vik`, `sier eier, investor og tidligere jeger Vik`, `seier Fagansvarleg i Bellona,
    Vik`: an apposition to the subject, or a name behind nothing but words that can be titles.
    """
    doc = head.doc
    for child in head.rights:
        if child.dep_ in ("appos", "flat:name") and child.ent_type_ == "PER" and child.i < limit:
            return entity_at(child)
    for token in doc[start : min(limit, start + TITLES_REACH)]:
        if token.ent_type_ == "PER":
            before = token.nbor(-1)
            titled = token.i > start and before.pos_ in TITLE and head.i < token.i
            return entity_at(token) if titled else None
        joins = token.text in (",", "-", "–") or token.pos_ == "CCONJ"
        if not joins and token.pos_ not in TITLE and token.ent_type_ not in ("ORG", "GPE_ORG"):
            return None
    return None


def _nominal_behind(cue: Cue, limit: int) -> Token | None:
    """Find the noun that follows the verb where the parse gives it no subject there."""
    verb = cue.token
    for token in verb.doc[verb.i + 1 : min(limit, verb.i + SUBJECT_REACH)]:
        governed = any(c.dep_ == "case" for c in token.children)
        party = token.pos_ == "ADJ" and is_source(token)  # `svarte siktede`
        if token.pos_ in ("PROPN", "PRON") or party or (token.pos_ == "NOUN" and not governed):
            return possessed(token, limit)
        if token.pos_ not in ("ADV", "PART", "DET", "ADJ", "ADP", "NOUN") and token != cue.particle:
            return None
    return None


def has_own_object(cue: Cue, source: Span) -> bool:
    """`sa hun at …` or `foreslo ho ei løysing` inside speech is no reporting clause."""
    doc, end = cue.token.doc, source.end
    if doc[end : end + 1].text == "," and doc[end + 1 : end + 2].text in MARKS:
        return False  # `«Eg trur», sa Vik, «at me må gå.»`: the speech goes on
    following = doc[end : end + 1]
    if any(t.pos_ == "SCONJ" and t.lower_ in ("at", "om") for t in following):
        return True
    behind = [c for c in cue.token.children if c.i >= source.end and c.lower_ != "seg"]
    told = cue.verb.lemma in lexicon().telling  # `har Vik fortalt Firda`
    return any(
        (c.dep_ == "obj" and not (told and c.ent_type_)) or (c.dep_ in CLAUSAL and _is_marked(c))
        for c in behind
    )


def _is_marked(clause: Token) -> bool:
    """Tell whether a clause has `at`, or an infinitive `å`."""
    return any(t.lower_ in ("at", "å") for t in clause.lefts)


def is_fronted_adverbial(verb: Token, start: int) -> bool:
    """`Når det gjelder prisen, foreslo …`: all from `start` to the verb is its own adverbial."""
    clauses = [c for c in verb.lefts if c.dep_ == "advcl" and c.left_edge.i <= start]
    return any(t.i == start for c in clauses for t in subordinators(c))


def is_adverbial(span: Span) -> bool:
    """`Da vi spurte,`: one clause with a subordinator, and nothing else."""
    opens = span[0].pos_ == "SCONJ" and span[0].lower_ != "at"
    return opens and sum(is_finite(t) for t in span) == 1


def subordinators(clause: Token) -> list[Token]:
    return [t for t in clause.lefts if t.dep_ == "mark"]


def resumption(clause: Span, speech: Span, page: Page) -> int | None:
    """Return where speech goes on behind the reporting clause: `– Det, sier Hansen, er nytt.`

    Not in `– Nå er det nok, sier Hansen, reiser seg og går`: there the source goes on.
    """
    doc, words, end = speech.doc, page.words, clause.end
    while end < min(clause.end + TRAIL_REACH, speech.end) and words[end] != ",":
        if is_finite(doc[end]):
            return None
        end += 1  # `skriver Vik i boka, er …`
    if end + 1 >= speech.end or words[end] != "," or words[clause.start - 1] != ",":
        return None
    last = min(page.sentence(end)[1], speech.end, end + RESUMPTION_REACH)
    if words[end + 1] in DASHES:  # `…, sier Vik, – ikke fått pengene`
        goes_on = words[end + 2 : end + 3] and words[end + 2][0].islower()
        return end + 2 if goes_on and end + 2 < last and words[end + 2] != "som" else None
    rest = doc[end + 1 : last]
    first = max(page.sentence(clause.start - 1)[0], speech.start, clause.start - RESUMPTION_REACH)
    if _completes(rest, doc[first : clause.start - 1]) or _adds(rest, page):
        return rest.start
    if len(rest) == 0 or rest[0].lower_ in OPENS_CLAUSE or not any(is_finite(t) for t in rest):
        return None
    if rest[0].dep_ == "conj" and clause.start <= rest[0].head.i < clause.end:
        return None
    governs = rest[0].pos_ in ("VERB", "AUX") or any(t.dep_ == "ROOT" for t in rest)
    return rest.start if governs or rest[0].lower_ == "at" else None


def _completes(rest: Span, begun: Span) -> bool:
    """`– Vi har, sier Vik, ikke fått pengene.`: the verb group stands on both sides."""
    if len(begun) == 0 or len(rest) == 0 or begun[-1].lower_ not in OPENS_GROUP | BE:
        return False
    if any(is_finite(t) for t in begun[:-1]) or any(is_finite(t) for t in rest):
        return False
    if begun[-1].lower_ in BE:  # `– Dette er, sier Vik, en skandale.`
        return len(begun) <= SUBJECT_LENGTH and rest[0].pos_ in PREDICATIVE
    main = any({"Part", "Inf"} & {*t.morph.get("VerbForm", [])} for t in rest)
    return main or rest[0].lower_ in NOT


def _adds(rest: Span, page: Page) -> bool:
    """`…, sier Vik, men de får ikke pengene mine.`: only the speaker says `mine`."""
    if len(rest) < 3 or rest[0].lower_ not in ("og", "men") or rest[1].pos_ in ("VERB", "AUX"):
        return False
    own = any(t.lower_ in lexicon().pronouns["first_person"] for t in rest)
    return own and any(is_finite(t) for t in rest) and not page.cues_in(rest.start, rest.end)


def own_voice(speech: Span, clause: Clause, page: Page) -> Iterator[Span]:
    """Yield the sentences behind the reporting clause's that begin with `jeg`, `vi`, `eg`, `me`.

    A first person elsewhere can as well be the newspaper's: `De svarte ikke på våre spørsmål.`
    """
    doc = speech.doc
    start = end = page.sentence(clause.end - 1)[1]
    while end < speech.end and doc[end].lower_ in lexicon().pronouns["first_person_subject"]:
        end = min(page.sentence(end)[1], speech.end)
    if end > start:
        yield from trimmed(doc[start:end])


def governs_speech(verb: Token, start: int | None = None) -> bool:
    """What stands before the verb is what it reports, not its own adverbial or object.

    start: where the verb's group begins, if not with it: `har Vik sagt` can hang on the speech as
    well (`conj`, `advcl`), a verb that no list has can not.
    """
    before = [c for c in verb.lefts if c.i < (verb.i if start is None else start)]
    before = [c for c in before if c.dep_ not in ("punct", "cc", "discourse")]
    if verb.doc[max((verb.i if start is None else start) - 1, 0)].text in ("!", "?"):
        return True  # `– Det er sant! kontrer lederen.`: small behind it, so no sentence begins
    inverted = any(c.dep_ in SUBJECT for c in verb.rights)
    if not before:
        beside = {"parataxis"} if start is None else {"parataxis", "conj", "advcl"}
        joined = inverted and verb.dep_ == "conj" and not any(c.dep_ == "cc" for c in verb.lefts)
        return (verb.dep_ in beside or joined) and verb.head.i < verb.i
    parted = verb.i > 0 and verb.nbor(-1).text == ","
    if inverted and parted and all(c.dep_ in SUBJECT for c in before):
        return True  # `– Tre, retter Vik.`: a clause has one subject
    said = [
        c
        for c in before
        if c.dep_ in ("ccomp", "parataxis") or _is_unbound(c) or (parted and _is_fragment(c))
    ]
    return bool(said) and all(c in said or c.dep_ in SPEECH for c in before)


def _is_fragment(phrase: Token) -> bool:
    """`– Sidan påske, rettar mora.`: a comma behind words without a verb."""
    return phrase.dep_ == "obl" and not any(is_finite(t) for t in phrase.subtree)


def _is_unbound(clause: Token) -> bool:
    """Speech that the parse takes for an adverbial: a main clause, or words set off by a comma.

    In a Norwegian main clause no comma parts `for dyrt` or `i går` from the verb behind it; a
    subordinate clause has its subordinator, or its verb first (`Kommer han, vinner vi`).
    """
    if clause.dep_ == "advcl":
        first = clause.left_edge
        first = first.nbor(1) if first.is_punct else first
        return not subordinators(clause) and "Ind" not in first.morph.get("Mood", [])
    return clause.dep_ == "advmod" and clause.pos_ == "ADJ"


def is_citable(source: Span) -> bool:
    """Tell whether a source is somebody: a person, a body, `han`; not `konflikten`."""
    head = source.root
    if head.lower_ in PERSONAL or head.ent_type_ in BODIES | {"PER"} or is_one_of(head):
        return True
    known = names_person(head) or stands_for_person(head)
    if head.pos_ == "PROPN" and not head.ent_type_:
        return True  # a name that the pipeline has not seen
    return head.pos_ == "NOUN" and (
        known or any(is_in_group(head, group) for group in ("body", "media", "onlooker"))
    )


def takes_object(verb: Token, source: Span) -> bool:
    """`…, hentar Vik boka`: what somebody does; in `…, rettar ho han` she speaks."""
    behind = [c for c in verb.rights if c.i >= source.end]
    return any(c.dep_ in ("obj", "ccomp") and c.pos_ != "PRON" for c in behind)
