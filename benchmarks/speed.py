"""Measure speed on one thread: words a second, cold start, peak memory.

OMP_NUM_THREADS=1 python benchmarks/speed.py seeds/lavrov-blinken.txt

The articles are read 50 times over; the figures are medians of five runs.
"""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import typer

from newsparse.analyzer import load
from newsparse.reading import Document, read

COPIES = 50
RUNS = 5


def seconds_of(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main(files: list[Path]) -> None:
    """Print the figures for the articles in FILES."""
    analyzer = load()
    texts = [document.text for path in files for document in read(str(path))] * COPIES
    words = sum(len(text.split()) for text in texts)
    rates = []
    for _ in range(RUNS):
        started = time.perf_counter()
        for _article in analyzer.stream(Document(str(i), text) for i, text in enumerate(texts)):
            pass
        rates.append(words / (time.perf_counter() - started))
    start = (sys.executable, "-m", "newsparse", "analyze", str(files[0]))
    cold = [seconds_of(*start) for _ in range(RUNS)]
    spacy = [seconds_of(sys.executable, "-c", "import spacy") for _ in range(RUNS)]
    print(f"words a second: {statistics.median(rates):.0f}")
    print(f"cold start of `newsparse analyze`: {statistics.median(cold):.2f} s")
    print(f"`python -c 'import spacy'`: {statistics.median(spacy):.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


if __name__ == "__main__":
    typer.run(main)
