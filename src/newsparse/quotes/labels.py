"""Names set before or under the words that they stand for: transcripts, headlines, signatures."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Span, Token

from newsparse.documents import names_document, source_of_document
from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.clauses import is_citable
from newsparse.quotes.cues import Cue, is_finite
from newsparse.quotes.introduction import (
    introducing_cue,
    named_alone,
    said_by,
    sentence_up_to,
)
from newsparse.quotes.layout import DASHES, MARKS, SENTENCE_END, trimmed
from newsparse.quotes.page import Page
from newsparse.record import QuoteType
from newsparse.sources import (
    BODIES,
    entity_at,
    is_definite,
    is_in_group,
    names_person,
    subject,
)

COLON = frozenset({":"})
LABEL_LENGTH = 6  # tokens before the colon: `Reineigar Nils Áilu Vars:`
CLAIM_LENGTH = 18  # tokens of a headline's claim
SIGNATURE_LENGTH = 16  # tokens that a name and its account can take
ABOUT = frozenset({"om"})
CIRCUMSTANCES = ABOUT | {"etter", "før", "til", "på", "i"}
TEASES = frozenset({"slik", "sånn", "derfor", "difor", "dette", "her", "nå", "no"})
TELLS_HOW = frozenset({"slik", "sånn", "derfor", "difor"})
ADDRESS = frozenset({"du", "deg", "dykk", "dere", "de"})


def transcript(page: Page) -> Iterator[Attribution]:
    """Find the turns of an interview that is set as a play, name by name.

    nb: `Moe: Hvorfor vil du det?` / `Lie: Fordi jeg kan.` → content `Fordi jeg kan.`, source `Lie`
    nn: `Spørsmål: Kvifor?` / `Svar: Fordi eg kan.` → content `Fordi eg kan.`, introduced by `Svar`

    Several paragraphs must be set like that, and somebody say `I` or `you`, or ask. The name can
    stand on a line of its own: `Kari Vik (45), rektor:` / `Jeg vil det.` Who has talked so once in
    the article does so elsewhere in it, too.
    """
    runs = [(run, _is_talk(run)) for run in _runs(page)]
    known = {_name_of(label) for run, talk in runs if talk for label, _ in run}
    for run, talk in runs:
        if talk or all(_name_of(label) in known for label, _ in run):
            yield from (_spoken(label, said) for label, said in run)


def _runs(page: Page) -> Iterator[list[tuple[Span, Span]]]:
    """Yield the turns that stand below each other, each as its label and what is said."""
    run: list[tuple[Span, Span]] = []
    above: Span | None = None
    for paragraph in [*page.paragraphs, None]:
        turn = _turn(paragraph, page, run) if paragraph is not None else None
        label = _label_above(paragraph, page) if paragraph is not None else None
        if turn is None and above is not None and paragraph is not None and label is None:
            turn = (above, paragraph) if page.words[paragraph.start] not in DASHES | MARKS else None
        above = label
        if turn is not None:
            run.append(turn)
        elif above is not None:
            continue
        elif paragraph is None or not _is_aside(paragraph):
            if run:
                yield run
            run = []


def _name_of(label: Span) -> str:
    """The last word of a label's name, without brackets: `Vik` of `Ordfører Kari Vik (Ap)`."""
    words = label.text.casefold().split(" (")[0].split()
    return words[-1] if words else ""


def _turn(
    paragraph: Span, page: Page, run: Sequence[tuple[Span, Span]]
) -> tuple[Span, Span] | None:
    """Return the name before the colon and what stands behind it.

    run: the turns before it; below a name also an office speaks (`Kommuneadvokaten: …`).
    """
    start = paragraph.start
    for colon in range(start + 1, min(start + LABEL_LENGTH + 1, paragraph.end - 1)):
        if page.words[colon] != ":":
            continue
        words = page.words[start:colon]
        label, said = page.doc[start:colon], page.doc[colon + 1 : paragraph.end]
        named = words[0][0].isupper() and _is_name(_without_brackets(words), page.people)
        role = len(words) == 1 and words[0].lower() in lexicon().groups["turn"]
        office = len(run) > 1 and len(words) == 1 and _is_office(label[0])
        if not (named or role or office) or page.words[colon + 1] in DASHES | MARKS:
            return None
        return label, said
    return None


