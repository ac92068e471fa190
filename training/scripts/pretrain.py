"""Train the pretrained encoder further on Norwegian text: it guesses words that are hidden.

The encoder knows a hundred languages, and comes with 4 bits a weight; what it lost by either it
learns again (Gururangan et al. 2020).
"""

import random
from pathlib import Path
from typing import Annotated

import numpy
import pretrained
import torch
import typer
from network import Batch, Sizes, Teacher, device, fast, save
from schedule import Schedule
from torch import Tensor, nn
from torch.nn import functional
from windows import ENCODER, Windows

from newsparse.encoder.pieces import UNKNOWN

BATCH = 256  # windows
HIDDEN = 0.15  # share of the words that are hidden
SHAPE = {"layers": 12, "hidden": 384, "heads": 12, "feed_forward": 1536, "positions": 512}
COMPARED = {"arc": 96, "relation": 32}  # sizes of the vectors that are compared


class Guesser(nn.Module):
    """Guesses the piece behind a vector."""

    def __init__(self, width: int, pieces: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(pieces))

    def forward(self, vectors: Tensor, words: Tensor) -> Tensor:
        return self.norm(functional.gelu(self.dense(vectors))) @ words.T + self.bias


def load(path: Path) -> Teacher:
    """Return the encoder that `prepare.py` wrote; its heads know nothing yet."""
    arrays = dict(numpy.load(path))
    counts = zip(
        ("tags", "lemma_scripts", "entities", "relations"), arrays.pop("heads"), strict=True
    )
    tensors = {
        name: torch.from_numpy(numpy.array(pretrained.values_of(array), "f4"))
        for name, array in arrays.items()
    }
    width = SHAPE["hidden"]
    words = tensors["emb.word"].view(-1, width)
    heads = {name: int(count) for name, count in counts}
    network = Teacher(Sizes(pieces=len(words), **heads, **COMPARED, **SHAPE))
    # every piece is of the first type, so that type's vector joins the positions
    positions = tensors["emb.pos"].view(-1, width) + tensors["emb.type"].view(-1, width)[0]
    state = {"words.weight": words, "positions.weight": positions}
    state |= {"norm.weight": tensors["emb.ln.w"], "norm.bias": tensors["emb.ln.b"]}
    names = {"out": "ao", "norm1": "aln", "up": "fi", "down": "fo", "norm2": "oln"}
    for number in range(network.sizes.layers):
        for kind, suffix in (("weight", "w"), ("bias", "b")):
            for ours, theirs in names.items():
                state[f"layers.{number}.{ours}.{kind}"] = tensors[f"l{number}.{theirs}.{suffix}"]
            parts = [tensors[f"l{number}.{part}.{suffix}"] for part in "qkv"]
            state[f"layers.{number}.qkv.{kind}"] = torch.cat(parts)
    own = network.state_dict()
    network.load_state_dict(own | {k: tensor.view_as(own[k]) for k, tensor in state.items()})
    return network


def hide(batch: Batch, mask: int) -> tuple[Tensor, Tensor]:
    """Return the pieces of a batch with some words hidden, and which pieces those are.

    Of the hidden ones a tenth stays as it is, and another tenth becomes any other piece.
    """
    ids, first, last = batch["ids"], batch["first"], batch["last"]
    chosen = (torch.rand(first.shape, device=ids.device) < HIDDEN) & (batch["sentence"] >= 0)
    edges = torch.zeros(ids.shape[0], ids.shape[1] + 1, dtype=torch.long, device=ids.device)
    edges.scatter_add_(1, first, chosen.long())
    edges.scatter_add_(1, last + 1, -chosen.long())
    hidden = edges.cumsum(1)[:, :-1] > 0
    dice = torch.rand(ids.shape, device=ids.device)
    shown = torch.where(dice < 0.8, mask, ids)
    shown = torch.where(dice > 0.9, torch.randint_like(ids, UNKNOWN + 1, mask), shown)
    return torch.where(hidden, shown, ids), hidden


def main(
    windows: Annotated[Path, typer.Argument(help="the folder that prepare.py wrote into")],
    out: Path,
    epochs: int = 6,
    rate: float = 4e-4,
    seed: int = 0,
) -> None:
    """Write the encoder, trained further, into the file OUT."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    raw = Windows(sorted(windows.glob("raw_*.npz")), device())
    network = load(windows / ENCODER).to(device()).train()
    guesser = Guesser(network.sizes.hidden, network.sizes.pieces).to(device())
    mask = network.sizes.pieces - 1
    order = [
        group for _ in range(epochs) for group in raw.groups(range(len(raw.lengths)), BATCH, rng)
    ]
    schedule = Schedule(
        [list(network.parameters()), list(guesser.parameters())], [rate] * 2, len(order)
    )
    for group in order:
        batch = raw.batch(group)
        shown, hidden = hide(batch, mask)
        with fast():
            vectors = network.read_pieces(shown)[hidden]
            scores = guesser(vectors, network.words.weight)
        loss = functional.cross_entropy(scores.float(), batch["ids"][hidden])
        schedule.step({"guessed": loss}, {"guessed": 1.0})
    out.parent.mkdir(parents=True, exist_ok=True)
    save(network.cpu(), out)


if __name__ == "__main__":
    typer.run(main)
