"""Rates, conversions, interest and the rate of a discount against tables typed by hand, and their laws."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.rates import FORMS, Rate, fixed_day_count, rate_of_discount

TABLES = Path(__file__).parent / "tables"
VALUES = st.fractions(Fraction(-1, 10), Fraction(1, 2), max_denominator=10_000)
COUNTS = ["ACT/360", "ACT/365F", "ACT/ACT ISDA", "30/360", "30U/360", "30E/360", "30E/360 ISDA"]
STARTS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def table(name):
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tenor(text):
    parts = text.split()
    return None if not parts else tuple(parts) if len(parts) == 2 else int(text)


def close(found, row):
    return abs(found - Fraction(row["expected"])) <= Fraction(1, 2 * 10 ** int(row["decimals"]))


@pytest.mark.parametrize("row", table("rates_discounts.csv"), ids=lambda r: f"{r['discount']} {r['days']} {r['day_count']} {r['form']}")
def test_rate_of_a_discount(row):
    discount = Fraction(row["discount"]) if "/" in row["discount"] else row["discount"]
    found = rate_of_discount(discount, tenor(row["days"]), day_count=row["day_count"], form=row["form"], on=row["on"])
    assert row["source"]
    assert close(found.value, row)
    assert found.form == ("discount" if row["on"] == "face" else row["form"])


@pytest.mark.parametrize("row", table("rates_interest.csv"), ids=lambda r: f"{r['value']} {r['day_count']} {r['start']} {r['currency']}")
def test_interest(row):
    rate = Rate(row["value"], row["day_count"], row["form"])
    found = rate.interest(row["amount"], row["start"], row["end"], row["currency"] or None)
    assert row["source"]
    assert isinstance(found, Decimal)
    assert str(found) == row["expected"]


@pytest.mark.parametrize(
    "row", table("rates_conversions.csv"), ids=lambda r: f"{r['value']} {r['form']} {r['to_form']} {r['to_day_count']}"
)
def test_conversions(row):
    rate = Rate(row["value"], row["day_count"], row["form"])
    found = rate.to(form=row["to_form"] or None, day_count=row["to_day_count"] or None, days=tenor(row["days"]))
    assert row["source"]
    assert close(found.value, row)
    assert (found.form, found.day_count) == (row["to_form"] or row["form"], row["to_day_count"] or row["day_count"])


@given(
    VALUES, st.sampled_from(COUNTS), st.sampled_from(COUNTS), st.sampled_from(FORMS), st.sampled_from(FORMS), STARTS, st.integers(2, 700)
)
def test_there_and_back(value, here, there, form, other, start, days):
    days = (start, start + timedelta(days))
    assume(cf.basics.rates.year_fraction(*days, here) > 0 < cf.basics.rates.year_fraction(*days, there))
    rate = Rate(value, here, form)
    back = rate.to(form=other, day_count=there, days=days).to(form=form, day_count=here, days=days)
    # A power is rounded to 30 decimals, which over n-th of a year is worth n times as much.
    assert abs(back.value - rate.value) <= Fraction(1, 10**24)


def minor_exact(rate, amount, start, end):
    """Cents of simple interest on ACT/360, unrounded."""
    return 100 * amount * rate.value * (end - start).days / 360


@given(VALUES, st.sampled_from(COUNTS), st.sampled_from(["simple", "effective"]), STARTS, st.integers(2, 700), st.integers(1, 10**10))
def test_converted_rates_earn_the_same(value, there, form, start, days, amount):
    end = start + timedelta(days)
    assume(cf.basics.rates.year_fraction(start, end, there) > 0)
    rate = Rate(value, "ACT/360")
    found = rate.to(form, there, (start, end)).interest(amount, start, end)
    if form == "simple":
        assert found == rate.interest(amount, start, end)
    else:  # a power is rounded to 30 decimals: what is half a cent may fall to either side
        assert abs(found - rate.interest(amount, start, end)) <= Decimal("0.01")
        assert abs(minor_exact(rate, amount, start, end) - 100 * Fraction(found)) <= Fraction(1, 2) + Fraction(1, 10**15)


@given(
    VALUES,
    st.sampled_from(["ACT/360", "ACT/365F", "ACT/ACT ISDA"]),
    STARTS,
    st.integers(0, 500),
    st.integers(0, 500),
    st.integers(-(10**9), 10**9),
)
def test_simple_interest_is_additive_over_days_but_for_cents(value, name, start, first, second, cents):
    rate, middle, end = Rate(value, name), start + timedelta(first), start + timedelta(first + second)
    amount = Decimal(cents) / 100
    parts = rate.interest(amount, start, middle) + rate.interest(amount, middle, end)
    assert abs(parts - rate.interest(amount, start, end)) <= Decimal("0.01")


@given(st.fractions(0, Fraction(9, 10), max_denominator=1000), st.integers(1, 400))
def test_forms_of_a_discount_agree(discount, days):
    simple = rate_of_discount(discount, days, "ACT/365F")
    effective = rate_of_discount(discount, days, "ACT/365F", "effective") if discount < Fraction(1, 2) and days > 30 else None
    face = rate_of_discount(discount, days, "ACT/365F", "discount")
    assert simple.to("discount", days=days) == face == rate_of_discount(discount, days, "ACT/365F", on="face")
    assert face.value * days / 365 == discount
    if effective is not None:
        assert effective == simple.to("effective", days=days)


@given(VALUES, st.sampled_from(FORMS))
def test_day_counts_of_fixed_years_need_no_days(value, form):
    rate = Rate(value, "ACT/360", form)
    plain, by_days = rate.to(day_count="ACT/365F"), rate.to(day_count="ACT/365F", days=(date(2025, 3, 1), date(2025, 5, 1)))
    assert plain == by_days
    assert rate.to(form, "Actual/360") is rate


def test_values_as_they_are_written():
    same = [Rate(v) for v in (0.065, "0.065", "6.5%", " 6.5 % ", Decimal("0.065"), Fraction(13, 200), np.float64(0.065))]
    assert {r.value for r in same} == {Fraction(13, 200)}
    assert Rate("744%").value == Fraction(744, 100)
    assert Rate(0).interest(100, "2025-01-01", "2026-01-01") == 0
    assert (Rate(0.05).day_count, Rate(0.05).form) == ("ACT/360", "simple")
    assert Rate(0.05, "act/365", "Effective") == Rate("5%", "ACT/365F", "effective")
    assert len({Rate(0.05), Rate("5%")}) == 1


def test_an_icma_rate_takes_its_period():
    period = {"period": ("2003-11-01", "2004-05-01"), "frequency": 2}
    rate = Rate("5%", "ACT/ACT ICMA")
    assert rate.interest("1000000", "2003-11-01", "2004-05-01", **period) == Decimal("25000.00")
    found = rate.to(day_count="ACT/365F", days=("2003-11-01", "2004-05-01"), **period)
    assert found.value == Fraction(5, 100) * Fraction(1, 2) / Fraction(182, 365)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Rate(6.5), "Write 0.065 for 6.5 %"),
        (lambda: Rate(True), "is not a number"),
        (lambda: Rate("nan"), "is not a number"),
        (lambda: Rate(float("inf")), "is not a number"),
        (lambda: Rate("1e999999999"), "too large"),
        (lambda: Rate("-100%"), "must be above"),
        (lambda: Rate(0.05, "ACT/364"), "Known: ACT/360"),
        (lambda: Rate(0.05, form="discunt"), "Did you mean 'discount'"),
        (lambda: Rate(0.05).to("effective"), "is needed"),
        (lambda: Rate(0.05).to("effective", days=0), "at least one day"),
        (lambda: Rate(0.05).to("effective", days=1.5), "whole number of days"),
        (lambda: Rate(0.05).to("effective", days=("2025-02-01", "2025-01-01")), "at least one day"),
        (lambda: Rate(0.05).to(day_count="30/360", days=90), "must be two dates, because 30/360"),
        (lambda: Rate(0.05).to(day_count="30/360", days=("2025-01-30", "2025-01-31")), "at least one day"),
        (lambda: Rate(0.05).to("effective", days=90, frequency=2), "is asked by none"),
        (lambda: Rate(0.05).to(day_count="ICMA", days=("2025-01-01", "2025-02-01")), "needs a coupon period"),
        (lambda: Rate("60%", form="discount").to("simple", days=720), "takes all of the amount"),
        (lambda: Rate(0.05).interest(1.5, "2025-01-01", "2025-02-01"), "not an exact amount"),
        (lambda: Rate(0.05).interest("1.005", "2025-01-01", "2025-02-01"), "has more decimals"),
        (lambda: Rate(0.05).interest("1.5", "2025-01-01", "2025-02-01", "JPY"), "than JPY has (0)"),
        (lambda: Rate(0.05).interest("1.5", "2025-01-01", "2025-02-01", "EUX"), "unknown currency"),
        (lambda: Rate(0.05).interest(1, "2025-02-01", "2025-01-01"), "lies before the start"),
        (lambda: Rate(0.05, "ICMA").interest(1, "2025-01-01", "2025-02-01"), "needs a coupon period"),
        (lambda: rate_of_discount(2, 20, "ACT/360"), "Write 0.02 for 2 %"),
        (lambda: rate_of_discount(1, 20, "ACT/360"), "must be below 1"),
        (lambda: rate_of_discount("2%", -20, "ACT/360"), "at least one day"),
        (lambda: rate_of_discount("2%", 20, "ACT/ACT"), "must be two dates"),
        (lambda: rate_of_discount("2%", 20, "ACT/360", on="gross"), "must be 'net' or 'face'"),
        (lambda: rate_of_discount("2%", 20, "ACT/360", "effective", "face"), "is for simple rates"),
        (lambda: rate_of_discount("99.9%", 1, "ACT/360", "effective"), "too large a rate to be compounded"),
        (lambda: fixed_day_count("30/360"), "Here only ACT/360 and ACT/365F"),
    ],
)  # fmt: skip
def test_refusals(call, words):
    with pytest.raises(cf.InputError) as caught:
        call()
    assert words in str(caught.value)
