"""What holds for every text: spans are the text's own, no cue is content, ids are unique."""

import json
import re
import unicodedata

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsparse.analyzer import Analyzer
from newsparse.record import Article, Span
from newsparse.writing import article_schema, to_json

# newspaper-like pieces, put together in ways that no newspaper would
NEWS = """
– — - « » “ ” „ " ' . , : ; ? ! … ... ( ) 😀 e\u0301 \u200b
sier seier sa mener meiner opplyser melder heter går fram legger til skal ha sagt at om som
ifølge ifølgje i følge det Det han hun ho de ordføreren 23-åringen politiet rapporten
Kari Vik Ola Oslo NTB Russlands vi jeg eg er var planen lagt klar inntrykk på av og men
"""
PASTED = ["\u00a0", "\u2009", "Stolten\u00adberg", "pa\u030a", "vi-\ndere", "Kari\nVik", "\ufeff"]
PIECES = st.sampled_from([*NEWS.split(), *PASTED, "\n", "\n\n", "\r\n", "\t", "\n– ", "  "])
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
)
SCHEMA = json.loads(article_schema())


def letters(text: str) -> str:
    """Return what a text as given and as read have in common: no blanks, hyphens, loose marks."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", text))


def check(text: str, article: Article) -> None:
    assert article.text == text
    record = json.loads(to_json(article, indent=False))
    jsonschema.validate(record, SCHEMA)
    assert Article.model_validate(record) == article
    entity_ids = [entity.id for entity in article.entities]
    assert len(set(entity_ids)) == len(entity_ids)
    assert len({quote.id for quote in article.quotes}) == len(article.quotes)
    spans: list[Span] = [mention for entity in article.entities for mention in entity.mentions]
    taken = [i for mention in spans for i in range(mention.start, mention.end)]
    assert len(taken) == len(set(taken)), "mentions overlap"
    for entity in article.entities:
        spans += entity.references
        starts = [span.start for span in entity.references]
        assert starts == sorted(starts)
    firsts = [entity.mentions[0].start for entity in article.entities]
    assert firsts == sorted(firsts)
    for quote in article.quotes:
        content = {i for span in quote.content for i in range(span.start, span.end)}
        assert len(content) == sum(span.end - span.start for span in quote.content)
        for other in (quote.cue, quote.source):
            if other is not None:
                assert not content & set(range(other.start, other.end))
                spans.append(other)
        spans += quote.content
        assert letters(quote.text) == letters(" … ".join(span.text for span in quote.content))
        assert len(set(quote.speakers)) == len(quote.speakers)
        for speaker in quote.speakers:
            assert speaker.entity is None or speaker.entity in entity_ids
            assert (speaker.basis == "context") == (quote.source is None), quote
    for span in spans:
        assert 0 <= span.start < span.end
        assert text[span.start : span.end] == span.text


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_any_text_gives_a_valid_record(analyzer: Analyzer, text: str) -> None:
    check(text, analyzer.analyze(text))


def test_long_texts_are_read_in_pieces(analyzer: Analyzer) -> None:
    paragraph = "– Vi vant, sier Kari Vik. Det skjedde i Oslo.\n\n"
    text = paragraph * 1200
    article = analyzer.analyze(text)
    check(text, article)
    assert len(article.quotes) == 1200
    assert len(article.entities) == 2


def test_lone_surrogates_become_replacement_characters(analyzer: Analyzer) -> None:
    article = analyzer.analyze("a\ud800b – Kari Vik")
    check("a\ufffdb – Kari Vik", article)


@pytest.mark.parametrize("text", ["", " ", "\n", "–", "«", "– «", "sier", "ifølge", ", sier"])
def test_next_to_nothing(analyzer: Analyzer, text: str) -> None:
    check(text, analyzer.analyze(text))


def test_stream_keeps_the_order(analyzer: Analyzer) -> None:
    from newsparse.reading import Document

    documents = [Document(str(n), f"Kari Vik sier at {n} er nok.") for n in range(40)]
    assert [article.id for article in analyzer.stream(documents)] == [d.id for d in documents]
