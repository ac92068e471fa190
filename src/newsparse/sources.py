"""What stands as the source: subjects, `ifølge X`, and how much to take of them."""

from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import lemma_of_person, lexicon

OUTER_SUBJECT = "nsubj:outer"  # of a clause that is a predicate: `Grunnen er at Vik sa …`
SUBJECT = frozenset({"nsubj", "nsubj:pass", OUTER_SUBJECT, "csubj"})
BOUND = frozenset({"ccomp", "advcl", "acl", "acl:relcl", "csubj"})  # subordinate clauses
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
CITABLE = NOMINAL | {"ADJ", "X", "DET", "NUM"}  # `to av dem`, `den siktede`
NAME_PARTS = frozenset({"flat:name", "flat", "flat:foreign"})
CLAUSES = frozenset({"acl", "acl:relcl", "acl:cleft", "advcl", "parataxis"})
MODIFIERS = frozenset({"nmod:poss", "nmod", "obl", "acl", "acl:relcl", "amod", "compound"})
BODIES = frozenset({"ORG", "GPE_ORG", "PROD"})
ARTICLES = frozenset({"en", "ein", "ei", "et", "eit"})
THAT = frozenset({"det", "dette"})
TO = frozenset({"til", "overfor"})
PLURAL = ("ane", "ene")  # endings
SPOKESPERSON = ("talsperson", "talsmann", "talskvinn", "pressetals")
FROM = frozenset({"fra", "frå"})
TITLE_LENGTH = 4  # `, tidligere fagdirektør Kari Vik`: tokens between a phrase and a name


def is_source(head: Token) -> bool:
    """Tell whether a noun phrase can be cited: not `jeg`, `du`, `man`, `det` or `som`."""
    if head.pos_ == "PROPN" or is_one_of(head):
        return True
    return head.lower_ not in lexicon().pronouns["generic"] and head.pos_ in CITABLE


def is_one_of(head: Token) -> bool:
    """`en av Macrons rådgivere`"""
    partitive = head.lower_ in ("en", "ein", "ei") and head.i + 1 < len(head.doc)
    return partitive and head.nbor(1).lower_ == "av"


def subject(verb: Token) -> Token | None:
    """Return the head of the verb's subject; a coordinated verb may take its first verb's.

    In `det melder Reuters` it is `Reuters`; of a relative clause it is what the clause is about.
    """
    own = [c for c in verb.children if c.dep_ in SUBJECT and c.lower_ != "som"]
    own = [c for c in own if c.dep_ != OUTER_SUBJECT] or own
    while len(own) > 1 and own[0].i + 1 == own[1].i:  # `Horsens trener`, parsed as two
        del own[0]
    fronted = [c for c in verb.lefts if is_that(c) and c.dep_ in (*SUBJECT, "obj")]
    if fronted and all(c in fronted for c in own):  # parses take one for the other
        own += [c for c in verb.rights if c.dep_ == "obj" and c.pos_ in ("NOUN", "PROPN")]
    if own:
        return _behind_title(next((c for c in own if not is_that(c)), own[0]))
    if verb.dep_ in ("acl:relcl", "acl") and any(c.lower_ == "som" for c in verb.lefts):
        return _antecedent(verb.head)
    if verb.dep_ == "conj" and verb.head != verb:
        return subject(verb.head)
    return _name_before(verb)


def _behind_title(head: Token) -> Token:
    """`Forsvarer Holt sier`: the name, where the parse takes the title for a verb."""
    behind = head.doc[head.i + 1 : head.i + 2]
    titled = head.pos_ == "VERB" and lexicon().is_person(head.lower_)
    return behind[0] if titled and behind and behind[0].ent_type_ == "PER" else head


def is_that(token: Token) -> bool:
    """`det`, but not that of `Det hvite hus`."""
    return token.lower_ in THAT and not token.ent_type_


