"""Columns of dates: texts, cells, dates and timestamps to day numbers; a time or a zone is a date only where a zone was told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.date_columns import DateOrder, decide_order, likely_order, may_be_swapped, order_by_neighbors, serial_text
from cashflow.basics.date_format import format_of, in_format
from cashflow.basics.date_text import EARLY, PLACEHOLDER, SAY_ORDER, SAY_ZONE, date_text, in_zone, is_blank, read_each_date
from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.digit_dates import is_digit_form, is_iso
from cashflow.basics.frames import pd
from cashflow.basics.placeholder_days import are_no_dates
from cashflow.ledger.findings import Notebook
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.texts import Coded, Texts

__all__ = ["Dates", "date_evidence", "date_orders", "dates_of", "read_date_column", "say_dates"]

_FEW = 3
"""Distinct dates that decide their form."""
_FIRST, _BEYOND = to_day("1900-01-01"), to_day("2200-01-01")


def date_orders(texts_of: Texts, names: Sequence[str], told: ReadOptions, pair: tuple[str, str] | None = None) -> dict[str, DateOrder]:
    """What the date columns of a whole table say of themselves; with a told `date_order`, that.

    Parameters
    ----------
    texts_of
        The table.
    names
        Its columns of dates.
    told
        As told.
    pair
        Two of them, of which the first is on or before the second, as invoice date and due date.
    """
    coded = {n: _texts_of(texts_of, n) for n in names if n in texts_of and not _is_stamps(texts_of.frame[n])}
    out: dict[str, DateOrder] = {}
    for name, column in coded.items():
        used = np.bincount(column.codes, minlength=len(column.values))
        there = np.flatnonzero(used).tolist()
        found = decide_order([column.values[i] for i in there], used[there].tolist())
        if told.date_order == "ymd":  # year-first dates stand as they are
            found = evolve(found, order=told.date_order, evidence="told", swapped="")
        elif told.date_order is not None and not found.serials:
            found = evolve(found, order=told.date_order, evidence="told")
        out[name] = found
    if told.date_order is None:
        _by_others(coded, out, pair)
    return out


def _by_others(coded: dict[str, Coded], out: dict[str, DateOrder], pair: tuple[str, str] | None) -> None:
    """Decide what the columns leave open, where one pair of them can be right in one order only, or another column has decided."""
    unsure = [n for n, found in out.items() if _needs_order(coded[n], found)]
    if pair is not None and pair[0] in coded and pair[1] in coded and {*pair} & {*unsure}:
        first, second = (out[n].order for n in pair)
        found: tuple[str | None, str] = (None, "")
        if first is None:
            earlier, later = (coded[n].each(str).tolist() for n in pair)
            found = order_by_neighbors(earlier, later, second if pair[1] not in unsure else None)
        for name in unsure if found[0] else ():
            if name in pair:
                out[name] = evolve(out[name], order=found[0], evidence=found[1])
        if first is None and found[0] is None:
            likely, why = likely_order(earlier, later, second if pair[1] not in unsure else None)
            for name in unsure:
                out[name] = evolve(out[name], likely=likely, likely_why=why)
    decided = {n: found for n, found in out.items() if found.order is not None}
    if len({found.order for found in decided.values()}) == 1:
        other, found_there = next(iter(decided.items()))
        for name in unsure:
            if out[name].order is None and _marks(coded[name]) <= _marks(coded[other]):
                out[name] = evolve(out[name], order=found_there.order, evidence=f"as in {other}, where {found_there.evidence}")


def _needs_order(column: Coded, found: DateOrder) -> bool:
    """Whether a column has dates of two readings, nothing decided, and no dates that contradict each other."""
    if found.order is not None or found.serials:
        return False
    _, reasons = read_each_date(column.values)
    return any(SAY_ORDER in r for r in reasons) and not _contradicts(column)


def _contradicts(column: Coded) -> bool:
    only = [{*date_text(t).by_order} & {"dmy", "mdy"} for t in column.values]
    return {"dmy"} in only and {"mdy"} in only


def _marks(column: Coded) -> set[str]:
    """The signs between day, month and year."""
    return {p.mark for p in map(date_text, column.values) if p.by_order}


def date_evidence(orders: dict[str, DateOrder]) -> dict[str, str]:
    """What was decided and not told, column by column, in words."""
    return {name: found.words for name, found in orders.items() if found.words and found.evidence != "told"}


@frozen(eq=False)
class Dates:
    """A column of dates as it is read, before anything is said of it."""

    days: Ints  # (n,), int32; NO_DAY: none
    texts: Callable[[Ints], Any]  # of the cells at some positions
    reasons: Callable[[Ints], Any]  # why the dates at some positions are none or doubtful
    said: Ints  # positions of the cells that something is to be said of
    missing: Ints  # positions of the empty cells

    @property
    def wrong(self) -> Ints:
        """(n,), bool: cells that hold something that can't be read, and is not a word for 'none'."""
        out = np.zeros(len(self.days), bool)
        out[self.said] = (self.days[self.said] == NO_DAY) & (self.reasons(self.said) != PLACEHOLDER)
        return out


