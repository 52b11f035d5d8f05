"""Notes on the ledger as a whole: what was overdue at as_of, and without as_of what is open and lies before the ledger's last date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from attrs import evolve

from cashflow.basics.currencies import most_first
from cashflow.basics.days import NEVER, Ints, to_date, to_day
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import from_minor
from cashflow.basics.notes import Note
from cashflow.basics.words import many, share_of, short_money
from cashflow.engine.classes import can_be_summed
from cashflow.engine.open_items import open_items
from cashflow.engine.row_deals import overdue
from cashflow.ledger.far_day import far_day
from cashflow.offers import Scenario
from cashflow.payments import Items, Payments
from cashflow.payments.kinds import Kinds, kinds_of

__all__ = ["ledger_notes"]

_MOST_NAMED = 3  # scenarios


def ledger_notes(payments: Payments, scenarios: Sequence[Scenario] = ()) -> list[str]:
    """What the figures take for granted about items that should have been paid before anything can move."""
    if payments.policy.as_of is None:
        return [*_past(payments), *_in_vain(scenarios)]
    return [*_far(payments), *_overdue(payments, scenarios)]


def _in_vain(scenarios: Sequence[Scenario]) -> list[str]:
    """That nothing is overdue where as_of is not stated, if an offer is made for what is overdue."""
    if not any(o.offers_overdue for s in scenarios for o in s.offers):
        return []
    return [Note('overdue = "offered" changes nothing without as_of, the day the ledger was taken: nothing is overdue then')]


def _far(payments: Payments) -> list[str]:
    """Whether as_of lies where the ledger has no dates: a year mistyped makes all of it overdue, or a plan."""
    as_of, (first, last) = to_day(payments.policy.as_of), payments.invoice_days
    if first > last:
        return []
    # the sums of a scan don't tell when was paid last
    last = max(as_of, last) if payments.summed is not None else max(last, payments.ledger.paid.days[1])
    said = far_day("as_of", as_of, (first, last), "the ledger", "the day the ledger was taken")
    return [said] if said else []


def _overdue(payments: Payments, scenarios: Sequence[Scenario]) -> list[str]:
    """Count, money and share of what was due on or before as_of and is paid after it, by assumption; and which offers move it."""
    as_of = to_day(payments.policy.as_of)
    by_day, currency, undated = payments.by_day, payments.ledger.currency.codes, payments.ledger.undated
    found = _count_late(payments, as_of), by_day.flows.overdue.astype(object)
    if not _anything(found):
        return []
    whole = by_day.payables(as_of) + _by_code(payments, currency[undated], payments.ledger.amount[undated])
    parts = [_said(payments, found, code, _share(found[1][code], whole[code])) for code in _order(payments, found)]
    which = f"overdue on {payments.policy.as_of}, that is open and due by then: {' and '.join(parts)}"
    day = payments.policy.next_day([payments.ledger.currency.values[code] for code in _order(payments, found)])
    return [Note(which, f"They are paid on {day} after it, by assumption, {_moved_by(scenarios)}")]


def _count_late(payments: Payments, as_of: int) -> Ints:
    """(n_currencies,), int64: items open and due on or before as_of: in a large ledger many at once, where they are alike."""
    late = lambda items: overdue(items, as_of) & ~items.kept  # noqa: E731
    out = np.zeros(len(payments.ledger.currency.values), np.int64)
    if payments.summed is not None:
        return out  # of a scan's sums there is no count
    kinds, blocks = open_items(payments, Scenario("", ()), what="notes")
    if kinds is not None:
        at = np.flatnonzero(late(kinds.items))
        np.add.at(out, payments.ledger.currency.codes[kinds.items.invoice[at]], kinds.count[at])
    for items in blocks:
        invoice = items.invoice[np.flatnonzero(late(items))]
        np.add.at(out, payments.ledger.currency.codes[invoice], payments.ledger.invoices_in(invoice))
    return out


def _moved_by(scenarios: Sequence[Scenario]) -> str:
    """Which offers are made for what is overdue."""
    offered = [[o.offers_overdue for o in s.offers] for s in scenarios]
    if not any(map(any, offered)):
        return 'and no offer moves them unless it says overdue = "offered"'
    some = [f"'{s.name}'" for s, said in zip(scenarios, offered, strict=True) if any(said)]
    names = ", ".join(some[:_MOST_NAMED]) + (f" and {len(some) - _MOST_NAMED:,} more" if len(some) > _MOST_NAMED else "")
    left = "" if all(map(all, offered)) else "; the other offers leave them"
    if left or len(scenarios) > 1:
        return f'but in scenario{"s" if len(some) > 1 else ""} {names} an offer says overdue = "offered" and moves those it covers{left}'
    return 'but the offer says overdue = "offered" and moves those it covers'


def _past(payments: Payments) -> list[str]:
    """Count and money of what is open and projected on a day before the last one that the ledger knows."""
    if payments.policy.baseline != "terms" or payments.summed is not None:
        return []  # baseline "actual" leaves open items open; sums over all suppliers do not tell what was paid
    ledger = payments.ledger
    last = max(payments.invoice_days[1], ledger.paid.days[1])
    paid, never = np.zeros(len(ledger), np.int64), np.ones(len(ledger), bool)
    np.add.at(paid, ledger.paid.invoice, ledger.paid.amount)
    never[ledger.paid.invoice] = False
    found = _tally(payments, never & (ledger.amount != 0), lambda items: items.base_day < last)
    some = np.flatnonzero(~never & (ledger.amount != paid))
    for items in evolve(payments, policy=evolve(payments.policy, baseline="actual")).blocks(some):
        rest = items.take(np.flatnonzero(items.base_day == NEVER))  # the part that no payment covers
        day = rest.base_day.copy()
        payments.pay(rest.invoice, rest.due_day, np.ones(len(day), bool), day)
        _add(payments, found, rest.take(np.flatnonzero(day < last)))
    if not _anything(found):
        return []
    said = " and ".join(_said(payments, found, code) for code in _order(payments, found))
    which = f"open, with a payment day before {to_date(last)}, the last date in the ledger: {said}"
    why = "The date of the ledger is not stated, so they count as paid on that day, and an offer moves them from the past"
    return [Note(which, why, "Write as_of = the day the ledger was taken")]


Found = tuple[Ints, Ints]
"""By currency code: how many items, and how much (Python integers)."""


def _tally(payments: Payments, rows: Ints, which: Callable[[Items], Ints]) -> Found:
    """Items of some rows for which `which` is true; regular rows of a large ledger kind by kind."""
    found = _nothing(payments)
    if rows.any() and can_be_summed(payments, Scenario("", ()), what="notes"):
        apart = payments.apart
        some = rows.copy()
        some[apart] = False
        _add_kinds(payments, found, kinds_of(payments, None, some), which)
        rows = rows & ~some
    for items in payments.blocks(np.flatnonzero(rows)):
        _add(payments, found, items.take(np.flatnonzero(which(items))))
    return found


def _nothing(payments: Payments) -> Found:
    n = len(payments.ledger.currency.values)
    return np.zeros(n, np.int64), np.zeros(n, object)


def _add_kinds(payments: Payments, found: Found, kinds: Kinds, which: Callable[[Items], Ints]) -> None:
    for row, _, amount in kinds.pairs(which(kinds.items)):
        _count(payments, found, row, amount)


def _anything(found: Found) -> bool:
    return bool(found[0].any() or found[1].any())


def _add(payments: Payments, found: Found, items: Items) -> None:
    _count(payments, found, items.invoice, items.amount)


def _count(payments: Payments, found: Found, row: Ints, amount: Ints) -> None:
    found[0][:] += _by_row(payments, row, payments.ledger.invoices_in(row)).astype(np.int64)
    found[1][:] += _by_row(payments, row, amount)


def _by_row(payments: Payments, row: Ints, amount: Ints) -> Ints:
    """(n_currencies,), Python integers: sums of some rows."""
    one = len(payments.ledger.currency.values) == 1
    return _by_code(payments, row if one else payments.ledger.currency.codes[row], amount)


def _by_code(payments: Payments, code: Ints, amount: Ints) -> Ints:
    """(n_currencies,), Python integers."""
    return exact_sums(code.astype(np.int64, copy=False), amount, len(payments.ledger.currency.values)).astype(object)


def _order(payments: Payments, found: Found) -> Iterator[int]:
    """Codes of the currencies in which something was found: that with most money first, then by name."""
    names = payments.ledger.currency.values
    codes = map(names.index, most_first(dict(zip(names, found[1], strict=True))))
    return (c for c in codes if found[0][c] or found[1][c])


def _share(part: int, whole: int) -> str:
    return f" ({share_of(part, whole, 1)} of what is open then)" if 0 < part <= whole else ""


def _said(payments: Payments, found: Found, code: int, more: str = "") -> str:
    currency = payments.ledger.currency.values[code]
    count = "" if payments.summed is not None else f"{many(int(found[0][code]), 'item')}, "
    return f"{count}{short_money(from_minor(int(found[1][code]), currency), currency)}{more}"
