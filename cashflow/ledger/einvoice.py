"""E-invoices as a table: files of UBL or CII, alone or inside a PDF, one row each; the fields are those of EN 16931.

Reading is factur-x's; what a hostile file may do is kept out here: no document type, no entities, no network, a size limit.
"""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation, Overflow
from pathlib import Path
from typing import Any

import numpy as np

from cashflow.basics.decimals import OWN
from cashflow.basics.errors import InputError, first_line
from cashflow.basics.folders import files_in, is_folder, is_there, no_such_file
from cashflow.basics.frames import pd
from cashflow.basics.receipts import read_bytes
from cashflow.basics.shown import file_name
from cashflow.ledger.einvoice_dues import dues
from cashflow.ledger.einvoice_types import CREDIT_TYPES, INVOICE_TYPES, NO_PAYABLES
from cashflow.ledger.table import Said, Table
from cashflow.terms import PaymentTerms
from cashflow.terms.dated import take_dates

__all__ = ["holds_einvoices", "read_einvoices"]

_ENDINGS = (".xml", ".pdf")
_LARGEST = 20_000_000  # bytes; invoices with attachments stay below
_MOST_DIGITS = 40  # of an amount
_COLUMNS = ("supplier", "invoice", "invoice_date", "amount", "currency", "terms", "due_date", "tax_amount", "buyer", "file")
_NAMES = {"BT-1": "invoice", "BT-2": "invoice_date", "BT-5": "currency", "BT-9": "due_date", "BT-115": "amount"}
_OTHER_KINDS = {
    "FatturaElettronica": "FatturaPA",
    "CrossIndustryDocument": "ZUGFeRD 1",
    "SCRDMCCBDACIOMessageStructure": "Order-X (an order)",
    "Order": "UBL (an order)",
    "Facturae": "Facturae",
    "eSlog": "e-SLOG",
    "Faktura": "the Polish KSeF",
}
_TYPED = "declares a document type, which no e-invoice does; its entities are not read"
_DISCOUNTS = ("ApplicableTradePaymentDiscountTerms", "SettlementDiscountPercent", "SettlementDiscountAmount")


def holds_einvoices(path: Path) -> bool:
    """Whether a path is read as e-invoices: a folder, or a file that ends in .xml or .pdf."""
    return is_folder(path) or path.suffix.lower() in _ENDINGS


def read_einvoices(path: Path, dialect: str | None, codes: Mapping[str, Any] | None) -> Table:
    """A row for each file, in order of their names; what was wrong with a file is said beside it."""
    facturx = _facturx(path)
    folder = is_folder(path)
    files = files_in(path) if folder else [path]
    names = [file_name(f.relative_to(path) if folder else f.name) for f in files]
    if not files:
        raise InputError("is an empty folder", file=path, hint="Name a CSV file, or a folder of e-invoices")
    if not any(f.suffix.lower() in _ENDINGS for f in files):
        hint = "Name a CSV file, or a folder of e-invoices"
        raise InputError("is a folder without an e-invoice (.xml or .pdf)", file=path, hint=hint)
    rows: list[dict[str, str]] = []
    said: list[Said] = []
    for at, (file, name) in enumerate(zip(files, names, strict=True)):
        row = dict.fromkeys(_COLUMNS, "") | {"file": name}
        if file.suffix.lower() not in _ENDINGS:
            said.append(Said(at, "ignored", "no invoice", "", "", "is no e-invoice: neither .xml nor .pdf"))
        else:
            try:
                found = _fields(file, facturx)
                beside = NO_PAYABLES.get(found["type"])
                if beside:
                    reason = f"is a {beside} (type code {found['type']}), which is no payable"
                    said.append(Said(at, "ignored", "no payable", "", "", reason))
                else:
                    row |= _row(found, at, said, dialect, codes)
            except InputError as wrong:
                value = "" if wrong.value is None else str(wrong.value)
                said.append(Said(at, "rejected", "unreadable e-invoice", wrong.column or "file", value, wrong.reason))
        rows.append(row)
    return Table(pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object), np.zeros(0, np.int64), path, tuple(names), tuple(said))


def _facturx(path: Path) -> Any:
    if not is_there(path):
        raise no_such_file(path)
    try:
        import facturx
    except ImportError:
        hint = 'Install it: pip install "cashflow-terms[einvoice]"'
        raise InputError("e-invoices are read by the package factur-x, which is not installed", file=path, hint=hint) from None
    return facturx


def _fields(file: Path, facturx: Any) -> dict[str, Any]:
    """The fields of one file, by their names in EN 16931."""
    root = _root(_xml(file))
    kind = _OTHER_KINDS.get(root.tag.rpartition("}")[2])
    if kind:
        raise InputError(f"is XML of {kind}, which is not read; UBL and CII are. Name an export of the payables, as CSV or a workbook")
    try:
        flavor = facturx.get_flavor(root)
        with _quiet():
            found = dict(facturx.parse_ubl_cii_xml(root, flavor=flavor, level="extended", check_xsd=False, check_schematron=False))
    except KeyError as wrong:  # the package needs the currency to find the amounts
        raise InputError(f"is no e-invoice that can be read: it lacks {wrong.args[0]} (BT-5 is the currency)") from None
    except Exception as wrong:  # the package raises plain Exceptions of every kind
        said = first_line(wrong)
        raise InputError(f"is no e-invoice that can be read: {said}") from None
    if not any(found.get(k) for k in ("BT-1", "BT-2", "BT-112", "BT-115")):
        raise InputError("is no e-invoice: it has no number, date or amount where UBL or CII have them")
    found["type"] = _type(found)
    found["credit"] = found["type"] in CREDIT_TYPES or flavor == "ubl-2.1-creditnote"
    _several(found, root)
    found["structured"] = any(isinstance(e.tag, str) and e.tag.rpartition("}")[2] in _DISCOUNTS for e in root.iter())
    return found


