"""The unwind as a picture: this quarter's gain beside the next one's fall-back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cashflow.measures.catalog import PRESENTATIONS
from cashflow.report.figures.canvas import FALL, GAIN, LINE, amount_label, as_text, new_axes, plain
from cashflow.report.tables import shortened

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
    """Bars of the change in free cash flow per quarter, a panel's worth of scenarios side by side.

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
    known = result["currencies"][currency]["scenarios"]
    chosen = known if scenarios is None else {name: known[name] for name in scenarios}
    labels = [q["label"] for q in result["quarters"]]
    if ax is None:
        ax = new_axes(max(6.0, 1.5 * len(labels) + 0.9 * len(chosen)), 3.8)
    width = 0.8 / max(len(chosen), 1)
    top = 0.0
    for number, entry in enumerate(chosen.values()):
        values = [Decimal(v) for v in entry["free_cash_flow_change"][presentation]]
        places = [q + (number - (len(chosen) - 1) / 2) * width for q in range(len(labels))]
        heights = [float(v) / 1e6 for v in values]
        top = max([top, *(abs(h) for h in heights)])
        colors = [GAIN if h >= 0 else FALL for h in heights]
        bars = ax.bar(places, heights, width=width * 0.92, color=colors, alpha=1 - 0.35 * number / max(len(chosen), 1))
        texts = [amount_label(v) if v else "" for v in values]
        ax.bar_label(bars, labels=texts, padding=3, fontsize=9, color=LINE)
        if len(chosen) > 1:
            for place, height in zip(places, heights, strict=True):
                if height:
                    ax.annotate(
                        str(number + 1),
                        (place, 0),
                        xytext=(0, -11 if height > 0 else 4),
                        textcoords="offset points",
                        ha="center",
                        fontsize=8,
                    )
    ax.set_ylim(-top * 1.25 or -1, top * 1.25 or 1)
    ax.axhline(0, color=LINE, linewidth=0.8)
    ax.set_xticks(range(len(labels)), labels)
    ax.tick_params(axis="x", length=0, pad=8)
    plain(ax, _title(chosen, currency, presentation), f"{currency} million")
    return ax


def _title(scenarios: Mapping[str, Any], currency: str, presentation: str) -> str:
    names = list(scenarios)
    said = names[0] if len(names) == 1 else "   ".join(f"{i} {shortened(n, 40)}" for i, n in enumerate(names, 1))
    shown = as_text(said, 90) if names else "no scenario"
    return f"Change in free cash flow, {currency}, {PRESENTATIONS[presentation].label} presentation\n{shown}"
