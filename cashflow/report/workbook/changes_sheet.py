"""The sheets Change list and Turn back: what an ERP has to change for what was accepted, and the way back."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import NO_DAY
from cashflow.report.workbook.page import HEAD, MOST_ROWS, Build, Page

__all__ = ["CHANGES", "TURN_BACK", "write_changes"]

CHANGES, TURN_BACK = "Change list", "Turn back"
_HEADS = (
    "scenario, number", "offer, number", "document", "supplier", "currency", "amount (in the currency of the row)",
    "of a document of (the same)", "share accepted", "due date now", "paid on now", "due date new", "block for payment until", "to whom",
    "what to do",
)  # fmt: skip


def write_changes(build: Build) -> None:
    """Both lists."""
    for name in (CHANGES, TURN_BACK):
        title = "Change list: due dates and payment blocks" if name == CHANGES else "Turn back: the dates as they were"
        page = build.page(name, title)
        page.heads(HEAD, _HEADS, right=range(5, 12))
        _Writer(build, page, name == TURN_BACK).write()
        page.widths(
            {
                0: 9,
                1: 7,
                2: 22,
                3: 34,
                4: 9,
                5: build.money_width,
                6: build.money_width,
                7: 10,
                8: 12,
                9: 12,
                10: 12,
                11: 14,
                12: 10,
                13: 78,
            }
        )
        page.table(HEAD, min(len(build.rows.moved.amount), MOST_ROWS) + HEAD, len(_HEADS), 4)


class _Writer:
    """Rows of a list."""

    def __init__(self, build: Build, page: Page, back: bool) -> None:
        self.build, self.page, self.back = build, page, back

    def write(self) -> None:
        """Every item that moves, of the first scenario first; the largest where there are too many."""
        moved, ledger, page = self.build.rows.moved, self.build.result.payments.ledger, self.page
        which = np.arange(len(moved.amount))
        if len(which) > MOST_ROWS:
            which = np.sort(np.argsort(-np.abs(moved.amount), kind="stable")[:MOST_ROWS])
            page.text(5, 0, f"The {MOST_ROWS:,} largest of {len(moved.amount):,} items; legs.csv has all.", "flag")
        if ledger.count is not None:
            page.text(
                5,
                0,
                "The ledger was read in batches and has no single documents. Read the suppliers that matter with read_ledger.",
                "flag",
            )
        for row, at in enumerate(which.tolist(), HEAD + 1):
            self._row(row, at)

    def _row(self, row: int, at: int) -> None:
        moved, ledger, page = self.build.rows.moved, self.build.result.payments.ledger, self.page
        invoice = int(moved.invoice[at])
        currency = ledger.currency.values[int(ledger.currency.codes[invoice])]
        page.number(row, 0, int(moved.scenario[at]) + 1, "label")
        page.number(row, 1, int(moved.offer[at]), "label")
        page.text(row, 2, str(ledger.invoice[invoice]))
        page.text(row, 3, ledger.supplier.values[int(ledger.supplier.codes[invoice])])
        page.text(row, 4, currency)
        page.money(row, 5, int(moved.amount[at]), currency)
        page.money(row, 6, int(ledger.amount[invoice]), currency)
        page.number(row, 7, float(self.build.rows.shares[int(moved.share[at])]), "rate")
        due, old, new, bank = int(moved.due_day[at]), int(moved.base_day[at]), int(moved.new_day[at]), bool(moved.to_bank[at])
        dates = (new, new, due, old) if self.back else (due, old, new, new)
        for column, day in enumerate(dates, 8):
            if day != NO_DAY and not (self.back and column == 11):
                page.day(row, column, day)
        page.text(row, 12, "bank" if bank else "supplier")
        part = ledger.count is None and int(moved.amount[at]) != int(ledger.amount[invoice])
        page.text(row, 13, self._words(bank, new < old) + "; only this part of the document" * part)

    def _words(self, bank: bool, earlier: bool) -> str:
        if self.back:
            return "set the old due date and lift the block" + (", take it back from the bank's program" if bank else "")
        if bank:
            return "give it to the bank's program; pay the bank on the new date"
        return "release it for payment on the new date" if earlier else "set the new due date, or block it until then"
