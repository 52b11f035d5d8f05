"""The columns of a table under our names, and the others under their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.amounts.amounts import Amounts, chosen_roles
from cashflow.ledger.layout.cells.content import says_unpaid
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import FIGURE, has_signs, is_negative, money_of, turned_at
from cashflow.ledger.layout.items.rows import Rows
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.names import OWN_COLUMNS, tidied
from cashflow.ledger.opening.csv_head import Said
from cashflow.ledger.values.sum_words import is_sum_word

__all__ = ["Ours", "our_columns", "without_terms_of_credits"]

_RESERVED = {*OWN_COLUMNS, "document_type", *EVENT_COLUMNS}


_DAYS = re.compile(r"(?i)(?<![a-z])(?:days|tagen?|jours|d[ií]as|giorni|dagen|dni)(?![a-z])|_days$")
_FEW_ROWS = 4  # in fewer a name that stands once says nothing


@frozen(eq=False)
class Ours:
    """The frame, which of its columns is which of the file, what was said, and the reasons."""

    frame: pd.DataFrame
    columns: Mapping[str, str]
    why: Mapping[str, str] = field(factory=dict)
    said: list[Said] = field(factory=list)


class _Writer:
    """Collects columns and what they were made of."""

    def __init__(self, grid: Grid, at: Mapping[str, int], item: Ints) -> None:
        self.grid, self.at, self.item = grid, at, item
        self.out: dict[str, Any] = {}
        self.from_: dict[str, int] = {}
        self.why: dict[str, str] = {}

    def take(self, ours: str, *roles: str) -> None:
        """The first column that is there; further ones fill its blank cells, and that is said."""
        there = [r for r in roles if r in self.at]
        if not there:
            return
        self.from_[ours] = self.at[there[0]]
        self.out[ours] = self.grid.frame.iloc[:, self.at[there[0]]]
        names = [self.grid.names[self.at[r]] or "the column without a name" for r in there]
        if there[0] != roles[0]:
            self.why[ours] = f"'{names[0]}' stands for it"
        for role, name in zip(there[1:], names[1:], strict=True):
            blank = self.item & ~self.grid.filled(self.from_[ours])
            if (blank & self.grid.filled(self.at[role])).any():
                cells = np.asarray(self.out[ours], object).copy()
                cells[blank] = self.grid.raw(self.at[role])[blank]
                self.out[ours] = cells
                self.why[ours] = f"'{name}' where '{names[0]}' is blank"

    def blank(self, ours: str, says_none: Callable[[str], bool]) -> None:
        """Blank the cells whose texts say that there is no value."""
        which = self.grid.column(self.from_[ours]).each(says_none)
        if which.any():
            self.out[ours] = np.where(which, "", np.asarray(self.out[ours], object))


def our_columns(
    grid: Grid,
    at: Mapping[str, int],
    rows: Rows,
    item: Ints,
    amounts: Amounts,
    profile: Profile,
    types: Any,
    currency: str | None,
    numbers: Ints,
) -> Ours:
    """Our columns, in our order, then all others under their own names; `numbers` are those of the rows in the file."""
    writer = _Writer(grid, at, item)
    said = [*_supplier(writer, rows, item), *_invoice_numbers(writer, item, numbers)]
    writer.take("invoice_date", "invoice_date", *(["posting_date"] if "invoice_date" not in at or profile.name == "erpnext" else []))
    roles = chosen_roles(at, currency)
    _amounts(writer, roles, amounts)
    _currency(writer, roles, item, currency)
    _dates_and_terms(writer, profile)
    _days_as_terms(writer)
    _signs_of_tax(writer, amounts)
    if types is not None and bool(((types == "payment") & item).any()):
        writer.out["document_type"] = types
    names = {ours: grid.names[i] for ours, i in writer.from_.items()}
    for side in ("debit", "credit", "debit_credit", "document_type", "clearing", "supplier_number"):
        if side in at and (side not in ("debit", "credit") or at[side] in amounts.from_):
            names.setdefault(side, grid.names[at[side]])
    made = {n: pd.Series(c, dtype=object, copy=False) if isinstance(c, np.ndarray) else c for n, c in writer.out.items()}
    frame = pd.DataFrame({**made, **_others(grid, writer)}, index=grid.frame.index, copy=False)
    return Ours(frame, names, writer.why, said)


def _invoice_numbers(writer: _Writer, item: Ints, numbers: Ints) -> list[Said]:
    """Numbers of invoices, else of postings, else of the rows in their file."""
    writer.take("invoice", "invoice", "document")
    if "invoice" in writer.out and (writer.grid.filled(writer.from_["invoice"]) & item).any():
        return []
    writer.out["invoice"] = np.array([str(i) for i in numbers.tolist()], object)
    writer.from_.pop("invoice", None)
    where = int(np.flatnonzero(item)[0]) if item.any() else 0
    first = str(writer.out["invoice"][where]) if len(writer.grid) else ""
    reason = "no column holds invoice numbers, so each row has its row number; kept"
    return [Said(where, "flagged", "row number as invoice number", "invoice", first, reason)]


def _amounts(writer: _Writer, roles: Mapping[str, str], amounts: Amounts) -> None:
    """Amounts as they were found, with the column of each that is not made of several."""
    at = writer.at
    for ours, cells in amounts.columns.items():
        writer.out[ours] = cells
        if ours in roles and at[roles[ours]] not in amounts.added:
            writer.from_[ours] = at[roles[ours]]
    rest = at.get(roles.get("open_amount", ""))
    if "amount" not in writer.from_ and "open_amount" not in amounts.columns and rest in amounts.from_:
        writer.from_["amount"] = rest


def _dates_and_terms(writer: _Writer, profile: Profile) -> None:
    """Dates, blank where a program or a person writes that there is none; terms and tax."""
    for ours in ("terms", "due_date", "paid_date", "tax_amount", *EVENT_COLUMNS):
        writer.take(ours, ours)
        if profile.no_dates and ours in writer.out and ours not in ("terms", "tax_amount"):
            writer.blank(ours, profile.no_dates.__contains__)
    if "paid_date" in writer.out:
        writer.blank("paid_date", says_unpaid)


def without_terms_of_credits(frame: pd.DataFrame, item: Ints, sign: str | None, types: Any) -> pd.DataFrame:
    """The frame with blank terms for credit notes, which then are due on their own date; by their type, or by their sign."""
    amount = Column.of(frame["amount"].to_numpy(object))
    below, figured = amount.each_cell(is_negative), amount.each(FIGURE.search, object).astype(bool)
    credit = item & figured & (below != (sign == "payables negative"))
    if types is not None and (types == "credit note").any():
        credit = item & (types == "credit note")
    terms = frame["terms"].to_numpy(object).copy()
    terms[credit] = ""
    return frame.assign(terms=pd.Series(terms, index=frame.index, dtype=object))


def _supplier(writer: _Writer, rows: Rows, item: Ints) -> list[Said]:
    writer.take("supplier", "supplier", "supplier_number")
    if rows.group is None or not (rows.group != "").any():
        return _carried_down(writer, rows, item) if "supplier" in writer.out else []
    if "supplier" not in writer.out:
        writer.out["supplier"] = rows.group
        writer.why["supplier"] = "the heading above the rows"
        return []
    blank = ~writer.grid.filled(writer.from_["supplier"])
    if (blank & rows.item & (rows.group != "")).any():
        cells = np.asarray(writer.out["supplier"], object).copy()
        cells[blank] = rows.group[blank]
        writer.out["supplier"] = cells
        writer.why["supplier"] = "the heading above the rows, where the column is blank"
    return []


def _carried_down(writer: _Writer, sorted_rows: Rows, item: Ints) -> list[Said]:
    """The supplier stands in the first row of several: each is named once, and many rows have none; or their sum below names it."""
    column, grid = writer.from_["supplier"], writer.grid
    rows = np.flatnonzero(item)
    named = grid.filled(column)[rows]
    if said := _named_by_sums(writer, sorted_rows, rows, named):
        return said
    if len(rows) < _FEW_ROWS or not named[0] or 4 * int(named.sum()) > 3 * len(rows):
        return []
    texts = grid.column(column).text()[rows]
    once = len({t.casefold() for t in texts[named].tolist()}) == int(named.sum())
    if not once:
        return []
    cells = np.asarray(writer.out["supplier"], object).copy()
    cells[rows] = texts[named][np.cumsum(named) - 1]
    writer.out["supplier"] = cells
    writer.why["supplier"] = "the row above, where the cell is blank"
    many = int((~named).sum())
    words = (
        f"{many:,} row{'s have' if many > 1 else ' has'} no supplier: that of the row above counts; each is named once, as in merged cells"
    )
    return [Said(int(rows[~named][0]), "flagged", "supplier of the row above", "supplier", "", words)]


def _named_by_sums(writer: _Writer, sorted_rows: Rows, rows: Ints, named: Ints) -> list[Said]:
    """Rows below a supplier's first one, above a sum that is labelled with its name, are that supplier's.

    So are they where there are several sums, and above each of them the first row alone is named.
    """
    texts = writer.grid.column(writer.from_["supplier"]).text()
    cells, filled, start = np.asarray(writer.out["supplier"], object).copy(), list[int](), 0
    each_once = not named.all() and _named_once(sorted_rows, rows, named)
    for o in sorted_rows.others if not named.all() else ():
        if o.kind != "total row":
            continue
        end = int(np.searchsorted(rows, o.at))
        mine, has = rows[start:end], named[start:end]
        names = set(texts[mine[has]].tolist())
        if not len(mine) or not has[0] or has.all() or len(names) > 1:
            start = end
            continue
        name = names.pop()
        if each_once or name.casefold() in o.label.casefold():
            cells[mine[~has]] = name
            filled += mine[~has].tolist()
        start = end
    if not filled:
        return []
    writer.out["supplier"] = cells
    writer.why["supplier"] = f"the row above, where the cell is blank and the sum below {'ends its rows' if each_once else 'names it'}"
    many = f"{len(filled):,} rows have" if len(filled) > 1 else "1 row has"
    why = "; above each sum the first row alone is named" if each_once else ", which the sum below names"
    words = f"{many} no supplier: that of the row above counts{why}"
    return [Said(filled[0], "flagged", "supplier of the row above", "supplier", "", words)]


def _named_once(sorted_rows: Rows, rows: Ints, named: Ints) -> bool:
    """Whether there are several blocks of rows above a sum each, with a name in the first row of each, and in no other."""
    sums = [o for o in sorted_rows.others if o.kind == "total row"]
    if any(any(map(str.isalpha, o.label)) and not is_sum_word(o.label) for o in sums):
        return False  # of something that has a name, which may be another one
    ends = np.unique(np.searchsorted(rows, [o.at for o in sums]))
    if not len(ends):
        return False
    starts = np.concatenate([[0], ends[:-1]])
    blocks = [named[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True) if b > a]
    return len(blocks) > 1 and int(ends[-1]) == len(rows) and all(b[0] and b.sum() == 1 for b in blocks)


def _days_as_terms(writer: _Writer) -> None:
    """Whole numbers of a column whose name says days are terms: 30 is net 30."""
    name = writer.grid.names[writer.from_["terms"]] if "terms" in writer.from_ else ""
    if not _DAYS.search(name):
        return
    texts = writer.grid.column(writer.from_["terms"]).each(lambda t: t.removesuffix(".0"), object)
    cells = np.asarray(writer.out["terms"], object).copy()
    whole = np.array([t.isascii() and t.isdigit() and len(t) < 4 for t in texts.tolist()], bool)
    cells[whole] = [f"net {t}" for t in texts[whole].tolist()]
    writer.out["terms"] = cells
    writer.why["terms"] = f"'{name}' holds days: 30 is net 30"


def _signs_of_tax(writer: _Writer, amounts: Amounts) -> None:
    """Taxes without a sign have that of their amounts: as these stand, or by the side or the type that says it."""
    if "tax_amount" not in writer.from_ or "amount" not in amounts.columns:
        return
    column = writer.from_["tax_amount"]
    if has_signs(writer.grid.column(column)):
        return
    amount = Column.of(np.asarray(amounts.columns["amount"], object))
    less = writer.item & (amount.each_cell(is_negative) | (money_of(amount, amounts.decimal, amounts.owed).minor < 0))
    if less.any():
        writer.out["tax_amount"] = turned_at(np.asarray(writer.out["tax_amount"], object), less)
        writer.why["tax_amount"] = f"'{writer.grid.names[column]}' has no signs: those of the amounts count"


def _currency(writer: _Writer, roles: Mapping[str, str], item: Ints, currency: str | None) -> None:
    """The column of currencies; what was told counts where it is blank."""
    if "currency" not in roles:
        return
    column = writer.at[roles["currency"]]
    blank = ~writer.grid.filled(column) & item
    if item.any() and bool(blank.sum() == item.sum()):
        return
    writer.take("currency", roles["currency"])
    if blank.any() and currency:
        writer.why["currency"] = f"{currency} where '{writer.grid.names[column]}' is blank"


def _others(grid: Grid, writer: _Writer) -> dict[str, Any]:
    """Columns that are none of ours, under their own names; a name that would be taken for one of ours, or appears twice, gets a mark."""
    used = set(writer.from_.values())
    out: dict[str, Any] = {}
    for i, name in enumerate(grid.names):
        if not name or i in used:
            continue
        free = f"{name} (file)" if tidied(name) in _RESERVED or tidied(name) in writer.out else name
        many = 2
        while tidied(free) in {tidied(n) for n in out}:
            free, many = f"{name} ({many})", many + 1
        out[free] = grid.frame.iloc[:, i]
    return out
