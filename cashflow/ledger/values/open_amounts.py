"""Amount, paid amount and open balance: two of three give the third; what contradicts itself is rejected with all three."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.money import amount_text
from cashflow.basics.valueless import DASHES
from cashflow.ledger.findings import Notebook
from cashflow.ledger.values.lacking import flag_once

__all__ = ["Stated", "own_balances", "paid_parts", "part_of_amount", "say_paid_parts", "signed_as_amount", "without_dashes"]


@frozen(eq=False)
class Stated:
    """A column of amounts, as it is read; blank cells are 0."""

    given: Any  # (n,), object: texts
    minor: Ints  # (n,), int64
    reasons: Any  # (n,), object: why a cell can't be read

    @property
    def there(self) -> Ints:
        """(n,), bool: cells that are not blank."""
        out: Ints = self.given != ""
        return out

    @property
    def read(self) -> Ints:
        """(n,), bool: cells that hold an amount."""
        out: Ints = self.reasons == ""
        return out


def part_of_amount(amount: Stated | None, open_now: Stated | None, paid: Stated | None, notes: Notebook) -> Stated:
    """The amounts of the invoices: as stated, else open and paid together, else the open balance alone.

    Parameters
    ----------
    amount, open_now, paid
        The columns that are there; not all three are missing, nor both the first and the second.
    notes
        Where it is said that open balances stand for amounts.
    """
    if open_now is None:
        assert amount is not None
        return amount
    lacking = np.ones(len(open_now.minor), bool) if amount is None else ~amount.there
    if not lacking.any():
        assert amount is not None
        return amount
    both = np.zeros(len(lacking), bool) if paid is None else paid.read
    minor = open_now.minor + np.where(both, 0 if paid is None else paid.minor, 0)
    alone = np.flatnonzero(lacking & open_now.read & ~both)
    said = "have an open balance and no amount: amounts are open balances"
    flag_once(notes, alone, "open balance", "open_amount", open_now.given, said)
    if amount is None:
        return Stated(open_now.given, minor, open_now.reasons)
    given, reasons = amount.given.copy(), amount.reasons.copy()
    some = lacking & open_now.there
    given[some], reasons[some] = open_now.given[some], open_now.reasons[some]
    return Stated(given, np.where(some, minor, amount.minor), reasons)


def signed_as_amount(amount: Ints, columns: Mapping[str, Stated | None], notes: Notebook) -> tuple[Stated | None, ...]:
    """Columns of open and paid parts, each with the sign of its amount where the column has no signs at all.

    A part has the sign of what it is part of: of a credit note of -50.00, 50.00 can't be open or paid. So one reading is left, and it
    is said once. A column in which something is negative has signs; such a cell of it then contradicts its amount.

    Parameters
    ----------
    amount : (n,), int64
        As the table has them: `columns` are in its signs, too.
    columns
        By name; `None`: there is none.
    notes
        Where it is said.
    """
    return tuple(None if column is None else _signed(amount, name, column, notes) for name, column in columns.items())


def _signed(amount: Ints, name: str, column: Stated, notes: Notebook) -> Stated:
    below = (amount < 0) & (column.minor > 0) & column.read
    if not below.any() or (column.minor < 0).any():
        return column
    said = f"have a negative amount and {name} without a sign: it has the sign of the amount"
    flag_once(notes, np.flatnonzero(below), "open balance", name, column.given, said)
    return evolve(column, minor=np.where(below, -column.minor, column.minor))


def without_dashes(amount: Ints, open_now: Stated | None, paid: Stated | None, notes: Notebook) -> tuple[Stated | None, Stated | None]:
    """Columns of open and paid parts whose dashes are blank, where the other amounts of the row add up without them.

    Spreadsheets show nothing as a dash. Nothing paid is what a blank cell says, too; that nothing is open must be said by what is paid,
    else the dash is no amount, and its row is rejected.

    Parameters
    ----------
    amount : (n,), int64
        As the table has them.
    open_now, paid
        As they stand in the table.
    notes
        Where it is said.
    """
    settled = [None if c is None else c.there & c.read & (c.minor == amount) for c in (open_now, paid)]
    out = []
    for name, column, other, alone in (("open_amount", open_now, settled[1], False), ("paid_amount", paid, settled[0], True)):
        if column is None or (other is None and not alone):
            out.append(column)
            continue
        odd = np.flatnonzero(column.there & ~column.read)
        some = np.zeros(len(amount), bool)
        some[odd] = [str(text).strip() in DASHES for text in column.given[odd]]
        some &= True if other is None else other
        flag_once(notes, np.flatnonzero(some), "open balance", name, column.given, f"have a dash in {name}: it is read as nothing")
        out.append(_without(column, some) if some.any() else column)
    return out[0], out[1]


def own_balances(out: dict[str, Any], open_now: Stated | None, paid: Stated | None, turned: bool) -> tuple[Stated | None, Stated | None]:
    """What payments among the bills say of themselves: their own open balance is what of them is not applied yet, and their amount.

    Parameters
    ----------
    out
        Columns read so far, with ``payment``; ``amount`` and ``payment_balance`` are replaced.
    open_now, paid
        As they stand in the table.
    turned
        Whether the signs of the table are turned.

    Returns
    -------
    open_now, paid
        The same without the cells of payments, which say nothing of bills.
    """
    payment = out["payment"]
    if open_now is not None:
        own = payment & open_now.there & open_now.read
        out["amount"] = np.where(own, -open_now.minor if turned else open_now.minor, out["amount"])
        out["payment_balance"] = out["payment_balance"] | own
    return _without(open_now, payment), _without(paid, payment)


def _without(column: Stated | None, rows: Ints) -> Stated | None:
    """A column that is blank in some rows."""
    return None if column is None else Stated(np.where(rows, "", column.given), np.where(rows, 0, column.minor), column.reasons)


def paid_parts(out: dict[str, Any], open_now: Stated | None, paid: Stated | None, turned: bool, notes: Notebook) -> None:
    """Add ``paid_part`` and ``paid_known``: what is paid of each invoice, where the columns say it.

    Parameters
    ----------
    out
        Columns read so far; ``amount`` is as it is owed.
    open_now, paid
        As they stand in the table.
    turned
        Whether the signs of the table are turned.
    notes
        Where rows are rejected.
    """
    amount, sign = out["amount"], -1 if turned else 1
    for name, column in (("open_amount", open_now), ("paid_amount", paid)):
        if column is not None:
            notes.reject(np.flatnonzero(column.there & ~column.read), "unreadable amount", name, column.given, column.reasons)
    nothing = np.zeros(len(amount), bool)
    has_open, has_paid = (nothing if c is None else c.there & c.read for c in (open_now, paid))
    rest = nothing.astype(np.int64) if open_now is None else sign * open_now.minor
    part = nothing.astype(np.int64) if paid is None else sign * paid.minor
    wrong = np.flatnonzero(has_open & has_paid & (amount != rest + part))
    names = out["currency"].each(str)
    if len(wrong):
        texts = {
            at: f"is not open + paid: amount {_text(amount, at, names)}, open {_text(rest, at, names)}, paid {_text(part, at, names)}"
            for at in wrong.tolist()
        }
        notes.reject(wrong, "contradicting amounts", "amount", out["amount_given"], texts)
    part = np.where(has_paid, part, np.where(has_open, amount - rest, 0))
    beyond = np.flatnonzero(((part != 0) & ((part < 0) != (amount < 0))) | (np.abs(part) > np.abs(amount)))
    if len(beyond):
        texts = {
            at: f"leaves {_text(part, at, names)} paid of {_text(amount, at, names)}, which is not part of it" for at in beyond.tolist()
        }
        name, shown = ("open_amount", open_now) if paid is None else ("paid_amount", paid)
        notes.reject(beyond, "contradicting amounts", name, "" if shown is None else shown.given, texts)
    out["paid_part"], out["paid_known"] = part, has_open | has_paid


def _text(minor: Ints, at: int, names: Any) -> str:
    try:
        return amount_text(int(minor[at]), str(names[at]))
    except (KeyError, ValueError):
        return str(int(minor[at]))


def say_paid_parts(columns: dict[str, Any], notes: Notebook) -> None:
    """Say once what is paid without a date, and which paid dates stand beside nothing paid, which are ignored."""
    part, known, day = columns["paid_part"], columns["paid_known"], columns["paid_date"]
    idle = np.flatnonzero(known & (part == 0) & (day != NO_DAY))
    flag_once(notes, idle, "open balance", "paid_date", "", "have a paid_date and nothing paid: the date is ignored")
    undated = np.flatnonzero(known & (part != 0) & (day == NO_DAY))
    said = "have a paid part without a date: paid before as_of, in no quarter's cash_paid"
    flag_once(notes, undated, "paid without date", "paid_amount", "", said)
    columns["paid_date"] = np.where(known & (part == 0), NO_DAY, day).astype(np.int32)
