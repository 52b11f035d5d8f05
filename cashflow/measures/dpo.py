"""Days payable outstanding by named methods, as plain functions on numbers."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["dpo_closing", "dpo_countback"]


def dpo_closing(closing: int, invoiced: int, days: int) -> float | None:
    """Closing payables over what was invoiced in the quarter, times its days.

    Parameters
    ----------
    closing, invoiced
        Amounts in one unit.
    days
        Days of the quarter.

    Returns
    -------
    float or None
        `None` when nothing (or less) was invoiced.

    Examples
    --------
    >>> round(dpo_closing(36172652, 279862327, 90), 6)
    11.632644
    """
    return None if invoiced <= 0 else closing * days / invoiced


def dpo_countback(balance: int, months: Iterable[tuple[int, int]]) -> float | None:
    """Days of purchases that the balance is worth, counted back month by month.

    Whole months of invoiced amounts are taken off the balance, adding their days; the month that
    covers the rest adds days × rest / invoiced. Months with nothing (or less) invoiced are passed
    over with their days.

    Parameters
    ----------
    balance
        Closing payables.
    months
        (days, invoiced) from the latest month backwards, as far as the ledger's history goes.

    Returns
    -------
    float or None
        0 when nothing is open; `None` when the history runs out or the balance is negative.

    Examples
    --------
    >>> dpo_countback(150, [(31, 100), (28, 100)])
    45.0
    """
    if balance <= 0:
        return 0.0 if balance == 0 else None
    total = 0
    for days, invoiced in months:
        if invoiced >= balance > 0 and invoiced > 0:
            return total + days * balance / invoiced
        balance -= max(invoiced, 0)
        total += days
    return None
