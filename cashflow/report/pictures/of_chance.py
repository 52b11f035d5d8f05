"""Chances of a simulation: how often its figure comes out where, and the target among them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor, to_minor
from cashflow.basics.words import short_money
from cashflow.measures.distribution import Mixture
from cashflow.report.pictures.picture import Picture
from cashflow.report.svg import BarRow, BarRows, ShareBars
from cashflow.report.values_as_text import chance_text

__all__ = ["chances_picture", "equal_edges", "law_picture", "tornado_picture"]

_BARS, _FINE = 40, 10**6
_BEYOND = (0.001, 0.999)


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
        The figure of every draw, in minor units; at least one.
    currency, words
        What is drawn.
    target, chance
        The target in minor units, and the chance that it is reached.
    """
    values = [int(v) for v in drawn]
    edges = equal_edges([min(values), max(values)], target)
    at = np.searchsorted(np.array(edges, object), np.array(values, object), side="right") - 1
    counts = np.bincount(at.astype(np.int64), minlength=len(edges) - 1).tolist()
    table = _table(edges, [c / len(values) for c in counts], currency).assign(draws=counts)
    title = f"{words}, {currency}: {len(values):,} draws"
    chart = ShareBars("chances", title, currency, edges, counts, target, _goal(target, chance, currency))
    return Picture("chances", title, table, [(currency, chart)])


def law_picture(law: Mixture, baseline: int, currency: str, words: str, target: int | None, chance: float | None) -> Picture:
    """The same of the exact law, without draws; what lies beyond the ends has a chance of one in a thousand each.

    Parameters
    ----------
    law
        Of what acceptances add, in minor units.
    baseline
        What there is without any of them.
    currency, words, target, chance
        As of `chances_picture`.
    """
    edges = equal_edges([law.quantile(level) + baseline for level in _BEYOND], target)
    reach = [law.at_least(edge - baseline)[0] for edge in edges]
    shares = [max(0.0, a - b) for a, b in pairwise(reach)]
    title = f"{words}, {currency}: exact law"
    counts = [round(share * _FINE) for share in shares]
    chart = ShareBars("chances", title, currency, edges, counts, target, _goal(target, chance, currency))
    return Picture("chances", title, _table(edges, shares, currency), [(currency, chart)], ["Drawn are 99.8% of all outcomes at least."])


def tornado_picture(swings: pd.DataFrame, expected: int, currency: str, words: str) -> Picture:
    """What each unknown moves the expected figure, from one of its ends to the other, around where it is.

    Parameters
    ----------
    swings
        A row an unknown, at both its ends: `Simulation.tornado`.
    expected
        The expected figure in minor units.
    currency, words
        What is drawn.
    """
    ends = [[to_minor(v, currency) - expected for v in pair] for pair in zip(swings["low"], swings["high"], strict=True)]
    rows = [BarRow(name.removeprefix("acceptance of "), [(low, high)]) for name, (low, high) in zip(swings["unknown"], ends, strict=True)]
    title = f"{words}, {currency}: what each unknown moves, around {short_money(from_minor(expected, currency), currency)} expected"
    moves = pd.Series([from_minor(high - low, currency) for low, high in ends], swings.index, dtype=object)
    table = swings.assign(moves=moves)
    note = ["A name: its answer. Each unknown from its low to its high end; the others stay as they are."] if rows else []
    return Picture("tornado", title, table, [(currency, BarRows("tornado", title, currency, [""], rows))], note)


def _table(edges: Sequence[int], shares: Sequence[float], currency: str) -> pd.DataFrame:
    money = [from_minor(e, currency) for e in edges]
    return pd.DataFrame({"from": money[:-1], "below": money[1:], "share": list(shares)})


def _goal(target: int | None, chance: float | None, currency: str) -> str:
    said = "" if target is None else short_money(from_minor(target, currency), currency)
    return said if target is None or chance is None else f"{said} or more: {chance_text(chance, 0)}"
