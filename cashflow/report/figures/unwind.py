"""The unwind of what ``--json`` printed: this quarter's gain beside the next one's fall-back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cashflow.basics.door import told
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.money import to_minor
from cashflow.measures.catalog import PRESENTATION_LABELS, checked_presentation
from cashflow.report.figures.drawn import draw
from cashflow.report.svg import quarter_chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["unwind_bars"]


def unwind_bars(
    result: Mapping[str, Any],
    currency: str,
    *,
    presentation: str = "trade_payable",
    scenarios: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Bars of the change in free cash flow per quarter, scenarios side by side; more than four, a row each.

    Parameters
    ----------
    result
        What ``--json`` prints, or ``Result.to_dict()``.
    currency
        Currency to draw.
    presentation
        ``trade_payable``, ``borrowing_net``, ``borrowing_gross`` or ``agency``.
    scenarios
        Names of those to draw, in this order; by default all.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
        Its figure is ``ax.figure``. The numbers behind it are ``free_cash_flow_change`` of `result`.
    """
    if not isinstance(result, Mapping):
        raise InputError(f"must be what a result's to_dict() gives, not {told(result)}", column="result", hint="Write result.to_dict()")
    checked_presentation(presentation)
    known = _of(result["currencies"], currency, "currency")["scenarios"]
    chosen = known if scenarios is None else {name: _of(known, name, "scenarios") for name in scenarios}
    series = [(name, [to_minor(v, currency) for v in entry["free_cash_flow_change"][presentation]]) for name, entry in chosen.items()]
    chart = quarter_chart("unwind", "", currency, [q["label"] for q in result["quarters"]], series)
    only = f": {next(iter(chosen))}" if len(chosen) == 1 else ""
    return draw(f"Change in free cash flow, {currency}, {PRESENTATION_LABELS[presentation]} presentation{only}", [("", chart)], ax=ax)


def _of(table: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in table:
        raise InputError(f"is not in this result. {nearest(str(name), table)}", column=what, value=name)
    return table[name]
