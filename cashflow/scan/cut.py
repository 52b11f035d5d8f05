"""Files cut into the pieces of a scan: some row groups of a Parquet file, or a file of another kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from cashflow.ledger.layout.table.plain import is_plain, may_say_more, unused_names
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.columns import two_currencies
from cashflow.scan.files import Parquet, Places, head_of, is_parquet, parquet_of

__all__ = ["FIRST_ROW", "WHOLE", "Piece", "pieces_of"]

_MOST_ROWS, _FEWEST_ROWS = 8_000_000, 1_000_000  # of a piece of a larger file
_EACH = 3  # pieces of a worker at least, where they have so many rows: none waits long for the last one
WHOLE = 2_000_000
"""Rows that are read at once where need be."""
FIRST_ROW = 2
"""The number of a file's first row below a header in its first row."""


@frozen(eq=False)
class Piece:
    """A part of one file; cheap to send to a worker."""

    path: Path
    number: int  # of its file, in order
    groups: tuple[int, ...] = ()  # row groups; CSV: none
    first_row: int = 2  # row number of its first row: as in a spreadsheet, below a header
    rows: int | None = None  # if they are known beforehand
    size: int = 0  # bytes
    names: tuple[tuple[str, str], ...] = ()  # Parquet: the ledger's column, and the file's
    unused: tuple[tuple[str, str], ...] = ()  # of a file's first piece: columns that look like ones of ours and are not used, and why
    whole: bool = False  # Parquet: whether it is a whole file, and small enough to be read at once where only all rows decide
    own: Mapping[str, Any] = field(factory=dict)  # what is told of its file alone
    several: bool = False  # whether it is of one of several files, so that what is told of all need not hold of it


def pieces_of(
    files: list[Path],
    options: ReadOptions,
    keep: Sequence[str] | None = None,
    workers: int = 1,
    owns: Mapping[Path, Mapping[str, Any]] | None = None,
) -> list[Piece]:
    """Pieces of some files, in order; Parquet files are cut at their row groups, so that no worker is idle.

    `keep`: see `reduce_piece`; `owns`: what is told of each file alone.
    """
    sizes = [path.stat().st_size for path in files]
    each, out = sum(sizes) / (_EACH * workers), list[Piece]()
    places: Places = []
    for number, (path, size) in enumerate(zip(files, sizes, strict=True)):
        head, own = head_of(path) if is_parquet(path) else None, (owns or {}).get(path, {})
        how = options.of_file(own)
        if head is not None and is_plain([*head.names, "invoice"], how.layout) and not may_say_more(head.names):
            file = parquet_of(head, how, keep, [] if own else places)
            if file.stated and (len(files) == 1 or "currency" in own):
                raise two_currencies(path)
            own = {**own, "currency": None} if file.stated else own
            most = min(_MOST_ROWS, max(_FEWEST_ROWS, int(file.rows * each / size)))
            some = _row_groups(file, number, most, tuple(unused_names(head.names).items()))
        else:
            some = [Piece(path, number, size=size)]
        out += [evolve(piece, own=own, several=len(files) > 1) for piece in some]
    return out


def _row_groups(file: Parquet, number: int, most: int, unused: tuple[tuple[str, str], ...]) -> list[Piece]:
    """Pieces of a file, of so many rows; one of few rows stays whole: all its rows can be asked what one does not say."""
    out: list[Piece] = []
    groups: list[int] = []
    first, rows, size = FIRST_ROW, 0, 0
    whole, names = file.rows <= WHOLE, tuple(file.names.items())
    for group in range(file.meta.num_row_groups):
        about = file.meta.row_group(group)
        groups, rows, size = [*groups, group], rows + about.num_rows, size + about.total_byte_size
        if (rows >= most and not whole) or group == file.meta.num_row_groups - 1:
            out.append(Piece(file.path, number, tuple(groups), first, rows, size, names, () if out else unused, whole))
            groups, first, rows, size = [], first + rows, 0, 0
    return out
