"""The network as ONNX Runtime runs it."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

# since 1.29 it tells its makers of every run, and keeps a number for who runs it, unless this says
# no before it is imported
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as onnx_errors

from newsparse.encoder.pieces import BREAK, PADDING, START, UNIT
from newsparse.encoder.windows import Window

CHUNK = 256  # words whose relations are compared at once; all of a long text need gigabytes
LOADING_ERRORS = (
    onnx_errors.Fail,
    onnx_errors.InvalidArgument,
    onnx_errors.InvalidGraph,
    onnx_errors.InvalidProtobuf,
    onnx_errors.NotImplemented,
    onnx_errors.RuntimeException,
)
# for each unit: the tag's index; those of the best lemma scripts, and their scores; the scores of
# the entity classes and of a sentence's start; and the vectors with which it is compared as
# dependent and as head
OUTPUTS = (
    "tag",
    "lemma",
    "lemma_score",
    "entity",
    "start",
    "dependent",
    "head",
    "rel_dependent",
    "rel_head",
)

Numbers = NDArray[Any]


class Network:
    """Reads units, each the pieces of a word or a paragraph break."""

    def __init__(self, model: Path | bytes) -> None:
        """model: the file, or what is in it. Raises ValueError where it is no such network."""
        options = onnxruntime.SessionOptions()
        # as many as the environment says, so that worker processes do not fight over the cores
        threads = os.environ.get("OMP_NUM_THREADS", "")
        options.intra_op_num_threads = int(threads) if threads.isdigit() else 0
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
            nothing = numpy.full((1, 1, UNIT), PADDING, "int32")
            self._relation = self._run(["relation"], nothing)[0]
        except LOADING_ERRORS as error:
            raise ValueError(f"not the network of a pipeline: {error}") from None

    def _run(self, names: Sequence[str], units: Numbers) -> list[Numbers]:
        results: list[Numbers] = self._session.run(names, {"units": units})
        return results

    def read(self, units: Numbers, windows: Iterable[Window]) -> dict[str, Numbers]:
        """Return the OUTPUTS of each unit; together the windows' kept parts are all the units.

        Windows are read one by one: the network rounds its numbers by the greatest of them, so
        that beside other texts a text would get other results. It is no slower.
        """
        outputs: dict[str, Numbers] = {}
        for window in windows:
            ids = numpy.full((1, window.end - window.start + 2, UNIT), PADDING, "int32")
            ids[0, 0, 0] = START
            ids[0, 1:-1] = units[window.start : window.end]
            ids[0, -1, 0] = BREAK
            kept = slice(1 + window.first - window.start, 1 + window.last - window.start)
            for name, values in zip(OUTPUTS, self._run(OUTPUTS, ids), strict=True):
                if name not in outputs:
                    outputs[name] = numpy.empty((len(units), *values.shape[2:]), values.dtype)
                outputs[name][window.first : window.last] = values[0, kept]
        return outputs

    def relations(self, dependent: Numbers, head: Numbers) -> Numbers:
        """Score the relations of words to their heads; the vectors belong to the same arc."""
        inner, relations, outer = self._relation.shape
        matrix = self._relation.reshape(inner, -1)
        scores = numpy.empty((len(dependent), relations), "float32")
        for at in range(0, len(scores), CHUNK):
            dep, top = (
                numpy.pad(x[at : at + CHUNK], ((0, 0), (0, 1)), constant_values=1.0)
                for x in (dependent, head)
            )
            compared = (dep @ matrix).reshape(-1, relations, outer)
            numpy.matmul(compared, top[:, :, None], out=scores[at : at + CHUNK, :, None])
        return scores
