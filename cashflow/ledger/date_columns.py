"""Columns of dates: texts, dates and timestamps to day numbers; a time or a zone is a date only where a zone was told."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.date_text import EARLY, PLACEHOLDER, SAY_ZONE, in_zone, read_each_date
from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.frames import pd
from cashflow.ledger.findings import Notebook
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.texts import Texts

__all__ = ["Dates", "dates_of", "read_date_column", "say_dates"]

_FIRST, _BEYOND = to_day("1900-01-01"), to_day("2200-01-01")


@frozen(eq=False)
class Dates:
    """A column of dates as it is read, before anything is said of it."""

    days: Ints  # (n,), int32; NO_DAY: none
    texts: Any  # (n,), object
    reasons: Any  # (n,), object: why a date is none or doubtful; empty: nothing to say
    missing: Ints  # positions of the empty cells

    @property
    def wrong(self) -> Ints:
        """(n,), bool: cells that hold something that can't be read, and is no word for 'none'."""
        out: Ints = (self.reasons != "") & (self.days == NO_DAY) & (self.reasons != PLACEHOLDER)
        return out


def dates_of(texts_of: Texts, name: str, told: ReadOptions) -> Dates:
    """A column of dates, read; without the column, no date."""
    if name not in texts_of:
        empty = np.full(len(texts_of), "", object)
        return Dates(np.full(len(texts_of), NO_DAY, np.int32), empty, empty, np.arange(len(texts_of)))
    column = texts_of.frame[name]
    if isinstance(column.dtype, np.dtype | pd.DatetimeTZDtype) and pd.api.types.is_datetime64_any_dtype(column.dtype):
        return Dates(*_of_stamps(column, told.zone))
    coded = texts_of.coded(name)
    each_day, each_reason = read_each_date(coded.values, told.date_order, told.zone)
    days, reasons = each_day[coded.codes], each_reason[coded.codes]
    return Dates(days, coded.each(str), reasons, coded.rows(lambda v: not v))


def say_dates(dates: Dates, name: str, notes: Notebook, needed: Ints | bool) -> Ints:
    """The days, after what can't be read is rejected and what is doubtful flagged; `needed`: rows that need a date."""
    needed = np.broadcast_to(needed, len(dates.days))
    said = np.flatnonzero(dates.reasons != "")
    read, placeholder = dates.days[said] != NO_DAY, dates.reasons[said] == PLACEHOLDER
    notes.reject(said[~read & (~placeholder | needed[said])], "unreadable date", name, dates.texts, dates.reasons)
    notes.reject(dates.missing[needed[dates.missing]], "missing date", name, dates.texts, "is missing")
    notes.flag(said[placeholder & ~needed[said]], "placeholder date", name, dates.texts, PLACEHOLDER)
    notes.flag(said[read], "date in a zone", name, dates.texts, dates.reasons)
    return dates.days


def read_date_column(texts_of: Texts, name: str, notes: Notebook, told: ReadOptions, *, needed: bool) -> Ints:
    """Day numbers (int32) of a column, `NO_DAY` where there is none; what can't be read is rejected, what is doubtful flagged."""
    if name not in texts_of:
        return np.full(len(texts_of), NO_DAY, np.int32)
    return say_dates(dates_of(texts_of, name, told), name, notes, needed)


def _of_stamps(column: pd.Series[Any], zone: str | None) -> tuple[Ints, Any, Any, Ints]:
    """Days, texts and reasons of a column of timestamps, and the positions of the missing ones."""
    own = getattr(column.dtype, "tz", None)
    plain = column if own is None else column.dt.tz_convert("UTC").dt.tz_localize(None)
    stamps = plain.to_numpy()
    dates = stamps.astype("datetime64[D]")
    lost = np.isnat(stamps)
    number = np.where(lost, np.int64(NO_DAY), dates.astype(np.int64))
    timed = ~lost & ((stamps != dates) | (own is not None))
    early, late = ~lost & (number < _FIRST), number >= _BEYOND
    if zone is not None and own is not None:
        some = np.flatnonzero(timed & ~early & ~late)
        there = column.iloc[some].dt.tz_convert(zone).dt.tz_localize(None).to_numpy().astype("datetime64[D]")
        number[some] = there.astype(np.int64)
    reasons = np.full(len(number), "", object)
    reasons[timed] = SAY_ZONE if zone is None else in_zone(zone)
    reasons[early], reasons[late] = EARLY, PLACEHOLDER
    number[early | late | (timed & (zone is None))] = NO_DAY
    texts = np.full(len(number), "", object)
    texts[~lost] = dates[~lost].astype(str)
    odd = np.flatnonzero(timed)
    texts[odd] = [str(v) for v in column.iloc[odd]]
    return number.astype(np.int32), texts, reasons, np.flatnonzero(lost)
