"""Terms, said: one plain sentence, and each step of one invoice with weekday and date."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cashflow.basics.calendars import BusinessCalendar
from cashflow.basics.days import NO_DAY, to_date
from cashflow.terms.anchors import PREVIOUS
from cashflow.terms.schedule import calendar_of, event_days
from cashflow.terms.shares import Rounding, decimal_text
from cashflow.terms.steps import Days, Setting, Step

if TYPE_CHECKING:
    from cashflow.terms.discount import Discount
    from cashflow.terms.model import Installment, PaymentTerms

__all__ = ["describe", "explain"]

_VAT = {"if taken": "", "always": " (its tax is of the reduced amount already)", "never": " (its tax stays in full)"}
_SAID = {"receipt": "date the invoice is received", PREVIOUS: "due date of the part before", "due date": "stated due date"}


def _event(anchor: str) -> str:
    return "the " + _SAID.get(anchor, f"{anchor} date")


def _when(steps: tuple[Step, ...], anchor: str) -> str:
    if all(s == Days(0) for s in steps):
        return f"on {_event(anchor)}"
    first, *others = (str(s) for s in steps)
    if first.endswith(" back"):
        start = f"{first.removesuffix(' back')} before"
    else:
        start = f"{first} after" if first[0].isdigit() else f"{first}, counted from"
    return ", then ".join([f"{start} {_event(anchor)}", *others])


def _how_much(part: Installment, several: bool) -> str:
    share = part.share
    if share.of == "rest":
        return "the rest" if several else "the whole amount"
    if share.of == "amount":
        text = f"{decimal_text(share.value) or share.value} of it"
    else:
        base = {"gross": "", "net": " of the amount net of tax", "remainder": " of what is left"}[share.of]
        text = f"{_percent(share.value)}{base}"
    return text + (f", {part.rounding}," if part.rounding else "")


def _percent(value: Fraction) -> str:
    text = decimal_text(value * 100)
    return f"{text} %" if text is not None else f"{value}"


def _discount(discount: Discount) -> str:
    off = discount.off_words().replace("%", " %").replace(" fixed", "")
    if discount.base == "net":
        off = off.replace("of net", "of the amount net of tax") + _VAT[discount.vat]
    when = _when(discount.steps, discount.anchor)
    until = f"within {when}" if when[0].isdigit() else f"by: {when}" if not when.startswith("on ") else when
    part = f" of part {discount.part}" if discount.part else ""
    return f"{off}{part} off if paid {until}" + (f" ({discount.grace} days of grace)" if discount.grace else "")


def describe(terms: PaymentTerms) -> str:
    """See `PaymentTerms.describe`."""
    several = len(terms.installments) > 1
    said = [f"{_how_much(p, several)} is due {_when(p.steps, p.anchor)}" for p in terms.installments]
    said += [_discount(d) for d in terms.discounts]
    said += [f"business days by the calendar {terms.calendar}"] if terms.calendar else []
    said += [f"parts are {terms.rounding}"] if terms.rounding != Rounding() else []
    text = "; ".join(said)
    return text[0].upper() + text[1:] + "."


def explain(
    terms: PaymentTerms, invoice_date: object, dates: Mapping[str, object] | None, calendar: BusinessCalendar | str | None
) -> list[str]:
    """See `PaymentTerms.explain`."""
    events, found = event_days(invoice_date, dates, terms), calendar_of(terms, calendar)
    lines, before = [], NO_DAY
    for number, part in enumerate(terms.installments, 1):
        start = before if part.anchor == PREVIOUS else events.get(part.anchor, NO_DAY)
        before, trail = _trail(part.steps, part.anchor, start, found)
        lines.append(f"part {number}: {trail}")
    for discount in terms.discounts:
        _, trail = _trail(discount.steps, discount.anchor, events.get(discount.anchor, NO_DAY), found)
        lines.append(f"discount {discount.off_words()}: {trail}")
    return lines


def _trail(steps: tuple[Step, ...], anchor: str, start: int, calendar: BusinessCalendar | None) -> tuple[int, str]:
    """The last day, and every step with weekday and date."""
    event = anchor if anchor in (PREVIOUS, "due date") else f"{anchor} date"
    if start == NO_DAY:
        return NO_DAY, f"pending, no {event} is known"
    trail, day = [f"{event} {_weekday(start)}"], np.array([start], np.int32)
    setting = Setting(day, calendar)
    for step in steps:
        day = step.apply(day, setting)
        trail.append(f"{step}: {_weekday(int(day[0]))}")
    return int(day[0]), " → ".join(trail)


def _weekday(day: int) -> str:
    return to_date(day).strftime("%a %Y-%m-%d")
