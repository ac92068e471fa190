"""How an article is set: paragraphs, replies that begin with a dash, stretches in marks."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from newsparse.lexicon import lexicon

DASHES = frozenset({"–", "—", "-", "−", "‒", "―", "--"})
# these open wherever they stand; the rest opens or closes by the white space around it
OPENING = frozenset({"«", "„", "‘"})
UNDIRECTED = frozenset({"“", "”", '"', "»", "'", "''"})
CLOSING = frozenset({"»", "”", "“", '"', "''"})
SINGLE = {"‘": "’", "'": "'"}
SENTENCE_END = frozenset(".!?…:")
TIME = re.compile(r"\d{1,2}([.:]\d\d){0,2}\.?")
TIME_WORDS = frozenset({"kl", "kl.", ".", "klokka", "klokken"})
TIME_LENGTH = 3  # tokens of a time before a dash: `Kl. 14.20`
MARKED_PARAGRAPHS = 8  # how far a mark that is not closed is followed
MARKS = OPENING | UNDIRECTED | CLOSING | {"’"}


def trimmed(span: Span, drop: Callable[[Token], bool] = lambda t: t.is_space) -> Iterator[Span]:
    """Yield the span without the tokens at its edges that `drop` names; nothing if none is left."""
    start, end = span.start, span.end
    while start < end and drop(span.doc[start]):
        start += 1
    while end > start and drop(span.doc[end - 1]):
        end -= 1
    if start < end:
        yield span.doc[start:end]


def ends_in_colon(span: Span) -> bool:
    """Tell whether a stretch ends in a colon; the tokenizer may glue it, as in `(45):`."""
    return len(span) > 0 and span[-1].text.endswith(":")


def is_mark(token: Token) -> bool:
    """Tell whether the token is a quotation mark."""
    return token.text in MARKS


@dataclass(frozen=True)
class Stretch:
    """What quotation marks set apart, over one paragraph or several."""

    start: int  # the opening mark
    end: int  # behind the closing mark; behind the paragraph where there is none
    content: tuple[Span, ...]  # without the marks; a span for each time that they are opened
    number: int  # of the paragraph that it begins in
    last: int  # of the paragraph that it ends in


def marked(span: Span, words: Sequence[str] | None = None) -> list[Span]:
    """Return the outermost stretches in quotation marks, with their marks.

    words: the text of all of the Doc's tokens, where the caller has it.

    Newspapers mix «…», “…”, „…“, ”…” and "…", sometimes in one pair (`«…"`), so a mark opens by
    its shape or by the white space around it, and any closing mark closes.
    """
    if words is None:
        marks = [t.i for t in span if t.text in MARKS]
    else:
        marks = [i for i in range(span.start, span.end) if words[i] in MARKS]
    found = _pairs(span.doc, marks)[0] if len(marks) > 1 else []
    return [span.doc[start:end] for start, end in found]


def _pairs(
    doc: Doc, marks: Iterable[int], carried: Token | None = None
) -> tuple[list[tuple[int, int]], Token | None]:
    """Pair the marks at these tokens; return the outermost pairs and the first one left open.

    carried: the mark that is open from a paragraph before.
    """
    found: list[tuple[int, int]] = []
    opened: list[Token] = [] if carried is None else [carried]
    for i in marks:
        token = doc[i]
        if opened and _closes(token, opened[-1]):
            first = opened.pop()
            if not opened and i - first.i > 1:
                found.append((first.i, i + 1))
        elif token.text in OPENING or (token.text in UNDIRECTED and _stands_before_word(token)):
            opened.append(token)
    return found, opened[0] if opened else None


def stretches(paragraphs: Sequence[Span], words: Sequence[str]) -> Iterator[Stretch]:
    """Yield what marks set apart in an article, in text order.

    A mark may be closed some paragraphs further on, where it is opened again in each paragraph or
    in none; or never, where the article has lost it.
    """
    reach = 0  # where the last one ends that goes over paragraphs
    for number, paragraph in enumerate(paragraphs):
        marks = [i for i in range(max(paragraph.start, reach), paragraph.end) if words[i] in MARKS]
        if not marks:
            continue
        doc = paragraph.doc
        pairs, left = _pairs(doc, marks)
        for start, end in pairs:
            if left is None or start < left.i:
                yield Stretch(start, end, bare(doc[start:end]), number, number)
        if left is not None and _may_go_on(left, paragraph):
            furthest = number + MARKED_PARAGRAPHS if left.i == marks[-1] else number
            long = _over_paragraphs(left, paragraphs, (number, furthest), words)
            if long is not None:
                reach = long.end
                yield long


def _may_go_on(mark: Token, paragraph: Span) -> bool:
    """An opening mark at the paragraph's start or behind a colon, in no dash reply."""
    if mark.text in SINGLE or paragraph[0].text in DASHES:
        return False
    return mark.i == paragraph.start or mark.nbor(-1).text.endswith(":")


