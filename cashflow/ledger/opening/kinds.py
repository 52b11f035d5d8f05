"""What a file is, by its content; what is not a table is told by its name, with what to do instead."""

from __future__ import annotations

import codecs
import re
import shlex
from pathlib import Path
from typing import NoReturn

from cashflow.basics.errors import InputError

__all__ = ["has_magic", "kind_of", "refuse_kind", "refuse_markup"]

_TABLE = "Export the list as .xlsx or CSV, and name that"
_NAMES = (
    (b"%PDF", "a PDF", "An e-invoice is read if its name ends in .pdf. Else export the list as .xlsx or CSV, and name that"),
    (b"\x89PNG", "an image (PNG)", _TABLE),
    (b"\xff\xd8\xff", "an image (JPEG)", _TABLE),
    (b"GIF8", "an image (GIF)", _TABLE),
    (b"II*\0", "an image (TIFF)", _TABLE),
    (b"MM\0*", "an image (TIFF)", _TABLE),
    (b"{\\rtf", "a text document (RTF)", _TABLE),
    (b"SQLite format 3\0", "a database (SQLite)", "Write the table as CSV or Parquet, or give it as a frame in Python"),
    (b"\0\1\0\0Standard", "a database (Access)", "Export the table as .xlsx or CSV, and name that"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it, and name the file in it"),
    (b"Rar!", "a RAR archive", "Unpack it, and name the file in it"),
    (b"BZh91AY&SY", "a bzip2 file", "Unpack it (bunzip2), and name the file in it"),
    (b"\xfd7zXZ\0", "an xz file", "Unpack it (unxz), and name the file in it"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "Unpack it (unzstd), and name the file in it"),
    (b"Obj\1", "an Avro file", "Write the table as CSV or Parquet"),
    (b"\x7fELF", "a program", _TABLE),
    (b"MZ\x90", "a program", _TABLE),
)
_MAGIC = (
    (b"PAR1", "parquet"), (b"ARROW1", "arrow"), (b"FEA1", "arrow"), (b"PK\3\4", "zip"), (b"PK\5\6", "zip"), (b"\x1f\x8b", "gz"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"\xff\xff\xff\xff", "arrow stream"),
)  # fmt: skip
_HEAD = 1 << 13
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|style|script)\b", re.I)
_WHATIF = re.compile(r"^[ \t]*(?:\[(?:ledger|calendar|policy|measures)\]|\[\[scenario\]\])[ \t]*(?:#.*)?\r?$", re.M)
_PATH = re.compile(r"^[ \t]*path[ \t]*=[ \t]*[\"']([^\"'\\\n]+)[\"']", re.M)
_JSON = re.compile(r"(?!\{\}[ \t]*\r?\n\s*[^\s{\[])[\[{]\s*([\[{\"\]}]|\Z)")  # MYOB writes an empty pair above its header


def has_magic(head: bytes) -> bool:
    """Whether the first bytes are those of a kind that is not text."""
    return head.startswith(tuple(magic for magic, *_ in (*_NAMES, *_MAGIC)))


def kind_of(content: bytes, source: object) -> str:
    """``parquet``, ``arrow``, ``arrow stream``, ``zip``, ``gz``, ``ole``, ``spreadsheetml``, ``html``, ``json`` or ``text``.

    Raises
    ------
    InputError
        It is empty, or none of these; the sentence names what it is.
    """
    if not content:
        raise InputError("is empty", file=source)
    for magic, name, hint in _NAMES:
        if content.startswith(magic):
            raise InputError(f"is {name}, not a table", file=source, hint=hint)
    kind = next((k for magic, k in _MAGIC if content.startswith(magic)), None)
    return kind or _text_kind(content, source)


def _text_kind(content: bytes, source: object) -> str:
    head = _head(content)
    if _HTML.match(head) and b"<table" in content.replace(b"\0", b"").lower():
        return "html"
    if head.startswith("<") or head[:13].lower() == "mime-version:":
        return refuse_markup(head, source)
    if _WHATIF.search(head):
        named = _PATH.search(head)
        ledger = f": cashflow check {shlex.quote(str(Path(str(source)).parent / named[1]))}" if named and isinstance(source, Path) else ""
        hint = f"'cashflow run' answers it; 'cashflow check' takes the ledger that it names{ledger}"
        raise InputError("is a what-if file, not a table", file=source, hint=hint)
    return "json" if _JSON.match(head) else "text"


def _head(content: bytes) -> str:
    """The first signs of a text, without what stands before the first of them."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content[:_HEAD].decode("utf-16" if wide else "utf-8", "ignore")
    return text.replace("\0", "").lstrip("\ufeff \t\r\n")


def refuse_markup(head: str, source: object) -> str:
    """``spreadsheetml`` where a text of markup is that; else a refusal by name."""
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and not _HTML.match(head):
        return "spreadsheetml"
    if re.search(r"CrossIndustryInvoice|CrossIndustryDocument|urn:oasis:names:specification:ubl|FatturaElettronica", head):
        hint = "Let its name end in .xml, or name the folder it is in"
        raise InputError("is an e-invoice (XML)", file=source, hint=hint)
    if head[:13].lower() == "mime-version:":
        hint = "Open it in a spreadsheet program, and save it as .xlsx"
        raise InputError("is an HTML page in an archive (MHT), whatever its name says", file=source, hint=hint)
    if _HTML.search(head):
        hint = "Open it in a spreadsheet program, and save it as .xlsx"
        raise InputError("is an HTML page, whatever its name says", file=source, hint=hint)
    raise InputError(
        "is XML of a kind that is not a table", file=source, hint="Open it in a spreadsheet program and save it as .xlsx, or export CSV"
    )


def refuse_kind(kind: str, source: object) -> NoReturn:
    """Refuse a document of an office program by its name."""
    article = "an" if kind[0] in "aeiou" else "a"
    raise InputError(f"is {article} {kind}, not a table", file=source, hint=_TABLE)
