"""The reporting clause behind direct speech, or inside of it, read by its place.

Behind a comma or another mark stands the verb, then who says it: whatever the verb and its tag.
"""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from newsparse.documents import (
    IN,
    impersonal_source,
    names_document,
    source_of_document,
    utterer,
)
from newsparse.lexicon import ReportingVerb, lexicon
from newsparse.quotes.citation import according_to
from newsparse.quotes.clauses import (
    DIRECT_KINDS,
    PERSONAL,
    Clause,
    governs_speech,
    has_own_object,
    inverted_source,
    is_adverbial,
    is_citable,
    is_fronted_adverbial,
    resumption,
    takes_object,
)
from newsparse.quotes.cues import Cue, is_finite
from newsparse.quotes.layout import MARKS, marked
from newsparse.quotes.page import Page
from newsparse.sources import (
    FROM,
    THAT,
    entity_at,
    is_definite,
    is_in_group,
    is_one_of,
    is_source,
    names_person,
    source_of,
    subject,
)

BOUNDARY = MARKS | {",", "?", "!", "…", "...", ".", "–", "-", "—", ":"}
FRONTED = THAT | {"så", "slik", "sånn"}  # `…, det sier Hansen`, `…, så sier Hansen`
FIRST_PERSON = frozenset({"jeg", "eg", "vi", "me"})
WE = FIRST_PERSON | {"oss"}
LIGHT = frozenset(
    {"er", "var", "lyder", "lød", "lydde", "blir", "ble", "blei", "vart", "kommer", "kjem", "kom"}
)
SOUNDS = frozenset({"lyder", "lød", "lydde", "lydte"})
AFTER_DET = frozenset({"som", "ikke", "ikkje"})  # `lød det som om …`, `Det står det ikke noe om`
OTHER = frozenset({"annet", "annen", "anna", "annan"})  # `«…», lød et annet`
BECOME = frozenset({"blir", "ble", "blei", "vert", "vart"})
STANDS = frozenset({"hete", "heite", "stå"})
# what a past tense or a present ends in, where the tagger takes an unknown verb for something else
VERB_ENDS = ("er", "ar", "et", "te", "de", "a")
HEARD = frozenset({"høre", "høyre", "vite"})  # `…, får Vik høre`: she is told it
AFTER_AUXILIARY: dict[str, tuple[str, ...]] = {"modal": ("say", "ask", "manner"), "want": ("ask",)}
UTTERANCE_REACH = 5  # tokens from the verb to the noun: `er det klare rådet`
GROUP_REACH = 14  # tokens in a verb group: `har lederen for Oslo-laget, Kari Vik, tidligere sagt`
NEXT = 3  # tokens from an unlisted verb to its subject: `rettar den unge spissen`


def clause_in(speech: Span, page: Page) -> Clause | None:
    """Find the reporting clause in a stretch that begins with direct speech.

    `…, sier Hansen`, `…? spør ho`, `…, har Vik sagt`, `…, ifølge Vik`: it stands behind a mark, its
    subject behind its verb, and has no object of its own. What closes words that are quoted inside
    the speech is the speaker's own account, unless nothing else tells who speaks.
    In `Da vi spurte, svarte de nei, sier Hansen` it is the last one; so it is where the first one
    only tells what stands somewhere (`«…», står det i loven. Det må du følge, sier Hansen`), or is
    a sentence of the speech (`Vi vinner! Det sier alle, sier Hansen`).
    """
    found = [c for i in _openings(speech, page) if (c := clause_at(i, speech, page)) is not None]
    if any(page.words[i] in MARKS for c in found for i in (c.start - 1, c.start - 2)):
        found = _outermost(found, speech, page)
    found = _articles_own(found, speech, page)
    return _governing(found, speech, page) if found else _according(speech, page)


def _governing(found: list[Clause], speech: Span, page: Page) -> Clause:
    """Return the one of several reporting clauses that reports the speech as a whole."""
    first, *others = found
    _, end = page.sentence(first.start)
    unsaid = first.source is None or first.lemma in STANDS
    if unsaid and found[-1].start >= end:
        return found[-1]
    behind = next((clause for clause in others if clause.start < end), None)
    fronted = behind is not None and is_adverbial(speech.doc[speech.start : first.start])
    told = page.words[first.start - 1] in "!?." and page.words[first.start].lower() in THAT
    return behind if behind is not None and (fronted or told) else first


def _according(speech: Span, page: Page) -> Clause | None:
    """`– Norge er intet unntak, ifølge E-sjefen.`"""
    if lexicon().according_to.keys().isdisjoint(page.words[speech.start : speech.end]):
        return None
    for phrase in according_to(speech):
        if phrase.start > speech.start and page.words[phrase.start - 1] == ",":
            named = entity_at(phrase.source.root) is not None
            if named or all(t.is_punct for t in speech.doc[phrase.end : speech.end]):
                return Clause(phrase.start, phrase.end, phrase.cue, phrase.lemma, phrase.source)
    return None


