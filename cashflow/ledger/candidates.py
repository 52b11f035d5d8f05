"""Candidates: invoices that a payment without a match may have meant, so that it is named and not taken for one of another ledger.

Four signs, in this order: number and open amount of an invoice, whoever its supplier is; the supplier, nearly, and the number; the
supplier and nearly the number; the supplier (or nearly it) and an open invoice's amount, paid between its date and `NEAR_DAYS` after it
was due.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.frames import pd
from cashflow.ledger.contract import tiers_of, whole_tiers
from cashflow.ledger.folding import folded
from cashflow.ledger.match import Keys, candidate_texts
from cashflow.ledger.model import Ledger
from cashflow.ledger.near_numbers import letter_counts, near_pairs, ratio

__all__ = ["NEAR_DAYS", "Unmatched", "candidates", "near_supplier"]

NEAR_DAYS = 30
_UNDATED = 90  # days after its date that an invoice is taken to be due, where the ledger does not know
_SPAN = 1 << 18  # more than any number of days
_ALIKE = 0.85
_FORMS = "ab ag as bv co company corp corporation gmbh inc incorporated kg limited llc llp ltd nv oy plc pty sa sarl sas se spa srl ug"
_LEGAL = frozenset(_FORMS.split())


@frozen(eq=False)
class Unmatched:
    """Payments without a match; the code of a currency is −1 where it is not known, −2 where it is none of the ledger's."""

    at: Ints
    supplier: Any  # (n,), object
    number: Any  # (n,), object
    day: Ints
    cash: Ints
    currency: Ints


def near_supplier(one: str, other: str) -> bool:
    """Whether two suppliers' names are one, but for spelling, punctuation and the legal form.

    Examples
    --------
    >>> near_supplier("Acme GmbH", "ACME"), near_supplier("Bolt", "Blot"), near_supplier("Acme", "Bolt")
    (True, False, False)
    """
    return _near_names(_name(one), _name(other))


def _near_names(a: str, b: str) -> bool:
    return bool(a) and bool(b) and (a == b or ratio(a, b) >= _ALIKE)


def _name(text: str) -> str:
    words = re.sub(r"[^\w]+", " ", text.casefold().replace("&", " and ").replace(".", "")).split()
    return " ".join([w for w in words if w not in _LEGAL] or words)


def candidates(ledger: Ledger, keys: Keys, rest: Ints, due: Ints, payments: Unmatched) -> dict[int, str]:
    """By position among `payments`: what invoice one may be of, and why, as a reason.

    Parameters
    ----------
    ledger, keys
        The invoices, and how payments and they are looked up.
    rest : (n_invoices,), int64
        What is open of each.
    due : (n_invoices,), int32
        Last contract due date, `NO_DAY` where unknown.
    payments
        Without a match.
    """
    out: dict[int, str] = {}
    supplier, number = keys.supplier[payments.at], keys.number[payments.at]

    def say(found: Ints, words: str) -> None:
        fresh = np.flatnonzero(found >= 0)
        fresh = fresh[[at not in out for at in fresh.tolist()]]
        invoice = found[fresh]
        supplier = np.array(ledger.supplier.values, object)[ledger.supplier.codes[invoice]]
        before, after = words.split("{}")
        texts = candidate_texts(ledger, invoice, rest[invoice])
        said: Any = before + "'" + ledger.invoice[invoice] + "' of '" + supplier + "', " + texts + after
        out.update(zip(fresh.tolist(), said.tolist(), strict=True))

    cells = _open_amounts(ledger, rest, due)
    say(_by_amount(ledger, cells, keys.of_number, number, payments, np.arange(len(number))), "has the number and the open amount of {}")
    near = _near_suppliers(ledger, keys, cells, payments, supplier, number)
    numbered = np.flatnonzero((number >= 0) & (keys.many[payments.at] == 0))
    numbered = numbered[[at not in out for at in numbered.tolist()]]
    at, codes = _spread(payments.supplier, numbered, near)
    say(_near_numbers(ledger, keys, payments, at, codes), "is nearly the supplier, and has the number, of {}")
    known = numbered[supplier[numbered] >= 0]
    say(_near_numbers(ledger, keys, payments, known, supplier[known]), "is nearly the number of {}")
    every = np.arange(len(supplier))
    say(_by_amount(ledger, cells, keys.of_supplier, supplier, payments, every), "has the open amount of {}")
    at, codes = _spread(payments.supplier, every, near)
    by_code = np.argsort(codes, kind="stable")
    at, codes = at[by_code], codes[by_code]
    found = _by_amount(ledger, cells, keys.of_supplier, codes, payments, at)
    say(_first(at, found, len(supplier)), "is nearly the supplier, and has the open amount, of {}")
    return out


