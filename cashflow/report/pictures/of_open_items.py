"""Ageing: what is open on a day, by how long it is overdue or how soon it falls due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from cashflow.basics.currencies import most_first
from cashflow.basics.days import DateGiven, Ints, to_date, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.basics.words import share_of, short_money
from cashflow.payments import Payments
from cashflow.report.pictures.of_quarters import currencies_of, in_one
from cashflow.report.pictures.picture import Picture
from cashflow.report.svg import BarRow, BarRows, Chart

__all__ = ["ageing_picture"]

_EDGES = (-90, -60, -30, 0, 31, 61, 91)
"""Days from the day to the contract due date at which a band starts; due on the day itself is not yet overdue."""
_BANDS = (
    "More than 90 days overdue",
    "61 to 90 days overdue",
    "31 to 60 days overdue",
    "1 to 30 days overdue",
    "Due within 30 days",
    "Due in 31 to 60 days",
    "Due in 61 to 90 days",
    "Due in more than 90 days",
)


def _settled(payments: Payments) -> Iterator[tuple[Ints, Ints, Ints, Ints, Ints]]:
    """Currency code, invoice day, due day, payment day and amount: of sums of regular invoices, and of the other items."""
    cells, ledger = payments.cells.settled(payments.table), payments.ledger
    yield cells.currency, cells.invoice_day, cells.due_day, cells.base_day, cells.amount
    for items in payments.blocks(payments.irregular):
        yield ledger.currency.codes[items.invoice], ledger.invoice_day[items.invoice], items.due_day, items.base_day, items.amount


def _sums(payments: Payments, day: int) -> Ints:
    """(n_currencies, n_bands), int64: open at the close of a day: invoiced by then, paid after it or never."""
    out = np.zeros((len(payments.ledger.currency.values), len(_BANDS)), np.int64)
    for currency, invoiced, due, paid, amount in _settled(payments):
        some = np.flatnonzero((invoiced <= day) & (paid > day))
        band = np.searchsorted(np.array(_EDGES), due[some].astype(np.int64) - day, side="right")
        np.add.at(out, (currency[some], band), amount[some])
    return out


def ageing_picture(payments: Payments, currency: str | None = None, on: DateGiven | None = None) -> Picture:
    """What is open by contract due date, on the day the ledger was taken (`as_of`) or another one; credit notes are taken off."""
    if on is None and payments.policy.as_of is None:
        raise InputError("must be given: the ledger has no as_of", column="on", hint='Write on="2025-05-31", or give the policy its as_of')
    day = to_day(on if on is not None else payments.policy.as_of, "on")
    sums, currencies = _sums(payments, day), payments.ledger.currency.values
    charts, rows = list[tuple[str, Chart]](), list[dict[str, Any]]()
    owed = {c: int(row.sum()) for c, row in zip(currencies, sums, strict=True)}
    open_in = [c for c, row in zip(currencies, sums, strict=True) if row.any()]
    for money in currencies_of(most_first(owed), currency, open_in):
        bands = [int(v) for v in sums[currencies.index(money)]]
        drawn = [BarRow(words, [(0, v)]) for words, v in zip(_BANDS, bands, strict=True)]
        drawn.append(BarRow("Open in all", [(0, sum(bands))], "total"))
        charts.append((money, BarRows(f"ageing-{money}", f"Open by due date, {money}", money, [""], drawn)))
        rows += [{"currency": money, "band": words, "open": from_minor(v, money)} for words, v in zip(_BANDS, bands, strict=True)]
    title = f"Open on {to_date(day)} by contract due date{in_one(charts)}"
    notes = [_overdue(c, sums[currencies.index(c)]) for c, _ in charts]
    notes += ["Credit notes are taken off the band they fall due in."] if (sums < 0).any() else []
    return Picture("ageing", title, pd.DataFrame(rows, columns=["currency", "band", "open"]), charts, notes)


def _overdue(currency: str, bands: Ints) -> str:
    late, whole = int(bands[:4].sum()), int(bands.sum())
    said = short_money(from_minor(late, currency), currency) if late else f"Nothing in {currency}"
    return f"{said} is overdue{f', {share_of(late, whole)} of what is open' if late > 0 and whole > 0 else ''}."
