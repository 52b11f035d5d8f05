"""Workbooks at the door: cells as they are typed, the sheet that is a ledger, and what a hostile or broken one is answered."""

from __future__ import annotations

import datetime as dt
import io
import random
import sys
import zipfile
from decimal import Decimal

import pytest

from cashflow.basics.errors import InputError
from cashflow.ledger.opening import Sheet
from tests.sheets_made import GERMAN, LEDGERS, PLAIN, ROWS, SAP, cells, ledger_in, of_bytes, one, refused, workbook, zipped

# Workbooks


def test_typed_cells():
    pytest.importorskip("python_calamine")

    def write(book):
        sheet, day = book.add_worksheet("Open items"), book.add_format({"num_format": "dd.mm.yyyy"})
        minute = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet.write_row(2, 1, ["id", "date", "amount", "", "flag"])
        sheet.write(3, 1, "00017")
        sheet.write_datetime(3, 2, dt.datetime(2026, 1, 2), day)
        sheet.write_number(3, 3, 1234567.89)
        sheet.write_boolean(3, 5, True)
        sheet.write_number(4, 1, 1003)
        sheet.write_datetime(4, 2, dt.datetime(2026, 1, 2, 13, 30), minute)
        sheet.write_number(4, 3, -0.1)
        sheet.write_formula(5, 1, "=NA()", None, "#N/A")
        sheet.write_number(5, 3, 4e15 + 1)
        sheet.write_formula(6, 3, "=1/3", None, 1 / 3)
        sheet.write_number(6, 2, 46000)
        sheet.merge_range(7, 1, 7, 2, "merged")

    sheet = of_bytes(workbook(write))
    assert sheet.first_row == 3 and sheet.opened.sheet == "Open items" and sheet.opened.kind == "workbook"
    found = cells(sheet)
    assert found[:5] == [
        ["", "id", "date", "amount", "", "flag"],
        ["", "00017", dt.date(2026, 1, 2), Decimal("1234567.89"), "", True],
        ["", 1003, dt.datetime(2026, 1, 2, 13, 30), Decimal("-0.1"), "", ""],
        ["", "#N/A", "", 4e15 + 1, "", ""],
        ["", "", 46000, found[4][3], "", ""],
    ]
    assert found[4][3] == pytest.approx(1 / 3) and isinstance(found[4][3], float)
    assert found[5][1:3] == ["merged", ""]
    kinds = [[type(c) for c in row] for row in found]
    assert kinds[2][1] is int and kinds[1][2] is dt.date and kinds[1][5] is bool and kinds[4][2] is int


def test_sheet_that_looks_like_a_ledger():
    pytest.importorskip("python_calamine")

    def write(book):
        book.add_worksheet("Notes").write(0, 0, "Exported by us")
        ledger_in(book.add_worksheet("Vendors"), 2, words=("Vendor", "City", "Country"))
        ledger_in(book.add_worksheet("Bills"), 9, top=3)
        hidden = book.add_worksheet("Old bills")
        ledger_in(hidden, 20)
        hidden.hide()
        book.add_chartsheet("Chart")

    content = workbook(write)
    sheet = of_bytes(content)
    assert sheet.opened.sheet == "Bills" and sheet.first_row == 4 and len(sheet.frame) == 10
    assert "'Vendors' has a header and 2 rows" in sheet.opened.why["sheet"] and "'Old bills'" in sheet.opened.why["sheet"]
    assert of_bytes(content, sheet="old bills").opened.sheet == "Old bills"
    with pytest.raises(InputError) as wrong:
        of_bytes(content, sheet="Bils")
    assert wrong.value.ask[0]["type"] == "--sheet Bills"
    assert "says its encoding itself" in refused(content, encoding="utf-8")


