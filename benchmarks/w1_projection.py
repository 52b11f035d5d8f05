"""W1: invoices in memory → cash per day and closing payables per quarter, by `cf.project` itself.

The floor reads the three columns that are needed once: each summed as 64-bit words, one thread.
"""

import importlib.util
import os
from contextlib import contextmanager

import numpy as np

import cashflow as cf

from . import w1_peers as peers
from .books import QUARTERS, columns, ledger, policy
from .peak import peak_rss
from .run import Work

SIZES = {"small": 20_000, "full": 10_000_000}
SLOW = (
    "pandas: offsets, numpy business days",
    "pandas: offsets, runs by search",
    "polars: expressions",
    "polars: expressions, runs by search",
)


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
            baseline = cf.project(book, how, quarters=QUARTERS).baseline
        days = baseline.first_cash_day + np.arange(baseline.cash_daily.shape[1])
        out = np.zeros(peers.TO - peers.FROM, np.int64)
        out[days - peers.FROM] = baseline.cash_daily[0]
        return out, baseline.closing[0]

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
    others = {SLOW[0]: lambda: peers.pandas_idiomatic(frame), SLOW[1]: lambda: peers.pandas_search(frame)}
    if "polars" in there:
        table = peers.polars_frame(arrays)
        others |= {
            SLOW[2]: lambda: peers.polars_expressions(table),
            SLOW[3]: lambda: peers.polars_search(table),
            "polars: expressions and a calendar join": lambda: peers.polars_calendar(table),
            "polars: cells first": lambda: peers.polars_cells(table),
        }
    if "duckdb" in there:
        con = peers.duckdb_table(arrays)
        others |= {"DuckDB: SQL": lambda: peers.duckdb_sql(con), "DuckDB: cells first": lambda: peers.duckdb_cells(con)}
    rss = {"peak_rss_bytes": {w: peak_rss(lines, rows, made=_BOOK) for w, lines in RSS.items()}} if size == "full" else {}
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
        facts={"extra_bytes": extra_memory(book, how), **rss},
    )


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


_BOOK = """import sys; import cashflow as cf, pandas; from benchmarks import books, w1_peers
rows = int(sys.argv[1]); book = books.ledger(rows)"""
RSS = {
    "nothing": "None",
    "cashflow": "cf.project(book, books.policy(), quarters=books.QUARTERS)",
    "pandas": "w1_peers.pandas_search(w1_peers.pandas_frame(books.columns(rows)))",
}
