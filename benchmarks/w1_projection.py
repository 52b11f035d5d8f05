"""W1: invoices in memory → cash per day and closing payables per quarter, by `cf.project` itself.

The floor reads the three columns that are needed once: each summed as 64-bit words, one thread.
"""

import importlib.util
import os
from contextlib import contextmanager

import numpy as np
from attrs import evolve

import cashflow as cf

from . import w1_peers as peers
from .books import QUARTERS, columns, ledger, policy
from .run import Work

SIZES = {"small": 20_000, "full": 10_000_000}
SLOW = ("pandas: offsets a term, numpy business days", "polars: expressions", "polars: expressions, runs by search")


@contextmanager
def kernel(name):
    before = os.environ.get("CASHFLOW_KERNEL")
    os.environ["CASHFLOW_KERNEL"] = name
    try:
        yield
    finally:
        os.environ.pop("CASHFLOW_KERNEL") if before is None else os.environ.__setitem__("CASHFLOW_KERNEL", before)


def projection(book, how, name):
    """`cf.project`; as cash per day and closing payables."""

    def way():
        with kernel(name):
            base = cf.project(book, how, quarters=QUARTERS).base
        days = base.first_cash_day + np.arange(base.cash_daily.shape[1])
        out = np.zeros(peers.TO - peers.FROM, np.int64)
        out[days - peers.FROM] = base.cash_daily[0]
        return out, base.closing[0]

    return way


def installed(names):
    """Names that are there, and what to type for the others."""
    found = {n: importlib.util.find_spec(n) is not None for n in names}
    return [n for n, there in found.items() if there], {n: f'pip install "cashflow-terms[bench]" ({n})' for n, t in found.items() if not t}


def work(size):
    rows = SIZES[size]
    book, how = ledger(rows), policy()
    arrays = columns(rows)
    there, missing = installed(["polars", "duckdb", "numba"])
    ways = {"cashflow, numpy": projection(book, how, "numpy")}
    ways |= {"cashflow, numba": projection(book, how, "numba")} if "numba" in there else {}
    frame = peers.pandas_frame(arrays)
    others = {SLOW[0]: lambda: peers.pandas_idiomatic(frame)}
    if "polars" in there:
        table = peers.polars_frame(arrays)
        others |= {
            SLOW[1]: lambda: peers.polars_expressions(table),
            SLOW[2]: lambda: peers.polars_search(table),
            "polars: expressions and a calendar join": lambda: peers.polars_calendar(table),
            "polars: cells first": lambda: peers.polars_cells(table),
        }
    if "duckdb" in there:
        con = peers.duckdb_table(arrays)
        others |= {"DuckDB: SQL": lambda: peers.duckdb_sql(con), "DuckDB: cells first": lambda: peers.duckdb_cells(con)}
    read = [book.invoice_day, book.terms_code, book.amount]
    return Work(
        title="invoices in memory to cash per day and closing payables per quarter",
        rows=rows,
        ours=ways,
        floor=lambda: [int(np.add.reduce(c[: len(c) // 2 * 2].view(np.int64))) for c in read],
        peers=others,
        missing=missing,
        check=peers.same,
        slow=frozenset(SLOW),
        facts={"extra_bytes": extra_memory(book, how), "discount_taken": str(_discount(book, how))},
    )


def _discount(book, how):
    return int(cf.project(evolve(book), how, quarters=QUARTERS).base.discount_taken.sum())


def extra_memory(book, how):
    """Bytes that Python and numpy hold at the peak of one projection beyond what they held before."""
    import tracemalloc

    with kernel("numpy"):
        cf.project(book, how, quarters=QUARTERS)
        tracemalloc.start()
        cf.project(book, how, quarters=QUARTERS)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak
