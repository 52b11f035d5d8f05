"""Fixtures shared by the tests."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples in every run: a failure in CI is a failure at home. HYPOTHESIS_PROFILE=wide looks for new ones; quick is for work in
# progress, and for the fast part (pytest -m "not slow"), where nothing else is said.
settings.register_profile("house", derandomize=True, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
settings.register_profile("wide", deadline=None, max_examples=1000, suppress_health_check=list(HealthCheck))
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_configure(config):
    if config.option.markexpr == "not slow" and "HYPOTHESIS_PROFILE" not in os.environ:
        settings.load_profile("quick")


ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CASHFLOW_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared():
    if not SHARED.is_dir():
        pytest.skip(f"the shared data are not at {SHARED}")
    return SHARED


@pytest.fixture(autouse=True)
def _no_color(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(autouse=True)
def _what_is_read_is_valid(monkeypatch):
    """Every what-if file that is read in a test, and not refused, is valid by `cashflow schema`; so is one that is no file yet."""
    from cashflow.whatif_file import read as file
    from cashflow.whatif_file.keys import load, tables_in
    from tests.whatif_schema import faults

    read = file._read

    def held(text, path, *rest):
        found = read(text, path, *rest)
        later = ("solve.", "simulate.")  # what stands in these tables is looked at when it is asked for
        assert [f for f in faults(load(path) if text is None else tables_in(text, path)) if not f.startswith(later)] == []
        return found

    monkeypatch.setattr(file, "_read", held)
