"""Headings that say what the rows below them are: invoices, or credit notes whose amounts have no sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.layout.items.rows import Rows

__all__ = ["types_by_headings"]


def types_by_headings(rows: Rows, types: Mapping[str, str]) -> Any:
    """(n_rows,), object: what each row is by the last heading above it that is called as a type; `None`: none is called as credit notes.

    A sum that repeats the words of the heading ends it, and so does the next heading that is called as a type.
    """
    marks, kinds, current = [0], [""], ""
    for o in rows.others:
        if o.kind == "group row" and (kind := types.get(fold(o.label), "")):
            marks, kinds, current = [*marks, o.at], [*kinds, kind], o.label
        elif o.kind == "total row" and current and current.casefold() in o.label.casefold():
            marks, kinds, current = [*marks, o.at], [*kinds, ""], ""
    if "credit note" not in kinds:
        return None
    return np.array(kinds, object)[np.searchsorted(marks, np.arange(len(rows.item)), side="right") - 1]
