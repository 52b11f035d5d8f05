"""W5: a book of 100 invoices: the kernel, one what-if end to end, and what the import costs.

The kernel is what `cf.project` does before figures are made of it: cells, payment days, sums by day, all tables warm.
"""

import os
import statistics
import subprocess
import sys
import tempfile

import numpy as np

import cashflow as cf
from cashflow.measures import baseline_measures
from cashflow.payments import Payments

from . import w1_peers as peers
from .books import QUARTERS, columns, ledger, policy
from .run import Work
from .w1_projection import SLOW, installed

ROWS = 100


def kernel(book, how):
    payments = Payments(book, how)
    return payments.cells.settled(payments.table)


def by_day(paid):
    out = np.zeros(peers.TO - peers.FROM, np.int64)
    np.add.at(out, paid.base_day - peers.FROM, paid.amount - paid.discount)
    return out


def check(ours, theirs):
    """Each way's cash per day; a what-if has its own answer, and is checked by the tests."""
    if isinstance(theirs, tuple):
        np.testing.assert_array_equal(by_day(ours), theirs[0])


def work(size):
    book, how, arrays = ledger(ROWS), policy(), columns(ROWS)
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.065", "ACT/360")], funding_rate="0.05", acceptance="if whole")
    shown = cf.FiscalCalendar().quarters(*QUARTERS)
    scenario = cf.Scenario("later", offer)
    there, missing = installed(["polars", "duckdb"])
    frame = peers.pandas_frame(arrays)
    others = {SLOW[0]: lambda: peers.pandas_idiomatic(frame), SLOW[1]: lambda: peers.pandas_search(frame)}
    if "polars" in there:
        table = peers.polars_frame(arrays)
        others |= {SLOW[2]: lambda: peers.polars_expressions(table), "polars: cells first": lambda: peers.polars_cells(table)}
    if "duckdb" in there:
        con = peers.duckdb_table(arrays)
        others |= {"DuckDB: SQL": lambda: peers.duckdb_sql(con)}
    return Work(
        title="a small book: kernel, baseline figures, one what-if",
        rows=ROWS,
        ours={
            "kernel": lambda: kernel(book, how),
            "baseline figures": lambda: baseline_measures(Payments(book, how), shown),
            "cf.compare": lambda: cf.compare(book, scenario, how, quarters=shown),
        },
        peers=others,
        missing=missing,
        check=check,
        judged=("kernel",),
        rounds=21,
        facts={"import_seconds": imports(7)} if size == "full" else {},
    )


def imports(rounds):
    """Median seconds to import, each in a fresh process, inside it; all from compiled files, as an installed package has them."""
    names, times = ("numpy", "pandas", "cashflow"), {}
    with tempfile.TemporaryDirectory() as folder:
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPYCACHEPREFIX": folder}
        for number in range(rounds + 1):  # the first one compiles
            for name in names:
                code = f"import time; start = time.perf_counter(); import {name}; print(time.perf_counter() - start)"
                said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env).stdout
                times.setdefault(name, []).extend([float(said)] if number else [])
    found = {n: statistics.median(t) for n, t in times.items()}
    return {**found, "cashflow / pandas": statistics.median(a / b for a, b in zip(times["cashflow"], times["pandas"], strict=True))}
