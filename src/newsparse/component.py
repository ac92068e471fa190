"""The spaCy component `newsparse`: who is named and who said what, in anybody's pipeline.

spaCy imports this module whenever any pipeline is made, so that what analyses is imported by the
first Doc, and `doc._` is left alone until the component is asked for.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc

if TYPE_CHECKING:
    from newsparse.analyzer import Analyzer
    from newsparse.record import Article, Entity, Quote

# of `doc.user_data`, where the record is as JSON, so that it goes with the Doc: named as spaCy
# names what extensions keep there, for of anything else it tells the content in warnings
KEY: Any = ("._.", "newsparse_json", None, None)
SPANS = "quotes"  # of `doc.spans`


class Component:
    """Analyses the Docs of a pipeline that has a parser and named entities before it.

    `doc._.newsparse` is the Article that `newsparse.analyze(doc.text)` would return, and
    `doc._.quotes` and `doc._.entities` are its quotes and entities; `doc.spans["quotes"]` are the
    quotes' contents, each with the quote's type as its label and the quote's id as its `id_`.
    `doc.ents` stay the pipeline's own.
    """

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    @cached_property
    def analyzer(self) -> "Analyzer":
        """What analyses, with all that stands before this component once there is a Doc to read."""
        from newsparse.analyzer import Analyzer
        from newsparse.pipeline import pipeline_before

        return Analyzer(pipeline_before(self.nlp, self))

    def __call__(self, doc: Doc) -> Doc:
        """Analyse a Doc; raises PipelineError where it has no parse or no named entities."""
        article = self.analyzer.analyze_doc(doc)
        doc.user_data[KEY] = article.model_dump_json()
        spans = (
            doc.char_span(
                part.start, part.end, quote.type, alignment_mode="expand", span_id=quote.id
            )
            for quote in article.quotes
            for part in quote.content
        )
        doc.spans[SPANS] = [span for span in spans if span is not None]
        return doc


def article_of(doc: Doc) -> "Article | None":
    """Return the record of a Doc; None where the component has not read it, or more than it."""
    from newsparse.record import Article

    if KEY not in doc.user_data:
        return None
    article = Article.model_validate_json(doc.user_data[KEY])
    return article if article.text == doc.text else None  # a part of the Doc has none


def quotes_of(doc: Doc) -> "list[Quote]":
    """Return the quotes of a Doc, in text order."""
    article = article_of(doc)
    return article.quotes if article is not None else []


def entities_of(doc: Doc) -> "list[Entity]":
    """Return the people, places and organisations of a Doc."""
    article = article_of(doc)
    return article.entities if article is not None else []


@Language.factory(
    "newsparse",
    assigns=["doc._.newsparse", "doc._.quotes", "doc._.entities", "doc.spans"],
    requires=["doc.ents", "token.dep", "token.lemma", "token.pos"],
)
def make_component(nlp: Language, name: str) -> Component:
    """Return the component; what it needs of the pipeline may be added later."""
    for attribute, getter in (
        ("newsparse", article_of),
        ("quotes", quotes_of),
        ("entities", entities_of),
    ):
        Doc.set_extension(attribute, getter=getter, force=True)
    return Component(nlp)
