"""Exports with a row for each line of a bill, on which the bill's total is repeated: the bill counts once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.basics.frames import pd
from cashflow.ledger.csv_head import Said
from cashflow.ledger.layout.rows import Rows

__all__ = ["bills_of_lines"]


def bills_of_lines(frame: pd.DataFrame, at: Mapping[str, int], rows: Rows, out: Mapping[str, Any]) -> list[Said]:
    """Further lines of bills, to be ignored.

    A line is one where supplier, number, dates and the amount of the bill are those of a row before, and the export has amounts of lines
    beside that of the bill.
    """
    if "line_amount" not in at and not {"open_amount", "amount"} & set(at):
        return []
    same = {n: np.asarray(out[n], object)[rows.items] for n in ("supplier", "invoice", "amount", "invoice_date", "due_date") if n in out}
    keys = pd.DataFrame({n: [str(v) for v in column.tolist()] for n, column in same.items()})
    again = keys.duplicated(keep="first").to_numpy() & (keys["invoice"] != "").to_numpy()
    return [
        Said(int(i), "ignored", "line of a bill", "", "", "is a further line of a bill whose total was read") for i in rows.items[again]
    ]
