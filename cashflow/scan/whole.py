"""Files that no batch can be read of alone: other column names, encodings or containers, or columns that decide only as a whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.ledger.layout.lay_out import is_plain
from cashflow.ledger.model import Findings, Ledger
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.read import laid_out, read_part

__all__ = ["NotByBatches", "check_plain", "read_whole", "undecided"]

_MOST = 4 << 30
_TOLD = ("map", "profile", "encoding", "separator", "sheet", "skip_rows", "terms")


class NotByBatches(Exception):
    """A file must be laid out as a whole."""


def check_plain(names: list[str], options: ReadOptions) -> None:
    """Stop reading by batches where a file has other columns than ours, or its layout is told."""
    if any(getattr(options, n) for n in _TOLD) or not is_plain(names):
        raise NotByBatches


def undecided(found: Findings) -> bool:
    """Whether some row was rejected since its date or amount has two readings, of which the whole column may know one."""
    left = found.frame[found.frame["status"] == "rejected"]
    return any(r.endswith(("say date_order", "say decimal = '.' or ','")) or "say date_order" in r for r in left["reason"].tolist())


def read_whole(path: Path, options: ReadOptions) -> tuple[Ledger | None, Findings, Ints, ReadOptions]:
    """The accepted invoices of a file (`None`: there are none), what was said, row numbers, and the options with what its layout brings."""
    size = path.stat().st_size
    if size > _MOST:
        reason = "is too large to be laid out in memory"
        hint = "Write it as CSV in UTF-8 or as Parquet, with the columns supplier, invoice_date, amount, currency, terms and ISO dates"
        raise InputError(reason, file=path, hint=hint)
    table, how = laid_out(path, options)
    rows = np.arange(len(table.frame)) + table.skipped + 2
    ledger, found = read_part(table, how, rows, whole=True)
    return ledger, found, rows, how
