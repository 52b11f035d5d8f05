"""E-invoices as a table: files of UBL or CII, alone, in a zip or inside a PDF, one row each; the fields are those of EN 16931."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.decimals import OWN
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.einvoices.einvoice_dues import dues
from cashflow.ledger.einvoices.einvoice_fields import Fields, fields_of
from cashflow.ledger.einvoices.einvoice_files import InvoiceFile, files_of, holds_einvoices
from cashflow.ledger.einvoices.einvoice_reductions import money
from cashflow.ledger.einvoices.einvoice_types import CORRECTED, CREDIT_TYPES, INVOICE_TYPES, NO_PAYABLES
from cashflow.ledger.einvoices.einvoice_xml import root_of
from cashflow.ledger.table import Said, Table
from cashflow.terms import PaymentTerms
from cashflow.terms.dated import take_dates

__all__ = ["holds_einvoices", "read_einvoices"]

_COLUMNS = ("supplier", "invoice", "invoice_date", "amount", "currency", "terms", "due_date", "tax_amount", "buyer", "file")

Reads = Callable[[str], PaymentTerms]


@frozen
class _Found:
    """One file as a row, with what was said of it."""

    row: dict[str, str]
    said: tuple[Said, ...] = ()
    corrects: tuple[str, ...] = ()


def read_einvoices(path: Path, dialect: str | None, codes: Mapping[str, Any] | None) -> Table:
    """A row for each file, in order of their names; what was wrong with a file is said beside it."""
    files = files_of(path)
    _needs_packages(path)
    read = _reader(dialect, codes or {})
    found = [_read(file, at, read) for at, file in enumerate(files)]
    said = [s for f in found for s in f.said] + _corrections(found)
    frame = pd.DataFrame([f.row for f in found], columns=list(_COLUMNS), dtype=object)
    return Table(frame, np.zeros(0, np.int64), path, tuple(f.name for f in files), tuple(said))


def _needs_packages(path: Path) -> None:
    try:
        import lxml.etree  # noqa: F401
        import pypdf  # noqa: F401
    except ImportError as wrong:
        hint = 'Install it: pip install "cashflow-terms[einvoice]"'
        raise InputError(f"e-invoices are read by the package {wrong.name}, which is not installed", file=path, hint=hint) from None


def _reader(dialect: str | None, codes: Mapping[str, Any]) -> Reads:
    """Reads a text as terms, the company's own codes first; each text once, for suppliers write the same on all invoices."""
    seen: dict[str, PaymentTerms | InputError] = {}

    def read(text: str) -> PaymentTerms:
        if text not in seen:
            try:
                seen[text] = fresh(text)
            except InputError as wrong:
                seen[text] = wrong
        found = seen[text]
        if isinstance(found, InputError):
            raise found.with_traceback(None)
        return found

    def fresh(text: str) -> PaymentTerms:
        known = codes.get(text)
        if isinstance(known, PaymentTerms):
            return known
        return PaymentTerms.parse(take_dates(text if known is None else str(known))[0], dialect)

    return read


def _read(file: InvoiceFile, at: int, read: Reads) -> _Found:
    empty = dict.fromkeys(_COLUMNS, "") | {"file": file.name}
    if not file.may_be_invoice:
        return _Found(empty, (Said(at, "ignored", "no invoice", "", "", "is not an e-invoice: neither .xml nor .pdf"),))
    row, said = empty, list[Said]()
    try:
        fields = fields_of(root_of(file.xml()))
        code = _type(fields)
        reason = _no_payable(fields, code)
        if reason:
            return _Found(empty, (Said(at, "ignored", "no payable", "", "", reason),))
        row = empty | _stated(fields, credit=code in CREDIT_TYPES or fields.is_credit_note)
        row |= _dues(fields, at, said, read)
        return _Found(row, tuple(said), fields.corrects if code == CORRECTED else ())
    except InputError as wrong:
        value = "" if wrong.value is None else str(wrong.value)
        return _Found(row, (Said(at, "rejected", "unreadable e-invoice", wrong.column or "file", value, wrong.reason),))


