"""Small sizes of every work: the answers of all ways are equal. No time is measured here."""

import functools
import json

import pytest

from . import growth, page
from .run import WORKS, assert_equal, load, measure

loaded = functools.cache(load)
NAMES = [pytest.param(n, marks=pytest.mark.slow) if n in ("W1", "W2", "W10", "SOLVE") else n for n in WORKS]


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_equal(name):
    work = loaded(name, "small")
    assert_equal(work)
    if work.missing:
        pytest.skip(f"equal; left out: {', '.join(f'{n}: {how}' for n, how in work.missing.items())}")


@pytest.mark.parametrize("name", NAMES)
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


def test_the_page_shows_the_numbers_kept():
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.written(text, json.loads(page.NUMBERS.read_text(encoding="utf-8"))) == text


def test_pictures_of_the_same_numbers_are_the_same_bytes():
    numbers = json.loads(growth.NUMBERS.read_text(encoding="utf-8"))
    first, again = growth.pictures(numbers), growth.pictures(numbers)
    assert first == again and sorted(first) == ["growth_others.png", "growth_rows.png"]
    assert all((growth.IMAGES / name).exists() for name in first)


def test_a_target_that_is_missed_says_so():
    lines = page.targets({"W7": {"ratios": {"cashflow / floor": 3.2}}, "W5": {"seconds": {"cf.compare": 0.004}}})
    assert any("W7" in line and "**not held**" in line and "3.2 ×" in line for line in lines)
    assert any("`cf.compare`" in line and "4 ms | held" in line for line in lines)
