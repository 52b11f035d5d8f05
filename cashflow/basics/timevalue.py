"""Time value of money: rates and values of dated flows, many series at once; payments of equal size by numpy-financial.

Rates here are effective annual rates on ACT/365F, as in spreadsheets, and plain floats: no money is booked from them.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from cashflow.basics.days import to_day
from cashflow.basics.errors import CashflowWarning, InputError
from cashflow.basics.rates import Rate
from cashflow.basics.roots import all_roots, one_root

__all__ = ["fv", "pmt", "pv", "rates_of_return", "xirr", "xnpv"]

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
_YEAR = 365.0
_BLOCK = 40_000
"""Flows in a block: the working arrays of one block stay in the cache."""
_NAMED = 5
"""Rows that a warning names."""


def xirr(days: Any, amounts: Any) -> Any:
    """Effective annual rate of dated flows: the rate at which `xnpv` is zero.

    Solves ``Σ amount / (1 + rate) ** ((day − first day) / 365) = 0`` for rate > −1. A row in which all flows of one sign
    lie before all of the other has exactly one such rate, and so has any row whose flows, in order of time, change sign once
    (Descartes). In any other row there may be several, and none is more right than another: a `CashflowWarning` names all of
    them, and the one **nearest to zero in ln(1 + rate)** is given (of two as near, the positive one): doubling is then as far
    from nothing as halving. It does not depend on a guess or on the order of the flows. Of a row that changes sign more than 16
    times, two rates that lie close together may both be missed.

    Parameters
    ----------
    days : (n_flows,) or (n_rows, n_flows)
        Dates (datetime64, ISO text) or numbers of days; only their differences matter. In any order; several flows on a day
        are added first. One row of days may serve many rows of amounts.
    amounts : (n_flows,) or (n_rows, n_flows)
        Signed: received positive, paid negative (or the other way: the rate is the same). Pad short rows with zeros.

    Returns
    -------
    float or (n_rows,), float64
        A number for one series, an array for rows. NaN where there is no rate: flows of one sign only, all on one day, no
        flow at all, a curve that never reaches zero, a rate too near −1 or too large for a float; and where a row holds
        NaN, NaT or an infinite number (other rows are not touched). A curve that only touches zero counts. Off by at most
        1e-9 × (1 + rate), measured 1e-13.

    Warns
    -----
    CashflowWarning
        Rows have more than one rate: which rows (counted from 1), and all their rates; the first five such rows are named.

    Raises
    ------
    InputError
        Shapes that don't fit, or no numbers.

    See Also
    --------
    cashflow.basics.rates.rate_of_discount : two flows need no solver.

    Notes
    -----
    All rates are found, between the extremes of a curve that is monotone in between: in exact arithmetic none above −1 + 1e-15
    and below e**700 is missed. In floats, rates between which the curve does not leave zero by more than 1e-13 of its terms count
    as one, and a curve that comes as near to zero counts as touching it.

    References
    ----------
    Newton's method on ln(received / paid) in x = ln(1 + rate), where the curve is nearly straight. Rows with several changes of
    sign: Rolle's theorem, as in the proof of Descartes' rule for sums of exponentials.

    Examples
    --------
    >>> dates = ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"]
    >>> round(xirr(dates, [-10_000, 2_750, 4_250, 3_250, 2_750]), 6)
    0.373363
    >>> xirr([0, 365], [[-100, 110], [-100, -110]])
    array([0.1, nan])
    """
    out, said = rates_of_return(days, amounts)
    if said:
        warnings.warn(said, CashflowWarning, stacklevel=2)
    return out


def rates_of_return(days: Any, amounts: Any) -> tuple[Any, str]:
    """What `xirr` gives, and what it warns of: empty where no row has several rates."""
    time, flows, rows = _series(days, amounts)
    step = max(1, _BLOCK // max(1, flows.shape[1]))
    out = np.empty(len(flows))
    several: list[tuple[Rows, Floats]] = []
    for at in range(0, len(flows), step):
        # Column by column in memory: sums over the few flows of many rows are then sums of long columns.
        out[at : at + step], more = _block(*(np.asfortranarray(a[at : at + step]) for a in (time, flows)))
        several += [(at + numbers, rates) for numbers, rates in more]
    return out if rows else float(out[0]), _several(several, out, rows) if several else ""


def _several(several: list[tuple[Rows, Floats]], given: Floats, rows: bool) -> str:
    """What is said of rows with more than one rate."""
    first = sorted(
        ((int(n), r) for numbers, many in several for n, r in zip(numbers[:_NAMED], many[:_NAMED], strict=True)), key=lambda pair: pair[0]
    )
    left, named = sum(len(numbers) for numbers, _ in several) - _NAMED, []
    for row, each in first[:_NAMED]:
        *rates, chosen = _percents([*each[~np.isnan(each)], given[row]])
        where = f"row {row + 1} has" if rows else "the flows have"
        named.append(f"{where} {len(rates)} rates, {', '.join(rates[:-1])} and {rates[-1]}; given is {chosen}")
    more = f"; so have {left:,} further rows" if left > 0 else ""
    return f"xirr: {'; '.join(named)}{more}. Given is the rate nearest to zero in ln(1 + rate); none is more right than another"


def _percents(rates: list[float]) -> list[str]:
    """Rates in per cent, with as many digits as tell them apart, and from the loss of all."""
    for digits in (6, 9, 12, 17):
        said = [f"{100 * rate:.{digits}g} %" for rate in rates]
        if "-100 %" not in said and len(set(said)) == len(set(rates)):
            break
    return said


def xnpv(rate: Any, days: Any, amounts: Any) -> Any:
    """Value of dated flows on the first of their days: ``Σ amount / (1 + rate) ** ((day − first day) / 365)``.

    Parameters
    ----------
    rate : float or (n_rows,)
        Effective annual rate on ACT/365F, above −1; one for all rows or one a row. Several rates for one series give
        several values.
    days, amounts : (n_flows,) or (n_rows, n_flows)
        As in `xirr`.

        The first day is the earliest of the row, also if its flow is zero.

    Returns
    -------
    float or (n_rows,), float64
        A number if rate and series are single. NaN where a row or its rate holds NaN; 0 without flows.

    Raises
    ------
    InputError
        A rate of −1 or below, or shapes that don't fit.

    Examples
    --------
    >>> dates = ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"]
    >>> round(xnpv(0.09, dates, [-10_000, 2_750, 4_250, 3_250, 2_750]), 6)
    2086.647602
    """
    time, flows, rows = _series(days, amounts)
    time = time - time.min(axis=1, keepdims=True)
    if isinstance(rate, Rate) and (rate.form, rate.day_count) != ("effective", "ACT/365F"):
        hint = "Write rate.to('effective', day_count='ACT/365F', days=...)"
        raise InputError("is not an effective rate on ACT/365F", column="rate", value=str(rate), hint=hint)
    rates = _floats(rate, "rate")
    if rates.ndim > 1 or (rates.ndim and rows and len(rates) != len(flows)):
        raise InputError("must be one rate, or one a row", column="rate", value=rates.shape)
    if (rates <= -1).any():
        raise InputError("must be above −1 (all is lost)", column="rate", value=float(rates.min()))
    with np.errstate(over="ignore", invalid="ignore"):
        out: Floats = (flows * np.exp(-np.log1p(rates)[..., None] * time)).sum(axis=1)
    return out if rows or rates.ndim else float(out[0])


def pv(rate: Any, periods: Any, payment: Any, *, final: Any = 0.0, due: str = "end") -> Any:
    """Value today of `periods` equal payments and a `final` one, at a rate **a period**.

    ``payment × (1 − (1 + rate) ** −periods) / rate + final × (1 + rate) ** −periods``; payments at the start of each
    period (`due`) are worth 1 + rate as much.

    Parameters
    ----------
    rate, periods, payment, final : float or (n,)
        Shapes broadcast. A rate of 0 adds the payments up. NaN gives NaN.
    due
        ``"end"`` or ``"start"`` of each period.

    Returns
    -------
    float or (n,), float64
        Of the sign of the payments (numpy-financial and spreadsheets turn it).

    Examples
    --------
    12 monthly payments of 100 at 1 % a month:

    >>> round(pv(0.01, 12, 100), 2)
    1125.51
    """
    return _annuity("pv", rate, periods, payment, final, due)


def fv(rate: Any, periods: Any, payment: Any, *, present: Any = 0.0, due: str = "end") -> Any:
    """Value after `periods` of as many equal payments and a `present` amount, at a rate a period; as `pv` in all else.

    Examples
    --------
    >>> round(fv(0.01, 12, 100), 2)
    1268.25
    """
    return _annuity("fv", rate, periods, payment, present, due)


def pmt(rate: Any, periods: Any, present: Any, *, final: Any = 0.0, due: str = "end") -> Any:
    """Equal payment that pays a `present` amount off in `periods`, less what a `final` one pays; as `pv` in all else.

    Examples
    --------
    >>> round(pmt(0.01, 12, 1125.51), 2)
    100.0
    """
    return _annuity("pmt", rate, periods, present, -_floats(final, "final"), due)


def _annuity(name: str, rate: Any, periods: Any, second: Any, last: Any, due: str) -> Any:
    """One of the calls on which all versions of numpy-financial agree, with the sign of what is paid in."""
    import numpy_financial

    if due not in ("end", "start"):
        raise InputError("must be 'end' or 'start'", column="due", value=due)
    numbers = [_floats(v, n) for v, n in ((rate, "rate"), (periods, "periods"), (second, "payment"), (last, "final"))]
    if (numbers[0] <= -1).any():
        raise InputError("must be above −1", column="rate", value=float(numbers[0].min()))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # a rate of 0 divides by it and then takes the sum
        found = -np.asarray(vars(numpy_financial)[name](*numbers, when={"end": "end", "start": "begin"}[due]), np.float64)
    return float(found) if found.ndim == 0 else found


def _floats(values: Any, name: str) -> Floats:
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError):
        raise InputError("holds something that is not a number, or rows of different lengths", column=name) from None


def _times(days: Any) -> Floats:
    """Days as floats, dates as day numbers, NaT as NaN."""
    found = np.asarray(days, None if not isinstance(days, list | tuple) else object)
    if found.dtype.kind == "M":
        numbers = found.astype("datetime64[D]").astype(np.float64)
        numbers[np.isnat(found)] = np.nan
        return numbers
    if found.dtype.kind in "OU" and found.size and not isinstance(found.ravel()[0], int | float | np.number):
        # NaT differs from itself.
        listed = [np.nan if value != value else float(to_day(value, "days")) for value in found.ravel().tolist()]
        return np.array(listed, np.float64).reshape(found.shape)
    return _floats(days, "days")


def _series(days: Any, amounts: Any) -> tuple[Floats, Floats, bool]:
    """Years since the first flow of the row that is not zero, and amounts, both (n_rows, n_flows), and whether rows were asked for."""
    time, flows = _times(days), _floats(amounts, "amounts")
    rank = max(time.ndim, flows.ndim)
    if not 1 <= min(time.ndim, flows.ndim) <= rank <= 2 or time.shape[-1] != flows.shape[-1]:
        reason = f"{time.shape} and amounts {flows.shape} must be one row of flows, or rows of as many flows"
        raise InputError(reason, column="days")
    time, flows = np.atleast_2d(time), np.atleast_2d(flows)
    if len(time) != len(flows) and 1 not in (len(time), len(flows)):
        raise InputError(f"{time.shape} and amounts {flows.shape} are not as many rows", column="days")
    if time.shape[1] == 0:
        return np.zeros((len(flows), 1)), np.zeros((len(flows), 1)), rank == 2
    if (flows != 0).all():
        first = time.min(axis=1, keepdims=True)
    else:  # padding may lie on any day: years are counted from a real flow, so that powers stay small
        first = np.where(flows != 0, time, np.inf).min(axis=1, keepdims=True)
        first[np.isinf(first)] = 0.0
    time, flows = np.broadcast_arrays((time - first) / _YEAR, flows)
    return time, flows, rank == 2


def _block(time: Floats, flows: Floats) -> tuple[Floats, list[tuple[Rows, Floats]]]:
    """Rates of some rows: the plain ones at once, the rest sorted and looked at; and all rates of rows with several."""
    paid, received = flows < 0, flows > 0
    sound = np.isfinite(time.sum(axis=1)) & np.isfinite(flows.sum(axis=1))
    last_paid, first_paid = _ends(time, paid)
    last_received, first_received = _ends(time, received)
    plain = sound & ((last_paid < first_received) | (last_received < first_paid))
    plain &= np.isfinite(last_paid) & np.isfinite(last_received)
    if plain.all():
        return one_root(time, flows), []
    out = np.full(len(flows), np.nan)
    out[plain] = one_root(time[plain], flows[plain])
    rest = np.flatnonzero(sound & ~plain & paid.any(axis=1) & received.any(axis=1))
    if not len(rest):
        return out, []
    out[rest], several = all_roots(time[rest], flows[rest])
    return out, [(rest[numbers], rates) for numbers, rates in several]


def _ends(time: Floats, where: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Latest and earliest time of some flows of each row; −inf and inf without any."""
    return time.max(axis=1, where=where, initial=-np.inf), time.min(axis=1, where=where, initial=np.inf)
