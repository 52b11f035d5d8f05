"""Opening: what a file is, how its text is read, and that every cell stands as it stood; samples are made here, expected cells typed."""

from __future__ import annotations

import codecs
import datetime as dt
import gzip
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from cashflow.basics.errors import InputError
from cashflow.basics.receipts import receipts
from cashflow.ledger.opening import OpenOptions, Sheet, first_even_row, holds_tables, open_sheet
from cashflow.ledger.table import read_csv

LEDGERS = Path(__file__).parent / "ledgers"
PLAIN = "supplier,invoice,amount\nAcme,1,10.00\nMüller,2,20.00\n"
ROWS = [["supplier", "invoice", "amount"], ["Acme", "1", "10.00"], ["Müller", "2", "20.00"]]
GERMAN = (
    "Kreditor;Belegnummer;Betrag\n100001;1900000001;1.234,50\n100002;1900000002;99,00-\n100003;1900000003;7,25\nMüller;1900000004;0,10\n"
)


def one(given, **told) -> Sheet:
    sheet = open_sheet(given, OpenOptions(**told))
    assert isinstance(sheet, Sheet)
    return sheet


def cells(sheet: Sheet) -> list[list[object]]:
    assert list(sheet.frame.columns) == list(range(sheet.frame.shape[1]))
    assert list(sheet.frame.index) == list(range(len(sheet.frame)))
    return sheet.frame.to_numpy(object).tolist()


def of_bytes(content: bytes, **told) -> Sheet:
    return one(io.BytesIO(content), **told)


def refused(given, **told) -> str:
    with pytest.raises(InputError) as wrong:
        open_sheet(io.BytesIO(given) if isinstance(given, bytes) else given, OpenOptions(**told))
    return str(wrong.value)


# Encodings


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + PLAIN.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), "utf-16"),
        (PLAIN.encode("utf-16-le"), "utf-16"),
        (PLAIN.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + PLAIN.encode("utf-32-le"), "utf-32"),
        (PLAIN.encode("latin-1"), "cp1252"),
    ],
)
def test_encoding_by_evidence(content, encoding):
    sheet = of_bytes(content)
    assert cells(sheet) == ROWS
    assert sheet.opened.encoding == encoding and sheet.opened.why["encoding"]


def test_bytes_80_to_9f_are_windows():
    sheet = of_bytes("supplier,amount\nO’Brien – Söhne,€ 5\nŠkoda,6\n".encode("cp1252"))
    assert cells(sheet)[1:] == [["O’Brien – Söhne", "€ 5"], ["Škoda", "6"]]
    assert "80 to 9F" in sheet.opened.why["encoding"]


@pytest.mark.parametrize("page", ["cp850", "mac_roman"])
def test_page_that_only_the_user_knows_is_asked_for(page):
    content = "supplier,amount\nMüller und Söhne,5\nJürgen Bär,6\n".encode(page)
    with pytest.raises(InputError) as wrong:
        of_bytes(content)
    assert wrong.value.ask[0]["type"] == "--encoding cp850" and page in str(wrong.value)
    sheet = of_bytes(content, encoding=page)
    assert cells(sheet)[1] == ["Müller und Söhne", "5"] and sheet.opened.encoding == page


