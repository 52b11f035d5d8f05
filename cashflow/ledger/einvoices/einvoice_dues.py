"""When an e-invoice is due: its blocks of payment terms, in words and in fields of their own, as one due date and one text of terms."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from cashflow.basics.errors import InputError
from cashflow.ledger.einvoices.einvoice_fields import Block, Fields
from cashflow.ledger.einvoices.einvoice_parts import has_parts, terms_of_parts
from cashflow.ledger.einvoices.einvoice_reductions import Remark, discounts_of, money
from cashflow.terms import PaymentTerms
from cashflow.terms.dated import days_of_dates
from cashflow.terms.discount import Discount
from cashflow.terms.model import Installment
from cashflow.terms.shares import REST
from cashflow.terms.steps import Days

__all__ = ["Dues", "dues"]

Reads = Callable[[str], PaymentTerms]
_PASSED = "terms ignored"
_UNTIL = re.compile(r"(?i)\b(?:bis(?: zum)?|by|until|jusqu'au|entro il|hasta el|tot|até|do)[ :]*$")
_NO_MONEY = re.compile(r"[^\d.-]|\..*\.|.-")
_MONEY = r"(?P<amount>\d{1,3}(?:[.,'’ ]\d{3})*(?:[.,]\d\d)|\d{4,9}(?:[.,]\d\d))"
_SIGN = r"(?:EUR|€|Euro|USD|\$|GBP|£|CHF)"
_IN_WORDS = re.compile(
    r"(?i) (?:in Höhe von|i\. ?H\. ?v\.|iHv\.?|von|über|of|de) "
    rf"(?:{_SIGN} ?{_MONEY.replace('amount', 'first')}|{_MONEY} ?{_SIGN})(?!\w)"
)
_WORDS = r"(?:skonto|discount|escompte|sconto|descuento|desconto|korting|rabat)"
_OFF = re.compile(rf"(?i)\d ?%[^%\d]*{_WORDS}|{_WORDS}[^%\d]*\d{{1,2}}(?:[.,]\d+)? ?%")


@frozen
class Dues:
    """One due date, or none; the terms as text, or none; and what is to be said of them."""

    due: dt.date | None
    terms: str
    said: tuple[Remark, ...] = ()


def dues(fields: Fields, payable: Decimal, read: Reads) -> Dues:
    """The one reading of all blocks of terms.

    Blocks with an amount each are parts: their amounts must add up to the amount due. Else the one block without a discount
    holds the due date, and the date of a block with one is the last day of the discount. Days in words beside a date that they
    do not lead to give way to the date.

    Parameters
    ----------
    fields
        Of the invoice.
    payable
        The amount due (BT-115), as the invoice states it.
    read
        Reads a text as terms, or raises `InputError`.

    Returns
    -------
    Dues

    Raises
    ------
    InputError
        Several due dates and nothing that tells which counts, or parts that do not add up.
    """
    fields = evolve(fields, blocks=tuple(map(_whole_sentence, fields.blocks)))
    if has_parts(fields, payable):
        parts, said = terms_of_parts(fields, payable, read)
        return Dues(None, str(parts), (*said, *_late(fields)))
    due = _due(fields)
    found: list[Discount] = []
    remarks: list[Remark] = []
    for block in fields.blocks:
        some, more = discounts_of(block, fields.issued, due, payable)
        found += [d for d in some if d not in found]
        remarks += more
    text, dated = days_of_dates(_without_amount(fields), fields.issued)
    remarks += [Remark(_PASSED, _joined(fields.text), d) for d in dated]
    terms, more = _merged(text, found, due, fields, payable, read)
    return Dues(due, terms, (*remarks, *more, *_beside(fields), *_late(fields)))


def _due(fields: Fields) -> dt.date | None:
    """The due date (BT-9): stated once, or in the one block without a discount."""
    if fields.due or not fields.blocks:
        return fields.due
    dates = sorted({b.due for b in fields.blocks if b.due})
    plain = {b.due for b in fields.blocks if b.due and not _discounts(b)}
    if len(fields.blocks) == 1 or not dates:
        return dates[0] if dates else None
    if not plain and len(dates) == 1 and not all(map(_discounts, fields.blocks)):
        return None  # the last day of a discount; the block without one says in words when the rest is due
    due = dates[0] if len(dates) == 1 else next(iter(plain)) if len(plain) == 1 else None
    if due != dates[-1]:
        reason = f"appears {len(dates)} times (BT-9); it must be once, or with an amount each, or beside discounts that end before it"
        raise InputError(reason, column="due_date", value=", ".join(map(str, dates[:5])))
    return due


def _whole_sentence(block: Block) -> Block:
    """A block whose words end before the date that stands in its field: "Zahlbar mit 2 % Skonto bis"."""
    if block.due is None or not _UNTIL.search(block.text):
        return block
    return evolve(block, text=f"{block.text.strip()} {block.due}")


def _without_amount(fields: Fields) -> str:
    """The words without the amount that is due: "den Betrag in Höhe von 119,00 EUR"."""
    if _NO_MONEY.search(fields.payable) or not fields.payable.strip("."):
        return fields.text
    whole = money(fields.payable, "BT-115")

    def drop(match: re.Match[str]) -> str:
        digits = re.sub(r"[.,'’ ](?=\d{3}(?:\D|$))", "", match["first"] or match["amount"]).replace(",", ".")
        return "" if Decimal(digits) == whole else match[0]

    return _IN_WORDS.sub(drop, fields.text)


def _discounts(block: Block) -> bool:
    """Whether a block gives a discount, in fields of its own, in a Skonto line or in other words."""
    return bool(block.reductions) or "#SKONTO#" in block.text.upper().replace(" ", "") or _OFF.search(block.text) is not None


def _merged(
    text: str, found: Sequence[Discount], due: dt.date | None, fields: Fields, payable: Decimal, read: Reads
) -> tuple[str, list[Remark]]:
    """The terms in words, with the discounts in fields of their own."""
    stated = _until(found, due, fields.issued)
    if not text:
        return stated, _undated(found, due)
    try:
        text, terms = _read(text, read)
    except InputError as wrong:
        if due is None:
            return _joined(text), []
        return stated, [Remark(_PASSED, _joined(text), f"{wrong.reason}; the stated due date {due} counts")]
    if not found:
        return text, []
    if not terms.discounts:
        return str(evolve(terms, discounts=found)), []
    in_words, in_fields = (_offers(d, fields, payable) for d in (terms.discounts, found))
    if in_words >= in_fields:
        return text, []
    if in_words <= in_fields:
        return str(evolve(terms, discounts=found)), []
    reason = f"states other discounts in words than in fields of its own ({', '.join(map(str, found))}); none of them is read"
    return str(evolve(terms, discounts=())), [Remark(_PASSED, _joined(text), reason)]


def _read(text: str, read: Reads) -> tuple[str, PaymentTerms]:
    """The text as it can be read, and its terms: several lines are several statements, or one sentence that was wrapped."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    forms = dict.fromkeys([text, ", ".join(lines), " ".join(lines)])
    wrong: InputError | None = None
    for form in forms:
        try:
            return form, read(form)
        except InputError as refused:
            wrong = wrong or refused
    assert wrong is not None
    raise wrong


