"""Payments made: a paid date in the ledger is one payment of the whole amount; a second table may hold several, or parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.date_text import read_dates
from cashflow.basics.days import NO_DAY, Ints, frozen_ints
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_text
from cashflow.ledger.findings import COLUMNS, Notebook
from cashflow.ledger.model import Paid
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import Table, check_columns, table_of
from cashflow.ledger.texts import Texts

__all__ = ["read_paid"]

_NEEDED = ("invoice", "supplier", "paid_date", "amount")


def read_paid(columns: dict[str, Any], keep: Ints, options: ReadOptions) -> tuple[Paid, pd.DataFrame]:
    """Payments of the accepted rows, and the findings of the second table."""
    day, amount = columns["paid_date"][keep], columns["amount"][keep]
    whole = np.flatnonzero((day != NO_DAY) & (amount != 0))
    invoice, days, sums = whole.astype(np.int64), day[whole], amount[whole]
    extra = pd.DataFrame(columns=COLUMNS)
    if options.payments is not None:
        more, extra = _second_table(table_of(options.payments), columns, keep, day != NO_DAY, options)
        invoice, days, sums = (np.concatenate([a, b]) for a, b in zip((invoice, days, sums), more, strict=True))
    by = np.lexsort((sums, days, invoice))
    return Paid(frozen_ints(invoice[by]), frozen_ints(days[by], np.int32), frozen_ints(sums[by])), extra


def _second_table(
    table: Table, columns: dict[str, Any], keep: Ints, already: Ints, options: ReadOptions
) -> tuple[tuple[Ints, Ints, Ints], pd.DataFrame]:
    tidy = check_columns(table.frame, _NEEDED, (), table.source)
    columns_of = Texts(tidy)
    texts = {n: columns_of.text(n) for n in _NEEDED}
    blank = np.logical_and.reduce([t == "" for t in texts.values()])
    notes = Notebook(np.arange(2, len(tidy) + 2), "payments")
    notes.reject(table.too_long, "broken row", "invoice", texts["invoice"], "the row has more fields than the header")
    found = _match(texts, columns, keep, notes, ~blank)
    notes.rejected |= blank
    safe = np.maximum(found, 0)
    digits = np.array([CURRENCIES[c] for c in columns["currency"][keep]])[safe]
    money, reasons = read_amounts(texts["amount"], digits, options.decimal)
    notes.reject(np.flatnonzero(reasons != ""), "unreadable amount", "amount", texts["amount"], reasons)
    days, reasons = read_dates(texts["paid_date"], options.date_order)
    notes.reject(np.flatnonzero(reasons != ""), "unreadable date", "paid_date", texts["paid_date"], reasons)
    notes.reject(np.flatnonzero(days == NO_DAY), "missing date", "paid_date", texts["paid_date"], "is missing")
    reason = "has a paid_date in the ledger, so it is paid in full already"
    notes.reject(np.flatnonzero(already[safe]), "wrong payment", "invoice", texts["invoice"], reason)
    _check_open(found, days, money, columns, keep, texts, notes)
    good = np.flatnonzero(~notes.rejected)
    early = good[days[good] < columns["invoice_date"][keep][found[good]]]
    notes.flag(early, "prepayment", "paid_date", texts["paid_date"], "a prepayment, before the invoice date; kept")
    return (found[good], days[good], money[good]), notes.frame()


def _match(texts: dict[str, Any], columns: dict[str, Any], keep: Ints, notes: Notebook, used: Ints) -> Ints:
    """Position among the accepted rows of each payment's invoice; −1 and a finding where there is none, or several."""
    places: dict[tuple[str, str], list[int]] = {}
    for at, key in enumerate(zip(columns["supplier"][keep], columns["invoice"][keep], strict=True)):
        places.setdefault(key, []).append(at)
    hits = [places.get(key, []) for key in zip(texts["supplier"], texts["invoice"], strict=True)]
    found = np.array([h[0] if len(h) == 1 else -1 for h in hits], np.int64)
    reasons = np.array(
        [
            "" if len(h) == 1 else "is no accepted invoice of this supplier" if not h else f"fits {len(h)} invoices of this supplier"
            for h in hits
        ],
        object,
    )
    notes.reject(np.flatnonzero((found < 0) & used), "unmatched payment", "invoice", texts["invoice"], reasons)
    return found


def _check_open(found: Ints, days: Ints, money: Ints, columns: dict[str, Any], keep: Ints, texts: dict[str, Any], notes: Notebook) -> None:
    """Reject, in order of day, what has the wrong sign or pays more than is still open."""
    left: dict[int, int] = {}
    for at in np.lexsort((money, days, found)).tolist():
        if notes.rejected[at]:
            continue
        row = int(found[at])
        still = left.setdefault(row, int(columns["amount"][keep[row]]))
        amount, code = int(money[at]), columns["currency"][keep[row]]
        one = np.array([at])
        if amount == 0 or (amount < 0) != (int(columns["amount"][keep[row]]) < 0):
            notes.reject(one, "wrong payment", "amount", texts["amount"], "has not the sign of its invoice")
        elif abs(amount) > abs(still):
            notes.reject(one, "wrong payment", "amount", texts["amount"], f"pays more than is open ({amount_text(still, code)} left)")
        else:
            left[row] = still - amount
