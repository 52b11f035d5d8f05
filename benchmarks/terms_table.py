"""Day tables: 200 terms × 20 years of anchor days, business calendar and payment runs applied, beside plain dates one by one.

Work: the day cash leaves for every line and every anchor day: date steps, TARGET, modified following, Thursday runs, never before
the invoice. The scalar way is what a user writes with `datetime`; every cell is asserted equal.
"""

import calendar
import functools
from datetime import date, timedelta

import numpy as np
from holidays import financial_holidays

import cashflow as cf
from cashflow.basics.days import to_date, to_day
from cashflow.payments import payment_table

from .run import Work

DAY = timedelta(days=1)
POLICY = cf.PaymentPolicy(
    payment_runs={"on": "every Thursday", "choose": "last on or before due"},
    business_days={"EUR": "TARGET", "roll": "modified following"},
)
CLOSED = frozenset(financial_holidays("XECB", years=range(2000, 2051)))


def month_last(d):
    return d.replace(day=calendar.monthrange(d.year, d.month)[1])


def months_on(d, count):
    year, month = divmod(d.year * 12 + d.month - 1 + count, 12)
    return date(year, month + 1, min(d.day, calendar.monthrange(year, month + 1)[1]))


def next_of(d, *days):
    while d.day not in days:
        d += DAY
    return d


def kinds(n):
    """Terms of one number of days, and what each does to one date."""
    yield f"net {n}", lambda d: d + n * DAY
    yield f"{n} days then end of month", lambda d: month_last(d + n * DAY)
    yield f"end of month then {n} days", lambda d: month_last(d) + n * DAY
    yield f"{n} days then next 10th or 25th", lambda d: next_of(d + n * DAY, 10, 25)
    day = 1 + n % 28
    yield f"after day 25 add 1 month then 1 month then on day {day}", lambda d: months_on(d, 1 + (d.day > 25)).replace(day=day)


def rows(count):
    return [row for n in range(5, 5 + 2 * count, 2) for row in kinds(n)][:count]


@functools.cache
def opened(d, way):
    while d.weekday() > 4 or d in CLOSED:
        d += way * DAY
    return d


@functools.cache
def rolled(d):
    there = opened(d, 1)
    return there if there.month == d.month else opened(d, -1)


@functools.cache
def run_days(monday):
    return [rolled(monday + (3 + 7 * week) * DAY) for week in range(-1, 3)]


def paid(due, invoice):
    day = rolled(due)
    around = run_days(day - day.weekday() * DAY)
    run = max(x for x in around if x <= day)
    return run if run >= invoice else min(x for x in run_days(invoice - invoice.weekday() * DAY) if x >= invoice)


def scalar(terms, first, last):
    days = [to_date(d) for d in range(to_day(first), to_day(last) + 1)]
    return np.array([[paid(due(d), d).toordinal() for d in days] for _, due in terms]) - date(1970, 1, 1).toordinal()


def ours(terms, first, last):
    return payment_table(terms, POLICY, "EUR", first, last)[2]


SIZES = {"small": (40, "2024-01-01", "2024-12-31"), "full": (200, "2015-01-01", "2034-12-31")}


def work(size):
    count, first, last = SIZES[size]
    both = rows(count)
    terms = [cf.PaymentTerms.parse(text) for text, _ in both]
    return Work(
        title=f"day table: the day cash leaves for {count} terms and every invoice date of {first} to {last}",
        rows=count * (to_day(last) - to_day(first) + 1),
        ours={"payment_table": lambda: ours(terms, first, last)},
        peers={"plain dates": lambda: scalar(both, first, last)},
        check=np.testing.assert_array_equal,
        rounds=9,
        slow=frozenset({"plain dates"}),
    )
