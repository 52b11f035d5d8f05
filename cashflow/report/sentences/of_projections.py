"""What is asked of a projection: what is paid, what is owed, which days take most, and how complete the ledger is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.money import from_minor
from cashflow.basics.words import largest_of, share_of, short_money
from cashflow.report.projection import cash_headline
from cashflow.report.scenario import unknown_reasons
from cashflow.report.sentences.said_sentences import Question
from cashflow.report.shown_results import Projected
from cashflow.results.paid_by_supplier import paid_by_supplier

__all__ = ["ON_THE_PAGE", "asked_of_projection", "coming", "owed_sentence", "paid_sentence"]

Said = Mapping[str, Any]
ON_THE_PAGE = ("peaks", "largest", "complete")
"""Questions that the first page answers beside its first sentences."""
_FEW, _PEAKS = 10, 5


def asked_of_projection(found: Projected, said: Said) -> list[Question]:
    """The questions of a projection, of which `said` is what ``--json`` prints."""
    currencies = found.largest_first

    def each(name: str, words: str, say: Callable[[str], str]) -> Question:
        return Question(name, words, lambda: [(c, say(c)) for c in currencies])

    code = found.baseline.currencies.index
    return [
        each("answer", "What is paid, and when?", lambda c: paid_sentence(found, said, c)),
        each("owed", "What is owed?", lambda c: owed_sentence(said, c)),
        each("peaks", "Which days take most?", lambda c: _peaks(coming(found, code(c)), c)),
        Question("largest", "How much hangs on a few?", lambda: _largest(found, currencies)),
        Question("unknown", "What is not known?", lambda: [("", " ".join(unknown_reasons(found.baseline.coverage)))]),
    ]


def paid_sentence(found: Projected, said: Said, currency: str) -> str:
    """What leaves in a currency, from when to when, and by quarter."""
    as_of = said["completeness"]["as_of"]
    nothing = f"No {currency} is paid for the items of this ledger{f' after {as_of}' if as_of else ''}."
    return cash_headline(found.days[found.days["currency"] == currency], said["quarters"], as_of, [currency]) or nothing


def owed_sentence(said: Said, currency: str) -> str:
    """What is owed at the first quarter end of which it is known."""
    entry, coverage = said["currencies"][currency]["baseline"], said["currencies"][currency]["coverage"]
    for quarter, value, covers in zip(said["quarters"], entry["closing_payables"], coverage, strict=True):
        if value is not None:
            of = {"with plan": ", planned invoices included", "ledger only": ", of the invoices in the ledger"}
            where = f"{quarter['last_day']} ({quarter['label']})"
            return f"{short_money(Decimal(value), currency)} is owed to suppliers on {where}{of.get(covers['closing_payables'], '')}."
    return "What is owed at a quarter end is not known."


def coming(found: Projected, code: int) -> list[tuple[int, int]]:
    """Days after the ledger day (all days without one) on which cash leaves, and how much, largest first."""
    as_of, base = found.baseline.coverage.known.as_of, found.baseline
    some = [(base.first_cash_day + int(n), int(base.cash_daily[code, n])) for n in np.flatnonzero(base.cash_daily[code])]
    return sorted((s for s in some if as_of is None or s[0] > to_day(as_of)), key=lambda s: (-s[1], s[0]))


def _largest(found: Projected, currencies: tuple[str, ...]) -> list[tuple[str, str]]:
    """By currency; nothing where a scan keeps sums only."""
    paid = paid_by_supplier(found.baseline_payments, found.shown)
    return [] if paid is None else [(c, _few(paid[found.baseline.code_of(c)], c)) for c in currencies]


def _peaks(days: list[tuple[int, int]], currency: str) -> str:
    if not days:
        return ""
    whole, top = sum(v for _, v in days), sum(v for _, v in days[:_PEAKS])
    each = ", ".join(f"{to_date(d)}: {short_money(from_minor(v, currency), currency)}" for d, v in days[:_PEAKS])
    share = f" Together {share_of(top, whole)} of what is paid." if whole > 0 and len(days) > 1 else ""
    return f"{each}.{share}"


def _few(paid: list[tuple[str, Ints]], currency: str) -> str:
    if not paid:
        return ""
    sums = [int(cash.sum()) for _, cash in paid]
    top, whole = sum(sums[:_FEW]), sum(sums)
    share = f" ({share_of(top, whole)})" if whole > 0 else ""
    whole_said = short_money(from_minor(top, currency), currency)
    if len(paid) == 1:
        return f"{whole_said} goes to one supplier: {paid[0][0]}."
    first = f"{paid[0][0]} alone {short_money(from_minor(sums[0], currency), currency)}"
    return f"{whole_said}{share} goes to {largest_of(_FEW, len(paid), 'supplier')}; {first}."
