"""The contract's discounts of some invoices: last days and amounts, to read payments by. Which are taken is policy, not said here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.columns import column
from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.money import round_each, round_ratios, wide
from cashflow.ledger.model import Ledger
from cashflow.terms import PaymentTerms, calendar_of, installment_amounts
from cashflow.terms.discount import Discount
from cashflow.terms.schedule import discount_days, due_days

__all__ = ["Tier", "best_offs", "tiers_of", "whole_tiers"]


@frozen(eq=False)
class Tier:
    """One discount of some invoices; amounts without their sign.

    `upto` is the amount of the invoice up to and including the part it belongs to, of a discount of the whole invoice all of it.
    """

    rows: Ints  # (n,), int64 rising: positions in the ledger
    last: Ints  # (n,), int32: last day, grace included; NO_DAY: there is none
    upto: Ints  # (n,), int64
    off: Ints  # (n,), int64: rounded half up
    least: Ints  # (n,), int64: rounded down
    most: Ints  # (n,), int64: rounded up
    part: int  # installment, from 1; 0: the whole invoice


def tiers_of(ledger: Ledger, rows: Ints) -> list[Tier]:
    """All discounts of the invoices at some positions (rising); discounts of a part come in order of their parts.

    Left out are those whose last day or amount the ledger does not know: an event without a date, the payer's business days, a
    discount of the net amount without a tax column, parts where a stated due date has replaced them.
    """
    found: list[Tier] = []
    codes = ledger.terms_code[rows]
    for code in np.unique(codes[codes >= 0]).tolist():
        term = ledger.terms[code]
        if not term.discounts or (term.needs_calendar and term.calendar is None):
            continue
        mine = rows[codes == code]
        for number, name in enumerate(ledger.currency.values):
            some = mine[ledger.currency.codes[mine] == number]
            if len(some):
                found += _of_term(ledger, some, term, name)
    return sorted(found, key=lambda t: t.part)


def _of_term(ledger: Ledger, rows: Ints, term: PaymentTerms, currency: str) -> Iterator[Tier]:
    last = discount_days(term, ledger.events_of(rows), calendar_of(term, None))
    parts = _parts(ledger, rows, term, currency)
    for discount, days in zip(term.discounts, last, strict=True):
        if ledger.tax is None and not discount.of_gross and discount.rate is not None and discount.base == "net":
            continue
        part = discount.part or 0
        several = bool(part) and len(term.installments) > 1
        if several and parts is None:
            continue
        keep = parts[0] if several and parts is not None else np.arange(len(rows))
        amount, upto = ledger.amount[rows[keep]], ledger.amount[rows[keep]]
        if several and parts is not None:
            amount, upto = parts[1][part - 1], np.sum(parts[1][:part], axis=0)
        days = np.where(days == NO_DAY, NO_DAY, days + np.int32(discount.grace) * (days != NO_DAY)).astype(np.int32)
        if len(keep):
            yield _tier(ledger, rows[keep], discount, currency, days[keep], amount, upto, part if several else 0)


def _parts(ledger: Ledger, rows: Ints, term: PaymentTerms, currency: str) -> tuple[Ints, list[Ints]] | None:
    """Places among `rows` of the invoices that have the parts of the terms, and the amounts of those; `None`: not known."""
    if len(term.installments) == 1 or (term.needs_tax and ledger.tax is None):
        return None
    stated = ledger.due_day[rows]
    due = due_days(term, ledger.events_of(rows), calendar_of(term, None))[-1]
    keep = np.flatnonzero((stated == NO_DAY) | (stated == due))
    tax = None if ledger.tax is None else ledger.tax[rows[keep]]
    return keep, installment_amounts(term, ledger.amount[rows[keep]], tax, currency)


def _tier(ledger: Ledger, rows: Ints, discount: Discount, currency: str, last: Ints, amount: Ints, upto: Ints, part: int) -> Tier:
    tax: Any = None
    if ledger.tax is not None and not discount.of_gross:
        tax, whole = ledger.tax[rows], ledger.amount[rows]
        if part:
            tax = round_each(tax.astype(object) * amount, whole).astype(np.int64)
    exact, per = discount.exact_offs(amount, tax, 10 ** minor_digits(currency))
    size = np.abs(exact)
    size = wide(size, 4)
    least, most = (np.asarray(v, object).astype(np.int64) for v in (size // per, -(-size // per)))
    return Tier(rows, last, np.abs(upto), np.abs(round_ratios(exact, per)), least, most, part)


def best_offs(ledger: Ledger, rows: Ints, day: Ints) -> Ints:
    """(n,), int64, signed: the largest discount that full payment of some invoices on some days is in time for; 0: none.

    Of tiers of one part the largest that is in time; parts add up; the whole invoice's counts if it is not less.
    """
    order = np.argsort(rows, kind="stable")
    best: dict[int, Ints] = {0: np.zeros(len(rows), np.int64)}
    for tier in tiers_of(ledger, rows[order]):
        at = order[np.searchsorted(rows[order], tier.rows)]
        mine = best.setdefault(tier.part, np.zeros(len(rows), np.int64))
        mine[at] = np.maximum(mine[at], np.where(day[at] <= tier.last, tier.off, 0))
    of_parts = np.sum([v for part, v in best.items() if part] or [np.zeros(len(rows), np.int64)], axis=0)
    return np.maximum(best[0], of_parts) * np.sign(ledger.amount[rows])


def whole_tiers(ledger: Ledger, tiers: list[Tier]) -> list[Tier]:
    """The discounts that payment of a whole invoice can take: its own, those of single parts, and the first ones of all parts together."""
    out = [t if not t.part else evolve(t, upto=np.abs(ledger.amount[t.rows]), part=0) for t in tiers]
    of_terms: dict[tuple[int, int], dict[int, Tier]] = {}
    for tier in (t for t in tiers if t.part):
        first = int(tier.rows[0])
        of_terms.setdefault((int(ledger.terms_code[first]), int(ledger.currency.codes[first])), {}).setdefault(tier.part, tier)
    for some in (list(parts.values()) for parts in of_terms.values() if len(parts) > 1):
        sums = {n: np.sum([column(t, n) for t in some], axis=0) for n in ("off", "least", "most")}
        last = np.min([t.last for t in some], axis=0)
        out.append(evolve(some[0], last=last, upto=np.abs(ledger.amount[some[0].rows]), part=0, **sums))
    return out
