"""The sheet Baseline: what the policy alone pays, day by day, and the names that formulas know its columns by."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints, to_day
from cashflow.report.workbook.page import HEAD, Build
from cashflow.report.workbook.styles import column_name

__all__ = ["BASELINE", "BASE_COLUMNS", "by_day", "write_baseline"]

BASELINE = "Baseline"
BASE_COLUMNS = {
    "invoiced": "invoiced",
    "cash": "cash paid",
    "discount": "discounts taken",
    "difference": "of cash paid, payment differences",
    "undated": "of payment differences, paid without a date",
    "left": "leaves payables",
}


def write_baseline(build: Build) -> None:
    """A row a currency and day on which something happens."""
    page = build.page(BASELINE, "Baseline: invoices and payments without an offer")
    page.heads(
        HEAD, ["currency", "day", *(f"{w} (in the currency of the row)" for w in BASE_COLUMNS.values())], right=range(2, 8), height=56
    )
    row = HEAD
    for currency in build.result.largest_first:
        days, table = by_day(build, build.result.baseline.code_of(currency))
        for day, values in zip(days.tolist(), table.T.tolist(), strict=True):
            row += 1
            page.text(row, 0, currency)
            page.day(row, 1, day)
            for number, minor in enumerate(values):
                page.money(row, 2 + number, minor, currency)
    for number, name in enumerate(("currency", "day", *BASE_COLUMNS)):
        letters = column_name(number)
        build.new.book.define_name(f"base_{name}", f"={BASELINE}!${letters}${HEAD + 2}:${letters}${max(row, HEAD + 1) + 1}")
    page.widths({0: 10, 1: 12, **dict.fromkeys(range(2, 8), build.money_width)})
    page.table(HEAD, row, 8, 2)


def by_day(build: Build, code: int) -> tuple[Ints, Ints]:
    """Days on which something happens, and (n_columns, n_days) of what."""
    base, shown = build.result.baseline, build.result.shown
    before = int(shown.first[0]) - 1
    cash_days = base.first_cash_day + np.arange(base.cash_daily.shape[1])
    undated = np.zeros(len(cash_days), np.int64)
    as_of = build.result.payments.policy.as_of
    if as_of is not None and base.paid_without_date[code].any():
        undated[to_day(as_of) - base.first_cash_day] = base.paid_without_date[code].sum()
    invoice_days = base.first_day + np.arange(base.daily.shape[1])
    without = int(base.invoiced[code].sum()) - int(base.daily[code].sum())
    parts = [
        (invoice_days, base.daily[code]),
        (cash_days, base.cash_daily[code]),
        (cash_days, base.discount_daily[code]),
        (cash_days, base.difference_daily[code]),
        (cash_days, undated),
        (cash_days, base.left_daily[code]),
    ]
    some = [d[v != 0] for d, v in parts] + ([np.array([before])] if without else [])
    days = np.unique(np.concatenate(some)).astype(np.int64)
    table = np.zeros((len(parts), len(days)), np.int64)
    for number, (when, values) in enumerate(parts):
        at = np.flatnonzero(values)
        table[number, np.searchsorted(days, when[at])] = values[at]
    if without:
        table[0, np.searchsorted(days, before)] += without
    return days, table