def _label_above(paragraph: Span, page: Page) -> Span | None:
    """`Kari Vik (45), rektor:` on a line of its own; nothing is said in it."""
    last = paragraph.end - 1
    if len(paragraph) > SIGNATURE_LENGTH or not page.words[last].endswith(":"):
        return None
    name = entity_at(paragraph[0])
    person = name is not None and name.label_ == "PER" and name.start == paragraph.start
    behind = page.words[name.end] if person and name is not None else ""
    told = any(is_finite(t) and not lexicon().is_person(t.lower_) for t in paragraph)  # `lærer`
    return page.doc[paragraph.start : last] if behind[:1] in (":", ",", "(") and not told else None


def _without_brackets(words: Sequence[str]) -> Sequence[str]:
    """`Kari Vik` of `Kari Vik (Ap)`"""
    return words[: words.index("(")] if "(" in words[1:] and words[-1] == ")" else words


def _is_office(label: Token) -> bool:
    person = label.pos_ == "NOUN" and names_person(label)
    return person and is_definite(label)


def _is_name(words: Sequence[str], people: frozenset[str]) -> bool:
    """Tell whether all capitalised words are names of people, but for a title before them."""
    titled = len(words) > 1 and lexicon().is_person(words[0].lower())
    names = [w.casefold() for w in words[titled:] if w[0].isupper()]
    return bool(names) and all(name in people for name in names)


def _spoken(label: Span, said: Span) -> Attribution:
    """A name is the source; `Spørsmål:` and `Svar:` only introduce."""
    if label.text.lower() in lexicon().groups["turn"]:
        return Attribution("direct", "transcript", (said,), introduction=label)
    name = next((e for t in label if (e := entity_at(t)) is not None and e.label_ == "PER"), label)
    return Attribution("direct", "transcript", (said,), source=name)


def _is_aside(paragraph: Span) -> bool:
    """`(Pause.)`"""
    return paragraph[0].text.startswith("(") and paragraph[-1].text.endswith(")")


def _is_talk(run: list[tuple[Span, Span]]) -> bool:
    """Two turns or more in which people talk to each other; player by player is none."""
    if len({label.text.casefold() for label, _ in run}) < 2:
        return False
    own = lexicon().pronouns["first_person"] | ADDRESS
    return any(t.text == "?" or t.lower_ in own for _, said in run for t in said)


def claim_headline(page: Page) -> Iterator[Attribution]:
    """Find headlines that give somebody's claim behind a name.

    nb: `Moe: Vi må bygge mer` → content `Vi må bygge mer`, source `Moe`, direct
    nn: `Riksrevisjonen: Kommunen braut lova` → content `Kommunen braut lova`, indirect

    In the first person, or by a person, it is direct. A place (`Oslo: …`) is no source.
    """
    run: list[Attribution] = []
    for paragraph in page.paragraphs:
        colon = _colon(paragraph, page)
        quote = _claim(page.doc[paragraph.start : colon + 1], paragraph, page) if colon else None
        if quote is not None:
            run.append(quote)
            continue
        if len(run) == 1:  # one below the other they are results, a cast, players' marks
            yield run[0]
        run = []
    if len(run) == 1:
        yield run[0]


def _colon(paragraph: Span, page: Page) -> int | None:
    """The colon near the start of a headline, before a capital or a number."""
    words, start, end = page.words, paragraph.start, paragraph.end
    if end - start > LABEL_LENGTH + CLAIM_LENGTH or words[end - 1] in SENTENCE_END:
        return None
    for colon in range(start + 1, min(start + LABEL_LENGTH + 1, end - 2)):
        if words[colon] == ":":
            first = words[colon + 1]
            opens = first[0].isupper() or first[0].isdigit()
            return colon if opens and first not in DASHES | MARKS else None
    return None


