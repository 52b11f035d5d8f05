"""Workbooks looked through before they are read: what grows without bounds, what needs a password, and where errors or formulas stand."""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO

import numpy as np
from attrs import frozen

from cashflow.basics.errors import InputError
from cashflow.ledger.opening.containers import BROKEN, MOST_BYTES, blocks_of, read_at_most

__all__ = ["Seen", "look_through", "refuse_area"]

_MOST_CELLS = 40_000_000  # of a sheet, blank ones between others included: each takes 32 bytes
_MOST_ROWS = 1 << 20
_PACKED = 5  # rows of blank cells pack to a thousandth, not to a 200th
_OVERLAP = 16
_LETTERS = 26
_FEW_RECORDS = 4 << 20  # bytes
_XLSB_AREA, _XLSB_CELL = 148, 11  # records of an .xlsb
_ROW = re.compile(rb'<row\b[^>]*? r="(\d+)"')
_HIGH_ROW = re.compile(rb'<row\b[^>]*? r="(\d{6,})"')
_WIDE = re.compile(rb"r=[\"']([A-Z]{2,3})\d")
_ODD = re.compile(rb'\bt="e"|<(?:\w{1,8}:)?f[\s/>]')
_HIDES = b'hidden="'
_REPEATED = re.compile(rb'<table:table-cell\b[^>]*?number-columns-repeated="(\d+)"[^>]*>')
_REPEATED_ROW = re.compile(rb'<table:table-row\b[^>]*?number-rows-repeated="(\d+)"[^>]*>(.*?)</table:table-row>', re.S)


@frozen
class Seen:
    """Paths of the sheets of an .xlsx: those in whose cells errors or formulas stand, and those with hidden rows or columns."""

    odd: frozenset[str]
    hidden: frozenset[str]


def look_through(content: bytes, source: object) -> Seen:
    """What is to be looked at in the sheets of an .xlsx.

    Raises
    ------
    InputError
        It needs a password, is broken, or is larger than any ledger: 4 GB unpacked, or values further apart than memory has room for.
    """
    odd, hidden = set[str](), set[str]()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        left = MOST_BYTES
        for one in sorted(archive.infolist(), key=lambda i: i.filename != "META-INF/manifest.xml"):
            if left < 0:
                raise InputError("grows to more than 4 GB when it is read", file=source, hint="Save the sheet as CSV")
            if one.flag_bits & 1:
                raise InputError("is a workbook with a password", file=source, hint="Save it without the password")
            sheet = one.filename.startswith("xl/worksheets/") or one.filename in ("content.xml", "META-INF/manifest.xml")
            if one.filename.startswith("xl/worksheets/") and one.filename.endswith(".xml"):
                size, found, hides = _look_at_sheet(archive, one, len(content) * _PACKED, source)
                left -= size
                odd |= {one.filename} if found else set()
                hidden |= {one.filename} if hides else set()
                continue
            if not sheet and one.file_size < 1 << 20 and one.compress_size < 1 << 20:
                left -= one.file_size  # no more is read than is stated
                continue
            with _opened(archive, one, source) as file:
                inside = read_at_most(file, len(content) * _PACKED, source)
            left -= len(inside)
            if one.filename.startswith("xl/worksheets/"):
                _check_binary(inside, source)
            elif one.filename == "META-INF/manifest.xml" and b"encryption-data" in inside:
                raise InputError("is a workbook with a password", file=source, hint="Save it without the password")
            elif one.filename == "content.xml":
                _check_repeats(inside, source)
    return Seen(frozenset(odd), frozenset(hidden))


def _opened(archive: zipfile.ZipFile, one: zipfile.ZipInfo, source: object) -> IO[bytes]:
    try:
        return archive.open(one)
    except BROKEN as wrong:
        raise InputError(f"is a workbook that can't be read: {str(wrong)[:120]}", file=source) from None


