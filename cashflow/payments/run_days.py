"""Days of payment runs from the words of a payment calendar: of the week, of each month, business days counted in it."""

from __future__ import annotations

import re

import numpy as np
from attrs import frozen

from cashflow.basics.calendars import BusinessCalendar, weekday_number
from cashflow.basics.days import Ints, to_day
from cashflow.basics.errors import InputError

__all__ = ["RunDays", "rolled", "run_days"]

_LAST = -1
_IN_EVERY_MONTH = 15  # so many business days has every month, long public holidays or not
_WEEKS = 4  # and so many Fridays
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_NUMBER = rf"(?P<number>\d{{1,2}}(?:st|nd|rd|th|\.)?|{'|'.join(_ORDINALS)}|last)"
_PIECE = re.compile(rf"{_NUMBER}(?:\s+(?P<unit>(?:business|working|calendar)\s+day|day|[a-z]+))?")
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|wed|thu|fri|sat|sun)"
_WEEKDAYS = re.compile(rf"{_WEEKDAY}(?:(?:, and |, | and ){_WEEKDAY})*")
_FILLERS = re.compile(r"\b(?:weekly|on|the)\s+")
_OF_MONTH = re.compile(r"\s+of\s+(?:the|each|every)\s+month\b")
_HINT = (
    "Write 'every Thursday', 'every second Thursday from 2025-01-02', 'second Thursday of the month', '10th and 25th', "
    "'15th and last', '5th business day', 'last business day', or a list of dates"
)


@frozen
class _Weekly:
    """Days of the week; of a fortnight from a day on, where one is given."""

    weekdays: tuple[int, ...]
    start: int | None = None

    def days(self, calendar: BusinessCalendar, roll: str, low: int, high: int) -> Ints:
        span = np.arange(low, high + 1, dtype=np.int32)
        runs = np.isin(_weekday(span), self.weekdays) if self.start is None else (span - self.start) % 14 == 0
        return rolled(span[runs], calendar, roll)


@frozen
class _DayOfMonth:
    """A day of each month; of a shorter month its last day."""

    number: int

    def days(self, calendar: BusinessCalendar, roll: str, low: int, high: int) -> Ints:
        firsts, ends = _months(low, high)
        return rolled(ends if self.number == _LAST else np.minimum(firsts + self.number - 1, ends), calendar, roll)


@frozen
class _WeekdayOfMonth:
    """The first to fourth, or the last, of a day of the week in each month."""

    number: int
    weekday: int

    def days(self, calendar: BusinessCalendar, roll: str, low: int, high: int) -> Ints:
        firsts, ends = _months(low, high)
        last = ends - (_weekday(ends) - self.weekday) % 7
        first = firsts + (self.weekday - _weekday(firsts)) % 7
        return rolled(last if self.number == _LAST else first + 7 * (self.number - 1), calendar, roll)


@frozen
class _BusinessDayOfMonth:
    """A business day counted from the beginning of each month, or its last one: it stays in its month, whatever the roll."""

    number: int

    def days(self, calendar: BusinessCalendar, roll: str, low: int, high: int) -> Ints:
        firsts, ends = _months(low, high)
        if calendar.first is not None:
            firsts, ends = firsts[known := firsts >= to_day(calendar.first)], ends[known]
        if calendar.last is not None:
            firsts, ends = firsts[known := ends <= to_day(calendar.last)], ends[known]
        if not len(firsts):
            return firsts
        found = calendar.roll(ends, "preceding")
        if self.number != _LAST:
            found = np.minimum(calendar.add(calendar.roll(firsts, "following"), self.number - 1), found)
        return found[found >= firsts]  # a month may be closed from its first day to its last


RunDays = _Weekly | _DayOfMonth | _WeekdayOfMonth | _BusinessDayOfMonth


