"""How an offer looks at each invoice: by what it has in common with others, row by row, or not at all, because nothing of it can move.

Found in blocks that stay in the processor's cache. What of a book is paid is most of it, and is left out here, once for all that ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.basics.threads import by_share
from cashflow.kernels.looked import look_kernel
from cashflow.kernels.looked_memory import ASKED, ASKED_CLOSED, BY_ROW, BY_STATED, BY_TERMS, CLOSED, CLOSED_PARTS, LookRules
from cashflow.ledger.model import Ledger
from cashflow.payments.day_table import DayTable
from cashflow.payments.ledger_blocks import Blocks
from cashflow.payments.regular import least_amounts
from cashflow.payments.table_days import TableDays

if TYPE_CHECKING:
    from cashflow.payments.policy import PaymentPolicy

__all__ = ["BY_ROW", "BY_STATED", "BY_TERMS", "CLOSED", "CLOSED_PARTS", "LookedAt", "looked_at"]

_BLOCK = 65_536
_MOST_STATED = 1 << 21  # pairs of invoice day and stated due date


@frozen(eq=False)
class LookedAt:
    """What is known of each invoice, and how far stated due dates are from invoice dates where they are all that counts."""

    how: Ints  # (n_invoices,), int8: see `kernels.looked_memory`
    least: int  # days from invoice date to due date of those `BY_STATED`
    most: int  # below `least`: there is none

    @property
    def n_waits(self) -> int:
        """How many different numbers of days that may be."""
        return max(0, self.most - self.least + 1)

    def at(self, what: int) -> Ints:
        """Positions of the invoices of which this is known."""
        return np.flatnonzero(self.how == what)


def looked_at(ledger: Ledger, policy: PaymentPolicy, table: DayTable) -> LookedAt:
    """Go over all invoices once."""
    days, kernel = _days(ledger, table), look_kernel(len(ledger))
    rules, how, blocks = _rules(ledger, policy, table, days), np.empty(len(ledger), np.int8), Blocks(ledger, _BLOCK)

    def look(_: slice) -> Ints:
        ends = np.array([NEVER, NO_DAY])
        for some, rows, paid in blocks:
            if kernel.look(rules, how[some], rows, paid, ends):
                asked = np.flatnonzero((how[some] >= ASKED) & (rows.stated != NO_DAY))
                days.fill_due(table.lines.base(rows.code[asked], ledger.currency.codes[some][asked]), rows.day[asked])
                kernel.look(rules, how[some], rows, paid, ends)
        return ends

    low, high = zip(*by_share(len(ledger), look), strict=True)
    return LookedAt(how, int(min(low)), int(max(high)))


def _days(ledger: Ledger, table: DayTable) -> TableDays:
    """What is looked up; nothing, where the table would be too wide, or no invoice date is known."""
    bounds = ledger.bounds
    if table.too_wide(ledger) or bounds.first_day > bounds.last_day:
        return TableDays.none(table.policy, table.lines)
    return table.reach(bounds.first_day, bounds.last_day)


def _rules(ledger: Ledger, policy: PaymentPolicy, table: DayTable, days: TableDays) -> LookRules:
    lines, narrow, bounds = table.lines, not table.too_wide(ledger), ledger.bounds
    as_of = NO_DAY if policy.as_of is None else to_day(policy.as_of)
    one, regular = lines.n_parts == 1, lines.regular & narrow
    offers = np.array([False, *(policy.discounts.take and bool(t.discounts) for t in lines.terms)])
    other = np.where(regular & ~offers, BY_STATED, BY_ROW)
    other[0] = BY_STATED if narrow else BY_ROW  # without terms
    settled = np.where(one, CLOSED, np.where(regular, ASKED_CLOSED, BY_ROW))
    n_inner = max(1, len(ledger.currency.values))
    n_waits = _MOST_STATED // (n_inner * max(1, bounds.last_day - bounds.first_day + 1))
    return LookRules(
        unstated=_codes(np.where(regular, BY_TERMS, BY_ROW)),
        stated=_codes(np.where(regular & (offers | ~one), ASKED, other)),
        other=_codes(other),
        settled=_codes(np.full(len(one), BY_ROW) if policy.as_of is None else settled),
        least=least_amounts(lines),
        upto=NEVER if policy.baseline != "terms" else as_of,
        as_of=as_of,
        later=policy.baseline != "terms" and policy.as_of is not None,
        low=-(n_waits // 8),  # few are due before their date, or after years
        high=n_waits - n_waits // 8 - 1,
        n_inner=n_inner,
        last=lines.last,
        due=days.due.ravel() if days.due.size else np.full(len(lines), NO_DAY, np.int32),
        first_day=days.first_day,
        n_days=max(1, days.n_days),
    )


def _codes(how: Ints) -> Ints:
    return how.astype(np.int8)
