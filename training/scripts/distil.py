"""Train the student: a small network that learns from what its teachers wrote down.

It goes on from the student as it was before, made deeper where that is asked for. What comes of it
lies between the two: that is better than either (WiSE-FT, Wortsman et al. 2022).
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import torch
import typer
from corpus import cut, read_docs, read_featurizer
from export import read_student
from label import PROBABLE, WINDOW
from network import Student, deepen, save
from spacy.lang.nn import NorwegianNynorsk
from torch.nn import functional
from train import Batch, evaluate, fit, gold_losses, same_sentence

NAMES = 1.5  # weight of names, the hardest task, beside what they weigh for a teacher
MOVED = 0.7  # how far the student goes from what it was to what it has learnt
GOLD = 0.5  # weight of the gold class, where it is known, against the teachers' opinion


def losses(student: Student, batch: Batch) -> Batch:
    """Return how far the student is from its teachers and from the gold classes, by task."""
    is_word = batch["sentence"] >= 0
    scores = student.score(student.read(batch))
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
    return result | {"entity": NAMES * result["entity"]}


def main(
    assets: Path,
    taught: Annotated[Path, typer.Argument(help="the teacher's folder")],
    before: Annotated[Path, typer.Argument(help="the pipeline with the student as it was")],
    lessons: Annotated[Path, typer.Argument(help="the folder of what the teachers wrote down")],
    out: Path,
    layers: Annotated[
        int, typer.Option(help="of the student; where it has fewer, more are put in")
    ] = 7,
    epochs: int = 3,
    rate: float = 5e-4,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Train the student of the pipeline BEFORE; it goes into OUT after every epoch."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    featurizer = read_featurizer(taught)
    lesson = [batch for path in sorted(lessons.glob("*.pt")) for batch in torch.load(path)]
    student = deepen(read_student(before), layers, lesson[:20])
    was = {name: tensor.clone() for name, tensor in student.state_dict().items()}
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
        student, [shuffled] * epochs, epochs * len(lesson), rate, rate,
        lambda batch: losses(student, batch), after,
    )  # fmt: skip
    learnt = student.state_dict()
    student.load_state_dict({name: was[name].lerp(learnt[name], MOVED) for name in was})
    after(epochs + 1)


if __name__ == "__main__":
    typer.run(main)
