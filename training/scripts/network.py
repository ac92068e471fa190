"""The networks as PyTorch trains them: an encoder, and a head for each task on its word vectors."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from pretrained import Pretrained
from torch import Tensor, nn
from torch.nn import functional

from newsparse.encoder.pieces import PADDING, UNIT

HEAD_SIZE = 32  # of an attention head
N = TypeVar("N", bound="Network")
WEIGHT_BITS = 7  # with 8, two products overflow on processors that add them in 16 bits


@dataclass(frozen=True)
class Sizes:
    """What a network's tensors are sized by."""

    pieces: int
    tags: int
    lemma_scripts: int
    entities: int
    relations: int
    layers: int = 12
    hidden: int = 384
    heads: int = 12
    feed_forward: int = 1536
    arc: int = 160  # of the vectors that are compared for an arc,
    relation: int = 96  # and for its relation
    positions: int = 512


class Layer(nn.Module):
    """A layer of BERT: attention and feed-forward, each normalised after it is added."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        width, self.heads = sizes.hidden, sizes.heads
        self.qkv = nn.Linear(width, 3 * self.heads * HEAD_SIZE)
        self.out = nn.Linear(self.heads * HEAD_SIZE, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, sizes.feed_forward)
        self.down = nn.Linear(sizes.feed_forward, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        parts = self.qkv(x).view(batch, length, 3, self.heads, HEAD_SIZE)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        # by hand: on CPUs PyTorch's own is slow backwards with 16 bits
        logits = (q @ k.transpose(2, 3)) * HEAD_SIZE**-0.5
        attended = logits.masked_fill(~mask, -1e4).softmax(-1).to(v.dtype) @ v
        attended = attended.transpose(1, 2).reshape(batch, length, -1)
        x = self.norm1(x + self.dropout(self.out(attended)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Network(nn.Module):
    """What teacher and student share; they differ in how they read words."""

    def __init__(self, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__()
        self.sizes = sizes
        width = sizes.hidden
        self.words = nn.Embedding(sizes.pieces, width)
        self.positions = nn.Embedding(sizes.positions, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(sizes, dropout) for _ in range(sizes.layers))
        self.tag = nn.Linear(width, sizes.tags)
        self.lemma = nn.Linear(width, sizes.lemma_scripts)
        self.entity = nn.Linear(width, sizes.entities)
        self.start = nn.Linear(width, 1)
        self.arcs = nn.Linear(width, 2 * sizes.arc)  # a word as dependent, as head
        self.relations = nn.Linear(width, 2 * sizes.relation)
        edge = sizes.relation + 1
        self.relation = nn.Parameter(torch.zeros(edge, sizes.relations, edge))
        nn.init.normal_(self.relation, std=0.02)

    def read(self, batch: dict[str, Tensor]) -> Tensor:
        """Return a vector for each unit: a word, a paragraph break, or an end of the window."""
        raise NotImplementedError

    def encode(self, x: Tensor, mask: Tensor) -> Tensor:
        """Run the layers over embeddings; mask: True where there is something."""
        x = self.dropout(self.norm(x + self.positions.weight[: x.shape[1]]))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return x

    def score(self, words: Tensor) -> dict[str, Tensor]:
        """Score words by their vectors; `arc` is [word, head], a root's head is the word itself."""
        words = self.dropout(words)
        dependent, head = functional.gelu(self.arcs(words)).chunk(2, dim=-1)
        rel_dependent, rel_head = functional.gelu(self.relations(words)).chunk(2, dim=-1)
        scores = {
            "tag": self.tag(words),
            "lemma": self.lemma(words),
            "entity": self.entity(words),
            "start": self.start(words).squeeze(-1),
            "arc": dependent @ head.transpose(1, 2) * self.sizes.arc**-0.5,
            "rel_dependent": functional.pad(rel_dependent, (0, 1), value=1.0),
            "rel_head": functional.pad(rel_head, (0, 1), value=1.0),
        }
        return {name: score.float() for name, score in scores.items()}

    def score_relations(self, scores: dict[str, Tensor], heads: Tensor) -> Tensor:
        """Score the relations of each word to the head that is given for it."""
        chosen = at(scores["rel_head"], heads)
        compared = torch.einsum("bwi,iro->bwro", scores["rel_dependent"], self.relation)
        return (compared * chosen[:, :, None, :]).sum(-1).float()


class Teacher(Network):
    """Reads every piece; a word is its first piece and its last."""

    def read(self, batch: dict[str, Tensor]) -> Tensor:
        pieces = self.encode(self.words(batch["ids"]), batch["ids"] != PADDING)
        return at(pieces, batch["first"]) + at(pieces, batch["last"])