def run_days(words: str) -> tuple[RunDays, ...]:
    """What words like 'every Thursday' or '15th and last business day' mean; `InputError` where they can't be read in one way."""
    text = " ".join(words.lower().split())
    if match := re.fullmatch(r"every (?:second|other) (\w+) from (\d{4}-\d{2}-\d{2})", text):
        weekday, start = _weekday_of(match[1], words), to_day(match[2], "payment_runs.on")
        if _weekday(np.array([start]))[0] != weekday:
            raise InputError(f"{match[2]} is not a {match[1].title()}", column="payment_runs.on", value=words)
        return (_Weekly((weekday,), start),)
    bare = _FILLERS.sub("", _OF_MONTH.sub("", text))
    days = bare.removeprefix("every ")
    if _WEEKDAYS.fullmatch(days):
        return (_Weekly(tuple(weekday_number(name) for name in _pieces(days))),)
    told = _OF_MONTH.search(text) or re.match(r"every (?:first|1st|last) (?!business|working|day|calendar)", bare)
    if days != bare and not told:  # every 5th, every second Thursday: of the month, or one after the other?
        raise _unread(words)
    return _each_month(days, words)


def _each_month(text: str, words: str) -> tuple[RunDays, ...]:
    """Days of each month: '10th and 25th', 'first and third Friday', '5th business day'."""
    found: list[RunDays] = []
    for piece in reversed(_pieces(text)):  # what 'first' means in 'first and third Friday' is said behind it
        match = _PIECE.fullmatch(piece)
        if match is None:
            raise _unread(words)
        if match["unit"] or not found:
            found.append(_day_of_month(_number(match["number"]), match["unit"] or "", words))
        else:
            found.append(_bare(match["number"], found[-1], words))
    return tuple(reversed(found))


def _bare(text: str, behind: RunDays, words: str) -> RunDays:
    """A number without a word of its own: it may share that of the next one."""
    number = _number(text)
    if isinstance(behind, _WeekdayOfMonth) and number <= _WEEKS:
        return _WeekdayOfMonth(number, behind.weekday)
    if isinstance(behind, _BusinessDayOfMonth) and not (behind.number == _LAST and number >= 10):  # '15th and last business day'
        raise InputError(
            f"has two readings: the {text} day of the month, or its {text} business day",
            column="payment_runs.on",
            value=words,
            hint=f"Write '{text} day' or '{text} business day', then the others",
        )
    return _day_of_month(number, "", words)


def _day_of_month(number: int, unit: str, words: str) -> RunDays:
    if unit.startswith(("business", "working")):
        if number > _IN_EVERY_MONTH or not number:
            raise InputError(
                "counts business days that not every month has",
                column="payment_runs.on",
                value=words,
                hint=f"Write a number up to {_IN_EVERY_MONTH}, or 'last business day'",
            )
        return _BusinessDayOfMonth(number)
    if unit in ("", "day", "calendar day"):
        if number not in (_LAST, *range(1, 32)):
            raise _unread(words)
        return _DayOfMonth(number)
    if number not in (_LAST, *range(1, _WEEKS + 1)):
        raise InputError(
            "is a day that not every month has",
            column="payment_runs.on",
            value=words,
            hint=f"Write first to fourth, or 'last {unit.title()}'",
        )
    return _WeekdayOfMonth(number, _weekday_of(unit, words))


def _number(text: str) -> int:
    if text == "last":
        return _LAST
    return _ORDINALS.index(text) + 1 if text in _ORDINALS else int(re.sub(r"\D", "", text))


def _pieces(text: str) -> list[str]:
    return re.split(r", and |, | and ", text)


def _weekday_of(name: str, words: str) -> int:
    try:
        return weekday_number(name)
    except InputError:
        raise _unread(words) from None


def _unread(words: str) -> InputError:
    return InputError("is not a list of run days that can be read", column="payment_runs.on", value=words, hint=_HINT)


def _months(low: int, high: int) -> tuple[Ints, Ints]:
    """First and last days of the months between two day numbers."""
    first, last = np.array([low, high]).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    starts = np.arange(first, last + 2).astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
    return starts[:-1], starts[1:] - 1


def _weekday(days: Ints) -> Ints:
    """0 for Monday … 6 for Sunday."""
    return (days + 3) % 7


def rolled(nominal: Ints, calendar: BusinessCalendar, roll: str) -> Ints:
    """Business days of nominal run days; sorted."""
    if calendar.first is not None:
        nominal = nominal[nominal >= to_day(calendar.first) + 7]  # a roll must not leave the known range
    if calendar.last is not None:
        nominal = nominal[nominal <= to_day(calendar.last) - 7]
    return np.unique(calendar.roll(nominal, roll)) if len(nominal) else nominal
