"""Windows of annotated text as arrays, and batches of them as tensors."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy
import torch
from network import Batch
from torch import Tensor

from newsparse.encoder.pieces import PADDING

ENCODER = "encoder.npz"  # the pretrained one, beside the windows
MISSING = -100  # what PyTorch's losses pass over
TASKS = ("tag", "lemma", "entity")
FILLERS = dict.fromkeys((*TASKS, "head", "relation", "start", "sentence"), MISSING)


class Windows:
    """The windows of several files that `prepare.py` wrote.

    columns: for all units, one behind the other. parts: the numbers of each file's windows.
    """

    def __init__(self, paths: Iterable[Path], device: torch.device) -> None:
        files = {path.stem: dict(numpy.load(path)) for path in paths}
        self.device = device

        def column(name: str) -> Tensor:
            arrays = [arrays[name] for arrays in files.values()]
            return torch.from_numpy(numpy.concatenate(arrays).astype("i8")).to(device)

        ends = numpy.cumsum([0, *(len(arrays["units_of"]) for arrays in files.values())]).tolist()
        self.parts = {
            name: range(a, b) for name, a, b in zip(files, ends[:-1], ends[1:], strict=True)
        }
        self.pieces = column("pieces")
        self.units_of = column("units_of")
        self.unit_at = self.units_of.cumsum(0) - self.units_of
        count = column("pieces_of")
        at = count.cumsum(0) - count
        self.piece_at = at[self.unit_at]
        self.pieces_of = torch.cat([self.piece_at[1:], at[-1:] + count[-1:]]) - self.piece_at
        window = torch.repeat_interleave(self.units_of)

        def piece(number: Tensor, there: Tensor) -> Tensor:
            place = (at + number).clamp(max=len(self.pieces) - 1)
            return torch.where(there, self.pieces[place], PADDING)

        zero = torch.zeros_like(count)
        units = [piece(zero, count > 0), piece(count - 1, count > 1)]  # as `unit_of` orders them
        units += [piece(zero + 1, count > 2), piece(zero + 2, count > 3)]
        self.columns = {name: column(name) for name in FILLERS}
        self.columns |= {"units": torch.stack(units, -1), "first": at - self.piece_at[window]}
        self.columns["last"] = self.columns["first"] + count - 1
        self.fillers = FILLERS | {"units": PADDING, "first": 0, "last": 0}
        self.lengths = self.pieces_of.tolist()

    def places(self, windows: list[int]) -> tuple[Tensor, Tensor]:
        """Return the units of windows side by side, and where there is none."""
        which = torch.tensor(windows, device=self.device)
        return spread(self.unit_at[which], self.units_of[which])

    def batch(self, windows: list[int]) -> Batch:
        places, nothing = self.places(windows)
        result = {}
        for name, values in self.columns.items():
            each = values[places]
            hidden = nothing.view(*nothing.shape, *[1] * (each.dim() - 2))
            result[name] = each.masked_fill(hidden, self.fillers.get(name, 0))
        return result | {"ids": self.ids(windows)}

    def ids(self, windows: list[int]) -> Tensor:
        """Return the pieces of windows side by side."""
        which = torch.tensor(windows, device=self.device)
        places, nothing = spread(self.piece_at[which], self.pieces_of[which])
        return self.pieces[places].masked_fill(nothing, PADDING)

    def remember(self, windows: list[int], batch: Batch, names: Iterable[str]) -> None:
        """Keep columns of a batch, of 16 bits, for the batches to come."""
        places, nothing = self.places(windows)
        for name in names:
            values = batch[name][~nothing]
            values = values.half() if values.is_floating_point() else values.short()
            if name not in self.columns:
                shape = (len(self.columns["first"]), *values.shape[1:])
                self.columns[name] = torch.zeros(shape, dtype=values.dtype, device=self.device)
            self.columns[name][places[~nothing]] = values

    def groups(
        self, windows: Iterable[int], size: int, rng: random.Random | None
    ) -> Iterator[list[int]]:
        """Yield windows in groups of like length; in random order where rng is given."""
        order = list(windows)
        if rng is not None:
            rng.shuffle(order)
        order.sort(key=self.lengths.__getitem__)
        groups = [order[i : i + size] for i in range(0, len(order), size)]
        if rng is not None:
            rng.shuffle(groups)
        yield from groups


def spread(begin: Tensor, count: Tensor) -> tuple[Tensor, Tensor]:
    """Return begin, begin + 1 … for each row, and which of them are behind its end."""
    steps = torch.arange(int(count.max()), device=begin.device)
    nothing = steps >= count[:, None]
    return (begin[:, None] + steps).masked_fill(nothing, 0), nothing