def _claim(lead: Span, paragraph: Span, page: Page) -> Attribution | None:
    said = page.doc[lead.end : paragraph.end]
    # `EU advarer: Ingen utsettelse`: over the article; further down it leads to what follows
    over = lead.start == page.paragraphs[0].start
    found = (introducing_cue(lead, page) or _shown(lead, page)) if over else None
    if found is not None and found[0].verb.kind == "show":
        quote = Attribution("indirect", "claim_headline", (said,))
        return said_by(quote, *found) if any(is_finite(t) for t in said) else None
    if found is not None and found[1] is not None and is_citable(found[1]):
        if said[0].lower_ in TEASES | lexicon().pronouns["interrogative"]:
            return None  # `Ekspert forteller: Slik gjør du det`
        quote = Attribution(_type_of(found[1], said), "claim_headline", (said,))
        return said_by(quote, *found)
    source = _claimant(lead, said)
    teases = TEASES if source is not None and source.root.ent_type_ in BODIES else TELLS_HOW
    if said[0].lower_ in teases and not _in_first_person(said):
        return None  # `Treningspodden: Slik blir du sterk`, `Moe om Vik: Derfor ble de uvenner`
    stated = any(is_finite(t) for t in said)
    media = source is not None and is_in_group(source.root, "media")  # `Lærer dømt for vold`
    noun = source is not None and source.root.pos_ == "NOUN" and not media
    titled = source is not None and len(source) > 1 and not over  # `Kari Vik: Det store eventyret`
    if source is None or (not stated and (noun or titled or said[0].like_num)):
        return None  # `Treneren: Ola Moe`, `Kari Vik: 12 stemmer`
    return Attribution(_type_of(source, said), "claim_headline", (said,), source=source)


def colon_sentence(page: Page) -> Iterator[Attribution]:
    """Find a sentence without marks that a reporting clause and a colon introduce.

    nb: `Hansen svarte kort: Planen er lagt.` → content `Planen er lagt`, source `Hansen`
    nn: `Hansen svara kort: Planen er lagd.` → content `Planen er lagd`, source `Hansen`
    """
    for colon in page.asked.places(COLON):
        paragraph = page.paragraphs[bisect_right(page.paragraph_starts, colon) - 1]
        if not paragraph.start <= colon < paragraph.end - 2:
            continue
        end = min(page.sentence(colon + 1)[1], paragraph.end)
        said = page.doc[colon + 1 : end - (page.words[end - 1] == ".")]
        if not said or not said[0].is_title or not any(is_finite(t) for t in said):
            continue
        if any(page.words[cue.start - 1] == "," for cue in page.cues_in(said.start, said.end)):
            continue  # `Vik er klar: Planen er lagt, sier hun`
        found = introducing_cue(sentence_up_to(colon + 1, paragraph, page), page)
        if found is not None and found[1] is not None and is_citable(found[1]):
            quote = Attribution(_type_of(found[1], said), "colon_sentence", (said,))
            yield said_by(quote, *found)


def _shown(lead: Span, page: Page) -> tuple[Cue, Span | None] | None:
    """`Rapport viser: Kommunen braut lova`"""
    cue = page.cue_index.get(lead.end - 2)
    head = subject(cue.token) if cue is not None and cue.verb.kind == "show" else None
    if cue is None or head is None or not names_document(head):
        return None
    return cue, source_of_document(head)


def _claimant(lead: Span, said: Span) -> Span | None:
    """A name alone, with a title or with what it is about (`Moe om boka:`), or an office.

    Behind `Moe etter tapet:` stands what happened to him, but for `Vi var dårlige`.
    """
    circumstances = CIRCUMSTANCES if _in_first_person(said) else ABOUT
    about = next((t.i for t in lead if t.lower_ in circumstances), lead.end - 1)
    if lead.doc[about + 1].lower_ == "bord":
        return None  # `Moe om bord på ferja:`
    named = named_alone(lead.doc[lead.start : about + 1])
    if named is not None:
        titles = lead.doc[lead.start : named.start]
        known = all(names_person(t) for t in titles)
        return named if known and named.end == about else None
    head = lead[-2]
    if len(lead) > 3 or head.pos_ != "NOUN":
        return None
    person = names_person(head) or is_in_group(head, "informant")
    if "Plur" in head.morph.get("Number", []):
        return lead[:-1] if person or is_in_group(head, "media") else None
    if len(lead) == 3 and lead[0].pos_ == "ADJ" and is_in_group(head, "media"):
        return lead[:-1]  # `Spansk avis: …`
    if len(lead) != 2:
        return None
    citable = person or is_in_group(head, "body") if is_definite(head) else names_document(head)
    return lead[:1] if citable else None


