"""Sheets for tests of the layout, made by Python's csv module: no code of the package opens them."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from cashflow.ledger.layout.lay_out import lay_out
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.opening.sheet import Opened, Sheet

HERE = Path(__file__).resolve().parent
LEDGERS = HERE / "ledgers"


def sheet_of(rows, **more):
    """A sheet of rows, short ones filled up."""
    width = max(map(len, rows))
    cells = np.empty((len(rows), width), object)
    for i, row in enumerate(rows):
        cells[i] = [*row, *[""] * (width - len(row))]
    return Sheet(pd.DataFrame(cells, columns=range(width), dtype=object), Opened("text"), **more)


def sheet_at(path, separator=","):
    """A sheet of a text file."""
    content = Path(path).read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return sheet_of(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), source=Path(path))


def items(table):
    """Rows of a table that are not ignored."""
    passed = {s.at for s in table.said if s.status == "ignored"}
    return table.frame[[i not in passed for i in range(len(table.frame))]]


def laid(rows, **told):
    """Layout, and the rows that are items."""
    layout, table = lay_out(sheet_of(rows), LayoutOptions(**told))
    return layout, items(table)
