"""The sheet Audit sample: items drawn by money, the same ones each time, each with its legs, down to the row of the ledger's file."""

from __future__ import annotations

import hashlib

import numpy as np

from cashflow.basics.days import NO_DAY
from cashflow.deals import PARTIES
from cashflow.report.workbook.leg_rows import KINDS, NO_LONGER
from cashflow.report.workbook.legs_sheet import FIRST, LEGS, letters_of
from cashflow.report.workbook.page import HEAD, Build

__all__ = ["SAMPLE", "drawn", "write_sample"]

SAMPLE = "Audit sample"
_SIZE, _SEED = 25, 1
_HEADS = (
    "draw", "scenario, number", "document", "supplier", "currency", "amount (in the currency of the row)", "invoice date",
    "due date by contract", "paid on, without the offer", "paid on, with it", "file", "row of the file", "row of Legs", "what it causes",
    "seen", "agrees", "by, on",
)  # fmt: skip


def drawn(amounts: list[int], size: int = _SIZE, seed: int = _SEED) -> list[int]:
    """Positions drawn by size, in order: by equal steps through the sum of sizes; one that is larger than a step is surely drawn, once.

    Examples
    --------
    >>> drawn([5, 0, 1_000_000, 7], size=2), drawn([], size=2), drawn([3, 4], size=5)
    ([2], [], [0, 1])
    """
    sizes = np.cumsum(np.array([abs(a) for a in amounts], object)) if amounts else np.zeros(0, object)
    total = int(sizes[-1]) if len(sizes) else 0
    if not total:
        return []
    start = int.from_bytes(hashlib.sha256(str(seed).encode()).digest(), "big") % total
    points = sorted((start + total * k // size) % total for k in range(size))
    return sorted({int(np.searchsorted(sizes, p, side="right")) for p in points})


def write_sample(build: Build) -> None:
    """The draw of each currency, since money of two does not add up."""
    page = build.page(SAMPLE, f"Audit sample: up to {_SIZE} items a currency, by money, seed {_SEED}")
    page.heads(HEAD, _HEADS, right=(5,))
    moved, ledger = build.rows.moved, build.result.payments.ledger
    row, places = HEAD, _places(build)
    for currency in build.result.largest_first:
        code = ledger.currency.values.index(currency)
        mine = np.flatnonzero(ledger.currency.codes[moved.invoice] == code) if len(moved.amount) else np.zeros(0, np.int64)
        for number, position in enumerate(drawn(moved.amount[mine].tolist()), 1):
            row += 1
            _row(build, row, number, int(mine[position]), currency, places)
    if row == HEAD:
        page.text(HEAD + 1, 0, "Nothing moves, so there is nothing to draw.", "note")
    page.widths(
        {
            0: 7,
            1: 9,
            2: 22,
            3: 34,
            4: 9,
            5: build.money_width,
            6: 11,
            7: 11,
            8: 11,
            9: 11,
            10: 20,
            11: 9,
            12: 9,
            13: 60,
            14: 8,
            15: 8,
            16: 16,
        }
    )
    page.table(HEAD, row, len(_HEADS), 4)


def _places(build: Build) -> dict[tuple[int, int, int, int], list[int]]:
    """Rows of Legs of each scenario, offer, invoice and old day."""
    legs, out = build.rows.legs, dict[tuple[int, int, int, int], list[int]]()
    for row, key in enumerate(zip(legs.scenario.tolist(), legs.offer.tolist(), legs.invoice.tolist(), legs.base_day.tolist(), strict=True)):
        if key[2] >= 0:
            out.setdefault(key, []).append(row)
    return out


def _row(build: Build, row: int, number: int, at: int, currency: str, places: dict[tuple[int, int, int, int], list[int]]) -> None:
    page, moved, ledger, legs = build.pages[SAMPLE], build.rows.moved, build.result.payments.ledger, build.rows.legs
    invoice = int(moved.invoice[at])
    page.number(row, 0, number, "label")
    page.number(row, 1, int(moved.scenario[at]) + 1, "label")
    page.text(row, 2, str(ledger.invoice[invoice]))
    page.text(row, 3, ledger.supplier.values[int(ledger.supplier.codes[invoice])])
    page.text(row, 4, currency)
    page.money(row, 5, int(moved.amount[at]), currency)
    days = (int(ledger.invoice_day[invoice]), int(moved.due_day[at]), int(moved.base_day[at]), int(moved.new_day[at]))
    for column, day in enumerate(days, 6):
        if day != NO_DAY:
            page.day(row, column, day)
    page.text(row, 10, build.files_of(np.array([invoice]))[0])
    if ledger.count is None:
        page.number(row, 11, int(ledger.row[invoice]), "label")
    found = places.get((int(moved.scenario[at]), int(moved.offer[at]), invoice, int(moved.base_day[at])), [])
    if found:
        cell = f"#{LEGS}!{letters_of(build, 'document')}{FIRST + found[0] + 1}"
        page.sheet.write_url(row, 12, f"internal:{cell[1:]}", build.new.style("label"), str(FIRST + found[0] + 1))
    paid = [r for r in found if KINDS[int(legs.kind[r])] != NO_LONGER]
    said = [f"{PARTIES[int(legs.payer[r])]} pays {PARTIES[int(legs.payee[r])]} {KINDS[int(legs.kind[r])]}" for r in paid]
    page.text(row, 13, "; ".join(said) or "in a row of Legs that sums several")
    for column in (14, 15, 16):
        page.sheet.write_blank(row, column, None, build.new.style("text_input"))
