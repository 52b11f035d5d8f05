"""The answer of a projection as text: what leaves for the items of the ledger, from when to when, and by quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cashflow.basics.frames import pd
from cashflow.basics.words import short_money, total_name
from cashflow.report.shown_results import Projected
from cashflow.report.total import capital, rates_words

__all__ = ["cash_headline", "cash_lines"]

_MOST = 4
"""Quarters that a sentence can bear."""


def cash_headline(days: pd.DataFrame, quarters: Sequence[Mapping[str, str]], as_of: str | None, currencies: Iterable[str]) -> str:
    """A line a currency: the cash after `as_of` (of all days without one), in all and in each quarter shown.

    Parameters
    ----------
    days
        ``currency, day, cash_paid``, in order.
    quarters
        ``label, first_day, last_day``, as ``--json`` prints them.
    as_of
        The day the ledger was taken.
    currencies
        In the order in which they are told.

    Examples
    --------
    >>> days = pd.DataFrame({"currency": "EUR", "day": pd.to_datetime(["2025-05-29", "2025-06-05", "2025-07-03"]), "cash_paid": [
    ...     Decimal(7), Decimal(100), Decimal(100)]})
    >>> shown = [{"label": "Q2", "first_day": "2025-04-01", "last_day": "2025-06-30"}]
    >>> print(cash_headline(days, shown, "2025-05-31", ["EUR"]))
    EUR 200 is paid for the items of this ledger after 2025-05-31, from 2025-06-05 to 2025-07-03: EUR 100 by 2025-06-30 (Q2), EUR 100 later.
    """
    lines = []
    for currency in currencies:
        own = days[days["currency"] == currency]
        cash = {str(d)[:10]: c for d, c in zip(own["day"], own["cash_paid"], strict=True) if c and (as_of is None or str(d)[:10] > as_of)}
        if not cash:
            continue
        after = f" after {as_of}" if as_of else ""
        first, last = min(cash), max(cash)
        span = f"on {first}" if first == last else f"from {first} to {last}"
        total = sum(cash.values(), Decimal(0))
        said = f"{short_money(abs(total), currency)} {'comes back, net of what is paid,' if total < 0 else 'is paid'}"
        lines.append(f"{said} for the items of this ledger{after}, {span}{_by_quarter(cash, quarters, currency)}.")
    return "\n".join(lines)


def _by_quarter(cash: Mapping[str, Decimal], quarters: Sequence[Mapping[str, str]], currency: str) -> str:
    """How much by the end of the first quarter that it touches, in the next ones, and in no quarter shown."""

    def money(amounts: Sequence[Decimal]) -> str:
        return short_money(sum(amounts, Decimal(0)), currency)

    left, parts = dict(cash), list[str]()
    for quarter in quarters:
        mine = [left.pop(day) for day in cash if len(parts) < _MOST and quarter["first_day"] <= day <= quarter["last_day"]]
        if mine and not parts and not left:
            return f" ({quarter['label']})"
        if mine:
            where = f"in {quarter['label']}" if parts else f"by {quarter['last_day']} ({quarter['label']})"
            parts.append(f"{money(mine)} {where}")
    start = quarters[0]["first_day"] if quarters else ""
    earlier, later = [c for day, c in left.items() if day < start], [c for day, c in left.items() if day >= start]
    parts = ([f"{money(earlier)} before {start}"] if earlier else []) + parts + ([f"{money(later)} later"] if later and parts else [])
    return f": {', '.join(parts)}" if parts else ""


def cash_lines(found: Projected) -> list[str]:
    """The answer of a projection: of all currencies together, where there is a reporting currency, then of each."""
    plain = found.as_comparison()
    quarters, as_of = plain.quarter_days, found.completeness["as_of"]
    said = cash_headline(found.days, quarters, as_of, found.largest_first)
    total = found.in_total
    if total is None or not said:
        return said.split("\n") if said else []
    currency, rates = total.largest_first[0], rates_words(plain.contents()["total"])
    return [f"{capital(total_name(currency))}: {cash_headline(total.days, quarters, as_of, [currency])} {rates}", *said.split("\n")]