def dates_of(texts_of: Texts, name: str, told: ReadOptions, found: DateOrder | None = None) -> Dates:
    """A column of dates, read; without the column, no date.

    `found`: what the whole column says of itself (`date_orders`); without it each text stands alone.
    """
    if name not in texts_of:
        nothing = texts_of.coded(name).at
        return Dates(np.full(len(texts_of), NO_DAY, np.int32), nothing, nothing, np.zeros(0, np.int64), np.arange(len(texts_of)))
    column = texts_of.frame[name]
    if _is_stamps(column):
        days, texts, reasons, missing = _of_stamps(column, told.zone)
        return Dates(days, texts.__getitem__, reasons.__getitem__, np.flatnonzero(reasons != ""), missing)
    coded = _texts_of(texts_of, name)
    each_day, each_reason = _each(coded.values, found or DateOrder(told.date_order), told.zone, told.date_format, found is not None)
    reasons = Coded(coded.codes, each_reason.tolist())
    return Dates(each_day[coded.codes], coded.at, reasons.at, reasons.rows(bool), coded.rows(is_blank))


def say_dates(dates: Dates, name: str, notes: Notebook, needed: Ints | bool) -> Ints:
    """The days, after what can't be read is rejected and what is doubtful flagged; `needed`: rows that need a date."""
    needed = np.broadcast_to(needed, len(dates.days))
    said = dates.said
    read, placeholder = dates.days[said] != NO_DAY, dates.reasons(said) == PLACEHOLDER
    notes.reject(said[~read & (~placeholder | needed[said])], "unreadable date", name, dates.texts, dates.reasons)
    notes.reject(dates.missing[needed[dates.missing]], "missing date", name, dates.texts, "is missing")
    words = PLACEHOLDER + ("; the invoice is open" if name == "paid_date" else "")
    notes.flag(said[placeholder & ~needed[said]], "placeholder date", name, dates.texts, words)
    notes.flag(said[read], "date in a zone", name, dates.texts, dates.reasons)
    return dates.days


def read_date_column(
    texts_of: Texts, name: str, notes: Notebook, told: ReadOptions, *, needed: bool, found: DateOrder | None = None
) -> Ints:
    """Day numbers (int32) of a column, `NO_DAY` where there is none; what can't be read is rejected, what is doubtful flagged."""
    if name not in texts_of:
        return np.full(len(texts_of), NO_DAY, np.int32)
    return say_dates(dates_of(texts_of, name, told, found), name, notes, needed)


def _is_stamps(column: pd.Series[Any]) -> bool:
    return isinstance(column.dtype, np.dtype | pd.DatetimeTZDtype) and pd.api.types.is_datetime64_any_dtype(column.dtype)


def _each(texts: list[str], found: DateOrder, zone: str | None, form: str | None, whole: bool) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Days and reasons of the distinct texts of a column, with what the column says of itself; or in a form that was told."""
    if form is not None:
        known = [in_format(t, format_of(form)) or (t if is_digit_form(form) and is_iso(t) else None) for t in texts]
        days, reasons = read_each_date([k or t for k, t in zip(known, texts, strict=True)], None, zone)
        other = np.array([k is None and not is_blank(t) for k, t in zip(known, texts, strict=True)], bool) & (reasons != PLACEHOLDER)
        days[other], reasons[other] = NO_DAY, f"is not a date of the form {form}"
        return days, reasons
    asked = [serial_text(t.strip()) or t for t in texts] if found.serials else _without_signs(texts) if whole else texts
    days, reasons = read_each_date(asked, found.order, zone)
    if found.likely and found.order is None:
        for at in [i for i, r in enumerate(reasons.tolist()) if r.endswith(SAY_ORDER)]:
            day = date_text(texts[at]).reading(found.likely)[0]
            both = reasons[at].partition(";")[0]
            reasons[at] = f"{both}; write {day}, or {SAY_ORDER} = '{found.likely}': {found.likely_why}"
    if found.swapped:
        lost = np.array([may_be_swapped(t) for t in texts], bool)
        days[lost], reasons[lost] = NO_DAY, found.swapped
    return days, reasons


def _without_signs(texts: list[str]) -> list[str]:
    """Dates like 03022025, day first, where all of a column are such and none can be year first."""
    bare = [t.strip() for t in texts if not is_blank(t)]
    if len(bare) < _FEW or not all(t.isdigit() and len(t) in (7, 8) for t in bare):
        return texts
    known = {t: in_format(t.zfill(8), "%d%m%Y") for t in bare}
    if not all(known.values()) or any(in_format(t, "%Y%m%d") for t in bare if len(t) == 8):
        return texts
    return [known.get(t.strip()) or t for t in texts]


def _texts_of(texts_of: Texts, name: str) -> Coded:
    """A column as codes; numbers in cells that are days as a spreadsheet counts them stand as dates."""
    column = texts_of.frame[name]
    may_be = column.dtype == object or (pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype))
    if not may_be or texts_of.is_text(name):
        return texts_of.coded(name)
    return texts_of.coded(name, lambda v: serial_text(v) or v if _is_number(v) else v)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool | np.bool_) and bool(value == value)


def _of_stamps(column: pd.Series[Any], zone: str | None) -> tuple[Ints, Any, Any, Ints]:
    """Days, texts and reasons of a column of timestamps, and the positions of the missing ones."""
    own = column.dt.tz
    plain = column if own is None else column.dt.tz_convert("UTC").dt.tz_localize(None)
    stamps = plain.to_numpy()
    dates = stamps.astype("datetime64[D]")
    lost = np.isnat(stamps)
    number = np.where(lost, np.int64(NO_DAY), dates.astype(np.int64))
    timed = ~lost & ((stamps != dates) | (own is not None))
    late = (number >= _BEYOND) | are_no_dates(number)
    early = ~lost & ~late & (number < _FIRST)
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
    codes, distinct = pd.factorize(column.iloc[odd])
    texts[odd] = np.array([str(v) for v in distinct], object)[codes]
    return number.astype(np.int32), texts, reasons, np.flatnonzero(lost)
