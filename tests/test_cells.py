"""The kernel and its cells: equal to plain Python sums, to the row path, and to each other, whichever way they are summed."""

import importlib.util
from decimal import Decimal
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics import threads
from cashflow.basics.days import NEVER, to_day
from cashflow.basics.size import sized
from cashflow.kernels.choose import engine
from cashflow.kernels.collapse import CHUNK, add_rows, check_columns
from cashflow.kernels.memory import Layout, Rounded
from cashflow.measures import baseline_measures
from cashflow.payments import Payments
from cashflow.payments.cells import Cells
from cashflow.payments.day_table import day_table_of

from . import strategies as some
from .reference import half_up
from .test_laws import run

KERNELS = [
    "numpy",
    pytest.param("numba", marks=pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="the extra 'fast' (numba) is not installed")),
]  # fmt: skip
SHOWN = cf.FiscalCalendar().quarters(some.QUARTERS[0][0], some.QUARTERS[-1][1])


def book(n, largest, seed, currencies=2):
    rng = np.random.default_rng(seed)
    code, inner = rng.integers(-1, 5, n).astype(np.int32), rng.integers(0, currencies, n).astype(np.int32)
    return code, inner, rng.integers(-40, 60, n).astype(np.int32), rng.integers(-largest, largest + 1, n)


def slow_cells(layout, code, inner, day, amount):
    """Python integers and Fractions, one row after the other."""
    sums, columns = {}, {}
    for c, i, d, a in zip(code.tolist(), inner.tolist(), day.tolist(), amount.tolist(), strict=True):
        sums[c, i, d] = sums.get((c, i, d), 0) + a
        for k, numerators in enumerate(layout.rounded.numerators.tolist() if layout.rounded else ()):
            if layout.rounded.low <= c <= layout.rounded.high:
                share = F(a * numerators[c - layout.rounded.low], layout.rounded.per)
                columns[k, c, i, d] = columns.get((k, c, i, d), 0) + half_up(share)
    return sums, columns


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("largest", [10**4, 10**13, 10**15])
@pytest.mark.parametrize("per, numerators", [(100, [[30, 2], [0, 1]]), (3, [[1, 2]]), (1000, [[300, 0]])])
def test_kernel_is_python_sums(kernel, largest, per, numerators):
    """Both signs, halves (30 % of odd tens), products beyond 2**53, sums beyond 2**53, two currencies, rows without terms."""
    layout = Layout(5, 2, -40, 100, Rounded(2, 3, np.array(numerators), per))
    columns = book(4000, largest, seed=largest % 97)
    found = layout.empty()
    top = check_columns(layout, *columns)
    add_rows(layout, *found, *columns, top, kernel=kernel)
    sums, parts = slow_cells(layout, *columns)
    grid, second = found[0].reshape(6, 2, 100), found[1].reshape(len(numerators), 2, 2, 100)
    assert {(c - 1, i, d - 40): int(v) for (c, i, d), v in np.ndenumerate(grid) if v} == {k: v for k, v in sums.items() if v}
    assert {(k, c + 2, i, d - 40): int(v) for (k, c, i, d), v in np.ndenumerate(second) if v} == {k: v for k, v in parts.items() if v}


@pytest.mark.parametrize("kernel", KERNELS)
def test_chunks_and_chosen_rows(kernel):
    layout = Layout(5, 1, -40, 100)
    code, _, day, amount = book(2 * CHUNK + 17, 10**6, seed=5)
    whole, part = layout.empty(), layout.empty()
    add_rows(layout, *whole, code, None, day, amount, 10**6, kernel=kernel)
    assert int(whole[0].sum()) == int(amount.sum())
    for rows in (np.arange(0, len(code), 2), np.arange(1, len(code), 2)):
        add_rows(layout, *part, code, None, day, amount, 10**6, rows=rows, kernel=kernel)
    assert (whole[0] == part[0]).all()


@pytest.mark.parametrize("column, row, value", [(0, 0, 5), (0, 1, -2), (1, 2, 2), (2, 3, 60), (2, 3, -41), (3, 0, 2**62)])
def test_a_bad_row_is_refused(column, row, value):
    """It would land in another cell, unseen."""
    layout = Layout(5, 2, -40, 100)
    columns = [c.astype(np.int64) for c in book(100, 10, seed=1)]
    check_columns(layout, *columns)
    columns[column][row] = value
    with pytest.raises(cf.InputError, match=r"does not fit|so large"):
        check_columns(layout, *columns)


def test_which_kernel(monkeypatch):
    monkeypatch.delenv("CASHFLOW_KERNEL", raising=False)
    assert engine(100) == "numpy"  # an import would cost more
    monkeypatch.setenv("CASHFLOW_KERNEL", "numba")
    assert engine(100) == "numba" and engine(100, "numpy") == "numpy"
    with pytest.raises(cf.InputError, match="CASHFLOW_KERNEL"):
        engine(100, "fortran")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert engine(10**9, "auto") == "numpy"


