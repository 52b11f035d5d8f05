"""Types of e-invoices: the codes of UNTDID 1001 that EN 16931 allows for BT-3, and which of them ask for no payment."""

from __future__ import annotations

__all__ = ["CORRECTED", "CREDIT_TYPES", "INVOICE_TYPES", "NO_PAYABLES"]

CORRECTED = "384"
"""A corrected invoice: it may replace the one it names, or state the difference."""

CREDIT_TYPES = frozenset(map(str, (81, 83, 261, 262, 296, 308, 381, 396, 420, 458, 502, 503, 532)))
"""Credit notes: what they say is owed to the buyer."""

NO_PAYABLES = {
    "102": "tax notification",
    "130": "invoicing data sheet",
    "325": "proforma invoice",
    "553": "forwarder's invoice discrepancy report",
    "817": "claim notification",
    "870": "consular invoice",
    "935": "customs invoice",
}
"""Documents beside an invoice, by code; nothing is to be paid on them, and their amounts come again with the invoice itself."""

INVOICE_TYPES = frozenset(
    map(
        str,
        (
            *(71, 80, 82, 84, 202, 203, 204, 211, 218, 219, 295, 326, 331, 380, 382, 383, 384, 385, 386, 387, 388, 389, 390, 393, 394),
            *(395, 456, 457, 471, 472, 473, 500, 501, 527, 575, 623, 633, 751, 780, 875, 876, 877),
        ),
    )
)
"""Invoices, debit notes and the like that ask for payment: what they say is owed by the buyer."""