def test_told_encodings_that_are_wrong():
    assert "byte 2 (FC) is not" in refused("su\xfcx,a\n1,2\n".encode("cp1252"), encoding="utf-8")
    assert "all its bytes fit UTF-8: 'Müller', not 'MÃ¼ller'" in refused(PLAIN.encode(), encoding="cp1252")
    assert "begins with the mark of UTF-16" in refused(codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"), encoding="cp1252")
    assert "zeros nowhere" in refused(PLAIN.encode(), encoding="utf-16")


def test_utf8_with_broken_bytes_is_not_taken_for_windows():
    content = "supplier,amount\nMüller,1\nGöß,2\nÄrzte,3\n".encode() + b"caf\xe9,4\n"
    with pytest.raises(InputError, match="not all of it: 1 of its bytes") as wrong:
        of_bytes(content)
    assert wrong.value.row == 5


def test_far_bytes_count_too():
    line = b"Acme,1,10.00\n"
    content = b"supplier,invoice,amount\n" + line * ((1 << 24) // len(line)) + b"M\x81ller,1,1\n"
    assert "reads 'Müller' by cp850" in refused(content)


# Separators


@pytest.mark.parametrize(("sign", "shown"), [(",", ","), (";", ";"), ("\t", "tab"), ("|", "|")])
def test_separator(sign, shown):
    sheet = of_bytes(PLAIN.replace(",", sign).encode())
    assert cells(sheet) == ROWS and sheet.opened.separator == shown
    told = of_bytes(PLAIN.replace(",", sign).replace("supplier", "Lieferant").encode(), separator=shown)
    assert cells(told)[1:] == ROWS[1:] and told.opened.why["separator"] == "as told"


def test_decimal_commas_do_not_mislead():
    sheet = of_bytes(GERMAN.encode("cp1252"))
    assert sheet.opened.separator == ";"
    assert cells(sheet)[1] == ["100001", "1900000001", "1.234,50"]


def test_two_columns_with_decimal_commas():
    sheet = of_bytes(b"Kreditor;Betrag\nA GmbH;1,50\nB GmbH;2,50\nC GmbH;3,00\n")
    assert sheet.opened.separator == ";" and cells(sheet)[3] == ["C GmbH", "3,00"]


def test_commas_and_semicolons_in_texts():
    content = "Vendor,Terms,Amount\n" + "".join(f'V{i},"2% 10; net 30; from receipt",{i}.00\n' for i in range(9))
    sheet = of_bytes(content.encode())
    assert sheet.opened.separator == "," and cells(sheet)[1] == ["V0", "2% 10; net 30; from receipt", "0.00"]
    tabbed = "Vendor\tText\tAmount\n" + "".join(f"Smith, Jones, Co; {i}\ta, b\t{i},00\n" for i in range(9))
    assert of_bytes(tabbed.encode()).opened.separator == "tab"


def test_title_with_a_comma_above_decimal_commas():
    content = "Kreditoren, offene Posten\n\nKreditor;Beleg;Betrag\n" + "".join(f"V{i};1900{i};{i},50\n" for i in range(9))
    assert of_bytes(content.encode()).opened.separator == ";"


def test_hundreds_of_blank_lines_above():
    sheet = of_bytes(b"\n" * 700 + PLAIN.encode())
    assert cells(sheet)[-3:] == ROWS and len(sheet.frame) == 703 and not len(sheet.too_long)


def test_sep_line_is_heeded_and_counted():
    sheet = of_bytes(b"sep=;\r\nKreditor;Betrag\r\nA;1,50\r\n")
    assert cells(sheet) == [["Kreditor", "Betrag"], ["A", "1,50"]]
    assert sheet.first_row == 2 and sheet.dropped == {"separator line": 1} and "first line" in sheet.opened.why["separator"]


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"separator": "ab"}, "one sign"), ({"separator": '"'}, "one sign"), ({"separator": 5}, "one sign"),
        ({"encoding": "klingon"}, "no encoding"), ({"encoding": "rot13"}, "no encoding"), ({"encoding": 8}, "no encoding"),
        ({"sheet": " "}, "name of a sheet"), ({"skip_rows": -1}, "whole number"), ({"skip_rows": True}, "whole number"),
    ],
)  # fmt: skip
def test_options_are_checked(told, word):
    with pytest.raises(InputError, match=word):
        OpenOptions(**told)


# Rows above, below, too long


TITLED = (
    "Lakeshore, Inc., and more, of it, all\nOpen items\n\nVendor,Number,Amount\nAcme,1,10.00\nBeta,2,20.00,x\nGamma,3,30.00\n"
    "Printed on Tuesday\n"
)


def test_titles_keep_their_cells_and_rows_their_place():
    sheet = of_bytes(TITLED.encode())
    assert cells(sheet) == [
        ["Lakeshore", " Inc.", " and more", " of it", " all"],
        ["Open items", "", "", "", ""],
        ["", "", "", "", ""],
        ["Vendor", "Number", "Amount", "", ""],
        ["Acme", "1", "10.00", "", ""],
        ["Beta", "2", "20.00", "", ""],
        ["Gamma", "3", "30.00", "", ""],
        ["Printed on Tuesday", "", "", "", ""],
    ]
    assert sheet.too_long.tolist() == [5] and sheet.first_row == 1


def test_separator_behind_every_row_but_the_header():
    sheet = of_bytes(b"Vendor;Number;Amount\nA;1;1,00;\nB;2;2,00;\nC;3;3,00;x\nD;4;4,00;\n")
    assert sheet.too_long.tolist() == [3]
    assert cells(sheet)[1] == ["A", "1", "1,00", ""]


