"""The catalog of measures: what each printed figure counts, when, and what it is called. Every verb and every report reads it here.

A scenario's payments are summed into accounts by period. A measure is a coefficient for each account and a timing; a
presentation of the bank-funded amount adds coefficients of its own. To add a measure, add an entry to `MEASURES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from attrs import Attribute, field, frozen

from cashflow.basics.columns import column
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, must_choose
from cashflow.deals import BANK, BUYER, NATURES, PARTIES, SUPPLIER

__all__ = [
    "ACCOUNTS", "AT", "COSTS", "COST_AT", "DEFAULT_PRESENTATION", "MEASURES", "PRESENTATIONS", "PRESENTATION_LABELS", "PRESENTATION_NAMES",
    "Account", "Measure", "Presentation", "by_presentation", "checked_presentation", "in_scenario", "measure_of", "quarterly", "timed",
]  # fmt: skip

COSTS = tuple(n for n in NATURES if n not in ("principal", "vat"))
"""Natures of cost: everything that is neither principal nor VAT, which the buyer gets back and the supplier passes on."""

_PRICE = ("discount", "uplift")
"""Natures of cost that change the price of what was bought: operating, however interest is classified."""


@frozen
class Account:
    """Payments that count together: of a nature, from `payer` to `payee`; without parties, what the buyer pays less what it gets.

    A `long` account holds the part of deferrals with a long tenor. One without nature is not a leg: see `ACCOUNTS`.
    """

    name: str
    nature: str | None = None
    payer: str | None = None
    payee: str | None = None
    long: bool = False

    def sign(self, payer: str, payee: str, nature: str) -> int:
        """How a leg counts: 1, −1 or 0; whether its tenor is long is for the caller to say."""
        if nature != self.nature:
            return 0
        if self.payer is not None:
            return int((payer, payee) == (self.payer, self.payee))
        return (payer == BUYER) - (payee == BUYER)

    def signs(self, payer: Ints, payee: Ints, nature: Ints, long: Ints) -> Ints:
        """(n,), int64: `sign` of many legs, by their codes."""
        table = np.array([[[self.sign(a, b, n) for n in NATURES] for b in PARTIES] for a in PARTIES], np.int64)
        found: Ints = table[payer, payee, nature]
        return found * long if self.long else found


ACCOUNTS = (
    Account("removed"),  # principal no longer paid on its baseline day
    Account("principal", "principal"),
    Account("to_bank", "principal", BUYER, BANK),
    Account("from_bank", "principal", BANK, SUPPLIER),
    Account("long_to_bank", "principal", BUYER, BANK, long=True),
    Account("long_from_bank", "principal", BANK, SUPPLIER, long=True),
    *(Account(nature, nature) for nature in COSTS),
    Account("vat", "vat"),  # on uplifts and fees, less that in discounts
    Account("prepaid"),  # change in what is paid and not yet invoiced: its running total is the level
)
AT = {account.name: number for number, account in enumerate(ACCOUNTS)}
"""Position of each account."""
COST_AT = slice(AT[COSTS[0]], AT[COSTS[-1]] + 1)
"""Positions of the accounts of cost, in the order of `COSTS`."""


def _accounts(_: object, attribute: Attribute[Mapping[str, int]], given: Mapping[str, int]) -> None:
    for name in given:
        if name not in AT:
            raise must_choose("is no account", attribute.name, name, AT)


def _of_principal(_: object, attribute: Attribute[Mapping[str, int]], given: Mapping[str, int]) -> None:
    known = [a.name for a in ACCOUNTS if a.nature == "principal"]
    for name in given:
        if name not in known:  # cost counts by `interest_paid`, the same in every presentation; `solve` counts it apart
            raise must_choose("is no account of principal", attribute.name, name, known)


@frozen
class Presentation:
    """How the bank-funded amount is read: what it adds to the change in free cash flow, and what of it is debt; by account of principal."""

    name: str
    label: str
    operating: Mapping[str, int] = field(factory=dict, validator=_of_principal)
    debt: Mapping[str, int] = field(factory=dict, validator=_of_principal)


_ALL_DEBT, _LONG_DEBT = {"from_bank": 1, "to_bank": -1}, {"long_from_bank": 1, "long_to_bank": -1}
PRESENTATIONS = {
    p.name: p
    for p in (
        Presentation("trade_payable", "trade payable"),
        Presentation("borrowing_net", "borrowing, net", {"to_bank": 1}, _ALL_DEBT),
        Presentation("borrowing_gross", "borrowing, gross", {"to_bank": 1, "from_bank": -1}, _ALL_DEBT),
        Presentation("agency", "agency", {"long_to_bank": 1, "long_from_bank": -1}, _LONG_DEBT),
    )
}
"""By name; the first is the default. See `docs/conventions/presentations.md`."""
PRESENTATION_NAMES = tuple(PRESENTATIONS)
PRESENTATION_LABELS = {name: p.label for name, p in PRESENTATIONS.items()}
DEFAULT_PRESENTATION = PRESENTATION_NAMES[0]


def checked_presentation(presentation: str, measure: Any = None) -> str:
    """The presentation, if it is one; another than the default is refused beside a measure that is not shown by them."""
    if presentation not in PRESENTATION_NAMES:
        raise must_choose("unknown presentation", "presentation", presentation, PRESENTATION_NAMES)
    if presentation != DEFAULT_PRESENTATION and isinstance(measure, str) and measure in MEASURES and measure not in by_presentation():
        reason = f"changes nothing in {measure}; the measures that are presented are {', '.join(by_presentation())}"
        raise InputError(reason, column="presentation", value=presentation, hint="Leave presentation out, or ask for one of them")
    return presentation


Timing = Literal["in the period", "at its end", "on its average day", "since the first move", "beyond that", "over the life", "accrued"]
"""When a measure counts. Since the first move: on the average day from the first payment that moves. Beyond that: at the end, less it."""


@frozen
class Measure:
    """One figure.

    Parameters
    ----------
    name
        As in frames, JSON and settings.
    label
        In reports and pictures.
    timing
        See `Timing`.
    counts
        Account → coefficient: what a scenario changes. Empty: a figure of the baseline only.
    baseline
        The baseline's figure of that name (`BaselineMeasures.figure`) is added; None: the measure is a change.
    presented
        Whether the coefficients of a presentation are added: those of free cash flow, or of debt.
    in_scenario
        Whether a scenario has the figure; else only the baseline.
    """

    name: str
    label: str
    timing: Timing
    counts: Mapping[str, int] = field(factory=dict, validator=_accounts)
    baseline: str | None = None
    presented: Literal["operating", "debt"] | None = None
    in_scenario: bool = True

    @property
    def words(self) -> str:
        """The label, with the day where it is a level."""
        return f"{self.label} at the quarter end" if self.timing == "at its end" else self.label

    def coefficients(self, presentation: str = DEFAULT_PRESENTATION, interest_paid: str | None = None) -> dict[str, int]:
        """Account → coefficient, without those that are 0.

        Parameters
        ----------
        presentation
            The presentation; looked at where the measure is presented.
        interest_paid
            ``"financing"``: interest and fees do not count in free cash flow; uplifts, discounts and their VAT always do.
        """
        found = dict(self.counts)
        if self.presented == "operating" and interest_paid == "financing":
            found |= dict.fromkeys((n for n in COSTS if n not in _PRICE), 0)
        more = {} if self.presented is None else column(PRESENTATIONS[presentation], self.presented)
        for account, coefficient in more.items():
            found[account] = found.get(account, 0) + coefficient
        return {k: v for k, v in found.items() if v}


_HELD: dict[str, int] = {"removed": 1, "principal": -1}
_COST: dict[str, int] = dict.fromkeys(COSTS, 1)
_CASH: dict[str, int] = {"principal": 1, "removed": -1, **_COST, "vat": 1}
_GAIN = {account: -coefficient for account, coefficient in _CASH.items()}
MEASURES = {
    m.name: m
    for m in (
        Measure("invoiced", "invoiced", "in the period", baseline="invoiced", in_scenario=False),
        Measure("cash_paid", "cash paid", "in the period", _CASH, baseline="cash_paid"),
        Measure("principal_paid", "principal paid", "in the period", {"principal": 1, "removed": -1}, baseline="principal_paid"),
        Measure("discount_taken", "discounts taken", "in the period", baseline="discount_taken"),
        Measure("payment_differences", "payment differences", "in the period", baseline="payment_differences"),
        Measure("paid_without_date", "paid without a date", "in the period", baseline="paid_without_date", in_scenario=False),
        Measure("financing_cost_paid", "financing cost, paid", "in the period", _COST),
        Measure("financing_cost_accrued", "financing cost, accrued", "accrued", _COST),
        Measure("vat_paid", "VAT paid", "in the period", {"vat": 1}),
        Measure("closing_payables", "payables", "at its end", {**_HELD, "prepaid": 1}, baseline="closing_payables"),
        Measure("cash_retained", "cash retained", "at its end", _HELD),
        Measure("average_cash_retained", "cash retained on the average day", "on its average day", _HELD),
        Measure(
            "average_cash_retained_since_first_move", "cash retained on the average day since the first move", "since the first move", _HELD
        ),
        Measure("above_average_since_first_move", "cash retained beyond that of the average day", "beyond that", _HELD),
        Measure("free_cash_flow_change", "change in free cash flow", "in the period", _GAIN, presented="operating"),
        Measure("free_cash_flow_change_cumulative", "change in free cash flow to date", "at its end", _GAIN, presented="operating"),
        Measure("cash_change", "change in cash", "at its end", _GAIN),
        Measure("debt_change", "change in debt", "at its end", presented="debt"),
        Measure("net_debt_change", "change in net debt", "at its end", _CASH, presented="debt"),
        Measure("financing_cost", "financing cost over the whole life", "over the life", _COST),
        Measure("vat", "VAT over the whole life", "over the life", {"vat": 1}),
    )
}
"""By name, in the order in which figures are shown."""


def in_scenario() -> tuple[str, ...]:
    """Names of the figures that a scenario has."""
    return tuple(m.name for m in MEASURES.values() if m.in_scenario)


def by_presentation() -> tuple[str, ...]:
    """Names of the figures that are shown by presentation; the change in cash, the same in all, stands beside that in debt."""
    return tuple(m.name for m in MEASURES.values() if m.presented or m.name == "cash_change")


def quarterly() -> tuple[str, ...]:
    """Names of the figures that a scenario has quarter by quarter."""
    return tuple(m.name for m in MEASURES.values() if m.in_scenario and m.timing != "over the life")


def measure_of(name: str, known: tuple[str, ...] | None = None, reason: str = "unknown measure") -> Measure:
    """The measure of a name; a refusal with the known ones where there is none, or it is not among `known`."""
    known = tuple(MEASURES) if known is None else known
    if not isinstance(name, str) or name not in known:
        for presentation in PRESENTATION_NAMES if isinstance(name, str) else ():
            plain = name.removesuffix(f"_{presentation}")
            if plain != name and plain in known and MEASURES[plain].presented:
                hint = f"Ask for measure {plain} in presentation {presentation}"
                raise InputError("names a measure and its presentation, as columns do", column="measure", value=name, hint=hint)
        raise must_choose(reason, "measure", name, known)
    return MEASURES[name]


def timed(values: Ints, timing: Timing) -> Ints:
    """Amounts by period (last axis: before, the quarters, after) as a measure counts them: by quarter, or (…, 1) over the life."""
    if timing == "over the life":
        return values.sum(axis=-1, keepdims=True)
    if timing == "at its end":
        return np.cumsum(values, axis=-1)[..., 1:-1]
    return values[..., 1:-1]
