"""W7: from a CSV file to the quarter table on screen; the floor is `pandas.read_csv(dtype=str)` alone."""

import atexit
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import cashflow as cf

from . import w1_peers as peers
from .books import QUARTERS, TERMS, csv_text, policy
from .run import Work

SIZES = {"small": 5_000, "full": 1_000_000}


def ours(path):
    """Read, project, print; the projection is given back for the check."""
    found = cf.project(cf.read_ledger(path), policy(), quarters=QUARTERS)
    assert "cash paid" in str(found)
    return found.baseline.closing[0]


def with_pandas(path):
    """The same figures as a user of pandas would get them, from text to cents."""
    frame = pd.read_csv(path, dtype=str, usecols=["invoice_date", "amount", "terms"])
    units = frame["amount"].str.split(".", expand=True)
    frame["amount"] = units[0].astype(np.int64) * 100 + units[1].astype(np.int64)
    frame["date"] = pd.to_datetime(frame["invoice_date"], format="%Y-%m-%d").astype("datetime64[s]")
    frame["terms"] = pd.Categorical(frame["terms"], TERMS)
    return peers.pandas_search(frame)[1]


def work(size):
    rows, folder = SIZES[size], Path(tempfile.mkdtemp(prefix="cashflow-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    csv_text(rows, folder / "ledger.csv")
    return Work(
        title="a CSV file to the quarter table on screen",
        rows=rows,
        ours={"cashflow": lambda: ours(folder / "ledger.csv")},
        floor=lambda: pd.read_csv(folder / "ledger.csv", dtype=str),
        peers={"pandas: text to the same figures": lambda: with_pandas(folder / "ledger.csv")},
        check=lambda mine, other: np.testing.assert_array_equal(mine, other),
        rounds=5,
    )
