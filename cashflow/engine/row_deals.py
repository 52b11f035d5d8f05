"""Rows of an offer: the items it owns, where they move, and their deals, block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.money import round_each
from cashflow.deals import Deals, Placed
from cashflow.engine.covers import Covers
from cashflow.ledger.groups import Groups
from cashflow.ledger.model import Ledger, event_column
from cashflow.offers import Offer, Scenario
from cashflow.payments import Items, Payments, off_cycle_days

__all__ = ["HARD_LIMIT", "HELD", "OVERDUE", "PAID", "group_of", "immediate_days", "key_of", "overdue", "owned", "owned_items", "row_deals"]

UNDATED = "no invoice date"
"""Why an item is not moved: the offer counts from the invoice date, which is not known."""
HARD_LIMIT = "beyond a hard limit"
"""Why an item is not moved: a `TermLimit` that is hard stops it."""
OVERDUE = "overdue at as_of"
"""Why an item is not moved: it was due by then, and the offer does not say ``overdue = "offered"``."""
PAID = "already paid by as_of"
"""Why an item is not moved: there is nothing to move any more."""
HELD = (PAID, "discount taken", "remainder after a discount", OVERDUE, UNDATED)
"""Reasons why an offer may not move an item that it covers; these are not among `Covered.items`."""


def owned_items(
    payments: Payments, scenario: Scenario, rows: Covers | None = None, blocks: Iterable[Items] | None = None
) -> Iterator[tuple[int, Items, dict[str, int]]]:
    """(offer number, items it owns and may move, how many it covers that it may not move by reason), block by block.

    `blocks` are the items to look at, by default those of all invoices. An offer that owns none of a block is passed over, but for the
    first block: of many offers most own none of the next some thousand items.
    """
    rows = Covers.of(payments.ledger, scenario) if rows is None else rows
    known = set[int]()
    for items in payments.blocks() if blocks is None else blocks:
        many = payments.ledger.invoices_in(items.invoice)
        for number, movable, held in owned(items, payments, scenario, rows):
            if number in known and not len(movable) and not any(len(which) for which in held.values()):
                continue
            known.add(number)
            yield number, items.take(movable), {reason: int(many.take(which).sum()) for reason, which in held.items()}


def owned(items: Items, payments: Payments, scenario: Scenario, rows: Covers) -> Iterator[tuple[int, Ints, dict[str, Ints]]]:
    """(offer number, items it owns and may move, items it owns and may not move by reason), as rising positions.

    An offer that overdue items are not offered leaves them to a later one that they are offered. Each offer looks at all items once,
    and then at its own alone.
    """
    as_of = None if payments.policy.as_of is None else to_day(payments.policy.as_of)
    free, reader = np.ones(len(items.invoice), bool), rows.reader(items.invoice)
    covered = lambda number: reader(number) & scenario.offers[number].selection.items(items)  # noqa: E731
    late = overdue(items, as_of) & ~items.discounted
    claims = _claims(scenario, late, covered)
    for number, offer in enumerate(scenario.offers):
        mine = covered(number)
        mine &= free
        for later, claim in claims.items():
            if later > number and not offer.offers_overdue:
                mine &= ~claim
        free &= ~mine
        at = np.flatnonzero(mine)
        own = items.take(at)
        done = own.base_day <= as_of if as_of is not None else np.zeros(len(at), bool)
        early = ~done & own.discounted
        lost = ~done & ~early & own.remainder
        held = ~done & ~early & ~lost & late.take(at) if not offer.offers_overdue else np.zeros(len(at), bool)
        free_to_move = ~done & ~early & ~lost & ~held
        undated = free_to_move & _lacks_date(own, payments, offer)
        reasons = (done, early, lost, held, undated)
        yield number, at[free_to_move & ~undated], {reason: at[which] for reason, which in zip(HELD, reasons, strict=True)}


def _claims(scenario: Scenario, late: Ints, covered: Callable[[int], Ints]) -> dict[int, Ints]:
    """Overdue items that an offer is made of, which earlier ones leave to it, by its number: masks."""
    if not late.any() or all(o.offers_overdue for o in scenario.offers):
        return {}
    return {number: late & covered(number) for number, o in enumerate(scenario.offers) if number and o.offers_overdue}


def _lacks_date(items: Items, payments: Payments, offer: Offer) -> Ints:
    """(n_items,), bool: the invoice has no date, and the offer's new day counts from it."""
    ledger, extend = payments.ledger, offer.extend
    counts = extend.terms is not None and "invoice" in extend.terms.anchors
    counts |= extend.early is not None and (extend.early != "immediate" or payments.policy.as_of is None)
    if not (counts and ledger.bounds.undated):
        return np.zeros(len(items.invoice), bool)
    out: Ints = ledger.invoice_day[items.invoice] == NO_DAY
    return out


def overdue(items: Items, as_of: int | None) -> Ints:
    """(n_items,), bool: the contract due date is on or before `as_of`, and the payment is not."""
    if as_of is None:
        return np.zeros(len(items.invoice), bool)
    return (items.due_day <= as_of) & (items.base_day > as_of)


def group_of(payments: Payments, invoice: Ints) -> Ints:
    """(n,), int64: groups of some invoices, as `Groups` packs them."""
    ledger, one = payments.ledger, len(payments.ledger.currency.values) == 1
    return Groups.of(ledger.currency.values).pack(ledger.supplier.codes[invoice], 0 if one else ledger.currency.codes[invoice])


