"""The rows of a table that look like items are found by columns; row by row the same ones are found."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Grid, repeats
from cashflow.ledger.layout.cells.labels import labelled_name, sums_up

NAMES = ["Vendor", "Net due date", "Amount", ""]
CELLS = ["", " ", "Acme ", "Total", "**", "∑", "123", "1.234,56-", "03.04.2025", "Name: Alder", "Kreditor: 70001 Birke", "due date"]
CELLS += ["date", "vendor", "Amount", "Vendor 100234", '=HYPERLINK("u","Total")', "Sum:", 45000, 1.5, None]


def by_rows(rows: list[list[object]]) -> list[list[object]]:
    """Those with half as many filled cells as the fullest tenth, that are no sum, no name and no header."""
    texts = [[text_of(c) for c in row] for row in rows]
    many = [sum(map(bool, t)) for t in texts]
    usual = sorted(many)[-1 - len(many) // 10] if many else 0
    header = [n.casefold() for n in NAMES]
    out = []
    for row, text, n in zip(rows, texts, many, strict=True):
        filled = [t for t in text if t]
        named = n and (sums_up(filled) or labelled_name(filled) or repeats(text, header))
        if n and 2 * n >= usual and not named:
            out.append(row)
    return out


@given(st.lists(st.lists(st.sampled_from(CELLS), min_size=4, max_size=4), max_size=30))
def test_rows_that_look_like_items(rows):
    grid = Grid(pd.DataFrame(np.array([*rows, [None] * 4], object)[:-1], dtype=object), NAMES)
    wanted = by_rows(rows)
    assert grid.sample() == wanted
    assert grid.has_items() == bool(wanted)
    for at in range(4):
        assert grid.cells(at) == [r[at] for r in wanted if text_of(r[at])]
