"""A payment term, said: canonical text, one sentence, each step with its date."""

from __future__ import annotations

from typing import Any

from cashflow.terms import PaymentTerms

__all__ = ["terms_dict", "terms_text"]


def terms_dict(term: PaymentTerms, date: str, amount: str | None, currency: str | None) -> dict[str, Any]:
    """What ``cashflow terms --json`` prints."""
    schedule = term.schedule(date, amount, currency)
    due = [{"date": d.isoformat() if d else None, "amount": None if a is None else format(a, "f")} for d, a in schedule.due]
    discounts = [
        {"last_day": day.isoformat(), "rate": float(d.rate), "pay": None if pay is None else format(pay, "f")}
        for d, (day, pay) in zip(term.discounts, schedule.discounts, strict=True)
    ]
    return {"term": str(term), "due": due, "discounts": discounts}


def terms_text(term: PaymentTerms, date: str, shown: dict[str, Any]) -> str:
    """What ``cashflow terms`` prints."""
    lines = [f"{shown['term']}: {term.describe()}", *term.explain(date)]
    lines += [f"due {d['date'] or 'pending'}" + (f"  {d['amount']}" if d["amount"] else "") for d in shown["due"]]
    lines += [f"{d['rate']:.2%} off until {d['last_day']}" + (f", pay {d['pay']}" if d["pay"] else "") for d in shown["discounts"]]
    return "\n".join(lines)
