"""Columns of whole numbers and exact decimals, taken as they are: never by way of text."""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, localcontext
from itertools import repeat
from operator import is_
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.amount_plain import plain_minor
from cashflow.basics.days import Ints
from cashflow.basics.frames import pd

__all__ = ["Exact", "exact_cells", "exact_column"]

_LARGEST = 2**63 - 1
_SMALL = 10**15  # minor units below which a float tells whole numbers apart
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
"""Nothing is rounded, whatever the caller's decimal context."""
_LONGEST = 18  # digits that int64 holds whatever they are


@frozen(eq=False)
class Exact:
    """Minor units of a column, and which of its cells have them; the others are missing, too fine, too large or of no known currency."""

    minor: Ints  # (n,), int64; 0 where there are none
    good: Ints  # (n,), bool


def exact_column(column: pd.Series[Any], digits: Ints) -> Exact | None:
    """The minor units of whole numbers or exact decimals; `None`: it is another kind of column.

    Parameters
    ----------
    column
        Major units.
    digits : (n,)
        Minor digits of each row's currency; −1 where it is unknown.
    """
    found = _numbers(column)
    if found is None:
        return None
    values, there, places = found
    minor, good = np.zeros(len(values), np.int64), np.zeros(len(values), bool)
    if len(digits) and (digits == digits[0]).all():
        numbers = [int(digits[0])]
    else:
        numbers = np.unique(digits[there]).tolist()
    for number in numbers:
        if number < 0 or abs(number - places) > _LONGEST:
            continue
        factor = 10 ** abs(number - places)
        if number >= places:
            some = there & (digits == number) & (np.abs(values) <= _LARGEST // factor) & (values != ~_LARGEST)
            minor[some] = values[some] * factor
        else:
            some = there & (digits == number) & (values % factor == 0) & (values != ~_LARGEST)
            minor[some] = values[some] // factor
        good |= some
    return Exact(minor, good)


def exact_cells(cells: np.ndarray[Any, Any], digits: Ints) -> Exact:
    """The same of cells that are objects; those that are neither `int` nor `Decimal`, and large ones, are left.

    Parameters
    ----------
    cells : (n,), object
        Major units.
    digits : (n,)
        As in `exact_column`.
    """
    types = list(map(type, cells.tolist()))
    known = np.ones(len(types), bool)
    for kind in {*types} - {Decimal, int}:
        known &= ~np.fromiter(map(is_, types, repeat(kind)), bool, len(types))
    minor, good = np.zeros(len(cells), np.int64), np.zeros(len(cells), bool)
    plain = np.flatnonzero(np.fromiter(map(is_, types, repeat(Decimal)), bool, len(types)))
    if len(plain):  # most of them are short, and then their texts are read quicker than they are multiplied
        texts = np.fromiter(map(str, cells[plain].tolist()), object, len(plain))
        minor[plain], good[plain] = plain_minor(texts, digits[plain], sure=True)
        known &= ~good
    with localcontext(_EXACT):
        for number in np.unique(digits[known]).tolist() if known.any() else ():
            some = np.flatnonzero(known & (digits == number))
            if number < 0:
                continue
            scaled = cells[some] * 10**number
            try:
                about = scaled.astype(np.float64)
            except OverflowError:  # a whole number beyond all floats
                continue
            small = np.abs(about) < _SMALL
            nearest = np.where(small, np.rint(about), 0).astype(np.int64)
            whole = small & (scaled == nearest.astype(object)).astype(bool)
            minor[some[whole]] = nearest[whole]
            good[some[whole]] = True
    return Exact(minor, good)


def _numbers(column: pd.Series[Any]) -> tuple[Ints, Ints, int] | None:
    """Numbers that fit int64, where they are there, and how many of their digits stand behind the point."""
    kind = column.dtype
    if isinstance(kind, np.dtype) and kind.kind in "iu":
        values = column.to_numpy()
        there = values <= _LARGEST if kind == np.uint64 else np.ones(len(values), bool)
        return values.astype(np.int64), there, 0
    if not isinstance(kind, np.dtype | pd.ArrowDtype) and kind.kind in "iu":  # whole numbers with gaps
        values = column.to_numpy(np.dtype(str(kind).lower()), na_value=0)
        return values.astype(np.int64), ~column.isna().to_numpy() & (values <= _LARGEST), 0
    if not isinstance(kind, pd.ArrowDtype) or kind.kind not in "iuO":
        return None
    import pyarrow as pa

    given, whole = kind.pyarrow_dtype, column.array.__arrow_array__()
    if not (pa.types.is_integer(given) or pa.types.is_decimal128(given)):
        return None
    whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], given)
    there = whole.is_valid().to_numpy(zero_copy_only=False) if whole.null_count else np.ones(len(whole), bool)
    if pa.types.is_integer(given):
        values = (whole.fill_null(0) if whole.null_count else whole).to_numpy()
        there &= values <= _LARGEST if given == pa.uint64() else True
        return values.astype(np.int64), there, 0
    halves = np.frombuffer(whole.buffers()[1], np.int64, 2 * len(whole), 16 * whole.offset) if len(whole) else np.zeros(0, np.int64)
    low, high = halves[::2], halves[1::2]  # of a number that fits int64, the upper half is its sign alone
    there &= (low >> 63) == high
    return np.where(there, low, 0), there, int(given.scale)