def _antecedent(noun: Token) -> Token:
    """Pass over a time that stands between: `et vitne torsdag klokken 10 som fortalte …`.

    In `Vik er blant dem som mener at …`, `Vik er en av flere som sier at …` it is Vik; in
    `talspersonen til Vik, som sier at …` it is who speaks for her.
    """
    if noun.dep_ in ("nmod", "obl") and last_part(noun.head).startswith(SPOKESPERSON):
        return noun.head
    group = noun.head if noun.dep_ in ("nmod", "amod") and is_one_of(noun.head) else noun
    if group is not noun or noun.lower_ in lexicon().pronouns["plural"]:
        named = is_predicate(group)
        return next((c for c in group.lefts if named and c.dep_ in SUBJECT), noun)
    token = noun
    while token.i and (token.pos_ in ("NUM", "ADP") or is_in_group(token, "time")):
        token = token.nbor(-1)
    return token if token.pos_ in NOMINAL else noun


def _name_before(verb: Token) -> Token | None:
    """`Fagdirektøren, Kari Vik, sier …`, where the parse finds no subject."""
    if verb.i < 2:
        return None
    last = verb.nbor(-2) if verb.nbor(-1).text == "," else verb.nbor(-1)
    entity = entity_at(last)
    return entity.root if entity is not None and entity.label_ == "PER" else None


def entity_at(token: Token) -> Span | None:
    """Return the named entity that the token is part of."""
    if not token.ent_type_:
        return None
    doc, start, end = token.doc, token.i, token.i + 1
    while doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return Span(doc, start, end, label=token.ent_type_)


def is_in_group(noun: Token, group: str) -> bool:
    """Look a noun up in a group of the lexicon, a hyphened compound by its last part."""
    words = lexicon().groups[group]
    return bool({noun.lemma_.lower(), last_part(noun), noun.lower_} & words)


def last_part(noun: Token) -> str:
    """A noun's lemma without what is hyphened to it: `Ap-sekretær` → `sekretær`."""
    lemma = lemma_of_person(noun.lemma_.lower(), noun.lower_)
    return lemma.rsplit("-", 1)[-1] or lemma


def is_predicate(noun: Token) -> bool:
    """`Det var tanten`, `Hun er lærer`: a noun that is said of something."""
    return any(c.dep_ == "cop" for c in noun.lefts)


def names_person(noun: Token) -> bool:
    """Tell whether a noun names a person by work, position or kin, as `bonden` does."""
    return lexicon().is_person(lemma_of_person(noun.lemma_.lower(), noun.lower_))


def is_genitive(token: Token) -> bool:
    """`Kinas`, `hans`, before what somebody has."""
    return token.dep_ == "nmod:poss" or "Gen" in token.morph.get("Case", [])


def has_case(noun: Token, words: frozenset[str]) -> bool:
    """Tell whether a preposition among these stands before a noun."""
    return any(c.dep_ == "case" and c.lower_ in words for c in noun.lefts)


def is_definite(noun: Token) -> bool:
    """`ordføraren`, `Kinas president`."""
    if any(c.lower_ in ARTICLES for c in noun.lefts):
        return False
    if "Def" in noun.morph.get("Definite", []) or noun.lower_.endswith(("en", "a", "et")):
        return True
    return any("Gen" in c.morph.get("Case", []) for c in noun.lefts)


def stands_for_person(noun: Token) -> bool:
    """`23-åringen`, `moldenseren`, `svensken`: a noun that says nothing but that it is a person."""
    if "Plur" in noun.morph.get("Number", []):
        return False
    lemma, words = last_part(noun), lexicon()
    return lemma in words.demonyms or lemma.endswith(words.person_suffixes)


def is_one_person(noun: Token) -> bool:
    """`naboen`, `23-åringen`, but not `naboene`."""
    one = noun.pos_ == "NOUN" and "Plur" not in noun.morph.get("Number", [])
    return one and (stands_for_person(noun) or names_person(noun))


def is_plural(noun: Token) -> bool:
    """By its features, or its ending: the Nynorsk of the corpora tells no number."""
    return "Plur" in noun.morph.get("Number", []) or noun.lower_.endswith(PLURAL)


