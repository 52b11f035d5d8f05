"""W11: from a CSV file as companies have it to the first screen of `cashflow run`; the floor is `pandas.read_csv(dtype=str)` alone.

Its rows state due dates, paid dates and terms; of six in seven the terms can't be read, so that the due date counts and a finding is said.
"""

import atexit
import csv
import shutil
import tempfile
from pathlib import Path

import pandas as pd

import cashflow as cf

from .run import Work
from .w12_reading import book

SIZES = {"small": 3_000, "full": 1_000_000}
WHATIF = """
ledger.path = "{name}"
calendar = {{ as_of = 2025-09-15, quarters = {{ from = 2025-07-01, to = 2026-03-31 }} }}
policy.baseline = "actual"

[[scenario]]
name = "30 days later"
[[scenario.offer]]
extend = {{ days = 30 }}
acceptance = "all"
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
"""


def screen(path):
    """What `cashflow run` prints first."""
    return str(cf.read_whatif(path).run())


def figures(text):
    """The lines of a screen with figures, without those on terms and findings, which the two ledgers have of their own."""
    return [line for line in text.splitlines() if line.startswith(("invoiced", "cash paid", "payables", "change in", "30 days later: "))]


def work(size):
    rows, folder = SIZES[size], Path(tempfile.mkdtemp(prefix="cashflow-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("dirty", "clean"):
        book(rows, dirty=name == "dirty").to_csv(folder / f"{name}.csv", index=False, quoting=csv.QUOTE_MINIMAL)
        (folder / f"{name}.toml").write_text(WHATIF.format(name=f"{name}.csv"), encoding="utf-8")
    known = figures(screen(folder / "clean.toml"))  # all terms are readable, and lead to the stated due dates

    def ours():
        text = screen(folder / "dirty.toml")
        assert len(known) >= 5 and figures(text) == known
        return text

    return Work(
        title="a CSV file, 6 of 7 rows with a finding, to the first screen of a what-if",
        rows=rows,
        ours={"cashflow": ours},
        floor=lambda: pd.read_csv(folder / "dirty.csv", dtype=str),
        rounds=5,
    )
