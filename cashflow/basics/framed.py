"""Frames of results: the same columns, each of the same kind, whatever is in them, also where nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cashflow.basics.frames import pd

__all__ = ["framed"]

_TEXT, _WHOLE, _NUMBER, _DAY = "text", "whole", "number", "day"
_NAMES = {
    _TEXT: "scenario stress currency owed_in quarter supplier invoice extend option payer payee nature presentation limit source effect "
    "funding_day_count funding_source gains unknown low_setting high_setting rule",
    _WHOLE: "offer menu items items_moved suppliers options",
    _NUMBER: "acceptance days_moved funding_rate_low funding_rate_high break_even_rate break_even_rate_vs_due cost_per_cash "
    "cost_per_cash_retained simple_rate internal_rate all_in_rate share_of_variance dpo_closing dpo_countback price gap level",
    _DAY: "first_day last_day day invoice_date due_date baseline_payment_date new_date asked_date allowed_until extra_receivable_on "
    "most_cash_retained_on",
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""What a column of a name holds in every frame; columns of other names hold Decimal, words or truths, and `None`."""


def framed(rows: Any, columns: Sequence[str], kinds: Mapping[str, str] | None = None) -> pd.DataFrame:
    """A frame with some columns, in their order.

    Parameters
    ----------
    rows
        Rows as tables, or a frame; perhaps none.
    columns
        Their names.
    kinds
        Of columns that hold something else than what their name says elsewhere: ``text, whole, number, day`` or ``object``.

    Returns
    -------
    DataFrame
        A column of numbers or days of which none is known is one of NaN or NaT, not of `None`; one without rows is of its kind.

    Examples
    --------
    >>> framed([], ["supplier", "days_moved", "incentive"]).dtypes.astype(str).tolist()[1:]
    ['float64', 'object']
    >>> framed([{"supplier": "Acme", "days_moved": None}], ["supplier", "days_moved"])["days_moved"].tolist()
    [nan]
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, columns=list(columns))
    known = _KINDS | dict(kinds or {})
    for name in columns:
        kind = known.get(name, "object")
        if not len(frame) or (kind in (_NUMBER, _DAY) and frame[name].dtype == object and frame[name].isna().all()):
            frame[name] = frame[name].astype(_dtype(kind))
    return frame


def _dtype(kind: str) -> Any:
    if kind == _TEXT:
        return pd.Series([""]).dtype  # as pandas finds it: of its own since pandas 3
    return {_WHOLE: "int64", _NUMBER: "float64", _DAY: "datetime64[s]"}.get(kind, "object")
