"""What programs write beside separated text and workbooks: HTML tables, columns separated by spaces, records in records, cp1250."""

import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.errors import InputError

HTML = (
    "<html><head><meta charset='{charset}'><style>td{{}}</style></head><body><table><tr><td colspan=5>Bills Payable</td></tr>"
    "<tr><th>Supplier</th><th>Invoice<br>No</th><th>Due date</th><th>Amount</th><th>Currency</th></tr>"
    "<tr><td rowspan=2>M&uuml;ller &amp; Söhne</td><td>007</td><td>2026-07-01</td><td>1,000.50</td><td>EUR</td></tr>"
    "<tr><td>008</td><td>2026-07-02</td><td>&nbsp;20.00</td><td>EUR</td></tr></table></body></html>"
)


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("windows-1252", "cp1252"), ("utf-16", "utf-16")])
def test_a_table_in_html_is_read_whatever_its_name(tmp_path, charset, encoding):
    path = tmp_path / "list.xls"
    path.write_bytes(HTML.format(charset=charset).encode(encoding))
    ledger = cf.read_ledger(path)
    assert ledger.to_frame()["supplier"].tolist() == ["Müller & Söhne"] * 2
    assert ledger.to_frame()["invoice"].tolist() == ["007", "008"]
    assert str(ledger.findings.amount_open["EUR"]) == "1020.50"
    assert ledger.findings.layout.header_row == 2


def test_of_several_tables_the_ledger_is_taken(tmp_path):
    path = tmp_path / "list.html"
    path.write_text(
        "<html><body><table><tr><td>Menu</td><td>x</td></tr><tr><td>a</td><td>b</td></tr></table>"
        + HTML.format(charset="utf-8")
        + "</body></html>",
        encoding="utf-8",
    )
    ledger = cf.read_ledger(path)
    assert len(ledger) == 2 and ledger.findings.layout.opened.sheet == "table 2"


LIST = """OPEN ITEMS AS OF 07/01/2026

Vendor              Invoice    Due Date      Amount
---------------------------------------------------
Alder Metals        A-1      2026-07-01    1,000.50
Birch Tools Ltd     B-77     2026-07-02       20.00
Chestnut & Sons     C-5      2026-07-12      300.00
Dogwood             D-100    2026-07-22       50.00
---------------------------------------------------
TOTAL                                     11,370.50
"""


def test_columns_parted_by_spaces(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(LIST.replace("11,370.50", " 1,370.50"), encoding="utf-8")
    ledger = cf.read_ledger(path, currency="USD")
    assert ledger.to_frame()["supplier"].tolist() == ["Alder Metals", "Birch Tools Ltd", "Chestnut & Sons", "Dogwood"]
    assert ledger.row.tolist() == [5, 6, 7, 8]
    assert not ledger.findings.notes
    assert "separated by spaces" in ledger.findings.layout.opened.why["separator"]


def test_a_sum_wider_than_its_column_is_not_cut(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(LIST, encoding="utf-8")
    assert any("own total 11,370.50 is not what was read, 1,370.50" in n for n in cf.read_ledger(path, currency="USD").findings.notes)


def test_separated_text_is_not_parted_by_spaces(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "Supplier,Invoice No,Due Date,Amount\n" + "".join(f"Alder   {i},A   {i},2026-07-0{i},1{i}.00   \n" for i in range(1, 7))
    )
    ledger = cf.read_ledger(path, currency="USD")
    assert len(ledger) == 6 and ledger.findings.layout.opened.separator == ","


def test_records_in_records_are_columns_and_lists_are_said(tmp_path):
    path = tmp_path / "bills.json"
    path.write_text(
        '{"bills": [{"Contact": {"Name": "Alder", "ID": 7}, "InvoiceNumber": "A-1", "DueDate": "2026-07-01", "Total": 10.5, "CurrencyCode": "NZD", "Lines": [{"x": 1}]}]}'
    )
    ledger = cf.read_ledger(path)
    assert ledger.to_frame()["supplier"].tolist() == ["Alder"]
    assert ledger.findings.layout.columns["supplier"] == "Contact.Name"
    frame = ledger.findings.frame
    assert "Lines" in frame.loc[frame["kind"] == "unused column", "column"].tolist()


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Kontrahent;Nr dokumentu;Data wystawienia;Termin płatności;Kwota brutto;Waluta", "Żywiec Hurtownia Główna"),
        ("Dodavatel;Číslo faktury;Datum vystavení;Datum splatnosti;Částka;Měna", "Železárny Třinec, Příbram"),
    ],
)  # fmt: skip
def test_text_of_central_europe(tmp_path, header, name):
    path = tmp_path / "list.csv"
    path.write_bytes(f"{header}\n{name};A-1;03.06.2026;13.07.2026;10,50;EUR\n".encode("cp1250"))
    ledger = cf.read_ledger(path)
    assert ledger.to_frame()["supplier"].tolist() == [name]
    assert ledger.findings.layout.opened.encoding == "cp1250"


