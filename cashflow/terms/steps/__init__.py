"""Date steps: each moves day numbers, in the order the steps stand in a term. A new step is one module here."""

from cashflow.terms.steps.base import Setting, Step, apply_steps, split_steps, step_classes, step_from_dict, steps_of
from cashflow.terms.steps.branch import Branch
from cashflow.terms.steps.business_days import BusinessDay, BusinessDays
from cashflow.terms.steps.counts import Days, Months, Weeks
from cashflow.terms.steps.exceptions import NotBeforeAnchor, NotBetween, OnDate, Replace
from cashflow.terms.steps.month_days import day_of_month
from cashflow.terms.steps.month_steps import Cutoff, NextDay, NextWeekday, SetDay
from cashflow.terms.steps.periods import PERIODS, EndOf, StartOf

__all__ = [
    "PERIODS", "Branch", "BusinessDay", "BusinessDays", "Cutoff", "Days", "EndOf", "Months", "NextDay", "NextWeekday", "NotBeforeAnchor",
    "NotBetween", "OnDate", "Replace", "SetDay", "Setting", "StartOf", "Step", "Weeks", "apply_steps", "day_of_month", "split_steps",
    "step_classes", "step_from_dict", "steps_of",
]  # fmt: skip
