"""The axis of days: where a day stands, months below, and marks such as quarter ends above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from attrs import frozen

from cashflow.basics.days import to_date, to_day
from cashflow.report.svg.drawing import element, label

__all__ = ["DayAxis", "month_starts"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORDS = 62  # room for a month and year


def month_starts(first: int, last: int, most: int) -> list[tuple[int, str]]:
    """First days of months between two days, every one or every second, third, sixth, twelfth …, so that they are no more than `most`.

    Examples
    --------
    >>> [words for _, words in month_starts(to_day("2025-04-10"), to_day("2025-07-02"), 9)]
    ['May', 'Jun', 'Jul']
    >>> [words for _, words in month_starts(to_day("2024-10-01"), to_day("2025-09-30"), 5)]
    ['Oct 2024', 'Jan 2025', 'Apr', 'Jul']
    """
    start, end = to_date(first), to_date(last)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if -(-months // s) <= max(1, most))
    found, years = [], set[int]()
    for day in _firsts(start, end, step):
        if first <= to_day(day):
            year = start.year != end.year and day.year not in years
            found.append((to_day(day), f"{_MONTHS[day.month - 1]}{f' {day.year}' if year else ''}"))
            years.add(day.year)
    return found


def _firsts(start: dt.date, end: dt.date, step: int) -> Iterator[dt.date]:
    for number in range(start.year * 12, end.year * 12 + end.month):
        if number % step == 0 and number >= start.year * 12 + start.month - 1:
            yield dt.date(number // 12, number % 12 + 1, 1)


@frozen
class DayAxis:
    """Days from `first` to `last` between `left` and `right`."""

    first: int
    last: int
    left: int
    right: int

    def x(self, day: int) -> int:
        """Where a day stands, in whole units; one beyond the ends stands at the end."""
        return self.left + (min(max(day, self.first), self.last) - self.first) * (self.right - self.left) // max(1, self.last - self.first)

    def months(self, y: int) -> list[str]:
        """Names of months below, each with a short line at its first day."""
        parts = []
        for day, words in month_starts(self.first, self.last, (self.right - self.left) // _WORDS):
            x = self.x(day)
            anchor = "end" if x > self.right - 24 else "start" if x < self.left + 16 else "middle"
            parts += [element("line", x1=x, x2=x, y1=y, y2=y + 5, class_="zero"), label(words, x, y + 18, "faint", anchor)]
        return parts

    def marks(self, marks: Sequence[tuple[int, str]], top: int, bottom: int) -> list[str]:
        """Dashed lines from top to bottom with their words above; words for which there is no room are left out."""
        parts, free = [], 0
        for day, words in marks:
            if not self.first <= day <= self.last:
                continue
            x, wide = self.x(day), 7 * len(words)
            parts.append(element("line", x1=x, x2=x, y1=top, y2=bottom, class_="mark"))
            for anchor, left in (("end", x - wide), ("middle", x - wide // 2), ("start", x)):
                if left >= free and left + wide <= self.right + 4:
                    parts.append(label(words, x, top - 5, "faint", anchor))
                    free = left + wide + 10
                    break
        return parts
