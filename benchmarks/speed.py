"""Measure speed on one thread, the shipped pipeline beside another: words a second and the rest.

OMP_NUM_THREADS=1 python benchmarks/speed.py compare --against PIPELINE seeds/*.txt

The articles are read many times over, by each pipeline in a process of its own, in turns; the
figures are medians. For a pipeline with a network of ours, the last line says what share of this
machine's matrix-multiply peak it reaches; that needs `onnx`. Memory and cold start are those of an
environment without PyTorch, which spaCy loads wherever it is installed.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import numpy
import onnxruntime
import typer

from newsparse.encoder import NETWORK
from newsparse.encoder.network import Network
from newsparse.encoder.pieces import UNIT
from newsparse.encoder.windows import LONGEST, cut
from newsparse.locate import DEFAULT, find_folder
from newsparse.pipeline import load_pipeline, parse
from newsparse.reading import Document, read
from newsparse.startup import load

WORDS = 40_000  # that are read in one measurement
RUNS = 5
ROWS = 1000  # of the matrix whose product is the peak

app = typer.Typer(pretty_exceptions_enable=False)


def seconds_of(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def texts_of(files: list[Path]) -> list[str]:
    """Return the articles, again and again until there are WORDS."""
    texts = [document.text for path in files for document in read(str(path))]
    return texts * -(-WORDS // sum(len(text.split()) for text in texts))


@app.command()
def one(pipeline: str, files: list[Path]) -> None:
    """Measure one pipeline in this process; print the figures as JSON."""
    texts = texts_of(files)
    words = sum(len(text.split()) for text in texts)
    nlp, analyzer = load_pipeline(pipeline), load(pipeline)
    runs: dict[str, Iterator[object]] = {
        "pipeline": parse(nlp, ((text, None) for text in texts)),
        "everything": analyzer.stream(Document("", text) for text in texts),
    }
    figures: dict[str, float] = {}
    for name, results in runs.items():
        started = time.perf_counter()
        for _ in results:
            pass
        figures[name] = words / (time.perf_counter() - started)
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps(figures))


@app.command()
def compare(
    files: list[Path],
    against: Annotated[str | None, typer.Option(help="another pipeline, by name or path")] = None,
) -> None:
    """Measure the shipped pipeline, beside another one where it is named."""
    rows: dict[str, list[dict[str, float]]] = {
        name: [] for name in filter(None, (DEFAULT, against))
    }
    article = str(files[0])
    for _ in range(RUNS):
        for name, row in rows.items():
            command = (sys.executable, __file__, "one", name, *map(str, files))
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            start = (sys.executable, "-m", "newsparse", "analyze", "--model", name, article)
            row.append(json.loads(printed) | {"cold start": seconds_of(*start)})
    spacy = statistics.median(seconds_of(sys.executable, "-c", "import spacy") for _ in range(RUNS))
    for name, row in rows.items():
        middle = {key: statistics.median(figures[key] for figures in row) for key in row[0]}
        print(
            f"{name}: {middle['pipeline']:.0f} words a second, with everything "
            f"{middle['everything']:.0f}; {middle['memory']:.0f} MB at the most; cold start "
            f"{middle['cold start']:.2f} s (`import spacy`: {spacy:.2f} s)"
        )
    if against:
        pairs = zip(*rows.values(), strict=True)
        ratio = statistics.median(ours["pipeline"] / other["pipeline"] for ours, other in pairs)
        print(f"{ratio:.2f} times as fast as {against}")
    network = find_folder(None) / "newsparse_encoder" / NETWORK
    if network.is_file() and find_spec("onnx") is None:
        print("the network's share of this machine's peak is not measured: onnx is not installed")
    elif network.is_file():
        share_of_peak(network.read_bytes())


def share_of_peak(data: bytes) -> None:
    """Print how near the network comes to the fastest matrix product of this machine."""
    import onnx

    graph = onnx.load_from_string(data).graph
    arrays = {constant.name: constant for constant in graph.initializer}
    weights = [
        arrays[name]
        for node in graph.node
        if node.op_type in ("DynamicQuantizeMatMul", "MatMul")
        for name in node.input
        if name in arrays and len(arrays[name].dims) == 2
    ]
    products = sum(int(numpy.prod(weight.dims)) for weight in weights)
    rng = numpy.random.default_rng(0)
    units = rng.integers(4, 10_000, (8 * LONGEST, UNIT)).astype("int32")
    network = Network(data)
    windows = list(cut([not i % LONGEST for i in range(len(units))]))
    seconds = fastest(lambda: network.read(units, windows))
    reached = 2 * products * len(units) / seconds / 1e9
    inner, outer = max((tuple(weight.dims) for weight in weights), key=numpy.prod)
    a, b = rng.normal(size=(ROWS, inner)), rng.normal(size=(inner, outer))
    a, b = a.astype("float32"), b.astype("float32")
    operations = 2 * ROWS * inner * outer / 1e9
    float_peak = operations / fastest(lambda: a @ b)
    session = product_of_bytes(rng.integers(-64, 64, (inner, outer)).astype("int8"))
    byte_peak = operations / fastest(lambda: session.run(None, {"a": a}))
    print(
        f"the network: {len(units) / seconds:.0f} words a second, {reached:.0f} billion operations "
        f"a second; of the peak {reached / byte_peak:.0%} with 8 bits ({byte_peak:.0f}), "
        f"{reached / float_peak:.0%} with 32 ({float_peak:.0f})"
    )


def product_of_bytes(weight: Any) -> onnxruntime.InferenceSession:
    """Return a network of one matrix product with 8 bits."""
    from onnx import TensorProto, helper, numpy_helper

    constants = {
        "b": weight,
        "scale": numpy.ones(weight.shape[1], "float32"),
        "zero": numpy.zeros(weight.shape[1], "int8"),
    }
    node = helper.make_node(
        "DynamicQuantizeMatMul", ["a", *constants], ["c"], domain="com.microsoft"
    )
    graph = helper.make_graph(
        [node],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.FLOAT, [None, weight.shape[0]])],
        [helper.make_tensor_value_info("c", TensorProto.FLOAT, [None, weight.shape[1]])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    imports = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=imports, ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", 0))
    return onnxruntime.InferenceSession(model.SerializeToString(), options)


def fastest(run: Any) -> float:
    """Return the least seconds of many runs."""
    best = float("inf")
    for _ in range(20):
        started = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - started)
    return best


if __name__ == "__main__":
    app()
