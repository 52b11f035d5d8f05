"""Pictures of rates: for whom an offer pays, and what skipping a discount costs a year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.rates import fraction, rate_of_discount
from cashflow.basics.whole_numbers import whole_number
from cashflow.report.figures.canvas import EDGES, FALL, GAIN, GRAY, LINE, legend_above, new_axes, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["break_even_bars", "break_even_table", "discount_curve", "discount_table", "width_of"]

_WHOLE = ("made whole", "not made whole", "unknown")
_LEAST = Fraction(1, 10_000)

_BASELINES = {"usual payment day": ("made_whole", "net_benefit"), "contract due date": ("made_whole_vs_due", "net_benefit_vs_due")}


@own_context
def break_even_table(
    suppliers: pd.DataFrame, currency: str, *, step: NumberGiven = 0.005, against: str = "usual payment day"
) -> pd.DataFrame:
    """Amount by the suppliers' funding rate, and by whether the offer makes them whole.

    Parameters
    ----------
    suppliers
        `Result.suppliers`, one scenario of it. Suppliers without a rate or without anything moved or paid are left out.
    currency
        Currency to show.
    step
        Width of a band, a basis point or more; a rate on an edge is in the band above it. Of a range of rates the top counts.
    against
        ``"usual payment day"`` or ``"contract due date"``: whole against which of them.

    Returns
    -------
    DataFrame
        A row a band, by its lower edge; columns ``made whole, not made whole, unknown``, amounts in major units.
    """
    import pandas as pd

    if against not in _BASELINES:
        raise InputError(f"unknown baseline. {nearest(str(against), _BASELINES)}", column="against", value=against)
    column, benefit = _BASELINES[against]
    mine = suppliers[(suppliers["currency"] == currency) & suppliers["funding_rate_high"].notna() & suppliers[benefit].notna()]
    band = width_of(step)
    size = Decimal(band.numerator) / band.denominator
    bands = [math.floor(Decimal(str(r)) / size) for r in mine["funding_rate_high"]]
    words = [{True: _WHOLE[0], False: _WHOLE[1]}.get(w, _WHOLE[2]) for w in mine[column]]
    every = range(min(bands), max(bands) + 1) if bands else range(0)
    sums = {word: dict.fromkeys(every, Decimal(0)) for word in _WHOLE}
    for at, word, amount in zip(bands, words, mine["amount_moved"], strict=True):
        sums[word][at] += amount
    edges = pd.Index([float(b * size) for b in every], name="funding rate from")
    return pd.DataFrame({word: list(sums[word].values()) for word in _WHOLE}, index=edges, dtype=object)


def width_of(step: NumberGiven) -> Fraction:
    """Of a band of rates, as it is typed: a share, 0.005 or "0.5%".

    Raises
    ------
    InputError
        It is no number, or less than a basis point: so many bands say nothing.
    """
    found = fraction(step, "step")
    if not found:
        raise InputError("must be greater than zero", column="step", value=step, hint="Write step=0.005 for bands of half a per cent")
    if found < _LEAST:
        raise InputError(
            "is less than a basis point, 0.0001", column="step", value=step, hint="Write step=0.005 for bands of half a per cent"
        )
    return found


def break_even_bars(
    suppliers: pd.DataFrame,
    currency: str,
    *,
    break_even: float | None = None,
    step: NumberGiven = 0.005,
    against: str = "usual payment day",
    ax: Axes | None = None,
) -> Axes:
    """For whom an offer pays: the amount moved by the suppliers' own funding rate, and the rate at which they neither gain nor lose.

    Parameters
    ----------
    suppliers, currency, step, against
        As in `break_even_table`, which has the numbers behind it.
    break_even
        Rate to draw a line at.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = ax or new_axes(7.0, 3.6)
    table, wide = break_even_table(suppliers, currency, step=step, against=against), float(width_of(step))
    base = [0.0] * len(table)
    places = [100 * (r + wide / 2) for r in table.index]
    for name, color in zip(_WHOLE, (GAIN, FALL, GRAY), strict=True):
        heights = [float(v) for v in table[name]]
        if any(heights):
            ax.bar(places, heights, bottom=base, width=100 * wide * 0.92, color=color, edgecolor=LINE, linewidth=0.6, label=name)
        base = [b + h for b, h in zip(base, heights, strict=True)]
    if break_even is not None:
        ax.axvline(100 * break_even, color=LINE, linewidth=1.4, linestyle="--", label=f"break-even rate {break_even:.2%}")
    ax.set_ylim(0, max(base, default=0.0) * 1.1 or 1)
    ax.xaxis.set_major_formatter(lambda v, _: f"{v:g}%")
    on = sorted({str(b) for b in suppliers.get("funding_day_count", ()) if isinstance(b, str)})
    ax.set_xlabel("the supplier's own funding rate" + (f" ({' or '.join(on)})" if on else ""))
    plain(ax, f"Whole against the {against}, {currency}: amount moved", currency)
    legend_above(ax)
    return ax


