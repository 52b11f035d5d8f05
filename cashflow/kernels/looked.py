"""The kernel of offers: how each invoice of a block is looked at, its kind, and sums by supplier and what invoices have in common.

Owns arrays only; what this means is said in `payments.looked_at` and `payments.kinds`. With numba installed a compiled twin gives the
same; see `kernels.choose`.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.block_memory import BlockPaid, BlockRows
from cashflow.kernels.choose import engine, twin
from cashflow.kernels.looked_memory import (
    ASKED,
    ASKED_CLOSED,
    BY_ROW,
    BY_STATED,
    BY_TERMS,
    CLOSED,
    CLOSED_PARTS,
    NOTHING,
    ItemCells,
    KindRules,
    LookRules,
    Whose,
)

__all__ = ["add_kinds", "key_kinds", "kinds_of", "look", "look_kernel"]


def look_kernel(rows: int, kernel: str | None = None) -> Any:
    """The kernel for so many rows, of numpy or of numba: `look`, `kinds_of` and `add_kinds`."""
    return sys.modules[__name__] if engine(rows, kernel, "looked") == "numpy" else twin("looked")


def look(rules: LookRules, how: Ints, rows: BlockRows, paid: BlockPaid, ends: Ints) -> bool:
    """Say how a block of rows is looked at.

    Parameters
    ----------
    rules
        What is looked up.
    how : (n,), int8
        What is found is written here.
    rows, paid
        The block.
    ends : (2,), int64
        Least and most days from invoice date to stated due date, which those of the block are added to.

    Returns
    -------
    bool
        Some due day must be known before this can be said: fill it in and ask again.
    """
    place = rows.code + 1
    _open(rules, how, place, rows.stated, rows.amount, rows.day)
    if len(paid.of):
        _pay(rules, how, place, rows.amount, rows.day, paid)
    return _compare(rules, how, place, rows) or _finish(rules, how, place, rows, ends)


def _open(rules: LookRules, how: Ints, place: Ints, stated: Ints, amount: Ints, day: Ints) -> None:
    """As if nothing were paid."""
    unstated = stated == NO_DAY
    if not unstated.any():
        rules.stated.take(place, out=how, mode="clip")
    elif unstated.all():
        rules.unstated.take(place, out=how, mode="clip")
    else:
        how[:] = np.where(unstated, rules.unstated.take(place), rules.stated.take(place))
    if len(day) and int(day.min()) == NO_DAY:
        how[day == NO_DAY] = BY_ROW
    how[amount == 0] = NOTHING


def _pay(rules: LookRules, how: Ints, place: Ints, amount: Ints, day: Ints, given: BlockPaid) -> None:
    """What is paid goes row by row, but for what one payment settled."""
    row, paid_day, paid = given.of - given.start, given.day, given.amount
    latest = int(paid_day.max())
    later = row[paid_day > rules.as_of] if rules.later and latest > rules.as_of else row[:0]
    if latest > rules.upto or not paid.all():  # a payment of nothing touches nothing
        kept = np.flatnonzero((paid_day <= rules.upto) & (paid != 0))
        row, paid = row[kept], paid[kept]
    how[row] = np.where(paid == amount.take(row), rules.settled.take(place.take(row)), BY_ROW)
    for others in (row[1:][row[1:] == row[:-1]], later, row[day.take(row) == NO_DAY]):
        how[others[how[others] >= CLOSED]] = BY_ROW


def _compare(rules: LookRules, how: Ints, place: Ints, rows: BlockRows) -> bool:
    """Whether a stated due date is that of the terms; or that some day of the terms is not known yet."""
    at = np.flatnonzero(how >= ASKED)
    given = at[rows.stated.take(at) != NO_DAY]
    base = place.take(given).astype(np.int64) * rules.n_inner
    if rows.inner is not None:
        base += rows.inner.take(given)
    due = rules.due.take(rules.last.take(base) * rules.n_days + rows.day.take(given) - rules.first_day)
    if (due == NO_DAY).any():
        return True
    other = given[due != rows.stated.take(given)]
    how[other] = np.where(how[other] == ASKED, rules.other.take(place.take(other)), CLOSED)
    how[how == ASKED] = BY_TERMS
    how[how == ASKED_CLOSED] = CLOSED_PARTS
    return False


def _finish(rules: LookRules, how: Ints, place: Ints, rows: BlockRows, ends: Ints) -> bool:
    """No part may be nothing, because it is rounded; and no due date may be too far from its invoice date."""
    if rules.least.any():
        at = np.flatnonzero((rules.least > 0).take(place) & ((how == BY_TERMS) | (how == CLOSED_PARTS)))
        how[at[np.abs(rows.amount.take(at)) <= rules.least.take(place.take(at))]] = BY_ROW
    at = np.flatnonzero(how == BY_STATED)
    wait = rows.stated.take(at).astype(np.int64) - rows.day.take(at)
    if len(at) and (int(wait.min()) < rules.low or int(wait.max()) > rules.high):
        far = (wait < rules.low) | (wait > rules.high)
        how[at[far]] = BY_ROW
        wait = wait[~far]
    ends[:] = min(int(ends[0]), int(wait.min(initial=ends[0]))), max(int(ends[1]), int(wait.max(initial=ends[1])))
    return False


def kinds_of(rules: KindRules, how: Ints, rows: BlockRows) -> tuple[Ints, Ints]:
    """Rows of a block that have a kind, and their kinds: (n,), int64 both."""
    at = np.flatnonzero((how == BY_TERMS) | (how == BY_STATED))
    if len(at) < len(how):
        how, rows = how.take(at), rows.take(at)
    by_stated = how == BY_STATED
    if by_stated.all():
        return at, _by_stated(rules, rows)
    kind = rows.code * np.int32(rules.n_inner * rules.n_days)  # in int32, because the kinds are few
    kind += rows.day
    kind += np.int32(rules.n_inner * rules.n_days - rules.first_day)
    if rows.inner is not None:
        kind += rows.inner * np.int32(rules.n_days)
    kind = kind.astype(np.int64)
    stated = np.flatnonzero(by_stated)
    if len(stated):
        kind[stated] = _by_stated(rules, rows.take(stated))
    return at, kind


def _by_stated(rules: KindRules, rows: BlockRows) -> Ints:
    kind = rows.day * np.int64(rules.n_waits - 1)
    kind += rows.stated
    kind += rules.n_base * rules.n_days - rules.first_day * rules.n_waits - rules.least
    if rows.inner is not None:
        kind += rows.inner * np.int64(rules.n_days * rules.n_waits)
    return kind


def add_kinds(sums: Ints, by_group: Ints, rows: Ints, item: Ints, amount: Ints, whose: Whose, items: ItemCells) -> None:
    """Add rows to sums by supplier and currency, and by these and what their items have in common.

    Parameters
    ----------
    sums : (n_groups * n_cells, 2 or 3), int64
        How many, amounts, and invoices, which may be left out.
    by_group : (n_groups, 3), int64
        How many, how many that move, and amounts × `late`.
    rows, item, amount : (n,)
        Rows, the item of each, its amount.
    whose, items
        What is looked up by row and by item.
    """
    place, *columns = key_kinds(by_group, rows, item, amount, whose, items)
    for number in range(sums.shape[1]):
        np.add.at(sums[:, number], place, columns[number])


def key_kinds(by_group: Ints, rows: Ints, item: Ints, amount: Ints, whose: Whose, items: ItemCells) -> tuple[Ints, Ints, Ints, Ints]:
    """The same for sums by group alone; of the others where they belong, and what is to be added: how many, amount, invoices."""
    group = whose.supplier.take(rows).astype(np.int64)
    if whose.inner is not None:
        group *= whose.n_inner
        group += whose.inner.take(rows)
    one = np.ones(len(rows), np.int64) if whose.many is None else whose.many.take(rows)
    np.add.at(by_group[:, 0], group, one)
    np.add.at(by_group[:, 1], group, one * items.moved.take(item))
    np.add.at(by_group[:, 2], group, amount * items.late.take(item))
    place = items.cell.take(item)
    if len(place) and int(place.min()) < 0:
        some = np.flatnonzero(place >= 0)
        group, item, amount, one, place = group[some], item[some], amount[some], one[some], place[some]
    group *= items.n_cells
    group += place
    return group, one, amount, one * items.invoices.take(item)
