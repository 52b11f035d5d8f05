"""A currency that only the number formats of a workbook show is read where nothing else says one; figures by hand."""

from decimal import Decimal

import openpyxl
import pytest

import cashflow as cf
from tests.exports import money, refused

D = Decimal
HEAD = ["Supplier", "Inv no", "Date", "Due", "Amount"]


def book(folder, *formats, head=HEAD, more=()):
    """Bills of 1,000.50, 50.00 and so on, each shown in a format."""
    made = openpyxl.Workbook()
    made.active.append([*head])
    for at, (amount, form) in enumerate(zip((1000.5, 50, 7), formats, strict=False)):
        made.active.append(["Alder", f"A-{at}", "2026-02-03", f"2026-03-{at + 10}", amount, *more])
        made.active.cell(at + 2, 5).number_format = form
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@pytest.mark.parametrize("form, code", [
    ("[$€-407] #,##0.00", "EUR"),
    ('#,##0.00\\ "€"', "EUR"),
    ('_-* #,##0.00\\ [$€-40C]_-;\\-* #,##0.00\\ [$€-40C]_-', "EUR"),
    ("[$£-809]#,##0.00", "GBP"),
    ("[$USD] #,##0.00", "USD"),
    ("[$$-409]#,##0.00", "USD"),
    ("[$CHF-807] #,##0.00", "CHF"),
    ('#,##0.00 "EUR"', "EUR"),
])  # fmt: skip
def test_a_currency_of_number_formats_is_read(tmp_path, form, code):
    ledger = cf.read_ledger(book(tmp_path, form, form))
    assert money(ledger)[0] == {code: D("1050.50")}
    assert "number formats" in ledger.findings.layout.why["currency"]


def test_each_row_has_the_currency_that_it_is_shown_in(tmp_path):
    ledger = cf.read_ledger(book(tmp_path, "[$€-407] #,##0.00", "[$£-809]#,##0.00", "[$€-2] #,##0.00"))
    assert money(ledger)[0] == {"EUR": D("1007.50"), "GBP": D("50.00")}


@pytest.mark.parametrize("forms", [("#,##0.00", "#,##0.00"), ('"$"#,##0.00', '"$"#,##0.00'), ("[$€-407] #,##0.00", "#,##0.00")])
def test_where_some_amount_shows_none_or_one_of_several_it_is_asked_for(tmp_path, forms):
    assert [a["type"].split()[0] for a in refused(book(tmp_path, *forms)).ask] == ["--currency"]


def test_a_column_of_currencies_goes_before_formats(tmp_path):
    """Amounts in dollars are often shown by the format of the column, in euros."""
    path = book(tmp_path, "[$€-407] #,##0.00", "[$€-407] #,##0.00", head=[*HEAD, "Currency"], more=["USD"])
    assert money(cf.read_ledger(path))[0] == {"USD": D("1050.50")}


def test_a_title_above_and_skipped_rows_do_not_move_the_formats(tmp_path):
    path = book(tmp_path, "[$€-407] #,##0.00", "[$£-809]#,##0.00")
    made = openpyxl.load_workbook(path)
    made.active.insert_rows(1, 2)
    made.active.insert_cols(1)
    made.active["B1"] = "Open bills"
    made.save(path)
    want = {"EUR": D("1000.50"), "GBP": D("50.00")}
    assert money(cf.read_ledger(path))[0] == want == money(cf.read_ledger(path, skip_rows=2))[0]
