"""Several payment terms in one e-invoice of CII: a discount beside the due date, or parts with a date and an amount each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from attrs import frozen

from cashflow.basics.decimals import OWN

__all__ = ["Dues", "dues"]

_PERCENT = Decimal("0.00000001")  # of a share, as terms may state it


@frozen
class Dues:
    """What several blocks of terms say together: one due date, or the terms of parts; `None` is what they do not say."""

    due: dt.date | None = None
    terms: str | None = None


@frozen
class _Block:
    text: str
    due: dt.date | None
    part: str
    discount: bool


def dues(root: Any, invoice_date: Any, amount: Decimal) -> Dues | None:
    """The one reading of several blocks of terms; `None` where there is one block only, or no reading fits all of them.

    Blocks with an amount each are parts: their amounts must add up to the amount due, their dates count from the invoice
    date. Else the one block without a discount holds the due date; the date of a block with one is the last day of the discount.
    """
    blocks = [_block(e) for e in root.iter() if isinstance(e.tag, str) and _name(e) == "SpecifiedTradePaymentTerms"]
    if len(blocks) < 2:
        return None
    if any(b.part for b in blocks):
        terms = _parts(blocks, invoice_date, amount)
        return Dues(terms=terms) if terms else None
    plain = [b.due for b in blocks if b.due and not b.discount]
    last = max((b.due for b in blocks if b.due), default=None)
    return Dues(due=plain[0]) if len(plain) == 1 and plain[0] == last else None


def _parts(blocks: list[_Block], invoice_date: Any, amount: Decimal) -> str | None:
    """Shares and days, if they give each amount back to the last digit stated."""
    if not isinstance(invoice_date, dt.date) or not amount or any(b.discount for b in blocks):
        return None
    try:
        money = [Decimal(b.part, OWN) for b in blocks]
    except InvalidOperation:
        return None
    if any(not m.is_finite() or m <= 0 for m in money) or sum(money) != amount:
        return None
    days = [(b.due - invoice_date).days if b.due else -1 for b in blocks]
    shares = [OWN.divide(OWN.multiply(m, Decimal(100)), amount).quantize(_PERCENT) for m in money[:-1]]
    step = min(Decimal(1).scaleb(int(m.as_tuple().exponent)) for m in money)
    back = [OWN.divide(OWN.multiply(s, amount), Decimal(100)).quantize(step) for s in shares]
    if min(days) < 0 or back != money[:-1]:
        return None
    stated = [f"{s.normalize():f}%" for s in shares] + ["rest"]
    return ", ".join(f"{share} net {n}" for share, n in zip(stated, days, strict=True))


def _block(element: Any) -> _Block:
    said: dict[str, str] = {}
    for child in element.iter():
        if isinstance(child.tag, str):
            said.setdefault(_name(child), (child.text or "").strip())
    text = said.get("Description", "")
    stated = next((c for c in element if isinstance(c.tag, str) and _name(c) == "DueDateDateTime"), None)
    discount = "ApplicableTradePaymentDiscountTerms" in said or "#SKONTO#" in text.upper()
    return _Block(text, _date(stated), said.get("PartialPaymentAmount", ""), discount)


def _date(element: Any) -> dt.date | None:
    written = "" if element is None else "".join(element.itertext()).strip()
    try:
        return dt.datetime.strptime(written, "%Y%m%d").date()
    except ValueError:
        return None


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
