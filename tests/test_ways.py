"""What is summed of many invoices at once is what their items add up to, row by row; and so are the counts of what is due and paid."""

from collections import Counter

import numpy as np
import pytest
from attrs import evolve

import cashflow as cf
from cashflow.basics.days import NEVER, NO_DAY, to_day
from cashflow.basics.size import sized
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.payments import Payments
from cashflow.payments.known import GRACE_DAYS, seen_in
from cashflow.results.ledger_notes import _count_late

from .test_cells import KERNELS

TERMS = (
    "net 30",
    "30% net 30, 70% net 60",
    "2/10 net 30",
    "net 30 from goods receipt",
    "1/3 net 10, 2/3 net 40",
    "end of month then 15 days",
    "rest in 60 days, 30% in 30 days",
    "rest in 10 days, 30% in 60 days",
)
FIRST = to_day("2025-01-01")


def book(seed, rows=400):
    """Due dates stated for half, some as by the terms; nothing, a part, all at once or all in parts is paid; credit notes, cents, zeros."""
    rng = np.random.default_rng(seed)
    day = rng.integers(FIRST, FIRST + 150, rows).astype(np.int32)
    code = rng.integers(-1, len(TERMS), rows).astype(np.int32)
    due = np.where(rng.random(rows) < 0.5, NO_DAY, day + rng.choice([30, 40, 60, 17], rows)).astype(np.int32)
    day[rng.random(rows) < 0.05] = NO_DAY
    due[((day == NO_DAY) | (code < 0)) & (due == NO_DAY)] = FIRST + 99
    amount = rng.choice([-700, -1, 0, 1, 2, 333, 100_00, 123_45], rows).astype(np.int64)
    paid = []
    for row in range(rows):
        whole, when = int(amount[row]), sorted(rng.integers(FIRST, FIRST + 250, 2).tolist())
        parts = {0: [], 1: [whole], 2: [whole // 2], 3: [whole // 2, whole - whole // 2]}[int(rng.integers(0, 4))]
        paid += [(row, d, p, int(rng.integers(0, 2)) * (p // 50)) for d, p in zip(when, parts, strict=False)]
    of, days, amounts, off = (np.array(c, np.int64) for c in zip(*paid, strict=True))
    n = np.arange(rows)
    return Ledger(
        supplier=Category((n % 7).astype(np.int32), tuple("ABCDEFG")),
        invoice=n.astype(str).astype(object),
        invoice_day=day,
        amount=amount,
        currency=Category((n % 2).astype(np.int32), ("EUR", "JPY")),
        terms_code=code,
        terms=tuple(cf.PaymentTerms.parse(t) for t in TERMS),
        due_day=due,
        events={"goods receipt": np.where(day == NO_DAY, NO_DAY, day + 3).astype(np.int32)},
        paid=Paid(of, days.astype(np.int32), amounts, off, off % 3),
        row=n + 2,
    )


POLICIES = [
    cf.PaymentPolicy("terms", discounts="take", as_of="2025-05-10"),
    cf.PaymentPolicy("terms", payment_runs={"on": "every Thursday", "choose": "first on or after due"}, as_of="2025-04-30"),
    cf.PaymentPolicy("actual", discounts="take", as_of="2025-05-10"),
    cf.PaymentPolicy("actual"),
    cf.PaymentPolicy("terms", discounts="take"),
]


def flows(parts):
    """What is paid, by currency and day, and when it leaves payables; `NEVER` of what stays open."""
    cash, left, off = Counter(), Counter(), Counter()
    for currency, invoiced, day, amount, discount, difference in parts:
        for c, i, d, a, o, m in zip(*(x.tolist() for x in (currency, invoiced, day, amount, discount, difference)), strict=True):
            cash[c, d] += 0 if d == NEVER else a - o + m
            left[c, NEVER if d == NEVER else max(i, d)] += a
            off[c, d] += o
    return [{k: v for k, v in some.items() if v} for some in (cash, left, off)]


def row_by_row(payments):
    ledger = payments.ledger
    for items in payments.blocks():
        of = items.invoice
        yield ledger.currency.codes[of], ledger.invoice_day[of], items.base_day, items.amount, items.discount, items.difference


def summed(payments):
    """The same of the sums by day."""
    found = payments.by_day.flows
    cash, off, left, _ = ({(int(c), int(d) + found.first_day): int(v) for (c, d), v in np.ndenumerate(s) if v} for s in found.sums)
    return [cash, left, off]


def ever_paid(found):
    return [{(c, d): v for (c, d), v in some.items() if d != NEVER} for some in found]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("policy", POLICIES, ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_are_those_of_the_items(policy, seed, kernel, monkeypatch):
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    payments = Payments(book(seed), policy)
    with sized(row_cells=0):
        assert summed(payments) == ever_paid(flows(row_by_row(payments)))


@pytest.mark.parametrize("policy", POLICIES[:3], ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_overdue_and_owed_at_as_of_is_that_of_the_items(policy, seed):
    """Items and money that were due by then and are paid later; payables at its close, as far as they have an invoice date."""
    as_of, count, money, owed = to_day(policy.as_of), Counter(), Counter(), Counter()
    ledger = book(seed)
    for items in Payments(ledger, policy).blocks():
        columns = (ledger.currency.codes[items.invoice], ledger.invoice_day[items.invoice], items.due_day, items.base_day, items.amount)
        for (code, day, due, base, amount), kept in zip(zip(*(c.tolist() for c in columns), strict=True), items.kept.tolist(), strict=True):
            late = due <= as_of < base and not kept
            count[code], money[code] = count[code] + late, money[code] + late * amount
            owed[code] += amount * ((day != NO_DAY and day <= as_of) - (max(day, base) <= as_of))
    for classes in (0, 10**9):
        with sized(classes=classes, row_cells=0, uncut=classes):
            payments = Payments(ledger, policy)
            assert _count_late(payments, as_of).tolist() == [count[0], count[1]]
            assert payments.by_day.flows.overdue.tolist() == [money[0], money[1]]
            assert payments.by_day.payables(as_of).tolist() == [owed[0], owed[1]]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("policy", POLICIES[:3], ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_items_due_and_paid_are_counted_as_one_by_one(policy, seed, kernel, monkeypatch):
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    payments = Payments(book(seed), policy)
    ledger, as_of = payments.ledger, to_day(policy.as_of)
    upto = evolve(payments, policy=evolve(policy, baseline="terms", discounts="skip"))
    due, open_of = Counter(), Counter()
    for items in upto.blocks():
        old = (items.due_day < as_of - GRACE_DAYS) & (ledger.invoice_day[items.invoice] < as_of - GRACE_DAYS)
        for row, day, kept in zip(items.invoice[old].tolist(), items.due_day[old].tolist(), items.kept[old].tolist(), strict=True):
            due[row, day] = 1
            open_of[row, day] += not kept
    seen = seen_in(ledger, policy, payments.table, payments.ways)
    assert (seen.due, seen.paid) == (len(due), sum(1 for k in due if not open_of[k])) == payments.by_day.counts
    assert seen.due > seen.paid > 20


@pytest.mark.parametrize("windows", [{}, {"paying": {"from": "2025-03-01", "to": "2025-06-30"}}])
def test_what_is_paid_already_is_counted_by_offer_as_row_by_row(windows):
    ledger, policy, found = book(4), POLICIES[1], []
    ledger = evolve(ledger, terms_code=np.where(ledger.terms_code == 3, 0, ledger.terms_code))
    offers = [cf.Offer(suppliers=["A", "B"], extend={"days": 30}, **windows), cf.Offer(extend={"days": 10})]
    for classes in (0, 10**9):
        with sized(classes=classes, row_cells=0):
            result = cf.compare(ledger, cf.Scenario("s", offers), policy, quarters=("2025-01-01", "2025-12-31"))
            found.append((result.offers.to_dict("records"), result.quarters.to_csv()))
    assert found[0] == found[1]
    assert found[0][0][1]["not moved: already paid by as_of"] > 30


def test_a_book_of_which_nothing_is_paid_is_counted_too():
    """Nothing has asked for a day before: a scan counts files of which no invoice is paid."""
    plain = book(5)
    ledger = evolve(plain, paid=Paid(*(c[:0] for c in (plain.paid.invoice, plain.paid.day, plain.paid.amount))))
    simple = evolve(ledger, terms_code=np.where(plain.invoice_day == NO_DAY, 0, ledger.terms_code % 2).astype(np.int32))
    dated = evolve(
        simple, terms=ledger.terms[:2], due_day=np.full(len(ledger), NO_DAY, np.int32), invoice_day=np.maximum(plain.invoice_day, FIRST)
    )
    payments = Payments(dated, POLICIES[1])
    seen = seen_in(dated, POLICIES[1], payments.table, payments.ways)
    due = {(r, d) for i in payments.blocks() for r, d in zip(i.invoice.tolist(), i.due_day.tolist(), strict=True)}
    assert (seen.due, seen.paid) == (sum(d < to_day(POLICIES[1].as_of) - GRACE_DAYS for _, d in due), 0)
    assert seen.due > 20
