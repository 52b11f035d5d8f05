"""HiGHS through highspy: the only module that knows it. Floats live here; every answer is read back as whole numbers elsewhere."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.solve.problem import Columns, Problem

__all__ = ["Relaxed", "Rows", "available", "search"]

_SEED = 20250630
_SMALL = 20_000
_TIGHT = 1e-9
_TRIES = 20


def available() -> bool:
    """Whether the extra `optimize` is installed."""
    try:
        importlib.import_module("highspy")
    except ImportError:
        return False
    return True


def _solver() -> tuple[Any, Any]:
    highspy: Any = importlib.import_module("highspy")
    # The class itself prints a line on stdout while it is made, before anything can be switched off; its base does not.
    solver = highspy.Highs.__mro__[1]()
    for name, value in {"output_flag": False, "threads": 1, "random_seed": _SEED}.items():
        solver.setOptionValue(name, value)
    return highspy, solver


@frozen(eq=False)
class Rows:
    """Bounds of the side constraints: cash ≥ target (`None`: free), used ≤ limit."""

    target: int | None
    constraints: tuple[int, ...]

    @classmethod
    def of(cls, problem: Problem, target: int | None) -> Rows:
        """Bounds of a problem's rows."""
        return cls(target, tuple(r.limit for r in problem.constraints))


def _scale(values: Ints) -> float:
    """A power of two that makes the middling non-zero figure about one: the solver's tolerances then mean a share of it."""
    some = np.abs(values[values != 0].astype(np.float64))
    return 2.0 ** -round(float(np.log2(some).mean())) if len(some) else 1.0


class _Model:
    """Columns as a HiGHS model: first the cash row, then the constraints, then at most one option a supplier."""

    def __init__(self, columns: Columns, cost: Ints, rows: Rows, *, whole: bool) -> None:
        self.columns = columns
        self.cost_scale = _scale(cost)
        table = np.concatenate([columns.cash[None], columns.used])
        self.scales = np.array([_scale(row) for row in table])
        self.highspy, self.solver = _solver()
        self.inf = float(self.highspy.kHighsInf)
        self._pass(table, cost, rows, whole)

    def _bounds(self, rows: Rows) -> tuple[Ints, Ints]:
        low, high = np.full(len(self.scales), -self.inf), np.full(len(self.scales), self.inf)
        if rows.target is not None:
            low[0] = rows.target * self.scales[0]
        high[1:] = np.array(rows.constraints, np.float64) * self.scales[1:]
        return low, high

    def _pass(self, table: Ints, cost: Ints, rows: Rows, whole: bool) -> None:
        n, suppliers = len(self.columns), np.unique(self.columns.supplier, return_inverse=True)
        values = table * self.scales[:, None]
        some = (values != 0).T
        start = np.concatenate([[0], np.cumsum(some.sum(axis=1) + 1)]).astype(np.int32)
        index, value = np.empty(start[-1], np.int32), np.ones(start[-1])
        column, row = np.nonzero(some)
        at = np.arange(len(column)) + column  # each column ends with its supplier's row
        index[at], value[at] = row, values.T[some]
        index[start[1:] - 1] = len(self.scales) + suppliers[1]
        low, high = self._bounds(rows)
        lp = self.highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n, len(self.scales) + len(suppliers[0])
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost * self.cost_scale, np.zeros(n), np.ones(n)
        lp.row_lower_ = np.concatenate([low, np.full(len(suppliers[0]), -self.inf)])
        lp.row_upper_ = np.concatenate([high, np.ones(len(suppliers[0]))])
        lp.a_matrix_.format_ = self.highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
        if whole:
            lp.integrality_ = [self.highspy.HighsVarType.kInteger] * n
        self.solver.passModel(lp)

    def run(self) -> str:
        self.solver.run()
        return str(self.solver.getModelStatus()).rpartition(".")[2]

    def values(self) -> Ints:
        return np.array(self.solver.getSolution().col_value)


