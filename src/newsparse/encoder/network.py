"""The network as ONNX Runtime runs it."""

import os
from collections.abc import Sequence
from typing import Any

import numpy
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as onnx_errors

from newsparse.encoder.pieces import BREAK, PADDING, START, UNIT
from newsparse.encoder.windows import Window

ROWS = 8  # windows that are read at once; more do not fit into a processor's cache
LOADING_ERRORS = (
    onnx_errors.Fail,
    onnx_errors.InvalidArgument,
    onnx_errors.InvalidGraph,
    onnx_errors.InvalidProtobuf,
    onnx_errors.NotImplemented,
    onnx_errors.RuntimeException,
)
# for each unit: the tag's and the lemma script's index, the scores of the entity classes and of a
# sentence's start, and the vectors with which it is compared as dependent and as head
OUTPUTS = ("tag", "lemma", "entity", "start", "dependent", "head", "rel_dependent", "rel_head")

Numbers = NDArray[Any]


class Network:
    """Reads units, each the pieces of a word or a paragraph break."""

    def __init__(self, model: bytes) -> None:
        """Raises ValueError where the bytes are not such a network."""
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
        mask = (units[:, :, 0] != PADDING).astype("int32")
        results: list[Numbers] = self._session.run(names, {"units": units, "mask": mask})
        return results

    def read(self, units: Numbers, windows: Sequence[Window]) -> dict[str, Numbers]:
        """Return the OUTPUTS of each unit; together the windows' kept parts are all the units."""
        outputs: dict[str, Numbers] = {}
        ordered = sorted(windows, key=lambda window: window.end - window.start)
        for at in range(0, len(ordered), ROWS):
            group = ordered[at : at + ROWS]
            longest = group[-1].end - group[-1].start
            ids = numpy.full((len(group), longest + 2, UNIT), PADDING, "int32")
            ids[:, 0, 0] = START
            for row, window in enumerate(group):
                length = window.end - window.start
                ids[row, 1 : length + 1] = units[window.start : window.end]
                ids[row, length + 1, 0] = BREAK
            for name, values in zip(OUTPUTS, self._run(OUTPUTS, ids), strict=True):
                if name not in outputs:
                    outputs[name] = numpy.empty((len(units), *values.shape[2:]), values.dtype)
                for row, window in enumerate(group):
                    kept = values[row, window.first - window.start + 1 :]
                    outputs[name][window.first : window.last] = kept[: window.last - window.first]
        return outputs

    def relations(self, dependent: Numbers, head: Numbers) -> Numbers:
        """Score the relations of words to their heads; the vectors belong to the same arc."""
        ones = numpy.ones((len(dependent), 1), "float32")
        dependent, head = (numpy.concatenate([x, ones], axis=1) for x in (dependent, head))
        inner, relations, outer = self._relation.shape
        compared = dependent @ self._relation.reshape(inner, -1)
        scores: Numbers = numpy.einsum(
            "nro,no->nr", compared.reshape(-1, relations, outer), head, optimize=False
        )
        return scores