def test_two_ledgers_in_a_workbook_are_asked_for():
    pytest.importorskip("python_calamine")

    def write(book):
        ledger_in(book.add_worksheet("EUR"), 3)
        ledger_in(book.add_worksheet("GBP"), 5)

    with pytest.raises(InputError, match="2 sheets with the same columns") as wrong:
        of_bytes(workbook(write))
    assert wrong.value.ask[0]["choices"] == ["EUR", "GBP", "*"]


def test_a_column_of_remarks_more_makes_no_other_ledger():
    pytest.importorskip("python_calamine")

    def write(book):
        ledger_in(book.add_worksheet("January"), 5)
        sheet = book.add_worksheet("February")
        ledger_in(sheet, 3)
        sheet.write_string(0, 20, "checked by")

    with pytest.raises(InputError, match="2 sheets with nearly the same columns") as wrong:
        of_bytes(workbook(write))
    assert wrong.value.ask[0]["choices"] == ["January", "February", "*"]


@pytest.mark.slow
def test_blank_rows_at_the_end_are_dropped_and_counted():
    pytest.importorskip("python_calamine")

    def write(book):
        sheet = book.add_worksheet("A")
        ledger_in(sheet, 3)
        sheet.write_string(1048575, 1, "")  # a blank cell with a text in it
        sheet.write_formula(60000, 1, '=""', None, "")

    sheet = of_bytes(workbook(write))
    assert len(sheet.frame) == 4 and sheet.dropped.get("trailing blank row", 0) in (0, 59997, 1048572)


@pytest.mark.slow
def test_a_million_formatted_blank_rows():
    pytest.importorskip("python_calamine")
    book = workbook(lambda b: ledger_in(b.add_worksheet("A"), 3))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        files = {i.filename: archive.read(i) for i in archive.infolist()}
    name = "xl/worksheets/sheet1.xml"
    blank = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="0"/></row>' for n in range(5, 1048577)).encode()
    files[name] = files[name].replace(b"</sheetData>", blank + b"</sheetData>")
    assert len(of_bytes(zipped(files)).frame) == 4


def test_value_in_the_last_corner_is_refused():
    pytest.importorskip("python_calamine")

    def write(book):
        sheet = book.add_worksheet("A")
        ledger_in(sheet, 3)
        sheet.write(1048575, 16383, "x")

    assert "1,048,576 rows and 16,384 columns apart" in refused(workbook(write))


