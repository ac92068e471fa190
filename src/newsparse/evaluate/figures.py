"""The figures as a reader has them: rows of a table, and an object of JSON."""

from typing import Any

from newsparse.evaluate.score import Scorer

LABELS = {  # the scorer's names in the order of a table
    "attributed": "who said what",
    "attributed.direct": "· direct",
    "attributed.indirect": "· indirect",
    "quotes": "quotes found",
    "quotes.direct": "· direct",
    "quotes.indirect": "· indirect",
    "content exact": "· their exact words",
    "content overlap": "· their letters",
    "cue exact": "· reporting words",
    "source overlap": "· sources",
    "mentions": "names",
    "mentions.person": "· people",
    "mentions.place": "· places",
    "mentions.organisation": "· organisations",
    "gender": "gender",
    "role": "role",
}


def rows_of(scorer: Scorer) -> list[tuple[str, float, float, float, int]]:
    """Return label, precision, recall, F1 and how many gold has, for each figure.

    What neither gold nor the results have is left out.
    """
    figures = scorer.figures()
    return [
        (label, min(1.0, f.precision), min(1.0, f.recall), min(1.0, f.f1), f.gold)
        for name, label in LABELS.items()
        if (f := figures.get(name)) is not None and (f.gold or f.predicted)
    ]


def as_dict(scorer: Scorer, *, errors: bool) -> dict[str, Any]:
    """Return all figures by the scorer's names, with the mistakes where they are wanted.

    A quote that was found counts under gold's type, so that of one type more can be right than were
    predicted; its precision is 1 then.
    """
    figures = {
        name: {
            "precision": round(min(1.0, figure.precision), 4),
            "recall": round(min(1.0, figure.recall), 4),
            "f1": round(min(1.0, figure.f1), 4),
            "right": figure.right,
            "predicted": figure.predicted,
            "gold": figure.gold,
        }
        for name, figure in scorer.figures().items()
    }
    told: dict[str, Any] = {"articles": scorer.articles, "figures": figures}
    if errors:
        told["errors"] = [mistake.as_dict() for mistake in scorer.mistakes]
    return told
