"""Sums as bytes, to send from worker to worker: plain values as JSON, columns as they lie, packed together.

Nothing is pickled, so that reading them runs nothing: only the kinds of values that sums are made of are known, and all else is refused.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from cashflow.basics.columns import by_name
from cashflow.basics.errors import InputError
from cashflow.ledger.left_out import Sums as LeftOut
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.ledger.sign import Signs
from cashflow.ledger.told import Told
from cashflow.payments.cells import Cells
from cashflow.payments.lines import Lines
from cashflow.payments.seen import Seen
from cashflow.scan.days import DaySums
from cashflow.scan.reduce import Reduced
from cashflow.scan.supplier_rows import SupplierRows
from cashflow.scan.suppliers import SupplierSums
from cashflow.scan.tally import Tally
from cashflow.terms import PaymentTerms

__all__ = ["packed", "unpacked"]

_MARK = b"cashflow"
_KINDS = (Reduced, SupplierSums, SupplierRows, Cells, Lines, DaySums, Tally, Signs, LeftOut, Seen, Ledger, Category, Paid, Told)
_CLASSES: dict[str, Any] = {kind.__name__: kind for kind in _KINDS}
_CODEC = "zstd"
_COLUMNS = ("bool", "int8", "uint8", "int16", "int32", "int64")


def packed(value: Any) -> bytes:
    """Sums, or plain values, as bytes.

    Examples
    --------
    >>> unpacked(packed({"rows": (1, 2), "share": Fraction(1, 3)}))
    {'rows': (1, 2), 'share': Fraction(1, 3)}
    """
    import pyarrow as pa

    columns: list[bytes] = []
    head = json.dumps([_version(), _plain(value, columns), [len(c) for c in columns]], separators=(",", ":")).encode()
    body = b"".join([len(head).to_bytes(8, "little"), head, *columns])
    return b"".join([_MARK, len(body).to_bytes(8, "little"), pa.compress(body, _CODEC, asbytes=True)])


def unpacked(data: bytes) -> Any:
    """What `packed` wrote.

    Raises
    ------
    InputError
        Bytes of another program, or of another version of this one.
    """
    import pyarrow as pa

    data = bytes(data)
    if data[: len(_MARK)] != _MARK:
        raise InputError("are no sums of a scan", column="bytes")
    at = len(_MARK) + 8
    body = memoryview(pa.decompress(data[at:], int.from_bytes(data[len(_MARK) : at], "little"), _CODEC, asbytes=True))
    end = 8 + int.from_bytes(body[:8], "little")
    version, tree, sizes = json.loads(bytes(body[8:end]))
    if version != _version():
        hint = "Install the same version of cashflow-terms on all workers, and here"
        raise InputError(f"was made by cashflow {version}, and this is {_version()}", column="sums", hint=hint)
    columns = []
    for size in sizes:
        columns.append(body[end : end + size])
        end += size
    return _value(tree, columns)


def _version() -> str:
    return str(sys.modules["cashflow"].__version__)


def _plain(value: Any, columns: list[bytes]) -> Any:
    """A value as JSON has it: a pair of a kind and what it is made of, where JSON has no such kind."""
    if value is None or isinstance(value, bool | int | str):
        return value
    inner = functools.partial(_plain, columns=columns)
    if isinstance(value, np.ndarray):
        return _column(value, columns)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, tuple | list | frozenset):
        many = sorted(value) if isinstance(value, frozenset) else value
        return [type(value).__name__, [inner(v) for v in many]]
    if isinstance(value, Mapping):
        return ["dict", [[inner(k), inner(v)] for k, v in value.items()]]
    if isinstance(value, Fraction | Decimal):
        return [type(value).__name__, str(value)]
    if isinstance(value, PaymentTerms):
        return ["terms", value.to_dict()]
    name = type(value).__name__
    if _CLASSES.get(name) is not type(value):
        raise TypeError(f"{name} is no part of sums")
    return [name, {k: inner(v) for k, v in by_name(value, _fields(name)).items()}]


@functools.cache
def _fields(name: str) -> tuple[str, ...]:
    return tuple(a.name for a in _CLASSES[name].__attrs_attrs__ if a.init)


def _column(value: np.ndarray[Any, Any], columns: list[bytes]) -> Any:
    """A column; one that repeats a value in the memory of one is a single value."""
    if value.ndim == 1 and value.strides == (0,):
        text = value.dtype == object
        one = value[0] if len(value) else "" if text else 0
        return ["same", [value.dtype.name, len(value), str(one) if text else int(one)]]
    if value.dtype.name not in _COLUMNS:
        raise TypeError(f"a column of {value.dtype} is no part of sums")
    columns.append(np.ascontiguousarray(value).tobytes())
    return ["column", [value.dtype.name, list(value.shape), len(columns) - 1]]


def _value(tree: Any, columns: list[memoryview]) -> Any:
    if not isinstance(tree, list):
        return tree
    kind, made = tree
    inner = functools.partial(_value, columns=columns)
    if kind == "dict":
        return {inner(k): inner(v) for k, v in made}
    if kind == "column":
        dtype, shape, at = made
        return np.frombuffer(columns[at], dtype).reshape(shape)
    if kind in _CLASSES:
        named = {a.name: a.alias for a in _CLASSES[kind].__attrs_attrs__}
        return _CLASSES[kind](**{named[k]: inner(v) for k, v in made.items()})
    return _READ[kind](made, inner)


_READ: dict[str, Callable[[Any, Callable[[Any], Any]], Any]] = {
    "tuple": lambda made, inner: tuple(inner(v) for v in made),
    "list": lambda made, inner: [inner(v) for v in made],
    "frozenset": lambda made, inner: frozenset(inner(v) for v in made),
    "Fraction": lambda made, _: Fraction(made),
    "Decimal": lambda made, _: Decimal(made),
    "terms": lambda made, _: PaymentTerms.from_dict(made),
    "same": lambda made, _: np.broadcast_to(np.array(made[2], made[0]), made[1]),
}
