"""Coverage: which levels of a quarter a ledger can tell, which are only of the invoices in it, and which are not known."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.columns import by_name, column
from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.ledger.told import NONE
from cashflow.payments.known import Known

__all__ = ["COMPLETE", "LEDGER_ONLY", "MISSING", "WITH_PLAN", "Coverage", "Entry", "coverage_of"]

COMPLETE, LEDGER_ONLY, WITH_PLAN, MISSING = "complete", "ledger only", "with plan", "missing"
_OF = {
    "invoiced": "invoiced",
    "cash_paid": "cash_paid",
    "principal_paid": "cash_paid",
    "discount_taken": "cash_paid",
    "closing_payables": "closing_payables",
    "dpo_closing": "dpo",
    "dpo_countback": "dpo",
}
"""Levels, and the coverage each has; what is not here is a change, and always given."""
KEYS = ("invoiced", "cash_paid", "closing_payables", "dpo")


@frozen
class Entry:
    """One quarter: a status each, and the reasons why something is missing."""

    invoiced: str
    cash_paid: str
    closing_payables: str
    dpo: str
    reasons: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The reasons as one text."""
        return "; ".join(self.reasons)

    def to_dict(self) -> dict[str, str]:
        """As JSON; ``why`` only where something is missing."""
        found = {k: str(v) for k, v in by_name(self, KEYS).items()}
        return found | ({"why": self.why} if self.why else {})


@frozen(eq=False)
class Coverage:
    """What is known of each quarter's levels, alike in all currencies."""

    known: Known
    labels: tuple[str, ...]
    entries: tuple[Entry, ...]

    def status(self, measure: str) -> tuple[str, ...]:
        """Per quarter, of a level: complete, ledger only, with plan or missing; of a change always complete."""
        return self._statuses.get(_OF.get(measure, ""), (COMPLETE,) * len(self.entries))

    @functools.cached_property
    def _statuses(self) -> dict[str, tuple[str, ...]]:
        return {k: tuple(column(e, k) for e in self.entries) for k in KEYS}

    def masked(self, measure: str, values: Sequence[Any] | Ints) -> Any:
        """The values, `None` where the level is not known."""
        status = self.status(measure)
        if MISSING not in status:
            return values
        return np.array([None if s == MISSING else v for s, v in zip(status, values, strict=True)], object)

    def quarters_by_reason(self) -> dict[str, list[int]]:
        """Each reason why something is missing, once, with the places of its quarters."""
        found: dict[str, list[int]] = {}
        for at, entry in enumerate(self.entries):
            for reason in entry.reasons:
                found.setdefault(reason, []).append(at)
        return found

    def refuse(self, measure: str, quarter: int | None = None) -> None:
        """Refuse a level that is not known in a quarter (or in any), with the reason."""
        for at, status in enumerate(self.status(measure)):
            if status == MISSING and quarter in (None, at):
                hint = "Changes are known: free_cash_flow_change, cash_retained, financing_cost_paid"
                reason = f"is not known of {self.labels[at]}: {self.entries[at].why}"
                raise InputError(reason, column=measure, hint=hint)

    def history_from(self, quarter: int, first: int) -> int:
        """First day of which the invoices are known, for methods that count back from the end of a quarter."""
        since, dated = self.known.whole_from, self.known.undated_to + 1 if self.known.undated else NO_DAY
        return max(dated, since if self.entries[quarter].invoiced == MISSING else min(since, first))


def coverage_of(known: Known, quarters: Quarters) -> Coverage:
    """What is known of each quarter.

    A level lacks what was cleared before `cleared_from`: payables where the quarter ends before it, flows where it begins
    before it. Of invoices without a date `invoiced` is not known of a quarter in which they may be dated, nor payables before
    the day by which all of them are. Beyond `invoiced_to` levels are of the invoices in the ledger; between `as_of` and
    `invoiced_to` they hold planned ones.

    Parameters
    ----------
    known
        How complete the ledger is.
    quarters
        Quarters shown.
    """
    ends = zip(quarters.first.tolist(), quarters.last.tolist(), strict=True)
    return Coverage(known, quarters.labels, tuple(_entry(known, first, last) for first, last in ends))


def _entry(known: Known, first: int, last: int) -> Entry:
    cleared, found = known.cleared_day, _by_invoices(known, last)
    # an open-items list is exact on its own day, the last one before what it holds
    lacks_level = last < (cleared - 1 if known.cleared_from == NONE else cleared)
    lacks_flows = lacks_level or known.lacks_flows(first)
    beyond = found == LEDGER_ONLY
    lacks_dates, lacks_some = known.undated and first <= known.undated_to, known.undated and last < known.undated_to
    lacks_part = known.partly and known.as_of is not None and known.partly_from <= last < to_day(known.as_of)
    flow, level = (MISSING if lacks_flows else found), (MISSING if lacks_level or lacks_some or lacks_part else found)
    dpo = MISSING if lacks_flows or lacks_dates or beyond else level
    why = [_why_cleared(known)] if lacks_flows else []
    why += [known.undated_words()] if lacks_dates else []
    why += [known.partly_words()] if lacks_part else []
    why += [_why_invoiced(known)] if beyond else []
    return Entry(MISSING if lacks_dates else flow, flow, level, dpo, tuple(why))


def _by_invoices(known: Known, last: int) -> str:
    if last > known.invoiced_day:
        return LEDGER_ONLY
    return WITH_PLAN if known.as_of is not None and last > to_day(known.as_of) else COMPLETE


def _why_cleared(known: Known) -> str:
    told = "" if known.cleared_told else '. If paid items are in, type cleared_from = "all", or the date from which they are'
    if known.cleared_day == NEVER:
        return (
            f"{known.cleared_words()}: without as_of it can't be determined which quarters are past. Type as_of, the day the list was taken"
        )
    if known.cleared_from == NONE:
        return f"{known.cleared_words()}: what was invoiced before {known.as_of} and paid by then is not in the ledger{told}"
    return f"{known.cleared_words()}: what was paid before that day is not in the ledger{told}"


def _why_invoiced(known: Known) -> str:
    return (
        f"{known.invoiced_words()}: days payable outstanding of a quarter that ends later, of some of its invoices alone, says nothing. "
        "If later ones are in, planned ones too, type invoiced_to = the day until which all are"
    )
