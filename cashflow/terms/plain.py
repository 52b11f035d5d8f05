"""Terms as plain values (JSON, TOML) and back: a step is a small table with one leading key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from cashflow.basics.errors import InputError, nearest
from cashflow.terms.model import Discount, Installment, PaymentTerms
from cashflow.terms.periods import EndOf, StartOf
from cashflow.terms.special import Branch, BusinessDay, NotBeforeAnchor, NotBetween, OnDate, Replace
from cashflow.terms.steps import Cutoff, Days, Months, NextDay, NextWeekday, SetDay, Step, Weeks

__all__ = ["step_from_dict", "step_to_dict", "terms_from_dict", "terms_to_dict"]

_WRITE: dict[type, Callable[[Any], dict[str, Any]]] = {
    Days: lambda s: {"days": s.days},
    Weeks: lambda s: {"weeks": s.weeks},
    Months: lambda s: {"months": s.months},
    SetDay: lambda s: {"day_of_month": s.day},
    NextDay: lambda s: {"next_day": list(s.days), "inclusive": s.inclusive, "clamp": s.clamp},
    NextWeekday: lambda s: {"next_weekday": str(s).split()[1], "inclusive": s.inclusive},
    Cutoff: lambda s: {"cutoff": s.day, "add_months": s.months},
    EndOf: lambda s: {"end_of": s.period},
    StartOf: lambda s: {"start_of": s.period},
    Branch: lambda s: {"branch": [{"from": a, "to": b, "steps": [step_to_dict(x) for x in steps]} for a, b, steps in s.ranges]},
    BusinessDay: lambda s: {"business_day": s.direction},
    NotBetween: lambda s: {"not_between": [f"{m:02d}-{d:02d}" for m, d in (s.first, s.last)]},
    Replace: lambda s: {"replace": {a.isoformat(): b.isoformat() for a, b in s.dates}},
    OnDate: lambda s: {"on_date": s.date.isoformat()},
    NotBeforeAnchor: lambda s: {"not_before": "anchor"},
}
_READ: dict[str, tuple[tuple[str, ...], Callable[[dict[str, Any]], Step]]] = {
    "days": ((), lambda d: Days(d["days"])),
    "weeks": ((), lambda d: Weeks(d["weeks"])),
    "months": ((), lambda d: Months(d["months"])),
    "day_of_month": ((), lambda d: SetDay(d["day_of_month"])),
    "next_day": (("inclusive", "clamp"), lambda d: NextDay(d["next_day"], d.get("inclusive", True), d.get("clamp", True))),
    "next_weekday": (("inclusive",), lambda d: NextWeekday(d["next_weekday"], d.get("inclusive", True))),
    "cutoff": (("add_months",), lambda d: Cutoff(d["cutoff"], d.get("add_months", 1))),
    "end_of": ((), lambda d: EndOf(d["end_of"])),
    "start_of": ((), lambda d: StartOf(d["start_of"])),
    "branch": ((), lambda d: Branch([(b["from"], b["to"], [step_from_dict(s) for s in b["steps"]]) for b in d["branch"]])),
    "business_day": ((), lambda d: BusinessDay(d["business_day"])),
    "not_between": ((), lambda d: NotBetween(*d["not_between"])),
    "replace": ((), lambda d: Replace(d["replace"])),
    "on_date": ((), lambda d: OnDate(d["on_date"])),
    "not_before": ((), lambda d: NotBeforeAnchor()),
}


def step_to_dict(step: Step) -> dict[str, Any]:
    """One step as a table."""
    return _WRITE[type(step)](step)


def step_from_dict(table: Mapping[str, Any]) -> Step:
    """One step of a table; an unknown key is refused with the nearest known one."""
    if not isinstance(table, Mapping) or not table:
        raise InputError("must be a table like { days = 30 }", column="steps", value=table)
    name = next((k for k in table if k in _READ), None)
    if name is None:
        raise InputError(f"is no date step. {nearest(str(next(iter(table))), _READ)}", column="steps", value=next(iter(table)))
    further, make = _READ[name]
    for key in table:
        if key != name and key not in further:
            raise InputError(f"is no setting of the step '{name}'. {nearest(str(key), further)}", column="steps", value=key)
    try:
        return make(dict(table))
    except InputError:
        raise
    except (TypeError, ValueError, KeyError, AttributeError) as wrong:
        raise InputError(f"the step '{name}' can't be read ({wrong})", column="steps", value=table[name]) from None


def terms_to_dict(terms: PaymentTerms) -> dict[str, Any]:
    """Terms as plain values; shares are fractions as text, ``rest`` takes what is left."""
    parts = [
        {"share": "rest" if p.share is None else str(p.share), "anchor": p.anchor, "steps": [step_to_dict(s) for s in p.steps]}
        for p in terms.installments
    ]
    discounts = [{"rate": str(d.rate), "steps": [step_to_dict(s) for s in d.steps]} for d in terms.discounts]
    return {"installments": parts} | ({"discounts": discounts} if discounts else {})


def terms_from_dict(table: Mapping[str, Any]) -> PaymentTerms:
    """Terms of plain values, as `terms_to_dict` writes them."""
    if not isinstance(table, Mapping) or not isinstance(table.get("installments"), list | tuple):
        raise InputError("must be a table with a list of installments", column="terms", value=table)
    parts = []
    for part in table["installments"]:
        share = part.get("share", "rest")
        steps = [step_from_dict(s) for s in part.get("steps", ())]
        parts.append(Installment(None if share == "rest" else _fraction(share), steps, part.get("anchor", "invoice")))
    discounts = [Discount(_fraction(d["rate"]), [step_from_dict(s) for s in d["steps"]]) for d in table.get("discounts", ())]
    return PaymentTerms(parts, discounts)


def _fraction(value: Any) -> Fraction:
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise InputError("is no share; write '3/10', '0.3' or 'rest'", column="share", value=value) from None
