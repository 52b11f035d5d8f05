"""Currencies stand in order of the alphabet, on a terminal as on a page, whatever the ledger's own order and whichever moves most."""

import io
import re

import numpy as np
import openpyxl
import pandas as pd
from attrs import evolve

import cashflow as cf
from cashflow.ledger.model import Category
from cashflow.report.screens import SCREENS

NAMES = ["CHF", "EUR", "GBP", "USD"]


def ledger():
    """USD has the most items and the most money, and is numbered first."""
    rows = [("Acme", c, f"{amount}.00") for c, amount in (("USD", 9000), ("USD", 8000), ("GBP", 70), ("EUR", 600), ("CHF", 5))]
    frame = pd.DataFrame(rows, columns=["supplier", "currency", "amount"])
    frame = frame.assign(invoice=[str(n) for n in range(len(rows))], invoice_date="2025-05-02", due_date="2025-06-12")
    read, order = cf.read_ledger(frame), ("USD", "GBP", "EUR", "CHF")
    place = np.array([order.index(c) for c in read.currency.values], np.int32)
    return evolve(read, currency=Category(place[read.currency.codes], order))


def named(text):
    """Currencies in the order in which they are first named."""
    return list(dict.fromkeys(re.findall(r"\b(?:CHF|EUR|GBP|USD)\b", text)))


def test_one_order_everywhere(tmp_path):
    policy, shown = cf.PaymentPolicy(as_of="2025-05-31"), ("2025-04-01", "2025-09-30")
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.065", "ACT/360")], funding_rate="0.08")
    book = ledger()
    for result in (cf.compare(book, cf.Scenario("Later", offer), policy, quarters=shown), cf.project(book, policy, quarters=shown)):
        page = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]+>", " ", result.to_html(), flags=re.DOTALL)
        screen = SCREENS[result.KIND](result)
        assert named(str(result)) == named(page) == named(str(result.sentences())) == NAMES
        assert named("\n".join(screen.answers)) == named(str(screen.tables)) == NAMES
        assert [*result.to_dict()["currencies"]] == list(dict.fromkeys(result.quarters["currency"])) == NAMES
        sheet = openpyxl.load_workbook(result.to_excel(tmp_path / "report.xlsx"))["Summary"]
        stream = io.StringIO()
        for row in sheet.iter_rows(values_only=True):
            print(*row, file=stream)
        assert named(stream.getvalue()) == NAMES
