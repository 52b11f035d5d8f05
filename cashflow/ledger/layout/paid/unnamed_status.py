"""A column that says of some rows that they are paid or void, and whose name does not say that it is one of statuses."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import shortened
from cashflow.basics.frames import pd
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import FLAGS, NOTHING, is_marked, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.words import fold, roles_of
from cashflow.ledger.layout.model import SAYS_PAID
from cashflow.ledger.layout.paid.status_words import kind_of_status

__all__ = ["status_gap"]

_PAID = {"paid_flag", "open_flag", "paid_amount"}
"""What a column may be called that says whether rows are paid, in words that are not known."""
_SAID = ("paid", "ignored")
_DONE = {fold(w) for w in (
    "done", "complete", "completed", "processed", "ticked", "tick", "dealt with", "actioned", "sent", "erledigt", "abgehakt",
    "fait", "traite",
    "hecho", "fatto", "evaso", "feito", "gedaan", "afgehandeld", "zrobione", "klar", "ferdig", "hotovo", "kesz", "tamam",
)}  # fmt: skip
"""Names of columns whose marks may say that a bill is paid, or that its paper is filed."""
_MOST = 12  # texts that differ: of more it is a column of notes
_LONGEST = 30  # letters of a status


def status_gap(grid: Grid, at: Mapping[str, int], item: Ints, words: Mapping[str, str]) -> Gap | None:
    """The question whether such a column is the status of its rows; nothing where what is paid is known otherwise.

    Parameters
    ----------
    grid, at
        Cells, and the column of each role.
    item : (n_rows,), bool
        Rows that are items.
    words
        Folded statuses and what they say; of one that is told to be an invoice, nothing.
    """
    if SAYS_PAID & set(at):
        return None
    if (gap := _among_names(grid, at, item, words)) is not None:
        return gap
    for i in range(len(grid.names)):
        gap = _among_marks(grid, i, at, item) or _among_notes(grid, i, at, item, words)
        if gap is not None:
            return gap
    return None


def _among_marks(grid: Grid, column: int, at: Mapping[str, int], item: Ints) -> Gap | None:
    """The question of a column that is called done, or the like, and marks some rows."""
    name = grid.names[column]
    if column in at.values() or fold(name) not in _DONE:
        return None
    texts = [t for t in pd.unique(grid.column(column).text()[item]).tolist() if t]
    some = [t for t in texts if is_marked(t)]
    if not some or any(not is_marked(t) and t.lower() not in FLAGS for t in texts):
        return None
    rows = int((item & grid.column(column).each(is_marked)).sum())
    reason = (
        f"'{name}' marks {rows:,} row{'s' * (rows != 1)} with '{some[0]}', and nothing else says what is paid: these may be the paid ones"
    )
    mapped = f"--map {shlex.quote(f'status={name}')}"
    told = ([shlex.quote(f"{t}={kind}") for t in some] for kind in ("paid", "invoice"))
    choices = [" ".join([mapped, *(f"--types {t}" for t in each)]) for each in told]
    return Gap(
        reason, {"what": f"which rows are paid ([ledger] map and types): {reason}", "choices": choices, "type": choices[0]}, needed=True
    )


def _among_notes(grid: Grid, column: int, at: Mapping[str, int], item: Ints, words: Mapping[str, str]) -> Gap | None:
    """The question of a column of notes, or one without a name, that says of some rows that they are paid or void: ``PAID 3/7``."""
    if column in at.values() or not any(kind_of_status(text_of(c), words) in _SAID for c in grid.cells(column)):
        return None
    paid = item & grid.column(column).each(lambda t: bool(t) and kind_of_status(t, words) in _SAID)
    if not paid.any() or len(pd.unique(grid.column(column).text()[item & ~paid])) > _MOST:
        return None  # among many notes of other things it is said, and not asked for
    first, rows = grid.column(column).text()[paid][0], int(paid.sum())
    name = grid.names[column] or f"column {column + 1}"
    called = f"'{name}'" if grid.names[column] else f"{name}, which has no name,"
    reason = f"{called} says '{shortened(first)}' in {rows:,} row{'s' * (rows != 1)}, and nothing else says what is paid"
    mapped = f"--map {shlex.quote(f'status={name}')}"
    what = f"status of each row ([ledger] map): {reason}. If it says nothing of payments, take it out of the file"
    return Gap(reason, {"what": what, "choices": [mapped], "type": mapped}, needed=True)


def _among_names(grid: Grid, at: Mapping[str, int], item: Ints, words: Mapping[str, str]) -> Gap | None:
    for i, name in enumerate(grid.names):
        approval = at.get("approval") == i
        says = {*roles_of(name)} - {"approval"}
        if not name or (i in at.values() and not approval) or not says <= _PAID or _holds_others({text_of(c) for c in grid.cells(i)}):
            continue  # by the sample, which is quick
        column = grid.column(i)
        texts = [t for code in np.unique(column.codes[item]).tolist() if (t := column.texts[code]).lower() not in NOTHING]
        if _holds_others({*texts}):
            continue
        kinds = ("paid",) if approval else _SAID  # what is refused by its approval is left out already
        said = [t for t in texts if words.get(fold(t)) in kinds]
        if says and texts and not said:
            return _strange(name, texts)
        if not said:
            continue
        rows = int((item & np.isin(column.text().astype(str), said)).sum())
        mapped = f"--map {shlex.quote(f'status={name}')}"
        choices = [mapped, " ".join([mapped, *(f"--types {shlex.quote(f'{t}=invoice')}" for t in said)])]
        where = f"'{shortened(said[0])}' in {rows:,} row{'s' * (rows != 1)}"
        reason = f"'{name}' says {where}, and nothing else says what is paid: it may be their status, or say nothing of that"
        return Gap(reason, {"what": f"status of each row ([ledger] map): {reason}", "choices": choices, "type": choices[0]}, needed=True)
    return None


def _holds_others(texts: set[str]) -> bool:
    """Whether some texts are too many, too long or hold digits, as statuses don't."""
    some = {t for t in texts if t.lower() not in NOTHING}
    return len(some) > _MOST or any(len(t) > _LONGEST or any(map(str.isdigit, t)) for t in some)


def _strange(name: str, texts: list[str]) -> Gap:
    """The question which of the words in a column that is called after payments says that a row is paid."""
    mapped = f"--map {shlex.quote(f'status={name}')}"
    texts = sorted(texts, key=lambda t: bool({"open_flag", "open_amount"} & set(roles_of(t))))
    choices = [f"{mapped} --types {shlex.quote(f'{t}={kind}')}" for kind in ("paid", "invoice") for t in texts[:3]]
    said = " and ".join(f"'{shortened(t)}'" for t in texts[:3])
    reason = f"'{name}' may say which rows are paid, and what {said} mean{'s' * (len(texts) == 1)} is not known"
    return Gap(
        reason, {"what": f"which rows are paid ([ledger] map and types): {reason}", "choices": choices, "type": choices[0]}, needed=True
    )