def head_of(phrase: Span) -> Token:
    """A phrase's head; of `helse- og omsorgsministeren` the noun that is written out."""
    head = phrase.root
    whole = (c for c in head.rights if c.dep_ == "conj" and c.i < phrase.end)
    return next(whole, head) if head.text.endswith("-") else head


def source_of(head: Token) -> Span:
    """Return the source that a noun phrase gives.

    The personal name alone when there is one, the name of a body that the phrase only introduces
    (`nyhetsbyrået Reuters`), else the phrase without what trails it.
    """
    name = _spokesperson(head) or _name_behind(head)
    if name is None and is_unmarked(head):
        behind = head.i + 1 < len(head.doc) and lexicon().is_person(head.lower_)
        named = (
            entity_at(head.nbor(1)) if behind else None
        )  # `Dommar Eli Sunde`, opening a sentence
        return named if named is not None and named.label_ == "PER" else unmarked_name(head)
    name = name or _name_in(head)
    if name is not None:
        return name
    phrase = noun_phrase(head)
    return _name_at_end(phrase) or phrase


def is_unmarked(token: Token) -> bool:
    """Tell whether a token is a name's word outside of every entity."""
    return token.pos_ == "PROPN" and not token.ent_type_


def unmarked_name(first: Token) -> Span:
    """A name that the pipeline does not mark: its words up to the next entity."""
    doc, end = first.doc, first.i + 1
    while end < len(doc) and is_unmarked(doc[end]):
        end += 1
    return doc[first.i : end]


def _name_behind(pronoun: Token) -> Span | None:
    """`han Olav Molven`, `ho Kari`: a pronoun that stands with a name as its article."""
    words, form = lexicon().pronouns, pronoun.lower_
    if form not in words["masculine"] and form not in words["feminine"]:
        return None
    behind = pronoun.doc[pronoun.i + 1 : pronoun.i + 2]
    name = entity_at(behind[0]) if behind else None
    opens = name is not None and name.label_ == "PER" and name.start == pronoun.i + 1
    return name if opens else None


def _spokesperson(body: Token) -> Span | None:
    """`Vegvesenet ved kommunikasjonssjef Lars Bø`: who speaks for a body."""
    if body.pos_ not in ("NOUN", "PROPN") or body.ent_type_ == "PER":
        return None
    entity = entity_at(body)
    behind = entity.end if entity is not None else body.i + 1
    cases = [*body.doc[behind : behind + 1], *(t for c in body.rights for t in c.lefts)]
    for case in cases:
        if case.lower_ == "ved" and case.dep_ == "case" and case.head.i > case.i:
            indefinite = "Ind" in case.head.morph.get("Definite", [])
            titled = indefinite or names_person(case.head)
            named = [t for t in case.head.rights if titled and t.dep_ in ("appos", *NAME_PARTS)]
            return next((entity_at(t) for t in (case.head, *named) if t.ent_type_ == "PER"), None)
    return None


def _name_in(head: Token) -> Span | None:
    """The name in a noun phrase that is not somebody or something else's in it."""
    outside = CLAUSES | {"conj", "obl"}
    own = [head, *(t for c in head.children if c.dep_ not in outside for t in c.subtree)]
    found = {e.start: e for t in own if (e := entity_at(t)) is not None}
    names = [found[start] for start in sorted(found) if not _is_modifier(found[start].root, head)]
    people = [name for name in names if name.label_ == "PER"]
    if people:
        return people[0]
    for body in names:
        introduced = body.root.dep_ in ("appos", *NAME_PARTS) or body.start <= head.i < body.end
        if body.label_ in BODIES and introduced:
            return body
    return _unmarked_in(head)


def _unmarked_in(head: Token) -> Span | None:
    """`avisen Firda`, `landslagstrener Vik`, where the pipeline marks no entity."""
    if not is_in_group(head, "media") and not names_person(head):
        return None
    for child in head.rights:
        free = not any(c.dep_ == "case" for c in child.children)
        if child.pos_ == "PROPN" and child.dep_ in ("appos", "nmod", *NAME_PARTS) and free:
            return unmarked_name(child)
    return None


