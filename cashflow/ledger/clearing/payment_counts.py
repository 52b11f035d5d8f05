"""Counts and money of a payments table: by what became of it, and by kind as `Findings` hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.groupby import exact_sums, highest, lowest
from cashflow.ledger.bounds import bounds_of
from cashflow.ledger.clearing.folding import codes_of, folded
from cashflow.ledger.clearing.payment_columns import PaymentRows
from cashflow.ledger.clearing.settle import Settled
from cashflow.ledger.left_out import ACCEPTED, ELSEWHERE, Sums
from cashflow.ledger.model import Ledger
from cashflow.ledger.payments_read import CLASSES, Apart, PaymentsRead, by_supplier

__all__ = ["Became", "in_their_currencies", "payment_sums", "payments_read"]


@frozen(eq=False)
class Became:
    """What became of each row of a payments table."""

    rows: PaymentRows
    found: Ints  # (n,), int64: its invoice, −1: none
    taken: Ints  # positions of the payments of invoices; one of several invoices stands there several times
    invoice: Ints  # (n_taken,), int64: theirs
    elsewhere: Ints  # positions
    by_kind: Mapping[str, Ints]  # positions of the rejected rows
    codes: Ints  # currencies of the ledger's invoices
    closed: Ints  # invoices that say themselves to be paid
    skipped: int  # blank lines above the header


def payments_read(ledger: Ledger, became: Became, settled: Settled, twice: Ints) -> PaymentsRead:
    """Counts, and money by class and currency."""
    rows, elsewhere, invoice = became.rows, became.elsewhere, became.invoice
    mine = became.codes[invoice]
    good = np.flatnonzero(~settled.refused)
    rejected = _rejected(became)
    over, rest = np.flatnonzero(settled.unallocated), np.flatnonzero(settled.remainder)

    def sums(codes: Ints, minor: Ints) -> dict[str, int]:
        found = exact_sums(codes, minor, len(rows.names))
        return {c: int(m) for c, m in sorted(zip(rows.names, found, strict=True)) if m}

    parts = (
        (mine[good], (settled.amount - settled.discount)[good]),
        (mine[good], settled.difference[good]),
        (mine[good], settled.unallocated[good]),
        (rows.name[elsewhere], rows.cash[elsewhere]),
        (rows.name[rejected], rows.cash[rejected]),
    )
    unearned = settled.discount * settled.unearned
    discounts = {"taken": sums(mine, settled.discount), "unearned": sums(mine, unearned)}
    named = np.array(rows.names, object)
    supplier: Any = np.array([*ledger.supplier.values, ""], object)
    other = Apart(rows.texts["supplier"][elsewhere], named[rows.name[elsewhere]], rows.day[elsewhere], rows.cash[elsewhere])
    lost = rejected[_not_paid(became)]
    left = Apart(rows.texts["supplier"][lost], named[rows.name[lost]], rows.day[lost], rows.cash[lost])
    day = rows.day[became.taken[over]]
    beyond = Apart(supplier[ledger.supplier.codes[invoice[over]]], named[mine[over]], day, settled.unallocated[over])
    many = {"difference": settled.difference, "unallocated": settled.unallocated, "taken": settled.discount}
    many |= {"unearned": settled.unearned, "remainder": settled.remainder}
    return PaymentsRead(
        rows_read=len(rows.blank) + became.skipped,
        blank=int(rows.blank.sum()) + became.skipped,
        accepted=len(rows.blank) - int(rows.blank.sum()) - len(rejected) - len(elsewhere),
        rejected=len(rejected),
        amount={k: sums(*part) for k, part in zip(CLASSES, parts, strict=True)},
        count={k: int(np.count_nonzero(v)) for k, v in many.items()},
        discount=discounts | {"remainder": sums(became.codes[rest], settled.rest[rest])},
        elsewhere=by_supplier(other.supplier, other.currency, other.amount),
        unallocated=by_supplier(beyond.supplier, beyond.currency, beyond.amount, possible_duplicates=twice[over].astype(np.int64)),
        apart={"elsewhere": other, "unallocated": beyond, "rejected": left},
        turned=int(np.count_nonzero(rows.cash)) if rows.turned else 0,
    )  # fmt: skip


def payment_sums(became: Became, columns: Mapping[str, Any]) -> Sums:
    """Rows of a payments table, accepted, rejected (by kind) and elsewhere, with their money.

    A payment has the currency of its invoice, else the one it states, else that of the invoice or supplier among all rows of the
    ledger, the rejected ones too, else of the ledger, where there is only one.

    Parameters
    ----------
    became
        What became of each row.
    columns
        ``supplier``, ``invoice`` and ``currency`` of all rows of the ledger.
    """
    name, names, cash, readable = _with_currencies(became, columns)
    rows, decimal = became.rows, became.rows.decimal
    known = readable & (name < len(names) - 1)
    counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
    gross: dict[tuple[str, str], int] = {}
    bound: dict[tuple[str, str], int] = {}
    accepted = ~rows.blank
    accepted[became.elsewhere] = False
    for at in became.by_kind.values():
        accepted[at] = False
    kinds = {ACCEPTED: np.flatnonzero(accepted), ELSEWHERE: became.elsewhere, **became.by_kind}
    for kind, at in sorted(kinds.items()):
        if len(at):
            some = at[known[at]]
            counts[0][kind], counts[1][kind] = len(at), len(at) - len(some)
            sums, there = exact_sums(name[some], np.abs(cash[some]), len(names)), np.bincount(name[some], minlength=len(names))
            bound |= bounds_of(kind, at[~known[at]], rows.texts["amount"], names, name, decimal)
            gross |= {(kind, names[c]): int(sums[c]) for c in np.flatnonzero(there).tolist()}
    return Sums(*counts, gross, bound=bound)


def _with_currencies(became: Became, columns: Mapping[str, Any]) -> tuple[Ints, tuple[str, ...], Ints, Ints]:
    """Place of each payment's currency among names, the names, amounts in it, and whether they could be read."""
    rows, decimal = became.rows, became.rows.decimal
    name = np.where(became.found >= 0, became.codes[became.found], rows.name) if len(became.codes) else rows.name
    cash, readable, names = rows.cash, rows.readable, rows.names
    unsaid = np.flatnonzero((became.found < 0) & (rows.stated == -1) & ~rows.blank)
    if len(unsaid):
        given = _currencies(rows.texts["supplier"][unsaid], rows.texts["invoice"][unsaid], columns)
        codes, distinct = pd.factorize(given)
        names = (*names[:-1], *(c for c in distinct if c not in names), "")
        name = np.where(name == len(rows.names) - 1, len(names) - 1, name)
        name[unsaid] = np.array([names.index(c) for c in distinct], np.int64)[codes]
        digits = np.array([CURRENCIES.get(c, -1) for c in names], np.int64)[name]
        other = unsaid[(digits[unsaid] != rows.digits[unsaid]) & (digits[unsaid] >= 0) & ~rows.broken[unsaid]]
        cash, readable = cash.copy(), readable.copy()
        cash[other], reasons = read_amounts(rows.texts["amount"][other], digits[other], decimal)
        readable[other] = reasons == ""
    return name, names, cash, readable


