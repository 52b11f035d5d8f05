"""The kinds of findings: a published list, since a waiver names them and tables are grouped by them."""

from __future__ import annotations

__all__ = ["ELSEWHERE", "FLAGGED", "IGNORED", "KINDS", "REJECTED"]

REJECTED = {
    "broken row": "more fields than the header has, text beside a cell's quotes, or a NUL character",
    "missing supplier": "no supplier",
    "missing date": "no invoice date, or a payment without its date",
    "unreadable date": "a date that can't be read, has two readings, a time or a zone, or is a placeholder where a date is needed",
    "missing currency": "no currency",
    "unknown currency": "no ISO 4217 currency",
    "unreadable amount": "an amount that is missing, can't be read, has two readings, or more decimals than its currency",
    "unreadable tax": "a tax amount that can't be read, or is no part of the amount",
    "missing terms": "no terms and no due date",
    "unreadable terms": "terms that can't be read or have two readings",
    "missing event date": "terms that count from a date which the row lacks",
    "due before invoice": "a due date before the invoice date",
    "unreadable e-invoice": "a file that is no e-invoice that can be read",
    "unmatched payment": "a payment that fits several invoices, or that nearly fits one",
    "wrong payment": "a payment with the wrong sign or currency, or of an invoice that is paid by its paid_date",
}
"""Kinds of rows that are left out: kind → what it means."""

FLAGGED = {
    "duplicate": "an invoice number that the supplier uses again",
    "missing invoice number": "no invoice number",
    "row number as invoice number": "a table without invoice numbers: each row has its row number, said once",
    "prepayment": "paid before the invoice date",
    "other due date": "a stated due date that is not the terms'",
    "placeholder date": "a date that stands for 'none'",
    "withdrawn currency": "a currency that was withdrawn before the invoice date",
    "lower case currency": "a currency in lower case",
    "terms passed over": "terms, or a part of them, that are not read; the stated due date counts",
    "date in a zone": "the day of a time in the zone that was told",
    "stray quote": "a quote that opens a cell and is not closed in its row; it was left out",
    "partly paid": "an e-invoice of which a part is paid or rounded",
    "other spelling": "a payment whose supplier or number the ledger spells otherwise",
    "payment difference": "a payment beyond its invoice, within the payment tolerance",
    "unallocated": "a payment, or the part of one, beyond what was open",
    "unearned discount": "a discount that was taken late, or that the contract does not give",
    "discount remainder": "what stays open where a discount was taken too late; no offer moves it",
    "discount not said": "paid in full by its paid_date in time for a discount, and nothing says whether it was taken",
}
"""Kinds of rows that are kept: kind → what it means."""

ELSEWHERE = {"payment elsewhere": "a payment on account, or of an invoice that is not in this ledger"}
"""Kinds of payments that belong to no invoice of the ledger and are no mistake: kind → what it means."""

IGNORED = {
    "title row": "a line above the header",
    "total row": "a sum of other rows",
    "group row": "a row that names the rows below it",
    "repeated header": "the header once more",
    "note row": "a row without amount, date and number",
    "footer": "a line below the last item",
    "line of a bill": "a further line of a bill, whose total is read once",
    "blank row": "nothing in the row",
    "no invoice": "a row or file that is no invoice",
    "no payable": "a row or an e-invoice of a type that asks for no payment, as a proforma invoice",
}
"""Kinds of rows that are passed over: kind → what it means."""

KINDS = REJECTED | FLAGGED | ELSEWHERE | IGNORED
"""All kinds."""
