"""The spaCy component: one small network that finds sentences, word classes, lemmas and names."""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy
import srsly
from spacy.language import Language
from spacy.parts_of_speech import IDS
from spacy.tokens import Doc
from spacy.vocab import Vocab
from tokenizers import Tokenizer

from newsparse.encoder.lemmas import Lemmatizer
from newsparse.encoder.names import agree, best_spans, with_opening_mark
from newsparse.encoder.network import Network, Numbers
from newsparse.encoder.pieces import Pieces, unit_of
from newsparse.encoder.text import Text
from newsparse.encoder.tree import best_heads, split
from newsparse.encoder.windows import cut

CACHED_WORDS = 100_000
SHA256 = "newsparse_encoder_sha256"  # in a pipeline's meta.json: the files' hashes, by name
NETWORK, TOKENIZER, CLASSES, LEMMAS = FILES = (
    "network.onnx",
    "tokenizer.json",
    "classes.json",
    "lemmas.json",  # those that the treebanks have
)


@dataclass(frozen=True)
class Classes:
    """What the network tells apart, in the order of its outputs."""

    tag: list[str] = field(default_factory=list)  # `UPOS|Feature=Value|…`
    lemma: list[str] = field(default_factory=list)  # lemma scripts
    entity: list[str] = field(default_factory=list)
    relation: list[str] = field(default_factory=list)


