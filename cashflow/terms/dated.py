"""Days and the date they end on, side by side: "30 Tage netto bis 04.04.2018".

The days are read; the date is held against the invoice date.
"""

from __future__ import annotations

import datetime as dt
import re

from attrs import frozen

from cashflow.basics.errors import UnknownTermsError

__all__ = ["DatedDays", "days_of_dates", "take_dates", "told"]

_DATE = r"(?P<date>\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)(?!\d))"
_DAYS = r"(?P<days>\d{1,3}) ?(?:kalender)?(?:tage?n?|days?|jours?|giorni|gg\.?|d[ií]as?|dagen|dni)\b"
_GAP = r"(?P<gap>(?:[^\d,;()\[\]\n]|\d{1,2}(?:[.,]\d{1,3})? ?%){0,40}?)"
_UNTIL = (
    r"(?:bis(?: spätestens)?(?: zum| einschließlich)?|spätestens(?: am| bis(?: zum)?| zum)?|also bis|d\. ?h\. bis|am|by|until"
    r"|till|due(?: on| by)?|on or before|on|i\.e\.(?: by)?"
    r"|jusqu'au|avant le|au plus tard le|soit le|le|entro il|fino al|cioè il|il|hasta el|antes del|el|tot(?: en met)?|uiterlijk"
    r"|op|até(?: a| ao)?|a|do(?: dnia)?)"
)
_DATED = re.compile(rf"(?i){_DAYS}{_GAP} ?(?:\( ?(?:{_UNTIL}:? )?|= ?|(?<= ){_UNTIL}:? ){_DATE}(?: ?\))?")
_CENTURY = 2000


@frozen
class DatedDays:
    """A number of days and the dates that stand beside it: several where day and month may change places."""

    days: int
    dates: tuple[dt.date, ...]
    written: str

    def fits(self, invoice: dt.date) -> bool:
        """Whether the days lead from the invoice date to the date."""
        return invoice + dt.timedelta(self.days) in self.dates

    def invoices(self) -> set[dt.date]:
        """Invoice dates that the date is right for."""
        return {d - dt.timedelta(self.days) for d in self.dates}

    def __str__(self) -> str:
        return f"'{self.written}' beside {self.days} days"


def take_dates(text: str) -> tuple[str, tuple[DatedDays, ...]]:
    """The text without the dates that stand beside its days, and these dates with their days; a text without any as it is."""
    found: list[DatedDays] = []

    def take(match: re.Match[str]) -> str:
        dates = _dates(match["date"])
        if not dates or re.search(r"(?i)\bthen\b", match["gap"]):  # "0 days then on 2025-01-01" is a step of its own
            return match[0]
        found.append(DatedDays(int(match["days"]), dates, match["date"]))
        return match[0][: match.end("gap") - match.start()]

    kept = _DATED.sub(take, text) if re.search(r"\d{4}-\d\d-\d\d|\d[./-]\d{1,2}[./-]\d\d", text) else text
    return kept, tuple(found)


def days_of_dates(text: str, invoice: dt.date | None) -> tuple[str, list[str]]:
    """The text with other days where a date stands beside days that do not lead to it, and what is said of each; for one invoice.

    Dates with two readings, and those before the invoice, change nothing.
    """
    said: list[str] = []

    def put(match: re.Match[str]) -> str:
        dates, days = _dates(match["date"]), int(match["days"])
        fitting = invoice is None or invoice + dt.timedelta(days) in dates
        if invoice is None or fitting or len(dates) != 1 or dates[0] < invoice or re.search(r"(?i)\bthen\b", match["gap"]):
            return match[0]
        counted = invoice + dt.timedelta(days)
        said.append(f"states {days} days, which lead to {counted}, and the date {dates[0]}; the stated date counts")
        return f"{(dates[0] - invoice).days}{match[0][match.end('days') - match.start() :]}"

    return _DATED.sub(put, text), said


def _dates(written: str) -> tuple[dt.date, ...]:
    first, second, third = (int(n) for n in re.split("[./-]", written))
    if len(written.partition("-")[0]) == 4:
        orders = [(first, second, third)]
    else:
        year = third if third > 99 else third + _CENTURY
        orders = [(year, second, first)] if "." in written else [(year, second, first), (year, first, second)]
    out: list[dt.date] = []
    for year, month, day in orders:
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue
        out += [date] if date not in out else []
    return tuple(out)


def told(text: str, dates: tuple[DatedDays, ...]) -> list[str]:
    """What is said of dates that stand beside days; refused where no invoice date fits them all."""
    if not dates:
        return []
    fitting = set.intersection(*(d.invoices() for d in dates))
    if not fitting:
        reason = f"contradicts itself: no invoice date fits {' and '.join(map(str, dates))}"
        raise UnknownTermsError(reason, column="terms", value=text, hint="Write the days or the dates, not both")
    said = " or ".join(sorted(d.isoformat() for d in fitting))
    return [f"ignored, a date beside the days: {' and '.join(map(str, dates))}, which is right for an invoice of {said}"]