def _in_first_person(said: Span) -> bool:
    own = lexicon().pronouns["first_person"]
    return any(t.lower_ in own for t in said)


def _type_of(source: Span, said: Span) -> QuoteType:
    if _in_first_person(said):
        return "direct"
    several = source.root.pos_ == "NOUN" and not is_definite(source.root)  # `Forskere`, `Rapport`
    if source.root.ent_type_ not in BODIES and not several:
        return "direct"
    return "direct" if said[0].pos_ in ("VERB", "AUX") else "indirect"


def signature(page: Page) -> Iterator[Attribution]:
    """Find what is set over a name: messages over the writer's account, words over who said them.

    nb: `Vi rykker ut.` / `— Politiet (@politiet) 3. mai` → content `Vi rykker ut.`
    nn: `Me rykkjer ut.` / `— Politiet (@politiet) 3. mai` → content `Me rykkjer ut.`
    nb: `Jeg angrer ingenting.` / `Kari Vik, rektor` → content `Jeg angrer ingenting.`, where
    a reply says so, too
    """
    for message, line in pairwise(page.paragraphs):
        name = _name_under(message, line, page)
        if name is not None:
            yield Attribution("direct", "signature", (message,), source=name)
            continue
        if page.words[line.start] not in DASHES or page.words[message.start] in DASHES:
            continue
        account = account_in(line.start + 1, line.end, page)
        said = [*trimmed(message, _is_address)] if account is not None else []
        if account is not None and account > line.start + 1 and said:
            writer = page.doc[line.start + 1 : account]
            yield Attribution("direct", "signature", (said[0],), source=writer)


def _name_under(message: Span, line: Span, page: Page) -> Span | None:
    """The name on a line of its own under words of a reply that are set off.

    Where no reply has the words, a name can be a heading, a byline or who is mourned.
    """
    marked = page.words[message.start] in DASHES | MARKS
    if marked or len(line) > SIGNATURE_LENGTH or not _in_first_person(message):
        return None
    name = next((e for t in line[:LABEL_LENGTH] if (e := entity_at(t)) is not None), None)
    if name is None or name.label_ != "PER":
        return None
    titled = all(map(names_person, line.doc[line.start : name.start]))
    plain = not any(is_finite(t) or t.text == ":" for t in line.doc[name.end : line.end])
    return name if titled and plain and page.is_spoken(message) else None


def account_in(start: int, end: int, page: Page) -> int | None:
    """Where an account stands: in `OPS Politiet Oslo (@oslopolitiops) April 14, 2019` behind three.

    The index of the token, or of the bracket before it.
    """
    for i in range(start, min(start + SIGNATURE_LENGTH, end)):
        if page.words[i].startswith(("@", "(@")):
            return i - 1 if page.words[i - 1] == "(" else i
    return None


def _is_address(token: Token) -> bool:
    return token.is_space or token.like_url or "twitter.com/" in token.text


def signed_by(dash: int, end: int, page: Page) -> Span | None:
    """Return the name behind marked words: `«…» – Kari Vik`; up to the paragraph's end."""
    if dash + 1 >= end or page.words[dash] not in DASHES:
        return None
    name = entity_at(page.doc[dash + 1])
    if name is None or name.label_ != "PER" or name.start != dash + 1:
        return None
    rest = page.doc[name.end : end]
    plain = len(rest) <= SIGNATURE_LENGTH and not any(is_finite(t) for t in rest)
    return name if plain else None
