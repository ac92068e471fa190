"""Write what the networks are trained on as arrays: windows of text, and the pretrained encoder.

The treebanks and the annotated articles are varied: other names, another typography. Of the
articles only the names are gold. Every other variant of theirs is in Nynorsk's words, and so is
every other raw text.
"""

import random
import time
from collections.abc import Iterator
from functools import cached_property
from multiprocessing import Pool
from pathlib import Path
from typing import Annotated, Any

import numpy
import pretrained
import spacy
import typer
from corpus import (
    LABELS,
    Featurizer,
    Sentence,
    cut,
    flatten,
    read_articles,
    read_docs,
    read_featurizer,
    read_records,
    vary,
)
from nynorsk import Nynorsk
from renaming import Names, rename
from spacy.tokens import Doc
from tokenizers import Tokenizer
from windows import ENCODER, MISSING, TASKS

from newsparse.encoder import TOKENIZER

WINDOW = 160  # pieces: about as many words as the network reads at once
LONGEST = 250  # pieces of a window that is kept: lists without a full stop teach nothing
RENAMED = {"treebanks": 0.5, "articles": 0.3}  # share of the documents that get other names
VARIED = 0.5  # share of the documents that get another typography
RAW = 1000  # texts of a part
DEV = ("nb_dev", "nn_dev")


def save_encoder(pipeline: Path, featurizer: Featurizer, out: Path) -> None:
    """Write the pretrained encoder with the pipeline's pieces alone; heads: how many classes."""
    source = pretrained.read()
    number = {piece: i for i, piece in enumerate(source.pieces)}
    tokenizer = Tokenizer.from_file(str(pipeline / "newsparse_encoder" / TOKENIZER))
    vocabulary = tokenizer.get_vocab()
    kept = [number[piece] for piece in sorted(vocabulary, key=vocabulary.__getitem__)]
    blocks = source.tensors["emb.word"].reshape(-1, source.hidden // pretrained.BLOCK)
    heads = [len(featurizer.index[name]) for name in (*TASKS, "relation")]
    arrays = source.tensors | {"emb.word": blocks[kept].reshape(-1), "heads": numpy.array(heads)}
    save(arrays, out)


def save(arrays: dict[str, Any], out: Path) -> None:
    numpy.savez_compressed(out, **arrays)


class Preparation:
    """Makes parts, each from its own random numbers, so that they may be made in any order."""

    def __init__(self, assets: Path, pipeline: Path) -> None:
        self.assets = assets
        self.featurizer = read_featurizer(pipeline)
        self.nlp = spacy.load(pipeline)
        treebanks = ("nb_train", "nn_train")
        self.treebanks = [doc for name in treebanks for doc in self.read(name)]
        self.names, self.nynorsk = Names(self.treebanks), Nynorsk(self.treebanks)

    def read(self, name: str) -> list[Doc]:
        return read_docs(self.assets / f"{name}.conllu.gz", self.nlp.vocab)

    @cached_property
    def raw(self) -> list[str]:
        paths = [self.assets / f"{name}_unlabelled.jsonl.gz" for name in ("news", "norec")]
        return [record["text"] for path in paths for record in read_records(path)]

    def dev(self, name: str) -> list[list[Sentence]]:
        docs = self.read(name)
        return [w for doc in docs for w in cut(self.featurizer.sentences(doc), WINDOW, None)]

    def windows(self, kind: str, number: int) -> list[list[Sentence]]:
        rng = random.Random(number)
        windows = [
            window
            for doc in self.docs(kind, number, rng)
            for window in cut(self.featurizer.sentences(doc), WINDOW, rng)
            if sum(sentence.length for sentence in window) < LONGEST
        ]
        if kind != "treebanks":
            no_gold(windows, names=kind == "articles")
        return windows

    def docs(self, kind: str, number: int, rng: random.Random) -> Iterator[Doc]:
        if kind == "raw":
            texts = self.raw[number * RAW : (number + 1) * RAW]
            for place, doc in enumerate(self.nlp.pipe(texts)):
                yield self.nynorsk.of(doc) if place % 2 else doc
            return
        articles = kind == "articles"
        for doc in read_articles(self.assets / LABELS, self.nlp) if articles else self.treebanks:
            written = self.nynorsk.of(doc) if articles and number % 2 else doc
            if rng.random() < RENAMED[kind]:
                written = rename(written, self.names, rng)
            yield vary(written, rng, VARIED)


def no_gold(windows: list[list[Sentence]], names: bool) -> None:
    """Take from sentences what passes for gold; but not names where they are."""
    for sentence in (sentence for window in windows for sentence in window):
        sentence.annotated = False
        for name in TASKS:
            if name != "entity" or not names:
                sentence.gold[name] = [MISSING] * len(sentence.pieces)


def make(assets: Path, pipeline: Path, out: Path, parts: list[str]) -> None:
    """Make parts that do not stand there yet: `raw_0`, `nb_dev`."""
    began = time.time()
    preparation = Preparation(assets, pipeline)
    for part in parts:
        path = out / f"{part}.npz"
        if not path.exists():
            kind, number = part.split("_")
            dev = part in DEV
            windows = preparation.dev(part) if dev else preparation.windows(kind, int(number))
            save(flatten(windows), path)
            print(f"{time.time() - began:.0f} s: {path.name}, {len(windows)} windows", flush=True)


def main(
    assets: Path,
    pipeline: Annotated[Path, typer.Argument(help="the pipeline with the network as it is")],
    out: Path,
    treebanks: Annotated[int, typer.Option(help="variants of each treebank document")] = 6,
    articles: Annotated[int, typer.Option(help="variants of each article")] = 10,
    raw: Annotated[int, typer.Option(help=f"parts of {RAW} texts")] = 13,
    processes: int = 2,
) -> None:
    """Write into OUT; a part that stands there already is not made again."""
    out.mkdir(parents=True, exist_ok=True)
    save_encoder(pipeline, read_featurizer(pipeline), out / ENCODER)
    kinds = {"raw": raw, "treebanks": treebanks, "articles": articles}
    parts = [*(f"{kind}_{n}" for kind, count in kinds.items() for n in range(count)), *DEV]
    with Pool(processes) as pool:
        shares = [(assets, pipeline, out, parts[i::processes]) for i in range(processes)]
        pool.starmap(make, shares)


if __name__ == "__main__":
    typer.run(main)
