"""Promised dates on closed days: the payment then is made before, maybe in the quarter that it was to leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.notes import Note
from cashflow.ledger.groups import Groups
from cashflow.offers import Offer
from cashflow.payments import PaymentPolicy, promised_day

__all__ = ["promise_assumed", "promise_notes"]


def promise_notes(
    policy: PaymentPolicy, currencies: Sequence[str], offer: Offer, groups: Ints, scenario: str, quarters: Quarters
) -> list[str]:
    """That a promised date after a quarter end is no business day, and the one before it is still in that quarter.

    Parameters
    ----------
    policy, currencies
        Whose calendars; all currencies of the ledger.
    offer, groups
        Who covers what: groups are supplier × currency, as `Groups` packs them.
    scenario
        Its name.
    quarters
        Those shown.
    """
    said: list[str] = []
    for day, names in _paid_before(policy, currencies, offer, groups).items():
        crossed = np.flatnonzero((quarters.last >= day) & (quarters.last < to_day(offer.extend.to)))
        if not len(crossed):
            continue
        quarter = int(crossed[-1])
        ends = f"{quarters.labels[quarter]}, which ends on {to_date(quarters.last[quarter])}"
        first = (
            f"an offer of scenario '{scenario}' pays on {to_date(day)}, not on {offer.extend.to}: "
            f"that is no business day ({', '.join(names)}), and the last one before it lies in {ends}"
        )
        said.append(Note(first, *_to_write(policy, names, to_day(offer.extend.to))))
    return said


def promise_assumed(policy: PaymentPolicy, currencies: Sequence[str], covered: Iterable[tuple[Offer, Ints]]) -> list[str]:
    """On which day is paid what offers promise for a day that is no business day; offers with the groups they cover."""
    return [
        f"what is promised for {offer.extend.to}, no business day ({', '.join(names)}), is paid on {to_date(day)}, the last one before it"
        for offer, groups in covered
        for day, names in _paid_before(policy, currencies, offer, groups).items()
    ]


def _paid_before(policy: PaymentPolicy, currencies: Sequence[str], offer: Offer, groups: Ints) -> dict[int, list[str]]:
    """Currencies in which the promised date is no business day, by the day that is paid on."""
    if offer.extend.to is None:
        return {}
    found: dict[int, list[str]] = {}
    for code in np.unique(Groups(len(currencies)).currency(groups)).tolist():
        day = promised_day(policy, currencies[code], to_day(offer.extend.to))
        if day != to_day(offer.extend.to):
            found.setdefault(day, []).append(currencies[code])
    return {day: sorted(names) for day, names in sorted(found.items())}


def _to_write(policy: PaymentPolicy, names: Sequence[str], promised: int) -> list[str]:
    """The next day that is open in all of some currencies, as the promise to write; nothing where a calendar ends before it."""
    day, before = promised, promised - 1
    try:
        while day != before:
            before, day = day, max(int(policy.calendar(c).roll(np.array([day], np.int32), "following")[0]) for c in names)
    except InputError:
        return []
    return [f"Write extend = {{ to = {to_date(day)} }} to pay after that quarter end, on the next business day"]
