"""Values as every report writes them: amounts, rates, chances, yes and no, what is not known; and which note stands above the answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.shown import printable
from cashflow.basics.words import half_up, short_money
from cashflow.ledger.not_read import NOT_READ

__all__ = [
    "BASELINES",
    "COVERAGE_WORDS",
    "NOT_KNOWN",
    "chance_text",
    "costs",
    "inputs_text",
    "level_text",
    "money",
    "number",
    "rate_text",
    "shortened",
    "top_and_notes",
    "yes_or_no",
]

NOT_KNOWN = "not known"
"""In place of a figure that the ledger can't tell."""
COVERAGE_WORDS = {"ledger only": ", of invoices in the ledger", "with plan": ", with planned invoices"}
"""What is said beside a level that is not complete, by its coverage."""
BASELINE_ROWS = {
    "invoiced": "invoiced",
    "cash_paid": "cash paid",
    "payment_differences": "  of which payment differences",
    "paid_without_date": "paid before the ledger day, date not in the ledger",
    "discount_taken": "discounts taken",
    "closing_payables": "payables at the end",
    "dpo_closing": "days payable outstanding (closing)",
    "dpo_countback": "days payable outstanding (count-back)",
}
"""How rows of the baseline by quarter are called, in their order: in text, on pages and in workbooks."""
BASELINES = {"made_whole": "against the usual payment day", "made_whole_vs_due": "against the contract due date"}
"""Columns that say whether a supplier is made whole, and against what."""


def money(value: str | Decimal | None, digits: int = 0) -> str:
    """An amount in full, in whole units or with digits; nothing for `None`."""
    if value is None:
        return ""
    return _zero(f"{half_up(Decimal(value), digits):,}")  # neither depends on the caller's context


def _zero(text: str) -> str:
    """A number without a minus where it is shown as zero."""
    return text if text.strip("-0.,%") else text.lstrip("-")


def costs(cost: Decimal, currency: str, rate: float | None = None, words: tuple[str, str] = ("costs", "earns")) -> str:
    """What something costs, or earns where it costs less than nothing, and at which rate a year; what costs nothing has none.

    `words` say the one and the other, where the sentence needs another form.

    Examples
    --------
    >>> costs(Decimal("-133711.30"), "EUR", 0.1302)
    'earns EUR 133.7k, 13.02% a year'
    >>> costs(Decimal("-133711.30"), "EUR", words=("cost", "earned"))
    'earned EUR 133.7k'
    """
    said = f"{words[cost < 0]} {short_money(abs(cost), currency)}"
    return f"{said}, {abs(rate):.2%} a year" if cost and rate is not None and rate == rate else said


def chance_text(chance: float, digits: int, sign: str = "%") -> str:
    """A chance in per cent; what is neither certain nor impossible is never rounded to it.

    Examples
    --------
    >>> chance_text(0.6031, 1), chance_text(0.99998, 1), chance_text(0.0004, 0), chance_text(1.0, 0)
    ('60.3%', 'over 99.9%', 'under 1%', '100%')
    """
    part, least, noise = chance * 100, 10.0**-digits, 1e-7
    if noise < part < 100 - noise and round(part, digits) in (0, 100):
        return f"under {least:.{digits}f}{sign}" if part < 50 else f"over {100 - least:.{digits}f}{sign}"
    return f"{part:.{digits}f}{sign}"


def level_text(level: float, sign: str = "%") -> str:
    """A level of a distribution in per cent, with the digits it has: what is said of 99.5 % does not hold of 100 %.

    Examples
    --------
    >>> level_text(0.05), level_text(0.95 - 0.05), level_text(0.975, " %")
    ('5%', '90%', '97.5 %')
    """
    return f"{round(level * 100, 6):.9g}{sign}"


def rate_text(rate: float | None, digits: int = 2) -> str:
    """A rate in per cent, or a dash where there is none.

    Examples
    --------
    >>> rate_text(0.0659), rate_text(-0.00001), rate_text(None)
    ('6.59%', '0.00%', '–')
    """
    return "–" if rate is None or rate != rate else _zero(f"{rate:.{digits}%}")


def number(value: float | None) -> str:
    """A number with one digit, or a dash.

    Examples
    --------
    >>> number(1234.56), number(-0.04), number(None)
    ('1,234.6', '0.0', '–')
    """
    return "–" if value is None else _zero(f"{value:,.1f}")


def shortened(text: str, limit: int) -> str:
    """Text cut at a length, with an ellipsis for what is gone."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def yes_or_no(value: bool | None, unknown: str = "unknown") -> str:
    """True, False or not known, as a word."""
    return unknown if value is None else "yes" if value else "no"


def inputs_text(inputs: list[dict[str, str]]) -> str:
    """What the figures rest on, a line a kind of input."""
    kinds = dict.fromkeys(line["kind"] for line in inputs)
    return "\n".join(f"{kind.capitalize()}: {'; '.join(printable(i['text']) for i in inputs if i['kind'] == kind)}." for kind in kinds)


def top_and_notes(said: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What stands above the answer (what the ledger leaves out, or was not read), and the other notes, of what ``--json`` prints."""
    notes = said["notes"]
    some = 1 if said["ledger"]["rejected"] or said["ledger"]["payments_rejected"] else 0
    some += len(notes) > some and notes[some].startswith(NOT_READ)
    return [printable(n) for n in notes[:some]], notes[some:]
