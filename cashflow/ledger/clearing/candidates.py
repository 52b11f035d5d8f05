"""Candidates: invoices that a payment without a match may have meant, so that it is named and not taken for one of another ledger.

Five signs, in this order: number and open amount of an invoice, whoever its supplier is; the supplier, nearly, and the number; the
supplier and nearly the number; the supplier (or nearly it) and an open invoice's amount; the amount of one open invoice of the ledger and
of no other, whoever its supplier is. Amounts and days: `near_amounts`.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.clearing.folding import folded
from cashflow.ledger.clearing.match import Keys, candidate_texts
from cashflow.ledger.clearing.near_amounts import Cells, Unmatched
from cashflow.ledger.clearing.near_numbers import letter_counts, ratio
from cashflow.ledger.clearing.number_forms import near_invoices
from cashflow.ledger.model import Ledger

__all__ = ["candidates"]

_ALIKE = 0.85
_FORMS = "ab ag as bv co company corp corporation gmbh inc incorporated kg limited llc llp ltd nv oy plc pty sa sarl sas se spa srl ug"
_LEGAL = frozenset(_FORMS.split())


def _near_names(a: str, b: str) -> bool:
    return bool(a) and bool(b) and (a == b or ratio(a, b) >= _ALIKE)


def _name(text: str) -> str:
    words = re.sub(r"[^\w]+", " ", text.casefold().replace("&", " and ").replace(".", "")).split()
    return " ".join([w for w in words if w not in _LEGAL] or words)


def candidates(keys: Keys, cells: Cells, payments: Unmatched) -> dict[int, str]:
    """By position among `payments`: what invoice one may be of, and why, as a reason.

    Parameters
    ----------
    keys
        How payments and invoices are looked up.
    cells
        What is open of the invoices of a ledger.
    payments
        Without a match.
    """
    ledger, rest = cells.ledger, cells.rest
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

    every = np.arange(len(supplier))
    say(cells.fitting(keys.of_number, number, payments, every), "has the number and the open amount of {}")
    near = _near_suppliers(ledger, payments, supplier)
    numbered = np.flatnonzero((number >= 0) & (keys.many[payments.at] == 0))
    numbered = numbered[[at not in out for at in numbered.tolist()]]
    at, codes = _spread(payments.supplier, numbered, near)
    say(_near_numbers(ledger, keys, payments, at, codes), "is nearly the supplier, and has the number, of {}")
    known = numbered[supplier[numbered] >= 0]
    say(_near_numbers(ledger, keys, payments, known, supplier[known]), "is nearly the number of {}")
    say(cells.fitting(keys.of_supplier, supplier, payments, every), "has the open amount of {}")
    at, codes = _spread(payments.supplier, every, near)
    by_code = np.argsort(codes, kind="stable")
    at, codes = at[by_code], codes[by_code]
    found = cells.fitting(keys.of_supplier, codes, payments, at)
    say(_first(at, found, len(supplier)), "is nearly the supplier, and has the open amount, of {}")
    say(cells.only(payments), "has the amount of {}, the only open invoice with it")
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


def _near_suppliers(ledger: Ledger, payments: Unmatched, supplier: Ints) -> dict[str, list[int]]:
    """Suppliers of the ledger that a name unknown to it may mean."""
    texts = sorted(set(payments.supplier[np.flatnonzero(supplier < 0)].tolist()))
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
    found = near_invoices(numbers, keys.of_supplier[invoices], suppliers, at, len(payments.at))
    return np.where(found >= 0, invoices[found], -1)
