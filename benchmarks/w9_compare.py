"""W9: `cf.compare` on the book of W8, and its text: two schemes for all suppliers, each takes the one that is better for it.

Beside it a DuckDB script for the same figures: open parts, their runs 30 days later, interest in whole cents by supplier and day, the
choice by each supplier's own rate, and the change in free cash flow by quarter, with the bank's money as a payable and as borrowing. It
prints nothing, and tells neither the other presentations nor the supplier finance rows, both of which ours does. The floor is W8's.
"""

import numpy as np

import cashflow as cf

from . import books, real
from .peak import peak_rss
from .run import Work
from .w1_projection import installed, kernel
from .w8_real import _SQL, NOW, in_duckdb

SIZES = {"small": (60_000, 100_000), "full": (10_000_000, 100_000)}  # rows of W9, and of W9b
COMPANY = 400  # suppliers of W9b
OURS, TEXT, DUCKDB = "cf.compare", "cf.compare and its text", "DuckDB: SQL"
INTEREST, BANK = (65, 360_000), (55, 360_000)  # cents of interest a cent and day: 6.5 and 5.5 % (ACT/360)


def scenario():
    options = [cf.LaterWithInterest("0.065", "ACT/360"), cf.schemes.BankPaysNow("0.055", "ACT/360")]
    return cf.Scenario("later", cf.Offer(extend={"days": 30}, options=options, funding_rate="rate", acceptance="if whole"))


def by(name, book, how, *, text=False):
    """`compared` by a kernel."""

    def way():
        with kernel(name):
            return compared(book, how, text=text)

    return way


def compared(book, how, *, text=False):
    """Change in free cash flow by quarter, as payable and as borrowing, in cents; with `text` the report is made, too."""
    found = cf.compare(book, scenario(), how, quarters=real.SHOWN)
    if text:
        assert len(str(found)) > 1000
    mine = found.quarters[found.quarters["scenario"] == "later"]
    return tuple(np.array([int(v * 100) for v in mine[f"free_cash_flow_change_{p}"]]) for p in ("trade_payable", "borrowing_gross"))


_CUT = _SQL[_SQL.index("WITH paid") : _SQL.index(",\ndone AS")].replace("SELECT day, due, amount,", "SELECT day, due, supplier, amount,")
_PARTS = _CUT.replace("SELECT day, day + 30 AS due,", "SELECT day, supplier, day + 30 AS due,").replace(
    "SELECT day, due, amount - paid", "SELECT day, supplier, due, amount - paid"
)
_INTEREST = "(sign({n}) * ((abs({n}) * 2 + {d}) // (2 * {d})))::BIGINT"
_COMPARE = f"""
CREATE OR REPLACE TEMP TABLE moved AS {_PARTS},
later AS (SELECT supplier, a.run AS base, greatest(a.run, b.run) AS new, sum(open)::BIGINT AS amount FROM parts
    JOIN runs a ON greatest(day, due, {NOW + 1}) = a.at JOIN runs b ON greatest(day, due + 30, {NOW + 1}) = b.at
    WHERE due > {NOW} GROUP BY ALL)
SELECT * FROM later WHERE new > base;
CREATE OR REPLACE TEMP TABLE cents AS SELECT supplier, new,
    {_INTEREST.format(n=f"sum(amount * (new - base) * {INTEREST[0]})", d=INTEREST[1])} AS own,
    {_INTEREST.format(n=f"sum(amount * (new - base) * {BANK[0]})", d=BANK[1])} AS bank,
    sum(amount * (new - base))::HUGEINT AS wait FROM moved GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE chosen AS SELECT supplier,
    sum(own) * 36000 >= sum(wait) * any_value(CASE supplier % 3 WHEN 0 THEN 4 WHEN 1 THEN 6 ELSE 9 END) AS interest
    FROM cents GROUP BY supplier;
SELECT day, interest, sum(amount)::BIGINT AS principal, sum(cost)::BIGINT AS cost FROM (
    SELECT supplier, base AS day, amount, 0 AS cost FROM moved UNION ALL SELECT supplier, new, -amount, 0 FROM moved
    UNION ALL SELECT supplier, new, 0, CASE WHEN interest THEN own ELSE bank END FROM cents JOIN chosen USING (supplier)
) JOIN chosen USING (supplier) GROUP BY ALL
"""


def duckdb_way(con):
    day, interest, principal, cost = con.execute(_COMPARE).fetchnumpy().values()
    shown = cf.FiscalCalendar().quarters(*real.SHOWN)
    out = []
    for counts in (np.ones(len(day), bool), interest):
        value = np.asarray(principal, np.int64) * counts - np.asarray(cost, np.int64)
        out.append(np.array([int(value[(a <= day) & (day <= b)].sum()) for a, b in zip(shown.first, shown.last, strict=True)]))
    return tuple(out)


def check(mine, other):
    for one, two in zip(mine, other, strict=True):
        np.testing.assert_array_equal(one, two)


def company(rows):
    """A book of a company's size: few suppliers, many invoices each."""
    before, books.N_SUPPLIERS = books.N_SUPPLIERS, COMPANY
    try:
        return real.ledger.__wrapped__(rows, 12)
    finally:
        books.N_SUPPLIERS = before


_BOOK = """import sys, warnings; warnings.simplefilter('ignore'); from benchmarks import real, w9_compare
book = real.ledger(int(sys.argv[1])); real.columns.cache_clear()"""
_COMPARED = "w9_compare.compared(book, real.policy(), text=True)"


def work(size):
    (rows, _), how = SIZES[size], real.policy()
    book, arrays = real.ledger(rows), real.columns(rows)
    there, missing = installed(["duckdb", "numba"])
    others, ways = {}, {}
    for name in ("numpy", *(["numba"] if "numba" in there else [])):
        ways |= {f"{OURS}, {name}": by(name, book, how), f"{TEXT}, {name}": by(name, book, how, text=True)}
    if "duckdb" in there:
        con = in_duckdb(arrays, "supplier")
        others[DUCKDB] = lambda: duckdb_way(con)
    read = [book.invoice_day, book.terms_code, book.due_day, book.amount, book.paid.invoice, book.paid.day, book.paid.amount]
    return Work(
        title="two schemes for all suppliers of a real book, compared",
        rows=rows,
        ours=ways,
        floor=lambda: [int(np.add.reduce(c[: len(c) // 2 * 2].view(np.int64))) for c in read],
        peers=others,
        missing=missing,
        check=check,
        rounds=5,
        facts={"peak_rss_bytes": {"cf.compare and its text": peak_rss(_COMPARED, rows, made=_BOOK)}} if size == "full" else {},
    )
