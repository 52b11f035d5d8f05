"""The sheets Change list and Turn back: what an ERP has to change for what was accepted, and the way back."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.groupby import ranks_by_share
from cashflow.basics.words import ranked_by_share
from cashflow.report.workbook.long_table import LongTable
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
    """Rows of a list, column by column."""

    def __init__(self, build: Build, page: Page, back: bool) -> None:
        self.build, self.page, self.back = build, page, back

    def write(self) -> None:
        """Every item that moves, of the first scenario first; where there are too many, those of the largest shares of their currency."""
        moved, ledger, page = self.build.rows.moved, self.build.result.payments.ledger, self.page
        which = np.arange(len(moved.amount))
        if len(which) > MOST_ROWS:
            size = np.abs(moved.amount)
            which = np.sort(np.lexsort([-size, -ranks_by_share(size, ledger.currency.codes[moved.invoice])])[:MOST_ROWS])
            said = f"The {MOST_ROWS:,} largest of {len(moved.amount):,} items{ranked_by_share(self.build.result.baseline.currencies)}"
            page.text(5, 0, f"{said}; legs.csv has all.", "flag")
        if ledger.count is not None:
            page.text(
                5,
                0,
                "The ledger was read in batches and has no single documents. Read the suppliers that matter with read_ledger.",
                "flag",
            )
        self._columns(which)

    def _columns(self, which: Ints) -> None:
        moved, ledger = self.build.rows.moved, self.build.result.payments.ledger
        table, invoice = self.page.long_table(HEAD + 1, len(which)), moved.invoice[which]
        currencies = [ledger.currency.values[code] for code in ledger.currency.codes[invoice].tolist()]
        table.numbers_of(0, (moved.scenario[which] + 1).tolist(), style="label")
        table.numbers_of(1, moved.offer[which].tolist(), style="label")
        table.texts(2, [str(document) for document in ledger.invoice[invoice].tolist()])
        table.texts(3, [ledger.supplier.values[code] for code in ledger.supplier.codes[invoice].tolist()])
        table.texts(4, currencies)
        table.money(5, moved.amount[which].tolist(), currencies)
        table.money(6, ledger.amount[invoice].tolist(), currencies)
        shares = [float(share) for share in self.build.rows.shares]
        table.numbers_of(7, [shares[share] for share in moved.share[which].tolist()], style="rate")
        self._dates(table, which)
        bank, earlier = moved.to_bank[which].astype(bool).tolist(), (moved.new_day < moved.base_day)[which].tolist()
        table.texts(12, ["bank" if one else "supplier" for one in bank])
        part = (moved.amount[which] != ledger.amount[invoice]).tolist() if ledger.count is None else [False] * len(which)
        words = [self._words(*one) + "; only this part of the document" * some for *one, some in zip(bank, earlier, part, strict=True)]
        table.texts(13, words)
        table.done()

    def _dates(self, table: LongTable, which: Ints) -> None:
        """Due date and payment now, and new; on the way back the other way round, without a block."""
        moved = self.build.rows.moved
        due, old, new = moved.due_day[which], moved.base_day[which], moved.new_day[which]
        for column, days in enumerate((new, new, due) if self.back else (due, old, new, new), 8):
            known = np.flatnonzero(days != NO_DAY)
            table.days(column, days[known].tolist(), known.tolist())

    def _words(self, bank: bool, earlier: bool) -> str:
        if self.back:
            return "set the old due date and lift the block" + (", take it back from the bank's program" if bank else "")
        if bank:
            return "give it to the bank's program; pay the bank on the new date"
        return "release it for payment on the new date" if earlier else "set the new due date, or block it until then"
