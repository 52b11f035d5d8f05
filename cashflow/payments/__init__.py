"""From due dates to the days cash leaves: policy, payment runs, what is already paid, and the baseline payments."""

from cashflow.payments.items import Items, Payments
from cashflow.payments.off_cycle import off_cycle_days
from cashflow.payments.payment_days import payment_days, payment_table, promised_day
from cashflow.payments.policy import PaymentPolicy
from cashflow.payments.runs import PaymentRuns

__all__ = [
    "Items",
    "PaymentPolicy",
    "PaymentRuns",
    "Payments",
    "off_cycle_days",
    "payment_days",
    "payment_table",
    "promised_day",
]