def _type(fields: Fields) -> str:
    """The type code, if it is one of EN 16931; a file that states none is an invoice or a credit note by its root."""
    code = fields.type.lstrip("0")
    if code and code not in INVOICE_TYPES and code not in CREDIT_TYPES and code not in NO_PAYABLES:
        reason = "is not a type of invoice or credit note in EN 16931 (BT-3, UNTDID 1001), so it is unknown whether it must be paid"
        raise InputError(reason, column="type", value=code)
    if fields.is_credit_note and code in INVOICE_TYPES:
        reason = "is the type of an invoice (BT-3), and the document is a credit note of UBL, so it is unknown which of them it is"
        raise InputError(reason, column="type", value=code)
    return code


def _no_payable(fields: Fields, code: str) -> str:
    """Why nothing is to be paid: by the type; or all is paid, and neither a due date nor terms say more."""
    if code in NO_PAYABLES:
        return f"is a {NO_PAYABLES[code]} (type code {code}), which is not a payable"
    paid = bool(fields.payable) and not fields.payable.strip("-+0.") and not fields.due and not fields.blocks
    return "has nothing left to pay (BT-115 is 0), and states neither terms nor a due date" if paid else ""


def _stated(fields: Fields, credit: bool) -> dict[str, str]:
    """The ledger's columns without terms; amounts as the buyer owes them, so a credit note is negative."""
    if credit and fields.payable.startswith("-") and _known(fields.total) <= 0 and _known(fields.payable):
        reason = "is negative on a credit note: it is owed by the standard, but many programs mean a credit. Ask the supplier which it is"
        raise InputError(reason, column="amount", value=fields.payable)
    amounts = {"amount": fields.payable, "tax_amount": "" if _paid_in_part(fields) else fields.tax}
    return {
        "supplier": fields.seller or fields.seller_id,
        "buyer": fields.buyer,
        "invoice": fields.number,
        "invoice_date": str(fields.issued or ""),
        "currency": fields.currency,
        **({name: _turned(amount) for name, amount in amounts.items()} if credit else amounts),
    }


def _dues(fields: Fields, at: int, said: list[Said], read: Reads) -> dict[str, str]:
    """When it is due; and what is to be said of that, the seller and the amounts."""
    if fields.seller_id and not fields.seller:
        reason = "stands for the name of the seller (BT-27), which is missing"
        said.append(Said(at, "flagged", "missing seller name", "supplier", fields.seller_id, reason))
    found = dues(fields, _known(fields.payable), read)
    said += [Said(at, "flagged", r.kind, "terms", r.value, r.reason) for r in found.said]
    said += _partly_paid(fields, at)
    return {"due_date": str(found.due or ""), "terms": found.terms}


def _paid_in_part(fields: Fields) -> bool:
    """Whether the amount due is not that of the invoice, so that its tax is not part of it."""
    whole = OWN.add(_known(fields.total), _known(fields.rounding))
    return bool(_known(fields.prepaid)) or (bool(fields.total) and whole != _known(fields.payable))


def _known(amount: str) -> Decimal:
    """An amount, or 0 where it can't be read: the checks of all ledgers say so."""
    try:
        return money(amount, "BT-115")
    except InputError:
        return Decimal(0)


def _partly_paid(fields: Fields, at: int) -> list[Said]:
    total, prepaid, rounding = (money(a, f) for a, f in ((fields.total, "BT-112"), (fields.prepaid, "BT-113"), (fields.rounding, "BT-114")))
    left = OWN.add(OWN.subtract(total, prepaid), rounding)
    if not fields.total or not fields.payable or left == _known(fields.payable):
        return []
    reason = f"is not total less prepaid plus rounding (BT-112 − BT-113 + BT-114 = {left}); the amount due (BT-115) counts"
    return [Said(at, "flagged", "partly paid", "amount", fields.payable, reason)]


def _corrections(found: list[_Found]) -> list[Said]:
    """Corrected invoices (384) whose original stands beside them: which of both amounts is owed is the user's to say."""
    places = {(f.row["supplier"], f.row["invoice"]): f.row["file"] for f in found if f.row["invoice"]}
    said = []
    for at, one in enumerate(found):
        for number in one.corrects:
            place = places.get((one.row["supplier"], number))
            if place and place != one.row["file"] and not one.row["amount"].startswith("-"):
                reason = f"corrects {number}, which is in {place} as well; both are kept. Remove that file if this one replaces it"
                said.append(Said(at, "flagged", "corrected invoice", "invoice", one.row["invoice"], reason))
    return said


def _turned(amount: str) -> str:
    size = amount.removeprefix("+")  # XML may write one
    return size if not size.strip("-0.") else size[1:] if size.startswith("-") else f"-{size}"
