"""A payment term, said: canonical text, one sentence, each step with its date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.columns import by_name
from cashflow.terms import EffectiveDays, PaymentTerms, TermsComparison

__all__ = ["terms_dict", "terms_text"]


def terms_dict(
    term: PaymentTerms,
    date: str,
    amount: str | None,
    currency: str | None,
    tax: str | None,
    dates: Mapping[str, str],
    other: TermsComparison | None = None,
) -> dict[str, Any]:
    """What ``cashflow terms --json`` prints."""
    schedule = term.schedule(date, amount, currency, tax=tax, dates=dates)
    due = [{"date": _date(d), "amount": _amount(a)} for d, a in schedule.due]
    discounts = [
        {"last_day": _date(day), "off": d.off_words(), "rate": None if d.rate is None else float(d.rate), "pay": _amount(pay)}
        for d, (day, pay) in zip(term.discounts, schedule.discounts, strict=True)
    ]
    shown = {"term": str(term), "describe": term.describe(), "steps": term.to_dict(), "due": due, "discounts": discounts}
    return shown if other is None else shown | {"against": _against(other)}


def _against(found: TermsComparison) -> dict[str, Any]:
    days = {name: _days(v) for name, v in by_name(found, ("days_a", "days_b", "gained")).items()}
    window = {"first": _date(found.first), "last": _date(found.last)}
    return {"term": str(found.b), **days, "crossing": found.crossing, "crossing_back": found.crossing_back, **window, "words": str(found)}


def _days(found: EffectiveDays) -> dict[str, float]:
    return {"mean": found.mean, "least": found.least, "most": found.most}


def _date(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def terms_text(term: PaymentTerms, date: str, shown: dict[str, Any], dates: Mapping[str, str]) -> str:
    """What ``cashflow terms`` prints."""
    lines = [f"{shown['term']}: {shown['describe']}", *term.explain(date, dates=dates)]
    lines += [f"due {d['date'] or 'pending'}" + (f"  {d['amount']}" if d["amount"] else "") for d in shown["due"]]
    lines += [f"{d['off']} off until {d['last_day'] or 'pending'}" + (f", pay {d['pay']}" if d["pay"] else "") for d in shown["discounts"]]
    lines += [f"note: {said}" for said in shown.get("notes", ())]
    if "against" in shown:
        lines.append(shown["against"]["words"])
    return "\n".join(lines)
