"""What a column of money of an unknown name is, by what stands in it: with tax, what is open, or what is left after what is kept back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.decimal_sign import decide_decimal
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import fits
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.labels import is_bucket
from cashflow.ledger.layout.cells.money import Money, money_of, shown
from cashflow.ledger.layout.cells.words import STRONG, fold, is_net, roles_of
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.unused import is_kept_back, is_rate

__all__ = ["is_running", "payable_gap", "rest_gap", "whole_of_parts", "with_tax_column"]

_NEARLY_ALL = 0.9
_MOSTLY = 0.6  # of the steps: with each supplier a balance may begin again
_LEAST = 2  # rows that show it
_A_TAX_LESS = 0.76  # of the amount: no tax on supplies makes the net amount less than that
_AN_AGE = re.compile(r"(?i)(?:over |> ?)?\d+ ?(?:[-–+]|to\b)")  # whatever follows: '0-30 Owed'
_MOST = 12  # columns looked at


def _strange(grid: Grid, at: Mapping[str, int], profile: Profile) -> list[int]:
    """Columns of money that are not used, and whose names say nothing."""
    used = set(at.values())
    free = [i for i, n in enumerate(grid.names) if n and i not in used and _says_nothing(n) and fold(n) not in profile.leave]
    free = [
        i
        for i in free
        if not is_bucket(grid.names[i])
        and not _AN_AGE.match(grid.names[i])
        and not is_net(grid.names[i])
        and not is_kept_back(grid.names[i])
        and not is_rate(grid.names[i])
    ]
    return [i for i in free if grid.cells(i) and fits("amount", grid.cells(i))][:_MOST]


def _says_nothing(name: str) -> bool:
    """Whether a name says nothing of an amount; one of a day may be that of one, as Net Due."""
    return {*roles_of(name)} <= {"due_date", "paid_date"}


def with_tax_column(grid: Grid, at: Mapping[str, int], profile: Profile) -> int | None:
    """The column to which the amounts and their tax add up, exactly, in nine of ten rows: it is the amount."""
    if not {"amount", "tax_amount"} <= set(at):
        return None
    free = _strange(grid, at, profile)
    money = _sampled(grid, [at["amount"], at["tax_amount"], *free])
    net, tax = money[at["amount"]], money[at["tax_amount"]]
    if (net == 0).all() or (tax != 0).sum() < _LEAST:
        return None
    return next((i for i in free if _agree(money[i], net + tax) and not _agree(money[i], net)), None)


def whole_of_parts(grid: Grid, at: Mapping[str, int], profile: Profile) -> int | None:
    """The column that is what is open and what is paid together, in all rows, where the amounts are not: what is kept back is off it."""
    if not {"amount", "open_amount", "paid_amount"} <= set(at):
        return None
    named = [i for i, n in enumerate(grid.names) if i not in at.values() and {"amount", "net_amount"} & set(roles_of(n))]
    free = [*(i for i in named if grid.cells(i) and fits("amount", grid.cells(i))), *_strange(grid, at, profile)][:_MOST]
    money = _sampled(grid, [at["amount"], at["open_amount"], at["paid_amount"], *free])
    whole, parts = money[at["amount"]], money[at["open_amount"]] + money[at["paid_amount"]]
    if (whole != parts).sum() < _LEAST or _agree(whole, parts):
        return None
    return next((i for i in free if (money[i] == parts).all()), None)


def is_running(grid: Grid, column: int, at: Mapping[str, int]) -> bool:
    """Whether a column sums the rows up: from row to row it changes by what stands in one or two columns that are not used."""
    free = [i for i in range(len(grid.names)) if i not in (*at.values(), column) and grid.cells(i) and fits("amount", grid.cells(i))][
        :_MOST
    ]
    money = _sampled(grid, [column, *free])
    steps = np.abs(np.diff(money[column]))
    if len(steps) < _LEAST or not steps.any():
        return False
    each = [np.abs(money[i])[1:] for i in free]
    both = [*each, *(one + other for at, one in enumerate(each) for other in each[:at])]
    return any((steps == moved).mean() >= _MOSTLY and (np.abs(money[column][1:]) != moved).any() for moved in both)


def _sampled(grid: Grid, columns: list[int]) -> dict[int, Any]:
    """Column → exact amounts of the rows of the sample."""
    rows = grid.sample()
    cells = {i: np.array([*(r[i] for r in rows), ""], object)[:-1] for i in columns}
    decimal = decide_decimal([c for i in columns for c in cells[i].tolist() if isinstance(c, str)]).sign
    return {i: money_of(Column.of(cells[i]), decimal).minor for i in columns}


def _also_amounts(grid: Grid, at: Mapping[str, int]) -> list[int]:
    """Columns that are called amounts, too, and are not used: one beside "Original amount" may be what is open of it."""
    used = set(at.values())
    free = [
        i for i, n in enumerate(grid.names) if n and i not in used and roles_of(n).get("amount", STRONG + 1) <= STRONG and not is_net(n)
    ]
    return [i for i in free if grid.cells(i) and fits("amount", grid.cells(i))][:_MOST]


def _agree(one: Any, other: Any) -> bool:
    some = (one != 0) | (other != 0)
    return bool(some.any()) and bool((one == other)[some].sum() >= _NEARLY_ALL * some.sum())


def payable_gap(grid: Grid, at: Mapping[str, int], amounts: Amounts | None, profile: Profile, told: LayoutOptions) -> Gap | None:
    """The question which amount is to be paid, where a column is the amount without what is kept back of it, with its tax or without."""
    if amounts is None or "amount" not in at or {"amount", "open_amount"} & set(told.map):
        return None
    kept = [i for i, n in enumerate(grid.names) if is_kept_back(n) and i not in at.values() and fits("amount", grid.cells(i))]
    free = _strange(grid, at, profile)
    tax = [at["tax_amount"]] if "tax_amount" in at else []
    money = _sampled(grid, [at["amount"], *tax, *kept, *free]) if kept and free else {}
    for i in free if money else ():
        for k in kept:
            bare = money[at["amount"]] - money[k]
            for taxes in ([], tax) if tax else ([],):
                if (money[k] != 0).any() and _agree(money[i], bare + sum(money[t] for t in taxes)):
                    return _kept_gap(grid, at["amount"], i, k, taxes)
    return None


def _kept_gap(grid: Grid, amount: int, less: int, kept: int, taxes: list[int]) -> Gap:
    name, whole = grid.names[less], grid.names[amount]
    plus = f" with '{grid.names[taxes[0]]}'" if taxes else ""
    words = f"'{name}' is '{whole}'{plus} without '{grid.names[kept]}', and which of them is to be paid on the due date is not stated"
    choices = [f"amount={name}", f"amount={whole}"]
    what = f"amount that is to be paid on its due date ([ledger] map): {words}"
    return Gap(words, {"what": what, "choices": choices, "type": f"--map {shlex.quote(choices[0])}"}, needed=True)


def rest_gap(grid: Grid, at: Mapping[str, int], item: Ints, amounts: Amounts | None, profile: Profile, told: LayoutOptions) -> Gap | None:
    """The question what a column is that holds the whole amount in some rows and less or nothing in others: what is open, or paid."""
    known = {"open_amount", "paid_amount", "local_open_amount", "debit", "credit", "line_amount", "paid_date"}
    if amounts is None or "amount" not in at or known & {*at, *told.map, *amounts.columns} or not profile.general:
        return None
    plain = at["amount"] in amounts.from_  # as it stands, without the sign that a type gives
    cells = grid.raw(at["amount"]) if plain else np.asarray(amounts.columns["amount"], object)
    whole = money_of(Column.of(cells), amounts.decimal, amounts.owed)
    for i in [*_strange(grid, at, profile), *_also_amounts(grid, at)]:
        part = money_of(grid.column(i), amounts.decimal, amounts.owed)
        if _is_part(whole, part, item & grid.figured(i)):
            return _rest(grid, at["amount"], i, whole, part, item)
    return None


def _is_part(whole: Money, part: Money, rows: Ints) -> bool:
    """Whether it is the amount in some rows and less in others, by more than a tax makes; never more, nor on the other side of 0."""
    rows = rows & whole.good & part.good & (whole.minor != 0)
    w, p = whole.minor[rows], part.minor[rows]
    if not len(w):
        return False
    inside = (np.abs(p) <= np.abs(w)) & (np.sign(p) * np.sign(w) >= 0)
    same, less = p == w, np.abs(p) < _A_TAX_LESS * np.abs(w)
    plain = same | less
    return bool(inside.mean() >= _NEARLY_ALL and same.any() and less.any() and 2 * same.sum() >= (~same & (p != 0)).sum() and plain.all())


def _rest(grid: Grid, amount: int, column: int, whole: Money, part: Money, item: Ints) -> Gap:
    name, all_of = grid.names[column], grid.names[amount]
    rows = item & grid.figured(column)
    same = int((rows & (whole.minor == part.minor)).sum())
    words = (
        f"'{name}' ({shown(int(part.minor[rows].sum()))}) is '{all_of}' in {same:,} of {int(rows.sum()):,} rows and less in the others, "
        "and whether it is what is open or what is paid is not stated"
    )
    choices = [f"open_amount={name}", f"paid_amount={name}", f"open_amount={all_of}"]
    what = f"column that holds what is open or paid; the last answer: neither, all is open ([ledger] map): {words}"
    return Gap(words, {"what": what, "choices": choices, "type": f"--map {shlex.quote(choices[0])}"}, needed=True)
