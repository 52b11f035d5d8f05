"""What all pictures share: a figure without global state, colors that print, plain axes, text as it stands, bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cashflow.basics.errors import InputError
from cashflow.basics.shown import printable
from cashflow.basics.words import short_money
from cashflow.report.values_as_text import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = [
    "COLORS",
    "EDGES",
    "FALL",
    "GAIN",
    "GRAY",
    "LINE",
    "amount_axis",
    "amount_label",
    "as_text",
    "figure_png",
    "inches_wide",
    "legend_above",
    "new_axes",
    "plain",
    "tick_words",
    "title_above",
]

GAIN, FALL, LINE, GRAY = "#0b5c8a", "#f2d3a4", "#1b2733", "#7a8794"
COLORS = (GAIN, FALL, GRAY, "#ffffff", "#5b8c5a", "#7a5c99")
EDGES = (GAIN, "#a05a00", GRAY, LINE, "#5b8c5a", "#7a5c99")
"""In this order, as in the page; they differ in lightness, so a print in black and white still tells them apart."""
_SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


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


def tick_words(value: float) -> str:
    """A round amount on an axis, in short: 2bn, 250k, −0.5.

    Examples
    --------
    >>> tick_words(2e9), tick_words(250_000.0), tick_words(-0.5), tick_words(1_500.0), tick_words(0.0)
    ('2bn', '250k', '−0.5', '1,500', '0')
    """
    value = round(value, 9) + 0.0
    for scale, letter in _SCALES:
        if abs(value) >= (scale if scale > 1e3 else 1e4):
            return f"{value / scale:,.6g}{letter}".replace("-", "−")
    return f"{value:,.8g}".replace("-", "−")


def amount_axis(axis: Axis, most: int = 6) -> None:
    """Round amounts in short along an axis: few enough that no two are alike."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(lambda v, _: tick_words(v))


def plain(ax: Axes, title: str, ylabel: str, unit: str | None = "") -> None:
    """Title at the left, no frame at the top and right, lines behind; amounts in short on the axis, or numbers with a unit."""
    if title:
        ax.set_title(title, loc="left", fontsize=11)
    ax.set_ylabel(ylabel)
    if unit:
        ax.yaxis.set_major_formatter(lambda v, _: f"{v:,.10g}".replace("-", "−") + unit)
    else:
        amount_axis(ax.yaxis)
    ax.grid(axis="y", color="#dde3e8", linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)


def inches_wide(ax: Axes) -> float:
    """Width of axes, also of those in a part of a figure."""
    return float(ax.bbox.width / ax.figure.dpi)


def _columns(ax: Axes, names: Sequence[str]) -> int:
    """How many names of a legend have room side by side."""
    widths = [len(n) + 6 for n in names]  # with its mark and the space after it
    room = 15 * inches_wide(ax)  # letters of 9 points
    return len(names) if sum(widths) <= room else max(1, int(room / max(widths)))


def legend_above(ax: Axes) -> None:
    """A legend between title and plot, where no bar or line can be; in as many rows as its words need."""
    columns = _columns(ax, ax.get_legend_handles_labels()[1])
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, frameon=False, fontsize=9, borderaxespad=0.2, handlelength=1.6)
    title_above(ax, ax.get_title(loc="left"))


def title_above(ax: Axes, title: str, more: int = 0) -> None:
    """A title at the left, above the legend if there is one, and so many points further up for what else stands there."""
    legend = ax.get_legend()
    names = [] if legend is None or legend.get_bbox_to_anchor().y0 < ax.bbox.y0 else [t.get_text() for t in legend.get_texts()]
    rows = -(-len(names) // _columns(ax, names)) if names else 0
    ax.set_title(title, loc="left", fontsize=11, pad=8 + 17 * rows + more)


def figure_png(ax: Axes, dpi: int = 150) -> bytes:
    """A picture as PNG bytes, the same bytes for the same data."""
    out = io.BytesIO()
    ax.figure.savefig(out, format="png", dpi=dpi, metadata={"Software": None})  # type: ignore[union-attr]
    return out.getvalue()