def _openings(speech: Span, page: Page) -> Iterator[int]:
    """Yield where a reporting clause can begin: behind a mark, or with `seier ho` without one."""
    words = page.words
    for i in range(speech.start + 1, speech.end):
        word = words[i]
        if not (word[0].islower() or word.lower() in THAT):
            continue
        if words[i - 1] in BOUNDARY or (i in page.cue_index and _stands_free(i, page)):
            yield i


def _stands_free(index: int, page: Page) -> bool:
    """`– Vi ville aldri ha reist seier ho.`: the comma is forgotten."""
    cue = page.cue_index[index]
    if cue.verb.kind != "say" or index + 1 == len(page.words):
        return False
    after = cue.token.nbor(1)
    named = after.lower_ in PERSONAL or after.ent_type_ == "PER"
    return named and is_finite(cue.token) and governs_speech(cue.token)


def _outermost(found: list[Clause], speech: Span, page: Page) -> list[Clause]:
    """Leave out clauses that only report what is quoted inside the speech.

    In `– … «Det er eg», seier folk til meg.` it is the speaker who tells; but a name behind the
    last words is the speaker's, and marks around a word or two report nobody.
    """
    utterances = [
        m for m in marked(speech, page.words) if m.start > speech.start and _is_set_off(m, page)
    ]
    inner = {end for m in utterances for end in (m.end, m.end + 1)}
    outer = [clause for clause in found if clause.start not in inner]
    last = found[-1]
    named = last.source is not None and last.source.root.ent_type_ == "PER"
    return outer or ([last] if named and page.sentence(last.start)[1] >= speech.end else [])


def _is_set_off(stretch: Span, page: Page) -> bool:
    """Marks around an utterance, not around a word of the sentence that they stand in."""
    before = stretch[0].nbor(-1)
    return not before.is_alpha or page.sentence(stretch.start)[0] == stretch.start


def _articles_own(found: list[Clause], speech: Span, page: Page) -> list[Clause]:
    """Leave out `– Jeg kommer, sa jeg. Men …`: the speaker's own account.

    Alone behind all of the speech it is the writer's.
    """
    others = [c for c in found if c.source is None or c.source.text.lower() not in FIRST_PERSON]
    return others or [c for c in found[-1:] if page.sentence(c.start)[1] >= speech.end]


def clause_at(start: int, speech: Span, page: Page) -> Clause | None:
    """Read the words from `start` on as a reporting clause behind the beginning of `speech`."""
    words, verb = page.words, start
    while verb + 1 < speech.end and words[verb].lower() in FRONTED and verb - start < 2:
        verb += 1
    if verb + 1 >= len(words) or not words[verb][0].islower():
        return None
    if words[start - 1] == "." and verb == start and verb not in page.cue_index:
        return None
    cue = page.cue_index.get(verb) or _listed(page.doc[verb])
    for read in (_reported, _group, _impersonal, _nominal, _unlisted):
        clause = read(start, verb, cue, speech, page)
        if clause is not None:
            return clause
    return None


def _listed(token: Token) -> Cue | None:
    """A reporting verb that the tagger took for something else: `…, medga lederen`."""
    for verb in lexicon().verbs.get(token.lower_, ()):
        finite = verb.form in ("present", "past") and verb.particle is None
        if finite and (token.pos_ == "VERB" or verb.kind in ("say", "ask")):
            return Cue(token, verb)
    return None


def _reported(start: int, verb: int, cue: Cue | None, speech: Span, page: Page) -> Clause | None:
    """`…, sier Hansen`, `…, det sier Hansen`"""
    if cue is None or cue.verb.kind not in DIRECT_KINDS - {"impersonal"}:
        return None
    source = _own(cue, speech) or inverted_source(cue, speech.end)
    if source is None or has_own_object(cue, source):
        return None
    if start != verb and not (is_citable(source) and WE.isdisjoint(page.words[verb : source.end])):
        return None  # `Det sa jeg to ganger`, `Det trodde maskinen`: a sentence of the speech
    return _closed(start, cue, source, speech, page)


def _own(cue: Cue, speech: Span) -> Span | None:
    """`– Jeg kommer, sa jeg til Ola Moe.`: in a report that its writer tells."""
    after = cue.token.nbor(1)
    if after.lower_ in FIRST_PERSON and cue.verb.kind == "say" and cue.verb.form == "past":
        return after.doc[after.i : after.i + 1]
    return None


