"""Published examples: tests/tables/schemes_published.csv, each row with its source; a row is one invoice and one scheme."""

import csv
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pandas as pd
import pytest

import cashflow as cf
from cashflow import schemes

with open(Path(__file__).parent / "tables" / "schemes_published.csv", newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["source"])
def test_published(row):
    """Paid on `start` and not on `end` by a discount or a sale; on `end` and not on `start` by interest."""
    start, end = (date.fromisoformat(row[k]) for k in ("start", "end"))
    option = {"scheme": row["scheme"]} | dict(pair.split("=") for pair in row["settings"].split("; "))
    earlier = schemes.SCHEMES[row["scheme"]].earlier
    due, extend = (start, {"to": end}) if row["nature"] == "interest" else (end, {"early": "immediate"} if earlier else {"days": 0})
    invoice = {"supplier": "S", "invoice": "1", "invoice_date": start - timedelta(days=10), "amount": row["amount"], "due_date": due}
    book = cf.read_ledger(pd.DataFrame([invoice]).astype(str).assign(currency="USD", terms=""))
    offer = cf.Offer(extend=extend, options=[option])
    policy = cf.PaymentPolicy(as_of=start - timedelta(days=1))
    legs = cf.compare(book, cf.Scenario("s", offer), policy=policy, quarters=("2025-01-01", "2025-12-31")).legs
    amount = legs[legs["nature"] == row["nature"]]["amount"].sum()
    assert round(amount, int(row["digits"])) == D(row["printed"])
