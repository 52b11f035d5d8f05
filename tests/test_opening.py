"""Opening: what a file is, how its text is read, and that every cell stands as it stood; samples are made here, expected cells typed."""

from __future__ import annotations

import codecs
import gzip
import io
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.errors import InputError
from cashflow.basics.receipts import receipts
from cashflow.ledger.opening import OpenOptions, first_even_row, open_sheet
from cashflow.ledger.opening.cells import cells_of_text
from cashflow.ledger.opening.csv_head import look_at
from tests.sheets_made import GERMAN, PLAIN, ROWS, SAP, cells, of_bytes, one, refused, zipped

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
    content = "supplier,amount\nMüller,1\nGöß,2\nÄrzte,3\n".encode() + b"No\xebl,4\n"
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
        ({"separator": "ab"}, "one character"), ({"separator": '"'}, "one character"), ({"separator": 5}, "one character"),
        ({"encoding": "klingon"}, "unknown encoding"), ({"encoding": "rot13"}, "unknown encoding"), ({"encoding": 8}, "unknown encoding"),
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
        (b"", "is empty"), (b"  \n ;; \n", "only blank cells"), (b"a\0b\x01\x02\0\0\0c", "is not text"), (b"7z\xbc\xaf\x27\x1c", "7z archive"),
        (b"{\\rtf1", "text document"), (b"PK\3\4 cut off", "broken or cut off"), (b"\x1f\x8b cut off", "can't be unpacked"),
        (b"PAR1 no PAR1", "is not a Parquet file"), (b"ARROW1\0\0 cut", "is not an Arrow file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "is a Word document"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named(content, words):
    assert words in refused(content)


def test_names_that_begin_like_another_kind():
    assert cells(of_bytes(b"ORCID;Betrag\nA;1,00\nB;2,00\n"))[0] == ["ORCID", "Betrag"]


def test_word_document_and_presentation():
    for inside, words in (("word/document.xml", "a Word document"), ("ppt/slides/slide1.xml", "a presentation")):
        assert words in refused(zipped({"[Content_Types].xml": b"<Types/>", inside: b"<x/>"}))


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
    (tmp_path / "c.xml").write_bytes(b"<a/>")
    assert "holds an e-invoice" in refused(tmp_path)
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


def plainly(path):
    """A CSV file whose header is its first row that is not blank: cells below it, rows too long, quotes, blank lines above."""
    content = path.read_bytes()
    head = look_at(io.BytesIO(content), path)
    mended = bytearray(content)
    head.without(mended, 0)
    frame, width = cells_of_text(bytes(mended)[head.start :], head.delimiter, len(head.names), path)
    rows = frame.iloc[1:]
    said = head.said(0, len(rows))
    return SimpleNamespace(frame=rows, too_long=np.flatnonzero(width[1:] > len(head.names)), said=said, skipped=head.skipped)


@each(
    SIGNS,
    st.sampled_from(["", "\n", " ,\n\n"]),
    st.sampled_from(["supplier,invoice,invoice_date,amount", '"supplier","amount"', "amount;b;supplier"]),
)
def test_plain_files_are_read_as_ever(signs, above, header):
    """The cells, the rows too long and what is said of quotes are those of `plainly`, whatever stands below the header."""
    content = f"{above}{header}\n{''.join(signs)}".encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(content)
        wanted, sheet = plainly(path), one(path)
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


def test_a_bomb_is_said_in_its_own_words():
    """The sentence of the limit, not one that quotes it."""
    said = refused(gzip.compress(b"a" * 60_000_000))
    assert "grows to more than 200 times its size" in said and "can't be unpacked" not in said and "name the file in it" in said


def test_one_sign_that_is_no_ascii_slows_no_other_amount():
    texts = np.array([f"{n}.25" for n in range(200_000)] + ["1\u00a0234.50"], object)
    start = time.perf_counter()
    minor, reasons = read_amounts(texts, np.full(len(texts), 2), None)
    assert minor[-2:].tolist() == [19_999_925, 123_450] and not any(reasons) and time.perf_counter() - start < 2
