"""From treebanks to what the network reads: varied documents, cut into windows of pieces."""

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from spacy.tokens import Doc
from spacy.vocab import Vocab
from tokenizers import Tokenizer
from torch import Tensor
from treebank import read_groups, rewritten, to_doc
from typography import vary_typography

from newsparse.encoder import Classes
from newsparse.encoder.lemmas import script_of
from newsparse.encoder.names import biluo_tags
from newsparse.encoder.pieces import BREAK, PADDING, START, UNIT, Pieces, unit_of
from newsparse.encoder.text import Text
from newsparse.encoder.windows import cut as windows_of

SENTENCES = 60  # of one document at most; a longer one becomes several
RARE = 2  # lemma scripts seen less often are not learnt
MISSING = -100  # what PyTorch's losses pass over
TASKS = ("tag", "lemma", "entity")
FILLERS = dict.fromkeys((*TASKS, "head", "relation", "start", "sentence"), MISSING) | {
    "first": 0,
    "last": 0,
}


def classes_of(docs: Iterable[Doc]) -> Classes:
    """Return what annotated Docs tell apart."""
    counts = {name: Counter[str]() for name in ("tag", "lemma", "entity", "relation")}
    for doc in docs:
        for token in doc:
            counts["tag"][tag_of(token.pos_, str(token.morph))] += 1
            counts["lemma"][script_of(token.text, token.lemma_)] += 1
            counts["relation"][token.dep_] += 1
            counts["entity"][token.ent_type_] += 1
    return Classes(
        sorted(counts["tag"]),
        sorted(script for script, count in counts["lemma"].items() if count >= RARE),
        sorted(filter(None, counts["entity"])),
        sorted(counts["relation"]),
    )


def tag_of(pos: str, features: str) -> str:
    return f"{pos}|{features}" if features else pos


@dataclass
class Sentence:
    """Words with their pieces and, where it is annotated, gold classes.

    heads: words of the sentence; breaks: the words that a paragraph break stands before.
    """

    pieces: list[tuple[int, ...]] = field(default_factory=list)
    gold: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in TASKS})
    heads: list[int] = field(default_factory=list)
    relations: list[int] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)

    @property
    def length(self) -> int:
        return sum(map(len, self.pieces)) + len(self.breaks)


class Featurizer:
    """Turns annotated Docs into Sentences."""

    def __init__(self, pieces: Pieces, classes: Classes) -> None:
        self.pieces = pieces
        self.classes = classes
        values = asdict(classes) | {"entity": biluo_tags(classes.entity)}
        self.index = {name: {v: i for i, v in enumerate(values[name])} for name in values}

    def sentences(self, doc: Doc) -> list[Sentence]:
        result = []
        entities = biluo(doc)
        spaced, broken = True, False
        for span in doc.sents:
            sentence = Sentence()
            words = [token for token in span if not token.is_space]
            place = {token.i: i for i, token in enumerate(words)}
            for token in span:
                if token.is_space:
                    spaced, broken = True, broken or "\n" in token.text
                    continue
                if broken:
                    sentence.breaks.add(place[token.i])
                sentence.pieces.append(self.pieces.of(token.text, spaced))
                gold = (
                    tag_of(token.pos_, str(token.morph)),
                    script_of(token.text, token.lemma_),
                    entities[token.i],
                )
                for name, value in zip(TASKS, gold, strict=True):
                    sentence.gold[name].append(self.index[name].get(value, MISSING))
                sentence.heads.append(place[token.head.i])
                sentence.relations.append(self.index["relation"][token.dep_])
                spaced, broken = bool(token.whitespace_), False
            if words:
                result.append(sentence)
        return result


def read_featurizer(taught: Path) -> Featurizer:
    """Return the one that the teacher in this folder was trained with."""
    classes = Classes(**json.loads((taught / "classes.json").read_text()))
    return Featurizer(Pieces(Tokenizer.from_file(str(taught / "tokenizer.json"))), classes)


def biluo(doc: Doc) -> list[str]:
    tags = ["O"] * len(doc)
    for entity in doc.ents:
        tags[entity.start : entity.end] = [f"I-{entity.label_}"] * len(entity)
        tags[entity.start] = f"B-{entity.label_}"
        tags[entity.end - 1] = f"{'U' if len(entity) == 1 else 'L'}-{entity.label_}"
    return tags


def read_docs(path: Path, vocab: Vocab) -> list[Doc]:
    return [to_doc(vocab, group) for group in read_groups(path, SENTENCES)]


