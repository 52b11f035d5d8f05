"""Words of date steps, read: the reverse of their `str`, and a few other ways people write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from cashflow.terms.dialects import month_end
from cashflow.terms.steps import Branch, Days, EndOf, Months, NextDay, SetDay, Step, split_steps, step_classes
from cashflow.terms.steps.spelling import DAYS, EOM, day_named

__all__ = ["steps_of"]

_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
_NEXT_MONTH = (
    r"(?:of (?:the )?(?:next|following) month|prox(?:imo)?|mfi|of (?:the )?month following(?: (?:the )?invoice(?: date)?)?|following)"
)
_BRANCH = r"day (\d{1,2}) to (\d{1,2}) \(([^()]*)\)"
_LIST = r"\d{1,2}(?:st|nd|rd|th)?(?:(?: or | and |/)\d{1,2}(?:st|nd|rd|th)?)*"

Match = re.Match[str]
_Made = tuple[Step, ...] | None


def _branch(m: Match) -> _Made:
    ranges = []
    for low, high, inner in re.findall(_BRANCH, m[0]):
        steps = [steps_of(word, None) for word in split_steps(inner)]
        if any(s is None for s in steps):
            return None
        ranges.append((int(low), int(high), tuple(s for some in steps if some for s in some)))
    return (Branch(ranges),)


_SEVERAL: list[tuple[str, Callable[[Match], _Made]]] = [  # words of several steps at once
    (r"(?:the )?(?:end|last day) of (?:the )?(?:next|following) month", lambda m: (Months(1), EndOf("month"))),
    (rf"(?:net )?(\d{{1,3}}) months?,? {EOM}", lambda m: (Months(int(m[1])), EndOf("month"))),
    (rf"{DAYS} (?:from|after) {EOM}", lambda m: (EndOf("month"), Days(int(m[1])))),
    (rf"(?:net |n/ ?|by |on )?(?:the )?{_ORDINAL},? (?:day )?{_NEXT_MONTH}", lambda m: (Months(1), SetDay(day_named(m[1])))),
    (rf"(?:net )?(?:prox(?:imo)?|mfi) {_ORDINAL}", lambda m: (Months(1), SetDay(day_named(m[1])))),
    (rf"{_BRANCH}(?: or {_BRANCH})*", _branch),
]
_OWN = [phrase for step in step_classes().values() for phrase in step.phrases()]
_PATTERNS = [(re.compile(pattern), make) for pattern, make in (*_OWN, *_SEVERAL)]
_DAYS_EOM = [re.compile(rf"(?:within )?{DAYS},? {EOM}"), re.compile(rf"(?:net )?{EOM} (\d{{1,4}} days?|\d{{2,4}})")]
_PAY_DAY = re.compile(
    rf"(.+?),? (?:(?:paid |payment |payable )(?:on )?(?:the )?|on the |next |(?:on )?(?:the )?days? )({_LIST})"
    r"(?: of (?:the|that|each) month)?"
)
_PAID = re.compile(r"paid|payment|payable")  # a day on which payments are made, which a month end may be
_ALWAYS_LATER = 27  # every month end lies behind such a day of its month
_LONGEST_STEP = 100  # of words with a payment day behind them: they are read again without it
_NEXT_MONTHS_DAY = re.compile(r"(.+?),? (?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th) of (?:the )?(?:next|following) month")
_PAY_DAY_OF = re.compile(r"(.+?),? (?:on )?(?:the )?(\d{1,2}(?:st|nd|rd|th)) of (?:the|that|each) month")


def steps_of(word: str, dialect: str | None) -> tuple[Step, ...] | None:
    """Steps that some words mean, or `None`; words with several readings raise `SeveralReadings` without a dialect."""
    for pattern, make in _PATTERNS:
        if match := pattern.fullmatch(word):
            return make(match)
    for pattern in _DAYS_EOM:
        if match := pattern.fullmatch(word):
            return month_end(int(match[1].split()[0]), dialect)
    if len(word) > _LONGEST_STEP:
        return None
    if (match := _NEXT_MONTHS_DAY.fullmatch(word)) and (before := steps_of(match[1], dialect)):
        return (*before, Months(1), SetDay(day_named(match[2])))
    match = _PAY_DAY.fullmatch(word) or _PAY_DAY_OF.fullmatch(word)
    before = steps_of(match[1], dialect) if match else None
    if match is None or before is None:
        return None
    days = [day_named(d) for d in re.findall(r"\d+", match[2])]
    after = before[-1] == EndOf("month") and max(days) > _ALWAYS_LATER and not _PAID.search(word, match.end(1))
    return (*before, NextDay(days, inclusive=not after))  # "fin de mois le 30": of the month after it
