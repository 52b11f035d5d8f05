"""The WideWorldImporters purchase ledger as plain rows, read with csv alone."""

import csv
import os
from pathlib import Path

SHARED = Path(os.environ.get("CASHFLOW_SHARED", Path(__file__).parents[2] / "shared"))
FOLDER = SHARED / "data" / "wwi"


def wwi_rows():
    """Invoices: supplier, invoice, invoice_date, amount (text), terms, paid_date (text, empty if open)."""
    with open(FOLDER / "Purchasing.Suppliers.csv", newline="", encoding="utf-8-sig") as file:
        suppliers = {r["SupplierID"]: (r["SupplierName"], int(r["PaymentDays"])) for r in csv.DictReader(file)}
    rows = []
    with open(FOLDER / "Purchasing.SupplierTransactions.csv", newline="", encoding="utf-8-sig") as file:
        for r in csv.DictReader(file):
            if r["TransactionTypeID"] != "5":
                continue
            name, days = suppliers[r["SupplierID"]]
            paid = r["FinalizationDate"] if float(r["OutstandingBalance"]) == 0 else ""
            rows.append(
                {
                    "supplier": name,
                    "invoice": r["SupplierInvoiceNumber"],
                    "invoice_date": r["TransactionDate"],
                    "amount": r["TransactionAmount"],
                    "terms": f"net {days}",
                    "payment_days": days,
                    "paid_date": paid,
                }
            )
    return rows
