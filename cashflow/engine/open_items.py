"""What is still open of a ledger, or paid in part: of a large one most of it as kinds, each for many invoices alike."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cashflow.engine.classes import can_be_summed
from cashflow.engine.covers import Covers
from cashflow.offers import Scenario
from cashflow.payments import Items, Payments
from cashflow.payments.kinds import Kinds, kinds_of

__all__ = ["open_items"]


def open_items(
    payments: Payments, scenario: Scenario, rows: Covers | None = None, what: str = "offers"
) -> tuple[Kinds | None, Iterable[Items]]:
    """All items of the invoices that are not `Payments.closed`.

    Parameters
    ----------
    payments
        Baseline payments.
    scenario, rows
        What kinds must tell apart: its offers, and the invoices that each covers as far as they alone tell.
    what
        Whose way is told; see `can_be_summed`.

    Returns
    -------
    kinds, blocks
        Invoices that can be summed, if there are many; items of all others.
    """
    if not can_be_summed(payments, scenario, what=what):
        return None, payments.blocks(np.flatnonzero(~payments.closed), in_order=False)
    return kinds_of(payments, rows, np.ones(len(payments.ledger), bool)), payments.open_apart()
