"""XML of any origin as a tree: parsed safely, mended where one can know how, and looked up by name.

What is mended: a declared single-byte encoding that is UTF-8 in truth, HTML's named characters
(`&nbsp;`), control characters, and a DTD elsewhere that the file would have fetched.
"""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from newsparse.errors import ReadingError
from newsparse.reading.document import Entry
from newsparse.reading.elements import local_name
from newsparse.reading.markup import line_of_html
from newsparse.reading.text import decode

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PROLOGUE = 8192  # bytes in which a declaration and a DOCTYPE end
DECLARED = re.compile(
    rb"""^(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.-]+)"""
)
SINGLE_BYTE = re.compile(rb"(iso-?8859|windows-125|cp-?125|latin|(us-)?ascii)", re.IGNORECASE)
# declarations that only name a DTD elsewhere, as in NewsML 1.2 with NITF's inside; none is fetched
DTD_ELSEWHERE = re.compile(
    rb"(<!DOCTYPE\b[^>\[]{0,999})"
    rb"\[\s*(?:<!ENTITY\s+%\s+[\w.-]{1,99}\s+(?:SYSTEM|PUBLIC)\s[^<>]{0,999}>\s*%[\w.-]{1,99};\s*)+\]"
)
OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
CONTROLS = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\n\r")
CONTROL_REFERENCE = re.compile(
    r"&#(?:0{0,9}(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0{0,9}(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)


def read_other(entry: Entry) -> NoReturn:
    """Say what kind of XML it is that is no news."""
    root = parse_xml(entry.content, entry.path, entry.options.encoding)
    raise ReadingError.unknown_xml(entry.path, local_name(root))


def parse_xml(content: bytes, name: str, encoding: str | None) -> Element:
    """Parse XML of any origin: entities and defaults of its own and external ones are refused.

    The declared encoding counts, where `encoding` does not override it and the bytes do not belie
    it. Raises ReadingError.
    """
    if b"<!ATTLIST" in content.replace(b"\0", b""):  # defaults are repeated in every element
        raise ReadingError.unsafe_xml(name)
    source = decode(content, name, encoding) if encoding else _as_encoded(_without_dtd(content))
    root: Element
    try:
        try:
            root = fromstring(source, forbid_dtd=False)
        except ParseError:
            mended = _mended(source)
            if mended == source:
                raise
            root = fromstring(mended, forbid_dtd=False)
    except DefusedXmlException:
        raise ReadingError.unsafe_xml(name) from None
    except (ParseError, ValueError, LookupError) as error:
        raise ReadingError.broken_xml(name, str(error)) from None
    return root


def _without_dtd(content: bytes) -> bytes:
    found = DTD_ELSEWHERE.search(content, 0, PROLOGUE)
    return content[: found.end(1)] + content[found.end() :] if found else content


def _as_encoded(content: bytes) -> bytes | str:
    """Decode what is UTF-8 whatever it declares: in Latin-1, `Ã¥` is hardly ever meant."""
    declared = DECLARED.match(content[:PROLOGUE])
    if declared is None or not SINGLE_BYTE.match(declared[1]) or content.isascii():
        return content
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content


def _mended(source: bytes | str) -> bytes | str:
    """Write named characters as numbers, and leave out what XML cannot hold."""
    if isinstance(source, bytes):
        if b"\0" in source:  # UTF-16
            return source
        return _mended_text(source.decode("latin-1")).encode("latin-1")
    return _mended_text(source)


def _mended_text(text: str) -> str:
    return NAMED.sub(_numbered, CONTROL_REFERENCE.sub("", text.translate(CONTROLS)))


def _numbered(named: re.Match[str]) -> str:
    characters = "" if named[1] in OF_XML else html5.get(f"{named[1]};", "")
    return "".join(f"&#{ord(character)};" for character in characters) or named[0]


def all_named(root: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name, in any namespace, in document order."""
    return (element for element in root.iter() if local_name(element) == name)


def first_named(root: Element, name: str) -> Element | None:
    """Return the first element of a name; None where there is none."""
    return next(all_named(root, name), None)


def outermost(root: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name that are in no other such element."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if local_name(element) == name:
            yield element
        else:
            waiting.extend(reversed(element))


def children_named(element: Element | None, name: str) -> list[Element]:
    """Return the child elements of a name."""
    return [child for child in element if local_name(child) == name] if element is not None else []


def line_of(element: Element | None) -> str:
    """Return an element's text on one line; the empty string where there is no element."""
    return line_of_html("".join(element.itertext())) if element is not None else ""


def value_of(root: Element, name: str, attribute: str | None = None) -> str:
    """Return the first value that elements of a name have as an attribute, or as their text."""
    for element in all_named(root, name):
        value = line_of(element) if attribute is None else element.get(attribute, "").strip()
        if value:
            return value
    return ""


def attributes_of(root: Element, table: tuple[tuple[str, str, str], ...]) -> dict[str, str]:
    """Return attributes by a table of keys, the elements' names, and the attributes'."""
    found = {}
    for key, name, attribute in table:
        element = first_named(root, name)
        if element is not None and (value := element.get(attribute)):
            found[key] = value
    return found


def to_bytes(element: Element, name: str) -> bytes:
    """Return an element as XML in UTF-8; raises ReadingError where it is nested too deeply."""
    try:
        content: bytes = tostring(element, "utf-8")
    except RecursionError:
        raise ReadingError.broken_xml(name, "nested too deeply") from None
    return content
