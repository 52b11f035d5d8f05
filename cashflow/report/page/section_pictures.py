"""Pictures in the sections of the page: those of each scenario, a figure a currency, with their captions; and what they leave out."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from cashflow.basics.frames import pd
from cashflow.basics.shown import printable
from cashflow.report.page.page_tables import Section
from cashflow.report.pictures import Picture
from cashflow.report.pictures.of_causes import bridge_picture
from cashflow.report.pictures.of_days import cash_by_day_picture, payables_by_day_picture, retained_by_day_picture
from cashflow.report.pictures.of_suppliers import benefit_picture
from cashflow.report.svg import BarRows
from cashflow.results.comparison import Comparison

__all__ = ["benefit_section", "bridges", "days_pictures", "held_pictures"]

_MOST = 6
"""Scenarios that have pictures of their own."""
Drawn = tuple[list[str], list[str]]
"""Figures as markup, and notes."""


def _each(found: Comparison, made: Callable[[str], Picture]) -> Drawn:
    """A picture of every scenario that moves something, as far as there is room for them."""
    charts, notes = list[str](), list[str]()
    for at, scenario in enumerate(found.scenarios):
        if any(t.amount_moved for t in scenario.totals) and at < _MOST:
            picture = made(scenario.scenario.name)
            charts += [_captioned(picture, number, chart) for number, chart in enumerate(picture.markup(f"-s{at}"))]
            notes += [n for n in picture.notes if n not in notes]
    return charts, notes


def _captioned(picture: Picture, number: int, chart: str) -> str:
    """A chart with what it shows above it; one with many columns takes the whole width, and is scrolled on a phone."""
    head, what = picture.charts[number]
    words = f"{picture.title}, {head}" if len(picture.charts) > 1 else picture.title
    said = escape(printable(words))
    wide = isinstance(what, BarRows) and len(what.columns) > 2
    inner = f'<div class="wide" tabindex="0" role="group" aria-label="{said}">{chart}</div>' if wide else chart
    return f'<p class="drawn">{said}</p>{inner}'


def bridges(found: Comparison) -> Drawn:
    """What makes the change in free cash flow of the first quarter that changes."""
    return _each(found, lambda name: bridge_picture(found, scenario=name))


def held_pictures(found: Comparison) -> list[str]:
    """Cash retained by day."""
    return _each(found, lambda name: retained_by_day_picture(found, scenario=name))[0]


def days_pictures(found: Comparison) -> Drawn:
    """Cash out and payables by day."""
    cash, said = _each(found, lambda name: cash_by_day_picture(found, found.payments, found, scenario=name))
    owed, more = _each(found, lambda name: payables_by_day_picture(found, found.payments, found, scenario=name))
    return [*cash, *owed], [*said, *(n for n in more if n not in said)]


def benefit_section(found: Comparison, suppliers: pd.DataFrame) -> Section:
    """Each of the largest suppliers' own rate against that of the offer."""
    charts, notes = _each(found, lambda name: benefit_picture(found, suppliers, scenario=name))
    return Section("benefit", "Rate offered against each supplier's own", notes or ["Nothing moves."], charts)
