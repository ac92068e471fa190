"""Write a trained network as one ONNX file whose matrices are numbers of 8 bits.

The graph is built by hand of ONNX Runtime's operators, so that it does not depend on what an
exporter makes of the code. Each column of a weight matrix has its own scale; activations are
quantised as they come.
"""

import json
from pathlib import Path
from typing import Any

import numpy
import onnx
import torch
from network import HEAD_SIZE, WEIGHT_BITS, Network, Sizes
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from newsparse.encoder import CLASSES, NETWORK, Classes
from newsparse.encoder.names import biluo_tags
from newsparse.encoder.network import OUTPUTS
from newsparse.encoder.pieces import PADDING, UNIT

OPSET = 20
IR_VERSION = 9
LEMMAS = 4  # scripts of each word that are told


class Graph:
    """ONNX nodes in the order in which they were added; `quantised` is for all that follow."""

    def __init__(self, quantised: bool) -> None:
        self.quantised = quantised
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: Tensor | NDArray[Any] | list[int]) -> str:
        array = values.detach().numpy() if isinstance(values, Tensor) else numpy.asarray(values)
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(array), name))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", **how: Any) -> str:
        return self.add_many(operator, 1, *inputs, domain=domain, **how)[0]

    def add_many(self, operator: str, count: int, *inputs: str, **how: Any) -> list[str]:
        names = [f"n{len(self.nodes)}_{i}" for i in range(count)]
        self.nodes.append(helper.make_node(operator, inputs, names, **how))
        return names

    def linear(self, x: str, layer: nn.Linear) -> str:
        weight = layer.weight.detach().numpy().T
        bias = self.constant(layer.bias)
        if not self.quantised:
            return self.add("Add", self.add("MatMul", x, self.constant(weight)), bias)
        values, scale = quantise(weight, axis=0, bits=WEIGHT_BITS)
        zero = self.constant(numpy.zeros(len(scale), "i1"))
        inputs = (x, self.constant(values), self.constant(scale), zero, bias)
        return self.add("DynamicQuantizeMatMul", *inputs, domain="com.microsoft")

    def norm(self, x: str, layer: nn.LayerNorm) -> str:
        parts = (self.constant(layer.weight), self.constant(layer.bias))
        return self.add("LayerNormalization", x, *parts, epsilon=layer.eps)


def quantise(
    weight: NDArray[numpy.float32], axis: int, bits: int
) -> tuple[NDArray[numpy.int8], NDArray[numpy.float32]]:
    """Return whole numbers, and one scale for each slice across `axis`."""
    most = 2 ** (bits - 1) - 1
    scale = numpy.abs(weight).max(axis=axis, keepdims=True) / most
    values = numpy.clip(numpy.rint(weight / scale), -most, most)
    return values.astype("i1"), scale.squeeze(axis).astype("f4")