class Relaxed(_Model):
    """The problem with shares of options allowed: its optimum prices the cash and the constraints.

    Solved by interior point and crossover once; other targets and constraints start again from that corner, in whatever
    order they are asked, so that answers do not depend on it.
    """

    def __init__(self, columns: Columns, cost: Ints, rows: Rows) -> None:
        super().__init__(columns, cost, rows, whole=False)
        self.basis: Any = None
        self.fixed: dict[int, int] = {}

    def solve(self, rows: Rows, fixed: Mapping[int, int] | None = None) -> bool:
        """Solve for some bounds, some suppliers' options being fixed; whether the bounds can be kept at all."""
        self._fix(fixed or {})
        low, high = self._bounds(rows)
        for number in range(len(low)):
            self.solver.changeRowBounds(number, low[number], high[number])
        if self.basis is None:
            self.solver.setOptionValue("solver", "ipm" if len(self.columns) > _SMALL else "simplex")
        else:
            self.solver.setOptionValue("solver", "simplex")
            self.solver.setBasis(self.basis)
        status = self.run()
        if status != "kOptimal" and self.basis is None and len(self.columns) > _SMALL:
            self.solver.setOptionValue("solver", "simplex")  # a second opinion before 'can't be kept' is said
            status = self.run()
        if status == "kOptimal" and self.basis is None:
            self.basis = self.solver.getBasis()
        return status == "kOptimal"

    def _fix(self, fixed: Mapping[int, int]) -> None:
        """Free the suppliers of the last time, and fix these."""
        for supplier in {**self.fixed, **fixed}:
            first, last = np.searchsorted(self.columns.supplier, [supplier, supplier + 1])
            for column in range(int(first), int(last)):
                taken = supplier in fixed and self.columns.option[column] == fixed[supplier]
                self.solver.changeColBounds(column, float(taken), float(taken or supplier not in fixed))
        self.fixed = dict(fixed)

    def prices(self) -> tuple[float, tuple[float, ...]]:
        """Price of cash and of each constraint, none negative, in minor units a unit."""
        dual = np.array(self.solver.getSolution().row_dual)[: len(self.scales)] * self.scales / self.cost_scale
        return max(0.0, float(dual[0])), tuple(max(0.0, -float(d)) for d in dual[1:])


def search(
    columns: Columns, cost: Ints, rows: Rows, nodes: int, near: float | None, keeps: Callable[[Ints], bool]
) -> tuple[Ints | None, bool, float]:
    """Branch and bound over some columns.

    Parameters
    ----------
    columns, cost, rows
        The problem.
    nodes
        Nodes of the tree looked at, at most; never a limit of time: same input, same answer.
    near
        Stop when no better choice can be further away than this share of the cost; `None`: when there is none.
    keeps
        Says in whole numbers whether a choice keeps the bounds. The solver is content with a hair less; such a choice
        is forbidden, and the search goes on.

    Returns
    -------
    taken : (n_columns,), bool, or None
        Columns of the best choice found; `None`: there is none, or none was found.
    finished : bool
        Whether the tree was searched to the end, so that no choice is better (given `near`: much better).
    """
    if not len(columns):
        return np.zeros(0, bool), True, 0.0
    model = _Model(columns, cost, rows, whole=True)
    tight = ("mip_feasibility_tolerance", "primal_feasibility_tolerance", "dual_feasibility_tolerance")
    options = dict.fromkeys(tight, _TIGHT) | {"mip_rel_gap": near or 0.0, "mip_abs_gap": 0.5 * model.cost_scale, "mip_max_nodes": nodes}
    for name, value in options.items():
        model.solver.setOptionValue(name, value)
    for _ in range(_TRIES):
        status = model.run()
        if status in ("kInfeasible", "kUnboundedOrInfeasible"):
            return None, True, np.inf
        found = model.values()
        if len(found) != len(columns) or model.solver.getInfo().primal_solution_status != 2:
            return None, False, -np.inf
        if keeps(found > 0.5):
            floor = float(model.solver.getInfo().mip_dual_bound) / model.cost_scale
            return found > 0.5, status == "kOptimal", floor - _TIGHT * abs(floor)
        sign = np.where(found > 0.5, 1.0, -1.0)
        model.solver.addRow(-model.inf, float((sign > 0).sum()) - 1, len(sign), np.arange(len(sign), dtype=np.int32), sign)
    return None, False, -np.inf