def discount_table(discount: Any, discount_day: int, paid_days: Sequence[int], *, day_count: str = "ACT/365F") -> pd.DataFrame:
    """What a skipped discount costs a year, by the day on which the full amount is paid instead.

    Parameters
    ----------
    discount
        Share of the face: 0.02 or "2%".
    discount_day
        Days from the invoice to the last day of the discount, 10 in 2/10 net 30.
    paid_days
        Days from the invoice to the payment of the full amount; all later than `discount_day`.
    day_count
        Of both rates.

    Returns
    -------
    DataFrame
        A row a day: ``days_gained``, and the rates on the net amount ``simple`` and ``effective``.

    Examples
    --------
    >>> discount_table("2%", 10, [30]).round(4).to_dict("records")
    [{'days_gained': 20, 'simple': 0.3724, 'effective': 0.4459}]
    """
    import pandas as pd

    whole_number(discount_day, "discount_day")
    if isinstance(paid_days, str) or not isinstance(paid_days, Iterable):
        raise InputError("must be a list of days", column="paid_days", value=paid_days, hint="Write paid_days=[30, 45, 60]")
    paid_days = [whole_number(day, "paid_days") for day in paid_days]
    rows = [
        {"days_gained": d - discount_day}
        | {form: float(rate_of_discount(discount, d - discount_day, day_count, form)) for form in ("simple", "effective")}
        for d in paid_days
    ]
    return pd.DataFrame(rows, index=pd.Index(list(paid_days), name="paid on day"))


def discount_curve(table: pd.DataFrame, *, borrowing_rate: float | None = None, due_day: int | None = None, ax: Axes | None = None) -> Axes:
    """The rate a year at which skipping a discount borrows, by the day of payment.

    Parameters
    ----------
    table
        `discount_table`: the numbers behind it.
    borrowing_rate
        What money costs otherwise, as a simple rate: a line to compare with.
    due_day
        Contract due date, as a day after the invoice: what lies behind it is late, and shaded.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = ax or new_axes(7.0, 3.6)
    days, simple = list(table.index), [100 * v for v in table["simple"]]
    ax.plot(days, simple, color=GAIN, linewidth=2.2, label="skipping the discount, simple rate a year")
    if borrowing_rate is not None:
        ax.axhline(100 * borrowing_rate, color=EDGES[1], linewidth=1.6, linestyle="--", label=f"borrowing, {borrowing_rate:.1%} a year")
    if due_day is not None:
        ax.axvspan(due_day, max(days), color=GRAY, alpha=0.18, linewidth=0)
        ax.annotate("late", (due_day, max(simple)), xytext=(6, -2), textcoords="offset points", va="top", color=LINE, fontsize=9)
        if due_day in table.index:
            rate = 100 * table["simple"][due_day]
            ax.plot([due_day], [rate], "o", color=GAIN)
            ax.annotate(f"day {due_day}: {rate:.2f}%", (due_day, rate), xytext=(8, 4), textcoords="offset points", fontsize=9)
    ax.set_xlim(min(days), max(days))
    ax.set_ylim(0, max(simple) * 1.05)
    ax.set_xlabel("paid on day … after the invoice")
    plain(ax, "What a skipped discount costs", "rate a year", "%")
    legend_above(ax)
    return ax