def build(network: Network, quantised: bool = True) -> onnx.ModelProto:
    """Return the network as a graph from `units` to the OUTPUTS and `relation`."""
    graph = Graph(quantised)
    x = graph.norm(
        graph.add("Add", embeddings(graph, network), positions(graph, network)), network.norm
    )
    for layer in network.layers:
        q, k, v = graph.add_many("Split", 3, graph.linear(x, layer.qkv), axis=2, num_outputs=3)
        attended = graph.add(
            "MultiHeadAttention", q, k, v, domain="com.microsoft", num_heads=layer.heads
        )
        x = graph.norm(graph.add("Add", x, graph.linear(attended, layer.out)), layer.norm1)
        inner = graph.add("Gelu", graph.linear(x, layer.up))
        x = graph.norm(graph.add("Add", x, graph.linear(inner, layer.down)), layer.norm2)
    scale = graph.constant(numpy.array(network.sizes.arc**-0.5, "f4"))
    arcs = graph.add("Gelu", graph.linear(x, network.arcs))
    dependent, head = graph.add_many("Split", 2, arcs, axis=2, num_outputs=2)
    relations = graph.add("Gelu", graph.linear(x, network.relations))
    rel_dependent, rel_head = graph.add_many("Split", 2, relations, axis=2, num_outputs=2)
    best = graph.constant([min(LEMMAS, network.sizes.lemma_scripts)])
    lemma_score, lemma = graph.add_many("TopK", 2, graph.linear(x, network.lemma), best, axis=2)
    outputs = {
        "tag": graph.add("ArgMax", graph.linear(x, network.tag), axis=2, keepdims=0),
        "lemma": lemma,
        "lemma_score": lemma_score,
        "entity": graph.linear(x, network.entity),
        "start": graph.add("Squeeze", graph.linear(x, network.start), graph.constant([2])),
        "dependent": graph.add("Mul", dependent, scale),
        "head": head,
        "rel_dependent": rel_dependent,
        "rel_head": rel_head,
        "relation": graph.constant(network.relation),
    }
    assert set(outputs) == {*OUTPUTS, "relation"}
    named = [helper.make_node("Identity", [inner], [name]) for name, inner in outputs.items()]
    whole = helper.make_graph(
        [*graph.nodes, *named],
        "newsparse",
        [described("units", "batch", "words", UNIT)],
        [described(name, *SHAPES.get(name, ("batch", "words", name))) for name in outputs],
        graph.constants,
    )
    imports = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(whole, opset_imports=imports, ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


SHAPES: dict[str, tuple[str, ...]] = {
    "tag": ("batch", "words"),
    "start": ("batch", "words"),
    "relation": ("inner", "relations", "outer"),
}
TYPES = {"units": TensorProto.INT32, "tag": TensorProto.INT64, "lemma": TensorProto.INT64}


def described(name: str, *shape: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TYPES.get(name, TensorProto.FLOAT), shape)


def embeddings(graph: Graph, network: Network) -> str:
    """Each word's vector: its pieces' vectors, weighed by their place, added."""
    table = network.words.weight.detach().numpy().copy()
    table[PADDING] = 0
    if graph.quantised:
        table[PADDING] = 1e-6  # a row of nothing has no scale
        values, scale = quantise(table, axis=1, bits=8)
        values[PADDING] = 0
        rows = graph.add("Gather", graph.constant(values), "units")
        scales = graph.add("Gather", graph.constant(scale[:, None]), "units")
        pieces = graph.add("Mul", graph.add("Cast", rows, to=TensorProto.FLOAT), scales)
    else:
        pieces = graph.add("Gather", graph.constant(table), "units")
    weighed = graph.add("Mul", pieces, graph.constant(network.gates))
    return graph.add("ReduceSum", weighed, graph.constant([2]), keepdims=0)


def positions(graph: Graph, network: Network) -> str:
    """The vectors of the places in the window, as many as there are."""
    one, two, zero = (graph.constant([i]) for i in (1, 2, 0))
    length = graph.add("Slice", graph.add("Shape", "units"), one, two)
    return graph.add("Slice", graph.constant(network.positions.weight), zero, length, zero)


def read_network(pipeline: Path, dropout: float = 0.0) -> Network:
    """Return the network in a pipeline's folder: what `build` wrote with 8 bits, undone."""
    folder = pipeline / "newsparse_encoder"
    graph = onnx.load(folder / NETWORK).graph
    arrays: dict[str, Any] = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    inputs: dict[str, list[list[Any]]] = {
        kind: [[arrays.get(name) for name in n.input] for n in graph.node if n.op_type == kind]
        for kind in ("Gather", "Mul", "Slice", "DynamicQuantizeMatMul", "LayerNormalization")
    }
    (relation,) = (arrays[n.input[0]] for n in graph.node if n.output[0] == "relation")
    table, scales = (gather[0] for gather in inputs["Gather"])
    linears, norms = inputs["DynamicQuantizeMatMul"], inputs["LayerNormalization"]
    classes = Classes(**json.loads((folder / CLASSES).read_text("utf-8")))
    width = table.shape[1]
    in_layers = len(norms) - 1  # each layer has two norms and four matrices
    positions = inputs["Slice"][-1][0]
    network = Network(
        Sizes(
            pieces=len(table),
            tags=len(classes.tag),
            lemma_scripts=len(classes.lemma),
            entities=len(biluo_tags(classes.entity)),
            relations=len(classes.relation),
            layers=in_layers // 2,
            hidden=width,
            heads=linears[0][1].shape[1] // (3 * HEAD_SIZE),
            feed_forward=linears[2][1].shape[1],
            arc=linears[2 * in_layers][1].shape[1] // 2,
            relation=relation.shape[0] - 1,
            positions=len(positions),
        ),
        dropout=dropout,
    )
    state = {"words.weight": table * scales, "positions.weight": positions, "relation": relation}
    state["gates"] = next(second for _, second in inputs["Mul"] if second is not None)
    layers = range(network.sizes.layers)
    places = [f"layers.{i}.{part}" for i in layers for part in ("qkv", "out", "up", "down")]
    places += ["arcs", "relations", "lemma", "tag", "entity", "start"]
    for place, (_, values, scale, _, bias) in zip(places, linears, strict=True):
        state |= {f"{place}.weight": (values * scale).T, f"{place}.bias": bias}
    places = ["norm", *(f"layers.{i}.{part}" for i in layers for part in ("norm1", "norm2"))]
    for place, (_, weight, bias) in zip(places, norms, strict=True):
        state |= {f"{place}.weight": weight, f"{place}.bias": bias}
    network.load_state_dict({name: torch.tensor(value) for name, value in state.items()})
    return network
