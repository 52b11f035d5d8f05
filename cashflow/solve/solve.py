"""Solve: least cost to hold a target of cash at a quarter end."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from cashflow.basics.days import DateGiven, to_date, to_day
from cashflow.basics.errors import CashflowWarning, InputError, every_choice, must_choose
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.money import MoneyGiven
from cashflow.ledger.model import Ledger, LedgerSource
from cashflow.measures import checked_presentation
from cashflow.measures.benefit import CreditLossGiven
from cashflow.measures.reporting import Reporting, ReportingGiven
from cashflow.measures.shown import quarters_of
from cashflow.offers.arguments import verb
from cashflow.offers.offer import FundingGiven
from cashflow.offers.selection import SuppliersGiven, WhereGiven, WindowGiven
from cashflow.offers.term_limits import TermLimitsGiven, limits_of
from cashflow.payments import PaymentPolicy, Payments
from cashflow.solve import constraints as rules
from cashflow.solve.choices import Options, options_of
from cashflow.solve.menu import MenuGiven, entries, supplier_table
from cashflow.solve.optimum import Optimizer
from cashflow.solve.problem import Constraint, Problem
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
    suppliers: SuppliersGiven = None,
    exclude: SuppliersGiven = None,
    due: WindowGiven = None,
    invoiced: WindowGiven = None,
    paying: WindowGiven = None,
    where: WhereGiven = None,
    overdue: str = "not offered",
    funding_rate: FundingGiven = None,
    funding_day_count: str | None = None,
    credit_loss: CreditLossGiven = None,
    made_whole: bool = False,
    max_days: int | None = None,
    bank_limit: MoneyGiven | None = None,
    max_suppliers: int | None = None,
    max_share_of_one: NumberGiven | None = None,
    smallest: MoneyGiven | None = None,
    constraints: Sequence[Mapping[str, str | float | Decimal | Sequence[str]]] = (),
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
        Needed if the ledger has several; amounts of others are left alone.
    presentation
        Whose cash: ``trade_payable`` (all principal not yet paid by the buyer), or ``borrowing_net``,
        ``borrowing_gross``, ``agency``, in which what a bank has paid may hold nothing.
    suppliers, due, invoiced, where
        Who and what may be moved, as in an offer, for every entry of the menu.
    paying
        The same for baseline payment dates. Unless it is given, an entry covers the payments from the first one that it moves over
        `by`, up to `by`.
    exclude
        Who may not be moved: a list of suppliers or a table of attributes.
    overdue
        As in an offer: ``"offered"`` lets the menu move what is overdue at `as_of`, too.
    funding_rate, funding_day_count, credit_loss
        The suppliers' own rate, on what it counts, and what waiting risks, as in an offer.
    made_whole
        True: a supplier gets only what makes it whole for certain, against the usual payment day.
    max_days
        Longest extension: the days it says; of a date or other terms, the most that a payment of the supplier moves.
    bank_limit
        Most owed to the bank at the close of any day.
    max_suppliers
        Most suppliers with an offer.
    smallest
        Least cash an offer must hold.
    max_share_of_one
        Most cash of one supplier, as a share of the target.
    constraints
        Tables ``{"column": "country", "value": "FR", "cash": "5000000"}``: a supplier counts under every value its
        invoices carry; `value` may be a list, none means each value for itself; no column means all. In place of
        ``cash``: ``share`` (of the target), ``cost``, ``amount`` (principal moved) or ``suppliers`` (how many).
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
    >>> found = cf.solve(cf.Ledger.from_frame(rows), "2500", by="2025-06-30", menu=menu)
    >>> found.choices[["supplier", "cash_retained", "cost"]].values.tolist()
    [['Bolt', Decimal('3000.00'), Decimal('15.00')]]
    """
    _check(made_whole)
    payments, day = Payments.of(ledger, policy), to_day(by, "by")
    currency, shown, presentation = every_choice(
        lambda: _currency(payments.ledger, currency),
        lambda: _quarters(payments, fiscal, quarters, day),
        lambda: checked_presentation(presentation),
    )
    goal = rules.money(target, "target", currency)
    settings = Reporting.of(reporting, interest_paid)
    common = {"due": due, "invoiced": invoiced, "paying": paying, "where": where, "overdue": overdue}
    offered = entries(menu, common, {"funding_rate": funding_rate, "funding_day_count": funding_day_count, "credit_loss": credit_loss})
    table = supplier_table(suppliers, exclude, currency)
    longest = limits_of(limits)
    options = options_of(payments, offered, table, shown, day, presentation, settings.agency_days, longest)
    if made_whole and funding_rate is None and (options.whole[options.amount != 0] == -1).any():
        hint = "Give funding_rate = 0.08, or { low = 0.05, high = 0.09 }, or a column's name"
        raise InputError("needs the suppliers' funding_rate", column="made_whole", hint=hint)
    may = rules.admitted(
        options,
        made_whole=made_whole,
        max_days=None if max_days is None else rules.count(max_days, "max_days"),
        smallest=None if smallest is None else rules.money(smallest, "smallest", currency),
        largest=None if max_share_of_one is None else rules.largest_of(max_share_of_one, goal),
        currency=currency,
    )
    kept = list(rules.column_constraints(options, payments.ledger, constraints, goal, currency))
    kept += _further_constraints(options, max_suppliers, bank_limit, currency)
    points = None if curve is None else rules.targets(curve, currency)
    for note in (*payments.notes, *options.notes):
        warnings.warn(note, CashflowWarning, stacklevel=4)  # above `verb` and `checked`
    setting = Setting(name, currency, goal, day, presentation, table, payments, shown, settings, points, longest)
    problem = Problem(options.cost, options.cash, may.mask, kept)
    optimizer = Optimizer(problem)
    return Solution(setting, options, may, optimizer, optimizer.find(goal))


