"""The one pass over a ledger with payments and stated due dates is the sum of its items, row by row; by both kernels, in blocks of any size."""

from collections import Counter

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics import threads
from cashflow.basics.days import NO_DAY, to_day
from cashflow.basics.size import sized
from cashflow.kernels import owed
from cashflow.kernels.owed import owed_kernel
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.payments import Payments, one_pass, pass_part
from cashflow.payments.day_flows import DayFlows
from cashflow.payments.due_table import DueTable
from cashflow.payments.known import GRACE_DAYS
from cashflow.payments.ledger_blocks import Blocks
from cashflow.payments.payment_days import payment_days

from .test_cells import KERNELS
from .test_ways import FIRST, TERMS, ever_paid, flows, row_by_row, summed

AS_OF = "2025-05-10"
RUNS = {"on": "every Thursday", "choose": "last on or before due"}
CLOSED = {"weekend": ["Sat", "Sun"], "holidays": ["2025-05-01", "2025-05-29"], "first": "2024-06-01", "last": "2059-12-31"}
POLICIES = [
    cf.PaymentPolicy("terms", as_of=AS_OF),
    cf.PaymentPolicy("terms", as_of=AS_OF, discounts="take", payment_runs={**RUNS, "choose": "first on or after due"}),
    cf.PaymentPolicy(
        "terms", as_of=AS_OF, payment_runs=RUNS, business_days={"EUR": CLOSED, "roll": "modified following"}, settlement_lag=2
    ),
    cf.PaymentPolicy("actual", as_of=AS_OF, discounts="take"),
    cf.PaymentPolicy("actual"),
    cf.PaymentPolicy("terms", discounts="take"),
]
AMOUNTS = st.sampled_from([0, 1, -1, 2, -3, 100, 333, -700, 123_45, 10**6 + 1, 4 * 10**17, -(3 * 10**17)])
HOW_PAID = ["nothing"] * 3 + ["whole", "whole", "a part", "in parts", "a cent", "none of it"]


@st.composite
def invoices(draw):
    """An invoice: day or none, terms or none, stated due day or none, currency, amount; and its payments."""
    day, code = draw(st.integers(0, 150)), draw(st.integers(-1, len(TERMS) - 1))
    due = draw(st.sampled_from([None, None, 30, 60, 40, 17, 0, -5, 9000]))  # 30, 40 and 60 are days of the terms, too
    dated = draw(st.integers(0, 9)) > 0
    due = 45 if due is None and (code < 0 or not dated) else due
    amount, how, when = draw(AMOUNTS), draw(st.sampled_from(HOW_PAID)), sorted(draw(st.tuples(*[st.integers(-10, 250)] * 2)))
    part = abs(amount) // 3 * (1 if amount > 0 else -1)
    cent = (amount > 0) - (amount < 0)
    paid = {
        "nothing": [],
        "whole": [amount],
        "a part": [part],
        "in parts": [part, amount - part],
        "a cent": [cent],
        "none of it": [0, part],
    }
    off = draw(st.sampled_from([0, 0, 0, 1]))
    return {
        "day": NO_DAY if not dated else FIRST + day,
        "code": code,
        "due": NO_DAY if due is None else FIRST + day + due,
        "currency": draw(st.integers(0, 2)),
        "amount": amount,
        "paid": list(zip(when, paid[how], [off, 0], [0, off], strict=False)),
    }


def ledger_of(some, currencies=3, dayless=False):
    column = lambda name: np.array([s[name] for s in some])  # noqa: E731
    paid = [(n, FIRST + d, a, o, m) for n, s in enumerate(some) for d, a, o, m in s["paid"]]
    of, when, amount, off, more = np.array(paid, np.int64).reshape(-1, 5).T
    when = np.where((of == 0) & dayless, NO_DAY, when)
    day, numbers = column("day").astype(np.int32), np.arange(len(some))
    return Ledger(
        supplier=Category(numbers.astype(np.int32) % 2, ("A", "B")),
        invoice=numbers.astype(str).astype(object),
        invoice_day=day,
        amount=column("amount").astype(np.int64),
        currency=Category(column("currency").astype(np.int32) % currencies, ("EUR", "JPY", "USD")[:currencies]),
        terms_code=column("code").astype(np.int32),
        terms=tuple(cf.PaymentTerms.parse(t) for t in TERMS),
        due_day=column("due").astype(np.int32),
        events={"goods receipt": np.where(day == NO_DAY, NO_DAY, day + 3).astype(np.int32)},
        paid=Paid(of, when.astype(np.int32), amount, off, more),
        row=numbers + 2,
    )


