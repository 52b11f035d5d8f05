"""What `cashflow` raises and warns: every error is a `CashflowError`, every warning a `CashflowWarning`."""

from cashflow.basics.errors import (
    AmbiguousTermsError,
    CalendarRangeError,
    CashflowError,
    CashflowWarning,
    EmptyLedgerError,
    InputError,
    UnknownTermsError,
)
from cashflow.schemes import SchemeLawError

__all__ = [
    "AmbiguousTermsError",
    "CalendarRangeError",
    "CashflowError",
    "CashflowWarning",
    "EmptyLedgerError",
    "InputError",
    "SchemeLawError",
    "UnknownTermsError",
]
