"""The sheet Suppliers: what each gets, what it costs, and whether it is made whole, as formulas over its funding rate and its legs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import compress
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.money import whole
from cashflow.deals import BUYER, NATURES, PARTIES, SUPPLIER
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures.catalog import COSTS
from cashflow.report.values_as_text import yes_or_no
from cashflow.report.workbook.legs_sheet import FIRST, LEGS, letters_of
from cashflow.report.workbook.long_table import LongTable
from cashflow.report.workbook.page import HEAD, Build, at
from cashflow.report.workbook.styles import column_name

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
    """A row a scenario, offer, supplier and currency that an offer covers; of each offer as on the page: by currency, most moved first."""
    page = build.page(SUPPLIERS, "Suppliers: what they get, what it costs, who is made whole")
    left = ("supplier", "currency", "option", "whole", "whole_due", "was", "was_due", "change")
    page.heads(HEAD, [words for words, _ in _COLUMNS.values()], right=[n for n, c in enumerate(_COLUMNS) if c not in left])
    page.sheet.set_row(HEAD, 56)
    parts = _parts(build)
    many = sum(len(part.order) for part in parts)
    table, legs = page.long_table(HEAD + 1, many), _legs(build)
    for part in parts:
        rows = range(part.first, part.first + len(part.order))
        for row, name, currency in zip(rows, part.suppliers, part.currencies, strict=True):
            build.cells["supplier", part.scenario, name, currency] = str(HEAD + 1 + row)
        _Writer(build, table, part, legs).write()
    table.done()
    last = max(HEAD + many, HEAD + 1)
    for name in ("scenario", "currency", "share", "cost", "whole", "whole_due", "change", "net"):
        letters = column_name(_AT[name])
        build.new.book.define_name(f"supplier_{name}", f"={SUPPLIERS}!${letters}${HEAD + 2}:${letters}${last + 1}")
    page.widths({n: width + (build.money_width - 18 if width >= 18 and n > 5 else 0) for n, (_, width) in enumerate(_COLUMNS.values())})
    for name in ("whole", "whole_due", "change"):
        rule = {"type": "cell", "criteria": "==", "value": '"no longer"' if name == "change" else '"no"', "format": build.new.style("flag")}
        page.sheet.conditional_format(HEAD + 1, _AT[name], last, _AT[name], rule)
    page.table(HEAD, HEAD + many, len(_COLUMNS), 4, pages=2)


def supplier_cell(build: Build, scenario: int, supplier: str, currency: str, name: str) -> str:
    """A cell of a supplier, in the last offer that covers it."""
    return f"{SUPPLIERS}!{at(int(build.cells['supplier', scenario, supplier, currency]), _AT[name])}"


@frozen(eq=False)
class _Part:
    """The rows of an offer."""

    scenario: int
    place: int  # 1, 2 … of its scenario
    offer: OfferResult
    first: int  # row of the table
    order: list[int]  # groups, by currency, the amount moved and the name
    suppliers: list[str]
    currencies: list[str]


def _parts(build: Build) -> list[_Part]:
    """All, by scenario and offer."""
    currencies, out, first = build.result.baseline.currencies, list[_Part](), 0
    groups, before = Groups.of(currencies), [build.result.largest_first.index(c) for c in currencies]
    for number, found in enumerate(build.result.scenarios):
        for place, offer in enumerate(found.offers, 1):
            codes, moved = groups.currency(offer.covered.groups).tolist(), offer.covered.amount.tolist()
            own = [currencies[code] for code in codes]
            keys = [(before[code], -amount, name) for code, amount, name in zip(codes, moved, offer.suppliers, strict=True)]
            order = sorted(range(len(own)), key=keys.__getitem__)
            out.append(_Part(number, place, offer, first, order, [offer.suppliers[g] for g in order], [own[g] for g in order]))
            first += len(order)
    return out


_SIDES = {
    SUPPLIER: (("+", "payee"), ("-", "payer")),  # what it gets
    BUYER: (("-", "payee"), ("+", "payer")),  # what it pays
}
_KINDS = [kind for kind, nature in enumerate(NATURES) if nature in COSTS]


@frozen(eq=False)
class _Legs:
    """Rows of the sheet Legs of each scenario, offer and group, and the formulas over them."""

    between: dict[tuple[int, ...], tuple[int, int, int]]  # first row, last row, number of the formula
    formulas: dict[str, list[str]]  # by party; `{0}` and `{1}` stand for the numbers of the rows


def _legs(build: Build) -> _Legs:
    """Where they are; groups whose rows have the same natures from and to the same parties share their formulas."""
    legs = build.rows.legs
    if not len(legs):
        return _Legs({}, {})
    keys = np.stack([legs.scenario, legs.offer, legs.group])
    starts = np.flatnonzero(np.append(True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)))
    ends = np.append(starts[1:], len(legs)) - 1
    codes = {"payee": legs.payee, "payer": legs.payer}
    asked = [(party, sign, side, kind) for party, sides in _SIDES.items() for kind in _KINDS for sign, side in sides]
    found = [(legs.kind == kind) & (codes[side] == PARTIES.index(party)) for party, _, side, kind in asked]
    seen, number = np.unique(np.stack([np.logical_or.reduceat(f, starts) for f in found], axis=1), axis=0, return_inverse=True)
    sums = {str(party): [_formula(build, party, list(compress(asked, some))) for some in seen] for party in _SIDES}
    between = zip(starts.tolist(), ends.tolist(), number.reshape(-1).tolist(), strict=True)
    return _Legs(dict(zip(map(tuple, keys[:, starts].T.tolist()), between, strict=True)), sums)


def _formula(build: Build, party: str, seen: list[tuple[str, str, str, int]]) -> str:
    """What a party gets, or pays: the sum of each nature on each side that occurs."""
    rows = {c: f"{LEGS}!{letters_of(build, c)}{{0}}:{letters_of(build, c)}{{1}}" for c in ("settled", "nature", "payer", "payee")}
    terms = [(sign, side, NATURES[kind]) for of, sign, side, kind in seen if of == party]
    return "".join(f'{sign}SUMIFS({rows["settled"]},{rows["nature"]},"{nature}",{rows[side]},"{party}")' for sign, side, nature in terms)


def _c(name: str) -> str:
    """The cell of a column in the row of a formula."""
    return f"{column_name(_AT[name])}#"


_KNOWN = f"AND(ISNUMBER({_c('low')}),ISNUMBER({_c('high')}),ISNUMBER({_c('basis')}))"


class _Writer:
    """The columns of an offer's rows."""

    def __init__(self, build: Build, table: LongTable, part: _Part, legs: _Legs) -> None:
        self.build, self.table, self.part, self.legs, self.offer = build, table, part, legs, part.offer
        self.rows = range(part.first, part.first + len(part.order))
        self.option = part.offer.choice[part.order].tolist()
        self.groups = part.offer.covered.groups[part.order].tolist()
        self.digits = [minor_digits(c) for c in part.currencies]
        self.some = np.flatnonzero(part.offer.decides[part.order]).tolist()  # positions of those that decide
        self.judged = [self.rows[at] for at in self.some]
        self.own = [part.currencies[at] for at in self.some]
        self.unit = [10 ** self.digits[at] for at in self.some]

    def write(self) -> None:
        """All cells."""
        if not self.part.order:
            return
        one, table, rows, covered, order = self.part, self.table, self.rows, self.offer.covered, self.part.order
        table.numbers_of(_AT["scenario"], [one.scenario + 1] * len(rows), rows, "label")
        table.numbers_of(_AT["offer"], [one.place] * len(rows), rows, "label")
        table.texts(_AT["supplier"], one.suppliers, rows)
        table.texts(_AT["currency"], one.currencies, rows)
        names = [str(option) for option in covered.offer.options]
        table.texts(_AT["option"], [names[o] for o in self.option], rows)
        table.numbers_of(_AT["items"], covered.moved[order].tolist(), rows)
        amounts, days = covered.amount[order].tolist(), covered.amount_days[order].tolist()
        table.money(_AT["amount"], amounts, one.currencies, rows)
        moved = [at for at, amount in enumerate(amounts) if amount]
        table.numbers_of(_AT["days"], [days[at] / amounts[at] for at in moved], [rows[at] for at in moved], "days")
        self._summed("incentive", SUPPLIER, self._taken("income"))
        self._summed("cost", BUYER, self._taken("financing_cost"))
        self._judged()

    def _taken(self, name: str) -> list[int]:
        """A figure of the option that each takes."""
        figures = [getattr(option, name).tolist() for option in self.offer.options]
        return [figures[option][group] for option, group in zip(self.option, self.part.order, strict=True)]

    def _of_some(self, values: list[int]) -> list[int]:
        """Values of those that decide."""
        return [values[at] for at in self.some]

    def _chosen(self, name: str) -> list[Any]:
        """How the option taken is judged, of those that decide."""
        found = [getattr(judged, name) for judged in self.offer.benefits]
        return [found[self.option[at]][self.part.order[at]] for at in self.some]

    def _summed(self, name: str, party: str, minor: list[int]) -> None:
        """What a party pays, or the supplier gets, beside principal and VAT: over its own rows of Legs; a number where it has none."""
        formulas = [self._sum_of(party, at) for at in range(len(self.rows))]
        live, plain = ([at for at, f in enumerate(formulas) if bool(f) == some] for some in (True, False))
        own = self.part.currencies
        pick = lambda values, which: [values[at] for at in which]  # noqa: E731
        self.table.sums(_AT[name], pick(formulas, live), pick(minor, live), pick(own, live), pick(self.rows, live))
        self.table.money(_AT[name], pick(minor, plain), pick(own, plain), pick(self.rows, plain))

    def _sum_of(self, party: str, at: int) -> str:
        """Formula of a row; none where nothing of it stands in Legs."""
        found = self.legs.between.get((self.part.scenario, self.part.place, self.groups[at]))
        text = self.legs.formulas[party][found[2]] if found else ""
        return f"ROUND({text.format(FIRST + found[0] + 1, FIRST + found[1] + 1)},{self.digits[at]})" if found and text else ""

    def _judged(self) -> None:
        """Rates, what it waits, net benefit, and whether it is made whole, of those that decide."""
        part, table, rows, own = self.part, self.table, self.judged, self.own
        groups = [part.order[at] for at in self.some]
        table.numbers_of(_AT["share"], [float(self.offer.weight[g]) for g in groups], rows, "rate")
        self._rates([self.offer.rates[g] for g in groups])
        basis = [self.offer.options[self.option[at]].basis for at in self.some]
        known = [(row, days) for row, days in zip(rows, basis, strict=True) if days is not None]
        table.numbers_of(_AT["basis"], [days for _, days in known], [row for row, _ in known])
        wait, late = self._of_some(self._taken("wait")), self.offer.late[groups].tolist()
        table.numbers_of(_AT["wait"], [w / unit for w, unit in zip(wait, self.unit, strict=True)], rows, "text", own)
        table.numbers_of(_AT["wait_due"], [(w + d) / unit for w, d, unit in zip(wait, late, self.unit, strict=True)], rows, "text", own)
        self._loss(wait)
        rounded = self._of_some(self._taken("income_legs"))
        table.numbers_of(_AT["rounding"], [n / (2 * unit) for n, unit in zip(rounded, self.unit, strict=True)], rows, "exact")
        self._net("net", "MIN", "wait", self._chosen("net"))
        self._net("best", "MAX", "wait", self._chosen("net_best"))
        self._net("net_due", "MIN", "wait_due", self._chosen("net_vs_due"))
        self._break_even()
        self._whole("whole", "wait", self._chosen("made_whole"))
        self._whole("whole_due", "wait_due", self._chosen("made_whole_vs_due"))
        less = f'OR(AND({_c("was")}="yes",{_c("whole")}<>"yes"),AND({_c("was_due")}="yes",{_c("whole_due")}<>"yes"))'
        more = f"OR({_c('was')}<>{_c('whole')},{_c('was_due')}<>{_c('whole_due')})"
        self._formula("change", f'IF({less},"no longer",IF({more},"yes",""))', [""] * len(rows), "yes")

    def _formula(self, name: str, formula: str, values: Sequence[float | str], style: str) -> None:
        """One formula in all rows of those that decide."""
        self.table.formulas(_AT[name], [formula] * len(values), values, self.judged, style)

    def _rates(self, rates: list[tuple[Fraction, Fraction] | None]) -> None:
        """The supplier's own rate; the high end is the low one until it is typed over, so that one rate is changed in one cell."""
        table, rows, low, high = self.table, self.judged, _AT["low"], _AT["high"]
        ends = [(row, float(rate[0]), float(rate[1])) for row, rate in zip(rows, rates, strict=True) if rate is not None]
        table.numbers_of(low, [at_least for _, at_least, _ in ends], [row for row, _, _ in ends], "rate_input")
        table.blanks(low, "rate_input", [row for row, rate in zip(rows, rates, strict=True) if rate is None])
        apart = [(row, float(r[1])) for row, r in zip(rows, rates, strict=True) if r is not None and r[0] != r[1]]
        table.numbers_of(high, [at_most for _, at_most in apart], [row for row, _ in apart], "rate_input")
        same = [(row, "" if r is None else float(r[0])) for row, r in zip(rows, rates, strict=True) if r is None or r[0] == r[1]]
        formula = f'IF(ISNUMBER({_c("low")}),{_c("low")},"")'
        table.formulas(high, [formula] * len(same), [value for _, value in same], [row for row, _ in same], "rate_input")

    def _loss(self, wait: list[int]) -> None:
        loss = self.offer.covered.offer.credit_loss
        a_day = loss.on(1) if loss else Fraction(0)
        values = [float(a_day * w / unit) for w, unit in zip(wait, self.unit, strict=True)]
        formula = f"{_c('wait')}*{float(a_day)!r}" if a_day else "0"
        self.table.formulas(_AT["loss"], [formula] * len(wait), values, self.judged, "text", self.own)

    def _at(self, rate: str, wait: str) -> str:
        """Net benefit at an end of the range; the credit loss grows with the wait."""
        return f"{_c('incentive')}-{self._lost(wait)}-{_c(wait)}/{_c('basis')}*{_c(rate)}"

    def _lost(self, wait: str) -> str:
        loss = self.offer.covered.offer.credit_loss
        return _c("loss") if wait == "wait" or loss is None else f"{_c(wait)}*{float(loss.on(1))!r}"

    def _net(self, name: str, which: str, wait: str, exact: list[Fraction | None]) -> None:
        ends = f"{which}({self._at('low', wait)},{self._at('high', wait)})"
        formulas = {c: f'IF({_KNOWN},ROUND(ROUND({ends},6),{minor_digits(c)}),"unknown")' for c in set(self.own)}
        values = ["unknown" if e is None else whole(e) / unit for e, unit in zip(exact, self.unit, strict=True)]
        self.table.formulas(_AT[name], [formulas[c] for c in self.own], values, self.judged, "amount", self.own)

    def _break_even(self) -> None:
        income, wait, basis = f"({_c('incentive')}-{_c('loss')})", _c("wait"), _c("basis")
        formula = f'IF(AND(ISNUMBER({basis}),{wait}<>0,SIGN({income})*SIGN({wait})>=0),{income}*{basis}/{wait},"none")'
        self._formula("break_even", formula, ["none" if r is None else float(r) for r in self._chosen("break_even_rate")], "rate")

    def _whole(self, name: str, wait: str, was: list[bool | None]) -> None:
        """Yes at every rate of the range, no at none; without a rate yes if it does not wait and loses nothing. Then the same as run."""
        slack, low, high = _c("rounding"), self._at("low", wait), self._at("high", wait)
        no_loss = f"{_c('incentive')}-{self._lost(wait)}+{slack}>=0"
        ends = f'IF(ROUND(MIN({low},{high})+{slack},6)>=0,"yes",IF(ROUND(MAX({low},{high})+{slack},6)<0,"no","unknown"))'
        words = [yes_or_no(one) for one in was]
        self._formula(name, f'IF({_KNOWN},{ends},IF(AND({_c(wait)}<=0,{no_loss}),"yes","unknown"))', words, "yes")
        self.table.texts(_AT[name.replace("whole", "was")], words, self.judged, "yes")
