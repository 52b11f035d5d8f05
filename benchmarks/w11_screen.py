"""W11: from a CSV file as companies have it to the first screen of `cashflow run`; the floor is `pandas.read_csv(dtype=str)` alone.

Its rows state due dates, paid dates and terms; of six in seven the terms can't be read, so that the due date counts and a finding is said.
Beside it the script of somebody who knows pandas: the same checks, payment runs, figures and cents, printed as plain tables.
"""

import atexit
import csv
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import cashflow as cf

from .run import Work
from .w12_reading import book

SIZES = {"small": 3_000, "full": 1_000_000}
AS_OF, RUN_DAY, LONGER = "2025-09-15", 3, 30  # runs on Thursdays; days later
WHATIF = """
ledger.path = "{name}"
calendar = {{ as_of = 2025-09-15, quarters = {{ from = 2025-07-01, to = 2026-03-31 }} }}
policy = {{ baseline = "actual", payment_runs = {{ on = "every Thursday", choose = "first on or after due" }} }}

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
FIGURES = ["closing_payables", "free_cash_flow_change_trade_payable"]


def screen(path):
    """What `cashflow run` prints first, and the result it is of."""
    result = cf.read_whatif(path).run()
    return str(result), result


def figures(text):
    """The lines of a screen with figures, without those on terms and findings, which the two ledgers have of their own."""
    return [line for line in text.splitlines() if line.startswith(("invoiced", "cash paid", "payables", "change in", "30 days later: "))]


def answer(result):
    """Closing payables before and after, and the change in free cash flow: by quarter, in cents."""
    cents = lambda values: np.array([round(v * 100) for v in values], np.int64)  # noqa: E731
    of = dict(list(result.quarters.groupby("scenario", sort=False)))
    before, after = of["baseline"], of["30 days later"]
    return cents(before[FIGURES[0]]), cents(after[FIGURES[0]]), cents(after[FIGURES[1]])


# pandas ------------------------------------------------------------------------------------------------------------------


def run_date(dates):
    """The Thursday on or after each date."""
    return dates + pd.to_timedelta((RUN_DAY - dates.dt.day_of_week) % 7, unit="D")


def cleaned(path, **how):
    """The file as dates and cents, and what is wrong with it: every check a count and its first rows."""
    text = pd.read_csv(path, dtype=str, keep_default_na=False, **how)
    frame, wrong = text[["supplier"]].copy(), {}
    for name in ("invoice_date", "due_date", "paid_date"):
        frame[name] = pd.to_datetime(text[name], format="%Y-%m-%d", errors="coerce")
        wrong[f"{name}: not a date"] = frame[name].isna() & (text[name] != "")
    amount = pd.to_numeric(text["amount"], errors="coerce")
    wrong["amount: not a number"] = amount.isna()
    wrong["currency: not EUR"] = text["currency"] != "EUR"
    wrong["counted twice?"] = text.duplicated(["supplier", "invoice", "invoice_date", "amount"], keep=False)
    words = pd.Series(text["terms"].unique())
    net = text["terms"].map(pd.to_numeric(words.str.extract(r"^net (\d+)$", expand=False)).set_axis(words))
    wrong["terms: can't be read, the due date counts"] = net.isna()
    by_terms = frame["invoice_date"] + pd.to_timedelta(net, unit="D")
    wrong["due date: not that of the terms"] = net.notna() & (by_terms != frame["due_date"])
    frame["cents"] = (amount * 100).round().fillna(0).astype("int64")
    good = ~(wrong["amount: not a number"] | frame["invoice_date"].isna() | frame["due_date"].isna())
    return frame[good], {what: (int(rows.sum()), text[rows].head(3)) for what, rows in wrong.items() if rows.any()}


def moved(frame):
    """Payment dates before and after the offer: paid invoices keep their date, overdue ones are not offered."""
    as_of, longer = pd.Timestamp(AS_OF), pd.Timedelta(days=LONGER)
    works_from = frame["paid_date"].fillna(frame["due_date"].clip(lower=as_of + pd.Timedelta(days=1)))
    frame["before"] = frame["paid_date"].fillna(run_date(works_from))
    offered = (frame["before"] > as_of) & (frame["due_date"] > as_of)
    frame["after"] = run_date(works_from + longer).where(offered, frame["before"])
    return frame, frame[offered]


def interest(deals):
    """Interest by the day it is paid: 6.5 %, ACT/360, to the cent by supplier and day."""
    days = (deals["after"] - deals["before"]).dt.days
    weighed = (deals["cents"] * days * 65).groupby([deals["supplier"], deals["after"]]).sum()
    return ((2 * weighed + 360_000) // 720_000).groupby(level="after").sum()


def with_pandas(path, **how):
    """Read, check, pay, compare, print; `how` is of `read_csv`."""
    frame, wrong = cleaned(path, **how)
    frame, deals = moved(frame)
    quarters = pd.period_range("2025Q3", "2026Q1", freq="Q")
    by_day = {name: frame.groupby(name)["cents"].sum() for name in ("invoice_date", "before", "after")} | {"cost": interest(deals)}
    upto = {name: [int(sums[: q.end_time].sum()) for q in (quarters[0] - 1, *quarters)] for name, sums in by_day.items()}
    upto = {name: np.array(sums) for name, sums in upto.items()}
    before, after = ((upto["invoice_date"] - upto[name])[1:] for name in ("before", "after"))
    change = np.diff(upto["before"] - upto["after"] - upto["cost"])
    table = {"payables": before, "payables, 30 days later": after, "change in free cash flow": change, "cost": np.diff(upto["cost"])}
    largest = deals.groupby("supplier")["cents"].sum().nlargest(8) / 100
    said = [f"{what}: {count:,} rows\n{rows.to_string(index=False)}" for what, (count, rows) in wrong.items()]
    shown = pd.DataFrame(table, index=quarters.astype(str)).T / 100
    return "\n\n".join([*said, shown.to_string(float_format="{:,.2f}".format), largest.to_string()]), (before, after, change)


def check(mine, other):
    for one, two in zip(mine[1], other[1], strict=True):
        np.testing.assert_array_equal(one, two)


def work(size):
    rows, folder = SIZES[size], Path(tempfile.mkdtemp(prefix="cashflow-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("dirty", "clean"):
        book(rows, dirty=name == "dirty").to_csv(folder / f"{name}.csv", index=False, quoting=csv.QUOTE_MINIMAL)
        (folder / f"{name}.toml").write_text(WHATIF.format(name=f"{name}.csv"), encoding="utf-8")
    known = figures(screen(folder / "clean.toml")[0])  # all terms are readable, and lead to the stated due dates

    def ours():
        text, result = screen(folder / "dirty.toml")
        assert len(known) >= 5 and figures(text) == known
        return text, answer(result)

    return Work(
        title="a CSV file, 6 of 7 rows with a finding, to the first screen of a what-if",
        rows=rows,
        ours={"cashflow": ours},
        floor=lambda: pd.read_csv(folder / "dirty.csv", dtype=str),
        peers={
            "pandas: text to the same figures": lambda: with_pandas(folder / "dirty.csv"),
            "the same, its text read by pyarrow": lambda: with_pandas(folder / "dirty.csv", engine="pyarrow"),
        },
        check=check,
        rounds=5,
    )
