"""From annotated texts to what the network reads: varied documents, cut into windows of pieces."""

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab
from tokenizers import Tokenizer
from treebank import read_groups, rewritten, to_doc
from typography import vary_typography
from windows import FILLERS, MISSING, TASKS

from newsparse.encoder import CLASSES, TOKENIZER, Classes
from newsparse.encoder.lemmas import script_of
from newsparse.encoder.names import biluo_tags
from newsparse.encoder.pieces import BREAK, START, Pieces

ROOT = Path(__file__).parents[2]
READ, INVENTED = ROOT / "benchmarks/gold/read.jsonl", ROOT / "training/invented.jsonl"
LABELS = "labels_train.jsonl.gz"
NARC, QUOTED = "narc_train.jsonl.gz", ROOT / "training/narc_quotes.jsonl"
NEW = "nq_"  # how the ids of articles begin that are not in the treebanks
GPE = frozenset({"GPE_LOC", "GPE_ORG"})
SENTENCES = 60  # of one document at most; a longer one becomes several


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
    annotated: bool = True  # whether heads, relations and the sentence's beginning are gold

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


def read_featurizer(pipeline: Path) -> Featurizer:
    """Return the one that the network in a pipeline's folder was trained with."""
    folder = pipeline / "newsparse_encoder"
    classes = Classes(**json.loads((folder / CLASSES).read_text("utf-8")))
    return Featurizer(Pieces(Tokenizer.from_file(str(folder / TOKENIZER))), classes)


def biluo(doc: Doc) -> list[str]:
    tags = ["O"] * len(doc)
    for entity in doc.ents:
        tags[entity.start : entity.end] = [f"I-{entity.label_}"] * len(entity)
        tags[entity.start] = f"B-{entity.label_}"
        tags[entity.end - 1] = f"{'U' if len(entity) == 1 else 'L'}-{entity.label_}"
    return tags


def read_docs(path: Path, vocab: Vocab) -> list[Doc]:
    return [to_doc(vocab, group) for group in read_groups(path, SENTENCES)]


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return annotated articles: JSON, one a line, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_narc(path: Path) -> list[dict[str, Any]]:
    """Return NARC's articles; those whose quotes were annotated for us have `quotes` too."""
    marks = {record["id"]: record for record in read_records(QUOTED)}
    return [_with_quotes(record, marks.get(record["id"])) for record in read_records(path)]


def _with_quotes(record: dict[str, Any], marks: dict[str, Any] | None) -> dict[str, Any]:
    """Set the paragraphs' breaks, which the corpus does not have, and the quotes' spans."""
    if marks is None:
        return record
    text = list(record["text"])
    for i in marks["breaks"]:
        text[i] = "\n"
    quotes = [
        {
            "content": [*map(_place, quote["content"])],
            "source": _place(quote["source"]) if quote["source"] else None,
            "speaker": _either(record["text"][start:end] for start, end in quote["speakers"]),
        }
        for quote in marks["quotes"]
    ]
    return record | {"text": "".join(text), "quotes": quotes}


def _place(edges: list[int]) -> dict[str, int]:
    return dict(zip(("start", "end"), edges, strict=True))


def _either(names: Iterable[str]) -> dict[str, str] | None:
    name = "|".join(" ".join(name.split()) for name in names)
    return {"name": name} if name else None


def read_articles(path: Path, nlp: Language) -> Iterator[Doc]:
    """Yield annotated articles that no treebank has: what the pipeline reads, with their names.

    The annotators did not part places from states that act, nor mark derivations (DRV): there what
    the pipeline thinks is kept.
    """
    for record in read_records(path):
        if not record["id"].startswith(NEW):
            continue
        doc = nlp(record["text"])
        marked = [mention for entity in record["entities"] for mention in entity["mentions"]]
        names = filter_spans(named(doc, mention) for mention in (*marked, *record["other"]))
        taken = {token.i for name in names for token in name}
        derived = [ent for ent in doc.ents if ent.label_ == "DRV" and taken.isdisjoint(places(ent))]
        doc.ents = [*names, *derived]
        yield doc


def places(span: Span) -> range:
    return range(span.start, span.end)


def named(doc: Doc, mention: dict[str, Any]) -> Span:
    span = doc.char_span(mention["start"], mention["end"], alignment_mode="expand")
    assert span is not None
    label = mention["label"]
    if label == "GPE":
        found = {token.ent_type_ for token in span} & GPE
        label = found.pop() if len(found) == 1 else "GPE_LOC"
    return Span(doc, span.start, span.end, label=label)


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


def flatten(windows: list[list[Sentence]]) -> dict[str, NDArray[Any]]:
    """Lay windows one behind the other, unit by unit: words, paragraph breaks and both ends.

    pieces: of all units; pieces_of: how many each unit has; units_of: how many each window has;
    head: its place in the window, a root's is itself; sentence: its number; the rest are gold
    classes.
    """
    columns: dict[str, list[int]] = {name: [] for name in ("pieces", "pieces_of", *FILLERS)}
    units_of = []

    def add(pieces: tuple[int, ...], **gold: int) -> None:
        columns["pieces"].extend(pieces)
        columns["pieces_of"].append(len(pieces))
        for name in FILLERS:
            columns[name].append(gold.get(name, MISSING))

    for window in windows:
        begin = len(columns["pieces_of"])
        add((START,))
        for number, sentence in enumerate(window):
            places = []
            at = len(columns["pieces_of"]) - begin
            for i in range(len(sentence.pieces)):
                at += i in sentence.breaks
                places.append(at)
                at += 1
            for i, pieces in enumerate(sentence.pieces):
                if i in sentence.breaks:
                    add((BREAK,))
                gold = {name: sentence.gold[name][i] for name in TASKS}
                gold["sentence"] = number
                if sentence.annotated:
                    gold |= {"head": places[sentence.heads[i]], "start": int(i == 0)}
                    gold["relation"] = sentence.relations[i]
                add(pieces, **gold)
        add((BREAK,))
        units_of.append(len(columns["pieces_of"]) - begin)
    arrays = {name: numpy.array(values, "i2") for name, values in columns.items()}
    return arrays | {"units_of": numpy.array(units_of, "i2")}
