"""Helpers of the tests of opening: sheets, their cells, refusals, workbooks made here."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from cashflow.basics.errors import InputError
from cashflow.ledger.opening import OpenOptions, Sheet, open_sheet

LEDGERS = Path(__file__).parent / "ledgers"
PLAIN = "supplier,invoice,amount\nAcme,1,10.00\nMüller,2,20.00\n"
ROWS = [["supplier", "invoice", "amount"], ["Acme", "1", "10.00"], ["Müller", "2", "20.00"]]
GERMAN = (
    "Kreditor;Belegnummer;Betrag\n100001;1900000001;1.234,50\n100002;1900000002;99,00-\n100003;1900000003;7,25\nMüller;1900000004;0,10\n"
)
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


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(write, **options) -> bytes:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    write(book)
    book.close()
    return out.getvalue()


def ledger_in(sheet, rows=3, top=0, words=("Vendor", "Number", "Amount")):
    sheet.write_row(top, 0, words)
    for at in range(rows):
        sheet.write_row(top + at + 1, 0, [f"V{at}", 1000 + at, at + 0.25])
