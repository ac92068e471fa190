"""The spaCy component: the record of `analyze`, on the Doc, wherever the Doc goes."""

import multiprocessing
import pickle
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import newsparse.component  # noqa: F401 - the factory, also where an older newsparse is installed
from newsparse.analyzer import Analyzer, load
from newsparse.errors import PipelineError
from test_golden import ARTICLES

SAID = "– Vi vant kampen, sier trener Kari Vik i Bergen. Hun mener at laget var best.\n"
DANISH = (
    "Regeringen vil ikke længere betale for de nye veje, siger ministeren. Hvad det betyder for "
    "kommunerne, ved ingen endnu. Jeg synes, at det er noget af en overraskelse, siger hun.\n"
)
TEXTS = {
    "empty": "",
    "blank": " \n\n ",
    "one line": SAID,
    "odd spaces": SAID.replace("Kari Vik", "Kari\u00a0Vik").replace(" laget", "  la\u00adget"),
    "wrapped lines": SAID.replace("kampen, sier", "kampen,\nsier").replace("at laget", "at\nlaget"),
    "a sentence over lines": "Brann i Bergen\nKari Vik sier at hun\n\n er redd.",
    "emoji": f"🎉🎉 Kamp\r\n\r\n{SAID}",
    "another language": DANISH,
    "a row of marks": f"{SAID}{'=' * 150}\n{SAID}",
}


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = load().nlp
    pipeline.add_pipe("newsparse")
    return pipeline


@pytest.fixture(scope="module")
def without_paragraphs(analyzer: Analyzer) -> Language:
    """The shipped pipeline as `spacy.load` gives it."""
    assert analyzer.nlp.path is not None
    pipeline = spacy.load(analyzer.nlp.path)
    pipeline.add_pipe("newsparse")
    return pipeline


@pytest.mark.parametrize("pipeline", ["nlp", "without_paragraphs"])
@pytest.mark.parametrize(
    "text",
    [*TEXTS.values(), *(path.read_text(encoding="utf-8") for path in ARTICLES)],
    ids=[*TEXTS, *(path.stem for path in ARTICLES)],
)
def test_the_record_is_that_of_analyze(
    request: pytest.FixtureRequest, analyzer: Analyzer, pipeline: str, text: str
) -> None:
    nlp: Language = request.getfixturevalue(pipeline)
    doc, article = nlp(text), analyzer.analyze(text)
    assert doc._.newsparse == article
    assert doc._.quotes == article.quotes
    assert doc._.entities == article.entities
    contents = [(quote, part) for quote in article.quotes for part in quote.content]
    spans = list(doc.spans["quotes"])
    assert len(spans) == len(contents)
    for span, (quote, part) in zip(spans, contents, strict=True):
        assert (span.id_, span.label_) == (quote.id, quote.type)
        assert part.text in span.text