def invoiced(ledger):
    out = Counter()
    for day, currency, amount in zip(ledger.invoice_day.tolist(), ledger.currency.codes.tolist(), ledger.amount.tolist(), strict=True):
        if day != NO_DAY:
            out[currency, day] += amount
    return {k: v for k, v in out.items() if v}


def due_and_paid(payments):
    """Items due more than a month before `as_of`, and how many of them the payments up to that day cover, counted one by one."""
    policy, before = payments.policy, to_day(payments.policy.as_of) - GRACE_DAYS
    due, still_open = set(), set()
    for items in evolve(payments, policy=evolve(policy, baseline="terms", discounts="skip")).blocks():
        for row, day, kept in zip(items.invoice.tolist(), items.due_day.tolist(), items.kept.tolist(), strict=True):
            if day < before and payments.ledger.invoice_day[row] < before:
                due.add((row, day))
                still_open |= set() if kept else {(row, day)}
    return len(due), len(due - still_open)


def summed_by(kernel, block, payments, many=1):
    """By one of the kernels, so many rows at a time, and by so many threads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASHFLOW_KERNEL", kernel)
        found = owed_kernel(1)
        patch.setattr(type(found), "block", block)
        patch.setattr(pass_part, "_MANY", block)
        patch.setattr(owed, "_SHORT_RUN", many - 1)  # of one thread all runs are summed, however short they are
        patch.setattr(owed, "_FEW", many)  # of more terms the kinds are looked up
        for module in (threads, one_pass):
            patch.setattr(module, "shares", lambda rows: many)
        if many > 1:  # of so few blocks the first thread would take all
            patch.setattr(pass_part.PassPart, "blocks", lambda part: Dealt(list(Blocks(payments.ledger, block)), many))
        return payments.by_day


class Dealt:
    """Blocks, of which each thread has as many as the others."""

    def __init__(self, blocks, many):
        self.hands = iter([blocks[k::many] for k in range(many)])

    def __iter__(self):
        return iter(next(self.hands))


def test_threads_share_the_blocks():
    ledger = ledger_of(
        [{"day": FIRST, "code": 0, "due": NO_DAY, "currency": 0, "amount": n, "paid": [(0, n, 0, 0)]} for n in range(1, 1001)]
    )
    blocks = Blocks(ledger, 3)
    found = [block for some in threads.in_threads(3, list, [blocks] * 3) for block in some]
    found.sort(key=lambda block: block[0].start)
    assert [block[0] for block in found] == [slice(n, min(n + 3, 1000)) for n in range(0, 1000, 3)]
    for rows, block, paid in found:
        assert paid.start == rows.start and paid.of.tolist() == list(range(rows.start, rows.stop))
        assert block.amount.tolist() == paid.amount.tolist() == ledger.amount[rows].tolist()


@pytest.mark.parametrize("kernel", KERNELS)
@given(
    st.lists(invoices(), min_size=1, max_size=12),
    st.sampled_from(POLICIES),
    st.sampled_from([1, 3]),
    st.sampled_from([2, 5, 1000]),
    st.booleans(),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([0, 10**9]),
    st.sampled_from([1, 3]),
)
def test_it_is_the_sum_of_the_items(kernel, some, policy, currencies, block, dayless, dated, uncut, many):
    """A policy of its own knows no day yet: rows whose terms must be looked up come after the others."""
    some = some if dated else [{**s, "day": NO_DAY, "due": max(s["due"], FIRST)} for s in some]
    payments = Payments(ledger_of(some, currencies, dayless and policy.as_of is not None), evolve(policy))
    with sized(uncut=uncut):
        found = summed_by(kernel, block, payments, many)
    assert summed(payments) == ever_paid(flows(row_by_row(payments)))
    assert {(int(c), int(d) + found.first_day): int(v) for (c, d), v in np.ndenumerate(found.invoiced) if v} == invoiced(payments.ledger)
    if found.counts is not None:
        assert found.counts == due_and_paid(payments)


@pytest.mark.parametrize("kernel", KERNELS)
def test_what_is_counted_and_looked_up(kernel, monkeypatch):
    """Two hundred invoices of each kind: none of the ways is empty, so that the test above tests what it should."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    rng = np.random.default_rng(1)
    paid = [[], [(40, 900, 0, 0)], [(40, 300, 0, 0)], [(200, 900, 0, 0)]]
    some = [
        {
            "day": FIRST + int(rng.integers(0, 100)),
            "code": n % len(TERMS),
            "due": NO_DAY if n % 5 else FIRST + 70,
            "currency": n % 3,
            "amount": 900,
            "paid": paid[n % 4],
        }
        for n in range(1200)
    ]
    ways = Counter()
    for policy in POLICIES[:4]:
        payments = Payments(ledger_of(some), policy)
        passed = one_pass.OnePass(payments, DayFlows(3), to_day(AS_OF) - GRACE_DAYS)
        for name in ("_cells", "_by_row", "_cut", "_early", "_unknown"):
            kept = vars(passed._part)[name]
            monkeypatch.setattr(kept, "add", lambda *c, name=name, add=kept.add: (ways.update({name: len(c[0])}), add(*c)))
        passed.add()
        assert passed.counts == due_and_paid(payments)
    assert min(ways[name] for name in ("_cells", "_by_row", "_cut", "_early")) > 100 and ways["_unknown"]


