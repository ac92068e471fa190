"""The reporting clause: its cue, and the mention that stands as its source."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import ReportingVerb, lexicon

SUBJECT = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj"})
HAVE = frozenset({"ha", "have"})
SHALL = frozenset({"skal", "skulle"})
CAN = frozenset({"kan", "kunne"})
NAME_PARTS = frozenset({"flat:name", "flat", "flat:foreign"})
# what follows the head of a source without being part of it
TRAILING = frozenset({"acl", "acl:relcl", "acl:cleft", "advcl", "parataxis", "punct", "cc", "conj", "appos"})
TO = frozenset({"til", "overfor"})
FROM = frozenset({"fra", "frå"})
IN = frozenset({"i", "av", "på", "hos"}) | FROM


@dataclass(frozen=True)
class Cue:
    """A word in the text that reports, and how."""

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
    def hearsay(self) -> bool:
        """`skal ha sagt`: reported without a warrant of its own."""
        return self.verb.form == "participle" and bool(
            {c.lower_ for c in self.token.children} & SHALL
        )


def cues(doc: Doc) -> list[Cue]:
    """Return the reporting verbs of the Doc that stand in a form that reports, in text order."""
    return [cue for token in doc for cue in cue_at(token)]


def cue_at(token: Token) -> Iterator[Cue]:
    """Yield the best reading of a token as a cue; one with a particle comes first."""
    if token.pos_ not in ("VERB", "AUX", "ADJ") and not _stands_as_verb(token):
        return
    readings = lexicon().verbs.get(token.lower_, ())
    for verb in sorted(readings, key=lambda v: (v.particle is None, v.form == "infinitive")):
        if not _form_reports(token, verb):
            continue
        particle = _particle(token, verb.particle) if verb.particle else None
        if verb.particle and particle is None:
            continue
        yield Cue(token, verb, particle)
        return


def _stands_as_verb(token: Token) -> bool:
    """`…, medga Engh`: between a comma and a name or pronoun stands a verb, however tagged."""
    if not token.i or token.i + 1 == len(token.doc) or token.nbor(-1).text != ",":
        return False
    after = token.nbor(1)
    return token.is_lower and (after.ent_type_ == "PER" or after.pos_ in ("PRON", "PROPN"))


def _form_reports(token: Token, verb: ReportingVerb) -> bool:
    """A present or past tense, a perfect (`har sagt`, `skal ha sagt`) or `kan bekrefte`."""
    auxiliaries = [c for c in token.children if c.dep_ in ("aux", "aux:pass") or c.pos_ == "AUX"]
    if verb.form in ("present", "past"):
        return not any(c.pos_ == "AUX" and c.dep_ == "aux" for c in auxiliaries)
    if verb.form == "participle":
        return any(c.lemma_ in HAVE or c.lower_ in ("har", "hadde", "ha") for c in auxiliaries)
    return verb.kind == "say" and any(c.lower_ in CAN for c in auxiliaries)


def _particle(token: Token, particle: str) -> Token | None:
    """Find `til` of `legger … til` before the clause's next verb or mark."""
    for other in token.doc[token.i + 1 : token.i + 8]:
        if other.lower_ == particle:
            return other
        if other.is_punct or other.is_space or other.pos_ in ("VERB", "SCONJ"):
            return None
    return None


def subject(verb: Token) -> Token | None:
    """Return the head of the verb's subject; a coordinated verb may take its first verb's.

    In `det melder Reuters` it is `Reuters`; of a relative clause it is what the clause is about.
    """
    own = [c for c in verb.children if c.dep_ in SUBJECT and c.lower_ != "som"]
    if own:
        return next((c for c in own if c.lower_ not in ("det", "dette")), own[0])
    if verb.dep_ in ("acl:relcl", "acl") and any(c.lower_ == "som" for c in verb.lefts):
        return _antecedent(verb.head)
    if verb.dep_ == "conj" and verb.head != verb:
        return subject(verb.head)
    return _name_before(verb)


def _name_before(verb: Token) -> Token | None:
    """`Fagdirektøren, Kari Vik, sier …` where the parse finds no subject."""
    end = verb.i - 1 if verb.i and verb.nbor(-1).text == "," else verb.i
    name = next((e for e in verb.doc.ents if e.end == end and e.label_ == "PER"), None)
    return name.root if name is not None else None


