"""A column that may hold installments, as "Rate" does in German: asked for beside the whole amounts, and told from a rate of exchange."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.groupby import exact_sums
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import fits, is_fraction
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import money_of, shown
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.unused import is_bare_rate, is_no_rate, is_rate

__all__ = ["installment_gap"]

_INSTALLMENT = re.compile(
    r"(?i)(?:\w+ )?(?:inst?all?ments?|rate(?:n|n[- ]?betrag|nhöhe|nsumme)?|teil(?:zahlungs)?betrag|abschlags?betrag|rata|raty|kwota raty"
    r"|mensualité|montant (?:de l')?échéance|importe (?:de la )?cuota|cuota|importo rata|(?:valor (?:da )?)?parcela|termijn(?:bedrag)?"
    r"|delbetalning|afdrag|splátka)(?: (?:amounts?|value|due|betrag))?"
)
"""What installments are called."""


def installment_gap(grid: Grid, at: Mapping[str, int], item: Ints, amounts: Amounts | None, told: LayoutOptions) -> Gap | None:
    """The question which amount is due on each row's date, where a column that may hold installments is never more than the amount.

    Of one that is called "Rate" only where its numbers can't be a rate: within a currency they are of other sizes.
    """
    known = {"open_amount", "paid_amount", "local_open_amount", "debit", "credit", "line_amount"}
    if amounts is None or "amount" not in at or known & {*at} or {"amount", "open_amount"} & {*told.map}:
        return None
    whole = money_of(Column.of(np.asarray(amounts.columns["amount"], object)), amounts.decimal, amounts.owed)
    for i, name in enumerate(grid.names):
        cells = grid.cells(i)
        if (
            i in at.values()
            or not _INSTALLMENT.fullmatch(name)
            or not cells
            or not fits("amount", cells)
            or not any(map(is_fraction, cells))
        ):
            continue
        part = money_of(grid.column(i), amounts.decimal, amounts.owed)
        rows = item & grid.figured(i) & whole.good & part.good
        w, p = np.abs(whole.minor[rows]), np.abs(part.minor[rows])
        if not len(w) or (p > w).any() or (p == w).all():
            continue
        if is_rate(name) and not (is_bare_rate(name) and (is_no_rate(grid, i, at) or _add_up(grid, at, p, w, rows))):
            continue
        return _asked(grid, at["amount"], i, int((p < w).sum()), int(p.sum()), int(w.sum()))
    return None


def _add_up(grid: Grid, at: Mapping[str, int], part: Ints, whole: Ints, rows: Ints) -> bool:
    """Whether the parts of each number of an invoice add up to its amount, and some stand in several rows."""
    role = next((r for r in ("invoice", "document") if r in at), None)
    if role is None:
        return False
    codes = grid.column(at[role]).codes[rows]
    many, sums = np.bincount(codes), exact_sums(codes, part, int(codes.max()) + 1)
    return bool((many > 1).any() and all(sums[c] == w for c, w in zip(codes.tolist(), whole.tolist(), strict=True)))


def _asked(grid: Grid, amount: int, column: int, less: int, part: int, all_of: int) -> Gap:
    name, whole = grid.names[column], grid.names[amount]
    rows = f"{less:,} row{'s' * (less != 1)}"
    words = (
        f"'{name}' ({shown(part)}) is less than '{whole}' ({shown(all_of)}) in {rows} and never more, as installments are, "
        "and which of them is to be paid on the due date is not stated"
    )
    choices = [f"amount={name}", f"amount={whole}"]
    what = f"amount that is to be paid on its due date ([ledger] map): {words}"
    return Gap(words, {"what": what, "choices": choices, "type": f"--map {shlex.quote(choices[0])}"}, needed=True)