def test_skip_rows():
    sheet = of_bytes(TITLED.encode(), skip_rows=3)
    assert cells(sheet)[0] == ["Vendor", "Number", "Amount"] and sheet.first_row == 4 and sheet.dropped == {"skipped row": 3}
    assert "has no more than 8 rows" in refused(TITLED.encode(), skip_rows=8)


def test_unclosed_quote_below_titles_eats_no_rows():
    rows = "".join(f"V{i},{i},{i}.00\n" for i in range(50))
    content = 'Report\n\nVendor,Number,Amount\nAcme,"1,10.00\nBeta,2,"20.00\n' + rows
    sheet = of_bytes(content.encode())
    assert len(sheet.frame) == 55 and cells(sheet)[-1] == ["V49", "49", "49.00"]
    assert [(s.at, s.kind) for s in sheet.said] == [(3, "stray quote"), (4, "stray quote")]
    assert cells(sheet)[3] == ["Acme", " 1", "10.00"]


def test_unclosed_quote_in_a_title_eats_no_rows():
    sheet = of_bytes(b'"Open items, by vendor\nVendor,Number,Amount\nAcme,1,10.00\nBeta,2,20.00\n')
    assert cells(sheet)[1:] == [["Vendor", "Number", "Amount"], ["Acme", "1", "10.00"], ["Beta", "2", "20.00"]]


def test_line_breaks_in_quotes_are_kept():
    sheet = of_bytes(b'Title\n"Vendor\nname",Number,Amount\n"Acme\nLtd",1,10.00\nBeta,2,20.00\nGamma,3,30.00\n')
    assert cells(sheet)[1:3] == [["Vendor\nname", "Number", "Amount"], ["Acme\nLtd", "1", "10.00"]]
    assert not sheet.said and not len(sheet.too_long)


def test_line_break_in_a_cell_of_foreign_columns_is_no_row():
    memo = '"first, line\nsecond, line"'
    content = "Vendor,Memo,Amount\n" + "".join(f"V{i},{memo},{i}.00\n" for i in range(20))
    sheet = of_bytes(content.encode())
    assert len(sheet.frame) == 21 and not sheet.said


def test_find_header_is_asked_with_records_as_text():
    seen = []

    def find(records):
        seen.append(records)
        return 2

    open_sheet(io.BytesIO(b"a,b\nc,d\ne,f\n1,2,3\n"), OpenOptions(), find)
    assert seen[0][:3] == [["a", "b"], ["c", "d"], ["e", "f"]]


def test_first_even_row():
    assert first_even_row([["x"], ["", ""], ["a", "b"], ["1", "2"]]) == 2
    assert first_even_row([["x"], ["y"]]) is None
    assert first_even_row([]) is None


# SAP


SAP = """15.09.2026                    Dynamic List Display                    1
-------------------------------------------------
|Account   |DocumentNo|Text      |Amount in LC   |
-------------------------------------------------
|100001    |1900000001|12" pipe  |     1.234,50- |
|100002    |1900000002|a         |        99,00  |
|-----------------------------------------------|
|Account   |DocumentNo|Text      |Amount in LC   |
|-----------------------------------------------|
|100003    |1900000003|          |         7,25- |
-------------------------------------------------
|*         |          |          |     1.142,75- |
-------------------------------------------------
"""


def test_list_with_rules():
    sheet = of_bytes(SAP.encode())
    assert sheet.opened.separator == "|" and sheet.dropped == {"rule line": 6}
    assert cells(sheet)[2] == ["100001    ", "1900000001", '12" pipe  ', "     1.234,50- "]
    assert [r[0].strip() for r in cells(sheet)[1:]] == ["Account", "100001", "100002", "Account", "100003", "*"]
    assert sheet.rows.tolist() == [1, 3, 5, 6, 8, 10, 12] and not len(sheet.too_long)
    assert [len(r) for r in cells(sheet)] == [4] * 7


def test_table_download_with_bars_and_no_rules():
    sheet = of_bytes(b"| |MANDT|LIFNR|\r\n| |100|0000100001|\r\n| |100|0000100002|\r\n")
    assert cells(sheet) == [[" ", "MANDT", "LIFNR"], [" ", "100", "0000100001"], [" ", "100", "0000100002"]]