def _antecedent(noun: Token) -> Token:
    """Pass over a time that stands between: `et vitne torsdag klokken 10 som fortalte …`."""
    times = lexicon().groups["time"]
    token = noun
    while token.i and (token.pos_ in ("NUM", "ADP") or token.lemma_.lower() in times):
        token = token.nbor(-1)
    return token if token.pos_ in ("NOUN", "PROPN", "PRON") else noun


def source_of(head: Token) -> Span:
    """Return the source that a noun phrase gives.

    The personal name alone when there is one, the name of an organisation that the phrase only
    introduces (`nyhetsbyrået Reuters`), else the phrase without what trails it.
    """
    name = _name_in(head)
    if name is not None:
        return name
    phrase = noun_phrase(head)
    return _name_behind(phrase) or phrase


def _name_behind(phrase: Span) -> Span | None:
    """The name that a title introduces: `arbeidsminister Kari Vik`, `lederen, Kari Vik,`.

    A capitalised apposition to a noun for a medium is its name even where the pipeline has none.
    """
    doc, end = phrase.doc, phrase.end
    if phrase.root.pos_ not in ("NOUN", "ADJ", "X"):
        return None
    for entity in doc.ents:
        if entity.label_ == "PER" and entity.end == end and entity.start > phrase.start:
            return None if _is_modifier(entity, phrase.root) else entity
        if entity.label_ == "PER" and end <= entity.start <= end + 4 and entity.start < len(doc):
            between = doc[end : entity.start]
            title = between[1:] if len(between) and between[0].text == "," else between
            if len(between) == 0 or (len(title) < len(between) and _is_title(title)):
                return entity
    return None


def _is_title(words: Span) -> bool:
    """Nothing, or `advokat`, `norsk fagdirektør`: what can stand between a comma and a name."""
    return all(t.pos_ in ("NOUN", "ADJ") and t.is_lower for t in words)


def _name_in(head: Token) -> Span | None:
    doc = head.doc
    if head.pos_ == "PROPN" and not head.ent_type_:
        return _capitalised(head)
    own = [head, *(t for c in head.children if _belongs(c) for t in c.subtree)]
    indexes = {t.i for t in own}
    names = [e for e in doc.ents if e.start in indexes and not _is_modifier(e, head)]
    people = [e for e in names if e.label_ == "PER"]
    if people:
        return people[0]
    bodies = [e for e in names if e.label_ in ("ORG", "GPE_ORG", "PROD")]
    medium = next((c for c in head.rights if c.dep_ in ("appos", "nmod", *NAME_PARTS) and c.pos_ == "PROPN"), None)
    if not bodies and medium is not None and _last_part(head) in lexicon().groups["media"]:
        if not any(c.dep_ == "case" for c in medium.children):
            return head.doc[medium.i : medium.right_edge.i + 1]
    for body in bodies:
        introduced = body.root != head and body.root.dep_ in ("appos", *NAME_PARTS)
        if introduced or body.start <= head.i < body.end:
            return body
    return None


def _capitalised(head: Token) -> Span:
    """A name that the pipeline does not mark as an entity: its words up to the next entity."""
    end = head.i + 1
    while end < len(head.doc) and head.doc[end].pos_ == "PROPN" and not head.doc[end].ent_type_:
        end += 1
    return head.doc[head.i : end]


def _belongs(child: Token) -> bool:
    return child.dep_ not in ("acl", "acl:relcl", "acl:cleft", "advcl", "parataxis", "conj", "obl")


def _is_modifier(entity: Span, head: Token) -> bool:
    """`Kroatias` in `Kroatias ambassadør`, `Oslo` in `politiet i Oslo`."""
    token = entity.root
    while token != head and token.head != token:
        if token.dep_ in ("nmod:poss", "nmod", "obl", "acl", "acl:relcl", "amod", "compound"):
            return True
        token = token.head
    return False


def noun_phrase(head: Token) -> Span:
    """Return the phrase of a noun: its words and its `i …`, `av …`, without trailing clauses."""
    tokens = [head]
    for child in head.children:
        if child.dep_ in ("conj",) and child.i > head.i:
            tokens.extend(_without_clauses(child))
        elif child.dep_ in TRAILING or (child.i > head.i and _tells_time(child)):
            continue
        elif not (child.dep_ == "case" and child.i < head.i):
            tokens.extend(_without_clauses(child))
    start, end = min(t.i for t in tokens), max(t.i for t in tokens) + 1
    for token in head.doc[head.i + 1 : end]:
        if token.text in (",", ":", ";", "(") or token.is_space or token.lower_ == "som":
            end = token.i
            break
        if token.lower_ in TO and token.i + 1 < end and _is_told(token.head):
            end = token.i
            break
    return head.doc[start:end]


