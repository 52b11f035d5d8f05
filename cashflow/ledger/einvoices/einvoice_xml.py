"""Bytes of an e-invoice as its root element; what a hostile file may do is kept out: no document type, no entities, no network."""

from __future__ import annotations

import codecs
import re
from typing import Any

from cashflow.basics.errors import InputError, first_line

__all__ = ["LARGEST", "name_of", "root_of"]

_LONG_TEXT = 10_000_000  # of one element, from which on libxml2 must be asked
LARGEST = 20_000_000
"""Bytes of one e-invoice; those with attachments stay below."""

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:"
_READ = {"Invoice": f"{_UBL}Invoice-2", "CreditNote": f"{_UBL}CreditNote-2", "CrossIndustryInvoice": f"{_CII}100"}
_OTHER_KINDS = {
    "FatturaElettronica": "FatturaPA",
    "FatturaElettronicaSemplificata": "FatturaPA",
    "CrossIndustryDocument": "ZUGFeRD 1",
    "SCRDMCCBDACIOMessageStructure": "Order-X (an order)",
    "Order": "UBL (an order)",
    "OrderResponse": "UBL (an order response)",
    "DespatchAdvice": "UBL (a notice of delivery)",
    "ApplicationResponse": "UBL (an answer to an invoice)",
    "AttachedDocument": "UBL (a container of documents)",
    "DebitNote": "UBL (a debit note)",
    "Reminder": "UBL (a reminder)",
    "SelfBilledInvoice": "UBL (a self-billed invoice of UBL 2.0)",
    "Facturae": "Facturae",
    "eSlog": "e-SLOG",
    "Faktura": "the Polish KSeF",
    "Finvoice": "Finvoice",
    "Comprobante": "CFDI",
    "INVOIC02": "an SAP IDoc",
    "cXML": "cXML",
}
_OTHER_NAMESPACES = {
    "ebinterface.at": "ebInterface",
    "rep.oio.dk": "OIOXML",
    "urn:sfti:": "Svefaktura",
    "facturae": "Facturae",
}
_NOT_READ = "which is not read; UBL 2 and CII are. Name an export of the payables, as CSV or a workbook"
_TYPED = "declares a document type, which no e-invoice does; its entities are not read"
_ENCODING = re.compile(rb"""<\?xml[^>]{0,60}encoding=["']([^"']*)["']""")
_UTF_16 = re.compile(rb"""<\?xml[^>]{0,60}encoding=["']utf-16""", re.IGNORECASE)


def name_of(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def root_of(content: bytes) -> Any:
    """The element that is the invoice, also inside the envelope of Peppol; other kinds of XML are refused by their names."""
    root = _parsed(content)
    if name_of(root) == "StandardBusinessDocument":
        inside = [e for e in root if name_of(e) not in ("", "StandardBusinessDocumentHeader")]
        if len(inside) != 1:
            raise InputError(f"is an envelope with {len(inside) or 'no'} documents in it; it must hold one")
        root = inside[0]
    name, space = name_of(root), root.tag.rpartition("}")[0].lstrip("{")
    other = _OTHER_KINDS.get(name) or next((k for part, k in _OTHER_NAMESPACES.items() if part in space.lower()), None)
    if other:
        raise InputError(f"is XML of {other}, {_NOT_READ}")
    if name not in _READ:
        raise InputError(f"is not an e-invoice that can be read: its root is '{name}', not the one of UBL or CII")
    wanted = _READ[name]
    if space != wanted and not (space.startswith(_CII) and wanted.startswith(_CII)):
        said = f"of the namespace '{space}'" if space else "without a namespace"
        raise InputError(f"is not an e-invoice that can be read: it is '{name}' {said}; the one that is read is of '{wanted}'")
    return root


def _has_long_text(content: bytes) -> bool:
    """Whether a text may be longer than the parser takes unasked, as that of a large attachment; never where entities may be declared."""
    if len(content) <= _LONG_TEXT or b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        return False
    stated = _ENCODING.match(content)
    return stated is None or stated[1].lower() in (b"utf-8", b"us-ascii")


def _parsed(content: bytes) -> Any:
    from lxml import etree

    content = content.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    told = "utf-8" if _UTF_16.match(content) else None  # the declaration is in single bytes, so it is wrong
    safe = {"resolve_entities": False, "load_dtd": False, "no_network": True, "encoding": told}
    try:
        root = etree.fromstring(content, etree.XMLParser(**safe, huge_tree=_has_long_text(content)))
    except (etree.XMLSyntaxError, ValueError, LookupError) as wrong:
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise InputError(_TYPED) from None
        raise InputError(f"is not XML that can be read: {first_line(wrong)}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(_TYPED)
    return root
