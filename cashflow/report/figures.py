"""Pictures (extra `plot`): the unwind, this quarter's gain beside the next one's fall-back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cashflow.basics.errors import InputError
from cashflow.report.tables import short_money

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["figure_png", "unwind_bars"]

_GAIN, _FALL, _LINE = "#1b6ca8", "#c8553d", "#333333"


def _figure(width: float, height: float) -> Figure:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("pictures need matplotlib", hint='Type: pip install "cashflow-terms[plot]"') from None
    return Figure(figsize=(width, height), layout="constrained")


def unwind_bars(result: Mapping[str, Any], currency: str, *, view: str = "trade_payable", ax: Axes | None = None) -> Axes:
    """Bars of the change in free cash flow per quarter, a panel's worth of scenarios side by side.

    Parameters
    ----------
    result
        What ``--json`` prints, or ``Result.to_dict()``.
    currency
        Currency to draw.
    view
        ``trade_payable``, ``borrowing_net`` or ``borrowing_gross``.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
        Its figure is ``ax.figure``. The numbers behind it are ``free_cash_flow_change`` of `result`.
    """
    scenarios = result["currencies"][currency]["scenarios"]
    labels = [q["label"] for q in result["quarters"]]
    if ax is None:
        ax = _figure(max(6.0, 1.5 * len(labels) + 0.9 * len(scenarios)), 3.8).add_subplot()
    width = 0.8 / max(len(scenarios), 1)
    top = 0.0
    for number, entry in enumerate(scenarios.values()):
        values = [Decimal(v) for v in entry["free_cash_flow_change"][view]]
        places = [q + (number - (len(scenarios) - 1) / 2) * width for q in range(len(labels))]
        heights = [float(v) / 1e6 for v in values]
        top = max([top, *(abs(h) for h in heights)])
        colors = [_GAIN if h >= 0 else _FALL for h in heights]
        bars = ax.bar(places, heights, width=width * 0.92, color=colors, alpha=1 - 0.35 * number / max(len(scenarios), 1))
        texts = [short_money(v, "").strip() if v else "" for v in values]
        ax.bar_label(bars, labels=texts, padding=3, fontsize=9, color=_LINE)
        if len(scenarios) > 1:
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
    ax.axhline(0, color=_LINE, linewidth=0.8)
    ax.set_xticks(range(len(labels)), labels)
    ax.tick_params(axis="x", length=0, pad=8)
    ax.set_ylabel(f"{currency} million")
    ax.set_title(_title(scenarios, currency, view), loc="left", fontsize=11)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def _title(scenarios: Mapping[str, Any], currency: str, view: str) -> str:
    names = list(scenarios)
    said = names[0] if len(names) == 1 else "   ".join(f"{i} {_short(n)}" for i, n in enumerate(names, 1))
    words = {"trade_payable": "trade-payable view", "borrowing_net": "borrowing view, net", "borrowing_gross": "borrowing view, gross"}
    shown = _short(said, 90).replace("$", r"\$") if names else "no scenario"
    return f"Change in free cash flow, {currency}, {words[view]}\n{shown}"


def _short(name: str, limit: int = 40) -> str:
    return name if len(name) <= limit else name[: limit - 1] + "…"


def figure_png(ax: Axes, dpi: int = 150) -> bytes:
    """A picture as PNG bytes, the same bytes for the same data."""
    out = io.BytesIO()
    ax.figure.savefig(out, format="png", dpi=dpi, metadata={"Software": None})  # type: ignore[union-attr]
    return out.getvalue()
