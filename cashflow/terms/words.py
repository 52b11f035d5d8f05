"""Words of date steps, read: the reverse of their `str`, and a few other ways people write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from cashflow.terms.dialects import month_end
from cashflow.terms.periods import PERIODS, EndOf, StartOf
from cashflow.terms.special import Branch, BusinessDay, BusinessDays, NotBeforeAnchor, NotBetween, OnDate, Replace
from cashflow.terms.steps import Cutoff, Days, Months, NextDay, NextWeekday, SetDay, Step, Weeks

__all__ = ["split_steps", "steps_of"]

_EOM = r"(?:the )?(?:end of (?:the )?(?:invoice )?month|eom|month end)"
_DAYS = r"(?:net[ -]?|n/ ?|nt? ?)?(\d{1,4})(?: ?d(?:ays?)?)?(?: net)?"
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
_NOW = (
    r"(?:(?:due |payable |payment )?(?:(?:up)?on receipt|now|immediately|immediate|at once)"
    r"|immediate payment|cash|at sight|up ?front|in advance)"
)
_NEXT_MONTH = (
    r"(?:of (?:the )?(?:next|following) month|prox(?:imo)?|mfi|of (?:the )?month following(?: (?:the )?invoice(?: date)?)?|following)"
)
_WEEKDAY = r"(mon|tues|wednes|thurs|fri|satur|sun)day"
_SHORT = {"mon": 0, "tues": 1, "wednes": 2, "thurs": 3, "fri": 4, "satur": 5, "sun": 6}
_EXCLUDING = r"( excluding that day)?"
_LAST_DAY = 31
_ISO = r"\d{4}-\d{2}-\d{2}"
_PERIOD = rf"({'|'.join(PERIODS)})(?: starting ({_ISO}))?"
_BRANCH = r"day (\d{1,2}) to (\d{1,2}) \(([^()]*)\)"
_LIST = r"\d{1,2}(?:st|nd|rd|th)?(?:(?: or | and |/)\d{1,2}(?:st|nd|rd|th)?)*"

Match = re.Match[str]
_Made = tuple[Step, ...] | None


def _day(number: str) -> int:
    """A day of the month; one that no month has is refused."""
    if not 1 <= int(number) <= _LAST_DAY:
        reason = f"names day {int(number)} of a month, which no month has. Write 'end of month then {int(number)} days' for that many days"
        raise ValueError(f"{reason} after the month end, or a day from 1 to 31, e.g. '25th prox'")
    return int(number)


def _next_day(m: Match) -> tuple[Step, ...]:
    return (NextDay([_day(d) for d in re.findall(r"\d+", m[1])], inclusive=not m[2], clamp=not m[3]),)


def _branch(m: Match) -> _Made:
    ranges = []
    for low, high, inner in re.findall(_BRANCH, m[0]):
        steps = [steps_of(word, None) for word in split_steps(inner)]
        if any(s is None for s in steps):
            return None
        ranges.append((int(low), int(high), tuple(s for some in steps if some for s in some)))
    return (Branch(ranges),)


def _signed(make: type[Days] | type[BusinessDays] | type[Weeks] | type[Months]) -> Callable[[Match], _Made]:
    return lambda m: (make(-int(m[1]) if m[2] else int(m[1])),)


_STEPS: list[tuple[str, Callable[[Match], _Made]]] = [
    (_NOW, lambda m: (Days(0),)),
    (r"(\d{1,4}) days?( back)", _signed(Days)),
    (r"(?:net |within )?(\d{1,3}) months?( back)?(?: net)?", _signed(Months)),
    (r"(?:net |within )?(\d{1,3}) (?:business|working) days?( back)?(?: net)?", _signed(BusinessDays)),
    (r"(?:net |within )?(\d{1,3}) weeks?( back)?(?: net)?", _signed(Weeks)),
    (rf"(?:within )?{_DAYS}", lambda m: None if m[0].isdigit() else (Days(int(m[1])),)),
    (rf"(?:net |n/ ?)?{_EOM}", lambda m: (EndOf("month"),)),
    (r"(?:the )?(?:end|last day) of (?:the )?(?:next|following) month", lambda m: (Months(1), EndOf("month"))),
    (rf"(?:net )?(\d{{1,3}}) months?,? {_EOM}", lambda m: (Months(int(m[1])), EndOf("month"))),
    (rf"{_DAYS} (?:from|after) {_EOM}", lambda m: (EndOf("month"), Days(int(m[1])))),
    (rf"end of (?:the )?{_PERIOD}", lambda m: (EndOf(m[1], m[2]),)),
    (rf"start of (?:the )?{_PERIOD}", lambda m: (StartOf(m[1], m[2]),)),
    (r"on day (\d{1,2})", lambda m: (SetDay(_day(m[1])),)),
    (rf"next ((?:\d{{1,2}}(?:st|nd|rd|th)(?: or |(?= |$)))+){_EXCLUDING}( where the month has it)?", _next_day),
    (rf"(?:every |next ){_WEEKDAY}{_EXCLUDING}", lambda m: (NextWeekday(_SHORT[m[1]], inclusive=not m[2]),)),
    (rf"(?:net |n/ ?|by |on )?(?:the )?{_ORDINAL},? (?:day )?{_NEXT_MONTH}", lambda m: (Months(1), SetDay(_day(m[1])))),
    (rf"(?:net )?(?:prox(?:imo)?|mfi) {_ORDINAL}", lambda m: (Months(1), SetDay(_day(m[1])))),
    (r"after day (-?\d{1,2}) add (\d{1,3}) months?", lambda m: (Cutoff(int(m[1]), int(m[2])),)),
    (r"((?:modified )?(?:following|preceding)|nearest) business day", lambda m: (BusinessDay(m[1]),)),
    (r"not between (\d{2}-\d{2}) and (\d{2}-\d{2})", lambda m: (NotBetween(m[1], m[2]),)),
    (rf"{_ISO} becomes {_ISO}(?: or {_ISO} becomes {_ISO})*", lambda m: (Replace(re.findall(rf"({_ISO}) becomes ({_ISO})", m[0])),)),
    (rf"(?:net )?(?:on|by|until) ({_ISO})(?: net)?", lambda m: (OnDate(m[1]),)),
    (r"not before the anchor", lambda m: (NotBeforeAnchor(),)),
    (rf"{_BRANCH}(?: or {_BRANCH})*", _branch),
]
_PATTERNS = [(re.compile(pattern), make) for pattern, make in _STEPS]
_DAYS_EOM = [re.compile(rf"(?:within )?{_DAYS},? {_EOM}"), re.compile(rf"(?:net )?{_EOM} (\d{{1,4}} days?|\d{{2,4}})")]
_PAY_DAY = re.compile(
    rf"(.+?),? (?:(?:paid |payment |payable )(?:on )?(?:the )?|on the |next |(?:on )?(?:the )?days? )({_LIST})"
    r"(?: of (?:the|that|each) month)?"
)
_PAID = re.compile(r"paid|payment|payable")  # a day on which payments are made, which a month end may be
_ALWAYS_LATER = 27  # every month end lies behind such a day of its month
_LONGEST_STEP = 100  # of words with a payment day behind them: they are read again without it
_NEXT_MONTHS_DAY = re.compile(r"(.+?),? (?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th) of (?:the )?(?:next|following) month")
_PAY_DAY_OF = re.compile(r"(.+?),? (?:on )?(?:the )?(\d{1,2}(?:st|nd|rd|th)) of (?:the|that|each) month")


def split_steps(text: str) -> list[str]:
    """Words of a step each: split at "then" and "+", but not inside brackets."""
    pieces, depth, start = [], 0, 0
    for match in re.finditer(r"[()]|,? then | ?\+ ?", text):
        if match[0] in "()":
            depth += 1 if match[0] == "(" else -1
        elif depth == 0:
            pieces.append(text[start : match.start()])
            start = match.end()
    return [p.strip() for p in (*pieces, text[start:])]


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
        return (*before, Months(1), SetDay(_day(match[2])))
    match = _PAY_DAY.fullmatch(word) or _PAY_DAY_OF.fullmatch(word)
    before = steps_of(match[1], dialect) if match else None
    if match is None or before is None:
        return None
    days = [_day(d) for d in re.findall(r"\d+", match[2])]
    after = before[-1] == EndOf("month") and max(days) > _ALWAYS_LATER and not _PAID.search(word, match.end(1))
    return (*before, NextDay(days, inclusive=not after))  # "fin de mois le 30": of the month after it
