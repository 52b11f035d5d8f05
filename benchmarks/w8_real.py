"""W8: a book in the shape of real ones → cash per day, closing payables and what is invoiced per quarter, by `cf.project` itself.

The floor reads the columns that are needed once: each summed as 64-bit words, one thread. The others are written as users of pandas,
polars and DuckDB would: payments joined by invoice, the payment run looked up in a calendar.
"""

import numpy as np

import cashflow as cf

from . import books, real
from .run import Work
from .w1_peers import same
from .w1_projection import installed, kernel

SIZES = {"small": 60_000, "full": 10_000_000}
FROM, TO = books.FIRST, books.LAST + 500
NOW = int(np.datetime64(real.AS_OF, "D").astype(int))
PANDAS, POLARS, DUCKDB = "pandas: merge, map", "polars: joins", "DuckDB: SQL"


def projection(book, how, name):
    """`cf.project`; as cash per day, closing payables and what is invoiced per quarter."""

    def way():
        with kernel(name):
            baseline = cf.project(book, how, quarters=real.SHOWN).baseline
        days = baseline.first_cash_day + np.arange(baseline.cash_daily.shape[1])
        cash = np.zeros(TO - FROM, np.int64)
        cash[days - FROM] = baseline.cash_daily[0]
        return cash, baseline.closing[0], baseline.invoiced[0, 1:-1]

    return way


def answer(paid, left, invoiced):
    """Sums by day, each (days, amounts), as the answer of any way."""
    by_day = []
    for days, amounts in (paid, left, invoiced):
        some = np.zeros(TO - FROM, np.int64)
        np.add.at(some, np.asarray(days, np.int64) - FROM, np.asarray(amounts, np.int64))
        by_day.append(some)
    shown = cf.FiscalCalendar().quarters(*real.SHOWN)
    upto = lambda some, day: int(some[: day + 1 - FROM].sum())  # noqa: E731
    closing = [upto(by_day[2], q) - upto(by_day[1], q) for q in shown.last.tolist()]
    came = [upto(by_day[2], b) - upto(by_day[2], a - 1) for a, b in zip(shown.first.tolist(), shown.last.tolist(), strict=True)]
    return by_day[0], np.array(closing), np.array(came)


def runs():
    """Each day and its payment run: the next business day, then the first run."""
    days = np.arange(FROM, TO - 100, dtype=np.int64)
    rolled = np.busday_offset(days.astype("datetime64[D]"), 0, roll="following", holidays=books.HOLIDAYS)
    return days, books.RUNS[np.searchsorted(books.RUNS, rolled)].astype(np.int64)


def in_pandas(book):
    import pandas as pd

    invoices = pd.DataFrame({k: book[k] for k in ("day", "terms", "amount", "due")})
    payments = pd.DataFrame({"invoice": book["of"], "paid_day": book["paid_day"], "paid": book["paid_amount"]})
    return invoices, payments, pd.Series(*reversed(runs()))


