"""Headers further down: the same names in another order put the rows below them in order; those of another table refuse the file."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.words import VAGUE, fold, roles_of, spelled
from cashflow.ledger.layout.table.header import figures_in
from cashflow.ledger.layout.table.summary_below import refuse_second

__all__ = ["in_order_of_header", "second_headers"]

_LOOKED_IN = ("amount", "open_amount", "due_date", "invoice_date", "supplier", "invoice")
_COLUMNS = 3  # in which a word of a header is looked for
_MONEY = {"amount", "open_amount", "local_amount", "local_open_amount", "debit", "credit"}
_ITEMS = {"due_date", "invoice_date", "posting_date", "supplier", "supplier_number", "invoice", "document", "customer"}
_LEAST = 3  # different things that a header names


def second_headers(names: Sequence[str], below: pd.DataFrame) -> list[int]:
    """Positions of the rows that are headers: they name things as headers do, money among them, and hold hardly a figure.

    Only rows below a first one with figures are; a header may have several lines.
    """
    says = [set(roles_of(n)) | ({n} if n in _LOOKED_IN else set()) for n in names]
    columns = [i for role in _LOOKED_IN for i, roles in enumerate(says) if role in roles][:_COLUMNS] if below.size else []
    words, found = spelled() | {*names} - {""}, set[int]()
    for i in dict.fromkeys(columns):
        cells = below.iloc[:, i].tolist() if below.dtypes.iloc[i].kind == "O" else []
        if not _disjoint(words, cells):
            found |= {at for at, c in enumerate(cells) if isinstance(c, str) and c.strip() in words}
    rows = {at: [text_of(c) for c in below.iloc[at].tolist()] for at in sorted(found)}
    heads = [at for at, row in rows.items() if _is_header(row)]
    return [at for at in heads if any(figures_in([t for t in map(text_of, r) if t]) for r in below.iloc[:at].itertuples(index=False))]


def _disjoint(words: frozenset[str], cells: list[object]) -> bool:
    try:
        return words.isdisjoint(cells)
    except TypeError:  # a list in a cell
        return False


def _is_header(row: Sequence[str]) -> bool:
    filled = [c for c in row if c]
    if len(filled) < _LEAST or figures_in(filled):
        return False
    roles = [{r for r, how in roles_of(c).items() if how <= VAGUE} for c in filled]
    named = {frozenset(r) for r in roles if r}
    every = set().union(*roles)
    return len(named) >= _LEAST and 2 * sum(map(bool, roles)) >= len(filled) and bool(every & _MONEY) and bool(every & _ITEMS)


def in_order_of_header(names: Sequence[str], below: pd.DataFrame, numbers: Ints, source: object) -> tuple[pd.DataFrame, list[int]]:
    """The rows below a header, each column under its own name; and where the header stands again.

    Parameters
    ----------
    names
        Of the header.
    below : (n_rows, n_columns)
        Cells as they stand.
    numbers : (n_rows,)
        Of the rows in the file.
    source
        The file.

    Raises
    ------
    InputError
        A header further down names other things: it is that of another table.
    """
    heads = second_headers(names, below)
    mine = [fold(n) for n in names]
    out = None
    for at, until in itertools.pairwise([*heads, len(below)]):
        theirs = [fold(text_of(c)) for c in below.iloc[at].tolist()]
        if all(t in ("", m) for t, m in zip(theirs, mine, strict=True)) or _is_part(mine, below.iloc[at].tolist()):
            continue
        if Counter(filter(None, theirs)) != Counter(filter(None, mine)) or max(Counter(filter(None, mine)).values()) > 1:
            raise refuse_second([*map(text_of, below.iloc[at].tolist())], int(numbers[at]), int(numbers[-1]), source)
        out = np.array(below.to_numpy(object)) if out is None else out
        place = _places(mine, theirs)
        out[at:until] = out[at:until][:, place]
        out[at] = [*names]
    return (below if out is None else pd.DataFrame(out, columns=below.columns, index=below.index)), heads


def _is_part(mine: Sequence[str], cells: Sequence[object]) -> bool:
    """Whether a row is one of the two of the same header, so that each of its names is the first or the last part of one above."""
    said = [(fold(t), m) for t, m in zip(map(text_of, cells), mine, strict=True) if {*roles_of(t)} - {"age"}]
    return len(said) >= _LEAST and all(m.startswith(t) or m.endswith(t) for t, m in said)


def _places(mine: Sequence[str], theirs: Sequence[str]) -> list[int]:
    """Which of their columns each of mine is; those without a name in order."""
    bare = iter([i for i, t in enumerate(theirs) if not t])
    return [theirs.index(m) if m else next(bare) for m in mine]
