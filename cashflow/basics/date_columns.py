"""What a whole column of dates says that no single text of it can: the order of day and month, serial numbers, days that were exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.date_text import ORDERS, DateText, date_text, is_blank
from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.frames import pd

__all__ = ["DateOrder", "are_serials", "decide_order", "likely_order", "may_be_swapped", "order_by_neighbors", "serial_text"]

_FIRST_SERIAL, _LAST_SERIAL = 20_000, 73_050  # 1954-10-03 and 2099-12-31
_SMALL = 12 / 30.4375
"""Share of days up to 12 where nothing prefers them."""
_UNLIKELY = 0.01
_NEARLY_ALL, _FEWER, _LEAST = 0.98, 0.90, 3


@frozen
class DateOrder:
    """What was decided for a column.

    Attributes
    ----------
    order
        ``"dmy"``, ``"mdy"`` or ``"ymd"``; `None`: nothing decides, or no text needs it.
    evidence
        Why, in words that can be shown: ``"14 dates have a day past 12"``.
    swapped
        Why its year-first dates up to day 12 can't be trusted; empty where they can.
    serials
        Whether its numbers are days since 1899-12-30, as spreadsheets count.
    likely, likely_why
        Where nothing decides: the order that the dates beside it don't contradict, as the other does, and the counts of both.
    """

    order: str | None = None
    evidence: str | None = None
    swapped: str = ""
    serials: bool = False
    likely: str = ""
    likely_why: str = ""

    @property
    def words(self) -> str:
        """As a sentence of a page: ``"day first: 14 dates have a day past 12"``; empty where nothing was decided."""
        if self.serials:
            return self.evidence or ""
        return f"{ORDERS[self.order]}: {self.evidence}" if self.order else ""


def decide_order(texts: Sequence[str], counts: Sequence[int] | None = None) -> DateOrder:
    """The order of day and month in a column, from all of its texts.

    Parameters
    ----------
    texts
        Its distinct texts.
    counts
        How many rows have each; one by default.

    Examples
    --------
    >>> decide_order(["03/04/2025", "31/12/2024"], [5, 2]).words
    'day first: 2 dates have a day past 12'
    >>> decide_order(["03/04/2025", "31/12/2024", "12/31/2024"]).order is None  # some are day first, some month first
    True
    """
    many = np.ones(len(texts), np.int64) if counts is None else np.asarray(counts, np.int64)
    if are_serials(texts):
        return DateOrder(serials=True, evidence="all are serial numbers of a spreadsheet, days since 1899-12-30")
    parsed = [date_text(t) for t in texts]
    swapped = _swapped(parsed, many)
    if not any(p.places is not None for p in parsed):
        return DateOrder(swapped=swapped)
    year_first = _year_first(parsed)
    if year_first:
        return DateOrder("ymd", year_first, swapped)
    if not (year_last := _year_last(parsed)) and _may_be_year_first(parsed):
        return DateOrder(swapped=swapped)
    places = _past_12(parsed, many)
    if places["dmy"] and places["mdy"]:
        return DateOrder(swapped=swapped)  # each date with one reading has it, the others are refused
    numbers = [({*p.by_order} & {"dmy", "mdy"}, p) for p in parsed if p.places is not None]
    undecided = {p.mark for orders, p in numbers if len(orders) == 2 and len({p.by_order[o] for o in orders}) == 2}
    undecided -= {p.mark for orders, p in numbers if len(orders) == 1}
    for order, number in places.items():
        if number and not undecided:
            verb = "date has" if number == 1 else "dates have"
            return DateOrder(order, f"{number:,} {verb} a day past 12{year_last}", swapped)
    return DateOrder(swapped=swapped)


def _past_12(parsed: list[DateText], counts: Ints) -> dict[str, int]:
    """Order of day and month → how many rows can only have that."""
    found = {"dmy": 0, "mdy": 0}
    for one, many in zip(parsed, counts.tolist(), strict=True):
        only = [o for o in found if o in one.by_order]
        if len(only) == 1:
            found[only[0]] += many
    return found


def _year_first(parsed: list[DateText]) -> str:
    """Why the first of three two-digit numbers is the year: all can be read so, and it takes fewer values than the last."""
    some = [p for p in parsed if p.places is not None]
    if len(some) < _LEAST or any("ymd" not in p.by_order for p in some):
        return ""
    first, last = ({p.places[at] for p in some if p.places is not None} for at in (0, 2))
    if 3 * len(first) > len(last) or len(last) < _LEAST or max(last) - min(last) <= 10:  # so few could be years
        return ""
    return f"the first number takes {len(first)} values, the last {len(last)}"


def _may_be_year_first(parsed: list[DateText]) -> bool:
    """Whether all texts of three numbers have years of two digits, and the first number of all can be that year."""
    return all("ymd" in p.by_order for p in parsed if p.places is not None)


def _year_last(parsed: list[DateText]) -> str:
    """Why the last of three two-digit numbers is the year where the first might be, too: the first takes so many values."""
    if not _may_be_year_first(parsed):
        return ""
    first, last = ({p.places[at] for p in parsed if p.places is not None} for at in (0, 2))
    if 3 * len(last) > len(first) or len(first) < _LEAST or max(first) - min(first) <= 10:
        return ""
    return f", and the first number takes {len(first)} values, the last {len(last)}"


def order_by_neighbors(earlier: Sequence[str], later: Sequence[str], later_order: str | None = None) -> tuple[str | None, str]:
    """The order in which the dates of one column are on or before those of another in nearly all rows.

    Parameters
    ----------
    earlier, later
        Texts of both columns, row by row, as of invoice dates and due dates.
    later_order
        The order of the later ones, if it is known; else it is taken to be the same.

    Returns
    -------
    order
        `None` where both fit or neither does.
    evidence
        In words.
    """
    rows, good, wrong = _in_each_order(earlier, later, later_order)

    def fails(other: str, order: str) -> bool:
        few = rows[other] < _FEWER * rows[order] or good[other] <= _FEWER * rows[other]
        return few and wrong[other] + max(0, rows[order] - rows[other]) >= _LEAST

    for order in rows:
        if rows[order] and good[order] >= _NEARLY_ALL * rows[order] and all(fails(o, order) for o in rows if o != order):
            return order, f"only so {good[order]:,} of {rows[order]:,} due dates lie on or after their invoice dates"
    return None, ""


def likely_order(earlier: Sequence[str], later: Sequence[str], later_order: str | None = None) -> tuple[str, str]:
    """The order in which no date of one column is after the other's, where in the other order some are; with the counts of both.

    It decides nothing, and is only proposed. Parameters as of `order_by_neighbors`; empty texts where neither or both fit.

    Examples
    --------
    >>> likely_order(["05/03/2025", "06/04/2025"], ["06/02/2025", "07/04/2025"])
    ('mdy', "so 2 of 2 due dates lie on or after their invoice dates, with 'dmy' 1 of 2")
    """
    rows, good, _ = _in_each_order(earlier, later, later_order)
    for order in rows:
        others = [o for o in rows if o != order and rows[o]]
        if rows[order] and good[order] == rows[order] and others and all(good[o] < rows[o] for o in others):
            words = f"so {good[order]:,} of {rows[order]:,} due dates lie on or after their invoice dates"
            return order, ", ".join([words, *(f"with '{o}' {good[o]:,} of {rows[o]:,}" for o in others)])
    return "", ""


def _in_each_order(
    earlier: Sequence[str], later: Sequence[str], later_order: str | None
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """By order of day and month: rows with both dates, those in which the later one is not before, and distinct pairs in which it is.

    The year is first in none of them, unless it can be in all.
    """
    pairs, counts = _pairs(earlier, later)
    rows, good, wrong = {}, {}, {}
    year_too = _may_be_year_first([*map(date_text, pairs[0])]) and any(date_text(t).two_digits for t in pairs[0])
    for order in ("dmy", "mdy", *(["ymd"] if year_too else [])):
        first, second = ([_day(t, o) for t in side] for side, o in zip(pairs, (order, later_order or order), strict=True))
        a, b = np.array(first, np.int64), np.array(second, np.int64)
        both = (a != NO_DAY) & (b != NO_DAY)
        rows[order] = int(counts[both].sum())
        good[order] = int(counts[both & (b >= a)].sum())
        wrong[order] = int((both & (b < a)).sum())
    return rows, good, wrong


def _pairs(earlier: Sequence[str], later: Sequence[str]) -> tuple[tuple[list[str], list[str]], Ints]:
    """Distinct pairs of texts, and how many rows have each."""
    (a, left), (b, right) = (pd.factorize(np.asarray(side, object)) for side in (earlier, later))
    keys, counts = np.unique(a.astype(np.int64) * max(1, len(right)) + b, return_counts=True)
    at, beside = np.divmod(keys, max(1, len(right)))
    return ([str(left[i]) for i in at], [str(right[i]) for i in beside]), counts


def _day(text: str, order: str | None) -> int:
    found = date_text(text).reading(order)
    return to_day(found[0]) if len(found) == 1 and 1900 <= found[0].year < 2200 else NO_DAY


def are_serials(texts: Sequence[str]) -> bool:
    """Whether every text that is not blank is the serial number of a day from 1954 to 2099."""
    filled = [t.strip() for t in texts if not is_blank(t)]
    return bool(filled) and all(serial_text(t) is not None for t in filled)


def serial_text(value: Any) -> str | None:
    """The date of a spreadsheet's serial number as ISO text; `None`: the value is none.

    Examples
    --------
    >>> serial_text(45000), serial_text("45000.0"), serial_text(45000.5), serial_text(20250630)
    ('2023-03-15', '2023-03-15', '2023-03-15 12:00:00', None)
    """
    if isinstance(value, str):
        whole, _, rest = value.partition(".")
        if not (len(whole) == 5 and whole.isascii() and whole.isdigit() and not rest.strip("0123456789")):
            return None
    if isinstance(value, int) and value.bit_length() > 64:
        return None
    number = float(value)
    if not _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        return None
    seconds = round((number % 1) * 86_400)
    moment = np.datetime64("1899-12-30", "s") + np.timedelta64(int(number) * 86_400 + seconds, "s")
    return str(moment).replace("T", " ") if seconds % 86_400 else str(moment)[:10]


def may_be_swapped(text: str) -> bool:
    """Whether a date that stands by itself could be another one if day and month were exchanged."""
    date = date_text(text).date
    return date is not None and date.day <= 12 and date.day != date.month


def _swapped(parsed: list[DateText], counts: Ints) -> str:
    """Why dates of a column may have day and month exchanged; empty where nothing says so.

    A spreadsheet that expects the other order turns texts with days up to 12 into dates, with day and month exchanged, and leaves
    the others as text. Then no text has a day up to 12, and the dates have nearly none past it.
    """
    clear = [(p.date, n) for p, n in zip(parsed, counts.tolist(), strict=True) if p.date is not None and 1900 <= p.date.year < 2200]
    mixed = [(p, n) for p, n in zip(parsed, counts.tolist(), strict=True) if p.places is not None and p.by_order]
    if not clear or not mixed or any("dmy" in p.by_order and "mdy" in p.by_order for p, _ in mixed):
        return ""
    days, texts = len({d for d, _ in clear}), len({(*p.by_order.values(),) for p, _ in mixed})
    small = {d for d, _ in clear if d.day <= 12}
    chance = _SMALL ** len(small) * (1 - _SMALL) ** texts if len(small) == days else (1 - _SMALL) ** texts
    if min(days, texts) < 2 or chance > _UNLIKELY or len(small) < 0.8 * days:
        return ""
    rows, left = sum(n for _, n in clear), sum(n for _, n in mixed)
    few = sum(n for d, n in clear if d.day <= 12)
    return (
        f"may have day and month exchanged by a spreadsheet: {few:,} of {rows:,} dates that stand year first or with a month's name "
        f"in this column have a day up to 12, and none of the {left:,} others has; export the column again from the system, not through a "
        "spreadsheet, or say date_order = 'ymd' if the year-first dates are right"
    )