# Kinds


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "is a PDF"), (b"\x89PNG\r\n\x1a\n", "an image"), (b"SQLite format 3\0", "a database"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "is an HTML page"), (b" \r\n<!DOCTYPE html>\n<p>", "is an HTML page"),
        (b"MIME-Version: 1.0\r\n", "is an HTML page"), (b'<?xml version="1.0"?><a><b/></a>', "is XML of a kind"),
        (b'<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">', "is an e-invoice"),
        (b"", "is empty"), (b"  \n ;; \n", "only blank cells"), (b"a\0b\x01\x02\0\0\0c", "is no text"), (b"7z\xbc\xaf\x27\x1c", "7z archive"),
        (b"{\\rtf1", "text document"), (b"PK\3\4 cut off", "broken or cut off"), (b"\x1f\x8b cut off", "can't be unpacked"),
        (b"PAR1 no PAR1", "is no Parquet file"), (b"ARROW1\0\0 cut", "is no Arrow file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "is a Word document"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named(content, words):
    assert words in refused(content)


def test_word_document_and_presentation():
    for inside, words in (("word/document.xml", "a Word document"), ("ppt/slides/slide1.xml", "a presentation")):
        assert words in refused(zipped({"[Content_Types].xml": b"<Types/>", inside: b"<x/>"}))


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_what_can_not_be_given():
    assert "must be a path" in refused(5)
    with pytest.raises(InputError, match="BytesIO"):
        open_sheet(b"a,b")
    assert "no such file" in refused("nowhere/at all.csv")
    assert "has no sheets" in refused(PLAIN.encode(), sheet="A")


# Compressed


def test_compressed_files(tmp_path):
    for content, container in (
        (gzip.compress(PLAIN.encode()), "gz"),
        (zipped({"open items.csv": PLAIN.encode()}), "zip: open items.csv"),
        (zipped({"__MACOSX/._a": b"", "in/.DS_Store": b"", "in/a.csv": PLAIN.encode("utf-16")}), "zip: in/a.csv"),
    ):
        sheet = of_bytes(content)
        assert cells(sheet) == ROWS and sheet.opened.container == container


def test_compressed_files_that_are_refused():
    assert "zip with 2 files: 'a.csv', 'b.csv'" in refused(zipped({"a.csv": b"1", "b.csv": b"2"}))
    assert "no file in it" in refused(zipped({}))
    assert "packed twice" in refused(zipped({"a.gz": gzip.compress(PLAIN.encode())}))
    assert "200 times" in refused(gzip.compress(b"0" * (30 << 20)))
    assert "200 times" in refused(zipped({"a.csv": b"0" * (30 << 20)}))
    assert "can't be unpacked" in refused(gzip.compress(PLAIN.encode() * 100)[:-20])
    locked = bytearray(zipped({"a.csv": PLAIN.encode()}, zipfile.ZIP_STORED))
    for magic, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[locked.index(magic) + at] |= 1
    assert "with a password" in refused(bytes(locked))


def test_zip_that_lies_about_its_size():
    lying = bytearray(zipped({"a.csv": b"supplier,amount\n" + b"0" * (30 << 20)}))
    at = lying.index(b"PK\1\2")
    lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert refused(bytes(lying))


# Workbooks


def workbook(write, **options) -> bytes:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    write(book)
    book.close()
    return out.getvalue()


def _ledger(sheet, rows=3, top=0, words=("Vendor", "Number", "Amount")):
    sheet.write_row(top, 0, words)
    for at in range(rows):
        sheet.write_row(top + at + 1, 0, [f"V{at}", 1000 + at, at + 0.25])


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
        _ledger(book.add_worksheet("Vendors"), 2, words=("Vendor", "City", "Country"))
        _ledger(book.add_worksheet("Bills"), 9, top=3)
        hidden = book.add_worksheet("Old bills")
        _ledger(hidden, 20)
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
        _ledger(book.add_worksheet("EUR"), 3)
        _ledger(book.add_worksheet("GBP"), 5)

    with pytest.raises(InputError, match="2 sheets with the same columns") as wrong:
        of_bytes(workbook(write))
    assert wrong.value.ask[0]["choices"] == ["EUR", "GBP"]


def test_blank_rows_at_the_end_are_dropped_and_counted():
    pytest.importorskip("python_calamine")

    def write(book):
        sheet = book.add_worksheet("A")
        _ledger(sheet, 3)
        sheet.write_string(1048575, 1, "")  # a blank cell with a text in it
        sheet.write_formula(60000, 1, '=""', None, "")

    sheet = of_bytes(workbook(write))
    assert len(sheet.frame) == 4 and sheet.dropped.get("trailing blank row", 0) in (0, 59997, 1048572)


def test_a_million_formatted_blank_rows():
    pytest.importorskip("python_calamine")
    book = workbook(lambda b: _ledger(b.add_worksheet("A"), 3))
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
        _ledger(sheet, 3)
        sheet.write(1048575, 16383, "x")

    assert "1,048,576 rows and 16,384 columns apart" in refused(workbook(write))


def test_workbook_with_a_password_or_broken():
    pytest.importorskip("python_calamine")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    assert "with a password" in refused(ole + "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le"))
    assert "can't be read" in refused(ole + "Workbook".encode("utf-16-le") + b"\0\0")
    assert "can't be read" in refused(zipped({"xl/workbook.xml": b"<no", "[Content_Types].xml": b""}))
    book = workbook(lambda b: _ledger(b.add_worksheet("A"), 300))
    assert refused(book[: len(book) // 2])
    assert "only blank cells" in refused(workbook(lambda b: b.add_worksheet("A")))


def test_workbook_bomb():
    pytest.importorskip("python_calamine")
    book = workbook(lambda b: _ledger(b.add_worksheet("A"), 3))
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
        _ledger(sheet, 3, top=3)

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
    assert 'pip install "cashflow-terms[excel]"' in refused(workbook(lambda b: _ledger(b.add_worksheet("A"))))


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


# Frames, Arrow, Parquet


def test_pandas_frame_keeps_its_types():
    frame = pd.DataFrame({"supplier": ["A", "B"], "amount": [1.5, 2.0], "day": pd.to_datetime(["2026-01-02", None])}, index=[7, 9])
    sheet = one(frame)
    assert sheet.names == ("supplier", "amount", "day") and sheet.first_row == 2 and sheet.opened.kind == "frame"
    assert list(sheet.frame.dtypes) == list(frame.dtypes) and list(frame.columns) == ["supplier", "amount", "day"]
    assert list(sheet.frame.columns) == [0, 1, 2] and list(sheet.frame.index) == [0, 1]
    assert "whose columns are given" in refused(frame, separator=";")


def _arrow_sources():
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"supplier": ["A", None], "amount": pa.array([Decimal("1.50"), Decimal("2.00")], pa.decimal128(12, 2)),
                      "day": pa.array([dt.date(2026, 1, 2), None]), "tags": [["x"], []]})  # fmt: skip
    yield table
    yield table.to_reader()
    yield table.to_batches()[0]
    yield pytest.importorskip("polars").from_arrow(table)
    yield pytest.importorskip("duckdb").from_arrow(table)


