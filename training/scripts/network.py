"""The network as PyTorch trains it: an encoder, and a head for each task on its word vectors."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from newsparse.encoder.pieces import PADDING, UNIT

HEAD_SIZE = 32  # of an attention head
Batch = dict[str, Tensor]
WEIGHT_BITS = 7  # with 8, two products overflow on processors that add them in 16 bits


@dataclass(frozen=True)
class Sizes:
    """What the network's tensors are sized by."""

    pieces: int
    tags: int
    lemma_scripts: int
    entities: int
    relations: int
    layers: int
    hidden: int
    heads: int
    feed_forward: int
    arc: int  # of the vectors that are compared for an arc,
    relation: int  # and for its relation
    positions: int


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
        if x.is_cuda:
            attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        else:  # by hand: on CPUs PyTorch's own is slow backwards with 16 bits
            logits = (q @ k.transpose(2, 3)) * HEAD_SIZE**-0.5
            attended = logits.masked_fill(~mask, -1e4).softmax(-1).to(v.dtype) @ v
        attended = attended.transpose(1, 2).reshape(batch, length, -1)
        x = self.norm1(x + self.dropout(self.out(attended)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Network(nn.Module):
    """Reads words: one vector for each, made of those of its pieces."""

    def __init__(self, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__()
        self.sizes = sizes
        width = sizes.hidden
        self.words = nn.Embedding(sizes.pieces, width)
        gates = torch.full((UNIT, width), 0.5)
        gates[0] = 1.0
        self.gates = nn.Parameter(gates)
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

    def read(self, batch: Batch) -> Tensor:
        """Return a vector for each unit: a word, a paragraph break, or an end of the window."""
        units = batch["units"]
        pieces = self.words(units) * (units != PADDING)[..., None]
        x = torch.einsum("bwph,ph->bwh", pieces, self.gates)
        return self.encode(x, units[:, :, 0] != PADDING)

    def encode(self, x: Tensor, mask: Tensor) -> Tensor:
        """Run the layers over vectors; mask: True where there is something."""
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

    def read(self, batch: Batch) -> Tensor:
        pieces = self.read_pieces(batch["ids"])
        return at(pieces, batch["first"]) + at(pieces, batch["last"])

    def read_pieces(self, ids: Tensor) -> Tensor:
        return self.encode(self.words(ids), ids != PADDING)


def device() -> torch.device:
    """Return the device to train on."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def fast() -> torch.autocast:
    """Return a context in which matrices are multiplied with 16 bits, where that is faster."""
    if torch.cuda.is_available():
        return torch.autocast("cuda", torch.bfloat16)
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported())


def same_sentence(batch: Batch) -> Tensor:
    """Tell of each two words of a window whether they stand in one sentence."""
    sentence = batch["sentence"]
    return sentence[:, :, None] == sentence[:, None, :]


def at(rows: Tensor, places: Tensor) -> Tensor:
    """Return the vectors at these places of each row."""
    return rows.gather(1, places[:, :, None].expand(-1, -1, rows.shape[-1]))


N = TypeVar("N", bound=Network)


def save(network: Network, path: Path) -> None:
    """Write sizes and weights."""
    torch.save({"sizes": asdict(network.sizes), "state": network.state_dict()}, path)


def restore(kind: type[N], path: Path, dropout: float = 0.0) -> N:
    """Return the network that `save` wrote."""
    saved = torch.load(path, map_location="cpu")
    network = kind(Sizes(**saved["sizes"]), dropout)
    network.load_state_dict(saved["state"])
    return network
