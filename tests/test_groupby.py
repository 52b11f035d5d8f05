"""Group and sum against plain Python: distinct rows, exact sums, least and largest by key."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.groupby import _stable_order, distinct, exact_sums, highest, lowest, run_sums, summed

ROWS = st.lists(st.tuples(st.sampled_from([-3, 0, 2**40]), st.integers(-5, 5), st.integers(-(2**62), 2**62)), max_size=30)


@pytest.mark.parametrize("sort", ["stable", "quicksort"])
@given(rows=ROWS, wide=st.booleans())
def test_sums_by_two_columns(sort, rows, wide):
    """Keys that pack into int64 and keys that don't; sums beyond int64 are refused, all others are exact."""
    a, b, values = (np.array([r[i] for r in rows], np.int64) for i in range(3))
    a = a * 2**20 if wide else a  # ± 2**60: no room for the other column
    want = {}
    for x, y, v in zip(a.tolist(), b.tolist(), values.tolist(), strict=True):
        want[x, y] = want.get((x, y), 0) + v
    first, number = distinct([a, b])
    assert list(zip(a[first].tolist(), b[first].tolist(), strict=True)) == sorted(want)
    assert [(a[first[n]], b[first[n]]) for n in number] == list(zip(a, b, strict=True))
    assert exact_sums(number, values, len(first)).tolist() == [want[k] for k in sorted(want)]
    if any(abs(v) >= 2**63 for v in want.values()):
        with pytest.raises(cf.InputError, match=r"9\.2e18"):
            summed([a, b], [values], sort)
        return
    at, (sums,) = summed([a, b], [values], sort)
    assert sums.dtype == np.int64
    assert dict(zip(zip(a[at].tolist(), b[at].tolist(), strict=True), sums.tolist(), strict=True)) == want
    for found, pick, none in ((lowest, min, 2**62), (highest, max, -(2**62))):
        want_of = [pick(v for n, v in zip(number.tolist(), values.tolist(), strict=True) if n == k) for k in range(len(first))]
        assert found(number, values, len(first), none).tolist() == want_of
    assert lowest(number[:0], values[:0], 2, 7).tolist() == [7, 7]


@given(
    values=st.lists(st.integers(-(2**40), 2**40) | st.integers(-3, 3) | st.just(2**61), min_size=1, max_size=40),
    times=st.sampled_from([1, 60]),
    falling=st.booleans(),
)
def test_the_quick_order_is_the_stable_one(values, times, falling):
    """Long columns are sorted together with their positions: like ones stay in order, whatever their size."""
    column = np.array(sorted(values * times, reverse=True) if falling else values * times, np.int64)
    np.testing.assert_array_equal(_stable_order(column), np.array(sorted(range(len(column)), key=lambda n: (column[n], n))))


@given(st.lists(st.lists(st.integers(-(2**62) // 40, 2**62 // 40), min_size=1, max_size=4), min_size=1, max_size=10))
def test_run_sums_are_exact(runs):
    """Whatever the running sums do on the way."""
    start = np.cumsum([0, *map(len, runs)])[:-1]
    assert run_sums(np.array([v for r in runs for v in r], np.int64), start).tolist() == [sum(r) for r in runs]
