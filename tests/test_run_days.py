"""Words for payment runs: days of each month, counted by weekday or by business day. Expected days are read off a wall calendar."""

from datetime import date

import pytest

import cashflow as cf
from cashflow.basics.days import to_date, to_day
from cashflow.payments import PaymentRuns

WEEKEND = cf.BusinessCalendar(weekend=["Sat", "Sun"])
# 2025: 1 August is a Friday, 1 September a Monday, 1 October a Wednesday


def runs(on, roll="following", calendar=WEEKEND, first="2025-08-01", last="2025-09-30"):
    days = PaymentRuns(on, "first on or after due").days(calendar, roll, to_day(first), to_day(last))
    return [f"{day:%-d %b}" for day in map(to_date, days) if date.fromisoformat(first) <= day <= date.fromisoformat(last)]


@pytest.mark.parametrize(
    "on, expected",
    [
        ("first Monday", ["4 Aug", "1 Sep"]),
        ("1st Monday of the month", ["4 Aug", "1 Sep"]),
        ("every first Monday", ["4 Aug", "1 Sep"]),
        ("last Friday", ["29 Aug", "26 Sep"]),
        ("every last Friday of each month", ["29 Aug", "26 Sep"]),
        ("second Thursday", ["14 Aug", "11 Sep"]),
        ("every second Thursday of the month", ["14 Aug", "11 Sep"]),
        ("first and third Friday", ["1 Aug", "15 Aug", "5 Sep", "19 Sep"]),
        ("1st and 3rd Friday", ["1 Aug", "15 Aug", "5 Sep", "19 Sep"]),
        ("first, third, and last Friday", ["1 Aug", "15 Aug", "29 Aug", "5 Sep", "19 Sep", "26 Sep"]),
        ("10th and last Friday", ["11 Aug", "29 Aug", "10 Sep", "26 Sep"]),  # 10 August is a Sunday
        ("first Monday and third Thursday", ["4 Aug", "21 Aug", "1 Sep", "18 Sep"]),
        ("5th business day", ["7 Aug", "5 Sep"]),
        ("fifth working day of the month", ["7 Aug", "5 Sep"]),
        ("first business day", ["1 Aug", "1 Sep"]),
        ("10th business day and last business day", ["14 Aug", "29 Aug", "12 Sep", "30 Sep"]),
        ("15th business day", ["21 Aug", "19 Sep"]),
        ("5th day and last business day", ["5 Aug", "29 Aug", "5 Sep", "30 Sep"]),
        ("last, first", ["1 Aug", "1 Sep", "30 Sep"]),  # 31 August is a Sunday: on 1 September, too
        ("on the 10th and the 25th of each month", ["11 Aug", "25 Aug", "10 Sep", "25 Sep"]),
        ("10., 25.", ["11 Aug", "25 Aug", "10 Sep", "25 Sep"]),
        ("every 15th of the month", ["15 Aug", "15 Sep"]),
        ("Mondays", ["4 Aug", "11 Aug", "18 Aug", "25 Aug", "1 Sep", "8 Sep", "15 Sep", "22 Sep", "29 Sep"]),
        (
            "every Tue and Fri",
            [f"{d} Aug" for d in (1, 5, 8, 12, 15, 19, 22, 26, 29)] + [f"{d} Sep" for d in (2, 5, 9, 12, 16, 19, 23, 26, 30)],
        ),
        ("weekly on Monday", ["4 Aug", "11 Aug", "18 Aug", "25 Aug", "1 Sep", "8 Sep", "15 Sep", "22 Sep", "29 Sep"]),
        ("every Monday of the month", ["4 Aug", "11 Aug", "18 Aug", "25 Aug", "1 Sep", "8 Sep", "15 Sep", "22 Sep", "29 Sep"]),
        ("first and 15th", ["1 Aug", "15 Aug", "1 Sep", "15 Sep"]),
        ("last day and 5th business day", ["7 Aug", "1 Sep", "5 Sep", "30 Sep"]),  # 31 August is a Sunday
    ],
)
def test_days_of_each_month(on, expected):
    assert runs(on) == expected


@pytest.mark.parametrize("roll, expected", [("following", ["2 Sep"]), ("preceding", ["29 Aug"]), ("modified preceding", ["2 Sep"])])
def test_first_monday_on_a_holiday_moves_by_the_roll(roll, expected):
    labor_day = cf.BusinessCalendar(weekend=["Sat", "Sun"], holidays=["2025-09-01"], first="2025-01-01", last="2025-12-31")
    assert runs("first Monday", roll, labor_day, "2025-08-25", "2025-09-10") == expected


def test_business_days_pass_over_holidays_and_stay_in_the_known_range():
    closed = ["2025-01-01", "2025-01-02", "2025-12-24", "2025-12-25", "2025-12-26", "2025-12-31"]
    calendar = cf.BusinessCalendar(weekend=["Sat", "Sun"], holidays=closed, first="2025-01-01", last="2025-12-31")
    assert runs("second business day", "following", calendar, "2025-01-01", "2025-01-31") == ["6 Jan"]  # Friday 3 January is the first
    assert runs("last business day", "following", calendar, "2025-12-01", "2025-12-31") == ["30 Dec"]


def test_a_month_with_fewer_business_days_is_paid_on_its_last_and_a_closed_one_not_at_all():
    closed = [f"2025-08-{day:02d}" for day in range(8, 32)] + [f"2025-09-{day:02d}" for day in range(1, 31)]
    calendar = cf.BusinessCalendar(weekend=["Sat", "Sun"], holidays=closed, first="2025-01-01", last="2025-12-31")
    assert runs("10th business day", "following", calendar, "2025-07-25", "2025-10-20") == ["7 Aug", "14 Oct"]
    assert runs("last business day", "following", calendar, "2025-07-25", "2025-10-20") == ["31 Jul", "7 Aug"]


@pytest.mark.parametrize(
    "on, said, hint",
    [
        ("every second Thursday", "is not a list of run days", "'second Thursday of the month'"),  # each month, or each fortnight?
        ("every third Friday", "is not a list of run days", "'every second Thursday from 2025-01-02'"),
        ("every 5th business day", "is not a list of run days", "'5th business day'"),
        (
            "5th and last business day",
            "has two readings: the 5th day of the month, or its 5th business day",
            "'5th day' or '5th business day'",
        ),
        ("1st and 3rd working day", "has two readings", "'1st day' or '1st business day'"),
        ("every 15th", "is not a list of run days", "'10th and 25th'"),
        ("the month end", "is not a list of run days", "'15th and last'"),  # its last day, or its last business day?
        ("fifth Friday", "is a day that not every month has", "'last Friday'"),
        ("0th Friday", "is a day that not every month has", "first to fourth"),
        ("20th business day", "counts business days that not every month has", "a number up to 15"),
        ("first Fryday", "is not a list of run days", "'10th and 25th'"),
        ("first Monday and", "is not a list of run days", "'10th and 25th'"),
    ],
)
def test_other_words_are_refused_with_what_to_write(on, said, hint):
    with pytest.raises(cf.InputError) as refused:
        PaymentRuns(on, "first on or after due")
    assert said in str(refused.value) and hint in str(refused.value)
