"""The law of sums of yes-or-no amounts, beside every outcome listed one by one; draws beside slow draws."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.measures.distribution import Mixture, _characteristic, law_of, moments, shares_of_variance
from cashflow.measures.draws import draw_sums

chances = st.one_of(st.sampled_from([0.0, 1.0, 0.5, 1 / 3]), st.floats(0.001, 0.999))
amounts = st.one_of(st.integers(-(10**9), 10**9), st.sampled_from([0, 1, 100, 100, 2**50]))
books = st.lists(st.tuples(chances, amounts, amounts), min_size=1, max_size=9)


def outcomes(p, v):
    """Every outcome: (chance, sums)."""
    for yes in itertools.product((0, 1), repeat=len(p)):
        chance = math.prod(x if y else 1 - x for x, y in zip(p, yes, strict=True))
        yield chance, [sum(int(a) for a, y in zip(column, yes, strict=True) if y) for column in zip(*v, strict=True)]


def arrays(book):
    return np.array([b[0] for b in book]), np.array([b[1:] for b in book], np.int64)


@given(books)
def test_moments_and_law_equal_every_outcome_listed(book):
    p, v = arrays(book)
    every = list(outcomes(p.tolist(), v.tolist()))
    mean, covariance = moments(p, v)
    by_hand = [sum(c * s[q] for c, s in every) for q in (0, 1)]
    size = float(np.abs(v).sum()) + 1
    assert mean == pytest.approx(by_hand, rel=1e-9, abs=1e-9 * size)
    for q, r in itertools.product((0, 1), repeat=2):
        want = sum(c * (s[q] - by_hand[q]) * (s[r] - by_hand[r]) for c, s in every)
        assert covariance[q, r] == pytest.approx(want, rel=1e-6, abs=1e-9 * size**2)
    found = law_of(p, v[:, 0])
    assert found.parts[0][1].chances.sum() == pytest.approx(1)
    for target in {s[0] for _, s in every} | {0, int(mean[0])}:
        chance, error = found.at_least(target)
        assert chance == pytest.approx(sum(c for c, s in every if s[0] >= target), abs=1e-12)
        assert error < 1e-9


@pytest.mark.slow
@given(st.lists(st.tuples(st.floats(0.02, 0.98), st.integers(1, 10**6) | st.integers(-(10**6), -1)), min_size=2, max_size=9))
@example([(0.5, 100)] * 9)
@example([(0.5, 1), (0.5, 10**6)])
def test_the_characteristic_function_stays_within_its_bound(book):
    p, v = np.array([b[0] for b in book]), np.array([b[1] for b in book], np.int64)
    found, every = _characteristic(p, v, 7), list(outcomes(p.tolist(), [[x] for x in v.tolist()]))
    sums = sorted({s[0] + 7 for _, s in every})
    asked = np.array([*sums[::37], sums[0] - 1, sums[-1], sums[len(sums) // 2] + 1])
    chance, error = found.at_most(asked)
    exact = [sum(c for c, s in every if s[0] + 7 <= x) for x in asked]
    assert (np.abs(chance - exact) <= error + 1e-12).all()


def test_a_large_book_beside_another_way_of_adding():
    """2,000 suppliers of 1 to 40 units: all sums by adding one supplier after the other on the whole line."""
    rng = np.random.default_rng(5)
    p, v = rng.beta(2, 3, 2000), rng.integers(1, 41, 2000)
    line = np.zeros(v.sum() + 1)
    line[0] = 1
    for chance, value in zip(p, v, strict=True):
        moved = np.zeros_like(line)
        moved[value:] = line[:-value]
        line = (1 - chance) * line + chance * moved
    found = _characteristic(p, v, 0)
    asked = np.arange(14_000, 19_000, 50)
    chance, error = found.at_most(asked)
    off = np.abs(chance - np.cumsum(line)[asked])
    assert (off <= error).all() and off.max() < 1e-3
    assert abs(Mixture(((1.0, found),), 0, int(v.sum())).quantile(0.05) - np.searchsorted(np.cumsum(line), 0.05)) <= 2


def test_the_bound_is_small_for_twenty_thousand_suppliers():
    rng = np.random.default_rng(3)
    p, v = rng.beta(2, 3, 20_000), np.rint(rng.lognormal(0, 1.5, 20_000) * 1e8).astype(np.int64)
    found = law_of(p, v)
    chance, error = found.at_least(int(p @ v))
    drawn = draw_sums(p, v[:, None], 20_000, 8, fast=False)
    assert found.method == "characteristic function" and error < 1e-4
    assert chance == pytest.approx((drawn >= int(p @ v)).mean(), abs=0.015)
    assert found.at_least(int(v.sum()) + 1)[0] == 0 and found.at_least(0)[0] == 1


def test_sure_suppliers_are_no_chance():
    found = law_of(np.array([1.0, 0.0, 1.0]), np.array([5, 7, -2]))
    assert (
        found.parts[0][1].values.tolist() == [3] and found.at_least(3) == (1.0, pytest.approx(0, abs=1e-12)) and found.at_least(4)[0] == 0
    )
    assert found.quantile(0.5) == 3


@given(books, st.sampled_from([0.1, 0.5, 1.0]))
def test_moments_with_a_common_factor(book, correlation):
    """Given the common number U the suppliers are independent: integrate over the intervals of U."""
    p, v = arrays(book)
    follow = math.sqrt(correlation)
    edges = sorted({0.0, 1.0, *p.tolist()})
    every = []
    for low, high in itertools.pairwise(edges):
        given_u = [follow * (x > (low + high) / 2) + (1 - follow) * x for x in p.tolist()]
        every += [(c * (high - low), s) for c, s in outcomes(given_u, v.tolist())]
    mean, covariance = moments(p, v, correlation)
    size = float(np.abs(v).sum()) + 1
    assert mean[0] == pytest.approx(sum(c * s[0] for c, s in every), rel=1e-9, abs=1e-9 * size)
    want = sum(c * (s[0] - mean[0]) * (s[1] - mean[1]) for c, s in every)
    assert covariance[0, 1] == pytest.approx(want, rel=1e-6, abs=1e-9 * size**2)
    found = law_of(p, v[:, 0], correlation)
    for target in {every[0][1][0], every[-1][1][0], 1}:
        assert found.at_least(target)[0] == pytest.approx(sum(c for c, s in every if s[0] >= target), abs=1e-9)
    median = found.quantile(0.5)
    assert sum(c for c, s in every if s[0] <= median) >= 0.5 - 1e-9 and sum(c for c, s in every if s[0] < median) <= 0.5 + 1e-9


@given(books, st.sampled_from([0.0, 0.1, 1.0]))
def test_shares_of_variance_are_covariances_with_the_sum(book, correlation):
    p, v = arrays(book)
    alone = np.diag(v[:, 0])  # each supplier in a column of its own
    covariance = moments(p, alone, correlation)[1]
    total = covariance.sum()
    found = shares_of_variance(p, v[:, 0], correlation)
    if total > 1e-9 * float(np.abs(v).max()) ** 2 + 1e-9:
        assert found == pytest.approx(covariance.sum(axis=1) / total, rel=1e-6, abs=1e-6)


def test_correlation_is_what_it_says():
    mean, covariance = moments(np.array([0.3, 0.3]), np.eye(2, dtype=np.int64), 0.2)
    assert covariance[0, 1] / covariance[0, 0] == pytest.approx(0.2)
    drawn = draw_sums(np.array([0.3, 0.3]), np.eye(2, dtype=np.int64), 200_000, 4, correlation=0.2)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(0.2, abs=0.01) and drawn.mean(0) == pytest.approx(mean, abs=0.005)


@pytest.mark.parametrize("correlation", [0.0, 0.3])
def test_draws_follow_the_law(correlation):
    """Ten suppliers, 200,000 draws: every one of 1,024 outcomes as often as it should be (five standard errors, and a few draws where hardly any are due)."""
    p = np.array([0.5, 1 / 256, 255 / 256, 0.3, 0.9, 1 / 3, 0.01, 0.77, 0.0, 1.0])
    v = (2 ** np.arange(10))[:, None].astype(np.int64)
    drawn = np.bincount(draw_sums(p, v, 200_000, 11, correlation=correlation)[:, 0], minlength=1024) / 200_000
    follow, edges = math.sqrt(correlation), sorted({0.0, 1.0, *p.tolist()})
    want = np.zeros(1024)
    for low, high in itertools.pairwise(edges):
        given_u = [follow * (x > (low + high) / 2) + (1 - follow) * x for x in p.tolist()]
        for chance, sums in outcomes(given_u, v.tolist()):
            want[sums[0]] += chance * (high - low)
    assert (np.abs(drawn - want) <= 5 * np.sqrt(want * (1 - want) / 200_000) + 4 / 200_000).all()


@given(books, st.integers(0, 2**40), st.sampled_from([0.0, 0.25]))
def test_draws_repeat_and_begin_alike(book, seed, correlation):
    p, v = arrays(book)
    many = draw_sums(p, v, 70, seed, correlation=correlation)
    assert (draw_sums(p, v, 33, seed, correlation=correlation) == many[:33]).all()
    possible = {tuple(s) for c, s in outcomes(p.tolist(), v.tolist()) if c > 0}
    assert {tuple(row) for row in many.tolist()} <= possible


@pytest.mark.parametrize("n", [1, 8, 511, 512, 513, 1500])
def test_draws_are_exact_in_whole_units_beyond_float(n):
    """Amounts that float64 can't add: every supplier for sure, so the sum is known."""
    v = np.array([[2**52 - 1 + k, -k] for k in range(n)], np.int64)
    drawn = draw_sums(np.ones(n), v, 3, 1, fast=False)
    assert drawn.tolist() == [[sum(int(x) for x in v[:, 0]), sum(int(x) for x in v[:, 1])]] * 3


