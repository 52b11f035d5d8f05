"""What an offer looks at by kinds, row by row and not at all is together what there is, item by item."""

from collections import Counter

import numpy as np
import pytest
from attrs import evolve

import cashflow as cf
from cashflow.basics.days import NO_DAY, to_day
from cashflow.basics.size import sized
from cashflow.engine import classes
from cashflow.engine.covers import Covers
from cashflow.payments import Payments
from cashflow.payments.kinds import kinds_of
from cashflow.payments.looked_at import BY_STATED, BY_TERMS, CLOSED, CLOSED_PARTS

from .test_cells import KERNELS
from .test_ways import POLICIES, book


def listed(invoice, due, base, amount, early):
    return Counter(zip(*(c.tolist() for c in (invoice, due, base, amount, early)), strict=True))


def one_by_one(payments, which):
    """Items of some invoices, each worked out by itself."""
    found = Counter()
    for items in payments.blocks(np.flatnonzero(which)):
        found += listed(items.invoice, items.due_day, items.base_day, items.amount, items.discounted & ~items.kept)
    return found


def by_kinds(kinds):
    items, found = kinds.items, Counter()
    for rows, item, amount in kinds.pairs(np.ones(len(items.invoice), bool)):
        found += listed(rows, items.due_day[item], items.base_day[item], amount, items.discounted[item])
    return found


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("policy", POLICIES, ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_items_of_kinds_and_of_rows_are_all_there_are(policy, seed, kernel, monkeypatch):
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    payments = Payments(book(seed), policy)
    how, closed = payments.looked_at.how, payments.closed
    apart = np.isin(np.arange(len(how)), payments.apart)
    rest = Counter()
    for items in payments.open_apart():
        rest += listed(items.invoice, items.due_day, items.base_day, items.amount, items.discounted & ~items.kept)
    assert by_kinds(payments.kinds) == one_by_one(payments, ~apart)
    assert rest == one_by_one(payments, apart & ~closed)
    gone = one_by_one(payments, closed)
    assert payments.closed_items(np.ones(len(how), bool)) == gone.total()
    if policy.as_of is None:
        assert not closed.any()
    else:
        assert max(base for _, _, base, _, _ in gone) <= to_day(policy.as_of)
        assert {CLOSED, CLOSED_PARTS} <= set(how.tolist())
    assert {BY_TERMS, BY_STATED} <= set(how.tolist())


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_kinds_that_offers_tell_apart_are_those_of_the_rows_they_cover(policy):
    payments, n = Payments(book(5), policy), 400
    first, second = np.arange(n) % 3 == 0, np.arange(n) % 5 < 2
    covers = Covers([np.packbits(mask, bitorder="little") for mask in (first, second)], n)
    assert covers.all_of(first) == [True, False] and covers.all_of(first & second) == [True, True]
    kinds = kinds_of(payments, covers, first | second)
    apart = np.isin(np.arange(n), payments.apart)
    assert by_kinds(kinds) == one_by_one(payments, (first | second) & ~apart)
    for mask in (first, second):
        of = mask[kinds.items.invoice]
        rows = [r for rows, item, _ in kinds.pairs(of) for r in rows.tolist()]
        assert set(rows) == set(np.flatnonzero(mask & ~apart & (payments.ledger.amount != 0)).tolist())
    assert int(kinds.count[kinds.found.many > 0].sum()) == int(((first | second) & ~apart & (payments.ledger.amount != 0)).sum())


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("far", [-3000, 9000])
def test_due_dates_far_from_invoice_dates_go_row_by_row(far, kernel, monkeypatch):
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    ledger = book(6)
    some = np.flatnonzero((ledger.due_day != NO_DAY) & (ledger.invoice_day != NO_DAY) & (np.arange(400) % 9 == 0))
    due = ledger.due_day.copy()
    due[some] += far
    payments = Payments(evolve(ledger, due_day=due, paid=cf.ledger.model.no_payments()), POLICIES[1])
    assert payments.looked_at.n_waits < 400
    mine = some[np.isin(ledger.terms_code[some], [0, -1]) & (ledger.amount[some] != 0)]
    assert len(mine) and set(mine.tolist()) <= set(payments.apart.tolist())


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("dense", [0, 10**6])
@pytest.mark.parametrize("policy", POLICIES[:3], ids=str)
@pytest.mark.parametrize("how", [{"days": 30}, {"early": 10}, {"terms": "net 70"}], ids=str)
def test_offers_say_the_same_by_kinds_and_row_by_row(policy, how, dense, kernel, monkeypatch):
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    monkeypatch.setattr(classes, "_DENSE", dense)
    ledger, found = book(7), []
    dated = (ledger.invoice_day != NO_DAY) & (ledger.terms_code != 3)
    day = np.where(dated, ledger.invoice_day, 20_100).astype(np.int32)
    ledger = evolve(ledger, terms_code=np.where(dated, ledger.terms_code, 0), invoice_day=day)
    later = [cf.LaterWithInterest("0.065", "ACT/360"), cf.schemes.BankPaysNow("0.055", "ACT/360")]
    options = [cf.schemes.EarlyPaymentDiscount("0.01", "gross")] if "early" in how else later
    every = {"options": options, "funding_rate": "0.06", "funding_day_count": "ACT/360"}
    offers = [cf.Offer(suppliers=["A", "B"], extend=how, **every), cf.Offer(extend=how, overdue="offered", **every)]
    for size in (0, 10**9):
        with sized(classes=size, row_cells=0, uncut=0):
            result = cf.compare(ledger, cf.Scenario("s", offers), policy, quarters=("2025-01-01", "2025-12-31"))
            tables = [result.offers, result.quarters, result.suppliers, result.supplier_finance]
            found.append([t.to_csv() for t in tables] + [result.notes])
    assert found[0] == found[1]