def _tells_time(token: Token) -> bool:
    times = lexicon().groups["time"]
    return any(t.lemma_.lower() in times or t.lower_ in times for t in token.subtree)


def _is_told(noun: Token) -> bool:
    """`rederen til avisen`: who it was said to, not whose shipowner he is."""
    return noun.ent_type_ in ("ORG", "GPE_ORG") or _last_part(noun) in lexicon().groups["media"]


def _last_part(noun: Token) -> str:
    return noun.lemma_.lower().rsplit("-", 1)[-1]


def _without_clauses(token: Token) -> list[Token]:
    tokens = [token]
    for child in token.children:
        if child.dep_ not in ("acl", "acl:relcl", "acl:cleft", "advcl", "parataxis", "punct"):
            tokens.extend(_without_clauses(child))
    return tokens


def is_source(head: Token) -> bool:
    """Tell whether a noun phrase can be cited: not `jeg`, `du`, `man` or a relative."""
    words = lexicon().pronouns
    if head.pos_ == "PROPN":
        return True
    return head.lower_ not in words["generic"] and head.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "X", "DET", "NUM")


@dataclass(frozen=True)
class AccordingTo:
    """`ifølge X`: the preposition is the cue."""

    cue: Span
    lemma: str
    source: Span
    end: int  # behind what trails the source: `ifølge Vik, som leder arbeidet,`

    @property
    def start(self) -> int:
        return self.cue.start


def according_to(span: Span) -> Iterator[AccordingTo]:
    """Yield the phrases `ifølge X`, `i følge X`, `ifølgje X`, `i fylgje X` in a stretch."""
    doc = span.doc
    for words in lexicon().according_to:
        for start in range(span.start, span.end - len(words)):
            cue = doc[start : start + len(words)]
            if tuple(t.lower_ for t in cue) != words:
                continue
            head = _complement(cue, span.end)
            if head is not None and is_source(head):
                source = source_of(head)
                if source.start < cue.end:
                    source = doc[cue.end : source.end]
                yield AccordingTo(cue, " ".join(words), source, _phrase_end(head, source, span.end))


def _phrase_end(head: Token, source: Span, limit: int) -> int:
    """Take in a relative clause or an apposition behind the source, up to its comma."""
    end = source.end
    for child in head.rights:
        if child.dep_ in ("acl:relcl", "acl", "appos") and child.left_edge.i <= end + 1:
            end = max(end, min(child.right_edge.i + 1, limit))
    return end


def _complement(cue: Span, limit: int) -> Token | None:
    """Return the head of the noun phrase behind the preposition."""
    head = cue[-1].head if len(cue) == 1 else cue[0].head
    if head.i >= cue.end and head.i < limit and head.pos_ in ("NOUN", "PROPN", "PRON"):
        return head
    for token in cue.doc[cue.end : limit]:
        if token.pos_ in ("PROPN", "PRON", "NOUN"):
            while "Gen" in token.morph.get("Case") and token.i < token.head.i < limit:
                token = token.head
            return token
        if token.pos_ not in ("DET", "ADJ", "ADV", "NUM"):
            return None
    return None


def impersonal_source(cue: Cue) -> Span | None:
    """Return the source of `går det fram av rapporten`, `i meldingen heter det`.

    Where the document is somebody's, that one is cited: `i en uttalelse fra departementet`.
    """
    sentence = cue.token.sent
    behind = cue.token.doc[cue.token.i + 1 : sentence.end]
    before = cue.token.doc[sentence.start : cue.token.i]
    for window in (behind, before):
        for token in window:
            if token.lower_ in IN and token.dep_ == "case" and token.head.i > token.i:
                if token.head.head == cue.token and names_document(token.head):
                    return _issuer(token.head) or source_of(token.head)
    return None


def _issuer(document: Token) -> Span | None:
    for child in document.rights:
        if any(c.dep_ == "case" and c.lower_ in FROM for c in child.children):
            return source_of(child)
    return None


def names_document(noun: Token) -> bool:
    """Tell whether a noun is something written or counted: `rapporten`, `meningsmålingen`."""
    lemma = noun.lemma_.lower()
    documents = lexicon().groups["document"]
    return any(lemma == d or (len(d) > 2 and lemma.endswith(d)) for d in documents)
