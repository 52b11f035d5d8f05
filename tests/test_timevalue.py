"""xirr and xnpv against published cases, other libraries and a plain scan of the curve; payments of equal size."""

import csv
import math
import warnings
from pathlib import Path

import numpy as np
import numpy_financial as npf
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.timevalue import fv, pmt, pv, xirr, xnpv

pyxirr = pytest.importorskip("pyxirr")
optimize = pytest.importorskip("scipy.optimize")

with (Path(__file__).parent / "tables" / "rates_xirr.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))
EXCEL = ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"], [-10_000, 2_750, 4_250, 3_250, 2_750]


def days_of(text):
    return text.split() if "-" in text else [int(d) for d in text.split()]


@pytest.mark.filterwarnings("ignore:xirr:cashflow.CashflowWarning")
@pytest.mark.parametrize("row", CASES, ids=lambda r: f"{r['days']}: {r['amounts']}")
def test_published_and_hand_made_cases(row):
    amounts = [float(a) for a in row["amounts"].split()]
    found = xirr(days_of(row["days"]), amounts)
    assert row["source"]
    assert isinstance(found, float)
    if row["expected"] == "nan":
        assert math.isnan(found)
    else:
        assert found == pytest.approx(float(row["expected"]), abs=0.5 * 10.0 ** -int(row["decimals"]) + 1e-12)


@pytest.mark.filterwarnings("ignore:xirr:cashflow.CashflowWarning")
def test_all_cases_as_rows_of_one_call():
    """Short rows are padded with zeros; a row does not care what its neighbours are."""
    width = 5
    numbers = [np.array(days_of(r["days"]), "datetime64[D]" if "-" in r["days"] else int).astype(np.int64) for r in CASES]
    days = np.array([np.pad(n, (0, width - len(n))) for n in numbers])
    amounts = np.array([np.pad([float(a) for a in r["amounts"].split()], (0, width - len(r["amounts"].split()))) for r in CASES])
    rows = xirr(days, amounts)
    assert rows.shape == (len(CASES),)
    single = [xirr(days_of(r["days"]), [float(a) for a in r["amounts"].split()]) for r in CASES]
    np.testing.assert_allclose(rows, single, rtol=0, atol=1e-9, equal_nan=True)


@pytest.mark.filterwarnings("ignore:xirr:cashflow.CashflowWarning")
@pytest.mark.parametrize("padding", [[-4000], [-1461, 3, 9000], [20_000]], ids=str)
def test_a_zero_on_any_day_changes_nothing(padding):
    """A fee of 5 ten days before a wait of two months had no rate as soon as a zero stood four years before it."""
    fee = {"days": "0 10 70", "amounts": "5 -709 709"}
    for row in [fee, *CASES]:
        days = np.array(days_of(row["days"]), "datetime64[D]" if "-" in row["days"] else int).astype(np.int64)
        amounts = [float(a) for a in row["amounts"].split()]
        found = xirr([*(days[0] + padding), *days], [0.0] * len(padding) + amounts)
        assert found == pytest.approx(xirr(days, amounts), rel=1e-9, nan_ok=True), row


def investments(seed, rows, flows, outlays=1):
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(1, 720, (rows, flows)), axis=1)
    days[:, :outlays] = np.arange(outlays)
    amounts = rng.lognormal(5, 1, (rows, flows))
    amounts[:, :outlays] *= -rng.uniform(2, 20, (rows, outlays))
    return days, amounts


@pytest.mark.parametrize("outlays", [1, 3])
def test_equals_pyxirr_and_scipy(outlays):
    days, amounts = investments(5, 300, 12, outlays)
    found = xirr(days, amounts)
    dates = np.datetime64("2024-01-01") + days
    theirs = [pyxirr.xirr(d.astype("datetime64[D]"), a) for d, a in zip(dates, amounts, strict=True)]
    np.testing.assert_allclose(found, theirs, rtol=0, atol=2e-9 * (1 + np.abs(found).max()))
    for row in range(0, 300, 15):
        root = optimize.brentq(lambda x, r=row: (amounts[r] * np.exp(-x * days[r] / 365)).sum(), -20, 20, xtol=1e-14)
        assert found[row] == pytest.approx(math.expm1(root), abs=1e-9 * (1 + abs(found[row])))


