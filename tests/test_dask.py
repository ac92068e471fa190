"""Batch runs on Dask: the same results, whatever happens to the workers."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsparse.batch import order, workers
from newsparse.errors import BatchError
from newsparse.reading import Entry
from test_batch import batch, command, counts, folder, ids, out, troubled, wait_for

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
        # a busy machine takes long to start a worker again
        command(folder, "-o", out, "--dask", cluster.scheduler_address, "--wait"),
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


def test_an_article_that_kills_its_workers(
    folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    for name, value in troubled().items():
        monkeypatch.setenv(name, value)
    (folder / "del0/08.txt").write_text("KILL", encoding="utf-8")
    (folder / "del1/09.txt").write_text("FAIL", encoding="utf-8")
    # two die; on a busy machine Dask does not always start them again
    with LocalCluster(n_workers=4, threads_per_worker=1, dashboard_address=None) as cluster:
        process = batch(folder, "-o", out, "--dask", cluster.scheduler_address, "--wait")
    assert process.returncode == 1
    assert counts(process) == (38, 0, 2)
    errors = {e["id"]: e["what"] for e in map(json.loads, out.with_suffix(".errors.jsonl").open())}
    assert errors == {
        "del0/08": "ended its worker twice",
        "del1/09": "could not be analysed (ZeroDivisionError: on purpose)",
    }


def test_no_scheduler(folder: Path, out: Path, tmp_path: Path) -> None:
    for args in (
        ["--dask", "tcp://127.0.0.1:1"],
        ["--dask-scheduler-file", tmp_path / "none.json"],
    ):
        process = batch(folder, "-o", out, *args)
        assert process.returncode == 1
        assert "no Dask scheduler at" in process.stderr
        assert "Traceback" not in process.stderr


@pytest.mark.parametrize("wait", [False, True])
def test_a_scheduler_without_workers(monkeypatch: pytest.MonkeyPatch, wait: bool) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(order, "NOTICE_SECONDS", 0.2)
    monkeypatch.setattr(workers, "WORKER_SECONDS", 1)
    said: list[str] = []
    with LocalCluster(n_workers=0, threads_per_worker=1, dashboard_address=None) as cluster:

        def notice(sentence: str) -> None:
            said.append(sentence)
            if wait:  # now one comes
                threading.Timer(2, cluster.scale, args=[1]).start()

        entry = Entry("a", "a.txt", "text", "– Vi vant, sier Kari Vik.".encode())
        there = workers.DaskWorkers(None, cluster.scheduler_address, wait=wait)
        results = order.in_order([entry], there, timeout=60, notice=notice)
        if wait:
            assert [result.id for result in results] == ["a"]
        else:
            with pytest.raises(BatchError, match="has had no worker for 1 seconds"):
                list(results)
    assert said == ["waiting for a.txt: the Dask scheduler has no worker now"]