@pytest.mark.parametrize("policy", POLICIES[:3], ids=str)
@given(dues=st.lists(st.tuples(st.integers(0, 400), st.integers(-60, 60)), min_size=1, max_size=20))
def test_days_looked_up_are_those_of_the_rule(policy, dues):
    due = np.array([FIRST + d for d, _ in dues], np.int32)
    invoice = np.array([FIRST + d + more for d, more in dues], np.int32)
    table = DueTable(policy, ("EUR", "JPY"))
    for code, name in enumerate(("EUR", "JPY")):
        for some in (slice(0, 3), slice(None)):  # what is known already is not asked again
            assert table.pay_days(code, due[some], invoice[some]).tolist() == payment_days(policy, name, due[some], invoice[some]).tolist()


def test_a_calendar_refuses_only_due_days_that_are_reached():
    """The invoice of 2020 is paid; its due day lies before the calendar begins. An open one is refused."""
    closed = {"weekend": ["Sat", "Sun"], "holidays": [], "first": "2025-01-01", "last": "2026-12-31"}
    policy = cf.PaymentPolicy(as_of="2025-03-01", business_days={"EUR": closed})
    row = {"code": -1, "currency": 0, "amount": 100}
    old = {**row, "day": to_day("2020-01-01"), "due": to_day("2020-02-01")}
    new = {**row, "day": to_day("2025-02-01"), "due": to_day("2025-03-08"), "paid": []}  # a Saturday
    paid = Payments(ledger_of([{**old, "paid": [(0, 100, 0, 0)]}, new], 1), policy)
    assert summed(paid)[0] == {(0, FIRST): 100, (0, to_day("2025-03-10")): 100}
    with pytest.raises(cf.InputError, match="is good for 2025-01-01"):
        Payments(ledger_of([{**old, "paid": []}, new], 1), policy).by_day  # noqa: B018


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("due", [[4_000, 100_000], [-100_000, -4_000]])
def test_due_days_that_are_all_far_from_the_invoices_take_no_window_of_their_own(kernel, due, monkeypatch):
    """None of them is looked up in a table: 32 GB were asked for, from the first day there is."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    row = {"day": FIRST, "code": -1, "amount": 100, "paid": []}
    payments = Payments(ledger_of([{**row, "due": FIRST + d, "currency": n} for n, d in enumerate([*due, due[0]])]), POLICIES[5])
    assert one_pass.OnePass(payments, DayFlows(3), NO_DAY)._rules.n_days == 3
    assert summed(payments)[0] == {(n, FIRST + max(0, d)): 100 for n, d in enumerate([*due, due[0]])}


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("uncut", [0, 10**9])
@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_rows_whose_terms_are_looked_up_late_are_worked_on_in_order(kernel, uncut, policy, monkeypatch):
    """A few hundred rows under a policy that knows no day yet: those that must be cut are named in two goes, and no payment is lost."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    rng = np.random.default_rng(7)
    some = []
    for _ in range(600):
        day, often = FIRST + int(rng.integers(0, 100)), rng.random() < 0.9
        code = 0 if often else int(rng.integers(0, len(TERMS)))
        due = NO_DAY if rng.random() < 0.5 else day + int(rng.choice([30, 60, 17]))
        paid = [] if often else [[(10, 100, 0, 0)], [(10, 100, 0, 0), (40, 500, 0, 0)], [(50, 900, 18, 0)]][int(rng.integers(0, 3))]
        some.append({"day": day, "code": code, "due": due, "currency": int(rng.integers(0, 2)), "amount": 900, "paid": paid})
    payments = Payments(ledger_of(some), evolve(policy))
    with sized(uncut=uncut):
        found = payments.by_day
    assert summed(payments) == ever_paid(flows(row_by_row(payments)))
    assert found.counts is None or found.counts == due_and_paid(payments)


def test_both_kernels_are_tried(monkeypatch):
    monkeypatch.setenv("CASHFLOW_KERNEL", "numpy")
    assert type(owed_kernel(10**9)).__name__ == "_NumpyOwed"
