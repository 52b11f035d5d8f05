"""The rows below a header, column by column: of a column each distinct cell is looked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.invisible import seen, seen_each
from cashflow.ledger.layout.cells.content import is_date, nothing, text_of
from cashflow.ledger.layout.cells.labels import is_label, is_total, label_of, labelled_name, names_itself, sums_up

__all__ = ["Column", "Grid", "repeats"]

_SAMPLE = 2_000
_FIGURE = re.compile(r"\d").search


@frozen(eq=False)
class Column:
    """A column as codes into its distinct cells, as they stand; the last one stands for a missing cell."""

    codes: Ints  # (n,)
    cells: list[Any]
    texts: list[str]  # the same, as stripped text

    @classmethod
    def of(cls, cells: np.ndarray[Any, Any]) -> Column:
        """From cells as they stand."""
        try:
            codes, values = pd.factorize(cells)
        except TypeError:  # a list in a cell
            codes, values = pd.factorize(np.array([text_of(c) for c in cells.tolist()], object))
        listed = [*(seen(v) if isinstance(v, str) else v for v in values.tolist()), ""]
        return cls(codes, listed, [v if isinstance(v, str) else text_of(v) for v in listed])

    def each(self, rule: Callable[[str], Any], dtype: Any = bool) -> np.ndarray[Any, Any]:
        """(n,): a function of each row's text, asked once a text."""
        return np.array([rule(t) for t in self.texts], dtype)[self.codes]

    def each_cell(self, rule: Callable[[Any], Any], dtype: Any = bool) -> np.ndarray[Any, Any]:
        """(n,): a function of each row's cell, typed ones as they are."""
        return np.array([rule(c) for c in self.cells], dtype)[self.codes]

    def text(self) -> np.ndarray[Any, Any]:
        """(n,), object: stripped texts."""
        return self.each(lambda t: t, object)


