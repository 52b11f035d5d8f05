"""Compare: scenarios against the baseline. place → collapse → flows → settle → effects → accept → totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from attrs import evolve

from cashflow.basics.days import NO_DAY, DateGiven
from cashflow.basics.errors import warn_of
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.compare.result import Result
from cashflow.engine.choice import offer_result
from cashflow.engine.coverage import cover
from cashflow.engine.row_legs import RowDeals
from cashflow.engine.totals import totals_of
from cashflow.ledger.model import Ledger, LedgerSource
from cashflow.measures import baseline_measures
from cashflow.measures.reporting import Reporting, ReportingGiven
from cashflow.measures.shown import quarters_of, reaching
from cashflow.offers import Scenario
from cashflow.offers.arguments import named_once, scenarios_of, verb
from cashflow.offers.term_limits import TermLimitsGiven
from cashflow.offers.variations import variation_of
from cashflow.payments import PaymentPolicy, Payments
from cashflow.results.comparison import ScenarioResult, Stressed

__all__ = ["compare"]


@verb
def compare(
    ledger: Ledger | LedgerSource,
    scenarios: Scenario | Iterable[Scenario],
    policy: PaymentPolicy | None = None,
    fiscal: FiscalCalendar | None = None,
    *,
    quarters: Quarters | Sequence[DateGiven] | None = None,
    interest_paid: Literal["operating", "financing"] | None = None,
    reporting: ReportingGiven = None,
    limits: TermLimitsGiven = None,
) -> Result:
    """What scenarios do to cash, payables and suppliers, quarter by quarter.

    Parameters
    ----------
    ledger
        Supplier invoices, or a scan of them.
    scenarios
        One or several; names must differ.
    policy
        How the buyer pays; by default by terms, on any day.
    fiscal
        Fiscal calendar; by default calendar years.
    quarters
        ``(from, to)``, whole fiscal quarters, both ends inclusive; by default every quarter with activity in the baseline, and
        those after them up to the last payment that an offer makes, be it to a bank.
    interest_paid
        ``"operating"``: interest and fees count in free cash flow; ``"financing"``: they do not. By default what `reporting`
        states, else operating; both may state the same, and are refused if they differ.
    reporting
        A `Reporting`, or a table of its settings: the agency's limit in days, the buyer's own borrowing rate, its covenant,
        a reporting currency with exchange rates, in which all currencies are then added up (`Result.total`).
    limits
        The longest terms allowed, for every scenario beside its own: a list of tables, or a CSV file; see
        `cashflow.offers.term_limits.limits_of`. What a hard limit stops is not moved, and listed in `limits`.

    Returns
    -------
    Result
        With the frames `quarters`, `suppliers`, `offers` and `legs`; it prints itself.

    Raises
    ------
    InputError
        An offer, window or rate that makes no sense; a promised date by which everything is already paid.
    CalendarRangeError
        A payment reaches a day that a calendar does not know.

    Examples
    --------
    >>> import pandas as pd, cashflow as cf
    >>> rows = pd.DataFrame({"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-05-21"],
    ...     "amount": ["1000000.00"], "currency": ["EUR"], "terms": ["net 30"]})
    >>> offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(0.065, "ACT/360")])
    >>> result = cf.compare(cf.read_ledger(rows), cf.Scenario("June", offer), quarters=("2025-04-01", "2025-09-30"))
    >>> result.quarters.query("scenario == 'June'")["free_cash_flow_change_trade_payable"].tolist()
    [Decimal('1000000.00'), Decimal('-1010111.11')]
    """
    settings = Reporting.of(reporting, interest_paid)
    many = named_once(scenarios_of(scenarios), limits)
    payments = Payments.of(ledger, policy)
    settings.check_currencies(payments.ledger.currency.values)
    found = _compared(payments, many, fiscal, quarters, settings)
    warn_of((*found.payments.notes, *found.offer_notes), 4)  # above `verb` and `checked`
    return found


def _compared(
    payments: Payments,
    many: list[Scenario],
    fiscal: FiscalCalendar | None,
    quarters: Quarters | Sequence[DateGiven] | None,
    settings: Reporting,
) -> Result:
    """What `compare` finds, before it warns of anything."""
    shown = quarters_of(payments, fiscal, quarters)
    results = tuple(_scenario(payments, s, shown, settings) for s in many)
    if quarters is None and (last := max((o.last_leg for r in results for o in r.offers), default=NO_DAY)) > shown.last[-1]:
        shown = reaching(shown, fiscal, last)
        results = tuple(_scenario(payments, s, shown, settings) for s in many)
    baseline = baseline_measures(payments, shown)
    return Result(payments, shown, baseline, results, settings, _stressed(payments, many, shown, settings))


def _stressed(payments: Payments, scenarios: list[Scenario], shown: Quarters, settings: Reporting) -> tuple[Stressed, ...]:
    """Every variation of every scenario, compared with its own baseline; what there is to warn of is said of the scenario itself."""
    out = []
    for scenario in scenarios:
        for variation in (variation_of(v) for v in scenario.stress):
            policy, varied = variation.apply(payments.policy, evolve(scenario, stress=()))
            found = _compared(Payments.of(payments.ledger, policy), [varied], None, shown, settings)
            out.append(Stressed(scenario.name, str(variation), found))
    return tuple(out)


def _scenario(payments: Payments, scenario: Scenario, quarters: Quarters, settings: Reporting) -> ScenarioResult:
    offers = [offer_result(payments.ledger, c, quarters) for c in cover(payments, scenario, quarters, settings.agency_days)]
    rows = RowDeals(payments, scenario, settings.agency_days)
    return ScenarioResult(scenario, offers, totals_of(payments, offers, quarters, settings), rows)
