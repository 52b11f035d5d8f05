"""A second table below a list: a summary of its rows is left out, another table is refused by its row; figures by hand."""

from decimal import Decimal

import openpyxl
import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal
HEAD = "Supplier,Invoice No,Invoice Date,Due Date,Currency,Amount\n"
LIST = (
    HEAD
    + "Acme,1001,2026-01-13,2026-02-12,EUR,1000.00\n"
    + "Beta,1002,2026-01-14,2026-02-13,USD,500.00\n"
    + "Acme,1003,2026-01-15,2026-02-14,EUR,250.00\n"
    + ",,,,,\n"
)
OPEN = {"EUR": D("1250.00"), "USD": D("500.00")}
SUMMARIES = {
    "by currency, under the amounts": ",,,,Currency,Total\n,,,,EUR,1250.00\n,,,,USD,500.00\n",
    "by currency, on the left": "Currency,Total,,,,\nEUR,1250.00,,,,\nUSD,500.00,,,,\n",
    "by supplier": "Summary,,,,,\nSupplier,,,,,Total\nAcme,,,,,1250.00\nBeta,,,,,500.00\n",
    "by supplier, with a number of bills": "Supplier,Number,Total,,,\nAcme,2,1250.00,,,\nBeta,1,500.00,,,\nTotal,3,1750.00,,,\n",
    "by age": "Ageing summary,,,,,\nSupplier,Current,1-30,31-60,61-90,Total\nAcme,1250.00,0.00,0.00,0.00,1250.00\nBeta,500.00,0.00,0.00,0.00,500.00\n",
    "ages across": "Current,1-30 days,31-60 days,Total,,\n1500.00,250.00,0.00,1750.00,,\n",
    "currencies across": ",,,EUR,USD,\nTotal,,,1250.00,500.00,\n",
    "two, one below the other": "Currency,Total,,,,\nEUR,1250.00,,,,\nUSD,500.00,,,,\n,,,,,\nSupplier,Total,,,,\nAcme,1250.00,,,,\nBeta,500.00,,,,\n",
}


@pytest.mark.parametrize("door", [cf.read_ledger, lambda p: cf.scan(p).ledger()], ids=["in memory", "in batches"])
@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_whose_figures_are_sums_of_the_list_is_left_out(tmp_path, name, door):
    """Its rows were rejected as invoices without a date, or the file refused."""
    found = door(write(tmp_path, LIST + SUMMARIES[name])).findings
    assert found.amount_accepted == OPEN and (found.accepted, found.rejected) == (3, 0)
    said = found.frame[found.frame["status"] == "ignored"]
    lines = [at for at, line in enumerate(SUMMARIES[name].splitlines()) if line.strip(",")]
    assert said[said["kind"] == "summary row"]["row"].tolist() == [6 + at for at in lines]
    assert [w for w in ("1250.00", "1500.00") if w in said[said["kind"] == "summary row"]["reason"].iloc[0]]
    assert found.rows_read == found.accepted + found.ignored


def test_a_summary_in_a_workbook_is_left_out(tmp_path):
    made = openpyxl.Workbook()
    rows = [line.split(",") for line in LIST.splitlines()]
    for row in rows[:1]:
        made.active.append(row)
    for row in rows[1:]:
        made.active.append([*row[:5], float(row[5])] if row[0] else [None] * 6)
    for row in (
        ["Supplier", None, None, None, None, "Total"],
        ["Acme", None, None, None, None, 1250.0],
        ["Beta", None, None, None, None, 500.0],
    ):
        made.active.append(row)
    made.save(tmp_path / "a.xlsx")
    found = cf.read_ledger(tmp_path / "a.xlsx").findings
    assert found.amount_accepted == OPEN and found.rejected == 0


@pytest.mark.parametrize(
    "second, begins, until",
    [
        ("Bank,Account,From,To,Currency,Amount\nHSBC,1,2026-01-13,2026-02-12,EUR,99000.00\n", 6, 7),
        ("From,To,Bank,Ref,Cur,To\nHSBC,ING,x,y,EUR,12.00\n", 6, 7),
        ("Company 2000,,,,,\nVendor,Document,Posting Date,Net Due,Curr,Open Amount\nZeta,2001,2026-01-13,2026-02-12,GBP,1000.00\n", 7, 8),
        ("Supplier,Current,1-30,31-60,61-90,Total\nAcme,1300.00,0.00,0.00,0.00,1300.00\nBeta,500.00,0.00,0.00,0.00,500.00\n", 6, 8),
    ],
    ids=["accounts of banks", "words that name nothing", "another company's list", "an ageing of another day"],
)
def test_another_table_is_refused_by_the_row_where_it_begins(tmp_path, second, begins, until):
    """One of them was refused by 'Amount' that holds 'To', without a row."""
    error = refused(write(tmp_path, LIST + second))
    assert error.row == begins and "holds a second table: this row is another header" in str(error)
    assert f"take out what stands in rows {begins} to {until}" in error.hint


def test_bills_below_without_dates_are_no_summary(tmp_path):
    """Two bills that lack their dates, under a line of words, are not what the rows above add up to."""
    ledger = cf.read_ledger(write(tmp_path, LIST + "Not yet approved,see below,,,,\nCara,2001,,,EUR,77.00\n"), most_rejected=1)
    assert money(ledger)[0] == OPEN
    assert "summary row" not in ledger.findings.frame["kind"].tolist()
    assert 7 in ledger.findings.frame[ledger.findings.frame["status"] == "rejected"]["row"].tolist()