def repeats(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row repeats a header, of one of two rows its last; `header` is casefolded."""
    both = [(c.casefold(), h) for c, h in zip(row, header, strict=True) if c]
    return len(both) > 1 and all(h == c or h.endswith(f" {c}") for c, h in both)


class Grid:
    """Rows below a header; `names` are the cells of the header, stripped, blank and doubled ones among them.

    `page_heads`, bool, are rows that repeat what stands above the first header.
    """

    def __init__(self, frame: pd.DataFrame, names: Sequence[str], page_heads: Ints | None = None) -> None:
        self.frame, self.names = frame, [*names]
        self.page_heads = np.zeros(len(frame), bool) if page_heads is None else page_heads
        self._columns: dict[int, Column] = {}
        self._masks: dict[tuple[str, int], Ints] = {}
        self._cells: dict[int, list[Any]] = {}
        self._sample: list[list[Any]] | None = None
        self._spread: tuple[Grid, Ints] | None = None

    def __len__(self) -> int:
        return len(self.frame)

    def raw(self, at: int) -> np.ndarray[Any, Any]:
        """(n,), object: the cells of a column."""
        return self.frame.iloc[:, at].to_numpy(object)

    def column(self, at: int) -> Column:
        """A column by distinct cells."""
        if at not in self._columns:
            self._columns[at] = Column.of(self.raw(at))
        return self._columns[at]

    def filled(self, at: int) -> Ints:
        """(n,), bool: rows with something in a column."""
        return self._mask("filled", at, lambda: self._of_texts(at, lambda cells: map(bool, seen_each(cells)), bool))

    def dated(self, at: int) -> Ints:
        """(n,), bool: rows with a date in a column."""
        return self._mask("dated", at, lambda: self.column(at).each_cell(lambda c: not nothing(c) and is_date(c)))

    def figured(self, at: int) -> Ints:
        """(n,), bool: rows with a figure in a column, as an amount has."""
        return self._mask("figured", at, lambda: self._of_texts(at, lambda cells: (f is not None for f in map(_FIGURE, cells)), _FIGURE))

    def _mask(self, kind: str, at: int, make: Callable[[], Ints]) -> Ints:
        if (kind, at) not in self._masks:
            self._masks[kind, at] = make()
        return self._masks[kind, at]

    def _of_texts(self, at: int, quick: Callable[[list[Any]], Any], rule: Callable[[str], Any]) -> Ints:
        """(n,), bool: a rule on each cell as text; `quick` where all are texts."""
        cells = self.raw(at).tolist()
        try:
            return np.fromiter(quick(cells), bool, len(cells))
        except TypeError:  # typed cells
            return np.fromiter((bool(rule(text_of(c))) for c in cells), bool, len(cells))

    def sample(self) -> list[list[Any]]:
        """Rows that look like items, of at most 2,000 spread over the table: they have half as many filled cells as the fullest tenth."""
        if self._sample is None:
            spread, items = self._looked_at()
            self._sample = spread.frame.iloc[items].to_numpy(object).tolist()
        return self._sample

    def cells(self, at: int) -> list[Any]:
        """The filled cells of a column in the sample."""
        if at not in self._cells:
            spread, items = self._looked_at()
            self._cells[at] = spread.raw(at)[items[spread.column(at).each(bool)[items]]].tolist()
        return self._cells[at]

    def has_items(self) -> bool:
        """Whether some row of the sample looks like an item."""
        return len(self._looked_at()[1]) > 0

    def _looked_at(self) -> tuple[Grid, Ints]:
        """The rows that are looked at, and the positions of those among them that look like items."""
        if self._spread is None:
            step = max(1, len(self) // _SAMPLE)
            spread = self if step == 1 else Grid(self.frame.iloc[::step], self.names, self.page_heads[::step])
            self._spread = spread, spread._items()
        return self._spread

    def _items(self) -> Ints:
        """Positions of the rows that look like items; those that may be none by a single cell are looked at whole."""
        filled = np.sum([self.column(i).each(bool) for i in range(len(self.names))], axis=0)
        if not len(self):
            return np.zeros(0, np.int64)
        some = (filled > 0) & (2 * filled >= np.sort(filled)[-1 - len(self) // 10])
        some &= ~self.page_heads
        doubtful = np.flatnonzero(some & self._may_be_none())
        header = [n.casefold() for n in self.names]
        for at, row in zip(doubtful.tolist(), self.frame.iloc[doubtful].to_numpy(object).tolist(), strict=True):
            some[at] = _is_item([text_of(c) for c in row], header)
        return np.flatnonzero(some)

    def _may_be_none(self) -> Ints:
        """(n,), bool: rows of one cell, those labelled as a sum, and those with a cell that names something or repeats the header."""
        columns = [self.column(i) for i in range(len(self.names))]
        filled, labels = (np.array([c.each(rule) for c in columns]) for rule in (bool, is_label))
        label_at = np.where(labels.any(axis=0), labels.argmax(axis=0), filled.argmax(axis=0))
        second_at = np.where(labels.sum(axis=0) > 1, _second(labels), -1)
        out: Ints = filled.sum(axis=0) == 1
        for i, (column, name) in enumerate(zip(columns, map(str.casefold, self.names), strict=True)):
            ends = {name, *(name[at + 1 :] for at, sign in enumerate(name) if sign == " ")} - {""}
            out |= np.array([names_itself(t) or t.casefold() in ends for t in column.texts], bool)[column.codes]
            mine = label_at == i
            for rows in (mine, second_at == i):
                sums = [code for code in np.unique(column.codes[rows]).tolist() if is_total(label_of([column.texts[code]]))]
                out |= rows & np.isin(column.codes, sums)
        return out


def _second(labels: np.ndarray[Any, Any]) -> Ints:
    """(n,): the second true row of each column of a mask, where there is one."""
    rest = labels.copy()
    rest[labels.argmax(axis=0), np.arange(labels.shape[1])] = False
    out: Ints = rest.argmax(axis=0)
    return out


def _is_item(row: list[str], header: list[str]) -> bool:
    filled = [c for c in row if c]
    return not sums_up(filled) and not labelled_name(filled) and not repeats(row, header)
