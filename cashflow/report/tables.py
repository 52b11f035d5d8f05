"""Plain text: amounts in short and in full, and tables; nothing that a name could use to drive the terminal."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.decimals import own_context
from cashflow.basics.shown import printable
from cashflow.basics.words import half_up

__all__ = [
    "BASELINES",
    "LABELS",
    "WIDTH",
    "inputs_text",
    "money",
    "number",
    "shortened",
    "table_text",
    "top_and_notes",
    "wrapped",
    "yes_or_no",
]

WIDTH, _WIDEST, _GAP = 120, 44, "   "
"""Columns of a page; of a column of a table, at most; between two of them."""
LABELS = {"ledger only": ", of invoices in the ledger", "with plan": ", with planned invoices"}
"""What is said beside a level that is not complete, by its coverage."""
BASELINES = {"made_whole": "against the usual payment day", "made_whole_vs_due": "against the contract due date"}
"""Columns that say whether a supplier is made whole, and against what."""


def table_text(title: str, columns: list[str], rows: Iterable[list[str]], left: int = 1, *, wrap_last: bool = False) -> str:
    """A table as plain text; the first `left` columns are left-aligned, the others right; the last may wrap.

    Columns that do not fit side by side go below, under the left ones again: a number is never cut.
    """
    cells = [[printable(c) for c in row] for row in rows]
    blocks = [list(range(len(columns)))] if wrap_last else _blocks(columns, cells, left)
    pick = lambda row, block: [row[c] for c in block]  # noqa: E731
    title = printable(title)
    titles = [title, *[f"{title}, continued"] * (len(blocks) - 1)]
    many = [_one_table(t, pick(columns, b), [pick(r, b) for r in cells], left, wrap_last) for t, b in zip(titles, blocks, strict=True)]
    return "\n".join(many)


def wrapped(text: str) -> str:
    """Text no wider than the page, except for what has no blank in it; a line goes on indented. What to type stays in one line."""
    lines = []
    for line in text.split("\n"):
        keep = len(line) <= WIDTH or line.startswith(("To type:", "  --"))
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        parts = textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        lines += [line] if keep else parts
    return "\n".join(lines)


def _blocks(columns: list[str], rows: list[list[str]], left: int) -> list[list[int]]:
    """Columns of each table, so that every one fits the page."""
    widths = [min(max(len(row[c]) for row in [columns, *rows]), _WIDEST) + 3 for c in range(len(columns))]
    fixed = sum(widths[:left])
    blocks, used = [list(range(left))], fixed
    for column in range(left, len(columns)):
        if used + widths[column] > WIDTH and len(blocks[-1]) > left:
            blocks.append(list(range(left)))
            used = fixed
        blocks[-1].append(column)
        used += widths[column]
    return blocks


def _one_table(title: str, columns: list[str], rows: list[list[str]], left: int, wrap_last: bool) -> str:
    from rich.cells import cell_len  # imported late: a library user need not pay for it

    last = len(columns) - 1
    widths = [max(min(cell_len(row[c]), _WIDEST) for row in [columns, *rows]) for c in range(len(columns))]
    if wrap_last:
        widths[last] = max(map(cell_len, [columns[last], *(row[last] for row in rows)]))
    if sum(widths) + len(_GAP) * last > WIDTH:
        return _fitted(title, columns, rows, left, wrap_last)
    is_left = [c < left or (wrap_last and c == last) for c in range(len(columns))]
    cells = [[_cell(*cell) for cell in zip(row, widths, is_left, strict=True)] for row in [columns, *rows]]
    head, *body = (_GAP.join(row).rstrip() for row in cells)
    return "\n".join([title, head, "─" * (sum(widths) + len(_GAP) * last), *body])


def _cell(text: str, width: int, left: bool) -> str:
    """Text padded to a width in a terminal, or cut at it with an ellipsis for what is gone."""
    from rich.cells import cell_len, set_cell_size

    text = text.rstrip()
    size = cell_len(text)
    if size > width:
        return set_cell_size(text, width - 1) + "…"
    return text + " " * (width - size) if left else " " * (width - size) + text


def _fitted(title: str, columns: list[str], rows: list[list[str]], left: int, wrap_last: bool) -> str:
    """A table that is wider than the page, made to fit it: the last column may wrap, the others are cut."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, name in enumerate(columns):
        if wrap_last and place == len(columns) - 1:
            table.add_column(Text(name), overflow="fold")
            continue
        table.add_column(Text(name), justify="left" if place < left else "right", overflow="ellipsis", no_wrap=True, max_width=_WIDEST)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out = io.StringIO()
    Console(file=out, width=WIDTH, force_terminal=False, force_jupyter=False, color_system=None, legacy_windows=False).print(table)
    return "\n".join([title, *(line.rstrip() for line in out.getvalue().splitlines())])


@own_context
def money(value: str | Decimal | None, digits: int = 0) -> str:
    """An amount in full, in whole units or with digits; nothing for `None`."""
    if value is None:
        return ""
    text = f"{half_up(Decimal(value), digits):,}"
    return text if text.strip("-0.,") else text.lstrip("-")  # no minus before a zero


def number(value: float | None) -> str:
    """A number with one digit, or a dash."""
    return "–" if value is None else f"{value:,.1f}"


def shortened(text: str, limit: int) -> str:
    """Text cut at a length, with an ellipsis for what is gone."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def yes_or_no(value: bool | None) -> str:
    """True, False or not known, as a word."""
    return "unknown" if value is None else "yes" if value else "no"


def inputs_text(inputs: list[dict[str, str]]) -> str:
    """What the figures rest on, a line a kind of input."""
    kinds = dict.fromkeys(line["kind"] for line in inputs)
    return "\n".join(f"{kind.capitalize()}: {'; '.join(printable(i['text']) for i in inputs if i['kind'] == kind)}." for kind in kinds)


def top_and_notes(said: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What stands above the answer (what the ledger leaves out, if anything), and the other notes, of what ``--json`` prints."""
    some = 1 if said["ledger"]["rejected"] or said["ledger"]["payments_rejected"] else 0
    return [printable(n) for n in said["notes"][:some]], said["notes"][some:]
