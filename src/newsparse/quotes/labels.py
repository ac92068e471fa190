"""Names set before or under the words that they stand for: transcripts, headlines, signatures."""

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Span

from newsparse.lexicon import lexicon
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.introduction import named_alone
from newsparse.quotes.layout import DASHES, MARKS, trimmed
from newsparse.quotes.page import Page
from newsparse.record import QuoteType
from newsparse.sources import BODIES, entity_at, is_definite, is_in_group, names_document

LABEL_LENGTH = 6  # tokens before the colon: `Reineigar Nils Áilu Vars:`
CLAIM_LENGTH = 18  # tokens of a headline's claim
FULL_STOPS = frozenset({".", "!", "?", "…", ":"})
ADDRESS = frozenset({"du", "deg", "dykk", "dere", "de"})


def transcript(page: Page) -> Iterator[Attribution]:
    """Find the turns of an interview that is set as a play, name by name.

    nb: `Moe: Hvorfor vil du det?` / `Lie: Fordi jeg kan.` → content `Fordi jeg kan.`, source `Lie`
    nn: `Spørsmål: Kvifor?` / `Svar: Fordi eg kan.` → content `Fordi eg kan.`, source `Svar`

    Several paragraphs must be set like that, and somebody say `I` or `you`, or ask.
    """
    run: list[tuple[Span, Span]] = []
    people = _names_of_people(page)
    for paragraph in [*page.paragraphs, None]:
        turn = _turn(paragraph, people, page) if paragraph is not None else None
        if turn is not None:
            run.append(turn)
        elif paragraph is None or not _is_aside(paragraph):
            if _is_talk(run):
                yield from (_said(label, said, "transcript") for label, said in run)
            run = []


def _names_of_people(page: Page) -> frozenset[str]:
    """The words of all names of people, as they are written in capitals too."""
    people = (e for e in page.doc.ents if e.label_ == "PER")
    return frozenset(t.text.casefold() for e in people for t in e)


def _turn(paragraph: Span, people: frozenset[str], page: Page) -> tuple[Span, Span] | None:
    """Return the name before the colon and what stands behind it."""
    start = paragraph.start
    for colon in range(start + 1, min(start + LABEL_LENGTH + 1, paragraph.end - 1)):
        if page.words[colon] != ":":
            continue
        words = page.words[start:colon]
        label, said = page.doc[start:colon], page.doc[colon + 1 : paragraph.end]
        named = (
            all(w.casefold() in people for w in words if w[0].isupper()) and words[0][0].isupper()
        )
        role = len(words) == 1 and words[0].lower() in lexicon().groups["turn"]
        if not (named or role) or page.words[colon + 1] in DASHES | MARKS:
            return None
        return label, said
    return None


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

    In the first person, or by a person, it is direct. A place or a subject (`Oslo: …`) is no source.
    """
    for number, paragraph in enumerate(page.paragraphs):
        turn = _claim(paragraph, page)
        if turn is None:
            continue
        label, source, said = turn
        yield Attribution(_type_of(source, said), "claim_headline", (said,), source=source)


def _claim(paragraph: Span, page: Page) -> tuple[Span, Span, Span] | None:
    words, start = page.words, paragraph.start
    if len(paragraph) > LABEL_LENGTH + CLAIM_LENGTH or words[paragraph.end - 1] in FULL_STOPS:
        return None
    for colon in range(start + 1, min(start + LABEL_LENGTH + 1, paragraph.end - 2)):
        if words[colon] == ":":
            first = words[colon + 1]
            if first in DASHES | MARKS or not (first[0].isupper() or first[0].isdigit()):
                return None
            source = _claimant(page.doc[start : colon + 1])
            said = page.doc[colon + 1 : paragraph.end]
            return (page.doc[start:colon], source, said) if source is not None else None
    return None


def _claimant(lead: Span) -> Span | None:
    named = named_alone(lead)
    if named is not None:
        return named
    if len(lead) == 2:
        head = lead[0]
        if head.pos_ == "NOUN" and is_definite(head):
            person = lexicon().is_person(head.lemma_.lower()) or is_in_group(head, "body")
            return lead[:1] if person else None
    return None


def _type_of(source: Span, said: Span) -> QuoteType:
    own = lexicon().pronouns["first_person"]
    if source.root.ent_type_ not in BODIES or any(t.lower_ in own for t in said):
        return "direct"
    return "direct" if said[0].pos_ in ("VERB", "AUX") else "indirect"


def _said(label: Span, said: Span, construction: str) -> Attribution:
    return Attribution("direct", construction, (said,), source=label)
