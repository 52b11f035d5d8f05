"""The order in which reports tell currencies: the one in which most money is comes first."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cashflow.basics.currencies import most_first
from cashflow.basics.days import Ints, to_day
from cashflow.measures.baseline import BaselineMeasures
from cashflow.measures.translation import Translation

__all__ = ["largest_first"]


def largest_first(
    baseline: BaselineMeasures, moved: Sequence[int | Fraction] = (), translation: Translation | None = None
) -> tuple[str, ...]:
    """Currencies by the principal that moves in them, over all scenarios; then by what is paid after the ledger day, or ever; then by name.

    See `most_first`.

    Parameters
    ----------
    baseline
        What is paid without an offer, and the order of the currencies' codes.
    moved
        Principal that moves, by currency code, without its sign; empty: nothing moves.
    translation
        What a minor unit of each is worth; `None`: all the same.
    """
    worth = [Fraction(1) if translation is None else translation.minor_rate(c) for c in baseline.currencies]
    still, ever = ([abs(int(cash.sum())) for cash in daily] for daily in (_still_paid(baseline), baseline.cash_daily))
    most = moved or [0] * len(baseline.currencies)
    each = ([n * rate for n, rate in zip(sums, worth, strict=True)] for sums in (most, still, ever))
    return most_first(*(dict(zip(baseline.currencies, sums, strict=True)) for sums in each))


def _still_paid(baseline: BaselineMeasures) -> Ints:
    """(n_currencies, n_days): the cash of which a projection tells first."""
    as_of = baseline.coverage.known.as_of
    return baseline.cash_daily if as_of is None else baseline.cash_daily[:, max(0, to_day(as_of) + 1 - baseline.first_cash_day) :]
