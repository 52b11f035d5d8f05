"""W2: a thousand scenarios of who accepts, each supplier with 0 to 90 days of its own → cash paid in 14 quarters, by `cf.sweep`.

A call of a sweep answers all scenarios, a call of a re-projection one: figures are for one scenario. The floor is one projection of
the base. "Build" is all that a sweep does before it can look up: who is covered, dates and prices for 91 extensions, the table.
Discounts are skipped.

Answers are compared to the cent: with `cf.compare`, and with re-projections in numpy and in DuckDB that share no code with the
package.
"""

import functools

import numpy as np

import cashflow as cf

from . import bandwidth, w1_peers
from .books import DISCOUNT, FIRST, LAST, N_SUPPLIERS, QUARTERS, SPLIT, TERMS, columns, ledger, policy
from .run import Work
from .w1_projection import installed, kernel, projection

SIZES = {"small": (20_000, 10), "full": (10_000_000, 1000)}
SHOWN = (QUARTERS[0], "2025-06-30")
STARTS = np.arange("2022-01", "2025-07", 3, dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
ENDS = np.append(STARTS[1:], np.datetime64("2025-07-01").astype(np.int64)) - 1
MOST, RATE = 90, (65, 1000 * 360)  # days; 6.5 % on ACT/360


def answers(scenarios, seed=1):
    """(n_scenarios, n_suppliers): one in two accepts, with 0 to 90 days more; −1: it does not. The first holds all of them."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random((scenarios, N_SUPPLIERS)) < 0.5, rng.integers(0, MOST + 1, (scenarios, N_SUPPLIERS)), -1).astype(np.int16)


# Re-projections -----------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=1)
def tables():
    """Due day by line and invoice day, the second part of the split term last; and the payment run of every day."""
    import pandas as pd

    dates = pd.Series(np.arange(FIRST, LAST + 1).astype("datetime64[D]").astype("datetime64[s]"))
    terms = ["net 30" if code == DISCOUNT else term for code, term in enumerate(TERMS)]
    dues = [w1_peers._pandas_due(t, dates) for t in terms]
    lines = [d[0] for d in dues] + [dues[SPLIT][1]]
    days, run, _ = w1_peers.calendar()
    return np.stack([d.to_numpy().astype("datetime64[D]").astype(np.int64) for d in lines]), int(days[0].astype(int)), run.astype(np.int64)


def moved_lines(book, days):
    """(supplier, amount, baseline day, new day) of every installment, some rows at a time."""
    due, first, run = tables()
    longer = np.maximum(days, 0).astype(np.int64)
    for start in range(0, len(book["day"]), 65_536):
        some = slice(start, start + 65_536)
        day, terms, supplier, amount = (book[n][some] for n in ("day", "terms", "supplier", "amount"))
        split = np.flatnonzero(terms == SPLIT)
        part = (amount[split] * 30 + 50) // 100
        money = amount.copy()
        money[split] = part
        for rows, line, of in ((slice(None), terms, money), (split, np.full(len(split), len(TERMS)), amount[split] - part)):
            at = due[line, day[rows] - FIRST] - first
            yield supplier[rows], of, run[at], run[at + longer[supplier[rows]]]


def reprojected(book, days):
    """Cash paid per quarter in one scenario."""
    out = np.zeros(len(ENDS) + 2, np.int64)
    for _, amount, _, new in moved_lines(book, days):
        np.add.at(out, np.searchsorted(STARTS, new, side="right") + (new > ENDS[-1]), amount)
    return "paid", out[1:-1][None]


def reprojected_with_interest(book, days):
    """Change in free cash flow per quarter: principal later, interest by supplier and day, rounded once."""
    change = np.zeros(len(ENDS) + 2, np.int64)
    span = LAST + 400 - FIRST
    owed = np.zeros(N_SUPPLIERS * span, np.int64)
    for supplier, amount, base, new in moved_lines(book, days):
        for sign, day in ((1, base), (-1, new)):
            np.add.at(change, np.searchsorted(STARTS, day, side="right") + (day > ENDS[-1]), sign * amount)
        np.add.at(owed, supplier * np.int64(span) + new - FIRST, amount * (new - base) * RATE[0])
    some = np.flatnonzero(owed)
    day = some % span + FIRST
    interest = (2 * owed[some] + RATE[1]) // (2 * RATE[1])
    np.add.at(change, np.searchsorted(STARTS, day, side="right") + (day > ENDS[-1]), -interest)
    return "change", change[1:-1][None]


def duckdb_lines(book):
    """Installments with their due dates, worked out once; the calendar; quarters."""
    import duckdb

    con = duckdb.connect()
    arrays = {n: book[n] for n in ("day", "terms", "supplier", "amount")}
    con.register("arrays", arrays)
    due = w1_peers.DUE.replace(f"WHEN {DISCOUNT} THEN date + 10", f"WHEN {DISCOUNT} THEN date + 30")
    con.execute("CREATE TABLE invoices AS SELECT DATE '1970-01-01' + day AS date, terms, supplier, amount FROM arrays")
    con.execute(
        f"""CREATE TABLE lines AS
            SELECT supplier, (CASE terms {due} END)::DATE AS due, CASE terms WHEN {SPLIT} THEN {w1_peers.PART} ELSE amount END AS cash
            FROM invoices
            UNION ALL SELECT supplier, date + 60, amount - {w1_peers.PART} FROM invoices WHERE terms = {SPLIT}"""
    )
    days, run, _ = (d.astype(np.int32) for d in w1_peers.calendar())
    quarter = (np.searchsorted(STARTS, run, side="right") + (run > ENDS[-1])).astype(np.int32)
    con.register("days", {"due": days, "run": run, "quarter": quarter})
    con.execute("CREATE TABLE calendar AS SELECT DATE '1970-01-01' + due AS due, DATE '1970-01-01' + run AS run, quarter FROM days")
    return con


def duckdb_reprojected(con, days):
    con.register("answer", {"supplier": np.arange(N_SUPPLIERS, dtype=np.int32), "longer": np.maximum(days, 0).astype(np.int32)})
    found = con.execute(
        """SELECT quarter, sum(cash)::BIGINT AS cash FROM lines JOIN answer USING (supplier)
           JOIN calendar ON calendar.due = lines.due + longer GROUP BY quarter"""
    ).fetchnumpy()
    out = np.zeros(len(ENDS) + 2, np.int64)
    out[found["quarter"]] = found["cash"]
    return "paid", out[1 : len(ENDS) + 1][None]


# Ours ---------------------------------------------------------------------------------------------------------------------

PLAIN = cf.Offer(extend={"days": 0})
WITH_INTEREST = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
LINES = "memory: the lines of a scenario, from the cache"
NEAR = 64  # suppliers whose lines fit the cache together
MEASURES = {"paid": (PLAIN, "principal_paid"), "change": (WITH_INTEREST, "free_cash_flow_change")}


def build(book, how, kind, name, days):
    """A sweep of one scenario that asks for every extension from 0 to 90 days."""
    offer, measure = MEASURES[kind]

    def way():
        with kernel(name):
            swept = cf.sweep(book, offer, how, days=days[:1], quarters=SHOWN)
            return kind, swept.amounts(measure)

    return way


def again(book, how, kind, name, days):
    """All scenarios, on what was built before."""
    offer, measure = MEASURES[kind]
    with kernel(name):
        built = cf.sweep(book, offer, how, days=days[:1], quarters=SHOWN)
        built.amounts(measure)

    def way():
        with kernel(name):
            return kind, built.again(days).amounts(measure)

    return way, built


def compared(built, book, how):
    def way():
        frame = cf.compare(book, built.scenario("1"), how, quarters=SHOWN).quarters.query("scenario != 'baseline'")
        return "change", np.array([int(v.scaleb(2)) for v in frame["free_cash_flow_change_trade_payable"]])[None]

    return way


def checker(everything):
    """Rows of one scenario against those of all."""

    def check(_, theirs):
        kind, rows = theirs
        np.testing.assert_array_equal(everything[kind][: len(rows)], rows)

    return check


def lines_of(days):
    """The lines that any sweep must read, from the cache: 14 quarters of each supplier that accepts, of a few suppliers at a time."""
    width = 8 * len(ENDS)
    return bandwidth.streamed(int((days >= 0).sum()), width, within=NEAR * (MOST + 1) * width)


def work(size):
    rows, scenarios = SIZES[size]
    book, how, arrays, days = ledger(rows), policy(discounts="skip"), columns(rows), answers(scenarios)
    there, missing = installed(["duckdb", "numba"])
    ours, units, everything, built = {}, {}, {}, None
    for name in ("numpy", *(["numba"] if "numba" in there else [])):
        for kind, words in (("paid", "a scenario"), ("change", "a scenario with interest")):
            way, built = again(book, how, kind, name, days)
            ours[f"{words}, {name}"], units[f"{words}, {name}"] = way, scenarios
            everything.setdefault(kind, way()[1])
            ours[f"build{words.removeprefix('a scenario')}, {name}"] = build(book, how, kind, name, days)
    ours["cf.compare, one scenario"] = compared(built, book, how)
    peers = {
        "numpy: one re-projection": lambda: reprojected(arrays, days[0]),
        "numpy: one re-projection with interest": lambda: reprojected_with_interest(arrays, days[0]),
    }
    if "duckdb" in there:
        con = duckdb_lines(arrays)
        peers["DuckDB: one re-projection"] = lambda: duckdb_reprojected(con, days[0])
    judged = tuple(n for n in ours if n.startswith("a scenario,"))
    return Work(
        title=f"{scenarios:,} scenarios of who accepts, with 0 to 90 days each, over {len(ENDS)} quarters; per scenario",
        rows=rows,
        ours=ours,
        floor=projection(book, how, "numpy"),
        peers=peers,
        probes={LINES: lines_of(days)},
        missing=missing,
        check=checker(everything),
        judged=judged,
        against={"numpy: one re-projection with interest": "a scenario with interest, numpy"},
        pairs=(("cf.compare, one scenario", "a scenario with interest, numpy"),),
        units=units | {LINES: scenarios},
        rounds=11,
        slow=frozenset(n for n in ours if n.startswith("build with") or n.startswith("cf.compare")),
        facts={"table_bytes": {family: sum(p.table.nbytes for p in parts) for family, parts in built.grid.book.tables.items()}},
    )
