"""Many offers of one scenario: a bit an invoice and offer, and each offer looks closely at its own items alone."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.engine.covers import Covers
from cashflow.engine.row_deals import owned, owned_items
from cashflow.ledger.synthetic import synthetic_ledger
from cashflow.payments import Payments
from cashflow.payments.due_items import Items

from . import strategies as some
from .test_sweep import row

OFFERS = 91


class _Masks:
    """A selection of given invoices."""

    def __init__(self, mask):
        self.selection, self.mask = self, mask

    def invoices(self, ledger, notes):
        notes.append(f"{int(self.mask.sum())}")
        return self.mask.copy()


class _Scenario:
    def __init__(self, masks):
        self.offers = [_Masks(m) for m in masks]


@given(st.integers(0, 40), st.integers(0, 5), st.data())
def test_bits_are_the_masks(n, offers, data):
    masks = [np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), bool) for _ in range(offers)]
    notes = [[] for _ in masks]
    covers = Covers.of(range(n), _Scenario(masks), notes)
    assert len(covers) == offers and notes == [[str(int(m.sum()))] for m in masks]
    first = data.draw(st.integers(0, n))
    last = data.draw(st.integers(first, n))
    at = np.array(data.draw(st.lists(st.integers(0, max(0, n - 1)), max_size=12 if n else 0)), np.int64)
    for number, mask in enumerate(masks):
        for rows in (slice(first, last), np.arange(first, last), at):
            assert covers.reader(rows)(number).tolist() == mask[rows].tolist()
        assert covers.whole(number).tolist() == mask.tolist() and covers.any(number) == mask.any()
    assert [m.tolist() for m in covers.all_masks()] == [m.tolist() for m in masks]
    assert covers.union().tolist() == [any(m[k] for m in masks) for k in range(n)]
    assert covers.union([0] if offers else []).tolist() == (masks[0].tolist() if offers else [False] * n)


def by_supplier(ledger, offers, **more):
    names, option = ledger.supplier.values, cf.LaterWithInterest("0.06", "ACT/360")
    return cf.Scenario(
        "x", [cf.Offer(extend={"days": 30 + k}, suppliers=list(names[k::offers]), options=[option], **more) for k in range(offers)]
    )


def test_many_offers_hold_bits():
    """One byte an invoice and offer would be eight times as much."""
    ledger = synthetic_ledger(40_000, 200)
    scenario = by_supplier(ledger, OFFERS)
    Covers.of(ledger, scenario)
    tracemalloc.start()
    try:
        covers = Covers.of(ledger, scenario)
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    n = len(ledger)
    assert len(covers) == OFFERS and sum(b.nbytes for b in covers.bits) <= OFFERS * (n // 8 + 1)
    assert held < OFFERS * n // 6 and peak < OFFERS * n // 6 + 16 * n


@pytest.mark.parametrize("as_of", [None, "2025-06-15"])
@pytest.mark.parametrize("overdue", ["not offered", "offered"])
def test_an_offer_takes_its_own_items_and_no_others(monkeypatch, as_of, overdue):
    """However many offers there are, each item is looked at closely once; blocks without items of an offer don't come up for it."""
    rows = [row(f"S{s:02}", f"{s}-{n}", f"2025-0{4 + n % 3}-{10 + s % 9}") for s in range(40) for n in range(3)]
    ledger = some.ledger_of(rows)
    payments = Payments.of(ledger, cf.PaymentPolicy(as_of=as_of))
    scenario, taken = by_supplier(ledger, 40, overdue=overdue), []
    (items,) = payments.blocks()
    take = Items.take
    monkeypatch.setattr(Items, "take", lambda self, which: taken.append(len(which)) or take(self, which))
    covers, each = Covers.of(ledger, scenario), np.zeros(len(items.invoice), np.int64)
    for number, movable, held in owned(items, payments, scenario, covers):
        for at in (movable, *held.values()):
            each[at] += 1
            assert (ledger.supplier.codes[items.invoice[at]] % 40 == number).all()
    assert (each == 1).all() and sum(taken) == len(items.invoice)
    blocks = [take(items, np.arange(k, k + 3)) for k in range(0, len(items.invoice), 3)]
    found = list(owned_items(payments, scenario, covers, blocks))
    owners = [len(np.unique(ledger.supplier.codes[b.invoice])) for b in blocks]
    assert len(found) == 40 + sum(owners[1:])
