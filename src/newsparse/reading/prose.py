"""Whether a text is prose: source code, logs, settings and noise are not.

Each measure is a share that stands far from every news text, and has its threshold between. What
is short is never refused: a line of code may stand in an article.
"""

import re

# addresses of pages and of people; `@` begins a name on social media
ADDRESS = re.compile(r"(?<!\S)\S*?(?:://|www\.|@)\S*")
# what programs are written with and articles are not: `{`, `x = 1`, `f(`, `a["b"]`, `);`, `</p>`
CODE = re.compile(
    r"[{}=_\\^`]|\w\(|\": ?[\[\"{]|[\w\])]\[(?=[\w\"'])(?!\d+\])|\)[;:{]|<[/!?a-zA-Z]|->|::|&&"
    r"|\|\||^[ \t]*(?:#[ !]|//)"
    r"|\b(?:SELECT|WHERE|JOIN|VALUES|INSERT INTO|(?:CREATE|ALTER) TABLE|(?:ORDER|GROUP) BY"
    r"|NOT NULL|PRIMARY KEY)\b",
    re.MULTILINE,
)
RULE = re.compile(r"^(?:[^\w\n]|_)+$", re.MULTILINE)  # `=====`, `* * *`
WORD = re.compile(r"[\W_]*[^\W\d_]+(?:[-'’´`./–][^\W\d_]+)*\d*[\W_]*")
NUMBER = re.compile(r"[\W_]*\d+(?:[^\w\s]+\d+)*[^\W\d_]{0,4}[\W_]*")
PUNCTUATION = re.compile(r"[\W_]{1,3}")
ENCODED = re.compile(r"[!-~]{60,}")  # base64; no word is that long
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1d\x7f\ufffd]")  # the last two are Word's hyphens
# the beginning of a line in a log, and of one in a file of settings
LOG = re.compile(
    r"\s*(?:[\[(<]?\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} \d\d:\d\d:\d\d "
    r"|\d{1,3}(?:\.\d{1,3}){3} \S+ \S+ \[|\[ *\d+\.\d+\] "
    r"|[\[(]?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b[\])]?[ :])"
)
HEX = re.compile(r"\s*[0-9a-fA-F]{6,8}:?\s+(?:[0-9a-fA-F]{2,4}\s+){4}")
SETTING = re.compile(r"\s*(?:- )?[a-z][\w.-]*\s?:(?:\s|$)|\s*- [\w./-]+$")

SHORTEST = 100  # characters that tell; blanks are not counted
TELLING = 50_000  # the first characters of a long text, which tell as well as all of them
FEWEST = 5  # lines, or marks of code, that tell
# marks of code a character, of four kinds at least, and of any: of 930 news texts none has more
# than 0.0014, of 12,000 reviews six have up to 0.022, of one or two kinds that their system left
MOST_CODE, MOST_OF_FEW_KINDS = 0.008, 0.03
FEWEST_KINDS = 4
MOST_ENCODED = 0.5  # share of the characters that stand in such runs; news texts have none
MOST_ODD = 0.5  # share of what is neither word nor number; news texts have at most 0.12
MOST_CONTROL = 0.01
MOST_LINES = 0.5  # share of lines of a log, or of settings; news texts have at most 0.08


def no_prose(text: str) -> str | None:
    """Return what a text is that is no prose, for a sentence; None where it may be an article."""
    text = text[:TELLING]
    size = len("".join(text.split()))
    if size < SHORTEST:
        return None
    if len(CONTROL.findall(text)) > MOST_CONTROL * size:
        return "binary data"
    lines = [line for line in text.splitlines() if line.strip()]
    for kind, form in (("a log", LOG), ("a file of settings", SETTING), ("binary data", HEX)):
        if len(lines) >= FEWEST and sum(form.match(x) is not None for x in lines) > (
            MOST_LINES * len(lines)
        ):
            return kind
    bare = ADDRESS.sub("", RULE.sub("", text))
    if sum(map(len, ENCODED.findall(bare))) > MOST_ENCODED * size:
        return "encoded data"
    marks = [re.sub(r"\w", "a", found[0]) for found in CODE.finditer(bare)]
    share = MOST_CODE if len(set(marks)) >= FEWEST_KINDS else MOST_OF_FEW_KINDS
    if len(marks) > max(FEWEST, share * size):
        return "source code"
    words = [word for word in bare.split() if word.isascii()]  # other alphabets need no blanks
    odd = sum(
        not any(form.fullmatch(word) for form in (WORD, NUMBER, PUNCTUATION)) for word in words
    )
    return "noise" if odd > MOST_ODD * len(words) else None