def _closed(start: int, cue: Cue, source: Span, speech: Span, page: Page) -> Clause | None:
    doc = speech.doc
    end = max(source.end, cue.token.i + 1)
    resumes = resumption(doc[start:end], speech, page)
    if resumes is None and page.words[start - 1] not in ("!", "?"):
        before = doc[speech.start : start]
        fronted = is_fronted_adverbial(cue.token, speech.start) or is_adverbial(before)
        if fronted and not _ends_speech(cue, end, speech):
            return None
    return Clause(start, end, cue.span, cue.verb.lemma, source, resumes)


def _ends_speech(cue: Cue, end: int, speech: Span) -> bool:
    """`– Når vi har fått pengene, sa Vik.`: without an object a clause of his is what he said."""
    rest = speech.doc[end : speech.end]
    bracketed = len(rest) > 0 and rest[0].text == "("
    plain = all(t.is_punct or t.is_space or (bracketed and t.like_num) for t in rest)
    return cue.verb.kind == "say" and plain


def _group(start: int, verb: int, cue: Cue | None, speech: Span, page: Page) -> Clause | None:
    """`…, har Vik sagt`, `…, kan Vik fortelje`, `…, pleide Vik å si`, `…, får NTB vite av Vik`

    `…? vil Vik vite`; what somebody only gets to hear has no source.
    """
    auxiliaries = lexicon().auxiliaries.get(page.words[verb])
    if auxiliaries is None or start != verb:
        return None
    main = _main_verb(verb, auxiliaries, speech, page)
    if main is None:
        return None
    if auxiliaries == "receive":
        if page.words[verb + 1].lower() in FIRST_PERSON:
            return None  # `Da vi sa ja, fikk vi høre at …`: a sentence of the speech
        giver = _giver(main.token, speech.end)
        end = giver.end if giver is not None else main.token.i + 1
        return Clause(start, end, main.span, main.verb.lemma, giver)
    head, source = subject(main.token), None
    if head is not None and verb < head.i < main.token.i and is_source(head):
        source = source_of(head)
    else:
        source = inverted_source(Cue(page.doc[verb], main.verb), main.token.i)
    if source is None or has_own_object(main, source) or not _is_speech_before(main, verb, page):
        return None
    return _closed(start, main, source, speech, page)


def _is_speech_before(main: Cue, verb: int, page: Page) -> bool:
    """Behind a closing mark stands nothing but speech; else the parse must say so."""
    behind_mark = page.words[verb - 1] in MARKS or page.words[verb - 2] in MARKS
    return behind_mark or governs_speech(main.token, verb)


def _main_verb(verb: int, auxiliary: str, speech: Span, page: Page) -> Cue | None:
    """The participle or infinitive that the group ends in: `sagt` of `skal Vik ha sagt`."""
    forms = ("infinitive",) if auxiliary in ("modal", "want") else ("participle",)
    kinds = AFTER_AUXILIARY.get(auxiliary, tuple(DIRECT_KINDS))
    for i in range(verb + 1, min(verb + GROUP_REACH, speech.end)):
        word = page.words[i]
        if word in (".", "?", "!", ";", ":") or word in ("ikke", "ikkje", "aldri"):
            return None
        if word == "å" and auxiliary != "modal":
            return None
        if auxiliary == "receive" and word in HEARD:
            return Cue(page.doc[i], ReportingVerb(word, "say", "infinitive", None, frozenset()))
        if word == "ha":
            forms = ("participle",)
        for reading in lexicon().verbs.get(word, ()):
            plain = reading.particle is None and reading.kind in kinds
            if plain and reading.form in forms and i > verb + 1:
                return Cue(page.doc[i], reading)
    return None


def _giver(participle: Token, limit: int) -> Span | None:
    """`opplyst av operasjonsleder Vik`"""
    for token in participle.doc[participle.i + 1 : min(participle.i + 3, limit)]:
        if token.lower_ in FROM | {"av"} and token.head.i > token.i and is_source(token.head):
            return source_of(token.head)
    return None


def _impersonal(start: int, verb: int, cue: Cue | None, speech: Span, page: Page) -> Clause | None:
    """`…, heter det i meldingen`, `…, blir det sagt`, `…, opplyses det`, `…, kom det frå benken`"""
    doc, words = page.doc, page.words
    if words[verb + 1] != "det":
        return None
    end, heard = verb + 2, False  # heard: a verb of any kind, with a voice behind it
    if not AFTER_DET.isdisjoint(words[end : end + 1]):
        return None
    if cue is not None and cue.verb.kind == "impersonal":
        reporting, lemma = cue.span, cue.verb.lemma
    elif (passive := _passive(words[verb])) is not None:
        reporting, lemma = doc[verb : verb + 1], passive.lemma
    elif words[verb] in BECOME and (said := _main_verb(verb, "perfect", speech, page)) is not None:
        reporting, lemma, end = said.span, said.verb.lemma, said.token.i + 1
    elif is_finite(doc[verb]) and any(w in FROM for w in words[end : min(end + 2, speech.end)]):
        reporting, lemma, heard = doc[verb : verb + 1], doc[verb].lemma_.lower(), True
    else:
        return None
    stands = cue is not None and cue.verb.kind == "impersonal"
    places = IN if stands else FROM  # `ble det opplyst på møtet` has no source
    source = impersonal_source(reporting.root) or place_of_words(end, speech, places)
    if source is None and heard:
        return None  # `…, kom det fram`
    return Clause(start, end, reporting, lemma, source)


