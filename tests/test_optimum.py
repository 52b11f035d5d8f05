"""The inverse question in numbers, against every choice tried one by one."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashflow.solve import highs, rounding
from cashflow.solve.bound import lower_bound
from cashflow.solve.greedy import greedy
from cashflow.solve.optimum import Optimizer
from cashflow.solve.problem import NONE, Constraint, Problem

needs_highs = pytest.mark.skipif(not highs.available(), reason='needs the extra "optimize"')


@st.composite
def problems(draw, largest=10**6):
    """Up to 5 suppliers x 3 options x 3 constraints, with ties, credit notes, negative costs; and a target."""
    n, options, constraints = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(0, 3))
    table = lambda low, high: np.array([[draw(st.integers(low, high)) for _ in range(options)] for _ in range(n)], np.int64)  # noqa: E731
    size = draw(st.sampled_from([3, 100, largest]))
    cost, cash = table(-size // 10, size), table(-size // 20, size)
    admitted = table(0, 4) > 0
    rows = [Constraint(f"constraint {k}", table(-size // 20, size), draw(st.integers(0, 3 * size))) for k in range(constraints)]
    return Problem(cost, cash, admitted, rows), draw(st.integers(0, n * size))


def every_choice(problem):
    """(cost, cash, choice) of every choice that keeps the constraints, by plain Python."""
    n, options = problem.cost.shape
    for choice in itertools.product(range(-1, options), repeat=n):
        some = [(s, o) for s, o in enumerate(choice) if o != NONE]
        if all(problem.admitted[s][o] for s, o in some) and all(
            sum(int(r.coefficient[s][o]) for s, o in some) <= r.limit for r in problem.constraints
        ):
            yield sum(int(problem.cost[s][o]) for s, o in some), sum(int(problem.cash[s][o]) for s, o in some), choice


@needs_highs
@given(problems())
def test_the_least_cost_is_the_least_of_all_choices(drawn):
    problem, target = drawn
    costs = [cost for cost, cash, _ in every_choice(problem) if cash >= target]
    found = Optimizer(problem).least(target)
    if not costs:
        assert found is None
        return
    assert found.cost == min(costs) and found.bound <= min(costs) and found.gap == 0.0
    assert problem.keeps(found, target) and found.proven
    assert found.method == ("HiGHS" if len(problem.columns) else "none")
    assert (found.cost, found.cash) in [
        (cost, cash) for cost, cash, choice in every_choice(problem) if list(choice) == found.choice.tolist()
    ]


@needs_highs
@given(problems())
def test_the_most_that_can_be_held_is_the_most_of_all_choices(drawn):
    problem, _ = drawn
    most = Optimizer(problem).most()
    assert most.answer.cash == max(cash for _, cash, _ in every_choice(problem)) == most.ceiling
    assert problem.keeps(most.answer, None)


@needs_highs
@given(problems())
def test_asking_again_changes_nothing(drawn):
    problem, target = drawn
    first, used = Optimizer(problem).least(target), Optimizer(problem)
    used.most()
    used.least(target // 2)
    again = used.least(target)
    assert (first is None) == (again is None)
    if first is not None:
        assert first.choice.tolist() == again.choice.tolist() and first.bound == again.bound


@given(problems(), st.data())
def test_no_choice_beats_the_bound_at_any_prices(drawn, data):
    """Whatever the prices, and with a supplier's option fixed."""
    problem, target = drawn
    prices = [data.draw(st.floats(0, 3)) for _ in range(1 + len(problem.constraints))]
    supplier = data.draw(st.integers(0, len(problem.cost) - 1))
    own = problem.columns.option[problem.columns.supplier == supplier].tolist()
    option = data.draw(st.sampled_from([NONE, *own]))
    choices = [(cost, choice) for cost, cash, choice in every_choice(problem) if cash >= target]
    if choices:
        assert lower_bound(problem, target, prices[0], prices[1:]) <= min(cost for cost, _ in choices)
    fixed = [cost for cost, choice in choices if choice[supplier] == option]
    if fixed:
        assert lower_bound(problem, target, prices[0], prices[1:], {supplier: option}) <= min(fixed)


