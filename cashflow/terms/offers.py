"""Words with several readings that no dialect chooses between: each reading as words that can be typed instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import evolve, frozen

from cashflow.terms.anchors import PREVIOUS, STATED
from cashflow.terms.discount import Discount, may_be_turned
from cashflow.terms.model import Installment
from cashflow.terms.steps import BusinessDays, Days, EndOf, Months, SetDay, Step, Weeks

__all__ = ["Found", "Offered", "Reading", "clock_readings", "shares_or_days", "without_dates", "worded"]

_MONTH_END = EndOf("month")
_PERCENT = r"(?P<rate>\d{1,2}(?:\.\d{1,6})?)"
_WORD = r"(?:cash |trade |settlement |early payment )?(?:discount|off)"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)"
_DATED = r"(?! ?(?:prox|mfi|of\b|eom|rog|following|business|working|day|month))"
_BY = r"(?:(?:if paid |for payment )?(?:in|within|by|until|before|on|for|at) )?(?:the )?(?:day )?"
_BY_DAY = [
    re.compile(rf"(?:\b{_WORD} (?:of )?)?(?<![\d/.]){_PERCENT} ?(?:%|%? ?/) ?(?:{_WORD} )?{_BY}{_ORDINAL}{_DATED}"),
    re.compile(rf"(?<![\d/.])(?:(?:by|until|before|on) )?(?:the )?{_ORDINAL} (?:less )?{_PERCENT} ?%(?: {_WORD})?"),
]
_MONTH_AND_DAY = re.compile(
    r"(\d{1,3} months?),? (?:(?:on|by) the |the |(?:on )?(?:the )?day )(\d{1,2})(?:st|nd|rd|th)?(?![\d%]| ?%| of| and| or|/)"
)
_AT_MONTH_END = re.compile(
    r"(?P<rate>\d{1,2}(?:\.\d{1,6})?) ?(?:/|% ?/?) ?(?P<word>discount |off )?(?:in |within )?(?P<days>\d{1,2})"
    r"(?: ?d(?:ays?)?)?,? (?:eom|month end)"
)
_PAY_DAY = re.compile(
    r"(eom|end of (?:the )?month|month end),? (?:paid|payment|payable)(?: on)?(?: the)? "
    r"(\d{1,2}(?:st|nd|rd|th)?(?:(?: or | and |/)\d{1,2}(?:st|nd|rd|th)?)*)"
)
_CHAIN = re.compile(r"(?:net )?(?P<chain>\d{1,3}(?: ?[/,-] ?\d{1,3})+)(?P<days> days)?(?: net)?(?P<behind> (?!net\b)[a-z].*)?")
_PERCENTS = re.compile(r"\d{1,3}(?:\.\d{1,4})? ?%?(?: ?[/,;-] ?\d{1,3}(?:\.\d{1,4})? ?%?)+")
_PAIRS = re.compile(r"(?P<pairs>(?:\d{1,2} ?/ ?\d{1,2}(?: ?[,;-] ?| )(?!days?\b|d\b|of it|then\b|back\b|prox|mfi|eom|rog))+)(?P<rest>.+)")
_EITHER_FIRST = ("[{0}% until {1} days]", "{1}/{0}")
_LEAST = 15  # of two numbers that may be parts; 2/98 is a discount
_LAST_SURE = 27  # a day of the month that every month end lies behind
_MOST_RATE = 20
_MOST_CHOICES = 5  # of one kind in a text
_MOST_SLASHED = 5  # per cent of a discount that is written as 2/10/30


@frozen
class Reading:
    """A reading as words; `label` is what is shown where these alone say too little."""

    words: str
    label: str | None = None


@frozen
class Found:
    """A discount as it was read, and how its start was written: ``own`` words (in brackets), ``said``, an ``event``, or ``unsaid``."""

    discount: Discount
    start: str = "own"


class Offered(Exception):
    """Raised inside the parser: the text has these readings, each a label (or `None`: its own words) and terms."""

    def __init__(self, readings: Sequence[tuple[str | None, Any]]) -> None:
        super().__init__(readings)
        self.readings = list(readings)


def worded(words: str) -> list[Reading]:
    """Readings of translated words, as words; empty if no such choice stands in them."""
    for read in (_by_day, _month_and_day, _at_month_end, _pay_day, _days_first):
        if found := read(words):
            return [Reading(w) for w in found]
    return []


def _by_day(words: str) -> list[str]:
    """A discount until a day of the month: of the next month, or the next such day."""
    if not any(p.search(words) for p in _BY_DAY):
        return []
    outside = re.sub(r"\[[^\[\]]*\]", "", words)
    percents = sum((Fraction(p) for p in re.findall(r"(\d{1,3}(?:\.\d{1,6})?) ?%", outside)), Fraction(0))
    if percents == 100 or re.search(r"\b(?:rest|balance|remainder)\b", outside):
        return []
    for pattern in _BY_DAY:
        found = [m for m in pattern.finditer(words) if 0 < Fraction(m["rate"]) <= _MOST_RATE]
        if 0 < len(found) <= _MOST_CHOICES:
            rest = re.sub(r"^[ ,;-]+|[ ,;-]+$", "", re.sub(r" ?[,;] ?(?:[,;] ?)+", ", ", pattern.sub("", words)))
            how = ("1 month then on day {0}", "next {0}th")
            return [" ".join([*(f"[{m['rate']}% until {h.format(int(m['day']))}]" for m in found), rest]).strip() for h in how]
    return []


def _month_and_day(words: str) -> list[str]:
    """A count of months and a day: in the month reached, or the next such day after it."""
    if not 0 < len(_MONTH_AND_DAY.findall(words)) <= _MOST_CHOICES:
        return []
    return [_MONTH_AND_DAY.sub(r"\1 then on day \2", words), _MONTH_AND_DAY.sub(r"\1 then next \2th", words)]


def _at_month_end(words: str) -> list[str]:
    """A discount, days and "EOM", no more: until so many days after the month end, or due at the month end."""
    match = _AT_MONTH_END.fullmatch(words)
    if match is None or not 0 < Fraction(match["rate"]) <= _MOST_RATE:
        return []
    rate, days = match["rate"], match["days"]
    found = [f"[{rate}% until end of month then {days} days]", f"{rate}/{days} end of month"]
    return [*found, f"[{rate}% until {days} days then end of month]"] if match["word"] else found


def _pay_day(words: str) -> list[str]:
    """A payment day that may be the month end itself: then that day, or the one in the month after."""
    match = _PAY_DAY.fullmatch(words)
    days = [] if match is None else [int(d) for d in re.findall(r"\d+", match[2])]
    if match is None or max(days) <= _LAST_SURE:
        return []
    on = f"{match[1]} then next {' or '.join(f'{d}th' for d in days)}"
    return [on + more for more in ("", " excluding that day")]


def _days_first(words: str) -> list[str]:
    """Discounts like ``14/2``: as they stand, or with their days first."""
    match = _PAIRS.fullmatch(words)
    pairs = [(int(a), int(b)) for a, b in re.findall(r"(\d+) ?/ ?(\d+)", match["pairs"])] if match else []
    if match is None or not any(a <= _MOST_RATE and may_be_turned(a, b) for a, b in pairs):
        return []
    return [
        " ".join([*(how.format(a, b) if may_be_turned(a, b) else f"{a}/{b}" for a, b in pairs), match["rest"]]) for how in _EITHER_FIRST
    ]


def shares_or_days(words: str) -> list[Reading]:
    """Numbers that add up to 100: days of equal parts, or shares whose dates are missing."""
    match = _CHAIN.fullmatch(words)
    numbers = [int(n) for n in re.findall(r"\d+", match["chain"])] if match else []
    if match is None or sum(numbers) != 100 or (len(numbers) == 2 and min(numbers) < _LEAST):
        return []
    if match["days"] and _rise_evenly(numbers):
        return []
    days = "equal parts " + ", ".join(f"net {n}{match['behind'] or ''}" for n in numbers)
    shares = ", ".join(f"{n}% net 0 from {STATED}" for n in numbers)
    found = [Reading(days), Reading(shares, ", ".join(f"{n}% net …" for n in numbers))]
    with_discount = len(numbers) == 3 and 0 < numbers[0] <= _MOST_SLASHED
    return [Reading(f"{numbers[0]}/{numbers[1]} net {numbers[2]}{match['behind'] or ''}"), *found] if with_discount else found


def _rise_evenly(numbers: list[int]) -> bool:
    """Whether numbers rise as days of parts do (20, 30, 50), and not as a large last share does (10, 20, 70)."""
    gaps = [b - a for a, b in pairwise(numbers)]
    return min(gaps) > 0 and max(gaps) <= 2 * min(gaps)


def without_dates(words: str) -> tuple[str, str] | None:
    """Why shares in percent that total 100 and have no dates are refused, and what to write."""
    if "%" not in words or not _PERCENTS.fullmatch(words):
        return None
    shares = re.findall(r"\d{1,3}(?:\.\d{1,4})?", words)
    if sum(Fraction(s) for s in shares) != 100:
        return None
    said = ", ".join(f"{s}% net …" for s in shares)
    return "states shares of the amount, but not when each is due", f"Write '{said}' with the days of each part in the places of …"


def clock_readings(net: list[Installment], found: Sequence[Found], words: str) -> list[tuple[list[Installment], list[Discount]]]:
    """Readings where what starts one clock may start the other, too; a single one where the convention says so.

    Parameters
    ----------
    net
        The installments as read.
    found
        The discounts as read, each with how its start was written.
    words
        Of the net part, translated.

    Returns
    -------
    list of (installments, discounts)
        Empty: as read, there is nothing to choose.
    """
    part, read = net[-1], [f.discount for f in found]
    open_clocks = [f.start == "unsaid" and f.discount.anchor == "invoice" and _counts(f.discount.steps) for f in found]
    if any(open_clocks) and part.anchor not in _OWN_START and _counts(part.steps):
        both = (net, [evolve(d, anchor=part.anchor) if free else d for d, free in zip(read, open_clocks, strict=True)])
        return [both] if re.search(r"\brog$", words) else [(net, read), both]
    if any(open_clocks):
        starts = _starts(part.steps, words)
        moved = [
            (
                [*net[:-1], evolve(part, steps=steps)],
                [evolve(d, steps=start(d)) if free else d for d, free in zip(read, open_clocks, strict=True)],
            )
            for steps, start in starts
        ]
        return [(net, read), *moved] if moved else []
    events = {f.discount.anchor for f in found if f.start == "event"} - set(_OWN_START)
    if len(net) == 1 and len(events) == 1 and part.anchor == "invoice" and _counts(part.steps):
        return [(net, read), ([evolve(part, anchor=events.pop())], read)]
    return []


_OWN_START = ("invoice", STATED, PREVIOUS)
_Start = Callable[[Discount], tuple[Step, ...]]


def _counts(steps: tuple[Step, ...]) -> bool:
    """Whether some steps are a clock: a count of days, weeks or months first."""
    return isinstance(steps[0], Days | Weeks | Months | BusinessDays) and steps != (Days(0),)


def _starts(steps: tuple[Step, ...], words: str) -> list[tuple[tuple[Step, ...], _Start]]:
    """Of a net part that counts from a month end or is a day of the next month: its steps, and those of a discount that starts likewise."""
    if " then " in words or "+" in words:
        return []
    if len(steps) > 1 and steps[-2] == _MONTH_END and isinstance(steps[-1], Days) and steps[-1].days > 0:
        return [(steps, lambda d: (*steps[:-1], *d.steps))]
    prox = re.search(r"\d(st|nd|rd|th)? (?:day )?(?:prox(?:imo)?|mfi)\b|\b(?:prox(?:imo)?|mfi) \d{1,2}(st|nd|rd|th)?", words)
    if prox is None or len(steps) != 2 or not isinstance(steps[1], SetDay):
        return []
    day, ordinal = steps[1].day, prox[1] or prox[2]
    found: list[tuple[tuple[Step, ...], _Start]] = [(steps, _next_month)]
    return found if ordinal else [*found, ((_MONTH_END, Days(day)), lambda d: (_MONTH_END, *d.steps))]


def _next_month(discount: Discount) -> tuple[Step, ...]:
    days = discount.steps[0]
    return (Months(1), SetDay(days.days)) if isinstance(days, Days) and 1 <= days.days <= 31 else (_MONTH_END, *discount.steps)
