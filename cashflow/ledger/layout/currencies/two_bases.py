"""Two columns of the same amounts, in the document's currency and in the company's own: by what stands in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

from attrs import frozen

from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import fits, is_fraction, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.labels import is_bucket
from cashflow.ledger.layout.cells.rough import rough
from cashflow.ledger.layout.cells.words import is_net, roles_of
from cashflow.ledger.layout.currencies.same_currency import basis_of
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["TwoBases", "measured", "two_bases", "unsaid_basis"]

_OWN_WORD = re.compile(
    r"(?i)(?<![^\W\d_])(?:base|company|reporting|functional|group|equiv\w*|converted|gegenwert|contre-?valeur)(?![^\W\d_])"
)
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
    """The column beside the amounts, or what is open of them, in another currency; `None`: there is none, or the rows don't show it."""
    role = measured(at)
    if not {role, "currency"} <= set(at):
        return None
    amount = at[role]
    for other in _others(grid, at):
        seen = _compared(grid, amount, other, at["currency"])
        if seen is not None:
            code, apart, first = seen
            own = True if other in (at.get("local_amount"), at.get("local_open_amount")) else _is_own(grid, amount, other, code)
            return TwoBases(amount, other, code, apart, first, own, _rest_is_own(grid, at, other))
    return None


def measured(at: Mapping[str, int]) -> str:
    """The role whose column is compared with others: the amounts, or where there are none what is open."""
    return "amount" if "amount" in at else "open_amount"


def _others(grid: Grid, at: Mapping[str, int]) -> list[int]:
    used = {i for role, i in at.items() if role not in ("local_amount", "local_open_amount")}
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
    if {"local_amount", "local_open_amount"} & set(roles_of(grid.names[other])):
        return True
    if mine == "document" or theirs in own:
        return True
    if mine in own or theirs == "document":
        return False
    said = [bool(_OWN_WORD.search(grid.names[i])) for i in (amount, other)]
    if said[0] != said[1]:
        return said[1]
    for step in (1, -1):
        first, second = _beside(grid, amount, step), _beside(grid, other, step)
        if first and second and (first == {code}) != (second == {code}):  # each has its own column of currencies
            return second == {code}
    return None


def _beside(grid: Grid, column: int, step: int) -> set[str]:
    """The currencies in the column right behind one of amounts, or before it; none where it is no column of currencies."""
    at = column + step
    if not 0 <= at < len(grid.names) or not {"currency", "local_currency"} & set(roles_of(grid.names[at])):
        return set()
    cells = grid.cells(at)
    return {text_of(c).upper() for c in cells} if fits("currency", cells) else set()


def _rest_is_own(grid: Grid, at: Mapping[str, int], other: int) -> bool:
    """Whether what is open is the other amount in rows where the two differ, or more than the amount."""
    if not {"amount", "open_amount"} <= set(at) or basis_of(grid.names[at["open_amount"]]) == "document":
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
    role = measured(at)
    if {"currency", role} & set(told.map) or (seen := two_bases(grid, at)) is None or seen.own is not None:
        return None
    name = grid.names[at["currency"]]
    by_row = f"--map {shlex.quote(f'currency={name}')}"
    mine = " and ".join(f"'{grid.names[at[r]]}'" for r in ("amount", "open_amount") if r in at)
    words = (
        f"{seen.words(grid)}: one of them is in {seen.code} throughout. {mine} counts in {seen.code} (--currency {seen.code}), "
        f"or in the currency of each row ({by_row}); for the other column say --map {shlex.quote(f'{role}={grid.names[seen.other]}')}"
    )
    what = f"currency of '{grid.names[at[role]]}' ([ledger] currency, or map): {seen.words(grid)}"
    choices = [f"--currency {seen.code}", by_row]
    return seen.code, Gap(words, {"what": what, "choices": choices, "type": choices[0]}, needed=True)
