"""Where a list of several currencies has the largest alone, each amount is ranked by its share of its currency: a yen is no cent."""

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.groupby import ranks_by_share
from cashflow.report.workbook import changes_sheet
from cashflow.report.workbook.leg_rows import leg_rows

from .pages_made import compared, offer
from .workbooks import book

SIZES = (500, 400, 300, 200, 100, 90, 80, 70, 60, 50)
SIX = ["E0", "E1", "E2", "J0", "J1", "J2"]


def mixed(currencies=("EUR", "JPY"), times=(1, 160)):
    """Ten suppliers a currency, of amounts that are alike in worth: E0, J0, E1, J1 … are the largest."""
    rows = [
        [f"{c[0]}{n}", f"{c}-{n}", "2025-05-01", str(size * t), "2025-06-20", c, ""]
        for n, size in enumerate(SIZES)
        for c, t in zip(currencies, times, strict=True)
    ]
    return compared(rows, offer(options=[cf.LaterWithInterest(0.065, "ACT/360")]))


@pytest.fixture(scope="module")
def result():
    return mixed()


def test_legs_stand_one_by_one_of_each_currency(result):
    """Twelve rows: of the three largest of each currency what is paid later, and what is no longer paid; their interest is small."""
    legs, ledger = leg_rows(result, 12).legs, result.payments.ledger
    alone = legs.invoice[legs.invoice >= 0]
    assert sorted(ledger.supplier.values[s] for s in ledger.supplier.codes[alone]) == [n for n in SIX for _ in range(2)]
    assert int(legs.amount.sum()) == int(leg_rows(result, 10_000).legs.amount.sum())
    said = openpyxl.load_workbook(io.BytesIO(book(result, most_legs=12)), data_only=True)["Legs"]["A6"].value
    assert said.startswith("12 rows one by one, the largest payments by share of their currency; ")


def test_the_change_list_has_the_largest_of_each_currency(result, monkeypatch):
    monkeypatch.setattr(changes_sheet, "MOST_ROWS", 6)
    sheet = openpyxl.load_workbook(io.BytesIO(book(result)), data_only=True)["Change list"]
    assert sorted(row[3].value for row in sheet.iter_rows(min_row=8) if row[3].value) == SIX
    assert sheet["A6"].value == "The 6 largest of 20 items by share of their currency; legs.csv has all."


def test_of_one_currency_nothing_is_said_of_shares(monkeypatch):
    monkeypatch.setattr(changes_sheet, "MOST_ROWS", 6)
    sheet = openpyxl.load_workbook(io.BytesIO(book(mixed(("EUR",), (1,)))), data_only=True)["Change list"]
    assert [row[3].value for row in sheet.iter_rows(min_row=8) if row[3].value] == [f"E{n}" for n in range(6)]
    assert sheet["A6"].value == "The 6 largest of 10 items; legs.csv has all."


def test_the_report_names_the_largest_suppliers_of_each_currency(result):
    said = str(result.render("text")).partition("Suppliers that accept")[2]
    assert said.startswith(", the largest 8 of 20, of each currency in turn; made whole")
    names = [line.split()[0] for line in said.splitlines()[1:] if line[:1] in ("E", "J") and line[1:2].isdigit()]
    assert names[:8] in ([f"{c}{n}" for c in order for n in range(4)] for order in ("EJ", "JE"))
    assert ", the largest 8 of 10; made whole" in str(mixed(("EUR",), (1,)).render("text"))


def test_payments_of_other_invoices_begin_with_the_largest_share():
    """Of EUR 1,000 and of JPY 99,000: the first pays 90 %, Yen 80 %; without signs."""
    rows = pd.DataFrame(
        {"supplier": ["A"], "invoice": ["1"], "invoice_date": "2025-05-01", "amount": ["5"], "terms": "net 30", "currency": "EUR"}
    )
    paid = pd.DataFrame(
        {
            "supplier": ["Small", "Yen", "Yens", "Euro"],
            "invoice": ["7", "8", "9", "10"],
            "amount": ["100", "79200", "19800", "900"],
            "currency": ["EUR", "JPY", "JPY", "EUR"],
            "paid_date": "2025-05-20",
        }
    )
    assert cf.read_ledger(rows, payments=paid).payments_elsewhere["supplier"].tolist() == ["Euro", "Yen", "Yens", "Small"]


@given(st.lists(st.tuples(st.integers(-(2**63) + 1, 2**63 - 1), st.integers(0, 2)), max_size=30))
def test_within_a_currency_no_larger_amount_ranks_lower(rows):
    sizes, code = (np.array([r[at] for r in rows], np.int64) for at in (0, 1))
    share = ranks_by_share(sizes, code)
    for at in range(3):
        mine = np.flatnonzero(code == at)
        mine = mine[np.argsort(sizes[mine], kind="stable")]
        assert (np.diff(share[mine]) >= 0).all() and (np.abs(share[mine]) <= 1).all()