class Encoder:
    """Sets sentences, dependencies, word classes, features, lemmas and entities of Docs.

    A sentence begins at least where `token.is_sent_start` is already true.
    """

    def __init__(self, vocab: Vocab, name: str, meta: Mapping[str, Any]) -> None:
        """meta: of the pipeline, which tells the files' hashes."""
        self.vocab = vocab
        self.name = name
        self._meta = meta
        self.classes = Classes()
        self._source: Path | dict[str, bytes] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """The entities' labels."""
        return tuple(self.classes.entity)

    def __reduce__(self) -> tuple[Any, ...]:
        """Be sent to another process: as its files, since the network itself cannot be."""
        return _unpickled, (self.vocab, self.name, self._meta, _files_of(self._source))

    def __call__(self, doc: Doc) -> Doc:
        self._annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 16) -> Iterator[Doc]:
        """Annotate Docs, `batch_size` at once; they come back in their order."""
        rest = iter(stream)
        while docs := list(islice(rest, batch_size)):
            self._annotate(docs)
            yield from docs

    def knows(self, word: str) -> bool:
        """Tell whether a word is a form of the treebanks' lemmas, or a single piece."""
        return self._lemmatizer.knows(word) or self._pieces.is_one(word)

    def to_disk(self, path: str | Path, **_exclude: Any) -> None:
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in _files_of(self._source).items():
            (folder / name).write_bytes(data)

    def from_disk(self, path: str | Path, **_exclude: Any) -> "Encoder":
        """Read the component's files; raises OSError or ValueError where one is none of its."""
        files = _files_of(Path(path))
        for name, known in self._meta.get(SHA256, {}).items():
            if hashlib.sha256(files[name]).hexdigest() != known:
                raise ValueError(f"{name} is not the file that its meta.json tells of (SHA-256)")
        return self.open(files, Path(path))

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of the component's files, by name."""
        files = _files_of(self._source)
        return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}

    def to_bytes(self, **_exclude: Any) -> bytes:
        data: bytes = srsly.msgpack_dumps(_files_of(self._source))
        return data

    def from_bytes(self, data: bytes, **_exclude: Any) -> "Encoder":
        return self.open(srsly.msgpack_loads(data))

    def open(self, files: dict[str, bytes], folder: Path | None = None) -> "Encoder":
        """Make ready to run with these files; raises ValueError where one is broken.

        folder: where they are and can be read again, so that they are not held.
        """
        self._pieces = Pieces(_tokenizer_of(files[TOKENIZER]))
        self._network = Network(folder / NETWORK if folder else files[NETWORK])
        self.classes = Classes(**json.loads(files[CLASSES]))
        self._source = folder or files
        add = self.vocab.strings.add
        tags = [tag.partition("|") for tag in self.classes.tag]
        features = [self.vocab.morphology.add(features) for _, _, features in tags]
        self._pos = numpy.array([IDS[pos] for pos, _, _ in tags], "uint64")
        self._morph = numpy.array(features, "uint64")
        self._relation = numpy.array([add(name) for name in self.classes.relation], "uint64")
        self._entity = [add(name) for name in self.classes.entity]
        self._root = self.classes.relation.index("ROOT")
        self._units: dict[tuple[int, bool], tuple[int, ...]] = {}
        known = json.loads(files[LEMMAS])
        self._lemmatizer = Lemmatizer(self.vocab.strings, self.classes.lemma, known)
        return self

    def _annotate(self, docs: list[Doc]) -> None:
        """Read the words of all the Docs side by side, then write into each what they are."""
        texts = [Text(doc, self._unit_of) for doc in docs]
        firsts = numpy.cumsum([0, *(len(text.units) for text in texts)])
        windows = [w for text, at in zip(texts, firsts, strict=False) for w in cut(text.begins, at)]
        places = [text.places + at for text, at in zip(texts, firsts, strict=False)]
        units = numpy.concatenate([text.units for text in texts])
        read = self._network.read(units, windows)
        words = {name: values[numpy.concatenate(places)] for name, values in read.items()}
        sentences = split(words["start"], numpy.concatenate([text.starts for text in texts]))
        heads = numpy.empty(len(words["start"]), "int64")
        for first, behind in sentences:
            scores = words["dependent"][first:behind] @ words["head"][first:behind].T
            heads[first:behind] = first + best_heads(scores)
        relations = self._relations(words, heads)
        ends = numpy.cumsum([0, *(len(text.words) for text in texts)]).tolist()
        bounds = list(pairwise(ends))
        forms = [[self.vocab.strings[orth] for orth in text.orths.tolist()] for text in texts]
        for written, (first, behind) in zip(forms, bounds, strict=True):
            words["entity"][first:behind] = agree(words["entity"][first:behind], written)
        names = best_spans(words["entity"], sentences)
        for text, written, (first, behind) in zip(texts, forms, bounds, strict=True):
            tags = words["tag"][first:behind]
            scripts = words["lemma"][first:behind], words["lemma_score"][first:behind]
            columns = {
                "HEAD": heads[first:behind] - first,
                "DEP": relations[first:behind],
                "POS": self._pos[tags],
                "MORPH": self._morph[tags],
                "LEMMA": self._lemmatizer.lemmas(text.orths, *scripts),
            }
            inside = names[bisect_left(names, (first,)) : bisect_left(names, (behind,))]
            spans = ((a - first, b - first, self._entity[label]) for a, b, label in inside)
            text.annotate(columns, [with_opening_mark(span, written) for span in spans])

    def _unit_of(self, orth: int, spaced: bool) -> tuple[int, ...]:
        """Return a word's pieces; they are remembered, since most words come often."""
        unit = self._units.get((orth, spaced))
        if unit is None:
            unit = unit_of(self._pieces.of(self.vocab.strings[orth], spaced))
            if len(self._units) < CACHED_WORDS:
                self._units[orth, spaced] = unit
        return unit

    def _relations(self, words: dict[str, Numbers], heads: Numbers) -> Numbers:
        """Return the relation of each word to its head; ROOT is a root's and nobody else's."""
        scores = self._network.relations(words["rel_dependent"], words["rel_head"][heads])
        scores[:, self._root] = numpy.where(
            heads == numpy.arange(len(heads)), numpy.inf, -numpy.inf
        )
        relations: Numbers = self._relation[scores.argmax(1)]
        return relations


def _files_of(source: Path | dict[str, bytes]) -> dict[str, bytes]:
    if isinstance(source, dict):
        return source
    return {name: (source / name).read_bytes() for name in FILES}


def _tokenizer_of(data: bytes) -> Tokenizer:
    """Raises ValueError where it is none."""
    try:
        return Tokenizer.from_str(data.decode("utf-8"))
    except Exception as error:  # noqa: BLE001  # the library raises no other
        raise ValueError(f"not the tokenizer of a pipeline: {error}") from None


def _unpickled(
    vocab: Vocab, name: str, meta: Mapping[str, Any], files: dict[str, bytes]
) -> Encoder:
    encoder = Encoder(vocab, name, meta)
    return encoder.open(files) if files else encoder


@Language.factory(
    "newsparse_encoder",
    assigns=[
        "doc.ents",
        "doc.sents",
        "token.dep",
        "token.head",
        "token.is_sent_start",
        "token.lemma",
        "token.morph",
        "token.pos",
    ],
)
def make_encoder(nlp: Language, name: str) -> Encoder:
    """Return the component, empty until a pipeline's files are read into it."""
    return Encoder(nlp.vocab, name, nlp.meta)
