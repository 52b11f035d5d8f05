"""The sheet Legs: every payment that the offers cause or take away; interest as a formula; what all sums are made of."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.words import ranked_by_share
from cashflow.deals import BUYER, PARTIES
from cashflow.ledger.groups import Groups
from cashflow.report.workbook.leg_rows import KINDS, LegRows
from cashflow.report.workbook.long_table import LongTable
from cashflow.report.workbook.page import HEAD, Build
from cashflow.report.workbook.styles import column_name, major

__all__ = ["FIRST", "LEGS", "letters_of", "write_legs"]

LEGS, FIRST = "Legs", HEAD + 1
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
    table = page.long_table(FIRST, len(legs))
    _Writer(build, table).write()
    table.done()
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
        largest = f"the largest payments{ranked_by_share(build.result.baseline.currencies)}"
        said = f"{len(legs) - summed:,} rows one by one, {largest}; {items:,} others are summed"
        page.text(5, 0, f"{said} into {summed:,} rows by supplier, day, payer, payee and nature, so that every sum holds.", "note")


class _Writer:
    """Rows to cells, column by column."""

    def __init__(self, build: Build, table: LongTable) -> None:
        self.build, self.table, self.legs = build, table, build.rows.legs
        self.at, self.weighted = {n: at for at, n in enumerate(_names(build))}, build.rows.weighted
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
        self.table.money(self.at["amount"], self.legs.amount.tolist(), self.currency)
        self._made()
        self._settled()
        if self.weighted:
            self._counted()
        self._earned()

    def _texts(self) -> None:
        legs, table, ledger = self.legs, self.table, self.build.result.payments.ledger
        known = zip(legs.invoice.tolist(), legs.items.tolist(), strict=True)
        columns: dict[str, list[str]] = {
            "supplier": self.supplier,
            "currency": self.currency,
            "document": [str(ledger.invoice[i]) if i >= 0 else f"{n:,} rows" for i, n in known],
            "payer": [PARTIES[p] for p in legs.payer.tolist()],
            "payee": [PARTIES[p] for p in legs.payee.tolist()],
            "nature": [KINDS[k] for k in legs.kind.tolist()],
        }
        for name, values in columns.items():
            table.texts(self.at[name], values)
        long = np.flatnonzero(legs.long).tolist()
        table.texts(self.at["long"], ["yes"] * len(long), long)
        table.numbers_of(self.at["scenario"], (legs.scenario + 1).tolist(), style="label")
        table.numbers_of(self.at["offer"], legs.offer.tolist(), style="label")

    def _dates(self) -> None:
        legs = self.legs
        since = np.where(legs.since != legs.day, legs.since, NO_DAY)
        days: dict[str, Ints] = {"invoice_date": legs.invoice_day, "due_date": legs.due_day, "old_date": legs.base_day, "day": legs.day}
        days |= {"since": since, "invoiced_later": legs.prepaid}
        for name, values in days.items():
            known = np.flatnonzero(values != NO_DAY)
            self.table.days(self.at[name], values[known].tolist(), known.tolist())

    def _cell(self, name: str, number: int | str = "#") -> str:
        """A cell, by default that in the row of a formula."""
        return f"{column_name(self.at[name])}{number}"

    def _exact(self, rows: list[int]) -> list[float]:
        """Amounts that are not rounded, in major units."""
        return [value / self.unit[row] for row, value in zip(rows, self.legs.exact[rows].tolist(), strict=True)]

    def _of(self, values: list[str], rows: list[int]) -> list[str]:
        return [values[row] for row in rows]

    def _made(self) -> None:
        """What a live amount counts on, for how many days of which year, and the amount not rounded."""
        legs, table, live = self.legs, self.table, self.legs.live.astype(bool)
        plain = np.flatnonzero(~live & (self.live | ((legs.since < legs.day) & (legs.exact != 0)))).tolist()
        table.numbers_of(self.at["exact"], self._exact(plain), plain, "exact")
        rows = np.flatnonzero(live).tolist()
        principal = [value / self.unit[row] for row, value in zip(rows, legs.principal[rows].tolist(), strict=True)]
        table.numbers_of(self.at["principal"], principal, rows, "text", self._of(self.currency, rows))
        by_days = np.flatnonzero(live & (legs.year != 0)).tolist()
        for name, values in (("days", legs.days), ("year", legs.year)):
            table.numbers_of(self.at[name], values[by_days].tolist(), by_days)
        table.formulas(self.at["exact"], self._made_of(rows), self._exact(rows), rows, "exact")

    def _made_of(self, rows: list[int]) -> list[str]:
        """Principal × days / days of the year × the rate's cell, with the reference rate of the row and what else it is multiplied by."""
        legs, plain = self.legs, self._cell("principal")
        by_days = f"{plain}*{self._cell('days')}/{self._cell('year')}"
        keys = zip(
            *(v[rows].tolist() for v in (legs.scenario, legs.offer, legs.option, legs.reference, legs.factor, legs.year)), strict=True
        )
        out = []
        for *option, reference, factor, year in keys:
            scenario, offer, number = option
            name, _ = self.build.rates[scenario, offer, number]
            rate = f"({reference!r}+{name})" if reference else name
            out.append(f"{by_days if year else plain}*{rate if factor == 1 else f'{rate}*{factor!r}'}")
        return out

    def _settled(self) -> None:
        """The cents of each payment: where they hang on a rate, as a formula in its last row."""
        legs, table, place = self.legs, self.table, self.at["settled"]
        plain = np.flatnonzero(~self.live).tolist()
        table.money(place, legs.amount[plain].tolist(), self._of(self.currency, plain), plain)
        rows = np.flatnonzero(self.live & (self.last == np.arange(len(legs)))).tolist()
        first, currencies = self.first[rows].tolist(), self._of(self.currency, rows)
        formulas = [
            f"ROUND(ROUND(SUM({self._cell('exact', FIRST + start + 1)}:{self._cell('exact')}),6),{minor_digits(currency)})"
            for start, currency in zip(first, currencies, strict=True)
        ]
        table.sums(place, formulas, self.payment[rows].tolist(), currencies, rows)

    def _counted(self) -> None:
        """What of it counts, where some accept in part."""
        table, amounts = self.table, np.where(self.live, self.payment, self.legs.amount).tolist()
        table.numbers_of(self.at["share"], [float(share) for share in self.share], style="rate")
        rows = np.flatnonzero(~self.live | (self.last == np.arange(len(self.legs)))).tolist()
        formula = f"{self._cell('settled')}*{self._cell('share')}"
        values = [_weighed(amounts[row], self.share[row], self.currency[row]) for row in rows]
        table.formulas(self.at["counted"], [formula] * len(rows), values, rows, "text", self._of(self.currency, rows))

    def _earned(self) -> None:
        """Principal × days, and what of a cost is earned a day, for the sums of what is owed at a quarter end."""
        legs, table, start = self.legs, self.table, int(self.build.result.shown.first[0])
        moved = np.flatnonzero(legs.amount_days != 0).tolist()
        values = [value / self.unit[row] for row, value in zip(moved, legs.amount_days[moved].tolist(), strict=True)]
        table.numbers_of(self.at["amount_days"], values, moved, "text", self._of(self.currency, moved))
        sign = _buyers_sign(legs)
        rows = np.flatnonzero((legs.since < legs.day) & (sign != 0) & (self.live | (legs.exact != 0))).tolist()
        signs, spans = sign[rows].tolist(), (legs.day - legs.since)[rows].tolist()
        offsets, share = (legs.since[rows] - start).tolist(), f"*{self._cell('share')}" if self.weighted else ""
        daily = [s * e * float(self.share[row]) / n for s, e, row, n in zip(signs, self._exact(rows), rows, spans, strict=True)]
        formulas = [f"{'-' * (s < 0)}{self._cell('exact')}{share}/{n}" for s, n in zip(signs, spans, strict=True)]
        table.formulas(self.at["a_day"], formulas, daily, rows, "exact")
        formulas, values = [f"{self._cell('a_day')}*{n}" for n in offsets], [v * n for v, n in zip(daily, offsets, strict=True)]
        table.formulas(self.at["a_day_offset"], formulas, values, rows, "exact")


def _buyers_sign(legs: LegRows) -> Ints:
    """1 where the buyer pays, −1 where it is paid."""
    buyer = PARTIES.index(BUYER)
    return (legs.payer == buyer).astype(np.int64) - (legs.payee == buyer)


def _weighed(minor: int, share: Fraction, currency: str) -> float:
    return major(minor, currency) if share == 1 else float(Fraction(minor) * share / 10 ** minor_digits(currency))