@pytest.mark.parametrize("name", ["Société Générale à Nîmes", "Bjørn Ærø Søndergård", "Müller-Größe", "Peña Niño", "Così è più ø"])
def test_text_of_western_europe_stays_what_it_is(tmp_path, name):
    path = tmp_path / "list.csv"
    path.write_bytes(f"Supplier;Invoice No;Due Date;Amount;Currency\n{name};A-1;13.07.2026;10,50;EUR\n".encode("cp1252"))
    ledger = cf.read_ledger(path)
    assert ledger.to_frame()["supplier"].tolist() == [name]
    assert ledger.findings.layout.opened.encoding == "cp1252"


def test_a_page_without_a_table_is_refused_by_its_name(tmp_path):
    path = tmp_path / "page.xls"
    path.write_text("<html><body><table><tr><td>1</td></tr></table></body></html>")
    with pytest.raises(InputError, match="is an HTML page without a table"):
        cf.read_ledger(path)


def test_a_separator_of_a_workbook_is_refused(tmp_path):
    path = tmp_path / "list.xlsx"
    pd.DataFrame({"Supplier": ["Alder"], "Invoice No": ["A-1"], "Due Date": ["2026-07-01"], "Amount": ["10.00"]}).to_excel(
        path, index=False
    )
    assert len(cf.read_ledger(path, currency="EUR")) == 1
    with pytest.raises(InputError, match=r"separator .*was given, but the cells of a workbook are separated already"):
        cf.read_ledger(path, currency="EUR", separator="semicolon")


RULED = """Open items, 30.06.2025
-------------------------------------------------------------------------
|{0}|
-------------------------------------------------------------------------
|Alder   |1       |2025-01-10  |2025-02-10|    100.00|EUR     |
|Birch   |2       |2025-01-12  |2024-02-10|    200.00|EUR     |
-------------------------------------------------------------------------
|Cedar   |3       |2025-01-14  |2025-02-10|    300.00|EUR     |
|Dale    |4       |2025-01-14  |2024-02-10|    400.00|EUR     |
-------------------------------------------------------------------------
"""


@pytest.mark.parametrize(
    "names",
    [
        "supplier|invoice |invoice_date|due_date  |amount    |currency",
        "Vendor  |Bill No |Bill Date   |Due Date  |Amount    |Currency",
    ],
)
def test_rows_below_rules_keep_their_numbers(tmp_path, names):
    (tmp_path / "list.txt").write_text(RULED.format(names))
    ledger = cf.read_ledger(tmp_path / "list.txt")
    found = ledger.findings.frame
    assert found[found["kind"] == "due before invoice"]["row"].tolist() == [6, 9]
    assert found[found["kind"] == "title row"]["row"].tolist() == [1]
    assert ledger.row.tolist() == [5, 8]
    assert ledger.findings.layout.header_row == 3


def test_payments_below_rules_keep_their_numbers(tmp_path):
    (tmp_path / "ledger.csv").write_text(
        "supplier,invoice,invoice_date,amount,currency,due_date\nAlder,1,2025-01-10,10.00,EUR,2025-02-10\n"
    )
    rule = "-" * 45
    rows = ["supplier |invoice|paid_date |amount ", "Alder    |1      |2025-02-10|  10.00", "Alder    |1      |xx        |  10.00"]
    (tmp_path / "payments.txt").write_text("\n".join([rule, f"|{rows[0]}|", rule, f"|{rows[1]}|", rule, f"|{rows[2]}|", rule]))
    found = cf.read_ledger(tmp_path / "ledger.csv", payments=tmp_path / "payments.txt").findings.frame
    assert found[found["status"] == "rejected"]["row"].tolist() == [6]


def test_utf_8_may_be_told_with_its_mark_where_there_is_none(tmp_path):
    text = "supplier,invoice,invoice_date,amount,currency,due_date\nMüller,1,2025-01-10,10.00,EUR,2025-02-10\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert cf.read_ledger(tmp_path / "a.csv", encoding="utf-8-sig").supplier.values == ("Müller",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_text_with_a_mark_and_a_nul_is_refused_as_one_without(tmp_path, encoding):
    text = "supplier,invoice,invoice_date,amount,currency,due_date\nAl\0der,1,2025-01-10,10.00,EUR,2025-02-10\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    with pytest.raises(InputError, match="holds a NUL character") as wrong:
        cf.read_ledger(tmp_path / "a.csv")
    assert wrong.value.row == 2
