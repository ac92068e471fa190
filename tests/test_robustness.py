"""A short form of each run in benchmarks/robustness.py; test_dask.py is that of the last one."""

import robustness


def test_kills() -> None:
    robustness.kills(cycles=5, articles=50, longest=4)


def test_fuzz() -> None:
    robustness.fuzz(inputs=300)


def test_mutations() -> None:
    robustness.mutations(inputs=2_000)


def test_growth() -> None:
    robustness.growth(sizes="1000,8000", most=1.6)  # wide: the machine may be busy


def test_memory() -> None:
    robustness.memory(few=200, many=1000)


def test_start() -> None:
    robustness.start(articles=20, rounds=1)
