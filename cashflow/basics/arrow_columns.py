"""Arrow columns in types that every function takes: views as texts, extensions as what they hold, codes so that they can be joined."""

from __future__ import annotations

import functools
from typing import Any

from cashflow.basics.frames import pd

__all__ = ["evened", "know_extensions", "plain", "stored_type"]


@functools.cache
def know_extensions() -> None:
    """Let Arrow know the types of pandas before anything is opened: else a period in a file is a number like any other."""
    pd.PeriodIndex([], freq="D").array.__arrow_array__()  # type: ignore[attr-defined]  # pandas tells Arrow of them when it first needs one


def plain(column: Any) -> Any:
    """A `pyarrow.Array` without views and extensions; no value changes."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_date64(kind):
        return _days_or_times(column)
    if isinstance(kind, pa.BaseExtensionType):
        return plain(_stored(column))
    if _is_view(kind):  # Arrow selects no rows of them
        return column.cast(pa.large_string())
    if pa.types.is_dictionary(kind) and (
        _is_view(kind.value_type) or pa.types.is_date64(kind.value_type) or isinstance(kind.value_type, pa.BaseExtensionType)
    ):
        return pa.DictionaryArray.from_arrays(column.indices, plain(column.dictionary))
    return column


def evened(column: Any) -> Any:
    """A `pyarrow.ChunkedArray` of plain pieces, in which only texts have codes, and such as can be joined.

    Arrow joins no dictionaries of which a value is missing, nor those whose joint one outgrows the width of their codes. Days, times and
    numbers are what they are without codes: pandas has no codes for a day after 9999, and forgets the zone of a time.
    """
    import pyarrow as pa

    pieces = [plain(c) for c in column.chunks] or [plain(pa.nulls(0, column.type))]
    if len({str(c.type) for c in pieces}) > 1:  # days, and in some pieces times
        pieces = [(c.dictionary.take(c.indices) if pa.types.is_dictionary(c.type) else c).cast(pa.timestamp("ms")) for c in pieces]
    kind = pieces[0].type
    if pa.types.is_dictionary(kind) and not (pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)):
        return pa.chunked_array([c.dictionary.take(c.indices) for c in pieces], kind.value_type)
    if pa.types.is_dictionary(kind) and (len(pieces) > 1 or pieces[0].dictionary.null_count):
        pieces, kind = [_coded(c) for c in pieces], pa.dictionary(pa.int32(), kind.value_type)
    return pa.chunked_array(pieces, kind)


def stored_type(kind: Any) -> Any:
    """The type of what an extension holds; any other type as it is."""
    import pyarrow as pa

    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _days_or_times(column: Any) -> Any:
    """Days that are held as milliseconds, which need not be those of a day: then they are the times that they say."""
    import pyarrow as pa

    try:
        return column.cast(pa.date32())
    except pa.ArrowInvalid:
        return column.view(pa.timestamp("ms"))


def _is_view(kind: Any) -> bool:
    """Text as polars keeps it; known since pyarrow 16."""
    import pyarrow as pa

    return bool(getattr(pa.types, "is_string_view", lambda _: False)(kind))


def _coded(piece: Any) -> Any:
    import pyarrow as pa

    codes, values = piece.indices.cast(pa.int32()), piece.dictionary
    return values.take(codes).dictionary_encode() if values.null_count else pa.DictionaryArray.from_arrays(codes, values)


def _stored(column: Any) -> Any:
    """What an extension holds; periods of pandas, which hold a number of days or months, as days or texts."""
    import pyarrow as pa

    name, kept = column.type.extension_name, column.storage
    if name == "arrow.bool8":
        return kept.cast(pa.bool_())
    if name != "pandas.period":
        return kept
    if column.type.freq == "D":
        return kept.cast(pa.int32()).view(pa.date32())
    codes = kept.dictionary_encode()
    texts = [str(pd.Period(ordinal=v, freq=column.type.freq)) for v in codes.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(codes.indices, pa.array(texts, pa.string()))