def _until(found: Sequence[Discount], due: dt.date | None, issued: dt.date | None) -> str:
    """Terms of discounts and a due date alone."""
    if not found or due is None or issued is None or due < issued:
        return ""
    return str(PaymentTerms([Installment(REST, [Days((due - issued).days)])], found))


def _undated(found: Sequence[Discount], due: dt.date | None) -> list[Remark]:
    if not found or due is not None:
        return []
    return [Remark(_PASSED, ", ".join(map(str, found)), "states discounts, and neither a due date nor terms in words")]


def _offers(discounts: Sequence[Discount], fields: Fields, payable: Decimal) -> set[tuple[object, object]]:
    """Until when how much is to be paid: by this, discounts that are stated twice are the same."""
    try:
        found = PaymentTerms([Installment(REST, [])], discounts).schedule(fields.issued, payable, fields.currency)
    except InputError:
        return {(str(d), None) for d in discounts}
    return set(found.discounts)


def _beside(fields: Fields) -> list[Remark]:
    if fields.other_due is None:
        return []
    reason = f"the means of payment state {fields.other_due}, and the invoice {fields.due} (BT-9), which counts"
    return [Remark("other due date", str(fields.other_due), reason)]


def _late(fields: Fields) -> list[Remark]:
    if not any(b.penalty for b in fields.blocks):
        return []
    return [Remark(_PASSED, "", "states what late payment costs in fields of its own, which is ignored")]


def _joined(text: str) -> str:
    return " ".join(text.split())
