"""The exceptions of `cashflow`: a sentence for the reader, the same facts as attributes for the program."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

__all__ = [
    "AmbiguousTermsError",
    "CalendarRangeError",
    "CashflowError",
    "CashflowWarning",
    "InputError",
    "UnknownTermsError",
    "nearest",
]


class CashflowError(Exception):
    """Base of all errors that `cashflow` raises on purpose."""


class CashflowWarning(UserWarning):
    """Something was done as asked, and is probably not what was meant."""


class InputError(CashflowError, ValueError):
    """An input that can't be used; the message says where, what, why and what to do.

    Parameters
    ----------
    reason
        What is wrong, one clause.
    file, row, column, value
        Where it stands and what stands there, as far as known. `row` counts as a spreadsheet does.
    hint
        What to type instead, or do.
    """

    def __init__(
        self,
        reason: str,
        *,
        file: object = None,
        row: int | None = None,
        column: str | None = None,
        value: Any = None,
        hint: str | None = None,
    ) -> None:
        self.reason, self.file, self.row = reason, None if file is None else str(file), row
        self.column, self.value, self.hint = column, value, hint
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        where = [self.file] if self.file else []
        where += [f"row {self.row}"] if self.row is not None else []
        where += [self.column] if self.column else []
        head = ", ".join(where)
        if self.value is not None:
            head = f"{head} '{self.value}'".strip()
        text = f"{head}: {self.reason}" if head else self.reason
        return f"{text}. {self.hint}" if self.hint else text


class CalendarRangeError(InputError):
    """A date outside the range that a business or fiscal calendar is good for."""


class UnknownTermsError(InputError):
    """Text that is no payment term; says what was understood and from where on it was not."""


class AmbiguousTermsError(UnknownTermsError):
    """Text with more than one reading.

    Parameters
    ----------
    reason
        The sentence shown: every reading in words, with its dates for a sample invoice.
    readings
        A list of ``(name, PaymentTerms)``: what chooses a reading, that is a dialect, or the reading's own words where no
        dialect does; and the reading. A name with ``…`` in it is a pattern: something is missing in its places.
    """

    def __init__(self, reason: str, *, readings: list[tuple[str, Any]], **where: Any) -> None:
        self.readings = readings
        super().__init__(reason, **where)


def nearest(word: str, known: Iterable[str]) -> str:
    """Say the known words, the nearest first as a suggestion."""
    names = [str(k) for k in known]
    close = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    listed = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    return (f"Did you mean '{close[0]}'? " if close else "") + f"Known: {listed or 'none'}"
