"""benchmarks/where.py still finds every stage where it looks for it."""

import subprocess
import sys
from pathlib import Path

from where import REST, STAGES

ROOT = Path(__file__).parents[1]


def test_every_stage_takes_time() -> None:
    files = ["seeds/lavrov-blinken.txt"]
    options = ["--words", "100", "--runs", "1", "--longest", "100"]
    command = [sys.executable, "benchmarks/where.py", *files, *options]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    told = {line[:16].strip(): float(line[16:].split()[0]) for line in printed.splitlines()[1:-1]}
    assert told.keys() == {stage for stage, _, _ in STAGES} | {"JSON", REST}
    assert all(took > 0 for stage, took in told.items() if stage != REST), told
