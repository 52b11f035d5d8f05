"""Values that threads share, as a service or a dashboard does: each thread's figures are those of one thread alone."""

import copy
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.days import NO_DAY
from cashflow.payments import table_days
from cashflow.payments.day_table import DayTable
from cashflow.payments.lines import Lines

from .answers import one_of_each

SHOWN = ("2022-01-01", "2026-03-31")
TERMS = ["30 days", "end of month then 15 days", "60 days", "1 month then on day 10", "10 business days", "2% 10 days, net 30 days"]
STARTS = ["2025-01-01", "2024-06-01", "2025-05-01", "2023-11-01", "2025-08-01", "2022-01-01"]


@pytest.fixture(autouse=True)
def taking_turns_often():
    """Threads give way to each other as often as they can, so that what is half done is seen."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def book(start, rows=60):
    """A small ledger of some months, by the same terms as all others; some due dates are stated, some invoices paid."""
    rng = np.random.default_rng(len(start) + int(start[5:7]))
    day = pd.Timestamp(start) + pd.to_timedelta(rng.integers(0, 120, rows), unit="D")
    frame = pd.DataFrame(
        {
            "supplier": rng.choice(list("ABCDEFGH"), rows),
            "invoice_date": day.strftime("%Y-%m-%d"),
            "invoice": [f"I{i}" for i in range(rows)],
            "amount": rng.integers(1, 10**5, rows),
            "currency": "EUR",
            "terms": rng.choice(TERMS, rows),
            "due_date": np.where(rng.random(rows) < 0.3, (day + pd.Timedelta(days=44)).strftime("%Y-%m-%d"), ""),
            "paid_date": np.where(rng.random(rows) < 0.4, (day + pd.Timedelta(days=25)).strftime("%Y-%m-%d"), ""),
        }
    )
    return cf.read_ledger(frame)


def policy():
    """A new one, of which nothing is known yet."""
    return cf.PaymentPolicy(business_days={"EUR": "TARGET", "roll": "following"}, as_of="2025-04-30", discounts="take")


def figures(ledger, how):
    """A projection and a comparison, as text."""
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.05", "ACT/360")])
    result = cf.compare(ledger, cf.Scenario("June", offer), policy=how, quarters=SHOWN)
    return cf.project(ledger, policy=how, quarters=SHOWN).quarters.to_csv() + result.quarters.to_csv()


@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
def test_threads_that_share_a_policy_find_what_one_thread_finds():
    """Their ledgers have other days, so that the policy's tables of days grow while others read them."""
    alone = [figures(book(start), policy()) for start in STARTS]
    for _ in range(3):
        shared, ledgers = policy(), [book(start) for start in STARTS]
        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(lambda ledger, how=shared: figures(ledger, how), ledgers)) == alone


@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
def test_threads_with_a_policy_each_are_given_no_other_ones_days():
    """Policies that differ, asked for at once: the cache of tables is shared by all."""
    ledger = book("2025-01-01")
    runs = [{"on": f"every {day}", "choose": "first on or after due"} for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")]
    alone = [figures(ledger, cf.PaymentPolicy(payment_runs=some)) for some in runs]
    with ThreadPoolExecutor(5) as pool:
        for _ in range(3):
            assert list(pool.map(lambda some: figures(ledger, cf.PaymentPolicy(payment_runs=some)), runs)) == alone


def test_threads_that_share_a_sweep_find_what_one_thread_finds():
    ledger = book("2025-01-01", 400)
    offer = cf.Offer(extend={"days": 1}, options=[cf.LaterWithInterest("0.05", "ACT/360")])
    names = ledger.supplier.values
    measures = ["free_cash_flow_change", "cash_retained", "financing_cost_paid", "free_cash_flow_change_cumulative"]

    def swept():
        days = [[10 * (1 + (s + k) % 3) for s in range(len(names))] for k in range(3)]
        return cf.sweep(ledger, offer, days=days, names=["one", "two", "three"], quarters=SHOWN)

    wanted = swept()
    alone = [wanted.amounts(m).tolist() for m in measures]
    for _ in range(10):
        shared = swept()
        with ThreadPoolExecutor(4) as pool:
            assert [found.tolist() for found in pool.map(shared.amounts, measures)] == alone


def test_threads_that_share_a_scan_read_it_once(tmp_path):
    table, reads = book("2025-01-01").to_frame(), []
    table.to_csv(tmp_path / "ledger.csv", index=False)
    scan = cf.scan(tmp_path / "ledger.csv", progress=lambda rows, done, size: reads.append(rows))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: cf.project(scan, quarters=SHOWN).quarters.to_csv(), range(4)))
    assert len(set(found)) == 1
    assert reads[-1] == len(table) == scan.findings.rows_read
    assert reads == sorted(reads)  # a second reading would begin anew


@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
@pytest.mark.parametrize("again", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
@pytest.mark.parametrize("verb", ["compare", "project", "simulate", "solve", "sweep"])
def test_an_answer_can_be_handed_to_another_process(verb, again):
    """As caches of dashboards do, which keep a copy."""
    answer = one_of_each(book("2025-04-01"), ("2025-04-01", "2025-12-31"))[verb]
    assert again(answer).to_dict() == answer.to_dict()


@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
def test_a_solution_that_was_handed_on_still_finds_its_curve():
    found = one_of_each(book("2025-04-01"), ("2025-04-01", "2025-12-31"))["solve"]
    pd.testing.assert_frame_equal(copy.deepcopy(found).curve, found.curve)


def test_a_copy_of_known_days_takes_none_that_is_half_written():
    """Of terms in two parts, on two days: one is known, of the other the last part is written and the first one not yet."""
    terms = (cf.PaymentTerms.parse("30% net 3, 70% net 60"),)
    days = DayTable(cf.PaymentPolicy(), Lines(terms, ("EUR",), False)).reach(20_000, 20_001)
    days.fill_due(np.array([1]), np.array([20_000]))
    (last,), (first,) = days.lines.last[1:], days.lines.part_line[:, 1]
    days.due[last, 1] = 20_061
    copied = days.copy()
    assert copied.due[[first, last], 0].tolist() == [20_003, 20_060] and copied.due[last, 1] == NO_DAY
    copied.fill_due(np.array([1]), np.array([20_001]))
    assert copied.due[[first, last], 1].tolist() == [20_004, 20_061] and days.due[first, 1] == NO_DAY


def test_what_a_projection_has_looked_up_is_kept_with_its_policy(monkeypatch):
    """The second one asks for no due day again, and no payment day; it has a copy to work on, which the table takes over."""
    how, ledger = policy(), book("2025-01-01")
    first = cf.project(ledger, policy=how, quarters=SHOWN).quarters

    def asked(*_, **__):
        raise AssertionError("looked up twice")

    monkeypatch.setattr(table_days, "due_days", asked)
    pd.testing.assert_frame_equal(cf.project(book("2025-01-01"), policy=how, quarters=SHOWN).quarters, first)
