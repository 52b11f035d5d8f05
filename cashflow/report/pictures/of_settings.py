"""An amount against a setting: least cost of holding cash, and change in free cash flow over a swept setting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import to_day
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor, to_minor
from cashflow.basics.words import many, short_money
from cashflow.measures.translation import Translation
from cashflow.report.pictures.of_quarters import Told, in_one, rates_note, sentence
from cashflow.report.pictures.picture import Picture
from cashflow.report.svg import MOST_ROWS, BarRow, BarRows, Chart, LinePoint, PointsLine, short, told_apart

__all__ = ["curve_picture", "setting_picture", "settings_in"]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNIT = 10**6
"""Of a setting on its axis: a value of six digits after the point is a whole number."""
_MOST_POINTS = 500
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def curve_picture(curve: pd.DataFrame, currency: str, target: Decimal | None, title: str) -> Picture:
    """What each amount of cash costs at least; the point of the target is marked."""
    reached = curve[curve["reached"]].sort_values("cash_retained", kind="stable")
    points = [
        LinePoint(
            to_minor(row["cash_retained"], currency),
            to_minor(row["cost"], currency),
            short(to_minor(row["cash_retained"], currency), currency),
            "target" if row["target"] == target else "",
        )
        for row in reached.to_dict("records")
    ]
    chart = PointsLine("curve", title, currency, f"cash retained, {currency}", points, 10 ** minor_digits(currency))
    out = len(curve) - len(reached)
    notes = [f"{out} of {len(curve)} amounts are out of reach and not drawn."] if out else []
    if target is not None and not any(p.mark for p in points):
        notes.append(f"The target {short_money(target, currency)} is out of reach.")
    return Picture("curve", title, curve.reset_index(drop=True), [(currency, chart)], notes)


def settings_in(names: Sequence[str]) -> tuple[str, list[tuple[int, str]]] | None:
    """What is swept, and its value in each name as a place on an axis and in words, if the names differ in one number or date alone.

    Examples
    --------
    >>> settings_in(["Later: days 30", "Later: days 60"])
    ('Later: days', [(30000000, '30'), (60000000, '60')])
    >>> settings_in(["June", "July"]) is None
    True
    """
    head = re.sub(r"[\d.\-]+$", "", _alike(names))
    tail = re.sub(r"^[\d.\-]+", "", _alike([n[len(head) :][::-1] for n in names])[::-1])
    values = [n[len(head) : len(n) - len(tail)] for n in names]
    said = f"{head.strip()} … {tail.strip()}".strip(" …") if tail.strip() else head.strip()
    if all(_DATE.fullmatch(v) for v in values):
        return said, [(to_day(v) * _UNIT, v) for v in values]
    if all(_NUMBER.fullmatch(v) for v in values):
        return said, [(int(Decimal(v) * _UNIT), v) for v in values]
    return None


def _alike(names: Sequence[str]) -> str:
    """What all of them begin with."""
    first, last = min(names), max(names)
    return first[: next((n for n, letter in enumerate(first) if last[n : n + 1] != letter), len(first))]


def setting_picture(
    names: Sequence[str],
    amounts: Mapping[Told, list[int]],
    quarter: str,
    words: str,
    refused: int = 0,
    translation: Translation | None = None,
) -> Picture:
    """One figure of a quarter over what is swept; a chart of all currencies together, then one a currency.

    Parameters
    ----------
    names
        Of the scenarios.
    amounts
        Of each chart, one a scenario, in minor units.
    quarter, words
        Which one, and of what.
    refused
        Scenarios that could not be worked out.
    translation
        At which rates all currencies together stand.
    """
    found = settings_in(names) if len(names) > 1 else None
    across, places = found or ("scenario", [(n, name) for n, name in enumerate(names)])
    labels = told_apart(names) if found is None else names
    order = sorted(range(len(names)), key=lambda n: places[n][0])
    charts, tables = list[tuple[str, Chart]](), list[pd.DataFrame]()
    for (told, one), values in amounts.items():
        title, mark = f"{words} of {quarter}, {told}", f"setting-{told.replace(' ', '-')}"
        if found is None:
            rows = [BarRow(labels[n], [(0, values[n])]) for n in order[:MOST_ROWS]]
            charts.append((told, BarRows(mark, title, one, [quarter], rows)))
        else:
            points = [LinePoint(places[n][0], values[n], places[n][1]) for n in _thinned(order, values)]
            charts.append((told, PointsLine(mark, title, one, across or "scenario", points, _UNIT)))
        columns = {"scenario": [names[n] for n in order], "currency": told, "quarter": quarter}
        tables.append(pd.DataFrame(columns | {"amount": [from_minor(values[n], one) for n in order]}))
    drawn = MOST_ROWS if found is None else _MOST_POINTS
    notes = [*rates_note(translation), *([f"{many(refused, 'scenario')} refused: not drawn."] if refused else [])]
    notes += [f"Drawn are {drawn} of {len(names):,} scenarios; the table has all."] if len(names) > drawn else []
    title = f"{sentence(words)} of {quarter} {'over the sweep' if found else 'by scenario'}{in_one(charts)}"
    return Picture("setting", title, pd.concat(tables, ignore_index=True), charts, notes)


def _thinned(order: Sequence[int], amounts: Sequence[int]) -> list[int]:
    """Scenarios that are drawn, evenly apart where there are too many, the most and the least among them."""
    if len(order) <= _MOST_POINTS:
        return list(order)
    step = len(order) / (_MOST_POINTS - 3)
    drawn = [amounts[n] for n in order]
    ends = {drawn.index(max(drawn)), drawn.index(min(drawn)), len(drawn) - 1}
    return [order[n] for n in sorted({int(k * step) for k in range(_MOST_POINTS - 3)} | ends)]