def row_deals(
    payments: Payments, placed: Placed, offer: Offer, *, agency_days: int | None = None, also: Iterable[str] = (), one_each: bool = False
) -> tuple[Ints, Deals]:
    """Positions of the items that an option may do something about, and their deals (one a row).

    Parameters
    ----------
    payments, placed
        Items of the offer and their new days.
    offer
        Its options say which keys they need, and whether items that do not move are of use to them.
    agency_days
        Adds the key ``long_tenor``.
    also
        Further keys.
    one_each
        Count a row as one invoice even if it is the sum of several: the items stand for kinds, whose rows are added up later.

    Returns
    -------
    positions, deals
        `group` is supplier × currency.
    """
    ledger, items = payments.ledger, placed.items
    taken = items.base_day != NEVER
    if not any(o.covers_unmoved for o in offer.options):
        taken &= placed.new_day != items.base_day
    which = np.flatnonzero(taken)
    invoice, new, amount = items.invoice[which], placed.new_day[which], items.amount[which]
    count = _counted(invoice, new != items.base_day[which]).astype(np.int64)
    count = count if one_each else count * ledger.invoices_in(invoice)
    unit = np.array([10 ** minor_digits(c) for c in ledger.currency.values], np.int64)[ledger.currency.codes[invoice]]
    needs = {n for o in offer.options for n in o.needs} | set(also)
    if ledger.count is not None:
        _refuse_single(offer)
    keys = {name: key_of(payments, items, which, name) for name in sorted(needs)}
    if agency_days is not None:
        keys["long_tenor"] = (new.astype(np.int64) - ledger.invoice_day[invoice] > agency_days).astype(np.int64)
    group = group_of(payments, invoice)
    return which, Deals(group, items.base_day[which], new, amount, count, unit, keys, _tax(payments, invoice, amount))


def _refuse_single(offer: Offer) -> None:
    """Refuse schemes that price each invoice by itself, where invoices were added up."""
    for option in offer.options:
        if "invoice" in option.needs:
            hint = "Leave the minimum out, or read the suppliers that matter with read_ledger"
            raise InputError("is priced invoice by invoice, and a scan has sums", column="option", value=str(option), hint=hint)


def _counted(invoice: Ints, moved: Ints) -> Ints:
    """(n,), bool: the item that stands for its invoice: the first that moves, else the first; items are in order of invoice."""
    start = np.ones(len(invoice), bool)
    start[1:] = invoice[1:] != invoice[:-1]
    if start.all():
        return start
    number = np.cumsum(start) - 1
    best = np.where(moved, 0, len(invoice)) + np.arange(len(invoice))
    return best == np.minimum.reduceat(best, np.flatnonzero(start))[number] if len(invoice) else start


def _tax(payments: Payments, invoice: Ints, amount: Ints) -> Ints | None:
    """Tax in each amount: the invoice's, in proportion to the part of it, half away from zero."""
    ledger = payments.ledger
    if ledger.tax is None:
        return None
    tax, whole = ledger.tax[invoice].copy(), ledger.amount[invoice]
    part = np.flatnonzero(amount != whole)
    tax[part] = round_each(tax[part].astype(object) * amount[part], whole[part])
    return tax


def key_of(payments: Payments, items: Items, which: Ints, name: str) -> Ints:
    """(n,): a key of deals that a scheme needs, of the items at some positions; see `Deals`."""
    ledger, invoice = payments.ledger, items.invoice[which]
    makers: dict[str, Callable[[], Ints]] = {
        "invoice": lambda: invoice,
        "invoice_day": lambda: _dated(ledger, invoice),
        "due_day": lambda: items.due_day[which],
        "immediate_day": lambda: immediate_days(payments, invoice, items.base_day[which]),
    }
    if name in makers:
        return makers[name]()
    if match := re.fullmatch(r"approval_day\+(\d{1,3})", name):
        return _approved(payments, invoice, items.base_day[which], int(match[1]))
    raise InputError(f"is nothing a scheme can need. Known: {', '.join(makers)}, approval_day+0", column="scheme.needs", value=name)


def _dated(ledger: Ledger, invoice: Ints) -> Ints:
    """Invoice days, for a scheme that counts from them."""
    days = ledger.invoice_day[invoice]
    lost = np.flatnonzero(days == NO_DAY)
    if len(lost):
        hint = "Select invoices that have one: where = { invoice_date = { from = 2000-01-01 } }"
        value = f"invoice {ledger.invoice[invoice[lost[0]]]}"
        raise InputError("is not known, and the scheme counts from it", column="invoice_date", value=value, hint=hint)
    return days


def immediate_days(payments: Payments, invoice: Ints, baseline: Ints) -> Ints:
    """First business day after as_of and not before the invoice date; at most the baseline day, which it is where neither is known."""
    day = payments.ledger.invoice_day[invoice]
    if payments.policy.as_of is None and payments.ledger.bounds.undated:
        day = np.where(day == NO_DAY, baseline, day)
    return np.minimum(off_cycle_days(payments, invoice, day), baseline)


def _approved(payments: Payments, invoice: Ints, baseline: Ints, more: int) -> Ints:
    """First business day that many days after the approval, after as_of; at most the baseline day."""
    approved = payments.ledger.events.get("approval", np.full(len(payments.ledger), NO_DAY, np.int32))[invoice]
    if (approved == NO_DAY).any():
        lost = payments.ledger.invoice[invoice[approved == NO_DAY][0]]
        hint = f"Give the ledger a column {event_column('approval')}, or let the bank pay 'immediate'"
        raise InputError("is not known, and the bank pays so many days after it", column="approval", value=f"invoice {lost}", hint=hint)
    return np.minimum(off_cycle_days(payments, invoice, approved + more), baseline)
