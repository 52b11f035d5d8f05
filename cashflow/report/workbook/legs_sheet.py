"""The sheet Legs: every payment that the offers cause or take away; interest as a formula; what all sums are made of."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import NO_DAY, Ints
from cashflow.deals import BUYER, PARTIES
from cashflow.ledger.groups import Groups
from cashflow.report.workbook.leg_rows import KINDS, LegRows
from cashflow.report.workbook.page import HEAD, Build, Page, column_name
from cashflow.report.workbook.styles import major, safe_text

__all__ = ["FIRST", "LEGS", "letters_of", "write_legs"]

LEGS, FIRST = "Legs", HEAD + 1
_EPOCH = 25_569  # day number 0 as spreadsheets count, from 1899-12-30
_COLUMNS = {
    "scenario": ("scenario, number", 9),
    "offer": ("offer, number", 7),
    "supplier": ("supplier", 30),
    "currency": ("currency", 9),
    "document": ("document", 20),
    "invoice_date": ("invoice date", 11),
    "due_date": ("due date by contract", 11),
    "old_date": ("paid on, without the offer", 11),
    "day": ("paid on", 11),
    "payer": ("payer", 10),
    "payee": ("payee", 13),
    "nature": ("nature", 15),
    "amount": ("amount as run (in the currency of the row)", 18),
    "since": ("counted from", 11),
    "principal": ("counts on (in the currency of the row)", 18),
    "days": ("days, by the option's day count", 10),
    "year": ("days of its year", 9),
    "exact": ("amount at the rates now, not rounded", 20),
    "settled": ("settled at the rates now (in the currency of the row)", 18),
    "share": ("share accepted", 10),
    "counted": ("counted: settled × share (in the currency of the row)", 18),
    "amount_days": ("principal × days later (currency × days)", 20),
    "a_day": ("buyer's cost earned a day", 20),
    "a_day_offset": ("the same × days from the first quarter's first day to 'counted from'", 20),
    "long": ("long tenor (agency)", 9),
    "invoiced_later": ("paid before the invoice of", 11),
}
_WEIGHTED = ("share", "counted")
_LEFT = ("supplier", "currency", "document", "payer", "payee", "nature", "long")


def _names(build: Build) -> list[str]:
    """Columns of the sheet; where all accept in full there are no shares."""
    return [n for n in _COLUMNS if build.rows.weighted or n not in _WEIGHTED]


def letters_of(build: Build, name: str) -> str:
    """Letters of a column; what is counted is what is settled, where all accept in full."""
    names = _names(build)
    return column_name(names.index(name if name in names else "settled"))


def write_legs(build: Build) -> None:
    """All rows, and the names that formulas know the columns by."""
    legs, names = build.rows.legs, _names(build)
    page = build.page(LEGS, "Legs: payments that the offers cause, and those they take away")
    page.heads(HEAD, [_COLUMNS[n][0] for n in names], right=[at for at, n in enumerate(names) if n not in _LEFT])
    page.sheet.set_row(HEAD, 70)
    _Writer(build, page).write()
    last = max(len(legs), 1) + HEAD
    for name in _COLUMNS:
        if name in names or name == "counted":
            letters = letters_of(build, name)
            build.new.book.define_name(f"leg_{name}", f"={LEGS}!${letters}${FIRST + 1}:${letters}${last + 1}")
    wider = {18: build.money_width, 20: build.money_width + 4}  # of amounts, and of amounts × days
    page.widths({at: wider.get(_COLUMNS[n][1], _COLUMNS[n][1]) if n != "document" else 20 for at, n in enumerate(names)})
    page.table(HEAD, last, len(names), 5, pages=2)
    summed = int((legs.invoice < 0).sum())
    if summed:
        items = int(legs.items[legs.invoice < 0].sum())
        said = f"{len(legs) - summed:,} rows one by one, the largest payments; {items:,} others are summed"
        page.text(5, 0, f"{said} into {summed:,} rows by supplier, day, payer, payee and nature, so that every sum holds.", "note")


class _Writer:
    """Rows to cells, column by column."""

    def __init__(self, build: Build, page: Page) -> None:
        self.build, self.page, self.legs = build, page, build.rows.legs
        self.sheet, self.at = page.sheet, {n: at for at, n in enumerate(_names(build))}
        ledger, legs = build.result.payments.ledger, self.legs
        groups = Groups.of(ledger.currency.values)
        self.supplier = [ledger.supplier.values[s] for s in groups.supplier(legs.group).tolist()]
        self.currency = [ledger.currency.values[c] for c in groups.currency(legs.group).tolist()]
        self.unit = [10 ** minor_digits(c) for c in self.currency]
        self.share = [build.rows.shares[s] for s in legs.share.tolist()]
        starts = legs.starts
        count = np.diff(np.append(starts, len(legs)))
        self.first = np.repeat(starts, count)
        self.last = np.repeat(starts + count - 1, count)
        self.payment = np.repeat(np.add.reduceat(legs.amount, starts), count) if len(starts) else legs.amount
        self.live = np.repeat(np.maximum.reduceat(legs.live, starts), count) if len(starts) else np.zeros(0, bool)

    def write(self) -> None:
        """All columns."""
        self._texts()
        self._dates()
        money = self.page.money
        for row, minor in enumerate(self.legs.amount.tolist()):
            money(FIRST + row, self.at["amount"], minor, self.currency[row])
        self._made()
        self._settled()
        self._counted()
        self._earned()

    def _texts(self) -> None:
        legs, style, label, ledger = self.legs, self.page.new.style("text"), self.page.new.style("label"), self.build.result.payments.ledger
        shown = {name: safe_text(name) for name in {*self.supplier}}
        known = zip(legs.invoice.tolist(), legs.items.tolist(), strict=True)
        columns: dict[str, list[str]] = {
            "supplier": [shown[s] for s in self.supplier],
            "currency": self.currency,
            "document": [safe_text(str(ledger.invoice[i])) if i >= 0 else f"{n:,} rows" for i, n in known],
            "payer": [PARTIES[p] for p in legs.payer.tolist()],
            "payee": [PARTIES[p] for p in legs.payee.tolist()],
            "nature": [KINDS[k] for k in legs.kind.tolist()],
        }
        for name, values in columns.items():
            at, write = self.at[name], self.sheet.write_string
            for row, text in enumerate(values, FIRST):
                write(row, at, text, style)
        for row in np.flatnonzero(legs.long).tolist():
            self.sheet.write_string(FIRST + row, self.at["long"], "yes", style)
        for name, numbers in (("scenario", legs.scenario + 1), ("offer", legs.offer)):
            for row, number in enumerate(numbers.tolist(), FIRST):
                self.sheet.write_number(row, self.at[name], number, label)

    def _dates(self) -> None:
        legs, style = self.legs, self.page.new.style("date")
        since = np.where(legs.since != legs.day, legs.since, NO_DAY)
        days: dict[str, Ints] = {"invoice_date": legs.invoice_day, "due_date": legs.due_day, "old_date": legs.base_day, "day": legs.day}
        days |= {"since": since, "invoiced_later": legs.prepaid}
        for name, values in days.items():
            known = np.flatnonzero(values != NO_DAY)
            for row, number in zip((known + FIRST).tolist(), (values[known] + _EPOCH).tolist(), strict=True):
                self.sheet.write_number(row, self.at[name], number, style)

    def _cell(self, name: str, row: int) -> str:
        return f"{column_name(self.at[name])}{FIRST + row + 1}"

    def _made(self) -> None:
        """What a live amount counts on, for how many days of which year, and the amount not rounded."""
        legs, at, count, exact = self.legs, self.at, self.page.new.style("count"), self.page.new.style("exact")
        kept = self.live | ((legs.since < legs.day) & (legs.exact != 0))
        for row in np.flatnonzero(kept).tolist():
            cell, value = FIRST + row, float(legs.exact[row]) / self.unit[row]
            if not legs.live[row]:
                self.sheet.write_number(cell, at["exact"], value, exact)
                continue
            formula, money = self._cell("principal", row), self.page.new.money(self.currency[row])
            self.sheet.write_number(cell, at["principal"], float(legs.principal[row]) / self.unit[row], money)
            if legs.year[row]:
                self.sheet.write_number(cell, at["days"], int(legs.days[row]), count)
                self.sheet.write_number(cell, at["year"], int(legs.year[row]), count)
                formula = f"{formula}*{self._cell('days', row)}/{self._cell('year', row)}"
            self.sheet.write_formula(cell, at["exact"], f"={formula}*{self._rate(row)}", exact, value)

    def _rate(self, row: int) -> str:
        """The rate's cell, with the reference rate of the row and what else the amount is multiplied by."""
        legs = self.legs
        name, _ = self.build.rates[int(legs.scenario[row]), int(legs.offer[row]), int(legs.option[row])]
        rate = f"({float(legs.reference[row])!r}+{name})" if legs.reference[row] else name
        return rate if legs.factor[row] == 1 else f"{rate}*{float(legs.factor[row])!r}"

    def _settled(self) -> None:
        """The cents of each payment: where they hang on a rate, as a formula in its last row."""
        page, amounts, first, last = self.page, self.legs.amount.tolist(), self.first.tolist(), self.last.tolist()
        for row, (currency, live) in enumerate(zip(self.currency, self.live.tolist(), strict=True)):
            if not live:
                page.money(FIRST + row, self.at["settled"], amounts[row], currency)
            elif last[row] == row:
                rows = f"{self._cell('exact', first[row])}:{self._cell('exact', row)}"
                formula = f"ROUND(ROUND(SUM({rows}),6),{minor_digits(currency)})"
                page.sum(FIRST + row, self.at["settled"], formula, int(self.payment[row]), currency)

    def _counted(self) -> None:
        """What of it counts, where some accept in part."""
        if not self.build.rows.weighted:
            return
        percent, amounts = self.page.new.style("rate"), self.legs.amount.tolist()
        for row, share in enumerate(self.share):
            self.sheet.write_number(FIRST + row, self.at["share"], float(share), percent)
            minor = int(self.payment[row]) if self.live[row] else amounts[row]
            if not self.live[row] or self.last[row] == row:
                formula, money = f"={self._cell('settled', row)}*{self._cell('share', row)}", self.page.new.money(self.currency[row])
                self.sheet.write_formula(FIRST + row, self.at["counted"], formula, money, _weighed(minor, share, self.currency[row]))

    def _earned(self) -> None:
        """Principal × days, and what of a cost is earned a day, for the sums of what is owed at a quarter end."""
        legs, exact, first = self.legs, self.page.new.style("exact"), int(self.build.result.shown.first[0])
        for row in np.flatnonzero(legs.amount_days != 0).tolist():
            value, money = int(legs.amount_days[row]) / self.unit[row], self.page.new.money(self.currency[row])
            self.sheet.write_number(FIRST + row, self.at["amount_days"], value, money)
        sign = _buyers_sign(legs)
        for row in np.flatnonzero((legs.since < legs.day) & (sign != 0) & (self.live | (legs.exact != 0))).tolist():
            span, offset = int(legs.day[row] - legs.since[row]), int(legs.since[row]) - first
            value = int(sign[row]) * float(legs.exact[row]) / self.unit[row] * float(self.share[row]) / span
            minus, share = "-" if sign[row] < 0 else "", f"*{self._cell('share', row)}" if self.build.rows.weighted else ""
            formula = f"={minus}{self._cell('exact', row)}{share}/{span}"
            self.sheet.write_formula(FIRST + row, self.at["a_day"], formula, exact, value)
            self.sheet.write_formula(FIRST + row, self.at["a_day_offset"], f"={self._cell('a_day', row)}*{offset}", exact, value * offset)


def _buyers_sign(legs: LegRows) -> Ints:
    """1 where the buyer pays, −1 where it is paid."""
    buyer = PARTIES.index(BUYER)
    return (legs.payer == buyer).astype(np.int64) - (legs.payee == buyer)


def _weighed(minor: int, share: Fraction, currency: str) -> float:
    return major(minor, currency) if share == 1 else float(Fraction(minor) * share / 10 ** minor_digits(currency))