@given(problems())
def test_the_ranking_keeps_every_limit_and_is_never_better_than_its_bound(drawn):
    problem, target = drawn
    found = greedy(problem, target)
    assert found.method == "greedy" and not found.proven and problem.keeps(found, None)
    costs = [cost for cost, cash, _ in every_choice(problem) if cash >= target]
    if costs:
        assert found.bound <= min(costs)
    if found.cash >= target:
        assert found.cost >= min(costs) >= found.bound
    else:
        assert problem.constraints or not costs  # without constraints the ranking reaches all that can be reached


def test_without_limits_the_ranking_is_the_cheapest_cash_first():
    # 10 of cash cost 7 (0.70), 5 (0.50), 6 (0.60): for 20 the second and the third, 11 in all
    problem = Problem(np.array([[7], [5], [6]]), np.array([[10], [10], [10]]), np.ones((3, 1), bool))
    found = greedy(problem, 20)
    assert (found.cost, found.cash, found.choice.tolist()) == (11, 20, [NONE, 0, 0])
    # 1 more needs all three; of the two last steps none can be undone
    assert greedy(problem, 21).cost == 18


def test_what_the_target_does_not_need_is_undone():
    # cheapest first takes 3 (0.1 a unit), 8 (0.2), then 100 (0.3) to reach 100; the first two are then needless
    problem = Problem(np.array([[3], [16], [300]]), np.array([[30], [80], [1000]]), np.ones((3, 1), bool))
    found = greedy(problem, 1000)
    assert (found.cost, found.choice.tolist()) == (300, [NONE, NONE, 0])


