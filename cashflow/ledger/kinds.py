"""The kinds of findings: a published list, since a waiver names them and tables are grouped by them."""

from __future__ import annotations

__all__ = ["ELSEWHERE", "FLAGGED", "IGNORED", "KINDS", "REJECTED"]

REJECTED = {
    "broken row": "more fields than the header has, text beside a cell's quotes, or a NUL character",
    "missing supplier": "no supplier",
    "may be a total": "a word for a sum where a supplier's name should be, as Carried forward, and no sum of the rows above shows it",
    "missing date": "neither an invoice date nor a due date or paid date, or a payment without its date",
    "unreadable date": "a date that can't be read, has two readings, a time or a zone, or is a placeholder where a date is needed",
    "missing currency": "no currency",
    "unknown currency": "no ISO 4217 currency",
    "unreadable amount": "an amount that is missing, can't be read, has two readings, or more decimals than its currency",
    "unreadable tax": "a tax amount that can't be read, or is not part of the amount",
    "opening balance": "what was owed before the first row, in a running balance alone: no bill says of what it is made",
    "missing terms": "no terms, no due date and no paid date",
    "unreadable terms": "terms that can't be read or have two readings; beside a due date, which then counts, the row is flagged and kept",
    "missing event date": "terms that count from a date which the row lacks",
    "due before invoice": "a due date before the invoice date",
    "contradicting amounts": "an amount that is not the open and the paid part together",
    "unreadable e-invoice": "a file that is not an e-invoice that can be read",
    "unmatched payment": "a payment that fits several invoices, or that nearly fits one",
    "wrong payment": "a payment with the wrong sign or currency, or of an invoice that is paid by its paid_date",
}
"""Kinds of rows that are left out: kind → what it means."""

FLAGGED = {
    "duplicate": "an invoice number that the supplier uses again",
    "possible duplicate": "an invoice of the same supplier, day and amount, whose number is the same but for case, spaces or leading zeros",
    "missing invoice number": "no invoice number",
    "row number as invoice number": "a table without invoice numbers: each row has its row number, said once",
    "corrected invoice": "an e-invoice (type 384) that corrects another of the same ledger; both are kept",
    "missing seller name": "an e-invoice without the seller's name; its GLN or another number stands for it",
    "discount on a part": "a discount that counts on another amount than what is due, as an e-invoice states it",
    "missing invoice date": "no invoice date; the due date counts",
    "name like a total": "a supplier called Total, Balance or the like, which may be a sum of other rows",
    "supplier of the row above": "no supplier in the row, as in merged cells; the one above counts, said once",
    "hidden row": "a row that is hidden in the workbook, as by a filter; read like the others",
    "struck-out row": "a row that is struck out in the workbook; read like the others",
    "amounts without tax": "a column of amounts without tax, where there is no other; said once",
    "total that differs": "a sum in the file that is not what was read of it",
    "currency told": "no currency; the one that was told for such rows counts, said once with how many they are and their money",
    "terms told": "no terms and no due date; the terms given for such rows count",
    "terms inferred": "a code of terms that the rows' own dates give; used where a row states no due date",
    "open balance": "an open balance that stands for the amount, one without the sign of its amount, or a paid date where nothing is paid",
    "paid without date": "a paid part without a date; it counts as paid before as_of, in no quarter's cash_paid",
    "due at once": "a credit note without terms and due date; due on its own date",
    "due when paid": "a paid row without a due date; taken as due on its paid date",
    "prepayment": "paid before the invoice date",
    "other due date": "a stated due date that is not the terms'",
    "placeholder date": "a date that stands for 'none'",
    "withdrawn currency": "a currency that was withdrawn before the invoice date",
    "lower case currency": "a currency in lower case",
    "amounts as floats": "a column with floats that are whole cents, said once",
    "other column name": "a column of a payments table under another name than ours, said once",
    "no row to join": "a row of one table that has no row in another one of the same export, said once a table",
    "unused column": "a column that looks like one of a ledger's and is not used",
    "terms ignored": "terms, or a part of them, that are not read; the stated due date counts",
    "date in a zone": "the day of a time in the zone that was given",
    "stray quote": "a quote that opens a cell and is not closed in its row; it was left out",
    "partly paid": "an e-invoice of which a part is paid or rounded",
    "other spelling": "a payment whose supplier or number the ledger spells otherwise",
    "payment difference": "a payment beyond its invoice, within the payment tolerance",
    "unallocated": "a payment, or the part of one, beyond what was open",
    "unearned discount": "a discount that was taken late, or that the contract does not give",
    "discount remainder": "what stays open where a discount was taken late, or by another amount; no offer moves it",
    "set off by age": "payments among the bills without clearing number or reference, set off against the supplier's oldest bills",
    "clearing that differs": "payments and items of one clearing number that do not add up to nothing",
    "open debit": "a payment among the bills, or the part of one, that is set off against none: a negative item; said once",
    "may be a payment": "a negative amount as large as a bill of its supplier, and nothing says whether it is a credit note; said once",
    "may be paid": "a name, number, note or terms that speak of a payment, or a status against what is open; open in full, said once",
    "may be a credit note": "a text or number that begins as a credit note's, where no amount has a sign; taken as owed, said once",
    "unknown document type": "a type of document that is not known; the sign of the amount counts; said once a type",
    "amount in own currency": "rows in the company's currency whose amount stands in its column alone: that counts; said once a column",
    "unknown status": "a status that is a code, where nothing else says what is paid: open in full; said once a code",
    "part paid, not how much": "a status says partly paid, and no column how much: open in full; said once",
    "discount not said": "paid in full by its paid_date in time for a discount, and whether it was taken is not stated",
}
"""Kinds of rows that are kept: kind → what it means."""

ELSEWHERE = {"payment elsewhere": "a payment on account, or of an invoice that is not in this ledger"}
"""Kinds of payments that belong to no invoice of the ledger and are no mistake: kind → what it means."""

IGNORED = {
    "title row": "a line above the header",
    "header row": "the first row of a header of two",
    "total row": "a sum of other rows",
    "group row": "a row that names the rows below it",
    "repeated header": "the header once more",
    "note row": "a row without amount, date and number",
    "summary row": "a row of a summary below the list, whose figures are sums of its rows",
    "footer": "a line below the last item",
    "line of a bill": "a further line of a bill, whose total is read once",
    "blank row": "nothing in the row",
    "no invoice": "a row or file that is not an invoice",
    "other account": "a line of a customer's or another account, not of a supplier",
    "cleared payment": "a payment with a clearing date; the items that it has cleared say so themselves",
    "payment row": "a payment among the bills: it is counted among the payments",
    "same posting": "a posting that is in another file of the same export as well",
    "no ledger": "a file of a folder that is not a ledger, or a table that another one is joined with",
    "no payable": "a row or an e-invoice that asks for no payment: a proforma invoice, or all is paid",
    "customer row": "a customer's item in a list of suppliers and customers",
}
"""Kinds of rows that are ignored: kind → what it means."""

KINDS = REJECTED | FLAGGED | ELSEWHERE | IGNORED
"""All kinds."""
