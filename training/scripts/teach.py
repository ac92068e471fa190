"""Train a teacher: the whole pretrained encoder, for all tasks at once, on what is annotated."""

import random
from itertools import chain
from pathlib import Path
from typing import Annotated

import torch
import typer
from network import Batch, Network, Teacher, device, fast, restore, same_sentence, save
from pretrain import load
from schedule import Schedule, fit
from torch import Tensor
from torch.nn import functional
from windows import ENCODER, MISSING, TASKS, Windows

from newsparse.encoder.names import best_spans

BATCH = 48  # windows
WEIGHTS = {"entity": 4.0, "tag": 1.0, "lemma": 1.0, "start": 1.0, "arc": 1.0, "relation": 1.0}
HEAD_RATE = 1e-3  # learning rate of the heads, which begin from nothing
PRETRAINED = ("words", "positions", "norm", "layers")


def gold_losses(network: Network, scores: Batch, batch: Batch) -> Batch:
    """Return the loss at each word by task; 0 where the class is not known."""
    heads = batch["head"]
    relations = network.score_relations(scores, heads.clamp(min=0))
    logits = {name: scores[name] for name in TASKS} | {"arc": scores["arc"], "relation": relations}
    gold = {name: batch[name] for name in (*TASKS, "relation")} | {"arc": heads}
    result = {
        name: functional.cross_entropy(
            each.transpose(1, 2), gold[name], ignore_index=MISSING, reduction="none"
        )
        for name, each in logits.items()
    }
    start = functional.binary_cross_entropy_with_logits(
        scores["start"], batch["start"].clamp(min=0).float(), reduction="none"
    )
    return result | {"start": start * (batch["start"] != MISSING)}


def known(batch: Batch) -> Batch:
    """Tell by task which words' class is known."""
    names = {name: name for name in (*TASKS, "relation", "start")} | {"arc": "head"}
    return {task: batch[name] != MISSING for task, name in names.items()}


def score(network: Network, batch: Batch) -> Batch:
    scores = network.score(network.read(batch))
    return scores | {"arc": scores["arc"].masked_fill(~same_sentence(batch), -1e4)}


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    there = known(batch)
    return {
        task: loss.sum() / there[task].sum().clamp(min=1)
        for task, loss in gold_losses(network, score(network, batch), batch).items()
    }


@torch.no_grad()
def evaluate(network: Network, windows: Windows) -> dict[str, float]:
    """Measure on gold words and sentences; heads are the best ones, not yet a tree."""
    training = network.training
    network.eval()
    right = dict.fromkeys(("tag", "lemma", "uas", "las", "start"), 0)
    words = true = found = both = 0
    for group in windows.groups(range(len(windows.lengths)), 64, None):
        batch = windows.batch(group)
        with fast():
            scores = score(network, batch)
            heads = scores["arc"].argmax(-1)
            relations = network.score_relations(scores, heads).argmax(-1)
        there = batch["start"] != MISSING
        words += int(there.sum())
        headed = heads == batch["head"]
        hits = {name: scores[name].argmax(-1) == batch[name] for name in ("tag", "lemma")}
        hits |= {"uas": headed, "las": headed & (relations == batch["relation"])}
        hits["start"] = (scores["start"] > 0) == (batch["start"] == 1)
        for name, hit in hits.items():
            right[name] += int(hit[there].sum())
        logits = scores["entity"][there].float().cpu().numpy()
        gold = batch["entity"][there].clamp(min=0)
        sure = functional.one_hot(gold, logits.shape[1]).cpu().numpy() * 99.0
        a, b = (set(best_spans(s.astype("f4"), [(0, len(s))])) for s in (logits, sure))
        found, true, both = found + len(a), true + len(b), both + len(a & b)
    network.train(training)
    figures = {name: round(value / words, 4) for name, value in right.items()}
    return figures | {"ner": round(2 * both / max(1, found + true), 4)}


def report(network: Network, dev: dict[str, Windows], what: str) -> None:
    for name, windows in dev.items():
        print(what, name, evaluate(network, windows), flush=True)


def read_dev(folder: Path) -> dict[str, Windows]:
    return {path.stem: Windows([path], device()) for path in sorted(folder.glob("*_dev.npz"))}


def main(
    windows: Annotated[Path, typer.Argument(help="the folder that prepare.py wrote into")],
    encoder: Annotated[Path, typer.Argument(help="what prepare.py or pretrain.py wrote")],
    out: Path,
    epochs: int = 12,
    rate: float = 3.5e-4,
    seed: int = 0,
) -> None:
    """Write the teacher into the file OUT.

    Each epoch reads one variant of the treebanks, and the articles in both standards.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)
    dev = read_dev(windows)
    paths = [p for kind in ("treebanks", "articles") for p in sorted(windows.glob(f"{kind}_*.npz"))]
    annotated = Windows(paths, device())
    treebanks, articles = (
        [part for name, part in annotated.parts.items() if name.startswith(kind)]
        for kind in ("treebanks", "articles")
    )
    order: list[list[int]] = []
    for epoch in range(seed, seed + epochs):
        read = [part[epoch % len(part)] for part in (treebanks, articles[::2], articles[1::2])]
        order += annotated.groups(chain(*read), BATCH, rng)
    begun = load(encoder) if encoder.name == ENCODER else restore(Teacher, encoder, dropout=0.1)
    network = begun.to(device()).train()
    named = list(network.named_parameters())
    own = [p for name, p in named if name.split(".")[0] in PRETRAINED]
    heads = [p for name, p in named if name.split(".")[0] not in PRETRAINED]
    schedule = Schedule([own, heads], [rate, HEAD_RATE], len(order))
    mean = fit(
        network, schedule, WEIGHTS, order, lambda group: losses(network, annotated.batch(group))
    )
    report(network, dev, f"{out.stem} last")
    report(mean, dev, f"{out.stem} mean")
    out.parent.mkdir(parents=True, exist_ok=True)
    save(mean.cpu(), out)


if __name__ == "__main__":
    typer.run(main)