def _passive(word: str) -> ReportingVerb | None:
    """`opplyses`, `opplysast`: a reporting verb in the passive."""
    for ending in ("es", "ast", "s"):
        stem = word.removesuffix(ending)
        if stem == word:
            continue
        for infinitive in (stem, stem + "e"):
            for verb in lexicon().verbs.get(infinitive, ()):
                if verb.form == "infinitive" and verb.kind == "say" and verb.particle is None:
                    return verb
    return None


def place_of_words(start: int, speech: Span, places: frozenset[str] = IN) -> Span | None:
    """Where it stands: `i en kunngjøring fra Vik`, `på nettstedet`; a time is none."""
    for token in speech.doc[start : min(start + 3, speech.end)]:
        if token.lower_ in places and token.dep_ == "case" and token.head.i > token.i:
            noun = token.head
            citable = noun.pos_ in ("NOUN", "PROPN") and not is_in_group(noun, "time")
            citable = citable or noun.lower_ in PERSONAL | {"henne"} or is_one_of(noun)
            return source_of_document(noun) if citable else None
        if token.pos_ not in ("ADV", "ADJ"):
            return None
    return None


def _nominal(start: int, verb: int, cue: Cue | None, speech: Span, page: Page) -> Clause | None:
    """`…, er rådet fra politiet`, `…, lyder Viks dom`, `…, var svaret`"""
    doc = page.doc
    if page.words[verb] not in LIGHT:
        return None
    for noun in doc[verb + 1 : min(verb + UTTERANCE_REACH, speech.end)]:
        if page.words[verb] in SOUNDS and noun.lower_ in OTHER:
            return Clause(start, noun.i + 1, doc[verb : verb + 1], "lyde", source_of(noun))
        written = page.words[verb] in SOUNDS and names_document(noun)
        if noun.pos_ not in ("NOUN", "PROPN") or not (written or is_in_group(noun, "utterance")):
            continue
        source = utterer(noun)
        if source is None and page.words[verb] in SOUNDS:
            source = source_of(noun)  # `«…», lyder et innlegg`
        if source is None and not (noun.i == verb + 1 and is_definite(noun)):
            continue
        end = max(noun.i + 1, source.end if source is not None else 0)
        word = doc[noun.i : noun.i + 1]
        return Clause(
            start, end, word, noun.lemma_.lower(), source, resumption(doc[verb:end], speech, page)
        )
    return None


def _unlisted(start: int, verb: int, cue: Cue | None, speech: Span, page: Page) -> Clause | None:
    """`– Sta, rettar Haug.`, `«…», brummet Haug`: a verb that no list holds."""
    token = page.doc[verb]
    if cue is not None or token.pos_ == "AUX" or page.words[verb] in lexicon().auxiliaries:
        return None
    if page.words[min(page.sentence(verb)[1], speech.end) - 1] == "?":
        return None
    reading = ReportingVerb(token.lemma_.lower(), "manner", "present", None, frozenset())
    unlisted = Cue(token, reading)
    if token.pos_ == "VERB" and is_finite(token):
        source = inverted_source(unlisted, min(speech.end, verb + 1 + NEXT + 4))
        if source is None or not governs_speech(token) or not is_citable(source):
            return None
        if source.start > verb + NEXT or takes_object(token, source):
            return None
        return _closed(start, unlisted, source, speech, page)
    source = _next_person(token)
    if source is None or not token.lower_.endswith(VERB_ENDS) or _is_title(token):
        return None
    return _closed(start, unlisted, source, speech, page)


def _next_person(verb: Token) -> Span | None:
    after = verb.nbor(1)
    if after.lower_ in PERSONAL:
        return verb.doc[after.i : after.i + 1]
    entity = entity_at(after)
    return entity if entity is not None and entity.label_ == "PER" else None


def _is_title(token: Token) -> bool:
    """`– Takk, kjære Kari`, `– Hei, doktor Vik`: words that stand with a name."""
    noun = token.pos_ == "NOUN" and names_person(token)
    return noun or token.dep_ in ("case", "mark", "cc") or token.pos_ in ("ADP", "CCONJ", "SCONJ")
