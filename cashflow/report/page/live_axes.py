"""What the page's sliders run over: later or earlier by so many days, rates moved by so many basis points, values of one column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.deals import Scheme
from cashflow.ledger.model import Ledger
from cashflow.offers import Offer, Scenario

__all__ = ["SHARES", "ByValue", "DayAxis", "Moved", "by_value", "days_axis", "moved_options", "rate_steps", "spacing"]

_DAYS, _POINTS = 30, 200  # to each side
_SPACINGS = ((1, 25), (2, 25), (2, 50), (5, 50), (10, 100))  # days, and basis points, from a step to the next: finest first
_MOST = 4_000_000  # suppliers × steps that are worked out if nothing else is asked for; some 10 µs each
_DEALS = 10  # so many payments that move take as long as a supplier
_MOST_VALUES = 12
SHARES = tuple(Fraction(n, 100) for n in range(101))
"""Shares of those that accept in the run: the probability of each times that."""
_PREFERRED = ("region", "category", "country", "entity", "company_code", "file")


@frozen
class DayAxis:
    """Steps in days beside the run's own extension, and what each is called: a date, a number of days, or days more or less."""

    kind: str  # "date", "days" or "shift"
    steps: Sequence[int]
    labels: Sequence[str]

    def scenario(self, scenario: Scenario, step: int) -> Scenario:
        """The scenario with every date and number of days moved by a step."""
        return evolve(scenario, offers=tuple(_later(o, step) for o in scenario.offers), stress=())


def spacing(n_groups: int, n_deals: int = 0, least: int | None = None) -> tuple[int, int]:
    """Days and basis points from a step to the next: the finest that takes seconds; or the coarsest with at least so many steps.

    Parameters
    ----------
    n_groups, n_deals
        Suppliers (by currency) that something is offered to, and their payments that move, added up by day.
    least
        So many steps at least, however long it takes.

    Examples
    --------
    >>> spacing(400), spacing(400, 40_000), spacing(20_000), spacing(20_000, least=1000)
    ((1, 25), (2, 25), (5, 50), (1, 25))
    """
    counts = {s: (2 * _DAYS // s[0] + 1) * (2 * _POINTS // s[1] + 1) for s in _SPACINGS}
    if least is not None:
        return next((s for s in reversed(_SPACINGS) if counts[s] >= least), _SPACINGS[0])
    return next((s for s in _SPACINGS if counts[s] * (n_groups + n_deals // _DEALS) <= _MOST), _SPACINGS[-1])


def days_axis(scenario: Scenario, every: int = 1) -> DayAxis | None:
    """The axis of a scenario, a step every so many days; `None` where no offer has a date or a number of days to move."""
    some = [o.extend for o in scenario.offers if o.extend.to is not None or o.extend.days is not None]
    if not some:
        return None
    low = max([-(_DAYS // every), *(-(e.days // every) for e in some if e.days is not None)]) * every
    steps = list(range(low, low + 2 * _DAYS + 1, every))
    dates, numbers = {e.to for e in some}, {e.days for e in some}
    if len(dates) == 1 and (first := some[0].to) is not None:
        return DayAxis("date", steps, [(first + dt.timedelta(s)).isoformat() for s in steps])
    if dates == {None} and len(numbers) == 1 and (days := some[0].days) is not None:
        return DayAxis("days", steps, [str(days + s) for s in steps])
    return DayAxis("shift", steps, [f"{s:+d}" for s in steps])


def _later(offer: Offer, step: int) -> Offer:
    extend = offer.extend
    if extend.to is not None:
        return evolve(offer, extend={"to": extend.to + dt.timedelta(step)})
    return offer if extend.days is None else evolve(offer, extend={"days": extend.days + step})


@frozen
class Moved:
    """The options of every offer with their rates moved; or why there is no such step."""

    points: int
    options: tuple[tuple[Scheme, ...], ...] = ()
    refused: str = ""


def rate_steps(scenario: Scenario, every: int = 25) -> list[int]:
    """Basis points, a step every so many; 0 alone where no option has a rate."""
    steps = range(-_POINTS, _POINTS + 1, every)
    moved = [moved_options(scenario, s) for s in steps]
    return list(steps) if any(m.refused or m.options != moved[0].options for m in moved) else [0]


def moved_options(scenario: Scenario, points: int) -> Moved:
    """The options at other rates, as the stress ``rates = "+25 bp"`` moves them."""
    try:
        by = Fraction(points, 10_000)
        return Moved(points, tuple(tuple(s.rates_moved(by) if points else s for s in o.options) for o in scenario.offers))
    except InputError as wrong:
        return Moved(points, refused=str(wrong))


@frozen(eq=False)
class ByValue:
    """A column by whose values the offer can be made or not: each supplier has one of them."""

    column: str
    values: Sequence[str]
    of_supplier: Ints  # (n_suppliers,): position among the values


def by_value(ledger: Ledger, suppliers: Ints, column: str | None = None, priced: Collection[str] = ()) -> ByValue | None:
    """The column asked for, or the first that has 2 to 12 values, one a supplier; `None` where none has.

    One that is blank for some suppliers comes after those that are not, and is passed over in a ledger of several files: it stands in
    some of them alone, and says nothing of the others.

    Parameters
    ----------
    suppliers
        Codes of the suppliers that something is offered to.
    column
        Its name; refused where a supplier has several of its values, because what each adds can then not be told apart.
    priced
        Columns of rates, probabilities and period ends, which are not chosen: they say what an offer is worth, not whom it is made to.
    """
    if column is not None:
        if column not in ledger.attributes:
            raise InputError("is no column of the ledger with text", column="by", value=column)
        found = _values(ledger, suppliers, column)
        if found is None:
            raise InputError(f"must have 2 to {_MOST_VALUES} values, and one for each supplier", column="by", value=column)
        return found
    others = (n for n in ledger.attributes if n not in priced)
    names = sorted(others, key=lambda n: _PREFERRED.index(n) if n in _PREFERRED else len(_PREFERRED))
    each = [f for name in names if (f := _values(ledger, suppliers, name)) is not None]
    other = None if ledger.has_files else next(iter(each), None)
    return next((f for f in each if all(f.values)), other)


def _values(ledger: Ledger, suppliers: Ints, column: str) -> ByValue | None:
    """The values that these suppliers have, where each has one."""
    found = ledger.attributes[column]
    own, value = ledger.supplier.pairs(found)
    some = np.isin(own, suppliers)
    own, value = own[some], value[some]
    codes = np.unique(value)
    if len(own) != len(np.unique(suppliers)) or not 2 <= len(codes) <= _MOST_VALUES:
        return None
    of_supplier = np.zeros(len(ledger.supplier.values), np.int64)
    of_supplier[own] = np.searchsorted(codes, value)
    return ByValue(column, [found.values[c] for c in codes], of_supplier)
