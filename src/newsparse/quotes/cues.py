"""The words that report: reporting verbs in a form that reports."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from newsparse.lexicon import ReportingVerb, lexicon
from newsparse.record import Standard
from newsparse.words import Words

HAVE = frozenset({"ha", "har", "hadde", "have"})
SHALL = frozenset({"skal", "skulle"})
CAN = frozenset({"kan", "kunne", "må", "måtte"})
WILL = frozenset({"vil", "ville"})
GET = frozenset({"få", "får", "fikk", "fekk", "fått"})
HABITS = frozenset({"pleie", "pla", "bruke"})
BECOME = frozenset(
    {"bli", "blir", "ble", "blei", "blitt", "vart", "vert", "verte", "vorte", "vorti"}
)
AUXILIARIES = HAVE | SHALL | CAN | GET | BECOME
BY = frozenset({"ved", "med"})  # `ved å vise til at …`: it was done
NOT = frozenset({"ikke", "ikkje", "neppe", "aldri", "knapt"})
GROUP_REACH = 10  # `har lederen i laget, Kari Vik, sagt`: tokens between auxiliary and verb
BRACKETS = ("(", ")")
PARTICLE_REACH = 11  # `legger på vegne av hele styret til`: tokens between verb and particle


@dataclass(frozen=True)
class Cue:
    """A token that reports, read as one verb of the lexicon."""

    token: Token
    verb: ReportingVerb
    particle: Token | None = None

    @property
    def span(self) -> Span:
        """The verb, with its particle when that stands next to it."""
        end = self.token.i + 1
        if self.particle is not None and self.particle.i == end:
            end += 1
        return self.token.doc[self.token.i : end]

    @property
    def start(self) -> int:
        """Index of the verb group's first token: `har Hansen sagt`, `får NTB opplyst`."""
        token, first = self.token, self.token.i
        for i in range(first - 1, max(first - GROUP_REACH, -1), -1):
            other = token.doc[i]
            if other.is_punct or other.is_space:
                break
            if other.lower_ in AUXILIARIES and (other.head == token or other == token.head):
                first = i
        if first == token.i and _auxiliary_and_it(token):
            return first - 2
        return first

    @property
    def is_told(self) -> bool:
        """`får NTB opplyst`, `NTB får opplyst`"""
        token = self.token
        return token.head.lower_ in GET or any(c.lower_ in GET for c in token.lefts)

    @property
    def is_hearsay(self) -> bool:
        """`skal ha sagt`: the article has it from others."""
        auxiliaries = {child.lower_ for child in self.token.children}
        return self.verb.form == "participle" and bool(auxiliaries & SHALL)


def find_cues(words: Words, language: Standard) -> list[Cue]:
    """Return the cues in text order, with the lemmas of the article's written standard."""
    places = words.reports.nonzero()[0].tolist()
    return [cue for i in places for cue in cue_at(words.doc[i], language)]


def cue_at(token: Token, language: Standard = "nb") -> Iterator[Cue]:
    """Yield the best reading of a token as a cue, if any; one with a particle comes first.

    `sa` is `si` in Bokmål and `seie` in Nynorsk; a form of the other standard is read all the same.
    """
    readings = lexicon().verbs.get(token.lower_, ())
    if not readings or not (token.pos_ in ("VERB", "AUX", "ADJ") or _stands_as_verb(token)):
        return
    order = sorted(
        readings,
        key=lambda v: (v.particle is None, v.form == "infinitive", language not in v.standards),
    )
    for verb in order:
        particle = _particle(token, verb.particle) if verb.particle else None
        if verb.particle is not None and particle is None:
            continue
        if _form_reports(token, verb):
            yield Cue(token, verb, particle)
            return
        if verb.form == "participle" and verb.kind != "think" and _is_passive(token):
            yield Cue(token, replace(verb, kind="impersonal"), particle)
            return


def is_finite(token: Token) -> bool:
    """Tell whether the token is a verb in the present or past tense."""
    return "Fin" in token.morph.get("VerbForm", [])


def _stands_as_verb(token: Token) -> bool:
    """`…, medga Engh`: between a comma and a name or pronoun stands a verb, however tagged."""
    if not token.is_lower or not token.i or token.i + 1 == len(token.doc):
        return False
    after = token.nbor(1)
    named = after.ent_type_ == "PER" or after.pos_ in ("PRON", "PROPN")
    return token.nbor(-1).text == "," and named


def _form_reports(token: Token, verb: ReportingVerb) -> bool:
    """A present or past tense, a perfect (`har sagt`, `skal ha sagt`), or `kan bekrefte`."""
    auxiliaries = _auxiliaries(token)
    if verb.form in ("present", "past"):
        got = token.head.lower_ in GET and token.dep_ == "xcomp"  # `får VG bekreftet`
        passive = verb.form == "past" and (got or any(c.dep_ == "aux:pass" for c in token.children))
        return not passive and not any(c.dep_ == "aux" for c in token.children)
    if verb.form == "participle":
        return bool(auxiliaries & HAVE)
    if verb.lemma in lexicon().rejecting | lexicon().stressing and auxiliaries & WILL:
        return True  # `vil ikke utelukke at`, `vil understreke at`
    if verb.kind != "say":
        return False
    return bool(auxiliaries & CAN) or _tells_how(token) or _is_habit(token)


def _auxiliaries(verb: Token) -> set[str]:
    """Those of the verb; in `har nektet for drapet, men erkjent at …` the first verb has them."""
    own = {c.lower_ for c in verb.children if c.dep_ == "aux" or c.pos_ == "AUX"}
    if own or verb.dep_ != "conj" or "Part" not in verb.morph.get("VerbForm", []):
        return own
    if "Part" not in verb.head.morph.get("VerbForm", []):
        return own
    return {c.lower_ for c in verb.head.lefts if c.dep_ == "aux"}


def _tells_how(infinitive: Token) -> bool:
    """`Vik åpnet med å si at …`: what somebody does something by has been done."""
    words = {c.lower_ for c in infinitive.lefts}
    return "å" in words and bool(words & BY)


def _is_habit(infinitive: Token) -> bool:
    """`Bestefar pleide å si at …`"""
    governed = infinitive.dep_ == "xcomp" and infinitive.head.lemma_ in HABITS
    return governed and any(c.lower_ == "å" for c in infinitive.lefts)


def _is_passive(participle: Token) -> bool:
    """`det ble opplyst`, `får NTB opplyst`; the parse may hang either on its auxiliary"""
    if any(c.lower_ in BECOME | GET for c in participle.lefts):
        return True
    if _auxiliary_and_it(participle):
        return True
    return participle.head.lower_ in GET | BECOME and participle.dep_ in ("xcomp", "ccomp", "obj")


def _auxiliary_and_it(participle: Token) -> bool:
    """`…, ble det opplyst`, which the parse may take apart."""
    before = participle.doc[max(participle.i - 2, 0) : participle.i]
    return len(before) == 2 and before[0].lower_ in BECOME and before[1].lower_ == "det"


def _particle(token: Token, particle: str) -> Token | None:
    """Find `til` of `legger … til` before the clause's next verb or mark but a bracket.

    Not that of `legger til grunn`.
    """
    for other in token.doc[token.i + 1 : token.i + PARTICLE_REACH]:
        if other.lower_ == particle:
            behind = token.doc[other.i + 1 : other.i + 2]
            return None if behind.text == "grunn" else other
        if other.text in BRACKETS:
            continue
        if other.is_punct or other.is_space or other.pos_ in ("VERB", "SCONJ"):
            return None
    return None
