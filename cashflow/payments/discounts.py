"""The contract's own early-payment discounts as policy: which are taken, when they are paid, and what they take off."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.groupby import once, run_starts, run_sums
from cashflow.basics.money import round_each, round_ratios
from cashflow.ledger.model import Ledger, Paid
from cashflow.payments.discount_rule import DiscountRule
from cashflow.payments.payment_days import last_payment_days
from cashflow.payments.policy import PaymentPolicy
from cashflow.terms import PaymentTerms, calendar_of
from cashflow.terms.discount import Discount
from cashflow.terms.schedule import discount_days

__all__ = ["Open", "best_tier", "of_payments", "simple_choice", "spread", "take_discounts", "tier_days"]


@frozen(eq=False)
class Open:
    """Items that may take a discount: projected ones, ordered by invoice."""

    invoice: Ints  # (n_items,), int64 position in the ledger
    part: Ints  # installment, counted from 1; 0: the whole invoice
    amount: Ints  # int64 minor units
    normal: Ints  # int32 day they are paid without the discount

    def take(self, which: Ints) -> Open:
        """The items at some positions."""
        return Open(self.invoice[which], self.part[which], self.amount[which], self.normal[which])


def tier_days(
    policy: PaymentPolicy, currency: str, term: PaymentTerms, tiers: Sequence[int], events: Mapping[str, Ints], normal: Ints
) -> list[Ints]:
    """Per tier, the day its items are paid if it is taken: the last run on or before its last day, never later than without it.

    `NO_DAY` where there is no such run. `tiers` are positions in the discounts of the term.
    """
    last = discount_days(term, events, calendar_of(term, None if term.calendar else policy.calendar(currency)))
    out = []
    for tier in tiers:
        day = last[tier] + np.where(last[tier] == NO_DAY, 0, term.discounts[tier].grace)
        out.append(np.minimum(last_payment_days(policy, currency, day.astype(np.int32), events["invoice"]), normal))
    return out


def best_tier(rule: DiscountRule, days: Sequence[Ints], offs: Sequence[Ints], whole: Ints, waits: Sequence[Ints]) -> Ints:
    """(n_units,): the tier worth most at the hurdle rate, ties to the later payment, then to the first; −1: none is worth it.

    `offs` are exact, in the unit of `whole`; `waits` are Σ amount × days from each tier's day to the other one.
    """
    choice = np.full(len(whole), -1)
    best: Ints = np.zeros(len(whole), np.int64)
    when = np.full(len(whole), NO_DAY, np.int32)
    for number, (day, off, wait) in enumerate(zip(days, offs, waits, strict=True)):
        gain = rule.gain(off, whole, wait)
        more = (gain > best) | ((gain == best) & ((choice < 0) | (day > when)))
        better = (day != NO_DAY) & more.astype(bool)
        choice[better], when[better] = number, day[better]
        best = np.where(better, gain, best)
    return choice


def simple_choice(rule: DiscountRule, tiers: Sequence[Discount], days: Sequence[Ints], normal: Ints) -> Ints:
    """`best_tier` where each tier is a rate off the gross amount and a unit is one item: amounts cancel, days decide."""
    rates = [t.rate or Fraction(0) for t in tiers]
    den = math.lcm(*(r.denominator for r in rates))
    n = len(normal)
    waits = [np.where(d == NO_DAY, 0, normal.astype(np.int64) - d) * den for d in days]
    return best_tier(rule, days, [np.full(n, int(r * den), np.int64) for r in rates], np.full(n, den, np.int64), waits)


def take_discounts(policy: PaymentPolicy, ledger: Ledger, items: Open) -> tuple[Ints, Ints]:
    """Discounts that the policy takes on some items.

    Parameters
    ----------
    policy, ledger
        The policy says which; the terms of each invoice say what.
    items
        Items that may take one.

    Returns
    -------
    day : (n_items,), int32
        Day each is paid instead; `NO_DAY`: no discount is taken.
    off : (n_items,), int64
        Minor units off, signed as the amount. A discount of the whole invoice goes before those of its parts and
        is spread over them by amount.
    """
    day, off = np.full(len(items.invoice), NO_DAY, np.int32), np.zeros(len(items.invoice), np.int64)
    code, currency = ledger.terms_code[items.invoice], ledger.currency.codes[items.invoice]
    for number, term in enumerate(ledger.terms):
        for place, name in enumerate(ledger.currency.values if term.discounts else ()):
            mine = np.flatnonzero((code == number) & (currency == place))
            for scope in sorted(set(_scopes(term))) if len(mine) else ():
                some = mine[day[mine] == NO_DAY]
                if scope:
                    some = some[items.part[some] == scope]
                if len(some):
                    day[some], off[some] = _take(policy, ledger, name, term, scope, items.take(some))
    return day, off


def _scopes(term: PaymentTerms) -> list[int]:
    """What each discount of some terms is of: a part, counted from 1, or 0 for the whole invoice, which the only part is, too."""
    several = len(term.installments) > 1
    return [d.part if several and d.part else 0 for d in term.discounts]


def _take(policy: PaymentPolicy, ledger: Ledger, currency: str, term: PaymentTerms, scope: int, items: Open) -> tuple[Ints, Ints]:
    """The best of the discounts of one scope (a part, or 0 for the whole invoice), invoice by invoice."""
    places = [i for i, of in enumerate(_scopes(term)) if of == scope]
    tiers = [term.discounts[i] for i in places]
    days = tier_days(policy, currency, term, places, ledger.events_of(items.invoice), items.normal)
    first = run_starts(items.invoice)
    unit = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(items.invoice))))
    total = run_sums(items.amount, first)
    if len(first) == len(unit) and all(t.of_gross for t in tiers):
        choice = simple_choice(policy.discounts, tiers, days, items.normal)
    else:
        choice = _weighed_choice(policy, ledger, currency, tiers, days, items, first, total)
    day, off = np.full(len(unit), NO_DAY, np.int32), np.zeros(len(unit), np.int64)
    for number, tier in enumerate(tiers):
        units = np.flatnonzero(choice == number)
        sums = np.zeros(len(first), np.int64)
        numerators, per = _exact(ledger, currency, tier, items.invoice[first[units]], total[units])
        sums[units] = round_ratios(numerators, per)
        taken = np.flatnonzero(choice[unit] == number)
        day[taken] = days[number][taken]
        off[taken] = sums[unit[taken]] if len(first) == len(unit) else spread(sums, total, unit, items.amount, first)[taken]
    return day, off


def _weighed_choice(
    policy: PaymentPolicy, ledger: Ledger, currency: str, tiers: list[Discount], days: list[Ints], items: Open, first: Ints, total: Ints
) -> Ints:
    """`best_tier` by the amounts of each invoice, in Python integers: several parts, fixed discounts, discounts of the net amount."""
    pairs = [_exact(ledger, currency, t, items.invoice[first], total) for t in tiers]
    den = math.lcm(*(per for _, per in pairs))
    whole, size = np.abs(total).astype(object) * den, np.abs(items.amount).astype(object) * den
    offs = [np.abs(o.astype(object)) * (den // per) for o, per in pairs]
    waits = [np.add.reduceat(size * np.where(d == NO_DAY, 0, items.normal.astype(np.int64) - d), first) for d in days]
    return best_tier(policy.discounts, [np.maximum.reduceat(d, first) for d in days], offs, whole, waits)


def _exact(ledger: Ledger, currency: str, tier: Discount, rows: Ints, amount: Ints) -> tuple[Ints, int]:
    """What a discount takes off some amounts of invoices, unrounded, as numerators over one denominator."""
    tax = None
    if ledger.tax is not None:  # the tax in a part is its share of the invoice's
        tax, whole = ledger.tax[rows], ledger.amount[rows]
        tax = tax if (whole == amount).all() else round_each(tax.astype(object) * amount, whole).astype(np.int64)
    return tier.exact_offs(amount, tax, 10 ** minor_digits(currency))


def spread(off: Ints, total: Ints, unit: Ints, amount: Ints, first: Ints) -> Ints:
    """Each unit's minor units spread over its items by amount; running totals are rounded, so that they add up."""
    running = np.cumsum(amount.astype(object))
    running -= (running - amount)[first][unit]
    upto = round_each(off[unit] * running, total[unit]).astype(np.int64)
    before = np.append(0, upto[:-1])
    before[first] = 0
    return upto - before


