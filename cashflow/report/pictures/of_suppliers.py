"""What an offer is to suppliers: the rate it pays against the rate each of them pays itself, and who is made whole."""

from __future__ import annotations

from statistics import median
from typing import Any

from cashflow.basics.errors import must_choose
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.frames import pd
from cashflow.basics.money import to_minor
from cashflow.basics.words import many, short_money
from cashflow.report.figures.rates import break_even_table, width_of
from cashflow.report.pictures.of_quarters import currencies_of, in_one, one_scenario
from cashflow.report.pictures.picture import Picture
from cashflow.report.svg import BarRow, BarRows, Chart, RateRow, RateRows
from cashflow.results.comparison import Comparison

__all__ = ["benefit_picture", "break_even_picture"]

_MOST, _MOST_BANDS = 15, 30
_AGAINST = {
    "usual payment day": ("made_whole", "net_benefit", "break_even_rate"),
    "contract due date": ("made_whole_vs_due", "net_benefit_vs_due", "break_even_rate_vs_due"),
}
_KEPT = ("supplier", "option", "acceptance", "amount_moved", "funding_rate_low", "funding_rate_high")
_WORDS = {True: "whole", False: "not whole"}


def benefit_picture(
    found: Comparison,
    suppliers: pd.DataFrame,
    currency: str | None = None,
    scenario: str | None = None,
    against: str = "usual payment day",
) -> Picture:
    """Of the largest suppliers that accept: the rate each pays itself, the rate up to which the offer pays, and whether it is whole.

    Parameters
    ----------
    found, suppliers
        A comparison, and its frame ``suppliers``.
    currency, scenario
        Where there are several.
    against
        ``"usual payment day"`` or ``"contract due date"``: whole against which of them.
    """
    if against not in _AGAINST:
        raise must_choose("is not a baseline", "against", against, tuple(_AGAINST))
    one = one_scenario(found, scenario)
    columns = [*_KEPT, *_AGAINST[against]]
    mine = suppliers[suppliers["scenario"] == one.scenario.name] if len(suppliers) else suppliers
    mine = mine[(mine["acceptance"] > 0) & (mine["items_moved"] > 0)] if len(mine) else mine
    some = list(dict.fromkeys(mine["currency"])) if len(mine) else []
    charts, tables, notes = list[tuple[str, Chart]](), list[pd.DataFrame](), list[str]()
    for money in currencies_of(found.largest_first, currency, some):
        own = mine[mine["currency"] == money] if len(mine) else mine
        if len(own):
            size = [(-abs(a), s) for a, s in zip(own["amount_moved"], own["supplier"], strict=True)]
            own = own.iloc[sorted(range(len(own)), key=size.__getitem__)]
            tables.append(own[["currency", *columns]])
        rows = [_row(r, against) for r in own.head(_MOST).to_dict("records")]
        chart = RateRows(
            f"benefit-{money}", f"Rate offered against own rate, {money}", "own funding rate", "break-even rate of the offer", rows
        )
        charts.append((money, chart))
        notes += _rest(own, money, against)
    title = f"Rate offered against each supplier's own{in_one(charts)}: {one.scenario.name}; whole against the {against}"
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["currency", *columns])
    return Picture("benefit", title, table, charts, notes)


def _points(rate: Any) -> int | None:
    return None if rate is None or rate != rate else round(rate * 10_000)


def _row(row: Any, against: str) -> RateRow:
    whole, _, even = _AGAINST[against]
    low, high = _points(row["funding_rate_low"]), _points(row["funding_rate_high"])
    good = row[whole] if row[whole] in (True, False) else None
    word = "unknown" if good is None else _WORDS[good] + (" at any rate" if _points(row[even]) is None else "")
    return RateRow(str(row["supplier"]), low, high, _points(row[even]), word, good)


def _rest(own: pd.DataFrame, currency: str, against: str) -> list[str]:
    """What stands below: how many are not drawn, and how many of all are whole."""
    if not len(own):
        return []
    whole, benefit, _ = _AGAINST[against]
    counts = {word: sum(v is truth for v in own[whole]) for truth, word in _WORDS.items()}
    unknown = len(own) - sum(counts.values())
    lost = sum((b for b, w in zip(own[benefit], own[whole], strict=True) if w is False), start=0)
    said = f"Of {many(len(own), 'supplier')}, {counts['whole']:,} made whole, {counts['not whole']:,} not" + (
        f", {unknown:,} unknown" if unknown else ""
    )
    said += f"; those that are not lose {short_money(-lost, currency)} in all." if counts["not whole"] else "."
    more = f"{currency}: drawn are the {_MOST} largest of {len(own):,}; the table has all." if len(own) > _MOST else ""
    return [f"{currency}: {said}", *([more] if more else [])]


def break_even_picture(
    found: Comparison,
    suppliers: pd.DataFrame,
    currency: str | None = None,
    scenario: str | None = None,
    against: str = "usual payment day",
    step: NumberGiven = 0.005,
) -> Picture:
    """Amount moved by the suppliers' own funding rate, and whether the offer makes them whole at it; a row a band of rates.

    Parameters
    ----------
    found, suppliers, currency, scenario, against
        As for `benefit_picture`.
    step
        Width of a band at least; wider where there would be too many.
    """
    one = one_scenario(found, scenario)
    mine = suppliers[suppliers["scenario"] == one.scenario.name] if len(suppliers) else suppliers
    some = list(dict.fromkeys(mine["currency"])) if len(mine) else []
    charts, tables, notes = list[tuple[str, Chart]](), list[pd.DataFrame](), list[str]()
    for money in currencies_of(found.largest_first, currency, some):
        wide = width_of(step)
        while len(table := break_even_table(mine, money, step=wide, against=against)) > _MOST_BANDS:
            wide *= 2
        words = [str(w) for w in table if any(table[w])] or [str(w) for w in table][:1]
        rows = [
            BarRow(f"{edge:.2%} to {edge + float(wide):.2%}", [(0, to_minor(row[w], money)) for w in words])
            for edge, row in zip(table.index, table.to_dict("records"), strict=True)
        ]
        charts.append((money, BarRows(f"break-even-{money}", f"Amount moved by own funding rate, {money}", money, words, rows)))
        tables.append(table.assign(currency=money))
        notes += _even(mine[mine["currency"] == money] if len(mine) else mine, money, against)
    title = f"Amount moved by own funding rate, whole against the {against}{in_one(charts)}: {one.scenario.name}"
    return Picture("break_even", title, pd.concat(tables).reset_index(), charts, notes)


def _even(own: pd.DataFrame, currency: str, against: str) -> list[str]:
    """At which rate of its own a supplier neither gains nor loses, where there is such a rate."""
    rates = [float(rate) for rate in own[_AGAINST[against][2]].dropna()] if len(own) else []
    if not rates:
        return []
    middle, low, high = (f"{rate:.2%}" for rate in (median(rates), min(rates), max(rates)))
    spread = "" if low == high else f", the median of {many(len(rates), 'supplier')} ({low} to {high})"
    return [f"{currency}: a supplier neither gains nor loses if its own money costs {middle} a year{spread}."]
