"""Train the network of a pipeline further, by what teachers think and by gold classes.

What comes of it lies between what it was and what it has learnt, so that it forgets less (WiSE-FT,
Wortsman et al. 2022).
"""

import random
from pathlib import Path
from typing import Annotated

import torch
import typer
from export import read_network
from network import Batch, Network, Teacher, device, fast, restore, save
from schedule import Schedule, fit
from teach import gold_losses, known, read_dev, report, score
from torch import Tensor
from torch.nn import functional
from windows import Windows

BATCH = 96  # windows
PROBABLE = {"tag": 6, "lemma": 3, "entity": 8, "arc": 4}  # classes of which the opinion is kept
WEIGHTS = {"entity": 6.0, "tag": 1.0, "lemma": 1.0, "start": 1.0, "arc": 1.0, "relation": 1.0}
GOLD = 0.5  # weight of the gold class, where it is known, against the teachers' opinion


@torch.no_grad()
def remember_opinion(teachers: list[Network], windows: Windows) -> None:
    """Add to windows what the teachers think, in the mean."""
    for group in windows.groups(range(len(windows.lengths)), 4 * BATCH, None):
        batch = windows.batch(group)
        with fast():
            scores = [score(teacher, batch) for teacher in teachers]
        opinion = {"t_start": mean_of([each["start"].sigmoid() for each in scores])}
        for name, count in PROBABLE.items():
            chances = mean_of([each[name].softmax(-1) for each in scores])
            best, which = chances.topk(min(count, chances.shape[-1]))
            opinion |= {f"t_{name}": best, f"i_{name}": which}
        heads = opinion["i_arc"][..., 0]
        with fast():
            pairs = zip(teachers, scores, strict=True)
            relations = [one.score_relations(each, heads).softmax(-1) for one, each in pairs]
        opinion["t_relation"] = mean_of(relations)
        windows.remember(group, opinion, opinion)


def mean_of(chances: list[Tensor]) -> Tensor:
    return torch.stack(chances).mean(0)


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """Return how far the network is from its teachers and from the gold classes, by task."""
    # an arc that nobody thinks possible may go beyond the window
    batch = batch | {f"i_{name}": batch[f"i_{name}"].long() for name in PROBABLE}
    batch["i_arc"] = batch["i_arc"].clamp(max=batch["units"].shape[1] - 1)
    scores = score(network, batch)
    result = {}
    for name in PROBABLE:
        logs = scores[name].log_softmax(-1).gather(-1, batch[f"i_{name}"])
        result[name] = -(batch[f"t_{name}"].float() * logs).sum(-1)
    result["start"] = functional.binary_cross_entropy_with_logits(
        scores["start"], batch["t_start"].float(), reduction="none"
    )
    relations = network.score_relations(scores, batch["i_arc"][..., 0]).log_softmax(-1)
    result["relation"] = -(batch["t_relation"].float() * relations).sum(-1)
    gold, there, is_word = gold_losses(network, scores, batch), known(batch), batch["sentence"] >= 0
    return {
        name: torch.where(there[name], torch.lerp(soft, gold[name], GOLD), soft)[is_word].mean()
        for name, soft in result.items()
    }


def main(
    windows: Annotated[Path, typer.Argument(help="the folder that prepare.py wrote into")],
    taught: Annotated[Path, typer.Argument(help="the folder of the teachers")],
    pipeline: Annotated[Path, typer.Argument(help="the pipeline with the network as it is")],
    out: Path,
    epochs: int = 8,
    rate: float = 7e-4,
    dropout: float = 0.1,
    moved: Annotated[float, typer.Option(help="how far it goes to what it has learnt")] = 0.7,
    seed: int = 0,
) -> None:
    """Train the network of PIPELINE; it goes into OUT.

    What it has learnt is kept there, too, and not learnt again.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    dev, before = read_dev(windows), read_network(pipeline)
    learnt = out / "learnt.pt"
    report(before.to(device()), dev, "before")
    if not learnt.exists():
        lesson = Windows(sorted(windows.glob("*_[0-9]*.npz")), device())
        teachers = [restore(Teacher, path).to(device()) for path in sorted(taught.glob("*.pt"))]
        remember_opinion([teacher.eval() for teacher in teachers], lesson)
        network = read_network(pipeline, dropout).to(device()).train()
        order = [
            group
            for _ in range(epochs)
            for group in lesson.groups(range(len(lesson.lengths)), BATCH, rng)
        ]
        schedule = Schedule([list(network.parameters())], [rate], len(order))
        mean = fit(
            network, schedule, WEIGHTS, order, lambda group: losses(network, lesson.batch(group))
        )
        report(network, dev, "last")
        save(mean.cpu(), learnt)
    network = restore(Network, learnt)
    report(network.to(device()), dev, "learnt")
    network = between(before.cpu(), network.cpu(), moved)
    report(network.to(device()), dev, "moved")
    save(network.cpu(), out / "network.pt")


def between(before: Network, after: Network, share: float) -> Network:
    was, learnt = before.state_dict(), after.state_dict()
    after.load_state_dict({name: was[name].lerp(learnt[name], share) for name in was})
    return after


if __name__ == "__main__":
    typer.run(main)
