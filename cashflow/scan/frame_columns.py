"""A pandas frame as Arrow columns: typed ones as they are, mixed ones as the texts that they would be in a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cashflow.basics.frames import pd

__all__ = ["arrow_of"]


def arrow_of(frame: pd.DataFrame) -> Any:
    """A `pyarrow.Table` of a frame, without its index."""
    import pyarrow as pa

    columns = [_column(frame.iloc[:, at]) for at in range(frame.shape[1])]
    return pa.Table.from_arrays(columns, names=[str(n) for n in frame.columns])


def _column(values: pd.Series) -> Any:
    import pyarrow as pa

    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return pa.array([_text(v) for v in values.tolist()], pa.string())


def _text(value: Any) -> str | None:
    """A cell of a column that holds values of several kinds."""
    if value is None or (not isinstance(value, str | list | tuple | dict) and pd.isna(value)):
        return None
    if isinstance(value, dt.datetime) and value.tzinfo is None and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)
