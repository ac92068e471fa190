"""The container: built and run where there is a Docker daemon, as the README says."""

import json
import re
import shutil
import subprocess
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IMAGE = "newsparse-test"
BUILD_SECONDS = 1200
READY_SECONDS = 120


def docker(*arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, check=False, timeout=timeout
    )


def why_no_docker() -> str:
    """Say why no container can be run here; nothing where one can."""
    if shutil.which("docker") is None:
        return "docker is not installed here"
    return "no Docker daemon answers here" if docker("info").returncode else ""


def test_it_installs_what_there_is() -> None:
    (extras,) = re.findall(r"/src\[([\w,]+)\]", DOCKERFILE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(extras.split(",")) <= set(project["optional-dependencies"])
    (python,) = set(re.findall(r"^FROM python:([\d.]+)-slim", DOCKERFILE, re.MULTILINE))
    assert f"Programming Language :: Python :: {python}" in project["classifiers"]


@pytest.fixture(scope="module")
def image() -> Iterator[str]:
    reason = why_no_docker()
    if reason:
        pytest.skip(reason)
    built = docker("build", "--tag", IMAGE, str(ROOT), timeout=BUILD_SECONDS)
    assert built.returncode == 0, built.stderr
    yield IMAGE
    docker("rmi", IMAGE)


@pytest.fixture
def address(image: str) -> Iterator[str]:
    """Where a container answers that may write nowhere and is nobody."""
    locked = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
    command = ["serve", "--host", "0.0.0.0", "--open-to-all"]
    run = docker("run", "--detach", *locked, "--publish", "127.0.0.1::8000", image, *command)
    assert run.returncode == 0, run.stderr
    id = run.stdout.strip()
    try:
        until, health = time.monotonic() + READY_SECONDS, ""
        while health != "healthy":
            assert time.monotonic() < until, docker("logs", id)
            time.sleep(1)
            health = docker("inspect", "--format", "{{.State.Health.Status}}", id).stdout.strip()
        assert docker("exec", id, "id", "-u").stdout.strip() != "0"
        yield f"http://{docker('port', id, '8000').stdout.split()[0]}"
    finally:
        docker("rm", "--force", id)


def test_it_answers(address: str) -> None:
    text = "– Vi vant, sier Kari Vik."
    request = urllib.request.Request(
        f"{address}/analyze", text.encode(), {"Content-Type": "text/plain; charset=utf-8"}
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        (quote,) = json.load(reply)["quotes"]
    assert quote["speakers"][0]["name"] == "Kari Vik"


def test_it_opens_to_nobody_by_itself(image: str) -> None:
    run = docker("run", "--rm", "--read-only", image)
    assert run.returncode in (1, 2)
    assert "/run/secrets/newsparse" in run.stderr
