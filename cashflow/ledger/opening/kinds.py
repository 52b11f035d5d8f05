"""What a file is, by its first bytes and not by its name."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from cashflow.basics.errors import InputError

__all__ = ["kind_of", "unpacked"]

_MOST = 4 << 30
_RATIO = 200  # unpacked to packed; a text that is packed smaller than this is no ledger
_SMALL = 64 << 20  # below this any ratio may be
_NO_LEDGER = {
    b"%PDF": ("is a PDF that holds no e-invoice", "Export the list as CSV or as a workbook"),
    b"\x89PNG": ("is a picture", "Export the list as CSV or as a workbook"),
    b"\xff\xd8\xff": ("is a picture", "Export the list as CSV or as a workbook"),
    b"SQLite format 3": ("is a database", "Export the table as CSV"),
    b"Rar!": ("is a RAR archive", "Unpack it and give the file inside"),
    b"7z\xbc\xaf": ("is a 7z archive", "Unpack it and give the file inside"),
    b"{\\rtf": ("is a text document", "Export the list as CSV or as a workbook"),
}


def kind_of(content: bytes, path: Path) -> str:
    """``text``, ``workbook``, ``parquet``, ``arrow``, ``json``, ``gz`` or ``zip``.

    Raises
    ------
    InputError
        It is something else, which the sentence names.
    """
    for magic, (reason, hint) in _NO_LEDGER.items():
        if content.startswith(magic):
            raise InputError(reason, file=path, hint=hint)
    if content.startswith(b"PAR1"):
        return "parquet"
    if content.startswith(b"ARROW1") or content.startswith(b"\xff\xff\xff\xff"):
        return "arrow"
    if content.startswith(b"\x1f\x8b"):
        return "gz"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "workbook"
    if content.startswith(b"PK"):
        return _zipped(content, path)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if start[:1] in (b"[", b"{"):
        return "json"
    if start[:1] == b"<":
        _refuse_markup(start.lower(), path)
    return "text"


def _zipped(content: bytes, path: Path) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        raise InputError("is a damaged zip archive or workbook", file=path, hint="Save it anew") from None
    if any(n.startswith("xl/") for n in names) or "content.xml" in names:
        return "workbook"
    if any(n.startswith("word/") for n in names):
        raise InputError("is a text document", file=path, hint="Export the list as CSV or as a workbook")
    return "zip"


def _refuse_markup(start: bytes, path: Path) -> None:
    if b"spreadsheet" in start or b"mso-application" in start:
        hint = "Open it in a spreadsheet program and save it as .xlsx"
        raise InputError("is a workbook written as XML", file=path, hint=hint)
    if b"<html" in start or b"<!doctype html" in start or b"<table" in start or b"<meta" in start:
        hint = "Open it in a spreadsheet program and save it as .xlsx"
        raise InputError("is a web page (HTML), whatever its name says", file=path, hint=hint)
    if start.startswith(b"<?xml"):
        raise InputError("is XML, and no e-invoice", file=path, hint="Export the list as CSV or as a workbook")


def unpacked(content: bytes, kind: str, path: Path) -> tuple[bytes, str]:
    """The one file in a ``gz`` or ``zip``, and what it is called: ``zip: open items.csv``."""
    try:
        return (_from_gz(content, path), "gz") if kind == "gz" else _from_zip(content, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as wrong:
        raise InputError(f"is a damaged {kind} archive ({wrong})", file=path, hint="Pack it anew") from None


def _from_gz(content: bytes, path: Path) -> bytes:
    out, packer, left = bytearray(), zlib.decompressobj(31), content
    while left:
        out += packer.decompress(left, 1 << 24)
        _check_size(len(out), len(content), path)
        left = packer.unconsumed_tail
        if packer.eof:
            left = packer.unused_data if packer.unused_data.startswith(b"\x1f\x8b") else b""
            packer = zlib.decompressobj(31)
        elif not left:
            raise EOFError("it ends too soon")
    return bytes(out)


def _from_zip(content: bytes, path: Path) -> tuple[bytes, str]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    inside = [i for i in archive.infolist() if not i.is_dir() and not i.filename.startswith(("__MACOSX/", "."))]
    if len(inside) != 1:
        names = ", ".join(i.filename for i in inside[:5])
        reason = f"holds {len(inside):,} files ({names}{' …' if len(inside) > 5 else ''})" if inside else "holds no file"
        raise InputError(reason, file=path, hint="Unpack it, and give the one that is the ledger")
    (one,) = inside
    if one.flag_bits & 1:
        raise InputError("is encrypted", file=path, hint="Unpack it with its password, and give the file inside")
    _check_size(one.file_size, len(content), path)
    with archive.open(one) as file:
        found = file.read(one.file_size + 1)
    return found, f"zip: {one.filename}"


def _check_size(size: int, packed: int, path: Path) -> None:
    if size > _MOST or (size > _SMALL and size > _RATIO * packed):
        raise InputError("unpacks to far more than a ledger holds", file=path, hint="Unpack it yourself, and look at it")
