"""Days payable outstanding by named methods against published and hand-made cases."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.measures import dpo, dpo_average, dpo_closing, dpo_countback, dpo_countback_30, dpo_weighted

with (Path(__file__).parent / "tables" / "rates_dpo.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("row", CASES, ids=lambda r: f"{r['method']} {r['inputs']}")
def test_cases(row):
    found = dpo(row["method"], **json.loads(row["inputs"]))
    assert row["source"]
    assert found == (None if not row["expected"] else pytest.approx(float(row["expected"]), abs=0.5 * 10.0 ** -int(row["decimals"])))


def test_one_entry_and_the_functions_are_the_same():
    assert cf.measures.dpo is dpo
    assert dpo("closing", 20, 80, 365) == dpo_closing(20, 80, 365) == dpo(method="Closing", closing=20, invoiced=80, days=365)
    assert dpo("count-back 30", 150, [100, 100]) == dpo_countback_30(150, [100, 100])
    assert dpo("average", balances=(1, 3), invoiced=4, days=90) == dpo_average([1, 3], 4, 90) == 45
    assert dpo("closing", Decimal("20.5"), Decimal(82), np.int64(365)) == 91.25


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=12), st.integers(1, 10**9))
def test_count_back_by_30_days_is_count_back_with_30_days(months, balance):
    assert dpo_countback_30(balance, months) == dpo_countback(balance, [(30, m) for m in months])
    if balance <= sum(months):
        assert 0 < dpo_countback_30(balance, months) <= 30 * len(months)


@given(st.lists(st.tuples(st.integers(-(10**17), 10**17), st.integers(-50, 400)), min_size=1, max_size=20))
def test_weighted_is_exact_for_any_size(rows):
    amounts, days = (np.array(c, np.int64) for c in zip(*rows, strict=True))
    whole = sum(a for a, _ in rows)
    expected = sum(a * d for a, d in rows) / whole if whole > 0 else None
    assert dpo_weighted(amounts, days) == expected


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dpo("closng", 1, 2, 3), "Did you mean 'closing'"),
        (lambda: dpo("closing", closing=1, days=3), "asks for closing, invoiced, days"),
        (lambda: dpo("closing", 1, 2, 3, 4), "asks for closing, invoiced, days"),
        (lambda: dpo("closing", 1, 2, 3, days=3), "asks for closing, invoiced, days"),
        (lambda: dpo_closing(1, 2, 0), "at least 1"),
        (lambda: dpo_closing(1, 2, 90.5), "whole number of days"),
        (lambda: dpo_closing("x", 2, 90), "is not an amount"),
        (lambda: dpo_closing(float("nan"), 2, 90), "is not an amount"),
        (lambda: dpo_average([], 2, 90), "at least one balance"),
        (lambda: dpo_weighted([1, 2], [3]), "one length"),
        (lambda: dpo_weighted([1], [0.5]), "not whole days"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(cf.InputError) as caught:
        call()
    assert words in str(caught.value)
