"""Who is cited and not named: a phrase of the article, the fullest that it takes up."""

from spacy.tokens import Span

from newsparse.documents import names_document
from newsparse.record import Basis
from newsparse.sources import (
    head_of,
    is_definite,
    is_in_group,
    is_one_person,
    is_plural,
    last_part,
)
from newsparse.speakers.speaker import Speaker

SHORTEST_PART = 5  # letters of a compound's last part that takes up the whole


class Unnamed:
    """The phrases of an article that stand for somebody whom it does not name."""

    def __init__(self) -> None:
        self.cited: dict[tuple[str, bool], Speaker] = {}  # by noun and number

    def of(self, source: Span) -> Speaker:
        """The phrase as written, or the fuller one that it takes up: `kilden`, `en kilde i …`."""
        head = head_of(source)
        basis: Basis = "document" if names_document(head) else "description"
        one = is_one_person(head) or is_in_group(head, "accused")
        said = Speaker(source.text, None, basis, one)
        if basis == "document":
            return said
        noun, plural = last_part(head), is_plural(head)
        if len(source) == 1 and is_definite(head) and (noun, plural) in self.cited:
            return self.cited[noun, plural]
        for start in range(max(len(noun) - SHORTEST_PART, 0) + 1):  # `valgkommisjonen`
            known = self.cited.setdefault((noun[start:], plural), said)
            if " " not in known.name:
                self.cited[noun[start:], plural] = said
        return said
