"""A summary below the list, as totals by currency or an ageing: left out where its figures are sums of the list, else refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.groupby import exact_sums
from cashflow.ledger.layout.cells.content import is_amount, is_date, text_of
from cashflow.ledger.layout.cells.grid import Column, repeats
from cashflow.ledger.layout.cells.labels import is_total
from cashflow.ledger.layout.cells.money import money_of
from cashflow.ledger.layout.cells.words import VAGUE, fold, roles_of
from cashflow.ledger.layout.table.header import figures_in

__all__ = ["SECOND_HINT", "refuse_second", "summary_below"]

_MONEY = {"amount", "open_amount", "local_amount", "local_open_amount", "debit", "credit", "paid_amount"}
_DATES = {"due_date", "invoice_date", "posting_date", "paid_date"}
_LONGEST = 2_000  # rows of a summary
_GROUPS = 2_000  # different texts of a column by which a summary may add up
_AGE = re.compile(r"\d{1,3}\+?")  # a number of days, as ageings head their columns
_SHOWN = 200  # letters of a header
SECOND_HINT = "Save each table as a file of its own, and name their folder if both are ledgers; or take out what stands {where}"


def summary_below(names: Sequence[str], below: pd.DataFrame, numbers: Ints, source: object) -> dict[int, str]:
    """Position → what it says, of the rows of summaries below the last dated row; empty where none stands there.

    A summary begins with words without figures, and each of its figures is a sum of the list: of all, or of what its row or column names.

    Raises
    ------
    InputError
        Another table stands there, with words where the list has amounts or dates, and its figures are not sums of the list.
    """
    says = [{role for role, how in roles_of(n).items() if how <= VAGUE} for n in names]
    money, dates = ([i for i, roles in enumerate(says) if roles & some] for some in (_MONEY, _DATES))
    if not money or not dates or len(below) < _FEWEST:
        return {}
    tail = _tail(below, dates)
    first = _first_header(names, tail)
    if first is None:
        return {}
    listed = below.iloc[: len(below) - len(tail)]
    start = len(below) - len(tail) + first
    if not _adds_up(tail[first:], _Sums(listed, money, dates)):
        if sum(map(bool, tail[first])) >= _FEWEST and any(tail[first][i] for i in (*money, *dates)):
            raise refuse_second(tail[first], int(numbers[start]), int(numbers[-1]), source, "its figures are not sums of the rows above")
        return {}
    while first and any(tail[first - 1]) and not any(map(is_amount, filter(None, tail[first - 1]))):
        first -= 1  # its title
    start = len(below) - len(tail)
    return {start + at: " ".join(filter(None, row)) for at, row in enumerate(tail) if at >= first and any(row)}


_FEWEST = 3  # rows of a file, and words of a header


def refuse_second(row: Sequence[str], number: int, last: int, source: object, why: str = "") -> InputError:
    """The refusal of a file in which another table begins at a row."""
    shown = ", ".join(filter(None, row))[:_SHOWN]
    where = f"in rows {number} to {last}" if last > number else "below"
    reason = f"holds a second table: this row is another header ({shown}){f', and {why}' if why else ''}"
    return InputError(reason, file=source, row=number, hint=SECOND_HINT.format(where=where))


def _tail(below: pd.DataFrame, dates: Sequence[int]) -> list[list[str]]:
    """The texts of the rows below the last one with a date, of so many as a summary may have; none if there are more."""
    last = below.iloc[-_LONGEST:]
    dated = np.zeros(len(last), bool)
    for i in dates:
        dated |= np.fromiter((bool(text_of(c)) and is_date(c) for c in last.iloc[:, i].tolist()), bool, len(last))
    if not dated.any():
        return []
    rows: list[list[Any]] = last.iloc[int(np.flatnonzero(dated)[-1]) + 1 :].to_numpy(object).tolist()
    return [[text_of(c) for c in row] for row in rows]


def _first_header(names: Sequence[str], tail: Sequence[Sequence[str]]) -> int | None:
    """Where words without figures stand first, with figures right below them."""
    header = [n.casefold() for n in names]
    for at, row in enumerate(tail[:-1]):
        filled = [c for c in row if c]
        words = [c for c in filled if not _AGE.fullmatch(c)]
        if len(filled) < 2 or not words or figures_in(words) or any(map(is_date, words)) or is_total(filled[0]) or repeats(row, header):
            continue
        under = next((r for r in tail[at + 1 :] if any(r)), [])
        mine = [i for i, c in enumerate(row) if c]
        if any(is_amount(under[i]) for i in mine if i < len(under) and under[i]) and not _any_figure(filled):
            return at
    return None


def _any_figure(filled: Sequence[str]) -> bool:
    """Whether one of some cells is an amount of money; an age, as 1-30, is none."""
    return any(is_amount(c) and any(s in c for s in ".,") for c in filled)


class _Sums:
    """What the list adds up to: in all, and by the texts of each column."""

    def __init__(self, listed: pd.DataFrame, money: Sequence[int], dates: Sequence[int]) -> None:
        columns = [Column.of(listed.iloc[:, i].to_numpy(object)) for i in range(listed.shape[1])]
        dated = np.zeros(len(listed), bool)
        for i in dates:
            dated |= columns[i].each_cell(lambda c: bool(text_of(c)) and is_date(c))
        each = [m for i in range(len(columns)) if i not in dates and (m := money_of(columns[i], None)).good[dated].all()]
        self.whole = {abs(int(exact_sums(np.zeros(dated.sum(), np.int64), m.minor[dated], 1)[0])) for m in each} - {0}
        self.by_text: dict[str, set[int]] = {}
        for i, column in enumerate(columns):
            if i in money or i in dates or len(column.texts) > _GROUPS:
                continue
            for m in each:
                sums = exact_sums(column.codes[dated], m.minor[dated], len(column.texts))
                for text, total in zip(column.texts, sums.tolist(), strict=True):
                    self.by_text.setdefault(fold(text), set()).add(abs(int(total)))


def _adds_up(rows: Sequence[Sequence[str]], sums: _Sums) -> bool:
    """Whether each block of figures below words is made of sums of the list."""
    return bool(sums.whole) and all(_is_of_sums(head, block, sums) for head, block in _blocks(rows))


def _blocks(rows: Sequence[Sequence[str]]) -> Iterator[tuple[Sequence[str], list[Sequence[str]]]]:
    """Words, and the rows with figures below them."""
    head, block = rows[0], list[Sequence[str]]()
    for row in rows[1:]:
        filled = [c for c in row if c]
        if any(map(is_amount, filled)):
            block.append(row)
        elif block and len(filled) > 1:
            yield head, block
            head, block = row, []
    if block:
        yield head, block


def _is_of_sums(head: Sequence[str], block: Sequence[Sequence[str]], sums: _Sums) -> bool:
    """Whether a column of the block adds up to the list, or each of its figures is the sum of what its row, or its column, names."""
    filled = [r for r in block if any(r)]
    for i in range(len(head)):
        figures = [(row, abs(_minor(row[i]))) for row in block if is_amount(row[i])]
        own = [(row, minor) for row, minor in figures if not is_total(next(c for c in row if c))]
        if len(figures) == len(filled) and own and sum(minor for _, minor in own) in sums.whole:
            return True
        if any(minor for _, minor in own) and all(_named_sum((*row, head[i]), minor, sums) for row, minor in own):
            return True
    across = [sum(abs(_minor(c)) for c in row if is_amount(c)) for row in block]
    return len(block) == 1 and (across[0] in sums.whole or (across[0] % 2 == 0 and across[0] // 2 in sums.whole))


def _named_sum(words: Sequence[str], minor: int, sums: _Sums) -> bool:
    """Whether a figure is the sum of what one of some words names."""
    return any(minor in sums.by_text.get(fold(c), ()) for c in words)


def _minor(text: str) -> int:
    money = money_of(Column.of(np.array([text], object)), None)
    return int(money.minor[0]) if money.good[0] else 0
