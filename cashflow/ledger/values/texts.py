"""Columns of a table as text, each looked at once; columns of few values as codes, so that rules see each value once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints, owned
from cashflow.basics.door import kind_in_words
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.invisible import seen, seen_each
from cashflow.basics.strings import Strings
from cashflow.ledger.model import Category

__all__ = ["MANY", "CellTexts", "Coded", "Texts", "as_texts", "plain_text", "refuse_cell"]

_FEW = 64  # rows


@frozen(eq=False)
class Coded:
    """A text column as codes into its distinct, stripped values: `values[codes[i]]` is the text of row i; missing is empty."""

    codes: Ints  # (n,), int
    values: list[str]

    def rows(self, rule: Callable[[str], bool]) -> Ints:
        """Positions of the rows whose value meets a rule."""
        meets = np.array([rule(v) for v in self.values], bool)
        return np.flatnonzero(meets[self.codes]) if meets.any() else np.zeros(0, np.int64)

    def blank(self) -> Ints:
        """(n,), bool: rows without a text."""
        return self.codes == self.values.index("") if "" in self.values else np.zeros(len(self.codes), bool)

    def at(self, which: Ints) -> np.ndarray[Any, Any]:
        """The values of the rows at some positions, for those alone."""
        codes = self.codes[which]
        return _as_object(self.values)[codes] if len(codes) > len(self.values) else _as_object([self.values[c] for c in codes.tolist()])

    def each(self, rule: Callable[[str], Any], dtype: Any = object) -> np.ndarray[Any, Any]:
        """(n,): a function of each row's value, asked once a value."""
        return np.array([*(rule(v) for v in self.values), rule("")], dtype)[self.codes]  # one more, for tables without rows

    def category(self, keep: Ints | slice) -> Category:
        """The rows at some positions, values in alphabetical order: codes don't depend on row order."""
        codes = self.codes[keep]
        used = np.bincount(codes, minlength=len(self.values)) > 0
        order: list[int] = np.flatnonzero(used).tolist()
        order.sort(key=self.values.__getitem__)
        place = np.zeros(max(1, len(self.values)), np.int32)
        place[order] = np.arange(len(order))
        return Category(owned(place[codes]), tuple(self.values[i] for i in order))


@frozen(eq=False)
class CellTexts:
    """The texts of a column of numbers or dates, made of those cells that are asked for."""

    column: pd.Series[Any]

    def __len__(self) -> int:
        return len(self.column)

    def __getitem__(self, which: Ints) -> np.ndarray[Any, Any]:
        return _as_object(["" if _missing(v) else plain_text(v) for v in self.column.iloc[which].tolist()])

    def texts(self) -> np.ndarray[Any, Any]:
        """(n,), object: all of them."""
        return self[np.arange(len(self))]


def as_texts(given: Any) -> np.ndarray[Any, Any]:
    """(n,), object: texts that are made when they are asked for, or are made already."""
    out: np.ndarray[Any, Any] = given.texts() if isinstance(given, Strings | CellTexts) else given
    return out


