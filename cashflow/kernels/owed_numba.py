"""The compiled twin of the kernel of ledgers with payments: one pass over the rows of a block, the same sums. Kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int64, njit, uint64

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.owed import OWED_APART, OwedRules, OwedSums

__all__ = ["owe", "owe_rows", "pay"]

_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _pay(left, day, inner, of, paid_day, paid, first_day, n_days, by_day, later):  # type: ignore[no-untyped-def]
    for p in range(of.shape[0]):
        row, when, amount = uint64(of[p]), int64(paid_day[p]), paid[p]
        place = when - first_day
        if inner is not None:  # decided when it is compiled
            place += int64(inner[row]) * n_days
        left[row] -= amount
        by_day[uint64(place)] += amount
        wait = int64(day[row]) - when
        if wait > 0:
            later[uint64(place)] -= amount
            later[uint64(place + wait)] += amount


@_compiled
def _owe(  # type: ignore[no-untyped-def]
    left,
    seen_left,
    amount,
    code,
    day,
    due,
    inner,
    many,
    first_day,
    n_days,
    chosen,
    kind,
    before,
    invoiced,
    owed,
    reached,
    counts,
    apart,
    early,
):
    n_apart, n_early, n_due, n_settled = 0, 0, 0, 0
    for i in range(left.shape[0]):
        sort, when, at, rest = kind[uint64(int64(code[i]) + 1)], int64(day[i]), int64(due[i]), left[i]
        first = -first_day
        if inner is not None:
            first += int64(inner[i]) * n_days
        if when != NO_DAY:
            invoiced[uint64(first + when)] += amount[i]
        old = (when < before) & (at < before) & (amount[i] != 0) & (sort < OWED_APART)
        one = int64(1) if many is None else many[i]
        n_due += one if old else 0
        n_settled += one if old & (seen_left[i] == 0) else 0
        apart[uint64(n_apart)] = i
        n_apart += sort != 0
        if (sort == 0) & (rest != 0):
            known = int64(chosen[uint64(first + at)])
            if (known < when) | (known == NO_DAY):
                early[n_early] = i
                n_early += 1
            else:
                owed[uint64(first + at)] += rest
                reached[uint64(first + at)] = True
    counts[0] += n_due
    counts[1] += n_settled
    return n_apart, n_early


@_compiled
def _owe_rows(left, day, due, inner, first_day, n_days, chosen, owed, reached, early):  # type: ignore[no-untyped-def]
    many = 0
    for i in range(left.shape[0]):
        place, when = int64(due[i]) - first_day, int64(day[i])
        if inner is not None:
            place += int64(inner[i]) * n_days
        known = int64(chosen[uint64(place)])
        if (known < when) | (known == NO_DAY):
            early[many] = i
            many += 1
        else:
            owed[uint64(place)] += left[i]
            reached[uint64(place)] = True
    return many


def pay(rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, inner: Ints | None, of: Ints, paid_day: Ints, paid: Ints) -> None:
    """As that of numpy."""
    _pay(left, day, inner, of, paid_day, paid, rules.first_day, rules.n_days, sums.paid, sums.leaves_later)


def owe(
    rules: OwedRules,
    sums: OwedSums,
    left: Ints,
    seen_left: Ints,
    amount: Ints,
    code: Ints,
    day: Ints,
    due: Ints,
    inner: Ints | None,
    many: Ints | None,
) -> tuple[Ints, Ints]:
    """As that of numpy."""
    apart, early = np.empty(len(left) + 1, np.int64), np.empty(len(left) + 1, np.int64)
    columns = left, seen_left, amount, code, day, due, inner, many
    known = rules.first_day, rules.n_days, rules.chosen, rules.kind, rules.before
    n_apart, n_early = _owe(*columns, *known, sums.invoiced, sums.owed, sums.reached, sums.counts, apart, early)
    return apart[:n_apart], early[:n_early]


def owe_rows(rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
    """As that of numpy."""
    early = np.empty(len(left), np.int64)
    return early[: _owe_rows(left, day, due, inner, rules.first_day, rules.n_days, rules.chosen, sums.owed, sums.reached, early)]
