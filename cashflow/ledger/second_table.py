"""The second table: payments read row by row rule, matched, settled, and said what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.date_text import read_dates
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_text
from cashflow.ledger.candidates import Unmatched, candidates
from cashflow.ledger.findings import COLUMNS, Notebook
from cashflow.ledger.match import Keys, resolve
from cashflow.ledger.model import Ledger, Paid
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.payments_read import CLASSES, PaymentsRead, by_supplier
from cashflow.ledger.settle import Settled, settle
from cashflow.ledger.table import Table, check_columns
from cashflow.ledger.texts import Texts

__all__ = ["SecondTable", "second_table"]

_NEEDED = ("invoice", "supplier", "paid_date", "amount")
_OPTIONAL = ("invoice_date", "currency", "discount")


@frozen(eq=False)
class SecondTable:
    """What a payments table holds: payments of the ledger's invoices, findings, counts, and invoices whose rest is a lost discount."""

    paid: Paid
    findings: pd.DataFrame
    read: PaymentsRead
    remainder: Ints


@frozen(eq=False)
class _Rows:
    """The columns of the table, row by row."""

    texts: Mapping[str, np.ndarray[Any, Any]]
    day: Ints
    dated: Ints  # invoice_date; NO_DAY: not given
    cash: Ints
    said: Ints  # stated discount, without sign
    stated: Ints  # code of the stated currency; −1: not given, −2: none of the ledger's
    currency: Ints  # code of the currency the amounts are read in; −1: not known, −2: none of the ledger's
    blank: Ints


def second_table(table: Table, ledger: Ledger, closed: Ints, due: Ints, options: ReadOptions) -> SecondTable:
    """Read a payments table.

    Parameters
    ----------
    table
        As it stands.
    ledger
        Accepted invoices, with the payments of their own paid dates.
    closed : (n_invoices,), bool
        Which have such a date.
    due : (n_invoices,), int32
        Last contract due date, `NO_DAY` where unknown.
    options
        How to read, and the tolerances.
    """
    texts_of = Texts(check_columns(table.frame, _NEEDED, _OPTIONAL, table.source))
    texts = {n: texts_of.text(n) for n in (*_NEEDED, *(o for o in _OPTIONAL if o in texts_of))}
    notes = Notebook(np.arange(2, len(texts_of) + 2), "payments")
    keys = Keys.of(ledger, texts["supplier"], texts["invoice"])
    rows = _read(table, texts, keys, ledger, notes, options)
    found = _matched(ledger, keys, rows, closed, notes, options)
    taken = np.flatnonzero((found >= 0) & ~notes.rejected)
    settled = settle(ledger, found[taken], rows.day[taken], rows.cash[taken], rows.said[taken], options)
    refuse = taken[settled.refused]
    with_discount = "with the amount it is more than is open"
    notes.reject(refuse, "wrong payment", "discount", texts.get("discount", texts["amount"]), with_discount)
    settled.rest[closed] = 0
    elsewhere = _elsewhere(ledger, keys, rows, found, settled.rest, due, notes)
    _flag(ledger, keys, rows, found, taken, settled, notes)
    read = _counted(ledger, rows, found, taken, settled, notes, elsewhere)
    good = settled.amount != 0
    paid = Paid(found[taken][good], rows.day[taken][good], settled.amount[good], settled.discount[good], settled.difference[good])
    return SecondTable(paid, _findings(notes, rows, elsewhere), read, settled.remainder)


