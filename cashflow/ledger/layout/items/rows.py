"""Which rows are items: sum, group and blank rows, repeated headers and footers are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Grid, repeats
from cashflow.ledger.layout.cells.labels import is_aside, is_bucket, is_total, label_of, labelled_name, name_above, sums_up
from cashflow.ledger.layout.profile import Profile

__all__ = ["MONEY", "WHY", "Other", "Rows", "sort_rows"]

MONEY = ("amount", "open_amount", "debit", "credit", "local_amount", "local_open_amount")
_DATES = ("invoice_date", "posting_date", "due_date")
_NUMBERS = ("invoice", "document")
_WHO = ("supplier", "supplier_number", "customer")
WHY = {
    "blank row": "is blank",
    "total row": "is a sum of other rows",
    "group row": "names the rows below it",
    "repeated header": "repeats the header",
    "note row": "has no amount, date or number",
    "summary row": "is of a summary below the list, which adds up the rows above",
    "footer": "is below the last item",
    "line of a bill": "is a further line of a bill whose total is read once",
    "other account": "is a line of a customer's or another account, not of a supplier",
    "cleared payment": "is a payment that has cleared items, which say themselves when they were paid",
    "no payable": "is not a payable by its document type or status",
    "customer row": "is a customer's, not a supplier's",
}
"""Kinds of rows that are ignored, and what is said of each."""
_FEW = 3  # filled cells of a heading
_TAIL = 8  # rows at the end of which one may be a sum


@frozen(eq=False)
class Other:
    """Rows that are not items, looked at one by one: position, kind, label."""

    at: int
    kind: str
    label: str
    named: bool = False  # of a heading: the label is said to be a name


@frozen(eq=False)
class Rows:
    """Which rows are items, what the others are, and the group that each item stands in."""

    item: Ints  # (n,), bool
    others: tuple[Other, ...] = ()
    bare: Ints = field(factory=lambda: np.zeros(0, bool))  # (n,), bool: items with an amount and neither date nor number
    group: Any = field(default=None)  # (n,), object: the heading above each row that names a supplier; empty where none does

    def places(self, kind: str) -> list[int]:
        """Positions of the rows of a kind."""
        return [o.at for o in self.others if o.kind == kind]


def sort_rows(grid: Grid, at: Mapping[str, int], ages: Sequence[int], above: Sequence[Sequence[str]], profile: Profile) -> Rows:
    """Sort the rows of a table.

    An item has an amount and a date. Other rows are looked at: one with the words for a sum, or with an amount and nothing that tells
    an invoice, is a sum; one without amount, date and number is a heading (few cells), a note, or below the last item a footer. What is
    left, as an amount with a number and no date, stays an item, for the checks to judge.

    Parameters
    ----------
    grid, at
        The rows, and the column of each role.
    ages
        Columns of buckets of age.
    above
        Rows above the header, which pages repeat, and which may name the first supplier.
    profile
        Says whether headings name suppliers; they do, too, where no column names them.
    """
    money = _any(grid, [at[r] for r in MONEY if r in at] or ages, grid.figured)
    dated = _any(grid, [at[r] for r in _DATES if r in at], grid.dated)
    number = _any(grid, [at[r] for r in _NUMBERS if r in at], grid.filled)
    who = _any(grid, [at[r] for r in _WHO if r in at], grid.filled)
    item = money & dated & ~grid.page_heads
    left = np.flatnonzero(~item)
    cells = [[text_of(c) for c in row] for row in grid.frame.iloc[left].to_numpy(object).tolist()]
    last = int(np.flatnonzero(item).max()) if item.any() else len(grid)
    grouped = profile.groups is not None or not {"supplier", "supplier_number"} & set(at)
    judge = _Judge([n.casefold() for n in grid.names], {c.casefold() for row in above for c in row if c}, grouped, profile.buckets)
    others, group = list[Other](), ""
    heads = who & money & ~dated & ~number if 10 * int((who & item).sum()) <= int(item.sum()) else np.zeros(len(grid), bool)
    for i, row in zip(left.tolist(), cells, strict=True):
        if grid.page_heads[i]:
            others.append(Other(i, "repeated header", label_of([c for c in row if c])))
            continue
        kind, label = judge.kind(row, bool(money[i]), bool(dated[i]), bool(number[i]), bool(who[i]), i > last)
        if not kind and heads[i]:
            kind, label = "group row", next(row[at[r]] for r in _WHO if r in at and row[at[r]])
        elif not kind and money[i] and not dated[i] and group and label.casefold() == group:
            kind = "total row"  # called after its group alone
        group = label.casefold() if kind == "group row" else group
        if kind:
            named_so = kind == "group row" and bool(label) and label == labelled_name([c for c in row if c])
            others.append(Other(i, kind, label, named_so))
    others = _page_heads(others, left, cells, money | dated)
    item[left] = True
    item[[o.at for o in others]] = False
    others = _without_asides(others, item)
    supplier = [at[r] for r in ("supplier", "supplier_number") if r in at]
    named = _any(grid, supplier, grid.filled)
    carried = profile.groups == "supplier" or not supplier or (item.any() and 2 * int(named[item].sum()) < int(item.sum()))
    first = name_above(above) if grouped else ""
    return Rows(item, tuple(others), item & money & ~dated & ~number, _groups(len(grid), others, first) if carried else None)


def _page_heads(others: list[Other], left: Ints, cells: list[list[str]], told: Ints) -> list[Other]:
    """What is left of the lines right above a repeated header, without money and date, is the head of a page, too."""
    row_of = dict(zip(left.tolist(), cells, strict=True))
    known = {o.at for o in others}
    heads = []
    for o in others:
        at = o.at - 1
        while o.kind == "repeated header" and at in row_of and at > o.at - _TAIL:
            filled = [c for c in row_of[at] if c]
            if at not in known and not told[at] and len(filled) <= _FEW:
                heads.append(Other(at, "repeated header", label_of(filled)))
            elif at not in known:
                break
            at -= 1
    return sorted([*others, *heads], key=lambda o: o.at)


def _any(grid: Grid, columns: Sequence[int], test: Any) -> Ints:
    """(n,), bool: whether one of some columns passes a test."""
    out = np.zeros(len(grid), bool)
    for i in columns:
        out |= test(i)
    return out


@frozen
class _Judge:
    """What a row is that is not plainly an item."""

    header: Sequence[str]
    titles: set[str]
    groups: bool  # rows of their own name suppliers or ages, by the profile
    sums_in_groups: bool  # rows that name a supplier hold the sums of the rows below

    def kind(self, row: Sequence[str], money: bool, dated: bool, number: bool, who: bool, after: bool) -> tuple[str, str]:
        """The kind of a row, empty for an item, and its label."""
        filled = [c for c in row if c]
        label = label_of(filled)
        if not filled or all(not c.strip("-_=|+. ") for c in filled):
            return "blank row", ""
        if repeats(row, self.header):
            return "repeated header", label
        if self.groups and not dated and not who and (name := labelled_name(filled)):
            return "group row", name
        if not dated and not (number and who) and (sums_up(filled) or is_total(filled[0])):
            named = len(filled) == 1 and not money and any(c.isalpha() for c in label)  # a supplier called 'Total' above its invoices
            return ("group row" if named else "total row"), label
        if not money and not dated and not (number and who) and is_aside(" ".join(filled)):
            return ("footer" if after else "note row"), label
        if self.sums_in_groups and not dated and label == filled[0]:
            return "group row", label
        if money and not dated and not number and not who:
            return "total row", label
        if money or dated:
            return "", label
        if len(filled) == 1 and label.casefold() in self.titles:
            return "repeated header", label
        if after:
            return "footer", label
        if number and who:
            return "", label
        heads = self.groups or any(row[:_FEW])
        if len(filled) <= _FEW and heads:
            return "group row", next((c for c in filled if not any(s.isdigit() for s in c)), label) if len(filled) > 1 else label
        return "note row", label


def _without_asides(others: list[Other], item: Ints) -> list[Other]:
    """What looks like a heading is a note where it stands among the rows of a supplier whose own sum comes below: ``Total Alder``.

    A heading right above another one, without rows between, is that of a larger group, and tells nothing of those within.
    """
    before = np.concatenate([[0], np.cumsum(item)])
    out, group, within = [*others], None, list[int]()
    for k, o in enumerate(others):
        if o.kind == "total row":
            if group is not None and group.label.casefold() in o.label.casefold():
                for i in within:
                    if not others[i].named and others[i].label.casefold() not in o.label.casefold():
                        out[i] = evolve(others[i], kind="note row")
            group, within = None, []
        elif o.kind == "group row" and not is_bucket(o.label):
            if group is None or before[o.at] == before[group.at]:
                group, within = o, []
            else:
                within.append(k)
    return out


def _groups(n: int, others: Sequence[Other], first: str) -> np.ndarray[Any, Any]:
    """(n,), object: the last heading above each row that is not a bucket of age; the sum of a group ends it. `first`: above the header."""
    marks, labels, current, block = [0], [first], first, -2  # the last row of a block of lines in which one is said to be the name
    for o in others:
        further = o.at == block + 1
        block = o.at if o.named or further else block
        if o.kind == "group row" and further and (not o.named or o.label.isdigit()):
            continue
        if o.kind == "group row" and not is_bucket(o.label):
            current = o.label
        elif o.kind == "total row" and current and current.casefold() in o.label.casefold():
            current = ""
        else:
            continue
        marks.append(o.at)
        labels.append(current)
    names = np.array(labels, object)
    return names[np.searchsorted(marks, np.arange(n), side="right") - 1]
