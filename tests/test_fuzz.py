"""The fuzzer of tests/fuzz: some seconds here, hours with CASHFLOW_FUZZ_SECONDS or ``python -m tests.fuzz --seconds 3600``."""

import importlib.util
import os

import pytest

NEEDS = {"parquets": "pyarrow", "einvoices": "pypdf", "commands": "pypdf"}
LEAST = {"ledgers": 15, "whatifs": 8, "texts": 10, "parquets": 4, "einvoices": 6, "commands": 3}
"""Of these so many are accepted at least: a fuzzer whose cases are all refused at the door tries nothing behind it."""
CASES = {"ledgers": 60, "whatifs": 60, "texts": 5, "parquets": 60, "einvoices": 20, "commands": 60}
SECONDS = float(os.environ.get("CASHFLOW_FUZZ_SECONDS", "0"))


@pytest.mark.slow
@pytest.mark.parametrize("door", CASES)
def test_no_input_whatever_breaks_a_law(door):
    """The same cases in every run; with CASHFLOW_FUZZ_SECONDS as many as fit into so many seconds, a door."""
    for package in ("pyarrow", NEEDS.get(door, "pyarrow")):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    from tests.fuzz import doors

    counts, accepted, faults = doors.run([door], seed=1, seconds=SECONDS or 600, most=None if SECONDS else CASES[door])
    assert SECONDS or counts[door] == CASES[door]
    assert accepted[door] >= LEAST[door], accepted
    assert not faults, "\n".join(f"python -m tests.fuzz --door {f.door} --seed {f.seed} --only {f.number}\n{f.said}" for f in faults)