def _check(made_whole: bool) -> None:
    if not isinstance(made_whole, bool):
        raise InputError("must be true or false", column="made_whole", value=made_whole)


def _further_constraints(options: Options, max_suppliers: int | None, bank_limit: Any, currency: str) -> list[Constraint]:
    """Constraints over all suppliers: how many, and what is owed to the bank."""
    kept = []
    if max_suppliers is not None:
        kept.append(rules.count_constraint(options, rules.count(max_suppliers, "max_suppliers")))
    if bank_limit is not None:
        kept += rules.bank_constraints(options, rules.money(bank_limit, "bank_limit", currency))
    return kept


def _currency(ledger: Ledger, currency: str | None) -> str:
    known = sorted(ledger.currency.values)
    if currency is None and len(known) == 1:
        return known[0]
    if currency not in known:
        what = "must be given: the ledger has several currencies" if currency is None else "does not occur in the ledger"
        raise must_choose(what, "currency", currency, known)
    return currency


def _quarters(payments: Payments, calendar: FiscalCalendar | None, given: Quarters | Sequence[Any] | None, day: int) -> Quarters:
    """Quarters shown; `day` must end one of them."""
    fiscal = calendar or FiscalCalendar()
    of_day = fiscal.covering(day, day)
    if int(of_day.last[0]) != day:
        ends = (int(of_day.first[0]) - 1, int(of_day.last[0]))
        said = f"The nearest are {to_date(ends[0])} and {to_date(ends[1])}"
        near = [to_date(e) for e in sorted(ends, key=lambda end: abs(end - day))]
        raise must_choose("is not the last day of a fiscal quarter", "by", to_date(day), near, said)
    if given is not None:
        shown = quarters_of(payments, calendar, given)
        if not np.isin(day, shown.last):
            reason = "ends none of the quarters shown; widen them, quarters = (from, to), or take one of theirs"
            raise must_choose(reason, "by", to_date(day), [to_date(int(e)) for e in shown.last])
        return shown
    last = day + 140  # inside the second quarter after it
    if fiscal.quarter_ends is not None:
        last = min(last, max(day, *(to_day(e) for e in fiscal.quarter_ends)))
    return fiscal.covering(day, last)
