"""Train the student: a small network that learns from what its teachers wrote down."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import torch
import typer
from corpus import cut, read_docs, read_featurizer
from label import PROBABLE, WINDOW
from network import Student, Teacher, restore, save, shrink
from spacy.lang.nn import NorwegianNynorsk
from torch.nn import functional
from train import Batch, evaluate, fit, gold_losses, same_sentence

GOLD = 0.5  # weight of the gold class, where it is known, against the teachers' opinion


def losses(student: Student, batch: Batch) -> Batch:
    """Return how far the student is from its teachers and from the gold classes, by task."""
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
    taught: Annotated[Path, typer.Argument(help="the first teacher's folder")],
    lessons: Annotated[Path, typer.Argument(help="the folder of what they wrote down")],
    out: Path,
    layers: Annotated[
        str, typer.Option(help="the teacher's layers to begin from")
    ] = "1,3,5,7,9,11",
    heads: int = 6,
    feed_forward: int = 768,
    arc: int = 96,
    relation: int = 32,
    epochs: int = 5,
    rate: float = 6e-4,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Train a student, begun from the teacher in TAUGHT; it goes into OUT after every epoch."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    featurizer = read_featurizer(taught)
    lesson = [batch for path in sorted(lessons.glob("*.pt")) for batch in torch.load(path)]
    teacher = restore(Teacher, taught / "network.pt")
    sizes = replace(
        teacher.sizes, layers=len(layers.split(",")), heads=heads,
        feed_forward=feed_forward, arc=arc, relation=relation,
    )  # fmt: skip
    student = Student(sizes, dropout=0.0)
    shrink(teacher, student, [int(number) for number in layers.split(",")])
    vocab = NorwegianNynorsk().vocab
    dev = {}
    for name in ("nb", "nn"):
        docs = read_docs(assets / f"{name}_dev.conllu.gz", vocab)
        dev[name] = [w for doc in docs for w in cut(featurizer.sentences(doc), WINDOW, None)]

    def after(epoch: int) -> None:
        for name, part in dev.items():
            figures = evaluate(student, part, featurizer.classes)
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
