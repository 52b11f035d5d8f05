"""Columns of dates: texts, dates and timestamps to day numbers; a time or a zone is a date only where a zone was told."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.date_text import EARLY, PLACEHOLDER, SAY_ZONE, in_zone, read_each_date
from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.frames import pd
from cashflow.ledger.findings import Notebook
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.texts import Texts

__all__ = ["read_date_column"]

_FIRST, _BEYOND = to_day("1900-01-01"), to_day("2200-01-01")


def read_date_column(texts_of: Texts, name: str, notes: Notebook, told: ReadOptions, *, needed: bool) -> Ints:
    """Day numbers (int32) of a column, `NO_DAY` where there is none; what can't be read is rejected, what is doubtful flagged."""
    if name not in texts_of:
        return np.full(len(texts_of), NO_DAY, np.int32)
    column = texts_of.frame[name]
    if isinstance(column.dtype, np.dtype | pd.DatetimeTZDtype) and pd.api.types.is_datetime64_any_dtype(column.dtype):
        days, texts, reasons, missing = _of_stamps(column, told.zone)
    else:
        coded = texts_of.coded(name)
        each_day, each_reason = read_each_date(coded.values, told.date_order, told.zone)
        days, texts = each_day[coded.codes], coded.each(str)
        reasons, missing = each_reason[coded.codes], coded.rows(lambda v: not v)
    said, read = reasons != "", days != NO_DAY
    notes.reject(np.flatnonzero(said & ~read & ((reasons != PLACEHOLDER) | needed)), "unreadable date", name, texts, reasons)
    if needed:
        notes.reject(missing, "missing date", name, texts, "is missing")
    else:
        notes.flag(np.flatnonzero(reasons == PLACEHOLDER), "placeholder date", name, texts, PLACEHOLDER)
    notes.flag(np.flatnonzero(said & read), "date in a zone", name, texts, reasons)
    return days


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
