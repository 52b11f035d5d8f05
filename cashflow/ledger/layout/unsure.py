"""Types and statuses that leave open what a row is: said, with what to type, and never taken for more than they say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Column
from cashflow.ledger.layout.cells.money import has_side, is_negative, money_of, shown
from cashflow.ledger.layout.cells.open_words import OPEN_WORDS
from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.layout.items.document_types import is_weak
from cashflow.ledger.layout.paid.letters import may_mean
from cashflow.ledger.layout.taken import Taken
from cashflow.ledger.opening.csv_head import Said

__all__ = ["ages_that_differ", "likely_credits", "part_paid", "unknown_statuses", "unknown_types"]

_MOST = 20  # types that are said
_CODES = 12  # of statuses
_LONGEST = 30  # letters of a status
_CALLED_CREDIT = re.compile(
    r"(?i)\W{0,3}(?:credit (?:note|memo)s?|supplier credit|vendor credit|gutschrift|rechnungskorrektur|avoir|note de cr[ée]dit|abono"
    r"|nota de (?:cr[ée]dito|abono)|factura rectificativa|nota (?:di )?(?:credito|accredito)|creditnota|creditfactuur|korekta"
    r"|faktura korygująca|kreditnota|kreditfaktura|hyvityslasku|dobropis|jóváíró)(?!\w)"
)
_NUMBERED_CREDIT = re.compile(r"(?i)(?:cn|crn|c/n|cred|credit|crnote|guts|gutschrift|avoir|abono)[-_/ .#]*\d")


def unknown_types(taken: Taken, item: Ints, *, told: bool = False) -> list[Said]:
    """Types of documents that are not known, each once; not of a column that only may be one of types, and was not `told` to be."""
    if taken.types is None or "document_type" not in taken.found.at:
        return []
    column = taken.grid.column(taken.found.at["document_type"])
    name = taken.grid.names[taken.found.at["document_type"]]
    known = bool((item & (taken.types != "")).any())
    if is_weak(name) and not (told or known):
        return []
    unknown = np.flatnonzero(item & (taken.types == "") & column.each(bool))
    if not len(unknown):
        return []
    texts = column.text()[unknown]
    amount = Column.of(np.asarray(taken.amounts.columns["amount"], object)[unknown])
    money = money_of(amount, taken.amounts.decimal, taken.amounts.owed).minor
    said = []
    for word in pd.unique(texts)[:_MOST].tolist():
        rows = np.flatnonzero(texts == word)
        less = int(((money[rows] < 0) != (taken.sign == "payables negative")).sum())
        as_what = "credit notes" if less == len(rows) else "invoices" if not less else f"invoices, {less:,} of them as credit notes"
        many = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
        reason = (
            f"is not a type of document that is known: {many}, {shown(int(money[rows].sum()))} in all, taken as {as_what} by the sign. "
            f"Say what it is: --types {shlex.quote(f'{word}=payment')} (or invoice, credit note, ignored)"
        )
        said.append(Said(int(unknown[rows[0]]), "flagged", "unknown document type", "document_type", word, reason))
    return said


def likely_credits(taken: Taken, item: Ints) -> list[Said]:
    """Rows whose text or number begins as a credit note's, where no column says types and no amount has a sign: said once a column."""
    at = taken.found.at
    if taken.types is not None or {"debit_credit", "debit", "credit"} & set(at):
        return []
    if any(c.each_cell(lambda v: is_negative(v) or has_side(v))[item].any() for c in taken.amounts.read(taken.grid)):
        return []
    numbers = {at[r] for r in ("invoice", "document") if r in at}
    said = []
    for i, name in enumerate(taken.grid.names):
        begins = _NUMBERED_CREDIT if i in numbers else _CALLED_CREDIT
        if (i in at.values() and i not in numbers) or not any(begins.match(t) for t in map(text_of, taken.grid.cells(i))):
            continue
        column = taken.grid.column(i)
        rows = np.flatnonzero(item & column.each(begins.match, object).astype(bool))
        if not 0 < 2 * len(rows) <= item.sum():
            continue
        cells = Column.of(np.asarray(taken.amounts.columns["amount"], object)[rows])
        money = shown(int(money_of(cells, taken.amounts.decimal, taken.amounts.owed).minor.sum()))
        first, rows_are = column.text()[rows[0]], "1 row is" if len(rows) == 1 else f"{len(rows):,} rows are"
        reason = (
            f"begins as a credit note in '{name}', and no amount in the list has a sign: {rows_are} taken as owed, {money} in all. "
            "If they lessen what is owed, write their amounts with a minus"
        )
        said.append(Said(int(rows[0]), "flagged", "may be a credit note", "amount", first[:200], reason))
    return said