def test_equals_numpy_financial_on_yearly_flows():
    amounts = np.random.default_rng(6).uniform(10, 100, (100, 6)) * [-3, 1, 1, 1, 1, 1]
    found = xirr(np.arange(6) * 365, amounts)
    assert found == pytest.approx([npf.irr(a) for a in amounts], abs=1e-9)
    assert xnpv(0.08, np.arange(6) * 365, amounts) == pytest.approx([npf.npv(0.08, a) for a in amounts], abs=1e-9)


@pytest.mark.filterwarnings("ignore:xirr:cashflow.CashflowWarning")
def test_many_signs_equal_a_scan_of_the_curve():
    """Expected: sign changes of the curve on a fine grid, the nearest to zero in ln(1 + rate)."""
    rng = np.random.default_rng(7)
    days, amounts = np.sort(rng.integers(0, 2000, (150, 10)), axis=1), rng.normal(0, 1, (150, 10))
    grid = np.concatenate([np.linspace(-8, -1, 40_000), np.linspace(-1, 1, 60_000), np.linspace(1, 12, 40_000)])
    found = xirr(days, amounts)
    several = 0
    for row in range(len(days)):
        curve = np.zeros(len(grid))
        for day, amount in zip(days[row] - days[row].min(), amounts[row], strict=True):
            curve += amount * np.exp(-grid * day / 365)
        places = grid[:-1][curve[:-1] * curve[1:] <= 0]
        several += len(places) > 1
        if len(places):
            best = np.expm1(places[np.abs(places).argmin()])
            assert found[row] == pytest.approx(best, abs=1e-3 * (1 + abs(best)))
        else:
            assert math.isnan(found[row]) or not np.expm1(-8) < found[row] < np.expm1(12)
    assert several > 20


# (1 + r) = u solves a + b·u**-1 + c·u**-2 = 0 with flows a year apart: a·u² + b·u + c = a·(u − u1)·(u − u2), roots set by hand.
TWO = [0, 365, 730], [1.0, -(0.00021 + 2.00427), 0.00021 * 2.00427]


def test_of_two_rates_the_nearest_to_zero_in_the_logarithm_and_a_warning_that_names_both():
    with pytest.warns(cf.CashflowWarning, match=r"2 rates, -99.979 % and 100.427 %; given is 100.427 %"):
        assert xirr(*TWO) == pytest.approx(1.00427, abs=1e-9)  # |ln 2.00427| = 0.70, |ln 0.00021| = 8.5; nearest in r: −0.99979


def test_of_two_as_near_the_positive_one():
    with pytest.warns(cf.CashflowWarning, match="-50 % and 100 %; given is 100 %"):
        assert xirr([0, 365, 730], [2.0, -5.0, 2.0]) == pytest.approx(1.0)  # u = 2 and u = 1/2


def test_rows_with_several_rates_are_named():
    amounts = np.array([[-100.0, 110.0, 0.0], TWO[1], [1.0, -2.2, 1.2], [-1.0, 2.2, -1.2], [1.0, -6.0, 11.0]])
    with pytest.warns(cf.CashflowWarning) as said:
        found = xirr(TWO[0], amounts)
    assert found == pytest.approx([0.1, 1.00427, 0.0, 0.0, math.nan], nan_ok=True, abs=1e-9)
    (one,) = said
    for words in ("row 2 has 2 rates, -99.979 % and 100.427 %", "row 3 has 2 rates", "row 4 has 2 rates", "and 20 %"):
        assert words in str(one.message)
    assert "row 1 " not in str(one.message) and "row 5" not in str(one.message)


def test_three_rates_and_many_rows():
    # (u − 0.5)(u − 1.1)(u − 3) = u³ − 4.6u² + 5.35u − 1.65
    flows = [1.0, -4.6, 5.35, -1.65]
    with pytest.warns(cf.CashflowWarning, match="3 rates, -50 %, 10 % and 200 %; given is 10 %"):
        assert xirr(np.arange(4) * 365, flows) == pytest.approx(0.1)
    with pytest.warns(cf.CashflowWarning, match="row 5 has 3 rates.*; so have 7 further rows"):
        xirr(np.arange(4) * 365, [flows] * 12)


def test_two_rates_close_to_each_other_are_two():
    # (u − 1.1)(u − 1.10001): nearest to zero is 10 %
    with pytest.warns(cf.CashflowWarning, match="2 rates, 10 % and 10.001 %; given is 10 %"):
        assert xirr([0, 365, 730], [1.0, -2.20001, 1.1 * 1.10001]) == pytest.approx(0.1, abs=1e-8)


