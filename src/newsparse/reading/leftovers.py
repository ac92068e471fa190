"""What programs leave in a text: codes of mail, tags, escaped characters, line breaks spelt out.

nb: `på &oslash;ya.<br><br>– Vi m=C3=A5`; nn: `på &oslash;ya.\\n\\n– Vi m=C3=A5`
"""

import quopri
import re
from html.entities import html5

from newsparse.reading.elements import TAG
from newsparse.reading.escapes import CHARACTER, unescaped
from newsparse.reading.markup import BLANK_LINE, text_of_string

# what a mail's source has for other letters, a blank at a line's end, and a line's end in a word
CODED = re.compile(r"(?:=[0-9A-F]{2})+|=\n")
IS_CODED = re.compile(r"=C3=[89AB][0-9A-F]|=E2=80|=[CEF][568]\w|=20\n|[^\W\d_]{2}=\n[^\W\d_]{2}")
ADDRESS = re.compile(r"(?:://|www\.)\S+")
FEWEST_CODES = 2
# signs that stand escaped in texts that are no HTML, too
SIGNS = frozenset(("amp", "lt", "gt"))
# a line's end in a text that has tags, but between two of them
LINE_END = re.compile(r"(?<![>\n])\n(?!\s*<)")
# line breaks written as two signs each, in a text that has no others: `… vant.\n\n– Ja`
SPELT_BREAK = re.compile(r"(?:\\r)?\\n")
IS_SPELT = re.compile(r"""(?:\\n|[.!?»”"'])(?:\\r)?\\n""")


def has_markup(text: str) -> bool:
    """Tell whether a text is HTML, by its tags or what stands escaped in it; `<3` and `&` are not.

    >>> has_markup("Kari&nbsp;Vik"), has_markup("Tom &amp; Jerry <3 Oslo")
    (True, False)
    """
    if TAG.search(text):
        return True
    if "&" not in text:
        return False
    names = (found[1] for found in CHARACTER.finditer(text))
    return (
        any(name[0] == "#" or (name not in SIGNS and f"{name};" in html5) for name in names)
        or TAG.search(unescaped(text)) is not None
    )


def without_leftovers(text: str) -> str:
    """Return a plain text as its writer meant it; one without leftovers as it stands."""
    text = with_breaks(_from_mail(text))
    if not has_markup(text):
        return text
    lines = BLANK_LINE.sub("<p>", text.strip())
    return text_of_string(LINE_END.sub("<br>", lines) if TAG.search(text) else text)


def with_breaks(text: str) -> str:
    """Return a text with line breaks for what spells them."""
    if "\n" in text or IS_SPELT.search(text) is None:
        return text
    return SPELT_BREAK.sub("\n", text)


def _from_mail(text: str) -> str:
    """Decode what was copied out of a mail's source: `p=C3=A5 en pre=⏎ssemelding.=20`.

    A text in which the sign `=` stands for anything else, but in addresses, stays as it stands.
    """
    if IS_CODED.search(text) is None:
        return text
    rest = ADDRESS.sub("", text)
    codes = CODED.findall(rest)
    if len(codes) < FEWEST_CODES or "".join(codes).count("=") < rest.count("="):
        return text
    return CODED.sub(lambda found: _decoded(found[0]), text)


def _decoded(code: str) -> str:
    data = quopri.decodestring(code.encode())
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
