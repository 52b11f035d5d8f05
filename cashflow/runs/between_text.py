"""What lies between two runs, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.report.text_page import Part, Said, TextTable
from cashflow.report.total import capital
from cashflow.runs.between import COST, Between, Difference
from cashflow.runs.settings import CAUSES

__all__ = ["between_dict", "between_parts"]


def between_parts(found: Difference, first: str, second: str) -> list[Part]:
    """The report: what differs, by cause, and for each scenario and currency what each cause adds.

    Parameters
    ----------
    found
        What was found.
    first, second
        Names of the runs.
    """
    if not found.keys:
        parts: list[Part] = [Said("Nothing differs: the same ledger and the same what-if file.", "answer")]
    else:
        lines = [f"{cause}: {line}" for cause in CAUSES for line in found.keys.get(cause, [])]
        parts = [Said("What differs, in the order in which it is exchanged", "title"), "\n".join(lines)]
    parts += [f"Note: {note}" for note in found.notes]
    for at, one in enumerate(found.parts):
        columns = [*(q for q in found.quarters if _is_touched(one, q)), COST]
        parts.append(TextTable(_title(one), [capital(one.currency), *columns], _rows(one, columns, found, first, second)))
        if all(later.scenario != one.scenario for later in found.parts[at + 1 :]):  # of the whole offer, whatever the currency: said once
            parts.append("\n".join(f"{s.cause}: {s.remark}" for s in one.steps if s.remark))
    if found.parts and found.keys:
        parts.append(
            "Each row is the change where that input, too, is the second run's; what two causes do together is with the later one."
        )
    return parts


def _title(one: Between) -> str:
    return f"{one.scenario}: change in free cash flow by quarter, and cost"


def _is_touched(one: Between, quarter: str) -> bool:
    return any(amounts.get(quarter) for amounts in (one.first, one.second, *(s.adds for s in one.steps)))


def _rows(one: Between, columns: list[str], found: Difference, first: str, second: str) -> list[list[str]]:
    def row(name: str, amounts: Mapping[str, Decimal], sign: str = "") -> list[str]:
        return [name, *(_amount(amounts.get(c, Decimal(0)), sign) for c in columns)]

    steps = [row(f"  {s.cause}{'' if s.cause in found.keys else ' (the same)'}", s.adds, "+") for s in one.steps]
    return [row(first, one.first), *steps, row(second, one.second)]


def _amount(value: Decimal, sign: str) -> str:
    return format(value, f"{sign},f") if value else "0"


def between_dict(found: Difference) -> dict[str, Any]:
    """The same for programs, amounts as text in major units; currencies sorted by name."""
    places = {name: n for n, name in enumerate(dict.fromkeys(one.scenario for one in found.parts))}
    plain = lambda amounts: {k: format(v, "f") for k, v in amounts.items()}  # noqa: E731
    parts = [
        {
            "scenario": one.scenario,
            "currency": one.currency,
            "first": plain(one.first),
            "steps": [{"cause": s.cause, "adds": plain(s.adds), "remark": s.remark or None} for s in one.steps],
            "second": plain(one.second),
        }
        for one in sorted(found.parts, key=lambda one: (places[one.scenario], one.currency))
    ]
    return {"differs": {k: [*v] for k, v in found.keys.items()}, "quarters": [*found.quarters], "between": parts, "notes": [*found.notes]}
