"""Bills and payments of one export taken apart: payments are set off, and what is left of them stands as items beside the bills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.clearing.paid import Spoken
from cashflow.ledger.clearing.payment_counts import Became
from cashflow.ledger.clearing.payments_among import set_off_rows
from cashflow.ledger.clearing.rejected_rows import RejectedRows
from cashflow.ledger.findings import Notebook
from cashflow.ledger.layout.model import Layout
from cashflow.ledger.model import Category, Ledger
from cashflow.ledger.options import ReadOptions

__all__ = ["TakenApart", "refuse_two_tables", "taken_apart", "with_payment_rows"]


@frozen(eq=False)
class TakenApart:
    """The ledger of bills and open debit items; which rows those are, and what was said of the payments."""

    ledger: Ledger
    keep: Ints  # positions of its rows
    bills: Ints  # those that are not payments
    gone: Ints  # payments that are not items any more
    spoken: Spoken
    became: Became


def taken_apart(
    bills: Ints, payments: Ints, made: tuple[Ledger, Spoken], make: Callable[[Ints], Ledger], columns: dict[str, Any], last_due: Ints,
    notes: Notebook, options: ReadOptions,
) -> TakenApart:  # fmt: skip
    """Set payments off against bills.

    Parameters
    ----------
    bills, payments
        Positions of both among the accepted rows.
    made
        The ledger of the bills, with what they say themselves to be paid, and what was said of that.
    make
        Makes a ledger of the rows at some positions.
    columns
        All rows as read; amounts of payments become what is left of them.
    last_due : (n_rows,)
        Due date by the terms.
    notes, options
        What was said, and how to read.
    """
    ledger, (said, counts) = made
    left = RejectedRows.of(columns, notes)
    found = set_off_rows(ledger, columns, bills, payments, last_due, left, notes, options)
    open_now = found.debit != 0
    debits, gone = payments[open_now], payments[~open_now]
    columns["amount"] = columns["amount"].copy()
    columns["amount"][debits] = -found.debit[open_now]
    columns["amount_unread"][gone] = True  # their money is counted among the payments
    for name in ("paid_known",) if "paid_known" in columns else ():
        columns[name][payments] = False
    notes.flag(gone, "payment row", "", "", "is a payment: counted among the payments", "ignored")
    numbers = columns["invoice"]
    notes.flag(debits[numbers[debits] == ""], "missing invoice number", "invoice", numbers, "is missing; kept")
    keep = np.sort(np.concatenate([bills, debits]))
    out = found.ledger if not len(debits) else _moved(make(keep), found.ledger, np.searchsorted(keep, bills))
    frame, more = found.spoken
    both = pd.concat([said, frame], ignore_index=True) if len(said) else frame
    spoken = both, {key: counts.get(key, 0) + more.get(key, 0) for key in {**counts, **more}}
    return TakenApart(out, keep, bills, gone, spoken, found.became)


def _moved(ledger: Ledger, bills: Ledger, place: Ints) -> Ledger:
    """A ledger of more rows with all that is known of its bills, which stand at some places of it."""
    remainder = None
    if bills.remainder is not None:
        remainder = np.zeros(len(ledger), bool)
        remainder[place] = bills.remainder
    types = ledger.attributes.get("document_type")
    attributes = dict(ledger.attributes)
    if types is not None:  # the payments that are left are open debit items
        attributes["document_type"] = Category(types.codes, tuple("open debit" if v == "payment" else v for v in types.values))
    first = int(place[bills.unsaid_first]) if bills.unsaid_first >= 0 else -1
    paid = evolve(bills.paid, invoice=place[bills.paid.invoice])
    return evolve(
        ledger,
        paid=paid,
        payments_read=bills.payments_read,
        remainder=remainder,
        unsaid=bills.unsaid,
        unsaid_first=first,
        attributes=attributes,
    )


def with_payment_rows(layout: Layout | None, gone: Ints) -> Layout | None:
    """The layout with the rows that are counted among the payments."""
    if layout is None or not len(gone):
        return layout
    return evolve(layout, ignored={**layout.ignored, "payment row": len(gone)})


def refuse_two_tables(many: int, options: ReadOptions) -> None:
    """Refuse a table of payments beside payments among the bills: the same one may stand in both."""
    if options.payments is not None and many:
        rows = "1 row is a payment" if many == 1 else f"{many:,} rows are payments"
        hint = "Leave the second table out, or remove these rows from the ledger"
        raise InputError(f"{rows} among the bills, and a table of payments is given, too, so that one may count twice", hint=hint)
