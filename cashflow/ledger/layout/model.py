"""What was found of a sheet's layout, and what must be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from cashflow.ledger.opening.sheet import Opened

__all__ = ["DIFFERS", "ROLES", "SAYS_PAID", "Layout"]

ROLES = {
    "supplier": "name of the supplier",
    "supplier_number": "number of the supplier, where there is no name",
    "customer": "a customer; stands for the supplier only where that is given",
    "invoice": "the supplier's own invoice number",
    "document": "number of the posting, where there is no invoice number",
    "invoice_date": "date of the invoice",
    "posting_date": "date of the posting",
    "due_date": "date on which it is due",
    "paid_date": "date of payment, or of clearing",
    "amount": "what was invoiced, gross",
    "open_amount": "what is open",
    "paid_amount": "what is paid",
    "debit": "amount in a column of its own, if it lessens what is owed",
    "credit": "amount in a column of its own, if it adds to what is owed",
    "debit_credit": "indicator (S/H, D/C, Dr/Cr)",
    "currency": "currency of the amount",
    "terms": "terms, as text or as a code",
    "tax_amount": "tax in the amount",
    "document_type": "invoice, credit note, payment …",
    "clearing": "number of the clearing document; blank: open",
    "applied_to": "of a payment: number of the bill that it pays",
    "local_amount": "amount in the company's own currency",
    "local_currency": "the company's own currency",
    "company": "the company, where there are several",
    "local_open_amount": "what is open, in the company's own currency",
    "status": "status of the document: paid, draft, voided …",
    "approval": "whether the document was approved, or refused",
    "void_flag": "whether the document is void, cancelled or deleted: yes or no",
    "paid_flag": "whether it is paid: yes or no",
    "open_flag": "whether it is open: yes or no",
    "party_kind": "whether the row is a supplier's or a customer's",
    "line_amount": "amount of one line of a bill",
    "line_tax": "tax on one line of a bill",
    "net_amount": "amount without tax; used where no column has it with tax and another one holds the tax",
    "age": "days since it was due, or buckets of age; not read, but evidence",
}
"""What a column can be → what it means. The first words of a layout; `supplier` to `tax_amount` are the ledger's own columns."""
SAYS_PAID = frozenset({"paid_date", "paid_amount", "open_amount", "local_open_amount", "status", "paid_flag", "open_flag", "clearing"})
"""What says by itself which rows are paid: without any of them all of each amount counts as open."""


DIFFERS = "is not what was read"
"""What is said of a sum in a file that differs."""


@frozen(eq=False)
class Layout:
    """How a sheet was read; everything that was found can be told instead."""

    opened: Opened
    profile: str = "general"  # the kind of export it was taken for
    why: Mapping[str, str] = field(factory=dict)  # what was found → the evidence, in words
    header_row: int = 1  # as a spreadsheet counts; of two, the second
    columns: Mapping[str, str] = field(factory=dict)  # role → the column's own name
    unused: Mapping[str, str] = field(factory=dict)  # column's own name → what it looks like, and why it is not used
    sign: str | None = None  # "payables negative" or "payables positive", where it was found
    date_order: str | None = None  # "dmy", "mdy" or "ymd"
    decimal: str | None = None
    currency: str | None = None
    ignored: Mapping[str, int] = field(factory=dict)  # kind of row → how many
    totals: Mapping[str, str] = field(factory=dict)  # what the file itself adds up to, in words, and whether it is what was read
    roles: Mapping[str, str] = field(factory=dict)  # what `map` would say, so that the same columns are read again
    header_of_two: bool = False  # whether the row above is a part of the header, too
    ask: tuple[Mapping[str, Any], ...] = ()  # each of `cashflow.basics.errors.asked`

    @property
    def differs(self) -> list[str]:
        """The file's own sums that are not what was read, in words."""
        return [words for words in self.totals.values() if DIFFERS in words]

    def to_dict(self) -> dict[str, Any]:
        """As ``--json`` prints it under ``layout``."""
        opened = self.opened
        return {
            "profile": self.profile,
            "encoding": opened.encoding,
            "separator": opened.separator,
            "sheet": opened.sheet,
            "header_row": self.header_row,
            "columns": dict(self.columns),
            "sign": self.sign,
            "date_order": self.date_order,
            "decimal": self.decimal,
            "currency": self.currency,
            "ignored": dict(self.ignored),
        }
