"""Results held against articles that people annotated: gold, figures, and gold from labels."""

from collections.abc import Callable, Iterable, Mapping

from newsparse.errors import GoldError
from newsparse.evaluate.figures import as_dict, rows_of
from newsparse.evaluate.gold import GoldArticle, read_gold
from newsparse.evaluate.labels import read_labels, to_gold
from newsparse.evaluate.score import Figure, Mistake, Record, Scorer
from newsparse.record import Article

__all__ = [
    "Figure",
    "GoldArticle",
    "Mistake",
    "Record",
    "Scorer",
    "as_dict",
    "evaluate",
    "read_gold",
    "read_labels",
    "rows_of",
    "to_gold",
]


def evaluate(
    gold: Mapping[str, GoldArticle],
    articles: Iterable[Article],
    complain: Callable[[GoldError], object] = lambda error: None,
) -> Scorer:
    """Count what of gold, by its ids, was found in articles; articles of other ids are passed over.

    complain: told of articles with another text, which are not counted, and of those that have no
    result: all in them is missed.
    Raises GoldError where no article is one of gold's.
    """
    scorer, waiting = Scorer(), dict(gold)
    for article in articles:
        wanted = waiting.get(article.id)
        if wanted is None:
            continue
        del waiting[article.id]
        if article.text != wanted.text:
            complain(GoldError.other_text(article.id))
        else:
            scorer.add(wanted.model_dump(exclude_unset=True), article.model_dump())
    if len(waiting) == len(gold):
        raise GoldError.nothing_shared()
    for missed in waiting.values():
        scorer.add(missed.model_dump(exclude_unset=True), None)
    if waiting:
        complain(GoldError.unanswered(list(waiting)))
    return scorer