def test_years_of_invoices_that_are_paid_later_have_the_rate_of_one():
    """Each 100 kept for 30 days costs 0.5 %: 1.005 ** (365 / 30) a year, however often the sign changes, and in no time."""
    days, amounts = np.arange(1_400), np.zeros((20, 1_400))
    for row in range(20):
        bought = np.arange(row % 7, 1_360, 7)
        amounts[row, bought] += 100
        amounts[row, bought + 30] -= 100.5
    assert (np.diff(np.sign(amounts[0][amounts[0] != 0])) != 0).sum() > 300
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = xirr(days, amounts)
    assert found == pytest.approx(np.full(20, 1.005 ** (365 / 30) - 1), abs=1e-12)


def test_of_many_changes_of_sign_the_rates_are_found():
    # (u − 1.1)(u − 3) once more each five years: times a sum of powers, which has no zero for u > 0
    amounts = np.zeros(5 * 17 + 3)
    for start in range(0, 5 * 17 + 1, 5):
        amounts[start : start + 3] += [1.0, -4.1, 3.3]
    assert (np.diff(np.sign(amounts[amounts != 0])) != 0).sum() > 30
    with pytest.warns(cf.CashflowWarning, match="2 rates, 10 % and 200 %; given is 10 %"):
        assert xirr(np.arange(len(amounts)) * 365, amounts) == pytest.approx(0.1)


def test_one_rate_is_given_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert xirr(*EXCEL) == pytest.approx(0.373362535, abs=1e-8)
        assert xirr([0, 365, 730], [1.0, -2.0, 1.0]) == pytest.approx(0.0, abs=1e-6)  # touches zero: one rate
        assert xirr([0, 365, 730, 1095], [-1.0, 3.3, -3.63, 1.331]) == pytest.approx(0.1, abs=1e-4)  # u = 1.1, three times
        assert math.isnan(xirr([0, 365, 730], [1.0, -1.0, 1.0]))


rates = st.floats(-0.9, 5)
streams = st.lists(st.tuples(st.integers(1, 3000), st.floats(0.01, 1e6)), min_size=1, max_size=12)


@given(rates, streams)
def test_the_rate_that_made_the_flows(rate, flows):
    days, amounts = [0] + [d for d, _ in flows], [a for _, a in flows]
    outlay = -sum(a * (1 + rate) ** (-d / 365) for d, a in flows)
    found = xirr(days, [outlay, *amounts])
    slope = sum(a * d / 365 * (1 + rate) ** (-d / 365) for d, a in flows) / -outlay
    assert found == pytest.approx(rate, abs=1e-9 * (1 + abs(rate)) + 1e-13 / slope)


@pytest.mark.filterwarnings("ignore:xirr:cashflow.CashflowWarning")
@given(st.lists(st.tuples(st.integers(0, 1500), st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 0.01)), min_size=1, max_size=10))
def test_a_rate_that_is_found_makes_the_value_zero(flows):
    days, amounts = zip(*flows, strict=True)
    rate = xirr(days, amounts)
    if not math.isnan(rate) and -0.999 < rate < 1e6:
        size = xnpv(rate, days, np.abs(amounts))
        spread = (max(days) - min(days)) / 365
        assert abs(xnpv(rate, days, amounts)) <= 1e-11 * size * (1 + spread)
    shuffled = sorted(flows, key=lambda f: (f[1], f[0]))
    again = xirr([d for d, _ in shuffled], [-3.0 * a for _, a in shuffled])
    assert again == pytest.approx(rate, rel=1e-6, abs=1e-9, nan_ok=True)


def test_xnpv():
    assert xnpv(0.09, *EXCEL) == pytest.approx(2086.647602, abs=5e-7)  # support.microsoft.com, XNPV
    assert xnpv(xirr(*EXCEL), *EXCEL) == pytest.approx(0, abs=1e-8)
    assert xnpv(0, *EXCEL) == 3000
    assert xnpv([0, 0.09], *EXCEL).tolist() == [3000, xnpv(0.09, *EXCEL)]
    assert xnpv([0.1, 0.2], [0, 365], [[0, 110], [0, 120]]) == pytest.approx([100, 100])
    assert xnpv(cf.Rate("9%", "ACT/365F", "effective"), *EXCEL) == xnpv(0.09, *EXCEL)
    assert np.isnan(xnpv([0.1, math.nan], [0, 365], [[0, 110], [0, 120]])).tolist() == [False, True]
    assert math.isnan(xnpv(0.1, [0, 365], [math.nan, 1]))
    assert xnpv(0.1, [], []) == 0


