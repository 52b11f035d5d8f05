"""Business days and fiscal quarters."""

from cashflow.basics.calendars import ROLLS, BusinessCalendar
from cashflow.basics.fiscal import FiscalCalendar, Quarters

__all__ = ["ROLLS", "BusinessCalendar", "FiscalCalendar", "Quarters"]
