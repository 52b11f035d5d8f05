"""The sheet Offers: the rates to change, what each offer covers, and why the rest did not move."""

from __future__ import annotations

import numpy as np

from cashflow.basics.day_counts import DAYS_A_YEAR
from cashflow.report.workbook.live_rates import offered_rate
from cashflow.report.workbook.page import HEAD, Build, at

__all__ = ["OFFERS", "name_rates", "write_offers"]

OFFERS = "Offers"
_HEADS = (
    "scenario, number",
    "scenario",
    "offer, number",
    "option, number",
    "option, as run",
    "what the rate is",
    "rate now (change it)",
    "rate as run",
    "taken by",
)


def name_rates(build: Build) -> None:
    """Give the rate of every option that has one a name that formulas know it by."""
    for number, found in enumerate(build.result.scenarios):
        for place, offer in enumerate(found.scenario.offers, 1):
            for option, scheme in enumerate(offer.options):
                rate = offered_rate(scheme)
                if rate is not None:
                    build.rates[number, place, option] = (f"offered_rate_{len(build.rates) + 1}", rate)


def write_offers(build: Build) -> None:
    """Rates first, then what is covered."""
    page = build.page(OFFERS, "Offers: rates to change, and what is covered")
    page.heads(HEAD, _HEADS, right=(6, 7, 8))
    row = _options(build, HEAD + 1)
    row = _borrowing(build, row)
    row = _covered(build, row + 1)
    page.widths({0: 10, 1: 30, 2: 8, 3: 8, 4: 48, 5: 24, 6: 14, 7: 14, 8: 12})
    page.sheet.freeze_panes(HEAD + 1, 2)
    page.printed(row, 9)


def _options(build: Build, row: int) -> int:
    page, live = build.pages[OFFERS], _live(build)
    for number, found in enumerate(build.result.scenarios):
        for place, offer in enumerate(found.scenario.offers, 1):
            for option, scheme in enumerate(offer.options):
                for column, value in ((0, number + 1), (2, place), (3, option + 1)):
                    page.number(row, column, value, "label")
                page.text(row, 1, found.scenario.name)
                page.text(row, 4, str(scheme))
                taken = int(
                    ((found.offers[place - 1].choice == option) & np.array([w > 0 for w in found.offers[place - 1].weight], bool)).sum()
                )
                page.number(row, 8, taken)
                key = (number, place, option)
                if key in build.rates and (key in live or not taken):
                    name, rate = build.rates[key]
                    page.text(row, 5, rate.label)
                    page.number(row, 6, float(rate.value), "rate_input")
                    page.number(row, 7, float(rate.value), "rate")
                    build.new.book.define_name(name, f"={OFFERS}!{at(row, 6, 'both')}")
                    page.sheet.data_validation(row, 6, row, 6, _BETWEEN)
                else:
                    page.text(row, 5, "no rate that moves in a straight line: stays as run" if key in build.rates else "no rate")
                row += 1
    return row


_BETWEEN = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": -1,
    "maximum": 1,
    "error_title": "A rate",
    "error_message": "Type a rate as a percentage, 6.5%, or as a number, 0.065.",
}


def _live(build: Build) -> set[tuple[int, int, int]]:
    """Options of which some amount follows the rate."""
    legs = build.rows.legs
    return {*zip(legs.scenario[legs.live].tolist(), legs.offer[legs.live].tolist(), legs.option[legs.live].tolist(), strict=True)}


def _borrowing(build: Build, row: int) -> int:
    """The buyer's own borrowing rate, if it was given; else an empty cell that may be filled."""
    page, settings = build.pages[OFFERS], build.result.reporting
    page.text(row, 4, f"the buyer's own borrowing ({settings.borrowing_day_count})", "bold")
    page.text(row, 5, "rate a year")
    if settings.borrowing_rate is None:
        page.sheet.write_blank(row, 6, None, build.new.style("rate_input"))
    else:
        page.number(row, 6, float(settings.borrowing_rate), "rate_input")
        page.number(row, 7, float(settings.borrowing_rate), "rate")
    page.sheet.data_validation(row, 6, row, 6, _BETWEEN)
    build.new.book.define_name("borrowing_rate", f"={OFFERS}!{at(row, 6, 'both')}")
    build.cells["borrowing", "days"] = str(DAYS_A_YEAR[settings.borrowing_day_count])
    return row + 1


def _covered(build: Build, row: int) -> int:
    """What each offer covers and moves, and why the rest did not."""
    page = build.pages[OFFERS]
    heads = ("scenario, number", "scenario", "offer, number", "", "what changes, and who accepts", "", "suppliers", "items", "items moved")
    page.heads(row, heads, right=(6, 7, 8))
    numbers = {found.scenario.name: n for n, found in enumerate(build.result.scenarios, 1)}
    for entry in build.told.offers.to_dict("records"):
        row += 1
        page.number(row, 0, numbers[entry["scenario"]], "label")
        page.text(row, 1, str(entry["scenario"]))
        page.number(row, 2, int(entry["offer"]), "label")
        page.text(row, 4, f"{entry['extend']}; {entry['acceptance']}")
        for column, name in ((6, "suppliers"), (7, "items"), (8, "items_moved")):
            page.number(row, column, int(entry[name]))
        for reason, count in entry.items():
            if str(reason).startswith("not moved: ") and count:
                row += 1
                page.text(row, 4, f"  {reason}", "stamp")
                page.number(row, 7, int(count))
    return row + 1
