"""Train the network of a pipeline further, by gold classes and by what it thought itself.

What comes of it lies between what it was and what it has learnt, so that it forgets less of the
treebanks (WiSE-FT, Wortsman et al. 2022).
"""

import random
import time
from pathlib import Path
from typing import Annotated

import numpy
import torch
import typer
from corpus import MISSING, TASKS, Sentence, batches, cut, read_docs, read_featurizer
from export import read_network
from label import PROBABLE, WINDOW
from network import Batch, Network, fast, restore, same_sentence, save
from spacy.lang.nn import NorwegianNynorsk
from torch.nn import functional

from newsparse.encoder import Classes
from newsparse.encoder.names import best_spans

WEIGHTS = {"entity": 6.0, "tag": 1.0, "lemma": 1.0, "start": 1.0, "arc": 1.0, "relation": 1.0}
GOLD = 0.5  # weight of the gold class, where it is known, against the network's opinion
WARM_UP = 0.06  # of the steps
REPORT = 100  # steps


def losses(network: Network, batch: Batch) -> Batch:
    """Return how far the network is from what it thought and from the gold classes, by task."""
    is_word = batch["sentence"] >= 0
    scores = network.score(network.read(batch["units"]))
    scores["arc"] = scores["arc"].masked_fill(~same_sentence(batch), -1e4)
    result = {}
    for name in PROBABLE:
        logs = scores[name].log_softmax(-1).gather(-1, batch[f"i_{name}"].long())
        result[name] = -(batch[f"t_{name}"].float() * logs).sum(-1)[is_word].mean()
    result["start"] = functional.binary_cross_entropy_with_logits(
        scores["start"][is_word], batch["t_start"][is_word].float()
    )
    relations = network.score_relations(scores, batch["t_head"]).log_softmax(-1)
    result["relation"] = -(batch["t_relation"].float() * relations).sum(-1)[is_word].mean()
    if (batch["start"] >= 0).any():
        gold = gold_losses(network, scores, batch)
        result = {name: (1 - GOLD) * part + GOLD * gold[name] for name, part in result.items()}
    return result


def gold_losses(network: Network, scores: Batch, batch: Batch) -> Batch:
    """Return the mean loss over the words whose class is known, by task."""
    heads = batch["head"]
    logits = {name: scores[name] for name in TASKS}
    logits |= {
        "head": scores["arc"],
        "relation": network.score_relations(scores, heads.clamp(min=0)),
    }
    result = {
        "arc" if name == "head" else name: functional.cross_entropy(
            each.flatten(0, 1), batch[name].flatten(), ignore_index=MISSING
        )
        for name, each in logits.items()
    }
    known = batch["start"] != MISSING
    result["start"] = functional.binary_cross_entropy_with_logits(
        scores["start"][known], batch["start"][known].float()
    )
    return result


@torch.no_grad()
def evaluate(network: Network, windows: list[list[Sentence]], classes: Classes) -> dict[str, float]:
    """Measure on gold words and sentences; heads are the best ones, not yet a tree."""
    network.eval()
    right = dict.fromkeys(("pos", "tag", "lemma", "uas", "las", "start"), 0)
    words = true = found = both = 0
    pos = numpy.array([tag.split("|")[0] for tag in classes.tag])
    for batch in batches(windows, 16, None):
        scores = network.score(network.read(batch["units"]))
        known = batch["start"] != MISSING
        words += int(known.sum())
        guess = {name: scores[name].argmax(-1) for name in TASKS}
        arcs = scores["arc"].masked_fill(~same_sentence(batch), -1e4).argmax(-1)
        relations = network.score_relations(scores, arcs).argmax(-1)
        headed = arcs == batch["head"]
        gold = batch["tag"][known].numpy()
        right["pos"] += int(
            ((pos[guess["tag"][known].numpy()] == pos[gold]) & (gold != MISSING)).sum()
        )
        hits = {name: guess[name] == batch[name] for name in ("tag", "lemma")}
        hits |= {"uas": headed, "las": headed & (relations == batch["relation"])}
        hits["start"] = (scores["start"] > 0) == (batch["start"] == 1)
        for name, hit in hits.items():
            right[name] += int(hit[known].sum())
        logits = scores["entity"][known].numpy()
        sure = functional.one_hot(batch["entity"][known].clamp(min=0), logits.shape[1]).numpy()
        a, b = (set(best_spans(s.astype("f4"), [(0, len(s))])) for s in (logits, sure * 99.0))
        found, true, both = found + len(a), true + len(b), both + len(a & b)
    network.train()
    figures = {name: value / words for name, value in right.items()}
    return figures | {"ner": 2 * both / max(1, found + true)}


def fit(
    network: Network,
    lesson: list[Batch],
    epochs: int,
    rate: float,
    rng: random.Random,
) -> None:
    """Train on the lesson so many times."""
    steps = epochs * len(lesson)
    optimizer = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.01, fused=True)
    warm = WARM_UP * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: max(0.0, min(step / warm, (steps - step) / (steps - warm)))
    )
    step, began, sums = 0, time.time(), dict[str, float]()
    network.train()
    for _ in range(epochs):
        for batch in rng.sample(lesson, len(lesson)):
            with fast():
                parts = losses(network, batch)
            optimizer.zero_grad()
            sum(WEIGHTS[name] * part for name, part in parts.items()).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            for name, part in parts.items():
                sums[name] = sums.get(name, 0.0) + part.item()
            if step % REPORT == 0:
                shown = " ".join(f"{name} {value / REPORT:.4f}" for name, value in sums.items())
                print(f"{step}/{steps} {time.time() - began:.0f} s {shown}", flush=True)
                sums.clear()


def main(
    assets: Path,
    pipeline: Annotated[Path, typer.Argument(help="the pipeline with the network as it is")],
    lessons: Annotated[Path, typer.Argument(help="the folder that label.py wrote into")],
    out: Path,
    epochs: int = 2,
    rate: float = 2e-4,
    dropout: float = 0.1,
    moved: Annotated[float, typer.Option(help="how far it goes to what it has learnt")] = 0.7,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Train the network of PIPELINE; it goes into OUT.

    What it has learnt is kept there, too, and not learnt again.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    featurizer = read_featurizer(pipeline)
    lesson = [batch for path in sorted(lessons.glob("*.pt")) for batch in torch.load(path)]
    vocab = NorwegianNynorsk().vocab  # one that knows white space
    dev = {
        name: [window for doc in docs for window in cut(featurizer.sentences(doc), WINDOW, None)]
        for name in ("nb", "nn")
        for docs in [read_docs(assets / f"{name}_dev.conllu.gz", vocab)]
    }

    def report(network: Network, what: str) -> None:
        for name, part in dev.items():
            figures = evaluate(network, part, featurizer.classes)
            print(what, name, {k: round(v, 4) for k, v in figures.items()}, flush=True)

    before, learnt = read_network(pipeline), out / "learnt.pt"
    report(before, "before")
    if not learnt.exists():
        network = read_network(pipeline, dropout)
        fit(network, lesson, epochs, rate, random.Random(seed))
        save(network, learnt)
    network = restore(learnt)
    report(network, "learnt")
    network = between(before, network, moved)
    report(network, "moved")
    save(network, out / "network.pt")


def between(before: Network, after: Network, share: float) -> Network:
    was, learnt = before.state_dict(), after.state_dict()
    after.load_state_dict({name: was[name].lerp(learnt[name], share) for name in was})
    return after


if __name__ == "__main__":
    typer.run(main)
