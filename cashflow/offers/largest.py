"""The largest suppliers of a ledger, by what they have invoiced."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.groupby import exact_sums
from cashflow.basics.words import many as counted
from cashflow.ledger.groups import Groups
from cashflow.ledger.model import Ledger

__all__ = ["largest_of"]

_HINT = "Write suppliers = { largest = 30 }"


def largest_of(ledger: Ledger, among: Ints, wanted: object, notes: list[str], key: str = "largest") -> Ints:
    """(n_invoices,), bool: those of the suppliers that have invoiced most, in each currency; ties by name.

    Parameters
    ----------
    ledger
        All of it counts, paid or not, whatever its dates; credit notes are taken off.
    among : (n_invoices,), bool
        Invoices of the suppliers among whom they are looked for.
    wanted
        How many, in each currency.
    notes
        Said here: that there are fewer.
    key
        What asks for them.
    """
    many, groups = _count(wanted, key), Groups.of(ledger.currency.values)
    of = groups.pack(ledger.supplier.codes, ledger.currency.codes)
    size = groups.count(len(ledger.supplier.values))
    invoiced = exact_sums(of, ledger.amount, size)
    there = np.zeros(size, bool)
    there[of[among]] = True
    chosen = np.zeros(size, bool)
    for code, currency in enumerate(ledger.currency.values):
        some = np.flatnonzero(there & (invoiced > 0) & (groups.currency(np.arange(size)) == code))
        order = sorted(some.tolist(), key=lambda g: (-int(invoiced[g]), ledger.supplier.values[groups.supplier(g)]))
        chosen[order[:many]] = True
        if 0 < len(order) < many:
            verb = "are" if len(order) > 1 else "is"
            notes.append(f"{key} = {many}: there {verb} only {counted(len(order), 'supplier')} in {currency} to choose from")
    if not chosen.any():
        notes.append(f"{key} = {many}: there is no supplier to choose from")
    out: Ints = chosen[of] & among
    return out


def _count(wanted: object, key: str) -> int:
    """A whole number of suppliers, also as text."""
    text = str(wanted).strip()
    if isinstance(wanted, bool | float) or not (text.isascii() and text.isdigit()) or not 0 < int(text[:19]) < 10**9:
        raise InputError("must be a whole number of suppliers, 1 or more", column=f"suppliers.{key}", value=wanted, hint=_HINT)
    return int(text)
