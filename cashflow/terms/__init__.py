"""Payment terms as data: installments, each an anchor and ordered date steps; text to terms and back."""

from cashflow.terms.model import Discount, Installment, PaymentTerms, Schedule, last_due_days
from cashflow.terms.parse import DIALECTS, parse_terms
from cashflow.terms.periods import EndOf, StartOf
from cashflow.terms.special import Branch, BusinessDay, NotBeforeAnchor, NotBetween, OnDate, Replace
from cashflow.terms.steps import Cutoff, Days, Months, NextDay, NextWeekday, SetDay, Step, Weeks

__all__ = [
    "DIALECTS",
    "Branch",
    "BusinessDay",
    "Cutoff",
    "Days",
    "Discount",
    "EndOf",
    "Installment",
    "Months",
    "NextDay",
    "NextWeekday",
    "NotBeforeAnchor",
    "NotBetween",
    "OnDate",
    "PaymentTerms",
    "Replace",
    "Schedule",
    "SetDay",
    "StartOf",
    "Step",
    "Weeks",
    "last_due_days",
    "parse_terms",
]