def _read(table: Table, texts: dict[str, Any], keys: Keys, ledger: Ledger, notes: Notebook, options: ReadOptions) -> _Rows:
    """All columns; rows that can't be read are rejected for the first reason."""
    blank = np.logical_and.reduce([t == "" for t in texts.values()])
    notes.reject(table.too_long, "broken row", "invoice", texts["invoice"], "the row has more fields than the header")
    notes.rejected |= blank
    notes.reject(np.flatnonzero(texts["supplier"] == ""), "missing supplier", "supplier", texts["supplier"], "is missing")
    stated = _stated_currency(texts, ledger, notes)
    currency = _currency(ledger, keys, stated)
    digits = np.array([*(CURRENCIES[c] for c in ledger.currency.values), 2])[np.maximum(currency, -1)]
    if "currency" in texts:
        other = np.flatnonzero(stated == -2)
        digits[other] = [CURRENCIES.get(str(c).upper(), 2) for c in texts["currency"][other]]
    cash, reasons = read_amounts(texts["amount"], digits, options.decimal)
    notes.reject(np.flatnonzero(reasons != ""), "unreadable amount", "amount", texts["amount"], reasons)
    said = np.zeros(len(blank), np.int64)
    if "discount" in texts:
        some = np.flatnonzero(texts["discount"] != "")
        said[some], reasons = read_amounts(texts["discount"][some], digits[some], options.decimal)
        bad, words = some[reasons != ""], np.full(len(blank), "", object)
        words[some] = reasons
        notes.reject(bad, "unreadable amount", "discount", texts["discount"], words)
    days = {}
    for name in ("paid_date", *(("invoice_date",) if "invoice_date" in texts else ())):
        days[name], reasons = read_dates(texts[name], options.date_order)
        notes.reject(np.flatnonzero(reasons != ""), "unreadable date", name, texts[name], reasons)
    day = days["paid_date"]
    notes.reject(np.flatnonzero(day == NO_DAY), "missing date", "paid_date", texts["paid_date"], "is missing")
    dated = days.get("invoice_date", np.full(len(blank), NO_DAY, np.int32))
    return _Rows(texts, day, dated, cash, np.abs(said), stated, currency, blank)


def _stated_currency(texts: dict[str, Any], ledger: Ledger, notes: Notebook) -> Ints:
    """Code of each stated currency: −1 where none is, −2 where the ledger has no invoice in it."""
    n = len(texts["invoice"])
    if "currency" not in texts:
        return np.full(n, -1, np.int64)
    codes, distinct = pd.factorize(texts["currency"])
    place = {c: i for i, c in enumerate(ledger.currency.values)}
    known = np.array([-1 if not t else place.get(t.upper(), -2) for t in distinct], np.int64)
    wrong = np.array([bool(t) and t.upper() not in CURRENCIES for t in distinct], bool)
    notes.reject(np.flatnonzero(wrong[codes]), "unknown currency", "currency", texts["currency"], "is no ISO 4217 currency")
    return known[codes]


