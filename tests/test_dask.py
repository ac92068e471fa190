"""Batch runs on Dask: the same results, whatever happens to the workers."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from test_batch import batch, command, counts, folder, ids, out, wait_for

__all__ = ["folder", "out"]  # fixtures


@pytest.fixture
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster


def test_dask_gives_the_same_when_a_worker_is_killed(
    folder: Path, out: Path, tmp_path: Path, cluster: Any
) -> None:
    from distributed import Client

    local = tmp_path / "local.jsonl"
    batch(folder, "-o", local)
    run = subprocess.Popen(
        command(folder, "-o", out, "--dask", cluster.scheduler_address),
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: out.exists() and len(ids(out)) >= 1, 60)
    with Client(cluster, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    os.kill(pids[0], signal.SIGKILL)
    _, error = run.communicate()
    assert run.returncode == 0, error
    assert out.read_bytes() == local.read_bytes()
    scheduler_file = tmp_path / "scheduler.json"
    scheduler_file.write_text(json.dumps({"address": cluster.scheduler_address}))
    assert counts(batch(folder, "-o", out, "--dask-scheduler-file", scheduler_file)) == (0, 40, 0)


def test_no_scheduler(folder: Path, out: Path, tmp_path: Path) -> None:
    for args in (
        ["--dask", "tcp://127.0.0.1:1"],
        ["--dask-scheduler-file", tmp_path / "none.json"],
    ):
        process = batch(folder, "-o", out, *args)
        assert process.returncode == 1
        assert "no Dask scheduler at" in process.stderr
        assert "Traceback" not in process.stderr
