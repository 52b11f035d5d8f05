"""The sheet Summary of a projection: cash paid, what of it is still to come, payables; and items held against days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints, to_day
from cashflow.report.projection import cash_lines
from cashflow.report.shown_results import Projected
from cashflow.report.values_as_text import NOT_KNOWN
from cashflow.report.workbook.accounts import Columns
from cashflow.report.workbook.page import Build, Page, at
from cashflow.report.workbook.presentations_sheet import COLORS, finish_chart
from cashflow.report.workbook.quarters_sheet import quarter_heads, quarters_cell
from cashflow.report.workbook.summary_sheet import SUMMARY, begin_summary, finish_summary
from cashflow.report.workbook.sums import base_sum

__all__ = ["write_projection_summary"]


def write_projection_summary(found: Projected, build: Build) -> None:
    """What was left out, the sentences, and a block a currency."""
    as_of = found.baseline.coverage.known.as_of
    lines = cash_lines(found) or ["No payment is to come."]
    page, row = begin_summary(build, "Summary: what is paid, and what is owed", lines)
    page.text(row, 0, "ledger day" if as_of is not None else "no ledger day: all payments are shown as to come")
    if as_of is not None:
        page.day(row, 2, to_day(as_of))
        build.new.book.define_name("ledger_day", f"={SUMMARY}!{at(row, 2, 'both')}")
    columns = quarter_heads(page, found.shown, row + 2)
    row += 6
    for currency in found.largest_first:
        row = _Block(found, build, page, columns, currency).write(row)
    finish_summary(build, page, row, columns)


@frozen(eq=False)
class _Block:
    """The lines of one currency."""

    found: Projected
    build: Build
    page: Page
    columns: Columns
    currency: str

    @property
    def _code(self) -> int:
        return self.found.baseline.code_of(self.currency)

    def write(self, row: int) -> int:
        """All lines, the check and the chart; the next free row."""
        base, page = self.found.baseline, self.page
        page.text(row, 0, f"{self.currency}: without an offer", "block")
        top = row + 1
        cash = [None, *base.coverage.masked("cash_paid", base.figure("cash_paid", self._code)), int(base.cash_paid[self._code, -1])]
        own = lambda name: quarters_cell(int(self.build.cells["baseline", name, self.currency]))  # noqa: E731
        first, last = self.columns.periods[0], self.columns.periods[-1]
        after = self._rounded(base_sum("cash", self.currency, self.columns.period(last)))
        self._line(top, "cash paid", lambda c: after if c == last else own("cash_paid")(c), cash, style="bold")
        coming = [int(v) for v in self._coming()]
        self._line(top + 1, "  of which after the ledger day", self._after, [None if not coming[0] else coming[0], *coming[1:]])
        if not coming[0]:
            page.text(top + 1, first, "")
        page.sum(
            top + 1,
            self.columns.whole,
            self._rounded(f"SUM({at(top + 1, first)}:{at(top + 1, last)})"),
            sum(coming),
            self.currency,
        )
        owed = base.coverage.masked("closing_payables", base.closing[self._code])
        self._line(top + 2, "payables at the end", own("closing_payables"), [None, *owed, None])
        row = self._check(top + 4)
        self._chart(top)
        return max(row, top + 22)

    def _line(self, row: int, words: str, formula: Callable[[int], str], values: Sequence[Any], style: str = "text") -> None:
        """A formula a period; a quarter of which it is not known says so."""
        self.page.text(row, 0, words, style)
        self.page.text(row, 1, self.currency, "stamp")
        for column, value in zip(self.columns.periods, values, strict=True):
            if value is not None:
                self.page.sum(row, column, formula(column), int(value), self.currency, style)
            elif column in self.columns.quarters:
                self.page.text(row, column, NOT_KNOWN, "unknown")

    def _rounded(self, formula: str) -> str:
        return f"ROUND({formula},{minor_digits(self.currency)})"

    def _after(self, column: int) -> str:
        """Cash of a period on the days after the ledger day."""
        total = base_sum("cash", self.currency, self.columns.period(column))
        later = total if self._since is None else f'{total[:-1]},base_day,">"&ledger_day)'
        return self._rounded(later)

    @property
    def _since(self) -> int | None:
        as_of = self.found.baseline.coverage.known.as_of
        return None if as_of is None else to_day(as_of)

    def _coming(self) -> Ints:
        """By period, minor units."""
        base = self.found.baseline
        days = base.first_cash_day + np.arange(base.cash_daily.shape[1])
        some = days > self._since if self._since is not None else np.ones(len(days), bool)
        out = np.zeros(len(self.found.shown) + 2, np.int64)
        np.add.at(out, self.found.shown.period(days[some]), base.cash_daily[self._code][some])
        return out

    def _check(self, row: int) -> int:
        """Cash of all items less that of all days."""
        if self.build.result.payments.summed is not None:
            return row
        where = f'"{self.currency}"'
        less = self._rounded(f"SUMIFS(paid_cash,paid_currency,{where})-SUMIFS(base_cash,base_currency,{where})")
        self.page.text(row, 0, "check: cash on Payments less cash on Baseline, nothing")
        self.page.text(row, 1, self.currency, "stamp")
        self.page.sum(row, 2, less, 0, self.currency)
        return row + 2

    def _chart(self, top: int) -> None:
        """Cash paid by quarter beside payables at its end."""
        chart = self.build.new.book.add_chart({"type": "column"})
        first, last = self.columns.quarters[0], self.columns.quarters[-1]
        for row, color in ((top, COLORS[0]), (top + 2, COLORS[2])):
            chart.add_series(
                {
                    "name": [SUMMARY, row, 0],
                    "categories": [SUMMARY, self.columns.first_row - 1, first, self.columns.first_row - 1, last],
                    "values": [SUMMARY, row, first, row, last],
                    "fill": {"color": color},
                    "gap": 60,
                }
            )
        finish_chart(chart, f"Cash paid and payables by quarter, {self.currency}")
        self.page.sheet.insert_chart(top + 6, 0, chart, {"x_offset": 8, "x_scale": 1.6, "y_scale": 1.0})
