"""The problem in numbers: one option a supplier or none, at least cost, a target of cash to hold, constraints to keep.

Exact integers in, exact integers out; floats live in the solver's adapter and in the bound, with their error taken off.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.money import exact_total

__all__ = ["NONE", "Answer", "Columns", "Constraint", "Problem"]

NONE = -1
"""Option of a supplier that gets no offer."""


@frozen(eq=False)
class Constraint:
    """A side constraint: the coefficients of the options taken add up to no more than `limit`."""

    name: str
    coefficient: Ints  # (n_suppliers, n_options), int64
    limit: int
    is_money: bool = True


@frozen(eq=False)
class Columns:
    """Options worth looking at, one after the other: admitted, and no other option of the supplier is better in everything."""

    supplier: Ints  # (n_columns,), rising
    option: Ints  # (n_columns,)
    cost: Ints  # (n_columns,), int64
    cash: Ints  # (n_columns,), int64
    used: Ints  # (n_constraints, n_columns), int64

    def __len__(self) -> int:
        return len(self.supplier)

    def take(self, which: Ints) -> Columns:
        """The columns at some positions."""
        return Columns(self.supplier[which], self.option[which], self.cost[which], self.cash[which], self.used[:, which])


def _constraints(value: Iterable[Constraint]) -> tuple[Constraint, ...]:
    return tuple(value)


@frozen(eq=False)
class Problem:
    """What to choose from.

    Parameters
    ----------
    cost : (n_suppliers, n_options), int64
        Minor units; what the buyer pays for the option over its whole life. May be negative.
    cash : (n_suppliers, n_options), int64
        Minor units held on the day of the target.
    admitted : (n_suppliers, n_options), bool
        Options that may be chosen at all.
    constraints
        Side constraints.
    known
        The columns, if they are known already.

    Notes
    -----
    A supplier without an offer costs nothing, holds nothing and uses nothing of any constraint. Suppliers stand in the
    order that breaks ties: of suppliers with the very same figures the first ones get the offers.
    """

    cost: Ints
    cash: Ints
    admitted: Ints
    constraints: tuple[Constraint, ...] = field(default=(), converter=_constraints)
    known: Columns | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        for array in (self.cost, self.cash, *(r.coefficient for r in self.constraints)):
            if array.shape != self.admitted.shape or array.dtype.kind != "i":
                raise InputError("must be whole numbers, a row a supplier and a column an option", column="solve")
        for limit in self.constraints:
            if limit.limit < 0:
                raise InputError("must not be negative: no offer at all must keep it", column=limit.name, value=limit.limit)

    def with_constraints(self, constraints: Iterable[Constraint]) -> Problem:
        """The same suppliers and options, and the same coefficients, under other constraints."""
        return Problem(self.cost, self.cash, self.admitted, constraints, self.columns)

    @functools.cached_property
    def columns(self) -> Columns:
        """Admitted options without those another one beats or equals in cost, cash and every constraint."""
        if self.known is not None:
            return self.known
        figures = np.stack([self.cost, -self.cash, *(r.coefficient for r in self.constraints)])
        keep = self.admitted & ~(figures >= 0).all(axis=0)  # no offer at all is an option too
        for one in range(self.cost.shape[1]):
            for other in range(self.cost.shape[1]):
                if one != other:
                    beaten = (figures[:, :, one] >= figures[:, :, other]).all(axis=0)
                    same = (figures[:, :, one] == figures[:, :, other]).all(axis=0)
                    keep[:, one] &= ~(beaten & (~same | (other < one)) & self.admitted[:, other])
        supplier, option = np.nonzero(keep)
        used = figures[2:, supplier, option]
        return Columns(supplier, option, self.cost[supplier, option], self.cash[supplier, option], used)

    def answer(self, choice: Ints, **more: object) -> Answer:
        """A choice with its exact figures."""
        at = np.flatnonzero(choice != NONE)
        total = lambda table: exact_total(table[at, choice[at]])  # noqa: E731
        used = tuple(total(r.coefficient) for r in self.constraints)
        return Answer(choice, total(self.cost), total(self.cash), used, **more)  # type: ignore[arg-type]

    def nobody(self) -> Answer:
        """No offer at all: the answer, and known to be it, where there is nothing to choose from."""
        prices = (0.0,) * len(self.constraints)
        return self.answer(np.full(self.cost.shape[0], NONE), bound=0, proven=True, prices=prices, method="none")

    def keeps(self, answer: Answer, target: int | None) -> bool:
        """Whether an answer holds the target to the minor unit and keeps every constraint."""
        enough = target is None or answer.cash >= target
        return enough and all(u <= r.limit for u, r in zip(answer.used, self.constraints, strict=True))

    def first_come(self, choice: Ints) -> Ints:
        """The choice with the offers of suppliers of the very same figures given to the first of them: ties are broken here."""
        figures = np.concatenate([self.cost, self.cash, self.admitted, *(r.coefficient for r in self.constraints)], axis=1)
        order = np.lexsort(figures.T[::-1])
        changed = np.ones(len(order), bool)
        changed[1:] = (figures[order[1:]] != figures[order[:-1]]).any(axis=1)
        number = np.cumsum(changed) - 1  # lexsort is stable: within a number the suppliers rise
        wanted = np.where(choice[order] == NONE, self.cost.shape[1], choice[order])
        out = choice.copy()
        out[order] = choice[order[np.lexsort((wanted, number))]]
        return out


@frozen(eq=False)
class Answer:
    """A choice, its exact figures, and what is known about better ones."""

    choice: Ints  # (n_suppliers,): option taken, or NONE
    cost: int
    cash: int
    used: tuple[int, ...]  # of each constraint
    bound: int | None = None  # no choice that holds the target and keeps the constraints costs less
    proven: bool = False  # the solver searched the whole tree: none costs less
    price: float = 0.0  # cost of one more unit of cash, at the margin
    prices: tuple[float, ...] = ()  # cost saved by one more unit of each constraint, at the margin
    method: str = "greedy"

    @property
    def gap(self) -> float | None:
        """How much dearer than the best possible it can be at most: 0.0001 is 0.01 %; `None`: nothing is known."""
        if self.proven or self.bound is None:
            return 0.0 if self.proven else None
        return max(0.0, (self.cost - self.bound) / max(abs(self.cost), 1))
