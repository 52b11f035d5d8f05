"""A day that lies where a ledger has no dates: a year mistyped, or a ledger of another month."""

from __future__ import annotations

from cashflow.basics.days import to_date
from cashflow.basics.notes import Note

__all__ = ["FAR_DAYS", "far_day"]

FAR_DAYS = 92
"""A quarter without an invoice or a payment."""


def far_day(name: str, day: int, dates: tuple[int, int], where: str, should_be: str, least: int = FAR_DAYS) -> str:
    """What is said of a day more than `least` days after the last date, or before the first one; empty if there is nothing to say.

    Parameters
    ----------
    name, day
        What the day is called, and which it is.
    dates
        First and last date that is known.
    where
        What they are the dates of.
    should_be
        What the day should be: asked where it lies a quarter after, or before.
    """
    first, last = dates
    asks = f"Is {name} {should_be}?"
    if day > last + least:
        many = day - last
        said = f"{name} is {to_date(day)}, {many:,} day{'s' * (many != 1)} after {to_date(last)}, the last date in {where}"
        return Note(f"{said}: what came in between is not in it", *([asks] if many > FAR_DAYS else []))
    return Note(f"{name} is {to_date(day)}, before the first invoice ({to_date(first)})", asks) if day < first else ""