def test_a_long_text_is_parsed_in_the_same_pieces(
    nlp: Language, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsparse.pipeline.PIECE", 30)
    text = SAID.replace("\n", " ") * 3  # cut inside of sentences
    assert nlp(text)._.newsparse == analyzer.analyze(text)


def test_what_is_quoted(nlp: Language) -> None:
    doc = nlp(SAID)
    assert [(span.text, span.label_) for span in doc.spans["quotes"]] == [
        ("Vi vant kampen", "direct"),
        ("laget var best", "indirect"),
    ]
    assert [speaker.name for quote in doc._.quotes for speaker in quote.speakers] == [
        "Kari Vik"
    ] * 2
    assert [entity.name for entity in doc._.entities] == ["Kari Vik", "Bergen"]


def test_another_language_is_not_analysed(nlp: Language) -> None:
    doc = nlp(DANISH)
    assert (doc._.quotes, doc._.entities, list(doc.spans["quotes"])) == ([], [], [])
    assert (doc._.newsparse.language, doc._.newsparse.warnings) == ("da", ["language"])


def test_a_doc_that_was_not_read_has_nothing(nlp: Language) -> None:
    doc = nlp.make_doc(SAID)
    assert (doc._.newsparse, doc._.quotes, doc._.entities) == (None, [], [])


def test_the_docs_own_entities_stay(analyzer: Analyzer, nlp: Language) -> None:
    text = ARTICLES[0].read_text(encoding="utf-8")
    own = [(ent.text, ent.label_) for ent in analyzer.nlp(text).ents]
    assert own
    assert [(ent.text, ent.label_) for ent in nlp(text).ents] == own


def by_bytes(doc: Doc) -> Doc:
    return Doc(doc.vocab).from_bytes(doc.to_bytes())


def by_pickle(doc: Doc) -> Doc:
    copy: Doc = pickle.loads(pickle.dumps(doc))
    return copy


def by_doc_bin(doc: Doc) -> Doc:
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (copy,) = DocBin().from_bytes(data).get_docs(doc.vocab)
    return copy


@pytest.mark.parametrize("copied", [by_bytes, by_pickle, by_doc_bin])
def test_it_goes_with_the_doc(nlp: Language, copied) -> None:  # type: ignore[no-untyped-def]
    doc = nlp(SAID)
    copy = copied(doc)
    assert copy._.newsparse == doc._.newsparse
    assert [(s.text, s.label_, s.id_) for s in copy.spans["quotes"]] == [
        (s.text, s.label_, s.id_) for s in doc.spans["quotes"]
    ]


@pytest.fixture(params=multiprocessing.get_all_start_methods())
def start_method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    before = multiprocessing.get_start_method()
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    multiprocessing.set_start_method(request.param, force=True)
    yield request.param
    multiprocessing.set_start_method(before, force=True)


@pytest.mark.usefixtures("start_method")
def test_several_processes(nlp: Language) -> None:
    texts = [f"{SAID}Sak {number}\n" for number in range(4)]
    docs = list(nlp.pipe(texts, n_process=2, batch_size=1))
    assert [doc._.newsparse for doc in docs] == [nlp(text)._.newsparse for text in texts]
    assert [len(doc.spans["quotes"]) for doc in docs] == [2] * 4


def test_a_saved_pipeline_has_it(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert loaded.pipe_names == nlp.pipe_names
    assert loaded(SAID)._.newsparse == nlp(SAID)._.newsparse


def test_what_comes_before_it_reads(analyzer: Analyzer) -> None:
    """It may stand under any name, before its parser is there; what is behind it reads once."""
    nlp = spacy.blank("nb", vocab=analyzer.nlp.vocab)
    nlp.add_pipe("newsparse", name="who")
    nlp.add_pipe("newsparse_encoder", source=analyzer.nlp, before="who")
    read: list[str] = []

    @Language.component("test_reader")
    def reader(doc: Doc) -> Doc:
        read.append(doc.text)
        return doc

    nlp.add_pipe("test_reader")
    text = TEXTS["wrapped lines"]  # which is parsed anew
    assert nlp(text)._.quotes == analyzer.analyze(text).quotes
    assert read == [text]


@pytest.mark.parametrize(
    ("components", "lacks"),
    [
        ([], "model 'nb_pipeline' has no parser"),
        (["parser"], "model 'nb_pipeline' has no entities labelled PER, ORG and LOC"),
    ],
)
def test_what_is_missing_is_said(components: list[str], lacks: str) -> None:
    nlp = spacy.blank("nb")
    for component in components:
        nlp.add_pipe(component)
    nlp.add_pipe("newsparse", name="late")
    (pipe,) = (pipe for name, pipe in nlp.pipeline if name == "late")
    with pytest.raises(PipelineError, match=lacks):
        pipe(nlp.make_doc(SAID))


def test_other_pipelines_pay_nothing_for_it() -> None:
    """spaCy imports every component there is for any pipeline; this one waits with the rest."""
    code = (
        "import sys, spacy, newsparse.component; spacy.blank('en');"
        "from spacy.tokens import Doc;"
        "print('newsparse.analyzer' in sys.modules,"
        "      [n for n in ('newsparse', 'quotes', 'entities') if Doc.has_extension(n)])"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout == "False []\n"


def test_of_several_docs_spacy_tells_no_text(nlp: Language) -> None:
    docs = [nlp(text) for text in ("– Ja, sier Kari Vik.", "– Nei, sier Ola Moe.")]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        whole = Doc.from_docs(docs)
    assert not any("Kari" in str(one.message) for one in said)
    assert whole is not None
    assert whole._.newsparse is None
    assert docs[0][0:3].as_doc(copy_user_data=True)._.newsparse is None


def test_a_doc_without_a_parse(nlp: Language) -> None:
    component = nlp.get_pipe("newsparse")
    with pytest.raises(PipelineError, match="a Doc without a parse cannot be analysed"):
        component(nlp.make_doc("– Ja, sier Kari Vik."))
    for blank in ("", " ", "\n\n"):
        assert nlp(blank)._.quotes == []