def _spread(texts: Any, which: Ints, near: dict[str, list[int]]) -> tuple[Ints, Ints]:
    """Payments whose supplier is nearly one of the ledger, once for each such supplier, and its code."""
    if not near:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    codes, distinct = pd.factorize(texts[which])
    lists = [near.get(t, []) for t in distinct.tolist()]
    sizes = np.array([len(some) for some in lists], np.int64)
    flat = np.array([c for some in lists for c in some], np.int64)
    many = sizes[codes]
    begin = (np.cumsum(sizes) - sizes)[codes]
    owner = np.repeat(np.arange(len(which)), many)
    return which[owner], flat[begin[owner] + np.arange(len(owner)) - (np.cumsum(many) - many)[owner]]


def _first(at: Ints, found: Ints, n: int) -> Ints:
    """(n,): of each position the first that was found; −1: none."""
    out = np.full(n, -1, np.int64)
    some = np.flatnonzero(found >= 0)[::-1]
    out[at[some]] = found[some]
    return out


@frozen(eq=False)
class _Cells:
    """Amounts that would close an open invoice: what is open, and that less a discount."""

    invoice: Ints
    amount: Ints  # signed minor units
    first: Ints  # days on which it may be paid
    last: Ints


def _open_amounts(ledger: Ledger, rest: Ints, due: Ints) -> _Cells:
    some = np.flatnonzero(rest)
    day = ledger.invoice_day.astype(np.int64)
    day = np.where(day == NO_DAY, due.astype(np.int64) - _UNDATED, day)
    end = np.where(due == NO_DAY, day + _UNDATED, np.maximum(due, ledger.invoice_day)) + NEAR_DAYS
    parts = [(some, rest[some], day[some], end[some])]
    whole = some[rest[some] == ledger.amount[some]]
    for tier in whole_tiers(ledger, tiers_of(ledger, whole)):
        parts.append((tier.rows, ledger.amount[tier.rows] - tier.off * np.sign(ledger.amount[tier.rows]), day[tier.rows], end[tier.rows]))
    return _Cells(*(np.concatenate(c) for c in zip(*parts, strict=True)))


