"""Files of e-invoices: one, those of a folder, or those in a zip; and the XML inside a PDF."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError, first_line
from cashflow.basics.folders import files_in, files_like, is_folder, is_there, no_such_file
from cashflow.basics.receipts import read_bytes
from cashflow.basics.shown import file_name
from cashflow.ledger.einvoices.einvoice_xml import LARGEST
from cashflow.ledger.opening.folder import TABLES

__all__ = ["InvoiceFile", "files_of", "holds_einvoices"]

_ENDINGS = (".xml", ".pdf")
_SIGNS = frozenset("*?[")  # of a pattern
_MOST_IN_ZIP = 100_000  # files
_NAMED = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml")  # as the standards name the invoice inside a PDF
_LARGE = f"is larger than {LARGEST // 1_000_000} MB, which no e-invoice is"
_HINT = "Name a CSV file, or a folder of e-invoices"


def _pattern(path: Path) -> bool:
    return bool(_SIGNS.intersection(str(path))) and not is_there(path)


@frozen
class InvoiceFile:
    """A file by its name within the folder or zip, and how to take its bytes."""

    name: str
    ending: str
    take: Callable[[], bytes]

    @property
    def may_be_invoice(self) -> bool:
        """Whether its name ends as those of e-invoices do, and does not begin as those of hidden files do."""
        return self.ending in _ENDINGS and not PurePosixPath(self.name).name.startswith("._")

    def xml(self) -> bytes:
        """The XML of the file; out of a PDF, the one attachment that is the invoice."""
        content = self.take()
        return content if self.ending == ".xml" else _attached(content)


def holds_einvoices(path: Path) -> bool:
    """Whether a path is read as e-invoices: a file that ends in .xml or .pdf, a folder with one, or a zip that holds such and no others.

    A folder of tables in which a PDF lies holds none for sure.
    """
    if is_folder(path):
        endings = {f.suffix.lower() for f in files_in(path) if not f.name.startswith("._")}
        return ".xml" in endings or (".pdf" in endings and not endings & {*TABLES})
    if path.suffix.lower() in _ENDINGS and not _pattern(path):
        return True
    if _pattern(path):
        return all(f.suffix.lower() in _ENDINGS for f in files_like(path)) and bool(files_like(path))
    if path.suffix.lower() != ".zip" or not is_there(path):
        return False
    try:
        with zipfile.ZipFile(path) as packed:
            names = [n for n in packed.namelist() if not _hidden(n)]
    except (OSError, zipfile.BadZipFile, ValueError):
        return False
    endings = {PurePosixPath(n).suffix.lower() for n in names}
    return bool(endings.intersection(_ENDINGS)) and not endings.intersection(TABLES)


def files_of(path: Path) -> list[InvoiceFile]:
    """The files at a path, in order of their names.

    Raises
    ------
    InputError
        There is nothing, or nothing that can be an e-invoice.
    """
    if _pattern(path):
        base = Path(*takewhile(lambda part: not _SIGNS.intersection(part), path.parts))
        found = [_plain(f, f.relative_to(base)) for f in files_like(path)]
    elif not is_there(path):
        raise no_such_file(path)
    elif is_folder(path):
        found = [_plain(f, f.relative_to(path)) for f in files_in(path)]
    elif path.suffix.lower() == ".zip":
        found = _packed(path)
    else:
        found = [_plain(path, Path(path.name))]
    if not found:
        raise InputError("is an empty folder", file=path, hint=_HINT)
    if not any(f.may_be_invoice for f in found):
        raise InputError("is a folder without an e-invoice (.xml or .pdf)", file=path, hint=_HINT)
    return found


def _plain(file: Path, name: Path) -> InvoiceFile:
    def take() -> bytes:
        try:
            if file.stat().st_size > LARGEST:
                raise InputError(_LARGE)
            return read_bytes(file)
        except OSError as wrong:
            raise InputError(f"can't be read: {wrong.strerror}") from None

    return InvoiceFile(file_name(name), file.suffix.lower(), take)


def _hidden(name: str) -> bool:
    return name.endswith("/") or name.startswith("__MACOSX/")


def _packed(path: Path) -> list[InvoiceFile]:
    """The files in a zip; each is unpacked when it is read, up to the size of an e-invoice."""
    packed = zipfile.ZipFile(io.BytesIO(read_bytes(path)))
    members = sorted((m for m in packed.infolist() if not _hidden(m.filename)), key=lambda m: m.filename)
    if len(members) > _MOST_IN_ZIP:
        raise InputError(f"holds {len(members):,} files; {_MOST_IN_ZIP:,} are read", file=path)
    return [_member(packed, m) for m in members]


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> InvoiceFile:
    def take() -> bytes:
        if member.flag_bits & 1:
            raise InputError("is encrypted in the zip; unpack it with its password, and name the folder")
        try:
            with packed.open(member) as file:
                content = file.read(LARGEST + 1)  # the size that the zip states may be wrong
        except Exception as wrong:  # broken members fail in many ways
            raise InputError(f"can't be unpacked ({first_line(wrong)})") from None
        if len(content) > LARGEST:
            raise InputError(_LARGE)
        return content

    return InvoiceFile(file_name(member.filename), PurePosixPath(member.filename).suffix.lower(), take)


def _attached(content: bytes) -> bytes:
    with _quiet():
        attached = _attachments(content)
    found = {name: data for name, data in attached if name.lower().endswith(".xml")}
    known = [n for n in found if n.lower() in _NAMED]
    chosen = known if len(found) > 1 and known else list(found)
    if len(chosen) != 1:
        raise InputError(f"is a PDF with {len(chosen) or 'no'} XML attached; an e-invoice in a PDF has one")
    return found[chosen[0]]


def _attachments(content: bytes) -> list[tuple[str, bytes]]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(io.BytesIO(content))
        return [(str(a.name), bytes(a.content)) for a in reader.attachment_list]
    except (DependencyError, FileNotDecryptedError):
        raise InputError("is an encrypted PDF; save it without a password, or name the XML that came with it") from None
    except Exception as wrong:  # a broken PDF fails in many ways
        raise InputError(f"is not a PDF that can be read ({first_line(wrong)})") from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No log lines of the reading package: what is wrong with a file becomes a finding."""
    import logging  # only a PDF needs it

    logger: Any = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
