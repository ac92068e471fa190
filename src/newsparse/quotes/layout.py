"""How an article is set: paragraphs, replies that begin with a dash, stretches in marks."""

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from newsparse.pipeline import breaks_line

DASHES = frozenset({"–", "—", "-", "−", "‒", "―", "--"})
# these open wherever they stand; the rest opens or closes by the white space around it
OPENING = frozenset({"«", "„", "‘"})
UNDIRECTED = frozenset({"“", "”", '"', "»", "'", "''"})
CLOSING = frozenset({"»", "”", "“", '"', "''"})
SINGLE = {"‘": "’", "'": "'"}
SENTENCE_END = frozenset(".!?…:")
MARKS = OPENING | UNDIRECTED | CLOSING | {"’"}


def paragraphs(doc: Doc) -> Iterator[Span]:
    """Yield the stretches between line breaks, without white space at their edges."""
    start = 0
    for token in doc:
        if breaks_line(token):
            yield from trimmed(doc[start : token.i])
            start = token.i + 1
    yield from trimmed(doc[start:])


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


def marked(paragraph: Span) -> list[Span]:
    """Return the outermost stretches in quotation marks, with their marks.

    Newspapers mix «…», “…”, „…“, ”…” and "…", sometimes in one pair (`«…"`), so a mark opens by
    its shape or by the white space around it, and any closing mark closes.
    """
    found: list[Span] = []
    opened: list[Token] = []
    for token in paragraph:
        text = token.text
        if opened and _closes(token, opened[-1]):
            first = opened.pop()
            if not opened and token.i - first.i > 1:
                found.append(paragraph.doc[first.i : token.i + 1])
        elif text in OPENING or (text in UNDIRECTED and _stands_before_word(token)):
            opened.append(token)
    return found


def _closes(token: Token, first: Token) -> bool:
    if first.text in SINGLE:
        return token.text == SINGLE[first.text]
    return token.text in CLOSING and not _stands_before_word(token)


def _stands_before_word(token: Token) -> bool:
    before = token.nbor(-1) if token.i else None
    free = before is None or bool(before.whitespace_) or before.is_space or before.text in "(–—-"
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return free and not token.whitespace_ and after is not None and not after.is_space


def reply_starts(paragraph: Span) -> list[int]:
    """Return the indexes of the dashes that begin a reply in this paragraph.

    A dash does so at the paragraph's start and behind the end of a sentence or a colon, when a
    capital, a digit or a quotation mark follows.
    """
    return [
        token.i
        for token in paragraph
        if token.text in DASHES and token.i + 1 < paragraph.end and _begins_reply(token, paragraph)
    ]


def _begins_reply(dash: Token, paragraph: Span) -> bool:
    if dash.i == paragraph.start:
        return True
    after = dash.nbor(1)
    if not (after.text[0].isupper() or is_mark(after)):
        return False
    before = dash.nbor(-1)
    if is_mark(before) and before.i > paragraph.start:
        before = before.nbor(-1)
    return before.text[-1] in SENTENCE_END
