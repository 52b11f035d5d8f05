"""Changing terms: another number of days in the place of the one a term has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from cashflow.basics.errors import InputError
from cashflow.terms.steps import Days, Months, SetDay, Step, Weeks

if TYPE_CHECKING:
    from cashflow.terms.model import Installment, PaymentTerms

__all__ = ["with_net_days"]

_HINT = "Use extended(days=…), or replaced_by(…) with the new terms in full"


def with_net_days(terms: PaymentTerms, days: int) -> tuple[Installment, ...]:
    """Installments with `days` in the place of the one count; see `PaymentTerms.with_net_days`."""
    if len(terms.installments) > 1:
        raise InputError("has several installments, so one number of days is not enough", column="terms", value=terms, hint=_HINT)
    part = terms.installments[0]
    counts = [i for i, s in enumerate(part.steps) if isinstance(s, Days | Weeks | Months)]
    if len(counts) != 1 or _sets_a_day(part.steps, counts[0]):
        said = "no count of days" if not counts else "no single count of days"
        raise InputError(f"has {said} that another number could replace", column="terms", value=terms, hint=_HINT)
    steps = [Days(days) if i == counts[0] else s for i, s in enumerate(part.steps)]
    return (evolve(part, steps=tuple(steps)),)


def _sets_a_day(steps: tuple[Step, ...], at: int) -> bool:
    """Whether a count of months only chooses the month for a day set after it (10th of next month)."""
    return isinstance(steps[at], Months) and any(isinstance(s, SetDay) for s in steps[at:])