def test_arrow_streams():
    for given in _arrow_sources():
        sheet = one(given)
        assert sheet.names == ("supplier", "amount", "day"), type(given)
        assert sheet.frame[1].tolist() == [Decimal("1.50"), Decimal("2.00")]
        assert sheet.frame[2].tolist()[0] == dt.date(2026, 1, 2) and pd.isna(sheet.frame[0].tolist()[1])
        assert sheet.dropped == {"nested column": 1} and "'tags'" in sheet.opened.why["nested"]


def test_lazy_frame_is_told_to_collect():
    pl = pytest.importorskip("polars")
    if hasattr(pl.LazyFrame, "__arrow_c_stream__"):
        pytest.skip("this polars gives a stream of a lazy frame, too")
    assert ".collect()" in refused(pl.LazyFrame({"a": [1]}))


def test_pyarrow_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert 'pip install "cashflow-terms[arrow]"' in refused(b"PAR1....PAR1")


def test_parquet_and_arrow_files(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.feather as feather
    import pyarrow.parquet as pq

    table = pa.table({"supplier": ["A", "B"], "amount": [1, 2]})
    pq.write_table(table, tmp_path / "a.parquet")
    feather.write_feather(table, tmp_path / "a.feather")
    with pa.ipc.new_stream(tmp_path / "a.arrows", table.schema) as out:
        out.write_table(table)
    for name, kind in (("a.parquet", "parquet"), ("a.feather", "arrow"), ("a.arrows", "arrow")):
        sheet = one((tmp_path / name).rename(tmp_path / "renamed.csv"))
        assert sheet.names == ("supplier", "amount") and sheet.frame[1].tolist() == [1, 2] and sheet.opened.kind == kind


# JSON


RECORDS = [{"supplier": "A", "amount": 0.1}, {"supplier": "B", "note": None, "amount": 12345678901234567890, "paid": True}]


@pytest.mark.parametrize(
    "content", [json.dumps(RECORDS), json.dumps({"meta": {"n": 2}, "data": RECORDS}), "\n".join(map(json.dumps, RECORDS))]
)
def test_json_records(content):
    sheet = of_bytes(content.encode("utf-8-sig"))
    assert sheet.names == ("supplier", "amount", "note", "paid")
    assert cells(sheet) == [["A", Decimal("0.1"), "", ""], ["B", 12345678901234567890, "", True]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[{"supplier": {"name": "A"}}]', "holds a record"), ('[{"lines": [1]}]', "lines: holds a list"), ("[[1, 2]]", "no list of records"),
        ("[]", "empty list"), ('[{"a": NaN}]', "no number of JSON"), ('[{"a": 1, "a": 2}]', "stands twice"), ('{"a": 1', "no JSON"),
        ('{"a": 1}\n{"b": \n', "row 2"), ("[" * 100_000, "too deep"), ('[{"a": 1' + "0" * 5000 + "}]", "digits"),
        ('{"a": [{"x": 1}], "b": [{"y": 2}]}', "several lists"), ('[{"a": 1e99999999999999999999}]', "reckoning"),
    ],
)  # fmt: skip
def test_json_that_is_refused(content, words):
    assert words in refused(content.encode())


