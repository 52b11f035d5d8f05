"""Rows by supplier: added up in whatever parts and ranges of days, they are the sums that a plain loop finds."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.days import NO_DAY
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.scan import supplier_rows
from cashflow.scan.supplier_rows import SupplierRows

TERMS = [cf.PaymentTerms.parse(t) for t in ("net 30", "net 60", "10 days then end of month")]
NAMES = ("Bolt", "Acme", "Ünal", "Cog")


def ledger(rng, n, *, due, paid, off, far, spread):
    """Some invoices; names and terms in an order of their own, so that no two ledgers number them alike."""
    names, terms = rng.permutation(NAMES).tolist(), rng.permutation(len(TERMS))
    day = (20_000 + rng.integers(0, spread, n)).astype(np.int32)
    stated = np.where(rng.random(n) < 0.5, day + far * rng.integers(1, 3, n), NO_DAY).astype(np.int32)
    amount = rng.integers(-2, 4, n) * 100
    at = np.flatnonzero((rng.random(n) < 0.5) & (amount != 0)) if paid else np.zeros(0, np.int64)
    took = np.where(rng.random(len(at)) < 0.3, np.sign(amount[at]), 0) if off else np.zeros(len(at), np.int64)
    return Ledger(
        supplier=Category(rng.integers(0, len(names), n).astype(np.int32), tuple(names)),
        invoice=np.array([""] * n, object),
        invoice_day=day,
        amount=amount,
        currency=Category(rng.integers(0, 2, n).astype(np.int32), ("USD", "EUR")),
        terms_code=rng.integers(-1 if due else 0, len(terms), n).astype(np.int32),
        terms=tuple(TERMS[t] for t in terms),
        due_day=stated if due else np.full(n, NO_DAY, np.int32),
        events={},
        paid=Paid(at, (day[at] + rng.integers(0, 3, len(at))).astype(np.int32), amount[at], took),
        row=np.arange(n),
        attributes={"region": Category(rng.integers(0, 2, n).astype(np.int32), ("UK", ""))},
    )


def listed(ledger, took):
    """What tells rows of a ledger apart, as texts and days, and amount, count and discount of each."""
    paid = np.full(len(ledger), NO_DAY, np.int32)
    paid[ledger.paid.invoice] = ledger.paid.day
    off = np.zeros(len(ledger), np.int64)
    off[ledger.paid.invoice] = ledger.paid.discount
    terms = [str(ledger.terms[c]) if c >= 0 else "" for c in ledger.terms_code.tolist()]
    sign = np.sign(ledger.amount) + (off != 0 if took else 0)
    same = zip(
        ledger.invoice_day.tolist(), ledger.supplier.text(), ledger.currency.text(), terms, sign.tolist(), ledger.due_day.tolist(),
        paid.tolist(), ledger.attributes["region"].text(), strict=True,
    )  # fmt: skip
    count = np.ones(len(ledger), np.int64) if ledger.count is None else ledger.count
    return list(zip(same, ledger.amount.tolist(), count.tolist(), off.tolist(), strict=True))


def looped(ledgers, took):
    out = {}
    for key, amount, count, off in (row for one in ledgers for row in listed(one, took)):
        sums = out.setdefault(key, [0, 0, 0])
        out[key] = [sums[0] + amount, sums[1] + count, sums[2] + off]
    return out


def test_rows_are_never_all_in_memory_twice_while_they_are_put_together(monkeypatch):
    """Beside those of the parts, which are in order: a company's files held 700 MB more."""
    monkeypatch.setattr(supplier_rows, "_AT_ONCE", 4096)
    monkeypatch.setattr(supplier_rows, "_EVERY", 64)
    some = ledger(np.random.default_rng(5), 100_000, due=True, paid=True, off=False, far=30, spread=400)
    rows = SupplierRows.of(some, ("region",)).by_day()
    tracemalloc.start()
    try:
        found = SupplierRows.in_order([rows])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    held = sum(c.nbytes for c in (found.amount, found.count, *found.numbers.values()) if c.strides != (0,))
    assert len(found) == len(rows) and held < peak < 1.6 * held


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("far", "spread"), [(1, 5), (30, 400), (700_000, 90_000)])  # days of years that one number can't hold
def test_sums_are_those_of_a_loop_however_rows_are_cut(monkeypatch, seed, far, spread):
    monkeypatch.setattr(supplier_rows, "_AT_ONCE", 32)
    monkeypatch.setattr(supplier_rows, "_EVERY", 4)
    rng = np.random.default_rng(seed)
    off = bool(seed % 2)
    ledgers = [
        ledger(rng, n, due=bool(number % 3), paid=bool(number % 2), off=off, far=far, spread=spread)
        for number, n in enumerate(rng.integers(1, 200, 6).tolist())
    ]
    parts = [SupplierRows.of(one, ["region"]) for one in ledgers]
    found = SupplierRows.added_up(parts)
    made, took = found.ledger(), found.off is not None
    wanted = looped(ledgers, took)
    assert {key: [amount, count, off] for key, amount, count, off in listed(made, took)} == wanted and len(made) == len(wanted)
    assert made.invoice.tolist() == [f"{c} invoice{'s' if c > 1 else ''}" for c in made.count.tolist()]
    again = SupplierRows.added_up([SupplierRows.added_up(parts[3:]), *parts[:3]])  # grouped and ordered otherwise
    assert listed(again.ledger(), took) == listed(made, took) and again.texts == found.texts
    both, many = SupplierRows.both(parts[1:], parts[:1], 2)
    apart = [*listed(SupplierRows.added_up(parts[1:]).ledger(), took), *listed(SupplierRows.in_order(parts[:1]).ledger(), took)]
    assert listed(both.ledger(), took) == apart and many == len(both) - len(parts[0])
    days = [key[0] for key, *_ in listed(made, took)]
    assert days == sorted(days)


