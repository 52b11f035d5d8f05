"""Compressed files: one file inside is taken out, within limits; several are refused by their names."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from cashflow.basics.errors import InputError, first_line
from cashflow.basics.shown import printable
from cashflow.ledger.opening.kinds import refuse_kind

__all__ = ["BROKEN", "MOST_BYTES", "blocks_of", "from_gz", "from_zip", "read_at_most", "zip_kind"]

MOST_BYTES = 4 << 30
_MOST_RATIO = 200
_SMALL = 10 << 20  # bytes to which any ratio is harmless
_BLOCK = 1 << 20
BROKEN = (EOFError, OSError, OverflowError, RuntimeError, ValueError, lzma.LZMAError, struct.error, zipfile.BadZipFile, zlib.error)
"""What reading an archive raises that is broken, or of a kind that is not known."""


def read_at_most(file: IO[bytes] | gzip.GzipFile, packed: int, source: object) -> bytes:
    """What is unpacked of a compressed file; see `blocks_of`."""
    return b"".join(blocks_of(file, packed, source))


def blocks_of(file: IO[bytes] | gzip.GzipFile, packed: int, source: object) -> Iterator[bytes]:
    """What is unpacked of a compressed file, block by block, counted meanwhile, whatever it says of its size.

    Raises
    ------
    InputError
        Larger than 4 GB, or 200 times as large as packed; broken.
    """
    size = 0
    try:
        while block := file.read(_BLOCK):
            size += len(block)
            refuse_bomb(size, packed, source)
            yield block
    except InputError:
        raise
    except BROKEN as wrong:
        said = first_line(wrong) if str(wrong) else "it ends too early"
        raise InputError(f"is compressed, and can't be unpacked: {said}", file=source, hint="Copy or export it again") from None


def refuse_bomb(size: int, packed: int, source: object) -> None:
    """Refuse what grows too much when it is unpacked."""
    if size > MOST_BYTES or (size > _SMALL and size > _MOST_RATIO * packed):
        reason = f"grows to more than {'4 GB' if size > MOST_BYTES else f'{_MOST_RATIO} times its size'} when it is unpacked"
        raise InputError(f"{reason}, which no ledger does", file=source, hint="Unpack it yourself, and name the file in it")


def from_gz(content: bytes, source: object) -> bytes:
    """The file in a .gz."""
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        return read_at_most(file, len(content), source)


def _zip(content: bytes, source: object) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except BROKEN:
        hint = "Copy or export it again"
        raise InputError("begins like a zip or an .xlsx, but is broken or cut off", file=source, hint=hint) from None


def zip_kind(content: bytes, source: object) -> str:
    """``workbook`` where a zip is one; ``zip`` where it holds files; other documents are refused by name."""
    with _zip(content, source) as archive:
        names = set(archive.namelist())
        if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
            kind = _mime(archive, source)
            if kind:
                return kind
        if any(n.startswith("xl/") for n in names):
            return "workbook"
        if "[Content_Types].xml" in names:
            first = next(
                (k for p, k in (("word/", "Word document"), ("ppt/", "presentation")) if any(n.startswith(p) for n in names)), None
            )
            refuse_kind(first or "office document", source)
        if "Index/Document.iwa" in names or any(n.startswith("Index/") for n in names):
            raise InputError("is a Numbers or Pages document", file=source, hint="Export it as .xlsx or CSV, and name that")
    return "zip"


def _mime(archive: zipfile.ZipFile, source: object) -> str | None:
    try:
        mime = archive.read("mimetype").decode("ascii", "replace").strip()
    except BROKEN:
        return None
    if not mime.startswith("application/vnd.oasis.opendocument."):
        return None
    kind = mime.rpartition(".")[2].removesuffix("-template")
    if kind != "spreadsheet":
        refuse_kind(f"OpenDocument {kind}", source)
    return "workbook"


def from_zip(content: bytes, source: object) -> tuple[bytes, str]:
    """The one file in a zip, and its name.

    Raises
    ------
    InputError
        There is none, or there are several; it is encrypted, or grows too much.
    """
    with _zip(content, source) as archive:
        found = [i for i in archive.infolist() if not i.is_dir() and not _aside(i.filename)]
        if not found:
            raise InputError("is a zip with no file in it", file=source)
        if len(found) > 1:
            named = ", ".join(f"'{printable(i.filename)[:60]}'" for i in found[:5]) + (", …" if len(found) > 5 else "")
            hint = "Unpack it, and name one of them, or the folder"
            raise InputError(f"is a zip with {len(found):,} files: {named}", file=source, hint=hint)
        one = found[0]
        if one.flag_bits & 1:
            raise InputError("is a zip with a password", file=source, hint="Unpack it, and name the file in it")
        refuse_bomb(one.file_size, one.compress_size, source)
        try:
            file = archive.open(one)
        except BROKEN as wrong:
            reason = f"is a zip that can't be unpacked: {str(wrong)[:120]}"
            raise InputError(reason, file=source, hint="Unpack it, and name the file in it") from None
        with file:
            return read_at_most(file, max(one.compress_size, 1), source), printable(one.filename)


def _aside(name: str) -> bool:
    """Whether a file in a zip was put there by the system, not the user."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "Thumbs.db", "desktop.ini")
