"""A letter as a workbook: a sheet an option, with the rate offered and the supplier's own rate in cells, days and benefit as formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError
from cashflow.report.letters.letter_model import Letter, LetterOption, Line
from cashflow.report.letters.letter_rate import LiveRate, live_rate
from cashflow.report.letters.letter_words import Tongue, tongue
from cashflow.report.workbook.styles import CUT, CUT_NOTE, NewBook, money_format, safe_text

__all__ = ["letter_book"]

_FIRST = 7
"""Rows above the first invoice, beside its head."""
_MOST_ROWS = 1_048_576 - 100
"""Invoices that a sheet holds beside its head, payments and notes; XlsxWriter drops what is beyond without a word."""
_COLUMNS = {
    "invoice": "A",
    "invoice_date": "B",
    "due_date": "C",
    "baseline": "D",
    "received": "E",
    "days_usual": "F",
    "days_due": "G",
    "amount": "H",
    "tax_in": "I",
    "exact": "J",
    "gain": "K",
    "vat": "L",
    "since": "M",
    "benefit": "N",
}
_NUMBERS = ("days_usual", "days_due", "amount", "tax_in", "exact", "gain", "vat", "benefit")
_OWN_RATE, _OFFERED = "$D$4", "$D$5"


def letter_book(letter: Letter, language: str = "en") -> bytes:
    """One supplier's letter as a workbook; what formulas give is in it as well.

    Parameters
    ----------
    letter
        From `letters_of`.
    language
        One of `LANGUAGES`.

    Raises
    ------
    InputError
        XlsxWriter or Babel is not installed; more invoices than a sheet holds.
    """
    new = NewBook("offer letters")
    for option in letter.options:
        if len(option.lines) > _MOST_ROWS:
            reason = f"has {len(option.lines):,} invoices in the offer, and a sheet holds {_MOST_ROWS:,}"
            raise InputError(reason, column="supplier", value=letter.supplier, hint="Let the offer cover fewer invoices")
        _Sheet(new, letter, option, tongue(language), live_rate(option)).write()
    return new.bytes()


@frozen(eq=False)
class _Sheet:
    """The sheet of one option."""

    new: NewBook
    letter: Letter
    option: LetterOption
    own: Tongue
    live: LiveRate | None

    def write(self) -> None:
        """Head, rates, invoices, payments, benefit, notes."""
        sheet, words = self.new.book.add_worksheet(f"Option {self.option.number}"), self.own.words
        style = self.new.style
        sheet.write_string(0, 0, safe_text(f"{words['title']}: {self.letter.supplier}"), style("title"))
        heading = self.own.said("option", number=self.option.number, heading=self.own.heading(self.option.scheme))
        sheet.write_string(1, 0, safe_text(f"{heading}. {self.own.said('amounts_in', currency=self.letter.currency)}"))
        sheet.write_string(2, 0, f"{words['change']} {words['reference']} {self.letter.reference}", style("note"))
        self._rates(sheet)
        sheet.set_row(_FIRST - 1, 45)
        for column, name in enumerate(_COLUMNS):
            sheet.write_string(_FIRST - 1, column, words[name], style("head_right" if name in _NUMBERS else "head"))
        for at, line in enumerate(self.option.lines):
            self._line(sheet, _FIRST + at, line)
        self._total(sheet)
        self._below(sheet)
        for column, width in enumerate(self._widths()):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(_FIRST, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_FIRST - 1)

    def _rates(self, sheet: Any) -> None:
        words, style = self.own.words, self.new.style("rate_input")
        sheet.write_string(3, 0, self.own.said("your_rate", day_count=self.letter.day_count))
        sheet.write_blank(3, 3, None, style) if self.letter.rate is None else sheet.write_number(3, 3, float(self.letter.rate), style)
        if self.live is not None:
            label = f"{words['our_rate']}, {self.live.day_count}" if self.live.year else f"{words['our_rate']}, {words['share']}"
            sheet.write_string(4, 0, label)
            sheet.write_number(4, 3, float(self.live.rate), style)

    @property
    def _money(self) -> Any:
        return self.new.style("text", num_format=money_format(self.letter.digits))

    @property
    def _last(self) -> int:
        """The row of the last invoice, as formulas count."""
        return _FIRST + len(self.option.lines)

    def _line(self, sheet: Any, at: int, line: Line) -> None:
        row, date, money = at + 1, self.new.style("date"), self._money
        sheet.write_string(at, 0, safe_text(line.invoice + (f" ({self.own.words['planned']})" if line.planned else "")))
        for name, day in (("invoice_date", line.invoice_date), ("due_date", line.due_date), ("baseline", line.baseline)):
            _write_date(sheet, f"{_COLUMNS[name]}{row}", day, date)
        _write_date(sheet, f"E{row}", line.received, date)
        sheet.write_formula(f"F{row}", f"=E{row}-D{row}", None, line.days_usual)
        if line.days_due is not None:
            sheet.write_formula(f"G{row}", f"=E{row}-C{row}", None, line.days_due)
        for name, value in (("amount", line.amount), ("tax_in", line.tax), ("vat", line.vat)):
            if value is not None:
                sheet.write_number(f"{_COLUMNS[name]}{row}", float(value), money)
        exact = Fraction(line.gain) if self.live is None else self.live.exact(line)
        if self.live is None:
            sheet.write_number(f"J{row}", float(exact), self.new.style("exact"))
        else:
            sheet.write_formula(f"J{row}", self._gain(row), self.new.style("exact"), float(exact))
        sheet.write_formula(f"K{row}", f"=ROUND(J{row},{self.letter.digits})", money, float(self.letter.rounded(exact)))
        _write_date(sheet, f"M{row}", line.since, date)
        rate = self.letter.rate
        benefit = None if rate is None else self.letter.rounded(exact - Fraction(line.amount) * line.days_usual * rate / self.option.basis)
        formula = f"ROUND(J{row}-H{row}*{_OWN_RATE}*F{row}/{self.option.basis},{self.letter.digits})"
        self._own(sheet, f"N{row}", formula, None if benefit is None else float(benefit), money)

    def _gain(self, row: int) -> str:
        """What comes in addition for an invoice, as a formula over the rate offered."""
        assert self.live is not None
        base = f"(H{row}-I{row})" if self.live.net else f"H{row}"
        sign = "-" if self.live.sign < 0 else ""
        return f"={sign}{base}*{_OFFERED}*(E{row}-M{row})/{self.live.year}" if self.live.year else f"={sign}{base}*{_OFFERED}"

    def _own(self, sheet: Any, cell: str, formula: str, value: float | None, style: Any) -> None:
        """A formula over the supplier's own rate: empty until there is one, since no rate is not a rate of nothing."""
        if self.letter.rate is None:
            sheet.write_formula(cell, f'=IF({_OWN_RATE}="","",{formula})', style, "")
        else:
            sheet.write_formula(cell, f"={formula}", style, 0.0 if value is None else value)

    def _total(self, sheet: Any) -> None:
        """Sums; what comes in addition is the sum of the payments below, each rounded as it is paid."""
        style = self.new.style("bold", num_format=money_format(self.letter.digits), top=1)
        at = self._last
        sheet.write_string(at, 0, self.own.words["total"], self.new.style("bold", top=1))
        for column in range(1, len(_COLUMNS)):
            sheet.write_blank(at, column, None, style)
        for name, value in (("H", lambda x: x.amount), ("L", lambda x: x.vat)):
            sheet.write_formula(f"{name}{at + 1}", f"=SUM({name}{_FIRST + 1}:{name}{at})", style, float(self.option.total(value)))
        sheet.write_formula(f"K{at + 1}", f"={self._paid}", style, float(self.option.total(lambda x: x.gain)))

    @property
    def _paid(self) -> str:
        """The sum of what comes in addition with every payment."""
        first = self._last + 4
        return f"SUM(K{first}:K{first + len(self.option.payments()) - 1})"

    def _below(self, sheet: Any) -> None:
        """Payments by day; the benefit against both baselines; notes."""
        words, payments, at = self.own.words, self.option.payments(), self._last + 2
        sheet.write_string(f"A{at + 1}", words["payments"], self.new.style("bold"))
        self._heads(sheet, at, {"E": "day", "H": "principal", "K": "gain"})
        for row, (day, amount, gain) in enumerate(payments, at + 2):
            self._payment(sheet, row, day, amount, gain)
        at += len(payments) + 2
        self._heads(sheet, at, {"A": "against", "E": "days", "H": "benefit"})
        self._against(sheet, at + 2, "usual")
        self._against(sheet, at + 3, "due")
        self._notes(sheet, at + 5)

    def _heads(self, sheet: Any, at: int, columns: Mapping[str, str]) -> None:
        sheet.set_row(at, 30)
        for column, name in columns.items():
            sheet.write_string(
                f"{column}{at + 1}", self.own.words[name], self.new.style("head" if name in ("day", "against") else "head_right")
            )

    def _payment(self, sheet: Any, row: int, day: dt.date, amount: Decimal, gain: Decimal) -> None:
        paid, lines = f"$E${_FIRST + 1}:$E${self._last}", f"{_FIRST + 1}:"
        _write_date(sheet, f"E{row}", day, self.new.style("date"))
        column = lambda name: f"${name}${lines[:-1]}:${name}${self._last}"  # noqa: E731
        sheet.write_formula(f"H{row}", f"=SUMIF({paid},E{row},{column('H')})", self._money, float(amount))
        exact = f"SUMIF({paid},E{row},{column('J')})"
        sheet.write_formula(f"K{row}", f"=ROUND({exact},{self.letter.digits})", self._money, float(gain))

    def _against(self, sheet: Any, row: int, name: str) -> None:
        """The benefit against one baseline, days weighted by amount."""
        days_of = {"usual": lambda x: x.days_usual, "due": lambda x: x.days_due}[name]
        found, column = self.option.benefit(days_of, self.letter.rate), {"usual": "F", "due": "G"}[name]
        sheet.write_string(f"A{row}", self.own.words[name])
        if any(days_of(line) is None for line in self.option.lines):
            sheet.write_string(f"E{row}", self.own.words["unknown"])
            sheet.write_string(f"H{row}", self.own.words["unknown"])
            return
        amounts, days = (f"${c}${_FIRST + 1}:${c}${self._last}" for c in ("H", column))
        waited = f"SUMPRODUCT({amounts},{days})"
        if found.days is None:
            sheet.write_string(f"E{row}", self.own.words["unknown"])
        else:
            sheet.write_formula(f"E{row}", f"={waited}/SUM({amounts})", self.new.style("days"), float(found.days))
        formula = f"ROUND({self._paid}-{waited}*{_OWN_RATE}/{self.option.basis},{self.letter.digits})"
        value = None if found.money is None else float(self.letter.rounded(found.money))
        self._own(sheet, f"H{row}", formula, value, self._money)

    def _notes(self, sheet: Any, at: int) -> None:
        words = self.own.words
        notes = [self.own.said("formula", basis=self.option.basis), words["cents"]]
        notes += [words["interest"]] if any(line.since for line in self.option.lines) else []
        texts = [self.letter.supplier, *(line.invoice for line in self.option.lines)]
        notes += [CUT_NOTE.format("offer_letters.csv")] if any(safe_text(t).endswith(CUT) for t in texts) else []
        for row, note in enumerate(notes, at):
            sheet.write_string(row, 0, note, self.new.style("note"))

    def _widths(self) -> Sequence[int]:
        """Columns wide enough for every figure and its total: a spreadsheet shows ### where a number does not fit."""
        lines, digits = self.option.lines, self.letter.digits
        widths = dict.fromkeys(_COLUMNS, 15)
        widths["invoice"] = max(20, min(max(len(line.invoice) for line in lines) + 2, 40))
        sums: Mapping[str, Sequence[Decimal]] = {
            "amount": [*(x.amount for x in lines), self.option.total(lambda x: x.amount)],
            "tax_in": [x.tax for x in lines if x.tax is not None],
            "gain": [*(x.gain for x in lines), self.option.total(lambda x: x.gain)],
            "vat": [*(x.vat for x in lines), self.option.total(lambda x: x.vat)],
        }
        for name, values in sums.items():
            widths[name] = max(15, *(len(f"{v:,.{digits}f}") + 3 for v in [*values, Decimal(0)]))
        widths["exact"] = widths["gain"] + 5
        widths["benefit"] = max(widths["gain"], widths["amount"])
        return list(widths.values())


def _write_date(sheet: Any, cell: str, day: dt.date | None, style: Any) -> None:
    if day is not None:
        sheet.write_datetime(cell, dt.datetime.combine(day, dt.time()), style)