def ages_that_differ(taken: Taken, item: Ints) -> list[Said]:
    """Rows whose columns of ages add up to something else than the amount that is taken, where nothing says what is open."""
    ages, at = taken.found.ages, taken.found.at
    if len(ages) < 2 or "amount" not in at or {"open_amount", "local_open_amount", "paid_amount"} & {*at, *taken.amounts.columns}:
        return []
    each = [money_of(taken.grid.column(i), taken.amounts.decimal, taken.amounts.owed) for i in ages]
    total, good = np.sum([m.minor for m in each], axis=0), np.all([m.good for m in each], axis=0)
    amount = money_of(Column.of(np.asarray(taken.amounts.columns["amount"], object)), taken.amounts.decimal, taken.amounts.owed).minor
    rows = np.flatnonzero(item & good & (total != 0) & (np.abs(total) != np.abs(amount)))
    if not len(rows):
        return []
    names, first = ", ".join(f"'{taken.grid.names[i]}'" for i in ages), int(rows[0])
    many = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    aged, whole = (shown(abs(int(sums[rows].sum()))) for sums in (total, amount))
    name = taken.grid.names[at["amount"]]
    reason = (
        f"{many}: the columns of ages {names} add up to {aged}, and '{name}', which is taken as open, to {whole}. "
        "If the ages are what is open, take that column out of the file"
    )
    return [Said(first, "flagged", "open balance", "amount", str(taken.amounts.columns["amount"][first]), reason)]


def unknown_statuses(taken: Taken, item: Ints, told: Mapping[str, str]) -> list[Said]:
    """Statuses that are not known, each once, where nothing else says what is paid: ``P`` may be paid, part or pending."""
    at = taken.found.at
    if "status" not in at or {"open_amount", "local_open_amount", "paid_amount", "paid_date"} & set(at) or taken.found.ages:
        return []
    texts = np.where(item, taken.grid.column(at["status"]).text(), "").astype(object)
    words = [w for w in pd.unique(texts).tolist() if w]
    if not 1 < len(words) <= _CODES or any(len(w) > _LONGEST for w in words):
        return []
    says = np.zeros(len(texts), object) if taken.statuses is None else taken.statuses
    words = [w for w in words if fold(w) not in OPEN_WORDS and not says[np.flatnonzero(texts == w)[0]]]
    money = money_of(Column.of(np.asarray(taken.amounts.columns["amount"], object)), taken.amounts.decimal, taken.amounts.owed).minor
    said, name = [], taken.grid.names[at["status"]]
    for word in [w for w in words if fold(w) not in {*map(fold, told)}]:
        rows = np.flatnonzero(texts == word)
        many = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
        letter = may_mean(word)
        what = f"is a status of one letter, which may mean {letter}" if letter else "is not a status that is known"
        reason = (
            f"{what}, in '{name}': {many}, {shown(abs(int(money[rows].sum())))} in all, taken as open. "
            f"Say what it is: --types {shlex.quote(f'{word}=paid')} (or invoice, ignored)"
        )
        said.append(Said(int(rows[0]), "flagged", "unknown status", "status", word, reason))
    return said


def part_paid(taken: Taken, frame: pd.DataFrame, item: Ints) -> tuple[pd.DataFrame, list[Said]]:
    """The frame without paid dates of bills that are partly paid by their status, where nothing says how much is: they stay open."""
    if taken.statuses is None:
        return frame, []
    rows = item & (taken.statuses == "partly paid")
    for name in ("open_amount", "paid_amount"):
        if name in frame:
            rows &= Column.of(frame[name].to_numpy(object)).each(lambda t: not t)
    if not rows.any() or ("open_amount" in taken.found.at and "open_amount" not in frame):
        return frame, []
    first, many = int(np.flatnonzero(rows)[0]), int(rows.sum())
    money = money_of(Column.of(frame["amount"].to_numpy(object)), taken.amounts.decimal, taken.amounts.owed).minor[rows].sum()
    name = taken.grid.names[taken.found.at["status"]]
    rows_are = f"{many:,} rows are" if many > 1 else "1 row is"
    reason = (
        f"{rows_are} partly paid by '{name}', {shown(int(money))} in all, and no column says how much is open: "
        "kept as open in full. Say which column does: --map open_amount=COLUMN or --map paid_amount=COLUMN"
    )
    said = [Said(first, "flagged", "part paid, not how much", "status", taken.grid.column(taken.found.at["status"]).text()[first], reason)]
    if "paid_date" not in frame:
        return frame, said
    return frame.assign(paid_date=pd.Series(np.where(rows, "", frame["paid_date"].to_numpy(object)), index=frame.index, dtype=object)), said
