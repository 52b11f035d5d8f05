"""Whether a discount ends after the day the amount is due, which no contract means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cashflow.terms.discount import Discount
from cashflow.terms.steps import Days, Months, Step, Weeks, apply_steps

__all__ = ["ends_after_due"]

_SAMPLE = np.arange("2025-01-01", "2025-05-01", 7, dtype="datetime64[D]").astype(np.int32)  # invoices early and late in their months


def ends_after_due(discount: Discount, parts: Sequence[Any]) -> bool:
    """Whether the discount's last day lies behind the last of the installments, all of them plain counts from one event."""
    if any(p.anchor != discount.anchor for p in parts) or not all(_counts(s) for s in (discount.steps, *(p.steps for p in parts))):
        return False
    until = apply_steps(discount.steps, _SAMPLE)
    return all(bool((until > apply_steps(p.steps, _SAMPLE)).all()) for p in parts)


def _counts(steps: tuple[Step, ...]) -> bool:
    step = steps[0] if len(steps) == 1 else None
    number = (
        step.days if isinstance(step, Days) else step.weeks if isinstance(step, Weeks) else step.months if isinstance(step, Months) else -1
    )
    return number >= 0
