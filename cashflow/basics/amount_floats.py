"""Amounts that come as floats: taken where they are whole minor units of the currency, and no more digits than a float holds exactly."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.days import Ints

__all__ = ["float_minor", "float_texts", "whole_floats"]

_NEAR = 1e-6  # of a major unit
_MOST = 10**15
_DIGITS = "has more digits than a float holds exactly; give Decimal or text"


def float_minor(values: Any, digits: Ints) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Minor units of floats within 1e-6, or one unit in their last place, of whole minor units.

    Parameters
    ----------
    values : (n,), float
        Of 16, 32 or 64 bits; NaN is missing.
    digits : (n,)
        Minor digits of each row's currency; −1 where it is unknown.

    Returns
    -------
    minor : (n,), int64
        0 where there is none.
    reasons : (n,), object
        Why a value was not taken; empty where it was.

    Examples
    --------
    >>> float_minor(np.array([0.1 + 0.2, 12.345]), np.array([2, 2]))[0]
    array([30,  0])
    """
    own = np.asarray(values)
    n = len(own)
    digits = np.broadcast_to(np.asarray(digits, np.int64), n)
    reasons = np.full(n, "", object)
    there = np.isfinite(own)
    size = np.where(there, own, 0).astype(np.float64)
    place = np.where(there, np.spacing(np.abs(np.where(there, own, 0))), 0).astype(np.float64)
    scale = 10.0 ** np.maximum(digits, 0)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.rint(size * scale)
        fits = (np.abs(scaled) < _MOST) & (place * scale < 0.5)
        whole = np.where(fits, scaled, 0)
        near = np.abs(size - whole / scale) <= np.maximum(_NEAR, place)
    good = there & fits & near & (digits >= 0)
    for number in np.unique(digits[~good]).tolist() if not good.all() else ():
        reasons[~good & fits & (digits == number)] = f"has more decimals than the currency has ({number})" if number >= 0 else ""
    reasons[~fits & (digits >= 0)] = _DIGITS
    reasons[~there] = "is not a number like 1234.56"
    reasons[np.isnan(own)] = "is missing"
    return np.where(good, whole, 0).astype(np.int64), reasons


def whole_floats(values: Any) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Whole minor units that come as floats below 2**53, and why the others are none."""
    own = np.asarray(values)
    there = np.isfinite(own)
    size = np.where(there, own, 0).astype(np.float64)
    most = 2.0 ** (np.finfo(own.dtype).nmant + 1)
    small = np.abs(size) < most
    good = there & small & (size == np.rint(size))
    reasons = np.full(len(own), "", object)
    reasons[~good] = "is not a whole number of minor units"
    reasons[there & ~small] = _DIGITS
    reasons[np.isnan(own)] = "is missing"
    return np.where(good, size, 0).astype(np.int64), reasons


def float_texts(values: Any) -> np.ndarray[Any, Any]:
    """(n,), object: floats as text; whole ones without ``.0``, missing ones empty."""
    own = np.asarray(values)
    listed = [str(v) for v in own] if own.dtype.itemsize < 8 else list(map(repr, own.tolist()))
    out = np.empty(len(listed), object)
    out[:] = [
        "" if t == "nan" else t.removesuffix(".0") if "e+" not in t else format(float(t), "f").removesuffix(".000000") for t in listed
    ]
    return out