def slow_baseline(ledger, policy):
    """Paid, discounted and open at quarter ends from the items of every invoice, in Python integers."""
    ends, out = [last for _, last in zip(SHOWN.first, SHOWN.last, strict=True)], {}
    for items in Payments(ledger, policy).blocks():
        money = items.amount, items.discount, items.difference
        for i, base, amount, off, more in zip(items.invoice, items.base_day, *money, strict=True):
            cur, day = int(ledger.currency.codes[i]), int(ledger.invoice_day[i])
            for q, end in enumerate(ends):
                row = out.setdefault((cur, q), [0, 0, 0])
                if SHOWN.first[q] <= base <= end:
                    row[0] += int(amount) - int(off) + int(more)
                    row[1] += int(off)
                row[2] += int(amount) if day <= end and (base == NEVER or base > end) else 0
    return out


@pytest.mark.parametrize("kernel", KERNELS)
@given(rows=some.rows(max_size=14), policies=some.policies(), few=st.sampled_from([0, 10**6]))
def test_cells_are_the_row_path(kernel, rows, policies, few):
    """Law 8."""
    ledger, policy = some.ledger_of(rows), policies[1]
    with pytest.MonkeyPatch.context() as patch, sized(row_cells=few):
        patch.setenv("CASHFLOW_KERNEL", kernel)
        base = baseline_measures(Payments(ledger, policy), SHOWN)
    for (cur, q), want in slow_baseline(ledger, policy).items():
        assert [int(v) for v in (base.cash_paid[cur, q + 1], base.discount_taken[cur, q + 1], base.closing[cur, q])] == want


