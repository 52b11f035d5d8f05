"""Day counts and rates against tables typed by hand, and their laws."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.day_counts import DAY_COUNTS, day_count, year_fraction, year_fraction_parts
from cashflow.basics.days import NEVER, NO_DAY

TABLES = Path(__file__).parent / "tables"
DATES = st.dates(date(1996, 1, 1), date(2032, 12, 31))
PERIODS = {"ACT/ACT ICMA": {"period": ("1999-11-30", "2000-05-31"), "frequency": 2}}


def table(name):
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rule_of(row):
    rule = {}
    if row["period_start"]:
        rule["period"] = (row["period_start"], row["period_end"])
    if row["frequency"]:
        rule["frequency"] = int(row["frequency"])
    if row["termination_date"]:
        rule["termination_date"] = {"True": True}.get(row["termination_date"], row["termination_date"])
    return rule


@pytest.mark.parametrize("row", table("rates_day_counts.csv"), ids=lambda r: f"{r['day_count']} {r['start']} {r['end']}")
def test_day_counts(row):
    assert row["source"]
    days = [date.fromisoformat(row[k]).toordinal() - date(1970, 1, 1).toordinal() for k in ("start", "end")]
    parts, per = year_fraction_parts(*np.array(days, np.int32).reshape(2, 1), row["day_count"], **rule_of(row))
    expected = Fraction(int(row["numerator"]), int(row["denominator"]))
    assert parts.dtype == np.int64
    assert Fraction(int(parts[0]), per) == expected
    assert year_fraction(row["start"], row["end"], row["day_count"], **rule_of(row)) == float(expected)


@given(st.lists(DATES, min_size=1, max_size=8), DATES, st.sampled_from(DAY_COUNTS))
def test_rows_equal_single_dates_and_backwards_is_minus(starts, end, name):
    rule = PERIODS.get(name, {})
    rows = year_fraction(np.array(starts, "datetime64[D]"), end, name, **rule)
    assert rows == pytest.approx([year_fraction(s, end, name, **rule) for s in starts], abs=1e-15)
    assert year_fraction(end, starts[0], name, **rule) == pytest.approx(-rows[0], abs=1e-15)


@given(DATES, DATES, DATES, st.sampled_from(["ACT/360", "ACT/365F", "ACT/ACT ISDA", "ACT/ACT ICMA"]))
def test_actual_days_are_additive(a, b, c, name):
    def exact(x, y):
        parts, per = year_fraction_parts(x.toordinal() - 719163, y.toordinal() - 719163, name, **PERIODS.get(name, {}))
        return Fraction(int(parts), per)

    assert exact(a, b) + exact(b, c) == exact(a, c)


@given(DATES, DATES)
def test_act_act_isda_is_days_by_year(a, b):
    low, high = sorted((a, b))
    parts, per = year_fraction_parts(low.toordinal() - 719163, high.toordinal() - 719163, "ACT/ACT ISDA")
    leap = sum(date.fromordinal(n).year % 4 == 0 for n in range(low.toordinal(), high.toordinal()))  # 2000 was one
    assert Fraction(int(parts), per) == Fraction(leap, 366) + Fraction(high.toordinal() - low.toordinal() - leap, 365)


@given(st.integers(-60, 60), st.sampled_from([1, 2, 3, 4, 6, 12]), DATES.filter(lambda d: d.day <= 28))
def test_whole_coupon_periods_are_whole_parts_of_a_year(number, frequency, day):
    def later(months):
        month = day.year * 12 + day.month - 1 + months
        return date(month // 12, month % 12 + 1, day.day)

    step = 12 // frequency
    found = year_fraction(day, later(number * step), "ACT/ACT ICMA", period=(later(60 * step), later(61 * step)))
    assert found == pytest.approx(number / frequency, abs=1e-12)


def test_aliases():
    pairs = {
        "Actual/360": "ACT/360", "act/365": "ACT/365F", "Actual/365 (Fixed)": "ACT/365F", "Act/Act": "ACT/ACT ISDA", "Actual/Actual (ISDA)": "ACT/ACT ISDA",
        "actual/actual ISMA": "ACT/ACT ICMA", "Bond Basis": "30/360", "30/360 US": "30U/360", "Eurobond basis": "30E/360", "30E/360 (ISDA)": "30E/360 ISDA",
    }  # fmt: skip
    assert {word: day_count(word) for word in pairs} == pairs
    assert [day_count(name) for name in DAY_COUNTS] == list(DAY_COUNTS)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: day_count("ACT/356"), "Did you mean 'ACT/3"),
        (lambda: day_count(360), "unknown day count"),
        (lambda: year_fraction("2025-01-01", "2025-02-30", "ACT/360"), "end '2025-02-30': is not a date"),
        (lambda: year_fraction(np.array(["2025-01-01", "NaT"], "datetime64[D]"), "2025-01-01", "ACT/360"), "start: holds no date"),
        (lambda: year_fraction(pd.NaT, "2025-01-01", "ACT/360"), "is not a date"),
        (lambda: year_fraction(np.datetime64("NaT", "D"), "2025-01-01", "ACT/360"), "start: is not a date"),
        (lambda: year_fraction(np.array([1.5]), "2025-01-01", "ACT/360"), "not dates"),
        (lambda: year_fraction_parts(np.array([NO_DAY], np.int32), np.array([0], np.int32), "ACT/360"), "not a date"),
        (lambda: year_fraction_parts(np.array([0], np.int32), np.array([NEVER], np.int32), "30E/360"), "not a date"),
        (lambda: year_fraction_parts(0.5, 1, "ACT/360"), "whole day numbers"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ACT/ACT ICMA"), "needs a coupon period"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ACT/360", frequency=2), "belong to ACT/ACT ICMA"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ACT/360", termination_date=True), "belongs to 30E/360 ISDA"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ICMA", period="2025-01-01"), "must be two dates"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ICMA", period=("2025-02-01", "2025-01-01")), "must end after"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ICMA", period=("2025-01-01", "2025-01-15")), "Give frequency"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ICMA", period=("2025-01-01", "2025-07-01"), frequency=4), "does not agree"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ICMA", period=("2025-01-01", "2025-07-01"), frequency=5), "must be 1, 2"),
        (lambda: year_fraction("2025-01-01", "2025-02-01", "ICMA", period=("2025-01-10", "2025-07-11"), frequency=2), "does not hold all"),
    ],
)  # fmt: skip
def test_refusals(call, words):
    with pytest.raises(cf.InputError) as caught:
        call()
    assert words in str(caught.value)


def test_odd_shapes():
    empty = np.zeros(0, "datetime64[D]")
    assert all(len(year_fraction(empty, empty, name, **PERIODS.get(name, {}))) == 0 for name in DAY_COUNTS)
    assert year_fraction(["2025-01-01", "2025-01-02"], "2025-01-03", "ACT/365F").tolist() == [2 / 365, 1 / 365]
    irregular = year_fraction("2025-01-10", "2025-02-01", "ICMA", period=("2025-01-10", "2025-07-11"), frequency=2)
    assert irregular == 22 / (2 * 182)
