"""Candidates: invoices that a payment without a match may have meant, so that it is named and not taken for one of another ledger.

Four signs, in this order: number and open amount of an invoice, whoever its supplier is; the supplier, nearly, and the number; the
supplier and nearly the number; the supplier (or nearly it) and an open invoice's amount, paid between its date and `NEAR_DAYS` after it
was due.
"""

from __future__ import annotations

import difflib
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

__all__ = ["NEAR_DAYS", "Unmatched", "candidates", "near_number", "near_supplier"]

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


def near_number(one: str, other: str) -> bool:
    """Whether two invoice numbers are one, spelled differently; numbers whose digits differ are others, as in a series.

    Examples
    --------
    >>> near_number("INV-001001", "inv 1001"), near_number("1001", "INV-1001"), near_number("INV-1001", "INV-1002")
    (True, True, False)
    """
    digits = ["".join(re.findall(r"\d+", t)).lstrip("0") for t in (one, other)]
    letters = ["".join(c for c in t.casefold() if c.isalpha()) for t in (one, other)]
    if digits[0] != digits[1]:  # the letters O, I and L, where a digit is meant
        plain = [re.sub(r"[^0-9a-z]", "", t.casefold()).translate(_LIKE_DIGITS).lstrip("0") for t in (one, other)]
        return plain[0] == plain[1] and plain[0] != ""
    if not digits[0]:
        return _ratio(*letters) >= 0.9
    return not all(letters) or _ratio(*letters) >= 0.6


_LIKE_DIGITS = str.maketrans("oil", "011")
_NO_DIGIT, _PUNCTUATION = re.compile(r"\D"), re.compile(r"[^0-9a-z]")


def near_supplier(one: str, other: str) -> bool:
    """Whether two suppliers' names are one, but for spelling, punctuation and the legal form.

    Examples
    --------
    >>> near_supplier("Acme GmbH", "ACME"), near_supplier("Bolt", "Blot"), near_supplier("Acme", "Bolt")
    (True, False, False)
    """
    a, b = _name(one), _name(other)
    return bool(a) and bool(b) and (a == b or _ratio(a, b) >= _ALIKE)


def _name(text: str) -> str:
    words = re.sub(r"[^\w]+", " ", text.casefold().replace("&", " and ").replace(".", "")).split()
    return " ".join([w for w in words if w not in _LEGAL] or words)