def test_workbook_with_a_password_or_broken():
    pytest.importorskip("python_calamine")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    assert "with a password" in refused(ole + "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le"))
    assert "can't be read" in refused(ole + "Workbook".encode("utf-16-le") + b"\0\0")
    assert "can't be read" in refused(zipped({"xl/workbook.xml": b"<no", "[Content_Types].xml": b""}))
    book = workbook(lambda b: ledger_in(b.add_worksheet("A"), 300))
    assert refused(book[: len(book) // 2])
    assert "only blank cells" in refused(workbook(lambda b: b.add_worksheet("A")))


@pytest.mark.slow
def test_workbook_bomb():
    pytest.importorskip("python_calamine")
    book = workbook(lambda b: ledger_in(b.add_worksheet("A"), 3))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        files = {i.filename: archive.read(i) for i in archive.infolist()}
    files["xl/sharedStrings.xml"] = b"<sst>" + b" " * (300 << 20) + b"</sst>"
    assert "times its size" in refused(zipped(files))


def test_text_in_one_column_of_a_workbook():
    pytest.importorskip("python_calamine")

    def write(book):
        sheet = book.add_worksheet("A")
        for at, line in enumerate(GERMAN.splitlines()):
            sheet.write_string(at + 2, 0, line)

    sheet = of_bytes(workbook(write))
    assert cells(sheet)[1] == ["100001", "1900000001", "1.234,50"] and sheet.opened.separator == ";"
    assert sheet.opened.kind == "workbook" and sheet.first_row == 3

    def piped(book):
        sheet = book.add_worksheet("A")
        for at, line in enumerate(SAP.splitlines()):
            sheet.write_string(at, 0, line)

    listed = of_bytes(workbook(piped))
    assert listed.rows.tolist() == [1, 3, 5, 6, 8, 10, 12] and listed.opened.separator == "|"


def test_skipped_rows_of_a_workbook():
    pytest.importorskip("python_calamine")

    def write(book):
        sheet = book.add_worksheet("A")
        sheet.write(1, 0, "Title")
        ledger_in(sheet, 3, top=3)

    sheet = of_bytes(workbook(write), skip_rows=3)
    assert sheet.first_row == 4 and cells(sheet)[0] == ["Vendor", "Number", "Amount"] and sheet.dropped == {"skipped row": 2}


def test_dates_from_1904():
    pytest.importorskip("python_calamine")

    def write(book):
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ["Vendor", "Date"])
        sheet.write(1, 0, "A")
        sheet.write_datetime(1, 1, dt.datetime(2026, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert cells(of_bytes(workbook(write, date_1904=True)))[1] == ["A", dt.date(2026, 3, 1)]


def test_calamine_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert 'pip install "cashflow-terms[excel]"' in refused(workbook(lambda b: ledger_in(b.add_worksheet("A"))))


WANTED = [
    ["Vendor", "Number", "Date", "Amount"],
    ["Acme", "00017", dt.date(2026, 1, 2), Decimal("10.25")],
    ["Beta", "18", dt.date(2026, 2, 28), -7],
]


@pytest.mark.parametrize("name", ["small.xls", "small.ods", "small.xlsb"])
def test_other_workbooks(name):
    """Small samples: the .xls by xlwt; .ods and .xlsb byte by byte after their standards, no program that writes them was at hand."""
    pytest.importorskip("python_calamine")
    sheet = one(LEDGERS / name)
    assert cells(sheet) == WANTED and sheet.first_row == 2 and sheet.opened.sheet == "Bills"
    assert "can't be told from blank cells" in sheet.opened.why["cells"]  # and the page says so


def test_value_in_the_last_corner_of_other_workbooks():
    with zipfile.ZipFile(LEDGERS / "small.xlsb") as archive:
        files = {i.filename: archive.read(i) for i in archive.infolist()}
    name, row = "xl/worksheets/sheet2.bin", (3).to_bytes(4, "little")
    assert files[name].count(b"\0\x11" + row) == 1
    files[name] = files[name].replace(b"\0\x11" + row, b"\0\x11" + (1048575).to_bytes(4, "little"))
    amount = b"\x05\x10" + (3).to_bytes(4, "little")
    files[name] = amount.join(files[name].split(amount)[:2]) + b"\x05\x10" + (16383).to_bytes(4, "little") + files[name].split(amount)[2]
    assert "1,048,576 rows and 16,384 columns apart" in refused(zipped(files))
    with zipfile.ZipFile(LEDGERS / "small.ods") as archive:
        files = {i.filename: archive.read(i) for i in archive.infolist()}
    files["content.xml"] = files["content.xml"].replace(
        b'<table:table-row table:number-rows-repeated="1048572"><table:table-cell ',
        b'<table:table-row table:number-rows-repeated="1048572"><table:table-cell office:value-type="float" office:value="1" ',
    )
    assert "columns apart" in refused(zipped(files))
    files["META-INF/manifest.xml"] = b"<manifest:encryption-data/>"
    assert "with a password" in refused(zipped(files))


def test_text_that_is_named_like_a_workbook(tmp_path):
    path = tmp_path / "AP.xls"
    path.write_text(PLAIN.replace(",", "\t"), encoding="utf-16")
    assert cells(one(path)) == ROWS


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Bills"><Table><Row ss:Index="2"><Cell><Data ss:Type="String">Vendor</Data></Cell><Cell ss:MergeAcross="1"><Data
 ss:Type="String">Number</Data></Cell><Cell><Data ss:Type="String">Date</Data></Cell><Cell><Data ss:Type="String">Amount</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">Acme &amp; Co</Data></Cell><Cell ss:Index="4"><Data ss:Type="DateTime">2026-01-02T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Number">10.25</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_workbook_in_xml():
    sheet = of_bytes(XML.encode())
    assert cells(sheet)[1:] == [["Vendor", "Number", "", "Date", "Amount"], ["Acme & Co", "", "", dt.date(2026, 1, 2), Decimal("10.25")]]
    assert sheet.opened.sheet == "Bills"
    bomb = XML.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook', 1)
    assert "declares a document type" in refused(bomb.encode())
    assert "can't be" in refused(XML.replace('ss:Index="4"', 'ss:Index="999999999"').encode())


def _changed(name: str, **bytes_at) -> bytes:
    content = bytearray((LEDGERS / name).read_bytes())
    for place, value in bytes_at.items():
        content[int(place[1:])] = value
    return bytes(content)


@pytest.mark.slow
def test_broken_workbooks_of_older_kinds():
    """Each of these took the program with it: by a loop without end, or by asking for 150 GB."""
    pytest.importorskip("python_calamine")
    assert "in a circle" in refused(_changed("small.xls", _68=0, _69=0, _70=0, _71=0, _72=1))
    assert "broken, and can't be read" in refused(_changed("small.xls", _2049=200, _2716=4))
    with zipfile.ZipFile(LEDGERS / "small.ods") as archive:
        files = {i.filename: archive.read(i) for i in archive.infolist()}
    files["content.xml"] = files["content.xml"].replace(b"</table:table></office", b"</table:t;able></office")
    assert "broken, and can't be read" in refused(zipped(files))


@pytest.mark.parametrize("seed", range(4))
def test_any_bytes_end_in_a_sheet_or_a_sentence(seed):
    pytest.importorskip("python_calamine")
    draw = random.Random(seed)
    samples = [(LEDGERS / "small.xls").read_bytes(), workbook(lambda b: ledger_in(b.add_worksheet("A"), 9)), XML.encode(), SAP.encode()]
    for _ in range(25):
        content = bytearray(draw.choice(samples))
        for _ in range(draw.choice([1, 2, 9])):
            at = draw.randrange(len(content))
            content[at : at + draw.choice([0, 1, 30])] = draw.choice([b"", b"\0", b'"', b"\xff\xff", b"\n", b"99999999"])
        try:
            assert isinstance(of_bytes(bytes(content)), Sheet)
        except InputError as wrong:
            assert len(str(wrong)) < 2000 and "\n" not in str(wrong)


def test_xml_with_cells_far_apart_and_odd_places():
    """What is between far cells would fill the memory; places in other digits than 0 to 9 are none."""
    whole = pages_made('<Row ss:Index="{row}"><Cell ss:Index="{column}"><Data ss:Type="String">x</Data></Cell></Row>')
    assert "apart, which is more than can be held" in refused(whole.format(row=1000000, column=16000).encode())
    assert "can't be" in refused(whole.format(row="²", column=2).encode())


def pages_made(rows):
    names = "".join(f'<Cell><Data ss:Type="String">{n}</Data></Cell>' for n in ("supplier", "invoice", "amount"))
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>'
        f"<Row>{names}</Row>{rows}</Table></Worksheet></Workbook>"
    )


def test_rows_to_skip_are_the_same_in_a_workbook_and_in_text():
    """The header is the next row that is not blank, whatever its names."""
    rows = [["Title"], ["", "", ""], ["", "", ""], ["Foo", "No", "Bar"], ["supplier", "invoice", "amount"], ["Acme", "1", "5.00"]]
    pytest.importorskip("python_calamine")

    def write(book):
        sheet = book.add_worksheet("A")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)

    book = workbook(write)
    text = "\n".join(",".join(r + [""] * (3 - len(r))) for r in rows).encode()
    found = [of_bytes(content, skip_rows=2) for content in (book, text)]
    assert [cells(s)[s.header][:3] for s in found] == [["Foo", "No", "Bar"]] * 2