def pandas_way(invoices, payments, run):
    """Payments grouped and joined; the parts of a split due on the last day of its terms; the run of each open part by `map`."""
    import pandas as pd

    paid = payments.groupby("invoice")["paid"].sum()
    some = invoices.join(paid).fillna({"paid": 0}).astype({"paid": "int64"})
    split = (some["terms"] == books.SPLIT) & (some["due"] == some["day"] + 60)
    some["first"] = np.where(split, np.sign(some["amount"]) * ((some["amount"].abs() * 30 + 50) // 100), 0)
    some["open_first"] = np.sign(some["amount"]) * (some["first"].abs() - some["paid"].abs()).clip(lower=0)
    some["open_rest"] = some["amount"] - some["paid"] - some["open_first"]
    parts = [
        pd.DataFrame({"day": some["day"], "due": some["day"] + 30, "open": some["open_first"]}),
        pd.DataFrame({"day": some["day"], "due": some["due"], "open": some["open_rest"]}),
    ]
    parts = pd.concat(p[p["open"] != 0] for p in parts)
    parts["run"] = parts[["day", "due"]].max(axis=1).clip(lower=NOW + 1).map(run)
    later = parts.groupby("run")["open"].sum()
    done = payments.merge(invoices["day"], left_on="invoice", right_index=True)
    cash = done.groupby("paid_day")["paid"].sum()
    left = done.assign(left=done[["paid_day", "day"]].max(axis=1)).groupby("left")["paid"].sum()
    came = invoices.groupby("day")["amount"].sum()
    both = lambda one: (np.concatenate([one.index, later.index]), np.concatenate([one, later]))  # noqa: E731
    return answer(both(cash), both(left), (came.index, came))


def in_polars(book):
    import polars as pl

    invoices = pl.DataFrame({k: book[k] for k in ("day", "terms", "amount", "due")}).with_row_index("invoice")
    payments = pl.DataFrame({"invoice": book["of"].astype(np.uint32), "paid_day": book["paid_day"], "paid": book["paid_amount"]})
    days, run = runs()
    return invoices, payments, pl.DataFrame({"at": days.astype(np.int32), "run": run})


def polars_way(invoices, payments, run):
    import polars as pl

    sign, size, col = pl.col("amount").sign(), pl.col("amount").abs(), pl.col
    paid = payments.lazy().group_by("invoice").agg(col("paid").sum())
    split = (col("terms") == books.SPLIT) & (col("due") == col("day") + 60)
    first = pl.when(split).then((size * 30 + 50) // 100).otherwise(0)
    some = (
        invoices.lazy()
        .join(paid, on="invoice", how="left")
        .with_columns(col("paid").fill_null(0))
        .with_columns(open_first=sign * (first - col("paid").abs()).clip(0))
        .with_columns(open_rest=col("amount") - col("paid") - col("open_first"))
    )
    one = some.select("day", due=col("day") + 30, open="open_first").filter(col("open") != 0)
    other = some.select("day", "due", open="open_rest").filter(col("open") != 0)
    at = pl.max_horizontal("day", "due", pl.lit(NOW + 1, pl.Int32))
    later = pl.concat([one, other]).with_columns(at=at).join(run.lazy(), on="at").group_by("run").agg(col("open").sum())
    done = payments.lazy().join(invoices.lazy().select("invoice", "day"), on="invoice")
    cash = done.group_by("paid_day").agg(col("paid").sum())
    left = done.group_by(pl.max_horizontal("paid_day", "day")).agg(col("paid").sum())
    came = invoices.lazy().group_by("day").agg(col("amount").sum())
    later, cash, left, came = ([c.to_numpy() for c in t] for t in pl.collect_all([later, cash, left, came]))
    both = lambda one: tuple(np.concatenate(p) for p in zip(one, later, strict=True))  # noqa: E731
    return answer(both(cash), both(left), came)


_SQL = f"""
WITH paid AS (SELECT invoice, sum(paid)::BIGINT AS paid FROM payments GROUP BY invoice),
billed AS (
    SELECT day, due, amount, coalesce(paid, 0) AS paid,
        CASE WHEN terms = {books.SPLIT} AND due = day + 60 THEN (abs(amount) * 30 + 50) // 100 ELSE 0 END AS first
    FROM invoices LEFT JOIN paid USING (invoice)),
cut AS (SELECT *, sign(amount) * greatest(first - abs(paid), 0) AS open_first FROM billed),
parts AS (
    SELECT day, day + 30 AS due, open_first AS open FROM cut WHERE open_first <> 0
    UNION ALL SELECT day, due, amount - paid - open_first FROM cut WHERE amount - paid - open_first <> 0),
done AS (SELECT paid_day, greatest(paid_day, day) AS gone, paid FROM payments JOIN invoices USING (invoice))
SELECT 'later' AS what, run AS day, sum(open)::BIGINT FROM parts JOIN runs ON greatest(day, due, {NOW + 1}) = runs.at GROUP BY run
UNION ALL SELECT 'cash', paid_day, sum(paid)::BIGINT FROM done GROUP BY paid_day
UNION ALL SELECT 'left', gone, sum(paid)::BIGINT FROM done GROUP BY gone
UNION ALL SELECT 'came', day, sum(amount)::BIGINT FROM invoices GROUP BY day
"""


def in_duckdb(book, *more):
    import duckdb

    con, (days, run) = duckdb.connect(), runs()
    given = {
        "invoices": {"invoice": np.arange(len(book["day"])), **{k: book[k] for k in ("day", "terms", "amount", "due", *more)}},
        "payments": {"invoice": book["of"], "paid_day": book["paid_day"], "paid": book["paid_amount"]},
        "runs": {"at": days, "run": run},
    }
    for name, columns in given.items():
        con.register("given", columns)
        con.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        con.unregister("given")
    return con


def by_kind(found):
    """The answer out of rows of (kind, day, amount)."""
    what, day, amount = found.values()
    of = {name: (day[what == name], amount[what == name]) for name in ("later", "cash", "left", "came")}
    both = lambda one: tuple(np.concatenate(p) for p in zip(of[one], of["later"], strict=True))  # noqa: E731
    return answer(both("cash"), both("left"), of["came"])


def work(size):
    rows = SIZES[size]
    book, how, arrays = real.ledger(rows), real.policy(), real.columns(rows)
    there, missing = installed(["polars", "duckdb", "numba"])
    ways = {"cashflow, numpy": projection(book, how, "numpy")}
    ways |= {"cashflow, numba": projection(book, how, "numba")} if "numba" in there else {}
    frames = in_pandas(arrays)
    others = {PANDAS: lambda: pandas_way(*frames)}
    if "polars" in there:
        tables = in_polars(arrays)
        others[POLARS] = lambda: polars_way(*tables)
    if "duckdb" in there:
        con = in_duckdb(arrays)
        others[DUCKDB] = lambda: by_kind(con.execute(_SQL).fetchnumpy())
    read = [book.invoice_day, book.terms_code, book.due_day, book.amount, book.paid.invoice, book.paid.day, book.paid.amount]
    return Work(
        title="a real book to cash per day and closing payables per quarter",
        rows=rows,
        ours=ways,
        floor=lambda: [int(np.add.reduce(c[: len(c) // 2 * 2].view(np.int64))) for c in read],
        peers=others,
        missing=missing,
        check=same,
        slow=frozenset({PANDAS}),
    )
