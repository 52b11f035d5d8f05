"""What is said of payments that are kept: spelling, prepayments, differences, what is too much, discounts late or lost."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_texts
from cashflow.ledger.clearing.folding import in_order
from cashflow.ledger.clearing.payment_columns import PaymentRows
from cashflow.ledger.clearing.settle import Settled
from cashflow.ledger.findings import Notebook
from cashflow.ledger.model import Ledger

__all__ = ["duplicates", "flag_payments", "flag_settled", "money_texts"]


def flag_payments(ledger: Ledger, rows: PaymentRows, invoice: Ints, taken: Ints, settled: Settled, twice: Ints, notes: Notebook) -> None:
    """Flag payments.

    Parameters
    ----------
    ledger, rows
        The invoices, and the payments.
    invoice, taken : (n_taken,), int64
        Invoice and position of the payments that are kept.
    settled
        What they do.
    twice : (n_taken,), bool
        Possible duplicates.
    notes
        Where it is said.
    """
    _flag_spelling(ledger, rows, invoice, taken, notes)
    flag_settled(ledger, rows, invoice, taken, settled, twice, notes)


def flag_settled(ledger: Ledger, rows: PaymentRows, invoice: Ints, taken: Ints, settled: Settled, twice: Ints, notes: Notebook) -> None:
    """The same of what payments do, whatever they are called."""
    early = taken[rows.day[taken] < ledger.invoice_day[invoice]]
    notes.flag(early, "prepayment", "paid_date", rows.texts["paid_date"], "a prepayment, before the invoice date; kept")

    def say(kind: str, values: Ints, before: str, after: Any) -> None:
        some = np.flatnonzero(values)
        words = np.full(len(rows.day), "", object)
        words[taken[some]] = before + money_texts(ledger, invoice[some], values[some]) + (after if isinstance(after, str) else after[some])
        notes.flag(taken[some], kind, "amount", rows.texts["amount"], words)

    over = np.array([": unallocated, in no figure", ": unallocated, in no figure; a possible duplicate"], object)[twice.astype(np.int64)]
    closed = " more than was open, within the payment tolerance; the invoice is closed"
    say("payment difference", settled.difference, "", closed)
    say("unallocated", settled.unallocated, "", " more than was open" + over)
    unearned = " that was not in time, or is not in the contract"
    say("unearned discount", settled.discount * settled.unearned, "a discount of ", unearned)
    last = _last_of(invoice, rows.day[taken], settled.remainder)
    rest = np.zeros(len(taken), np.int64)
    rest[last] = settled.rest[invoice[last]]
    say("discount remainder", rest, "", _why_left(ledger, invoice, rest, settled.in_time[invoice]))


def _why_left(ledger: Ledger, invoice: Ints, rest: Ints, in_time: Ints) -> np.ndarray[Any, Any]:
    """(n,), object: what a remainder is, beside the discount that was in time (0: none)."""
    how = np.sign(np.abs(rest) - in_time) + 1
    than: Any = np.array(["less than", "as much as", "more than"], object)[how]
    was = " the discount of " + money_texts(ledger, invoice, in_time) + " that was in time"
    known: Any = np.array(["", ", which the payments table does not state", ""], object)[how]
    words: np.ndarray[Any, Any] = np.where(in_time > 0, than + was + known, "no more than the contract's discount, and none was in time")
    return " stay open: " + words + "; no offer moves it"


def money_texts(ledger: Ledger, invoice: Ints, minor: Ints) -> np.ndarray[Any, Any]:
    """(n,), object: amounts in the currencies of some invoices: ``EUR 12.50``."""
    codes, names = ledger.currency.codes[invoice], ledger.currency.values
    digits = np.array([*(CURRENCIES[c] for c in names), 2], np.int64)[codes]
    words: np.ndarray[Any, Any] = np.array([*(f"{n} " for n in names), ""], object)[codes] + amount_texts(minor, digits)
    return words


def _flag_spelling(ledger: Ledger, rows: PaymentRows, invoice: Ints, taken: Ints, notes: Notebook) -> None:
    supplier: Any = np.array([*ledger.supplier.values, ""], object)
    for name, own in (("supplier", supplier[ledger.supplier.codes[invoice]]), ("invoice", ledger.invoice[invoice])):
        differs = rows.texts[name][taken] != own
        words = np.full(len(rows.day), "", object)
        words[taken[differs]] = "is spelled '" + own[differs] + "' in the ledger"
        notes.flag(taken[differs], "other spelling", name, rows.texts[name], words)


def _last_of(invoice: Ints, day: Ints, which: Ints) -> Ints:
    """Positions of the last payment of each invoice for which `which` is true."""
    some = np.flatnonzero(which[invoice])
    order = some[in_order(invoice[some], day[some])]
    owner = invoice[order]
    last = np.ones(len(order), bool)
    last[:-1] = owner[1:] != owner[:-1]
    return np.sort(order[last])


def duplicates(ledger: Ledger, cash: Ints, invoice: Ints, unallocated: Ints) -> Ints:
    """(n_taken,), bool: unallocated money that equals an invoice or another payment of the supplier."""
    out = np.zeros(len(invoice), bool)
    some = np.flatnonzero(unallocated)
    if not len(some):
        return out
    supplier = ledger.supplier.codes[invoice]
    mine = np.zeros(len(ledger.supplier.values), bool)
    mine[supplier[some]] = True
    owed, paid = np.flatnonzero(mine[ledger.supplier.codes]), np.flatnonzero(mine[supplier])
    amount = np.concatenate([ledger.amount[owed], cash[paid], unallocated[some]])
    value, distinct = pd.factorize(amount)
    whose = np.concatenate([ledger.supplier.codes[owed], supplier[paid], supplier[some]]).astype(np.int64)
    group = pd.factorize(whose * (len(distinct) + 1) + value)[0]
    of_invoice, of_payment, own = np.split(group, [len(owed), len(owed) + len(paid)])
    size = int(group.max()) + 1
    invoices, payments = (np.bincount(g, minlength=size) for g in (of_invoice, of_payment))
    out[some] = (invoices[own] > 0) | (payments[own] > (cash[some] == unallocated[some]))
    return out
