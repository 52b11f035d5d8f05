"""Small sizes of every work: the answers of all ways are equal. No time is measured here."""

import functools

import pytest

from .run import WORKS, assert_equal, load, measure

loaded = functools.cache(load)


@pytest.mark.parametrize("name", WORKS)
def test_answers_are_equal(name):
    work = loaded(name, "small")
    assert_equal(work)
    if work.missing:
        pytest.skip(f"equal; left out: {', '.join(f'{n}: {how}' for n, how in work.missing.items())}")


@pytest.mark.parametrize("name", WORKS)
def test_ours(benchmark, name):
    """`pytest benchmarks --benchmark-enable --benchmark-save=NAME` keeps and compares our own times of the small sizes."""
    work = loaded(name, "small")
    benchmark.extra_info["rows"] = work.rows
    assert benchmark.pedantic(next(iter(work.ours.values())), rounds=5, warmup_rounds=1) is not None


def test_a_wrong_answer_is_told():
    work = load("W1", "small")
    work.peers["wrong"] = lambda: tuple(v + 1 for v in work.ours["cashflow, numpy"]())
    with pytest.raises(AssertionError, match="'wrong' has another answer"):
        measure(work, rounds=1)
