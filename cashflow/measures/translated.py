"""Figures of several currencies translated into one and added up, so that the total adds up to the minor unit as each currency does.

The running total of each account is translated at the end of each period and rounded once, half away from zero; every other figure is
made of these, as in one currency. So what comes back to nothing in a currency does so in the total, and no unit is left over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.money import round_ratio, round_ratios
from cashflow.measures.baseline import BaselineMeasures
from cashflow.measures.totals import ScenarioTotals
from cashflow.measures.translation import Translation

__all__ = ["Total", "translated", "translated_baseline", "translated_flow", "translated_totals"]

_MOST = int(np.iinfo(np.int64).max)


@frozen(eq=False, repr=False)
class Total(Outlined):
    """All currencies together: the baseline, and what each scenario adds to it, in the reporting currency."""

    translation: Translation
    baseline: BaselineMeasures  # of the one currency
    scenarios: tuple[ScenarioTotals, ...]


def translated(values: Ints, rate: Fraction) -> Ints:
    """Of the same shape, int64: minor units of the reporting currency, half away from zero."""
    exact = values.astype(object).reshape(-1) * rate.numerator
    try:
        return round_ratios(exact, rate.denominator).reshape(values.shape)
    except InputError:
        raise _too_large() from None


def _too_large() -> InputError:
    hint = "Give what one unit of each currency is worth in the reporting currency"
    return InputError("amounts at these rates are too large: sums must stay below 9.2e18 minor units", column="exchange_rates", hint=hint)


def _added(parts: Sequence[Ints]) -> Ints:
    """Of the same shape, int64."""
    out = np.sum([p.astype(object) for p in parts], axis=0)
    if int(np.abs(out).max(initial=0)) > _MOST:
        raise _too_large()
    return out.astype(np.int64)


def translated_flow(values: Ints, rate: Fraction) -> Ints:
    """(…, n_periods): so that running totals are the translated running totals, as a share of a payment is rounded in one currency."""
    totals = translated(np.cumsum(values.astype(object), axis=-1), rate).astype(object)
    return np.diff(totals, prepend=np.zeros((*totals.shape[:-1], 1), object), axis=-1)


def translated_baseline(baseline: BaselineMeasures, translation: Translation, some: Sequence[str] = ()) -> BaselineMeasures:
    """The baseline of all currencies together, as of one: each figure of a currency, period and day translated, then added up.

    Parameters
    ----------
    baseline
        By currency.
    translation
        With a rate for each of its currencies.
    some
        Currencies that are added up; by default all.

    Returns
    -------
    BaselineMeasures
        Of the reporting currency alone. A level at a quarter end is translated as it stands; so it may differ by some minor units from
        what the flows, each rounded, add up to.

    Raises
    ------
    InputError
        Amounts so large that they do not fit int64.
    """
    rates = [(code, translation.minor_rate(c)) for code, c in enumerate(baseline.currencies) if not some or c in some]

    def added(values: Ints) -> Ints:
        return _added([translated(values[code : code + 1], rate) for code, rate in rates])

    return evolve(
        baseline,
        currencies=(translation.currency,),
        invoiced=added(baseline.invoiced),
        cash_paid=added(baseline.cash_paid),
        discount_taken=added(baseline.discount_taken),
        paid_without_date=added(baseline.paid_without_date),
        payment_differences=added(baseline.payment_differences),
        closing=added(baseline.closing),
        daily=added(baseline.daily),
        cash_daily=added(baseline.cash_daily),
        discount_daily=added(baseline.discount_daily),
        difference_daily=added(baseline.difference_daily),
        left_daily=added(baseline.left_daily),
    )


def translated_totals(totals: Sequence[ScenarioTotals], rates: Sequence[Fraction], quarters: Quarters) -> ScenarioTotals:
    """A scenario in all currencies together, as in one.

    Parameters
    ----------
    totals
        By currency.
    rates
        What a minor unit of each is worth in minor units of the reporting currency.
    quarters
        Quarters shown.

    Returns
    -------
    ScenarioTotals
        Accounts are translated as their running totals; what is earned and not paid as the level that it is, at each quarter end.
    """
    pairs = [*zip(totals, rates, strict=True)]

    def added(of: Callable[[Ints, Fraction], Ints], values: Callable[[ScenarioTotals], Ints]) -> Ints:
        parts = [of(values(t), rate).astype(object) for t, rate in pairs]
        return np.sum(np.array(parts, object), axis=0)

    def exact(value: Callable[[ScenarioTotals], Fraction | int]) -> Fraction:
        return sum((value(t) * rate for t, rate in pairs), Fraction(0))

    accounts = {name: added(translated_flow, lambda t, n=name: t.accounts[n]) for name in totals[0].accounts}  # type: ignore[misc]
    unpaid = {name: lambda t, n=name: np.cumsum(t.cost_accrued[n] - t.accounts[n]) for name in totals[0].cost_accrued}
    owed = {name: added(translated, level) for name, level in unpaid.items()}
    return ScenarioTotals(
        quarters=quarters,
        accounts=accounts,
        cost_accrued={name: accounts[name] + np.diff(level, prepend=0) for name, level in owed.items()},
        average_held=[exact(lambda t, q=q: t.average_held[q]) for q in range(len(quarters))],  # type: ignore[misc]
        interest_paid=totals[0].interest_paid,
        idle_cost=sum(round_ratio(t.idle_cost * r.numerator, r.denominator) for t, r in pairs),
        amount_moved=exact(lambda t: t.amount_moved),
        amount_days=exact(lambda t: t.amount_days),
        first_moved=min((t.first_moved for t in totals if t.first_moved is not None), default=None),
        all_back=max((t.all_back for t in totals if t.all_back is not None), default=None),
    )
