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
    """Return an article with an emoji in front, in which two speak.

    A person says something in two pieces; she and somebody without a name, of whom only the context
    tells, reject something; and a headline belongs to nobody.
    """
    text = (
        f"🎉 Skole i Bergen\n\n– {said}, sier {name}. – {said} nå.\n\n"
        "De tror ikke at planen holder.\n"
    )
    name_at, place_at = span(text, name), span(text, "Bergen")
    they_at = span(text, "De ")
    they_at = they_at | {"end": they_at["end"] - 1, "text": "De"}
    first, second = span(text, said), span(text, f"{said} nå.")
    return Article(
        id=id,
        language="nb",
        title=title,
        text=text,
        entities=[
            Entity(
                id="e1",
                type="place",
                name="Bergen",
                mentions=[Mention(**place_at, label="LOC")],
                references=[],
            ),
            Entity(
                id="e2",
                type="person",
                name=name,
                mentions=[Mention(**name_at, label="PER")],
                references=[Span(**they_at)],
            ),
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
            Quote(
                id="q3",
                type="indirect",
                construction="at_clause",
                text="planen holder",
                content=[Span(**span(text, "planen holder"))],
                cue=Cue(**span(text, "tror"), lemma="tro"),
                source=Span(**they_at),
                speakers=[
                    Speaker(name=name, entity="e2", basis="pronoun"),
                    Speaker(name="naboen", entity=None, basis="context"),
                ],
                negated=True,
            ),
        ],
        meta=meta or {},
        sha256="0" * 64,
        model=MODEL,
        newsparse_version="0.0.0",
    )
