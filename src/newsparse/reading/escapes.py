"""What stands escaped in markup: characters, signs, and tags where none should be."""

import re
from html.entities import html5

from newsparse.reading.elements import TAG

# elements that stand for a sign
SIGNS = {"endash": "–", "emdash": "—"}
DASH_TAG = re.compile(
    r"<(en|em)dash\s{0,9}(?:/>|>(?:[-–—\s]{0,9}</\1dash\s{0,9}>)?)", re.IGNORECASE
)
CHARACTER = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
# what Python's parser takes for a section and refuses: `<![` before anything but these
NO_SECTION = re.compile(
    r"<!\[(?!(?:cdata|temp|ignore|include|rcdata|if|else|endif)(?![-.\w]))", re.IGNORECASE
)
LONG_REFERENCE = re.compile(r"&#(\d{8,}|[xX][0-9a-fA-F]{7,});?")  # no character; Python refuses it


def unescaped(text: str) -> str:
    """Return a text with the characters that stand escaped in it, such as `&nbsp;`."""
    return CHARACTER.sub(_character, text) if "&" in text else text


def without_escapes(text: str) -> str:
    """Return a text in which a tag or character is itself, where all stand escaped twice."""
    text = DASH_TAG.sub(_dash, text)
    return text if TAG.search(text) else DASH_TAG.sub(_dash, unescaped(text))


def _character(reference: re.Match[str]) -> str:
    name = reference[1]
    if not name.startswith("#"):
        return html5.get(f"{name};", reference[0])
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    is_one = (32 <= code < 0x110000 and not 0xD800 <= code < 0xE000) or code in (9, 10, 13)
    return chr(code) if is_one else "\ufffd"


def _dash(tag: re.Match[str]) -> str:
    return SIGNS[f"{tag[1].lower()}dash"]


def harmless(fragment: str) -> str:
    """Return HTML that is parsed in linear time, and of which nothing is refused."""
    closed = fragment.rfind(">") + 1
    rest = fragment[closed:].replace("<", "&lt;")  # else each `<a ` is tried to the end in vain
    return NO_SECTION.sub("&lt;![", LONG_REFERENCE.sub("\ufffd", fragment[:closed] + rest))
