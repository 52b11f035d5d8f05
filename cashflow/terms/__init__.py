"""Payment terms as data: installments, each a share, an anchor and ordered date steps; text to terms and back."""

from cashflow.terms.anchors import ANCHORS, EVENTS
from cashflow.terms.compare import EffectiveDays, TermsComparison, compare_terms, effective_days
from cashflow.terms.dialects import DIALECTS
from cashflow.terms.discount import Discount
from cashflow.terms.einvoice import en16931_terms
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.parse import parse_terms, read_terms
from cashflow.terms.schedule import Schedule, calendar_of, day_table, due_days, installment_amounts, last_due_days
from cashflow.terms.shares import REST, Rounding, Share
from cashflow.terms.skonto import skonto_text
from cashflow.terms.steps import (
    Branch,
    BusinessDay,
    BusinessDays,
    Cutoff,
    Days,
    EndOf,
    Months,
    NextDay,
    NextWeekday,
    NotBeforeAnchor,
    NotBetween,
    OnDate,
    Replace,
    SetDay,
    StartOf,
    Step,
    Weeks,
)

__all__ = [
    "ANCHORS",
    "DIALECTS",
    "EVENTS",
    "REST",
    "Branch",
    "BusinessDay",
    "BusinessDays",
    "Cutoff",
    "Days",
    "Discount",
    "EffectiveDays",
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
    "Rounding",
    "Schedule",
    "SetDay",
    "Share",
    "StartOf",
    "Step",
    "TermsComparison",
    "Weeks",
    "calendar_of",
    "compare_terms",
    "day_table",
    "due_days",
    "effective_days",
    "en16931_terms",
    "installment_amounts",
    "last_due_days",
    "parse_terms",
    "read_terms",
    "skonto_text",
]
