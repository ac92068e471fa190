"""Find the quotes of a parsed article."""

from spacy.tokens import Doc

from newsparse.quotes.attribution import Attribution
from newsparse.quotes.direct import find_direct
from newsparse.quotes.indirect import find_indirect
from newsparse.quotes.merge import merge

__all__ = ["Attribution", "find_attributions"]


def find_attributions(doc: Doc) -> list[Attribution]:
    """Return the attributions of a Doc that has a parse and entities, in text order."""
    return merge(find_direct(doc), find_indirect(doc))
