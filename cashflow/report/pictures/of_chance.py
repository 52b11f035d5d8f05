"""Chances of a simulation: how often its figure comes out where, and the target among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.basics.words import short_money
from cashflow.report.pictures.picture import Picture
from cashflow.report.svg import ShareBars

__all__ = ["chances_picture", "equal_edges"]

_BARS = 40


def equal_edges(values: Sequence[int], goal: int | None) -> list[int]:
    """Edges of equal bars over all values, in whole minor units; `goal`, if it lies among them, is one of them.

    Examples
    --------
    >>> equal_edges([0, 100], 50)[:3], equal_edges([7, 7], None)
    ([-1, 2, 5], [7, 8])
    """
    low, high = min(values), max(values)
    width = max(1, -(-(high - low) // _BARS))
    start = goal if goal is not None and low < goal < high else low
    first = start - -(-(start - low) // width) * width
    return list(range(first, high + width + 1, width))[: (high - first) // width + 2]


def chances_picture(drawn: Ints, currency: str, words: str, target: int | None, chance: float | None) -> Picture:
    """Bars of equal width over all draws, those below the target apart.

    Parameters
    ----------
    drawn
        The figure of every draw, in minor units.
    currency, words
        What is drawn.
    target, chance
        The target in minor units, and the chance that it is reached.
    """
    values = [int(v) for v in drawn]
    edges = equal_edges(values, target) if values else [0, 1]
    at = np.searchsorted(np.array(edges, object), np.array(values, object), side="right") - 1 if values else np.zeros(0, np.int64)
    counts = np.bincount(at.astype(np.int64), minlength=len(edges) - 1).tolist()
    said = "" if target is None else short_money(from_minor(target, currency), currency)
    if target is not None and chance is not None:
        said += f" or more: {chance:.0%}"
    table = pd.DataFrame(
        {
            "from": [from_minor(e, currency) for e in edges[:-1]],
            "below": [from_minor(e, currency) for e in edges[1:]],
            "draws": counts,
            "share": [c / max(1, len(values)) for c in counts],
        }
    )
    title = f"{words}, {currency}: {len(values):,} draws"
    chart = ShareBars("chances", title, currency, edges, counts, target, said)
    return Picture("chances", title, table, [(currency, chart)])
