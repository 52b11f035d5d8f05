"""Rows that are made as text are what XlsxWriter makes of the same cells."""

import io

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

import cashflow as cf
from cashflow.basics.days import to_day
from cashflow.report.workbook.page import Page
from cashflow.report.workbook.styles import NewBook

from .test_workbook import opened, rows
from .workbooks import INTEREST, book, compared, later

TEXTS = ["Acme", '=1+1 & <b> "x" _x0041_', " ends in a blank ", "Acme", "<r>not XML</r>"]
MINOR = [123_456, -5, 0, 10**15 + 1, 7]
CURRENCIES = ["EUR", "JPY", "EUR", "EUR", "JPY"]
SHARES = [0.1, 1 / 3, 1.0, 2.5e-7, 0.0]
DAYS = [to_day(d) for d in ("2025-06-30", "2024-02-29", "1999-12-31", "2025-01-01", "2030-10-10")]
FORMULAS = ['IF(B#>0,"a<b","a&b")', "B#*2", "B#*2", "SUM(B2:B#)", "B#*2"]
VALUES = ["a<b", -0.1, 0, "", 14]
SOME = [1, 3]


def one_by_one(page):
    for row in range(5):
        page.text(1 + row, 0, TEXTS[row])
        page.money(1 + row, 1, MINOR[row], CURRENCIES[row])
        page.number(1 + row, 3, SHARES[row], "rate")
        page.day(1 + row, 4, DAYS[row])
        page.formula(1 + row, 5, FORMULAS[row].replace("#", str(row + 2)), VALUES[row], "yes")
    for row in SOME:
        page.sum(1 + row, 6, f"B{row + 2}", MINOR[row], CURRENCIES[row])
        page.sheet.write_blank(1 + row, 27, None, page.new.style("rate_input"))


def by_columns(page):
    table = page.long_table(1, 5)
    table.texts(0, TEXTS)
    table.money(1, MINOR, CURRENCIES)
    table.numbers_of(3, SHARES, style="rate")
    table.days(4, DAYS)
    table.formulas(5, FORMULAS, VALUES, style="yes")
    table.sums(6, ["B#"] * 2, [MINOR[r] for r in SOME], [CURRENCIES[r] for r in SOME], SOME)
    table.blanks(27, "rate_input", SOME)
    table.done()


def made(fill):
    """The sheet as it is read, what is said of long amounts, and where the sheet ends."""
    new, inexact = NewBook("a test"), []
    page = Page(new, "Table", inexact)
    page.text(0, 0, "head", "head")
    fill(page)
    data = new.bytes()
    cells = []
    for values in (True, False):
        sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=values)["Table"]
        cells += [[(c.value, c.data_type, c.number_format, c.font.b, c.fill.bgColor.rgb, c.alignment.horizontal) for c in r] for r in sheet]
    return cells, inexact, sheet.dimensions


def test_the_same_cells():
    cells, inexact, dimensions = made(by_columns)
    assert (cells, inexact, dimensions) == made(one_by_one)
    assert dimensions == "A1:AB6"
    assert inexact == [("Table", "B5", "EUR 10,000,000,000,000.01"), ("Table", "G5", "EUR 10,000,000,000,000.01")]
    assert [row[0][0] for row in cells[1:6]] == [*TEXTS[:4], "<r>not XML</r> "]


def test_rows_that_are_not_asked_for(monkeypatch):
    """Another XlsxWriter may make its files another way: then there is no workbook, rather than one without rows."""
    new = NewBook("a test")
    page = Page(new, "Table", [])
    by_columns(page)
    monkeypatch.setattr(page.sheet, "_write_rows", lambda: None)
    with pytest.raises(RuntimeError, match="did not ask for the rows of Table"):
        new.bytes()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (xlsxwriter.worksheet.Worksheet, "_write_rows"),
        (xlsxwriter.worksheet.Worksheet, "_check_dimensions"),
        (xlsxwriter.format.Format, "_get_xf_index"),
        (xlsxwriter.sharedstrings.SharedStringTable, "_get_shared_string_index"),
    ],
)
def test_another_xlsxwriter_is_refused_in_a_sentence(monkeypatch, kind, name):
    monkeypatch.delattr(kind, name)
    with pytest.raises(cf.InputError, match=rf"can't be written with XlsxWriter [\d.]+, which has no {kind.__name__}\.{name}"):
        NewBook("a test")


def test_names_that_look_like_the_xml_of_a_cell():
    """XlsxWriter writes `<r>…</r>` as it stands, which no spreadsheet would open."""
    lines = [
        ["<r>& Sons</r>", "<r><t>", "2025-05-21", "100.00", "EUR", "net 30"],
        ["Birk", "</r>", "2025-05-21", "100.00", "EUR", "net 30"],
    ]
    ledger = cf.read_ledger(pd.DataFrame(lines, columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]))
    found = opened(book(compared(later(INTEREST), of=ledger)))
    assert [r["supplier"] for r in rows(found["Suppliers"])] == ["<r>& Sons</r> ", "Birk"]