@needs_highs
def test_ties_go_to_the_first_suppliers():
    same = np.full((6, 2), 5, np.int64)
    found = Optimizer(Problem(same, 2 * same, np.ones((6, 2), bool), [Constraint("count", same // 5, 4)])).least(30)
    assert found.choice.tolist() == [0, 0, 0, NONE, NONE, NONE]


@needs_highs
@pytest.mark.parametrize("rounds, cost, choice", [(0, 26, "4567"), (1, 18, "0356"), (2, 13, "0135"), (3, 10, "0123"), (10, 10, "0123")])
def test_a_dear_choice_is_polished_round_by_round(monkeypatch, rounds, cost, choice):
    """Eight suppliers with 100 of cash each cost 1 to 8; 400 are wanted; the four dearest are chosen. At a price of 0.045 a unit of cash:

    round 1 searches 1 and 8 (which lose most, 3.5) and 4 and 5 (the nearest): 1 + 4 instead of 5 + 8, 18 in all;
    round 2 searches 2, 7 and 4, 5: 2 instead of 7, 13; round 3 searches 3, 6 and 4, 5: 3 instead of 6, 10.
    """
    problem = Problem(np.arange(1, 9)[:, None], np.full((8, 1), 100), np.ones((8, 1), bool))
    monkeypatch.setattr(rounding, "_CORES", ((4, 1000),))
    monkeypatch.setattr(rounding, "_ROUNDS", rounds)
    start = problem.answer(np.array([NONE] * 4 + [0] * 4))
    found = rounding.polished(problem, 400, start, np.arange(1, 9) - 4.5)
    assert (found.cost, found.cash) == (cost, 400)
    assert "".join(str(s) for s in np.flatnonzero(found.choice != NONE)) == choice


@needs_highs
@given(problems(), st.data())
def test_polishing_finds_the_least_cost_of_a_small_problem_from_any_choice(drawn, data):
    """Where all suppliers are searched at once; target and constraints hold, from whatever choice and at whatever prices."""
    problem, target = drawn
    columns = problem.columns
    known = {(s, o) for s, o in zip(columns.supplier.tolist(), columns.option.tolist(), strict=True)}
    choices = [(cost, c) for cost, cash, c in every_choice(problem) if cash >= target]
    starts = [c for _, c in choices if all(o == NONE or (s, o) in known for s, o in enumerate(c))]
    if not starts or not known:
        return
    start = problem.answer(np.array(data.draw(st.sampled_from(starts))))
    reduced = np.array([data.draw(st.floats(-1e6, 1e6)) for _ in range(len(columns))])
    found = rounding.polished(problem, target, start, reduced)
    assert found.cost == min(cost for cost, _ in choices)
    assert problem.keeps(found, target) and problem.answer(found.choice).cost == found.cost


@needs_highs
def test_knife_edge_to_the_minor_unit():
    """Amounts of ten digits: one minor unit short is not enough, and not accepted as rounding."""
    cash = np.array([[6_000_000_001], [3_999_999_999], [4_000_000_000]])
    cost = np.array([[60_000_000], [40_000_000], [40_000_001]])
    problem = Problem(cost, cash, np.ones((3, 1), bool))
    assert Optimizer(problem).least(10_000_000_000).choice.tolist() == [0, 0, NONE]
    assert Optimizer(problem).least(10_000_000_001).choice.tolist() == [0, NONE, 0]
    limited = Problem(cost, cash, np.ones((3, 1), bool), [Constraint("bank", cash, 10_000_000_000)])
    assert Optimizer(limited).least(10_000_000_001) is None
    assert Optimizer(limited).most().answer.cash == 10_000_000_000


@needs_highs
def test_nothing_is_printed_not_even_below_python():
    code = (
        "import numpy as np; from cashflow.solve.problem import *; from cashflow.solve.optimum import *\n"
        "p = Problem(np.array([[7], [5]]), np.array([[10], [10]]), np.ones((2, 1), bool))\n"
        "assert Optimizer(p).least(15).cost == 12 and Optimizer(p).most().answer.cash == 20"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "" and said.stderr == ""


@pytest.mark.slow
@needs_highs
@pytest.mark.parametrize("seed", range(4))
def test_large_suppliers_that_only_count_whole(seed):
    """Two tight constraints, and a few suppliers a hundred times as large as the others: still certified within 0.01 %."""
    rng = np.random.default_rng(seed)
    size = np.concatenate([rng.lognormal(12, 0.8, 300), rng.lognormal(16.5, 0.3, 4)])[:, None]
    cash = np.rint(size * rng.choice([0.5, 1.0], (304, 3))).astype(np.int64)
    cost = np.rint(cash * rng.choice([0.002, 0.003, 0.005], (304, 3)) * rng.uniform(0.9, 1.1, (304, 3))).astype(np.int64)
    north = (rng.random(304) < 0.6)[:, None]
    tops = [int(np.where(m, cash, 0).max(axis=1).sum()) for m in (north, ~north)]
    constraints = [
        Constraint("north", np.where(north, cash, 0), tops[0] * 55 // 100),
        Constraint("south", np.where(north, 0, cash), tops[1] * 60 // 100),
    ]
    problem = Problem(cost, cash, np.ones(cash.shape, bool), constraints)
    target = (constraints[0].limit + constraints[1].limit) * 93 // 100
    found = Optimizer(problem).least(target)
    assert problem.keeps(found, target) and found.bound <= found.cost and found.gap <= 1e-4


def test_where_the_search_of_the_whole_finds_nothing_the_way_round_does(monkeypatch):
    monkeypatch.setattr(sys.modules["cashflow.solve.least"], "searched_whole", lambda problem, target: None)
    cost, cash = np.array([[7], [5], [4]]), np.array([[10], [10], [10]])
    answer = Optimizer(Problem(cost, cash, np.ones((3, 1), bool))).least(20)
    assert (answer.cost, answer.cash) == (9, 20)
