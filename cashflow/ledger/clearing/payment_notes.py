"""What a result says of the payments it stands on: those of other invoices, what was paid too much, and discounts late or unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.basics.days import to_date
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import amount_text
from cashflow.basics.words import many
from cashflow.ledger.model import Ledger
from cashflow.ledger.payments_read import PaymentsRead, SetOff

__all__ = ["payment_notes", "supplier_rows"]

_NAMED = 5


def payment_notes(ledger: Ledger) -> list[str]:
    """Sentences, with counts and money by currency; none where there is nothing to say."""
    out = []
    if ledger.unsaid:
        count, money = sum(n for _, n, _ in ledger.unsaid), _money({c: minor for c, _, minor in ledger.unsaid})
        out.append(
            f"{many(count, 'invoice')} paid by paid_date in time for a discount, {money} of it in all, "
            f"{'counts' if count == 1 else 'count'} as paid in full; say paid_with_discount = 'taken' or 'not taken'"
        )
    if ledger.paid.undated is not None:
        out.append(_without_date(ledger))
    if ledger.payments_read is None:
        return out
    return [*out, *_set_off(ledger.payments_read.set_off), *_of_payments(ledger.payments_read)]


def _of_payments(found: PaymentsRead) -> list[str]:
    """What became of the payments of a second table that are not simply those of an invoice."""
    out = []
    if found.turned:
        out.append(
            f"{many(found.turned, 'payment')}, all with the same sign, {_is(found.turned)} negative in the payments table; sign is told, "
            "so negative is taken as paid there"
        )
    if found.elsewhere_rows:
        where = _named(found.elsewhere)
        out.append(
            f"{many(found.elsewhere_rows, 'payment')}, {_money(found.amount['elsewhere'])}, "
            f"{_is(found.elsewhere_rows)} on account or of invoices that are not in this ledger, and in no figure: {where}"
        )
    if count := found.count["unallocated"]:
        words = f"{many(count, 'payment')} {'pays' if count == 1 else 'pay'} {_money(found.amount['unallocated'])} more than was open"
        out.append(f"{words}: unallocated, set off against nothing, in no figure: {_named(found.unallocated)}")
    if found.count["difference"]:
        words = f"{_money(found.amount['difference'])} in {many(found.count['difference'], 'payment')}"
        out.append(f"payment differences, within the tolerance and part of cash paid: {words}")
    if found.count["unearned"]:
        words = f"{_money(found.discount['unearned'])} in {many(found.count['unearned'], 'payment')}"
        out.append(f"unearned discounts, taken late or not in the contract: {words}")
    if found.count["remainder"]:
        words = f"{_money(found.discount['remainder'])} of {many(found.count['remainder'], 'invoice')}"
        out.append(f"remainders after a discount, taken late or by another amount: open, and moved by no offer: {words}")
    return out


def _set_off(found: SetOff | None) -> list[str]:
    """What was inferred of payments among the bills."""
    if found is None:
        return []
    out = []
    if found.by_age_payments:
        payments = many(found.by_age_payments, "payment")
        out.append(f"{_money(found.by_age)} of {payments} without reference was set off against the oldest invoices of their suppliers")
    if found.debit_payments:
        payments = many(found.debit_payments, "payment")
        said = f"{_money(found.debits)} of {payments} among the bills is set off against none"
        out.append(f"{said}: open debit items, which lessen what is owed")
    return out


def _without_date(ledger: Ledger) -> str:
    paid = ledger.paid
    some = np.flatnonzero(paid.dayless)
    codes = ledger.currency.codes[paid.invoice[some]]
    sums = exact_sums(codes.astype(np.int64), paid.amount[some], len(ledger.currency.values))
    money = {c: int(m) for c, m in zip(ledger.currency.values, sums, strict=True) if m}
    invoices = many(len(np.unique(paid.invoice[some])), "invoice")
    since = f"paid before {to_date(int(paid.day[some[0]]))}, date not in the ledger"
    return f"{since}, and in no quarter's cash paid: {_money(money)} of {invoices}"


def supplier_rows(frame: Any) -> list[dict[str, Any]]:
    """Rows of `Ledger.payments_elsewhere` or `Ledger.payments_unallocated` by name: amounts as Decimal; `None`: no payments were read."""
    if frame is None or not len(frame):
        return []
    return [{k: v if k == "amount" or isinstance(v, str) else int(v) for k, v in r.items()} for r in frame.to_dict("records")]


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _money(minor: Mapping[str, int]) -> str:
    return " and ".join(f"{c or 'currency unknown'} {_text(m, c)}" for c, m in sorted(minor.items())) or "nothing in sum"


def _text(minor: int, currency: str) -> str:
    whole, point, rest = amount_text(minor, currency or "EUR").partition(".")
    return f"{int(whole):,}{point}{rest}" if not whole.startswith("-0") else f"{whole}{point}{rest}"


def _named(frame: Any) -> str:
    """The suppliers with the most, and how many others."""
    said = []
    for row in frame.head(_NAMED).to_dict("records"):
        twice = row.get("possible_duplicates", 0)
        what = f"{row['payments']:,}" if not twice else f"{row['payments']:,}, {twice:,} of them a possible duplicate"
        said.append(
            f"{row['supplier']} {row['currency']} {row['amount']:,f} ({what if row['payments'] > 1 or not twice else 'possible duplicate'})"
        )
    left = len(frame) - len(said)
    return "; ".join(said) + (f"; and {left:,} more" if left else "")
