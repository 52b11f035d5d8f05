"""Arrow columns as the arrays the kernel wants; a row that can't be taken as it stands is marked, and read the slow way.

What is taken here is exactly what `ledger.read` would accept without a word; everything else it judges itself.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from cashflow.basics.amount_floats import float_minor, whole_floats
from cashflow.basics.amount_marks import with_marks
from cashflow.basics.amount_text import read_amounts
from cashflow.basics.date_text import date_text, read_each_date
from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.invisible import seen_each
from cashflow.basics.placeholder_days import are_no_dates
from cashflow.kernels.whole import taken_at
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.texts import plain_text
from cashflow.scan.day_columns import DayColumn

__all__ = ["Column", "Days", "Dictionary", "Shared", "as_text", "days_of", "floats_of", "is_text", "listed", "minor_of"]

_FIRST, _LAST = to_day("1900-01-01"), to_day("2199-12-31")
_PLAIN_UP_TO = to_day("2079-06-06")  # from 1970-01-02 on up to then no day stands for none
_LARGEST = 2**63 - 1
_BAD = NO_DAY + 1

Shared = deque[tuple[Any, Ints]]
"""Values of dictionaries, and what they mean."""

Column = Any
"""A `pyarrow.Array`."""


def _valid(column: Column) -> Ints | None:
    """Mask of the values that are there; `None`: all are."""
    return None if column.null_count == 0 else np.asarray(column.is_valid())


def _none(n: int) -> Ints:
    return np.zeros(n, bool)


@functools.lru_cache(maxsize=1 << 17)
def _known(text: str) -> str:
    return plain_text(text)


def _plain(value: Any) -> str:
    """`plain_text` of a value; of texts it is kept: files of one book name the same suppliers."""
    return _known(value) if isinstance(value, str) else plain_text(value)


class Dictionary:
    """A column of few values: what each value means is asked once, and kept for the batches that follow."""

    def __init__(
        self,
        meaning: Callable[[list[str]], Ints],
        version: Callable[[], int] = lambda: 0,
        shared: Shared | None = None,
        taken: Callable[[Ints, Ints], Ints] = taken_at,
    ) -> None:
        """`shared`: where the meaning is the same in all files, what was found of the last ones; `taken`: how numbers are looked up."""
        self.shared, self.taken = shared, taken
        self.meaning, self.version = meaning, version  # distinct stripped texts → a number each; another version: other numbers
        self._values: Column = None
        self._numbers: Ints = np.zeros(0, np.int32)
        self._of = -1
        self.least = 0  # of the numbers there may be

    def numbers(self, column: Column) -> Ints:
        """(n,): the number of each row's value; a missing one is the empty text."""
        import pyarrow as pa

        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        values = column.dictionary
        if self._of != self.version() or not self._values.equals(values):
            self._numbers = self._meaning(values)
            self._values, self._of, self.least = values, self.version(), int(self._numbers[:-1].min()) if len(values) else 0
        at = column.indices
        if at.null_count:
            at = at.fill_null(len(values)) if at.type.bit_width >= 32 else at.cast(pa.int32()).fill_null(len(values))
        return self.taken(self._numbers, at.to_numpy())

    def _meaning(self, values: Column) -> Ints:
        for known, numbers in () if self.shared is None else tuple(self.shared):
            if known.equals(values):
                return numbers
        numbers = self.meaning([*("" if v is None else _plain(v) for v in listed(values)), ""])
        if self.shared is not None:
            self.shared.append((values, numbers))
        return numbers

    def all_above(self, column: Column, least: int) -> bool:
        """Whether the numbers of all rows are above one, told from the values there may be: no row is looked at."""
        import pyarrow as pa

        if not pa.types.is_dictionary(column.type) or column.indices.null_count or not len(column.dictionary):
            return False
        if self._of != self.version() or not self._values.equals(column.dictionary):
            self.numbers(column.slice(0, 1))
        return self.least > least


