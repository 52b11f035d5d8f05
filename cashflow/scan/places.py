"""Where the ledger's columns stand in a typed table of any size: its header is checked as that of a CSV file is, before a row is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cashflow.basics.arrow_columns import stored_type
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.names import tidied
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import check_columns
from cashflow.ledger.values.columns import needed_columns

__all__ = ["PARTS_HINT", "places_of", "refuse_parts", "refuse_types"]

_READ = ("supplier", "invoice_date", "amount", "amount_minor", "currency", "terms", "tax_amount", "due_date", "paid_date", *EVENT_COLUMNS)


def places_of(
    names: Sequence[str], kinds: Sequence[Any], options: ReadOptions, keep: Sequence[str] | None, source: Path | str
) -> dict[str, str]:
    """The ledger's columns that are read, and their names in the table.

    Parameters
    ----------
    names, kinds
        Of the table's columns, and their Arrow types.
    options
        As told.
    keep
        Further columns that are kept, with the suppliers; `None`: neither.
    source
        What refusals call the table.

    Raises
    ------
    InputError
        A column is missing, there twice, or of a type that holds no single text, number or date.
    """
    frame = pd.DataFrame(columns=pd.Index(list(names), dtype=object))
    lower = {tidied(n) for n in names}
    needed = [n for n in needed_columns(lower, options.currency is not None, options.terms is not None) if n != "invoice"]
    known = check_columns(frame.rename(columns=str), needed, _READ, source).columns
    refuse_parts(known, source)
    there = {n: stored_type(kind) for n, kind in zip(names, kinds, strict=True) if n.strip()}
    places = dict(zip(known, there, strict=True))
    for name in (n for n in keep or () if n not in places):
        raise InputError("is missing", file=source, column=name, hint="Leave it out of columns, which tells the scan to keep it")
    wanted = [n for n in [*_READ, *(n for n in keep or () if n not in _READ)] if n in places]
    refuse_types({n: there[places[n]] for n in wanted}, source)
    return {n: places[n] for n in wanted if not (n == "amount_minor" and "amount" in places)}


def refuse_types(kinds: Mapping[str, Any], source: Path | str) -> None:
    """Refuse columns, by name, of a type that holds no single text, number or date."""
    import pyarrow as pa

    for name, kind in kinds.items():
        if pa.types.is_nested(kind):
            raise InputError("is a column of lists or records; it must hold one value a row", file=source, column=name)
        if _is_binary(kind):
            raise InputError("is a column of bytes, not of text", file=source, column=name, hint="Write it as text (UTF-8)")


def _is_binary(kind: Any) -> bool:
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    kinds = (getattr(pa.types, n, None) for n in ("is_binary", "is_large_binary", "is_fixed_size_binary", "is_binary_view"))
    return any(test is not None and test(inner) for test in kinds)


PARTS_HINT = "Read the file with read_ledger, which keeps each invoice; in a what-if file, give the ledger as one CSV file"
"""What to do where parts of invoices are paid."""


def refuse_parts(names: Iterable[str], file: Path | str) -> None:
    """Refuse what says how much of an invoice is paid: a scan sums invoices that are open, or paid in full."""
    for name in (n for n in names if tidied(n) in ("open_amount", "paid_amount")):
        raise InputError("says that parts are paid, which a scan does not keep", file=file, column=str(name), hint=PARTS_HINT)