def of_payments(paid: Paid, at: Ints, amount: Ints) -> tuple[Ints, Ints]:
    """Discount and difference of each item by the payment that pays it (−1: none).

    A discount is spread over the items of its payment by amount, running totals rounded; the last item has the difference.
    """
    off, more = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    some = np.flatnonzero(at >= 0)
    mine = at[some]
    if not len(some) or not (paid.discount[mine].any() or paid.difference[mine].any()):
        return off, more
    if paid.undated is not None:
        lost = some[paid.undated[mine]]
        more[lost] = -amount[lost]
        some = some[~paid.undated[mine]]
        mine = at[some]
        if not len(some):
            return off, more
    last = np.append(mine[1:] != mine[:-1], True)
    more[some[last]] = paid.difference[mine[last]]
    first = np.flatnonzero(np.append(True, mine[1:] != mine[:-1]))
    unit = np.cumsum(np.append(False, mine[1:] != mine[:-1]))
    one = last & np.append(True, mine[1:] != mine[:-1])
    off[some[one]] = paid.discount[mine[one]]
    cut = np.flatnonzero(~one & (paid.discount[mine] != 0))
    if len(cut):
        units = once(unit[cut])
        mine_first = np.searchsorted(cut, first[units])
        owner = np.searchsorted(units, unit[cut])
        sums = np.add.reduceat(amount[some[cut]], mine_first)
        off[some[cut]] = spread(paid.discount[mine[first[units]]], sums, owner, amount[some[cut]], mine_first)
    return off, more
