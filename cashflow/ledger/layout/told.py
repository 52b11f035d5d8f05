"""What may be told of a table's layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import InputError, must_choose

__all__ = ["TOLD", "LayoutOptions", "map_of"]

TOLD = (
    "supplier", "invoice", "invoice_date", "amount", "open_amount", "paid_amount", "currency", "terms", "due_date",
    "paid_date", "tax_amount", "posting_date", "receipt_date", "goods_receipt_date", "service_date", "order_date",
    "statement_date", "bill_of_lading_date", "debit", "credit", "debit_credit", "document_type", "supplier_number",
)  # fmt: skip
"""What `map` can name."""


def map_of(given: Any) -> dict[str, str]:
    """``{"supplier": "Kreditor"}``, or texts like ``supplier=Kreditor``, as a table."""
    if given is None:
        return {}
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, Mapping):
        if not isinstance(given, Iterable) or not all(isinstance(g, str) for g in given):
            raise InputError("must be a table", column="map", value=given, hint='Write map = { supplier = "Kreditor" }')
        pairs = [g.partition("=") for g in given]
        for ours, _, theirs in pairs:
            if not theirs.strip():
                raise InputError(
                    "must name one of our columns and the file's", column="map", value=ours, hint="Write --map supplier=Kreditor"
                )
        given = {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
    for ours, theirs in given.items():
        if ours not in TOLD:
            raise must_choose("is no column of a ledger", "column of the ledger", ours, TOLD)
        if not isinstance(theirs, str) or not theirs.strip():
            raise InputError("must be the name of a column", column=f"map {ours}", value=theirs)
    return dict(given)


@frozen(kw_only=True)
class LayoutOptions:
    """What the user says of a table's layout."""

    map: Mapping[str, str] = field(factory=dict, converter=map_of)
    profile: str | None = None
    sign: str | None = None
    currency: str | None = None
    decimal: str | None = None
    terms: str | None = None
