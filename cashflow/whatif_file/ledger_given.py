"""A ledger given in place of a what-if file: it is called by its name, with what to type."""

from __future__ import annotations

import contextlib
import shlex
from pathlib import Path

from cashflow.basics.errors import InputError
from cashflow.ledger.opening.kinds import kind_of

__all__ = ["refuse_ledger"]

_TABLES = (
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".json", ".arrow", ".feather", ".gz", ".zip", ".xml", ".pdf",
)  # fmt: skip
_SEPARATORS = (",", ";", "\t", "|")
_LEAST = 3  # cells of a line that is a row of a table


def refuse_ledger(content: bytes, path: Path) -> None:
    """Refuse what is a table by its name, its kind, or its first line; nothing else.

    Raises
    ------
    InputError
        It is one; the hint names `cashflow check` and the key of a what-if file that names a ledger.
    """
    if not content.strip() or not (path.suffix.lower() in _TABLES or _is_table(content, path)):
        return
    hint = (
        f"To see what it is read as: cashflow check {shlex.quote(str(path))}. To run it, name it in a what-if file: "
        f"path = \"{path.name}\" under [ledger]; 'cashflow demo --out DIR' writes one to change"
    )
    raise InputError("is a ledger, not a what-if file", file=path, hint=hint)


def _is_table(content: bytes, path: Path) -> bool:
    kind = "text"
    with contextlib.suppress(InputError):
        kind = kind_of(content, path)
    if kind != "text":
        return True
    first = next((line for line in content.decode("utf-8", "replace").lstrip("\ufeff").splitlines() if line.strip()), "")
    return "=" not in first and not first.lstrip().startswith(("[", "#")) and any(first.count(s) >= _LEAST - 1 for s in _SEPARATORS)
