"""What some invoices show of how complete their ledger is, as counts that add up: memory and scans say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from cashflow.basics.days import NEVER

__all__ = ["Seen"]


@frozen(eq=False)
class Seen:
    """Counts as of a day; without one there is nothing to count."""

    due: int = 0  # items (installments) due more than 30 days before the day
    paid: int = 0  # of these, those paid in full by the day
    first_paid: int = NEVER  # earliest payment up to the day, placeholders apart
    planned: Mapping[str, int] = field(factory=dict)  # currency → invoices dated after the day
    due_by: int = 0  # items due by the day
    paid_by: int = 0  # of these, those paid in full
    unpaid: int = 0  # items of invoices dated up to the day, due or not, that are not paid in full

    @classmethod
    def joined(cls, parts: Iterable[Seen]) -> Seen:
        """The counts of all."""
        many = list(parts)
        planned: dict[str, int] = {}
        for currency, n in (p for part in many for p in part.planned.items()):
            planned[currency] = planned.get(currency, 0) + n
        first = min((p.first_paid for p in many), default=NEVER)
        due, paid, due_by, paid_by, unpaid = (sum(getattr(p, n) for p in many) for n in ("due", "paid", "due_by", "paid_by", "unpaid"))
        return cls(due, paid, first, dict(sorted(planned.items())), due_by, paid_by, unpaid)
