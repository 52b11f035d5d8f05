"""What every step of the sliders adds up to, exactly: by currency and value of a column, before anything is weighted or rounded."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import CashflowError
from cashflow.basics.groupby import by_equality, exact_sums, run_starts
from cashflow.basics.money import wide
from cashflow.engine.choice import OfferResult
from cashflow.engine.coverage import Chosen, Covered, cover
from cashflow.engine.rates_at_once import judged_with
from cashflow.ledger.groups import Groups
from cashflow.measures import Effects
from cashflow.measures.catalog import ACCOUNTS, COSTS
from cashflow.measures.exact import Exact, integers
from cashflow.report.page.live_axes import ByValue, DayAxis, Moved
from cashflow.results.comparison import Comparison

__all__ = ["Step", "Sums", "steps_of"]

_CELLS = 20_000_000  # numbers of accounts at a time
_HALF, _MOST = 2**24, 2**62


@frozen(eq=False)
class Sums:
    """What the accepted suppliers of one currency and value add up to, with their shares; exact fractions."""

    accounts: Exact  # (n_accounts × n_periods,)
    unpaid: Exact  # (n_costs × (n_quarters + 1),)
    moved: Exact  # (2,): principal moved; Σ principal × days from the baseline day to the day the buyer pays


@frozen(eq=False)
class Step:
    """One position of the sliders of days and rates."""

    day: int  # positions on the axes
    rate: int
    sums: Sequence[Sums] = ()  # by currency, and in each by value
    refused: str = ""  # why there is no such offer


def steps_of(found: Comparison, at: int, days: DayAxis, rates: Sequence[Moved], by: ByValue | None) -> Iterator[Step]:
    """Every step of a scenario, day by day."""
    scenario = found.scenarios[at].scenario
    chosen = Chosen.of(found.payments, scenario)
    good = [n for n, r in enumerate(rates) if not r.refused]
    for n, shift in enumerate(days.steps):
        yield from (Step(n, r, refused=rates[r].refused) for r in range(len(rates)) if rates[r].refused)
        try:
            covered = cover(found.payments, days.scenario(scenario, shift), found.shown, found.reporting.agency_days, chosen)
            sums = list(_sums(found, covered, [rates[r] for r in good], by))
        except CashflowError as wrong:
            yield from (Step(n, r, refused=str(wrong)) for r in good)
            continue
        yield from (Step(n, r, some) for r, some in zip(good, sums, strict=True))


def _sums(found: Comparison, covered: Sequence[Covered], rates: Sequence[Moved], by: ByValue | None) -> Iterator[list[Sums]]:
    """The sums at each rate; as many rates at once as fit."""
    width, labels = len(ACCOUNTS) * (len(found.shown) + 2), len(found.baseline.currencies) * (len(by.values) if by else 1)
    groups = max(1, sum(len(c.groups) for c in covered))
    many = max(1, _CELLS // (width * groups))
    for low in range(0, len(rates), many):
        some = rates[low : low + many]
        parts: list[tuple[Exact, Exact, Exact]] = [_nothing(found, len(some) * labels)]
        for n, c in enumerate(covered):
            judged = judged_with(found.payments.ledger, c, [r.options[n] for r in some], found.shown)
            parts += _parts(found, judged, _labels(found, c, by), len(some), labels)
        whole = [functools.reduce(Exact.plus, same) for same in zip(*parts, strict=True)]
        for r in range(len(some)):
            rows = slice(r * labels, (r + 1) * labels)
            each = zip(*([Exact(row, e.per) for row in e.numerator[rows]] for e in whole), strict=True)
            yield [Sums(*exact) for exact in each]


def _nothing(found: Comparison, size: int) -> tuple[Exact, Exact, Exact]:
    """Sums of nobody."""
    widths = len(ACCOUNTS) * (len(found.shown) + 2), len(COSTS) * (len(found.shown) + 1), 2
    accounts, unpaid, moved = (Exact(np.zeros((size, width), np.int64)) for width in widths)
    return accounts, unpaid, moved


def _labels(found: Comparison, covered: Covered, by: ByValue | None) -> Ints:
    """(n_groups,): currency, and in each value."""
    groups = Groups.of(found.baseline.currencies)
    code = groups.currency(covered.groups).astype(np.int64)
    return code if by is None else code * len(by.values) + by.of_supplier[groups.supplier(covered.groups)]


def _parts(found: Comparison, offer: OfferResult, label: Ints, times: int, labels: int) -> Iterator[tuple[Exact, Exact, Exact]]:
    """Accounts, unpaid cost and what moved of one offer by (rate, label): one of each an option.

    Legs are added up by (share, rate, label) at once: what each supplier's accounts are, nobody asks here.
    """
    size = times * labels
    key = np.repeat(np.arange(times), len(label)) * labels + np.tile(label, times)
    number, shares = by_equality(offer.weight)
    accept = np.array([s > 0 for s in shares], bool)[number]
    for n, option in enumerate(offer.options):
        mine = np.flatnonzero(accept & (offer.choice == n))
        if not len(mine):
            continue
        rows, at = np.unique(number[mine] * size + key[mine], return_inverse=True)
        to = np.full(len(key), len(rows))  # who does not take it comes last, and is left out
        to[mine] = at
        accounts, unpaid, moved = _summed(offer, option, to, len(rows) + 1)
        placed = partial(_weighted, at=rows % size, size=size, shares=[shares[code] for code in (rows // size).tolist()])
        yield placed(accounts), placed(unpaid.numerator, per=unpaid.per), placed(moved)


def _summed(offer: OfferResult, option: Effects, to: Ints, size: int) -> tuple[Ints, Exact, Ints]:
    """Accounts, unpaid cost, amount and days of an option, of groups added up by their new number."""
    covered, one = offer.covered, option.regrouped(to, size)
    level = [exact_sums(to, quarter, size) for quarter in covered.prepaid.T]
    whole = evolve(offer, covered=evolve(covered, groups=np.arange(size), deals=one.deals, prepaid=np.stack(level, axis=1)))
    moved = np.stack([exact_sums(to, covered.amount, size), one.buyer_days], axis=1)
    return whole.accounts(one, np.arange(size)), one.unpaid, moved


def _weighted(rows: Ints, at: Ints, size: int, shares: Sequence[Fraction], per: int = 1) -> Exact:
    """(size, width): the rows, each times its share, added up in their places."""
    rows, whole = rows.reshape(len(rows), -1)[: len(at)], math.lcm(*{s.denominator for s in shares})
    factors = integers([s.numerator * (whole // s.denominator) for s in shares])
    order = np.argsort(at, kind="stable")
    starts = run_starts(at[order])
    sums = _products(rows[order], factors[order], starts)
    out = np.zeros((size, rows.shape[1]), sums.dtype)
    out[at[order][starts]] = sums
    return Exact(out, whole * per)


def _products(rows: Ints, factors: Ints, starts: Ints) -> Ints:
    """Exact sums of rows times their factors, of the rows from each start to the next."""
    times = int(np.abs(factors).max(initial=0)) * len(rows)
    plain = wide(rows.reshape(-1), times).reshape(rows.shape)
    if plain.dtype != object or rows.dtype == object or times >= _MOST // _HALF:
        return np.add.reduceat(plain * factors[:, None], starts, axis=0)
    high, low = np.divmod(rows, _HALF)  # Python integers are slow: their sums alone need them
    return _products(high, factors, starts).astype(object) * _HALF + _products(low, factors, starts)
