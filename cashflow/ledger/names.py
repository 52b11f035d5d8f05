"""Names of columns as ours are written."""

from __future__ import annotations

__all__ = ["OWN_COLUMNS", "tidied"]

OWN_COLUMNS = (
    "supplier", "invoice", "invoice_date", "amount", "amount_minor", "currency", "terms", "due_date", "paid_date", "tax_amount",
    "open_amount", "paid_amount",
)  # fmt: skip
"""The columns of a ledger, beside the dates that terms count from (`EVENT_COLUMNS`); any other is an attribute."""


def tidied(name: object) -> str:
    """A name as ours are written.

    Examples
    --------
    >>> tidied(" Invoice Date ")
    'invoice_date'
    """
    return str(name).strip().lower().replace(" ", "_")