def _is_modifier(token: Token, head: Token) -> bool:
    """`Kroatias` in `Kroatias ambassadør`, `Oslo` in `politiet i Oslo`."""
    while token != head and token.head != token:
        if token.dep_ in MODIFIERS:
            return True
        token = token.head
    return False


def _name_at_end(phrase: Span) -> Span | None:
    """The name that a title introduces: `arbeids- og sosialminister Vik`, `lederen i CUT, Vik,`."""
    doc, end = phrase.doc, phrase.end
    if phrase.root.pos_ not in ("NOUN", "ADJ", "X"):
        return None
    inside = entity_at(doc[end - 1])
    if inside is not None and inside.label_ == "PER" and inside.start > phrase.start:
        before = doc[inside.start - 1]
        titled = before == phrase.root or before.dep_ == "conj" or before.ent_type_ in BODIES
        return inside if titled else None
    end = behind_brackets(doc, end)
    for token in doc[end : end + TITLE_LENGTH]:
        if token.ent_type_ == "PER":
            return entity_at(token)
        is_title = token.i > end and token.pos_ in ("NOUN", "ADJ") and token.is_lower
        if not is_title and not (token.i == end and token.text == ","):
            return None
    return None


def noun_phrase(head: Token) -> Span:
    """Return the phrase of a noun: its words and its `i …`, `av …`, without trailing clauses.

    A preposition before it, a time (`politiet søndag kveld`), who was told (`rederen til avisen`)
    and what it is said of (`Det var tanten`) are no part of it.
    """
    if head.pos_ == "PRON" and "Prs" in head.morph.get("PronType", []):
        return head.doc[head.i : head.i + 1]
    dropped = CLAUSES | SUBJECT | {"punct", "cc", "appos"}
    copula = max((c.i for c in head.lefts if c.dep_ == "cop"), default=-1)
    tokens = [head]
    for child in head.children:
        before = child.i < head.i
        if child.i <= copula:
            continue
        if child.dep_ in dropped or (child.dep_ == "case" if before else tells_time(child)):
            continue
        if any(c.dep_ == "mark" for c in child.lefts):
            continue  # `en bekreftelse på at …`
        tokens += without_clauses(child)
    start, end = min(t.i for t in tokens), max(t.i for t in tokens) + 1
    for token in head.doc[head.i + 1 : end]:
        told = token.lower_ in TO and _can_be_told(token.head)
        if token.text in (",", ":", ";", "(") or token.is_space or token.lower_ == "som" or told:
            return head.doc[start : token.i]
    return head.doc[start:end]


def without_clauses(token: Token) -> list[Token]:
    """Return a word and what belongs to it, but clauses and signs."""
    dropped = CLAUSES | {"punct"}
    return [
        token,
        *(t for c in token.children if c.dep_ not in dropped for t in without_clauses(c)),
    ]


def tells_time(token: Token) -> bool:
    """`søndag kveld`, but not the age in `en mann i 20-årene`."""
    return any(is_in_group(t, "time") and not t.text[0].isdigit() for t in token.subtree)


def _can_be_told(noun: Token) -> bool:
    """A body or a medium; `tanten til Kari` is told nothing."""
    unmarked = noun.pos_ == "PROPN" and noun.ent_type_ != "PER"
    return unmarked or noun.ent_type_ in BODIES or is_in_group(noun, "media")


def possessed(noun: Token, limit: int) -> Token:
    """`statistikk` of `politiets statistikk`."""
    while "Gen" in noun.right_edge.morph.get("Case", []) + noun.morph.get("Case", []):
        if not noun.i < noun.head.i < limit:
            break
        noun = noun.head
    return noun


def behind_brackets(doc: Doc, end: int) -> int:
    """Pass over one word in brackets: `Vik (H)`."""
    in_brackets = doc[end : end + 1].text == "(" and doc[end + 2 : end + 3].text == ")"
    return end + 3 if in_brackets else end


def governor(mention: Span) -> Token:
    """The head of the noun phrase that a name stands in: `rektor` of `rektor Anne Lie`."""
    token = mention.root
    while token.dep_ in ("appos", *NAME_PARTS) and token.head != token:
        token = token.head
    return token
