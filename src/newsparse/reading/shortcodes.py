"""WordPress's shortcodes in a post: `[gallery ids="1,2"]`, `[caption …]…[/caption]`."""

import re
from bisect import bisect

CODE = re.compile(
    r"\[(?P<end>/?)(?P<name>[a-z][\w-]{0,39})(?P<attributes>(?:\s[^\[\]]{0,999})?)/?\]"
)
ATTRIBUTE = re.compile(r"\s[\w-]+\s?=|://")
# what stands between these is no text of the post
CONTENT_LEFT_OUT = frozenset("audio caption embed gallery playlist video wp_caption".split())
SURE = re.compile(r"""\[(?:wp_)?(?:caption|gallery|embed|playlist)(?:\]|\s[^\[\]]{0,999}=)""")
WITHOUT_ATTRIBUTES = frozenset("audio gallery playlist toc video".split())
# a code without attributes is one where it stands alone; `[e-post]` in a sentence is a word
NEAR = 10
BEFORE_ALONE = re.compile(r"(?:[\n>]|\A)\s*\Z")
AFTER_ALONE = re.compile(r"\s*(?:[\n<]|\Z)")


def has_shortcodes(post: str) -> bool:
    """Tell by codes that nothing else looks like that a text is a post of WordPress."""
    return SURE.search(post) is not None


def without_shortcodes(post: str) -> str:
    """Return a post without its shortcodes; brackets round words, as in quotes, stay.

    >>> without_shortcodes('[caption id="a"]Foto: NN[/caption]– [Vi] vant, [b]sier[/b] hun.')
    '– [Vi] vant, sier hun.'
    """
    codes = list(CODE.finditer(post))
    ends: dict[str, list[int]] = {}
    for code in codes:
        if code["end"]:
            ends.setdefault(code["name"], []).append(code.start())
    paired = ends.keys() & {code["name"] for code in codes if not code["end"]}
    kept, position = [], 0
    for code in codes:
        if code.start() < position or not _is_code(code, paired):
            continue
        kept.append(post[position : code.start()])
        position = code.end()
        places = ends.get(code["name"], [])
        following = bisect(places, code.start())
        if not code["end"] and code["name"] in CONTENT_LEFT_OUT and following < len(places):
            position = places[following]
    return "".join((*kept, post[position:]))


def _is_code(code: re.Match[str], paired: set[str]) -> bool:
    name, post = code["name"], code.string
    if name in paired or ATTRIBUTE.search(code["attributes"]):
        return True
    if code["attributes"] or not (name in WITHOUT_ATTRIBUTES or "_" in name or "-" in name):
        return False
    before = post[max(0, code.start() - NEAR) : code.start()]
    after = post[code.end() : code.end() + NEAR]
    return bool(BEFORE_ALONE.search(before) and AFTER_ALONE.match(after))
