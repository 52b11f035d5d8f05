"""From due dates to the days cash leaves: policy, pay runs, what is already paid, and the base payments."""

from cashflow.payments.items import Items, Payments
from cashflow.payments.off_cycle import off_cycle_days
from cashflow.payments.payment_days import payment_days, payment_table, promised_day
from cashflow.payments.policy import PaymentPolicy
from cashflow.payments.runs import PayRuns

__all__ = ["Items", "PayRuns", "PaymentPolicy", "Payments", "off_cycle_days", "payment_days", "payment_table", "promised_day"]
