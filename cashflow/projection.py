"""Project: what the policy alone does, quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import DateGiven, to_dates
from cashflow.basics.errors import warn_of
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.kept_frame import kept_frame
from cashflow.basics.money import from_minor
from cashflow.compare.result import Result
from cashflow.ledger.model import Ledger, LedgerSource
from cashflow.measures import BaselineMeasures, baseline_measures
from cashflow.measures.reporting import Reporting, ReportingGiven
from cashflow.measures.shown import quarters_of
from cashflow.offers.arguments import verb
from cashflow.payments import PaymentPolicy, Payments
from cashflow.report.face import Filed
from cashflow.report.format import PROJECTION
from cashflow.results.completeness import completeness_dict, first_notes
from cashflow.results.figures import ONLY_OF_SCENARIO
from cashflow.results.ledger_notes import ledger_notes

__all__ = ["Projection", "project", "projection_of"]

_DAILY = ("cash_paid", "discount_taken", "payment_differences")


@frozen(eq=False, repr=False)
class Projection(Filed):
    """Baseline measures of a ledger under a policy: `quarters`, `days` and `payments` are frames, amounts as Decimal in major units.

    `baseline` has the same numbers as arrays of whole minor units, cash paid being positive; `shown` are the quarters,
    `baseline_payments` the payments themselves, `reporting` what was told of a reporting currency.
    """

    KIND: ClassVar[str] = PROJECTION
    FRAMES: ClassVar[tuple[str, ...]] = ("quarters", "days", "payments", "total")

    baseline_payments: Payments
    shown: Quarters
    baseline: BaselineMeasures
    reporting: Reporting = field(factory=Reporting)

    @kept_frame
    def quarters(self) -> pd.DataFrame:
        """One row a currency (by name) and quarter: invoiced, cash_paid, closing_payables, dpo_closing, dpo_countback."""
        return self.as_comparison().quarters.drop(columns=["scenario", *ONLY_OF_SCENARIO])

    @kept_frame
    def total(self) -> pd.DataFrame:
        """All currencies together in the reporting currency, with the columns of `quarters`; empty where none is given."""
        return self.as_comparison().total.drop(columns=["scenario", *ONLY_OF_SCENARIO])

    @property
    def in_total(self) -> Projection | None:
        """All currencies together, as a projection in the reporting currency; `None` without one."""
        total = self.as_comparison().in_total
        return None if total is None else Projection(self.baseline_payments, self.shown, total.baseline)

    @kept_frame
    def days(self) -> pd.DataFrame:
        """One row a currency (by name) and day with cash: cash_paid, discount_taken, and payment_differences (part of the cash)."""
        baseline, rows = self.baseline, []
        for code in sorted(range(len(baseline.currencies)), key=lambda c: baseline.currencies[c]):
            some = np.flatnonzero((baseline.cash_daily[code] != 0) | (baseline.discount_daily[code] != 0))
            dates = to_dates((some + baseline.first_cash_day).astype(np.int32)).astype("datetime64[s]")
            daily = dict(zip(_DAILY, (baseline.cash_daily, baseline.discount_daily, baseline.difference_daily), strict=True))
            money = {k: [from_minor(int(v), baseline.currencies[code]) for v in d[code][some]] for k, d in daily.items()}
            rows.append(pd.DataFrame({"currency": baseline.currencies[code], "day": dates, **money}))
        return framed(pd.concat(rows, ignore_index=True) if rows else [], ["currency", "day", *_DAILY])

    @kept_frame
    def payments(self) -> pd.DataFrame:
        """One row an item: supplier, invoice, dates, amount, currency, whether the date is a payment's own."""
        return self.baseline_payments.to_frame()

    @property
    def largest_first(self) -> tuple[str, ...]:
        """Currencies in the order in which reports tell them: that in which most is paid after the ledger day first."""
        return self.as_comparison().largest_first

    @property
    def ledger(self) -> Ledger:
        """The ledger that was projected, with its findings."""
        return self.baseline_payments.ledger

    @property
    def assumptions(self) -> list[str]:
        """What the figures assume: the policy."""
        return self.as_comparison().assumptions

    @property
    def completeness(self) -> dict[str, Any]:
        """What was told or inferred of how complete the ledger is, and what is planned."""
        return completeness_dict(self.baseline)

    @property
    def notes(self) -> list[str]:
        """First what the ledger leaves out; then what is planned, not observed; and what payments say."""
        return list(dict.fromkeys([*first_notes(self.baseline_payments, self.baseline), *ledger_notes(self.baseline_payments)]))

    def as_comparison(self) -> Result:
        """The same as a comparison without scenarios."""
        return Result(self.baseline_payments, self.shown, self.baseline, (), self.reporting)

    def contents(self) -> dict[str, Any]:
        """As of a comparison without scenarios."""
        return self.as_comparison().contents()

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames that are written; the single payments are not."""
        total = {"total": self.total} if len(self.total) else {}
        return {"quarters": self.quarters, "days": self.days, **total}

    def pictures(self) -> Mapping[str, Callable[..., Any]]:
        """See `cashflow.report.pictures.by_kind`."""
        from cashflow.report.pictures.by_kind import projection_pictures  # late: made only where they are asked for

        return projection_pictures(self)

    def brief_frame(self) -> pd.DataFrame:
        """What a notebook shows beside its first lines."""
        return self.quarters


@verb
def project(
    ledger: Ledger | LedgerSource,
    policy: PaymentPolicy | None = None,
    fiscal: FiscalCalendar | None = None,
    *,
    quarters: Quarters | Sequence[DateGiven] | None = None,
    reporting: ReportingGiven = None,
) -> Projection:
    """Cash paid, payables and days payable outstanding per quarter, by the policy alone.

    Parameters
    ----------
    ledger
        Supplier invoices, or a scan of them.
    policy
        How the buyer pays; by default by terms, on any day.
    fiscal
        Fiscal calendar; by default calendar years.
    quarters
        ``(from, to)``, whole fiscal quarters, both inclusive; by default all that ledger and payments touch.
    reporting
        A `Reporting`, or a table of its settings, of which the reporting currency and its exchange rates count here.

    Returns
    -------
    Projection
        With the frames `quarters`, `days` and `payments`; it prints itself. Cash paid is positive, as are payables.

    Raises
    ------
    InputError
        A ledger whose sign must be told, or that is empty without `quarters`; a currency without an exchange rate.
    CalendarRangeError
        A payment reaches a day that a calendar does not know.

    Examples
    --------
    >>> import pandas as pd, cashflow as cf
    >>> rows = pd.DataFrame({"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-05-21"],
    ...     "amount": ["100.00"], "currency": ["EUR"], "terms": ["net 60"]})
    >>> cf.project(cf.read_ledger(rows)).quarters["closing_payables"].tolist()
    [Decimal('100.00'), Decimal('0.00')]
    """
    how = policy or PaymentPolicy()
    if isinstance(ledger, Ledger) or not hasattr(ledger, "payments"):
        return projection_of(Payments.of(ledger, how), fiscal, quarters, Reporting.of(reporting))
    return projection_of(ledger.payments(how), fiscal, quarters, Reporting.of(reporting))


def projection_of(
    payments: Payments,
    fiscal: FiscalCalendar | None,
    quarters: Quarters | Sequence[DateGiven] | None,
    reporting: Reporting | None = None,
) -> Projection:
    """Measures of baseline payments; see `project`."""
    reporting = reporting or Reporting()
    reporting.translation_of(payments.ledger.currency.values)  # refuses a currency without a rate
    shown = quarters_of(payments, fiscal, quarters)
    warn_of(payments.notes, 5)  # above `verb`, `checked` and `project`
    return Projection(payments, shown, baseline_measures(payments, shown), reporting)
