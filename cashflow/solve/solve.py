"""Solve: least cost to hold a target of cash at a quarter end."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from attrs import fields

from cashflow.basics.columns import by_name
from cashflow.basics.days import DateGiven, to_date, to_day
from cashflow.basics.errors import InputError, every_choice, must_choose, warn_of
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.basics.money import MoneyGiven
from cashflow.ledger.model import Ledger, LedgerSource
from cashflow.measures import checked_presentation
from cashflow.measures.benefit import CreditLossGiven
from cashflow.measures.reporting import Reporting, ReportingGiven
from cashflow.measures.shown import currency_at, quarters_of
from cashflow.offers.arguments import named, verb
from cashflow.offers.offer import FundingGiven
from cashflow.offers.selection import Selection
from cashflow.offers.term_limits import TermLimitsGiven, limits_of
from cashflow.payments import PaymentPolicy, Payments
from cashflow.solve import constraints as rules
from cashflow.solve.asked import ConstraintsGiven, SelectionGiven, constraints_of, selection_of
from cashflow.solve.choices import options_of
from cashflow.solve.menu import MenuGiven, entries, supplier_table
from cashflow.solve.optimum import Optimizer
from cashflow.solve.problem import Problem
from cashflow.solve.solution import Setting, Solution

__all__ = ["solve"]


@verb
def solve(
    ledger: Ledger | LedgerSource,
    target: MoneyGiven,
    *,
    by: DateGiven,
    menu: MenuGiven,
    policy: PaymentPolicy | None = None,
    fiscal: FiscalCalendar | None = None,
    quarters: Quarters | Sequence[DateGiven] | None = None,
    currency: str | None = None,
    presentation: str = "trade_payable",
    selection: SelectionGiven = None,
    overdue: str = "not offered",
    funding_rate: FundingGiven = None,
    funding_day_count: str | None = None,
    credit_loss: CreditLossGiven = None,
    constraints: ConstraintsGiven = None,
    limits: TermLimitsGiven = None,
    curve: Sequence[MoneyGiven] | None = None,
    interest_paid: Literal["operating", "financing"] | None = None,
    reporting: ReportingGiven = None,
    name: str = "solved",
) -> Solution:
    """Which offers hold a target of cash at a quarter end at least cost: one entry of a menu for each supplier, or none.

    Minimized is the financing cost over the whole life of the offers, as if every supplier that gets one accepts. The
    answer is whole: no supplier is split, the target is reached and every constraint is kept to the minor unit, and the cost
    is that of `compare`. With the extra `optimize` it comes with a certificate: how much dearer than the best possible
    it can be at most. Without, suppliers are ranked by cost per unit of cash, and the result says so.

    Parameters
    ----------
    ledger
        Supplier invoices, or a scan of them.
    target
        Cash to hold at the close of `by`: text, Decimal or int, in major units of one currency.
    by
        Last day of a fiscal quarter.
    menu
        What a supplier may be offered: a list of ``{"extend": {"days": 30}, "scheme": "later_with_interest", ...}``, or of
        pairs of an extension and a scheme. An entry may have its own ``due``, ``invoiced``, ``paying``, ``where`` and
        ``overdue``.
    policy, fiscal, quarters, interest_paid, reporting
        As in `compare`; quarters shown are by default the one of `by` and the two after it.
    currency
        Needed if the ledger has several and no reporting currency is given; amounts of others are left alone. By default, where a
        reporting currency is: all of them, each offer's figures translated and rounded by itself.
    presentation
        Whose cash: ``trade_payable`` (all principal not yet paid by the buyer), or ``borrowing_net``,
        ``borrowing_gross``, ``agency``, in which what a bank has paid may hold nothing.
    selection
        Who and what may be moved, as in an offer, for every entry of the menu: a `Selection`, or a table
        ``{"suppliers": {"region": "EU", "except": {"tag": "critical"}}, "due": …, "invoiced": …, "paying": …, "where": …}``.
        Unless it gives ``paying``, an entry covers the payments from the first one that it moves over `by`, up to `by`.
    overdue
        As in an offer: ``"offered"`` lets the menu move what is overdue at `as_of`, too.
    funding_rate, funding_day_count, credit_loss
        The suppliers' own rate, on what it counts, and what waiting risks, as in an offer.
    constraints
        What the answer keeps: `Constraints`, or a table of its settings, ``{"made_whole": True, "bank_limit": "25000000"}``.
    limits
        As in `compare`: what a hard limit stops is moved by no entry of the menu.
    curve
        Targets of the curve of cost against cash; by default seven around the target.
    name
        Of the scenario found.

    Returns
    -------
    Solution
        It prints itself. If the target can't be reached, the cheapest offers found that hold the most.

    Raises
    ------
    InputError
        What, value, reason and what to type.

    Examples
    --------
    >>> import cashflow as cf, pandas as pd
    >>> rows = pd.DataFrame({"supplier": ["Acme", "Bolt"], "invoice": ["1", "2"], "invoice_date": "2025-05-21",
    ...     "amount": ["1000.00", "3000.00"], "currency": "EUR", "terms": "net 30"})
    >>> menu = [({"to": "2025-07-20"}, cf.LaterWithInterest(0.06, "ACT/360"))]
    >>> found = cf.solve(cf.read_ledger(rows), "2500", by="2025-06-30", menu=menu)
    >>> found.choices[["supplier", "cash_retained", "cost"]].values.tolist()
    [['Bolt', Decimal('3000.00'), Decimal('15.00')]]
    """
    named(name, "name")
    wanted, covered = constraints_of(constraints), selection_of(selection)
    payments, day = Payments.of(ledger, policy), to_day(by, "by")
    known = payments.ledger.currency.values
    settings = Reporting.of(reporting, interest_paid)
    settings.check_currencies(known)
    translation = settings.translation_of(known) if currency is None else None
    unit, shown, presentation = every_choice(
        lambda: known[currency_at(known, currency)] if translation is None else translation.currency,
        lambda: _quarters(payments, fiscal, quarters, day),
        lambda: checked_presentation(presentation),
    )
    goal = rules.money(target, "target", unit)
    rates = {unit: Fraction(1)} if translation is None else {c: translation.minor_rate(c) for c in known}
    given = by_name(covered, (f.name for f in fields(Selection) if f.name != "suppliers")).items()
    common = {name: value for name, value in given if value not in (None, {})} | {"overdue": overdue}
    offered = entries(menu, common, {"funding_rate": funding_rate, "funding_day_count": funding_day_count, "credit_loss": credit_loss})
    table = supplier_table(covered.suppliers, unit if translation is None else None)
    longest = limits_of(limits)
    options = options_of(payments, offered, table, shown, day, presentation, settings.agency_days, longest, rates)
    if wanted.made_whole and funding_rate is None and (options.whole[options.moved != 0] == -1).any():
        hint = "Give funding_rate = 0.08, or { low = 0.05, high = 0.09 }, or a column's name"
        raise InputError("needs the suppliers' funding_rate", column="made_whole", hint=hint)
    may = rules.admitted(options, wanted, goal, unit)
    kept = rules.constraints(options, payments.ledger, wanted, goal, unit)
    points = None if curve is None else rules.targets(curve, unit)
    warn_of((*payments.notes, *options.notes), 4)  # above `verb` and `checked`
    setting = Setting(name, unit, translation, goal, day, presentation, table, payments, shown, settings, points, longest)
    problem = Problem(options.cost, options.cash, may.mask, kept)
    optimizer = Optimizer(problem)
    return Solution(setting, options, may, optimizer, optimizer.find(goal))


def _quarters(payments: Payments, calendar: FiscalCalendar | None, given: Quarters | Sequence[Any] | None, day: int) -> Quarters:
    """Quarters shown; `day` must end one of them."""
    fiscal = calendar or FiscalCalendar()
    of_day = fiscal.covering(day, day)
    if int(of_day.last[0]) != day:
        ends = (int(of_day.first[0]) - 1, int(of_day.last[0]))
        said = f"The nearest are {to_date(ends[0])} and {to_date(ends[1])}"
        near = [to_date(e) for e in sorted(ends, key=lambda end: abs(end - day))]
        raise must_choose(f"is not the last day of a fiscal {fiscal.period}", "by", to_date(day), near, said)
    if given is not None:
        shown = quarters_of(payments, calendar, given)
        if not np.isin(day, shown.last):
            reason = "ends none of the quarters shown; widen them, quarters = (from, to), or take one of theirs"
            raise must_choose(reason, "by", to_date(day), [to_date(int(e)) for e in shown.last])
        return shown
    last = day + 140 * fiscal.months // 3  # inside the second quarter after it, or whatever the period is
    if fiscal.quarter_ends is not None:
        last = min(last, max(day, *(to_day(e) for e in fiscal.quarter_ends)))
    return fiscal.covering(day, last)
