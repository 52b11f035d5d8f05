"""cashflow: what later supplier payments do to quarter-end cash, from the payables ledger, to the cent and the day.

Questions and what most scripts need stand here; topics have packages of their own, to import from:

- ``cashflow.ledger``, ``cashflow.scan``: invoices and payments in memory and on disk, and what was found wrong in them
- ``cashflow.terms``, ``cashflow.terms.erp``: payment terms, from text, from the fields of ERP systems, and as date steps
- ``cashflow.payments``, ``cashflow.calendars``: the payment policy, payment runs, business days, fiscal quarters
- ``cashflow.offers``, ``cashflow.schemes``: what is offered to whom; incentive schemes, and all that your own one needs
- ``cashflow.measures``, ``cashflow.rates``: days payable outstanding, reporting; rates, day counts, the value of time
- ``cashflow.projection``, ``cashflow.whatif_file``: the baseline only; questions written in a file
- ``cashflow.figures``, ``cashflow.errors``: pictures; what is raised and warned

Public is what ``__all__`` of these lists; everything else may change.
"""

# _stops is first: who stops the command line while the rest of it loads reads a sentence
from cashflow import _stops, schemes  # noqa: F401
from cashflow.basics.calendars import BusinessCalendar
from cashflow.basics.errors import AmbiguousTermsError, CalendarRangeError, CashflowError, CashflowWarning, InputError
from cashflow.basics.fiscal import FiscalCalendar
from cashflow.basics.rates import Rate
from cashflow.compare import Result, compare
from cashflow.ledger import Findings, Ledger, read_ledger
from cashflow.ledger.synthetic import synthetic_ledger
from cashflow.offers import Offer, Scenario
from cashflow.payments import PaymentPolicy
from cashflow.projection import Projection, project
from cashflow.scan import Scan, scan
from cashflow.schemes import BankPaysNow, LaterWithInterest
from cashflow.simulate import Simulation, simulate
from cashflow.solve import Solution, solve
from cashflow.sweep import Sweep, sweep
from cashflow.terms import PaymentTerms, compare_terms
from cashflow.whatif_file import read_whatif

__version__ = "0.1.0"

__all__ = [
    "AmbiguousTermsError",
    "BankPaysNow",
    "BusinessCalendar",
    "CalendarRangeError",
    "CashflowError",
    "CashflowWarning",
    "Findings",
    "FiscalCalendar",
    "InputError",
    "LaterWithInterest",
    "Ledger",
    "Offer",
    "PaymentPolicy",
    "PaymentTerms",
    "Projection",
    "Rate",
    "Result",
    "Scan",
    "Scenario",
    "Simulation",
    "Solution",
    "Sweep",
    "compare",
    "compare_terms",
    "project",
    "read_ledger",
    "read_whatif",
    "scan",
    "schemes",
    "simulate",
    "solve",
    "sweep",
    "synthetic_ledger",
]
