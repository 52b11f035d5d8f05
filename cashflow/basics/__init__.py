"""Ground floor: money, rates, days, business and fiscal calendars, errors. Knows nothing of ledgers or terms."""

from cashflow.basics import day_counts, rates, timevalue

__all__ = ["day_counts", "rates", "timevalue"]
