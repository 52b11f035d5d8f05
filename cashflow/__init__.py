"""cashflow: what later supplier payments do to quarter-end cash, from the payables ledger, to the cent and the day.

The public names are the ones listed here; everything else may change.
"""

from cashflow import schemes
from cashflow.basics.calendars import BusinessCalendar
from cashflow.basics.errors import AmbiguousTermsError, CalendarRangeError, CashflowError, CashflowWarning, InputError
from cashflow.basics.fiscal import FiscalCalendar
from cashflow.basics.rates import Rate
from cashflow.compare import compare
from cashflow.ledger import Ledger, read_ledger
from cashflow.ledger.synthetic import synthetic_ledger
from cashflow.offers import Offer, Scenario
from cashflow.payments import PaymentPolicy
from cashflow.projection import project
from cashflow.scan import scan
from cashflow.schemes import BankPaysNow, LaterWithInterest
from cashflow.simulate import simulate
from cashflow.solve import solve
from cashflow.sweep import sweep
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
    "FiscalCalendar",
    "InputError",
    "LaterWithInterest",
    "Ledger",
    "Offer",
    "PaymentPolicy",
    "PaymentTerms",
    "Rate",
    "Scenario",
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
