"""The shipped pipeline, loaded once a session."""

import pytest

from newsparse.analyzer import Analyzer, load


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return load()
