"""What some invoices show of how complete their ledger is, as counts that add up: memory and scans say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from cashflow.basics.days import NEVER, NO_DAY

__all__ = ["Seen"]


@frozen(eq=False)
class Seen:
    """Counts as of a day; without one there is nothing to count."""

    due: int = 0  # items (installments) due more than 30 days before the day
    paid: int = 0  # of these, those paid in full by the day
    first_paid: int = NEVER  # earliest payment up to the day
    planned: Mapping[str, int] = field(factory=dict)  # currency → invoices dated after the day
    undated: int = 0  # invoices without a date of their own, whatever the day
    undated_to: int = NO_DAY  # the last day on which one of them is due: it was invoiced by then

    @classmethod
    def joined(cls, parts: Iterable[Seen]) -> Seen:
        """The counts of all."""
        many = list(parts)
        planned: dict[str, int] = {}
        for currency, n in (p for part in many for p in part.planned.items()):
            planned[currency] = planned.get(currency, 0) + n
        first = min((p.first_paid for p in many), default=NEVER)
        undated = sum(p.undated for p in many), max((p.undated_to for p in many), default=NO_DAY)
        return cls(sum(p.due for p in many), sum(p.paid for p in many), first, dict(sorted(planned.items())), *undated)
