"""The sheets Quarters and Summary of a simulation: what is expected, how far it spreads, and how many draws reach a target."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.money import to_minor
from cashflow.measures.coverage import MISSING
from cashflow.report.pictures.of_chance import equal_edges
from cashflow.report.shown_results import Simulated
from cashflow.report.simulation import chance_sentence, expected_sentence, simulated_words
from cashflow.report.values_as_text import NOT_KNOWN, level_text
from cashflow.report.workbook.accounts import Columns
from cashflow.report.workbook.decisions_sheets import draws_in
from cashflow.report.workbook.page import HEAD, Build, Page, at
from cashflow.report.workbook.presentations_sheet import COLORS, finish_chart
from cashflow.report.workbook.quarters_sheet import QUARTERS
from cashflow.report.workbook.styles import safe_text
from cashflow.report.workbook.summary_sheet import SUMMARY, begin_summary, finish_summary

__all__ = ["write_simulated_quarters", "write_simulation_summary"]

_FIRST = 2
"""Column of the first quarter."""
_EXPECTED, _SPREAD, _LEAST, _MOST = "expected", "standard deviation", "least possible", "most possible"


def write_simulated_quarters(found: Simulated, build: Build) -> None:
    """A row a figure, a column a quarter."""
    page = build.page(QUARTERS, "Quarters: what is expected, and how far it spreads")
    shown = found.result.shown
    page.heads(HEAD, ["", "unit", *shown.labels], right=range(_FIRST, _FIRST + len(shown)), height=18)
    page.text(HEAD + 1, 0, "last day", "head")
    page.text(HEAD + 1, 1, "", "head")
    for n, day in enumerate(shown.last.tolist()):
        page.day(HEAD + 1, _FIRST + n, int(day), "head_date")
    row = _Rows(found, build, page).write(HEAD + 2)
    if found.correlation:
        page.text(row + 1, 0, "Suppliers follow one common factor: variance and standard deviation are as run.", "note")
    page.widths({0: 52, 1: 14, **dict.fromkeys(range(_FIRST, _FIRST + len(shown)), build.money_width + 2)})
    page.sheet.freeze_panes(HEAD + 2, 2)
    page.printed(row + 2, _FIRST + len(shown), HEAD)


@frozen(eq=False)
class _Rows:
    """The rows of the sheet Quarters."""

    found: Simulated
    build: Build
    page: Page

    def write(self, row: int) -> int:
        """All rows; the next free one."""
        found, moments = self.found, self.found.moments
        base = row
        refused = [None if s == MISSING else int(v) for v, s in zip(found.stakes.baseline, found.coverage, strict=True)]
        self._money(base, "if all refuse", None, refused)
        cell = lambda n: at(base, _FIRST + n)  # noqa: E731
        expected = lambda n: f"{cell(n)}+SUMPRODUCT(stake_chance,stake_q{n + 1})"  # noqa: E731
        self._money(row + 1, _EXPECTED, expected, self._minor(moments["mean"]), "bold")
        self._variance(row + 2)
        root = lambda n: f"SQRT({at(row + 2, _FIRST + n)})"  # noqa: E731
        self._money(row + 3, _SPREAD, None if found.correlation else root, self._minor(moments["standard_deviation"]))
        low = lambda n: f"{cell(n)}+{_surely(n)}+{_may(n, '<')}"  # noqa: E731
        high = lambda n: f"{cell(n)}+{_surely(n)}+{_may(n, '>')}"  # noqa: E731
        self._money(row + 4, _LEAST, low, self._minor(moments["least"]))
        self._money(row + 5, _MOST, high, self._minor(moments["most"]))
        return self._quantiles(row + 6)

    def _minor(self, values: object) -> list[int | None]:
        return [None if v is None else to_minor(v, self.found.currency) for v in list(values)]  # type: ignore[call-overload]

    def _money(self, row: int, words: str, formula: Callable[[int], str] | None, values: list[int | None], style: str = "text") -> None:
        self.page.text(row, 0, words, style)
        self.page.text(row, 1, self.found.currency, "stamp")
        self.build.cells["simulated", words] = str(row)
        digits = minor_digits(self.found.currency)
        for n, value in enumerate(values):
            if value is None:
                self.page.text(row, _FIRST + n, NOT_KNOWN, "unknown")
            elif formula is None:
                self.page.money(row, _FIRST + n, value, self.found.currency, style)
            else:
                self.page.sum(row, _FIRST + n, f"ROUND(ROUND({formula(n)},6),{digits})", value, self.found.currency, style)

    def _variance(self, row: int) -> None:
        """Of independent decisions a formula."""
        self.page.text(row, 0, "variance")
        self.page.text(row, 1, f"{self.found.currency} squared", "stamp")
        unit = 10 ** minor_digits(self.found.currency)
        for n in range(len(self.found.result.shown)):
            value = max(0.0, float(self.found.covariance[n, n])) / unit**2
            if self.found.correlation:
                self.page.number(row, _FIRST + n, value, "exact")
            else:
                self.page.formula(row, _FIRST + n, f"SUMPRODUCT(stake_chance,1-stake_chance,stake_q{n + 1},stake_q{n + 1})", value, "exact")
        asked = at(row, _FIRST + self.found.quarter, "both")
        self.build.new.book.define_name("variance_asked", f"={QUARTERS}!{asked}")

    def _quantiles(self, row: int) -> int:
        """The k-th smallest draw of each level."""
        frame = self.found.quantiles
        for level in self.found.levels if len(self.found.drawn) else ():
            values = self._minor(frame[frame["level"] == level]["drawn"])
            k = max(int(np.ceil(level * len(self.found.drawn) * (1 - 2.0**-40))), 1)
            formula = (lambda n, k=k: f"SMALL(draw_q{n + 1},{k})") if draws_in(self.found) else None
            self._money(row, f"{level_text(level, ' %')} of draws at most", formula, values)
            row += 1
        return row


def _surely(n: int) -> str:
    """What those add that accept for certain."""
    return f"SUMPRODUCT((stake_chance=1)*stake_q{n + 1})"


def _may(n: int, sign: str) -> str:
    """What those add whose answer is open, if all decide one way."""
    return f"SUMPRODUCT((stake_chance>0)*(stake_chance<1)*(stake_q{n + 1}{sign}0)*stake_q{n + 1})"


def write_simulation_summary(found: Simulated, build: Build) -> None:
    """The sentences, the figures of the quarter asked for, the target, and how often the figure comes out where."""
    said = found.contents()
    words = simulated_words(said)
    lines = [f"{said['scenario']}: {words}.", *expected_sentence(said).splitlines(), *chance_sentence(said).splitlines()]
    page, row = begin_summary(build, "Summary: how sure is it?", lines)
    label, digits = found.result.shown.labels[found.quarter], minor_digits(found.currency)
    page.heads(row, [f"{words[:1].upper()}{words[1:]}", "unit", label], right=(2,), height=30)
    keys = {_EXPECTED: "mean", _SPREAD: "standard_deviation", _LEAST: "least", _MOST: "most"}
    for name, key in keys.items():
        row += 1
        source = f"{QUARTERS}!{at(int(build.cells['simulated', name]), _FIRST + found.quarter)}"
        page.text(row, 0, name, "bold" if name == _EXPECTED else "text")
        page.text(row, 1, found.currency, "stamp")
        page.sum(row, 2, f"ROUND({source},{digits})", to_minor(found.moments[key][found.quarter], found.currency), found.currency)
    row = _target(found, build, page, row + 2)
    if draws_in(found):
        row = _how_often(found, build, page, row + 1)
    finish_summary(build, page, row, Columns(len(found.result.shown), 0, 0), least=14)


def _target(found: Simulated, build: Build, page: Page, row: int) -> int:
    """The target, to be changed; the chance as run, and the share of draws that reach it."""
    page.text(row, 0, "target (change it)")
    page.text(row, 1, found.currency, "stamp")
    if found.target is None:
        page.sheet.write_blank(row, 2, None, build.new.money(found.currency, "rate_input"))
    else:
        page.money(row, 2, found.target, found.currency, "rate_input")
    build.new.book.define_name("target", f"={SUMMARY}!{at(row, 2, 'both')}")
    page.text(row + 1, 0, "chance of at least the target of the run, as run")
    page.text(row + 2, 0, "share of draws that reach the target")
    if found.chance is None:
        page.text(row + 1, 2, NOT_KNOWN if found.target is not None else "no target", "unknown")
    else:
        page.number(row + 1, 2, found.chance, "rate")
    name = f"draw_q{found.quarter + 1}"
    if draws_in(found):
        share = f'IF(ISNUMBER(target),COUNTIF({name},">="&target)/ROWS({name}),"no target")'
        page.formula(row + 2, 2, share, "no target" if found.drawn_chance is None else found.drawn_chance, "rate")
    elif found.drawn_chance is not None:
        page.number(row + 2, 2, found.drawn_chance, "rate")
    else:
        page.text(row + 2, 2, "no draws" if not len(found.drawn) else "no target", "unknown")
    return row + 3


def _how_often(found: Simulated, build: Build, page: Page, row: int) -> int:
    """Draws by where they come out, and the chart of it."""
    drawn = np.sort(found.drawn[:, found.quarter])
    edges = equal_edges([int(drawn[0]), int(drawn[-1])], found.target)
    name, currency = f"draw_q{found.quarter + 1}", found.currency
    page.heads(row, [f"from ({currency})", "", f"to less than ({currency})", "share of draws"], right=(0, 2, 3), height=18)
    top = row + 1
    reach = len(drawn) - np.searchsorted(drawn, edges, side="left")
    for low, high, here, after in zip(edges, edges[1:], reach, reach[1:], strict=False):
        row += 1
        page.money(row, 0, low, currency)
        page.money(row, 2, high, currency)
        share = f'COUNTIFS({name},">="&{at(row, 0)},{name},"<"&{at(row, 2)})/ROWS({name})'
        page.formula(row, 3, share, int(here - after) / len(drawn), "rate")
    chart = build.new.book.add_chart({"type": "column"})
    series = {"name": "share of draws", "categories": [SUMMARY, top, 0, row, 0], "values": [SUMMARY, top, 3, row, 3]}
    chart.add_series({**series, "fill": {"color": COLORS[0]}, "gap": 5})
    finish_chart(chart, safe_text(f"How often the figure comes out where, {currency}"))
    chart.set_y_axis({"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    page.sheet.insert_chart(top, 5, chart, {"x_offset": 8, "x_scale": 1.2, "y_scale": 1.3})
    return max(row, top + 20) + 1