def test_sums_that_do_not_fit_are_refused():
    with pytest.raises(cf.InputError, match="might not fit"):
        draw_sums(np.ones(3), np.full((3, 1), 2**62), 1, 1)
    with pytest.raises(cf.InputError, match="between 0 and 1"):
        draw_sums(np.array([1.5]), np.ones((1, 1), np.int64), 1, 1)
    with pytest.raises(cf.InputError, match="whole minor units"):
        draw_sums(np.ones(1), np.array([[0.5]]), 1, 1)


def test_a_generator_gives_new_draws_each_time():
    p, v, rng = np.full(40, 0.5), np.arange(40, dtype=np.int64)[:, None], np.random.default_rng(2)
    one, two = draw_sums(p, v, 50, rng), draw_sums(p, v, 50, rng)
    assert (one != two).any()
    assert (draw_sums(p, v, 50, np.random.default_rng(2)) == one).all()


@pytest.mark.parametrize("correlation", [0.0, 0.1])
@pytest.mark.parametrize("shape", [(5, 1, 3), (8, 2, 2049), (700, 14, 4500), (2600, 3, 33)])
def test_numba_draws_the_same_bytes(shape, correlation):
    pytest.importorskip("numba")
    n, quarters, n_draws = shape
    rng = np.random.default_rng(n)
    p, v = rng.beta(0.5, 0.5, n), rng.integers(-(2**50), 2**50, (n, quarters))
    slow, fast = (draw_sums(p, v, n_draws, 9, correlation=correlation, fast=f) for f in (False, True))
    assert slow.tobytes() == fast.tobytes()


def test_without_numba_the_sentence_names_the_extra(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(cf.InputError, match=r"cashflow-terms\[fast\]"):
        draw_sums(np.ones(1), np.ones((1, 1), np.int64), 1, 1, fast=True)