@pytest.mark.slow
@given(some.rows(max_size=14), some.policies(), st.integers(0, 14), st.sampled_from([0, 10**6]))
def test_files_add_up(rows, policies, cut, few):
    """Law 7: cells of two files, with terms and currencies of their own, are the cells of both."""
    policy = policies[1]
    parts = [Payments(some.ledger_of(r), policy) for r in (rows[:cut], rows[cut:]) if r]
    with sized(row_cells=few):
        whole = Payments(some.ledger_of(rows), policy).cells
        joined = Cells.joined([p.cells for p in parts])

    def plain(found):
        n = len(found.lines.currencies)
        names = [(str(found.lines.terms[b // n - 1]), found.lines.currencies[b % n]) for b in found.base.tolist()]
        columns = [*found.columns.tolist(), *[[0] * len(found)] * (3 - len(found.columns))]
        keyed = zip(names, found.day.tolist(), found.amount.tolist(), *columns, strict=True)
        out = {}
        for name, day, *sums in keyed:
            out[name, day] = [a + b for a, b in zip(out.get((name, day), [0] * 4), sums, strict=True)]
        return {k: v for k, v in out.items() if any(v)}

    assert plain(whole) == plain(joined)


def test_beyond_two_to_the_53():
    """A hundred thousand invoices of 1e13 minor units and one cent each: 1e18 in all, to the cent."""
    frame = some.pd.DataFrame({"supplier": "A", "invoice": [str(n) for n in range(20_000)], "invoice_date": "2025-05-02"})
    frame = frame.assign(amount_minor=10**13 + 1, currency="EUR", terms="30% net 0, 70% net 60")
    ledger = cf.read_ledger(frame)
    base = baseline_measures(Payments(ledger, cf.PaymentPolicy()), SHOWN)
    assert base.cash_paid[0, 1:-1].tolist() == [20_000 * 3 * 10**12, 20_000 * (7 * 10**12 + 1)]


def test_sums_that_might_not_fit_are_refused():
    frame = some.pd.DataFrame(
        {"supplier": "A", "invoice": ["1", "2", "3"], "invoice_date": "2025-05-02", "currency": "EUR", "terms": "net 0"}
    )
    ledger = cf.read_ledger(frame.assign(amount_minor=[1, 4 * 10**18, 1]))
    with pytest.raises(cf.InputError, match="the amount in row 3 of the ledger"):
        cf.project(ledger, quarters=SHOWN)


def test_a_calendar_refuses_only_days_that_are_reached():
    """Net 90 of 1 May leaves the calendar, net 30 of 1 June does not; no invoice is due on 30 August."""
    closed = {"weekend": ["Sat", "Sun"], "holidays": ["2025-05-01"], "first": "2025-01-01", "last": "2025-08-10"}
    frame = some.pd.DataFrame({"supplier": "A", "invoice": ["1", "2"], "invoice_date": ["2025-05-01", "2025-06-01"], "currency": "EUR"})
    policy = cf.PaymentPolicy(business_days={"EUR": closed})
    fine = cf.read_ledger(frame.assign(amount_minor=5, terms=["net 90", "net 30"]))
    assert cf.project(fine, policy, quarters=SHOWN).baseline.cash_paid[0, 2] == 10
    with pytest.raises(cf.CalendarRangeError):
        cf.project(cf.read_ledger(frame.assign(amount_minor=5, terms=["net 30", "net 90"])), policy, quarters=SHOWN)


def test_ledger_columns_must_fit():
    ledger = some.ledger_of([{"supplier": "A", "invoice": "1", "invoice_date": some.FIRST, "amount": 5, "currency": "EUR", "text": "net 30", "region": "UK", "tax": 0, "approval": some.FIRST, "paid": []}])  # fmt: skip
    for wrong in ({"terms_code": np.array([1], np.int32)}, {"due_day": np.zeros(2, np.int32)}):
        with pytest.raises(cf.InputError):
            evolve(ledger, **wrong)


@pytest.mark.slow
@given(
    some.rows(max_size=16), some.policies(), st.lists(some.offers(), min_size=1, max_size=3), st.sampled_from(["operating", "financing"])
)
def test_a_comparison_of_sums_is_the_comparison_of_rows(rows, policy, offers, interest_paid):
    """Law 8 for `compare`: the same Deals, counts and figures, whether invoices are summed before they are placed or not."""
    found = []
    for many in (0, 10**9):
        with sized(classes=many):
            found.append(run(rows, policy[1], [dict(p) for _, p in offers], interest_paid=interest_paid))
    one, two = found
    assert one.to_dict() == two.to_dict()
    some.pd.testing.assert_frame_equal(one.suppliers, two.suppliers)
    some.pd.testing.assert_frame_equal(one.offers, two.offers)


@pytest.mark.parametrize("amount", ["0.01", "5.01", "-5.01", "6.00"])
@pytest.mark.parametrize("terms", ["50% net 10, 50% net 20, rest net 30", "100% net 10, rest net 30"])
def test_parts_that_leave_nothing_for_the_rest(amount, terms):
    """Both halves of 5.01 round up to 2.51: the second one is cut to 2.50, and the rest is nothing; offers and figures say so."""
    frame = pd.DataFrame({"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-06-01"], "currency": ["EUR"]})
    ledger = cf.read_ledger(frame.assign(amount=amount, terms=terms), sign="payables positive")
    payments = Payments(ledger, cf.PaymentPolicy())
    items, day = payments.to_frame(), to_day("2025-06-30")
    open_then = items["amount"][items["baseline_payment_date"] > "2025-06-30"].sum()
    assert Decimal(int(payments.by_day.payables(day)[0])).scaleb(-2) == open_then
    assert cf.compare(ledger, cf.Scenario("s", cf.Offer(extend={"days": 30})), quarters=("2025-04-01", "2025-09-30")).notes is not None


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("two_in_three", [False, True])
def test_all_cores_add_up_what_one_does(monkeypatch, kernel, two_in_three):
    """Three shares of uneven length, of parts that are rounded row by row, in two currencies."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    monkeypatch.setattr(threads, "cores", lambda: 3)
    n, rng = 4_001, np.random.default_rng(3)
    frame = pd.DataFrame({
        "supplier": "A", "invoice": np.arange(n).astype(str), "invoice_date": pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 90, n), "D"),
        "amount_minor": rng.integers(-5_000, 90_000, n), "currency": rng.choice(["EUR", "USD"], n),
        "terms": rng.choice(["net 30", "30% 30 days; 70% 60 days", "33.33% 10 days; 66.67% 45 days"], n),
    })  # fmt: skip
    ledger = cf.read_ledger(frame)
    lines = day_table_of(cf.PaymentPolicy("terms"), ledger.terms, ledger.currency.values).lines
    rows = np.flatnonzero(np.arange(n) % 3 > 0) if two_in_three else None
    found = []
    for size in (10**9, 1_000):
        with sized(row_cells=0, threads=size):
            found.append(Cells.of(ledger, lines, rows))
    one, shared = found
    for name in ("base", "day", "amount", "columns"):
        np.testing.assert_array_equal(getattr(one, name), getattr(shared, name))
    assert one.columns.any() and one.amount.sum() == ledger.amount[slice(None) if rows is None else rows].sum()


@pytest.mark.parametrize("amount", [1, 5, 250, 10**15 + 5, 10**18])
def test_parts_are_rounded_alike_whether_products_fit_or_not(amount):
    """30 % of an amount, half away from zero, of few rows; beyond 2**61 by Python integers. By hand: (3 × amount + 5) // 10."""
    ledger = cf.read_ledger(
        pd.DataFrame(
            {
                "supplier": ["A", "A"],
                "invoice": ["1", "2"],
                "invoice_date": "2025-05-21",
                "amount": [str(amount), str(-amount)],
                "currency": "JPY",
                "terms": "30 % net 30, 70 % net 60",
            }
        )
    )
    assert Payments(ledger, cf.PaymentPolicy()).cells.columns.tolist() == [[(3 * amount + 5) // 10, -((3 * amount + 5) // 10)]]
