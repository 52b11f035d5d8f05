"""Accounts of a scenario as rows of formulas: what the measures are made of, by period."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints
from cashflow.deals import BANK, BUYER, NATURES, PARTIES, SUPPLIER
from cashflow.ledger.groups import Groups
from cashflow.measures import ScenarioTotals
from cashflow.measures.catalog import COSTS
from cashflow.report.workbook.leg_rows import KINDS, NO_LONGER
from cashflow.report.workbook.page import Build, Page, at
from cashflow.report.workbook.sums import Period, counted_sum, owed_sum

__all__ = ["ACCOUNT_WORDS", "Columns", "Scene", "account_rows", "owed_rows"]

ACCOUNT_WORDS: dict[str, str] = {
    "removed": "principal no longer paid on its old day",
    "principal": "principal paid by the buyer",
    "to_bank": "  of which to a bank",
    "from_bank": "principal paid by a bank to suppliers",
    "long_to_bank": "  of what goes to a bank, of long tenor",
    "long_from_bank": "  of what a bank pays, of long tenor",
    **{nature: f"{nature}, paid by the buyer less what it gets" for nature in COSTS},
    "vat": "VAT paid on it",
    "prepaid": "change in what is paid and not yet invoiced",
}
_BANKS = {"to_bank": (BUYER, BANK), "from_bank": (BANK, SUPPLIER), "long_to_bank": (BUYER, BANK), "long_from_bank": (BANK, SUPPLIER)}


@frozen(eq=False)
class Columns:
    """Columns of the sheet: before the first quarter, the quarters, after the last, and all of them; rows of their days."""

    n_quarters: int
    first_row: int
    last_row: int

    @property
    def periods(self) -> list[int]:
        """Columns of before, the quarters, after."""
        return list(range(2, self.n_quarters + 4))

    @property
    def quarters(self) -> list[int]:
        """Columns of the quarters."""
        return self.periods[1:-1]

    @property
    def whole(self) -> int:
        """Column of the sum of all periods."""
        return self.n_quarters + 4

    def period(self, column: int) -> Period:
        """The days of a column."""
        first = "" if column == self.periods[0] else at(self.first_row, column, "row")
        return Period(first, "" if column == self.periods[-1] else at(self.last_row, column, "row"))

    def until(self, column: int) -> Period:
        """All days up to the end of a column."""
        return Period("", self.period(column).last)

    def end(self, column: int) -> str:
        """The cell of the last day of a column."""
        return at(self.last_row, column, "row")


@frozen(eq=False)
class Scene:
    """One scenario in one currency, on a page."""

    build: Build
    page: Page
    columns: Columns
    scenario: int
    currency: str
    totals: ScenarioTotals

    @property
    def digits(self) -> int:
        """Decimals of the currency."""
        return minor_digits(self.currency)

    def write(
        self, row: int, words: str, formula: Callable[[int], str], values: list[int], columns: list[int], style: str = "text"
    ) -> None:
        """A row of sums: its words, unit, and a formula a column with its value."""
        self.page.text(row, 0, words, "bold" if style == "bold" else "text")
        self.page.text(row, 1, self.currency, "stamp")
        for column, value in zip(columns, values, strict=True):
            text = formula(column)
            kept = (text.startswith("ROUND(") and _is_one(text)) or not set("+-(") & set(text)
            self.page.sum(row, column, text if kept else f"ROUND({text},{self.digits})", int(value), self.currency, style)

    def whole(self, row: int, value: int) -> None:
        """The sum of a row over all periods."""
        first, last = self.columns.periods[0], self.columns.periods[-1]
        self.page.sum(row, self.columns.whole, f"ROUND(SUM({at(row, first)}:{at(row, last)}),{self.digits})", value, self.currency)


def _is_one(text: str) -> bool:
    """Whether the first bracket closes at the end."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign == ")":
            return place == len(text) - 1
    return False


def account_rows(scene: Scene, row: int) -> tuple[int, dict[str, int]]:
    """Write the accounts that occur, from a row on; the next free row, and the row of each account."""
    occurs = _occurring(scene)
    costs: list[str] = [n for n in COSTS if n in occurs]
    shared = scene.build.rows.weighted and len(costs) > 1
    rows = {name: row + shared + number for number, name in enumerate(occurs)}
    largest = None
    if shared:  # shares are rounded once for all natures; the largest takes what that leaves
        largest = _largest(scene, costs)
        total = np.array([scene.totals.accounts[n] for n in costs], object).sum(axis=0)
        together = lambda c: _running(scene, row, c, lambda p: "+".join(_account(scene, n, p) for n in costs))  # noqa: E731
        scene.write(row, "cost of all natures", together, [*total], scene.columns.periods)
        scene.whole(row, int(total.sum()))
    for name, place in rows.items():
        rest = [rows[n] for n in costs if n != name]
        formula = (lambda c, rest=rest: _less(at(row, c), rest, c)) if name == largest else _formula(scene, name, place)
        values = scene.totals.accounts[name]
        scene.write(place, ACCOUNT_WORDS[name], formula, [*values], scene.columns.periods)
        scene.whole(place, int(values.sum()))
    return row + shared + len(occurs), rows


def _less(whole: str, rest: list[int], column: int) -> str:
    return "+".join([whole, *(f"-{at(other, column)}" for other in rest)]).replace("+-", "-")


def _occurring(scene: Scene) -> list[str]:
    """Accounts with an amount in some period; principal always."""
    always = ("removed", "principal")
    return [
        n for n in ACCOUNT_WORDS if n in always or scene.totals.accounts[n].any() or scene.totals.cost_accrued.get(n, np.zeros(1)).any()
    ]


