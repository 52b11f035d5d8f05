"""What a user tells of how complete a ledger is: from when paid items are in, and until when all invoices are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from attrs import field, frozen

from cashflow.basics.days import date_or_none
from cashflow.basics.errors import InputError

__all__ = ["ALL", "NONE", "Told"]

ALL, NONE = "all", "none"


def _cleared(value: Any) -> dt.date | str | None:
    if value is None or value in (ALL, NONE):
        return value
    try:
        return date_or_none(value, "cleared_from")
    except InputError:
        hint = 'Write cleared_from = 2025-04-01 (paid items are in from that day), "all", or "none" (open items only)'
        raise InputError("must be a date, 'all' or 'none'", column="cleared_from", value=value, hint=hint) from None


def _invoiced(value: Any) -> dt.date | None:
    try:
        return date_or_none(value, "invoiced_to")
    except InputError:
        hint = "Write invoiced_to = 2025-06-30: the day until which all invoices are in"
        raise InputError("must be a date", column="invoiced_to", value=value, hint=hint) from None


@frozen
class Told:
    """`None`: not told; what is then taken stands in `cashflow.payments.known`."""

    cleared_from: dt.date | str | None = field(default=None, converter=_cleared)
    """A date: items paid from that day on are in. ``"all"``: all that were ever paid. ``"none"``: open items only."""
    invoiced_to: dt.date | None = field(default=None, converter=_invoiced)
    """All invoices dated up to that day are in."""
