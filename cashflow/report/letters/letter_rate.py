"""The rate of an option that a reader of a letter may change: only where it gives the library's own figures to the cent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from attrs import asdict, frozen

from cashflow.basics.money import whole
from cashflow.deals import Scheme
from cashflow.report.letters.letter_model import LetterOption, Line
from cashflow.report.workbook.live_rates import offered_rate
from cashflow.schemes import ReferenceRate

__all__ = ["LiveRate", "live_rate"]

_YEARS = {"ACT/360": 360, "ACT/365F": 365}


@frozen
class LiveRate:
    """Principal × rate × days / year, or a base × rate, with its sign for the supplier."""

    rate: Fraction
    year: int  # 0: a share of the amount, whatever the days
    day_count: str
    net: bool  # of the amount without the tax in it
    sign: int

    def exact(self, line: Line) -> Fraction:
        """What comes in addition for an invoice, not rounded."""
        base = Fraction(line.amount) - (Fraction(line.tax or 0) if self.net else 0)
        if not self.year:
            return self.sign * base * self.rate
        days = 0 if line.since is None else (line.received - line.since).days
        return self.sign * base * self.rate * days / self.year


def live_rate(option: LetterOption) -> LiveRate | None:
    """The rate that gives what the option pays on every day, to the cent; `None`: none does, and its figures stay as they are."""
    offered = offered_rate(option.scheme)
    if offered is None or not any(line.gain for line in option.lines):
        return None
    year = _YEARS.get(option.scheme.day_count or "", 0)
    tries = [LiveRate(offered.value, year, option.scheme.day_count or "", net, sign) for net in (False, True) for sign in (1, -1)]
    return next((t for t in tries if _simple(option.scheme) and _gives(t, option)), None)


def _simple(scheme: Scheme) -> bool:
    """Whether its rate is one number."""
    return not any(isinstance(value, ReferenceRate) for value in asdict(cast(Any, scheme), recurse=False).values())


def _gives(live: LiveRate, option: LetterOption) -> bool:
    """Whether the sums of all days are the library's, each rounded as it is paid."""
    if live.year and any(line.gain and line.since is None for line in option.lines):
        return False
    places = max(0, *(-int(line.amount.as_tuple().exponent) for line in option.lines), 0)
    for day, _, gain in option.payments():
        exact = sum((live.exact(line) for line in option.lines if line.received == day), Fraction(0))
        if Decimal(whole(exact * 10**places)).scaleb(-places) != gain:
            return False
    return True
