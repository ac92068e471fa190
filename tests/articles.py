"""Articles made by hand for tests of what is written: no pipeline needed."""

from typing import Any

from newsparse.record import Article, Cue, Entity, Mention, Model, Quote, Span, Speaker

MODEL = Model(name="nb_test", version="1.0")


def span(text: str, words: str, start: int = 0) -> dict[str, Any]:
    """Return the place of words in a text, from `start` on."""
    at = text.index(words, start)
    return {"start": at, "end": at + len(words), "text": words}


def article(
    id: str = "sak",
    name: str = "Kari Vik",
    said: str = "Vi må bygge ny skole",
    title: str | None = None,
    meta: dict[str, Any] | None = None,
) -> Article:
    """Return an article in which a person and a place are named, behind an emoji, and one said."""
    text = f"🎉 Skole i Bergen\n\n– {said}, sier {name}. – {said} nå.\n"
    name_at, place_at = span(text, name), span(text, "Bergen")
    first, second = span(text, said), span(text, f"{said} nå.")
    return Article(
        id=id,
        language="nb",
        title=title,
        text=text,
        entities=[
            Entity(
                id="e1", type="place", name="Bergen", mentions=[Mention(**place_at, label="LOC")]
            ),
            Entity(id="e2", type="person", name=name, mentions=[Mention(**name_at, label="PER")]),
        ],
        quotes=[
            Quote(
                id="q1",
                type="direct",
                construction="dash_reply",
                text=f"{said} {said} nå.",
                content=[Span(**first), Span(**second)],
                cue=Cue(**span(text, "sier"), lemma="si"),
                source=Span(**name_at),
                speakers=[Speaker(name=name, entity="e2", basis="name")],
                negated=False,
            ),
            Quote(
                id="q2",
                type="indirect",
                construction="at_clause",
                text="Skole i Bergen",
                content=[Span(**span(text, "Skole i Bergen"))],
                cue=None,
                source=None,
                speakers=[],
                negated=False,
            ),
        ],
        meta=meta or {},
        sha256="0" * 64,
        model=MODEL,
        newsparse_version="0.0.0",
    )
