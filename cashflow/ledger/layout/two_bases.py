"""Two columns of the same amounts, in the document's currency and in the company's own: by what stands in them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from attrs import frozen

from cashflow.ledger.layout.content import fits, is_fraction, text_of
from cashflow.ledger.layout.gaps import Gap
from cashflow.ledger.layout.grid import Grid
from cashflow.ledger.layout.labels import is_bucket
from cashflow.ledger.layout.rough import rough
from cashflow.ledger.layout.same_currency import basis_of
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.words import is_net, roles_of

__all__ = ["TwoBases", "two_bases", "unsaid_basis"]

_SAME = 0.005
_APART = 0.01  # a rate of exchange within one percent of 1 is none that can be seen
_WITHIN = 1.25  # rates of one currency in one file: the largest is so many times the smallest, at most
_NO_AMOUNT = {"tax_amount", "discount", "paid_amount", "line_amount", "age", "debit", "credit"}
_LEAST = 2  # rows of other currencies


@frozen
class TwoBases:
    """Two columns that agree in one currency and stand apart by a rate in all others."""

    amount: int  # the column that is used
    other: int
    code: str  # in which both agree: the company's own
    apart: tuple[str, ...]  # currencies in which they differ
    first: tuple[float, float]  # the two amounts of a row in which they do
    own: bool | None  # whether the other one is the company's own, by their names; `None`: they don't say
    rest_is_own: bool  # whether what is open stands in the company's own currency

    def words(self, grid: Grid) -> str:
        """What was seen."""
        one, two = grid.names[self.amount], grid.names[self.other]
        differ = " and ".join(self.apart[:3])
        return f"'{one}' and '{two}' agree in {self.code} and differ in {differ} ({self.first[0]:,.2f} and {self.first[1]:,.2f})"


def two_bases(grid: Grid, at: Mapping[str, int]) -> TwoBases | None:
    """The column beside the amounts that holds them in another currency; `None`: there is none, or the rows don't show it."""
    if not {"amount", "currency"} <= set(at):
        return None
    amount = at["amount"]
    for other in _others(grid, at):
        seen = _compared(grid, amount, other, at["currency"])
        if seen is not None:
            code, apart, first = seen
            own = True if other == at.get("local_amount") else _is_own(grid, amount, other, code)
            return TwoBases(amount, other, code, apart, first, own, _rest_is_own(grid, at, other))
    return None


def _others(grid: Grid, at: Mapping[str, int]) -> list[int]:
    used = {i for role, i in at.items() if role != "local_amount"}
    out = []
    for i, name in enumerate(grid.names):
        says = {*roles_of(name)}
        if not name or i in used or is_bucket(name) or (is_net(name) and "amount" not in says) or says & _NO_AMOUNT:
            continue
        cells = grid.cells(i)
        if fits("amount", cells) and any(map(is_fraction, cells)):
            out.append(i)
    return out


def _compared(grid: Grid, amount: int, other: int, currency: int) -> tuple[str, tuple[str, ...], tuple[float, float]] | None:
    pairs: dict[str, list[tuple[float, float]]] = {}
    for row in grid.sample():
        code, one, two = text_of(row[currency]).upper(), rough(row[amount]), rough(row[other])
        if code and one and two:
            pairs.setdefault(code, []).append((one, two))
    same = [code for code, both in pairs.items() if all(abs(a - b) <= _SAME for a, b in both)]
    apart = {code: both for code, both in pairs.items() if code not in same}
    if len(same) != 1 or not apart or not all(map(_by_a_rate, apart.values())):
        return None
    if sum(map(len, apart.values())) < _LEAST and len(pairs[same[0]]) < _LEAST:
        return None
    return same[0], tuple(apart), next(iter(apart.values()))[0]


def _by_a_rate(both: Sequence[tuple[float, float]]) -> bool:
    rates = [b / a for a, b in both]
    return min(abs(r - 1) for r in rates) > _APART and max(rates) <= _WITHIN * min(rates)


def _is_own(grid: Grid, amount: int, other: int, code: str) -> bool | None:
    mine, theirs = basis_of(grid.names[amount]), basis_of(grid.names[other])
    own = {"local", code}
    if "local_amount" in roles_of(grid.names[other]):
        return True
    if mine == "document" or theirs in own:
        return True
    if mine in own or theirs == "document":
        return False
    first, second = _behind(grid, amount), _behind(grid, other)
    if first and second and (first == {code}) != (second == {code}):  # each has its own column of currencies
        return second == {code}
    return None


def _behind(grid: Grid, column: int) -> set[str]:
    """The currencies in the column right behind one of amounts; none where it is no column of currencies."""
    at = column + 1
    if at >= len(grid.names) or not {"currency", "local_currency"} & set(roles_of(grid.names[at])) or not fits("currency", grid.cells(at)):
        return set()
    return {text_of(c).upper() for c in grid.cells(at)}


def _rest_is_own(grid: Grid, at: Mapping[str, int], other: int) -> bool:
    """Whether what is open is the other amount in rows where the two differ, or more than the amount."""
    if "open_amount" not in at or basis_of(grid.names[at["open_amount"]]) == "document":
        return False
    mine = theirs = 0
    for row in grid.sample():
        one, two, rest = (rough(row[i]) for i in (at["amount"], other, at["open_amount"]))
        if one and two and rest and abs(one - two) > _SAME:
            mine += abs(rest - one) <= _SAME
            theirs += abs(rest - two) <= _SAME or rest > one + _SAME
    return theirs > mine


def unsaid_basis(grid: Grid, at: Mapping[str, int], told: LayoutOptions) -> tuple[str, Gap] | None:
    """The currency of the company and the question for that of the amounts, where neither names nor the user say which column is which."""
    if {"currency", "amount"} & set(told.map) or (seen := two_bases(grid, at)) is None or seen.own is not None:
        return None
    name = grid.names[at["currency"]]
    by_row = f"--map {shlex.quote(f'currency={name}')}"
    mine = " and ".join(f"'{grid.names[at[r]]}'" for r in ("amount", "open_amount") if r in at)
    words = (
        f"{seen.words(grid)}: one of them is in {seen.code} throughout. {mine} counts in {seen.code} (--currency {seen.code}), "
        f"or in the currency of each row ({by_row}); for the other column say --map {shlex.quote(f'amount={grid.names[seen.other]}')}"
    )
    what = f"currency of '{grid.names[at['amount']]}' ([ledger] currency, or map): {seen.words(grid)}"
    choices = [f"--currency {seen.code}", by_row]
    return seen.code, Gap(words, {"what": what, "choices": choices, "type": choices[0]}, needed=True)
