"""The refusal of a text with several readings: each in words that can be typed, with its dates."""

from __future__ import annotations

from typing import Any

from cashflow.basics.errors import AmbiguousTermsError, asked
from cashflow.terms.anchors import ANCHORS, STATED
from cashflow.terms.dialects import DIALECTS

__all__ = ["ambiguous"]

_SAMPLE = "2025-01-31"
_LATER = "2025-02-05"  # of every other event, where readings differ by it


def ambiguous(text: str, found: list[tuple[str | None, Any]]) -> AmbiguousTermsError:
    """The refusal of `text`; a reading without a label has its own words as its name."""
    readings = [(label or str(terms), terms) for label, terms in found]
    events = {tuple(x.anchor for x in (*t.installments, *t.discounts)) for _, t in readings}
    on = _LATER if len(events) > 1 else _SAMPLE
    said = "; ".join(_said(name, terms, on) for name, terms in readings)
    chosen = [name for name, _ in readings if name in DIALECTS]
    hint = "Choose one by its dialect, or write its words" if chosen else "Write the words of one"
    other = f" and other events on {on}" if on != _SAMPLE else ""
    reason = f"has {len(readings)} readings, here with the due date of an invoice of {_SAMPLE}{other}: {said}"
    ask = [asked("reading of the payment terms", chosen, "--dialect")] if chosen else []
    return AmbiguousTermsError(reason, readings=readings, column="terms", value=text, hint=hint, ask=ask)


def _said(name: str, terms: Any, on: str) -> str:
    words = str(terms)
    if "…" in name:
        return f"shares of the amount whose dates are missing, so write '{name}' with the days of each"
    return f"{words}{'' if name == words else f' ({name})'}: {_dates(terms, on)}"


def _dates(terms: Any, on: str) -> str:
    events = (x.anchor for x in (*terms.installments, *terms.discounts) if x.anchor != ANCHORS[0])
    found = terms.schedule(_SAMPLE, dates=dict.fromkeys((*ANCHORS[1:], *events), on))
    days = [d for d, _ in found.due]
    due = " and ".join(
        "as the invoice states" if p.anchor == STATED else d.isoformat() if d else "pending"
        for p, d in zip(terms.installments, days, strict=True)
    )
    off = [f"{d.off_words()} off until {day.isoformat()}" for d, (day, _) in zip(terms.discounts, found.discounts, strict=True) if day]
    return due + (f", {', '.join(off)}" if off else "")
