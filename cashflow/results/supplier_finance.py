"""Supplier finance arrangements: what is owed through a bank, by quarter, as IAS 7.44H and ASC 405-50 ask for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.columns import by_name, column
from cashflow.basics.days import NEVER, NO_DAY, Ints, to_date, to_day
from cashflow.basics.fiscal import Quarters
from cashflow.basics.frames import pd
from cashflow.basics.groupby import by_identity, exact_sums, once, places
from cashflow.basics.money import from_minor, whole
from cashflow.deals import BANK, BUYER, PARTIES, Deals, Scheme
from cashflow.engine.row_legs import taken
from cashflow.ledger.groups import Groups
from cashflow.payments import Payments
from cashflow.results.comparison import ScenarioResult

__all__ = ["AMOUNTS", "RANGES", "Balances", "balances", "balances_dict", "supplier_finance_frame"]

AMOUNTS = ("opening", "added", "paid", "closing", "of_which_suppliers_paid")
RANGES = ("shortest_days", "longest_days", "shortest_days_untouched", "longest_days_untouched", "shortest_days_moved", "longest_days_moved")
_BANK = PARTIES.index(BANK)


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


@frozen(eq=False)
class _Owed:
    """Accepted deals: when each is owed from and to, and when a bank paid the supplier (`NO_DAY`: no bank is in it)."""

    currency: Ints
    key: Ints
    invoice_day: Ints
    since: Ints
    bank_day: Ints
    until: Ints
    moves: Ints  # bool
    amount: Ints
    share: list[Fraction]
    share_code: Ints


def _owed(payments: Payments, found: ScenarioResult) -> Iterator[_Owed]:
    ledger, policy = payments.ledger, payments.policy
    groups, scenario, choices = Groups.of(ledger.currency.values), found.scenario, found.choices
    for number, deals in found.rows.unranked():
        codes, shares = by_identity(choices[number].weight)
        for option, scheme in enumerate(scenario.offers[number].options):
            mine = taken(deals, choices[number], option, scheme.covers_unmoved)
            if not len(mine):
                continue
            invoiced = ledger.invoice_day[mine.keys["invoice"]]
            known = np.where(invoiced == NO_DAY, NEVER, invoiced).astype(np.int32)  # else from the bank's payment on
            since = known if policy.as_of is None else np.maximum(invoiced, np.int32(to_day(policy.as_of)))
            bank, until = _bank_days(mine, scheme)
            code = codes[np.searchsorted(choices[number].groups, mine.group)]
            key = item_key(mine.keys["invoice"], mine.base_day)
            since = np.minimum(since, np.where(bank == NO_DAY, until, bank))  # what a bank has paid is part of it, invoiced or not
            moves = until != mine.base_day
            yield _Owed(groups.currency(mine.group), key, invoiced, since, bank, until, moves, mine.amount, shares, code)


def item_key(invoice: Ints, base_day: Ints) -> Ints:
    """(n,), int64: one number for an invoice and a baseline day."""
    return (invoice.astype(np.int64) << 32) + base_day.astype(np.int64)


def _bank_days(deals: Deals, scheme: Scheme) -> tuple[Ints, Ints]:
    """Per deal the day a bank pays the supplier, and the day the buyer pays its principal."""
    bank, until = np.full(len(deals), NO_DAY, np.int32), deals.new_day.copy()
    for flow in scheme.flows(deals):  # principal is never rounded, so flows are as good as legs
        if flow.nature == "principal" and flow.payer in (BANK, BUYER):
            out = bank if flow.payer == BANK else until
            np.copyto(out, flow.day, where=np.asarray(flow.amount) != 0)
    return bank, until


def balances(payments: Payments, found: ScenarioResult, quarters: Quarters) -> list[Balances | None]:
    """Balances by currency code; `None` where no bank is in the scenario.

    An invoice is part of the arrangement from its invoice date on (from the as-of date, if that is later) until the buyer has
    paid the bank. Direct deferrals without a bank are not part of it.
    """
    if not any(e.has_bank for o in found.offers for e in o.options):
        return [None] * len(payments.ledger.currency.values)
    owed = list(_owed(payments, found))
    out: list[Balances | None] = []
    for currency in range(len(payments.ledger.currency.values)):
        mine = [(o, np.flatnonzero((o.currency == currency) & (o.bank_day != NO_DAY))) for o in owed]
        if not any(len(which) for _, which in mine):
            out.append(None)
            continue
        out.append(_one(payments, owed, mine, currency, quarters))
    return out


def _one(payments: Payments, owed: list[_Owed], mine: list[tuple[_Owed, Ints]], currency: int, quarters: Quarters) -> Balances:
    ends = [int(quarters.first[0]) - 1, *(int(q) for q in quarters.last)]
    total = lambda day: [_weighted(mine, day, end) for end in ends]  # noqa: E731
    entered, left, funded = total("since"), total("until"), total("bank_day")
    closing = [_rounded(a) - _rounded(b) for a, b in zip(entered, left, strict=True)]  # as the presentations: on running totals
    paid = [_rounded(b) - _rounded(a) for a, b in itertools.pairwise(left)]
    inside = [_range(mine, end) for end in ends[1:]]
    untouched = _untouched(payments, owed, currency, ends[1:])
    direct = [(o, np.flatnonzero((o.currency == currency) & (o.bank_day == NO_DAY) & o.moves)) for o in owed]
    moved = [_range(direct, end) for end in ends[1:]]
    return Balances(
        opening=closing[:-1],
        added=[after - before + p for before, after, p in zip(closing[:-1], closing[1:], paid, strict=True)],
        paid=paid,
        closing=closing[1:],
        of_which_suppliers_paid=[_rounded(f) - _rounded(p) for f, p in zip(funded[1:], left[1:], strict=True)],
        shortest_days=[low for low, _ in inside],
        longest_days=[high for _, high in inside],
        shortest_days_untouched=[low for low, _ in untouched],
        longest_days_untouched=[high for _, high in untouched],
        shortest_days_moved=[low for low, _ in moved],
        longest_days_moved=[high for _, high in moved],
    )


def _rounded(value: Fraction) -> int:
    return whole(value)


def _weighted(mine: list[tuple[_Owed, Ints]], day: str, end: int) -> Fraction:
    """Exact amount of the deals whose day is not after an end."""
    total = Fraction(0)
    for owed, which in mine:
        some = which[column(owed, day)[which] <= end]
        sums = exact_sums(owed.share_code[some], owed.amount[some], len(owed.share))
        total += sum((int(s) * w for s, w in zip(sums, owed.share, strict=True)), Fraction(0))
    return total


def _range(mine: list[tuple[_Owed, Ints]], end: int) -> tuple[int | None, int | None]:
    """Days from the invoice to the payment of what is owed at an end; a credit note is not a payable."""
    days = []
    for o, which in mine:
        some = (o.since <= end) & (end < o.until) & (o.amount > 0) & (o.invoice_day != NO_DAY)
        days.append((o.until.astype(np.int64) - o.invoice_day)[which[some[which]]])
    return _least_and_most(days)


def _least_and_most(days: list[Ints]) -> tuple[int | None, int | None]:
    found = np.concatenate(days) if days else np.zeros(0, np.int64)
    return (int(found.min()), int(found.max())) if len(found) else (None, None)


def _untouched(payments: Payments, owed: list[_Owed], currency: int, ends: list[int]) -> list[tuple[int | None, int | None]]:
    """Days from invoice to contract due date of what is owed at each end and no deal with or without a bank touches; no credit notes."""
    touched = [(o.bank_day != NO_DAY) | o.moves for o in owed]
    surely = [o.key[t & np.array([w == 1 for w in o.share], bool)[o.share_code]] for o, t in zip(owed, touched, strict=True)]
    keys = once(np.sort(np.concatenate([np.zeros(0, np.int64), *surely])))  # of a share, the rest stays as it was
    days: list[list[Ints]] = [[] for _ in ends]
    for items in payments.blocks():
        some = (payments.ledger.currency.codes[items.invoice] == currency) & (items.amount > 0)
        some &= places(keys, item_key(items.invoice, items.base_day)) < 0
        invoiced = payments.ledger.invoice_day[items.invoice]
        some &= invoiced != NO_DAY
        for number, end in enumerate(ends):
            at = np.flatnonzero(some & (invoiced <= end) & ((end < items.base_day) | (items.base_day == NEVER)))
            if len(at):
                length = (items.due_day[at] - invoiced[at]).astype(np.int64)
                days[number].append(np.array([length.min(), length.max()]))
    return [_least_and_most(d) for d in days]


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
    return pd.DataFrame(rows, columns=["scenario", "currency", "quarter", "last_day", *AMOUNTS, *RANGES])


def balances_dict(one: Balances | None, currency: str) -> dict[str, Any] | None:
    """Balances by name: amounts as Decimal in major units, a list entry a quarter; `None` without a bank."""
    if one is None:
        return None
    return {k: [from_minor(v, currency) for v in column(one, k)] for k in AMOUNTS} | by_name(one, RANGES)