def test_rank_follows_rank():
    dates = np.array(EXCEL[0], "datetime64[D]")
    assert isinstance(xirr(dates, EXCEL[1]), float)
    assert isinstance(xnpv(0.1, dates, EXCEL[1]), float)
    assert xirr(dates, [EXCEL[1]]).shape == xnpv(0.1, [dates], [EXCEL[1]]).shape == (1,)
    assert xirr(np.zeros((0, 4)), np.zeros((0, 4))).shape == (0,)
    assert xirr(np.zeros((3, 0)), np.zeros((3, 0))).tolist() == pytest.approx([math.nan] * 3, nan_ok=True)
    assert math.isnan(xirr([], []))


def test_a_bad_row_spoils_no_other():
    days = np.array([[0, 365]] * 4, float)
    days[1, 0] = math.nan
    found = xirr(days, [[-100, 110], [-100, 110], [math.nan, 110], [-100, math.inf]])
    assert found == pytest.approx([0.1, math.nan, math.nan, math.nan], nan_ok=True)
    dates = np.array([["2025-01-01", "2026-01-01"], ["NaT", "2026-01-01"]], "datetime64[D]")
    listed = [[pd.Timestamp("2025-01-01"), pd.Timestamp("2026-01-01")], [pd.NaT, pd.Timestamp("2026-01-01")]]
    assert xirr(listed, [-100, 110]) == pytest.approx([0.1, math.nan], nan_ok=True)
    assert xirr(dates, [-100, 110]) == pytest.approx([0.1, math.nan], nan_ok=True)


@pytest.mark.filterwarnings("ignore:xirr:cashflow.CashflowWarning")
def test_inputs_stay_as_they_are():
    days, amounts = investments(8, 50, 6)
    before = days.copy(), amounts.copy()
    xirr(days, amounts), xirr(days[:, ::-1], amounts * [1, -1, 1, -1, 1, -1])
    assert (days == before[0]).all()
    assert (amounts == before[1]).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: xirr([0, 1], [1, 2, 3]), "as many flows"),
        (lambda: xirr(3, 4), "as many flows"),
        (lambda: xirr(np.zeros((3, 2)), np.zeros((2, 2))), "not as many rows"),
        (lambda: xirr([0, 1], ["a", "b"]), "not a number"),
        (lambda: xirr([0, 1], [[1, 2], [3]]), "different lengths"),
        (lambda: xirr(["2025-01-01", "soon"], [1, 2]), "is not a date"),
        (lambda: xnpv(-1, [0, 1], [1, 2]), "must be above"),
        (lambda: xnpv([0.1, 0.2], [0, 1], [[1, 2]] * 3), "one a row"),
        (lambda: xnpv(cf.Rate(0.05), [0, 1], [1, 2]), "is not an effective rate"),
        (lambda: pv(-1, 12, 100), "must be above"),
        (lambda: pv(0.01, 12, 100, due="middle"), "'end' or 'start'"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(cf.InputError) as caught:
        call()
    assert words in str(caught.value)


def test_equal_payments():
    """Against the sum of the single payments."""
    months = np.arange(1, 13)
    assert pv(0.01, 12, 100) == pytest.approx((100 * 1.01 ** -months.astype(float)).sum())
    assert pv(0.01, 12, 100, due="start") == pytest.approx((100 * 1.01 ** (1.0 - months)).sum())
    assert fv(0.01, 12, 100, present=50) == pytest.approx((100 * 1.01 ** (12.0 - months)).sum() + 50 * 1.01**12)
    assert pmt(0.01, 12, pv(0.01, 12, 100)) == pytest.approx(100)
    assert pv(0.01, 12, pmt(0.01, 12, 1000, final=200), final=200) == pytest.approx(1000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert pv([0, 0.01], 12, 100) == pytest.approx([1200, pv(0.01, 12, 100)])
        assert pmt(0, 12, 1200) == 100
    assert isinstance(fv(0.01, 12, 100), float)
