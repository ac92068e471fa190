"""An article for reading: its text with marks, and two tables."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from newsparse.errors import visible, visible_line
from newsparse.record import Article, Entity, Quote, Span, Speaker

COLOURS = {"person": "bold cyan", "place": "bold green", "organisation": "bold magenta"}
QUOTE_STYLE = "underline"
LABEL_STYLE = "dim"
UNSURE_STYLE = "dim italic"
REJECTED = "rejected"


def render(article: Article, *, coloured: bool = False) -> RenderableType:
    """Return the article's text with entities and quotes marked, then who and who said what.

    coloured: the types of names are told by colour; otherwise by marks.
    """
    title = Text(visible_line(f"{article.id} ({article.language})"))
    parts: list[RenderableType] = [
        Panel(_marked_text(article, coloured), title=title, title_align="left")
    ]
    parts.append(_entities(article.entities) if article.entities else Text("No names found."))
    parts.append(_quotes(article.quotes) if article.quotes else Text("No quotes found."))
    return Group(*parts)


def legend(*, coloured: bool) -> Text:
    """Say what the marks in the text mean."""
    if coloured:
        names = Text(" ").join(Text(type, style) for type, style in COLOURS.items())
    else:
        names = Text("{e1 name}")
    names.append(": who and what is named" + ("" if coloured else ", with its number in the table"))
    said = Text.assemble(
        ("[q1 speaker: ", LABEL_STYLE), ("words", QUOTE_STYLE), ("]", LABEL_STYLE), ": a quote"
    )
    unsure = Text.assemble(("speaker?", UNSURE_STYLE), ": only the context tells who speaks")
    rejected = Text(f"{REJECTED}: the speaker denies it")
    return Text("\n").join([names, said, unsure, rejected]).append("\n")


def _marked_text(article: Article, coloured: bool) -> Text:
    """Set every quote in brackets with its id and speaker: `[q1 Kari Vik: Vi vant]`.

    What its speakers reject says so: `tror ikke at [q2 Kari Vik, rejected: planen holder]`. Names
    are coloured; without colour they are in braces with their entity's id: `{e1 Bergen}`.
    """
    text = Text(visible(article.text))
    # where, closing ones first, the outer opened first and closed last; and the mark
    marks: list[tuple[int, int, int, int, Text]] = []

    def mark(span: Span, before: Text, behind: str) -> None:
        marks.append((span.start, 1, -span.end, len(marks), before))
        marks.append((span.end, 0, -span.start, -len(marks), Text(behind, LABEL_STYLE)))

    for quote in article.quotes:
        for number, span in enumerate(quote.content):
            text.stylize(QUOTE_STYLE, span.start, span.end)
            mark(span, _label(quote, is_first=number == 0), "]")
    for entity in article.entities:
        for mention in entity.mentions:
            text.stylize(COLOURS[entity.type], mention.start, mention.end)
            if not coloured:
                mark(mention, Text(f"{{{entity.id} "), "}")
    marked = Text()
    done = 0
    for position, *_, label in sorted(marks, key=lambda row: row[:4]):
        marked.append(text[done:position]).append(label)
        done = position
    return marked.append(text[done:])


def _label(quote: Quote, *, is_first: bool) -> Text:
    """Return what opens a quote: `[q1 Kari Vik: `, and `[q1: ` where it goes on."""
    if not is_first:
        return Text(f"[{quote.id}: ", LABEL_STYLE)
    rejected = f", {REJECTED}" if quote.negated else ""
    label = Text.assemble(f"[{quote.id} ", _speakers(quote.speakers), f"{rejected}: ")
    label.stylize(LABEL_STYLE)
    return label


def _entities(entities: list[Entity]) -> Table:
    """List who and what is named; of people what the article tells, where it does of anybody."""
    has_role = any(entity.role or entity.party for entity in entities)
    has_gender = any(entity.gender for entity in entities)
    caption = "* a guess from how the text speaks of them" if has_gender else None
    table = Table(
        title="Who and what is named", title_justify="left", caption=caption, caption_justify="left"
    )
    for column in ("", "Name", "Type"):
        table.add_column(column)
    for column in ("Named", "In other words"):
        table.add_column(column, justify="right")
    for column in ("Role",) * has_role + ("Gender*",) * has_gender:
        table.add_column(column)
    for entity in entities:
        name = Text(visible_line(entity.name), COLOURS[entity.type])
        counts = (str(len(entity.mentions)), str(len(entity.references)))
        told = (Text(_role(entity)),) * has_role + (Text(entity.gender or ""),) * has_gender
        table.add_row(entity.id, name, entity.type, *counts, *told)
    return table


def _role(entity: Entity) -> str:
    """`ordfører i Bergen (Ap)`"""
    role = visible_line(" ".join(entity.role.text.split())) if entity.role else ""
    party = visible_line(" ".join(entity.party.text.split())) if entity.party else ""
    if not party or party in role:
        return role
    return f"{role} ({party.strip('()')})".strip()


def _quotes(quotes: list[Quote]) -> Table:
    table = Table(title="Who said what", title_justify="left", show_lines=True)
    for column in ("", "Speaker", "Said", "Type", "Cue"):
        table.add_column(column, ratio=4 if column == "Said" else None)
    for quote in quotes:
        table.add_row(
            quote.id,
            _speakers(quote.speakers),
            _said(quote),
            quote.type,
            Text(visible_line(quote.cue.text) if quote.cue else ""),
        )
    return table


def _said(quote: Quote) -> Text:
    spans = (" ".join(span.text.split()) for span in quote.content)
    said = Text(visible_line(" … ".join(spans)))
    return Text.assemble((f"{REJECTED}: ", "bold"), said) if quote.negated else said


def _speakers(speakers: list[Speaker]) -> Text:
    """Name them: `Kari Vik and Ola Moe`; `Kari Vik?` where only the context tells who it is."""
    names = [
        Text(f"{visible_line(speaker.name)}?", UNSURE_STYLE)
        if speaker.basis == "context"
        else Text(visible_line(speaker.name), "bold")
        for speaker in speakers
    ]
    if len(names) > 1:
        names[-2:] = [Text(" and ").join(names[-2:])]
    return Text(", ").join(names) if names else Text("?")