def _ratio(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


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
    say(_by_amount(ledger, cells, keys.of_number, number, payments), "has the number and the open amount of {}")
    near = _near_suppliers(ledger, keys, cells, payments, supplier, number)
    numbered = [at for at in np.flatnonzero((number >= 0) & (keys.many[payments.at] == 0)).tolist() if at not in out]
    unknown = {at: near[payments.supplier[at]] for at in numbered if payments.supplier[at] in near}
    for at, invoice in _near_numbers(ledger, keys, payments, unknown).items():
        say(_one(at, invoice, len(supplier)), "is nearly the supplier, and has the number, of {}")
    known = {at: [int(supplier[at])] for at in numbered if supplier[at] >= 0}
    for at, invoice in _near_numbers(ledger, keys, payments, known).items():
        say(_one(at, invoice, len(supplier)), "is nearly the number of {}")
    say(_by_amount(ledger, cells, keys.of_supplier, supplier, payments), "has the open amount of {}")
    for code in sorted({c for some in near.values() for c in some}):
        mine = np.array([code if code in near.get(t, ()) else -1 for t in payments.supplier], np.int64)
        say(_by_amount(ledger, cells, keys.of_supplier, mine, payments), "is nearly the supplier, and has the open amount, of {}")
    return out


def _one(at: int, invoice: int, n: int) -> Ints:
    found = np.full(n, -1, np.int64)
    found[at] = invoice
    return found


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
    end = np.where(due == NO_DAY, day + _UNDATED, np.maximum(due, ledger.invoice_day)) + NEAR_DAYS
    parts = [(some, rest[some], day[some], end[some])]
    whole = some[rest[some] == ledger.amount[some]]
    for tier in whole_tiers(ledger, tiers_of(ledger, whole)):
        parts.append((tier.rows, ledger.amount[tier.rows] - tier.off * np.sign(ledger.amount[tier.rows]), day[tier.rows], end[tier.rows]))
    return _Cells(*(np.concatenate(c) for c in zip(*parts, strict=True)))


def _by_amount(ledger: Ledger, cells: _Cells, of_invoice: Ints, asked: Ints, payments: Unmatched) -> Ints:
    """(n,): an invoice with the same key (supplier or number), currency and open amount, that may be paid that day; −1: none."""
    found = np.full(len(asked), -1, np.int64)
    names, owner = ledger.currency.values, ledger.currency.codes[cells.invoice]
    for code, name in enumerate(names):
        cash, ok = payments.cash, (asked >= 0) & ((payments.currency == code) | (payments.currency == -1)) & (found < 0)
        if CURRENCIES[name] != 2 and (payments.currency == -1).any():  # read with two decimals, as nothing says its currency
            scale = 10 ** abs(CURRENCIES[name] - 2)
            shifted = cash * scale if CURRENCIES[name] > 2 else np.where(cash % scale == 0, cash // scale, 0)
            cash = np.where(payments.currency == -1, shifted, cash)
        rows, mine = np.flatnonzero(ok), np.flatnonzero(owner == code)
        if len(rows) and len(mine):
            pairs = np.concatenate([of_invoice[cells.invoice[mine]], asked[rows]]), np.concatenate([cells.amount[mine], cash[rows]])
            group = pd.MultiIndex.from_arrays(pairs).factorize()[0].astype(np.int64)
            found[rows] = _in_time(cells, mine, group[: len(mine)], group[len(mine) :], payments.day[rows])
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
    names = [_name(f) for f in code_of]
    letters, sizes = _letters(names), np.array([len(n) for n in names])
    out: dict[str, list[int]] = {}
    for text, counts in zip(texts, _letters([_name(t) for t in texts]), strict=True):
        bound = 2 * np.minimum(letters, counts).sum(axis=1) / np.maximum(sizes + len(_name(text)), 1)
        close = [c for c in np.flatnonzero(bound >= _ALIKE).tolist() if near_supplier(text, names[c])]
        if close:
            out[text] = close
    return out


def _letters(names: list[str]) -> Ints:
    """(n, 64): how often each letter occurs (letters that share a place are counted together: a bound, not a count)."""
    out = np.zeros((len(names), 64), np.int16)
    for at, name in enumerate(names):
        for letter in name:
            out[at, ord(letter) % 64] += 1
    return out


def _near_numbers(ledger: Ledger, keys: Keys, payments: Unmatched, suppliers: dict[int, list[int]]) -> dict[int, int]:
    """Payments, with the suppliers that each may be of, whose number is one of theirs or nearly: the first such invoice."""
    index: dict[str, list[int]] = {}
    wanted = list({c for some in suppliers.values() for c in some})
    for invoice in np.flatnonzero(np.isin(keys.of_supplier, wanted) & (keys.of_number >= 0)).tolist() if wanted else ():
        for key in _number_keys(ledger.invoice[invoice]):
            index.setdefault(key, []).append(invoice)
    out = {}
    for at, codes in suppliers.items():
        alike = [i for key in _number_keys(payments.number[at]) for i in index.get(key, ()) if int(keys.of_supplier[i]) in codes]
        found = _alike(ledger, alike, payments.number[at]) if alike else -1
        if found >= 0:
            out[at] = found
    return out


def _number_keys(text: str) -> tuple[str, str]:
    """What two numbers that are nearly the same have in common: the digits, or all as digits; of texts without digits the first letter."""
    digits = _NO_DIGIT.sub("", text).lstrip("0")
    plain = _PUNCTUATION.sub("", text.casefold()).translate(_LIKE_DIGITS).lstrip("0")
    return f"d{digits}" if digits else f"w{plain[:1]}", f"p{plain}"


def _alike(ledger: Ledger, invoices: list[int], number: str) -> int:
    """The first invoice whose number is the same, or nearly; −1: none."""
    same = [i for i in invoices if ledger.invoice[i].casefold() == number.casefold()]
    return next((i for i in [*same, *invoices] if ledger.invoice[i] and near_number(ledger.invoice[i], number)), -1)