def _look_at_sheet(archive: zipfile.ZipFile, one: zipfile.ZipInfo, packed: int, source: object) -> tuple[int, bool, bool]:
    """The size of a sheet, whether it has errors or formulas, and whether something is hidden; read whole only where a column is far."""
    size, odd, hides, end = 0, False, False, b""
    wide = set[bytes]()
    with _opened(archive, one, source) as file:
        for block in blocks_of(file, packed, source):
            size += len(block)
            part, end = end + block, block[-_OVERLAP:]
            may_be_wide, may_be_odd = _signs(part)
            wide.update(_WIDE.findall(part) if may_be_wide else ())
            hides = hides or _HIDES in part
            odd = odd or (may_be_odd and _ODD.search(part) is not None)
    if max(map(_column_number, wide), default=26) * _MOST_ROWS <= _MOST_CELLS:
        return size, odd, hides
    with _opened(archive, one, source) as file:
        inside = read_at_most(file, packed, source)
    _check_area(inside, source)
    return size, odd, hides


def _signs(part: bytes) -> tuple[bool, bool]:
    """Whether a part of a sheet may name a column beyond Z, and whether it may hold an error or a formula; in a fifth of the time.

    The first is three signs behind ``r=``: in ``r="AA1"`` a letter, in ``r="A1"`` a figure. The others are ``"e`` and ``<f`` or ``:f``.
    """
    signs = np.frombuffer(part, np.uint8)
    if len(signs) < _OVERLAP:
        return True, True
    wide = (signs[:-4] == ord("r")) & (signs[1:-3] == ord("=")) & (signs[4:] - np.uint8(ord("A")) < _LETTERS)
    before, sign = signs[:-1], signs[1:]
    error = (before == ord('"')) & (sign == ord("e"))
    formula = ((before == ord("<")) | (before == ord(":"))) & (sign == ord("f"))
    return bool(wide.any()), bool(error.any() or formula.any())


def _check_area(sheet: bytes, source: object) -> None:
    """Refuse a sheet whose values are so far apart that the cells between them fill the memory."""
    wide = set(_WIDE.findall(sheet))
    columns = max(map(_column_number, wide), default=26)
    if columns * _MOST_ROWS <= _MOST_CELLS:
        return
    last = sheet.rfind(b"<row")
    found = _ROW.match(sheet, last) if last >= 0 else None
    rows = int(found[1][:9]) if found else sheet.count(b"<row")
    rows = max([rows, *(int(r[:9]) for r in _HIGH_ROW.findall(sheet))])
    refuse_area(rows, columns, source)


def refuse_area(rows: int, columns: int, source: object) -> None:
    """Refuse cells so far apart that what lies between them fills the memory."""
    if rows * columns > _MOST_CELLS:
        reason = f"has cells {rows:,} rows and {columns:,} columns apart, which is more than can be held"
        raise InputError(reason, file=source, hint="Delete what is far from the table, or save the sheet as CSV")


def _check_binary(sheet: bytes, source: object) -> None:
    """The same of a sheet of an .xlsb: by its records where they are few, by the area it states where they are many."""
    at, rows, columns = 0, 0, 0
    while at < len(sheet):
        kind, at = _packed(sheet, at, 2)
        size, at = _packed(sheet, at, 4)
        body = sheet[at : at + 16]
        if kind == _XLSB_AREA and len(sheet) > _FEW_RECORDS and size == 16:
            rows, columns = (int.from_bytes(body[i : i + 4], "little") + 1 for i in (4, 12))
            break
        if kind == 0:
            rows = max(rows, int.from_bytes(body[:4], "little") + 1)
        elif kind <= _XLSB_CELL:
            columns = max(columns, int.from_bytes(body[:4], "little") + 1)
        at += size
    refuse_area(rows, columns, source)


def _packed(sheet: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    value = 0
    for place, byte in enumerate(sheet[at : at + most]):
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value, at + place + 1
    return value, at + most


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _check_repeats(inside: bytes, source: object) -> None:
    """Refuse repeated values of an OpenDocument sheet that fill the memory; repeated blanks are harmless."""
    wide = max((int(f[1][:9]) for f in _REPEATED.finditer(inside) if b"office:value-type" in f[0]), default=1)
    deep = max((int(f[1][:9]) for f in _REPEATED_ROW.finditer(inside) if b"office:value-type" in f[2]), default=1)
    columns = max(wide, 100 if deep > 1 else 1)
    rows = max(deep, inside.count(b"<table:table-row"))
    refuse_area(rows, columns, source)
