"""The shipped pipeline, and a browser, started once a session."""

from collections.abc import Iterator
from typing import Any

import pytest

import chromium
from newsparse.analyzer import Analyzer, load


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return load()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    driver = chromium.start(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()
