"""A pandas frame as Arrow columns: typed ones as they are, mixed ones as the texts that they would be in a file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np

from cashflow.basics.frames import pd
from cashflow.ledger.values.texts import MANY, plain_text, refuse_cell

__all__ = ["are_mixed", "arrow_of"]

_NEAR, _PLACES = 1e-6, 4  # no currency has more decimals
_WHOLE = 1e13
_MIXED = {b"cashflow": b"mixed"}


def arrow_of(frame: pd.DataFrame) -> Any:
    """A `pyarrow.Table` of a frame, without its index; see `are_mixed`."""
    import pyarrow as pa

    found = [_column(frame.iloc[:, at]) for at in range(frame.shape[1])]
    fields = [pa.field(str(n), c.type, metadata=more) for n, (c, more) in zip(frame.columns, found, strict=True)]
    return pa.Table.from_arrays([c for c, _ in found], schema=pa.schema(fields))


def are_mixed(schema: Any) -> bool:
    """Whether a table of `arrow_of` has columns of several kinds of cells, which as texts no longer tell what they were."""
    return any(f.metadata == _MIXED for f in schema)


def _column(values: pd.Series) -> tuple[Any, dict[bytes, bytes] | None]:
    import pyarrow as pa

    try:
        found = pa.array(values, from_pandas=True)
        if values.dtype == object and pa.types.is_date(found.type) and any(map(_has_time, values)):
            raise pa.ArrowTypeError("holds times beside dates, and Arrow cuts them off")
        return found, None
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        cells = values.tolist()
        for at, value in enumerate(cells):
            if isinstance(value, MANY):
                refuse_cell(value, at, str(values.name))
        return pa.array([_text(v) for v in cells], pa.string()), _MIXED


def _has_time(value: Any) -> bool:
    return isinstance(value, dt.datetime) and value is not pd.NaT and (value.tzinfo is not None or value.time() != dt.time())


def _text(value: Any) -> str | None:
    """A cell of a column that holds values of several kinds."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, dt.datetime) and value.tzinfo is None and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, float | np.floating):
        return _number(value)
    return plain_text(value) if isinstance(value, Decimal) else str(value)


def _number(value: float | np.floating[Any]) -> str:
    """A float as the number that `float_minor` takes it for: within 1e-6, or one unit in its last place, of one of few decimals."""
    if float(value).is_integer() and abs(float(value)) < _WHOLE:
        return str(int(value))
    near = round(float(value), _PLACES) if np.isfinite(value) else float(value)
    away, unit = abs(float(value) - near), float(np.spacing(np.abs(value)))
    if unit * 10**_PLACES >= 1 or not away <= max(_NEAR, unit):
        return str(value)
    return f"{near:.{_PLACES}f}".rstrip("0").rstrip(".")