def test_rows_kept_one_by_one_are_in_an_order_of_their_own(monkeypatch):
    monkeypatch.setattr(supplier_rows, "_AT_ONCE", 32)
    monkeypatch.setattr(supplier_rows, "_EVERY", 4)
    rng = np.random.default_rng(1)
    ledgers = [ledger(rng, 80, due=True, paid=True, off=True, far=3, spread=4) for _ in range(3)]
    parts = [SupplierRows.of(one, ["region"]) for one in ledgers]
    found, again = (listed(SupplierRows.in_order(some).ledger(), True) for some in (parts, [SupplierRows.in_order(parts[1:]), parts[0]]))
    assert found == again
    assert sorted(found) == sorted(row for one in ledgers for row in listed(one, True))


def test_what_all_rows_have_in_common_is_kept_once():
    """One currency, one invoice a row, nothing paid: each is one value; with a part that differs they are columns again, in any order."""
    plain = {"invoice_date": "2025-05-21", "amount": "10.00", "terms": "net 30"}
    euros = cf.read_ledger(pd.DataFrame([plain | {"supplier": n, "invoice": n, "currency": "EUR"} for n in "ABC"]))
    dollars = cf.read_ledger(pd.DataFrame([plain | {"supplier": "D", "invoice": "D", "currency": "USD", "paid_date": "2025-06-20"}]))
    parts = [SupplierRows.of(one, []) for one in (euros, dollars)]
    alike, many = SupplierRows.stacked([parts[0]], [], 1)
    assert many == 3 and alike.count.strides == (0,) and alike.ledger().many is None and alike.ledger().count.tolist() == [1, 1, 1]
    for order in (parts, parts[::-1]):
        given = [*order]
        both, many = SupplierRows.stacked(given, [], 1)
        frame = both.ledger().to_frame().sort_values("supplier")
        assert frame["currency"].tolist() == ["EUR", "EUR", "EUR", "USD"] and frame["paid_date"].isna().tolist() == [
            True,
            True,
            True,
            False,
        ]
        assert many == 4 and not given
    twice = SupplierRows.added_up([parts[0], parts[0]]).ledger()
    assert twice.many.tolist() == twice.count.tolist() == [2, 2, 2]