def _largest(scene: Scene, costs: list[str]) -> str | None:
    """The nature of the largest exact cost, of legs as run weighted with their shares."""
    legs, build = scene.build.rows.legs, scene.build
    groups = Groups.of(build.result.payments.ledger.currency.values)
    code = build.result.baseline.code_of(scene.currency)
    mine = np.flatnonzero((legs.scenario == scene.scenario) & (groups.currency(legs.group) == code))
    buyer = PARTIES.index(BUYER)
    sign = (legs.payer[mine] == buyer).astype(np.int64) - (legs.payee[mine] == buyer)
    sums: list[Fraction] = []
    for nature in COSTS:
        some = mine[legs.kind[mine] == NATURES.index(nature)]
        signs = sign[legs.kind[mine] == NATURES.index(nature)]
        exact = sum(
            (int(a) * build.rows.shares[int(s)] for a, s in zip(legs.amount[some] * signs, legs.share[some], strict=True)), Fraction(0)
        )
        sums.append(abs(exact))
    return COSTS[max(range(len(sums)), key=lambda n: (sums[n], -n))] if costs else None


def _formula(scene: Scene, name: str, row: int) -> Callable[[int], str]:
    if name == "prepaid":
        return lambda c: _change_of_level(scene, row, c)
    parts = lambda period: _account(scene, name, period)  # noqa: E731
    if scene.build.rows.weighted:
        return lambda c: _running(scene, row, c, parts)
    return lambda c: f"ROUND({parts(scene.columns.period(c))},{scene.digits})"


def _running(scene: Scene, row: int, column: int, parts: Callable[[Period], str]) -> str:
    """Of shares: the rounded running total less what the columns before show, so that all sums hold."""
    total = f"ROUND(ROUND({parts(scene.columns.until(column))},6),{scene.digits})"
    first = scene.columns.periods[0]
    return total if column == first else f"ROUND({total}-SUM({at(row, first, 'column')}:{at(row, column - 1)}),{scene.digits})"


def _account(scene: Scene, name: str, period: Period) -> str:
    """Rows of an account; without named parties what the buyer pays less what it gets."""
    total = lambda **where: counted_sum(scene.scenario, scene.currency, period, **where)  # noqa: E731
    if name == "removed":
        return total(nature=NO_LONGER)
    if name in _BANKS:
        payer, payee = _BANKS[name]
        return total(nature="principal", payer=payer, payee=payee, long="yes" if name.startswith("long") else "")
    paid = total(nature=name, payer=BUYER)
    return f"{paid}-{total(nature=name, payee=BUYER)}" if _gets(scene, name) else paid


def _gets(scene: Scene, nature: str) -> bool:
    """Whether the buyer gets some payment of a nature."""
    legs = scene.build.rows.legs
    return bool(((legs.kind == KINDS.index(nature)) & (legs.payee == PARTIES.index(BUYER))).any())


def _change_of_level(scene: Scene, row: int, column: int) -> str:
    """What is paid and not yet invoiced at the end of a column, less the same before."""
    first, last = scene.columns.periods[0], scene.columns.periods[-1]
    before = "" if column == first else f"-SUM({at(row, first, 'column')}:{at(row, column - 1)})"
    if column in (first, last):  # only changes within the quarters are followed
        return f"0{before}"
    end = f'">"&{scene.columns.end(column)}'
    some = counted_sum(scene.scenario, scene.currency, scene.columns.until(column))[:-1] + f",leg_invoiced_later,{end}"
    paid, gone = f'{some},leg_nature,"principal",leg_payer,"{BUYER}")', f'{some},leg_nature,"{NO_LONGER}")'
    return f"ROUND(ROUND({paid}-{gone},6){before},{scene.digits})"


def owed_rows(scene: Scene, row: int) -> tuple[int, dict[str, int]]:
    """Write what of each nature is earned and not paid, before the first quarter and at each quarter's end; as `account_rows`."""
    owed: dict[str, Ints] = {n: np.cumsum(scene.totals.cost_accrued[n] - scene.totals.accounts[n])[:-1] for n in COSTS}
    natures: list[str] = [n for n in COSTS if owed[n].any() or _earned_by_day(scene, n)]
    columns, rows = scene.columns.periods[:-1], {n: row + number for number, n in enumerate(natures)}
    largest = max(natures, key=lambda n: abs(int(owed[n].sum())), default="")
    for name, place in rows.items():
        rest = [rows[n] for n in natures if n != name]
        both = natures if name == largest else [name]  # all natures are rounded once; the largest takes what that leaves
        formula = lambda c, both=both, rest=rest: _less(_owed(scene, both, c), rest if len(both) > 1 else [], c)  # noqa: E731
        scene.write(place, f"{name} earned and not paid, at the end", formula, [*owed[name]], columns)
    return row + len(natures), rows


def _earned_by_day(scene: Scene, nature: str) -> bool:
    legs = scene.build.rows.legs
    mine = (legs.scenario == scene.scenario) & (legs.kind == KINDS.index(nature)) & (legs.since < legs.day)
    return bool((mine & ((legs.payer == PARTIES.index(BUYER)) | (legs.payee == PARTIES.index(BUYER)))).any())


def _owed(scene: Scene, natures: list[str], column: int) -> str:
    first = at(scene.columns.first_row, scene.columns.quarters[0], "both")
    parts = "+".join(owed_sum(scene.scenario, scene.currency, n, scene.columns.end(column), first) for n in natures)
    return f"ROUND(ROUND({parts},6),{scene.digits})"