def _several(found: dict[str, Any], root: Any) -> None:
    """Several blocks of terms become one due date, or terms of parts, where they have one reading."""
    if not isinstance(found.get("BT-9"), list):
        return
    said = dues(root, found.get("BT-2"), _number(found, "BT-115"))
    if said is not None:
        found["BT-9"] = said.due
        found["BT-20"] = said.terms or found.get("BT-20")


def _type(found: dict[str, Any]) -> str:
    """The type code, if it is one of EN 16931; a file that states none is an invoice or a credit note by its root."""
    code = _text(found.get("BT-3")).lstrip("0")
    if code and code not in INVOICE_TYPES and code not in CREDIT_TYPES and code not in NO_PAYABLES:
        reason = "is no type of invoice or credit note in EN 16931 (BT-3, UNTDID 1001), so whether it must be paid is not known"
        raise InputError(reason, column="type", value=code)
    return code


def _xml(file: Path) -> bytes:
    """The XML of a file; out of a PDF, the one attachment that is XML."""
    try:
        if file.stat().st_size > _LARGEST:
            raise InputError(f"is larger than {_LARGEST // 1_000_000} MB, which no e-invoice is")
        content = read_bytes(file)
    except OSError as wrong:
        raise InputError(f"can't be read: {wrong.strerror}") from None
    if file.suffix.lower() == ".xml":
        return content
    from pypdf import PdfReader

    try:
        with _quiet():
            attached = [(a.name, a.content) for a in PdfReader(io.BytesIO(content)).attachment_list]
    except Exception as wrong:  # a broken PDF fails in many ways
        raise InputError(f"is no PDF that can be read ({type(wrong).__name__})") from None
    found = [content for name, content in attached if name.lower().endswith(".xml")]
    if len(found) != 1:
        raise InputError(f"is a PDF with {len(found) or 'no'} XML attached; an e-invoice in a PDF has one")
    return found[0]


def _root(content: bytes) -> Any:
    """The root element; a document type, with which entities come, is refused."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as wrong:
        if b"<!DOCTYPE" in content:
            raise InputError(_TYPED) from None
        raise InputError(f"is no XML that can be read: {first_line(wrong)}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(_TYPED)
    return root


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No log lines of the reading packages: what is wrong with a file becomes a finding."""
    loggers = [logging.getLogger(n) for n in ("factur-x", "pypdf")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _row(found: dict[str, Any], at: int, said: list[Said], dialect: str | None, codes: Mapping[str, Any] | None) -> dict[str, str]:
    """The ledger's columns; amounts as the buyer owes them, so a credit note is negative."""
    for field, name in _NAMES.items():
        if isinstance(found.get(field), list):
            several = ", ".join(str(v) for v in found[field][:5])
            raise InputError(f"stands {len(found[field])} times ({field}); it must be once", column=name, value=several)
    row = {name: str(found.get(field) or "").strip() for field, name in _NAMES.items()}
    row["supplier"], row["buyer"] = (str((found.get(party) or {}).get("name") or "") for party in ("BG-4", "BG-7"))
    row["tax_amount"] = "" if _number(found, "BT-113") else _text(found.get("BT-110"))
    row["terms"] = _terms(found, row["due_date"], at, said, dialect, codes)
    due = OWN.add(OWN.subtract(_number(found, "BT-112"), _number(found, "BT-113")), _number(found, "BT-114"))
    if found.get("BT-112") and found.get("BT-115") and due != _number(found, "BT-115"):
        reason = f"is not total less prepaid plus rounding (BT-112 − BT-113 + BT-114 = {due}); the amount due (BT-115) counts"
        said.append(Said(at, "flagged", "partly paid", "amount", row["amount"], reason))
    if found["structured"] and "#SKONTO#" not in row["terms"].upper():
        said.append(
            Said(at, "flagged", "terms passed over", "terms", "", "states a discount in fields of its own, which are not read; kept")
        )
    if found["credit"]:
        row |= {name: _turned(row[name]) for name in ("amount", "tax_amount")}
    return row


def _terms(found: dict[str, Any], due: str, at: int, said: list[Said], dialect: str | None, codes: Mapping[str, Any] | None) -> str:
    """The terms' text; where it can't be read and a due date is stated, that is said and the date counts."""
    text = _text(found.get("BT-20"), "\n")
    if not text or not due or text in (codes or {}):
        return text
    try:
        PaymentTerms.parse(take_dates(text)[0], dialect)
    except InputError as wrong:
        said.append(
            Said(at, "flagged", "terms passed over", "terms", " ".join(text.split()), f"{wrong.reason}; the stated due date {due} counts")
        )
        return ""
    return text


def _text(value: Any, between: str = " ") -> str:
    return between.join(str(v) for v in value).strip() if isinstance(value, list) else str(value or "").strip()


def _number(found: dict[str, Any], field: str) -> Decimal:
    try:
        number = Decimal(_text(found.get(field)) or "0", OWN)
    except (InvalidOperation, Overflow):
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise InputError(f"is no amount of money ({field})", column="amount", value=_text(found.get(field)))
    return number


def _turned(amount: str) -> str:
    return amount if not amount or not amount.strip("-0.") else amount[1:] if amount.startswith("-") else f"-{amount}"
