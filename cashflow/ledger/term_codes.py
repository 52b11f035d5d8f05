"""What a code of payment terms means, by the due dates that stand beside it; only where all rows leave one reading."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints, to_dates
from cashflow.terms import PaymentTerms

__all__ = ["Inferred", "inferred_terms"]

_ROWS, _DAYS = 5, 3
_USUAL = (7, 10, 14, 15, 20, 21, 28, 30, 40, 45, 50, 60, 75, 90, 100, 105, 120, 150, 180)


@frozen
class Inferred:
    """Terms of a code, and the evidence in words."""

    terms: PaymentTerms
    rows: int

    def words(self, code: str) -> str:
        """``Z030 = net 30 in 412 of 412 rows with a due date``."""
        return f"{code} = {self.terms} in {self.rows:,} of {self.rows:,} rows with a due date; say otherwise under [terms.codes]"


def inferred_terms(invoice: Ints, due: Ints) -> Inferred | None:
    """The one rule that gives all due dates of a code: net days, days from the end of the month, the end of a later month, or a day of one.

    Parameters
    ----------
    invoice, due : (n,), int32
        Days of the rows of one code; `NO_DAY` where unknown.

    Returns
    -------
    Inferred or None
        Nothing with fewer than five rows or three invoice days, or where two rules fit.
    """
    both = (invoice != NO_DAY) & (due != NO_DAY)
    start, end = invoice[both], due[both]
    if len(start) < _ROWS or len(np.unique(start)) < _DAYS:
        return None
    found = list(dict.fromkeys(_fitting(start, end)))
    return Inferred(PaymentTerms.parse(found[0]), len(start)) if len(found) == 1 else None


def _fitting(start: Ints, end: Ints) -> Iterator[str]:
    days = end.astype(np.int64) - start
    if (days == days[0]).all() and days[0] >= 0:
        yield f"net {days[0]}"
    month, due_month = (to_dates(d).astype("datetime64[M]").astype(np.int64) for d in (start, end))
    after = end - (_last_of(month))
    if (after == after[0]).all() and after[0] >= 0:
        yield f"end of month then {after[0]} days" if after[0] else "end of month"
    if (end == _last_of(due_month)).all():
        ways = [
            n for n in _USUAL if (_last_of(to_dates((start + n).astype(np.int32)).astype("datetime64[M]").astype(np.int64)) == end).all()
        ]
        if len(ways) == 1:
            yield f"{ways[0]} days then end of month"
        months = due_month - month
        if (months == months[0]).all() and months[0] > 0:
            yield f"{months[0]} month{'s' if months[0] > 1 else ''} then end of month"
        return
    months, day = due_month - month, end - (_last_of(due_month - 1))
    if (months == months[0]).all() and (day == day[0]).all() and months[0] > 0:
        yield f"{months[0]} month{'s' if months[0] > 1 else ''} then on day {day[0]}"


def _last_of(month: Ints) -> Ints:
    """Day numbers of the last days of months, which count from January 1970."""
    return (month + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