# Files, folders, receipts


def test_open_files(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(PLAIN.encode())
    with path.open("rb") as file:
        sheet = one(file)
    assert cells(sheet) == ROWS and sheet.source == path
    assert cells(one(io.StringIO(PLAIN))) == ROWS
    assert of_bytes(PLAIN.encode()).source is None
    with path.open(encoding="ascii") as text:
        assert "as bytes" in refused(text)
    assert "can't be read" in refused(text)


def test_folder_and_pattern(tmp_path):
    for name in ("b.csv", "a.csv", ".hidden", "~$a.xlsx"):
        (tmp_path / name).write_bytes(PLAIN.encode())
    for given in (tmp_path, str(tmp_path / "*.csv"), [tmp_path / "a.csv", str(tmp_path / "b.csv")]):
        sheets = open_sheet(given)
        assert [s.source.name for s in sheets] == ["a.csv", "b.csv"]
    assert holds_tables(tmp_path) and not holds_tables(tmp_path / "a.csv")
    (tmp_path / "c.xml").write_bytes(b"<a/>")
    assert not holds_tables(tmp_path) and "holds an e-invoice" in refused(tmp_path)
    assert "no file" in refused(str(tmp_path / "*.nothing"))


def test_bytes_are_attested(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(PLAIN.encode()))
    with receipts() as kept:
        open_sheet(path)
    assert list(kept) == [path]


def test_package_is_imported_without_calamine():
    code = "import sys, cashflow.ledger.opening; sys.exit('python_calamine' in sys.modules or 'pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


SIGNS = st.lists(st.sampled_from(["a", "1", "2026-01-02", ",", ",", ",", '"', '""', "\n", "\n", "\r\n", " ", ";", "é", '","']), max_size=60)


@each(
    SIGNS,
    st.sampled_from(["", "\n", " ,\n\n"]),
    st.sampled_from(["supplier,invoice,invoice_date,amount", '"supplier","amount"', "amount;b;supplier"]),
)
def test_plain_files_are_read_as_ever(signs, above, header):
    """The cells, the rows too long and what is said of quotes are those of `read_csv`, whatever stands below the header."""
    content = f"{above}{header}\n{''.join(signs)}".encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(content)
        wanted, sheet = read_csv(path), one(path)
    at = wanted.skipped
    assert sheet.frame.iloc[at].tolist()[: len(wanted.frame.columns)] == header.replace('"', "").replace(";", ",").split(",")
    assert sheet.frame.iloc[at + 1 :, : len(wanted.frame.columns)].to_numpy().tolist() == wanted.frame.to_numpy().tolist()
    assert sheet.too_long.tolist() == [n + at + 1 for n in wanted.too_long]
    assert [(s.at - at - 1, s.status, s.kind, s.column, s.value) for s in sheet.said] == [
        (s.at, s.status, s.kind, s.column, s.value) for s in wanted.said
    ]


def test_many_rows_and_too_long_ones_far_below():
    content = "supplier,invoice,amount\n" + "A,1,1.00\n" * 5000 + "A,1,1.00,x\n" + "A,1,1.00\n"
    sheet = of_bytes(content.encode())
    assert sheet.too_long.tolist() == [5001] and len(sheet.frame) == 5003 and sheet.frame.shape[1] == 3
    assert np.all(sheet.frame[2].to_numpy()[1:] == "1.00")