def vary(doc: Doc, rng: random.Random, level: float) -> Doc:
    """Give that share of the documents another typography, and some of these capitals."""
    if rng.random() >= level:
        return doc
    doc = vary_typography(doc, rng)
    return vary_case(doc, rng) if rng.random() < 0.2 else doc


def vary_case(doc: Doc, rng: random.Random) -> Doc:
    """Write a sentence in ten, and a name in five, in capitals, as headlines and bylines do."""
    upper = set()
    for span in doc.sents:
        if rng.random() < 0.1:
            upper |= {token.i for token in span}
    for entity in doc.ents:
        if rng.random() < 0.2:
            upper |= {token.i for token in entity}
    forms = [token.text.upper() if token.i in upper else token.text for token in doc]
    return rewritten(doc, forms, [token.lemma_ for token in doc])


def cut(sentences: list[Sentence], limit: int, rng: random.Random | None) -> list[list[Sentence]]:
    """Join sentences to windows of at most `limit` pieces; the first is cut short at random."""
    windows: list[list[Sentence]] = [[]]
    room = limit - 2 if rng is None else rng.randint(limit // 3, limit - 2)
    for sentence in sentences:
        if windows[-1] and sentence.length > room:
            windows.append([])
            room = limit - 2
        windows[-1].append(sentence)
        room -= sentence.length
    return windows


def collate(windows: list[list[Sentence]]) -> dict[str, Tensor]:
    """Lay windows side by side. All but `ids` count units: words, paragraph breaks and both ends.

    ids: pieces; first, last: those of the unit; units: the unit's pieces as the student reads them;
    head: the unit's head, a root's is itself; sentence: its number; the rest are gold classes.
    """
    rows = []
    for window in windows:
        row: dict[str, list[Any]] = {name: [] for name in ("ids", "units", *FILLERS)}

        def add(row: dict[str, list[Any]], pieces: tuple[int, ...], **gold: int) -> None:
            ends = {"first": len(row["ids"]), "last": len(row["ids"]) + len(pieces) - 1}
            for name in FILLERS:
                row[name].append((gold | ends).get(name, MISSING))
            row["ids"].extend(pieces)
            row["units"].append(unit_of(pieces))

        add(row, (START,))
        for number, sentence in enumerate(window):
            places = []
            at = len(row["units"])
            for i in range(len(sentence.pieces)):
                at += i in sentence.breaks
                places.append(at)
                at += 1
            for i, pieces in enumerate(sentence.pieces):
                if i in sentence.breaks:
                    add(row, (BREAK,))
                gold = {"sentence": number}
                if sentence.heads:
                    gold |= {name: sentence.gold[name][i] for name in TASKS}
                    gold |= {"head": places[sentence.heads[i]], "start": int(i == 0)}
                    gold |= {"relation": sentence.relations[i]}
                add(row, pieces, **gold)
        add(row, (BREAK,))
        rows.append(row)
    widths = {name: max(len(row[name]) for row in rows) for name in rows[0]}
    fillers = FILLERS | {"ids": PADDING, "units": (PADDING,) * UNIT}
    return {
        name: torch.tensor(
            [row[name] + [fillers[name]] * (widths[name] - len(row[name])) for row in rows]
        )
        for name in widths
    }


def batches(
    windows: list[list[Sentence]], size: int, rng: random.Random | None
) -> Iterator[dict[str, Tensor]]:
    """Yield batches of windows; in random order, yet of like length, where rng is given."""
    order = sorted(range(len(windows)), key=lambda i: sum(s.length for s in windows[i]))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if rng is not None:
        rng.shuffle(groups)
    for group in groups:
        yield collate([windows[i] for i in group])


def unlabelled(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def raw_windows(doc: Doc, pieces: Pieces) -> list[list[Sentence]]:
    """Cut a text without annotation as the pipeline does; each window is one unknown sentence."""
    words: list[tuple[int, ...]] = []

    def remember(orth: int, spaced: bool) -> tuple[int, ...]:
        words.append(pieces.of(doc.vocab.strings[orth], spaced))
        return unit_of(words[-1])

    text = Text(doc, remember)
    word_at = dict(zip(text.places.tolist(), words, strict=True))
    windows = []
    for window in windows_of(text.begins):
        sentence = Sentence()
        for unit in range(window.start, window.end):
            if unit in word_at:
                sentence.pieces.append(word_at[unit])
            else:
                sentence.breaks.add(len(sentence.pieces))
        if sentence.pieces:
            windows.append([sentence])
    return windows
