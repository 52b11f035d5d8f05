"""Cover: which items each offer of a scenario owns, where it moves them, and the deals that makes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import field, frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import NEVER, Ints, by_day, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.deals import Deals, Placed, collapse, place
from cashflow.deals.model import exact_sums, wide
from cashflow.payments import Items, Payments
from cashflow.scenarios import Offer, Scenario

__all__ = ["Covered", "cover", "owned_items", "row_deals"]

NOT_MOVED = ("already paid by as_of", "stays open, never paid", "new date is not later")


@frozen(eq=False)
class Covered:
    """What one offer covers and moves; groups are supplier × currency, numbered as in `groups`."""

    offer: Offer
    groups: Ints  # (n_groups,), int64: supplier code × n_currencies + currency code
    deals: Deals  # collapsed; `group` is a position in `groups`
    items: Ints  # (n_groups,): covered items
    moved: Ints  # (n_groups,): moved items
    amount: Ints  # (n_groups,): principal moved
    amount_days: Ints  # (n_groups,): Σ principal × days moved
    late: Ints  # (n_groups,): Σ principal × (base day − contract due day) of what moved
    prepaid: Ints  # (n_groups, n_quarters)
    not_moved: dict[str, int]
    notes: list[str] = field(factory=list)


def owned_items(payments: Payments, scenario: Scenario, rows: list[Ints] | None = None) -> Iterator[tuple[int, Items, int]]:
    """(offer number, items it owns and may move, how many it covers that were paid by as_of), block by block."""
    if rows is None:
        rows = [o.selection.invoices(payments.ledger, []) for o in scenario.offers]
    as_of = None if payments.policy.as_of is None else to_day(payments.policy.as_of)
    for items in payments.blocks():
        free = np.ones(len(items.invoice), bool)
        for number, offer in enumerate(scenario.offers):
            mine = rows[number][items.invoice] & free & offer.selection.items(items)
            free &= ~mine
            done = mine & (items.base_day <= as_of) if as_of is not None else np.zeros(len(mine), bool)
            yield number, items.take(np.flatnonzero(mine & ~done)), int(done.sum())


def _keys(payments: Payments, items: Items, which: Ints, needs: set[str]) -> dict[str, Ints]:
    ledger = payments.ledger
    invoice, base = items.invoice[which], items.base_day[which]
    makers = {
        "invoice": lambda: invoice,
        "invoice_day": lambda: ledger.invoice_day[invoice],
        "due_day": lambda: items.due_day[which],
        "at_once_day": lambda: _at_once(payments, invoice, base),
    }
    for name in needs:
        if name not in makers:
            raise InputError(f"is nothing a scheme can need. Known: {', '.join(makers)}", column="scheme.needs", value=name)
    return {name: makers[name]() for name in sorted(needs)}


def _at_once(payments: Payments, invoice: Ints, base: Ints) -> Ints:
    """First business day after as_of and not before the invoice date; at most the base day."""
    ledger, policy = payments.ledger, payments.policy
    day = ledger.invoice_day[invoice].copy()
    if policy.as_of is not None:
        day = np.maximum(day, to_day(policy.as_of) + 1)
    for code, name in enumerate(ledger.currency.values):
        mine = np.flatnonzero(ledger.currency.codes[invoice] == code)
        calendar, how = policy.calendar(name), "none" if policy.roll == "none" else "following"
        day[mine] = by_day(day[mine], lambda d, c=calendar, h=how: c.roll(d, h))  # type: ignore[misc]
    return np.minimum(day, base)


def row_deals(payments: Payments, placed: Placed, needs: set[str]) -> tuple[Ints, Deals]:
    """Positions of the items that move, and their deals (one a row); `group` is supplier × currency."""
    ledger, items = payments.ledger, placed.items
    which = np.flatnonzero((placed.new_day > items.base_day) & (items.base_day != NEVER))
    invoice = items.invoice[which]
    currency = ledger.currency.codes[invoice].astype(np.int64)
    group = ledger.supplier.codes[invoice].astype(np.int64) * len(ledger.currency.values) + currency
    first = np.ones(len(which), bool)
    first[1:] = invoice[1:] != invoice[:-1]
    unit = np.array([10 ** minor_digits(c) for c in ledger.currency.values], np.int64)[currency]
    keys = _keys(payments, items, which, needs)
    return which, Deals(group, items.base_day[which], placed.new_day[which], items.amount[which], first.astype(np.int64), unit, keys)


class _Sums:
    """Running sums of one offer over blocks; cells of blocks add up, because merging is collapsing."""

    def __init__(self, offer: Offer, quarters: Quarters) -> None:
        self.offer, self.quarters = offer, quarters
        self.deals: list[Deals] = []
        self.rows: list[tuple[Ints, ...]] = []  # group, covered, moved, amount, amount-days, late, prepaid × quarter
        self.covered: list[Ints] = []
        self.not_moved = dict.fromkeys(NOT_MOVED, 0)

    def add(self, payments: Payments, placed: Placed, needs: set[str]) -> None:
        items, ledger = placed.items, payments.ledger
        which, deals = row_deals(payments, placed, needs)
        self.deals.append(collapse(deals))
        open_for_ever = int((items.base_day == NEVER).sum())
        self.not_moved["stays open, never paid"] += open_for_ever
        self.not_moved["new date is not later"] += len(items.invoice) - len(which) - open_for_ever
        amount = wide(deals.amount, 36_500 * max(len(which), 1))
        invoice_day = ledger.invoice_day[items.invoice[which]]
        due = items.due_day[which].astype(np.int64)
        early = np.minimum(deals.new_day, invoice_day)
        prepaid = [np.where((deals.base_day <= q) & (q < early), -deals.amount, 0) for q in self.quarters.last]
        one = np.ones(len(which), np.int64)
        days = deals.new_day.astype(np.int64) - deals.base_day
        self.rows.append((deals.group, one, deals.amount, amount * days, amount * (deals.base_day - due), *prepaid))
        covered = ledger.supplier.codes[items.invoice].astype(np.int64) * len(ledger.currency.values) + ledger.currency.codes[items.invoice]
        self.covered.append(covered)

    def done(self, notes: list[str]) -> Covered:
        covered = np.concatenate(self.covered) if self.covered else np.zeros(0, np.int64)
        groups = np.unique(covered)
        columns = [np.concatenate(c) for c in zip(*self.rows, strict=True)]
        at = np.searchsorted(groups, columns[0])
        sums = [exact_sums(at, c, len(groups)) for c in columns[1:]]
        deals = collapse(_joined(self.deals, groups))
        items = np.bincount(np.searchsorted(groups, covered), minlength=len(groups))
        prepaid = np.stack(sums[4:], axis=1)
        return Covered(self.offer, groups, deals, items, sums[0], sums[1], sums[2], sums[3], prepaid, self.not_moved, notes)


def _joined(parts: list[Deals], groups: Ints) -> Deals:
    """Deals of several blocks as one table, groups renumbered to positions in `groups`."""
    names = ("group", "base_day", "new_day", "amount", "invoices", "unit")
    group, base, new, amount, invoices, unit = (np.concatenate([getattr(d, n) for d in parts]) for n in names)
    keys = {k: np.concatenate([d.keys[k] for d in parts]) for k in parts[0].keys}
    return Deals(np.searchsorted(groups, group), base, new, amount, invoices, unit, keys)


def cover(payments: Payments, scenario: Scenario, quarters: Quarters) -> list[Covered]:
    """Cover and place every offer of a scenario.

    Parameters
    ----------
    payments
        Base payments.
    scenario
        Its offers, in order; the first that covers an item owns it.
    quarters
        Quarters shown.

    Returns
    -------
    list of Covered
        One an offer.
    """
    notes: list[list[str]] = [[] for _ in scenario.offers]
    rows = [o.selection.invoices(payments.ledger, n) for o, n in zip(scenario.offers, notes, strict=True)]
    sums = [_Sums(o, quarters) for o in scenario.offers]
    for number, items, done in owned_items(payments, scenario, rows):
        needs = {n for option in scenario.offers[number].options for n in getattr(option, "needs", ())}
        sums[number].not_moved["already paid by as_of"] += done
        sums[number].add(payments, place(items, payments, scenario.offers[number].extend), needs)
    out = [s.done(n) for s, n in zip(sums, notes, strict=True)]
    for covered, chosen in zip(out, rows, strict=True):
        _check_promise(covered)
        _say_if_nobody(covered, chosen, scenario)
    return out


def _check_promise(covered: Covered) -> None:
    extend, total = covered.offer.extend, int(covered.items.sum()) + covered.not_moved["already paid by as_of"]
    if extend.to is not None and total and not covered.moved.sum():
        if covered.not_moved["stays open, never paid"] == total:
            hint = "Give as_of, so that open items are projected by their terms"
            raise InputError(
                f"every item this offer covers ({total:,}) is open, and baseline 'actual' leaves it open", column="extend.to", hint=hint
            )
        hint = "Choose a later date, or widen the offer"
        raise InputError(
            f"every item this offer covers ({total:,}) is already paid by then, so nothing moves",
            column="extend.to",
            value=extend.to,
            hint=hint,
        )


def _say_if_nobody(covered: Covered, rows: Ints, scenario: Scenario) -> None:
    if covered.items.sum() or covered.not_moved["already paid by as_of"]:
        return
    where = (
        "no invoice matches its suppliers, where and invoiced"
        if not rows.any()
        else "no due date or payment of the chosen invoices lies in its windows, or an earlier offer owns them"
    )
    said = "; ".join(covered.notes)
    covered.notes[:] = [f"an offer of scenario '{scenario.name}' covers nothing: {where}" + (f" ({said})" if said else "")]