class Student(Network):
    """Reads words: one vector for each, made of those of its pieces."""

    def __init__(self, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__(sizes, dropout)
        gates = torch.full((UNIT, sizes.hidden), 0.5)
        gates[0] = 1.0
        self.gates = nn.Parameter(gates)

    def embed(self, units: Tensor) -> Tensor:
        pieces = self.words(units) * (units != PADDING)[..., None]
        return torch.einsum("bwph,ph->bwh", pieces, self.gates)

    def read(self, batch: dict[str, Tensor]) -> Tensor:
        units = batch["units"]
        return self.encode(self.embed(units), units[:, :, 0] != PADDING)


def fast() -> torch.autocast:
    """Return a context in which matrices are multiplied with 16 bits, where the CPU does that."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported())


def at(rows: Tensor, places: Tensor) -> Tensor:
    """Return the vectors at these places of each row."""
    return rows.gather(1, places[:, :, None].expand(-1, -1, rows.shape[-1]))


def save(network: Network, path: Path, compact: bool) -> None:
    """Write sizes and weights; compact: of matrices only 8 bits and a scale for each row."""
    state: dict[str, Any] = {}
    for name, tensor in network.state_dict().items():
        if compact and tensor.dim() == 2:
            scale = tensor.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
            state[name] = (torch.round(tensor / scale).to(torch.int8), scale)
        else:
            state[name] = tensor
    torch.save({"sizes": asdict(network.sizes), "state": state}, path)


def restore(kind: type[N], path: Path) -> N:
    """Return the network that `save` wrote, without dropout."""
    saved = torch.load(path)
    network = kind(Sizes(**saved["sizes"]), dropout=0.0)
    network.load_state_dict(
        {
            name: value[0].float() * value[1] if isinstance(value, tuple) else value
            for name, value in saved["state"].items()
        }
    )
    return network


def load_pretrained(network: Network, source: Pretrained, kept: list[int]) -> None:
    """Begin from the pretrained encoder, with these of its pieces."""
    width = network.sizes.hidden
    tensors = {name: torch.from_numpy(array) for name, array in source.tensors.items()}
    # every piece is of the first type, so that type's vector joins the positions
    state = {
        "words.weight": tensors["emb.word"].view(-1, width)[kept],
        "positions.weight": tensors["emb.pos"].view(-1, width)
        + tensors["emb.type"].view(-1, width)[0],
        "norm.weight": tensors["emb.ln.w"],
        "norm.bias": tensors["emb.ln.b"],
    }
    names = {"out": "ao", "norm1": "aln", "up": "fi", "down": "fo", "norm2": "oln"}
    for number in range(network.sizes.layers):
        for kind, suffix in (("weight", "w"), ("bias", "b")):
            for ours, theirs in names.items():
                state[f"layers.{number}.{ours}.{kind}"] = tensors[f"l{number}.{theirs}.{suffix}"]
            parts = [tensors[f"l{number}.{part}.{suffix}"] for part in "qkv"]
            state[f"layers.{number}.qkv.{kind}"] = torch.cat(parts)
    own = network.state_dict()
    network.load_state_dict(own | {k: tensor.view_as(own[k]) for k, tensor in state.items()})


@torch.no_grad()
def deepen(student: Student, layers: int, batches: list[dict[str, Tensor]]) -> Student:
    """Return a student with so many layers; the new ones, evenly put in, change little yet.

    A new layer is a copy of the one before whose outputs are nothing; its norms leave vectors as
    they are, if those are as long as on the average of the batches.
    """
    sizes = student.sizes
    more = layers - sizes.layers
    behind = {(i + 1) * sizes.layers // more - 1 for i in range(more)}
    deeper = Student(replace(sizes, layers=layers), dropout=0.0)
    places = [place for i in range(sizes.layers) for place in ([i, i] if i in behind else [i])]
    own = student.state_dict()
    state = {name: tensor for name, tensor in own.items() if not name.startswith("layers.")}
    for number, source in enumerate(places):
        layer = student.layers[source].state_dict()
        if number and places[number - 1] == source:
            for part in ("out", "down"):
                layer[f"{part}.weight"] = torch.zeros_like(layer[f"{part}.weight"])
                layer[f"{part}.bias"] = torch.zeros_like(layer[f"{part}.bias"])
            mean, deviation = moments(student, source, batches)
            for norm in ("norm1", "norm2"):
                layer[f"{norm}.weight"] = torch.full_like(layer[f"{norm}.weight"], deviation)
                layer[f"{norm}.bias"] = torch.full_like(layer[f"{norm}.bias"], mean)
        state |= {f"layers.{number}.{name}": tensor for name, tensor in layer.items()}
    deeper.load_state_dict(state)
    return deeper


def moments(student: Student, layer: int, batches: list[dict[str, Tensor]]) -> tuple[float, float]:
    """Return the mean and the standard deviation within a word's vector, behind this layer."""
    seen = []
    hook = student.layers[layer].register_forward_hook(lambda _module, _x, y: seen.append(y))
    for batch in batches:
        student.read(batch)
    hook.remove()
    vectors = torch.cat([vectors.flatten(0, 1) for vectors in seen])
    return vectors.mean().item(), vectors.std(1, unbiased=False).mean().item()