class Texts:
    """The columns of a frame as text."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._coded: dict[str, Coded] = {}
        self._turned: dict[str, Coded] = {}
        self._text: dict[str, np.ndarray[Any, Any]] = {}
        self._strings: dict[str, Strings | None] = {}
        self._is_text: dict[str, bool] = {}
        self._few: dict[str, list[str]] | None = None  # columns of text of a table of few rows

    def __len__(self) -> int:
        return len(self.frame)

    def __contains__(self, name: str) -> bool:
        return name in self.frame

    def keep(self, which: Ints) -> Texts:
        """Only some rows, by a mask."""
        return self if which.all() else Texts(self.frame.loc[which].reset_index(drop=True))

    def is_text(self, name: str) -> bool:
        """Whether every value is a text already, as in a file."""
        if name not in self._is_text:
            column = self.frame[name]
            self._is_text[name] = column.dtype == object and pd.api.types.infer_dtype(column.to_numpy(), skipna=False) == "string"
        return self._is_text[name]

    def only_text(self, name: str) -> bool:
        """Whether a column holds text alone, some of it perhaps missing."""
        return isinstance(self.frame[name].dtype, pd.StringDtype) or self.is_text(name) or self.strings(name) is not None

    def strings(self, name: str) -> Strings | None:
        """A column that Arrow holds as text; `None`: it is another."""
        if name not in self._strings:
            self._strings[name] = _strings(self.frame[name]) if name in self.frame else None
        return self._strings[name]

    def _listed(self, name: str) -> list[str] | None:
        """The cells of a text column of a table of few rows, which may have many columns; `None`: there are many rows, or other cells."""
        if self._few is None:
            self._few = {}
            if len(self) <= _FEW and all(k.kind == "O" or isinstance(k, pd.StringDtype) for k in set(self.frame.dtypes)):
                columns = zip(self.frame.columns, self.frame.to_numpy(object).T.tolist(), strict=True)
                self._few = {str(n): cells for n, cells in columns if all(type(c) is str for c in cells)}
        return self._few.get(name)

    def coded(self, name: str, turn: Callable[[Any], Any] | None = None) -> Coded:
        """A column as codes; for columns of few values. `turn`: turns cells of other kinds than text before they are text."""
        if turn is not None:
            if name not in self._turned:
                self._turned[name] = _coded(self.frame[name], name, turn)
            return self._turned[name]
        if name not in self._coded and (cells := self._listed(name)) is not None:
            place: dict[str, int] = {}
            codes = np.array([place.setdefault(c, len(place)) for c in seen_each(cells)], np.int64)
            self._coded[name] = Coded(codes, [*place] if "" in place else [*place, ""])
        if name not in self._coded:
            self._coded[name] = self._code(name)
        return self._coded[name]

    def _code(self, name: str) -> Coded:
        if name not in self.frame:
            return Coded(np.zeros(len(self), np.int64), [""])
        found = self.strings(name)
        if found is None:
            return _coded(self.frame[name], name)
        codes, values = found.distinct()
        return Coded(codes, values if "" in values else [*values, ""])

    def many(self, name: str) -> np.ndarray[Any, Any] | Strings:
        """A column of texts that mostly differ: as Arrow holds it, where it does, so that none is made; else as `text`."""
        return self.text(name) if name in self._coded or (found := self.strings(name)) is None else found

    def text(self, name: str) -> np.ndarray[Any, Any]:
        """(n,), object: a column as stripped text; missing values, and columns, are empty."""
        if name not in self._text:
            found = None if name in self._coded else self.strings(name)
            if found is not None:
                self._text[name] = found.texts()
            elif name in self._coded or name not in self.frame or not self.only_text(name):
                self._text[name] = self.coded(name).each(lambda v: v)
            else:
                values = seen_each(self.frame[name].to_numpy(object, na_value="").tolist())
                self._text[name] = np.array(values, object) if values else np.empty(0, object)
        return self._text[name]


def _strings(column: pd.Series[Any]) -> Strings | None:
    kind = column.dtype
    if isinstance(kind, pd.StringDtype):
        held = str(kind.storage).startswith("pyarrow")
    else:
        held = isinstance(kind, pd.ArrowDtype) and str(kind.pyarrow_dtype) in ("string", "large_string")
    return Strings.of(column.array.__arrow_array__()) if held else None


def _coded(column: pd.Series[Any], name: str, turn: Callable[[Any], Any] | None = None) -> Coded:
    used = None  # of its categories, where it has some
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        used = np.bincount(codes[codes >= 0] if len(codes) and codes.min() < 0 else codes, minlength=len(column.cat.categories)) > 0
        distinct = column.cat.categories[used].tolist()
    else:
        codes, distinct = _distinct(column, name)
    kinds = set(map(type, distinct))
    for value in (v for v in distinct if isinstance(v, MANY)) if any(issubclass(k, MANY) for k in kinds) else ():
        at = next(i for i, v in enumerate(column) if isinstance(v, MANY))
        refuse_cell(value, at, name)
    if turn is not None:
        distinct = [*map(turn, distinct)]
        kinds = set(map(type, distinct))
    place: dict[str, int] = {}
    texts = seen_each(distinct) if kinds == {str} else map(plain_text, distinct)
    numbers = np.array([*(place.setdefault(t, len(place)) for t in texts), place.setdefault("", len(place))], np.int32)
    if used is not None:
        spread = np.full(len(used) + 1, numbers[-1], np.int32)  # −1, a missing value, is the last
        spread[:-1][used] = numbers[:-1]
        numbers = spread
    return Coded(numbers[codes], list(place))


MANY = (list, tuple, dict, set, frozenset, bytes, bytearray, np.ndarray)


def _distinct(column: pd.Series[Any], name: str) -> tuple[Ints, list[Any]]:
    """Codes and distinct values; True is not 1 here, and what has no hash is told or taken as its text."""
    values: Any = column.to_numpy(dtype=object) if column.dtype == object else column
    if (days := _days(column)) is not None:
        return days
    try:
        codes, found = pd.factorize(values, use_na_sentinel=True)
    except (TypeError, NotImplementedError, OverflowError):  # a list, a signaling NaN, or a number of thousands of digits
        for at, value in enumerate(column):
            if isinstance(value, MANY):
                refuse_cell(value, at, name)
        codes, found = pd.factorize(_as_object(["" if _missing(v) else plain_text(v) for v in column]), use_na_sentinel=True)
    distinct = found.tolist()
    if (
        column.dtype == object
        and {*map(type, distinct)} != {str}
        and any(isinstance(v, bool | int | float | Decimal) and v in (0, 1) for v in distinct)
    ):
        marks = [isinstance(v, bool | np.bool_) for v in column]
        if any(marks):
            texts = [str(v) if mark else v for v, mark in zip(column, marks, strict=True)]
            codes, found = pd.factorize(_as_object(texts), use_na_sentinel=True)
            distinct = found.tolist()
    return codes, distinct


def _days(column: pd.Series[Any]) -> tuple[Ints, list[Any]] | None:
    """The same of a column that Arrow holds as days, of few years: they are numbers, which are counted and not hashed."""
    if not isinstance(column.dtype, pd.ArrowDtype) or str(column.dtype.pyarrow_dtype) != "date32[day]" or not len(column):
        return None
    import pyarrow as pa
    import pyarrow.compute as pc

    days = column.array.__arrow_array__().cast(pa.int32())
    ends = pc.min_max(days).as_py()
    if ends["min"] is None or (many := ends["max"] - ends["min"] + 1) > _MOST_DAYS:
        return None
    at = (days.fill_null(ends["max"] + 1) if days.null_count else days).to_numpy() - np.int32(ends["min"])
    used = np.flatnonzero(np.bincount(at, minlength=many + 1)[:many])
    place = np.full(many + 1, -1, np.int32)  # the last is of the missing ones
    place[used] = np.arange(len(used))
    return place[at], pa.array(used + ends["min"], pa.int32()).cast(pa.date32()).to_pylist()


_MOST_DAYS = 1 << 15


def _missing(value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_qnan()
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def _as_object(values: list[Any]) -> np.ndarray[Any, Any]:
    out = np.empty(len(values), object)
    out[:] = values
    return out


def refuse_cell(value: Any, at: int, name: str) -> None:
    """Refuse a cell that holds several values, or bytes."""
    what = "bytes" if isinstance(value, bytes | bytearray) else kind_in_words(value)
    raise InputError(f"holds {what}; a cell must hold one value, as text, a number or a date", row=at + 2, column=name)


def plain_text(value: Any) -> str:
    """A value as the text that a file would hold; a number of hundreds of digits as it would be written for short."""
    if isinstance(value, str):
        return seen(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # an integer column with gaps, as pandas reads it
    if isinstance(value, Decimal) and value.is_finite():
        exponent = value.as_tuple().exponent
        return format(value, "f") if isinstance(exponent, int) and abs(exponent) < 100 else str(value)
    if isinstance(value, int) and value.bit_length() > 4096:
        return f"a whole number of {value.bit_length()} bits"
    return seen(str(value))