def _over_paragraphs(
    mark: Token, paragraphs: Sequence[Span], reach: tuple[int, int], words: Sequence[str]
) -> Stretch | None:
    """Follow an open mark to where it is closed.

    reach: the number of its paragraph and of the last one that it can go to. Closed nowhere, it
    goes to the end of its own paragraph, when that ends a sentence.
    """
    number, furthest = reach
    doc, first = mark.doc, paragraphs[number]
    starts, ends = [mark.i], [first.end]
    for last in range(number + 1, min(furthest + 1, len(paragraphs))):
        paragraph = paragraphs[last]
        if words[paragraph.start] in DASHES:
            break
        again = words[paragraph.start] in MARKS
        if again:
            starts.append(paragraph.start)
        else:
            ends.pop()
        inside = range(paragraph.start + again, paragraph.end)
        pairs, open_ = _pairs(doc, (i for i in inside if words[i] in MARKS), mark)
        closing = next((end for start, end in pairs if start == mark.i), None)
        ends.append(closing or paragraph.end)
        if closing is not None:
            spans = zip(starts, ends, strict=True)
            content = tuple(part for start, end in spans for part in bare(doc[start:end]))
            return Stretch(mark.i, closing, content, number, last)
        if open_ is None:
            break
    if first[-1].text not in SENTENCE_END:
        return None
    return Stretch(mark.i, first.end, bare(doc[mark.i : first.end]), number, number)


def bare(span: Span) -> tuple[Span, ...]:
    """The speech without commas, dashes and marks at its edges.

    A mark stays where its other half stands inside: `Jeg sa: «Gå hjem»`.
    """
    inner: set[int] = set()
    for speech in trimmed(span, _is_edge):
        pairs, _ = _pairs(span.doc, [t.i for t in speech if t.text in MARKS])
        inner = {i for s, e in pairs if (s, e) != (speech.start, speech.end) for i in (s, e - 1)}
    return tuple(trimmed(span, lambda t: _is_edge(t) or (is_mark(t) and t.i not in inner)))


def _is_edge(token: Token) -> bool:
    return token.is_space or token.text == "," or token.text in DASHES


def _closes(token: Token, first: Token) -> bool:
    if first.text in SINGLE:
        return token.text == SINGLE[first.text]
    return token.text in CLOSING and not _stands_before_word(token)


def _stands_before_word(token: Token) -> bool:
    before = token.nbor(-1) if token.i else None
    free = before is None or bool(before.whitespace_) or before.is_space or before.text in "(–—-"
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if not free or token.whitespace_ or after is None or after.is_space:
        return False
    return after.text[0] not in ",.;:!?)"  # a closing mark that the writer has set apart: `… . ",`


def reply_starts(paragraph: Span, words: Sequence[str]) -> list[int]:
    """Return the indexes of the dashes that begin a reply in this paragraph.

    A dash does so at the paragraph's start, behind a time there (`14.20 – Vi har kontroll`), and
    behind the end of a sentence or a colon, when a capital or a quotation mark follows.
    """
    places = range(paragraph.start, paragraph.end - 1)
    dashes = [paragraph.doc[i] for i in places if words[i] in DASHES]
    return [dash.i for dash in dashes if _begins_reply(dash, paragraph)]


def _begins_reply(dash: Token, paragraph: Span) -> bool:
    if dash.i == paragraph.start:
        return True
    after = dash.nbor(1)
    before = dash.nbor(-1)
    number = after.text[0].isdigit() and before.text.endswith(":")  # `Moe: - 30 kampar er nok`
    if not (after.text[0].isupper() or is_mark(after) or number):
        return False
    if is_mark(before) and before.i > paragraph.start:
        before = before.nbor(-1)
    if before.text[-1] in SENTENCE_END:
        return True
    opening = paragraph.doc[paragraph.start : dash.i]
    timed = len(opening) <= TIME_LENGTH and all(_is_of_time(t) for t in opening)
    return timed and any(map(_tells_speech, paragraph.doc[dash.i + 1 : paragraph.end]))


def _tells_speech(token: Token) -> bool:
    """`14.20 – Vi har kontroll`, `…, sier Moe`; but `19.30 – Konsert` is a programme."""
    return token.lower_ in lexicon().pronouns["first_person"] or token.lower_ in lexicon().verbs


def _is_of_time(token: Token) -> bool:
    """`14.20`, `kl. 14:20`; neither the year nor the date of a chronology: `1997 – Flytter hjem`"""
    return bool(TIME.fullmatch(token.text)) or token.lower_ in TIME_WORDS
