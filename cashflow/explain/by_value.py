"""One number by the values of a column: what each company, file, region or supplier adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from cashflow.basics.errors import must_choose
from cashflow.basics.frames import pd
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import from_minor, whole
from cashflow.basics.words import many
from cashflow.explain.contributions import Pieces
from cashflow.ledger.model import Category, Ledger

__all__ = ["COLUMNS", "by_value", "column_by"]

COLUMNS = ("kind", "value", "suppliers", "items", "amount")


def column_by(ledger: Ledger, name: str) -> Category:
    """A column with texts by name: supplier, terms, or one of the ledger's own.

    Raises
    ------
    InputError
        There is none of that name, with the nearest one.
    """
    if name == "supplier":
        return ledger.supplier
    if name == "terms":
        return Category(ledger.terms_code + 1, ("", *(str(t) for t in ledger.terms)))
    if not isinstance(name, str) or name not in ledger.attributes:
        raise must_choose("is no column with texts of this ledger", "by", name, ("supplier", "terms", *ledger.attributes))
    return ledger.attributes[name]


def by_value(ledger: Ledger, parts: Sequence[Pieces], column: Category, number: int, currency: str, top: int) -> pd.DataFrame:
    """Contributions added up by the values of a column, the largest first; they add up to the number.

    Parameters
    ----------
    ledger, parts
        The ledger, and what its invoices contribute.
    column
        Of the ledger.
    number, currency
        The number in minor units, and its currency.
    top
        How many values have a row of their own; the others are one.

    Returns
    -------
    DataFrame
        A row a value (``kind`` ``value``), then ``all others`` and ``rounding`` where there are such: the value, how many suppliers and
        items contribute, and the amount. A value is rounded once.
    """
    size = len(column.values)
    sums = [Fraction(0)] * size
    for part in parts:
        key, at = np.unique(column.codes[part.invoice].astype(np.int64) * len(part.shares) + part.share, return_inverse=True)
        for one, amount in zip(key.tolist(), exact_sums(at, part.value, len(key)).tolist(), strict=True):
            code, share = divmod(one, len(part.shares))
            sums[code] += amount * part.shares[share]
    invoices = np.unique(np.concatenate([np.zeros(0, np.int64), *(p.invoice for p in parts)]))
    items = exact_sums(column.codes[invoices], ledger.invoices_in(invoices), size)
    suppliers = np.bincount(_pairs(column, ledger.supplier, invoices), minlength=size)
    amounts = [whole(s) for s in sums]
    order = sorted(np.flatnonzero(items).tolist(), key=lambda c: (-abs(amounts[c]), column.values[c]))
    rows = [("value", column.values[c], int(suppliers[c]), int(items[c]), amounts[c]) for c in order[:top]]
    if rest := order[top:]:
        who = np.unique(ledger.supplier.codes[invoices[np.isin(column.codes[invoices], rest)]])
        rows.append(("all others", many(len(rest), "other"), len(who), int(items[rest].sum()), sum(amounts[c] for c in rest)))
    if left := number - sum(r[-1] for r in rows):
        rows.append(("rounding", "", 0, 0, left))
    return pd.DataFrame([(*r[:-1], from_minor(r[-1], currency)) for r in rows], columns=list(COLUMNS))


def _pairs(column: Category, supplier: Category, invoices: np.ndarray) -> np.ndarray:
    """The value of each pair of a value and a supplier that stand together."""
    many = max(1, len(supplier.values))
    return np.unique(column.codes[invoices].astype(np.int64) * many + supplier.codes[invoices]) // many
