"""Arrays of integers give what fractions, one supplier at a time, give; also where int64 would not hold them."""

import itertools
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.groupby import distinct
from cashflow.measures.benefit import CreditLoss, benefit, best_option
from cashflow.measures.catalog import ACCOUNTS, AT
from cashflow.measures.exact import Exact, integers
from cashflow.measures.totals import Weighted, scenario_totals

MONEY = st.one_of(st.integers(-1000, 1000), st.integers(-(2**61), 2**61), st.just(0))
RATE = st.fractions(0, 1, max_denominator=10**6)
RATES = st.one_of(st.none(), st.tuples(RATE, RATE).map(lambda r: (min(r), max(r))))
GROUP = st.tuples(MONEY, st.integers(0, 50), MONEY, MONEY, RATES)
LOSS = st.one_of(st.none(), st.just(CreditLoss(default_probability=0.013, loss_given_default="61%")))


def column(values):
    return integers(values) if values else np.zeros(0, np.int64)


def one_by_one(income, legs, wait, rates, basis, loss):
    """A supplier by itself: (at top, net, net best, break-even rate, gains, made whole, loss)."""
    lost = Fraction(13, 1000) * Fraction(61, 100) * wait / 365 if loss else Fraction(0)
    got, slack = income - lost, Fraction(legs, 2)
    ends = sorted(got - r * wait / basis for r in rates) if rates else None
    top = got - rates[1] * wait / basis if rates else None
    rate = got * basis / wait if wait else None
    rate = rate if rate is not None and rate >= 0 else None
    gains = ("below" if wait > 0 else "above") if rate is not None else "always" if got + slack >= 0 else "never"
    if ends is None:
        whole = True if wait <= 0 and got + slack >= 0 else None
    else:
        whole = True if ends[0] + slack >= 0 else False if ends[1] + slack < 0 else None
    return top, ends and ends[0], ends and ends[1], None if rate is None else float(rate), gains, whole, lost


@given(st.lists(GROUP, max_size=6), st.sampled_from([360, 365]), LOSS)
def test_benefit_is_that_of_fractions(groups, basis, loss):
    income, legs, wait, late, rates = (list(c) for c in zip(*groups, strict=True)) if groups else ([],) * 5
    option = SimpleNamespace(income=column(income), income_legs=column(legs), wait=column(wait), basis=basis)
    found = benefit(option, column(late), rates, loss)
    for g in range(len(groups)):
        usual = one_by_one(income[g], legs[g], wait[g], rates[g], basis, loss)
        due = one_by_one(income[g], legs[g], wait[g] + late[g], rates[g], basis, loss)
        mine = (found.at_top[g], found.net[g], found.net_best[g], found.break_even_rate[g], found.gains[g], found.made_whole[g])
        assert (*mine, found.credit_loss[g]) == usual
        assert (found.net_vs_due[g], found.break_even_rate_vs_due[g], found.made_whole_vs_due[g]) == (due[1], due[3], due[5])
        assert type(found.made_whole[g]) is type(usual[5]) and str(found.break_even_rate[g]) == str(usual[3])  # True, not 1; 0.0, not -0.0


@given(st.lists(st.tuples(RATES, MONEY, MONEY, MONEY), min_size=1, max_size=6))
def test_the_best_option_has_the_highest_net_benefit_and_ties_go_to_the_first(groups):
    rates, wait = [g[0] for g in groups], column([g[1] for g in groups])
    judged = [
        benefit(SimpleNamespace(income=column([g[o] for g in groups]), income_legs=wait * 0, wait=wait, basis=basis), wait * 0, rates)
        for o, basis in ((2, 360), (3, 365), (2, 360))
    ]
    for g, choice in enumerate(best_option(judged)):
        values = [b.at_top[g] for b in judged]
        assert choice == (0 if values[0] is None else values.index(max(values)))


SHARE = st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 3), Fraction(999_999, 1_000_000)])


@given(st.lists(st.tuples(SHARE, st.lists(MONEY, min_size=6, max_size=6)), min_size=1, max_size=5), st.integers(1, 10**6))
def test_totals_are_weighted_sums_rounded_as_running_totals(groups, per):
    quarters = cf.FiscalCalendar().quarters("2025-01-01", "2025-12-31")
    n, shares = len(groups), [s for s, _ in groups]
    money = integers([v for _, row in groups for v in row]).reshape(n, 6)
    accounts = np.zeros((n, len(ACCOUNTS), 6), money.dtype)
    accounts[:, AT["removed"]] = money
    accounts[:, AT["prepaid"]] = np.diff(np.pad(money[:, :4], ((0, 0), (1, 1))), axis=1, prepend=0)
    part = Weighted(
        weight=shares, accounts=accounts, held_days=money[:, :4], unpaid=Exact(np.zeros((n, 5, 5), np.int64)),
        idle_cost=Exact(money[:, 0], per), amount=money[:, 0], amount_days=money[:, 1],
        first_day=np.arange(n) + 20_000, last_day=np.arange(n) + 20_010,
    )  # fmt: skip
    found = scenario_totals([part], quarters, "operating")
    exact = [sum(s * row[p] for s, row in groups) for p in range(6)]
    half_up = lambda v: int(abs(v) + Fraction(1, 2)) * (-1 if v < 0 else 1)  # noqa: E731
    running = [0, *(half_up(sum(exact[: p + 1])) for p in range(6))]
    assert list(-found.accounts["removed"]) == [a - b for a, b in itertools.pairwise(running)]
    assert found.average_held == [exact[q] / d for q, d in zip(range(4), (90, 91, 92, 92), strict=True)]
    assert [int(v) for v in found.figure("closing_payables") - found.figure("cash_retained")] == [half_up(v) for v in exact[:4]]
    assert (found.amount_moved, found.amount_days) == (exact[0], exact[1])
    assert found.idle_cost == half_up(exact[0] / per)
    accepted = [g for g, share in enumerate(shares) if share]
    assert (found.first_moved, found.all_back) == ((20_000 + accepted[0], 20_010 + accepted[-1]) if accepted else (None, None))


@pytest.mark.parametrize("far", [0, 2**40])  # packed into one number, and too far apart for that
def test_distinct_rows_are_sorted_with_the_first_of_each(far):
    columns = [np.array(c, np.int64) for c in ([2, 1, 2, -far, 2], [5, 7, 5, far, -far])]
    rows = list(zip(*(c.tolist() for c in columns), strict=True))
    first, number = distinct(columns)
    assert [rows[i] for i in first] == sorted(set(rows))
    assert [int(i) for i in first] == [rows.index(r) for r in sorted(set(rows))]
    assert [rows[first[n]] for n in number] == rows