def _by_amount(ledger: Ledger, cells: _Cells, of_invoice: Ints, asked: Ints, payments: Unmatched, at: Ints) -> Ints:
    """(n,): an invoice with the same key (supplier or number), currency and open amount, that may be paid that day; −1: none.

    `asked`: a key of each of the payments `at`.
    """
    money, currency, day = payments.cash[at], payments.currency[at], payments.day[at]
    found = np.full(len(asked), -1, np.int64)
    names, owner = ledger.currency.values, ledger.currency.codes[cells.invoice]
    for code, name in enumerate(names):
        cash, ok = money, (asked >= 0) & ((currency == code) | (currency == -1)) & (found < 0)
        if CURRENCIES[name] != 2 and (currency == -1).any():  # read with two decimals, as nothing says its currency
            scale = 10 ** abs(CURRENCIES[name] - 2)
            shifted = cash * scale if CURRENCIES[name] > 2 else np.where(cash % scale == 0, cash // scale, 0)
            cash = np.where(currency == -1, shifted, cash)
        rows, mine = np.flatnonzero(ok), np.flatnonzero(owner == code)
        if len(rows) and len(mine):
            value, distinct = pd.factorize(np.concatenate([cells.amount[mine], cash[rows]]))
            key = np.concatenate([of_invoice[cells.invoice[mine]], asked[rows]]) * len(distinct) + value
            group = pd.factorize(key)[0].astype(np.int64)
            common = np.isin(group[len(mine) :], group[: len(mine)])  # the others need no look at the days
            rows, group = rows[common], np.concatenate([group[: len(mine)], group[len(mine) :][common]])
            if len(rows):
                wanted = np.isin(group[: len(mine)], group[len(mine) :])
                found[rows] = _in_time(cells, mine[wanted], group[: len(mine)][wanted], group[len(mine) :], day[rows])
    return found


def _in_time(cells: _Cells, mine: Ints, group: Ints, asked: Ints, day: Ints) -> Ints:
    """An invoice of the same group whose days hold a day: the group's that began before it and lasts longest."""
    low = int(min(cells.first[mine].min(), day.min()))
    start, end = group * _SPAN + cells.first[mine] - low, group * _SPAN + np.minimum(cells.last[mine] - low, _SPAN - 1)
    order = np.argsort(start, kind="stable")
    longest = np.maximum.accumulate(end[order])
    which = np.maximum.accumulate(np.where(end[order] == longest, np.arange(len(order)), 0))
    at = asked * _SPAN + day - low
    place = np.searchsorted(start[order], at, side="right") - 1
    safe = np.maximum(place, 0)
    return np.where((place >= 0) & (longest[safe] >= at), cells.invoice[mine[order[which[safe]]]], -1)


def _near_suppliers(ledger: Ledger, keys: Keys, cells: _Cells, payments: Unmatched, supplier: Ints, number: Ints) -> dict[str, list[int]]:
    """Suppliers of the ledger that a name unknown to it may mean; asked only of payments whose number or amount occurs in the ledger."""
    likely = np.isin(number, keys.of_number[keys.of_number >= 0]) | np.isin(payments.cash, cells.amount) | (payments.currency == -1)
    texts = sorted(set(payments.supplier[np.flatnonzero((supplier < 0) & likely)].tolist()))
    if not texts:
        return {}
    code_of: dict[str, int] = {}
    for fold in folded(ledger.supplier.values):
        code_of.setdefault(fold, len(code_of))
    names, asked = [_name(f) for f in code_of], [_name(t) for t in texts]
    letters, sizes = letter_counts(names), np.array([len(n) for n in names])
    out: dict[str, list[int]] = {}
    for text, name, counts in zip(texts, asked, letter_counts(asked), strict=True):
        some = np.flatnonzero(
            2 * np.minimum(sizes, len(name)) / np.maximum(sizes + len(name), 1) >= _ALIKE
        )  # bounds: no ratio is above them
        bound = 2 * np.minimum(letters[some], counts).sum(axis=1) / np.maximum(sizes[some] + len(name), 1)
        close = [c for c in some[bound >= _ALIKE].tolist() if _near_names(name, names[c])]
        if close:
            out[text] = close
    return out


def _near_numbers(ledger: Ledger, keys: Keys, payments: Unmatched, at: Ints, suppliers: Ints) -> Ints:
    """(n_payments,): an invoice of the suppliers that the payments `at` may be of, whose number is their own or nearly; −1: none."""
    wanted = np.zeros(int(keys.of_supplier.max(initial=0)) + 1, bool)
    wanted[suppliers] = True
    invoices = np.flatnonzero(wanted[keys.of_supplier] & (keys.of_number >= 0))
    if not len(at) or not len(invoices):
        return np.full(len(payments.at), -1, np.int64)
    numbers = [*ledger.invoice[invoices].tolist(), *payments.number[at].tolist()]
    found = near_pairs(numbers, keys.of_supplier[invoices], suppliers, at, len(payments.at))
    return np.where(found >= 0, invoices[found], -1)
