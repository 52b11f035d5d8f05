"""The sheet Suppliers: what each gets, what it costs, and whether it is made whole, as formulas over its funding rate and its legs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints
from cashflow.basics.money import whole
from cashflow.deals import BUYER, NATURES, PARTIES, SUPPLIER
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures.catalog import COSTS
from cashflow.report.tables import yes_or_no
from cashflow.report.workbook.leg_rows import LegRows
from cashflow.report.workbook.legs_sheet import FIRST, LEGS, letters_of
from cashflow.report.workbook.page import HEAD, Build, Page, at, column_name

__all__ = ["SUPPLIERS", "supplier_cell", "write_suppliers"]

SUPPLIERS = "Suppliers"
_COLUMNS = {
    "scenario": ("scenario, number", 9),
    "offer": ("offer, number", 7),
    "supplier": ("supplier", 34),
    "currency": ("currency", 9),
    "option": ("option taken", 34),
    "share": ("share accepted", 10),
    "items": ("items moved", 9),
    "amount": ("amount moved", 18),
    "days": ("days later, average", 9),
    "incentive": ("gets in addition, at the rates now", 18),
    "cost": ("cost to the buyer, at the rates now", 18),
    "low": ("own funding rate, low (change it)", 11),
    "high": ("own funding rate, high (change it)", 11),
    "basis": ("days of its year", 8),
    "wait": ("principal × days it waits, against the usual day", 20),
    "wait_due": ("the same against the contract due date", 20),
    "loss": ("expected credit loss", 14),
    "net": ("net benefit, at the worse rate", 18),
    "best": ("net benefit, at the better rate", 18),
    "net_due": ("net benefit against the due date, worse rate", 18),
    "break_even": ("break-even rate", 10),
    "whole": ("made whole against the usual day", 12),
    "whole_due": ("made whole against the due date", 12),
    "was": ("the same as run, usual day", 12),
    "was_due": ("the same as run, due date", 12),
    "change": ("changed?", 11),
    "rounding": ("half a unit a rounded payment", 12),
}
_AT = {name: number for number, name in enumerate(_COLUMNS)}


def write_suppliers(build: Build) -> None:
    """A row a scenario, offer, supplier and currency that an offer covers, in the order of suppliers.csv."""
    page = build.page(SUPPLIERS, "Suppliers: what they get, what it costs, who is made whole")
    left = ("supplier", "currency", "option", "whole", "whole_due", "was", "was_due", "change")
    page.heads(HEAD, [words for words, _ in _COLUMNS.values()], right=[n for n, c in enumerate(_COLUMNS) if c not in left])
    page.sheet.set_row(HEAD, 56)
    row, ranges = HEAD, _ranges(build.rows.legs)
    for one in _rows(build):
        row += 1
        build.cells["supplier", one.scenario, one.offer.suppliers[one.group], one.currency] = str(row)
        _Row(build, page, row, one, ranges.get((one.scenario, one.place, int(one.offer.covered.groups[one.group])))).write()
    last = max(row, HEAD + 1)
    for name in ("scenario", "currency", "share", "cost", "whole", "whole_due", "change", "net"):
        letters = column_name(_AT[name])
        build.new.book.define_name(f"supplier_{name}", f"={SUPPLIERS}!${letters}${HEAD + 2}:${letters}${last + 1}")
    page.widths({n: width + (build.money_width - 18 if width >= 18 and n > 5 else 0) for n, (_, width) in enumerate(_COLUMNS.values())})
    for name in ("whole", "whole_due", "change"):
        rule = {"type": "cell", "criteria": "==", "value": '"no longer"' if name == "change" else '"no"', "format": build.new.style("flag")}
        page.sheet.conditional_format(HEAD + 1, _AT[name], last, _AT[name], rule)
    page.table(HEAD, row, len(_COLUMNS), 4, pages=2)


def supplier_cell(build: Build, scenario: int, supplier: str, currency: str, name: str) -> str:
    """A cell of a supplier, in the last offer that covers it."""
    return f"{SUPPLIERS}!{at(int(build.cells['supplier', scenario, supplier, currency]), _AT[name])}"


@frozen(eq=False)
class _One:
    """A supplier in an offer."""

    scenario: int
    place: int
    offer: OfferResult
    group: int
    currency: str


def _rows(build: Build) -> Iterator[_One]:
    """All, by scenario, offer, supplier, currency."""
    currencies = build.result.baseline.currencies
    groups = Groups.of(currencies)
    for number, found in enumerate(build.result.scenarios):
        for place, offer in enumerate(found.offers, 1):
            codes = groups.currency(offer.covered.groups).tolist()
            order = sorted(range(len(codes)), key=lambda g: (offer.suppliers[g], currencies[codes[g]]))
            for g in order:
                yield _One(number, place, offer, g, currencies[codes[g]])


def _ranges(legs: LegRows) -> dict[tuple[int, int, int], tuple[int, int]]:
    """First and last row of Legs of each scenario, offer and group."""
    if not len(legs):
        return {}
    keys = np.stack([legs.scenario, legs.offer, legs.group])
    starts = np.flatnonzero(np.append(True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)))
    ends = np.append(starts[1:], len(legs)) - 1
    return {tuple(keys[:, a].tolist()): (a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)}


class _Row:
    """The cells of one supplier."""

    def __init__(self, build: Build, page: Page, row: int, one: _One, legs: tuple[int, int] | None) -> None:
        self.build, self.page, self.row, self.one, self.legs = build, page, row, one, legs
        self.digits, self.unit = minor_digits(one.currency), 10 ** minor_digits(one.currency)
        self.option = int(one.offer.choice[one.group])
        self.took, self.judged = one.offer.options[self.option], one.offer.benefits[self.option]
        self.decides = bool(one.offer.decides[one.group])

    def write(self) -> None:
        """All cells."""
        one, page, row, g, covered = self.one, self.page, self.row, self.one.group, self.one.offer.covered
        page.number(row, _AT["scenario"], one.scenario + 1, "label")
        page.number(row, _AT["offer"], one.place, "label")
        page.text(row, _AT["supplier"], one.offer.suppliers[g])
        page.text(row, _AT["currency"], one.currency)
        page.text(row, _AT["option"], str(covered.offer.options[self.option]))
        page.number(row, _AT["items"], int(covered.moved[g]))
        self._money("amount", int(covered.amount[g]))
        if covered.amount[g]:
            page.number(row, _AT["days"], int(covered.amount_days[g]) / int(covered.amount[g]), "days")
        self._summed("incentive", SUPPLIER, int(self.took.income[g]))
        self._summed("cost", BUYER, int(self.took.financing_cost[g]))
        if self.decides:
            page.number(row, _AT["share"], float(one.offer.weight[g]), "rate")
            self._judged()

    def _money(self, name: str, minor: int) -> None:
        self.page.money(self.row, _AT[name], minor, self.one.currency)

    def _c(self, name: str) -> str:
        return at(self.row, _AT[name])

    def _summed(self, name: str, party: str, minor: int) -> None:
        """What a party pays, or the supplier gets, beside principal and VAT: over its own rows of Legs."""
        if self.legs is None:
            return self._money(name, minor)
        first, last = self.legs
        rows = lambda c: f"{LEGS}!{letters_of(self.build, c)}{FIRST + first + 1}:{letters_of(self.build, c)}{FIRST + last + 1}"  # noqa: E731
        legs, terms = self.build.rows.legs, []
        gets = party == SUPPLIER
        for kind in np.unique(legs.kind[first : last + 1]).tolist():
            if kind >= len(NATURES) or NATURES[kind] not in COSTS:
                continue
            for side, codes in (("payee", legs.payee), ("payer", legs.payer)):
                some = (codes[first : last + 1] == PARTIES.index(party)) & (legs.kind[first : last + 1] == kind)
                if some.any():
                    sign = "+" if (side == "payee") == gets else "-"
                    terms.append(f'{sign}SUMIFS({rows("settled")},{rows("nature")},"{NATURES[kind]}",{rows(side)},"{party}")')
        if not terms:
            return self._money(name, minor)
        self.page.sum(self.row, _AT[name], f"ROUND({''.join(terms)},{self.digits})", minor, self.one.currency)
        return None

    def _rates(self, rate: tuple[Fraction, Fraction] | None) -> None:
        """The supplier's own rate; the high end is the low one until it is typed over, so that one rate is changed in one cell."""
        if rate is None:
            self.page.sheet.write_blank(self.row, _AT["low"], None, self.build.new.style("rate_input"))
        else:
            self.page.number(self.row, _AT["low"], float(rate[0]), "rate_input")
        if rate is not None and rate[0] != rate[1]:
            self.page.number(self.row, _AT["high"], float(rate[1]), "rate_input")
        else:
            low = self._c("low")
            self.page.formula(self.row, _AT["high"], f'IF(ISNUMBER({low}),{low},"")', "" if rate is None else float(rate[0]), "rate_input")

    def _judged(self) -> None:
        """Rates, what it waits, net benefit, and whether it is made whole."""
        one, g, page, row = self.one, self.one.group, self.page, self.row
        self._rates(one.offer.rates[g])
        basis, wait, late = self.took.basis, int(self.took.wait[g]), int(one.offer.covered.late[g])
        if basis is not None:
            page.number(row, _AT["basis"], basis)
        money = self.build.new.money(one.currency)
        page.sheet.write_number(row, _AT["wait"], wait / self.unit, money)
        page.sheet.write_number(row, _AT["wait_due"], (wait + late) / self.unit, money)
        self._loss(wait)
        page.sheet.write_number(row, _AT["rounding"], int(self.took.income_legs[g]) / (2 * self.unit), self.build.new.style("exact"))
        self._net("net", "MIN", "wait", self.judged.net[g])
        self._net("best", "MAX", "wait", self.judged.net_best[g])
        self._net("net_due", "MIN", "wait_due", self.judged.net_vs_due[g])
        self._break_even()
        self._whole("whole", "wait", self.judged.made_whole[g])
        self._whole("whole_due", "wait_due", self.judged.made_whole_vs_due[g])
        was, was_due = yes_or_no(self.judged.made_whole[g]), yes_or_no(self.judged.made_whole_vs_due[g])
        page.text(row, _AT["was"], was, "yes")
        page.text(row, _AT["was_due"], was_due, "yes")
        less = f'OR(AND({self._c("was")}="yes",{self._c("whole")}<>"yes"),AND({self._c("was_due")}="yes",{self._c("whole_due")}<>"yes"))'
        more = f"OR({self._c('was')}<>{self._c('whole')},{self._c('was_due')}<>{self._c('whole_due')})"
        page.formula(row, _AT["change"], f'IF({less},"no longer",IF({more},"yes",""))', "", "yes")

    def _loss(self, wait: int) -> None:
        loss = self.one.offer.covered.offer.credit_loss
        a_day = loss.on(1) if loss else Fraction(0)
        value = float(a_day * wait / self.unit)
        self.page.sheet.write_formula(
            self.row, _AT["loss"], f"={self._c('wait')}*{float(a_day)!r}" if a_day else "=0", self.build.new.money(self.one.currency), value
        )

    def _at(self, rate: str, wait: str) -> str:
        """Net benefit at an end of the range; the credit loss grows with the wait."""
        return f"{self._c('incentive')}-{self._lost(wait)}-{self._c(wait)}/{self._c('basis')}*{self._c(rate)}"

    def _lost(self, wait: str) -> str:
        loss = self.one.offer.covered.offer.credit_loss
        return self._c("loss") if wait == "wait" or loss is None else f"{self._c(wait)}*{float(loss.on(1))!r}"

    @property
    def _known(self) -> str:
        return f"AND(ISNUMBER({self._c('low')}),ISNUMBER({self._c('high')}),ISNUMBER({self._c('basis')}))"

    def _net(self, name: str, which: str, wait: str, exact: Fraction | None) -> None:
        ends = f"{which}({self._at('low', wait)},{self._at('high', wait)})"
        value = "unknown" if exact is None else whole(exact) / self.unit
        formula = f'=IF({self._known},ROUND(ROUND({ends},6),{self.digits}),"unknown")'
        self.page.sheet.write_formula(self.row, _AT[name], formula, self.build.new.money(self.one.currency), value)

    def _break_even(self) -> None:
        rate = self.judged.break_even_rate[self.one.group]
        income, wait, basis = f"({self._c('incentive')}-{self._c('loss')})", self._c("wait"), self._c("basis")
        formula = f'IF(AND(ISNUMBER({basis}),{wait}<>0,SIGN({income})*SIGN({wait})>=0),{income}*{basis}/{wait},"none")'
        self.page.formula(self.row, _AT["break_even"], formula, "none" if rate is None else float(rate), "rate")

    def _whole(self, name: str, wait: str, was: bool | None) -> None:
        """Yes at every rate of the range, no at none; without a rate yes if it does not wait and loses nothing."""
        slack, low, high = self._c("rounding"), self._at("low", wait), self._at("high", wait)
        no_loss = f"{self._c('incentive')}-{self._lost(wait)}+{slack}>=0"
        ends = f'IF(ROUND(MIN({low},{high})+{slack},6)>=0,"yes",IF(ROUND(MAX({low},{high})+{slack},6)<0,"no","unknown"))'
        self.page.formula(
            self.row, _AT[name], f'IF({self._known},{ends},IF(AND({self._c(wait)}<=0,{no_loss}),"yes","unknown"))', yes_or_no(was), "yes"
        )


_ = Ints
