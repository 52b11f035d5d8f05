"""Payment terms as data: installments, each an anchor and ordered date steps; text to terms and back."""

from cashflow.terms.model import Discount, Installment, PaymentTerms, Schedule, last_due_days
from cashflow.terms.parse import DIALECTS, parse_terms
from cashflow.terms.steps import Days, EndOfMonth, Months, NextDay, SetDay, Step

__all__ = [
    "DIALECTS",
    "Days",
    "Discount",
    "EndOfMonth",
    "Installment",
    "Months",
    "NextDay",
    "PaymentTerms",
    "Schedule",
    "SetDay",
    "Step",
    "last_due_days",
    "parse_terms",
]
