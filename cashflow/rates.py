"""Rates, day counts and the value of time, alone: for a calculation that needs no ledger."""

from cashflow.basics.rates import DAY_COUNTS, DAYS_A_YEAR, FORMS, Rate, day_count, rate_of_discount, year_fraction, year_fraction_parts
from cashflow.basics.timevalue import fv, pmt, pv, xirr, xnpv

__all__ = [
    "DAYS_A_YEAR",
    "DAY_COUNTS",
    "FORMS",
    "Rate",
    "day_count",
    "fv",
    "pmt",
    "pv",
    "rate_of_discount",
    "xirr",
    "xnpv",
    "year_fraction",
    "year_fraction_parts",
]
