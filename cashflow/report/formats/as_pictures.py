"""The pictures of a result as files of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from cashflow.basics.errors import InputError
from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, SOLUTION, SWEEP, Format, Run

__all__ = ["Pictures"]

_OF_ALL = {
    COMPARISON: ("unwind",),
    PROJECTION: ("cash_by_day", "payables_by_day"),
    SIMULATION: ("tornado",),
    SOLUTION: ("curve", "unwind", "bridge", "cash_by_day", "payables_by_day", "cash_retained_by_day", "benefit"),
    SWEEP: ("setting",),
}
"""Pictures that are written of a result as a whole, by its kind."""
_IF_KNOWN = ("ageing", "chances")
"""Of every result that has them: the one where the day is known, the other where there are draws or the exact law."""
_OF_ONE = ("bridge", "presentations", "cash_by_day", "payables_by_day", "cash_retained_by_day", "benefit")
"""Pictures of a comparison that show one scenario."""
_MOST = 6
"""Scenarios with pictures of their own; a grid is a picture of all."""


class _Drawn(Protocol):
    @property
    def KIND(self) -> str: ...

    def pictures(self) -> dict[str, Callable[..., Any]]: ...

    def picture(self, name: str | None = None, **options: Any) -> Any: ...


class Pictures(Format):
    """SVG files in the folder ``pictures``, by name; where they show one scenario of several, by its number, too."""

    name = "pictures"
    serves = (COMPARISON, PROJECTION, SIMULATION, SOLUTION, SWEEP)

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """Every picture once; scenarios are told apart by their number, as names may hold anything."""
        out: dict[str, str | bytes] = {f"pictures/{n}.svg": result.picture(n).svg() for n in _OF_ALL[result.KIND]}
        for name in _IF_KNOWN:
            out |= _known(result, name)
        names = _scenarios(result)
        for number, scenario in enumerate(names[:_MOST], 1):
            mark = "" if len(names) == 1 else f"scenario_{number}_"
            out |= {f"pictures/{mark}{n}.svg": result.picture(n, scenario=scenario).svg() for n in _OF_ONE}
        return out


def _scenarios(result: _Drawn) -> Sequence[str]:
    return [s.scenario.name for s in result.scenarios] if result.KIND == COMPARISON else []  # type: ignore[attr-defined]


def _known(result: _Drawn, name: str) -> dict[str, str]:
    """A picture, unless it needs to be told something first."""
    if name not in result.pictures():
        return {}
    try:
        return {f"pictures/{name}.svg": result.picture(name).svg()}
    except InputError:
        return {}
