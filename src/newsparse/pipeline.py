"""A spaCy pipeline, loaded, and texts parsed with it."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy
import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.util import registry

from newsparse.encoder import Encoder
from newsparse.errors import PipelineError
from newsparse.locate import DEFAULT, find_folder

LINE_BREAKS = frozenset("\n\r\u2028\u2029")
PIECE = 25_000  # code points of a long text that are parsed at once
# marks in a row: for each, spaCy's tokenizer reads all that follow, so a row of them is cut
ROW_OF_MARKS = re.compile(r"[^\w\s]{100,}")
SLICE = 20  # code points
BATCH = 16  # texts or pieces that are parsed at once
PARAGRAPHS = "newsparse_paragraphs"
SPACYS_TOKENIZER = "spacy.Tokenizer.v1"
# the folder's file fills it; the language's own rules would be made in vain, in a tenth of a second
SAVED_TOKENIZER = {"nlp": {"tokenizer": {"@tokenizers": "newsparse.saved_tokenizer"}}}
SHOWN_SCORES = ("ents_f", "dep_las", "dep_uas", "pos_acc", "lemma_acc", "sents_f")
# what spaCy, srsly and numpy raise where a folder is no pipeline or a file of it is broken
LOADING_ERRORS = (
    OSError,
    ValueError,
    ImportError,
    AttributeError,
    LookupError,
    TypeError,
    EOFError,
)
T = TypeVar("T")


def breaks_line(token: Token) -> bool:
    """Tell whether the token is white space with a line break in it."""
    return not LINE_BREAKS.isdisjoint(token.text)


@registry.tokenizers("newsparse.saved_tokenizer")  # type: ignore[untyped-decorator]
def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """Return what makes a tokenizer without rules, for `from_disk` to fill."""
    return lambda nlp: Tokenizer(nlp.vocab)


@Language.component(PARAGRAPHS, assigns=["token.is_sent_start"])
def set_paragraph_starts(doc: Doc) -> Doc:
    """Begin a sentence behind every line break; what parses keeps to it."""
    # one array for all tokens: setting them one by one takes time that grows with the square
    starts = numpy.zeros((len(doc), 1), "uint64")
    for i in numpy.flatnonzero(doc.to_array("IS_SPACE")[:-1]).tolist():
        starts[i + 1] = breaks_line(doc[i])
    return doc.from_array(["SENT_START"], starts)  # type: ignore[arg-type]


def parse(nlp: Language, texts: Iterable[tuple[str, T]]) -> Iterator[tuple[Doc, T]]:
    """Parse texts in their order, each with what the caller wants back beside it.

    A long text is parsed in pieces, so that memory does not grow with it and no length is too much.
    """
    parts: list[Doc] = []
    pieces = (
        (_tokenized(nlp, piece), (last, context))
        for text, context in texts
        for piece, last in _pieces(text)
    )
    for doc, (last, context) in nlp.pipe(pieces, as_tuples=True, batch_size=BATCH):
        parts.append(doc)
        if last:
            whole = parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)
            assert whole is not None  # only no Docs at all give None
            yield whole, context
            parts = []


def parses_whole(text: str) -> bool:
    """Tell whether `parse` gives a text to the pipeline as it is."""
    return len(text) <= PIECE and ROW_OF_MARKS.search(text) is None


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text behind line breaks, else behind spaces; tell which piece is the last."""
    start = 0
    while len(text) - start > PIECE:
        window = text[start : start + PIECE]
        cut = max(window.rfind("\n"), 0) or max(window.rfind(" "), 0) or PIECE - 1
        yield window[: cut + 1], False
        start += cut + 1
    yield text[start:], True


def _tokenized(nlp: Language, piece: str) -> str | Doc:
    """Return a piece as it is, or its tokens where the tokenizer would take long for them."""
    cuts = [
        at for row in ROW_OF_MARKS.finditer(piece) for at in range(row.start(), row.end(), SLICE)
    ]
    if not cuts:
        return piece
    parts = [nlp.make_doc(piece[a:b]) for a, b in pairwise([0, *cuts, len(piece)])]
    whole = Doc.from_docs([part for part in parts if len(part)], ensure_whitespace=False)
    assert whole is not None
    return whole


def load_pipeline(name: str | None = None) -> Language:
    """Load the pipeline of that package name or path; without a name the one that we ship.

    Raises PipelineError when it is missing, broken, or has no parser or no named entities.
    """
    shown = str(name or DEFAULT)
    folder = find_folder(name)
    try:
        if spacy.util.is_package(shown):
            nlp = spacy.load(shown)
        else:
            has_spacys = f'"{SPACYS_TOKENIZER}"' in (folder / "config.cfg").read_text("utf-8")
            nlp = spacy.load(folder, config=SAVED_TOKENIZER if has_spacys else {})
    except LOADING_ERRORS as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise PipelineError.broken(shown, reason[0]) from None
    return _made_ready(nlp, shown)


def pipeline_before(nlp: Language, component: object) -> Language:
    """Return what a pipeline does before one of its components, as `load_pipeline` would.

    The components are the pipeline's own. Raises PipelineError when no parser or no named
    entities are among them.
    """
    before = type(nlp)(nlp.vocab, meta=nlp.meta, create_tokenizer=lambda _: nlp.tokenizer)
    for name, pipe in nlp.pipeline:
        if pipe is component:
            break
        before.add_pipe(name, source=nlp)
    return _made_ready(before, f"{nlp.lang}_{nlp.meta['name']}")


def _made_ready(nlp: Language, shown: str) -> Language:
    if not any("token.dep" in nlp.get_pipe_meta(pipe).assigns for pipe in nlp.pipe_names):
        raise PipelineError.lacks(shown, "parser")
    if not _entity_labels(nlp):
        raise PipelineError.lacks(shown, "entities labelled PER, ORG and LOC")
    if PARAGRAPHS not in nlp.pipe_names:
        nlp.add_pipe(PARAGRAPHS, first=True)
    return nlp


def known_words(nlp: Language) -> Callable[[str], bool]:
    """Return what tells whether the pipeline knows a word; another's by its vectors."""
    encoders = (pipe for _, pipe in nlp.pipeline if isinstance(pipe, Encoder))
    encoder = next(encoders, None)
    return encoder.knows if encoder is not None else nlp.vocab.has_vector


def _entity_labels(nlp: Language) -> list[str]:
    """Return the labels of the component that knows people; none where no component does."""
    return next((labels for labels in nlp.pipe_labels.values() if "PER" in labels), [])


def describe(name: str | None = None) -> dict[str, str]:
    """Return facts of a pipeline for a person: name, path, size, labels, scores."""
    nlp = load_pipeline(name)
    path = Path(nlp.path) if nlp.path is not None else None
    facts = {"pipeline": f"{nlp.lang}_{nlp.meta['name']} {nlp.meta['version']}"}
    if path is not None:
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        facts |= {"path": str(path), "size": f"{size / 1e6:.1f} MB"}
    facts["components"] = ", ".join(nlp.pipe_names)
    facts["entity labels"] = ", ".join(sorted(_entity_labels(nlp)))
    for standard, scores in nlp.meta.get("performance", {}).items():
        if isinstance(scores, dict) and "ents_f" in scores:
            shown = [f"{key} {value:.3f}" for key, value in scores.items() if key in SHOWN_SCORES]
            facts[f"measured on UD dev, {standard}"] = ", ".join(shown)
        elif standard in SHOWN_SCORES:
            facts[f"measured by its authors, {standard}"] = f"{scores:.3f}"
    return facts
