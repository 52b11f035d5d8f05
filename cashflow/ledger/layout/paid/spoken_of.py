"""Bills that a name, a number, a note or their terms call paid, and that count as open since no column says so: said, never passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import shortened
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import money_of, shown
from cashflow.ledger.layout.model import SAYS_PAID
from cashflow.ledger.opening.csv_head import Said

__all__ = ["may_be_paid"]

_PAID = (
    r"paid|settled|bezahlt|bez\.|überwiesen|beglichen|payée?|réglée?|virée?|pagad[oa]|abonad[oa]|pagat[oa]|saldat[oa]|liquidad[oa]"
    r"|betaald|voldaan|overgemaakt|zapłacon[oaey]|opłacon[oaey]|betald|betalt|maksettu|zaplacen[oaáé]|uhrazen[oaáé]|fizetve|ödendi|оплачен[оа]?"
)
_NOT = r"(?:not|never|be|half|part(?:ly|ially)?|un|nicht|noch|nie|non|pas|no|não|niet|nie|ej|ikke|ei|не)"
_SPOKEN = re.compile(rf"(?i)(?<![\w-])(?<!\w['’])({_PAID})(?!\w)")
_DENIED = re.compile(rf"(?i)(?<!\w){_NOT}[\s-]+(?:\w+\s+)?(?:{_PAID})(?!\w)")
_AT_THE_END = re.compile(rf"(?i)[\s(\[*–-]+(?:{_PAID})\W*(?:\d[\d./-]*\W*)?$")
_IN_ADVANCE = re.compile(
    r"(?i)(?:100 ?% )?(?:cia|pia|(?:cash|payment|paid|t/t) in advance|advance payment|pre-?paid|pre-?payment|vorkasse"
    r"|voraus(?:kasse|zahlung)|pr[ée]pay[ée]|(?:paiement |r[èe]glement )?d'avance|(?:pago |pagamento )?(?:anticipado|antecipado|anticipato)"
    r"|vooruitbetaling|przedp[łl]ata|f[öo]rskott(?:sbetalning)?|forudbetaling|forskuddsbetaling|p[řr]edem|предоплата|预付|前払い?)\W*"
)
"""Terms of which a bill in a ledger is often paid already: its goods came after the money."""
_LONGEST = 200  # letters that are looked at


def may_be_paid(grid: Grid, at: Mapping[str, int], item: Ints, amounts: Amounts, statuses: Any) -> list[Said]:
    """What is said of such rows, once a column; also of those that are paid by their status and open by their balance."""
    if statuses is not None and "open_amount" in amounts.columns:
        rest = money_of(Column.of(np.asarray(amounts.columns["open_amount"], object)), amounts.decimal, amounts.owed)
        rows = np.flatnonzero(item & (statuses == "paid") & (rest.minor != 0))
        if len(rows) and "status" in at:
            name, status = grid.names[at["status"]], grid.column(at["status"]).text()[rows[0]]
            are, is_open = _many(len(rows)), shown(abs(int(rest.minor[rows].sum())))
            reason = f"{are} paid by '{name}', and what is open says {is_open}: that counts, so they are open"
            return [Said(int(rows[0]), "flagged", "may be paid", "status", status, reason)]
    if SAYS_PAID & set(at) or statuses is not None:
        return []
    said = []
    names = {at[r] for r in ("supplier", "invoice", "document") if r in at}
    for i, name in enumerate(grid.names):
        in_advance = i == at.get("terms")
        speaks = _ends_paid if i in names else _in_advance if in_advance else _speaks
        if (i in at.values() and i not in names and not in_advance) or not any(speaks(text_of(c)) for c in grid.cells(i)):
            continue
        column = grid.column(i)
        rows = np.flatnonzero(item & column.each(speaks))
        if len(rows):
            whole = money_of(Column.of(np.asarray(amounts.columns["amount"], object)[rows]), amounts.decimal, amounts.owed).minor
            words = shortened(str(column.text()[rows[0]]))
            what = "is to be paid in advance by" if in_advance else "speaks of a payment in"
            reason = (
                f"{what} '{name or f'column {i + 1}'}', and no column says what is paid: {_many(len(rows))} open in full, "
                f"{shown(abs(int(whole.sum())))} in all. Write what is paid, or its day, in a column of its own: paid_amount, paid_date"
            )
            said.append(Said(int(rows[0]), "flagged", "may be paid", "paid_amount", words, reason))
    return said


def _speaks(text: str) -> bool:
    """Whether a note says that something was paid, and not that it was not."""
    text = text[:_LONGEST]
    return _SPOKEN.search(text) is not None and _DENIED.search(text) is None


def _ends_paid(text: str) -> bool:
    """Whether a name or a number ends with a word for paid: ``Alder (PAID)``."""
    return len(text) <= _LONGEST and _AT_THE_END.search(text) is not None and _DENIED.search(text) is None


def _in_advance(text: str) -> bool:
    """Whether terms say that all is paid before anything is delivered."""
    return len(text) <= _LONGEST and _IN_ADVANCE.fullmatch(text) is not None


def _many(rows: int) -> str:
    return "1 row is" if rows == 1 else f"{rows:,} rows are"