class Days:
    """What the texts of a column of dates mean, and of which forms they were; `whole`: all rows can be asked what one doesn't say."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole
        self.known: dict[str, int] = {}  # bad ones are `_BAD`
        self.forms: dict[bool, str] = {}  # whether the order of day and month is not in the text itself → an example

    def learn(self, texts: list[str], told: ReadOptions) -> None:
        """Read some texts that are new; those that only their whole column explains are bad where it can be asked."""
        if told.date_format is not None:  # only the slow way knows it
            self.known |= {t: _BAD if t else NO_DAY for t in texts}
            return
        days, reasons = read_each_date(texts, told.date_order, told.zone)
        if len(self.known) > 200_000:
            self.known.clear()
        for text, day, reason in zip(texts, days.tolist(), reasons.tolist(), strict=True):
            found = date_text(text)
            if found.by_order or found.date is not None:
                self.forms.setdefault(bool(found.by_order), text)
            asks = self.whole and bool(found.by_order)
            self.known[text] = _BAD if reason or asks else day
        if len(self.forms) > 1 and not self.whole:
            reason = (
                f"holds dates of two forms, {self.forms[False]} and {self.forms[True]}, as a spreadsheet leaves that exchanges days, "
                "and only its whole column can tell"
            )
            raise InputError(reason, hint="Write all dates in one form, best as dates, not text")


def days_of(column: Column, told: ReadOptions, known: Days) -> tuple[DayColumn, Ints | None]:
    """Day numbers, and a mask of what needs the slow way; `None`: nothing.

    Parameters
    ----------
    column
        Dates, timestamps, text, or whole numbers like 20250630; another time than midnight, and any zone, goes the slow way.
    told
        As for `read_ledger`.
    known
        Texts read before. Filled here.
    """
    import pyarrow as pa

    if not pa.types.is_date32(column.type):
        days, bad = _other_days(column, told, known)
        return DayColumn.of(days), bad
    found = DayColumn.of_dates(column)
    if found.first > 0 and found.last < _PLAIN_UP_TO:
        return found, None
    wrong = (found.days < _FIRST) | (found.days > _LAST) | are_no_dates(found.days)
    valid = _valid(column)
    return found, wrong if valid is None else wrong & valid


def _other_days(column: Column, told: ReadOptions, known: Days) -> tuple[Ints, Ints | None]:
    """(n,), int32, and a mask, of what is not a column of dates."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_null(kind):
        return np.full(len(column), NO_DAY, np.int32), None
    if not pa.types.is_timestamp(kind):
        return _days_of_text(column, told, known)
    valid = _valid(column)
    if kind.tz is not None:
        return np.full(len(column), NO_DAY, np.int32), ~_none(len(column)) if valid is None else valid
    return _midnights(column, valid)


_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def _midnights(column: Column, valid: Ints | None) -> tuple[Ints, Ints | None]:
    """Days of times without a zone: those of midnight, from 1900 to 2199."""
    import pyarrow as pa

    count = column.view(pa.int64())
    days, rest = np.divmod((count if valid is None else count.fill_null(0)).to_numpy(), _A_DAY[column.type.unit])
    wrong = (rest != 0) | (days < _FIRST) | (days > _LAST) | are_no_dates(days)
    days = np.where(wrong, NO_DAY, days).astype(np.int32)
    if valid is not None:
        days[~valid], wrong = NO_DAY, wrong & valid
    return days, wrong if wrong.any() else None


def _days_of_text(column: Column, told: ReadOptions, known: Days) -> tuple[Ints, Ints | None]:
    import pyarrow as pa

    kind = column.type
    if not (pa.types.is_integer(kind) or is_text(kind)):
        return np.full(len(column), NO_DAY, np.int32), ~_none(len(column))

    def meaning(texts: list[str]) -> Ints:
        new = [t for t in texts if t not in known.known]
        if new:
            known.learn(new, told)
        return np.array([known.known.get(t, _BAD) for t in texts], np.int32)

    days = Dictionary(meaning).numbers(column)
    wrong = days == _BAD
    return days, wrong if wrong.any() else None


def floats_of(column: Column) -> np.ndarray[Any, Any]:
    """Floats in their own width; missing ones are NaN."""
    import pyarrow as pa

    column = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    return np.asarray(column.to_numpy(zero_copy_only=False))


def is_text(kind: Any) -> bool:
    """Whether a type is text, or a dictionary of texts."""
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    views = (getattr(pa.types, n, None) for n in ("is_string", "is_large_string", "is_string_view"))
    return any(test is not None and test(inner) for test in views)


def listed(column: Column) -> list[Any]:
    """The values of a column; dates that no calendar of Python's has as text."""
    import pyarrow as pa

    try:
        return column.to_pylist()
    except (OverflowError, pa.ArrowException):
        return column.cast(pa.string()).to_pylist()


