"""Supplier finance arrangements: what is owed through a bank, by quarter, as IAS 7.44H and ASC 405-50 ask for it."""

from __future__ import annotations

import itertools
from typing import Any

from attrs import frozen

from cashflow.basics.columns import by_name, column
from cashflow.basics.days import to_date
from cashflow.basics.fiscal import Quarters
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor, whole
from cashflow.payments import Payments
from cashflow.results.arrangement import Arrangement
from cashflow.results.arrangement_items import arrangement_of
from cashflow.results.comparison import ScenarioResult

__all__ = ["AMOUNTS", "RANGES", "Balances", "balances", "balances_dict", "supplier_finance_frame"]

AMOUNTS = ("opening", "added", "paid", "closing", "of_which_suppliers_paid")
RANGES = ("shortest_days", "longest_days", "shortest_days_untouched", "longest_days_untouched", "shortest_days_moved", "longest_days_moved")


@frozen(eq=False)
class Balances:
    """One scenario in one currency; amounts in minor units, axis: quarters."""

    opening: list[int]
    added: list[int]
    paid: list[int]
    closing: list[int]
    of_which_suppliers_paid: list[int]
    shortest_days: list[int | None]  # from the invoice to the payment, of what is owed inside at the quarter end
    longest_days: list[int | None]
    shortest_days_untouched: list[int | None]  # of comparable trade payables that no offer moves: to the contract due date
    longest_days_untouched: list[int | None]
    shortest_days_moved: list[int | None]  # of those moved by agreement with the supplier alone: to the date they moved to
    longest_days_moved: list[int | None]


def balances(payments: Payments, found: ScenarioResult, quarters: Quarters) -> list[Balances | None]:
    """Balances by currency code; `None` where no bank is in the scenario.

    An invoice is part of the arrangement from its invoice date on (from the as-of date, if that is later) until the buyer has
    paid the bank. Direct deferrals without a bank are not part of it.
    """
    if not any(e.has_bank for o in found.offers for e in o.options):
        return [None] * len(payments.ledger.currency.values)
    ends = [int(quarters.first[0]) - 1, *(int(q) for q in quarters.last)]
    owed = arrangement_of(payments, found, ends)
    return [_one(owed, code) if owed.banked[code] else None for code in range(len(payments.ledger.currency.values))]


def _one(owed: Arrangement, currency: int) -> Balances:
    entered, left, funded = (owed.upto(what, currency) for what in ("since", "until", "bank"))
    closing = [whole(a) - whole(b) for a, b in zip(entered, left, strict=True)]  # as the presentations: on running totals
    paid = [whole(b) - whole(a) for a, b in itertools.pairwise(left)]
    inside, untouched, moved = (ranges.found(currency) for ranges in (owed.inside, owed.untouched, owed.moved))
    return Balances(
        opening=closing[:-1],
        added=[after - before + p for before, after, p in zip(closing[:-1], closing[1:], paid, strict=True)],
        paid=paid,
        closing=closing[1:],
        of_which_suppliers_paid=[whole(f) - whole(p) for f, p in zip(funded[1:], left[1:], strict=True)],
        shortest_days=[low for low, _ in inside],
        longest_days=[high for _, high in inside],
        shortest_days_untouched=[low for low, _ in untouched],
        longest_days_untouched=[high for _, high in untouched],
        shortest_days_moved=[low for low, _ in moved],
        longest_days_moved=[high for _, high in moved],
    )


def supplier_finance_frame(
    names: list[str], found: list[list[Balances | None]], currencies: tuple[str, ...], quarters: Quarters
) -> pd.DataFrame:
    """One row a scenario, currency and quarter in which a bank is part of it."""
    rows = []
    for name, many in zip(names, found, strict=True):
        for code in sorted(range(len(currencies)), key=lambda c: currencies[c]):
            one = many[code]
            for q in range(len(quarters) if one is not None else 0):
                row: dict[str, Any] = {"scenario": name, "currency": currencies[code], "quarter": quarters.labels[q]}
                row["last_day"] = pd.Timestamp(to_date(quarters.last[q]))
                row |= {k: from_minor(column(one, k)[q], currencies[code]) for k in AMOUNTS}
                rows.append(row | {k: column(one, k)[q] for k in RANGES})
    return framed(rows, ["scenario", "currency", "quarter", "last_day", *AMOUNTS, *RANGES], dict.fromkeys(RANGES, "number"))


def balances_dict(one: Balances | None, currency: str) -> dict[str, Any] | None:
    """Balances by name: amounts as Decimal in major units, a list entry a quarter; `None` without a bank."""
    if one is None:
        return None
    return {k: [from_minor(v, currency) for v in column(one, k)] for k in AMOUNTS} | by_name(one, RANGES)
