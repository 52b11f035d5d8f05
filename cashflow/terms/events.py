"""Words of a date: steps and the event they count from."""

from __future__ import annotations

import re

from attrs import frozen

from cashflow.terms.steps import Days, Step, split_steps
from cashflow.terms.words import steps_of

__all__ = ["When", "anchored_steps"]


@frozen
class When:
    """Steps from an event."""

    steps: tuple[Step, ...]
    anchor: str = "invoice"


_EVENTS = {
    "invoice": r"(?:date of (?:the )?)?invoice(?: date)?",
    "posting": r"posting(?: date)?",
    "receipt": r"(?:invoice receipt|receipt of (?:the |your )?invoice|receipt)(?: date)?",
    "goods receipt": r"(?:goods receipt|receipt of (?:the )?goods|delivery|goods)(?: date)?",
    "service": r"service(?: date)?",
    "order": r"(?:purchase )?order(?: date)?",
    "statement": r"statement(?: date)?",
    "bill of lading": r"(?:bill of lading|b/l)(?: date)?",
    "approval": r"(?:invoice )?approval(?: date)?",
    "baseline": r"baseline(?: payment)?(?: date)?",
    "previous due date": r"(?:the )?previous (?:due date|part|installment)",
    "due date": r"(?:the )?(?:stated )?due date",
}
_ANCHORED = [
    (re.compile(rf"(.*?),? ?(?:from|after|(?<!month )following) (?:the )?{pattern}(?: net)?"), name) for name, pattern in _EVENTS.items()
]
_AT_ONCE = {
    "invoice": r"(?:cia|pia|(?:cash|payment) in advance|prepaid|prepayment)",
    "order": r"(?:cwo|cash with order|(?:on|with) (?:the )?(?:purchase )?order)",
    "goods receipt": r"(?:cod|cash on delivery|(?:up)?on (?:delivery|receipt of (?:the )?goods))",
}
_ON_EVENT = [(re.compile(pattern), name) for name, pattern in _AT_ONCE.items()]
_ROG = re.compile(r"(.+) rog")


def anchored_steps(words: str, dialect: str | None) -> tuple[When | None, str]:
    """Steps and event of some words; or `None` and the words that were not understood."""
    for pattern, name in _ON_EVENT:
        if pattern.fullmatch(words):
            return When((Days(0),), name), ""
    anchor, rest = "invoice", words
    if match := _ROG.fullmatch(words):
        rest, anchor = match[1] if not match[1].isdigit() else f"net {match[1]}", "goods receipt"
    else:
        for pattern, name in _ANCHORED:
            if match := pattern.fullmatch(words):
                rest, anchor = match[1], name
                break
        else:
            if match := re.fullmatch(r".* (from (?!(?:the )?end of)[a-z /]+)", words):
                return None, match[1]
    steps: list[Step] = []
    for word in split_steps(rest) if rest else ():
        found = steps_of(word, dialect)
        if found is None:
            return None, word
        steps += found
    return When(tuple(steps), anchor), ""