def in_their_currencies(read: PaymentsRead, became: Became, columns: Mapping[str, Any]) -> PaymentsRead:
    """Payments that settle nothing, in the currency that any row of the ledger gives to their invoice or supplier."""
    if not (became.rows.name == len(became.rows.names) - 1).any():
        return read
    name, names, cash, _ = _with_currencies(became, columns)
    named, at = np.array(names, object), became.elsewhere
    other = evolve(read.apart["elsewhere"], currency=named[name[at]], amount=cash[at])
    some = _rejected(became)[_not_paid(became)]
    left = evolve(read.apart["rejected"], currency=named[name[some]], amount=cash[some])
    money = exact_sums(name[at], cash[at], len(names))
    sums = {c: int(m) for c, m in sorted(zip(names, money, strict=True)) if m}
    return evolve(
        read,
        amount={**read.amount, "elsewhere": sums},
        elsewhere=by_supplier(other.supplier, other.currency, other.amount),
        apart={**read.apart, "elsewhere": other, "rejected": left},
    )


def _rejected(became: Became) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *became.by_kind.values()])


def _not_paid(became: Became) -> Ints:
    """(n_rejected,), bool: rejected payments whose invoice is not paid by its own row, so that the payment stands in no figure."""
    return ~np.isin(became.found[_rejected(became)], became.closed)


def _currencies(suppliers: Any, numbers: Any, columns: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    """(n,), object: the only currency of the invoice, else of the supplier, among all rows of a ledger; empty where it is not known."""
    code, distinct = pd.factorize(columns["currency"].each(str))
    names = np.array([*(c if c in CURRENCIES else "" for c in distinct), ""], object)
    used = [c for c in distinct if c in CURRENCIES]
    if len(used) < 2:
        return np.full(len(suppliers), used[0] if used else "", object)
    some = np.flatnonzero(names[code] != "")
    out = np.full(len(suppliers), -1, np.int64)
    whose = _both(columns["supplier"].at(some), suppliers)
    number = _both(columns["invoice"][some], numbers)
    for key in (whose, whose * (int(number.max(initial=0)) + 1) + number):  # the nearer one last
        group = pd.factorize(key)[0]
        mine = group[: len(some)]
        least, most = lowest(mine, code[some], len(key), len(names)), highest(mine, code[some], len(key), -1)
        asked = group[len(some) :]
        out = np.where(least[asked] == most[asked], least[asked], out)
    return names[out]


def _both(one: Any, other: Any) -> Ints:
    """Codes of two columns of texts together."""
    return codes_of(folded([*one.tolist(), *other.tolist()]))