def as_text(column: Column) -> np.ndarray[Any, Any]:
    """(n,), object: stripped texts; missing ones are empty."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return np.array([*seen_each(["" if v is None else v for v in column.to_pylist()]), None], object)[:-1]


def minor_of(column: Column, name: str, digits: Ints | int, decimal: str | None) -> tuple[Ints, Ints | None]:
    """Minor units (int64), and a mask of what needs the slow way; `None`: nothing.

    Parameters
    ----------
    column
        Decimal, whole numbers (major units), floats or text; with the name ``amount_minor`` whole minor units.
    digits
        Minor digits of each row's currency, or of all; −1: unknown.

    Raises
    ------
    InputError
        Minor units that are not numbers.
    """
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if name == "amount_minor" and not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        raise InputError("must be a column of whole numbers (minor units)", column=name)
    column = column.cast(kind) if kind is not column.type else column
    if pa.types.is_floating(kind):
        each = np.broadcast_to(np.asarray(digits), len(column))
        minor, reasons = whole_floats(floats_of(column)) if name == "amount_minor" else float_minor(floats_of(column), each)
        wrong = (reasons != "") | (each < 0)
        return minor, wrong if wrong.any() else None
    if is_text(kind):
        texts = as_text(column)
        odd: list[Ints] = []
        minor, reasons = read_amounts(texts, np.broadcast_to(np.asarray(digits), len(texts)), decimal, odd=odd)
        wrong = reasons != ""
        wrong[odd[0]] |= with_marks(texts[odd[0]])  # a currency beside an amount is held against the row's
        return minor, wrong if wrong.any() else None
    if pa.types.is_decimal(kind):
        return _of_decimal(column, digits)
    if not pa.types.is_integer(kind) or kind == pa.uint64():
        return np.zeros(len(column), np.int64), ~_none(len(column))
    valid = _valid(column)
    whole = (column if valid is None else column.fill_null(0)).cast(pa.int64()).to_numpy()
    minor, wrong = (whole, _least(whole)) if name == "amount_minor" else _scaled(whole, digits, 0)
    missing = None if valid is None else ~valid
    return minor, missing if wrong is None else wrong if missing is None else wrong | missing


def _of_decimal(column: Column, digits: Ints | int) -> tuple[Ints, Ints | None]:
    """A decimal is a whole number of 128 bits: those that fit 64 are taken as they lie."""
    import pyarrow as pa

    if not pa.types.is_decimal128(column.type):
        if pa.types.is_decimal256(column.type):
            return np.zeros(len(column), np.int64), ~_none(len(column))
        column = column.cast(pa.decimal128(38, column.type.scale))
    valid, n = _valid(column), len(column)
    words = np.frombuffer(column.buffers()[1], np.int64, 2 * n, 16 * column.offset).reshape(n, 2)
    low, high = words[:, 0], words[:, 1]
    beyond = high != low >> 63
    minor, wrong = _scaled(low if valid is None else np.where(valid, low, 0), digits, column.type.scale)
    for more in (beyond if beyond.any() else None, None if valid is None else ~valid):
        wrong = more if wrong is None else wrong if more is None else wrong | more
    return minor, wrong


def _least(whole: Ints) -> Ints | None:
    """Mask of the least number of 64 bits, which has no positive twin; `None`: it is not there."""
    return whole == ~_LARGEST if len(whole) and int(whole.min()) == ~_LARGEST else None


def _scaled(whole: Ints, digits: Ints | int, scale: int) -> tuple[Ints, Ints | None]:
    """Minor units of ``whole / 10**scale`` major units, and what does not come out even or would not fit."""
    if isinstance(digits, int) and digits == scale:
        return np.ascontiguousarray(whole), _least(whole)
    shift = np.broadcast_to(np.asarray(digits, np.int64), len(whole)) - scale
    wrong = np.broadcast_to(np.asarray(digits), len(whole)) < 0
    up, down = 10 ** np.clip(shift, 0, 18), 10 ** np.clip(-shift, 0, 18)
    wrong = wrong | (np.abs(shift) > 18) | (whole > _LARGEST // up) | (whole < -(_LARGEST // up)) | (whole % down != 0)
    minor = np.where(wrong, 0, whole // down) * np.where(wrong, 1, up)
    return minor, wrong if wrong.any() else None