def _currency(ledger: Ledger, keys: Keys, stated: Ints) -> Ints:
    """Code of the currency of each payment: the invoice's, else what is stated, else the only one of its supplier, or of the ledger."""
    n = len(ledger.currency.values)
    first = keys.first()
    out = np.where(first >= 0, ledger.currency.codes[first], -1).astype(np.int64)
    several = (keys.many > 1) & (stated >= 0)
    out = np.where((stated != -1) & ((first < 0) | several), stated, out)
    pairs = np.unique(keys.of_supplier * n + ledger.currency.codes)
    owner, many = np.unique(pairs // n, return_counts=True)
    only = np.full(int(keys.of_supplier.max(initial=0)) + 2, -1, np.int64)  # the last: no supplier
    only[owner[many == 1]] = (pairs % n)[np.isin(pairs // n, owner[many == 1])]
    used = np.unique(ledger.currency.codes)
    if len(used) == 1:
        only[:] = used[0]
    return np.where(out == -1, only[keys.supplier], out)


def _matched(ledger: Ledger, keys: Keys, rows: _Rows, closed: Ints, notes: Notebook, options: ReadOptions) -> Ints:
    """(n,): the invoice of each payment, −1 where there is none; those that fit several, or can't be its, are rejected."""
    found = np.where(keys.many == 1, keys.first(), -1)
    other_date = (found >= 0) & (rows.dated != NO_DAY) & (ledger.invoice_day[found] != rows.dated)
    found[other_date] = -1
    several = np.flatnonzero((keys.many > 1) & ~notes.rejected)
    stated = np.where(rows.stated == -2, -1, rows.stated)
    if len(several):
        chosen, reasons = resolve(ledger, keys, several, (rows.day, rows.cash, rows.said, rows.dated, stated), closed, options)
        found[several] = chosen[several]
        notes.reject(np.array(sorted(reasons), np.int64), "unmatched payment", "invoice", rows.texts["invoice"], reasons)
    safe = np.maximum(found, 0)
    if "currency" in rows.texts:
        wrong = np.flatnonzero((found >= 0) & (rows.stated != -1) & (rows.stated != ledger.currency.codes[safe]))
        words = {
            at: f"is not the currency of its invoice, {ledger.currency.values[ledger.currency.codes[found[at]]]}" for at in wrong.tolist()
        }
        notes.reject(wrong, "wrong payment", "currency", rows.texts["currency"], words)
    paid = np.flatnonzero((found >= 0) & closed[safe])
    reason = "has a paid_date in the ledger, so it is paid in full already"
    notes.reject(paid, "wrong payment", "invoice", rows.texts["invoice"], reason)
    sign = np.flatnonzero((found >= 0) & ((rows.cash == 0) | ((rows.cash < 0) != (ledger.amount[safe] < 0)) | (ledger.amount[safe] == 0)))
    notes.reject(sign, "wrong payment", "amount", rows.texts["amount"], "has not the sign of its invoice")
    return found


def _elsewhere(ledger: Ledger, keys: Keys, rows: _Rows, found: Ints, rest: Ints, due: Ints, notes: Notebook) -> Ints:
    """Positions of the payments that belong to no invoice of the ledger; those that nearly do are rejected."""
    some = np.flatnonzero((found < 0) & ~notes.rejected)
    texts = rows.texts
    asked = Unmatched(
        some, texts["supplier"][some], texts["invoice"][some], rows.day[some].astype(np.int64), rows.cash[some], rows.currency[some]
    )
    near = {int(some[at]): words for at, words in candidates(ledger, keys, rest, due, asked).items()} if len(some) else {}
    notes.reject(np.array(sorted(near), np.int64), "unmatched payment", "invoice", texts["invoice"], near)
    return some[~notes.rejected[some]]


def _flag(ledger: Ledger, keys: Keys, rows: _Rows, found: Ints, taken: Ints, settled: Settled, notes: Notebook) -> None:
    """What is said of payments that are kept."""
    texts, invoice = rows.texts, found[taken]
    codes = ledger.currency.codes[invoice]
    for name, own in (("supplier", ledger.supplier.text()[invoice]), ("invoice", ledger.invoice[invoice])):
        differs = taken[texts[name][taken] != own]
        words = {at: f"is spelled '{w}' in the ledger" for at, w in zip(differs.tolist(), own[texts[name][taken] != own], strict=True)}
        notes.flag(differs, "other spelling", name, texts[name], words)
    early = taken[rows.day[taken] < ledger.invoice_day[invoice]]
    notes.flag(early, "prepayment", "paid_date", texts["paid_date"], "a prepayment, before the invoice date; kept")

    def money(values: Ints, words: str) -> dict[int, str]:
        some = np.flatnonzero(values).tolist()
        names = [ledger.currency.values[codes[i]] for i in some]
        return {int(taken[i]): words.format(f"{c} {amount_text(int(values[i]), c)}") for i, c in zip(some, names, strict=True)}

    kinds = (
        ("payment difference", settled.difference, "{} more than was open, within the payment tolerance; the invoice is closed"),
        ("unallocated", settled.unallocated, "{} more than was open: unallocated, in no figure"),
        ("unearned discount", settled.discount * settled.unearned, "a discount of {} that was not in time, or is not in the contract"),
    )
    twice = _duplicates(ledger, rows, found, taken, settled)
    for kind, values, sentence in kinds:
        said = money(values, sentence)
        if kind == "unallocated":
            said |= {int(taken[i]): f"{said[int(taken[i])]}; a possible duplicate" for i in np.flatnonzero(twice).tolist()}
        notes.flag(taken[values != 0], kind, "amount", texts["amount"], said)
    last = _last_of(invoice, rows.day[taken], settled.remainder)
    rest = np.zeros(len(taken), np.int64)
    rest[last] = settled.rest[invoice[last]]
    lost = money(rest, "{} stay open: less than the contract's discount, which was not in time; no offer moves it")
    notes.flag(taken[last], "discount remainder", "amount", texts["amount"], lost)


def _last_of(invoice: Ints, day: Ints, which: Ints) -> Ints:
    """Positions of the last payment of each invoice for which `which` is true."""
    order = np.lexsort((day, invoice))
    owner = invoice[order]
    last = np.ones(len(order), bool)
    last[:-1] = owner[1:] != owner[:-1]
    return np.sort(order[last & which[owner]])


def _duplicates(ledger: Ledger, rows: _Rows, found: Ints, taken: Ints, settled: Settled) -> Ints:
    """(n_taken,), bool: unallocated money that equals an invoice or another payment of the supplier."""
    out = np.zeros(len(taken), bool)
    some = np.flatnonzero(settled.unallocated)
    if not len(some):
        return out
    supplier = ledger.supplier.codes[found[taken]]
    mine = set(supplier[some].tolist())
    invoices = np.flatnonzero(np.isin(ledger.supplier.codes, list(mine)))
    seen = set(zip(ledger.supplier.codes[invoices].tolist(), ledger.amount[invoices].tolist(), strict=True))
    paid: dict[tuple[int, int], int] = {}
    for key in zip(supplier.tolist(), rows.cash[taken].tolist(), strict=True):
        if key[0] in mine:
            paid[key] = paid.get(key, 0) + 1
    for at in some.tolist():
        key = int(supplier[at]), int(settled.unallocated[at])
        own = int(rows.cash[taken[at]]) == key[1]
        out[at] = key in seen or paid.get(key, 0) > own
    return out


def _counted(ledger: Ledger, rows: _Rows, found: Ints, taken: Ints, settled: Settled, notes: Notebook, elsewhere: Ints) -> PaymentsRead:
    """Counts, and money by class and currency."""
    names = np.array([*ledger.currency.values, ""], object)
    stated = rows.texts.get("currency")
    other = names[np.maximum(rows.currency, -1)]
    if stated is not None:
        other = np.where(rows.stated == -2, [str(s).upper() if str(s).upper() in CURRENCIES else "" for s in stated], other)
    good = ~settled.refused
    mine = names[ledger.currency.codes[found[taken]]]
    rejected = np.flatnonzero(notes.rejected & ~rows.blank)
    parts = (
        (mine[good], (settled.amount - settled.discount)[good]),
        (mine[good], settled.difference[good]),
        (mine[good], settled.unallocated[good]),
        (other[elsewhere], rows.cash[elsewhere]),
        (other[rejected], rows.cash[rejected]),
    )
    over = np.flatnonzero(settled.unallocated)
    twice = _duplicates(ledger, rows, found, taken, settled)[over].astype(np.int64)
    invoice = found[taken]
    rest = np.flatnonzero(settled.remainder)
    discounts = {
        "taken": _sums(mine, settled.discount),
        "unearned": _sums(mine, settled.discount * settled.unearned),
        "remainder": _sums(names[ledger.currency.codes[rest]], settled.rest[rest]),
    }
    counts = {
        "difference": int(np.count_nonzero(settled.difference)),
        "unallocated": len(over),
        "taken": int(np.count_nonzero(settled.discount)),
        "unearned": int(np.count_nonzero(settled.unearned)),
        "remainder": len(rest),
    }
    return PaymentsRead(
        rows_read=len(rows.blank),
        blank=int(rows.blank.sum()),
        accepted=len(taken) - int(settled.refused.sum()),
        rejected=len(rejected),
        amount={k: _sums(*part) for k, part in zip(CLASSES, parts, strict=True)},
        count=counts,
        discount=discounts,
        elsewhere=by_supplier(rows.texts["supplier"][elsewhere], other[elsewhere], rows.cash[elsewhere]),
        unallocated=by_supplier(ledger.supplier.text()[invoice[over]], mine[over], settled.unallocated[over], possible_duplicates=twice),
    )


def _sums(currency: Any, minor: Ints) -> dict[str, int]:
    """Minor units by currency; without those that come to nothing."""
    codes, distinct = pd.factorize(currency)
    sums = np.zeros(len(distinct), object)
    np.add.at(sums, codes, minor.astype(object))
    return {str(c): int(m) for c, m in sorted(zip(distinct, sums, strict=True)) if m}


def _findings(notes: Notebook, rows: _Rows, elsewhere: Ints) -> pd.DataFrame:
    """All findings in order of row; payments elsewhere are made as columns, for there may be many."""
    if not len(elsewhere):
        return notes.frame()
    number = rows.texts["invoice"][elsewhere]
    reason = np.where(number == "", "on account: no invoice number", "is no invoice of this ledger")
    frame = pd.DataFrame(
        {
            "table": "payments",
            "row": notes.rows[elsewhere],
            "column": "invoice",
            "value": number,
            "kind": "payment elsewhere",
            "reason": reason.astype(object),
            "status": "elsewhere",
        }
    )
    said = notes.frame()
    whole = pd.concat([said, frame[COLUMNS]], ignore_index=True) if len(said) else frame[COLUMNS]
    return whole.sort_values("row", kind="stable", ignore_index=True)
