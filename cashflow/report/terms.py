"""A payment term, said: canonical text, one sentence, each step with its date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.terms import PaymentTerms

__all__ = ["terms_dict", "terms_text"]


def terms_dict(
    term: PaymentTerms, date: str, amount: str | None, currency: str | None, tax: str | None, dates: Mapping[str, str]
) -> dict[str, Any]:
    """What ``cashflow terms --json`` prints."""
    schedule = term.schedule(date, amount, currency, tax=tax, dates=dates)
    due = [{"date": _date(d), "amount": _amount(a)} for d, a in schedule.due]
    discounts = [
        {"last_day": _date(day), "off": d.off_words(), "rate": None if d.rate is None else float(d.rate), "pay": _amount(pay)}
        for d, (day, pay) in zip(term.discounts, schedule.discounts, strict=True)
    ]
    return {"term": str(term), "describe": term.describe(), "steps": term.to_dict(), "due": due, "discounts": discounts}


def _date(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def terms_text(term: PaymentTerms, date: str, shown: dict[str, Any], dates: Mapping[str, str]) -> str:
    """What ``cashflow terms`` prints."""
    lines = [f"{shown['term']}: {shown['describe']}", *term.explain(date, dates=dates)]
    lines += [f"due {d['date'] or 'pending'}" + (f"  {d['amount']}" if d["amount"] else "") for d in shown["due"]]
    lines += [f"{d['off']} off until {d['last_day'] or 'pending'}" + (f", pay {d['pay']}" if d["pay"] else "") for d in shown["discounts"]]
    return "\n".join(lines)
