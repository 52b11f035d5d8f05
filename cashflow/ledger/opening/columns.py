"""Columns of text from Arrow to pandas: those of few values as codes, the others as they are, so that no cell is made a Python object."""

from __future__ import annotations

from typing import Any

from cashflow.basics.frames import pd

__all__ = ["coded_column", "text_column"]

_LOOKED = 1 << 16  # rows that show whether values repeat


def text_column(column: Any) -> pd.Series[Any]:
    """A column of texts, in pieces; of its first rows two say the same on average: as codes."""
    import pyarrow as pa

    some = column.slice(0, _LOOKED)
    if 2 * len(pa.concat_arrays(some.chunks).unique() if some.num_chunks else []) > len(some):
        return pd.Series(pd.arrays.ArrowExtensionArray(column))
    return coded_column(column.dictionary_encode())


def coded_column(column: Any) -> pd.Series[Any]:
    """A column of codes, in pieces that may have dictionaries of their own, of which no value is missing (see `evened`)."""
    import pyarrow as pa

    column = column.unify_dictionaries()
    if not column.num_chunks:
        return pd.Series(pd.Categorical([]))
    values = pd.Index(column.chunk(0).dictionary.to_pylist(), dtype=object)
    if not values.is_unique:  # Arrow lets a text have two codes
        return coded_column(column.cast(column.type.value_type).dictionary_encode())
    indices = pa.chunked_array([c.indices for c in column.chunks])
    if pa.types.is_unsigned_integer(indices.type):  # a missing one is −1
        indices = indices.cast(pa.int64())
    codes = indices.fill_null(-1).to_numpy() if indices.null_count else indices.to_numpy()
    return pd.Series(pd.Categorical.from_codes(codes, values))
