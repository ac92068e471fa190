"""Train the student: a small network that learns from its teacher on treebanks and raw text.

For each word the teacher's opinion is kept once: its vector, and what it thinks probable. The
student sees it many times (Hinton et al. 2015; hidden states as in Jiao et al. 2020).
"""

import json
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import torch
import typer
from corpus import Featurizer, Sentence, batches, cut, raw_windows, read_docs, unlabelled, vary
from network import Linear, Student, Teacher, restore, save, shrink
from spacy.lang.nn import NorwegianNynorsk
from tokenizers import Tokenizer
from torch.nn import functional
from train import Batch, evaluate, fit, gold_losses, same_sentence

from newsparse.encoder import Classes
from newsparse.encoder.pieces import Pieces

WINDOW = 160  # pieces
BATCH = 16  # windows
PROBABLE = {"tag": 6, "lemma": 3, "entity": 8, "arc": 4}  # classes of which the opinion is kept
GOLD = 0.5  # weight of the gold class, where it is known, against the teacher's opinion


@torch.no_grad()
def opinion(teacher: Teacher, batch: Batch) -> Batch:
    """Add to a batch what the teacher thinks; where sentences are unknown it says them too."""
    words = teacher.read(batch)
    scores = teacher.score(words)
    is_word = batch["sentence"] >= 0
    guessed = (scores["start"] > 0).cumsum(1).masked_fill(~is_word, -1)
    unknown = (batch["start"] < 0).all(1, keepdim=True)
    batch = batch | {"sentence": torch.where(unknown, guessed, batch["sentence"])}
    scores["arc"] = scores["arc"].masked_fill(~same_sentence(batch), -1e4)
    result = batch | {"t_words": words.half(), "t_start": scores["start"].sigmoid().half()}
    for name, count in PROBABLE.items():
        chances, which = scores[name].softmax(-1).topk(min(count, scores[name].shape[-1]))
        result |= {f"t_{name}": chances.half(), f"i_{name}": which.short()}
    heads = scores["arc"].argmax(-1)
    result |= {
        "t_head": heads,
        "t_relation": teacher.score_relations(scores, heads).softmax(-1).half(),
    }
    return {name: tensor for name, tensor in result.items() if name not in ("ids", "first", "last")}


def losses(student: Student, batch: Batch) -> Batch:
    """Return how far the student is from its teacher and from the gold classes, by task."""
    is_word = batch["sentence"] >= 0
    words = student.read(batch)
    scores = student.score(words)
    scores["arc"] = scores["arc"].masked_fill(~same_sentence(batch), -1e4)
    result = {}
    for name in PROBABLE:
        logs = scores[name].log_softmax(-1).gather(-1, batch[f"i_{name}"].long())
        result[name] = -(batch[f"t_{name}"].float() * logs).sum(-1)[is_word].mean()
    result["start"] = functional.binary_cross_entropy_with_logits(
        scores["start"][is_word], batch["t_start"][is_word].float()
    )
    relations = student.score_relations(scores, batch["t_head"]).log_softmax(-1)
    result["relation"] = -(batch["t_relation"].float() * relations).sum(-1)[is_word].mean()
    if (batch["start"] >= 0).any():
        gold = gold_losses(student, scores, batch)
        result = {name: (1 - GOLD) * part + GOLD * gold[name] for name, part in result.items()}
    near = functional.cosine_similarity(words, batch["t_words"].float(), dim=-1)
    return result | {"words": (1 - near)[is_word].mean()}


def main(
    assets: Path,
    taught: Annotated[Path, typer.Argument(help="the teacher's folder")],
    out: Path,
    layers: Annotated[
        str, typer.Option(help="the teacher's layers to begin from")
    ] = "1,3,5,7,9,11",
    heads: int = 6,
    feed_forward: int = 512,
    arc: int = 96,
    relation: int = 32,
    variants: Annotated[int, typer.Option(help="of each treebank document, in typography")] = 2,
    epochs: int = 4,
    rounded_from: Annotated[int, typer.Option(help="epochs until it computes with 8 bits")] = 3,
    rate: float = 6e-4,
    texts: Annotated[int, typer.Option(help="raw texts to learn from")] = 100_000,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Train a student of the teacher in TAUGHT; it goes into OUT after every epoch."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    classes = Classes(**json.loads((taught / "classes.json").read_text()))
    featurizer = Featurizer(Pieces(Tokenizer.from_file(str(taught / "tokenizer.json"))), classes)
    teacher = restore(Teacher, taught / "network.pt").eval()
    nlp = NorwegianNynorsk()
    gold = {
        name: read_docs(assets / f"{name}.conllu.gz", nlp.vocab)
        for name in ("nb_train", "nn_train", "nb_dev", "nn_dev")
    }

    def windows() -> Iterator[list[list[Sentence]]]:
        for _ in range(variants):
            varied = [vary(doc, rng, 0.5) for doc in gold["nb_train"] + gold["nn_train"]]
            yield [w for doc in varied for w in cut(featurizer.sentences(doc), WINDOW, rng)]
        raw = [
            text
            for name in ("news", "norec")
            for text in unlabelled(assets / f"{name}_unlabelled.jsonl.gz")
        ]
        for start in range(0, min(texts, len(raw)), 500):
            part = raw[start : min(start + 500, texts)]
            yield [w for text in part for w in raw_windows(nlp.tokenizer(text), featurizer.pieces)]

    began, lesson = time.time(), []
    for part in windows():
        lesson += [opinion(teacher, batch) for batch in batches(part, BATCH, rng)]
        count = sum(int((batch["sentence"] >= 0).sum()) for batch in lesson)
        print(f"{time.time() - began:.0f} s: {count} words", flush=True)
    sizes = replace(
        teacher.sizes, layers=len(layers.split(",")), heads=heads,
        feed_forward=feed_forward, arc=arc, relation=relation,
    )  # fmt: skip
    student = Student(sizes, dropout=0.0)
    shrink(teacher, student, [int(number) for number in layers.split(",")])
    dev = {
        name: [w for doc in gold[f"{name}_dev"] for w in cut(featurizer.sentences(doc), 160, None)]
        for name in ("nb", "nn")
    }

    def after(epoch: int) -> None:
        for module in student.modules():
            if isinstance(module, Linear):
                module.quantised = epoch >= rounded_from
        for name, part in dev.items():
            figures = evaluate(student, part, classes)
            print(epoch, name, {k: round(v, 4) for k, v in figures.items()}, flush=True)
        save(student, out / "network.pt", compact=False)

    def shuffled() -> Iterator[Batch]:
        return iter(rng.sample(lesson, len(lesson)))

    fit(
        student, [shuffled] * epochs, epochs * len(lesson), rate,
        lambda batch: losses(student, batch), after,
    )  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
