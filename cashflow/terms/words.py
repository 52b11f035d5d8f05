"""Words of single date steps, read: the reverse of their `str`, and a few other ways people write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from cashflow.terms.periods import PERIODS, EndOf, StartOf
from cashflow.terms.special import Branch, BusinessDay, NotBeforeAnchor, NotBetween, OnDate, Replace
from cashflow.terms.steps import Cutoff, Days, Months, NextDay, NextWeekday, SetDay, Step, Weeks

__all__ = ["EOM_WORDS", "NET_DAYS", "ORDINAL", "split_steps", "step_of"]

EOM_WORDS = r"(?:end of (?:the )?month|eom|month end)"
NET_DAYS = r"(?:net |n/ ?|n)?(\d{1,4})(?: ?d(?:ays?)?)?(?: net)?"
ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"

_NOW = r"(?:due on receipt|due now|due immediately|immediately|immediate|at once|now|cash)"
_WEEKDAY = r"(mon|tues|wednes|thurs|fri|satur|sun)day"
_SHORT = {"mon": 0, "tues": 1, "wednes": 2, "thurs": 3, "fri": 4, "satur": 5, "sun": 6}
_PERIOD = "|".join(PERIODS)
_EXCLUDING = r"( excluding that day)?"
_ISO = r"\d{4}-\d{2}-\d{2}"
_BRANCH = r"day (\d{1,2}) to (\d{1,2}) \(([^()]*)\)"

Match = re.Match[str]


def _next_day(m: Match) -> tuple[Step, ...]:
    return (NextDay([int(d) for d in re.findall(r"\d+", m[1])], inclusive=not m[2], clamp=not m[3]),)


def _branch(m: Match) -> tuple[Step, ...] | None:
    ranges = []
    for low, high, inner in re.findall(_BRANCH, m[0]):
        steps = [step_of(word) for word in split_steps(inner)]
        if any(s is None for s in steps):
            return None
        ranges.append((int(low), int(high), tuple(s for some in steps if some for s in some)))
    return (Branch(ranges),)


_STEPS: list[tuple[str, Callable[[Match], tuple[Step, ...] | None]]] = [
    (_NOW, lambda m: (Days(0),)),
    (r"(?:net )?(\d{1,3}) months?", lambda m: (Months(int(m[1])),)),
    (r"(?:net )?(\d{1,3}) weeks?", lambda m: (Weeks(int(m[1])),)),
    (NET_DAYS, lambda m: None if m[0].isdigit() else (Days(int(m[1])),)),
    (EOM_WORDS, lambda m: (EndOf("month"),)),
    (rf"end of (?:the )?({_PERIOD})", lambda m: (EndOf(m[1]),)),
    (rf"start of (?:the )?({_PERIOD})", lambda m: (StartOf(m[1]),)),
    (r"on day (\d{1,2})", lambda m: (SetDay(int(m[1])),)),
    (rf"next ((?:\d{{1,2}}(?:st|nd|rd|th)(?: or |(?= |$)))+){_EXCLUDING}( where the month has it)?", _next_day),
    (rf"next {_WEEKDAY}{_EXCLUDING}", lambda m: (NextWeekday(_SHORT[m[1]], inclusive=not m[2]),)),
    (
        rf"(?:the )?{ORDINAL} (?:day )?(?:of (?:the )?(?:next|following) month|prox(?:imo)?)",
        lambda m: (Months(1), SetDay(int(m[1]))),
    ),
    (r"after day (-?\d{1,2}) add (\d{1,3}) months?", lambda m: (Cutoff(int(m[1]), int(m[2])),)),
    (r"((?:modified )?(?:following|preceding)|nearest) business day", lambda m: (BusinessDay(m[1]),)),
    (r"not between (\d{2}-\d{2}) and (\d{2}-\d{2})", lambda m: (NotBetween(m[1], m[2]),)),
    (rf"{_ISO} becomes {_ISO}(?: or {_ISO} becomes {_ISO})*", lambda m: (Replace(re.findall(rf"({_ISO}) becomes ({_ISO})", m[0])),)),
    (rf"on ({_ISO})", lambda m: (OnDate(m[1]),)),
    (r"not before the anchor", lambda m: (NotBeforeAnchor(),)),
    (rf"{_BRANCH}(?: or {_BRANCH})*", _branch),
]
_PATTERNS = [(re.compile(pattern), make) for pattern, make in _STEPS]


def split_steps(text: str) -> list[str]:
    """Words of a step each: split at "then" and "+", but not inside brackets."""
    pieces, depth, start = [], 0, 0
    for match in re.finditer(r"[()]|,? then |\+", text):
        if match[0] in "()":
            depth += 1 if match[0] == "(" else -1
        elif depth == 0:
            pieces.append(text[start : match.start()])
            start = match.end()
    return [p.strip() for p in (*pieces, text[start:])]


def step_of(word: str) -> tuple[Step, ...] | None:
    """Steps that some words mean, or `None`."""
    for pattern, make in _PATTERNS:
        if match := pattern.fullmatch(word):
            return make(match)
    return None
