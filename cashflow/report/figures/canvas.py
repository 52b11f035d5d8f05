"""What all pictures share: a figure without global state, colors that print, plain axes, text as it stands, bytes."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cashflow.basics.errors import InputError
from cashflow.basics.shown import printable
from cashflow.basics.words import short_money
from cashflow.report.tables import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["COLORS", "FALL", "GAIN", "GRAY", "LINE", "amount_label", "as_text", "figure_png", "legend_above", "new_axes", "plain"]

GAIN, FALL, LINE, GRAY = "#1b6ca8", "#c8553d", "#333333", "#9a9a9a"
COLORS = (GAIN, FALL, "#e0a63a", "#5b8c5a", "#7a5c99", GRAY)
"""In this order; they differ in lightness, so a print in black and white still tells them apart."""


def new_axes(width: float, height: float) -> Axes:
    """Axes of a new figure, inches wide and high."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("pictures need matplotlib", hint='Type: pip install "cashflow-terms[plot]"') from None
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def amount_label(amount: Any) -> str:
    """An amount in short, without its currency: 80.5m, −450.0k, 0."""
    value = Decimal(amount)
    return short_money(value, "").strip().replace("-", "−") if value else "0"


def as_text(text: object, limit: int = 44) -> str:
    """A name as it stands: no formula, no control characters, not longer than there is room for."""
    return shortened(printable(str(text)), limit).replace("$", r"\$")


def plain(ax: Axes, title: str, ylabel: str, unit: str = "") -> None:
    """Title at the left, no frame at the top and right, thousands apart on the axis."""
    ax.set_title(title, loc="left", fontsize=11)
    ax.set_ylabel(ylabel)
    ax.yaxis.set_major_formatter(lambda v, _: f"{v:,.10g}".replace("-", "−") + unit)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def legend_above(ax: Axes) -> None:
    """A legend between title and plot, where no bar or line can be; in as many rows as its words need."""
    names = ax.get_legend_handles_labels()[1]
    widths = [len(n) + 6 for n in names]  # with its mark and the space after it
    room = 15 * ax.get_position().width * ax.figure.get_figwidth()  # type: ignore[union-attr]  # letters of 9 points
    columns = len(names) if sum(widths) <= room else max(1, int(room / max(widths)))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, frameon=False, fontsize=9, borderaxespad=0.2, handlelength=1.6)
    ax.set_title(ax.get_title(loc="left"), loc="left", fontsize=11, pad=8 + 17 * -(-len(names) // columns))


def figure_png(ax: Axes, dpi: int = 150) -> bytes:
    """A picture as PNG bytes, the same bytes for the same data."""
    out = io.BytesIO()
    ax.figure.savefig(out, format="png", dpi=dpi, metadata={"Software": None})  # type: ignore[union-attr]
    return out.getvalue()
