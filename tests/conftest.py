"""Fixtures shared by the tests."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from .examples import load_profile


def pytest_configure(config):
    load_profile(fast="not slow" in config.option.markexpr)


ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CASHFLOW_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared():
    if not SHARED.is_dir():
        pytest.skip(f"the shared data are not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Folder of all that `cashflow demo --out` writes, not to be written to; and what it says as JSON."""
    from cashflow.cli import main

    folder = tmp_path_factory.mktemp("demo")
    found = CliRunner().invoke(main, ["demo", "--out", str(folder), "--json"])
    assert found.exit_code == 0, found.output
    return folder, json.loads(found.stdout)


@pytest.fixture(autouse=True)
def _no_color(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(autouse=True)
def _what_is_read_is_valid(monkeypatch):
    """Every what-if file that is read in a test, and not refused, is valid by `cashflow schema`."""
    from cashflow.whatif_file import read as file
    from cashflow.whatif_file.keys import load
    from tests.whatif_schema import faults

    read = file._read

    def held(path, *rest):
        found = read(path, *rest)
        later = ("solve.", "simulate.")  # what stands in these tables is looked at when it is asked for
        assert [f for f in faults(load(path)) if not f.startswith(later)] == []
        return found

    monkeypatch.setattr(file, "_read", held)
