"""An interviewer's questions, which are nobody's quotes."""

from collections.abc import Sequence

from spacy.tokens import Doc, Span

from newsparse.lexicon import lexicon
from newsparse.quotes import Attribution
from newsparse.quotes.cues import cue_at

ANSWER_REACH = 16  # tokens from a question to its answer, a little narration between: `Ho ler.`
WANTS = frozenset({"vil", "ville"})
OWN = frozenset({"jeg", "meg", "min", "mitt", "eg"})


def find_questions(doc: Doc, quotes: Sequence[Attribution]) -> frozenset[int]:
    """Return the numbers of the replies that ask and are answered, or ask the one who spoke.

    nb: `– Hva nå?` / `– Nå sover jeg.`
    nn: `– Kva no?` / `– No søv eg.`
    """
    found: set[int] = set()
    for i, quote in enumerate(quotes):
        if quote.construction != "dash_reply" or quote.cue is not None:
            continue
        words = {token.lower_ for token in quote.content[-1]}
        if "?" not in doc[quote.end - 1 : quote.end + 1].text or words & OWN:
            continue
        answer = quotes[i + 1] if i + 1 < len(quotes) else None
        you = bool(words & lexicon().pronouns["second_person"])
        if answer is None:
            asked = you or i - 2 in found
        elif answer.construction == "dash_reply":
            asked = answer.start - quote.end <= ANSWER_REACH
        else:
            asked = you and bool(found)
        if asked:
            found.add(i)
    return frozenset(found)


def asks(sentence: Span) -> bool:
    """`Hva er verst?`, `Vi spurte om hun hadde en plan.`, `Aktor ville vite om det var sant.`"""
    if "?" in sentence[-2:].text:
        return True
    root = sentence.root
    wonders = root.lemma_ in ("vite", "vete") and any(c.lower_ in WANTS for c in root.lefts)
    return wonders or any(cue.verb.kind == "ask" for cue in cue_at(root))
