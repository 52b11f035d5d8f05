"""Parts of an e-invoice: blocks of terms with an amount or a percentage each, as terms of several installments."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from cashflow.basics.decimals import OWN
from cashflow.basics.errors import InputError
from cashflow.ledger.einvoices.einvoice_dates import days_between
from cashflow.ledger.einvoices.einvoice_fields import Block, Fields
from cashflow.ledger.einvoices.einvoice_reductions import Remark, discounts_of, money
from cashflow.terms import PaymentTerms
from cashflow.terms.discount import Discount
from cashflow.terms.model import Installment
from cashflow.terms.shares import REST, Share
from cashflow.terms.steps import Days

__all__ = ["has_parts", "terms_of_parts"]

_PERCENT = 8  # places of a share's percentage
_NEAR = Fraction(1, 20_000)  # far below half of the smallest unit of any currency


def has_parts(fields: Fields, payable: Decimal) -> bool:
    """Whether a block speaks of another amount than the whole, due (BT-115) or in all (BT-112)."""
    parts = [p for b in fields.blocks if (p := _part(b, payable)) is not None]
    total = money(fields.total, "BT-112")
    return any(p != payable and p != total for p in parts)


def terms_of_parts(fields: Fields, payable: Decimal, read: Callable[[str], PaymentTerms]) -> tuple[PaymentTerms, list[Remark]]:
    """Installments with their own days and discounts; they add up to the amount due.

    Raises
    ------
    InputError
        They do not add up, or one has no amount, no date, or a date before the invoice.
    """
    blocks = [b for b in fields.blocks if b != Block(b.text)]  # mere words say again what the parts say in fields
    parts = [_part(b, payable) for b in blocks]
    if any(p is None for p in parts):
        raise InputError("states parts, and one block of terms has no amount", column="terms", value=_joined(fields.text))
    sums = [p for p in parts if p is not None]
    _check_sum(sums, payable)
    issued = fields.issued
    if issued is None:
        raise InputError("states parts, and no invoice date", column="invoice_date")
    days, discounts, said = [], [], []
    for number, (block, amount) in enumerate(zip(blocks, sums, strict=True), start=1):
        due = _due(block, issued, read)
        days.append(days_between(issued, due, "a part that is due"))
        own, more = discounts_of(evolve(block, due=due), issued, due, Decimal(0) if amount is None else amount)
        discounts += [evolve(d, part=number) for d in own or _in_words(block, read)]
        said += more
    if fields.due and fields.due not in [b.due for b in blocks]:
        reason = f"the due date {fields.due} is none of the dates of the parts, which count"
        said.append(Remark("other due date", str(fields.due), reason))
    installments = [Installment(s, [Days(n)]) for s, n in zip(_shares(sums, payable), days, strict=True)]
    return PaymentTerms(installments, discounts), said


def _part(block: Block, payable: Decimal) -> Decimal | None:
    """The amount that a block speaks of, if it says so."""
    if block.part:
        return money(block.part, "PartialPaymentAmount", "terms")
    if block.share:
        return OWN.divide(OWN.multiply(payable, money(block.share, "PaymentPercent", "terms")), Decimal(100))
    return None


def _check_sum(parts: Sequence[Decimal], payable: Decimal) -> None:
    total = functools.reduce(OWN.add, parts)
    written = " + ".join(f"{p:f}" for p in parts)
    if any(not p or (p > 0) != (payable > 0) for p in parts):
        raise InputError("states parts of the amount due that are none of it", column="terms", value=written)
    if total != payable:
        reason = f"states parts that add up to {total:f}, and the amount due is {payable:f} (BT-115)"
        raise InputError(reason, column="terms", value=written)


def _due(block: Block, issued: dt.date, read: Callable[[str], PaymentTerms]) -> dt.date:
    due = block.due
    if due is None and block.text:
        try:
            said = read(block.text).schedule(issued).due
        except InputError:
            said = []
        due = said[0][0] if len(said) == 1 else None
    if due is None:
        raise InputError("states parts, and one of them has no date", column="terms", value=_joined(block.text) or block.part)
    if due < issued:
        raise InputError(f"states a part that is due on {due}, before the invoice date {issued}", column="terms", value=_joined(block.text))
    return due


def _in_words(block: Block, read: Callable[[str], PaymentTerms]) -> Sequence[Discount]:
    if "#" not in block.text:
        return ()
    try:
        return read(block.text).discounts
    except InputError:
        return ()


def _shares(parts: Sequence[Decimal], payable: Decimal) -> list[Share]:
    """Percentages where they give each amount back; else fixed amounts; the last takes the rest."""
    whole = Fraction(payable)
    rates = [round(Fraction(p) / whole, _PERCENT + 2) for p in parts[:-1]]
    if all(abs(r * whole - Fraction(p)) < _NEAR for r, p in zip(rates, parts, strict=False)):
        return [*map(Share, rates), REST]
    return [*(Share(abs(Fraction(p)), "amount") for p in parts[:-1]), REST]


def _joined(text: str) -> str:
    return " ".join(text.split())
