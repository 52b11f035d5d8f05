"""Cells that are merged over several rows: their text stands in each of these."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["is_money", "merged_down"]

_TALLEST = 10_000  # rows
_MONEY = re.compile(r"[^\d]{0,12}\d{1,3}(?:[.,'\u2019\s]?\d{3}){0,6}[.,]\d{2}[^\d]{0,12}")


def is_money(text: str) -> bool:
    """Whether a text is an amount with cents: merged over the lines of a bill it is one amount, and stands once.

    Examples
    --------
    >>> is_money("1.250,00"), is_money("(1,250.00) USD"), is_money("14.05.26"), is_money("100234"), is_money("Alder 2.50 Ltd 3")
    (True, True, False, False, False)
    """
    return bool(_MONEY.fullmatch(text.strip()))


def merged_down(rows: list[list[Any]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write the text of merged cells into the rows that they cover, in their first column.

    Numbers, dates and amounts stand once: an amount that is merged over the lines of a bill is one amount.

    Parameters
    ----------
    rows
        Cells, changed in place.
    ranges
        First and last row and column of each, from 0.

    Examples
    --------
    >>> rows = [["Alder", 10.0], ["", ""], ["Birch", 30.0]]
    >>> merged_down(rows, [((0, 0), (1, 0)), ((0, 1), (1, 1))])
    >>> rows
    [['Alder', 10.0], ['Alder', ''], ['Birch', 30.0]]
    """
    left = sum(map(len, rows))  # merged cells that overlap, as in no workbook that a program has written, end here
    for (first, column), (last, _) in ranges:
        if not 0 <= first < len(rows) or not 0 <= column < len(rows[first]) or last - first >= _TALLEST:
            continue
        text = rows[first][column]
        for row in rows[first + 1 : last + 1] if isinstance(text, str) and text.strip() and not is_money(text) else ():
            left -= 1
            if left < 0:
                return
            if column < len(row) and row[column] == "":
                row[column] = text
